//! The options of a run.

use std::num::NonZeroUsize;

use super::isolate::Isolation;
use super::shard::Shard;
use crate::review::Choices;

/// The options of a run, for [`Batch::plan`](super::Batch::plan) and [`Batch::run`](super::Batch::run).
///
/// ```
/// use huimou::{Choices, batch::BatchOptions};
///
/// let options = BatchOptions::new().only(["nanhu", "haiyan"]).choices(Choices::new().template("editorial"));
/// assert!(!options.force && options.only.len() == 2);
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct BatchOptions {
    /// Number of districts that are laid out at the same time.
    ///
    /// Each takes a core and its own memory. While they are laid out, the PDF of one more may be written.
    ///
    /// Default: the number of cores.
    pub jobs: Option<NonZeroUsize>,
    /// Slugs of the districts to build.
    ///
    /// A slug that the batch doesn't have is an error.
    ///
    /// Default: empty, which means all districts.
    pub only: Vec<String>,
    /// The shard of the batch to build.
    ///
    /// A [`FolderSink`](super::FolderSink) must be opened with the same shard.
    ///
    /// Default: the whole batch.
    pub shard: Option<Shard>,
    /// Stops after the first district that fails.
    ///
    /// Districts already started are finished.
    ///
    /// Default: `false`.
    pub fail_fast: bool,
    /// Builds districts even if nothing has changed.
    ///
    /// Default: `false`.
    pub force: bool,
    /// Treats warnings of districts as errors.
    ///
    /// Default: `false`.
    pub deny_warnings: bool,
    /// Template, theme, paper and date, which take precedence over the shared review.
    ///
    /// Default: nothing; the shared review decides.
    pub choices: Choices,
    /// Lays districts out in worker processes.
    ///
    /// Default: `None`, threads of this process.
    pub isolation: Option<Isolation>,
}

impl BatchOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`jobs`](Self::jobs).
    #[must_use]
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Self {
        self.jobs = Some(jobs);
        self
    }

    /// Sets [`only`](Self::only).
    #[must_use]
    pub fn only(mut self, slugs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.only = slugs.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`shard`](Self::shard).
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.shard = Some(shard);
        self
    }

    /// Sets [`fail_fast`](Self::fail_fast).
    #[must_use]
    pub fn fail_fast(mut self, stop: bool) -> Self {
        self.fail_fast = stop;
        self
    }

    /// Sets [`force`](Self::force).
    #[must_use]
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Sets [`deny_warnings`](Self::deny_warnings).
    #[must_use]
    pub fn deny_warnings(mut self, deny: bool) -> Self {
        self.deny_warnings = deny;
        self
    }

    /// Sets [`choices`](Self::choices).
    #[must_use]
    pub fn choices(mut self, choices: Choices) -> Self {
        self.choices = choices;
        self
    }

    /// Sets [`isolation`](Self::isolation).
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Number of districts that are laid out at the same time.
    pub(super) fn job_count(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(cores, usize::from)
    }
}
