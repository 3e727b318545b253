//! [`Description`] + files + fonts → [`Review`].
//!
//! Resolving makes all decisions that don't depend on layout: template, theme and paper, the order of blocks, the form
//! of figures and dates, the shape of slots. Photographs are read and prepared, and every character is looked up in
//! the fonts.

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

/// A resolved review, ready for layout: photographs are read, blocks are in order, figures are formatted.
///
/// Cheap to clone: the content is shared.
#[derive(Clone)]
pub struct Review {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub description: Description,
    pub template: String,
    pub sheet: Sheet,
    /// The sheet as JSON, computed on first use.
    pub sheet_json: OnceLock<String>,
    pub theme: String,
    pub photos: Vec<(String, Photograph)>,
    pub info: Info,
    /// Whether characters without a glyph were allowed.
    pub allow_missing_glyphs: bool,
}

/// The metadata of the PDF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Info {
    pub title: String,
    pub author: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub language: String,
    pub date: Option<Date>,
    /// Distinguishes this document from all others of a series; hashed into the PDF's identifier.
    pub identity: String,
}

impl Review {
    /// The name of its template.
    pub fn template(&self) -> &str {
        &self.inner.template
    }

    /// The sheet: the template's input, typed.
    pub fn sheet(&self) -> &Sheet {
        &self.inner.sheet
    }

    /// The sheet as the template reads it: JSON, described in `docs/templates.md`, with a line break at the end.
    ///
    /// Computed on first use.
    pub fn sheet_json(&self) -> &str {
        self.inner.sheet_json.get_or_init(|| {
            // Serializing fails only for maps with keys that aren't strings, and the sheet has none.
            let json = serde_json::to_string_pretty(&self.inner.sheet);
            json.unwrap_or_else(|error| unreachable!("{error}")) + "\n"
        })
    }

    /// The tokens of the theme as the template reads them: JSON.
    pub fn theme(&self) -> &str {
        &self.inner.theme
    }

    /// The photographs: their names in the sheet, and their bytes as they are embedded, without EXIF and other private
    /// data.
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
