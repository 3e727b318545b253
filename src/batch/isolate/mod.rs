//! Lays districts out in worker processes, which don't wait for each other and can be killed.
//!
//! The run starts one worker for each district laid out at the same time, and sends each of them one district after
//! another. [`Isolation`] and `pool` are the parent's half, [`serve`] is the worker's. A worker returns PDFs to the
//! run, which writes them: a killed worker can't leave a partial file. Starting, talking to and stopping processes is
//! left to [`process`](crate::process).

mod payload;
mod pool;
mod protocol;
mod worker;

use std::ffi::OsString;

use crate::process::Limits;
pub(super) use pool::{DistrictWorker, Prepared, WorkerPool};
pub use worker::serve;

/// Worker processes that lay out districts, for [`BatchOptions::isolation`](super::BatchOptions::isolation).
///
/// There are two reasons to use them. Threads contend for the caches of the layout engine; processes don't, so a batch
/// is faster, the more so the more cores there are. And a layout can't be interrupted: a template that never finishes,
/// or takes all memory, can only be stopped by killing its process. A district that exceeds a limit or crashes fails;
/// its worker is replaced, and the other districts go on.
///
/// A worker is a program that builds the same [`Engine`](crate::Engine) and [`Choices`](crate::Choices) as the program
/// that runs the batch, and then calls [`serve`]. The run compares version, fonts, templates and choices before it
/// sends the first district. The command `huimou` is its own worker; so can any other program be:
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
    /// It is started without a shell, in the working directory of the run; on Unix in a new process group, so that
    /// Ctrl-C in a terminal doesn't reach it.
    pub command: Vec<OsString>,
    /// The purpose of the workers, which decides what happens if none can be started.
    ///
    /// Default: [`Workers::Enforced`], with the default [`Limits`].
    pub workers: Workers,
    /// Number of districts after which a worker is replaced; at least 1.
    ///
    /// A worker's memory grows by some 6 KiB per district, since Typst's cache never returns memory; starting a new one
    /// takes as long as a few districts.
    ///
    /// Default: 500.
    pub serves: usize,
}

/// What the workers of an [`Isolation`] are for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Workers {
    /// Workers for speed only, without limits. If none can be started, districts are laid out on threads of this
    /// process, and the run reports a warning.
    ForSpeed {
        /// Minimum number of districts to build. Below it no workers are started: starting one takes as long as a few
        /// districts.
        from: usize,
    },
    /// Workers for templates that aren't trusted. Every district is laid out in a worker, and a worker that exceeds a
    /// limit is killed. If none can be started at the beginning, the run fails; later, the district does. No district
    /// is ever laid out in this process.
    Enforced(Limits),
}

impl Workers {
    /// [`ForSpeed`](Self::ForSpeed), from 32 districts on.
    pub fn for_speed() -> Self {
        Self::ForSpeed { from: 32 }
    }
}

impl Isolation {
    /// Workers started with this command, under the default limits of time and memory.
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

    /// The limits; `None` if districts may also be laid out in this process.
    pub(super) fn enforced(&self) -> Option<&Limits> {
        match &self.workers {
            Workers::Enforced(limits) => Some(limits),
            Workers::ForSpeed { .. } => None,
        }
    }

    /// Whether a run of so many districts uses workers.
    pub(super) fn is_for(&self, districts: usize) -> bool {
        match self.workers {
            Workers::ForSpeed { from } => districts > 0 && districts >= from,
            Workers::Enforced(_) => districts > 0,
        }
    }
}
