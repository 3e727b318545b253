//! Values before they have types: what layers of a description are merged in.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::parse::syntax_error;
#[cfg(feature = "batch")]
use super::parse::{Examined, examine_tree};
use super::recovery;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// The values of a TOML text, each with its place, and what was wrong with the text.
#[derive(Clone)]
pub(crate) struct Tree<'t> {
    pub(super) root: Spanned<DeValue<'t>>,
    pub(crate) errors: Vec<Diagnostic>,
    /// What of the text can't be relied on, beside its errors.
    pub(super) gaps: Gaps,
}

/// What mistakes have left of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps {
    /// Values that only keep a place: nothing that is said of them would be true.
    pub dead: Vec<Span>,
    /// Whether fields may be missing only because what held them couldn't be read.
    pub lossy: bool,
}

impl Gaps {
    /// Whether a place lies in a value that couldn't be read.
    pub fn hold(&self, span: Span) -> bool {
        let before = self.dead.partition_point(|dead| dead.start <= span.start);
        before.checked_sub(1).is_some_and(|k| span.start < self.dead[k].end)
    }
}

impl<'t> Tree<'t> {
    /// Reads as much as can be read.
    pub(crate) fn read(source: &'t Source) -> Self {
        let (table, errors) = DeTable::parse_recoverable(source.text());
        if errors.is_empty() {
            return Self::of(table, Vec::new(), Gaps::default());
        }
        let recovery::Recovered { text, diagnostics: reported, dead, lines, lossy } = recovery::recover(source);
        let (table, errors) = DeTable::parse_recoverable(source.recovered(|| text));
        // What is left of the library's own errors; a line whose mistake was reported has no second one.
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
    /// The same with every place `by` bytes further on, as when another text stands before it.
    pub(crate) fn moved(self, by: usize) -> Self {
        let dead = self.gaps.dead.iter().map(|span| Span { start: span.start + by, end: span.end + by }).collect();
        let root = placed(self.root, &|span| span.start + by..span.end + by);
        Self { root, errors: self.errors, gaps: Gaps { dead, ..self.gaps } }
    }

    /// Hands every text to `change`, with its place and its path, and puts what comes back in its stead.
    pub(crate) fn rewrite(&mut self, change: &mut dyn FnMut(&str, Span, &str) -> Option<String>) {
        rewrite(&mut self.root, "", change);
    }

    /// Reads the tree as a review; `source` is the text that its places belong to.
    pub(crate) fn examine(&self, source: &Source) -> Examined {
        examine_tree(source, &self.root, self.errors.clone(), &self.gaps)
    }
}

/// The same values with every place changed.
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

/// A place of the fixed text as one of the text itself: a sign of three bytes may have become one of one byte.
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
