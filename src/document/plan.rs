//! Asks a template for its pieces, without laying anything out, and composes its pages from them.

use std::ops::ControlFlow;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, Output, StyleChain, Target, Value};
use typst::introspection::{EmptyIntrospector, Introspector, MetadataElem};

use super::translate;
use crate::compose::{self, Wireframes, book::Book};
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::review::Review;
use crate::world::ReviewWorld;

/// What the template tells: the value of the first metadata of a document.
struct Told(Option<Value>);

impl Output for Told {
    fn target() -> Target {
        Target::Paged
    }

    fn create(_: &mut Engine, content: &Content, _: StyleChain) -> SourceResult<Self> {
        let found = content.traverse(&mut |element: Content| match element.to_packed::<MetadataElem>() {
            Some(metadata) => ControlFlow::Break(metadata.value.clone()),
            None => ControlFlow::Continue(()),
        });
        Ok(Self(found.break_value()))
    }

    fn introspector(&self) -> &dyn Introspector {
        &EmptyIntrospector
    }
}

/// The plan of a review's pages as JSON; `None` if its template isn't composed.
pub(super) fn composed(world: &ReviewWorld<'_>, review: &Review) -> Result<Option<String>, Error> {
    let Some(mut book) = told(world, review)? else { return Ok(None) };
    // Serializing fails only for maps with keys that aren't strings, and the plan has none.
    let json = serde_json::to_string(&compose::compose(&mut book));
    Ok(Some(json.unwrap_or_else(|error| unreachable!("{error}"))))
}

/// The same pages, drawn.
pub(super) fn drawn(world: &ReviewWorld<'_>, review: &Review) -> Result<Option<Wireframes>, Error> {
    let Some(mut book) = told(world, review)? else { return Ok(None) };
    let plan = compose::compose(&mut book);
    Ok(Some(compose::wireframes(&book, &plan)))
}

/// What the template tells of a review; `None` if it isn't composed.
fn told(world: &ReviewWorld<'_>, review: &Review) -> Result<Option<Book>, Error> {
    let Some(world) = world.asking() else { return Ok(None) };
    let told = typst::compile::<Told>(&world).output;
    let Told(value) = told.map_err(|errors| Error::all(translate::errors(&world, review, &errors)))?;
    let book = value.ok_or_else(|| "no metadata".to_owned()).and_then(|value| {
        let book = serde_json::to_value(value).and_then(serde_json::from_value::<Book>);
        let book = book.map_err(|error| error.to_string())?;
        book.fault().map_or(Ok(book), Err)
    });
    let book = book.map_err(|en| {
        let name = review.template();
        let message = Message::new(
            format!("模板 `{name}` 的 `plan` 给出的内容不合规定；原文：{en}"),
            format!("what `plan` of the template {name} returns isn't as it should be: {en}"),
        );
        Diagnostic::error(Code::TemplateFailed, message)
    })?;
    Ok(Some(book))
}
