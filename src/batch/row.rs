//! Rows of tables, wherever they come from: their cells with their places, and what stands in them.

use std::sync::Arc;

use crate::source::{Grid, Source, Span};

/// One row: its own lines of the file, and where its cells stand in them. Held small, for there may be ten
/// thousand of them.
#[derive(Debug)]
pub(super) struct Row {
    pub source: Source,
    /// First byte of each cell, and first byte after.
    cells: Box<[(u32, u32)]>,
    /// The texts that aren't what stands in their place, since quotation marks in them are doubled there.
    others: Box<[(u32, Box<str>)]>,
    /// What cells of spreadsheets give to fields that want a date or a number.
    plain: Box<[(u32, Box<str>)]>,
}

fn known(list: &[(u32, Box<str>)], column: usize) -> Option<&str> {
    let at = list.binary_search_by_key(&(column as u32), |(column, _)| *column).ok()?;
    Some(&list[at].1)
}

impl Row {
    /// `cells` are the texts, without quotation marks and white space around them, and where they stand.
    pub fn new(source: Source, cells: impl IntoIterator<Item = (String, Span)>) -> Self {
        let mut others = Vec::new();
        // No row has 4 GiB: a CSV has at most `LARGEST` bytes, a sheet 16,384 columns of 32,767 characters.
        let cell = |(column, (text, span)): (usize, (String, Span))| {
            if source.text().get(span.start..span.end) != Some(text.as_str()) {
                others.push((column as u32, text.into_boxed_str()));
            }
            (span.start as u32, span.end as u32)
        };
        let cells = cells.into_iter().enumerate().map(cell).collect();
        Self { source, cells, others: others.into(), plain: Box::default() }
    }

    /// How many cells it has, empty ones included.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// A cell's text and its place in the row's own lines.
    pub fn cell(&self, column: usize) -> Option<(&str, Span)> {
        let (start, end) = *self.cells.get(column)?;
        let span = Span { start: start as usize, end: end as usize };
        let there = || self.source.text().get(span.start..span.end).unwrap_or_default();
        Some((known(&self.others, column).unwrap_or_else(there), span))
    }

    /// What a cell gives to a field that wants a date or a number, if that isn't what it shows.
    pub fn plain(&self, column: usize) -> Option<&str> {
        known(&self.plain, column)
    }

    /// The same as a row of a table whose columns have names.
    pub fn in_grid(self, grid: &Arc<Grid>) -> Self {
        let source = Source::row(self.source.name(), self.source.text(), self.source.first_line(), grid);
        Self { source, ..self }
    }

    /// The same with what its cells give to fields that want a date or a number.
    pub fn with_plain(self, plain: Vec<(u32, Box<str>)>) -> Self {
        Self { plain: plain.into(), ..self }
    }

    pub fn filled(&self) -> Vec<(usize, &str)> {
        let cells = (0..self.cells.len()).filter_map(|column| Some((column, self.cell(column)?.0)));
        cells.filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// A row by its number, with the cells that have something in them by their column from 0.
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

/// Cells made one: first and last column from 0, first and last row from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merged {
    pub columns: (usize, usize),
    pub rows: (usize, usize),
}
