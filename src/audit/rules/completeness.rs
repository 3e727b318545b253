//! K: compares what is printed with what was written.

use std::collections::{BTreeMap, BTreeSet};

use super::Finder;
use crate::audit::expected::{numbers, squeezed};
use crate::audit::reading::{Line, Reading, Role};
use crate::diagnostic::Message;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let Some(expected) = &reading.expected else { return };
    // Notes and page furniture interrupt the text; each gets a separate stream.
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
    for field in &expected.fields {
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
    unknown_numbers(finder, &expected.numbers);
    for (path, figure) in &expected.figures {
        let Some(index) = reading.origins.iter().position(|origin| origin == path) else { continue };
        // Only the block's own words are compared, without those of markers nested in it, such as a derived number.
        if blocks.get(&index).is_some_and(|words| !words.contains(figure.as_str())) {
            let what =
                Message::new(format!("这个指标没有印出“{figure}”"), format!("this indicator doesn't show {figure}"));
            finder.field("K3", path, figure.clone(), what);
        }
    }
}

/// Adjacent digits on a line.
struct DigitRun {
    line: usize,
    from: usize,
    to: usize,
    text: String,
}

/// K2: numbers that are neither written nor declared as derived.
fn unknown_numbers(finder: &mut Finder, known: &BTreeSet<String>) {
    let reading: &Reading = finder.reading;
    let mut runs: Vec<DigitRun> = Vec::new();
    for (k, line) in reading.lines.iter().enumerate() {
        let folio = finder.column_of(line).is_some_and(|column| matches!(column.role, Role::Folio | Role::Toc));
        if !folio {
            digits(finder, k, line, &mut runs);
        }
    }
    let unknown_number = |text: &str| numbers(text).into_iter().find(|number| !known.contains(number));
    // A long code may continue on the next line of the same text.
    let goes_on = |one: &DigitRun, next: &DigitRun| {
        let (before, after) = (&reading.lines[one.line], &reading.lines[next.line]);
        next.line == one.line + 1
            && one.to == before.glyphs.len()
            && next.from == 0
            && before.around == after.around
            && before.glyphs[one.from].origin == after.glyphs[0].origin
    };
    let mut k = 0;
    while k < runs.len() {
        let mut end = k + 1;
        while end < runs.len() && goes_on(&runs[end - 1], &runs[end]) {
            end += 1;
        }
        let whole: String = runs[k..end].iter().map(|run| run.text.as_str()).collect();
        let apart = if unknown_number(&whole).is_none() { &[] } else { &runs[k..end] };
        for run in apart {
            if let Some(number) = unknown_number(&run.text) {
                let (zh, en) =
                    (format!("{number} 没有来历"), format!("{number} is neither written nor declared as derived"));
                finder.at("K2", &reading.lines[run.line], run.from, run.to, zh, en);
            }
        }
        k = end;
    }
}

/// Collects the runs of digits of a line, except numbers that the template declares as derived.
fn digits(finder: &Finder, index: usize, line: &Line, runs: &mut Vec<DigitRun>) {
    let digit = |k: usize| {
        let glyph = &line.glyphs[k];
        let derived = finder.origin(glyph).is_some_and(|origin| origin.starts_with("derived."));
        !derived && glyph.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    // The cells of a row are separated by gaps: digits on both sides of one are two numbers.
    let apart = |k: usize| {
        let (before, next) = (&line.glyphs[k - 1], &line.glyphs[k]);
        next.spaced || next.x - before.right() > 0.4 * next.size
    };
    let mut k = 0;
    while k < line.glyphs.len() {
        let from = k;
        while k < line.glyphs.len() && digit(k) && (k == from || !apart(k)) {
            k += 1;
        }
        if k == from {
            k += 1;
            continue;
        }
        let text = line.glyphs[from..k].iter().map(|glyph| glyph.text.as_str()).collect();
        runs.push(DigitRun { line: index, from, to: k, text });
    }
}
