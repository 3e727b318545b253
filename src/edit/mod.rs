//! Changes single fields of a description's text, and keeps comments, order and everything else.
//!
//! For editors and importers. To write a whole file, use [`Description::to_toml`](crate::Description::to_toml).

mod form;
mod walk;

use serde::Serialize;
use toml_edit::DocumentMut;

use self::walk::{Place, put};
use crate::description::{Examined, FieldPath, MAX_BYTES, Tree, examine, node, too_large};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};
use crate::source::Source;

/// The longest path, in steps; deeper than the language nests.
const MAX_STEPS: usize = 16;

/// Edits the text of a description.
///
/// Paths are written as in messages, with indices from 0: `section[1].award[0].name`. Instead of an index, brackets may
/// hold the `id`, `title`, `name`, `label` or `caption` of an item: `section[经济].lead`.
///
/// ```
/// use huimou::{Source, edit::Editor};
///
/// let text = "[review]\ntitle = '回眸' # 暂定\norganization = '某局'\nyear = 2023\n\n[[section]]\ntitle = '经济'\n";
/// let mut editor = Editor::new(&Source::new("review.toml", text))?;
/// editor.set("review.year", 2024)?;
/// editor.set("section[经济].indicator[0]", serde_json::json!({ "label": "产值", "value": "12.50" }))?;
/// editor.set("section[0].indicator[0].unit", "亿元")?;
/// assert_eq!(
///     editor.source().text(),
///     "[review]\ntitle = '回眸' # 暂定\norganization = '某局'\nyear = 2024\n\n[[section]]\ntitle = '经济'\n\n  \
///      [[section.indicator]]\n  label = \"产值\"\n  value = \"12.50\"\n  unit = \"亿元\"\n"
/// );
/// let error = editor.set("review.year", "去年").unwrap_err();
/// assert_eq!(error.to_string(), "review.year: `year` must be an integer, not a string [wrong-type]");
/// # Ok::<(), huimou::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Editor {
    document: DocumentMut,
    source: Source,
}

impl Editor {
    /// Opens a text. It must be TOML 1.0, but its fields may still have errors.
    ///
    /// # Errors
    /// All syntax errors, as reported by [`Description::parse`](crate::Description::parse).
    pub fn new(source: &Source) -> Result<Self, Error> {
        let errors = Tree::read(source).errors;
        if !errors.is_empty() {
            return Err(Error::all(errors));
        }
        Ok(Self { document: parse(source)?, source: source.clone() })
    }

    /// The current text, under the name of the original.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Sets a field to anything that serde serializes, from a single text to a whole section; values are read as by
    /// [`Source::from_value`]. Missing tables on the path are added; the index after the last item of an array appends
    /// one. An absent value, such as `None`, [removes](Self::remove) the field.
    ///
    /// Missing fields and contradictions between fields aren't errors here, since the next call may resolve them.
    ///
    /// # Errors
    /// If there is no field at the path, or the value isn't valid for it. The text is then unchanged.
    pub fn set(&mut self, path: &str, value: impl Serialize) -> Result<(), Error> {
        let node = node(&value).map_err(|error| within(path, &error))?;
        let FieldPath { steps } =
            FieldPath::parse(path).filter(|path| path.steps.len() <= MAX_STEPS).ok_or_else(|| no_path(path))?;
        let mut document = self.document.clone();
        let mut place = Place { indented: is_indented(self.source.text()), ..Place::default() };
        put(document.as_table_mut(), &mut place, &steps, node.as_ref())?;
        let mut text = self.as_before(document.to_string());
        // Comments at the head of the file belong to no table, and must stay even if the first table is removed.
        let head = head(self.source.text());
        if !text.starts_with(head) {
            text.insert_str(0, head);
        }
        if text.len() > MAX_BYTES {
            return Err(too_large(self.source.name(), text.len()).into());
        }
        if node.is_some() {
            judge(&text, &place.path)?;
        }
        let source = Source::new(self.source.name(), text);
        // Parse the text again, so that the next change starts from the text alone.
        *self = Self { document: parse(&source)?, source };
        Ok(())
    }

