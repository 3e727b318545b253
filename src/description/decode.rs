//! TOML tree → typed values, with all errors on the way.
//!
//! Decoding never stops at an error: each value that can't be read reports it and is `None`, and its neighbours are
//! still read, so that one run shows everything.

use toml::Spanned;
use toml::de::DeValue;

use super::fields::{Fields, example, unknown_keys};
use super::grammar::{Described, Kind};
use super::role::Role;
use crate::diagnostic::{Code, Diagnostic, Message, Severity};
use crate::source::{Origin, Source, Span};

/// A text field of a description, with its role.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TextField {
    /// Where it was written.
    pub origin: Origin,
    /// The text, with escapes resolved.
    pub text: String,
    /// Whether it may have inline markup.
    pub prose: bool,
    /// What it is for.
    pub role: Role,
}

/// The diagnostics and texts of one decoding run.
pub(crate) struct Decoder<'s> {
    pub source: &'s Source,
    /// Errors, and warnings for values that were read in another form than written.
    pub found: Vec<Diagnostic>,
    pub texts: Vec<TextField>,
}

/// Rules across the fields of a record. They run on every record that could be read; `clean` says that no value inside
/// it had an error, which rules about missing items need to know.
pub(crate) trait Check {
    fn check(&self, _: &Source, _clean: bool, _report: &mut dyn FnMut(Diagnostic)) {}

    /// Brings the fields into the form that the rest of the program expects; runs before `check`.
    fn normalize(&mut self, _: &mut Decoder) {}
}

/// A value that can be read from TOML. `None` means that an error was reported.
pub(crate) trait Decode: Sized {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self>;
}

impl Decoder<'_> {
    /// Reports an error at a span, and returns it for hints.
    pub fn error(&mut self, code: Code, path: &str, span: impl Into<Span>, message: Message) -> &mut Diagnostic {
        let error = Diagnostic::error(code, message).at(self.source, span).field(path);
        self.found.push(error);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Warns how a value was read that isn't in the language's own form.
    pub fn read_as(&mut self, path: &str, span: impl Into<Span>, message: Message) {
        self.found.push(Diagnostic::warning(Code::ReadAs, message).at(self.source, span).field(path));
    }

    /// Whether no error was reported since there were `before` diagnostics.
    pub fn clean_since(&self, before: usize) -> bool {
        self.found[before..].iter().all(|d| d.severity == Severity::Warning)
    }

    /// The text of a span, shortened for messages.
    pub fn written(&self, span: impl Into<Span>) -> String {
        let span = span.into();
        shortened(self.source.text().get(span.start..span.end).unwrap_or_default())
    }

    /// Reports that a value has the wrong type.
    pub fn wrong_type(&mut self, value: &Spanned<DeValue>, path: &str, zh: &str, en: &str) -> &mut Diagnostic {
        let (is_zh, is_en) = type_name(value.get_ref());
        let key = last_key(path);
        self.error(
            Code::WrongType,
            path,
            value.span(),
            Message::new(format!("`{key}` 应为{zh}，这里却是{is_zh}"), format!("`{key}` must be {en}, not {is_en}")),
        )
    }

    /// Opens a table to read its keys one by one.
    pub fn open<'v, 'i>(
        &mut self,
        value: &'v Spanned<DeValue<'i>>,
        path: &str,
        known: &'static [(&'static str, &'static str)],
    ) -> Option<Fields<'v, 'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Fields {
                unknown_keys: unknown_keys(table, known),
                table,
                span: value.span().into(),
                path: path.into(),
            }),
            other => {
                let key = last_key(path);
                let code = Code::WrongType;
                match example(key.split('[').next().unwrap_or(key), other, &self.written(value.span())) {
                    Some(form) => {
                        let message = Message::new(format!("`{key}` 要写成 {form}"), format!("write {key} = {form}"));
                        self.error(code, path, value.span(), message);
                    }
                    None => {
                        self.wrong_type(value, path, "一个表", "a table");
                    }
                }
                None
            }
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let DeValue::Array(array) = value.get_ref() else {
            let key = last_key(path);
            match as_array(key, value.get_ref()) {
                Some(form) => {
                    let message = Message::new(
                        format!("`{key}` 要写成数组：{key} = {form}"),
                        format!("`{key}` must be an array: {key} = {form}"),
                    );
                    decoder.error(Code::WrongType, path, value.span(), message);
                }
                None => {
                    decoder.wrong_type(value, path, "数组 [ ]", "an array");
                }
            }
            return None;
        };
        // Every element is tried, so that one run shows the errors of all.
        let all: Vec<Option<T>> =
            array.iter().enumerate().map(|(k, item)| T::decode(decoder, item, &format!("{path}[{k}]"))).collect();
        all.into_iter().collect()
    }
}

/// A value with its origin, for types that don't hold one.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transparent))]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub origin: Origin,
}

impl<T: Described> Described for Placed<T> {
    const KIND: Kind = T::KIND;
}

