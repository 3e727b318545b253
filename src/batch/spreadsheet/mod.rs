//! Reads a worksheet of an xlsx, xls or ods file.
//!
//! The text of a cell is what Excel shows for it, not the stored value: 17.8% and not 0.178. What can't be shown for
//! certain is an error of the cell, never a guess, since it would be printed. Spreadsheets come from outside, so all
//! sizes are bounded.

// Without the feature there is no reader, and most of this is unused.
#![cfg_attr(not(feature = "xlsx"), allow(dead_code))]

#[cfg(feature = "xlsx")]
mod cell_errors;
#[cfg(feature = "xlsx")]
mod compound;
mod errors;
#[cfg(feature = "xlsx")]
mod ods;
#[cfg(feature = "xlsx")]
mod package;
#[cfg(feature = "xlsx")]
mod record;
#[cfg(feature = "xlsx")]
mod texts;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(feature = "xlsx")]
mod xls;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::sync::Arc;

pub(super) use errors::refused;
#[cfg(feature = "xlsx")]
use package::{Limit, WorkbookError};

#[cfg(feature = "xlsx")]
use super::number_format::{Epoch, general};
use super::row::{Filled, Merged, Row};
use crate::diagnostic::{Code, Diagnostic, Message};
#[cfg(feature = "xlsx")]
use crate::source::letters;
use crate::source::{Grid, Source, Span};

/// Maximum number of non-empty cells in a sheet.
pub(super) const MAX_CELLS: usize = 2_000_000;

/// Maximum number of characters in a cell; Excel's own limit.
#[cfg(feature = "xlsx")]
const MAX_CELL_TEXT: usize = 32_767;

/// Maximum number of bytes in all texts of a sheet, repeated ones counted each time: a small file may repeat one text
/// many times. As many as a CSV may have.
#[cfg(feature = "xlsx")]
const MAX_TEXT: usize = 64 << 20;

/// Maximum number of rows with content: twice the 100,000 districts that a batch may need, with room for notes. Each
/// takes a few KiB until its district is built.
pub(super) const MAX_ROWS: usize = 250_000;

/// Maximum number of merged ranges. Only those of the header matter; a table of a hundred thousand rows may have a few
/// in each.
#[cfg(feature = "xlsx")]
const MAX_MERGED: usize = 500_000;

/// A sheet with the texts that its cells show.
#[derive(Debug, Default)]
pub(super) struct Worksheet {
    pub name: String,
    /// The non-empty rows, from the top.
    pub rows: Vec<WorksheetRow>,
    pub merged: Vec<Merged>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct WorksheetRow {
    /// The number in the spreadsheet, from 1.
    pub number: usize,
    pub hidden: bool,
    /// The non-empty cells, from the left, with their column from 0.
    pub cells: Vec<(usize, Cell)>,
}

#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The text that the spreadsheet program shows.
    pub text: String,
    /// The value for a date or number field, if it differs from the text.
    pub plain: Option<Box<str>>,
    /// Why the shown text is unknown. Few cells have one, so it takes little room in the others.
    pub error: Option<Box<CellError>>,
}

#[derive(Debug, Clone)]
pub(super) struct CellError {
    pub message: Message,
    pub hint: Option<Message>,
}

impl WorksheetRow {
    /// The row with its trimmed, non-empty texts.
    pub fn filled(&self) -> Filled<'_> {
        let cells = self.cells.iter().map(|(column, cell)| (*column, cell.text.trim()));
        let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        Filled { number: self.number, cells }
    }

    /// Converts to a row of a table, with the errors of its cells. Messages quote the row as one line, its cells
    /// separated by ` | `. Errors in columns without a name, and cells beyond the table, are ignored.
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
            // Positions in messages are counted by line breaks and bars, so replace those inside a cell.
            line.extend(text.chars().map(|c| match c {
                '\n' | '\r' | '\t' => ' ',
                '|' => '｜',
                c => c,
            }));
            let span = Span { start, end: line.len() };
            texts.push((text, span));
            plain.extend(cell.plain.map(|text| (column as u32, text)));
            if let Some(error) = cell.error.filter(|_| !grid.columns[column].is_empty()) {
                wrong.push((error, span));
            }
        }
        let source = Source::row(name, line, self.number, grid);
        let reported = |(error, span): (Box<CellError>, Span)| {
            let CellError { message, hint } = *error;
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
        Self { text, plain: None, error: Some(error.into()) }
    }
}

