//! Sheets of spreadsheets: what their cells show, by Excel's rules.

// Without a reader nothing has cells.
#![cfg_attr(not(feature = "xlsx"), allow(dead_code))]

#[cfg(feature = "xlsx")]
mod cell_errors;
mod errors;
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

pub(super) use errors::refused;

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

/// A sheet by its name, else the first that can be seen.
#[cfg(feature = "xlsx")]
pub(super) fn read(name: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Worksheet, Diagnostic> {
    let found = if bytes.starts_with(COMPOUND) {
        if is_encrypted(bytes) {
            return Err(errors::encrypted(name));
        }
        xls::read(bytes, wanted)
    } else if bytes.starts_with(ZIP) {
        zipped(bytes, wanted)
    } else if is_markup(bytes) {
        return Err(errors::markup(name));
    } else {
        Err(package::WorkbookError::invalid("neither zip nor compound file"))
    };
    let found = found.map_err(|broken| errors::broken(name, broken))?;
    found.map_err(|names| errors::no_sheet(name, wanted, &names))
}

/// The sheet that is wanted, else the names of all and whether they are hidden.
#[cfg(feature = "xlsx")]
type Found = Result<Worksheet, Vec<(String, bool)>>;

/// A sheet of an ods or an xlsx.
#[cfg(feature = "xlsx")]
fn zipped(bytes: &[u8], wanted: Option<&str>) -> Result<Found, package::WorkbookError> {
    let mut package = package::Package::open(bytes)?;
    if package.has("content.xml") {
        return ods::read(&mut package, wanted);
    }
    let book = workbook::Workbook::read(&mut package)?;
    match book.sheets.iter().find(|sheet| wanted.map_or(!sheet.hidden, |wanted| wanted == sheet.name)) {
        Some(sheet) => xlsx::read(&mut package, &book, &sheet.name, &sheet.path).map(Ok),
        None => Ok(Err(book.sheets.into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect())),
    }
}

/// A web page, as some systems export tables under a spreadsheet's name.
#[cfg(feature = "xlsx")]
fn is_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

/// An encrypted workbook is a compound file with a stream of this name, in UTF-16.
#[cfg(feature = "xlsx")]
fn is_encrypted(bytes: &[u8]) -> bool {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(stream.len()).any(|window| window == stream)
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
