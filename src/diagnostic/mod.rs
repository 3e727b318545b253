//! Errors and warnings as data: codes, places, and messages in both languages.
//!
//! Every stage collects [`Diagnostic`]s and ends with `conclude`, which returns either the result with its warnings
//! ([`Warned`]) or an [`Error`] with everything that was found. Nothing is printed here; `report` turns them into text.

mod code;
mod cure;
mod explanations;
mod finding;
mod io;

use std::fmt;
use std::io::ErrorKind;
use std::sync::Arc;

pub use code::{Class, Code};
pub use cure::Cure;
#[cfg(feature = "batch")]
pub(crate) use io::io_kind;

pub use crate::message::{Language, Message};
use crate::rule::Finding;
use crate::source::{Origin, Source, Span};

/// Error or warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// There is a result, but someone should look at it.
    Warning,
    /// There is no result.
    Error,
}

/// A labelled span of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The source; kept here, so that a diagnostic can be shown at any time.
    pub source: Source,
    /// The bytes that are marked.
    pub span: Span,
    /// The label's text; may be empty.
    pub message: Message,
}

/// One error or warning.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Its kind, with a stable name.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: Message,
    /// Places, the main one first; empty if there is no place in a text. [`place`](Self::place) prints the main one.
    pub labels: Vec<Label>,
    /// The field of the description, for example `section[3].award[0].name`; `None` if it isn't about a field.
    pub field: Option<Arc<str>>,
    /// What the author can do about it. Each hint applies to this very case.
    pub hints: Vec<Message>,
    /// What the caller of the library can do about it.
    pub cures: Vec<Cure>,
    /// The kind of the operating system's error; `None` if it didn't come from there.
    pub io_kind: Option<ErrorKind>,
    /// The violated rule and its places on the pages; only for [`Code::Typography`].
    pub finding: Option<Arc<Finding>>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: Code, message: Message) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message,
            labels: Vec::new(),
            field: None,
            hints: Vec::new(),
            cures: Vec::new(),
            io_kind: None,
            finding: None,
        }
    }

    /// A warning without a place yet.
    pub fn warning(code: Code, message: Message) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place without a message. The first one added is the main place.
    pub fn at(self, source: &Source, span: impl Into<Span>) -> Self {
        self.also(source, span, Message::default())
    }

    /// Adds the place of a field of the description, and sets [`field`](Self::field) unless it is set.
    pub fn at_field(mut self, source: &Source, origin: &Origin) -> Self {
        self.field.get_or_insert_with(|| origin.path.clone());
        self.at(source, origin.span)
    }

    /// Sets the field of the description.
    pub fn field(mut self, path: impl Into<Arc<str>>) -> Self {
        self.field = Some(path.into());
        self
    }

    /// Adds a further place with a message.
    pub fn also(mut self, source: &Source, span: impl Into<Span>, message: Message) -> Self {
        let (source, span) = source.locate(span.into());
        self.labels.push(Label { source: source.clone(), span, message });
        self
    }

    /// The main place, as messages print it: `review.toml:2:5`, `t.xlsx 汇总!G81`; for a program's data, the field.
    /// `None` if it has neither.
    pub fn place(&self) -> Option<String> {
        let label = self.labels.first();
        let written = || label.map(|label| label.source.place(label.span));
        // A missing field has no place in the data, but a path.
        let named = label.is_none_or(|label| label.source.is_data());
        let field = self.field.as_deref().filter(|path| named && !path.is_empty()).map(str::to_owned);
        field.or_else(written).filter(|place| !place.is_empty())
    }

    /// Adds what the author can do.
    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    /// Adds what the caller of the library can do.
    pub fn cure(mut self, cure: Cure) -> Self {
        self.cures.push(cure);
        self
    }

    /// The hints, followed by one hint that joins the cures, each worded by `say`.
    ///
    /// ```
    /// use huimou::{Code, Cure, Diagnostic, Message};
    ///
    /// let error = Diagnostic::error(Code::FontMissing, Message::new("没有这种字体", "no such font"));
    /// let error = error.cure(Cure::AddFontFamily);
    /// let said = error.advice(|cure| match cure {
    ///     Cure::AddFontFamily => Message::new("点“上传字体”", "press “Upload a font”"),
    ///     other => other.words(),
    /// });
    /// assert_eq!(said[0].en, "press “Upload a font”");
    /// ```
    pub fn advice(&self, say: impl Fn(Cure) -> Message) -> Vec<Message> {
        self.hints.iter().cloned().chain(Cure::join(&self.cures, say)).collect()
    }
}

/// A result with its warnings.
#[derive(Debug, Clone)]
#[must_use]
pub struct Warned<T> {
    /// The result.
    pub value: T,
    /// Warnings, in the order of the stages that gave them.
    pub warnings: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// A result without warnings.
    pub fn new(value: T) -> Self {
        Self { value, warnings: Vec::new() }
    }

