//! Districts in processes of their own: they don't wait for each other, and may be killed.
//!
//! The run starts as many workers as districts are laid out at a time, and hands each one district after another;
//! [`Isolation`] and `pool` are the run's half, [`serve`] the worker's. A worker makes PDFs and writes none: what it
//! hands back the run writes, so one that is killed leaves no half-written file. How processes are started, asked and
//! ended is the business of [`process`](crate::process).

mod payload;
mod pool;
mod protocol;
mod worker;

use std::ffi::OsString;

use crate::process::Limits;
pub(super) use pool::{DistrictWorker, Prepared, WorkerPool};
pub use worker::serve;

/// Districts are laid out in worker processes, which may be killed; for
/// [`BatchOptions::isolation`](super::BatchOptions::isolation).
///
/// Threads share one process with one cache, and wait for each other wherever a layout looks into it; workers don't,
/// so a batch goes faster with them the more cores there are. And nothing interrupts a layout: a template that doesn't
/// end can only be stopped with its process, and one that takes all memory takes its process along. So a district
/// that exceeds a limit, or crashes, fails; its worker is replaced, and the others go on.
///
/// The worker is a program that makes the same [`Engine`](crate::Engine) and [`Choices`](crate::Choices) as the one
/// that runs the batch, and then calls [`serve`]. The run compares version, fonts, templates and choices before it
/// hands out the first district. The command `huimou` is such a program; another one may be its own worker:
///
/// ```no_run
/// use std::time::Duration;
/// use huimou::{Choices, Engine, Limits, batch::{Batch, BatchOptions, Cancel, FolderSink, Isolation, Workers, serve}};
///
/// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
/// let choices = Choices::new().template("editorial");
/// if std::env::args().nth(1).as_deref() == Some("worker") {
///     match serve(&engine, &choices, std::io::stdin(), std::io::stdout())? {}
/// }
/// let batch = Batch::read("batch.toml")?.value;
/// let isolation = Isolation::new([std::env::current_exe()?.into_os_string(), "worker".into()])
///     .workers(Workers::Enforced(Limits::new().memory(512 << 20).time(Duration::from_secs(20))));
/// let options = BatchOptions::new().choices(choices).isolation(isolation);
/// let sink = FolderSink::open(batch.output_folder(), None)?.value;
/// batch.run(&engine, &options, &sink, &Cancel::new(), |_| {})?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Isolation {
    /// The worker's program and its arguments.
    ///
    /// It is started as it stands, without a shell, in the run's own working folder; on Unix in a process group of its
    /// own, so that Ctrl-C in a terminal doesn't reach it.
    pub command: Vec<OsString>,
    /// What workers are for, and so what happens where there are none.
    ///
    /// Default: [`Workers::Enforced`], with the default [`Limits`].
    pub workers: Workers,
    /// Number of districts after which a worker is replaced; at least 1.
    ///
    /// Typst's cache keeps the room of what it once remembered, some 6 KiB more with every district, while a start
    /// takes as long as a few districts.
    ///
    /// Default: 500.
    pub serves: usize,
}

/// What the workers of an [`Isolation`] are for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Workers {
    /// For speed alone, without limits: where no worker can be started, districts are laid out on threads of the run's
    /// own process, and a warning of the run says so.
    ForSpeed {
        /// With fewer districts to build there are no workers: starting one takes as long as a handful of districts.
        from: usize,
    },
    /// For templates that aren't trusted: every district goes to a worker, however few there are, and a worker that
    /// exceeds a limit is killed. Where no worker can be started the run ends, or the district fails: it is never laid
    /// out in the run's own process.
    Enforced(Limits),
}

impl Workers {
    /// [`ForSpeed`](Self::ForSpeed), from 32 districts on.
    pub fn for_speed() -> Self {
        Self::ForSpeed { from: 32 }
    }
}

impl Isolation {
    /// Workers that are started by this command, with the default limits of time and memory.
    pub fn new(command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let command = command.into_iter().map(Into::into).collect();
        Self { command, workers: Workers::Enforced(Limits::default()), serves: 500 }
    }

    /// Sets [`workers`](Self::workers).
    #[must_use]
    pub fn workers(mut self, workers: Workers) -> Self {
        self.workers = workers;
        self
    }

    /// Sets [`serves`](Self::serves).
    #[must_use]
    pub fn serves(mut self, districts: usize) -> Self {
        self.serves = districts;
        self
    }

    /// The limits that hold; `None` if districts may be laid out elsewhere.
    pub(super) fn enforced(&self) -> Option<&Limits> {
        match &self.workers {
            Workers::Enforced(limits) => Some(limits),
            Workers::ForSpeed { .. } => None,
        }
    }

    /// Whether so many districts go to workers.
    pub(super) fn is_for(&self, districts: usize) -> bool {
        match self.workers {
            Workers::ForSpeed { from } => districts > 0 && districts >= from,
            Workers::Enforced(_) => districts > 0,
        }
    }
}
