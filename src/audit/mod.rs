//! [`Document`], or any PDF → [`Audit`]: what is wrong with the typography, and where.
//!
//! Two readers that share nothing make the same model of lines, paragraphs and columns; one
//! catalogue of rules judges it. `docs/audit.md` lists the rules.

mod backdrop;
mod catalogue;
mod classes;
#[cfg(feature = "audit-pdf")]
mod columns;
mod expected;
mod frames;
mod locate;
mod paragraphs;
#[cfg(feature = "audit-pdf")]
mod pdf;
#[cfg(feature = "png")]
mod picture;
mod reading;
mod rules;

pub use catalogue::{Actor, Level, Rule};
#[cfg(feature = "audit-pdf")]
pub use pdf::{AuditOptions, ForeignPdf, PdfProcess, serve_audit};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Message, PageLocation, Severity};
use crate::document::{Area, Document};
use crate::source::{Source, Span};

/// What an audit found, page by page, and what it couldn't judge.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Audit {
    /// In the order of pages, from the top down; those without a page come last.
    pub findings: Vec<Finding>,
    /// Rules that were asked for and that this reader can't judge.
    pub not_judged: Vec<&'static Rule>,
}

/// What breaks a rule: one place, or several of one text.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it weighs; some rules have a limit for warnings and one for errors.
    pub level: Level,
    /// Page, from 1; none if it concerns the whole document.
    pub page: Option<usize>,
    /// Where it is, in millimetres from the top left corner of the trimmed page.
    pub area: Option<Area>,
    /// The words around the place, as they are printed.
    pub text: String,
    /// What was found.
    pub message: Message,
    /// Field path of the description; none in a PDF, and for what the template adds.
    pub field: Option<Arc<str>>,
    /// Where the words stand in the description; none for what only the template's maker can mend.
    pub place: Option<(Source, Span)>,
    /// Further places where the same text breaks the same rule.
    pub more: Vec<Occurrence>,
}

/// A further place of a finding.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Occurrence {
    /// Page, from 1.
    pub page: Option<usize>,
    /// Where it is, in millimetres from the top left corner of the trimmed page.
    pub area: Option<Area>,
    /// The words around the place, as they are printed.
    pub text: String,
    /// Where the words stand in the description.
    pub place: Option<(Source, Span)>,
}

impl Document {
    /// Judges the pages by the rules of the catalogue; by all of them if `only` is empty.
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
                // The author's line would lead astray; the field says which part of the template is meant.
                Actor::Template => finding.field = origin.map(Into::into),
            }
        }
        audit.finish()
    }
}

/// Findings that still want their place in the description.
struct Raw {
    exact: bool,
    raw: Vec<(Finding, String, Option<String>)>,
    not_judged: Vec<&'static Rule>,
}

impl Raw {
    fn finish(self) -> Audit {
        let mut findings: Vec<Finding> = self.raw.into_iter().map(|(finding, ..)| finding).collect();
        findings.sort_by(|a, b| {
            let key = |finding: &Finding| {
                let (x, y) = finding.area.map_or((0.0, 0.0), |area| (area.x, area.y));
                (finding.page.unwrap_or(usize::MAX), y, x)
            };
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
        });
        Audit { findings: gathered(findings, self.exact), not_judged: self.not_judged }
    }
}

/// Findings of one rule in one text are one finding: whoever mends the first sees the others. Text of no
/// field counts by its rule, and in a PDF, which has no fields, by its page.
fn gathered(findings: Vec<Finding>, exact: bool) -> Vec<Finding> {
    /// Rule, level, field, page and words: what makes two findings alike.
    type Kind<'a> = (&'a str, Level, Option<Arc<str>>, Option<usize>, String);
    let mut heads: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        // What concerns the whole document is told apart by its words.
        let words = if finding.page.is_none() { finding.message.en.clone() } else { String::new() };
        let page = finding.page.filter(|_| !exact);
        let key = (finding.rule.id, finding.level, finding.field.clone(), page, words);
        let Some(head) = heads.get(&key).and_then(|at| out.get_mut(*at)) else {
            heads.insert(key, out.len());
            out.push(finding);
            continue;
        };
        let Finding { page, area, text, place, .. } = finding;
        head.more.push(Occurrence { page, area, text, place });
    }
    out
}