    /// Appends the warnings to `into` and returns the result.
    pub fn gather(self, into: &mut Vec<Diagnostic>) -> T {
        into.extend(self.warnings);
        self.value
    }

    /// Passes the result to `next`. The warnings so far come before those of `next`, even if `next` fails.
    ///
    /// ```
    /// # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
    /// # use huimou::{Choices, Engine, Source, asset::InMemory};
    /// # let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    /// # let text = "[review]\ntitle = '回眸'\norganization = '某局'\nyear = 2024\n[[section]]\ntitle = '一'";
    /// # let source = Source::new("review.toml", text);
    /// let reviewed = engine.review(&source, &InMemory::new(), &Choices::new())?;
    /// let document = reviewed.and_then(|review| engine.typeset(&review))?;
    /// # }
    /// # Ok::<(), huimou::Error>(())
    /// ```
    ///
    /// # Errors
    /// The error of `next`, preceded by the warnings so far.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Result<Warned<U>, Error>) -> Result<Warned<U>, Error> {
        let Self { value, mut warnings } = self;
        match next(value) {
            Ok(more) => {
                let value = more.gather(&mut warnings);
                Ok(Warned { value, warnings })
            }
            Err(error) => Err(error.after(warnings)),
        }
    }
}

/// A failure: at least one error, and the warnings given before it. Cheap to clone.
#[derive(Clone)]
pub struct Error {
    diagnostics: Arc<Vec<Diagnostic>>,
}

impl Error {
    /// Every error and warning, in the order of stages, and of places within a stage.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The class of the first error.
    pub fn class(&self) -> Class {
        self.errors().next().map_or(Class::Content, |d| d.code.class())
    }

    /// Whether the review's content is at fault, by the class of the first error.
    pub fn is_content(&self) -> bool {
        self.class() == Class::Content
    }

    /// Whether fonts, templates or themes are at fault.
    pub fn is_setup(&self) -> bool {
        self.class() == Class::Setup
    }

    /// Whether reading or writing a file failed; [`io_kind`](Self::io_kind) says how.
    pub fn is_io(&self) -> bool {
        self.class() == Class::Io
    }

    /// Whether the call itself is at fault.
    pub fn is_usage(&self) -> bool {
        self.class() == Class::Usage
    }

    /// Whether one of the errors has this code.
    pub fn has(&self, code: Code) -> bool {
        self.errors().any(|diagnostic| diagnostic.code == code)
    }

    /// The kind of the first error that came from the operating system; `None` if none did.
    ///
    /// A program may want to retry after [`ErrorKind::Interrupted`], for example, but not after
    /// [`ErrorKind::PermissionDenied`].
    ///
    /// ```
    /// use std::io::ErrorKind;
    /// let error = huimou::Template::read("no/such/folder").unwrap_err();
    /// assert_eq!(error.io_kind(), Some(ErrorKind::NotFound));
    /// ```
    pub fn io_kind(&self) -> Option<ErrorKind> {
        self.errors().find_map(|diagnostic| diagnostic.io_kind)
    }

    fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// An error with these diagnostics, at least one of which must be an error.
    pub(crate) fn all(diagnostics: Vec<Diagnostic>) -> Self {
        debug_assert!(!diagnostics.is_empty());
        Self { diagnostics: Arc::new(diagnostics) }
    }

    /// Turns warnings into errors, for callers that treat warnings as errors; `None` if there are none.
    pub fn from_warnings(warnings: Vec<Diagnostic>) -> Option<Self> {
        let as_error = |warning: Diagnostic| Diagnostic { severity: Severity::Error, ..warning };
        (!warnings.is_empty()).then(|| Self::all(warnings.into_iter().map(as_error).collect()))
    }

    /// The same failure with warnings of earlier stages before it.
    #[must_use]
    pub fn after(self, mut warnings: Vec<Diagnostic>) -> Self {
        warnings.extend(self.diagnostics.iter().cloned());
        Self { diagnostics: Arc::new(warnings) }
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: Arc::new(vec![diagnostic]) }
    }
}

/// Concludes a stage: an [`Error`] if it found an error or has no value, otherwise the value with its warnings.
pub(crate) fn conclude<T>(value: Option<T>, found: Vec<Diagnostic>) -> Result<Warned<T>, Error> {
    let failed = found.iter().any(|d| d.severity == Severity::Error);
    match value {
        Some(value) if !failed => Ok(Warned { value, warnings: found }),
        _ => Err(Error::all(found)),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, diagnostic) in self.errors().enumerate() {
            if k > 0 {
                f.write_str("; ")?;
            }
            if let Some(place) = diagnostic.place() {
                write!(f, "{place}: ")?;
            }
            write!(f, "{} [{}]", diagnostic.message.en, diagnostic.code)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {}
