//! Reads a table with one row per district, from CSV or a worksheet: finds the header, names the columns, and separates
//! districts from titles, totals and notes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::faults::Faults;
use super::head::{self, LeftOut};
use super::row::{Filled, Merged, Row};
use super::spreadsheet::{self, Worksheet, WorksheetRow};
use super::{comma, row_warnings};
use crate::description::{HeaderRows, TableFile};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Grid, Source, letters};

/// Maximum size of a table, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// Maximum number of columns in a header.
const MAX_COLUMNS: usize = 2_000;

/// Maximum number of cells below the header, empty ones included: those of 100,000 districts with 80 columns.
pub(super) const MAX_AREA: usize = 8_000_000;

/// How many rows of another length than the header's are reported one by one.
const MAX_ROWS_SHOWN: usize = 8;

/// A table in memory; every cell has its span in the file.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The index of each named column.
    pub columns: Arc<BTreeMap<String, usize>>,
    /// The rows that are districts.
    pub rows: Vec<Row>,
    /// The row numbers of the header.
    pub head: Vec<usize>,
    /// The first rows with their numbers, to look for the name of a column that the header doesn't have.
    pub first: Vec<(usize, Vec<String>)>,
}

/// The rows of a file before the header is found.
enum Raw {
    Comma { rows: Vec<Row>, delimiter: u8 },
    Worksheet(Worksheet),
}

impl Raw {
    fn open(name: &str, bytes: &[u8], options: &TableFile, batch: &Source) -> Result<Self, Diagnostic> {
        if bytes.len() > MAX_BYTES {
            let message = Message::new(
                format!("{name} 有 {} 字节，数据表不得超过 {MAX_BYTES} 字节", bytes.len()),
                format!("{name} has {} bytes; the limit for tables is {MAX_BYTES}", bytes.len()),
            );
            return Err(Diagnostic::error(Code::TooLarge, message));
        }
        if let Some(error) = spreadsheet::refused(name) {
            return Err(error);
        }
        if spreadsheet::is_spreadsheet(name, bytes) {
            let wanted = options.sheet.as_ref().map(|line| line.text.as_str());
            return spreadsheet::read(name, bytes, wanted).map(Self::Worksheet);
        }
        comma::read(name, bytes, options, batch).map(|(rows, delimiter)| Self::Comma { rows, delimiter })
    }

    /// The rows that aren't empty.
    fn filled(&self) -> Vec<Filled<'_>> {
        let mut all: Vec<Filled<'_>> = match self {
            Self::Comma { rows, .. } => {
                rows.iter().map(|row| Filled { number: row.source.first_line(), cells: row.filled() }).collect()
            }
            Self::Worksheet(sheet) => sheet.rows.iter().map(WorksheetRow::filled).collect(),
        };
        all.retain(|row| !row.cells.is_empty());
        all
    }

    /// The rows that the layout uses, as sources with spans. Errors in cells of districts go to `found`.
    fn rows(self, name: &str, layout: &Layout, found: &mut Vec<Diagnostic>) -> (Vec<Row>, Arc<Grid>) {
        let sheet = match self {
            Self::Comma { rows, delimiter } => return (rows, layout.grid(None, char::from(delimiter))),
            Self::Worksheet(sheet) => sheet,
        };
        let grid = layout.grid(Some(sheet.name), '|');
        let (mut rows, mut hidden): (Vec<Row>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut faults = Faults::new(found);
        for row in sheet.rows.into_iter().filter(|row| layout.uses(row.number)) {
            let is_kept = layout.kept.contains(&row.number);
            hidden.extend((row.hidden && is_kept).then_some(row.number));
            let (row, errors) = row.placed(name, &grid);
            if is_kept {
                faults.extend(errors);
            }
            rows.push(row);
        }
        faults.finish();
        // Rows are in order, so the first hidden one is the first of the list.
        if let Some(number) = hidden.first()
            && let Some(first) = rows.iter().find(|row| row.source.first_line() == *number)
        {
            found.push(row_warnings::hidden_rows(&hidden, first));
        }
        (rows, grid)
    }

    fn merged(&self) -> &[Merged] {
        if let Self::Worksheet(sheet) = self { &sheet.merged } else { &[] }
    }
}

/// What each row of the table is. Rows are identified by their numbers.
struct Layout {
    /// The columns with their names.
    names: Vec<(usize, String)>,
    /// The header rows, and the last of them.
    head: Vec<usize>,
    last: usize,
    /// Rows below the header that are districts.
    kept: BTreeSet<usize>,
    /// Rows below the header that are totals or notes.
    out: BTreeMap<usize, LeftOut>,
    /// The column of slugs.
    slug: Option<usize>,
    /// See [`Table::first`].
    first: Vec<(usize, Vec<String>)>,
}

