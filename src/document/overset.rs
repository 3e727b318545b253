//! Reports content that a template couldn't make fit, at its line in the description.

use std::collections::BTreeMap;

use typst::foundations::{Label, Selector, Str, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::{Abs, Point, Rect};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::blocks::{TextOnPage, visit_texts};
use crate::description::TextField;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::review::Review;

/// Text may reach past the edge of the page by this much, which no one sees, in millimetres.
const MAX_PAST_EDGE: f64 = 0.5;

/// One warning for each `metadata((origin: .., by: ..))` labelled `<overset>`, and for each block with text that runs
/// off its page, whatever the template says.
pub(super) fn check(document: &PagedDocument, review: &Review) -> Vec<Diagnostic> {
    let mut found = told(document, review);
    let mut past: BTreeMap<String, (f64, String)> = BTreeMap::new();
    visit_texts(document, |text| {
        let by = past_edge(&text);
        if by > MAX_PAST_EDGE {
            let most = past.entry(text.origin.unwrap_or_default().to_owned()).or_default();
            if by > most.0 {
                *most = (by, text.item.text.to_string());
            }
        }
    });
    found.extend(past.into_iter().map(|(origin, (by, printed))| overset(review, &origin, by, Some(&printed))));
    found
}

/// How far a text reaches past the edge of its page, in millimetres.
fn past_edge(text: &TextOnPage<'_, '_>) -> f64 {
    let past = |low: Point, high: Point| {
        let (low, high) = (low.transform(text.here), high.transform(text.here));
        let (min, max) = (low.min(high), low.max(high));
        let sides = [-min.x, -min.y, max.x - text.page.x, max.y - text.page.y];
        sides.into_iter().fold(Abs::zero(), Abs::max).to_mm()
    };
    // The outlines of the glyphs are looked at only if their places leave a doubt.
    if past(Point::with_y(-text.item.size), Point::with_x(text.item.width())) <= MAX_PAST_EDGE {
        return 0.0;
    }
    let Rect { min, max } = text.item.bbox();
    past(min, max)
}

/// What the template itself reports.
fn told(document: &PagedDocument, review: &Review) -> Vec<Diagnostic> {
    let Some(label) = Label::new(PicoStr::intern("overset")) else { return Vec::new() };
    let marks = document.introspector().query(&Selector::Label(label));
    let found = marks.iter().filter_map(|mark| {
        let Value::Dict(dict) = &mark.to_packed::<MetadataElem>()?.value else { return None };
        let origin = dict.get("origin").ok()?.clone().cast::<Str>().ok()?;
        let by = dict.get("by").ok()?.clone().cast::<f64>().ok()?;
        Some(overset(review, &origin, by, None))
    });
    found.collect()
}

/// `printed` is the text that doesn't fit, if it is known.
fn overset(review: &Review, origin: &str, by: f64, printed: Option<&str>) -> Diagnostic {
    // Rounded up, so that this much more space is enough.
    let by = (by * 10.0).ceil() / 10.0;
    let message = Message::new(format!("排不下，还差 {by} 毫米"), format!("this doesn't fit: {by} mm too long"));
    let hint = Message::new("缩短文字，或分成几项", "shorten the text, or split it into several items");
    let diagnostic = Diagnostic::warning(Code::Overset, message).hint(hint);
    let description = review.description();
    let texts = description.texts().iter().filter(|field| field.role.needs_glyphs());
    // Point to the text itself, or else to the longest one in the block: that is the one to shorten.
    let within = texts.filter(|field| origin.is_empty() || field.origin.is_within(origin));
    let has = |field: &TextField| printed.is_some_and(|printed| field.text.contains(printed.trim()));
    let field = within.max_by_key(|field| (has(field), field.text.len())).filter(|f| !origin.is_empty() || has(f));
    match field {
        Some(field) => diagnostic.at(description.source(), field.origin.span).field(field.origin.path.clone()),
        None => diagnostic.at(description.source(), description.file().review.origin.span),
    }
}
