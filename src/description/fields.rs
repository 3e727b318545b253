//! Reads the keys of a table, and reports missing and unknown ones.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::decode::{Decode, Decoder, did_you_mean, shortened};
use super::headers;
use super::names::meant;
use crate::diagnostic::{Code, Message};
use crate::source::{Origin, Source, Span};

/// The right form of an inline table, filled with what was written instead, for an error message.
pub(super) fn example(key: &str, value: &DeValue, written: &str) -> Option<String> {
    let text = written.trim_matches(['"', '\'']);
    Some(match key {
        "change" => change_form(text),
        "source" if value.is_str() && text.contains("://") => format!("{{ link = \"{text}\" }}"),
        "source" if value.is_str() => format!("{{ name = \"{text}\" }}"),
        _ => return None,
    })
}

/// The right form of a change that was written as 6.2% or 增长6.2%.
pub(super) fn change_form(written: &str) -> String {
    let found = super::quantity::read(written.trim_start_matches(crate::text::is_han));
    let digits = found.map_or_else(|| "6.2".to_owned(), |found| found.digits);
    let (digits, signed) = match digits.strip_prefix(['-', '−']) {
        Some(rest) => (rest, true),
        None => (digits.trim_start_matches('+'), false),
    };
    let fell = signed || ["降", "减", "跌", "落"].iter().any(|word| written.contains(word));
    format!("{{ value = {digits}, direction = \"{}\" }}", if fell { "down" } else { "up" })
}

/// The unknown keys of a table, each with the unused known key that was probably meant.
pub(super) fn unknown_keys<'v, 'i>(
    table: &'v DeTable<'i>,
    known: &'static [(&'static str, &'static str)],
) -> Vec<(&'v Spanned<DeString<'i>>, Option<&'static str>)> {
    let present = |key: &str| table.iter().any(|(own, _)| own.get_ref() == key);
    let mut free: Vec<(&str, &str)> = known.iter().copied().filter(|(key, _)| !present(key)).collect();
    let mut out = Vec::new();
    for (key, value) in table.iter() {
        let name = key.get_ref().as_ref();
        if known.iter().any(|(own, _)| *own == name) {
            continue;
        }
        // A table may be meant that is also present by its right name: arrays of tables occur many times.
        let again = || meant(name, known).filter(|_| value.get_ref().is_array() || value.get_ref().is_table());
        let near = meant(name, &free).or_else(again);
        // No two unknown keys mean the same field.
        free.retain(|(own, _)| Some(*own) != near);
        out.push((key, near));
    }
    out
}

/// The keys of one table.
pub(crate) struct Fields<'v, 'i> {
    pub(super) table: &'v DeTable<'i>,
    pub(super) span: Span,
    pub(super) path: Arc<str>,
    pub(super) unknown_keys: Vec<(&'v Spanned<DeString<'i>>, Option<&'static str>)>,
}

impl<'v, 'i> Fields<'v, 'i> {
    fn get(&self, key: &str) -> Option<&'v Spanned<DeValue<'i>>> {
        self.table.iter().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v)
    }

