//! The engine: fonts and templates, loaded once and shared by all reviews.

mod builder;
mod input;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use builder::EngineBuilder;
pub use input::Input;

use crate::asset::Assets;
use crate::compose::Wireframes;
use crate::description::Description;
use crate::diagnostic::{Error, Warned};
use crate::document::{Document, plan_of, typeset, wireframes_of};
use crate::font::Face;
use crate::photo::PhotoCache;
use crate::review::{Choices, ResolveContext, Review, find_template, resolve, review};
use crate::source::Source;
use crate::template::{Stack, Template};
use crate::world::SharedWorld;

/// Fonts and templates, loaded once and shared by all reviews.
///
/// An engine owns its fonts (the bytes of added fonts, the character maps of all), its templates, and a cache of
/// photographs that several reviews use. It never changes after it is built: there is nothing to lock, reset or reload.
/// [`builder`](Self::builder) makes one.
///
/// # Cost and sharing
///
/// Building one takes a few milliseconds; a font is opened, and a template parsed, when a review first needs it. A
/// clone is a pointer to the same engine, so build one per program and clone it for each thread or request.
///
/// # Threads and blocking
///
/// An engine is `Send + Sync`, and its methods can be called from any number of threads at once. They block:
/// [`build`](Self::build) takes tenths of a second, and lays out pages on several cores at once. In an async program,
/// call them on a thread for blocking work (`tokio::task::spawn_blocking`), and limit how many run at a time: each
/// layout takes about 100 MiB while it runs. A layout can't be interrupted; an untrusted template belongs in
/// a process with limits, by `huimou::Supervisor` or a batch in worker processes.
///
/// Layout recurses deeply, so [`typeset`](Self::typeset) runs it on a separate thread with a stack of 32 MiB. A panic
/// there becomes an [`Error`].
///
/// # The cache
///
/// Typst caches the results of layouts, in one cache for all engines of the process, so that the next review of the
/// same template is laid out several times faster. After each layout, results that haven't been used recently are
/// evicted; they are kept longer while more layouts run concurrently. Memory use doesn't grow with the number of
/// reviews.
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
    /// A builder without fonts and templates.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Builds a document from a [`Source`] or a [`Description`], with the files that it names.
    ///
    /// The result has the warnings of all stages. So has an error: it also lists the warnings of the stages before the
    /// one that failed.
    ///
    /// # Errors
    /// As [`Description::parse`], [`resolve`](Self::resolve) and [`typeset`](Self::typeset).
    pub fn build(&self, input: &impl Input, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Document>, Error> {
        input.review(self, assets, choices)?.and_then(|review| self.typeset(&review))
    }

    /// Resolves a description with its files: prepares photographs, checks characters, orders blocks.
    ///
    /// # Errors
    /// All errors at once: photographs that are missing or damaged, characters that no font has, unknown templates,
    /// themes and papers.
    pub fn resolve(
        &self,
        description: &Description,
        assets: &dyn Assets,
        choices: &Choices,
    ) -> Result<Warned<Review>, Error> {
        resolve(&self.context(), description, assets, choices)
    }

    /// Parses and resolves a source in one step, so that one run reports the errors of both stages.
    ///
    /// # Errors
    /// As [`Description::parse`] and [`resolve`](Self::resolve) together.
    pub fn review(&self, source: &Source, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Review>, Error> {
        review(&self.context(), source, assets, choices)
    }

    /// The second half of [`review`](Self::review), for a description composed of several sources.
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

    /// Checks choices before any review is resolved: names that don't exist are errors.
    #[cfg(feature = "batch")]
    pub(crate) fn check_choices(&self, choices: &Choices) -> Result<(), Error> {
        crate::review::check_choices(&self.templates().collect::<Vec<_>>(), choices)
    }

    /// The font files, each with its SHA-256 if known.
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
    /// If the template fails, or a character has no glyph and missing glyphs aren't allowed.
    pub fn typeset(&self, review: &Review) -> Result<Warned<Document>, Error> {
        typeset(&self.inner.shared, review)
    }

    /// The plan of a review's pages as JSON, `plan.json` of [`Review::preview_files`]; `None` if its template isn't
    /// composed. [`typeset`](Self::typeset) makes it by itself.
    ///
    /// # Errors
    /// If the template fails, or what it tells isn't as it should be.
    pub fn plan(&self, review: &Review) -> Result<Option<String>, Error> {
        plan_of(&self.inner.shared, review)
    }

    /// The same pages with their boxes, what each costs and why; `None` if the review's template isn't composed. Nothing
    /// is laid out.
    ///
    /// ```
    /// # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
    /// use huimou::{Choices, Engine, Source, asset::InMemory, plan::PageKind};
    ///
    /// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    /// let toml = "[review]\ntitle = \"年度回眸\"\norganization = \"某局\"\nyear = 2024\n\
    ///             [[section]]\ntitle = \"产业\"\nlead = \"稳中有进。\"\n";
    /// let choices = Choices::new().template("editorial");
    /// let review = engine.review(&Source::new("review.toml", toml), &InMemory::new(), &choices)?.value;
    /// let drawn = engine.wireframes(&review)?.ok_or("not composed")?;
    /// assert_eq!(drawn.pages.len() % 4, 0);
    /// assert_eq!(drawn.pages[0].kind, PageKind::Front);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`plan`](Self::plan).
    pub fn wireframes(&self, review: &Review) -> Result<Option<Wireframes>, Error> {
        wireframes_of(&self.inner.shared, review)
    }

    /// Builds the specimen of a template: the theme's tokens, then every kind of block with few and many items, from
    /// sample data.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn specimen(&self, choices: &Choices) -> Result<Warned<Document>, Error> {
        let source = Source::new("specimen.toml", include_str!("../../data/specimen/review.toml"));
        self.build(&source, &crate::asset::InMemory::new(), &choices.clone().specimen(true))
    }

    /// The templates: the built-in ones, then the added ones, each sorted by name.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.inner.shared.prepared.iter().map(|prepared| &prepared.template)
    }

    /// The template with this name.
    ///
    /// # Errors
    /// [`Code::UnknownTemplate`](crate::Code::UnknownTemplate), which lists the available ones.
    pub fn template(&self, name: &str) -> Result<&Template, Error> {
        Ok(find_template(&self.templates().collect::<Vec<_>>(), name)?)
    }

    /// The template of reviews that name none; `None` if each must name one.
    pub fn default_template(&self) -> Option<&Template> {
        let name = self.inner.default_template.as_deref()?;
        self.templates().find(|template| template.manifest().name == name)
    }

    /// The font faces: the embedded ones, then the added ones, then the fallback fonts.
    pub fn faces(&self) -> &[Face] {
        self.inner.shared.fonts.faces()
    }

    /// Every character of a face from [`faces`](Self::faces), in the order of code points.
    pub fn characters(&self, face: &Face) -> impl Iterator<Item = char> {
        self.inner.shared.fonts.characters(face)
    }

    /// The first family that has a character; `None` if none has.
    pub fn family_with(&self, character: char) -> Option<&str> {
        let fonts = &self.inner.shared.fonts;
        fonts.covering(&fonts.families(), character)
    }

    /// The characters that a font stack lacks, even with the fallback fonts.
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
