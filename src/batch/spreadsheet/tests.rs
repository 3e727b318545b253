//! Small workbooks, written here, and what is read of them.

use std::io::{Cursor, Write};

use super::*;

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn xlsx(sheet: &str) -> Result<Worksheet, Diagnostic> {
    let book = "<workbook><sheets><sheet name='一' r:id='a'/></sheets></workbook>";
    let related = "<Relationships><Relationship Id='a' Type='x/worksheet' Target='s.xml'/></Relationships>";
    let parts = [("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", related), ("xl/s.xml", sheet)];
    read("t.xlsx", &zipped(&parts), None)
}

/// Whatever numbers a file claims, there is an end and no panic.
#[test]
fn numbers_that_lie_do_no_harm() {
    let max = usize::MAX;
    for times in ["0", "-1", "x", "999999999", &max.to_string(), "99999999999999999999999"] {
        let cell = format!(
            "<table:table-cell table:number-columns-repeated='{times}' table:number-columns-spanned='{times}' \
             table:number-rows-spanned='{times}'><text:p>甲<text:s text:c='{times}'/></text:p></table:table-cell>"
        );
        let row = format!("<table:table-row table:number-rows-repeated='{times}'>{cell}{cell}</table:table-row>");
        let body = format!("<x><table:table table:name='一'>{row}{row}<table:table-row/></table:table></x>");
        let _ = read("t.ods", &zipped(&[("content.xml", &body)]), None);
        let sheet = format!(
            "<worksheet><sheetData><row r='{times}'><c r='A{times}' s='{times}' t='s'><v>{times}</v></c><c><v>{times}\
             </v></c></row><row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref='A1:A{times}'/>\
             </mergeCells></worksheet>"
        );
        assert!(xlsx(&sheet).is_ok(), "{times}");
    }
}

/// Texts of cells with the row and column where they stand.
fn texts(sheet: &Worksheet) -> Vec<(usize, usize, &str)> {
    let cells = |row| {
        let WorksheetRow { number, cells, .. }: &WorksheetRow = row;
        cells.iter().map(move |(column, cell)| (*number, *column, cell.text.as_str()))
    };
    sheet.rows.iter().flat_map(cells).collect()
}

fn ods(rows: &str) -> Result<Worksheet, Diagnostic> {
    let body = format!("<x><table:table table:name='一'>{rows}</table:table></x>");
    read("t.ods", &zipped(&[("content.xml", &body)]), None)
}

#[test]
fn empty_cells_and_rows_take_their_place() {
    let sheet = xlsx(
        "<row><c><v>1</v></c><c/><c><v></v></c><c><v>4</v></c></row><row><c/></row><row/><row><c/><c><v>2</v></c>\
         </row><row r='9'><c r='C9'/><c><v>3</v></c></row><row><c><v>5</v></c></row>",
    );
    assert_eq!(texts(&sheet.unwrap()), [(1, 0, "1"), (1, 3, "4"), (4, 1, "2"), (9, 3, "3"), (10, 0, "5")]);
}

#[test]
fn a_text_that_isnt_there_is_a_fault() {
    let sheet = xlsx("<row><c t='s'><v>7</v></c><c t='s'><v>x</v></c><c t='s'/></row>").unwrap();
    let cells = &sheet.rows[0].cells;
    assert_eq!(cells.len(), 2);
    assert!(cells.iter().all(|(_, cell)| cell.error.is_some()));
}

#[test]
fn an_ods_that_hides_the_minus() {
    let is_faulty = |value: &str, text: &str| {
        let cell = format!("<table:table-cell office:value='{value}'><text:p>{text}</text:p></table:table-cell>");
        ods(&format!("<table:table-row>{cell}</table:table-row>")).unwrap().rows[0].cells[0].1.error.is_some()
    };
    for text in ["3.2%", "3.2亿元", "增长3.2%"] {
        assert!(is_faulty("-0.032", text), "{text}");
    }
    for text in ["-3.2%", "−3.2%", "(3.2)", "（3.2）", "下降3.2%", "减少3.2", "负3.2", "▼3.2", "0.0%", "亏"]
    {
        assert!(!is_faulty("-0.032", text), "{text}");
    }
    assert!(!is_faulty("0.032", "3.2%"));
}

/// A few KiB may stand for gigabytes.
#[test]
fn texts_have_a_bound() {
    let is_large = |sheet: Result<Worksheet, Diagnostic>| sheet.err().is_some_and(|error| error.code == Code::TooLarge);
    let inline = |text: &str| format!("<row><c t='inlineStr'><is><t>{text}</t></is></c></row>");
    assert!(xlsx(&inline(&"甲".repeat(MAX_CELL_TEXT))).is_ok());
    assert!(is_large(xlsx(&inline(&"甲".repeat(MAX_CELL_TEXT + 1)))));
    let repeated = |rows: usize, columns: usize, text: &str| {
        ods(&format!(
            "<table:table-row table:number-rows-repeated='{rows}'><table:table-cell \
             table:number-columns-repeated='{columns}'><text:p>{text}</text:p></table:table-cell></table:table-row>"
        ))
    };
    let long = "a".repeat(MAX_CELL_TEXT);
    assert!(repeated(10, 10, &long).is_ok());
    assert!(is_large(repeated(1, 1, &format!("{long}a"))));
    assert!(is_large(repeated(1, 2_100, &long)));
    assert!(is_large(repeated(2_100, 1, &long)));
    assert!(is_large(repeated(1, 1, &"<text:s text:c='100'/>".repeat(2_000))));
}

