//! From the tree of a TOML file to typed values, with every fault on the way.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::headers;
use super::names::meant;
use crate::diagnostic::{Code, Diagnostic, Message, Severity};
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
    /// Errors, and warnings of what was read as something else than it was written.
    pub found: Vec<Diagnostic>,
    pub texts: Vec<TextField>,
}

/// Rules across the fields of a record. They are tried on every record that could be read, whatever
/// became of its neighbours; `clean` says that nothing inside the record was at fault.
pub(crate) trait Check {
    fn check(&self, _: &Source, _clean: bool, _report: &mut dyn FnMut(Diagnostic)) {}

    /// Brings the fields into the one form that the rest of the program knows, before they are checked.
    fn settle(&mut self, _: &mut Decoder) {}
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

    /// Reports how something was understood that isn't written in the language's own form.
    pub fn read_as(&mut self, path: &str, span: impl Into<Span>, message: Message) {
        self.found.push(Diagnostic::warning(Code::ReadAs, message).at(self.source, span).field(path));
    }

    /// Whether nothing was at fault since the first `before` findings.
    pub fn clean_since(&self, before: usize) -> bool {
        self.found[before..].iter().all(|d| d.severity == Severity::Warning)
    }

    /// What stands at a place, for messages.
    pub fn written(&self, span: impl Into<Span>) -> String {
        let span = span.into();
        shortened(self.source.text().get(span.start..span.end).unwrap_or_default())
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
    pub fn open<'v, 'i>(
        &mut self,
        value: &'v Spanned<DeValue<'i>>,
        path: &str,
        known: &'static [(&'static str, &'static str)],
    ) -> Option<Fields<'v, 'i>> {
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Fields { strangers: strangers(table, known), table, span: value.span().into(), path: path.into() })
            }
            other => {
                let key = last_key(path);
                let code = Code::WrongType;
                match example(key.split('[').next().unwrap_or(key), other, &self.written(value.span())) {
                    Some(form) => {
                        let message = Message::new(format!("`{key}` 要写成 {form}"), format!("write {form}"));
                        self.fault(code, path, value.span(), message);
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

/// How a table is written that stands in one line, filled with what was written in its stead.
fn example(key: &str, value: &DeValue, written: &str) -> Option<String> {
    let text = written.trim_matches(['"', '\'']);
    Some(match key {
        "change" => {
            let found = super::quantity::read(text.trim_start_matches(|c: char| crate::text::is_han(c)));
            let digits = found.map_or_else(|| "6.2".to_owned(), |found| found.digits);
            let (digits, signed) = match digits.strip_prefix(['-', '−']) {
                Some(rest) => (rest.to_owned(), true),
                None => (digits.trim_start_matches('+').to_owned(), false),
            };
            let fell = signed || ["降", "减", "跌", "落"].iter().any(|word| text.contains(word));
            format!("{key} = {{ value = {digits}, direction = \"{}\" }}", if fell { "down" } else { "up" })
        }
        "source" if value.is_str() && text.contains("://") => format!("{key} = {{ link = \"{text}\" }}"),
        "source" if value.is_str() => format!("{key} = {{ name = \"{text}\" }}"),
        _ => return None,
    })
}

/// The keys of a table that the language doesn't have there, each with the free one that was probably meant.
fn strangers<'v, 'i>(
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
        // A table may be meant that is there already, by its right name.
        let again = || meant(name, known).filter(|_| value.get_ref().is_array() || value.get_ref().is_table());
        let near = meant(name, &free).or_else(again);
        // A field is meant once.
        free.retain(|(own, _)| Some(*own) != near);
        out.push((key, near));
    }
    out
}

/// The keys of one table.
pub(crate) struct Fields<'v, 'i> {
    table: &'v DeTable<'i>,
    span: Span,
    path: Arc<str>,
    strangers: Vec<(&'v Spanned<DeString<'i>>, Option<&'static str>)>,
}

impl<'v, 'i> Fields<'v, 'i> {
    fn get(&self, key: &str) -> Option<&'v Spanned<DeValue<'i>>> {
        self.table.iter().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v)
    }

    /// The value of a key, also if its name has a slip: that is told once, and what stands there is judged.
    fn find(&self, key: &str) -> Option<&'v Spanned<DeValue<'i>>> {
        let slip = || self.strangers.iter().find(|(_, near)| *near == Some(key)).map(|(name, _)| name.get_ref());
        self.get(key).or_else(|| self.get(slip()?))
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
            decoder.fault(Code::MissingField, &path, place, message);
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
                // What isn't needed may as well go.
                if let [only] = &mut decoder.found[before..]
                    && only.code == Code::Empty
                    && only.hints.is_empty()
                {
                    only.hints.push(Message::new("写上内容，或删去这一行", "fill it, or take the line away"));
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
            let header = bare(&path);
            if !value.get_ref().is_table() {
                let message = Message::new(
                    format!("`{key}` 要写成表头 [[{header}]]，各字段写在它下面"),
                    format!("`{key}` is a header, [[{header}]], with its fields below it"),
                );
                decoder.fault(Code::WrongType, &path, value.span(), message);
                return None;
            }
            let place = first_line(decoder.source, value.span().into());
            decoder.fault(Code::WrongType, &path, place, headers::double_brackets(&header));
            // It is plain what was meant: what it holds is judged too.
            return Some(T::decode(decoder, value, &format!("{path}[0]")).into_iter().collect());
        };
        // What can't be read was reported; the rest goes on, so that its own faults are found too.
        let each = array.iter().enumerate();
        Some(each.filter_map(|(k, item)| T::decode(decoder, item, &format!("{path}[{k}]"))).collect())
    }

    /// `[[key]]`, at least once.
    pub fn some<T: Decode>(&self, decoder: &mut Decoder, key: &'static str) -> Option<Vec<T>> {
        if self.find(key).is_none_or(|value| value.get_ref().as_array().is_some_and(|array| array.is_empty())) {
            let message =
                Message::new(format!("至少要有一个 [[{key}]]"), format!("there must be at least one [[{key}]]"));
            decoder.fault(Code::MissingField, key, 0..0, message);
        }
        self.many(decoder, key)
    }

    /// Where a missing key is reported: at the header of its table, not at all its lines.
    fn place(&self, source: &Source) -> Span {
        first_line(source, self.span)
    }

    /// Reports the keys that the language doesn't have, with the one that was probably meant.
    pub fn close(&self, decoder: &mut Decoder) -> Origin {
        for (key, near) in &self.strangers {
            let whole = key.get_ref().as_ref();
            let path = self.path_of(&shortened(whole));
            let name = &*shortened(whole);
            let message = if self.path.is_empty() {
                Message::new(format!("这里没有名为 `{name}` 的字段"), format!("there is no key `{name}` here"))
            } else {
                let table = &self.path;
                Message::new(format!("`{table}` 没有名为 `{name}` 的字段"), format!("`{table}` has no key `{name}`"))
            };
            let fault = decoder.fault(Code::UnknownKey, &path, key.span(), message);
            let own = bare(&self.path_of(whole));
            match (near, headers::home_of(whole).filter(|home| *home != own)) {
                (Some(near), _) => fault.hints.push(did_you_mean(near)),
                (None, Some(home)) => fault.hints.push(Message::new(
                    format!("它属于一个专题：表头写 [[{home}]]，放在所属的 [[section]] 下面"),
                    format!("it belongs to a section: write [[{home}]] below its [[section]]"),
                )),
                (None, None) => {}
            }
        }
        Origin { path: self.path.clone(), span: self.place(decoder.source) }
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
                        format!("`{key}` is an array: {key} = {form}"),
                    );
                    decoder.fault(Code::WrongType, path, value.span(), message);
                }
                None => {
                    decoder.wrong_type(value, path, "数组 [ ]", "an array");
                }
            }
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
pub(super) fn shortened(text: &str) -> String {
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

/// One of several words, or a fault that lists them. What else may be meant by a word is read as it, with a warning.
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
        format!("`{key}` can't be \"{said}\"; it can be {}", list.join(", ")),
    );
    let near = nearest(&bare, words.iter().map(|(known, _)| *known));
    let fault = decoder.fault(Code::UnknownChoice, path, value.span(), message);
    if let Some(near) = near {
        fault.hints.push(did_you_mean(near));
    }
    None
}

/// Where something is told that takes several lines: at its first.
fn first_line(source: &Source, span: Span) -> Span {
    let text = source.text();
    let from = span.start.min(text.len());
    let line = text[from..].find('\n').map_or(text.len(), |at| from + at);
    Span { start: from, end: span.end.min(line).max(from) }
}

/// The array that a text was probably meant to be.
fn as_array(key: &str, value: &DeValue) -> Option<String> {
    let text = value.as_str()?.trim();
    let quoted = |text: &str| format!("\"{}\"", shortened(text.trim()).replace(['"', '\\'], ""));
    if key == "rows" {
        // A table pasted from a spreadsheet: the last line is a row, the first may be the head.
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
