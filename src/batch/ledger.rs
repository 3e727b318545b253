//! The ledger: what became of every district, and what it was made of.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned};

/// The version of the ledger's form.
const FORMAT_VERSION: u32 = 1;

/// What became of every district that was ever built into a folder. It lies there as `huimou-batch.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ledger {
    /// The form of this file.
    #[serde(default)]
    pub form: u32,
    /// By slug.
    #[serde(default)]
    pub districts: BTreeMap<String, LedgerEntry>,
}

/// What became of a district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// What tells the district apart.
    pub slug: String,
    /// How it ended.
    pub state: State,
    /// Digest of the description, the row, the district's file, the options, the fonts and the program.
    pub inputs: String,
    /// The template; `None` if it never came so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateDigest>,
    /// Photographs and other files that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<InputFile>,
    /// The PDF; `None` if it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// How many pages.
    #[serde(default)]
    pub pages: usize,
    /// How many warnings.
    #[serde(default)]
    pub warnings: usize,
    /// Errors, each with its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<LedgerError>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Version of this program.
    pub version: String,
    /// Name and version of the typesetter inside it.
    pub typesetter: String,
    /// Digest of the fonts.
    pub fonts: String,
}

/// The template that a report was set with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TemplateDigest {
    /// Its name.
    pub name: String,
    /// Digest of its files.
    pub sha256: String,
}

/// How a district ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its PDF is there.
    Done,
    /// It has no PDF of this state of its data; `errors` says why.
    Failed,
}

/// A file that a report is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputFile {
    /// Relative to the batch's folder.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970.
    pub modified: u64,
    /// Digest of its bytes; `None` if there was no such file.
    pub sha256: Option<String>,
}

/// A PDF that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Output {
    /// Relative to the output folder.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970.
    pub modified: u64,
    /// Digest of its bytes, as `sha256sum` prints it.
    pub sha256: String,
}

/// An error as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerError {
    /// Its code.
    pub code: String,
    /// File, line and column, or file and cell, if it has a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// In English.
    pub message: String,
    /// 中文。
    pub message_zh: String,
}

impl Output {
    /// Of a PDF under a path; `modified` is 0, for sinks that have no such time.
    pub fn new(path: impl Into<String>, pdf: &[u8]) -> Self {
        Self { path: path.into(), bytes: pdf.len() as u64, modified: 0, sha256: digest::of_file(pdf) }
    }
}

impl LedgerError {
    pub(super) fn of(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.labels.first().map(|label| label.source.place(label.span));
        let Message { zh, en } = diagnostic.message.clone();
        Self { code: diagnostic.code.as_str().to_owned(), place, message: en, message_zh: zh }
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self { form: FORMAT_VERSION, districts: BTreeMap::new() }
    }
}

impl Ledger {
    /// Reads a ledger's file. If it isn't there, the ledger is empty; if it can't be understood, it is empty with a
    /// warning, since the next run makes it again.
    ///
    /// # Errors
    /// If the file is there and the system won't let it be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Warned<Self>, Error> {
        let path = path.as_ref();
        let shown = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::from_json(&shown, &bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Warned::new(Self::default())),
            Err(error) => Err(Diagnostic::unreadable(&shown, &error).into()),
        }
    }

    /// Reads a ledger's text. `name` is what a warning calls it. If it can't be understood, the ledger is empty with
    /// a warning.
    pub fn from_json(name: &str, text: &[u8]) -> Warned<Self> {
        match serde_json::from_slice::<Self>(text) {
            Ok(ledger) if ledger.form == FORMAT_VERSION => Warned::new(ledger),
            other => {
                let why = other.err().map_or_else(|| "form".to_owned(), |error| error.to_string());
                let message = Message::new(
                    format!("台账 {name} 读不懂（{why}），其中没有一个地区算作已排"),
                    format!("the ledger {name} can't be read ({why}): no district counts as built"),
                );
                let warning = Diagnostic::warning(Code::LedgerBroken, message);
                Warned { value: Self::default(), warnings: vec![warning] }
            }
        }
    }

    /// The text that [`from_json`](Self::from_json) reads.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