impl Layout {
    fn of(raw: &Raw, header: Option<&HeaderRows>, slug: &str) -> Result<Self, NoHead> {
        const FIRST: usize = 8;
        let mut filled = raw.filled();
        let (merged, comma) = (raw.merged(), matches!(raw, Raw::Comma { .. }));
        let first = filled.first().map(|row| row.number).ok_or(NoHead::Empty)?;
        let lines = match header {
            Some(header) => {
                let empty = |line: &&usize| filled.iter().all(|row| row.number != **line);
                match header.rows.iter().find(empty) {
                    Some(line) => return Err(NoHead::EmptyLine(*line)),
                    None => header.rows.clone(),
                }
            }
            None => match head::below_a_title(&filled, merged, slug) {
                Some(lines) => return Err(NoHead::Title(first, lines)),
                None => vec![first],
            },
        };
        let names = head::names(&filled, &lines, merged, comma);
        if names.last().is_some_and(|(column, _)| *column >= MAX_COLUMNS) {
            return Err(NoHead::TooWide(names.last().map_or(0, |(column, _)| *column)));
        }
        let last = lines.last().copied().unwrap_or(first);
        let texts = |row: &Filled<'_>| row.cells.iter().take(MAX_COLUMNS).map(|(_, text)| (*text).to_owned()).collect();
        let first = filled.iter().take(FIRST).map(|row| (row.number, texts(row))).collect();
        let slug = names.iter().find(|(_, name)| name == slug).map(|(column, _)| *column);
        filled.retain(|row| row.number > last);
        let out: BTreeMap<usize, LeftOut> =
            filled.iter().filter_map(|row| Some((row.number, head::left_out(row, slug)?))).collect();
        // In a worksheet, cells beside or below the table, in columns without a name, aren't districts. In a CSV they
        // make a row of another length, which `uneven` reports.
        let has_name = |column: usize| names.binary_search_by_key(&column, |(column, _)| *column).is_ok();
        let is_row = |row: &&Filled<'_>| {
            !out.contains_key(&row.number) && (comma || row.cells.iter().any(|(column, _)| has_name(*column)))
        };
        let kept: BTreeSet<usize> = filled.iter().filter(is_row).map(|row| row.number).collect();
        let width = names.last().map_or(0, |(column, _)| column + 1);
        if kept.len().saturating_mul(width) > MAX_AREA {
            return Err(NoHead::TooLarge(kept.len(), width));
        }
        Ok(Self { names, head: lines, last, kept, out, slug, first })
    }

    /// Whether a row is the last of the header, a district, or a total or note that the warning quotes.
    fn uses(&self, number: usize) -> bool {
        number == self.last || self.kept.contains(&number) || self.out.contains_key(&number)
    }

    /// Sorts the rows by what they are, and gives them the names of their columns.
    fn sorted(&self, rows: Vec<Row>, grid: &Arc<Grid>) -> Sorted {
        let mut sorted = Sorted::default();
        for row in rows {
            let number = row.source.first_line();
            if number == self.last {
                sorted.head = Some(row.in_grid(grid));
            } else if self.kept.contains(&number) {
                sorted.kept.push(row.in_grid(grid));
            } else if self.out.contains_key(&number) {
                sorted.out.push(row.in_grid(grid));
            }
        }
        sorted
    }

    /// The index of each column by name. Duplicate names are errors.
    fn columns(&self, head: Option<&Row>, found: &mut Vec<Diagnostic>) -> BTreeMap<String, usize> {
        let mut columns = BTreeMap::new();
        for (column, title) in &self.names {
            let Some((head, (_, span))) = head.and_then(|head| Some((head, head.cell(*column)?))) else { continue };
            if columns.insert(title.clone(), *column).is_some() {
                let message = Message::new(format!("有两列都叫 `{title}`"), format!("two columns are named `{title}`"));
                found.push(Diagnostic::error(Code::Duplicate, message).at(&head.source, span));
            }
        }
        columns
    }

    fn grid(&self, sheet: Option<String>, separator: char) -> Arc<Grid> {
        let mut columns = vec![String::new(); self.names.last().map_or(0, |(column, _)| column + 1)];
        for (column, name) in &self.names {
            columns[*column].clone_from(name);
        }
        Arc::new(Grid { sheet, separator, columns, owner: self.slug })
    }
}

/// The rows of a table by what they are.
#[derive(Default)]
struct Sorted {
    /// The last row of the header.
    head: Option<Row>,
    kept: Vec<Row>,
    out: Vec<Row>,
}

/// Why the table has no header.
enum NoHead {
    Empty,
    /// `header` names this row, which is empty.
    EmptyLine(usize),
    /// The first row is a title; these rows seem to be the header.
    Title(usize, Vec<usize>),
    /// The header reaches to this column.
    TooWide(usize),
    /// So many rows and columns.
    TooLarge(usize, usize),
}

