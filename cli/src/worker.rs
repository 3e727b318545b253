//! The hidden command `worker`, which `batch`, `audit` and `supervise` start as a child process. It isn't for users.
//!
//! Requests come on stdin and replies go to stdout, so messages may go to stderr only. The kind `command` has no
//! requests: it runs a command line under limits.

use std::convert::Infallible;
use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use huimou::{Code, Diagnostic, Error, Language, Limits, Message, batch, limit_process, report, serve_audit};

use super::Stop;
use super::args::Settings;

/// The first argument of a worker's command line.
const NAME: &str = "worker";

/// The kinds of workers: the argument after [`NAME`].
pub const BATCH: &str = "batch";
pub const AUDIT: &str = "audit";
pub const COMMAND: &str = "command";

/// Answers the requests of another process.
#[derive(Debug, Parser)]
struct Worker {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Builds the districts that a batch asks for.
    Batch {
        #[command(flatten)]
        settings: Settings,
    },
    /// Reads the PDF that an audit sends.
    Audit,
    /// Runs a command line under limits.
    Command(Limited),
}

#[derive(Debug, Args)]
struct Limited {
    #[arg(long)]
    memory_limit: Option<u64>,
    #[arg(long)]
    time_limit: Option<u64>,
    /// Standard error ends in a terminal, through the parent.
    #[arg(long)]
    on_terminal: bool,
    /// The command line, with the program's name.
    #[arg(last = true)]
    words: Vec<OsString>,
}

/// The process that executes a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// As the user has started it.
    Own,
    /// A child process that is limited already.
    Limited {
        /// Whether its standard error ends in a terminal, through the parent.
        on_terminal: bool,
    },
}

/// The command line that starts this program as a worker; options may be appended.
pub fn command(kind: &str) -> Result<Vec<OsString>, Error> {
    let program = std::env::current_exe().map_err(|error| {
        let tried = Message::new("找不到 huimou 自己的程序文件", "can't find the program file of huimou");
        Diagnostic::of_io(Code::WorkerBroken, tried, &error)
    })?;
    Ok(vec![program.into_os_string(), NAME.into(), kind.into()])
}

/// Serves the parent process if this is a worker's command line; otherwise returns `None`.
pub fn run(words: &[OsString]) -> Option<ExitCode> {
    if words.get(1).is_none_or(|word| word != NAME) {
        return None;
    }
    Some(match Worker::try_parse_from(&words[1..]) {
        Ok(Worker { kind: Kind::Command(limited) }) => limited.run(),
        Ok(worker) => ExitCode::from(worker.serve()),
        Err(error) => {
            super::terminal::message(&error.to_string());
            ExitCode::from(2)
        }
    })
}

impl Limited {
    fn run(self) -> ExitCode {
        let mut limits = Limits::none();
        (limits.memory, limits.time) = (self.memory_limit, self.time_limit.map(Duration::from_secs));
        match limit_process(&limits) {
            Ok(()) => super::execute(self.words, Process::Limited { on_terminal: self.on_terminal }),
            Err(error) => ExitCode::from(failed(&error)),
        }
    }
}

impl Worker {
    /// Serves until the parent closes the pipe, and returns the exit code.
    fn serve(&self) -> u8 {
        let served = || -> Result<Infallible, Stop> {
            let (input, output) = (std::io::stdin(), std::io::stdout());
            match &self.kind {
                Kind::Batch { settings } => {
                    let (engine, template) = settings.choosing().engine()?;
                    let choices = settings.choices(template)?;
                    Ok(batch::serve(&engine, &choices, input, output)?)
                }
                Kind::Audit => Ok(serve_audit(input, output)?),
                Kind::Command(_) => Err(Stop::Shown(2)),
            }
        };
        match served() {
            Err(Stop::Failed(error)) => failed(&error),
            Err(Stop::Shown(code)) => code,
            Err(Stop::ClosedPipe) => 0,
        }
    }
}

/// Prints why the worker ends, and returns its exit code.
fn failed(error: &Error) -> u8 {
    super::terminal::message(report::short(error.diagnostics(), Language::English).trim_end());
    super::code(error.class())
}

impl Settings {
    /// These settings as arguments, so that a worker gets the same ones. `--deny-warnings` is left out: the parent
    /// decides what a warning counts for.
    pub fn words(&self) -> Vec<OsString> {
        let with = |name: &str, value: &dyn AsRef<std::ffi::OsStr>| {
            let mut word = OsString::from(format!("--{name}="));
            word.push(value.as_ref());
            word
        };
        let mut words = Vec::new();
        words.extend(self.template.iter().map(|value| with("template", value)));
        words.extend(self.theme.iter().map(|value| with("theme", value)));
        words.extend(self.paper.iter().map(|value| with("paper", value)));
        words.extend(self.font_path.iter().map(|value| with("font-path", value)));
        words.extend(self.date.iter().map(|value| with("date", value)));
        words.extend(self.allow_missing_glyphs.then(|| "--allow-missing-glyphs".into()));
        words
    }
}
