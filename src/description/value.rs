//! The leaf types of the language: titles, prose, numbers, counts, years, links.

use toml::Spanned;
use toml::de::DeValue;

use super::decode::{Decode, Decoder, TextField, last_key, shortened};
use super::grammar::{Described, Form, Kind};
use super::quantity;
use super::quantity::Quantity;
use super::role::Role;
use super::{Cell, Date, Datum, Period, Share};
use crate::diagnostic::{Code, Message};
use crate::source::Origin;

/// A title: one line, in which `|` marks where it may break.
#[derive(Debug, Clone)]
pub struct Title {
    /// The text without the marks.
    pub text: String,
    /// The same, split at the marks and at spaces between Han; such a space ends the phrase before it.
    pub phrases: Vec<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// A title in two halves, separated by a space or `|`.
#[derive(Debug, Clone)]
pub struct Slogan {
    /// The text without the marks.
    pub text: String,
    /// The same, split at the marks and at spaces between Han; such a space ends the phrase before it.
    pub phrases: Vec<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// Paragraphs with inline markup; see `docs/format.md`, Text.
#[derive(Debug, Clone)]
pub struct Prose {
    /// What was written, markup included.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
}

/// One paragraph with inline markup.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// What was written, markup included.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
}

/// A number that keeps the author's digits, such as trailing zeros.
#[derive(Debug, Clone)]
pub struct Number {
    /// The literal: `1345.50`, `-3`, or a range such as `2.5～3.0`.
    pub digits: String,
    /// The value, or the upper end of a range; for comparisons and geometry, never printed.
    pub value: f64,
    /// Whether it is a range.
    pub range: bool,
    /// A unit or qualifier that was written with the digits; the record moves it to its own fields (see `normalize`).
    pub(super) with: Option<Box<Quantity>>,
    /// Where it was written.
    pub origin: Origin,
}

/// An integer from 0 to 1,000,000,000.
#[derive(Debug, Clone)]
pub struct Count {
    /// The value.
    pub value: u64,
    /// Where it was written.
    pub origin: Origin,
}

/// A web address with the scheme http, https or mailto.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address.
    pub url: String,
    /// Where it was written.
    pub origin: Origin,
}

pub(super) fn origin(value: &Spanned<DeValue>, path: &str) -> Origin {
    Origin { path: path.into(), span: value.span().into() }
}

/// Longest line and longest prose, in characters; no page has room for more.
const MAX_LINE_CHARS: usize = 300;
const MAX_PROSE_CHARS: usize = 100_000;

/// Decodes a text that isn't blank, and adds it to the texts that are linted and looked up in fonts.
pub(super) fn text(
    decoder: &mut Decoder,
    value: &Spanned<DeValue>,
    path: &str,
    role: Role,
    form: Form,
) -> Option<(String, Origin)> {
    let prose = form.is_prose();
    let Some(text) = value.get_ref().as_str() else {
        let number = value.get_ref().is_integer() || value.get_ref().is_float() || value.get_ref().is_datetime();
        let unquoted = number && !decoder.source.is_data();
        let written = decoder.written(value.span());
        let key = last_key(path);
        let error = decoder.wrong_type(value, path, "文字", "a string");
        if unquoted {
            let right = if key.contains('[') { format!("\"{written}\"") } else { format!("{key} = \"{written}\"") };
            error.hints.push(Message::new(format!("加上引号：{right}"), format!("put it in quotes: {right}")));
        }
        return None;
    };
    let origin = origin(value, path);
    if text.trim().is_empty() {
        let message = Message::new(format!("`{path}` 是空的"), format!("`{path}` is empty"));
        let data = decoder.source.is_data();
        let error = decoder.error(Code::Empty, path, origin.span, message);
        if role == Role::File && last_key(path) == "file" && path.starts_with("section") {
            let without = if data { "不写 `file`" } else { "删去 `file` 这一行" };
            error.hints.push(Message::new(
                format!("照片还没有时，{without}，版面会留出图位"),
                "if the photograph isn't available yet, omit `file`: a placeholder is printed",
            ));
        }
        return None;
    }
    let (length, max) = (text.chars().count(), if prose { MAX_PROSE_CHARS } else { MAX_LINE_CHARS });
    if length > max {
        let message = Message::new(
            format!("这段文字有 {length} 个字符，这里最多 {max} 个"),
            format!("this text has {length} characters; at most {max} are allowed here"),
        );
        decoder.error(Code::TooLong, path, origin.span, message);
        return None;
    }
    if !prose && text.contains(['\n', '\r']) {
        let message = Message::new("这里只能写一行，不能换行", "this must be a single line, without line breaks");
        decoder.error(Code::OneLine, path, origin.span, message);
        return None;
    }
    let text = without_tabs(decoder, text, &origin);
    decoder.texts.push(TextField { origin: origin.clone(), text: text.clone(), prose, role });
    Some((text, origin))
}

