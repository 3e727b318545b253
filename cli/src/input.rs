//! Opens a review as the flags say: the file, its folder, the engine and the choices.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use huimou::asset::Folder;
use huimou::files::open_file;
use huimou::template::BUILT_IN;
use huimou::{
    Choices, Date, Diagnostic, Document, Engine, Error, Message, Review, Source, Template, ThemeChoice, Warned,
};

use super::args::{Input, Settings};
use super::{Stop, usage};

/// Everything a build needs.
pub struct Opened {
    pub engine: Engine,
    source: Source,
    folder: Folder,
    choices: Choices,
}

impl Opened {
    pub fn review(&self) -> Result<Warned<Review>, Error> {
        self.engine.review(&self.source, &self.folder, &self.choices)
    }

    pub fn build(&self) -> Result<Warned<Document>, Error> {
        self.engine.build(&self.source, &self.folder, &self.choices)
    }
}

impl Input {
    /// Reads the description and builds the engine.
    pub fn open(&self) -> Result<Opened, Stop> {
        let (engine, template) = self.settings.choosing().engine()?;
        let choices = self.settings.choices(template)?;
        let source = Source::decode(&source_name(&self.file), &read_bytes(&self.file)?)?;
        Ok(Opened { engine, source, folder: Folder::new(self.folder()), choices })
    }

    fn is_stdin(&self) -> bool {
        self.file == Path::new("-")
    }

    /// The folder that paths of photographs are relative to; the working directory for standard input.
    pub fn folder(&self) -> PathBuf {
        match self.file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !self.is_stdin() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        }
    }
}

/// The name of a file in messages.
pub fn source_name(file: &Path) -> String {
    if file == Path::new("-") { "<stdin>".into() } else { file.display().to_string() }
}

/// Reads a description from a file, from standard input for `-`, or from a pipe that is already open.
pub fn read_bytes(file: &Path) -> Result<Vec<u8>, Error> {
    // One byte over the limit is enough for the library to refuse the description; don't read gigabytes first.
    read_at_most(file, huimou::description::MAX_BYTES as u64 + 1)
}

/// The first bytes of a file or stream.
pub fn read_at_most(file: &Path, max: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(max).read_to_end(&mut bytes)
    } else {
        let opened = if is_stream(file) { File::open(file) } else { open_file(file) };
        opened.and_then(|opened| opened.take(max).read_to_end(&mut bytes))
    };
    read.map(|_| bytes).map_err(|error| unreadable(file, &error))
}

/// Whether a path names a stream that this process has open, as `/dev/stdin` and the shell's `<(command)` do. Any other
/// pipe could wait for its writer for ever.
pub fn is_stream(file: &Path) -> bool {
    file == Path::new("/dev/stdin") || ["/dev/fd/", "/proc/self/fd/"].iter().any(|start| file.starts_with(start))
}

impl Settings {
    /// The template, theme and fonts that the flags name.
    pub fn choosing(&self) -> Choosing<'_> {
        Choosing { template: self.template.as_deref(), theme: self.theme.as_deref(), font_path: &self.font_path }
    }

    /// The choices that the flags make. `template`: the name of the template, as [`Choosing::engine`] returns it.
    pub fn choices(&self, template: Option<String>) -> Result<Choices, Stop> {
        let mut choices = self.choosing().choices(template)?.allow_missing_glyphs(self.allow_missing_glyphs);
        choices.date = self.date()?;
        if let Some(paper) = &self.paper {
            choices = choices.paper(paper);
        }
        Ok(choices)
    }

    /// `--date`, else SOURCE_DATE_EPOCH, else `None`. The clock is never read: the same input must give the same bytes.
    fn date(&self) -> Result<Option<Date>, Stop> {
        use chrono::{DateTime, Datelike, NaiveDate};
        let day = |date: NaiveDate| Date::new(date.year(), date.month(), date.day());
        if let Some(text) = &self.date {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(day);
            return date.map(Some).ok_or_else(|| {
                let shape = text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2;
                let (zh, en) = if shape {
                    ("没有这一天", "no such day")
                } else {
                    ("日期写法不对，请写 2024-01-11", "write the date as 2024-01-11")
                };
                usage(format!("`--date {text}`：{zh}"), format!("--date {text}: {en}"))
            });
        }
        // https://reproducible-builds.org/specs/source-date-epoch/
        let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        let seconds = epoch.to_str().and_then(|text| text.parse::<i64>().ok()).filter(|seconds| *seconds >= 0);
        let date = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        date.and_then(|date| day(date.date_naive())).map(Some).ok_or_else(|| {
            let epoch = epoch.to_string_lossy().into_owned();
            usage(
                format!("SOURCE_DATE_EPOCH={epoch} 不是自 1970 年起的秒数"),
                format!("SOURCE_DATE_EPOCH={epoch} is not a number of seconds since 1970"),
            )
        })
    }
}