#[test]
fn styles_have_a_bound() {
    let book = "<workbook><sheets><sheet name='一' r:id='a'/></sheets></workbook>";
    let related = "<Relationships><Relationship Id='a' Type='x/worksheet' Target='s.xml'/>\
                   <Relationship Id='b' Type='x/styles' Target='t.xml'/></Relationships>";
    let of = |count: usize| {
        let formats = "<numFmts><numFmt numFmtId='164' formatCode='0.0%'/></numFmts>";
        let xfs = "<xf numFmtId='164'/>".repeat(count);
        let styles = format!("<styleSheet>{formats}<cellXfs>{xfs}</cellXfs></styleSheet>");
        let sheet = format!("<row><c s='{}'><v>0.5</v></c></row>", count - 1);
        let parts = [
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", related),
            ("xl/s.xml", &sheet),
            ("xl/t.xml", &styles),
        ];
        read("t.xlsx", &zipped(&parts), None)
    };
    assert_eq!(texts(&of(65_536).unwrap()), [(1, 0, "50.0%")]);
    assert_eq!(of(65_537).err().map(|error| error.code), Some(Code::TooLarge));
}

/// A cell in the last corner costs a cell.
#[test]
fn only_what_is_used_is_kept() {
    let sheet = xlsx("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>");
    let sheet = sheet.unwrap();
    assert_eq!(
        sheet.rows.iter().map(|row| (row.number, row.cells.len())).collect::<Vec<_>>(),
        [(1, 1), (1_048_576, 1)]
    );
}

#[test]
fn what_is_cut_short_is_told() {
    let whole = zipped(&[("content.xml", "<x><table:table table:name='一'></table:table></x>")]);
    for end in 0..whole.len() {
        let _ = read("t.ods", &whole[..end], None);
    }
    assert!(read("t.ods", &whole, None).is_ok());
}

/// With any byte changed or missing, an xls ends in cells or in an error.
#[test]
fn a_damaged_xls_ends() {
    let file = include_bytes!("../../../tests/cases/batch/ok_xls/t.xls");
    for end in 0..file.len() {
        let _ = read("t.xls", &file[..end], None);
    }
    for at in 8..file.len() {
        for value in [0, 0xFF, file[at] ^ 8] {
            let mut file = file.to_vec();
            file[at] = value;
            let _ = read("t.xls", &file, None);
        }
    }
}

/// Names, attributes and nesting of XML are bounded, and none takes the square of its length.
#[test]
fn xml_has_bounds() {
    let cell = "<row r='1'><c r='A1'><v>1</v></c></row>";
    let many: String = (0..200_000).map(|k| format!(" a{k}=''")).collect();
    assert!(xlsx(&format!("<x{many}></x>{cell}")).is_ok());
    assert!(xlsx(&format!("<x a='{}'></x>{cell}", "a".repeat(1 << 20))).is_ok());
    assert!(xlsx(&format!("{}{cell}", "<x>".repeat(300))).is_err());
    assert!(xlsx(&format!("<{}></{0}>{cell}", "x".repeat(2_000))).is_err());
    let place = |sheet: Result<Worksheet, Diagnostic>| sheet.map_err(|error| error.message.en);
    let long = format!("<row r='7'><c r='C7' t='inlineStr'><is>{}</is></c></row>", "<t>a</t>".repeat(300_000));
    assert!(place(xlsx(&long)).unwrap_err().contains("一!C7"));
    let wide = format!("<sheetData>{}</sheetData>", "a".repeat(9 << 20));
    assert!(place(xlsx(&wide)).is_err());
}

/// A megabyte of zip may hold empty cells for minutes of reading: each element counts, of all parts.
#[test]
fn elements_have_a_bound() {
    let bytes = zipped(&[("a.xml", "<a><b/><b/></a>"), ("b.xml", "<a><b/></a>")]);
    let read = |max: u64| -> Result<(), WorkbookError> {
        let mut package = package::Package::open(&bytes)?.with_elements(max);
        for part in ["a.xml", "b.xml"] {
            let mut xml = package.part(part)?.expect("a part");
            while !matches!(xml.next()?, quick_xml::events::Event::Eof) {}
        }
        Ok(())
    };
    assert!(read(5).is_ok());
    let error = errors::broken("t.xlsx", read(4).unwrap_err());
    assert!(error.code == Code::TooLarge && error.message.en.contains("too many cells"), "{error:?}");
}

/// A zip with more parts than a workbook has, or a zip64 that claims them, is refused before they take memory.
#[test]
fn parts_have_a_bound() {
    let mut zip = zipped(&[("content.xml", "<x/>")]);
    zip.extend(b"PK\x06\x06\x2C\0\0\0\0\0\0\0");
    zip.extend([0xFF; 60]);
    assert_eq!(read("t.ods", &zip, None).err().map(|error| error.code), Some(Code::TooLarge));
    let names: Vec<String> = (0..10_001).map(|k| format!("{k}")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(read("t.ods", &zipped(&parts), None).err().map(|error| error.code), Some(Code::TooLarge));
}