#[cfg(feature = "xlsx")]
fn is_too_long(text: &str) -> bool {
    text.len() > MAX_CELL_TEXT && text.chars().count() > MAX_CELL_TEXT
}

/// The name of a cell, such as `汇总!G81`: its column from 0, its row from 1.
#[cfg(feature = "xlsx")]
fn place(sheet: &str, column: usize, row: usize) -> String {
    format!("{sheet}!{}{row}", letters(column))
}

/// The cell for a number and its format.
#[cfg(feature = "xlsx")]
fn worth(number: f64, style: Option<&workbook::Style>, epoch: Epoch) -> Cell {
    use workbook::Style;
    match style {
        None | Some(Style::General) if number.abs() >= 1e15 => {
            Cell::error(general(number), cell_errors::too_many_digits())
        }
        None | Some(Style::General) => Cell::from(general(number)),
        Some(Style::Read(format)) => match format.number(number, epoch) {
            Ok(shown) => Cell { text: shown.text, plain: shown.plain.map(Into::into), error: None },
            Err(why) => Cell::error(general(number), cell_errors::unshown(why)),
        },
        Some(Style::Unread(code)) => Cell::error(general(number), cell_errors::unread(code)),
    }
}

/// Counts what has been read of a sheet, to stop at the limits.
#[cfg(feature = "xlsx")]
#[derive(Default)]
struct Tally {
    rows: usize,
    cells: usize,
    text: usize,
}

#[cfg(feature = "xlsx")]
impl Tally {
    /// Counts a cell that is repeated so many times. Call it before making the copies.
    fn add(&mut self, cell: &Cell, times: usize) -> Result<(), WorkbookError> {
        let said = |message: &Message| message.zh.len() + message.en.len();
        let error = cell.error.as_ref().map_or(0, |error| said(&error.message) + error.hint.as_ref().map_or(0, said));
        let size = cell.text.len() + cell.plain.as_ref().map_or(0, |plain| plain.len()) + error;
        self.cells = self.cells.saturating_add(times);
        self.text = self.text.saturating_add(size.saturating_mul(times));
        if is_too_long(&cell.text) {
            return Err(WorkbookError::too_large(Limit::CellText));
        }
        if self.cells > MAX_CELLS {
            return Err(WorkbookError::too_large(Limit::Cells));
        }
        if self.text > MAX_TEXT { Err(WorkbookError::too_large(Limit::Text)) } else { Ok(()) }
    }

    /// Counts rows with content.
    fn rows(&mut self, count: usize) -> Result<(), WorkbookError> {
        self.rows = self.rows.saturating_add(count);
        if self.rows > MAX_ROWS { Err(WorkbookError::too_large(Limit::Rows)) } else { Ok(()) }
    }
}

/// Whether a file is a spreadsheet, by its extension or its first bytes.
pub(super) fn is_spreadsheet(name: &str, bytes: &[u8]) -> bool {
    let ends = [".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".ots", ".xls", ".xlt"];
    let lower = name.to_lowercase();
    ends.iter().any(|end| lower.ends_with(end)) || bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

const ZIP: &[u8] = b"PK\x03\x04";
/// The signature of compound files: xls, and encrypted xlsx.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads the sheet of the name `wanted`; without one, the first that isn't hidden.
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
        Err(WorkbookError::invalid("neither zip nor compound file"))
    };
    let found = found.map_err(|broken| errors::broken(name, broken))?;
    found.map_err(|names| errors::no_sheet(name, wanted, &names))
}

/// The sheet; or, if there is no such sheet, the names of all, each with whether it is hidden.
#[cfg(feature = "xlsx")]
type Found = Result<Worksheet, Vec<(String, bool)>>;

/// Reads a sheet of an ods or xlsx.
#[cfg(feature = "xlsx")]
fn zipped(bytes: &[u8], wanted: Option<&str>) -> Result<Found, WorkbookError> {
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

/// Whether the file is a web page: some systems export tables as HTML with the extension of a spreadsheet.
#[cfg(feature = "xlsx")]
fn is_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

/// Whether a compound file is an encrypted workbook: it then has a stream of this name, in UTF-16.
#[cfg(feature = "xlsx")]
fn is_encrypted(bytes: &[u8]) -> bool {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(stream.len()).any(|window| window == stream)
}

/// Refuses every spreadsheet: the feature `xlsx` is off.
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
