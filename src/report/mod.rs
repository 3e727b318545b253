//! Turns diagnostics into text: [`human`] with source lines, [`short`] with one line each, [`json`] for programs.
//!
//! Nothing is printed: each function returns a string. Characters that could control a terminal are escaped.

mod excerpt;
mod human;
mod json;
mod selection;

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Language, Severity};
use crate::source::is_bidi_control;

/// Whether a text has escape sequences for colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// Plain text; the default.
    #[default]
    Never,
    /// With escape sequences (ECMA-48, SGR).
    Always,
}

/// Formats diagnostics for people: the message, the source lines with carets, the hints.
///
/// At most 20 errors and 20 warnings of a line are shown, and 200 of a file; a last line says how many more there are.
/// [`short`] and [`json`] have all of them.
pub fn human(diagnostics: &[Diagnostic], language: Language, colour: Colour) -> String {
    let (shown, left_out) = selection::select(diagnostics);
    let shown = shown.into_iter().map(|diagnostic| human::render(diagnostic, language, colour) + "\n\n");
    let left_out = left_out.iter().map(|file| file.words(language) + "\n\n");
    shown.chain(left_out).collect()
}

/// Formats each diagnostic as one line: `file:line:column: error[code]: message`, or `field: error[code]: message` for
/// a program's data.
pub fn short(diagnostics: &[Diagnostic], language: Language) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(place) = diagnostic.place() {
            let _ = write!(out, "{}: ", one_line(&place));
        }
        let (name, message) = (severity(diagnostic.severity, language), one_line(diagnostic.message.text(language)));
        let _ = writeln!(out, "{name}[{}]: {message}", diagnostic.code);
    }
    out
}

/// Formats diagnostics for programs: one JSON object per line, then a summary. `docs/errors.md` documents the fields.
pub fn json(diagnostics: &[Diagnostic], language: Language) -> String {
    json_lines(diagnostics, language) + &json_summary(diagnostics) + "\n"
}

/// The lines of [`json`] without the summary, for callers that have more to add.
pub fn json_lines(diagnostics: &[Diagnostic], language: Language) -> String {
    diagnostics.iter().map(|diagnostic| json::line(diagnostic, language) + "\n").collect()
}

/// The summary of [`json`], without a line break.
pub fn json_summary(diagnostics: &[Diagnostic]) -> String {
    json::summary(diagnostics)
}

fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Chinese) => "错误",
        (Severity::Error, Language::English) => "error",
        (Severity::Warning, Language::Chinese) => "警告",
        (Severity::Warning, Language::English) => "warning",
    }
}

fn one_line(text: &str) -> String {
    plain(text).replace('\n', "<U+000A>").replace('\t', " ")
}

/// Replaces control characters by their code points, such as `<U+001B>`, since the name or text of a file must not
/// control a terminal. Line breaks and tabs stay.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if (c.is_control() && c != '\n' && c != '\t') || is_bidi_control(c) {
            let _ = write!(out, "<U+{:04X}>", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}
