//! Runs a whole program under limits and passes on what it says.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::exit::{ExitReason, Job, how, is_farewell, last_words, ran_out_of_time};
use super::limits::Limits;
use crate::diagnostic::{Code, Cure, Diagnostic, Error, Message};

/// How often a program that says nothing is checked for its end.
const TICK: Duration = Duration::from_millis(50);

/// How long to wait for the rest of its standard error after its end: a child process of its own may hold that open.
const MAX_DYING: Duration = Duration::from_secs(2);

/// Maximum number of bytes kept from the end of its standard error.
const MAX_STDERR: usize = 4096;

/// Maximum number of threads for one layout: the stack of each counts as memory.
const MAX_THREADS: usize = 8;

/// Runs a program as a child process under limits, for work that can't be interrupted: the layout of a template that
/// isn't trusted, with everything before and after it.
///
/// The program is usually the caller itself with other arguments. It calls [`limit_process`](crate::limit_process)
/// first and then does its work as if it had been started alone: it has this process's standard input and output. When
/// it exceeds the time limit, it is killed; on Linux it is killed, too, when this process ends.
///
/// ```no_run
/// use std::time::Duration;
/// use huimou::{Choices, Engine, Limits, PdfOptions, Source, Supervisor, Template, asset::Folder, limit_process};
///
/// let limits = Limits::new().memory(512 << 20).time(Duration::from_secs(20));
/// if std::env::args().nth(1).as_deref() == Some("limited") {
///     limit_process(&limits)?;
///     let template = Template::read("uploaded/template")?;
///     let engine = Engine::builder().embedded_fonts().template(template).build()?;
///     let source = Source::decode("review.toml", &std::fs::read("review.toml")?)?;
///     let built = engine.build(&source, &Folder::new("."), &Choices::new())?.value;
///     huimou::write_file("review.pdf", &built.to_pdf(&PdfOptions::new())?)?;
///     return Ok(());
/// }
/// let supervisor = Supervisor::new([std::env::current_exe()?.into_os_string(), "limited".into()]).limits(limits);
/// let code = supervisor.run(std::io::stderr())?;
/// # assert_eq!(code, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Supervisor {
    /// The program and its arguments; no shell is used.
    pub command: Vec<OsString>,
    /// Its limits. The time limit applies to the whole run.
    ///
    /// Default: [`Limits::default`].
    pub limits: Limits,
}

impl Supervisor {
    /// A program under the default limits.
    pub fn new(command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), limits: Limits::default() }
    }

    /// Sets [`limits`](Self::limits).
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Runs the program to its end and returns its exit code. Its standard error is passed on to `errors`, line by line;
    /// lines that can't be written are lost.
    ///
    /// # Errors
    /// [`Code::TimeExceeded`], [`Code::MemoryExceeded`] or [`Code::WorkerDied`] if it didn't end by itself;
    /// [`Code::WorkerBroken`] if it can't be started. Where it helps, they have the cure [`Cure::LiftLimits`].
    pub fn run(&self, errors: impl Write) -> Result<u8, Error> {
        let fails = |error: Diagnostic| -> Error {
            let lifts = error.code != Code::WorkerDied;
            if lifts { error.cure(Cure::LiftLimits).into() } else { error.into() }
        };
        let mut program = self.start().map_err(|error| {
            let name = self.command.first().map(|name| name.to_string_lossy()).unwrap_or_default();
            let tried = Message::new(format!("启动不了工作进程 {name}"), format!("the worker {name} can't be started"));
            fails(Diagnostic::of_io(Code::WorkerBroken, tried, &error))
        })?;
        let job = Job {
            subject: Message::new("排版", "the layout"),
            activity: Message::new("排版", "laying the review out"),
        };
        program.attend(self.limits.time, errors).map_err(|reason| fails(reason.diagnostic(&job, &self.limits)))
    }

    fn start(&self) -> std::io::Result<Program> {
        let (program, arguments) = self.command.split_first().ok_or_else(|| std::io::Error::other("no command"))?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        let mut command = Command::new(program);
        command.args(arguments).env("RAYON_NUM_THREADS", threads.to_string()).stderr(Stdio::piped());
        // Without the backtrace of an allocation that failed: the error says so.
        command.env("RUST_BACKTRACE", "0");
        let started = Instant::now();
        let mut child = command.spawn()?;
        let stderr = child.stderr.take();
        // Bounded, so that a program that says more than can be written doesn't fill our memory.
        let (sender, pieces) = sync_channel(1);
        let program = Program { child, started, pieces };
        let mut stderr = stderr.ok_or_else(|| std::io::Error::other("no pipe"))?;
        std::thread::Builder::new().name("supervised-err".into()).spawn(move || {
            let mut piece = [0; MAX_STDERR];
            while let Ok(count @ 1..) = stderr.read(&mut piece) {
                if sender.send(piece[..count].to_vec()).is_err() {
                    return;
                }
            }
        })?;
        Ok(program)
    }
}

