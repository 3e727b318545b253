//! What the caller chooses over the description.

use std::sync::Arc;

use crate::asset::Assets;
use crate::source::Source;

/// What the caller chooses over the description.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Choices {
    /// Name of a template of the engine.
    pub template: Option<String>,
    /// A theme.
    pub theme: Option<ThemeChoice>,
    /// One of the template's papers.
    pub paper: Option<String>,
    /// The document's date (year, month, day), which PDF readers show.
    pub date: Option<(i32, u32, u32)>,
    /// Take a character without a glyph for a warning.
    pub allow_missing_glyphs: bool,
    /// Print the theme's tokens before the review.
    pub specimen: bool,
}

impl Choices {
    /// Nothing chosen: the description decides.
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses a template by its name.
    #[must_use]
    pub fn template(mut self, name: impl Into<String>) -> Self {
        self.template = Some(name.into());
        self
    }

    /// Chooses a theme.
    #[must_use]
    pub fn theme(mut self, theme: ThemeChoice) -> Self {
        self.theme = Some(theme);
        self
    }

    /// Chooses a paper of the template.
    #[must_use]
    pub fn paper(mut self, name: impl Into<String>) -> Self {
        self.paper = Some(name.into());
        self
    }

    /// Chooses the document's date: year, month 1 to 12, day 1 to 31.
    #[must_use]
    pub fn date(mut self, year: i32, month: u32, day: u32) -> Self {
        self.date = Some((year, month, day));
        self
    }

    /// Prints the theme's tokens, its colours and sizes of type, before the review.
    #[must_use]
    pub fn specimen(mut self, specimen: bool) -> Self {
        self.specimen = specimen;
        self
    }

    /// Takes characters without a glyph for warnings.
    #[must_use]
    pub fn allow_missing_glyphs(mut self, allow: bool) -> Self {
        self.allow_missing_glyphs = allow;
        self
    }
}

/// A theme, by name or as a file.
#[derive(Clone)]
pub enum ThemeChoice {
    /// A theme of the template.
    Named(String),
    /// A theme file's text.
    File(Source),
    /// A theme file with the files beside it, such as its logo.
    Office(Source, Arc<dyn Assets>),
}

impl std::fmt::Debug for ThemeChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => write!(f, "Named({name:?})"),
            Self::File(source) | Self::Office(source, _) => write!(f, "File({:?})", source.name()),
        }
    }
}
