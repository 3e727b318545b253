//! Starts workers, and reports those that don't start or don't get ready.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::exit::{ExitReason, after};
use super::frame::Packet;
use super::worker::{Protocol, Worker};
use crate::diagnostic::{Code, Diagnostic, Message};

/// Minimum time a worker gets to start, whatever the time limit: it loads fonts and templates, perhaps on a busy
/// machine.
const MIN_READY: Duration = Duration::from_secs(30);

/// How workers of one kind are started.
pub(crate) struct Launch<'a> {
    /// The program and its arguments; no shell is used.
    pub command: &'a [OsString],
    /// Number of threads it may use for one job.
    pub threads: usize,
    /// Maximum length of the body of a reply, in bytes.
    pub max_body: u64,
}

impl Launch<'_> {
    /// Starts a worker and sends it the first message, with what all its jobs share. Doesn't wait until it is ready.
    ///
    /// # Errors
    /// If it can't be started.
    pub fn spawn<P: Protocol>(&self, init: Packet) -> Result<Worker<P>, Diagnostic> {
        let started = self.command.split_first().ok_or_else(|| std::io::Error::other("no command")).and_then(
            |(program, arguments)| {
                let mut command = Command::new(program);
                // rayon's default is a thread per core; with a worker per core that would be far too many.
                command.args(arguments).env("RAYON_NUM_THREADS", self.threads.to_string());
                // We report the last line of standard error, which should be the message and not a backtrace.
                command.env("RUST_BACKTRACE", "0");
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
                Worker::start(&mut command, self.max_body)
            },
        );
        let worker: Worker<P> = started.map_err(|error| {
            let tried = self.broken("启动不了", "can't be started").message;
            Diagnostic::of_io(Code::WorkerBroken, tried, &error)
        })?;
        worker.send(init);
        Ok(worker)
    }

    /// Waits until the worker is ready, at most `time` or [`MIN_READY`], whichever is longer.
    ///
    /// # Errors
    /// If it isn't ready in time, ends, or isn't a worker of this kind.
    pub fn ready<P: Protocol>(&self, worker: &mut Worker<P>, time: Option<Duration>) -> Result<P::Ready, Diagnostic> {
        let time = time.unwrap_or_default().max(MIN_READY);
        worker.ready(time).map_err(|reason| match reason {
            ExitReason::TimedOut => {
                let seconds = time.as_secs_f64();
                self.broken(format!("{seconds} 秒内没有就绪"), format!("wasn't ready within {seconds} s"))
            }
            ExitReason::Malformed(why) => {
                self.broken(format!("答非所问：{why}"), format!("sent a malformed message: {why}"))
            }
            ExitReason::Died { how, last_words, .. } => self.broken(
                format!("还没就绪就结束了：{}{}", how.zh, after("：", &last_words)),
                format!("exited before it was ready: {}{}", how.en, after(": ", &last_words)),
            ),
        })
    }

    /// An error about the worker's program; `zh` and `en` follow its name.
    pub fn broken(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> Diagnostic {
        let name = self.command.first().map(|name| name.to_string_lossy()).unwrap_or_default();
        let (zh, en) = (zh.as_ref(), en.as_ref());
        let message = Message::new(format!("工作进程 {name} {zh}"), format!("the worker {name} {en}"));
        Diagnostic::error(Code::WorkerBroken, message)
    }
}
