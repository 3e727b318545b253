//! Decides whether a district must be built, by digests of its inputs.

use std::collections::BTreeMap;

use super::Batch;
use super::digest;
use super::district::District;
use super::ledger::{LedgerEntry, State, TemplateDigest};
use super::sink::Prior;
use crate::diagnostic::Message;
use crate::document::TYPESETTER;
use crate::engine::Engine;
use crate::review::{Choices, ThemeChoice};
use crate::source::Source;

/// Why a district must be built.
///
/// Reasons are checked in this order, and the first that applies is given. The ledger has a single digest of the shared
/// review, the row, the override file and the choices, so a change of any of these is [`Inputs`](Self::Inputs).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It isn't on record.
    New,
    /// [`BatchOptions::force`](super::BatchOptions::force) is set.
    Forced,
    /// It failed last time.
    Failed,
    /// This program or its layout engine has another version.
    Version,
    /// The fonts have changed.
    Fonts,
    /// The shared review, the row, the bindings, the override file or the choices have changed.
    Inputs,
    /// The files of its template have changed, or the template is missing.
    Template,
    /// A photograph or another file has changed, appeared or disappeared.
    File {
        /// Path relative to the batch's folder.
        path: String,
    },
    /// Its PDF is missing, or isn't the one that was written.
    Output,
    /// It was built with warnings, which are errors now.
    Warnings,
}

impl Reason {
    /// Its name for programs, such as `"new"`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Forced => "forced",
            Self::Failed => "failed",
            Self::Version => "version",
            Self::Fonts => "fonts",
            Self::Inputs => "inputs",
            Self::Template => "template",
            Self::File { .. } => "file",
            Self::Output => "output",
            Self::Warnings => "warnings",
        }
    }

    /// The reason in words, for people.
    pub fn message(&self) -> Message {
        match self {
            Self::New => Message::new("还没有生成过", "not built yet"),
            Self::Forced => Message::new("要求全部重新生成", "forced"),
            Self::Failed => Message::new("上次失败了", "failed last time"),
            Self::Version => Message::new("程序版本变了", "the program's version has changed"),
            Self::Fonts => Message::new("字体变了", "the fonts have changed"),
            Self::Inputs => Message::new("底稿、数据或选项变了", "the review, the data or the options have changed"),
            Self::Template => Message::new("模板变了", "the template has changed"),
            Self::File { path } => Message::new(format!("文件变了：{path}"), format!("a file has changed: {path}")),
            Self::Output => Message::new("PDF 不在了或变了", "the PDF is missing or has changed"),
            Self::Warnings => Message::new("上次有警告", "built with warnings last time"),
        }
    }
}

/// Digests of the inputs that all districts of a run share.
pub(super) struct BuildKey {
    /// Digest of all of them but the templates.
    digest: String,
    /// Digest of the fonts.
    pub fonts: String,
    /// Digest of each template's files, by the template's name.
    pub templates: BTreeMap<String, String>,
    /// Digest of the caller's choices.
    pub choices: String,
}

impl BuildKey {
    pub fn new(batch: &Batch, engine: &Engine, choices: &Choices) -> Self {
        let digest =
            |(bytes, known): (&[u8], Option<&str>)| known.map_or_else(|| digest::of_file(bytes), str::to_owned);
        let fonts = digest::of(&engine.font_data().map(digest).collect::<Vec<_>>());
        let choices = chosen(choices);
        let mut pieces: Vec<Vec<u8>> = vec![
            env!("CARGO_PKG_VERSION").into(),
            TYPESETTER.into(),
            fonts.clone().into(),
            batch.base.text().into(),
            choices.clone().into(),
        ];
        for binding in batch.file.bindings() {
            pieces.push(format!("{} {} {:?}", binding.column, binding.field, binding.empty).into());
        }
        for (path, rule, _) in batch.file.merge.iter().flat_map(|rules| &rules.list) {
            pieces.push(format!("{path} {rule:?}").into());
        }
        let template = |template: &crate::template::Template| {
            let files: Vec<Vec<u8>> =
                template.files().flat_map(|(path, bytes)| [path.as_bytes().to_vec(), bytes.to_vec()]).collect();
            (template.manifest().name.clone(), digest::of(&files))
        };
        Self { digest: digest::of(&pieces), fonts, templates: engine.templates().map(template).collect(), choices }
    }

    /// The digest of a district's inputs that are known before it is resolved. Its template and files come later: they
    /// are recorded in the ledger one by one.
    pub fn inputs(&self, district: &District, over: Option<&Source>) -> String {
        let mut pieces = vec![self.digest.clone(), district.slug.clone(), district.output.clone()];
        pieces.push(district.photos.clone().unwrap_or_default());
        pieces.push(over.map_or_else(String::new, |over| over.text().to_owned()));
        for (name, value) in district.values() {
            pieces.extend([name, value.text, value.plain.unwrap_or_default()].map(str::to_owned));
        }
        digest::of(&pieces)
    }

    /// A template with its digest; `None` if the engine doesn't have it.
    pub fn template(&self, name: &str) -> Option<TemplateDigest> {
        self.templates.get(name).map(|digest| TemplateDigest { name: name.to_owned(), sha256: digest.clone() })
    }

    /// What has changed since a district was recorded; `None` if no input has and the PDF still exists.
    pub fn change(&self, batch: &Batch, inputs: &str, entry: &LedgerEntry, prior: &dyn Prior) -> Option<Reason> {
        let Some(output) = entry.output.as_ref().filter(|_| entry.state == State::Done) else {
            return Some(Reason::Failed);
        };
        if entry.version != env!("CARGO_PKG_VERSION") || entry.typesetter != TYPESETTER {
            return Some(Reason::Version);
        }
        if entry.fonts != self.fonts {
            return Some(Reason::Fonts);
        }
        if entry.inputs != inputs {
            return Some(Reason::Inputs);
        }
        if entry.template.as_ref().is_none_or(|used| self.templates.get(&used.name) != Some(&used.sha256)) {
            return Some(Reason::Template);
        }
        if let Some(file) = entry.files.iter().find(|file| !batch.files.is_unchanged(file)) {
            return Some(Reason::File { path: file.path.clone() });
        }
        (!prior.holds(output)).then_some(Reason::Output)
    }
}

/// The digest of the caller's choices.
fn chosen(choices: &Choices) -> String {
    let date = choices.date.map(|date| (date.year(), date.month(), date.day()));
    let flags = (&choices.template, &choices.paper, date, choices.allow_missing_glyphs, choices.specimen);
    let mut pieces: Vec<Vec<u8>> = vec![format!("{flags:?}").into()];
    pieces.extend(choices.theme.as_ref().map_or_else(|| vec![Vec::new()], ThemeChoice::pieces));
    digest::of(&pieces)
}
