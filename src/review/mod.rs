//! [`Description`] + files + fonts → [`Review`]: nothing left to decide.

mod characters;
mod charts;
mod choices;
mod indicators;
mod names;
mod order;
mod photos;
mod resolve;
pub mod sheet;

use std::sync::{Arc, OnceLock};

pub(crate) use characters::{MissingFrom, missing};
pub use choices::{Choices, ThemeChoice};
pub(crate) use resolve::{ResolveContext, find_template, resolve, review};
#[cfg(feature = "batch")]
pub(crate) use resolve::{check_choices, review_examined};

use crate::date::Date;
use crate::description::Description;
use crate::photo::Photograph;
use sheet::Sheet;

/// A review with nothing left to decide: photographs measured, blocks in order, figures formatted.
///
/// Cheap to clone.
#[derive(Clone)]
pub struct Review {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub description: Description,
    pub template: String,
    pub sheet: Sheet,
    /// The sheet as JSON, once somebody asked for it.
    pub sheet_json: OnceLock<String>,
    pub theme: String,
    pub photos: Vec<(String, Photograph)>,
    pub info: Info,
    /// Whether characters without a glyph were allowed.
    pub allow_missing_glyphs: bool,
}

/// What a catalogue shows of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Info {
    pub title: String,
    pub author: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub language: String,
    pub date: Option<Date>,
    /// What sets this document apart from every other of the series.
    pub identity: String,
}

impl Review {
    /// The name of the template that it is set with.
    pub fn template(&self) -> &str {
        &self.inner.template
    }

    /// The sheet: what the template is given, typed.
    pub fn sheet(&self) -> &Sheet {
        &self.inner.sheet
    }

    /// The sheet as the template reads it: JSON, described in `docs/templates.md`, with a line break at its end.
    ///
    /// It is made when it is first asked for, and kept.
    pub fn sheet_json(&self) -> &str {
        self.inner.sheet_json.get_or_init(|| {
            // Only a map with keys that aren't strings can't be written, and the sheet has none.
            let json = serde_json::to_string_pretty(&self.inner.sheet);
            json.unwrap_or_else(|error| unreachable!("{error}")) + "\n"
        })
    }

    /// The theme's tokens, as the template reads them: JSON.
    pub fn theme(&self) -> &str {
        &self.inner.theme
    }

    /// The photographs by the names that the sheet gives them, ready for print, without private data.
    pub fn photos(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.inner.photos.iter().map(|(name, photo)| (name.as_str(), &photo.bytes[..]))
    }

    /// The description that it was resolved from.
    pub fn description(&self) -> &Description {
        &self.inner.description
    }
}

impl std::fmt::Debug for Review {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Review({:?}, {} photographs)", self.inner.info.title, self.inner.photos.len())
    }
}
