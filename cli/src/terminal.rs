//! The only way to the standard streams: artifacts and texts that were asked for go to stdout, messages to stderr.
//!
//! A message that can't be written is lost and changes nothing else: a run of hours mustn't end because the log's disk is
//! full or its reader has gone. `print!` and `eprint!` panic in that case; lints forbid them in this package.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use huimou::report::Colour;
use huimou::{Diagnostic, Language, Message, Severity, report};

use super::args::{Args, Lang, MessageFormat};
use super::fix::Hunk;
use super::worker::Process;
use super::{Stop, cures, explain};

/// Where and how output is shown: language, format and colour.
pub struct Terminal {
    pub language: Language,
    pub format: MessageFormat,
    colour: Colour,
    on_terminal: bool,
    /// Everything shown so far, for the summary.
    shown: RefCell<Vec<Diagnostic>>,
}

impl Terminal {
    pub fn new(args: &Args, process: Process) -> Self {
        let language = match args.lang {
            Some(Lang::Zh) => Language::Chinese,
            Some(Lang::En) => Language::English,
            None => locale(),
        };
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let on_terminal = io::stderr().is_terminal() || process == Process::Limited { on_terminal: true };
        let colour = if !plain && !dumb && on_terminal { Colour::Always } else { Colour::Never };
        Self { language, format: args.message_format, colour, on_terminal, shown: RefCell::default() }
    }

    /// Prints a sentence for people; with `--message-format json`, nothing.
    pub fn say(&self, zh: impl AsRef<str>, en: impl AsRef<str>) {
        if self.format != MessageFormat::Json {
            let text = match self.language {
                Language::Chinese => zh.as_ref(),
                Language::English => en.as_ref(),
            };
            message(&report::plain(text));
        }
    }

    /// Prints a diff to stdout, in red and green if stdout and stderr are terminals.
    pub fn difference(&self, hunks: &[Hunk]) -> Result<(), Stop> {
        let colour = self.colour == Colour::Always && io::stdout().is_terminal();
        let painted = |code: &str, text: &str| {
            if colour { format!("\u{1B}[{code}m{text}\u{1B}[0m") } else { text.to_owned() }
        };
        let mut out = String::new();
        for hunk in hunks {
            out += &painted("1", &report::plain(&hunk.head));
            out.push('\n');
            for (sign, code, lines) in [('-', "31", &hunk.old), ('+', "32", &hunk.new)] {
                for (number, line) in lines {
                    out += &painted(code, &format!("{number:>5} {sign} {}", report::plain(line)));
                    out.push('\n');
                }
            }
            out.push('\n');
        }
        self.text(&out)
    }

    /// Counts diagnostics that the caller has shown itself.
    pub fn count(&self, diagnostics: &[Diagnostic]) {
        self.shown.borrow_mut().extend_from_slice(diagnostics);
    }

    /// Whether a diagnostic about this file was shown.
    pub fn showed_problems_in(&self, name: &str) -> bool {
        self.shown.borrow().iter().flat_map(|error| &error.labels).any(|label| label.source.name() == name)
    }

    /// Shows diagnostics that don't end the command.
    pub fn show(&self, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        self.shown.borrow_mut().extend_from_slice(diagnostics);
        let diagnostics = &cures::worded(diagnostics);
        let text = match self.format {
            MessageFormat::Human => report::human(diagnostics, self.language, self.colour),
            MessageFormat::Short => report::short(diagnostics, self.language),
            // Without the summary, which `finish` writes.
            MessageFormat::Json => report::json_lines(diagnostics, self.language),
        };
        styled(&text, self.choice());
    }

    /// Whether stderr is a terminal that can draw a progress bar, and messages are for people.
    pub fn is_interactive(&self) -> bool {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        self.format == MessageFormat::Human && !dumb && self.on_terminal
    }

    /// Whether messages end in a terminal.
    pub fn on_terminal(&self) -> bool {
        self.on_terminal
    }

    fn choice(&self) -> anstream::ColorChoice {
        match self.colour {
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        }
    }

