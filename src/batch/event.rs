//! Progress and result of a run, and the handle to cancel it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ledger::LedgerEntry;
use crate::diagnostic::Diagnostic;

/// Ends a run early: districts already started are finished, no others start. Clones share the request.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    requested: Arc<AtomicBool>,
}

impl Cancel {
    /// A handle without a request.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requests the end of the run; returns at once.
    pub fn cancel(&self) {
        self.requested.store(true, Ordering::Relaxed);
    }

    /// Whether the end has been requested.
    pub fn is_cancelled(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }
}

/// Progress of a plan's execution.
///
/// For each district, `Begun` comes before `Finished`; districts come in any order. `index` is the district's index in
/// [`Plan::todo`](super::Plan::todo), from 0, and `total` the length of that list.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// The run begins. Comes once, before the first district.
    Planned {
        /// Number of districts to build.
        total: usize,
        /// Number of districts that are up to date.
        fresh: usize,
    },
    /// A district has been started.
    Begun {
        /// Its index in the plan, from 0.
        index: usize,
        /// Number of districts in the plan.
        total: usize,
        /// Its slug.
        slug: String,
    },
    /// A district was built, or failed.
    Finished {
        /// Its index in the plan, from 0.
        index: usize,
        /// Number of districts in the plan.
        total: usize,
        /// Number of districts finished so far, this one included.
        completed: usize,
        /// Its entry in the ledger.
        entry: Box<LedgerEntry>,
        /// Its errors and warnings.
        diagnostics: Vec<Diagnostic>,
    },
}

/// The result of a run, in numbers of districts.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// Districts built in this run.
    pub built: usize,
    /// Districts that failed in this run.
    pub failed: usize,
    /// Districts that were up to date.
    pub fresh: usize,
    /// Districts that weren't started, because the run ended early.
    pub left: usize,
    /// Whether [`Cancel`] ended the run early and districts are left. A request after the last district was started has
    /// no effect.
    pub cancelled: bool,
    /// Warnings about the run rather than a district.
    pub warnings: Vec<Diagnostic>,
}
