//! C: the space between characters, and the edges of columns and pages.

use super::Finder;
use crate::audit::classes::{closes, is_han};
use crate::audit::reading::{Line, Reading, Role};
use crate::rule::Level;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for line in &reading.lines {
        overlap(finder, line);
        page(finder, line);
    }
    for paragraph in &reading.paragraphs {
        let lines = finder.lines_of(paragraph);
        for line in &lines {
            column(finder, line);
        }
        if paragraph.sure {
            for line in lines.iter().take(lines.len().saturating_sub(1)) {
                loose(finder, line);
                short(finder, line);
            }
        }
    }
    widths(finder);
}

/// Maximum distance from one character to the next on a justified line, in em.
pub(super) const LOOSE_ADVANCE: f64 = 1.15;

/// Index of each Chinese character that is followed by another, and the distance between the two in em.
pub(super) fn steps(line: &Line) -> impl Iterator<Item = (usize, f64)> {
    line.glyphs.windows(2).enumerate().filter_map(|(k, pair)| {
        let (here, next) = (&pair[0], &pair[1]);
        let alike = is_han(here.first())
            && is_han(next.first())
            && !next.spaced
            && (here.size - next.size).abs() < 0.02 * here.size
            && (here.y - next.y).abs() < 0.02 * here.size
            && here.advance > 0.9 * here.size;
        (alike && here.size > 0.0).then(|| (k, (next.x - here.x) / here.size))
    })
}

/// C2: characters that overlap.
fn overlap(finder: &mut Finder, line: &Line) {
    if let Some((k, step)) = steps(line).filter(|(_, step)| *step < 0.97).min_by(|a, b| a.1.total_cmp(&b.1)) {
        finder.at("C2", line, k, k + 2, format!("字距 {step:.2} 字"), format!("characters {step:.2} em apart"));
    }
}

/// C1: a justified line that is stretched too far.
fn loose(finder: &mut Finder, line: &Line) {
    if finder.column_of(line).is_none_or(|column| !column.justify) {
        return;
    }
    if let Some((_, step)) = steps(line).max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, step)| *step > LOOSE_ADVANCE) {
        let level = if step > 1.30 { Level::Error } else { Level::Warning };
        let (zh, en) = (format!("字距 {step:.2} 字"), format!("characters {step:.2} em apart"));
        finder.weighed("C1", Some(level), line, 0, line.glyphs.len(), zh, en);
    }
}

/// C3: a justified line reaches the edge of its column. For a mark, the ink counts.
fn short(finder: &mut Finder, line: &Line) {
    let Some(column) = finder.column_of(line).filter(|column| column.justify && column.role.is_prose()) else { return };
    let (Some(right), Some(last)) = (column.right(), line.glyphs.last()) else { return };
    let ends = if closes(last.last()) {
        // Squeezed or not, which is B4's concern.
        [last.x + 0.5 * last.size, last.x + last.size].map(|end| right - end)
    } else {
        [right - last.right(); 2]
    };
    let gap = ends.into_iter().min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
    let max = if finder.reading.exact { f64::INFINITY } else { last.size };
    // Typst stretches a letter or digit at the end of a line like the characters before it, and puts the added space
    // after the letter.
    let stretch = steps(line).map(|(_, step)| step - 1.0).fold(0.0, f64::max);
    let least = if last.last().is_ascii_alphanumeric() { 0.5 + stretch * last.size } else { 0.5 };
    if gap > least && gap < max {
        let zh = format!("离栏边还有 {gap:.1} 磅");
        let end = line.glyphs.len();
        finder.at("C3", line, end - 1, end, zh, format!("{gap:.1} pt short of the column's edge"));
    }
}

/// C4: text past its column.
fn column(finder: &mut Finder, line: &Line) {
    let Some(column) = finder.column_of(line).filter(|column| column.role != Role::Unknown) else { return };
    let (Some(right), Some(last)) = (column.right(), line.glyphs.last()) else { return };
    let end = if closes(last.last()) { last.x + 0.5 * last.size } else { last.right() };
    let over = end - right;
    if over > 0.5 {
        let zh = format!("超出栏边 {over:.1} 磅");
        let count = line.glyphs.len();
        finder.at("C4", line, count - 1, count, zh, format!("{over:.1} pt past the column's edge"));
    }
}

/// C4: text past the page.
fn page(finder: &mut Finder, line: &Line) {
    let Some(page_info) = finder.reading.pages.get(line.around.page) else { return };
    let out = |glyph: &crate::audit::reading::Glyph| {
        // Use the middle of the character, so that hanging blank space doesn't count.
        let (x, y) = (glyph.x + glyph.advance / 2.0, glyph.y - 0.35 * glyph.size);
        // Decoration and letters of two inches or more are pictures, which may bleed.
        let picture = glyph.is_decoration() || glyph.size >= 144.0;
        !picture && (!(0.0..=page_info.width).contains(&x) || !(0.0..=page_info.height).contains(&y))
    };
    if let Some(from) = line.glyphs.iter().position(out) {
        let to = line.glyphs.iter().rposition(out).map_or(from + 1, |at| at + 1);
        finder.at("C4", line, from, to, "文字在页边之外", "text off the page");
    }
}

/// C5: the width of prose in ems, reported once per width and size.
fn widths(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let mut reported: Vec<(f64, f64)> = Vec::new();
    for paragraph in &reading.paragraphs {
        let Some(column) = paragraph.column.and_then(|column| reading.columns.get(column)) else { continue };
        let lines = finder.lines_of(paragraph);
        let (Some(width), [first, _, ..]) = (column.width, &lines[..]) else { continue };
        let size = first.size();
        if !matches!(column.role, Role::Body | Role::Lead) || !column.justify || reported.contains(&(width, size)) {
            continue;
        }
        reported.push((width, size));
        let ems = width / size;
        if (width - ems.round() * size).abs() > 0.2 {
            let zh = format!("栏宽 {width:.1} 磅，是字号 {size} 磅的 {ems:.2} 倍");
            finder.line(
                "C5",
                first,
                zh,
                format!("the column is {width:.1} pt wide, {ems:.2} times the type size of {size} pt"),
            );
        }
    }
}
