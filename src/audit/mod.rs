//! Checks the typography of a [`Document`], or of any PDF, and returns an [`Audit`].
//!
//! Two independent readers (`frames` for laid-out pages, `pdf` for files) build the same model, a
//! [`reading::Reading`] of lines, paragraphs and columns; `rules` checks it against the rule table. The readers share
//! the model and its notions of characters and backgrounds, but nothing that reads their input: a mistake in one shows
//! as a difference between the two. `docs/audit.md` lists the rules.

mod backdrop;
mod classes;
#[cfg(feature = "audit-pdf")]
mod columns;
mod expected;
mod explanations;
mod frames;
mod locate;
mod paragraphs;
#[cfg(feature = "audit-pdf")]
mod pdf;
#[cfg(feature = "png")]
mod picture;
mod reading;
mod rule_table;
mod rules;

#[cfg(feature = "audit-pdf")]
pub use pdf::{AuditOptions, ForeignPdf, PdfProcess, serve_audit};

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::geometry::Area;
use crate::rule::{Actor, Finding, Level, Rule, gather};

/// The findings of an audit, and the rules that it couldn't check.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Audit {
    /// Ordered by page, then from top to bottom; findings without a page come last.
    pub findings: Vec<Finding>,
    /// Requested rules that this reader can't check.
    pub not_judged: Vec<&'static Rule>,
}

impl Document {
    /// Checks the pages against the rules in `only`; against all rules if it is empty.
    pub fn audit(&self, only: &[&'static Rule]) -> Audit {
        let review = self.review();
        let mut reading = frames::read(&self.inner.paged);
        reading.expected = Some(expected::Expected::of(review));
        let found = rules::run(&reading, only);
        let mut audit = Audit::of(&reading, found, only);
        for (finding, needle, origin) in &mut audit.raw {
            let origin = origin.as_deref().filter(|origin| !origin.starts_with("derived."));
            match finding.rule.actor {
                Actor::Author => locate::find(review.description(), origin, needle, finding),
                // The author can't fix this by editing a line; the field shows which part of the template is meant.
                Actor::Template => finding.field = origin.map(Into::into),
            }
        }
        audit.finish()
    }
}

/// Findings not yet mapped to the description.
struct Raw {
    exact: bool,
    /// Each finding with the words to search for and the path of the field that printed them, if known.
    raw: Vec<(Finding, String, Option<String>)>,
    not_judged: Vec<&'static Rule>,
}

impl Raw {
    fn finish(self) -> Audit {
        let findings = self.raw.into_iter().map(|(finding, ..)| finding).collect();
        Audit { findings: gather(findings, !self.exact), not_judged: self.not_judged }
    }
}

impl Audit {
    fn of(reading: &reading::Reading, found: Vec<rules::Found>, only: &[&'static Rule]) -> Raw {
        let raw = found.into_iter().map(|found| {
            let area = found
                .location
                .map(|location| Area::from_points(location.left, location.top, location.right, location.bottom));
            let finding = Finding {
                rule: found.rule,
                level: found.level,
                page: found.location.map(|location| location.page + 1),
                area,
                text: found.text,
                message: found.what,
                field: found.field.as_deref().map(Into::into),
                place: None,
                more: Vec::new(),
            };
            let origin = found.origin.and_then(|origin| reading.origins.get(origin).cloned());
            (finding, found.needle, found.field.or(origin))
        });
        let judged = |rule: &&&Rule| if reading.exact { !rule.reads_pages() } else { !rule.reads_pdf() };
        let asked: Vec<&'static Rule> = if only.is_empty() { Rule::all().iter().collect() } else { only.to_vec() };
        Raw { exact: reading.exact, raw: raw.collect(), not_judged: asked.iter().filter(judged).copied().collect() }
    }

    /// Whether there is a finding of level [`Level::Error`].
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    /// The pages, counted from 1, that have at least one finding.
    pub fn pages(&self) -> BTreeSet<usize> {
        let of = |finding: &Finding| {
            let more: Vec<usize> = finding.more.iter().filter_map(|occurrence| occurrence.page).collect();
            finding.page.into_iter().chain(more)
        };
        self.findings.iter().flat_map(of).collect()
    }

    /// The findings as diagnostics: errors for [`Level::Error`], warnings for the other levels.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let of = |finding: &Finding| Diagnostic::of_finding(Code::Typography, finding.clone());
        self.findings.iter().map(of).collect()
    }
}
