//! Reads a sheet of an xls of Excel 97 and later, or of Excel 5 and 95 (MS-XLS 2.4): the records one after another, so
//! that memory follows the cells that are there, not the range or the counts that the file claims.

use std::collections::{BTreeMap, BTreeSet};

use super::compound::{self, u16_at};
use super::package::{Limit, WorkbookError};
use super::record::{Charset, Data, Records};
use super::texts::Texts;
use super::workbook::{MAX_FORMATS, MAX_SHEETS, MAX_STYLES, Style, style};
use super::{Cell, Found, MAX_MERGED, Merged, Tally, Worksheet, WorksheetRow, cell_errors, place, worth};
use crate::batch::number_format::Epoch;

/// The sheet of the name `wanted`, else the first that isn't hidden; if there is none, the names of all.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Found, WorkbookError> {
    let stream = compound::workbook(bytes).ok_or_else(|| WorkbookError::invalid("malformed compound file"))?;
    let book = Book::read(&stream)?;
    match book.sheets.iter().find(|sheet| wanted.map_or(!sheet.hidden, |wanted| wanted == sheet.name)) {
        Some(sheet) => book.sheet(&stream, sheet).map(Ok),
        None => Ok(Err(book.sheets.into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect())),
    }
}

/// A worksheet in the list of sheets, and the offset of its records.
struct Listed {
    name: String,
    hidden: bool,
    at: usize,
}

/// What all sheets share.
struct Book {
    charset: Charset,
    epoch: Epoch,
    sheets: Vec<Listed>,
    texts: Texts,
    /// The format of each cell style, and what it says.
    styles: Vec<u16>,
    formats: BTreeMap<u16, Style>,
}

/// The end of a substream, and the start of one.
const EOF: u16 = 0x000A;
const BOF: u16 = 0x0809;

fn cut_short() -> WorkbookError {
    WorkbookError::invalid("a record ends too early")
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, WorkbookError> {
        let mut book = Self {
            charset: Charset::Unicode,
            epoch: Epoch::Y1900,
            sheets: Vec::new(),
            texts: Texts::default(),
            styles: Vec::new(),
            formats: BTreeMap::new(),
        };
        let (mut page, mut codes) = (0, BTreeMap::new());
        for (kind, mut data) in Records::new(stream, 0).take_while(|(kind, _)| *kind != EOF) {
            match kind {
                BOF if data.u16() == Some(0x0500) => book.charset = Charset::of_code_page(page),
                0x002F => return Err(WorkbookError::Encrypted),
                0x0042 => {
                    page = data.u16().ok_or_else(cut_short)?;
                    if book.charset != Charset::Unicode {
                        book.charset = Charset::of_code_page(page);
                    }
                }
                0x0022 if data.u16() == Some(1) => book.epoch = Epoch::Y1904,
                0x041E => {
                    if let Some((id, code)) = book.format(&mut data) {
                        codes.insert(id, code);
                    }
                }
                0x00E0 => book.styles.push(u16_at(data.bytes(), 2).unwrap_or(0)),
                0x0085 => book.list(&mut data).ok_or_else(cut_short)?,
                0x00FC => book.shared(&mut data)?,
                _ => {}
            }
            if book.styles.len() > MAX_STYLES || codes.len() > MAX_FORMATS {
                return Err(WorkbookError::too_large(Limit::Styles));
            }
            if book.sheets.len() > MAX_SHEETS {
                return Err(WorkbookError::too_large(Limit::Sheets));
            }
        }
        for id in &book.styles {
            let code = codes.get(id).map(String::as_str);
            book.formats.entry(*id).or_insert_with(|| style(u32::from(*id), code));
        }
        Ok(book)
    }

    fn format(&self, data: &mut Data<'_>) -> Option<(u16, String)> {
        let id = data.u16()?;
        let code =
            if self.charset == Charset::Unicode { data.text(self.charset) } else { data.short_text(self.charset) };
        Some((id, code?))
    }

    fn list(&mut self, data: &mut Data<'_>) -> Option<()> {
        let (at, state, kind) = (data.u32()? as usize, data.u8()?, data.u8()?);
        let name: String = data.short_text(self.charset)?.chars().filter(|c| *c != '\0').collect();
        if kind == 0 {
            self.sheets.push(Listed { name, hidden: state & 0x3F != 0, at });
        }
        Some(())
    }

    fn shared(&mut self, data: &mut Data<'_>) -> Result<(), WorkbookError> {
        data.skip(8).ok_or_else(cut_short)?;
        while !data.is_at_end() {
            self.texts.push(&data.shared_text().ok_or_else(cut_short)?)?;
        }
        Ok(())
    }

    fn sheet(&self, stream: &[u8], listed: &Listed) -> Result<Worksheet, WorkbookError> {
        let mut reader = Reader::new(self, &listed.name);
        let mut depth = 0_usize;
        for (kind, mut data) in Records::new(stream, listed.at) {
            match kind {
                // The first of these begins the sheet; others begin charts inside it.
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                _ if depth > 1 => {}
                // A record that is too short has no cell.
                kind => reader.record(kind, &mut data).transpose()?.unwrap_or_default(),
            }
        }
        if depth == 0 {
            return Err(WorkbookError::invalid(format!("no sheet {}", listed.name)));
        }
        Ok(reader.finished())
    }
}

/// The state of reading a sheet.
struct Reader<'b> {
    book: &'b Book,
    name: &'b str,
    rows: BTreeMap<u16, Vec<(usize, Cell)>>,
    hidden: BTreeSet<u16>,
    merged: Vec<Merged>,
    tally: Tally,
    /// The place of the last formula, whose text result follows in a record of its own.
    formula: (u16, u16, u16),
}