/// Whether `--template` names a folder: it looks like a path, or a template folder of that name exists and no built-in
/// template has the name.
pub fn is_folder(template: &str) -> bool {
    template.contains(['/', '\\', '.'])
        || (!BUILT_IN.contains(&template) && Path::new(template).join("typst.toml").is_file())
}

/// An error for a file that can't be read; if it doesn't exist, with the TOML files beside it as a hint.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let folder = path.parent().filter(|folder| folder.is_dir() && !folder.as_os_str().is_empty());
    let diagnostic = Diagnostic::unreadable(&path.display().to_string(), error);
    match folder.filter(|_| error.kind() == std::io::ErrorKind::NotFound) {
        Some(folder) => near(diagnostic, path, folder),
        None => diagnostic,
    }
    .into()
}

/// Adds a hint with the TOML files of `folder`, if `path` was one.
fn near(diagnostic: Diagnostic, path: &Path, folder: &Path) -> Diagnostic {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut names: Vec<String> = entries
        .filter(|there| there.extension() == path.extension() && there.extension().is_some_and(|kind| kind == "toml"))
        .map(|there| there.display().to_string())
        .collect();
    names.sort();
    match names.as_slice() {
        [] => diagnostic,
        names => {
            // At most four: a long list is no help.
            let shown = names.iter().take(4).map(String::as_str).collect::<Vec<_>>();
            let message =
                Message::new(format!("那里有 {}", shown.join("、")), format!("available: {}", shown.join(", ")));
            diagnostic.hint(message)
        }
    }
}

/// The template, theme and fonts that the command line names.
pub struct Choosing<'a> {
    pub template: Option<&'a str>,
    pub theme: Option<&'a str>,
    pub font_path: &'a [PathBuf],
}

impl Choosing<'_> {
    /// The template's folder, if `--template` names one.
    pub fn template_folder(&self) -> Option<&Path> {
        self.template.filter(|template| is_folder(template)).map(Path::new)
    }

    /// The engine, and the template's name: for a folder, the one in its manifest; `None` without `--template`.
    pub fn engine(&self) -> Result<(Engine, Option<String>), Error> {
        let mut builder = Engine::builder().embedded_fonts().built_in_templates();
        for folder in self.font_path {
            builder = builder.fallback_fonts(folder);
        }
        let mut name = self.template.map(str::to_owned);
        if let Some(template) = self.template.filter(|template| is_folder(template)) {
            let template = Template::read(template)?;
            name = Some(template.manifest().name.clone());
            builder = builder.template(template);
        }
        Ok((builder.build()?, name))
    }

    /// Choices of template (by name) and theme (by name, or by file if it ends in `.toml`).
    pub fn choices(&self, template: Option<String>) -> Result<Choices, Stop> {
        let mut choices = Choices::new();
        if let Some(template) = template {
            choices = choices.template(template);
        }
        if let Some(theme) = self.theme {
            choices = choices.theme(if theme.ends_with(".toml") {
                let bytes = read_bytes(Path::new(theme))?;
                let folder = Path::new(theme).parent().filter(|folder| !folder.as_os_str().is_empty());
                let beside = Folder::new(folder.unwrap_or(Path::new(".")));
                ThemeChoice::file_beside(Source::decode(theme, &bytes)?, Arc::new(beside))
            } else {
                ThemeChoice::Named(theme.to_owned())
            });
        }
        Ok(choices)
    }
}
