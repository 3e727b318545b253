//! [`Finding`]: a violation of a rule, with its places.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Level, Rule};
use crate::geometry::Area;
use crate::message::Message;
use crate::source::{Source, Span};

/// A violation of a rule, in one place or in several places of the same text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How serious it is; some rules have separate limits for warnings and errors.
    pub level: Level,
    /// Page, counted from 1; `None` if it concerns the whole document.
    pub page: Option<usize>,
    /// Its area, in millimetres from the top left corner of the trimmed page.
    pub area: Option<Area>,
    /// The words around the place, as printed.
    pub text: String,
    /// What was found.
    pub message: Message,
    /// Field path in the description; `None` for a PDF, and for text that the template adds.
    pub field: Option<Arc<str>>,
    /// Where the words are in the description; `None` if only the template author can fix it.
    pub place: Option<(Source, Span)>,
    /// Further places where the same text breaks the same rule.
    pub more: Vec<Occurrence>,
}

/// A further place of a finding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Occurrence {
    /// Page, counted from 1; `None` if it concerns the whole document.
    pub page: Option<usize>,
    /// Its area, in millimetres from the top left corner of the trimmed page.
    pub area: Option<Area>,
    /// The words around the place, as printed.
    pub text: String,
    /// Where the words are in the description; `None` as in [`Finding::place`].
    pub place: Option<(Source, Span)>,
}

/// Sorts findings by page and place, and merges those of one rule and level in one field into one finding: who fixes
/// the first sees the others. Findings without a field are merged by rule; with `by_page`, only within a page.
pub(crate) fn gather(mut findings: Vec<Finding>, by_page: bool) -> Vec<Finding> {
    /// Rule, level, field, page and words: findings with equal kinds are merged.
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
        // Findings about the whole document are distinguished by their messages.
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
