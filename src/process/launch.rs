//! Starting a worker, and what can be wrong with one that has only just been started.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::exit::{ExitReason, after};
use super::frame::Packet;
use super::worker::{Protocol, Worker};
use crate::diagnostic::{Code, Diagnostic, Message};

/// The least time that a worker has to get ready: it may read fonts and templates, on a busy machine.
const MIN_READY: Duration = Duration::from_secs(30);

/// How workers of one kind are started.
pub(crate) struct Launch<'a> {
    /// The program and its arguments, without a shell.
    pub command: &'a [OsString],
    /// How many threads it may use for one job.
    pub threads: usize,
    /// Maximum length of what follows a reply, in bytes.
    pub max_body: u64,
}

impl Launch<'_> {
    /// Starts a worker and tells it what all its jobs share. It gets ready meanwhile.
    ///
    /// # Errors
    /// If it can't be started.
    pub fn spawn<P: Protocol>(&self, init: Packet) -> Result<Worker<P>, Diagnostic> {
        let started = self.command.split_first().ok_or_else(|| std::io::Error::other("no command")).and_then(
            |(program, arguments)| {
                let mut command = Command::new(program);
                // Typst's own pool has a thread for each core, here once more for every worker.
                command.args(arguments).env("RAYON_NUM_THREADS", self.threads.to_string());
                // The last line of standard error is shown; a trace behind it would push it out.
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

    /// Waits until the worker is ready; a limit of time holds for this, too.
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

    /// What is wrong with the worker's program.
    pub fn broken(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> Diagnostic {
        let name = self.command.first().map(|name| name.to_string_lossy()).unwrap_or_default();
        let (zh, en) = (zh.as_ref(), en.as_ref());
        let message = Message::new(format!("工作进程 {name} {zh}"), format!("the worker {name} {en}"));
        Diagnostic::error(Code::WorkerBroken, message)
    }
}
