//! C6: text printed over text.

use std::collections::HashMap;

use super::Finder;
use crate::audit::classes::is_han;
use crate::audit::reading::{Glyph, Line, Reading, words};

/// Maximum overlap of two cores of ink, as a share of the smaller one.
const MAX_OVERLAP: f64 = 0.15;

/// Side of the squares by which glyphs are looked up, in points.
const CELL_SIDE: f64 = 24.0;

/// Maximum number of glyphs compared per square. Readable text has about a dozen; without a limit, a hostile page would
/// take quadratic time.
const MAX_PER_CELL: usize = 40;

/// Letters of two inches or more are pictures, in points.
const MAX_SIZE: f64 = 144.0;

/// A glyph by its line and index, with the part of its box that holds ink.
struct PlacedCore {
    line: usize,
    glyph: usize,
    core: [f64; 4],
}

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let mut pages: Vec<Vec<usize>> = vec![Vec::new(); reading.pages.len()];
    for (k, line) in reading.lines.iter().enumerate() {
        if let Some(page) = pages.get_mut(line.around.page) {
            page.push(k);
        }
    }
    for lines in pages {
        page(finder, &lines);
    }
}

fn page(finder: &mut Finder, lines: &[usize]) {
    let reading: &Reading = finder.reading;
    let mut placed: Vec<PlacedCore> = Vec::new();
    let mut squares: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for index in lines {
        let line = &reading.lines[*index];
        // The range of glyphs of this line that overlap others, and what the first overlaps.
        let mut over: Option<(usize, usize, usize)> = None;
        for (k, glyph) in line.glyphs.iter().enumerate() {
            let Some(core) = glyph.core().filter(|_| counts(glyph)) else { continue };
            let fresh = PlacedCore { line: *index, glyph: k, core };
            let all: Vec<(i64, i64)> = squares_of(&core).collect();
            let known = all.iter().filter_map(|square| squares.get(square)).flatten();
            let below = known.copied().find(|other| collide(reading, &placed[*other], &fresh));
            if let Some(below) = below {
                over = Some(over.map_or((k, k + 1, below), |(from, _, first)| (from, k + 1, first)));
            }
            for square in all {
                let known = squares.entry(square).or_default();
                if known.len() < MAX_PER_CELL {
                    known.push(placed.len());
                }
            }
            placed.push(fresh);
        }
        if let Some((from, to, below)) = over {
            let other = &placed[below];
            let glyphs = &reading.lines[other.line].glyphs;
            let around = other.glyph.saturating_sub(4)..(other.glyph + 5).min(glyphs.len());
            let said = words(&glyphs[around]);
            finder.at("C6", line, from, to, format!("压在“{said}”上"), format!("printed over “{said}”"));
        }
    }
}

/// Whether a glyph is visible text.
fn counts(glyph: &Glyph) -> bool {
    !(glyph.appearance.hidden || glyph.is_decoration() || glyph.missing || glyph.unmapped) && glyph.size < MAX_SIZE
}

fn squares_of(core: &[f64; 4]) -> impl Iterator<Item = (i64, i64)> + use<> {
    let [left, top, right, bottom] = core.map(|edge| (edge / CELL_SIDE).floor() as i64);
    // Glyphs are small, so these are few; the limit is for broken widths.
    let wide = left..=right.min(left.saturating_add(8));
    wide.flat_map(move |x| (top..=bottom.min(top.saturating_add(8))).map(move |y| (x, y)))
}

fn collide(reading: &Reading, below: &PlacedCore, above: &PlacedCore) -> bool {
    let [a, b] = [below, above].map(|placed| placed.core);
    let (wide, high) = (a[2].min(b[2]) - a[0].max(b[0]), a[3].min(b[3]) - a[1].max(b[1]));
    let area = |[left, top, right, bottom]: [f64; 4]| (right - left) * (bottom - top);
    if wide <= 0.0 || high <= 0.0 || wide * high < MAX_OVERLAP * area(a).min(area(b)) {
        return false;
    }
    let of = |placed: &PlacedCore| -> (&Line, &Glyph) {
        let line = &reading.lines[placed.line];
        (line, &line.glyphs[placed.glyph])
    };
    let ((_, under), (line, over)) = (of(below), of(above));
    // Neighbours on a line that are too close are reported by C2.
    let neighbours = below.line == above.line && above.glyph == below.glyph + 1;
    if neighbours && is_han(under.first()) && is_han(over.first()) {
        return false;
    }
    // Some programs draw a character twice to make it bold.
    let near = 0.12 * over.size;
    if under.text == over.text && (under.x - over.x).abs() < near && (under.y - over.y).abs() < near {
        return false;
    }
    // A shape drawn between the two hides the first.
    let middle = ((a[0].max(b[0]) + a[2].min(b[2])) / 2.0, (a[1].max(b[1]) + a[3].min(b[3])) / 2.0);
    let between = reading.drawings.get(under.layer..over.layer).unwrap_or_default();
    !between.iter().any(|drawing| {
        drawing.page == line.around.page
            && (drawing.left..=drawing.right).contains(&middle.0)
            && (drawing.top..=drawing.bottom).contains(&middle.1)
    })
}
