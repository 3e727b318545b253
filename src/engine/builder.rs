//! The builder of an engine. Nothing is read or checked before [`EngineBuilder::build`].

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Engine, Inner};
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::font::{FaceOrigin, FontStore, font_files, read_font};
use crate::photo::PhotoCache;
use crate::template::Template;
use crate::world::SharedWorld;

/// Builds an [`Engine`].
///
/// The order of different methods doesn't matter: each records what to load, and [`build`](Self::build) loads it.
/// Fonts added earlier take precedence over those added later; the same holds for folders.
///
/// ```
/// # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
/// let engine = huimou::Engine::builder()
///     .default_template("editorial")
///     .built_in_templates()
///     .embedded_fonts()
///     .build()?;
/// assert_eq!(engine.default_template().map(|template| template.manifest().name.as_str()), Some("editorial"));
/// # }
/// # Ok::<(), huimou::Error>(())
/// ```
#[derive(Default)]
#[must_use]
pub struct EngineBuilder {
    embedded_fonts: bool,
    fonts: Vec<(String, Cow<'static, [u8]>)>,
    fallback: Vec<PathBuf>,
    built_in_templates: bool,
    templates: Vec<Template>,
    default_template: Option<String>,
}

impl EngineBuilder {
    /// Adds the fonts of `fonts/`: Song, Hei and Kai, with a face for rare characters.
    #[cfg(feature = "embedded-fonts")]
    pub fn embedded_fonts(mut self) -> Self {
        self.embedded_fonts = true;
        self
    }

    /// Adds a font file from memory, with all its faces. Templates can use its family; messages call the file `name`.
    pub fn font(mut self, name: &str, data: impl Into<Cow<'static, [u8]>>) -> Self {
        self.fonts.push((name.to_owned(), data.into()));
        self
    }

    /// Adds all fonts below a folder, sorted by path, as a last resort: a character that no font of the template has is
    /// set in the first of these that has it.
    pub fn fallback_fonts(mut self, folder: impl AsRef<Path>) -> Self {
        self.fallback.push(folder.as_ref().to_owned());
        self
    }

    /// Adds the templates of `templates/`; [`template::BUILT_IN`](crate::template::BUILT_IN) has their names.
    #[cfg(feature = "embedded-templates")]
    pub fn built_in_templates(mut self) -> Self {
        self.built_in_templates = true;
        self
    }

    /// Adds a template. It replaces a built-in one of the same name.
    pub fn template(mut self, template: Template) -> Self {
        self.templates.push(template);
        self
    }

    /// Sets the template of reviews that name none, neither in the description nor in [`Choices`](crate::Choices).
    ///
    /// Default: `bulletin` if the built-in templates are loaded; otherwise the only template; otherwise none, so that
    /// each review must name its template.
    pub fn default_template(mut self, name: impl Into<String>) -> Self {
        self.default_template = Some(name.into());
        self
    }

    /// Reads fonts and folders, and checks that every template has its fonts. The code of a template is parsed when it
    /// is first used.
    ///
    /// # Errors
    /// All errors at once: font files and folders that can't be read, families or weights that a template lacks, two
    /// added templates with the same name, and a default template that doesn't exist.
    pub fn build(self) -> Result<Engine, Error> {
        let mut errors = Vec::new();
        let fonts = fonts(self.embedded_fonts, self.fonts, &self.fallback, &mut errors);
        let templates = templates(self.built_in_templates, self.templates, &mut errors);
        let default_template =
            default_template(self.default_template, self.built_in_templates, &templates, &mut errors);
        for template in &templates {
            for requirement in &template.manifest().fonts {
                for weight in requirement.weights.iter().filter(|weight| !fonts.has(&requirement.family, **weight)) {
                    errors.push(font_missing(&fonts, template, &requirement.family, *weight));
                }
            }
        }
        if !errors.is_empty() {
            return Err(Error::all(errors));
        }
        let extra_fonts = fonts.fallback_families();
        let shared = SharedWorld::new(fonts, templates)?;
        let inner = Inner { shared, extra_fonts, default_template, photo_cache: PhotoCache::default() };
        Ok(Engine { inner: Arc::new(inner) })
    }
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fonts: Vec<&str> = self.fonts.iter().map(|(name, _)| name.as_str()).collect();
        let templates: Vec<&str> = self.templates.iter().map(|template| template.manifest().name.as_str()).collect();
        f.debug_struct("EngineBuilder")
            .field("embedded_fonts", &self.embedded_fonts)
            .field("fonts", &fonts)
            .field("fallback", &self.fallback)
            .field("built_in_templates", &self.built_in_templates)
            .field("templates", &templates)
            .field("default_template", &self.default_template)
            .finish()
    }
}

