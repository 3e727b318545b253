//! The engine: fonts and templates, loaded once, shared by every review.

mod builder;
mod input;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use builder::EngineBuilder;
pub use input::Input;

use crate::asset::Assets;
use crate::description::Description;
use crate::diagnostic::{Error, Warned};
use crate::document::{Document, typeset};
use crate::font::Face;
use crate::photo::PhotoCache;
use crate::review::{Choices, ResolveContext, Review, find_template, resolve, review};
use crate::source::Source;
use crate::template::{Stack, Template};
use crate::world::SharedWorld;

/// Fonts and templates, loaded once and shared by every review.
///
/// An engine owns its fonts (the bytes of those that were added, character maps of all), its templates and the
/// photographs that several reviews show. It never changes once it is built: there is nothing to lock, to reset or to
/// reload. [`builder`](Self::builder) makes one.
///
/// # Cost and sharing
///
/// Building one takes a few milliseconds; a font is opened, and a template parsed, when a review first needs it. A clone
/// is a pointer to the same engine, so a program has one and clones it for each thread or request.
///
/// # Threads and blocking
///
/// An engine is `Send + Sync`, and its methods can be called from any number of threads at once. They block:
/// [`build`](Self::build) takes tenths of a second, and pages are laid out on several cores at once. In an async program
/// they belong on a thread for blocking work (`tokio::task::spawn_blocking`), with a limit of how many run at a time:
/// each layout takes some 100 MiB while it runs. Nothing interrupts a layout; where templates aren't trusted, a batch
/// can lay out in processes with limits.
///
/// Layout recurses deeply, so [`typeset`](Self::typeset) does it on a thread of its own with a stack of 32 MiB. A panic
/// there becomes an [`Error`].
///
/// # The cache
///
/// Typst keeps what a layout has computed, for all engines of the process together, and the next review of the same
/// template gets it for nothing. What no layout has used for some time is dropped after each one, the later the more
/// of them are under way, so memory stays level however many reviews there are.
///
/// # Example
///
/// ```
/// # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
/// use huimou::{Choices, Engine, PdfOptions, Source, asset::InMemory};
///
/// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
/// let text = "[review]\ntitle = '回眸'\norganization = '某局'\nyear = 2024\n[[section]]\ntitle = '一'";
/// let source = Source::new("review.toml", text);
/// let built = engine.build(&source, &InMemory::new(), &Choices::new())?;
/// assert!(built.warnings.is_empty());
/// assert!(built.value.to_pdf(&PdfOptions::new())?.starts_with(b"%PDF-1.7"));
/// # }
/// # Ok::<(), huimou::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    shared: SharedWorld,
    /// Families that only fallback fonts bring.
    extra_fonts: Vec<String>,
    /// Name of the template of reviews that name none.
    default_template: Option<String>,
    photo_cache: PhotoCache,
}

