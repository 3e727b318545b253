//! The form for people: one diagnostic with its source lines.

use annotate_snippets::{Group, Level, Renderer, renderer::DecorStyle};

use super::excerpt::Excerpt;
use super::{Colour, plain, severity};
use crate::diagnostic::{Cure, Diagnostic, Language, Severity};

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
            None => excerpts.push(Excerpt { labels: vec![label] }),
        }
    }
    for excerpt in &excerpts {
        group = excerpt.add_to(group, diagnostic, language);
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