impl NoHead {
    fn diagnostic(self, name: &str, options: &TableFile, batch: &Source) -> Diagnostic {
        let (code, zh, en) = match &self {
            Self::Empty => (Code::Empty, format!("{name} 是空表"), format!("the table {name} is empty")),
            Self::EmptyLine(line) => (
                Code::UnknownReference,
                format!("`header` 写了第 {line} 行，{name} 的这一行是空的"),
                format!("header names row {line}, which is empty in {name}"),
            ),
            Self::Title(line, _) => (
                Code::UnknownReference,
                format!("{name} 的第 {line} 行只有一格，像是大标题，不是表头"),
                format!("row {line} of {name} has a single cell: it seems to be a title, not the header"),
            ),
            Self::TooWide(last) => (
                Code::TooLarge,
                format!("{name} 的表头超过 {MAX_COLUMNS} 列，最后一格在 {} 列", letters(*last)),
                format!("the header of {name} has more than {MAX_COLUMNS} columns, up to {}", letters(*last)),
            ),
            Self::TooLarge(rows, columns) => (
                Code::TooLarge,
                format!("{name} 太大：有 {rows} 行、{columns} 列，合计不得超过 {MAX_AREA} 格"),
                format!("{name} is too large: {rows} rows of {columns} columns; the limit is {MAX_AREA} cells"),
            ),
        };
        let error = Diagnostic::error(code, Message::new(zh, en));
        match (self, &options.header) {
            (Self::Title(_, lines), _) => {
                let rows = match lines.as_slice() {
                    [line] => line.to_string(),
                    lines => format!("{lines:?}"),
                };
                let zh = format!("在 `[table]` 里写 `header = {rows}`，指出表头在第几行");
                let hint = Message::new(zh, format!("write header = {rows} in [table] to say which row is the header"));
                error.hint(hint).at_field(batch, &options.file.origin)
            }
            (Self::EmptyLine(_), Some(header)) => error.at_field(batch, &header.origin),
            (Self::Empty, _) => error,
            (Self::TooWide(_) | Self::TooLarge(..), _) => {
                let hint = Message::new(
                    "删去表格右边和下边不是数据的行列（选中整行整列再删，不只是清空），再保存",
                    "delete the columns and rows beside the table that aren't data, and save it again",
                );
                error.at_field(batch, &options.file.origin).hint(hint)
            }
            _ => error.at_field(batch, &options.file.origin),
        }
    }
}

/// Reads a table. Diagnostics, each with its line or cell, go to `found`. `slug` is the name of the column of slugs.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    options: &TableFile,
    slug: &str,
    batch: &Source,
    found: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let placed = |error: Diagnostic| {
        let sheet = options.sheet.as_ref().filter(|_| error.code == Code::UnknownReference);
        let origin = sheet.map_or(&options.file.origin, |sheet| &sheet.origin);
        if error.labels.is_empty() { error.at_field(batch, origin) } else { error }
    };
    let raw = Raw::open(name, bytes, options, batch).map_err(|error| found.push(placed(error))).ok()?;
    let layout = Layout::of(&raw, options.header.as_ref(), slug);
    let layout = layout.map_err(|error| found.push(error.diagnostic(name, options, batch))).ok()?;
    let (rows, grid) = raw.rows(name, &layout, found);
    let comma = grid.sheet.is_none();
    let sorted = layout.sorted(rows, &grid);
    let columns = layout.columns(sorted.head.as_ref(), found);
    if let (true, Some(head)) = (comma, &sorted.head) {
        uneven(name, head, &sorted.kept, options, batch, found);
    }
    found.extend(row_warnings::left_out(&layout.out, &sorted.out));
    Some(Table { columns: Arc::new(columns), rows: sorted.kept, head: layout.head, first: layout.first })
}

/// Reports rows of a CSV that are longer or shorter than the header, the first few one by one: with one comma too many
/// in the header, every row is.
fn uneven(name: &str, head: &Row, rows: &[Row], options: &TableFile, batch: &Source, found: &mut Vec<Diagnostic>) {
    let width = head.width();
    let uneven: Vec<&Row> = rows.iter().filter(|row| row.width() != width).collect();
    for row in uneven.iter().take(MAX_ROWS_SHOWN) {
        let message = Message::new(
            format!("这一行有 {} 格，表头有 {width} 格", row.width()),
            format!("this row has {} cells, but the header has {width}", row.width()),
        );
        let all = 0..row.source.text().len();
        found.push(Diagnostic::error(Code::Contradiction, message).at(&row.source, all));
    }
    let count = uneven.len();
    if count > MAX_ROWS_SHOWN {
        let message = Message::new(
            format!("{name} 一共有 {count} 行的格数与表头不同，前面只列出 {MAX_ROWS_SHOWN} 行"),
            format!(
                "{count} rows of {name} don't have as many cells as the header; the first {MAX_ROWS_SHOWN} are shown"
            ),
        );
        found.push(Diagnostic::error(Code::Contradiction, message).at_field(batch, &options.file.origin));
    }
}
