//! Typst's view of the engine: a part that all reviews share, and a small `World` for each review.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Binding, Bytes, Datetime, Duration, Value};
use typst::syntax::package::PackageSpec;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::font::FontStore;
use crate::review::Review;
use crate::template::Template;

/// The part that all reviews share: built once, never changed.
pub(crate) struct SharedWorld {
    library: LazyHash<Library>,
    pub fonts: FontStore,
    pub prepared: Vec<ParsedTemplate>,
}

/// A template whose files are parsed once, when a review first needs them.
pub(crate) struct ParsedTemplate {
    pub template: Template,
    sources: HashMap<FileId, OnceLock<Source>>,
    files: HashMap<FileId, Bytes>,
    /// The document that calls the template.
    main: Source,
    /// The document that asks it for its pieces, if its pages are composed.
    plan: Option<Source>,
}

impl SharedWorld {
    pub fn new(fonts: FontStore, templates: Vec<Template>) -> Result<Self, Error> {
        let mut library = Library::default();
        // A WebAssembly plugin could run without limit, and templates don't need any: remove the function.
        library.global.scope_mut().bind("plugin".into(), Binding::detached(Value::None));
        if let Value::Module(std) = library.std.read().clone() {
            let mut std = std;
            std.scope_mut().bind("plugin".into(), Binding::detached(Value::None));
            library.std = Binding::detached(Value::Module(std));
        }
        let prepared = templates.into_iter().map(ParsedTemplate::new).collect::<Result<_, _>>()?;
        Ok(Self { library: LazyHash::new(library), fonts, prepared })
    }
}

impl ParsedTemplate {
    fn new(template: Template) -> Result<Self, Error> {
        let manifest = template.manifest();
        let error = |en: String| -> Error {
            let message = Message::new(
                format!("模板 `{}` 不能用；原文：{en}", manifest.name),
                format!("template {} can't be used: {en}", manifest.name),
            );
            Diagnostic::error(Code::TemplateBroken, message).into()
        };
        let spec = format!("@huimou/{}:{}", manifest.name, manifest.version);
        let package: PackageSpec = spec.parse().map_err(|why| error(format!("{why}")))?;
        let mut sources = HashMap::new();
        let mut files = HashMap::new();
        for (path, bytes) in template.files() {
            let path_in = VirtualPath::new(path).map_err(|why| error(format!("{path}: {why:?}")))?;
            let id = RootedPath::new(VirtualRoot::Package(package.clone()), path_in).intern();
            if path.ends_with(".typ") {
                std::str::from_utf8(bytes).map_err(|_| error(format!("{path} is not valid UTF-8")))?;
                sources.insert(id, OnceLock::new());
            }
            files.insert(id, Bytes::new(bytes.to_vec()));
        }
        let composed = manifest.composed;
        let main = Source::new(project("main.typ"), Template::call(&spec, composed));
        let plan = composed.then(|| Source::new(project("plan.typ"), Template::plan_call(&spec)));
        Ok(Self { sources, files, main, plan, template })
    }

    /// A file of the template, parsed on first use. A syntax tree takes about 65 bytes of memory per byte of text.
    fn source(&self, id: FileId) -> Option<&Source> {
        let (source, bytes) = (self.sources.get(&id)?, self.files.get(&id)?);
        Some(source.get_or_init(|| Source::new(id, String::from_utf8_lossy(bytes).into_owned())))
    }
}

/// The id of a file that a review brings: one of a small constant set of paths, since Typst keeps every id for the life
/// of the process.
fn project(path: &str) -> FileId {
    match VirtualPath::new(path) {
        Ok(path) => RootedPath::new(VirtualRoot::Project, path).intern(),
        // All callers pass valid constant names.
        Err(error) => unreachable!("{path}: {error:?}"),
    }
}

/// The world of one review.
pub(crate) struct ReviewWorld<'a> {
    shared: &'a SharedWorld,
    prepared: &'a ParsedTemplate,
    main: &'a Source,
    files: HashMap<FileId, Bytes>,
}

