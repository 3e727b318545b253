//! From the tree of a TOML file to typed values, with every fault on the way.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Origin, Source, Span};

/// A text of the description, as it will be printed.
#[derive(Debug, Clone)]
pub struct TextField {
    /// Where it was written.
    pub origin: Origin,
    /// What was written, with escapes resolved.
    pub text: String,
    /// Whether it may carry inline markup.
    pub prose: bool,
}

/// Collects what a decoding run finds.
pub(crate) struct Decoder<'s> {
    pub source: &'s Source,
    /// Errors only: decoding gives no warnings.
    pub found: Vec<Diagnostic>,
    pub texts: Vec<TextField>,
}

/// Rules across the fields of a record. They are tried on every record that could be read, whatever
/// became of its neighbours; `clean` says that nothing inside the record was at fault.
pub(crate) trait Check {
    fn check(&self, _: &Source, _clean: bool, _report: &mut dyn FnMut(Diagnostic)) {}
}

/// A value that can be read from TOML. `None` means that a fault was reported.
pub(crate) trait Decode: Sized {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self>;
}

impl Decoder<'_> {
    /// Reports an error at a place.
    pub fn fault(&mut self, code: Code, path: &str, span: impl Into<Span>, message: Message) -> &mut Diagnostic {
        let fault = Diagnostic::error(code, message).at(self.source, span).field(path);
        self.found.push(fault);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Reports that a value has the wrong type.
    pub fn wrong_type(&mut self, value: &Spanned<DeValue>, path: &str, zh: &str, en: &str) -> &mut Diagnostic {
        let (is_zh, is_en) = type_name(value.get_ref());
        let key = last_key(path);
        self.fault(
            Code::WrongType,
            path,
            value.span(),
            Message::new(format!("`{key}` 应为{zh}，这里却是{is_zh}"), format!("`{key}` must be {en}, not {is_en}")),
        )
    }

    /// Opens a table to read its keys one by one.
    pub fn open<'v, 'i>(&mut self, value: &'v Spanned<DeValue<'i>>, path: &str) -> Option<Fields<'v, 'i>> {
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Fields { table, span: value.span().into(), path: path.into(), asked: Vec::new() })
            }
            _ => {
                self.wrong_type(value, path, "一个表", "a table");
                None
            }
        }
    }
}

/// The keys of one table. Whatever has not been asked for when it is closed is unknown.
pub(crate) struct Fields<'v, 'i> {
    table: &'v DeTable<'i>,
    span: Span,
    path: Arc<str>,
    asked: Vec<&'static str>,
}

