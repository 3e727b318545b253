//! Turns a [`Finding`] into a [`Diagnostic`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Code, Diagnostic, Severity};
use crate::message::{Message, say};
use crate::rule::{Finding, Level};
use crate::source::{Source, Span};

impl From<Level> for Severity {
    /// [`Level::Error`] becomes an error, the other levels warnings.
    fn from(level: Level) -> Self {
        if level == Level::Error { Self::Error } else { Self::Warning }
    }
}

impl Diagnostic {
    /// A diagnostic that describes a finding and labels all its places.
    pub(crate) fn of_finding(code: Code, finding: Finding) -> Self {
        let message = described(&finding);
        let mut diagnostic = Self { severity: finding.level.into(), ..Self::error(code, message) };
        let places = finding.place.iter().chain(finding.more.iter().filter_map(|site| site.place.as_ref()));
        let mut labelled: Vec<&(Source, Span)> = Vec::new();
        for place in places {
            if !labelled.contains(&place) {
                labelled.push(place);
                diagnostic = diagnostic.at(&place.0, place.1);
            }
        }
        diagnostic.field = finding.field.clone();
        let hint = finding.rule.hint.into();
        diagnostic.finding = Some(Arc::new(finding));
        diagnostic.hint(hint)
    }
}

/// The message: the rule, what was found, and where on the pages.
fn described(finding: &Finding) -> Message {
    let Finding { rule, message, text, .. } = finding;
    let mut zh = format!("{} {}：{}", rule.id, rule.title.zh, message.zh);
    let mut en = format!("{} {}: {}", rule.id, rule.title.en, message.en);
    if let Some(page) = finding.page {
        let (x, y) = finding.area.map_or((0.0, 0.0), |area| (area.x, area.y));
        let more = others(finding);
        zh.push_str(&format!("（第 {page} 页 {x:.1}, {y:.1} 毫米处{}）", more.zh));
        en.push_str(&format!(" (page {page} at {x:.1}, {y:.1} mm{})", more.en));
    }
    // If the source can't be shown, quote the printed words.
    if finding.place.is_none() && !text.is_empty() {
        zh.push_str(&format!("：“{text}”"));
        en.push_str(&format!(": “{text}”"));
    }
    Message::new(zh, en)
}

/// The number of places and their pages; empty if there is only one.
fn others(finding: &Finding) -> Message {
    let count = 1 + finding.more.len();
    if count == 1 {
        return Message::default();
    }
    let pages: BTreeSet<usize> =
        finding.page.into_iter().chain(finding.more.iter().filter_map(|site| site.page)).collect();
    let mut said = say!("，同类共 {count} 处", "; {count} places in all", count = count);
    if pages.len() > 1 {
        let list: Vec<String> = pages.iter().map(usize::to_string).collect();
        said.zh.push_str(&format!("，在第 {} 页", list.join("、")));
        said.en.push_str(&format!(", on pages {}", list.join(", ")));
    }
    said
}