impl Audit {
    fn of(reading: &reading::Reading, found: Vec<rules::Found>, only: &[&'static Rule]) -> Raw {
        let millimetres = |points: f64| points * 25.4 / 72.0;
        let raw = found.into_iter().map(|found| {
            let area = found.location.map(|location| {
                Area::new(
                    millimetres(location.left),
                    millimetres(location.top),
                    millimetres(location.right - location.left),
                    millimetres(location.bottom - location.top),
                )
            });
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

    /// Whether something is wrong by the standard: a finding at the level of errors.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    /// The pages, from 1, that have a place of a finding.
    pub fn pages(&self) -> BTreeSet<usize> {
        let of = |finding: &Finding| {
            let more: Vec<usize> = finding.more.iter().filter_map(|occurrence| occurrence.page).collect();
            finding.page.into_iter().chain(more)
        };
        self.findings.iter().flat_map(of).collect()
    }

    /// The findings as diagnostics: errors, and warnings for all else.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.findings.iter().map(Finding::diagnostic).collect()
    }
}

impl Finding {
    fn diagnostic(&self) -> Diagnostic {
        let (rule, text) = (self.rule, &self.text);
        let mut zh = format!("{} {}：{}", rule.id, rule.zh, self.message.zh);
        let mut en = format!("{} {}: {}", rule.id, rule.en, self.message.en);
        if let Some(page) = self.page {
            let (x, y) = self.area.map_or((0.0, 0.0), |area| (area.x, area.y));
            let (more_zh, more_en) = self.others();
            zh.push_str(&format!("（第 {page} 页 {x:.1}, {y:.1} 毫米处{more_zh}）"));
            en.push_str(&format!(" (page {page} at {x:.1}, {y:.1} mm{more_en})"));
        }
        // Where the source can't be shown, the words are.
        if self.place.is_none() && !text.is_empty() {
            zh.push_str(&format!("：“{text}”"));
            en.push_str(&format!(": “{text}”"));
        }
        let message = Message::new(zh, en);
        let mut diagnostic = match self.level {
            Level::Error => Diagnostic::error(Code::Typography, message),
            _ => Diagnostic::warning(Code::Typography, message),
        };
        let places = self.place.iter().chain(self.more.iter().filter_map(|occurrence| occurrence.place.as_ref()));
        let mut reported: Vec<&(Source, Span)> = Vec::new();
        for place in places {
            if !reported.contains(&place) {
                reported.push(place);
                diagnostic = diagnostic.at(&place.0, place.1);
            }
        }
        diagnostic.field = self.field.clone();
        let mut location = self.location(self.page, self.area, text);
        location.more = self
            .more
            .iter()
            .map(|occurrence| self.location(occurrence.page, occurrence.area, &occurrence.text))
            .collect();
        diagnostic.location = Some(Box::new(location));
        diagnostic.hint(rule.cure())
    }

    /// How many places there are, and on which pages, if there are several.
    fn others(&self) -> (String, String) {
        let count = 1 + self.more.len();
        if count == 1 {
            return Default::default();
        }
        let pages: BTreeSet<usize> =
            self.page.into_iter().chain(self.more.iter().filter_map(|occurrence| occurrence.page)).collect();
        let (mut zh, mut en) = (format!("，同类共 {count} 处"), format!("; {count} places in all"));
        if pages.len() > 1 {
            let list: Vec<String> = pages.iter().map(usize::to_string).collect();
            zh.push_str(&format!("，在第 {} 页", list.join("、")));
            en.push_str(&format!(", on pages {}", list.join(", ")));
        }
        (zh, en)
    }

    fn location(&self, page: Option<usize>, area: Option<Area>, text: &str) -> PageLocation {
        PageLocation {
            rule: self.rule.id,
            level: self.level.as_str(),
            actor: self.rule.actor.as_str(),
            page,
            area: area.map(|area| [area.x, area.y, area.width, area.height]),
            text: text.to_owned(),
            more: Vec::new(),
        }
    }

    /// Error or warning.
    pub fn severity(&self) -> Severity {
        if self.level == Level::Error { Severity::Error } else { Severity::Warning }
    }
}
