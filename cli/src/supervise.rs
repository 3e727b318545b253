//! Runs the commands that run a template as a child process under limits if it isn't built in: a layout can't be
//! interrupted, and a template that takes all memory takes the process with it.

use std::ffi::OsString;
use std::process::ExitCode;

use huimou::{Error, Limits, Supervisor};

use super::args::{Build, Check, Command, Plan, Sheet, Specimen, TemplateLimits};
use super::audit::limits;
use super::input::is_folder;
use super::terminal::{self, Terminal};
use super::{code, worker};

/// The limits that the command runs under; `None` if it runs in this process.
pub fn needed(command: &Command) -> Option<Limits> {
    let (template, own) = match command {
        Command::Build(Build { input, limits, .. })
        | Command::Check(Check { input, limits, .. })
        | Command::Plan(Plan { input, limits, .. })
        | Command::Sheet(Sheet { input, limits, .. }) => (input.settings.template.as_deref(), limits),
        Command::Specimen(Specimen { template, limits, .. }) => (Some(template.as_str()), limits),
        _ => return None,
    };
    let TemplateLimits { time_limit, memory_limit, in_process } = own;
    let asked = time_limit.is_some() || memory_limit.is_some();
    let foreign = template.is_some_and(is_folder);
    (!in_process && (foreign || asked)).then(|| limits(*time_limit, *memory_limit))
}

/// Runs the command line in a child process, which says everything itself unless it is stopped.
pub fn run(terminal: &Terminal, limits: Limits, words: &[OsString]) -> ExitCode {
    let run = || -> Result<u8, Error> {
        let mut command = worker::command(worker::COMMAND)?;
        command.extend(limits.memory.map(|bytes| format!("--memory-limit={bytes}").into()));
        command.extend(limits.time.map(|time| format!("--time-limit={}", time.as_secs()).into()));
        command.extend(terminal.on_terminal().then(|| "--on-terminal".into()));
        command.push("--".into());
        command.extend(words.iter().cloned());
        Supervisor::new(command).limits(limits).run(terminal::stderr())
    };
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => terminal.finish(error.diagnostics(), code(error.class())),
    }
}
