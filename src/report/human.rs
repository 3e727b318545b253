//! The form for people: one diagnostic with its source lines.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use super::{Colour, plain, severity};
use crate::diagnostic::{Cure, Diagnostic, Label, Language, Severity};
use crate::source::is_bidi_control;

pub(super) fn render(diagnostic: &Diagnostic, language: Language, colour: Colour) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .with_name(severity(diagnostic.severity, language))
        .primary_title(plain(diagnostic.message.text(language)))
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for label in &diagnostic.labels {
        // Compare sources, not names: two rows of one table are two sources with the same name.
        match excerpts.iter_mut().find(|excerpt| excerpt.labels[0].source == label.source) {
            Some(excerpt) => excerpt.labels.push(label),
            None => excerpts.push(Excerpt { name: label.source.name(), labels: vec![label] }),
        }
    }
    for excerpt in &excerpts {
        // Cells and fields are shown by their names: they aren't lines of a file.
        if let Some(place) = excerpt.named(diagnostic) {
            group = group.element(Origin::path(plain(&place)));
        }
        group = group.element(excerpt.snippet(language));
    }
    let (field, help) = match language {
        Language::Chinese => ("字段", "提示"),
        Language::English => ("field", "help"),
    };
    let data = diagnostic.labels.first().is_some_and(|label| label.source.is_data());
    if let Some(path) = diagnostic.field.as_deref().filter(|path| !path.is_empty() && !data) {
        group = group.element(Level::NOTE.with_name(field).message(plain(path)));
    }
    for hint in diagnostic.advice(Cure::words) {
        group = group.element(Level::HELP.with_name(help).message(plain(hint.text(language))));
    }
    let renderer = match colour {
        Colour::Always => Renderer::styled(),
        Colour::Never => Renderer::plain(),
    };
    let renderer = renderer.anonymized_snippet_line_numbers(data);
    let text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    // The renderer writes `:::` for an excerpt without a path, and `LL` for a line without a number.
    let lines = text.trim_end().lines().filter(|line| without_colours(line).trim() != ":::");
    let unnumbered = |line: &str| {
        if data && without_colours(line).starts_with("LL") { line.replacen("LL", "  ", 1) } else { line.to_owned() }
    };
    lines.map(unnumbered).collect::<Vec<_>>().join("\n")
}

/// A line without its escape sequences.
fn without_colours(line: &str) -> String {
    let mut pieces = line.split('\u{1B}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.filter_map(|piece| piece.split_once('m')).fold(first, |line, (_, piece)| line + piece)
}

/// The labels in one source.
struct Excerpt<'a> {
    name: &'a str,
    labels: Vec<&'a Label>,
}

impl<'a> Excerpt<'a> {
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

    /// The lines from the first label to the last. The renderer shortens very long lines.
    fn snippet(&self, language: Language) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let source = &self.labels[0].source;
        let text = source.text();
        let first = self.labels.iter().map(|label| label.span.start).min().unwrap_or(0).min(text.len());
        let last = self.labels.iter().map(|label| label.span.end).max().unwrap_or(0).clamp(first, text.len());
        let from = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let to = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let shown = shown(&text[from..to]);
        let mut snippet = Snippet::source(shown).line_start(source.position(from).line);
        let cell = source.cell(self.labels[0].span).is_some_and(|cell| cell.sheet);
        if !cell && !source.is_data() {
            snippet = snippet.path(plain(self.name));
        }
        for (k, label) in self.labels.iter().enumerate() {
            let kind = if k == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let start = label.span.start.clamp(from, to) - from;
            let end = label.span.end.clamp(from + start, to) - from;
            let mut message = label.message.text(language).to_owned();
            // Data has no line numbers, so the label must name its field.
            if k > 0 && source.is_data() {
                let path = plain(&source.place(label.span));
                message.push_str(&match language {
                    Language::Chinese => format!("（{path}）"),
                    Language::English => format!(" ({path})"),
                });
            }
            let annotation = kind.span(start..end);
            snippet = snippet.annotation(if message.is_empty() { annotation } else { annotation.label(message) });
        }
        snippet
    }
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
