//! Lays a review out: compiles it, checks the pages, and sets the metadata.

use std::str::FromStr;
use std::sync::Arc;

use typst::foundations::{Datetime, Smart};
use typst::text::{Lang, Locale, Region};
use typst_layout::PagedDocument;

use super::stack::on_deep_stack;
use super::{Document, Inner, cache, extent, glyphs, overset, plan, translate};
use crate::compose::Wireframes;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned, conclude};
use crate::review::{Info, Review};
use crate::world::{ParsedTemplate, ReviewWorld, SharedWorld};

/// Name and version of the layout engine, for ledgers. A test compares it with `Cargo.lock`.
#[cfg(feature = "batch")]
pub(crate) const TYPESETTER: &str = "typst 0.15.1";

pub(crate) fn typeset(shared: &SharedWorld, review: &Review) -> Result<Warned<Document>, Error> {
    deep(|| lay_out(shared, review))
}

/// The plan of a review's pages as JSON; `None` if its template isn't composed.
pub(crate) fn plan_of(shared: &SharedWorld, review: &Review) -> Result<Option<String>, Error> {
    asked(shared, review, plan::composed)
}

/// The same pages, drawn.
pub(crate) fn wireframes_of(shared: &SharedWorld, review: &Review) -> Result<Option<Wireframes>, Error> {
    asked(shared, review, plan::drawn)
}

fn asked<T: Send>(
    shared: &SharedWorld,
    review: &Review,
    ask: fn(&ReviewWorld<'_>, &Review) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let prepared = prepared(shared, review)?;
    if !prepared.template.manifest().composed {
        return Ok(None);
    }
    deep(|| ask(&ReviewWorld::new(shared, prepared, review), review))
}

/// Runs work of the layout engine with a large stack, and evicts what its cache no longer needs.
fn deep<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    let under_way = cache::begin();
    let result = on_deep_stack(work);
    drop(under_way);
    result.unwrap_or_else(|failure| {
        let message = Message::new(
            "排版引擎内部出错，这是程序的缺陷，请反馈",
            "internal error in the layout engine; this is a bug, please report it",
        );
        Err(failure.into_error(|| Diagnostic::error(Code::TemplateFailed, message)))
    })
}

fn prepared<'a>(shared: &'a SharedWorld, review: &Review) -> Result<&'a ParsedTemplate, Error> {
    let name = review.template();
    let found = shared.prepared.iter().find(|prepared| prepared.template.manifest().name == name);
    found.ok_or_else(|| {
        let message = Message::new(format!("没有名为 `{name}` 的模板"), format!("this engine has no template {name}"));
        Diagnostic::error(Code::UnknownTemplate, message).into()
    })
}

fn lay_out(shared: &SharedWorld, review: &Review) -> Result<Warned<Document>, Error> {
    let prepared = prepared(shared, review)?;
    let mut world = ReviewWorld::new(shared, prepared, review);
    if let Some(plan) = plan::composed(&world, review)? {
        world.set_plan(plan);
    }
    let compiled = typst::compile::<PagedDocument>(&world);
    let mut found: Vec<Diagnostic> =
        compiled.warnings.iter().map(|from| translate::translate(&world, review, from)).collect();
    let paged = match compiled.output {
        Ok(paged) => Some(paged),
        Err(errors) => {
            found.extend(translate::errors(&world, review, &errors));
            None
        }
    };
    // First, so that no other check walks through a million pages.
    if let Some(error) = paged.as_ref().and_then(|paged| extent::check(paged, review)) {
        found.push(error);
        return conclude(None, found);
    }
    let document = paged.map(|mut paged| {
        found.extend(glyphs::check(&paged, review));
        found.extend(overset::check(&paged, review));
        describe(&mut paged, &review.inner.info);
        Document { inner: Arc::new(Inner { paged, review: review.clone() }) }
    });
    conclude(document, found)
}

/// Sets the PDF metadata. This is done here and not in the template, because a `set document` rule with the review's
/// data would invalidate the cached layout of every block for the next review.
fn describe(paged: &mut PagedDocument, info: &Info) {
    let to = paged.info_mut();
    to.title = Some(info.title.as_str().into());
    to.author = vec![info.author.as_str().into()];
    to.description = Some(info.description.as_str().into());
    to.keywords = info.keywords.iter().map(|word| word.as_str().into()).collect();
    let date = info.date.and_then(|date| Datetime::from_ymd(date.year(), date.month() as u8, date.day() as u8));
    to.date = Smart::Custom(date);
    let mut parts = info.language.split('-');
    if let Some(lang) = parts.next().and_then(|lang| Lang::from_str(lang).ok()) {
        to.locale = Smart::Custom(Locale::new(lang, parts.find_map(|part| Region::from_str(part).ok())));
    }
}
