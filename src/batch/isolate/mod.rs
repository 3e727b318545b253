//! Districts in processes of their own, for templates that aren't trusted.
//!
//! The run starts a worker for each of its threads and hands it districts, one at a time; [`Isolation`] is the
//! run's half, [`serve`] the worker's. A worker makes PDFs and writes none: what it hands back the run writes, so
//! one that is killed leaves no half-written file.

mod crew;
mod process;
mod protocol;
mod worker;

use std::ffi::OsString;
use std::time::Duration;

pub(super) use crew::Crew;
pub(super) use process::Worker;
pub use worker::serve;

/// Districts are laid out in worker processes, which may be killed; for [`Run::isolation`](super::Run::isolation).
///
/// Nothing interrupts a layout: a template that doesn't end can only be stopped with its process, and one that
/// takes all memory takes its process along. So a district that exceeds a limit fails, its worker is replaced, and
/// the others go on.
///
/// The worker is a program that makes the same [`Batch`](super::Batch), [`Engine`](crate::Engine) and
/// [`Choices`](crate::Choices) as the one that runs the batch, and then calls [`serve`]. The run compares version,
/// fonts, templates and choices before it hands out the first district. The command `huimou` is such a program;
/// another one may be its own worker:
///
/// ```no_run
/// use huimou::{Choices, Engine, batch::{Batch, Isolation, Run, serve}};
///
/// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
/// let batch = Batch::read("batch.toml")?.value;
/// let choices = Choices::new().template("editorial");
/// if std::env::args().nth(1).as_deref() == Some("worker") {
///     match serve(&batch, &engine, &choices, std::io::stdin(), std::io::stdout())? {}
/// }
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
    /// How long a district may take, by the clock. A worker has as long to get ready, and ten seconds at least.
    pub time: Duration,
}

impl Isolation {
    /// 2 GiB for each worker and 60 seconds for each district.
    pub fn new(command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let command = command.into_iter().map(Into::into).collect();
        Self { command, memory: Some(2 << 30), time: Duration::from_secs(60) }
    }
}
