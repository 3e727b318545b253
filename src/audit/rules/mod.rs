//! The checks behind the rules, one file per family.
//!
//! They see only the [`Reading`], whichever reader built it.

mod completeness;
mod fonts;
mod furniture;
mod grid;
mod lines;
mod marks;
mod metadata;
mod overprint;
mod paragraphs;
mod sizes;
mod spacing;
mod tables;

use super::reading::{Column, Glyph, Line, Paragraph, Reading, words};
use crate::diagnostic::Message;
use crate::rule::{Level, Rule};

/// A rectangle on a page, in points.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct PageRect {
    pub page: usize,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A finding before it is mapped to the description.
pub(super) struct Found {
    pub rule: &'static Rule,
    pub level: Level,
    pub location: Option<PageRect>,
    /// The words around the place, as printed.
    pub text: String,
    /// The words to search for in the description.
    pub needle: String,
    pub what: Message,
    pub origin: Option<usize>,
    /// The field, if the rule itself knows it.
    pub field: Option<String>,
}

/// Collects findings; drops those of rules that weren't requested or that the reader can't check.
pub(super) struct Finder<'a> {
    pub reading: &'a Reading,
    only: &'a [&'static Rule],
    found: Vec<Found>,
}

/// Runs the rules in `only` over a reading; all rules if it is empty.
pub(super) fn run(reading: &Reading, only: &[&'static Rule]) -> Vec<Found> {
    let mut finder = Finder { reading, only, found: Vec::new() };
    lines::check(&mut finder);
    marks::check(&mut finder);
    spacing::check(&mut finder);
    overprint::check(&mut finder);
    paragraphs::check(&mut finder);
    grid::check(&mut finder);
    fonts::check(&mut finder);
    sizes::check(&mut finder);
    furniture::check(&mut finder);
    tables::check(&mut finder);
    completeness::check(&mut finder);
    metadata::check(&mut finder);
    finder.found
}

impl<'a> Finder<'a> {
    /// The lines of a paragraph.
    pub fn lines_of(&self, paragraph: &Paragraph) -> Vec<&'a Line> {
        paragraph.lines.iter().filter_map(|line| self.reading.lines.get(*line)).collect()
    }

    pub fn column_of(&self, line: &Line) -> Option<&'a Column> {
        self.reading.column_of(line)
    }

    pub fn origin(&self, glyph: &Glyph) -> Option<&'a str> {
        glyph.origin.and_then(|origin| self.reading.origins.get(origin)).map(String::as_str)
    }

    /// Reports the glyphs `from..to` of a line.
    pub fn at(&mut self, id: &str, line: &Line, from: usize, to: usize, zh: impl Into<String>, en: impl Into<String>) {
        self.weighed(id, None, line, from, to, zh, en);
    }

    /// The same, at another level than the rule's.
    #[expect(clippy::too_many_arguments, reason = "a finding has these parts")]
    pub fn weighed(
        &mut self,
        id: &str,
        level: Option<Level>,
        line: &Line,
        from: usize,
        to: usize,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let glyphs = &line.glyphs;
        let (from, to) = (from.min(glyphs.len()), to.min(glyphs.len()));
        let Some(meant) = glyphs.get(from..to).filter(|meant| !meant.is_empty()) else { return };
        let left = meant.iter().map(|glyph| glyph.x).fold(f64::INFINITY, f64::min);
        let right = meant.iter().map(Glyph::right).fold(f64::NEG_INFINITY, f64::max);
        let top = meant.iter().map(|glyph| glyph.y - 0.88 * glyph.size).fold(f64::INFINITY, f64::min);
        let bottom = meant.iter().map(|glyph| glyph.y + 0.12 * glyph.size).fold(f64::NEG_INFINITY, f64::max);
        let location = PageRect { page: line.around.page, left, top, right, bottom };
        // A few characters on either side show the place better than coordinates do.
        let (first, last) = (from.saturating_sub(8), (to + 8).min(glyphs.len()));
        let text = words(&glyphs[first..last]);
        let needle = words(&glyphs[from.saturating_sub(4)..(to + 4).min(glyphs.len())]);
        let origin = meant[0].origin;
        let message = Message::new(zh, en);
        self.add(id, level, Some(location), text, needle, message, origin);
    }

    /// Reports a whole line.
    pub fn line(&mut self, id: &str, line: &Line, zh: impl Into<String>, en: impl Into<String>) {
        self.at(id, line, 0, line.glyphs.len(), zh, en);
    }

    /// Reports something that isn't a run of glyphs.
    #[expect(clippy::too_many_arguments, reason = "a finding has these parts")]
    pub fn add(
        &mut self,
        id: &str,
        level: Option<Level>,
        location: Option<PageRect>,
        text: String,
        needle: String,
        what: Message,
        origin: Option<usize>,
    ) {
        let Some(rule) = Rule::named(id) else { return };
        let asked = self.only.is_empty() || self.only.contains(&rule);
        let judged = if self.reading.exact { rule.reads_pages() } else { rule.reads_pdf() };
        if asked && judged {
            let level = level.unwrap_or(rule.level);
            self.found.push(Found { rule, level, location, text, needle, what, origin, field: None });
        }
    }

    /// Reports a field of the description that isn't printed as written.
    pub fn field(&mut self, id: &str, field: &str, text: String, what: Message) {
        let count = self.found.len();
        self.add(id, None, None, text.clone(), text, what, None);
        if let Some(found) = self.found.get_mut(count) {
            found.field = Some(field.to_owned());
        }
    }
}
