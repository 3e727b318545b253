//! How much time and memory a worker process may take.

use std::time::Duration;

use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// How much a worker process may take before it is stopped.
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
    /// Fonts that are part of the program don't count; whatever earlier jobs have left allocated does. The worker sets
    /// the limit for itself by the means of the system: `RLIMIT_DATA` on Linux, `RLIMIT_AS` on other kinds of Unix, as
    /// far as they heed it. Windows has none.
    ///
    /// Default: 2 GiB.
    pub memory: Option<u64>,
    /// Maximum time of one job, by the clock; unlimited if `None`.
    ///
    /// A worker has as long to get ready, and thirty seconds at least.
    ///
    /// Default: 60 seconds.
    pub time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: Some(2 << 30), time: Some(Duration::from_secs(60)) }
    }
}

impl Limits {
    /// The defaults.
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

/// Limits this process's memory. A core file of a worker would hold gigabytes that tell nothing, so there is none.
///
/// The worker does it itself: the parent could set a limit only between `fork` and `exec`, which takes unsafe code.
///
/// # Errors
/// If the system refuses.
#[cfg(unix)]
pub(crate) fn limit_memory(memory: Option<u64>) -> Result<(), Error> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Address space that is reserved and files that are mapped take no memory, but count for `RLIMIT_AS`. Only Linux
    // applies `RLIMIT_DATA` to all memory that a process has written to.
    let kind = if cfg!(target_os = "linux") { Resource::Data } else { Resource::As };
    let set = |kind, max: u64| {
        // A limit that whoever started us has set isn't ours to raise.
        let max = getrlimit(kind).maximum.map_or(max, |hard| hard.min(max));
        setrlimit(kind, Rlimit { current: Some(max), maximum: Some(max) })
    };
    let _ = set(Resource::Core, 0);
    memory.map_or(Ok(()), |max| set(kind, max)).map_err(|error| {
        let tried = Message::new("限制不了内存", "can't limit the memory");
        Diagnostic::of_io(Code::WorkerBroken, tried, &error.into()).into()
    })
}

/// This system has no such means.
#[cfg(not(unix))]
pub(crate) fn limit_memory(_: Option<u64>) -> Result<(), Error> {
    Ok(())
}
