//! Paragraphs and columns of laid-out pages, by what the typesetter and the template's markers tell.

use std::collections::BTreeMap;

use super::classes::opens;
use super::reading::{Column, Line, Paragraph, Reading, follows};

/// A column that goes on over a page, or beside itself, becomes one column for each stretch.
pub(super) fn split_columns(reading: &mut Reading) {
    let mut stretches: BTreeMap<(usize, usize, i64), usize> = BTreeMap::new();
    for line in 0..reading.lines.len() {
        let Some(own) = reading.lines[line].around.column else { continue };
        let (page, left) = (reading.lines[line].around.page, edge(&reading.lines[line]));
        let column = &reading.columns[own];
        // The first column to the right begins beyond this one's right edge.
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

/// Where a line's column begins, as far as the line tells: an opening mark at its head has lost its
/// blank half, and stands half an em further left than its place.
fn edge(line: &Line) -> f64 {
    let left = line.left();
    match line.glyphs.first() {
        Some(glyph) if opens(glyph.first()) => left + 0.5 * glyph.size,
        _ => left,
    }
}

/// Whether a line's first words stand in the same field as the last of the line before: items of a list,
/// and the numbers that the template sets before them, are texts of their own.
fn goes_on(last: &Line, next: &Line) -> bool {
    let (Some(end), Some(start)) = (last.glyphs.last(), next.glyphs.first()) else { return false };
    end.origin == start.origin
}

/// Paragraphs of the typesetter, and lines that follow one another in one marked column.
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
