//! Untyped TOML values with their spans; the form in which the layers of a batch are merged.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::parse::syntax_error;
#[cfg(feature = "batch")]
use super::parse::{Examined, examine_tree};
use super::recovery;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// The values of a TOML text with their spans, and the errors of the text.
#[derive(Clone)]
pub(crate) struct Tree<'t> {
    pub(super) root: Spanned<DeValue<'t>>,
    pub(crate) errors: Vec<Diagnostic>,
    /// The parts of the text that couldn't be read.
    pub(super) gaps: Gaps,
}

/// The parts of a text that couldn't be read, so that no errors are reported as their consequence.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps {
    /// The spans of placeholders for unreadable values, in order; errors about them are dropped.
    pub dead: Vec<Span>,
    /// Whether fields may be missing because they couldn't be read.
    pub lossy: bool,
}

impl Gaps {
    /// Whether a span lies in a value that couldn't be read.
    pub fn hold(&self, span: Span) -> bool {
        let before = self.dead.partition_point(|dead| dead.start <= span.start);
        before.checked_sub(1).is_some_and(|k| span.start < self.dead[k].end)
    }
}

impl<'t> Tree<'t> {
    /// Reads as much of the text as possible.
    pub(crate) fn read(source: &'t Source) -> Self {
        let (table, errors) = DeTable::parse_recoverable(source.text());
        if errors.is_empty() {
            return Self::of(table, Vec::new(), Gaps::default());
        }
        let recovery::Recovered { text, diagnostics: reported, dead, lines, lossy } = recovery::recover(source);
        let (table, errors) = DeTable::parse_recoverable(source.recovered(|| text));
        // Drop the TOML library's errors on lines for which recovery has already reported one.
        let rest = errors.iter().filter(|error| {
            let Some(at) = error.span() else { return true };
            let before = lines.partition_point(|line| line.start <= at.start);
            before.checked_sub(1).is_none_or(|k| at.start > lines[k].end)
        });
        let rest: Vec<Diagnostic> = rest.map(|error| syntax_error(source, error)).collect();
        let lossy = lossy || !rest.is_empty();
        let mut tree = Self::of(table, reported.into_iter().chain(rest).collect(), Gaps { dead, lossy });
        tree.root = placed(tree.root, &|span| whole(source.text(), span));
        tree
    }

    fn of(table: Spanned<DeTable<'t>>, errors: Vec<Diagnostic>, gaps: Gaps) -> Self {
        let root = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
        Self { root, errors, gaps }
    }
}

#[cfg(feature = "batch")]
impl Tree<'_> {
    /// Shifts all spans by `by` bytes, for a text that follows others in a concatenated source.
    pub(crate) fn moved(self, by: usize) -> Self {
        let dead = self.gaps.dead.iter().map(|span| Span { start: span.start + by, end: span.end + by }).collect();
        let root = placed(self.root, &|span| span.start + by..span.end + by);
        Self { root, errors: self.errors, gaps: Gaps { dead, ..self.gaps } }
    }

    /// Calls `change` with every text, its span and its path, and replaces the text by the result, if any.
    pub(crate) fn rewrite(&mut self, change: &mut dyn FnMut(&str, Span, &str) -> Option<String>) {
        rewrite(&mut self.root, "", change);
    }

    /// Decodes the tree as a review; its spans refer to `source`.
    pub(crate) fn examine(&self, source: &Source) -> Examined {
        examine_tree(source, &self.root, self.errors.clone(), &self.gaps)
    }
}

/// Maps every span of a value.
fn placed<'t>(value: Spanned<DeValue<'t>>, place: &dyn Fn(Range<usize>) -> Range<usize>) -> Spanned<DeValue<'t>> {
    let span = place(value.span());
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(
            table
                .into_iter()
                .map(|(key, value)| (Spanned::new(place(key.span()), key.into_inner()), placed(value, place)))
                .collect(),
        ),
        DeValue::Array(mut items) => {
            for item in items.iter_mut() {
                let taken = std::mem::replace(item, Spanned::new(0..0, DeValue::Boolean(false)));
                *item = placed(taken, place);
            }
            DeValue::Array(items)
        }
        leaf => leaf,
    };
    Spanned::new(span, value)
}

/// Widens a range of the recovered text to whole characters of the original, in which a character of three bytes may
/// have been replaced by a single byte.
pub(super) fn whole(text: &str, span: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (span.start.min(text.len()), span.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

#[cfg(feature = "batch")]
fn rewrite(value: &mut Spanned<DeValue>, path: &str, change: &mut dyn FnMut(&str, Span, &str) -> Option<String>) {
    let span = Span::from(value.span());
    match value.get_mut() {
        DeValue::String(text) => {
            if let Some(new) = change(text, span, path) {
                *text = new.into();
            }
        }
        DeValue::Array(items) => {
            for (k, item) in items.iter_mut().enumerate() {
                rewrite(item, &format!("{path}[{k}]"), change);
            }
        }
        DeValue::Table(table) => {
            for (key, item) in table.iter_mut() {
                let key = key.get_ref();
                let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                rewrite(item, &path, change);
            }
        }
        _ => {}
    }
}