impl<'v, 'i> Fields<'v, 'i> {
    fn get(&self, key: &str) -> Option<&'v Spanned<DeValue<'i>>> {
        self.table.iter().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v)
    }

    fn find(&mut self, key: &'static str) -> Option<&'v Spanned<DeValue<'i>>> {
        self.asked.push(key);
        self.get(key)
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub fn required<T: Decode>(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<T> {
        let path = self.path_of(key);
        let Some(value) = self.find(key) else {
            let (table_zh, table_en) = if self.path.is_empty() {
                ("文件".to_owned(), "the file".to_owned())
            } else {
                (format!("`{}` ", self.path), format!("`{}`", self.path))
            };
            let message = Message::new(format!("{table_zh}缺少 `{key}`"), format!("{table_en} has no `{key}`"));
            let place = self.place(decoder.source);
            decoder.fault(Code::MissingField, &path, place, message);
            return None;
        };
        T::decode(decoder, value, &path)
    }

    pub fn optional<T: Decode>(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<Option<T>> {
        let path = self.path_of(key);
        match self.find(key) {
            None => Some(None),
            Some(value) => T::decode(decoder, value, &path).map(Some),
        }
    }

    /// `[[key]]`, any number of times.
    pub fn many<T: Decode>(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<Vec<T>> {
        let path = self.path_of(key);
        let Some(value) = self.find(key) else { return Some(Vec::new()) };
        let DeValue::Array(array) = value.get_ref() else {
            let fault = decoder.wrong_type(value, &path, "一组表", "an array of tables");
            if value.get_ref().is_table() {
                let header = bare(&path);
                fault.hints.push(Message::new(format!("写作 `[[{header}]]`"), format!("write `[[{header}]]`")));
            }
            return None;
        };
        // What can't be read was reported; the rest goes on, so that its own faults are found too.
        let each = array.iter().enumerate();
        Some(each.filter_map(|(k, item)| T::decode(decoder, item, &format!("{path}[{k}]"))).collect())
    }

    /// `[[key]]`, at least once.
    pub fn some<T: Decode>(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<Vec<T>> {
        if self.get(key).is_none_or(|value| value.get_ref().as_array().is_some_and(|array| array.is_empty())) {
            let message =
                Message::new(format!("至少要有一个 [[{key}]]"), format!("there must be at least one [[{key}]]"));
            decoder.fault(Code::MissingField, key, 0..0, message);
        }
        self.many(decoder, key)
    }

    /// Where a missing key is reported: at the header of its table, not at all its lines.
    fn place(&self, source: &Source) -> Span {
        let text = source.text();
        let from = self.span.start.min(text.len());
        let line = text[from..].find('\n').map_or(text.len(), |at| from + at);
        Span { start: from, end: self.span.end.min(line).max(from) }
    }

    /// Reports the keys that nobody asked for, with the nearest one that is still free.
    pub fn close(&mut self, decoder: &mut Decoder) -> Origin {
        let present: BTreeSet<&str> = self.table.iter().map(|(key, _)| key.get_ref().as_ref()).collect();
        let free: Vec<&str> = self.asked.iter().copied().filter(|known| !present.contains(known)).collect();
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let path = self.path_of(&shortened(name));
            let name = &*shortened(name);
            let message = if self.path.is_empty() {
                Message::new(format!("这里没有 `{name}` 这个键"), format!("there is no key `{name}` here"))
            } else {
                let table = &self.path;
                Message::new(format!("`{table}` 没有 `{name}` 这个键"), format!("`{table}` has no key `{name}`"))
            };
            let near = nearest(name, free.iter().copied());
            let fault = decoder.fault(Code::UnknownKey, &path, key.span(), message);
            if let Some(near) = near {
                fault.hints.push(did_you_mean(near));
            }
        }
        Origin { path: self.path.clone(), span: self.place(decoder.source) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let DeValue::Array(array) = value.get_ref() else {
            decoder.wrong_type(value, path, "数组", "an array");
            return None;
        };
        // Every element is tried, so that one run shows the faults of all.
        let all: Vec<Option<T>> =
            array.iter().enumerate().map(|(k, item)| T::decode(decoder, item, &format!("{path}[{k}]"))).collect();
        all.into_iter().collect()
    }
}

/// A value that knows where it was written, for those that have no place of their own.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transparent))]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub origin: Origin,
}

impl<T: Decode> Decode for Placed<T> {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let origin = Origin { path: path.into(), span: value.span().into() };
        T::decode(decoder, value, path).map(|value| Self { value, origin })
    }
}

impl Decode for bool {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            decoder.wrong_type(value, path, " true 或 false", "true or false");
        }
        found
    }
}

/// The allowed word nearest to what was written, if it is near enough to have been meant.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut near: Option<(usize, &str)> = None;
    for candidate in known {
        // The distance costs the product of the lengths; a slip of the keyboard keeps them alike.
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

/// What a message quotes: not a page of it.
fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// `section[3].award` without the indices, as TOML headers are written.
fn bare(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn last_key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn type_name(value: &DeValue) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("字符串", "a string"),
        DeValue::Integer(_) => ("整数", "an integer"),
        DeValue::Float(_) => ("小数", "a float"),
        DeValue::Boolean(_) => ("布尔值", "a boolean"),
        DeValue::Datetime(_) => ("日期", "a date"),
        DeValue::Array(_) => ("数组", "an array"),
        DeValue::Table(_) => ("表", "a table"),
    }
}

/// One of several words, or a fault that lists them.
pub(crate) fn choose<'w>(
    decoder: &mut Decoder,
    value: &Spanned<DeValue>,
    path: &str,
    words: &[&'w str],
) -> Option<&'w str> {
    let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>();
    let Some(word) = value.get_ref().as_str() else {
        let one_of = format!("one of {}", list.join(", "));
        decoder.wrong_type(value, path, &format!(" {} 之一", list.join("、")), &one_of);
        return None;
    };
    let found = words.iter().copied().find(|known| *known == word);
    if found.is_none() {
        let key = last_key(path);
        let key = key.split('[').next().unwrap_or(key);
        let said = shortened(word);
        let message = Message::new(
            format!("`{key}` 没有 \"{said}\" 这个取值，可用的是 {}", list.join("、")),
            format!("`{key}` can't be \"{said}\"; it can be {}", list.join(", ")),
        );
        let near = nearest(word, words.iter().copied());
        let fault = decoder.fault(Code::UnknownChoice, path, value.span(), message);
        if let Some(near) = near {
            fault.hints.push(did_you_mean(near));
        }
    }
    found
}
