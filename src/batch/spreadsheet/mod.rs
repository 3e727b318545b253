//! Sheets of spreadsheets: what their cells show, by Excel's rules.

// Without a reader nothing has cells.
#![cfg_attr(not(feature = "xlsx"), allow(dead_code))]

#[cfg(feature = "xlsx")]
mod cell_errors;
#[cfg(feature = "xlsx")]
mod extent;
#[cfg(feature = "xlsx")]
mod ods;
#[cfg(feature = "xlsx")]
mod package;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(feature = "xlsx")]
mod xls;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::sync::Arc;

use super::row::{Filled, Merged, Row};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Grid, Source, Span};

/// The most cells with something in them that are read of a sheet.
#[cfg(feature = "xlsx")]
const MAX_CELLS: usize = 2_000_000;

/// The most characters of a cell, as Excel has it.
#[cfg(feature = "xlsx")]
const MAX_CELL_TEXT: usize = 32_767;

/// The most bytes of the texts of all cells that are read of a sheet, those that stand there again counted again.
#[cfg(feature = "xlsx")]
const MAX_TEXT: usize = 256 << 20;

/// A sheet with what its cells show.
#[derive(Debug, Default)]
pub(super) struct Worksheet {
    pub name: String,
    /// Those with something in them, from the top.
    pub rows: Vec<WorksheetRow>,
    pub merged: Vec<Merged>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct WorksheetRow {
    /// As the spreadsheet counts them, from 1.
    pub number: usize,
    pub hidden: bool,
    /// Those with something in them, from the left, by their column from 0.
    pub cells: Vec<(usize, Cell)>,
}

#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// What it shows.
    pub text: String,
    /// What a field that wants a date or a number takes instead.
    pub plain: Option<String>,
    /// Why what it shows can't be told.
    pub error: Option<CellError>,
}

#[derive(Debug, Clone)]
pub(super) struct CellError {
    pub message: Message,
    pub hint: Option<Message>,
}

impl WorksheetRow {
    /// What stands in it, by column.
    pub fn filled(&self) -> Filled<'_> {
        let cells = self.cells.iter().map(|(column, cell)| (*column, cell.text.trim()));
        let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        Filled { number: self.number, cells }
    }

    /// As a row of a table, shown as one line with its cells parted by ` | `, and what is wrong with its cells. What
    /// stands in columns without a name, or beyond the table, is passed over.
    pub fn placed(self, name: &str, grid: &Arc<Grid>) -> (Row, Vec<Diagnostic>) {
        let mut cells: Vec<Option<Cell>> = vec![None; grid.columns.len()];
        for (column, cell) in self.cells {
            if let Some(place) = cells.get_mut(column) {
                *place = Some(cell);
            }
        }
        let (mut line, mut texts, mut plain, mut wrong) = (String::new(), Vec::new(), Vec::new(), Vec::new());
        for (column, cell) in cells.into_iter().enumerate() {
            if column > 0 {
                line.push_str(" | ");
            }
            let cell = cell.unwrap_or_else(|| Cell::from(String::new()));
            let text = cell.text.trim().to_owned();
            let start = line.len();
            // A break inside a cell doesn't begin another row, nor does a stroke begin another cell: places count both.
            line.extend(text.chars().map(|c| match c {
                '\n' | '\r' | '\t' => ' ',
                '|' => '｜',
                c => c,
            }));
            let span = Span { start, end: line.len() };
            texts.push((text, span));
            plain.extend(cell.plain.map(|text| (column as u32, text.into_boxed_str())));
            if let Some(error) = cell.error.filter(|_| !grid.columns[column].is_empty()) {
                wrong.push((error, span));
            }
        }
        let source = Source::row(name, line, self.number, grid);
        let reported = |(CellError { message, hint }, span): (CellError, Span)| {
            let error = Diagnostic::error(Code::BadNumber, message).at(&source, span);
            hint.into_iter().fold(error, Diagnostic::hint)
        };
        let wrong = wrong.into_iter().map(reported).collect();
        (Row::new(source, texts).with_plain(plain), wrong)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, plain: None, error: None }
    }
}

