//! Why a worker ended, as a diagnostic.

use std::process::ExitStatus;

use super::limits::Limits;
use crate::diagnostic::{Code, Diagnostic, Message};

/// Why a worker can't be used any longer.
#[derive(Debug)]
pub(crate) enum ExitReason {
    /// It exceeded the time limit. It is still running, and is killed when it is dropped.
    TimedOut,
    /// The process ended.
    Died {
        /// The signal or the exit code.
        how: Message,
        out_of_memory: bool,
        /// The last informative line of its standard error; may be empty.
        last_words: String,
    },
    /// It sent an invalid message; the text says what is wrong with it.
    Malformed(String),
}

/// What a worker was doing, in the words of messages.
#[derive(Debug)]
pub(crate) struct Job {
    /// Subject of "… took too long": “地区‘甲’”, “the district x”.
    pub subject: Message,
    /// Activity in "the worker exited while …": “为‘甲’排版”, “building the district x”.
    pub activity: Message,
}

impl ExitReason {
    /// The error for the job that the worker had.
    pub fn diagnostic(&self, job: &Job, limits: &Limits) -> Diagnostic {
        let Job { subject, activity } = job;
        match self {
            Self::TimedOut => {
                let seconds = limits.time.unwrap_or_default().as_secs_f64();
                let message = Message::new(
                    format!("{}用时超过 {seconds} 秒，已停止", subject.zh),
                    format!("{} took longer than {seconds} s and was stopped", subject.en),
                );
                Diagnostic::error(Code::TimeExceeded, message)
            }
            Self::Died { out_of_memory: true, .. } => {
                let (zh, en) = match limits.memory.map(|max| max >> 20) {
                    Some(max) => (format!("（上限 {max} MiB）"), format!(" ({max} MiB at most)")),
                    None => Default::default(),
                };
                let message = Message::new(
                    format!("{}用完了内存{zh}，已停止", subject.zh),
                    format!("{} ran out of memory{en} and was stopped", subject.en),
                );
                Diagnostic::error(Code::MemoryExceeded, message)
            }
            Self::Died { last_words, .. } if overflowed(last_words) => {
                let message = Message::new(
                    format!("{}的工作进程结束了：套得太深，或递归不止（栈溢出）", activity.zh),
                    format!(
                        "the worker exited while {}: something nests too deeply or recurses without end (stack \
                         overflow)",
                        activity.en
                    ),
                );
                Diagnostic::error(Code::WorkerDied, message)
            }
            Self::Died { how, last_words, .. } => {
                let message = Message::new(
                    format!("{}的工作进程结束了：{}{}", activity.zh, how.zh, after("：", last_words)),
                    format!("the worker exited while {}: {}{}", activity.en, how.en, after(": ", last_words)),
                );
                Diagnostic::error(Code::WorkerDied, message)
            }
            Self::Malformed(why) => {
                let message = Message::new(
                    format!("{}的工作进程答非所问：{why}", activity.zh),
                    format!("malformed reply from the worker while {}: {why}", activity.en),
                );
                Diagnostic::error(Code::WorkerBroken, message)
            }
        }
    }
}

/// Whether these are Rust's words about a stack overflow, after which it aborts.
fn overflowed(last_words: &str) -> bool {
    last_words.contains("stack overflow, aborting") || last_words.contains("has overflowed its stack")
}

/// `words` with `mark` in front; empty if there are none.
pub(super) fn after(mark: &str, words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{mark}{words}") }
}

/// Reads the standard error of a process that has ended: whether it ran out of memory, and its most informative line,
/// at most 200 characters.
pub(super) fn last_words(stderr: &str) -> (bool, String) {
    // Rust's message before it aborts on a failed allocation.
    let memory = |line: &&str| line.starts_with("memory allocation of ");
    let informative = |line: &&str| !line.trim().is_empty() && !line.starts_with("note: ");
    let out = stderr.lines().rev().find(memory);
    let words = out.or_else(|| stderr.lines().rev().find(informative)).unwrap_or_default();
    (out.is_some(), words.chars().take(200).collect())
}

/// Whether a line is what Rust says before it aborts: an error replaces it.
pub(super) fn is_farewell(line: &str) -> bool {
    let note = line.starts_with("note: run with `RUST_BACKTRACE");
    line.starts_with("memory allocation of ") || note || overflowed(line)
}

/// Whether the system has ended it because it used too much processor time.
pub(super) fn ran_out_of_time(status: ExitStatus) -> bool {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status) == Some(rustix::process::Signal::XCPU.as_raw());
    #[cfg(not(unix))]
    {
        let _ = status;
        false
    }
}

/// The signal by name, or the exit code.
pub(super) fn how(status: ExitStatus) -> Message {
    #[cfg(unix)]
    if let Some(number) = std::os::unix::process::ExitStatusExt::signal(&status) {
        use rustix::process::Signal;
        let names = [
            (Signal::ABORT, "SIGABRT"),
            (Signal::BUS, "SIGBUS"),
            (Signal::FPE, "SIGFPE"),
            (Signal::HUP, "SIGHUP"),
            (Signal::ILL, "SIGILL"),
            (Signal::INT, "SIGINT"),
            (Signal::KILL, "SIGKILL"),
            (Signal::PIPE, "SIGPIPE"),
            (Signal::SEGV, "SIGSEGV"),
            (Signal::SYS, "SIGSYS"),
            (Signal::TERM, "SIGTERM"),
            (Signal::TRAP, "SIGTRAP"),
            (Signal::XCPU, "SIGXCPU"),
        ];
        let name = names.iter().find(|(signal, _)| signal.as_raw() == number);
        let name = name.map_or_else(|| number.to_string(), |(_, name)| (*name).to_owned());
        return Message::new(format!("信号 {name}"), format!("signal {name}"));
    }
    match status.code() {
        Some(code) => Message::new(format!("退出码 {code}"), format!("exit code {code}")),
        None => Message::new("原因不明", "for no known reason"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_informative_line_is_kept() {
        let reported = |stderr: &str| last_words(stderr);
        assert_eq!(reported(""), (false, String::new()));
        assert_eq!(reported("one\ntwo\n\nnote: run with\n"), (false, "two".into()));
        assert_eq!(
            reported("memory allocation of 9 bytes failed\nAborted\n"),
            (true, "memory allocation of 9 bytes failed".into())
        );
        assert_eq!(reported(&"眸".repeat(900)).1.chars().count(), 200);
    }
}