impl<'b> Reader<'b> {
    fn new(book: &'b Book, name: &'b str) -> Self {
        let (rows, hidden) = (BTreeMap::new(), BTreeSet::new());
        Self { book, name, rows, hidden, merged: Vec::new(), tally: Tally::default(), formula: (0, 0, 0) }
    }

    /// Reads a record of the sheet; `None` if it ends too early.
    fn record(&mut self, kind: u16, data: &mut Data<'_>) -> Option<Result<(), WorkbookError>> {
        match kind {
            0x0208 => {
                let row = data.u16()?;
                if u16_at(data.bytes(), 10)? & 0x20 != 0 {
                    self.hidden.insert(row);
                }
                return Some(Ok(()));
            }
            0x00E5 => {
                for _ in 0..data.u16()? {
                    let (top, bottom, left, right) = (data.u16()?, data.u16()?, data.u16()?, data.u16()?);
                    let rows = (usize::from(top) + 1, usize::from(bottom) + 1);
                    self.merged.push(Merged { columns: (left.into(), right.into()), rows });
                }
                let full = self.merged.len() > MAX_MERGED;
                return Some(if full { Err(WorkbookError::too_large(Limit::Merged)) } else { Ok(()) });
            }
            0x0207 => {
                let text = data.text(self.book.charset)?;
                return Some(self.text(self.formula, text));
            }
            0x0006 | 0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD => {}
            _ => return Some(Ok(())),
        }
        let (row, column) = (data.u16()?, data.u16()?);
        if kind == 0x00BD {
            for column in (column..).take(data.bytes().len().saturating_sub(2) / 6) {
                let (style, number) = (data.u16()?, compact(data.u32()?));
                if let Err(error) = self.number((row, column, style), number) {
                    return Some(Err(error));
                }
            }
            return Some(Ok(()));
        }
        let at = (row, column, data.u16()?);
        Some(match kind {
            0x0203 => self.number(at, data.f64()?),
            0x027E => self.number(at, compact(data.u32()?)),
            0x00FD => match self.book.texts.get(data.u32()? as usize).map(str::to_owned) {
                Some(text) => self.text(at, text),
                None => self.push(at, Cell::error(String::new(), cell_errors::no_shared_text())),
            },
            0x0205 => {
                let (value, is_error) = (data.u8()?, data.u8()? != 0);
                self.word(at, value, is_error)
            }
            0x0006 => {
                self.formula = at;
                match data.bytes().get(..8)? {
                    // A text, which follows.
                    [0, .., 0xFF, 0xFF] => Ok(()),
                    [kind @ 1..=2, _, value, .., 0xFF, 0xFF] => self.word(at, *value, *kind == 2),
                    [.., 0xFF, 0xFF] => Ok(()),
                    _ => self.number(at, data.f64()?),
                }
            }
            _ => {
                let text = data.text(self.book.charset)?;
                self.text(at, text)
            }
        })
    }

    fn style(&self, style: u16) -> Option<&'b Style> {
        self.book.formats.get(self.book.styles.get(usize::from(style))?)
    }

    fn number(&mut self, at: (u16, u16, u16), number: f64) -> Result<(), WorkbookError> {
        self.push(at, worth(number, self.style(at.2), self.book.epoch))
    }

    fn text(&mut self, at: (u16, u16, u16), text: String) -> Result<(), WorkbookError> {
        let text = match self.style(at.2) {
            Some(Style::Read(format)) => format.text(&text),
            _ => text,
        };
        if text.trim().is_empty() { Ok(()) } else { self.push(at, Cell::from(text)) }
    }

    /// A truth value or an error.
    fn word(&mut self, at: (u16, u16, u16), value: u8, is_error: bool) -> Result<(), WorkbookError> {
        let word = match (is_error, value) {
            (false, 0) => "FALSE",
            (false, _) => "TRUE",
            (true, 0x00) => "#NULL!",
            (true, 0x07) => "#DIV/0!",
            (true, 0x0F) => "#VALUE!",
            (true, 0x17) => "#REF!",
            (true, 0x1D) => "#NAME?",
            (true, 0x24) => "#NUM!",
            (true, _) => "#N/A",
        };
        let text = word.to_owned();
        self.push(at, if is_error { Cell::error(text, cell_errors::error_value(word)) } else { Cell::from(text) })
    }

    fn push(&mut self, (row, column, _): (u16, u16, u16), cell: Cell) -> Result<(), WorkbookError> {
        let (number, column) = (usize::from(row) + 1, usize::from(column));
        self.tally.add(&cell, 1).map_err(|error| error.at(|| place(self.name, column, number)))?;
        self.rows.entry(row).or_default().push((column, cell));
        Ok(())
    }

    fn finished(self) -> Worksheet {
        let row = |(row, mut cells): (u16, Vec<(usize, Cell)>)| {
            cells.sort_by_key(|(column, _)| *column);
            WorksheetRow { number: usize::from(row) + 1, hidden: self.hidden.contains(&row), cells }
        };
        let rows = self.rows.into_iter().map(row).collect();
        Worksheet { name: self.name.to_owned(), rows, merged: self.merged }
    }
}

/// A number in four bytes: a whole one, or the first half of any, and either may stand for a hundredth of it.
fn compact(bits: u32) -> f64 {
    let value = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & 0xFFFF_FFFC) << 32)
    };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes() {
        let whole = |number: i32, hundredth: u32| (number << 2).cast_unsigned() | 2 | hundredth;
        assert_eq!([compact(whole(-7, 0)), compact(whole(1234, 1))], [-7.0, 12.34]);
        assert_eq!(compact((1.5_f64.to_bits() >> 32) as u32), 1.5);
    }
}
