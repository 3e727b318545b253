//! Dates: the language's own form, and the forms that offices write.
//!
//! A form other than the language's own is accepted with a warning that says how it was read.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::DeValue;

use super::decode::{Decode, Decoder, shortened};
use super::value::origin;
use crate::diagnostic::{Code, Message};
use crate::source::Origin;

/// A date to the day, the month or the year.
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

/// Year, month and day, the last two optional.
pub(crate) type Parts = (i32, Option<u32>, Option<u32>);

/// Parses the language's own form: `2024-01-11`, `2024-01` or `2024`.
pub(super) fn strict(text: &str) -> Option<Parts> {
    let parts: Vec<&str> = text.split('-').collect();
    let two = |part: &&&str| part.len() == 2;
    (parts.len() <= 3 && parts[0].len() == 4 && parts.iter().skip(1).all(|part| two(&part)))
        .then(|| parse(&parts))
        .flatten()
}

/// Parses what is plainly a date: 2024.1.11, 2024/1/11, 2024年1月11日, 2024-1-11, 2024年1月, 2024.1.
pub(super) fn loose(text: &str) -> Option<Parts> {
    // 2024-01—06 is a period, January to June.
    if text.contains(['—', '–']) && text.contains(['-', '－', '.', '/', '／', '．']) {
        return None;
    }
    let half = |c: char| match c {
        '０'..='９' | '．' | '／' | '－' => crate::text::half_width(c),
        '—' | '–' => '-',
        c => c,
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(half).collect();
    let mut plain = text.clone();
    if let Some(rest) = text.strip_suffix(['日', '号']).or(Some(text.as_str())).filter(|_| text.contains('年')) {
        let rest = rest.strip_suffix('月').or_else(|| rest.strip_suffix('年')).unwrap_or(rest);
        plain = rest.replacen('年', ".", 1).replacen('月', ".", 1);
        let day = text.ends_with(['日', '号']);
        let parts = plain.split('.').count();
        // 2024年11日 has no month, 2024年1月5 no 日.
        if day != (parts == 3) {
            return None;
        }
    }
    let sign = ['-', '.', '/'].into_iter().find(|sign| plain.contains(*sign)).unwrap_or('-');
    let parts: Vec<&str> = plain.trim_end_matches('.').split(sign).collect();
    let short = parts.len() <= 3 && parts[0].len() == 4 && parts.iter().skip(1).all(|part| part.len() <= 2);
    short.then(|| parse(&parts)).flatten()
}

fn parse(parts: &[&str]) -> Option<Parts> {
    let number = |part: &&str| {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut numbers = Vec::new();
    for part in parts {
        numbers.push(number(part)?);
    }
    match numbers.as_slice() {
        [year] => Some((*year as i32, None, None)),
        [year, month] => Some((*year as i32, Some(*month), None)),
        [year, month, day] => Some((*year as i32, Some(*month), Some(*day))),
        _ => None,
    }
}

/// Whether the calendar has this date.
pub(crate) fn exists((year, month, day): Parts) -> bool {
    year > 0 && NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some()
}

/// The date as a TOML value in the language's own form; a month and a year need quotation marks.
pub(crate) fn written((year, month, day): Parts) -> String {
    match (month, day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("\"{year:04}-{month:02}\""),
        _ => format!("\"{year:04}\""),
    }
}

impl Decode for Date {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let origin = origin(value, path);
        let said = decoder.written(value.span());
        let bare = said.trim_matches(['"', '\'']).trim();
        let parts = match value.get_ref() {
            // Times and zones aren't allowed: in another zone, the day may be another.
            DeValue::Datetime(moment) if moment.time.is_some() || moment.offset.is_some() => {
                let zh = format!("{said} 带了时刻，这里只要日期");
                let message = Message::new(zh, format!("{said} has a time; write a date only"));
                decoder.error(Code::BadDate, path, origin.span, message).hints.push(date_forms());
                return None;
            }
            DeValue::Datetime(moment) => {
                moment.date.map(|date| (i32::from(date.year), Some(u32::from(date.month)), Some(u32::from(date.day))))
            }
            DeValue::String(text) => strict(text.trim()).or_else(|| loose(text)),
            // TOML reads 2024 and 2024.1 without quotation marks as numbers.
            DeValue::Integer(_) | DeValue::Float(_) if loose(bare).is_some() => loose(bare),
            _ => {
                decoder.wrong_type(value, path, "日期", "a date").hints.push(date_forms());
                return None;
            }
        };
        let Some(parts) = parts else {
            // The TOML library returns an invalid date without any parts.
            let message = match loose(bare) {
                Some(parts) => no_day(parts),
                None => no_date(bare),
            };
            decoder.error(Code::BadDate, path, origin.span, message);
            return None;
        };
        let (year, month, day) = parts;
        if !exists(parts) {
            decoder.error(Code::BadDate, path, origin.span, no_day(parts));
            return None;
        }
        let plain = match value.get_ref() {
            DeValue::Datetime(_) => true,
            DeValue::String(text) => strict(text.trim()).is_some(),
            _ => false,
        };
        if !plain {
            let right = written(parts);
            let message = Message::new(format!("“{bare}”按 {right} 处理"), format!("`{bare}` was read as {right}"));
            decoder.read_as(path, origin.span, message);
        }
        Some(Self { year, month, day, origin })
    }
}

fn date_forms() -> Message {
    Message::new(
        "写作 2024-01-11，或加引号的月份 \"2024-01\"、年份 \"2024\"",
        "write 2024-01-11, or in quotes a month \"2024-01\" or a year \"2024\"",
    )
}

/// The message for a date that has the form of one but isn't in the calendar.
fn no_day((year, month, day): Parts) -> Message {
    let first = month.and_then(|month| NaiveDate::from_ymd_opt(year, month, 1));
    match (month, day, first) {
        (Some(month), Some(day), Some(first)) => {
            let last = first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt());
            let days = last.map_or(31, |last| chrono::Datelike::day(&last));
            Message::new(
                format!("{year} 年 {month} 月没有 {day} 日，最后一天是 {days} 日"),
                format!("{year}-{month:02} has no day {day}; its last is {days}"),
            )
        }
        (Some(month), ..) if !(1..=12).contains(&month) => {
            Message::new(format!("没有 {month} 月这个月份"), format!("there is no month {month}"))
        }
        _ => Message::new(format!("没有 {year} 年这个年份"), format!("there is no year {year}")),
    }
}