impl Engine {
    /// Starts with nothing: no font, no template, no system access.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Everything up to the pages: from a [`Source`] or a [`Description`], with the files that it names.
    ///
    /// The warnings are those of all stages. So are the error's: what a stage has found stands before the fault that
    /// ended the next.
    ///
    /// # Errors
    /// As [`Description::parse`], [`resolve`](Self::resolve) and [`typeset`](Self::typeset).
    pub fn build(&self, input: &impl Input, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Document>, Error> {
        input.review(self, assets, choices)?.and_then(|review| self.typeset(&review))
    }

    /// Joins a description with its files: photographs measured, characters checked, blocks in order.
    ///
    /// # Errors
    /// With every error: photographs that are missing or broken, characters that no font has,
    /// unknown templates, themes and papers.
    pub fn resolve(
        &self,
        description: &Description,
        assets: &dyn Assets,
        choices: &Choices,
    ) -> Result<Warned<Review>, Error> {
        resolve(&self.context(), description, assets, choices)
    }

    /// Parses and resolves in one go, so that one run names the errors of both stages.
    ///
    /// # Errors
    /// As [`Description::parse`] and [`resolve`](Self::resolve) together.
    pub fn review(&self, source: &Source, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Review>, Error> {
        review(&self.context(), source, assets, choices)
    }

    /// The second half of [`review`](Self::review), for a description put together from several texts.
    #[cfg(feature = "batch")]
    pub(crate) fn review_examined(
        &self,
        source: &Source,
        examined: crate::description::Examined,
        assets: &dyn Assets,
        choices: &Choices,
    ) -> Result<Warned<Review>, Error> {
        crate::review::review_examined(&self.context(), source, examined, assets, choices)
    }

    /// Refuses choices that no review can be set with.
    #[cfg(feature = "batch")]
    pub(crate) fn check_choices(&self, choices: &Choices) -> Result<(), Error> {
        crate::review::check_choices(&self.templates().collect::<Vec<_>>(), choices)
    }

    /// The fonts' files, each with its SHA-256 if that is known.
    #[cfg(feature = "batch")]
    pub(crate) fn font_data(&self) -> impl Iterator<Item = (&[u8], Option<&str>)> {
        self.inner.shared.fonts.data()
    }

    fn context(&self) -> ResolveContext<'_> {
        ResolveContext {
            templates: self.templates().collect(),
            default: self.default_template(),
            fonts: &self.inner.shared.fonts,
            extra_fonts: self.inner.extra_fonts.iter().map(String::as_str).collect(),
            photo_cache: &self.inner.photo_cache,
        }
    }

    /// Lays a review out into pages.
    ///
    /// # Errors
    /// If the template fails, or a character came out without a glyph.
    pub fn typeset(&self, review: &Review) -> Result<Warned<Document>, Error> {
        typeset(&self.inner.shared, review)
    }

    /// The specimen of a template: the theme's tokens, then every kind of block from few items to many, with sample data.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn specimen(&self, choices: &Choices) -> Result<Warned<Document>, Error> {
        let source = Source::new("specimen.toml", include_str!("../../data/specimen/review.toml"));
        self.build(&source, &crate::asset::InMemory::new(), &choices.clone().specimen(true))
    }

    /// The templates: the built-in ones, then those that were added, each in the order of their names.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.inner.shared.prepared.iter().map(|prepared| &prepared.template)
    }

    /// A template by its name.
    ///
    /// # Errors
    /// If there is none of that name; the error lists those there are.
    pub fn template(&self, name: &str) -> Result<&Template, Error> {
        Ok(find_template(&self.templates().collect::<Vec<_>>(), name)?)
    }

    /// The template of reviews that name none; `None` if each must name one.
    pub fn default_template(&self) -> Option<&Template> {
        let name = self.inner.default_template.as_deref()?;
        self.templates().find(|template| template.manifest().name == name)
    }

    /// The faces: the embedded ones, then those that were added, then the fallback fonts.
    pub fn faces(&self) -> &[Face] {
        self.inner.shared.fonts.faces()
    }

    /// Every character that a face of [`faces`](Self::faces) has, in the order of code points.
    pub fn characters(&self, face: &Face) -> impl Iterator<Item = char> {
        self.inner.shared.fonts.characters(face)
    }

    /// The first family that has a character.
    pub fn family_with(&self, character: char) -> Option<&str> {
        let fonts = &self.inner.shared.fonts;
        fonts.covering(&fonts.families(), character)
    }

    /// Those among `characters` that a font stack lacks, even with the fallback fonts.
    pub fn lacking(&self, stack: &Stack, characters: impl IntoIterator<Item = char>) -> BTreeSet<char> {
        let families = stack.families.iter().chain(&self.inner.extra_fonts);
        let lacks = self.inner.shared.fonts.lacks(&families.map(String::as_str).collect::<Vec<_>>());
        characters.into_iter().filter(|c| lacks(*c)).collect()
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({} faces, {} templates)", self.faces().len(), self.inner.shared.prepared.len())
    }
}