    /// Removes a field or an item of an array, with everything in it. Removing an absent field is not an error.
    ///
    /// # Errors
    /// If the path goes through an item that doesn't exist, or into a value that isn't a table.
    pub fn remove(&mut self, path: &str) -> Result<(), Error> {
        self.set(path, None::<()>)
    }

    /// Restores the byte order mark and the line ends of the original.
    fn as_before(&self, mut text: String) -> String {
        let old = self.source.text();
        if old.trim().is_empty() {
            return text.trim_start().to_owned();
        }
        if old.starts_with('\u{FEFF}') && !text.starts_with('\u{FEFF}') {
            text.insert(0, '\u{FEFF}');
        }
        if !old.ends_with('\n') && text.ends_with('\n') {
            text.pop();
        }
        let breaks = old.matches('\n').count();
        if breaks > 0 && old.matches("\r\n").count() == breaks {
            text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        text
    }
}

fn parse(source: &Source) -> Result<DocumentMut, Error> {
    source.text().parse().map_err(|error: toml_edit::TomlError| {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        let message = Message::new(format!("不合 TOML 1.0，不能逐项修改；原文：{message}"), message);
        let diagnostic = Diagnostic::error(Code::Syntax, message);
        match error.span() {
            Some(span) => diagnostic.at(source, span),
            None => diagnostic,
        }
        .into()
    })
}

/// The comments at the beginning of a text that a blank line separates from the rest.
fn head(text: &str) -> &str {
    let mut end = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        match line.trim_start() {
            "" => end = at,
            line if line.starts_with('#') => {}
            _ => break,
        }
    }
    &text[..end]
}

/// Whether nested headers are indented, as in files that `to_toml` writes; `true` if there are none.
fn is_indented(text: &str) -> bool {
    let header = |line: &&str| {
        let inner = line.trim_start().trim_start_matches('[');
        inner.len() < line.trim_start().len() && inner.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let mut nested = text.lines().filter(header).filter(|line| line.contains('.')).peekable();
    nested.peek().is_none() || nested.any(|line| line.starts_with([' ', '\t']))
}

/// Reports the errors of the value at `path`, and no others.
fn judge(text: &str, path: &str) -> Result<(), Error> {
    // As data, so that errors name fields: on an error this text is discarded, and its lines would mislead.
    let Examined { found, .. } = examine(&Source::data(text.to_owned(), Vec::new()));
    let found: Vec<Diagnostic> = found
        .into_iter()
        .filter(|error| error.severity == Severity::Error && concerns(error, path))
        .map(|error| Diagnostic { labels: Vec::new(), ..error })
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Error::all(found)) }
}

/// Whether an error is in the value at `path`, rather than about a missing or contradicting field.
fn concerns(error: &Diagnostic, path: &str) -> bool {
    let Some(field) = error.field.as_deref() else { return false };
    let inside = |field: &str, path: &str| {
        field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    match error.code {
        Code::MissingField | Code::Contradiction | Code::Duplicate | Code::UnknownReference => false,
        // The path itself may go through an unknown field.
        Code::UnknownKey | Code::WrongType => inside(field, path) || inside(path, field),
        _ => inside(field, path),
    }
}

fn no_path(path: &str) -> Error {
    let shown: String = path.chars().take(60).collect();
    let message = Message::new(
        format!("`{shown}` 不是字段路径：写作 `section[1].award[0].name`，下标从 0 起"),
        format!("`{shown}` is not a field path; write section[1].award[0].name, with indices from 0"),
    );
    Diagnostic::error(Code::UnknownReference, message).into()
}

/// Prefixes the fields of the errors with the path of the value.
fn within(path: &str, error: &Error) -> Error {
    let placed = error.diagnostics().iter().map(|diagnostic| {
        let inner = diagnostic.field.as_deref().unwrap_or_default();
        let joint = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        diagnostic.clone().field(format!("{path}{joint}{inner}"))
    });
    Error::all(placed.collect())
}