/// The message for a text that isn't a date, with what to write instead.
pub(super) fn no_date(written: &str) -> Message {
    let said = shortened(written);
    let month = written.strip_suffix('月').filter(|number| number.parse::<u8>().is_ok_and(|n| (1..=12).contains(&n)));
    if let Some(month) = month {
        return Message::new(
            format!("“{said}”没有年份：写作 \"2024-{month:0>2}\"，年份照实改"),
            format!("{said} has no year: write \"2024-{month:0>2}\" with the right year"),
        );
    }
    let span = written.chars().any(|c| "—–～~至到-－".contains(c)) && written.chars().any(|c| c.is_ascii_digit());
    if span {
        return Message::new(
            format!("“{said}”是一段时间，这里只能写一个日期，如 \"2024-06\"；时段请写进正文"),
            format!("{said} is a period; write a single date here, such as \"2024-06\", and the period in the text"),
        );
    }
    Message::new(
        format!("日期写法不对：“{said}”；请写 2024-01-11，或加引号的月份 \"2024-01\"、年份 \"2024\""),
        format!("{said} is not a valid date: write 2024-01-11, or in quotes a month \"2024-01\" or a year \"2024\""),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_dates() {
        let day = Some((2024, Some(1), Some(11)));
        for text in [
            "2024.1.11",
            "2024/1/11",
            "2024年1月11日",
            "2024-1-11",
            "2024年1月11号",
            "２０２４．１．１１",
            "2024.01.11",
        ] {
            assert_eq!(loose(text), day, "{text}");
            assert_eq!(strict(text), None, "{text}");
        }
        for text in ["2024年1月", "2024.1", "2024/1", "2024-1", "2024年01月"] {
            assert_eq!(loose(text), Some((2024, Some(1), None)), "{text}");
        }
        assert_eq!(loose("2024年"), Some((2024, None, None)));
        for text in [
            "",
            "1月",
            "2024年1—6月",
            "2024年11日",
            "1.5",
            "24.1.11",
            "2024年1月5",
            "三月",
            "12345",
            "2024-01—06",
            "2024-6—8",
        ] {
            assert_eq!(loose(text), None, "{text}");
        }
        assert_eq!(strict("2024-01-11"), day);
        assert_eq!(strict("2024"), Some((2024, None, None)));
        for text in ["2024-", "2024-01-11-02", "2024年", "-1", "2024-1"] {
            assert_eq!(strict(text), None, "{text}");
        }
    }

    #[test]
    fn what_to_write_is_the_languages_own_form() {
        assert_eq!(written((2024, Some(1), Some(11))), "2024-01-11");
        assert_eq!(written((2024, Some(1), None)), "\"2024-01\"");
        assert_eq!(written((2024, None, None)), "\"2024\"");
    }
}
