//! The source lines of a diagnostic, cut around its places where they are long.

use annotate_snippets::{Annotation, AnnotationKind, Group, Origin, Snippet};

use super::plain;
use crate::diagnostic::{Diagnostic, Label, Language};
use crate::source::{Position, is_bidi_control};

/// Lines longer than this are cut, in bytes. A text of the language has a few hundred characters at most, and a
/// terminal's line some two hundred; a file from a program may have all its values on one line of megabytes.
const MAX_LINE: usize = 4096;
/// The lines from the first label of a diagnostic to its last are shown as one excerpt up to this size, in bytes; beyond
/// it, each label has an excerpt of its own. Two labels are hardly ever 500 lines apart.
const MAX_EXCERPT: usize = 64 << 10;
/// What a cut line shows before and after a place, in bytes.
const BESIDE: usize = 120;
/// How much of the place itself a cut line shows, in bytes.
const MAX_PLACE: usize = 240;

/// The labels in one source.
pub(super) struct Excerpt<'a> {
    pub labels: Vec<&'a Label>,
}

impl<'a> Excerpt<'a> {
    /// Adds the lines of the labels to the message.
    pub fn add_to(&self, group: Group<'a>, diagnostic: &Diagnostic, language: Language) -> Group<'a> {
        let source = &self.labels[0].source;
        let text = source.text();
        let first = self.labels.iter().map(|label| label.span.start).min().unwrap_or(0).min(text.len());
        let last = self.labels.iter().map(|label| label.span.end).max().unwrap_or(0).clamp(first, text.len());
        let from = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let to = text[last..].find('\n').map_or(text.len(), |at| last + at);
        // Cells and fields are shown by their names: they aren't lines of a file.
        if let Some(place) = self.named(diagnostic) {
            let snippet = self.snippet(&text[from..to], from, language);
            return group.element(Origin::path(plain(&place))).element(snippet);
        }
        if to - from <= MAX_EXCERPT && text[from..to].split('\n').all(|line| line.len() <= MAX_LINE) {
            let snippet = self.snippet(&text[from..to], from, language);
            let path = (!source.is_data()).then(|| plain(source.name()));
            return group.element(snippet.path(path));
        }
        self.labels.iter().enumerate().fold(group, |group, (k, label)| {
            let Position { line, column } = source.position(label.span.start);
            let origin = Origin::path(format!("{}:{line}:{column}", plain(source.name())));
            group.element(origin).element(cut(label, k == 0, language))
        })
    }

    /// The name of the first label's place: its cell in a spreadsheet, or its field in a program's data. `None` for a
    /// file, which the snippet names itself.
    fn named(&self, diagnostic: &Diagnostic) -> Option<String> {
        let Label { source, span, .. } = self.labels[0];
        let first = diagnostic.labels.first().is_some_and(|first| std::ptr::eq(first, self.labels[0]));
        if source.is_data() {
            let place = if first { diagnostic.place() } else { None };
            return place.or_else(|| Some(source.place(*span))).filter(|place| !place.is_empty());
        }
        source.cell(*span).filter(|cell| cell.sheet).map(|_| source.place(*span))
    }

    /// The lines from the first label to the last: `lines`, which begin at `from`.
    fn snippet(&self, lines: &str, from: usize, language: Language) -> Snippet<'a, Annotation<'a>> {
        let source = &self.labels[0].source;
        let mut snippet = Snippet::source(shown(lines)).line_start(source.position(from).line);
        for (k, label) in self.labels.iter().enumerate() {
            let start = label.span.start.saturating_sub(from).min(lines.len());
            let end = label.span.end.saturating_sub(from).clamp(start, lines.len());
            let mut message = label.message.text(language).to_owned();
            // Data has no line numbers, so the label must name its field.
            if k > 0 && source.is_data() {
                let path = plain(&source.place(label.span));
                message.push_str(&match language {
                    Language::Chinese => format!("（{path}）"),
                    Language::English => format!(" ({path})"),
                });
            }
            snippet = snippet.annotation(annotation(k == 0, start, end, message));
        }
        snippet
    }
}

fn annotation<'a>(primary: bool, start: usize, end: usize, message: String) -> Annotation<'a> {
    let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(start..end);
    if message.is_empty() { annotation } else { annotation.label(message) }
}

/// What stands around a label in its line, with an ellipsis where the line is cut.
fn cut<'a>(label: &Label, primary: bool, language: Language) -> Snippet<'a, Annotation<'a>> {
    const ELLIPSIS: &str = "…";
    let text = label.source.text();
    let start = text.floor_char_boundary(label.span.start.min(text.len()));
    let end = text.floor_char_boundary(label.span.end.clamp(start, start.saturating_add(MAX_PLACE).min(text.len())));
    let low = text.floor_char_boundary(start.saturating_sub(BESIDE));
    let high = text.ceil_char_boundary(end.saturating_add(BESIDE).min(text.len()));
    let line = text[low..start].rfind('\n').map(|at| low + at + 1);
    let (from, before) = line.map_or((low, if low > 0 { ELLIPSIS } else { "" }), |from| (from, ""));
    let line = text[end..high].find('\n').map(|at| end + at);
    let (to, after) = line.map_or((high, if high < text.len() { ELLIPSIS } else { "" }), |to| (to, ""));
    let shift = |at: usize| at - from + before.len();
    let lines = format!("{before}{}{after}", shown(&text[from..to]));
    let snippet = Snippet::source(lines).line_start(label.source.position(label.span.start).line);
    snippet.annotation(annotation(primary, shift(start), shift(end), label.message.text(language).to_owned()))
}

/// The text without characters that could control a terminal. Byte lengths stay the same, so that spans still match.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c.to_string(),
            '\r' => " ".into(),
            // Each replacement has as many bytes as the original.
            c if c.is_control() || is_bidi_control(c) || matches!(c, '\u{200B}' | '\u{FEFF}') => match c.len_utf8() {
                3 => "\u{FFFD}".into(),
                length => "?".repeat(length),
            },
            c => c.to_string(),
        })
        .collect()
}
