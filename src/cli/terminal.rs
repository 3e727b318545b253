//! The one door to the user's eyes: the artifact goes to stdout, everything else to stderr.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use huimou::{Diagnostic, Language, Message, Severity, report};

use super::Stop;
use super::args::{Args, Lang, MessageFormat};

pub struct Terminal {
    pub language: Language,
    format: MessageFormat,
    colour: bool,
}

impl Terminal {
    pub fn new(args: &Args) -> Self {
        let language = match args.lang {
            Some(Lang::Zh) => Language::Chinese,
            Some(Lang::En) => Language::English,
            None => locale(),
        };
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = !plain && !dumb && io::stderr().is_terminal();
        Self { language, format: args.message_format, colour }
    }

    /// A sentence for people; programs that read JSON are spared.
    pub fn say(&self, zh: impl AsRef<str>, en: impl AsRef<str>) {
        if self.format != MessageFormat::Json {
            let text = match self.language {
                Language::Chinese => zh.as_ref(),
                Language::English => en.as_ref(),
            };
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Shows diagnostics that don't end the command.
    pub fn show(&self, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        let text = match self.format {
            MessageFormat::Human => report::human(diagnostics, self.language, self.colour),
            MessageFormat::Short => report::short(diagnostics, self.language),
            // The summary is for the end.
            MessageFormat::Json => without_summary(&report::json(diagnostics, self.language)),
        };
        let _ = anstream::AutoStream::new(io::stderr().lock(), self.choice()).write_all(text.as_bytes());
    }

    fn choice(&self) -> anstream::ColorChoice {
        if self.colour { anstream::ColorChoice::Always } else { anstream::ColorChoice::Never }
    }

    /// Shows the last diagnostics and ends.
    pub fn finish(&self, diagnostics: &[Diagnostic], code: u8) -> ExitCode {
        if self.format == MessageFormat::Json {
            let text = report::json(diagnostics, self.language);
            let _ = io::stderr().lock().write_all(text.as_bytes());
        } else {
            self.show(diagnostics);
            let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            let warnings = diagnostics.len() - errors;
            if errors > 0 {
                let (also_zh, also_en) = if warnings > 0 {
                    (format!("，{warnings} 条警告"), format!(", {warnings} {}", plural(warnings, "warning")))
                } else {
                    (String::new(), String::new())
                };
                self.say(
                    format!("共 {errors} 处错误{also_zh}，没有写出文件"),
                    format!("{errors} {}{also_en}; nothing was written", plural(errors, "error")),
                );
            }
        }
        ExitCode::from(code)
    }

    /// A command line that can't be meant.
    pub fn usage(&self, message: &Message) -> ExitCode {
        let name = match self.language {
            Language::Chinese => "错误",
            Language::English => "error",
        };
        let _ = writeln!(io::stderr().lock(), "{name}: {}", message.text(self.language));
        ExitCode::from(2)
    }

    /// Writes the artifact to stdout, byte for byte.
    pub fn artifact(&self, bytes: &[u8]) -> Result<(), Stop> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Err(Stop::ClosedPipe),
            Err(fault) => {
                let message = Message::new(
                    format!("写不了标准输出：{fault}"),
                    format!("can't write to standard output: {fault}"),
                );
                Err(Stop::Faults(Diagnostic::error(huimou::Code::WriteFailed, message).into()))
            }
        }
    }
}

fn without_summary(lines: &str) -> String {
    let end = lines.trim_end().rfind('\n').map_or(0, |at| at + 1);
    lines[..end].to_owned()
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// Chinese where the locale is Chinese or says nothing of a language; English elsewhere.
fn locale() -> Language {
    match sys_locale::get_locale() {
        Some(name) if name.to_ascii_lowercase().starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}
