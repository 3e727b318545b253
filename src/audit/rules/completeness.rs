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
    let mut printed = Printed::new(streams.into_values());
    for field in &expected.fields {
        for part in &field.parts {
            if !printed.has(part) {
                let shown: String = part.chars().take(24).collect();
                let path = &field.path;
                let what = Message::new(format!("`{path}` 没有印出来"), format!("`{path}` isn't printed"));
                finder.field("K1", path, shown, what);
                break;
            }
        }
    }
    unknown_numbers(finder, &expected.numbers);
    let origins: BTreeMap<&str, usize> =
        reading.origins.iter().enumerate().map(|(index, origin)| (origin.as_str(), index)).collect();
    for (path, figure) in &expected.figures {
        let Some(&index) = origins.get(path.as_str()) else { continue };
        // Only the block's own words are compared, without those of markers nested in it, such as a derived number.
        if blocks.get(&index).is_some_and(|words| !words.contains(figure.as_str())) {
            let what =
                Message::new(format!("这个指标没有印出“{figure}”"), format!("this indicator doesn't show {figure}"));
            finder.field("K3", path, figure.clone(), what);
        }
    }
}

/// All printed text. Fields are looked for in the order in which they were written, which is nearly that of the pages,
/// so a field is looked for behind the last one first: to search a thousand pages for each of a hundred thousand fields
/// would take minutes.
struct Printed {
    /// The streams, with a line feed between them, which no field has.
    text: String,
    /// Behind the last field found, in bytes.
    at: usize,
    found: BTreeSet<String>,
}

impl Printed {
    /// Number of bytes behind the last field in which the next one is looked for first.
    const NEAR: usize = 1 << 16;
    /// Minimum length of a text that says where on the pages we are, in bytes.
    const TELLING: usize = 24;

    fn new(streams: impl Iterator<Item = String>) -> Self {
        Self { text: streams.collect::<Vec<_>>().join("\n"), at: 0, found: BTreeSet::new() }
    }

    fn has(&mut self, part: &str) -> bool {
        if self.found.contains(part) {
            return true;
        }
        let end = (self.at..=self.text.len().min(self.at + Self::NEAR)).rfind(|end| self.text.is_char_boundary(*end));
        let near = self.text[self.at..end.unwrap_or(self.at)].find(part).map(|at| self.at + at);
        let Some(at) = near.or_else(|| self.text.find(part)) else { return false };
        if part.len() >= Self::TELLING {
            self.at = at + part.len();
        }
        self.found.insert(part.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_wherever_they_are_printed() {
        let long = "建筑业总产值增长百分之三点二";
        let far = "很".repeat(Printed::NEAR);
        let mut printed = Printed::new([format!("{far}{long}乙"), "丙丁".to_owned()].into_iter());
        for part in [long, "乙", "很很", long, "丙丁", ""] {
            assert!(printed.has(part), "{part}");
        }
        // Not across two streams.
        assert!(!printed.has("乙丙") && !printed.has("戊"));
    }
}
