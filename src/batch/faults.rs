//! Faults that many districts share, told once.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;

/// Faults that many districts share, each once, with the districts that have it.
#[derive(Debug, Default)]
pub struct SharedFaults {
    list: Vec<(Diagnostic, Vec<String>)>,
    known: BTreeMap<String, Vec<usize>>,
}

impl SharedFaults {
    /// Adds what a district gave.
    pub fn add(&mut self, slug: &str, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let place = diagnostic.labels.first().map(|label| (label.source.name(), label.span));
            let key = format!("{} {place:?} {}", diagnostic.code, diagnostic.message.en);
            let same = self.known.entry(key).or_default();
            let at = same.iter().copied().find(|at| self.list[*at].0.severity == diagnostic.severity);
            match at {
                Some(at) if self.list[at].1.last().is_some_and(|last| last == slug) => {}
                Some(at) => self.list[at].1.push(slug.to_owned()),
                None => {
                    same.push(self.list.len());
                    self.list.push((diagnostic.clone(), vec![slug.to_owned()]));
                }
            }
        }
    }

    /// Each fault with its districts, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&Diagnostic, &[String])> {
        self.list.iter().map(|(diagnostic, slugs)| (diagnostic, slugs.as_slice()))
    }
}
