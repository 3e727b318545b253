//! The leaves of the language: lines, prose, numbers, dates.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::DeValue;

use super::decode::{Decode, Decoder, TextField};
use crate::diagnostic::{Code, Message};
use crate::source::Origin;

/// A text that is printed exactly as it is written; nothing in it is markup.
#[derive(Debug, Clone)]
pub struct Line {
    /// What was written.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
}

/// A title: a line in which `|` marks the edges of phrases, where it may break.
#[derive(Debug, Clone)]
pub struct Title {
    /// The words, without the marks.
    pub text: String,
    /// The same in pieces, a space between Han at the end of the piece before it.
    pub phrases: Vec<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// Paragraphs with a little inline markup; see `docs/format.md`, Text.
#[derive(Debug, Clone)]
pub struct Prose {
    /// What was written, markup included.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
}

/// A number with exactly the digits that the author wrote.
#[derive(Debug, Clone)]
pub struct Number {
    /// The literal: `1345.50`, `-3`, or a range such as `2.5～3.0`.
    pub digits: String,
    /// Its size (for a range, the upper end): for comparisons and geometry, never for print.
    pub value: f64,
    /// Whether two numbers were given.
    pub range: bool,
    /// Where it was written.
    pub origin: Origin,
}

/// A whole number from 0 up.
#[derive(Debug, Clone)]
pub struct Count {
    /// The number.
    pub value: u64,
    /// Where it was written.
    pub origin: Origin,
}

/// A day, a month or a year.
#[derive(Debug, Clone)]
pub struct Date {
    /// Year, 1 to 9999.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: Option<u32>,
    /// Day, 1 to 31.
    pub day: Option<u32>,
    /// Where it was written.
    pub origin: Origin,
}

/// An address that may be followed: http, https or mailto.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address.
    pub url: String,
    /// Where it was written.
    pub origin: Origin,
}

fn origin(value: &Spanned<DeValue>, path: &str) -> Origin {
    Origin { path: path.into(), span: value.span().into() }
}

/// The longest line and the longest prose, in characters: above any that a page could bear.
const LONGEST_LINE: usize = 300;
const LONGEST_PROSE: usize = 100_000;

/// A string that isn't blank; it joins the texts that are examined for characters.
fn text(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str, prose: bool) -> Option<(String, Origin)> {
    let Some(text) = value.get_ref().as_str() else {
        decoder.wrong_type(value, path, "字符串", "a string");
        return None;
    };
    let origin = origin(value, path);
    if text.trim().is_empty() {
        let message = Message::new(format!("`{path}` 是空的"), format!("`{path}` is empty"));
        decoder.fault(Code::Empty, path, origin.span, message);
        return None;
    }
    let (length, most) = (text.chars().count(), if prose { LONGEST_PROSE } else { LONGEST_LINE });
    if length > most {
        let message = Message::new(
            format!("这段文字有 {length} 个字符，这里最多 {most} 个"),
            format!("this text has {length} characters; here it may have {most}"),
        );
        decoder.fault(Code::TooLong, path, origin.span, message);
        return None;
    }
    if !prose && text.contains(['\n', '\r']) {
        let message = Message::new("这里只能写一行，不能换行", "this is one line; it can't have a line break");
        decoder.fault(Code::OneLine, path, origin.span, message);
        return None;
    }
    decoder.texts.push(TextField { origin: origin.clone(), text: text.to_owned(), prose });
    Some((text.to_owned(), origin))
}

impl Decode for Line {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (text, origin) = text(decoder, value, path, false)?;
        Some(Self { text, origin })
    }
}

impl Decode for Title {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (written, origin) = text(decoder, value, path, false)?;
        let phrases = crate::text::phrases(&written);
        let text = phrases.concat();
        if text.trim().is_empty() {
            let message = Message::new(format!("`{path}` 里只有断行记号"), format!("`{path}` has nothing but marks"));
            decoder.fault(Code::Empty, path, origin.span, message);
            return None;
        }
        Some(Self { text, phrases, origin })
    }
}

impl Decode for Prose {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (text, origin) = text(decoder, value, path, true)?;
        Some(Self { text, origin })
    }
}

impl Decode for Link {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let (url, origin) = text(decoder, value, path, false)?;
        if !crate::text::is_safe_link(&url) {
            let message = Message::new(
                format!("`{url}` 不是 http、https 或 mailto 地址"),
                format!("`{url}` is no http, https or mailto address"),
            );
            decoder.fault(Code::BadLink, path, origin.span, message);
            return None;
        }
        Some(Self { url, origin })
    }
}

