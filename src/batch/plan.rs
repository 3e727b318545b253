//! The plan of a run: which districts to build, and why.

use std::collections::BTreeSet;

use super::Batch;
use super::builder::Builder;
use super::compose::{compose, own_file};
use super::district::District;
use super::expression::Expressions;
use super::files::DistrictFiles;
use super::freshness::Reason;
use super::options::BatchOptions;
use super::sink::Prior;
use crate::description::Tree;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned};
use crate::engine::Engine;
use crate::review::{Choices, Review};

/// The districts to build, and why; made by [`Batch::plan`] and built by [`execute`](Self::execute).
pub struct Plan<'a> {
    pub(super) builder: Builder<'a>,
    pub(super) options: &'a BatchOptions,
    pub(super) todo: Vec<(usize, Reason)>,
    pub(super) fresh: usize,
    pub(super) warnings: Vec<Diagnostic>,
}

/// A district to build.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Todo<'a> {
    /// The district.
    pub district: &'a District,
    /// Why it must be built.
    pub reason: &'a Reason,
}

impl Batch {
    /// Compares the batch with the record of earlier runs and lists the districts to build. It writes nothing: a plan
    /// that isn't executed is a dry run.
    ///
    /// A district is fresh, and left out of the plan, if no input of its report has changed since it was built and its
    /// PDF still exists.
    ///
    /// ```no_run
    /// use huimou::Engine;
    /// use huimou::batch::{Batch, BatchOptions, FolderPrior};
    ///
    /// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    /// let batch = Batch::read("data/districts/batch.toml")?.value;
    /// let prior = FolderPrior::read(batch.output_folder(), None)?.value;
    /// let options = BatchOptions::new();
    /// for todo in batch.plan(&engine, &options, &prior)?.todo() {
    ///     println!("{}: {}", todo.district.slug(), todo.reason.message().en);
    /// }
    /// # Ok::<(), huimou::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a slug in [`only`](BatchOptions::only), or the chosen template or theme, is unknown.
    pub fn plan<'a>(
        &'a self,
        engine: &'a Engine,
        options: &'a BatchOptions,
        prior: &dyn Prior,
    ) -> Result<Plan<'a>, Error> {
        let chosen = self.chosen(options)?;
        self.check(engine, options)?;
        let builder = Builder::new(self, engine, &options.choices, options.deny_warnings);
        let reason = |at: usize| reason(&builder, options, prior, &self.districts[at]).map(|reason| (at, reason));
        let todo: Vec<(usize, Reason)> = chosen.iter().filter_map(|at| reason(*at)).collect();
        let fresh = chosen.len() - todo.len();
        let warnings = self.removed(options, prior).into_iter().collect();
        Ok(Plan { builder, options, todo, fresh, warnings })
    }

    /// Checks the options without making a plan, for callers that open a sink in between.
    ///
    /// # Errors
    /// As [`plan`](Self::plan), which checks them too.
    pub fn check(&self, engine: &Engine, options: &BatchOptions) -> Result<(), Error> {
        self.chosen(options)?;
        engine.check_choices(&options.choices)
    }

    /// Resolves one district without building it.
    ///
    /// # Errors
    /// With all errors of the shared review, the district's row and its override file; or if the slug is unknown.
    pub fn review(&self, engine: &Engine, slug: &str, choices: &Choices) -> Result<Warned<Review>, Error> {
        let district = &self.districts[self.find(slug)?];
        let over = own_file(self, district).map_err(Error::all)?;
        let base = Tree::read(&self.base);
        let (source, examined) = compose(self, &base, &Expressions::new(), district, over.as_ref());
        let files = DistrictFiles::new(&self.files, district.photos.as_deref());
        engine.review_examined(&source, examined, &files, choices)
    }

    /// The indices of the districts that the options choose, in the order of the batch.
    fn chosen(&self, options: &BatchOptions) -> Result<Vec<usize>, Error> {
        let mut chosen: Vec<usize> = options.only.iter().map(|slug| self.find(slug)).collect::<Result<_, _>>()?;
        chosen.sort_unstable();
        chosen.dedup();
        if options.only.is_empty() {
            chosen = (0..self.districts.len()).collect();
        }
        chosen.retain(|at| options.shard.is_none_or(|shard| shard.has(*at)));
        Ok(chosen)
    }

    /// A warning for districts on record that the batch no longer has; only for a plan of the whole batch. Nothing is
    /// removed, as their PDFs may still be needed; but a row lost from the table by mistake must not go unnoticed.
    fn removed(&self, options: &BatchOptions, prior: &dyn Prior) -> Option<Diagnostic> {
        const MAX_NAMED: usize = 8;
        if options.shard.is_some() || !options.only.is_empty() {
            return None;
        }
        let there: BTreeSet<&str> = self.districts.iter().map(|district| district.slug.as_str()).collect();
        let mut removed = prior.slugs();
        removed.retain(|slug| !there.contains(slug.as_str()));
        if removed.is_empty() {
            return None;
        }
        let (count, first) = (removed.len(), &removed[..removed.len().min(MAX_NAMED)]);
        let (more_zh, more_en) = if count > MAX_NAMED { (" 等", ", …") } else { ("", "") };
        let message = Message::new(
            format!("台账里有 {count} 个地区，这一批已经没有：{}{more_zh}", first.join("、")),
            format!("in the ledger but no longer in the batch ({count}): {}{more_en}", first.join(", ")),
        );
        let hint = Message::new(
            "它们的 PDF 和记录都还在原处；不要了就自己删",
            "their PDFs and entries are kept; remove them yourself if you don't need them",
        );
        Some(Diagnostic::warning(Code::LedgerRest, message).hint(hint))
    }
}

impl Plan<'_> {
    /// The districts to build, in the order of the batch.
    pub fn todo(&self) -> impl ExactSizeIterator<Item = Todo<'_>> {
        let districts = &self.builder.batch.districts;
        self.todo.iter().map(|(at, reason)| Todo { district: &districts[*at], reason })
    }

    /// Number of chosen districts that are up to date.
    pub fn fresh(&self) -> usize {
        self.fresh
    }

    /// Warnings about the batch rather than a district, such as districts on record that the batch no longer has.
    /// [`execute`](Self::execute) repeats them in its [`Outcome`](super::Outcome).
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl std::fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("todo", &self.todo).field("fresh", &self.fresh).finish_non_exhaustive()
    }
}

/// Why a district must be built; `None` if it is fresh.
fn reason(builder: &Builder<'_>, options: &BatchOptions, prior: &dyn Prior, district: &District) -> Option<Reason> {
    let Some(entry) = prior.entry(&district.slug) else { return Some(Reason::New) };
    if options.force {
        return Some(Reason::Forced);
    }
    // An override file that can't be read counts as a change: building the district reports the error.
    let Ok(inputs) = builder.inputs(district) else { return Some(Reason::Inputs) };
    let warned = || (options.deny_warnings && entry.warnings > 0).then_some(Reason::Warnings);
    builder.key.change(builder.batch, &inputs, &entry, prior).or_else(warned)
}
