//! The command: arguments in, exit code out.

mod args;
mod audit;
mod batch;
mod build;
mod fonts;
mod init;
mod input;
mod reporter;
mod sheet;
mod specimen;
mod templates;
mod terminal;
mod worker;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use huimou::{Class, Code, Diagnostic, Error, Message};

use args::{Args, Command};
use terminal::Terminal;

/// Why a command stopped.
pub enum Stop {
    /// Diagnostics to be shown.
    Faults(Error),
    /// Errors that were shown already; the exit code.
    Shown(u8),
    /// Nobody reads our output any more; there is nobody to tell.
    ClosedPipe,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Faults(error)
    }
}

/// Runs the command.
pub fn run() -> ExitCode {
    if let Some(code) = worker::run() {
        return code;
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        // Before the arguments are understood, only their words tell that a program is listening.
        Err(fault) if fault.use_stderr() && std::env::args().any(|word| word.ends_with("json")) => {
            let text = fault.render().to_string();
            let line = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let diagnostic = Diagnostic::error(Code::Usage, Message::new(line.clone(), line));
            eprint!("{}", huimou::report::json(&[diagnostic], huimou::Language::English));
            return ExitCode::from(2);
        }
        Err(fault) => {
            // Help and version go to stdout and are no failure; clap knows which is which.
            let _ = fault.print();
            return ExitCode::from(if fault.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = Terminal::new(&args);
    let outcome = match &args.command {
        Command::Init(init) => init::run(&terminal, init),
        Command::Build(build) => build::run(&terminal, build),
        Command::Check(check) => build::check(&terminal, check),
        Command::Audit(audit) => audit::run(&terminal, audit),
        Command::Sheet(sheet) => sheet::run(&terminal, sheet),
        Command::Template(template) => templates::run(&terminal, template),
        Command::Specimen(specimen) => specimen::run(&terminal, specimen),
        Command::Fonts(fonts) => fonts::run(&terminal, fonts),
        Command::Batch(batch) => batch::run(&terminal, batch),
        Command::Schema { batch: false } => terminal.artifact(huimou::schema().as_bytes()),
        Command::Schema { batch: true } => terminal.artifact(huimou::batch_schema().as_bytes()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "huimou", &mut script);
            terminal.artifact(&script)
        }
    };
    match outcome {
        Ok(()) => terminal.finish(&[], 0),
        Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Err(Stop::Shown(code)) => terminal.finish(&[], code),
        Err(Stop::Faults(error)) => terminal.finish(error.diagnostics(), code(error.class())),
    }
}

fn code(class: Class) -> u8 {
    match class {
        Class::Content => 1,
        Class::Setup => 3,
        Class::Usage => 2,
        Class::Io => 4,
        _ => 1,
    }
}

/// A command line that can't be meant.
pub fn usage(zh: impl Into<String>, en: impl Into<String>) -> Stop {
    Stop::Faults(Diagnostic::error(Code::Usage, Message::new(zh, en)).into())
}

/// Fails if there are warnings and they were asked to count as errors.
pub fn deny(asked: bool, warnings: &[Diagnostic]) -> Result<(), Stop> {
    if !asked {
        return Ok(());
    }
    Error::from_warnings(warnings.to_vec()).map_or(Ok(()), |error| Err(error.into()))
}
