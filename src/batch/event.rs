//! What is said while a batch is built, what became of it, and the way to end it early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ledger::LedgerEntry;
use crate::diagnostic::Diagnostic;

/// Ends a run early: districts that have begun are finished, no other begins. Clones share the request.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    requested: Arc<AtomicBool>,
}

impl Cancel {
    /// Not requested yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requests the end.
    pub fn cancel(&self) {
        self.requested.store(true, Ordering::Relaxed);
    }

    /// Whether the end was requested.
    pub fn is_cancelled(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }
}

/// What happens while a plan is executed.
///
/// Of each district `Begun` comes before `Finished`; districts come in any order. `index` is the district's place in
/// [`Plan::todo`](super::Plan::todo), from 0, and `total` the length of that list.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// Before the first district.
    Planned {
        /// How many districts are to be built.
        total: usize,
        /// How many were built by an earlier run and are as they should be.
        fresh: usize,
    },
    /// A district has begun.
    Begun {
        /// Its place in the plan.
        index: usize,
        /// How many districts the plan has.
        total: usize,
        /// The district.
        slug: String,
    },
    /// A district is done, or failed.
    Finished {
        /// Its place in the plan.
        index: usize,
        /// How many districts the plan has.
        total: usize,
        /// How many districts have finished, this one included.
        completed: usize,
        /// What the ledger says of it.
        entry: Box<LedgerEntry>,
        /// Errors and warnings.
        diagnostics: Vec<Diagnostic>,
    },
}

/// What became of a run.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// Built in this run.
    pub built: usize,
    /// Failed in this run.
    pub failed: usize,
    /// Built by an earlier run and as they should be.
    pub fresh: usize,
    /// Not begun, because the run ended early.
    pub left: usize,
    /// Whether the run ended early because of [`Cancel`]: some districts are left. A request that came when all
    /// districts had begun changes nothing.
    pub cancelled: bool,
    /// Warnings that concern the run and no district.
    pub warnings: Vec<Diagnostic>,
}
