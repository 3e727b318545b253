//! Districts in processes of their own: they don't wait for each other, and may be killed.
//!
//! The run starts as many workers as districts are laid out at a time, and hands each one district after another;
//! [`Isolation`] is the run's half, [`serve`] the worker's. A worker makes PDFs and writes none: what it hands back
//! the run writes, so one that is killed leaves no half-written file.

mod crew;
mod handed;
mod process;
mod protocol;
mod worker;

use std::ffi::OsString;
use std::time::Duration;

pub(super) use crew::{Crew, Wished};
pub(super) use process::Worker;
pub use worker::serve;

/// From so many districts on, workers are worth their start.
const FEW: usize = 32;

const SERVES: usize = 500;

/// Districts are laid out in worker processes, which may be killed; for [`Run::isolation`](super::Run::isolation).
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
/// use huimou::{Choices, Engine, batch::{Batch, Isolation, Run, serve}};
///
/// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
/// let choices = Choices::new().template("editorial");
/// if std::env::args().nth(1).as_deref() == Some("worker") {
///     match serve(&engine, &choices, std::io::stdin(), std::io::stdout())? {}
/// }
/// let batch = Batch::read("batch.toml")?.value;
/// let mut isolation = Isolation::new([std::env::current_exe()?.into_os_string(), "worker".into()]);
/// isolation.memory = Some(512 << 20);
/// let mut run = Run::new();
/// run.choices = choices;
/// run.isolation = Some(isolation);
/// batch.run(&engine, &run, &|_| {})?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Isolation {
    /// The worker's program and its arguments. It is started as it stands, without a shell, in the run's own
    /// working folder; on Unix in a process group of its own, so that Ctrl-C in a terminal doesn't reach it.
    pub command: Vec<OsString>,
    /// The most memory that a worker may take for its data, in bytes, all districts that it has made included; no
    /// limit if none. Fonts that are part of the program don't count. The worker sets it for itself by the system's
    /// means (`RLIMIT_DATA` on Linux, `RLIMIT_AS` on other kinds of Unix, as far as they heed it); on Windows there
    /// is none.
    pub memory: Option<u64>,
    /// How long a district may take, by the clock; no limit if none. A worker has as long to get ready, and thirty
    /// seconds at least.
    pub time: Option<Duration>,
    /// With fewer districts to build than this there are no workers: they are laid out on threads of the run's own
    /// process. Starting a worker takes as long as a handful of districts. Where there is a limit, it isn't asked.
    pub least: usize,
    /// How many districts a worker makes before another takes its place; 1 at least. Typst's cache keeps the room of
    /// what it once remembered, some 6 KiB more with every district, while a start takes as long as a few districts.
    pub serves: usize,
    /// Whether districts mustn't be laid out elsewhere.
    strict: bool,
}

impl Isolation {
    /// For templates that aren't trusted: 2 GiB for each worker and 60 seconds for each district, however few.
    pub fn new(command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let command = command.into_iter().map(Into::into).collect();
        Self {
            command,
            memory: Some(2 << 30),
            time: Some(Duration::from_secs(60)),
            least: 0,
            serves: SERVES,
            strict: true,
        }
    }

    /// For speed alone: no limits, and no workers for fewer than 32 districts. Where none can be started, a warning of
    /// the run says so, and districts are laid out in the run's own process; unless a limit is set afterwards, which
    /// makes the isolation one of [`new`](Self::new).
    pub fn for_speed(command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self { memory: None, time: None, least: FEW, strict: false, ..Self::new(command) }
    }

    /// Whether districts mustn't be laid out elsewhere.
    pub(super) fn is_strict(&self) -> bool {
        self.strict || self.memory.is_some() || self.time.is_some()
    }

    /// Whether so many districts go to workers.
    pub(super) fn is_for(&self, districts: usize) -> bool {
        districts > 0 && (self.is_strict() || districts >= self.least)
    }
}
