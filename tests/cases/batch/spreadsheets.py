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
    """A text, a number, ("date", days since 1900), ("formula", last result) or ("error", name)."""
    match value:
        case None:
            return ""
        case ("date", days):
            return f'<c r="{name}" s="1"><v>{days}</v></c>'
        case ("formula", result):
            return f'<c r="{name}"><f>A1</f><v>{result}</v></c>'
        case ("error", fault):
            return f'<c r="{name}" t="e"><v>{fault}</v></c>'
        case str():
            return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{name}"><v>{value}</v></c>'


def sheet(rows, merged, first):
    out = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    for k, row in enumerate(rows, first):
        cells = "".join(cell(f"{chr(65 + at)}{k}", value) for at, value in enumerate(row))
        out += f'<row r="{k}">{cells}</row>'
    out += "</sheetData>"
    if merged:
        out += f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    return out + "</worksheet>"


def book(path, sheets, merged=None, first=1):
    names = list(sheets)
    listed = "".join(f'<sheet name="{name}" sheetId="{k}" r:id="r{k}"/>' for k, name in enumerate(names, 1))
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{k}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{k}.xml"/>'
            for k in range(1, len(names) + 1)
        )
        + f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for k, name in enumerate(names, 1):
        files[f"xl/worksheets/sheet{k}.xml"] = sheet(sheets[name], merged, first)
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
            ["haiyan", "海盐县", ("formula", "0.30000000000000004"), 123456789012345680000, "0012", ("date", 1), "三"],
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
