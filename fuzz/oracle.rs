//! What must hold of every result, whatever the input.

use huimou::report::{self, Colour};
use huimou::{Class, Diagnostic, Document, Error, Language, PdfOptions, Severity, Warned};

/// What a run came to; a text says what is wrong with it.
pub type Outcome = Result<Reached, String>;

/// How far an input came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It was refused with errors.
    Refused,
    /// It was laid out, or whatever is the aim of its target.
    Aim,
}

/// An error must have an error, and all its diagnostics must be printable.
pub fn refused(error: &Error) -> Outcome {
    if !error.diagnostics().iter().any(|found| found.severity == Severity::Error) {
        return Err(format!("an error without an error: {error:?}"));
    }
    diagnostics(error.diagnostics()).map(|()| Reached::Refused)
}

/// Every diagnostic has words in both languages, places inside its sources, and three forms.
pub fn diagnostics(found: &[Diagnostic]) -> Result<(), String> {
    for diagnostic in found {
        let texts = std::iter::once(&diagnostic.message).chain(&diagnostic.hints);
        for text in texts {
            if text.zh.trim().is_empty() || text.en.trim().is_empty() {
                return Err(format!("a message without words: {diagnostic:?}"));
            }
        }
        for label in &diagnostic.labels {
            let text = label.source.text();
            let (start, end) = (label.span.start, label.span.end);
            if start > end || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
                return Err(format!("{}: a place outside the source: {start}..{end}", diagnostic.code));
            }
        }
    }
    for language in [Language::Chinese, Language::English] {
        let said = report::human(found, language, Colour::Never) + &report::short(found, language);
        if said.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(format!("a control character in a report: {said:?}"));
        }
        for line in report::json(found, language).lines() {
            serde_json::from_str::<serde_json::Value>(line)
                .map_err(|error| format!("invalid JSON: {error}: {line}"))?;
        }
    }
    Ok(())
}

/// A built-in template sets every review that passed the checks.
pub fn laid_out(built: Result<Warned<Document>, Error>) -> Result<Option<Document>, String> {
    match built {
        Ok(Warned { value, warnings, .. }) => {
            diagnostics(&warnings)?;
            if value.pages().is_empty() {
                return Err("a document without pages".into());
            }
            Ok(Some(value))
        }
        Err(error) => {
            refused(&error)?;
            match error.class() {
                Class::Setup => Err(format!("a built-in template failed: {}", first_line(&error))),
                _ => Ok(None),
            }
        }
    }
}

/// The PDF of a document.
pub fn exported(document: &Document) -> Result<Vec<u8>, String> {
    let pdf = document.to_pdf(&PdfOptions::new()).map_err(|error| format!("not exported: {}", first_line(&error)))?;
    if pdf.starts_with(b"%PDF-") { Ok(pdf) } else { Err("no PDF".into()) }
}

pub fn first_line(error: &Error) -> String {
    error.diagnostics().first().map(|found| format!("{}: {}", found.code, found.message.en)).unwrap_or_default()
}
