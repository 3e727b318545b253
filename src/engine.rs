//! The engine: fonts and templates, loaded once, shared by every review.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::asset::Assets;
use crate::description::Description;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned};
use crate::document::{Document, typeset};
use crate::font::{Face, FontStore, font_files};
use crate::photo::PhotoCache;
use crate::review::{Choices, ResolveContext, Review, find_template, resolve, review};
use crate::source::Source;
use crate::template::{Stack, Template};
use crate::world::SharedWorld;

/// Fonts and templates. Building one costs a few milliseconds; cloning it costs nothing.
///
/// ```
/// # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
/// use huimou::{Choices, Description, Engine, PdfOptions, Source, asset::InMemory};
/// let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
/// let text = "[review]\ntitle = '回眸'\norganization = '某局'\nyear = 2024\n[[section]]\ntitle = '一'";
/// let description = Description::parse(&Source::new("review.toml", text))?.value;
/// let review = engine.resolve(&description, &InMemory::new(), &Choices::new())?.value;
/// let document = engine.typeset(&review)?.value;
/// assert!(document.to_pdf(&PdfOptions::default())?.starts_with(b"%PDF-1.7"));
/// # }
/// # Ok::<(), huimou::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    shared: SharedWorld,
    extra_fonts: Vec<String>,
    photo_cache: PhotoCache,
}

impl Engine {
    /// Starts with nothing: no font, no template, no system access.
    pub fn builder() -> EngineBuilder {
        EngineBuilder { fonts: FontStore::default(), templates: Vec::new(), extra_from: None, errors: Vec::new() }
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

    /// Lays a review out on this very thread, which must have a deep stack; `jobs` reviews are under way at a time.
    #[cfg(feature = "batch")]
    pub(crate) fn typeset_here(&self, review: &Review, jobs: usize) -> Result<Warned<Document>, Error> {
        crate::document::typeset_here(&self.inner.shared, review, jobs)
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
            fonts: &self.inner.shared.fonts,
            extra_fonts: self.inner.extra_fonts.iter().map(String::as_str).collect(),
            photo_cache: &self.inner.photo_cache,
        }
    }

    /// Lays a review out into pages. Cached results older than two reviews are evicted.
    ///
    /// # Errors
    /// If the template fails, or a character came out without a glyph.
    pub fn typeset(&self, review: &Review) -> Result<Warned<Document>, Error> {
        typeset(&self.inner.shared, review)
    }

    /// The specimen of a template: the theme's tokens, then every kind of block from few items to many, with sample data.
    ///
    /// # Errors
    /// As [`review`](Self::review) and [`typeset`](Self::typeset).
    #[cfg(feature = "embedded-templates")]
    pub fn specimen(&self, choices: &Choices) -> Result<Warned<Document>, Error> {
        let source = Source::new("specimen.toml", include_str!("../data/specimen/review.toml"));
        let review = self.review(&source, &crate::asset::InMemory::new(), &choices.clone().specimen(true))?;
        self.typeset(&review.value)
    }

    /// The templates, built-in ones first.
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

    /// The faces of the font store, in the order in which they were added.
    pub fn faces(&self) -> &[Face] {
        self.inner.shared.fonts.faces()
    }

    /// How many characters the face at an index of [`faces`](Self::faces) has; 0 if there is none.
    pub fn characters(&self, face: usize) -> usize {
        self.inner.shared.fonts.characters(face)
    }

    /// The first family of the font store that has a character.
    pub fn family_with(&self, character: char) -> Option<&str> {
        let fonts = &self.inner.shared.fonts;
        fonts.covering(&fonts.families(), character)
    }

    /// Those among `characters` that a font stack lacks, even with the fonts that were added to it.
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

/// Gathers what an [`Engine`] holds.
#[must_use]
pub struct EngineBuilder {
    fonts: FontStore,
    templates: Vec<Template>,
    /// Faces from here on were added by the user.
    extra_from: Option<usize>,
    errors: Vec<Diagnostic>,
}

impl EngineBuilder {
    /// Adds the fonts of `fonts/`: Song, Hei and Kai, with a face for rare characters.
    #[cfg(feature = "embedded-fonts")]
    pub fn embedded_fonts(mut self) -> Self {
        if let Err(error) = crate::font::add_embedded(&mut self.fonts) {
            self.errors.push(error);
        }
        self
    }

