//! Builds the paragraphs and columns of laid-out pages from Typst's tags and the template's markers.

use std::collections::BTreeMap;

use super::classes::opens;
use super::reading::{Column, Line, Paragraph, Reading, follows};

/// Splits columns that continue on another page, or in another column of the same page, into one column per stretch.
pub(super) fn split_columns(reading: &mut Reading) {
    let mut stretches: BTreeMap<(usize, usize, i64), usize> = BTreeMap::new();
    for line in 0..reading.lines.len() {
        let Some(own) = reading.lines[line].around.column else { continue };
        let (page, left) = (reading.lines[line].around.page, edge(&reading.lines[line]));
        let column = &reading.columns[own];
        // Columns of a page are equally wide: count how many widths this line is further right.
        let beside = match column.width {
            Some(width) if page == column.page && width > 1.0 => ((left - column.left) / width + 0.02).floor() as i64,
            _ => 0,
        };
        if page == column.page && beside <= 0 {
            continue;
        }
        let fresh = Column { page, left, ..*column };
        let count = reading.columns.len();
        let stretch = *stretches.entry((own, page, beside)).or_insert(count);
        if stretch == count {
            reading.columns.push(fresh);
        }
        let column = &mut reading.columns[stretch];
        column.left = column.left.min(left);
        reading.lines[line].around.column = Some(stretch);
    }
}

/// The left edge of a line's column, as far as the line shows it: an opening mark at the start of a line has lost its
/// blank half, so it begins half an em further left than its ink.
fn edge(line: &Line) -> f64 {
    let left = line.left();
    match line.glyphs.first() {
        Some(glyph) if opens(glyph.first()) => left + 0.5 * glyph.size,
        _ => left,
    }
}

/// Whether a line continues the field that the line before ended in. Items of a list, and the numbers that the
/// template sets before them, are separate texts.
fn goes_on(last: &Line, next: &Line) -> bool {
    let (Some(end), Some(start)) = (last.glyphs.last(), next.glyphs.first()) else { return false };
    end.origin == start.origin
}

/// Collects Typst's paragraphs, and groups other lines that follow one another in one marked column.
pub(super) fn gather(reading: &mut Reading) {
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open: Option<usize> = None;
    for k in 0..reading.lines.len() {
        let around = reading.lines[k].around;
        if let Some(paragraph) = around.paragraph {
            open = None;
            let count = reading.paragraphs.len();
            let at = *known.entry(paragraph).or_insert(count);
            if at == count {
                reading.paragraphs.push(Paragraph { lines: Vec::new(), column: around.column, sure: true });
            }
            reading.paragraphs[at].lines.push(k);
            continue;
        }
        let follows = open.filter(|at| {
            let last = reading.paragraphs[*at].lines.last().map(|line| &reading.lines[*line]);
            last.is_some_and(|last| follows(last, &reading.lines[k]) && goes_on(last, &reading.lines[k]))
        });
        match follows {
            Some(at) => reading.paragraphs[at].lines.push(k),
            None => {
                let sure = around.column.is_some();
                reading.paragraphs.push(Paragraph { lines: vec![k], column: around.column, sure });
                open = Some(reading.paragraphs.len() - 1);
            }
        }
    }
}
