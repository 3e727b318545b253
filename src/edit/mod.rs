//! Changes single fields of a description's text; comments, order and everything else stay as they are.
//!
//! For editors and importers. [`Description::to_toml`](crate::Description::to_toml) writes a whole file anew instead.

mod form;
mod walk;

use serde::Serialize;
use toml_edit::DocumentMut;

use self::walk::{Place, put};
use crate::description::{Examined, FieldPath, MAX_BYTES, Tree, examine, node, too_large};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};
use crate::source::Source;

/// The longest path: deeper than the language goes.
const MAX_STEPS: usize = 16;

/// A description's text under change.
///
/// A path is written as messages print it, with indices from 0: `section[1].award[0].name`. In brackets may also stand
/// the `id`, `title`, `name`, `label` or `caption` of the item meant: `section[经济].lead`.
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
    /// Opens a text.
    ///
    /// # Errors
    /// If the text isn't TOML 1.0: with every mistake, as [`Description::parse`](crate::Description::parse) reports them.
    /// What the language says of its fields doesn't matter yet.
    pub fn new(source: &Source) -> Result<Self, Error> {
        let errors = Tree::read(source).errors;
        if !errors.is_empty() {
            return Err(Error::all(errors));
        }
        Ok(Self { document: parse(source)?, source: source.clone() })
    }

    /// The text as it is now, under its old name.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Sets a field to a value: anything that serde serializes, a single text as well as a whole section, read as by
    /// [`Source::from_value`]. Tables that the path needs and an item at the end of an array are added; what serializes
    /// to nothing, such as `None`, is [removed](Self::remove).
    ///
    /// A field that is still missing elsewhere, or that contradicts another one, is no error here: it may be set next.
    ///
    /// # Errors
    /// If the path leads nowhere, or the language doesn't take this value there. The text is unchanged then.
    pub fn set(&mut self, path: &str, value: impl Serialize) -> Result<(), Error> {
        let node = node(&value).map_err(|error| within(path, &error))?;
        let FieldPath { steps } =
            FieldPath::parse(path).filter(|path| path.steps.len() <= MAX_STEPS).ok_or_else(|| no_path(path))?;
        let mut document = self.document.clone();
        let mut place = Place { indented: is_indented(self.source.text()), ..Place::default() };
        put(document.as_table_mut(), &mut place, &steps, node.as_ref())?;
        let mut text = self.as_before(document.to_string());
        // What stands at the head of the file belongs to no table, even if its first one goes.
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
        // Read again, so that what the next change starts from is the text and nothing else.
        *self = Self { document: parse(&source)?, source };
        Ok(())
    }

    /// Takes a field, or an item of an array, away with all that it holds. What isn't there is no error.
    ///
    /// # Errors
    /// If the path leads nowhere: through an item that isn't there, or into a value that is no table.
    pub fn remove(&mut self, path: &str) -> Result<(), Error> {
        self.set(path, None::<()>)
    }

    /// With the byte order mark and the line ends of the text that was opened.
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

/// Comments at the beginning of a text that a blank line parts from what follows.
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

/// Whether the headers of a text that stand inside others are indented, as in our own files; so they are if there are
/// none yet.
fn is_indented(text: &str) -> bool {
    let header = |line: &&str| {
        let inner = line.trim_start().trim_start_matches('[');
        inner.len() < line.trim_start().len() && inner.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let mut nested = text.lines().filter(header).filter(|line| line.contains('.')).peekable();
    nested.peek().is_none() || nested.any(|line| line.starts_with([' ', '\t']))
}

/// Refuses what the language says is wrong with the value at `path`, and with it alone.
fn judge(text: &str, path: &str) -> Result<(), Error> {
    // As data: the lines of a text that will be thrown away would mislead.
    let Examined { found, .. } = examine(&Source::data(text.to_owned(), Vec::new()));
    let found: Vec<Diagnostic> = found
        .into_iter()
        .filter(|error| error.severity == Severity::Error && concerns(error, path))
        .map(|error| Diagnostic { labels: Vec::new(), ..error })
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Error::all(found)) }
}

/// Whether an error lies in the value at `path`, rather than in what is missing beside it.
fn concerns(error: &Diagnostic, path: &str) -> bool {
    let Some(field) = error.field.as_deref() else { return false };
    let inside = |field: &str, path: &str| {
        field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    match error.code {
        Code::MissingField | Code::Contradiction | Code::Duplicate | Code::UnknownReference => false,
        // The path itself may lead through what the language doesn't have.
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

/// Why a value can't be taken, seen from the whole description.
fn within(path: &str, error: &Error) -> Error {
    let placed = error.diagnostics().iter().map(|diagnostic| {
        let inner = diagnostic.field.as_deref().unwrap_or_default();
        let joint = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        diagnostic.clone().field(format!("{path}{joint}{inner}"))
    });
    Error::all(placed.collect())
}
