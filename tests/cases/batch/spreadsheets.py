#!/usr/bin/env python3
"""Writes the spreadsheets of the cases, byte for byte the same each time: python3 spreadsheets.py"""
import os
import zipfile
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def cell(name, value):
    """A text, a number, ("date", days since 1900), ("formula", last result), ("error", name), ("shown", number, style)
    or ("unsaved",), a formula that was never calculated."""
    match value:
        case None:
            return ""
        case ("date", days):
            return f'<c r="{name}" s="1"><v>{days}</v></c>'
        case ("formula", result):
            return f'<c r="{name}"><f>A1</f><v>{result}</v></c>'
        case ("shown", number, style):
            return f'<c r="{name}" s="{style}"><v>{number}</v></c>'
        case ("unsaved",):
            return f'<c r="{name}"><f>A1*2</f></c>'
        case ("error", fault):
            return f'<c r="{name}" t="e"><v>{fault}</v></c>'
        case str():
            return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{name}"><v>{value}</v></c>'


def sheet(rows, merged, first, hidden):
    out = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    for k, row in enumerate(rows, first):
        cells = "".join(cell(f"{chr(65 + at)}{k}", value) for at, value in enumerate(row))
        off = ' hidden="1"' if k in hidden else ""
        out += f'<row r="{k}"{off}>{cells}</row>'
    out += "</sheetData>"
    if merged:
        out += f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    return out + "</worksheet>"


