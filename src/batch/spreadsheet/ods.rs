//! Reads a sheet of an ods (OpenDocument 1.3 part 3, 9.1). The file has the displayed text of every cell, formatted by
//! the program that saved it, so no number formats are needed.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};

use super::package::{Limit, Package, WorkbookError, Xml, add_text, attribute};
use super::workbook::{MAX_SHEETS, MAX_STYLES};
use super::{Cell, MAX_CELL_TEXT, MAX_MERGED, Merged, Tally, Worksheet, WorksheetRow, cell_errors, place};
use crate::batch::number_format::Unshown;

/// The sheet of the name `wanted`, else the first that isn't hidden; if there is none, the names of all, each with
/// whether it is hidden.
pub(super) fn read(
    package: &mut Package<'_>,
    wanted: Option<&str>,
) -> Result<Result<Worksheet, Vec<(String, bool)>>, WorkbookError> {
    let Some(mut xml) = package.part("content.xml")? else { return Err(WorkbookError::invalid("no content.xml")) };
    let (mut hidden_styles, mut style) = (BTreeSet::new(), String::new());
    let mut names = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "style" => style = attribute(&tag, "name").unwrap_or_default(),
                "table-properties" if attribute(&tag, "display").as_deref() == Some("false") => {
                    hidden_styles.insert(style.clone());
                    if hidden_styles.len() > MAX_STYLES {
                        return Err(WorkbookError::too_large(Limit::Styles));
                    }
                }
                "table" => {
                    let name = attribute(&tag, "name").unwrap_or_default();
                    let hidden = attribute(&tag, "style-name").is_some_and(|style| hidden_styles.contains(&style));
                    let taken = wanted.map_or(!hidden, |wanted| wanted == name);
                    if taken {
                        return table(&mut xml, name).map(Ok);
                    }
                    names.push((name, hidden));
                    if names.len() > MAX_SHEETS {
                        return Err(WorkbookError::too_large(Limit::Sheets));
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(Err(names)),
            _ => {}
        }
    }
}

/// The last row of any program (LibreOffice with very large sheets).
const LAST_ROW: usize = 1 << 24;

/// A repeat count, 1 if absent: the file stores equal neighbours once.
fn repeated(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|times| times.parse().ok()).unwrap_or(1).clamp(1, 1 << 30)
}

/// A row of the file being read, repeated `times` times.
#[derive(Default)]
struct Open {
    row: WorksheetRow,
    times: usize,
    next: usize,
}

/// A cell of the file being read.
struct OpenCell {
    times: usize,
    covered: bool,
    /// Its paragraphs, each on a line; `None` before the first.
    text: Option<String>,
    date: Option<String>,
    valued: bool,
    number: Option<f64>,
    /// Number of columns and rows it spans.
    span: (usize, usize),
}

impl OpenCell {
    fn of(tag: &BytesStart<'_>) -> Self {
        let value = attribute(tag, "value");
        Self {
            times: repeated(tag, "number-columns-repeated"),
            covered: tag.local_name().as_ref() == "covered-table-cell",
            text: None,
            date: attribute(tag, "date-value").map(|date| date.chars().take(10).collect()),
            number: value.as_deref().and_then(|value| value.trim().parse().ok()),
            valued: value.is_some() || attribute(tag, "time-value").is_some(),
            span: (repeated(tag, "number-columns-spanned"), repeated(tag, "number-rows-spanned")),
        }
    }

    /// `None` if it is empty, or covered by a merged cell.
    fn closed(self) -> Option<Cell> {
        let text = self.text.unwrap_or_default();
        if self.covered {
            return None;
        }
        if text.trim().is_empty() {
            // The value is there without its displayed text; only the program that opens the file would format it.
            return (self.valued || self.date.is_some()).then(|| Cell::error(String::new(), cell_errors::no_text()));
        }
        if is_error(text.trim()) {
            return Some(Cell::error(text.clone(), cell_errors::error_value(&text)));
        }
        if self.number.is_some_and(|number| number < 0.0) && hides_minus(&text) {
            return Some(Cell::error(text, cell_errors::unshown(Unshown::Signless)));
        }
        Some(Cell { text, plain: self.date.map(Into::into), error: None })
    }
}

/// Whether the displayed text of a negative number has digits but no mark or word that says it is negative, as with
/// formats that only turn it red.
fn hides_minus(text: &str) -> bool {
    const SIGNS: [char; 11] = ['-', '−', '－', '–', '—', '(', '（', '▼', '▽', '↓', '△'];
    const WORDS: [char; 8] = ['负', '降', '减', '跌', '亏', '少', '低', '缩'];
    text.contains(|c| matches!(c, '1'..='9')) && !text.contains(SIGNS) && !text.contains(WORDS)
}

fn is_error(text: &str) -> bool {
    let words = ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"];
    words.contains(&text)
        || text.strip_prefix("Err:").or(text.strip_prefix("错误:")).is_some_and(|n| n.parse::<u32>().is_ok())
}

