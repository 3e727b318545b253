//! K: what was written against what is printed.

use std::collections::{BTreeMap, BTreeSet};

use super::Finder;
use crate::audit::reading::{Line, Reading, Role};
use crate::audit::truth::{numbers, squeezed};
use crate::diagnostic::Message;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let Some(truth) = &reading.truth else { return };
    // Notes and page furniture interrupt the flow; each is a stream of its own.
    let mut streams: BTreeMap<usize, String> = BTreeMap::new();
    let mut blocks: BTreeMap<usize, String> = BTreeMap::new();
    for line in &reading.lines {
        let stream = streams.entry(line.around.aside).or_default();
        for glyph in &line.glyphs {
            let derived = finder.origin(glyph).is_some_and(|origin| origin.starts_with("derived."));
            if !derived {
                stream.push_str(&squeezed(&glyph.text));
                if let Some(origin) = glyph.origin {
                    blocks.entry(origin).or_default().push_str(&squeezed(&glyph.text));
                }
            }
        }
    }
    for field in &truth.fields {
        for part in &field.parts {
            if !part.is_empty() && !streams.values().any(|stream| stream.contains(part.as_str())) {
                let shown: String = part.chars().take(24).collect();
                let path = &field.path;
                let what = Message::new(format!("`{path}` 没有印出来"), format!("`{path}` isn't printed"));
                finder.field("K1", path, shown, what);
                break;
            }
        }
    }
    for paragraph in &reading.paragraphs {
        let lines = finder.lines_of(paragraph);
        for k in 0..lines.len() {
            strangers(finder, &lines, k, &truth.numbers);
        }
    }
    for (path, figure) in &truth.figures {
        let Some(index) = reading.origins.iter().position(|origin| origin == path) else { continue };
        // The block may hold marks within itself, such as a derived number; its own words are enough.
        if blocks.get(&index).is_some_and(|words| !words.contains(figure.as_str())) {
            let what =
                Message::new(format!("这个指标没有印出“{figure}”"), format!("this indicator doesn't show {figure}"));
            finder.field("K3", path, figure.clone(), what);
        }
    }
}

/// K2: numbers that nobody wrote, on one line of a paragraph.
fn strangers(finder: &mut Finder, lines: &[&Line], at: usize, known: &BTreeSet<String>) {
    let line = lines[at];
    let folio = finder.column_of(line).is_some_and(|column| matches!(column.role, Role::Folio | Role::Toc));
    let mut k = 0;
    while k < line.glyphs.len() {
        let digit = |k: usize| {
            let glyph = &line.glyphs[k];
            let derived = finder.origin(glyph).is_some_and(|origin| origin.starts_with("derived."));
            !derived && glyph.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        };
        let from = k;
        // Cells of a row stand apart: what a gap parts are two numbers.
        let apart = |k: usize| {
            let (before, next) = (&line.glyphs[k - 1], &line.glyphs[k]);
            next.spaced || next.x - before.right() > 0.4 * next.size
        };
        while k < line.glyphs.len() && digit(k) && (k == from || !apart(k)) {
            k += 1;
        }
        if k == from {
            k += 1;
            continue;
        }
        let text: String = line.glyphs[from..k].iter().map(|glyph| glyph.text.as_str()).collect();
        let stranger = numbers(&text).into_iter().find(|number| !known.contains(number));
        // A code may go on over lines.
        let whole = || numbers(&over_lines(lines, at, from, k)).into_iter().all(|number| known.contains(&number));
        let stranger = stranger.filter(|_| !whole());
        if let Some(number) = stranger.filter(|_| !folio) {
            finder.at("K2", line, from, k, format!("{number} 没有来历"), format!("{number} comes from nowhere"));
        }
    }
}

/// The number in the glyphs `from..to` of a line with what stands of it on the lines before and behind.
fn over_lines(lines: &[&Line], at: usize, from: usize, to: usize) -> String {
    let part = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let texts = |line: &Line, range: std::ops::Range<usize>| {
        line.glyphs[range].iter().map(|glyph| glyph.text.as_str()).collect::<String>()
    };
    let mut out = texts(lines[at], from..to);
    let mut open = from == 0;
    for line in lines[..at].iter().rev() {
        if !open {
            break;
        }
        let begun = line.glyphs.iter().rposition(|glyph| !part(&glyph.text)).map_or(0, |last| last + 1);
        out.insert_str(0, &texts(line, begun..line.glyphs.len()));
        open = begun == 0;
    }
    let mut open = to == lines[at].glyphs.len();
    for line in &lines[at + 1..] {
        if !open {
            break;
        }
        let ended = line.glyphs.iter().position(|glyph| !part(&glyph.text)).unwrap_or(line.glyphs.len());
        out.push_str(&texts(line, 0..ended));
        open = ended == line.glyphs.len();
    }
    out
}