#[cfg(feature = "xlsx")]
impl Cell {
    fn error(text: String, error: CellError) -> Self {
        Self { text, plain: None, error: Some(error) }
    }
}

#[cfg(feature = "xlsx")]
fn is_too_long(text: &str) -> bool {
    text.len() > MAX_CELL_TEXT && text.chars().count() > MAX_CELL_TEXT
}

/// What was read of a sheet so far.
#[cfg(feature = "xlsx")]
#[derive(Default)]
struct Tally {
    cells: usize,
    text: usize,
}

#[cfg(feature = "xlsx")]
impl Tally {
    /// Counts a cell that stands there so many times; to be done before it is copied.
    fn add(&mut self, cell: &Cell, times: usize) -> Result<(), package::WorkbookError> {
        let said = |message: &Message| message.zh.len() + message.en.len();
        let error = cell.error.as_ref().map_or(0, |error| said(&error.message) + error.hint.as_ref().map_or(0, said));
        let size = cell.text.len() + cell.plain.as_ref().map_or(0, String::len) + error;
        self.cells = self.cells.saturating_add(times);
        self.text = self.text.saturating_add(size.saturating_mul(times));
        if is_too_long(&cell.text) || self.cells > MAX_CELLS || self.text > MAX_TEXT {
            return Err(package::WorkbookError::TooLarge);
        }
        Ok(())
    }
}