def book(path, sheets, merged=None, first=1, codes=(), hidden=(), unseen=(), old=False):
    """`codes` are number formats, styles from 2 on; `hidden` are rows, `unseen` names of hidden sheets; `old` counts
    days from 1904."""
    names = list(sheets)
    seen = lambda name: ' state="hidden"' if name in unseen else ""
    listed = "".join(f'<sheet name="{name}" sheetId="{k}"{seen(name)} r:id="r{k}"/>' for k, name in enumerate(names, 1))
    own = [code for code in codes if isinstance(code, str)]
    formats = "".join(
        f'<numFmt numFmtId="{164 + k}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for k, code in enumerate(own)
    )
    ids = [164 + own.index(code) if isinstance(code, str) else code for code in codes]
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in ids)
    formats = f'<numFmts count="{len(own)}">{formats}</numFmts>' if own else ""
    epoch = '<workbookPr date1904="1"/>' if old else ""
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{epoch}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{k}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{k}.xml"/>'
            for k in range(1, len(names) + 1)
        )
        + f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}">{formats}<cellXfs count="{2 + len(ids)}"><xf numFmtId="0"/>'
        f'<xf numFmtId="14" applyNumberFormat="1"/>{styles}</cellXfs></styleSheet>',
    }
    for k, name in enumerate(names, 1):
        files[f"xl/worksheets/sheet{k}.xml"] = sheet(sheets[name], merged, first, hidden)
    with zipfile.ZipFile(os.path.join(HERE, path), "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


HEADS = ["slug", "name", "output", "share", "text", "day", "note"]
book(
    "ok_spreadsheet/districts.xlsx",
    {
        "说明": [["这一张不是数据"]],
        "数据": [
            HEADS,
            # Digits that are a text stay; a number has those that it needs; what was reckoned has fifteen.
            ["nanhu", " 南湖区 ", 1345.50, 0.053, "312.50", ("date", 45309), "一\n二"],
            ["haiyan", "海盐县", ("formula", "0.30000000000000004"), 123456789012345, "0012", ("date", 1), "三"],
            # Of merged cells the first has the value.
            ["pinghu", "平湖市", -0.5, 7, "真", ("date", 45351.75), None],
            [None] * 7,
        ],
    },
    merged="G4:G5",
)
book(
    "err_spreadsheet/districts.xlsx",
    {
        "Sheet1": [
            ["slug", "name", "output"],
            ["nanhu", "南\n湖\n区", ("error", "#DIV/0!")],
            ["haiyan", ("error", "#N/A"), ("error", "#REF!")],
        ]
    },
    first=3,
)
book("err_spreadsheet_value/districts.xlsx", {"Sheet1": [["slug", "name", "output"], ["nanhu", "南\n湖", "坏"]]})
book("err_no_sheet/districts.xlsx", {"数据": [["slug"], ["nanhu"]]})


# What Excel shows, by built-in numbers and by codes of its own.
CODES = {
    "percent": ("0.0%", 0.177616665),
    "rounded": ("0%", 0.145),
    "places": (2, 1345.5),
    "thousands": (4, 1234567.891),
    "money": ('[$￥-804]#,##0.00', 1234.5),
    "accounts": (44, 1234.5),
    "unit": ('0.00"亿元"', 128.5),
    "wan": ('0!.0,"万"', 12345),
    "sign": ('"增长"0.0%;"下降"0.0%;"持平"', -0.032),
    "time": (20, 0.3541666666666667),
    "duration": ("[h]:mm", 1.5),
    "moment": (22, 45299.354166666664),
    "han": ('[DBNum1][$-804]yyyy"年"m"月"d"日"', 45299),
    "month": (57, 45299),
    "half": (55, 0.6),
    "weekday": ("[$-804]aaaa", 45299),
    "fraction": (12, 1.5),
    "power": (11, 123456),
    "general": (0, 0.30000000000000004),
    "third": (0, 0.3333333333333333),
    "text": (49, 42),
}
FORMATS = [code for code, _ in CODES.values()]
book(
    "ok_number_formats/t.xlsx",
    {
        "汇总": [
            ["slug", *CODES],
            ["nanhu", *(("shown", number, 2 + FORMATS.index(code)) for code, number in CODES.values())],
        ]
    },
    codes=FORMATS,
)
WRONG = ["QQQ", "yyyy-m-d", "0.0;0.0", 20]
book(
    "err_number_formats/t.xlsx",
    {
        "汇总": [
            ["slug", "name", "output", "other", "next", "last", None],
            ["nanhu", "南湖区", ("shown", 1.5, 2), ("shown", 0, 3), ("shown", -2.5, 4), ("unsaved",), ("error", "#REF!")],
            ["haiyan", "海盐县", ("shown", 2.5, 2), 330402199001011234, ("shown", 2.5, 4), ("shown", -1, 5), None],
            ["pinghu", "平湖市", 1, 1, ("formula", ""), 1, None],
            # A sum is no district, and its faults are nobody's.
            ["合计", None, ("error", "#DIV/0!"), None, None, None, None],
        ]
    },
    codes=WRONG,
)
book(
    "ok_hidden/t.xlsx",
    {
        "旧表": [["slug", "name", "output"], ["old", "旧区", 1]],
        "今年": [
            ["slug", "name", "output"],
            ["nanhu", "南湖区", ("shown", 0, 2)],
            ["haiyan", "海盐县", ("shown", 1, 2)],
            ["pinghu", "平湖市", ("shown", 2, 2)],
        ],
    },
    hidden=(3, 4),
    unseen=("旧表",),
    codes=("yyyy-mm-dd",),
    old=True,
)
ACCOUNTS = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
book(
    "ok_accounts/t.xlsx",
    {
        "汇总": [
            ["slug", "产值", "增速", "填报日期"],
            # A dash is nought to a number; red alone isn't printed, so the sign is.
            ["nanhu", ("shown", 0, 2), ("shown", -0.05, 3), ("shown", 45299, 4)],
            ["haiyan", ("shown", 1234567.5, 2), ("shown", 0.05, 3), ("shown", 45300, 4)],
        ]
    },
    codes=(ACCOUNTS, "0.0%;[Red]0.0%", "aaaa"),
)
book("err_hidden_sheets/t.xlsx", {"一": [["slug"], ["a"]], "二": [["slug"], ["b"]]}, unseen=("一", "二"))


def ods(path, body, styles=""):
    """An ods is written by hand: what it shows stands beside what it holds."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    files = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"{HEAD}<office:document-content {spaces}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
    }
    with zipfile.ZipFile(os.path.join(HERE, path), "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def shown(text, kind="string", more=""):
    return f'<table:table-cell office:value-type="{kind}" {more}><text:p>{text}</text:p></table:table-cell>'


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


GAP = '<table:table-cell table:number-columns-repeated="16384"/>'
ods(
    "ok_ods/t.ods",
    f'<table:table table:name="旧表" table:style-name="off">{row(shown("slug"), shown("name"))}</table:table>'
    '<table:table table:name="今年">'
    + row(shown("2024年汇总表"))
    + row(
        shown("slug", more='table:number-rows-spanned="2"'),
        shown("产值", more='table:number-columns-spanned="2"'),
        "<table:covered-table-cell/>",
        shown("填报日期", more='table:number-rows-spanned="2"'),
        GAP,
    )
    + row("<table:covered-table-cell/>", shown("数值"), shown("增速"), "<table:covered-table-cell/>")
    + row(
        shown("nanhu"),
        shown("1,345.50", "float", 'office:value="1345.5"'),
        # A remark isn't shown in the cell.
        '<table:table-cell office:value-type="percentage" office:value="-0.032"><office:annotation><text:p>核对</text:p>'
        "</office:annotation><text:p>-3.2%</text:p></table:table-cell>",
        shown("2024年1月8日", "date", 'office:date-value="2024-01-08"'),
        GAP,
    )
    + row(
        shown("haiyan"),
        shown("12.0", "float", 'office:value="12"'),
        shown("0.0<text:s/>%", "percentage", 'office:value="0"'),
        shown("2024年1月9日", "date", 'office:date-value="2024-01-09T08:30:00"'),
        more='table:visibility="collapse"',
    )
    + row(GAP, more='table:number-rows-repeated="1048570"')
    + "</table:table>",
    styles='<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>',
)
ods(
    "err_ods/t.ods",
    '<table:table table:name="今年">'
    + row(shown("slug"), shown("name"), shown("output"))
    + row(shown("nanhu"), shown("南湖区"), '<table:table-cell office:value-type="float" office:value="1.5"/>')
    + row(shown("haiyan"), shown("海盐县"), shown("#DIV/0!"))
    + "</table:table>",
)
ods(
    "err_ods_without_end/t.ods",
    '<table:table table:name="今年">' + row(shown("slug"), more='table:number-rows-repeated="999999999"') + "</table:table>",
)

# Not cases of their own: what tests/suite/tables.rs copies.
book(
    "many.xlsx",
    {
        "汇总": [["slug", "产值", "增速"]]
        + [[f"d{k:02}", "暂缺" if k % 2 else 1.5 + k, None if k % 8 == 0 else ("shown", -0.01 * k, 2)] for k in range(40)]
    },
    codes=("0.0%",),
)
book("errors.xlsx", {"汇总": [["slug", "产值"]] + [[f"d{k:02}", ("error", "#DIV/0!")] for k in range(12)]})