/// Replaces tabs, which come from word processors and spreadsheets, by spaces, with one warning for all of them.
fn without_tabs(decoder: &mut Decoder, text: &str, origin: &Origin) -> String {
    let count = text.matches('\t').count();
    if let Some(at) = text.find('\t') {
        let (zh, en) = match count {
            1 => ("文字里的制表符按空格处理".to_owned(), "a tab was read as a space".to_owned()),
            _ => (format!("文字里的 {count} 个制表符按空格处理"), format!("{count} tabs were read as spaces")),
        };
        let field = TextField { origin: origin.clone(), text: text.to_owned(), prose: true, role: Role::Printed };
        let span = field.place(decoder.source, at, at + 1);
        decoder.read_as(&origin.path, span, Message::new(zh, en));
    }
    text.replace('\t', " ")
}

/// Decodes a title: its text, its phrases, and its origin.
fn phrases(
    decoder: &mut Decoder,
    value: &Spanned<DeValue>,
    path: &str,
    form: Form,
) -> Option<(String, Vec<String>, Origin)> {
    let (written, origin) = text(decoder, value, path, Role::Printed, form)?;
    let phrases = crate::text::phrases(&written);
    let text = phrases.concat();
    if text.trim().is_empty() {
        let message = Message::new(format!("`{path}` 里只有断行记号"), format!("`{path}` has only break marks"));
        decoder.error(Code::Empty, path, origin.span, message);
        return None;
    }
    Some((text, phrases, origin))
}

impl Decode for Title {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (text, phrases, origin) = phrases(decoder, value, path, Form::Title)?;
        Some(Self { text, phrases, origin })
    }
}

impl Decode for Slogan {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (text, phrases, origin) = phrases(decoder, value, path, Form::Slogan)?;
        Some(Self { text, phrases, origin })
    }
}

impl Decode for Prose {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (text, origin) = text(decoder, value, path, Role::Printed, Form::Prose)?;
        Some(Self { text, origin })
    }
}

impl Decode for Paragraph {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (text, origin) = text(decoder, value, path, Role::Printed, Form::Paragraph)?;
        Some(Self { text, origin })
    }
}

/// Declares the kind of each type for `grammar`.
macro_rules! described {
    ($($type:ty: $kind:expr;)*) => {$(
        impl Described for $type {
            const KIND: Kind = $kind;
        }
    )*};
}

described! {
    Title: Kind::Text(Role::Printed, Form::Title);
    Slogan: Kind::Text(Role::Printed, Form::Slogan);
    Prose: Kind::Text(Role::Printed, Form::Prose);
    Paragraph: Kind::Text(Role::Printed, Form::Paragraph);
    Link: Kind::Text(Role::Link, Form::Line);
    Number: Kind::Number;
    Count: Kind::Whole;
    Year: Kind::Whole;
    Date: Kind::Date;
    // A text, though TOML may also hold a boolean or a number here.
    Share: Kind::Text(Role::Printed, Form::Line);
    Period: Kind::Text(Role::Printed, Form::Line);
    Cell: Kind::Text(Role::Printed, Form::Line);
    Datum: Kind::Number;
}

impl Decode for Link {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (url, origin) = text(decoder, value, path, Role::Link, Form::Line)?;
        if !crate::text::is_safe_link(&url) {
            let message = Message::new(
                format!("`{url}` 不是 `http`、`https` 或 `mailto` 网址"),
                format!("`{url}` is not an http, https or mailto address"),
            );
            decoder.error(Code::BadLink, path, origin.span, message);
            return None;
        }
        Some(Self { url, origin })
    }
}

impl Decode for Number {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let origin = origin(value, path);
        let literal = match value.get_ref() {
            // The literal itself: a parsed float would lose its trailing zeros.
            DeValue::Integer(_) | DeValue::Float(_) => {
                decoder.source.text().get(value.span()).unwrap_or_default().replace('_', "")
            }
            DeValue::String(text) => text.trim().to_owned(),
            _ => {
                decoder.wrong_type(value, path, "数字", "a number");
                return None;
            }
        };
        if let Some((value, range)) = plain(&literal) {
            if value_is_text(decoder, &origin) {
                decoder.texts.push(TextField {
                    origin: origin.clone(),
                    text: literal.clone(),
                    prose: false,
                    role: Role::Printed,
                });
            }
            return Some(Self { digits: literal, value, range, with: None, origin });
        }
        let found = if value.get_ref().is_str() { quantity::read(&literal) } else { None };
        let Some((found, (value, range))) = found.and_then(|found| Some((found.clone(), plain(&found.digits)?))) else {
            let message = no_number(path, &literal);
            let code = if literal.is_empty() { Code::Empty } else { Code::BadNumber };
            decoder.error(code, path, origin.span, message);
            return None;
        };
        let digits = found.digits.clone();
        if found.qualifier.is_empty() && found.unit.is_empty() {
            let message =
                Message::new(format!("“{literal}”按 {digits} 处理"), format!("\"{literal}\" was read as {digits}"));
            decoder.read_as(path, origin.span, message);
            return Some(Self { digits, value, range, with: None, origin });
        }
        Some(Self { digits, value, range, with: Some(Box::new(found)), origin })
    }
}

