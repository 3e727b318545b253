//! The caller's choices, which override the description.

use std::sync::Arc;

use crate::asset::Assets;
use crate::date::Date;
use crate::source::Source;
use crate::template::Theme;

/// The caller's choices. Each overrides the description; the description decides the others.
///
/// ```
/// use huimou::{Choices, Date, ThemeChoice};
///
/// let choices = Choices::new().template("editorial").theme(ThemeChoice::named("ink"));
/// assert_eq!(choices.template.as_deref(), Some("editorial"));
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Choices {
    /// Name of a template of the engine.
    ///
    /// Default: the description's, else [`the engine's default`](crate::EngineBuilder::default_template).
    pub template: Option<String>,
    /// The theme.
    ///
    /// Default: the description's, else the template's first.
    pub theme: Option<ThemeChoice>,
    /// Name of one of the template's papers.
    ///
    /// Default: the description's, else the template's first.
    pub paper: Option<String>,
    /// The document's date, which PDF viewers show as its date of creation.
    ///
    /// Default: the description's `date`, if any; the clock is never read.
    pub date: Option<Date>,
    /// Treats missing glyphs as warnings. Such characters are printed as empty boxes.
    ///
    /// Default: `false`, they are errors.
    pub allow_missing_glyphs: bool,
    /// Prints the tokens of the theme, its colours and type sizes, before the review.
    ///
    /// Default: `false`.
    pub specimen: bool,
}

impl Choices {
    /// No choices: the description decides everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`template`](Self::template).
    #[must_use]
    pub fn template(mut self, name: impl Into<String>) -> Self {
        self.template = Some(name.into());
        self
    }

    /// Sets [`theme`](Self::theme).
    #[must_use]
    pub fn theme(mut self, theme: ThemeChoice) -> Self {
        self.theme = Some(theme);
        self
    }

    /// Sets [`paper`](Self::paper).
    #[must_use]
    pub fn paper(mut self, name: impl Into<String>) -> Self {
        self.paper = Some(name.into());
        self
    }

    /// Sets [`date`](Self::date).
    #[must_use]
    pub fn date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// Sets [`allow_missing_glyphs`](Self::allow_missing_glyphs).
    #[must_use]
    pub fn allow_missing_glyphs(mut self, allow: bool) -> Self {
        self.allow_missing_glyphs = allow;
        self
    }

    /// Sets [`specimen`](Self::specimen).
    #[must_use]
    pub fn specimen(mut self, specimen: bool) -> Self {
        self.specimen = specimen;
        self
    }
}

/// A theme, by name or as a file.
#[derive(Clone)]
#[non_exhaustive]
pub enum ThemeChoice {
    /// A theme of the template.
    Named(String),
    /// A theme parsed by [`Template::parse_theme`](crate::Template::parse_theme), once for all reviews.
    Parsed(Arc<Theme>),
    /// A theme file, which is parsed for each review.
    File {
        /// Its text.
        source: Source,
        /// The files next to it, such as its logo. If `None`, a logo is one of the review's files.
        beside: Option<Arc<dyn Assets>>,
    },
}

impl ThemeChoice {
    /// A theme of the template.
    pub fn named(name: impl Into<String>) -> Self {
        Self::Named(name.into())
    }

    /// A theme file without other files.
    pub fn file(source: Source) -> Self {
        Self::File { source, beside: None }
    }

    /// A theme file with the files next to it.
    pub fn file_beside(source: Source, beside: Arc<dyn Assets>) -> Self {
        Self::File { source, beside: Some(beside) }
    }

    /// Everything that the theme consists of, to find out whether it has changed.
    #[cfg(feature = "batch")]
    pub(crate) fn pieces(&self) -> Vec<Vec<u8>> {
        let (source, beside) = match self {
            Self::Named(name) => return vec![format!("name {name}").into()],
            Self::Parsed(theme) => (theme.source(), theme.files()),
            Self::File { source, beside } => (source, beside.as_ref()),
        };
        let mut pieces = vec![source.text().into()];
        // Only the parser knows which path is the logo, so include every file that the text may name.
        if let Some(beside) = beside {
            for name in source.text().split(['"', '\'']).filter(|name| name.contains('.')) {
                pieces.push(beside.open(name).map(|bytes| bytes.into_owned()).unwrap_or_default());
            }
        }
        pieces
    }
}

impl From<Theme> for ThemeChoice {
    fn from(theme: Theme) -> Self {
        Self::Parsed(Arc::new(theme))
    }
}

impl std::fmt::Debug for ThemeChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => write!(f, "Named({name:?})"),
            Self::Parsed(theme) => write!(f, "Parsed({:?})", theme.name()),
            Self::File { source, .. } => write!(f, "File({:?})", source.name()),
        }
    }
}
