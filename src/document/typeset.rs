//! Laying a review out.

use std::str::FromStr;
use std::sync::Arc;

use typst::foundations::{Datetime, Smart};
use typst::text::{Lang, Locale, Region};
use typst_layout::PagedDocument;

use super::{Document, Inner, glyphs, overset, translate};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned, conclude};
use crate::review::{Info, Review};
use crate::world::{ReviewWorld, SharedWorld};

/// Layout recurses deeper than the stack of an ordinary thread allows.
const STACK: usize = 32 << 20;

/// The typesetter's name and version, for records; a test holds it to the lock file.
#[cfg(feature = "batch")]
pub(crate) const TYPESETTER: &str = "typst 0.15.1";

/// How many reviews a cached result outlives: 1 to 3 cost no speed and bound memory (`DESIGN.md`).
const CACHE_AGE: usize = 2;

pub(crate) fn typeset(shared: &SharedWorld, review: &Review) -> Result<Warned<Document>, Error> {
    let result = on_deep_stack(|| lay_out(shared, review));
    // After failures too: a batch must not grow by its errors.
    evict_cache(CACHE_AGE);
    result.unwrap_or_else(|| {
        let message = Message::new("排版引擎内部出错，这是程序的缺陷，请反馈", "the typesetter broke down");
        Err(Diagnostic::error(Code::TemplateFailed, message).into())
    })
}

/// The same on the caller's own deep stack. With `jobs` reviews under way at a time, each of them ages the cache, and
/// what districts share is asked for by each. Evictions mustn't be far apart: comemo 0.5 never gives back the room
/// of the calls that it tracked between two of them.
#[cfg(feature = "batch")]
pub(crate) fn typeset_here(shared: &SharedWorld, review: &Review, jobs: usize) -> Result<Warned<Document>, Error> {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lay_out(shared, review)));
    evict_cache(jobs);
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Evicts layout results that were not used in the last `age` reviews. The cache is one for the
/// whole process, so this concerns every engine in it; [`Engine::typeset`](crate::Engine::typeset) calls it by itself.
pub fn evict_cache(age: usize) {
    typst::comemo::evict(age);
}

/// Runs `work` with room to recurse; none if it panicked.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("typeset".into()).stack_size(STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}

fn lay_out(shared: &SharedWorld, review: &Review) -> Result<Warned<Document>, Error> {
    let prepared = shared.prepared.iter().find(|prepared| prepared.template.manifest().name == review.template());
    let Some(prepared) = prepared else {
        let name = review.template();
        let message = Message::new(format!("没有名为 `{name}` 的模板"), format!("this engine has no template {name}"));
        return Err(Diagnostic::error(Code::UnknownTemplate, message).into());
    };
    let world = ReviewWorld::new(shared, prepared, review);
    let compiled = typst::compile::<PagedDocument>(&world);
    let mut found: Vec<Diagnostic> =
        compiled.warnings.iter().map(|from| translate::translate(&world, review, from)).collect();
    let paged = match compiled.output {
        Ok(paged) => Some(paged),
        Err(errors) => {
            found.extend(errors.iter().map(|from| translate::translate(&world, review, from)));
            None
        }
    };
    let document = paged.map(|mut paged| {
        found.extend(glyphs::check(&paged, review));
        found.extend(overset::check(&paged, review));
        describe(&mut paged, &review.inner.info);
        Document { inner: Arc::new(Inner { paged, review: review.clone() }) }
    });
    conclude(document, found)
}

/// Sets what catalogues show. Done here rather than by the template, where a `set document` with
/// the review's data would make every block of the next review be laid out anew.
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