impl Decode for Number {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let origin = origin(value, path);
        let literal = match value.get_ref() {
            // The literal itself: a parsed float would have lost trailing zeros.
            DeValue::Integer(_) | DeValue::Float(_) => decoder.source.text()[value.span()].replace('_', ""),
            DeValue::String(text) => text.trim().to_owned(),
            _ => {
                decoder.wrong_type(value, path, "数字", "a number");
                return None;
            }
        };
        if value.get_ref().is_str() {
            decoder.texts.push(TextField { origin: origin.clone(), text: literal.clone(), prose: false });
        }
        let parts: Vec<&str> = literal.split(['～', '~', '—', '–']).map(str::trim).collect();
        let values: Option<Vec<f64>> = parts.iter().map(|part| plain_number(part)).collect();
        match values.as_deref() {
            Some(&[value]) => Some(Self { digits: literal, value, range: false, origin }),
            Some(&[low, high]) if low <= high => Some(Self { digits: literal, value: high, range: true, origin }),
            _ => {
                let message = Message::new(
                    format!("`{literal}` 不能照原样印出：请写普通的数，如 1345.50，或范围 \"2.5～3.0\""),
                    format!(
                        "`{literal}` can't be printed as it stands: write a plain number such as 1345.50, or a range \"2.5～3.0\""
                    ),
                );
                decoder.fault(Code::BadNumber, path, origin.span, message);
                None
            }
        }
    }
}

/// Digits with at most one sign before and one point inside; at most 30 of them, so that a figure stays a figure.
fn plain_number(text: &str) -> Option<f64> {
    let bare = text.strip_prefix(['-', '+', '−']).unwrap_or(text);
    let (whole, part) = bare.split_once('.').unwrap_or((bare, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || bare.len() > 30 {
        return None;
    }
    text.replace('−', "-").parse().ok()
}

impl Decode for Count {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let Some(integer) = value.get_ref().as_integer() else {
            decoder.wrong_type(value, path, "整数", "an integer");
            return None;
        };
        let origin = origin(value, path);
        let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|n| *n <= 1_000_000_000);
        match number {
            Some(value) => Some(Self { value, origin }),
            None => {
                let message =
                    Message::new("应为 0 到 1 000 000 000 的整数", "must be an integer from 0 to 1,000,000,000");
                decoder.fault(Code::BadNumber, path, origin.span, message);
                None
            }
        }
    }
}

/// A year that a review can look back on.
#[derive(Debug, Clone)]
pub struct Year {
    /// 1900 to 2999.
    pub value: u64,
    /// Where it was written.
    pub origin: Origin,
}

impl Decode for Year {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let count = Count::decode(decoder, value, path)?;
        if !(1900..=2999).contains(&count.value) {
            let message = Message::new("年份应在 1900 到 2999 之间", "a year must lie between 1900 and 2999");
            decoder.fault(Code::BadNumber, path, count.origin.span, message);
            return None;
        }
        Some(Self { value: count.value, origin: count.origin })
    }
}

impl Decode for Date {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let origin = origin(value, path);
        let parts = match value.get_ref() {
            // A time of day, or a zone in which it is another day, has no place in a review.
            DeValue::Datetime(moment) if moment.time.is_some() || moment.offset.is_some() => None,
            DeValue::Datetime(moment) => {
                moment.date.map(|date| (i32::from(date.year), Some(u32::from(date.month)), Some(u32::from(date.day))))
            }
            DeValue::String(text) => date_parts(text.trim()),
            _ => {
                decoder.wrong_type(value, path, "日期", "a date");
                return None;
            }
        };
        let real = |&(year, month, day): &(i32, Option<u32>, Option<u32>)| {
            year > 0 && NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some()
        };
        match parts.filter(real) {
            Some((year, month, day)) => Some(Self { year, month, day, origin }),
            None => {
                let written = decoder.source.text().get(value.span()).unwrap_or_default().to_owned();
                let message = if value.get_ref().as_datetime().is_some_and(|moment| moment.time.is_some()) {
                    let zh = format!("{written} 带了时刻，这里只要日期");
                    Message::new(zh, format!("{written} has a time of day; only a date belongs here"))
                } else {
                    Message::new(format!("{written} 不是存在的日期"), format!("{written} is no date that exists"))
                };
                let fault = decoder.fault(Code::BadDate, path, origin.span, message);
                if parts.is_none() && (value.get_ref().is_str() || written.contains(':')) {
                    fault.hints.push(Message::new(
                        "写作 2024-01-11，或加引号的月份 \"2024-01\"、年份 \"2024\"",
                        "write 2024-01-11, or in quotes a month \"2024-01\" or a year \"2024\"",
                    ));
                }
                None
            }
        }
    }
}

/// `2024-01-11`, `2024-01` or `2024`.
fn date_parts(text: &str) -> Option<(i32, Option<u32>, Option<u32>)> {
    let mut parts = text.split('-').map(|part| {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    });
    let year = parts.next()?? as i32;
    let month = parts.next().map_or(Some(None), |part| part.map(Some))?;
    let day = parts.next().map_or(Some(None), |part| part.map(Some))?;
    parts.next().is_none().then_some((year, month, day))
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

    #[test]
    fn dates_have_one_to_three_parts() {
        assert_eq!(date_parts("2024"), Some((2024, None, None)));
        assert_eq!(date_parts("2024-01"), Some((2024, Some(1), None)));
        assert_eq!(date_parts("2024-01-11"), Some((2024, Some(1), Some(11))));
        for bad in ["", "2024-", "2024-01-11-02", "2024年", "-1"] {
            assert_eq!(date_parts(bad), None, "{bad}");
        }
    }
}
