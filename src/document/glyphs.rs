//! Checks after layout that no glyph on the pages is the empty box of a missing character.
//!
//! Characters of the description are checked before layout; this also covers text that the template adds.

use std::collections::BTreeSet;

use typst_layout::PagedDocument;

use super::blocks::{TextOnPage, visit_texts};
use crate::diagnostic::{Diagnostic, Severity};
use crate::review::{MissingFrom, Review, missing};

/// A diagnostic for every character that was set as `.notdef`, with its place in the description if it has one.
pub(super) fn check(document: &PagedDocument, review: &Review) -> Vec<Diagnostic> {
    let severity = if review.inner.allow_missing_glyphs { Severity::Warning } else { Severity::Error };
    let description = review.description();
    let texts = || description.texts().iter().filter(|field| field.role.needs_glyphs());
    let mut found = Vec::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    visit_texts(document, |TextOnPage { item, origin, .. }| {
        for glyph in item.glyphs.iter().filter(|glyph| glyph.id == 0) {
            let text = item.text.get(glyph.range()).unwrap_or_default();
            if !seen.insert((origin.unwrap_or_default().to_owned(), text.to_owned())) {
                continue;
            }
            for c in text.chars() {
                // If missing glyphs are allowed, those of the description were reported before layout.
                if severity == Severity::Warning && texts().any(|field| field.text.contains(c)) {
                    continue;
                }
                let mut diagnostic = missing(c, MissingFrom::Here, severity);
                let field = texts()
                    .find(|field| origin.is_none_or(|origin| field.origin.is_within(origin)) && field.text.contains(c));
                if let Some(field) = field {
                    let at = field.text.find(c).unwrap_or(0);
                    let span = field.place(description.source(), at, at + c.len_utf8());
                    diagnostic = diagnostic.at(description.source(), span).field(field.origin.path.clone());
                }
                found.push(diagnostic);
            }
        }
    });
    found
}
