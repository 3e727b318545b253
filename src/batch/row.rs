//! Rows of tables, whatever format they come from: their cells with texts and spans.

use std::sync::Arc;

use crate::source::{Grid, Source, Span};

/// One row: its lines of the file, and the spans of its cells in them. Compact, as a table may have ten thousand rows.
#[derive(Debug)]
pub(super) struct Row {
    pub source: Source,
    /// The span of each cell: first byte, and first byte after it.
    cells: Box<[(u32, u32)]>,
    /// Texts that differ from the bytes of their span, by column: a CSV doubles quotation marks inside a field.
    others: Box<[(u32, Box<str>)]>,
    /// Values for date and number fields, by column, where a spreadsheet's cell shows something else.
    plain: Box<[(u32, Box<str>)]>,
}

fn known(list: &[(u32, Box<str>)], column: usize) -> Option<&str> {
    let at = list.binary_search_by_key(&(column as u32), |(column, _)| *column).ok()?;
    Some(&list[at].1)
}

impl Row {
    /// `cells` are the texts, without quotation marks and surrounding white space, with their spans in `source`.
    pub fn new(source: Source, cells: impl IntoIterator<Item = (String, Span)>) -> Self {
        let mut others = Vec::new();
        // Offsets fit into `u32`: a CSV has at most `MAX_BYTES`, a sheet 16,384 columns of 32,767 characters.
        let cell = |(column, (text, span)): (usize, (String, Span))| {
            if source.text().get(span.start..span.end) != Some(text.as_str()) {
                others.push((column as u32, text.into_boxed_str()));
            }
            (span.start as u32, span.end as u32)
        };
        let cells = cells.into_iter().enumerate().map(cell).collect();
        Self { source, cells, others: others.into(), plain: Box::default() }
    }

    /// Number of cells, empty ones included.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// A cell's text and its span in the row's lines.
    pub fn cell(&self, column: usize) -> Option<(&str, Span)> {
        let (start, end) = *self.cells.get(column)?;
        let span = Span { start: start as usize, end: end as usize };
        let there = || self.source.text().get(span.start..span.end).unwrap_or_default();
        Some((known(&self.others, column).unwrap_or_else(there), span))
    }

    /// A cell's value for a date or number field, if it differs from the text.
    pub fn plain(&self, column: usize) -> Option<&str> {
        known(&self.plain, column)
    }

    /// This row with the names of its columns, for messages.
    pub fn in_grid(self, grid: &Arc<Grid>) -> Self {
        let source = Source::row(self.source.name(), self.source.text(), self.source.first_line(), grid);
        Self { source, ..self }
    }

    /// This row with the values for date and number fields, by column.
    pub fn with_plain(self, plain: Vec<(u32, Box<str>)>) -> Self {
        Self { plain: plain.into(), ..self }
    }

    /// The cells that aren't empty, by column from 0.
    pub fn filled(&self) -> Vec<(usize, &str)> {
        let cells = (0..self.cells.len()).filter_map(|column| Some((column, self.cell(column)?.0)));
        cells.filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// A row with its number from 1, and its non-empty cells by column from 0.
pub(super) struct Filled<'t> {
    pub number: usize,
    pub cells: Vec<(usize, &'t str)>,
}

impl<'t> Filled<'t> {
    pub fn at(&self, column: usize) -> Option<&'t str> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        Some(self.cells[at].1)
    }
}

/// A merged range: first and last column from 0, first and last row from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merged {
    pub columns: (usize, usize),
    pub rows: (usize, usize),
}
