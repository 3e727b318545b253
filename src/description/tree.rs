//! Values before they have types: what layers of a description are merged in.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::parse::syntax_fault;
#[cfg(feature = "batch")]
use super::parse::{Examined, examine_tree};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
#[cfg(feature = "batch")]
use crate::source::Span;

/// The values of a TOML text, each with its place, and what was wrong with the text.
#[derive(Clone)]
pub(crate) struct Tree<'t> {
    pub(super) root: Spanned<DeValue<'t>>,
    pub(crate) faults: Vec<Diagnostic>,
}

impl<'t> Tree<'t> {
    /// Reads as much as can be read.
    pub(crate) fn read(source: &'t Source) -> Self {
        let (table, faults) = DeTable::parse_recoverable(source.text());
        let root = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
        Self { root, faults: faults.iter().map(|fault| syntax_fault(source, fault)).collect() }
    }
}

#[cfg(feature = "batch")]
impl Tree<'_> {
    /// The same with every place `by` bytes further on, as when another text stands before it.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self { root: moved(self.root, by), faults: self.faults }
    }

    /// Hands every text to `change`, with its place and its path, and puts what comes back in its stead.
    pub(crate) fn rewrite(&mut self, change: &mut dyn FnMut(&str, Span, &str) -> Option<String>) {
        rewrite(&mut self.root, "", change);
    }

    /// Reads the tree as a review; `source` is the text that its places belong to.
    pub(crate) fn examine(&self, source: &Source) -> Examined {
        examine_tree(source, &self.root, self.faults.clone())
    }
}

#[cfg(feature = "batch")]
fn moved<'t>(value: Spanned<DeValue<'t>>, by: usize) -> Spanned<DeValue<'t>> {
    let span = value.span().start + by..value.span().end + by;
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(
            table
                .into_iter()
                .map(|(key, value)| {
                    let place = key.span().start + by..key.span().end + by;
                    (Spanned::new(place, key.into_inner()), moved(value, by))
                })
                .collect(),
        ),
        DeValue::Array(mut items) => {
            for item in items.iter_mut() {
                let taken = std::mem::replace(item, Spanned::new(0..0, DeValue::Boolean(false)));
                *item = moved(taken, by);
            }
            DeValue::Array(items)
        }
        leaf => leaf,
    };
    Spanned::new(span, value)
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
