//! Reads a sheet of an xlsx, cell by cell (ECMA-376 part 1, 18.3). Only non-empty cells are kept, whatever range the
//! file claims.

use quick_xml::events::{BytesStart, Event};

use super::package::{Limit, Package, WorkbookError, add_text, attribute, is_on};
use super::workbook::{Style, Workbook, unescaped};
use super::{Cell, MAX_CELL_TEXT, MAX_MERGED, Merged, Tally, Worksheet, WorksheetRow};
use super::{cell_errors, is_too_long, place as named, worth};

/// Number of Excel's last row.
const LAST_ROW: usize = 1_048_576;

/// A cell being read.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    style: usize,
    value: Option<String>,
    formula: bool,
}

/// Reads the sheet in the part at `path`.
pub(super) fn read(
    package: &mut Package<'_>,
    book: &Workbook,
    name: &str,
    path: &str,
) -> Result<Worksheet, WorkbookError> {
    let Some(mut xml) = package.part(path)? else { return Err(WorkbookError::invalid(format!("no {path}"))) };
    let mut reader = Reader { sheet: Worksheet { name: name.to_owned(), ..Worksheet::default() }, ..Reader::default() };
    loop {
        match xml.next()? {
            Event::Start(tag) => reader.start(&tag)?,
            Event::End(tag) => reader.end(tag.local_name().as_ref(), book)?,
            Event::Eof => break,
            event => reader.text(&event)?,
        }
    }
    reader.sheet.rows.sort_by_key(|row| row.number);
    Ok(reader.sheet)
}

/// The state of reading a sheet.
#[derive(Default)]
struct Reader {
    sheet: Worksheet,
    tally: Tally,
    row: WorksheetRow,
    cell: Option<Open>,
    /// Column of a cell without a reference: the one after the previous cell, even an empty one.
    next: usize,
    /// Whether the current text belongs to a cell's value.
    within: bool,
    /// Whether we are in a phonetic run, whose text the cell doesn't display.
    phonetic: bool,
}