/// Whether a number has characters besides digits, so that it must be looked up in the fonts like a text.
fn value_is_text(decoder: &Decoder, origin: &Origin) -> bool {
    let raw = decoder.source.text().get(origin.span.start..origin.span.end);
    !raw.is_some_and(|raw| raw.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-' | b'+')))
}

/// Parses a plain number or a range: its value (for a range, the upper end) and whether it is a range.
fn plain(literal: &str) -> Option<(f64, bool)> {
    let parts: Vec<&str> = literal.split(['～', '~', '—', '–']).map(str::trim).collect();
    let values: Option<Vec<f64>> = parts.iter().map(|part| plain_number(part)).collect();
    match values.as_deref() {
        Some(&[value]) => Some((value, false)),
        Some(&[low, high]) if low <= high => Some((high, true)),
        _ => None,
    }
}

/// The message for a text that isn't a number, with what to write instead.
fn no_number(path: &str, literal: &str) -> Message {
    let key = last_key(path);
    let said = shortened(literal);
    if literal.is_empty() {
        return Message::new(
            format!("`{key}` 是空的：写上数字；还没有数就删去这一项"),
            format!("`{key}` is empty: write a number, or delete the item until there is one"),
        );
    }
    if matches!(literal, "-" | "—" | "——" | "－" | "/" | "／" | "无" | "暂无" | "…") {
        return Message::new(
            format!("“{said}”不是数字：没有数就空着，或删去这一项"),
            format!("{said} is not a number: leave it empty, or delete the item until there is one"),
        );
    }
    if let Some(number) = quantity::numeral(literal) {
        return Message::new(
            format!("数值要用阿拉伯数字：“{said}”写 {number}"),
            format!("write numbers in Arabic digits: {number} for {said}"),
        );
    }
    Message::new(
        format!("`{said}` 不能照原样印出：请写普通的数，如 1345.50，或范围 \"2.5～3.0\""),
        format!("`{said}` can't be printed as written: write a plain number such as 1345.50, or a range \"2.5～3.0\""),
    )
}

/// Parses digits with an optional sign and decimal point, at most 30 characters without the sign.
fn plain_number(text: &str) -> Option<f64> {
    let bare = text.strip_prefix(['-', '+', '−']).unwrap_or(text);
    let (whole, part) = bare.split_once('.').unwrap_or((bare, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || bare.len() > 30 {
        return None;
    }
    text.replace('−', "-").parse().ok()
}

/// An integer written in quotation marks, perhaps with its unit: "5", "2024年".
fn quoted_count(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str, unit: &str) -> Option<u64> {
    let text = value.get_ref().as_str()?.trim();
    // 2024年度 means 2024年.
    let short = text.strip_suffix("度").filter(|short| !unit.is_empty() && short.ends_with(unit)).unwrap_or(text);
    let digits = short.strip_suffix(unit).unwrap_or(short).trim();
    let number = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let message = Message::new(format!("“{text}”按数字 {number} 处理"), format!("\"{text}\" was read as {number}"));
    decoder.read_as(path, value.span(), message);
    Some(number)
}

impl Decode for Count {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        count(decoder, value, path, "")
    }
}

fn count(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str, unit: &str) -> Option<Count> {
    let origin = origin(value, path);
    let number = match value.get_ref().as_integer() {
        Some(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
        None => match quoted_count(decoder, value, path, unit) {
            Some(number) => Some(number),
            None => {
                decoder.wrong_type(value, path, "整数", "an integer");
                return None;
            }
        },
    };
    match number.filter(|n| *n <= 1_000_000_000) {
        Some(value) => Some(Count { value, origin }),
        None => {
            let message = Message::new("应为 0 到 1 000 000 000 的整数", "must be an integer from 0 to 1,000,000,000");
            decoder.error(Code::BadNumber, path, origin.span, message);
            None
        }
    }
}

/// A year, from 1900 to 2999.
#[derive(Debug, Clone)]
pub struct Year {
    /// The value.
    pub value: u64,
    /// Where it was written.
    pub origin: Origin,
}

impl Decode for Year {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let count = count(decoder, value, path, "年")?;
        if !(1900..=2999).contains(&count.value) {
            let message = Message::new("年份应在 1900 到 2999 之间", "a year must be between 1900 and 2999");
            decoder.error(Code::BadNumber, path, count.origin.span, message);
            return None;
        }
        Some(Self { value: count.value, origin: count.origin })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain() {
        for good in ["0", "1345.50", "-3", "+2.0", "−7.1", "007"] {
            assert!(plain_number(good).is_some(), "{good}");
        }
        for bad in ["", ".", "1.", ".5", "1e3", "inf", "nan", "0x1F", "1,000", "--1", "1.2.3", "１"] {
            assert!(plain_number(bad).is_none(), "{bad}");
        }
    }
}
