//! K: what was written against what is printed.

use std::collections::BTreeMap;

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
    for line in &reading.lines {
        strangers(finder, line, &truth.numbers);
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

/// K2: numbers that nobody wrote.
fn strangers(finder: &mut Finder, line: &Line, known: &std::collections::BTreeSet<String>) {
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
        if let Some(number) = stranger.filter(|_| !folio) {
            finder.at("K2", line, from, k, format!("{number} 没有来历"), format!("{number} comes from nowhere"));
        }
    }
}