    /// The value of a key, even if the key is mistyped: the typo is reported once, by `close`, and the value is
    /// checked.
    fn find(&self, key: &str) -> Option<&'v Spanned<DeValue<'i>>> {
        let mistyped = || self.unknown_keys.iter().find(|(_, near)| *near == Some(key)).map(|(name, _)| name.get_ref());
        self.get(key).or_else(|| self.get(mistyped()?))
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub fn required<T: Decode>(&self, decoder: &mut Decoder, key: &'static str) -> Option<T> {
        let path = self.path_of(key);
        let Some(value) = self.find(key) else {
            let (table_zh, table_en) = if self.path.is_empty() {
                ("文件".to_owned(), "the file".to_owned())
            } else {
                (format!("`{}` ", self.path), format!("`{}`", self.path))
            };
            let message = Message::new(format!("{table_zh}缺少 `{key}`"), format!("{table_en} has no `{key}`"));
            let place = self.place(decoder.source);
            decoder.error(Code::MissingField, &path, place, message);
            return None;
        };
        T::decode(decoder, value, &path)
    }

    pub fn optional<T: Decode>(&self, decoder: &mut Decoder, key: &'static str) -> Option<Option<T>> {
        let path = self.path_of(key);
        match self.find(key) {
            None => Some(None),
            Some(value) => {
                let before = decoder.found.len();
                let decoded = T::decode(decoder, value, &path).map(Some);
                // An optional field can be deleted instead of filled.
                let data = decoder.source.is_data();
                if let [only] = &mut decoder.found[before..]
                    && only.code == Code::Empty
                    && only.hints.is_empty()
                {
                    only.hints.push(match data {
                        true => Message::new("给出内容，或不给这个字段", "fill it in, or omit the field"),
                        false => Message::new("写上内容，或删去这一行", "fill it in, or delete the line"),
                    });
                }
                decoded
            }
        }
    }

    /// `[[key]]`, any number of times.
    pub fn many<T: Decode>(&self, decoder: &mut Decoder, key: &'static str) -> Option<Vec<T>> {
        let path = self.path_of(key);
        let Some(value) = self.find(key) else { return Some(Vec::new()) };
        let DeValue::Array(array) = value.get_ref() else {
            if decoder.source.is_data() {
                decoder.wrong_type(value, &path, "表的数组", "an array of tables");
                return None;
            }
            let header = bare(&path);
            if !value.get_ref().is_table() {
                let message = Message::new(
                    format!("`{key}` 要写成表头 [[{header}]]，各字段写在它下面"),
                    format!("write `{key}` as a header, [[{header}]], with its fields below it"),
                );
                decoder.error(Code::WrongType, &path, value.span(), message);
                return None;
            }
            let place = first_line(decoder.source, value.span().into());
            decoder.error(Code::WrongType, &path, place, headers::double_brackets(&header));
            // It is clear what was meant, so check the content, too.
            return Some(T::decode(decoder, value, &format!("{path}[0]")).into_iter().collect());
        };
        // Items with errors are dropped; the others are kept, so that their errors are found, too.
        let each = array.iter().enumerate();
        Some(each.filter_map(|(k, item)| T::decode(decoder, item, &format!("{path}[{k}]"))).collect())
    }

    /// `[[key]]`, at least once.
    pub fn some<T: Decode>(&self, decoder: &mut Decoder, key: &'static str) -> Option<Vec<T>> {
        let none = self.find(key).is_none_or(|value| value.get_ref().as_array().is_some_and(|array| array.is_empty()));
        // A block outside of any section is one mistake; `close` reports where it belongs.
        let mut homes = self.unknown_keys.iter().filter_map(|(name, _)| headers::home_of(name.get_ref().as_ref()));
        if none && !homes.any(|home| home.starts_with(key)) {
            let message =
                Message::new(format!("至少要有一个 [[{key}]]"), format!("there must be at least one [[{key}]]"));
            decoder.error(Code::MissingField, key, 0..0, message);
        }
        self.many(decoder, key)
    }

    /// Where a missing key is reported: at the header of the table rather than at all of its lines.
    fn place(&self, source: &Source) -> Span {
        first_line(source, self.span)
    }

    /// Reports the unknown keys, each with the known one that was probably meant.
    pub fn close(&self, decoder: &mut Decoder) -> Origin {
        for (key, near) in &self.unknown_keys {
            let whole = key.get_ref().as_ref();
            let path = self.path_of(&shortened(whole));
            let name = &*shortened(whole);
            let message = if self.path.is_empty() {
                Message::new(format!("这里没有名为 `{name}` 的字段"), format!("there is no key `{name}` here"))
            } else {
                let table = &self.path;
                Message::new(format!("`{table}` 没有名为 `{name}` 的字段"), format!("`{table}` has no key `{name}`"))
            };
            let error = decoder.error(Code::UnknownKey, &path, key.span(), message);
            let own = bare(&self.path_of(whole));
            match (near, headers::home_of(whole).filter(|home| *home != own)) {
                (Some(near), _) => error.hints.push(did_you_mean(near)),
                (None, Some(home)) if error.labels.first().is_some_and(|label| label.source.is_data()) => {
                    error.hints.push(Message::new(
                        format!("它属于一个专题：`{home}`"),
                        format!("it belongs to a section: `{home}`"),
                    ));
                }
                (None, Some(home)) => error.hints.push(Message::new(
                    format!("它属于一个专题：表头写 [[{home}]]，放在所属的 [[section]] 下面"),
                    format!("it belongs to a section: write [[{home}]] below its [[section]]"),
                )),
                (None, None) => {}
            }
        }
        Origin { path: self.path.clone(), span: self.place(decoder.source) }
    }
}

/// The part of a span on its first line.
fn first_line(source: &Source, span: Span) -> Span {
    let text = source.text();
    let from = span.start.min(text.len());
    let line = text[from..].find('\n').map_or(text.len(), |at| from + at);
    Span { start: from, end: span.end.min(line).max(from) }
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