fn table(xml: &mut Xml<'_>, name: String) -> Result<Worksheet, WorkbookError> {
    let mut reader = Reader { sheet: Worksheet { name, ..Worksheet::default() }, number: 1, ..Reader::default() };
    loop {
        match xml.next()? {
            Event::Start(tag) if reader.cell.is_some() => reader.start_in_cell(&tag)?,
            Event::Start(tag) => reader.start(&tag),
            Event::End(_) if reader.inside.pop().is_some() => {}
            Event::End(tag) => match tag.local_name().as_ref() {
                "table-cell" | "covered-table-cell" => reader.end_cell()?,
                "table-row" => reader.end_row()?,
                "table" if reader.depth == 0 => return Ok(reader.sheet),
                "table" => reader.depth -= 1,
                _ => {}
            },
            Event::Eof => return Ok(reader.sheet),
            event => reader.text(&event)?,
        }
    }
}

/// The state of reading a sheet.
#[derive(Default)]
struct Reader {
    sheet: Worksheet,
    tally: Tally,
    /// Number of the current row, or of the next one.
    number: usize,
    /// Nesting depth of tables inside this one.
    depth: usize,
    row: Option<Open>,
    cell: Option<OpenCell>,
    /// The open elements inside the current cell, and whether the cell displays their text: that of its paragraphs, but
    /// not of comments and shapes.
    inside: Vec<bool>,
}

impl Reader {
    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "table" => self.depth += 1,
            "table-row" => {
                let hidden = attribute(tag, "visibility").is_some_and(|how| how != "visible");
                let times = repeated(tag, "number-rows-repeated");
                self.row =
                    Some(Open { row: WorksheetRow { number: self.number, hidden, cells: Vec::new() }, times, next: 0 });
            }
            "table-cell" | "covered-table-cell" => self.cell = Some(OpenCell::of(tag)),
            _ => {}
        }
    }

    fn start_in_cell(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        let printed = match tag.local_name().as_ref() {
            "p" if self.inside.is_empty() => {
                cell.text = Some(cell.text.take().map_or_else(String::new, |before| before + "\n"));
                true
            }
            "annotation" | "note" | "ruby-text" => false,
            _ => self.inside.last() == Some(&true),
        };
        self.inside.push(printed);
        let Some(text) = cell.text.as_mut().filter(|_| printed) else { return Ok(()) };
        match tag.local_name().as_ref() {
            "s" => text.extend(std::iter::repeat_n(' ', repeated(tag, "c").min(100))),
            "tab" => text.push('\t'),
            "line-break" => text.push('\n'),
            _ => {}
        }
        // An element of a few bytes can give a hundred spaces, so check here already.
        self.bounded()
    }

    fn text(&mut self, event: &Event<'_>) -> Result<(), WorkbookError> {
        let text = self.cell.as_mut().and_then(|cell| cell.text.as_mut());
        let Some(text) = text.filter(|_| self.inside.last() == Some(&true)) else { return Ok(()) };
        add_text(event, text);
        self.bounded()
    }

    /// Refuses a cell while its text grows too long.
    fn bounded(&self) -> Result<(), WorkbookError> {
        let text = self.cell.as_ref().and_then(|cell| cell.text.as_ref());
        if text.is_none_or(|text| text.len() <= 4 * MAX_CELL_TEXT) {
            return Ok(());
        }
        let column = self.row.as_ref().map_or(0, |row| row.next);
        Err(WorkbookError::too_large(Limit::CellText).at(|| place(&self.sheet.name, column, self.number)))
    }

    fn end_cell(&mut self) -> Result<(), WorkbookError> {
        let (Some(open), Some(row)) = (self.cell.take(), &mut self.row) else { return Ok(()) };
        let (column, times, span) = (row.next, open.times, open.span);
        row.next = row.next.saturating_add(times);
        if span != (1, 1) {
            let columns = (column, column + span.0 - 1);
            self.sheet.merged.push(Merged { columns, rows: (self.number, self.number + span.1 - 1) });
            if self.sheet.merged.len() > MAX_MERGED {
                return Err(WorkbookError::too_large(Limit::Merged).at(|| self.sheet.name.clone()));
            }
        }
        let Some(cell) = open.closed() else { return Ok(()) };
        let (sheet, number) = (&self.sheet.name, self.number);
        self.tally.add(&cell, times).map_err(|error| error.at(|| place(sheet, column, number)))?;
        row.row.cells.extend((0..times).map(|k| (column + k, cell.clone())));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), WorkbookError> {
        let Some(mut open) = self.row.take() else { return Ok(()) };
        if !open.row.cells.is_empty() {
            let (sheet, number) = (&self.sheet.name, self.number);
            let whole_row = || format!("{sheet}!{number}:{number}");
            let mut counted = || {
                for (_, cell) in &open.row.cells {
                    self.tally.add(cell, open.times - 1)?;
                }
                self.tally.rows(open.times)
            };
            counted().map_err(|error| error.at(whole_row))?;
            if self.number > LAST_ROW {
                return Err(WorkbookError::too_large(Limit::Rows).at(whole_row));
            }
            open.row.cells.shrink_to_fit();
            let copy = |k: usize| WorksheetRow { number: self.number + k, ..open.row.clone() };
            self.sheet.rows.extend((0..open.times).map(copy));
        }
        self.number = self.number.saturating_add(open.times);
        Ok(())
    }
}