/// A running program. When dropped, it is killed and waited for.
struct Program {
    child: Child,
    started: Instant,
    /// Its standard error, from the thread that reads it.
    pieces: Receiver<Vec<u8>>,
}

impl Program {
    /// Passes on what it says until it ends, and returns its exit code.
    fn attend(&mut self, time: Option<Duration>, errors: impl Write) -> Result<u8, ExitReason> {
        let mut said = Said { errors, line: Vec::new(), blank: 0, end: Vec::new() };
        let status = loop {
            if let Some(status) = self.child.try_wait().ok().flatten() {
                break status;
            }
            if time.is_some_and(|time| self.started.elapsed() >= time) {
                return Err(ExitReason::TimedOut);
            }
            match self.pieces.recv_timeout(TICK) {
                Ok(piece) => said.hear(&piece),
                Err(RecvTimeoutError::Timeout) => {}
                // It has closed its standard error, most likely because it ends.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(Duration::from_millis(1)),
            }
        };
        let until = Instant::now() + MAX_DYING;
        while let Ok(piece) = self.pieces.recv_timeout(until.saturating_duration_since(Instant::now())) {
            said.hear(&piece);
        }
        said.finish();
        self.outcome(status, &said.end)
    }

    fn outcome(&self, status: ExitStatus, said: &[u8]) -> Result<u8, ExitReason> {
        if let Some(code) = status.code() {
            return Ok(u8::try_from(code).unwrap_or(u8::MAX));
        }
        if ran_out_of_time(status) {
            return Err(ExitReason::TimedOut);
        }
        let (out_of_memory, last_words) = last_words(&String::from_utf8_lossy(said));
        Err(ExitReason::Died { how: how(status), out_of_memory, last_words })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What a program says on standard error: passed on line by line, without the runtime's own words about its end, which
/// become an error.
struct Said<W: Write> {
    errors: W,
    /// The line that isn't complete yet.
    line: Vec<u8>,
    /// Empty lines that aren't passed on yet: the runtime's words begin with one.
    blank: usize,
    /// The last bytes.
    end: Vec<u8>,
}

impl<W: Write> Said<W> {
    fn hear(&mut self, piece: &[u8]) {
        self.end.extend_from_slice(piece);
        self.end.drain(..self.end.len().saturating_sub(MAX_STDERR));
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            // A line of any length is passed on in pieces.
            if part.ends_with(b"\n") || self.line.len() > MAX_STDERR {
                self.pass_on();
            }
        }
    }

    fn pass_on(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line == b"\n" {
            self.blank += 1;
            return;
        }
        let blank = vec![b'\n'; std::mem::take(&mut self.blank)];
        if !is_farewell(&String::from_utf8_lossy(&line)) {
            let said = self.errors.write_all(&blank).and_then(|()| self.errors.write_all(&line));
            let _ = said.and_then(|()| self.errors.flush());
        }
    }

    fn finish(&mut self) {
        if !self.line.is_empty() {
            self.pass_on();
        }
        let _ = self.errors.write_all(&vec![b'\n'; self.blank]);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn ran(script: &str, limits: Limits) -> (Result<u8, Code>, String) {
        let mut errors = Vec::new();
        let ended = Supervisor::new(["sh", "-c", script]).limits(limits).run(&mut errors);
        let ended = ended.map_err(|error| error.diagnostics()[0].code);
        (ended, String::from_utf8(errors).expect("text"))
    }

    #[test]
    fn the_code_and_the_messages_are_passed_on() {
        let (code, said) = ran("echo one >&2; printf two >&2; exit 7", Limits::none());
        assert_eq!((code, said.as_str()), (Ok(7), "one\ntwo"));
    }

    #[test]
    fn what_ends_by_force_is_an_error() {
        let soon = Limits::none().time(Duration::from_millis(200));
        assert_eq!(ran("exec sleep 60", soon.clone()).0, Err(Code::TimeExceeded));
        assert_eq!(ran("exec 2>&-; exec sleep 60", soon).0, Err(Code::TimeExceeded));
        assert_eq!(ran("kill -SEGV $$", Limits::none()).0, Err(Code::WorkerDied));
        assert_eq!(ran("kill -XCPU $$", Limits::none()).0, Err(Code::TimeExceeded));
        let (ended, said) =
            ran("echo one >&2; echo memory allocation of 9 bytes failed >&2; kill -ABRT $$", Limits::none());
        assert_eq!((ended, said.as_str()), (Err(Code::MemoryExceeded), "one\n"));
        assert_eq!(
            Supervisor::new(["/no/such/program"]).run(Vec::new()).unwrap_err().diagnostics()[0].code,
            Code::WorkerBroken
        );
    }
}