/// Loads the fonts in the order embedded, added, fallback: Typst uses the first of equal faces.
fn fonts(
    embedded: bool,
    added: Vec<(String, Cow<'static, [u8]>)>,
    fallback: &[PathBuf],
    errors: &mut Vec<Diagnostic>,
) -> FontStore {
    let mut fonts = FontStore::default();
    #[cfg(feature = "embedded-fonts")]
    if embedded {
        errors.extend(crate::font::add_embedded(&mut fonts).err());
    }
    #[cfg(not(feature = "embedded-fonts"))]
    let _ = embedded;
    for (name, data) in added {
        errors.extend(fonts.add(&name, data, FaceOrigin::Added).err());
    }
    for folder in fallback {
        match font_files(folder) {
            Err(error) => errors.push(unreadable(folder, &error)),
            Ok(files) => errors.extend(files.iter().filter_map(|file| {
                let added = read_font(file)
                    .and_then(|bytes| fonts.add(&file.display().to_string(), bytes.into(), FaceOrigin::Fallback));
                added.err()
            })),
        }
    }
    fonts
}

/// Loads the templates: built-in ones that aren't replaced, then added ones.
fn templates(built_in: bool, mut added: Vec<Template>, errors: &mut Vec<Diagnostic>) -> Vec<Template> {
    let name = |template: &Template| template.manifest().name.clone();
    added.sort_by_key(name);
    for two in added.windows(2).filter(|two| name(&two[0]) == name(&two[1])) {
        let name = name(&two[0]);
        let message = Message::new(format!("有两个模板都叫 `{name}`"), format!("two templates are named {name}"));
        errors.push(Diagnostic::error(Code::TemplateBroken, message));
    }
    let mut all = Vec::new();
    #[cfg(feature = "embedded-templates")]
    if built_in {
        match crate::template::built_in() {
            Ok(own) => all.extend(own),
            Err(error) => errors.extend_from_slice(error.diagnostics()),
        }
    }
    #[cfg(not(feature = "embedded-templates"))]
    let _ = built_in;
    all.retain(|own| !added.iter().any(|other| name(other) == name(own)));
    all.extend(added);
    all
}

/// Determines the template of reviews that name none; see [`EngineBuilder::default_template`].
fn default_template(
    chosen: Option<String>,
    built_in: bool,
    templates: &[Template],
    errors: &mut Vec<Diagnostic>,
) -> Option<String> {
    if let Some(name) = chosen {
        let all: Vec<&Template> = templates.iter().collect();
        return match crate::review::find_template(&all, &name) {
            Ok(template) => Some(template.manifest().name.clone()),
            Err(error) => {
                errors.push(error);
                None
            }
        };
    }
    #[cfg(feature = "embedded-templates")]
    if built_in {
        return crate::template::BUILT_IN.first().map(|name| (*name).to_owned());
    }
    #[cfg(not(feature = "embedded-templates"))]
    let _ = built_in;
    match templates {
        [only] => Some(only.manifest().name.clone()),
        _ => None,
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::unreadable(&path.display().to_string(), error)
}

fn font_missing(fonts: &FontStore, template: &Template, family: &str, weight: u16) -> Diagnostic {
    let name = &template.manifest().name;
    let message = Message::new(
        format!("模板 `{name}` 要用字体 `{family}` 的字重 {weight}，现有字体里没有"),
        format!("template {name} needs {family} in weight {weight}, which isn't available"),
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