impl<'a> ReviewWorld<'a> {
    pub fn new(shared: &'a SharedWorld, prepared: &'a ParsedTemplate, review: &Review) -> Self {
        let mut files = HashMap::new();
        files.insert(project("sheet.json"), Bytes::from_string(review.sheet_json().to_owned()));
        files.insert(project("theme.json"), Bytes::from_string(review.theme().to_owned()));
        for (name, photo) in &review.inner.photos {
            files.insert(project(&format!("photos/{name}")), photo.bytes.clone());
        }
        Self { shared, prepared, main: &prepared.main, files }
    }

    /// The same world with the document that asks the template for its pieces; `None` if its pages aren't composed.
    pub fn asking(&self) -> Option<Self> {
        let main = self.prepared.plan.as_ref()?;
        Some(Self { shared: self.shared, prepared: self.prepared, main, files: self.files.clone() })
    }

    /// Adds the plan of the pages.
    pub fn set_plan(&mut self, json: String) {
        self.files.insert(project("plan.json"), Bytes::from_string(json));
    }

    /// The template's entry point, with its path for messages.
    pub fn entry(&self) -> Option<(String, &str)> {
        let manifest = self.prepared.template.manifest();
        let (_, bytes) = self.prepared.template.files().find(|(path, _)| *path == manifest.entrypoint)?;
        Some((format!("{}/{}", manifest.name, manifest.entrypoint), std::str::from_utf8(bytes).ok()?))
    }

    /// The file of the template that a diagnostic points to, with its path for messages.
    pub fn template_file(&self, id: FileId) -> Option<(String, &Source)> {
        let source = self.prepared.source(id)?;
        let name = &self.prepared.template.manifest().name;
        Some((format!("{name}/{}", id.vpath().get_without_slash()), source))
    }
}

impl World for ReviewWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.shared.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.prepared.source(id).cloned().ok_or_else(|| not_here(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).or_else(|| self.prepared.files.get(&id)).cloned().ok_or_else(|| not_here(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.font(index)
    }

    /// Templates can't read the clock: dates come from the review.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

impl Review {
    /// The review as files that the plain Typst tools can compile, for template authors: `sheet.json`, `theme.json`,
    /// `plan.json` if its pages are composed, `photos/…` and a `main.typ` that calls the template with them. Paths are
    /// relative, separated by `/`.
    ///
    /// `entry` is the path from `main.typ` to the template's entry point, and `plan` what
    /// [`Engine::plan`](crate::Engine::plan) returns for the review. Put the template's files
    /// ([`Template::files`](crate::Template::files)) there:
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
    /// # use huimou::{Choices, Engine, Source, asset::InMemory, files};
    /// # let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    /// # let review = engine.review(&Source::new("review.toml", ""), &InMemory::new(), &Choices::new())?.value;
    /// let template = engine.template(review.template())?;
    /// let entry = format!("template/{}", template.manifest().entrypoint);
    /// for (path, bytes) in review.preview_files(&entry, engine.plan(&review)?.as_deref()) {
    ///     files::write_below("preview", &path, &bytes)?;
    /// }
    /// for (path, bytes) in template.files() {
    ///     files::write_below("preview/template", path, bytes)?;
    /// }
    /// # }
    /// # Ok::<(), huimou::Error>(())
    /// ```
    pub fn preview_files<'a>(
        &'a self,
        entry: &str,
        plan: Option<&'a str>,
    ) -> impl Iterator<Item = (String, Cow<'a, [u8]>)> {
        let main = Template::call(entry, plan.is_some()).into_bytes();
        let own: [(&str, Cow<'_, [u8]>); 3] = [
            ("main.typ", main.into()),
            ("sheet.json", self.sheet_json().as_bytes().into()),
            ("theme.json", self.theme().as_bytes().into()),
        ];
        let photos = self.photos().map(|(name, bytes)| (format!("photos/{name}"), bytes.into()));
        let plan = plan.map(|plan| ("plan.json", plan.as_bytes().into()));
        own.into_iter().chain(plan).map(|(name, bytes)| (name.to_owned(), bytes)).chain(photos)
    }
}

/// The error for a package begins with this.
pub(crate) const NO_PACKAGE: &str = "packages are never downloaded: ";

/// Only files that were passed in exist; packages are never downloaded.
fn not_here(id: FileId) -> FileError {
    match id.root() {
        VirtualRoot::Package(package) if package.namespace != "huimou" => {
            FileError::Other(Some(format!("{NO_PACKAGE}{package}").into()))
        }
        _ => FileError::NotFound(id.vpath().get_with_slash().into()),
    }
}
