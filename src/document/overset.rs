//! Reports content that a template couldn't make fit, at its line in the description.

use typst::foundations::{Label, Selector, Str, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::review::Review;

/// One warning for each `metadata((origin: .., by: ..))` labelled `<overset>`.
pub(super) fn check(document: &PagedDocument, review: &Review) -> Vec<Diagnostic> {
    let Some(label) = Label::new(PicoStr::intern("overset")) else { return Vec::new() };
    let marks = document.introspector().query(&Selector::Label(label));
    let found = marks.iter().filter_map(|mark| {
        let Value::Dict(dict) = &mark.to_packed::<MetadataElem>()?.value else { return None };
        let origin = dict.get("origin").ok()?.clone().cast::<Str>().ok()?;
        let by = dict.get("by").ok()?.clone().cast::<f64>().ok()?;
        Some(overset(review, &origin, by))
    });
    found.collect()
}

fn overset(review: &Review, origin: &str, by: f64) -> Diagnostic {
    // Rounded up, so that this much more space is enough.
    let by = (by * 10.0).ceil() / 10.0;
    let message = Message::new(format!("排不下，还差 {by} 毫米"), format!("this doesn't fit: {by} mm too long"));
    let hint = Message::new("缩短文字，或分成几项", "shorten the text, or split it into several items");
    let diagnostic = Diagnostic::warning(Code::Overset, message).hint(hint);
    let description = review.description();
    let texts = description.texts().iter().filter(|field| field.role.needs_glyphs());
    // Point to the longest text in the block: that is the one to shorten.
    let field = texts.filter(|field| field.origin.is_within(origin)).max_by_key(|field| field.text.len());
    match field {
        Some(field) => diagnostic.at(description.source(), field.origin.span).field(field.origin.path.clone()),
        None => diagnostic.at(description.source(), description.file().review.origin.span),
    }
}
