//! The ledger: the result of every district, and digests of its inputs.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned};
use crate::disk::{self, Links};

/// Maximum size of a ledger or journal in bytes: that of 100,000 districts with a photograph each.
pub(super) const MAX_LEDGER_BYTES: u64 = 256 << 20;

/// Version of the file format.
const FORMAT_VERSION: u32 = 1;

/// The record of an output folder: the last result of every district ever built into it. Its file is
/// `huimou-batch.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ledger {
    /// Version of the file format, 1.
    #[serde(default)]
    pub form: u32,
    /// The entries, by slug.
    #[serde(default)]
    pub districts: BTreeMap<String, LedgerEntry>,
}

/// The last result of one district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// Slug of the district.
    pub slug: String,
    /// Whether it was built.
    pub state: State,
    /// Digest of the shared review, the row, the override file, the choices, the fonts and the versions.
    pub inputs: String,
    /// The template; `None` if the review couldn't be resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateDigest>,
    /// Photographs and other files that were opened, or looked for and missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<InputFile>,
    /// The PDF; `None` if it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// Number of pages; 0 if it failed.
    #[serde(default)]
    pub pages: usize,
    /// Number of warnings.
    #[serde(default)]
    pub warnings: usize,
    /// The errors, if it failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<LedgerError>,
    /// Time it took, in seconds.
    pub seconds: f64,
    /// Version of this program.
    pub version: String,
    /// Name and version of the layout engine.
    pub typesetter: String,
    /// Digest of the fonts.
    pub fonts: String,
}

/// The template that a report was built with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TemplateDigest {
    /// Its name.
    pub name: String,
    /// Digest of its files.
    pub sha256: String,
}

/// The result of a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its PDF was written.
    Done,
    /// No PDF was written; `errors` says why.
    Failed,
}

/// An input file of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputFile {
    /// Path relative to the batch's folder.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970; 0 if unknown.
    pub modified: u64,
    /// SHA-256 of its bytes; `None` if it couldn't be read.
    pub sha256: Option<String>,
}

/// A PDF that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Output {
    /// Path relative to the output folder.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970; 0 if the sink has no such time.
    pub modified: u64,
    /// SHA-256 of its bytes, as `sha256sum` prints it.
    pub sha256: String,
}

/// An error as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerError {
    /// Its code.
    pub code: String,
    /// File, line and column, or file and cell; `None` if it has no place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The message in English.
    pub message: String,
    /// The message in Chinese.
    pub message_zh: String,
}

impl Output {
    /// The record of a PDF at a path. `modified` is 0; a sink that has a time of change sets it.
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
    /// Reads a ledger's file. If the file doesn't exist, the ledger is empty; if it is invalid, the ledger is empty and
    /// there is a warning: the next run builds everything and writes a new one.
    ///
    /// # Errors
    /// If the file exists but can't be read: also if it is a link, isn't a regular file, or has more than 256 MiB.
    pub fn read(path: impl AsRef<Path>) -> Result<Warned<Self>, Error> {
        let path = path.as_ref();
        let shown = path.display().to_string();
        match disk::read(path, MAX_LEDGER_BYTES, Links::Refuse) {
            Ok(bytes) => Ok(Self::from_json(&shown, &bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Warned::new(Self::default())),
            Err(error) => Err(Diagnostic::unreadable(&shown, &error).into()),
        }
    }

    /// Parses a ledger. `name` is the file's name in the warning. An invalid text gives an empty ledger and a warning.
    pub fn from_json(name: &str, text: &[u8]) -> Warned<Self> {
        match serde_json::from_slice::<Self>(text) {
            Ok(ledger) if ledger.form == FORMAT_VERSION => Warned::new(ledger),
            other => {
                let why = other.err().map_or_else(|| "form".to_owned(), |error| error.to_string());
                let message = Message::new(
                    format!("台账 {name} 读不懂（{why}），其中没有一个地区算作已排"),
                    format!("invalid ledger {name} ({why}): all districts count as not built"),
                );
                let warning = Diagnostic::warning(Code::LedgerBroken, message);
                Warned { value: Self::default(), warnings: vec![warning] }
            }
        }
    }

    /// Writes the ledger as JSON, which [`from_json`](Self::from_json) reads.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