impl<T: Decode> Decode for Placed<T> {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let origin = Origin { path: path.into(), span: value.span().into() };
        T::decode(decoder, value, path).map(|value| Self { value, origin })
    }
}

impl Decode for bool {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let word = match value.get_ref() {
            DeValue::Boolean(found) => return Some(*found),
            DeValue::String(word) => word.trim(),
            _ => "",
        };
        let found = match word {
            "true" | "True" | "TRUE" | "是" | "yes" => true,
            "false" | "False" | "FALSE" | "否" | "no" => false,
            _ => {
                decoder.wrong_type(value, path, " `true` 或 `false`", "true or false");
                return None;
            }
        };
        let message = Message::new(format!("“{word}”按 {found} 处理"), format!("\"{word}\" was read as {found}"));
        decoder.read_as(path, value.span(), message);
        Some(found)
    }
}

/// The known word nearest to `word`, if it is near enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut near: Option<(usize, &str)> = None;
    for candidate in known {
        // Computing the distance costs the product of the lengths, and a typo hardly changes the length.
        let (a, b) = (word.chars().count(), candidate.chars().count());
        if a > 64 || b > 64 || a.abs_diff(b) > (a.max(b) / 3).max(1) {
            continue;
        }
        let distance = strsim::damerau_levenshtein(word, candidate);
        let allowed = (a.max(b) / 3).max(1);
        if distance <= allowed && near.is_none_or(|(best, _)| distance < best) {
            near = Some((distance, candidate));
        }
    }
    near.map(|(_, candidate)| candidate)
}

pub(crate) fn did_you_mean(word: &str) -> Message {
    Message::new(format!("是否要写 `{word}`？"), format!("did you mean `{word}`?"))
}

/// A text shortened to 60 characters, for messages.
pub(super) fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

pub(super) fn last_key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn type_name(value: &DeValue) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("文字", "a string"),
        DeValue::Integer(_) => ("整数", "an integer"),
        DeValue::Float(_) => ("小数", "a float"),
        DeValue::Boolean(true) => (" `true`", "a boolean"),
        DeValue::Boolean(false) => (" `false`", "a boolean"),
        DeValue::Datetime(_) => ("日期", "a date"),
        DeValue::Array(_) => ("数组 [ ]", "an array"),
        DeValue::Table(_) => ("表 { }", "a table"),
    }
}

/// Decodes one of several words, or reports an error that lists them. An alias of a word is accepted with a warning.
pub(crate) fn choose<'w>(
    decoder: &mut Decoder,
    value: &Spanned<DeValue>,
    path: &str,
    words: &[(&'w str, &[&str])],
) -> Option<&'w str> {
    let list = words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>();
    let Some(word) = value.get_ref().as_str() else {
        let one_of = format!("one of {}", list.join(", "));
        decoder.wrong_type(value, path, &format!(" {} 之一", list.join("、")), &one_of);
        return None;
    };
    if let Some((known, _)) = words.iter().find(|(known, _)| *known == word) {
        return Some(known);
    }
    let said = shortened(word);
    let bare = word.trim().to_lowercase();
    if let Some((known, _)) = words.iter().find(|(known, others)| *known == bare || others.contains(&&*bare)) {
        let message =
            Message::new(format!("“{said}”按 \"{known}\" 处理"), format!("\"{said}\" was read as \"{known}\""));
        decoder.read_as(path, value.span(), message);
        return Some(known);
    }
    let key = last_key(path);
    let key = key.split('[').next().unwrap_or(key);
    let message = Message::new(
        format!("`{key}` 没有 \"{said}\" 这个取值，可用的是 {}", list.join("、")),
        format!("`{key}` can't be \"{said}\" (available: {})", list.join(", ")),
    );
    let near = nearest(&bare, words.iter().map(|(known, _)| *known));
    let error = decoder.error(Code::UnknownChoice, path, value.span(), message);
    if let Some(near) = near {
        error.hints.push(did_you_mean(near));
    }
    None
}

/// The array that a text was probably meant as, for an error message.
fn as_array(key: &str, value: &DeValue) -> Option<String> {
    let text = value.as_str()?.trim();
    let quoted = |text: &str| format!("\"{}\"", shortened(text.trim()).replace(['"', '\\'], ""));
    if key == "rows" {
        // A table pasted from a spreadsheet: the last line is surely a row, while the first may be a header.
        let row = text.lines().last()?;
        let cells: Vec<String> = row
            .split(['\t', ',', '，'])
            .map(str::trim)
            .map(
                |cell| {
                    if cell.parse::<f64>().is_ok() && !cell.starts_with('0') { cell.to_owned() } else { quoted(cell) }
                },
            )
            .collect();
        return Some(format!("[[{}], …]，每行一组", cells.join(", ")));
    }
    let items: Vec<String> = text
        .split(['、', '，', ',', '；', ';', '\n', '\t'])
        .filter(|item| !item.trim().is_empty())
        .take(4)
        .map(quoted)
        .collect();
    (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
}
