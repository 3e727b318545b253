//! The `huimou` command as a library: arguments in, exit code out.
//!
//! A program that ships the command as part of itself calls [`run`]; the binary `huimou` adds only an allocator. The
//! command uses nothing but the public API of the library `huimou`.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     huimou_cli::run(std::env::args_os())
//! }
//! ```

#![forbid(unsafe_code)]
#![warn(missing_debug_implementations, missing_docs)]
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod args;
mod audit;
mod batch;
mod build;
mod cures;
mod examples;
mod explain;
mod fix;
mod fonts;
mod help;
mod init;
mod input;
mod inputs;
mod plan;
mod refusal;
mod reporter;
mod sheet;
mod specimen;
mod supervise;
mod templates;
mod terminal;
mod values;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use huimou::{Class, Code, Diagnostic, Error, Language, Message, report};

use args::{Args, Build, Check, Command};
use terminal::{Terminal, language_of};
use worker::Process;

/// Why a command stopped.
enum Stop {
    /// Errors still to be shown.
    Failed(Error),
    /// The errors have been shown; exit with this code.
    Shown(u8),
    /// The reader of a text on stdout has closed the pipe (`huimou … | head`): exit without a message.
    ClosedPipe,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Runs the command. The first argument is the program's name, as in [`std::env::args_os`].
///
/// Handles SIGXFSZ, so that a file over the limit of `ulimit -f` is an error of that file and doesn't end the process.
/// Installs a panic hook that is silent where [`huimou::guard`] says that the panic is caught.
/// Reads and writes the process's standard streams, and may start [`std::env::current_exe`] with other arguments as
/// a worker process, so the caller must pass on all its arguments unchanged. Exit codes are listed in
/// `docs/errors.md`.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> ExitCode {
    survive_file_limit();
    silence_caught_panics();
    let words: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    if let Some(code) = worker::run(&words) {
        return code;
    }
    execute(spelled_out(words), Process::Own)
}

/// Executes a command line.
fn execute(words: Vec<OsString>, process: Process) -> ExitCode {
    // Help and usage errors are written before clap has parsed `--lang`.
    let language = language_of(&words);
    let mut command = help::command(language);
    let args = match command.try_get_matches_from_mut(&words).and_then(|found| Args::from_arg_matches(&found)) {
        Ok(args) => args,
        Err(error) => return unparsed(&error, language, &words),
    };
    let terminal = Terminal::new(&args, process);
    if let Some(limits) = supervise::needed(&args.command).filter(|_| process == Process::Own) {
        return supervise::run(&terminal, limits, &words);
    }
    let outcome = match &args.command {
        Command::Init(init) => init::run(&terminal, init),
        Command::Build(build) => build::run(&terminal, build),
        Command::Fix(fix) => fix::run(&terminal, fix),
        Command::Check(check) => build::check(&terminal, check),
        Command::Audit(audit) => audit::run(&terminal, audit),
        Command::Plan(plan) => plan::run(&terminal, plan),
        Command::Sheet(sheet) => sheet::run(&terminal, sheet),
        Command::Template(template) => templates::run(&terminal, template),
        Command::Specimen(specimen) => specimen::run(&terminal, specimen),
        Command::Fonts(fonts) => fonts::run(&terminal, fonts),
        Command::Batch(batch) => batch::run(&terminal, batch),
        Command::Explain { names } => explain::run(&terminal, names),
        Command::Schema { batch: false } => terminal.text(&huimou::schema()),
        Command::Schema { batch: true } => terminal.text(&huimou::batch_schema()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command, "huimou", &mut script);
            terminal.text(&String::from_utf8_lossy(&script))
        }
    };
    let exit = match outcome {
        Ok(()) => terminal.finish(&[], 0),
        Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Err(Stop::Shown(code)) => terminal.finish(&[], code),
        Err(Stop::Failed(error)) => terminal.finish(error.diagnostics(), code(error.class())),
    };
    match &args.command {
        Command::Build(Build { input, .. }) | Command::Check(Check { input, .. }) => fix::offer(&terminal, &input.file),
        _ => {}
    }
    exit
}

/// Turns the end of the process by SIGXFSZ into an error of the write that exceeded the limit.
fn survive_file_limit() {
    #[cfg(unix)]
    {
        use std::sync::atomic::AtomicBool;
        // Nobody looks at the flag: any handler makes the write itself fail, with EFBIG.
        static EXCEEDED: AtomicBool = AtomicBool::new(false);
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, &EXCEEDED);
    }
}

/// Keeps panics that the library catches and reports as errors of a file from printing a message of their own.
fn silence_caught_panics() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !huimou::guard::is_active() {
            hook(panic);
        }
    }));
}

/// Rewrites `huimou help build` as `huimou build --help`, which our translated help covers.
fn spelled_out(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// Reports an invalid command line, or prints the help or version that was requested.
fn unparsed(error: &clap::Error, language: Language, words: &[OsString]) -> ExitCode {
    use clap::error::ErrorKind;
    // clap reports help and version as errors too.
    let requested = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let json = words.iter().any(|word| word.to_string_lossy().ends_with("json"));
    match (language, requested) {
        (_, false) if json => terminal::message(report::json(&[refusal::refusal(error)], language).trim_end()),
        (Language::Chinese, false) => {
            let text = report::human(&[refusal::refusal(error)], language, report::Colour::Never);
            terminal::message(text.trim_end_matches('\n'));
        }
        (Language::Chinese, true) => {
            // clap puts a half-width colon after headings; Chinese needs a full-width one.
            let text = ["命令", "参数", "选项"].iter().fold(error.render().ansi().to_string(), |text, heading| {
                text.replace(&format!("{heading}:"), &format!("{heading}："))
            });
            return printed(error, &text);
        }
        (Language::English, _) => return printed(error, &error.render().ansi().to_string()),
    }
    ExitCode::from(2)
}

/// Prints what clap says: help to stdout, errors to stderr. Returns the exit code.
fn printed(error: &clap::Error, text: &str) -> ExitCode {
    if error.use_stderr() {
        terminal::styled(text, anstream::ColorChoice::Auto);
        return ExitCode::from(2);
    }
    match terminal::styled_stdout(text) {
        Err(failed) if failed.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(code(Class::Io)),
        _ => ExitCode::SUCCESS,
    }
}

/// The exit code of a class of errors, as `docs/errors.md` lists them.
fn code(class: Class) -> u8 {
    match class {
        Class::Content => 1,
        Class::Setup => 3,
        Class::Usage => 2,
        Class::Io => 4,
        _ => 1,
    }
}

/// An invalid command line (exit code 2).
fn usage(zh: impl Into<String>, en: impl Into<String>) -> Stop {
    Stop::Failed(Diagnostic::error(Code::Usage, Message::new(zh, en)).into())
}

/// Turns warnings into errors under `--deny-warnings`.
fn deny(deny_warnings: bool, warnings: &[Diagnostic]) -> Result<(), Stop> {
    if !deny_warnings {
        return Ok(());
    }
    Error::from_warnings(warnings.to_vec()).map_or(Ok(()), |error| Err(error.into()))
}