/// Whether a file is a spreadsheet: by its name, or by how it begins.
pub(super) fn is_spreadsheet(name: &str, bytes: &[u8]) -> bool {
    let ends = [".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".ots", ".xls", ".xlt"];
    let lower = name.to_lowercase();
    ends.iter().any(|end| lower.ends_with(end)) || bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

const ZIP: &[u8] = b"PK\x03\x04";
/// How the older files of Office begin, and encrypted new ones.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A file that is no table, whatever is in it, with what to do.
pub(super) fn refused(name: &str) -> Option<Diagnostic> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let lower = file.to_lowercase();
    let error = |zh: &str, en: &str, hint: Message| {
        let message = Message::new(format!("{name} {zh}"), format!("{name} {en}"));
        Some(Diagnostic::error(Code::ReadFailed, message).hint(hint))
    };
    let lock = file.strip_prefix("~$").or_else(|| file.strip_prefix(".~lock.").map(|rest| rest.trim_end_matches('#')));
    if let Some(table) = lock {
        return error(
            "是打开表格时留下的锁文件，不是数据表",
            "is the lock of an open spreadsheet, not the table",
            Message::new(
                format!("数据表是 {table}：在 `[table]` 里写 `file = \"{table}\"`"),
                format!("the table is {table}"),
            ),
        );
    }
    if [".et", ".ett", ".xlsb", ".numbers", ".fods", ".wks"].iter().any(|end| lower.ends_with(end)) {
        return error(
            "的格式这里读不了",
            "is of a format that isn't read here",
            Message::new("请在表格软件里另存为 `.xlsx`", "save it as `.xlsx` in your spreadsheet program"),
        );
    }
    None
}

/// A sheet by its name, else the first that can be seen.
#[cfg(feature = "xlsx")]
pub(super) fn read(name: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Worksheet, Diagnostic> {
    use package::{Package, WorkbookError};

    let broken = |broken: WorkbookError| match broken {
        WorkbookError::TooLarge => {
            let message = Message::new(
                format!("{name} 太大：解开后超出这里能读的数量"),
                format!("{name} is too large: it unpacks to more than is read here"),
            );
            let hint = Message::new("把要用的那张表另存为一个新文件", "save the sheet in use as a file of its own");
            Diagnostic::error(Code::TooLarge, message).hint(hint)
        }
        WorkbookError::TooWide => {
            let message = Message::new(
                format!("{name} 太大：各张表从第一格到最后一格的范围，超出这里能读的数量"),
                format!("{name} is too large: its sheets reach over more cells than are read here"),
            );
            Diagnostic::error(Code::TooLarge, message).hint(Message::new("请另存为 `.xlsx`", "save it as `.xlsx`"))
        }
        WorkbookError::Invalid(error) => {
            let message = Message::new(
                format!("读不了 {name}：文件不完整，或不是表格文件。原文：{error}"),
                format!("can't read {name}: it isn't whole, or no spreadsheet: {error}"),
            );
            let hint = Message::new("在表格软件里打开，另存为 `.xlsx`", "open it and save it as `.xlsx`");
            Diagnostic::error(Code::ReadFailed, message).hint(hint)
        }
    };
    let found = if bytes.starts_with(COMPOUND) {
        if is_encrypted(bytes) {
            let message = Message::new(format!("{name} 加了密码"), format!("{name} is protected by a password"));
            let hint = Message::new("去掉打开密码，再保存一次", "take the password away and save it again");
            return Err(Diagnostic::error(Code::ReadFailed, message).hint(hint));
        }
        xls::read(bytes, wanted).map_err(broken)?
    } else if bytes.starts_with(ZIP) {
        let mut package = Package::open(bytes).map_err(broken)?;
        if package.has("content.xml") {
            ods::read(&mut package, wanted).map_err(broken)?
        } else {
            let book = workbook::Workbook::read(&mut package).map_err(broken)?;
            match book.sheets.iter().find(|sheet| wanted.map_or(!sheet.hidden, |wanted| wanted == sheet.name)) {
                Some(sheet) => Ok(xlsx::read(&mut package, &book, &sheet.name, &sheet.path).map_err(broken)?),
                None => Err(book.sheets.into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect()),
            }
        }
    } else if bytes
        .trim_ascii_start()
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start()
        .starts_with(b"<")
    {
        let message = Message::new(
            format!("{name} 其实是网页或标记文本，只是用了表格的文件名"),
            format!("{name} is a web page or other markup under a spreadsheet's name"),
        );
        let hint = Message::new("在表格软件里打开，另存为 `.xlsx`", "open it and save it as `.xlsx`");
        return Err(Diagnostic::error(Code::ReadFailed, message).hint(hint));
    } else {
        return Err(broken(WorkbookError::invalid("neither zip nor compound file")));
    };
    found.map_err(|names| no_sheet(name, wanted, &names))
}

/// An encrypted workbook is a compound file with a stream of this name, in UTF-16.
#[cfg(feature = "xlsx")]
fn is_encrypted(bytes: &[u8]) -> bool {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(stream.len()).any(|window| window == stream)
}

#[cfg(feature = "xlsx")]
fn no_sheet(name: &str, wanted: Option<&str>, names: &[(String, bool)]) -> Diagnostic {
    let list = |zh: bool| {
        let each = names.iter().map(|(name, hidden)| match (hidden, zh) {
            (true, true) => format!("{name}（隐藏）"),
            (true, false) => format!("{name} (hidden)"),
            (false, _) => name.clone(),
        });
        each.collect::<Vec<_>>().join(if zh { "、" } else { ", " })
    };
    let Some(wanted) = wanted else {
        let message = Message::new(
            format!("{name} 里的工作表都是隐藏的：{}", list(true)),
            format!("all sheets of {name} are hidden: {}", list(false)),
        );
        let hint = Message::new(
            "要用隐藏的工作表，在 `[table]` 里写 `sheet = \"表名\"`",
            "to use a hidden sheet, write sheet = \"its name\" in [table]",
        );
        return Diagnostic::error(Code::UnknownReference, message).hint(hint);
    };
    let message = Message::new(
        format!("{name} 没有工作表 {wanted}，有的是 {}", list(true)),
        format!("{name} has no sheet {wanted}; it has {}", list(false)),
    );
    Diagnostic::error(Code::UnknownReference, message)
}

/// Without the feature `xlsx` there is no reader for them.
#[cfg(not(feature = "xlsx"))]
pub(super) fn read(name: &str, _: &[u8], _: Option<&str>) -> Result<Worksheet, Diagnostic> {
    let message = Message::new(
        format!("读不了 {name}：这个程序没有编入 `xlsx` 功能"),
        format!("can't read {name}: this program was built without the feature `xlsx`"),
    );
    Err(Diagnostic::error(Code::ReadFailed, message).hint(Message::new("另存为 CSV", "save it as CSV")))
}

#[cfg(all(test, feature = "xlsx"))]
mod tests;