    /// Adds a font file from memory.
    pub fn font(mut self, name: &str, data: impl Into<Cow<'static, [u8]>>) -> Self {
        self.add_font(name, data);
        self
    }

    /// Adds every font below a folder as the last resort of each font stack, in the order of their paths.
    pub fn font_folder(mut self, folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref();
        self.extra_from.get_or_insert(self.fonts.faces().len());
        match font_files(folder) {
            Err(error) => self.errors.push(unreadable(folder, &error)),
            Ok(files) => {
                for file in files {
                    match std::fs::read(&file) {
                        Ok(bytes) => self.add_font(&file.display().to_string(), bytes),
                        Err(error) => self.errors.push(unreadable(&file, &error)),
                    }
                }
            }
        }
        self
    }

    fn add_font(&mut self, name: &str, data: impl Into<Cow<'static, [u8]>>) {
        if let Err(error) = self.fonts.add(name, data) {
            self.errors.push(error);
        }
    }

    /// Adds the templates of `templates/`.
    #[cfg(feature = "embedded-templates")]
    pub fn built_in_templates(mut self) -> Self {
        match crate::template::built_in() {
            Ok(templates) => self.templates.extend(templates),
            Err(error) => self.errors.extend_from_slice(error.diagnostics()),
        }
        self
    }

    /// The names of the templates so far.
    pub fn template_names(&self) -> Vec<String> {
        self.templates.iter().map(|template| template.manifest().name.clone()).collect()
    }

    /// Adds a template; it takes the place of one with the same name.
    pub fn template(mut self, template: Template) -> Self {
        self.templates.retain(|other| other.manifest().name != template.manifest().name);
        self.templates.push(template);
        self
    }

    /// Checks that every template has its fonts. Its code is parsed when the first review is set with it.
    ///
    /// # Errors
    /// With every font file and folder that can't be read, and every family or weight that a template lacks.
    pub fn build(self) -> Result<Engine, Error> {
        let mut errors = self.errors;
        for template in &self.templates {
            for requirement in &template.manifest().fonts {
                for weight in &requirement.weights {
                    if !self.fonts.has(&requirement.family, *weight) {
                        errors.push(font_missing(&self.fonts, template, &requirement.family, *weight));
                    }
                }
            }
        }
        if !errors.is_empty() {
            return Err(Error::all(errors));
        }
        let from = self.extra_from.unwrap_or(self.fonts.faces().len());
        let own: Vec<&str> = self.fonts.faces()[..from].iter().map(|face| face.family.as_str()).collect();
        let mut extra_fonts: Vec<String> = Vec::new();
        for face in &self.fonts.faces()[from..] {
            if !own.contains(&face.family.as_str()) && !extra_fonts.contains(&face.family) {
                extra_fonts.push(face.family.clone());
            }
        }
        let shared = SharedWorld::new(self.fonts, self.templates)?;
        Ok(Engine { inner: Arc::new(Inner { shared, extra_fonts, photo_cache: PhotoCache::default() }) })
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::unreadable(&path.display().to_string(), error)
}

fn font_missing(fonts: &FontStore, template: &Template, family: &str, weight: u16) -> Diagnostic {
    let name = &template.manifest().name;
    let message = Message::new(
        format!("模板 `{name}` 要用字体 `{family}` 的字重 {weight}，现有字体里没有"),
        format!("the template {name} needs {family} in weight {weight}, which no font here has"),
    );
    let diagnostic = Diagnostic::error(Code::FontMissing, message);
    let weights: Vec<String> =
        fonts.faces().iter().filter(|face| face.family == family).map(|face| face.weight.to_string()).collect();
    if weights.is_empty() {
        return diagnostic;
    }
    let there = weights.join(", ");
    diagnostic.hint(Message::new(format!("`{family}` 有字重 {there}"), format!("{family} has the weights {there}")))
}
