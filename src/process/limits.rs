//! Limits of time and memory for worker processes.

use std::time::Duration;

use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// Limits of a worker process. A worker that exceeds one is stopped, and its job fails.
///
/// ```
/// use std::time::Duration;
/// use huimou::Limits;
///
/// let limits = Limits::new().memory(512 << 20).time(Duration::from_secs(20));
/// assert_eq!(limits.memory, Some(512 << 20));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum memory of a worker for its data, in bytes; unlimited if `None`.
    ///
    /// Fonts embedded in the program don't count; memory that earlier jobs have left allocated does. The worker limits
    /// itself with `RLIMIT_DATA` on Linux and `RLIMIT_AS` on other Unix systems, as far as these enforce it. On Windows
    /// there is no limit.
    ///
    /// Default: 1 GiB. A sample of 20 pages with photographs takes less than 256 MiB.
    pub memory: Option<u64>,
    /// Maximum wall-clock time of one job; unlimited if `None`.
    ///
    /// It also limits the start of a worker, but to no less than 30 seconds.
    ///
    /// Default: 60 seconds.
    pub time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: Some(1 << 30), time: Some(Duration::from_secs(60)) }
    }
}

impl Limits {
    /// The default limits: 1 GiB and 60 seconds.
    pub fn new() -> Self {
        Self::default()
    }

    /// No limits at all.
    pub fn none() -> Self {
        Self { memory: None, time: None }
    }

    /// Sets [`memory`](Self::memory).
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Sets [`time`](Self::time).
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = Some(time);
        self
    }
}

/// Limits this process, which a [`Supervisor`](super::Supervisor) has started; the first thing that it does.
///
/// Limits its memory and, as the supervisor may be killed, its processor time; on Linux, it ends with its parent.
///
/// # Errors
/// [`Code::WorkerBroken`] if the system refuses.
pub fn limit_process(limits: &Limits) -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, set_parent_process_death_signal};
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }
    #[cfg(unix)]
    if let Some(time) = limits.time {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // The supervisor measures time; all threads together use as much as they have cores.
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        let max = (time.as_secs() + 2).saturating_mul(cores);
        let max = getrlimit(Resource::Cpu).maximum.map_or(max, |hard| hard.min(max));
        let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(max), maximum: Some(max) });
    }
    limit_memory(limits.memory)
}

/// Limits the memory of this process, and turns core dumps off: those of a worker would be gigabytes that no one reads.
///
/// A worker calls this itself, as the parent could set a limit only between `fork` and `exec`, which needs unsafe code.
///
/// # Errors
/// If the system refuses.
#[cfg(unix)]
pub(crate) fn limit_memory(memory: Option<u64>) -> Result<(), Error> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // `RLIMIT_AS` also counts reserved address space and mapped files, which take no memory. `RLIMIT_DATA` would be
    // right, but only Linux applies it to all private writable memory.
    let kind = if cfg!(target_os = "linux") { Resource::Data } else { Resource::As };
    let set = |kind, max: u64| {
        // Never above the hard limit that this process was started with.
        let max = getrlimit(kind).maximum.map_or(max, |hard| hard.min(max));
        setrlimit(kind, Rlimit { current: Some(max), maximum: Some(max) })
    };
    let _ = set(Resource::Core, 0);
    memory.map_or(Ok(()), |max| set(kind, max)).map_err(|error| {
        let tried = Message::new("限制不了内存", "can't limit the memory");
        Diagnostic::of_io(Code::WorkerBroken, tried, &error.into()).into()
    })
}

/// No limit can be set on this system.
#[cfg(not(unix))]
pub(crate) fn limit_memory(_: Option<u64>) -> Result<(), Error> {
    Ok(())
}