    /// Shows the last diagnostics and the totals, and returns the exit code.
    pub fn finish(&self, diagnostics: &[Diagnostic], code: u8) -> ExitCode {
        self.show(diagnostics);
        let shown = self.shown.borrow();
        let errors = shown.iter().filter(|d| d.severity == Severity::Error).count();
        let warnings = shown.len() - errors;
        if self.format == MessageFormat::Json {
            message(&report::json_summary(&shown));
        } else if errors > 0 {
            let (also_zh, also_en) = match warnings {
                0 => Default::default(),
                n => (format!("，{n} 条警告"), format!(", {}", plural(n, "warning"))),
            };
            self.say(format!("共 {errors} 处错误{also_zh}"), format!("{}{also_en}", plural(errors, "error")));
        }
        if let Some(offer) = explain::offer(&shown).filter(|_| self.is_interactive()) {
            self.say(offer.zh, offer.en);
        }
        ExitCode::from(code)
    }

    /// Writes an artifact to stdout, byte for byte. If it doesn't arrive whole, that is an error.
    pub fn artifact(&self, bytes: &[u8]) -> Result<(), Stop> {
        if is_closed(&io::stdout()) {
            return Err(unwritten(&io::ErrorKind::BrokenPipe.into()));
        }
        stdout(bytes).map_err(|error| unwritten(&error))
    }

    /// Writes a text for reading to stdout. Its reader may have seen enough, as in `huimou explain | head`.
    pub fn text(&self, text: &str) -> Result<(), Stop> {
        match stdout(text.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Stop::ClosedPipe),
            written => written.map_err(|error| unwritten(&error)),
        }
    }
}

/// Writes a line to stderr. If that fails, there is no one left to tell.
pub fn message(text: &str) {
    // In one piece, so that lines of several threads and processes don't mix.
    let _ = io::stderr().lock().write_all(format!("{text}\n").as_bytes());
}

/// Standard error, for what a child process says.
pub fn stderr() -> impl Write {
    io::stderr()
}

/// Writes text with ANSI styles to stderr, which keeps them if it can show them or `choice` says so.
pub fn styled(text: &str, choice: anstream::ColorChoice) {
    let _ = anstream::AutoStream::new(io::stderr().lock(), choice).write_all(text.as_bytes());
}

/// Writes text with ANSI styles to stdout, which keeps them if it can show them: the help.
pub fn styled_stdout(text: &str) -> io::Result<()> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn stdout(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

fn unwritten(error: &io::Error) -> Stop {
    let tried = Message::new("写不了标准输出", "can't write to standard output");
    Stop::Failed(Diagnostic::of_io(huimou::Code::WriteFailed, tried, error).into())
}

/// Whether the process was started without this stream (`>&-`). Rust then opens the null device in its place, for
/// reading and writing; whoever discards output on purpose (`>/dev/null`) opens it for writing alone.
#[cfg(unix)]
fn is_closed(stream: &impl std::os::fd::AsFd) -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let both = fcntl_getfl(stream).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    both && fstat(stream)
        .is_ok_and(|here| stat("/dev/null").is_ok_and(|null| (null.st_dev, null.st_ino) == (here.st_dev, here.st_ino)))
}

#[cfg(not(unix))]
fn is_closed<T>(_: &T) -> bool {
    false
}

/// `1 page`, `2 pages`.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// The language of `--lang`, found without parsing the rest of the command line; else the locale's.
pub fn language_of(words: &[OsString]) -> Language {
    let mut words = words.iter().map(|word| word.to_string_lossy());
    let mut asked = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => asked = words.next().map(|word| word.into_owned()).or(asked),
            Some(rest) => asked = rest.strip_prefix('=').map(str::to_owned).or(asked),
            None => {}
        }
    }
    match asked.as_deref() {
        Some("zh") => Language::Chinese,
        Some("en") => Language::English,
        _ => locale(),
    }
}

/// Chinese for a Chinese locale, else English.
fn locale() -> Language {
    match sys_locale::get_locale() {
        Some(name) if name.to_ascii_lowercase().starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}
