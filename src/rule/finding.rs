//! What breaks a rule, and where.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Level, Rule};
use crate::geometry::Area;
use crate::message::Message;
use crate::source::{Source, Span};

/// What breaks a rule: one place, or several of one text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it weighs; some rules have a limit for warnings and one for errors.
    pub level: Level,
    /// Page, from 1; `None` if it concerns the whole document.
    pub page: Option<usize>,
    /// Where it is, in millimetres from the top left corner of the trimmed page.
    pub area: Option<Area>,
    /// The words around the place, as they are printed.
    pub text: String,
    /// What was found.
    pub message: Message,
    /// Field path of the description; `None` in a PDF, and for what the template adds.
    pub field: Option<Arc<str>>,
    /// Where the words stand in the description; `None` for what only the template's maker can fix.
    pub place: Option<(Source, Span)>,
    /// Further places where the same text breaks the same rule.
    pub more: Vec<Occurrence>,
}

/// A further place of a finding.
#[derive(Debug, Clone, PartialEq)]
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

/// Sorts findings by page and place; those of one rule and level in one field become one finding, for whoever fixes
/// the first sees the others. Text of no field counts by its rule, and `by_page` each page by itself.
pub(crate) fn gather(mut findings: Vec<Finding>, by_page: bool) -> Vec<Finding> {
    /// Rule, level, field, page and words: what makes two findings alike.
    type Kind<'a> = (&'a str, Level, Option<Arc<str>>, Option<usize>, String);
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            let (x, y) = finding.area.map_or((0.0, 0.0), |area| (area.x, area.y));
            (finding.page.unwrap_or(usize::MAX), y, x)
        };
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
    });
    let mut heads: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        // What concerns the whole document is told apart by its words.
        let words = if finding.page.is_none() { finding.message.en.clone() } else { String::new() };
        let page = finding.page.filter(|_| by_page);
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