impl Reader {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        match tag.local_name().as_ref() {
            "row" => {
                let number = attribute(tag, "r").and_then(|r| r.parse().ok()).filter(|r| (1..=LAST_ROW).contains(r));
                let number = number.unwrap_or(self.row.number + 1);
                self.row = WorksheetRow { number, hidden: is_on(tag, "hidden"), cells: Vec::new() };
                self.next = 0;
            }
            "c" => {
                let place = attribute(tag, "r").and_then(|r| place(&r));
                let column = place.map_or(self.next, |(column, _)| column);
                self.next = column + 1;
                self.cell = Some(Open {
                    column,
                    kind: attribute(tag, "t").unwrap_or_default(),
                    style: attribute(tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0),
                    ..Open::default()
                });
            }
            "f" => {
                if let Some(cell) = &mut self.cell {
                    cell.formula = true;
                }
            }
            "rPh" => self.phonetic = true,
            "v" | "t" if !self.phonetic => {
                self.within = true;
                if let Some(cell) = &mut self.cell {
                    cell.value.get_or_insert_default();
                }
            }
            "mergeCell" => {
                self.sheet.merged.extend(attribute(tag, "ref").and_then(|range| merged(&range)));
                if self.sheet.merged.len() > MAX_MERGED {
                    return Err(WorkbookError::too_large(Limit::Merged).at(|| self.sheet.name.clone()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, event: &Event<'_>) -> Result<(), WorkbookError> {
        let Some(cell) = self.cell.as_mut().filter(|_| self.within) else { return Ok(()) };
        let Some(value) = &mut cell.value else { return Ok(()) };
        add_text(event, value);
        // Escapes take seven characters, so what isn't too long when decoded may be longer here.
        if value.len() > 8 * MAX_CELL_TEXT && is_too_long(&unescaped(value)) {
            let place = named(&self.sheet.name, cell.column, self.row.number);
            return Err(WorkbookError::too_large(Limit::CellText).at(|| place));
        }
        Ok(())
    }

    fn end(&mut self, name: &str, book: &Workbook) -> Result<(), WorkbookError> {
        match name {
            "rPh" => self.phonetic = false,
            "v" | "t" => self.within = false,
            "c" => {
                if let Some((column, cell)) = self.cell.take().and_then(|open| closed(open, book)) {
                    let (sheet, number) = (&self.sheet.name, self.row.number);
                    self.tally.add(&cell, 1).map_err(|error| error.at(|| named(sheet, column, number)))?;
                    self.row.cells.push((column, cell));
                }
            }
            "row" if !self.row.cells.is_empty() => {
                let number = self.row.number;
                self.row.cells.sort_by_key(|(column, _)| *column);
                self.row.cells.shrink_to_fit();
                self.tally.rows(1).map_err(|error| error.at(|| format!("{}!{number}:{number}", self.sheet.name)))?;
                let row = std::mem::replace(&mut self.row, WorksheetRow { number, ..WorksheetRow::default() });
                self.sheet.rows.push(row);
            }
            _ => {}
        }
        Ok(())
    }
}

/// The finished cell with its column; `None` if it is empty.
fn closed(open: Open, book: &Workbook) -> Option<(usize, Cell)> {
    let Open { column, kind, style, value, formula } = open;
    let style = book.styles.get(style).map(AsRef::as_ref);
    let text = |text: &str| match style {
        Some(Style::Read(format)) => Cell::from(format.text(text)),
        _ => Cell::from(text.to_owned()),
    };
    let cell = match (kind.as_str(), value) {
        // A formula without a saved value, from a program that doesn't calculate. Excel would compute it on opening.
        (kind, value) if formula && kind != "str" && value.as_deref().unwrap_or_default().trim().is_empty() => {
            Cell::error(String::new(), cell_errors::no_result())
        }
        ("s", Some(value)) if value.trim().is_empty() => return None,
        ("s", Some(value)) => match value.trim().parse::<usize>().ok().and_then(|at| book.texts.get(at)) {
            Some(shared) => text(shared),
            None => Cell::error(String::new(), cell_errors::no_shared_text()),
        },
        ("str" | "inlineStr", Some(value)) => text(&unescaped(&value)),
        ("b", Some(value)) => Cell::from(if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        ("e", Some(value)) => Cell::error(value.clone(), cell_errors::error_value(&value)),
        ("d", Some(value)) => {
            let day = value.split('T').next().unwrap_or_default().to_owned();
            let midnight = value.ends_with("T00:00:00") || value.ends_with("T00:00:00Z") || !value.contains('T');
            let text = if midnight { day.clone() } else { value.replace('T', " ") };
            Cell { text, plain: Some(day.into()), error: None }
        }
        (_, Some(value)) => {
            if value.trim().is_empty() {
                return None;
            }
            let Ok(number) = value.trim().parse::<f64>() else {
                return Some((column, Cell::error(value.clone(), cell_errors::error_value(&value))));
            };
            worth(number, style, book.epoch)
        }
        (_, None) => return None,
    };
    (!cell.text.trim().is_empty() || cell.error.is_some()).then_some((column, cell))
}

/// Column and row of `AB12`, both from 0.
fn place(name: &str) -> Option<(usize, usize)> {
    let letters = name.find(|c: char| c.is_ascii_digit())?;
    let mut column = 0_usize;
    for b in name[..letters].bytes() {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a',
            _ => return None,
        };
        column = column.checked_mul(26)?.checked_add(usize::from(value) + 1)?;
    }
    // Excel's last column is XFD.
    let (column, row) = (column.checked_sub(1)?, name[letters..].parse::<usize>().ok()?.checked_sub(1)?);
    (column < 16_384 && row < LAST_ROW).then_some((column, row))
}

fn merged(range: &str) -> Option<Merged> {
    let (first, last) = range.split_once(':')?;
    let (first, last) = (place(first)?, place(last)?);
    Some(Merged { columns: (first.0, last.0), rows: (first.1 + 1, last.1 + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells() {
        assert_eq!(place("A1"), Some((0, 0)));
        assert_eq!(place("AB12"), Some((27, 11)));
        assert_eq!(place("XFD1048576"), Some((16_383, 1_048_575)));
        for bad in ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZZZZZZZZZZZZZZZZZ1", "é1"] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }
}
