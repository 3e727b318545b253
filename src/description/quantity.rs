//! Parses figures as offices write them: 8.5%, 1.2万, 约12, 5600余人.
//!
//! An author may put the unit and the qualifier into `value`; `normalize` moves them to fields of their own, with a
//! warning that says how the value was read.

/// The parts of a figure, each as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    /// 约, 超, 不足 … before the digits; empty if there is none.
    pub qualifier: String,
    /// The digits without grouping; for a range, two numbers joined by `—`.
    pub digits: String,
    /// What follows the digits: a unit, a scale, 余; may be empty.
    pub unit: String,
}

/// Words before a figure that say how exact it is. Of two that begin alike, the longer comes first.
const QUALIFIERS: &[&str] = &[
    "约为",
    "大约",
    "约",
    "将近",
    "接近",
    "近",
    "超过",
    "超",
    "逾",
    "达到",
    "达",
    "突破",
    "不足",
    "不到",
    "不少于",
    "不低于",
    "不超过",
    "至少",
    "至多",
    "最多",
    "累计",
    "共计",
    "共",
];

/// Characters between the two ends of a range, as people type them.
const RANGE: &[char] = &['～', '~', '—', '–', '-', '至', '到', '－'];

/// What may follow a figure before its unit: 5600余人, 1.2万户.
const LOOSE: &str = "余多来几十百千万亿";

/// The longest text that is taken for a unit; anything longer is prose.
const MAX_UNIT_CHARS: usize = 12;

/// Parses a figure; `None` if the text isn't one.
pub(super) fn read(text: &str) -> Option<Quantity> {
    let text: String = text.trim().chars().map(half).collect();
    let qualifier = QUALIFIERS.iter().copied().find(|word| text.starts_with(word)).unwrap_or_default();
    let rest = text[qualifier.len()..].trim_start();
    let (first, after) = number(rest)?;
    let (digits, unit) = match second(after) {
        Some((last, behind)) => (format!("{first}—{last}"), behind),
        None => (first, after),
    };
    let unit = unit.trim();
    let words = |c: char| !c.is_ascii_digit() && !c.is_whitespace() && !"，。；、！？,;!?“”\"'=<>—～~".contains(c);
    let good =
        unit.chars().count() <= MAX_UNIT_CHARS && unit.chars().all(words) && !unit.starts_with(['.', '-', ':', '+']);
    good.then(|| Quantity { qualifier: qualifier.to_owned(), digits, unit: unit.to_owned() })
}

/// Replaces a full-width digit or mark of a figure by its half-width form.
fn half(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '％' | '＋' | '－' => crate::text::half_width(c),
        c => c,
    }
}

/// The number at the start of a text, without grouping commas, and the rest.
fn number(text: &str) -> Option<(String, &str)> {
    let signed = text.strip_prefix(['-', '+', '−']);
    let body = signed.unwrap_or(text);
    let length = body.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(body.len());
    let written = &body[..length];
    let (whole, part) = written.split_once('.').map_or((written, None), |(whole, part)| (whole, Some(part)));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped =
        groups.len() == 1 || (groups[1..].iter().all(|group| group.len() == 3) && (1..=3).contains(&groups[0].len()));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !grouped || !groups.iter().all(|group| digits(group)) || !part.is_none_or(digits) || written.len() > 40 {
        return None;
    }
    let sign = &text[..text.len() - body.len()];
    Some((format!("{sign}{}", written.replace(',', "")), &body[length..]))
}

/// The other end of a range.
fn second(text: &str) -> Option<(String, &str)> {
    let rest = text.trim_start().strip_prefix(RANGE)?;
    number(rest.trim_start_matches(RANGE).trim_start())
}

/// The unit of a figure, from the one `read` in its value and the one `written` in its `unit`: 万 and 人 give 万人.
/// `None` if the two contradict each other.
pub(super) fn joined(read: &str, written: Option<&str>) -> Option<String> {
    let Some(written) = written.map(str::trim) else { return Some(read.to_owned()) };
    let percent = |unit: &str| matches!(unit, "%" | "％");
    let scaled = |c: char| "十百千万亿".contains(c);
    if read == written || (percent(read) && percent(written)) {
        Some(written.to_owned())
    } else if read.starts_with(written) || read.ends_with(written) {
        // 亿元左右 and 亿元, 余人 and 人.
        Some(read.to_owned())
    } else if written.starts_with(read) && read.chars().all(scaled) {
        Some(written.to_owned())
    } else if read.chars().all(|c| LOOSE.contains(c)) && !written.starts_with(scaled) {
        Some(format!("{read}{written}"))
    } else {
        None
    }
}

/// The value of a number in Chinese numerals, such as 三十六; `None` if the text isn't one, is ambiguous, or exceeds 10¹².
pub(super) fn numeral(text: &str) -> Option<u64> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let spelled = |c: char| DIGITS.chars().position(|known| known == c).or((c == '零').then_some(0));
    // Positional: 二〇二四 is 2024.
    let all: Option<Vec<usize>> = text.trim().chars().map(spelled).collect();
    if let Some(all) = all.filter(|all| (2..=12).contains(&all.len())) {
        return Some(all.into_iter().fold(0, |number, digit| number * 10 + digit as u64));
    }
    let (mut total, mut section, mut digit) = (0u64, 0u64, None);
    let mut any = false;
    // The unit before the last digit: 一千五 is colloquial for 1500 but could be read as 1005, so it is refused.
    let mut unit = 1u64;
    for c in text.trim().chars() {
        any = true;
        if let Some(at) = DIGITS.chars().position(|known| known == c).filter(|at| *at > 0) {
            if digit.is_some() {
                return None;
            }
            digit = Some(at as u64);
            continue;
        }
        let value = match c {
            '零' | '〇' => {
                (digit, unit) = (None, 1);
                continue;
            }
            '两' => {
                digit = Some(2);
                continue;
            }
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        };
        if value < 10_000 {
            let count = if value == 10 { digit.take().unwrap_or(1) } else { digit.take()? };
            section = section.checked_add(count * value)?;
        } else {
            let part = section.checked_add(digit.take().unwrap_or(0))?;
            let sum = if value == 10_000 {
                total.checked_add(part.checked_mul(value)?)?
            } else {
                total.checked_add(part)?.checked_mul(value)?
            };
            (total, section) = (sum, 0);
        }
        unit = value;
    }
    if digit.is_some() && unit > 10 {
        return None;
    }
    let sum = total.checked_add(section)?.checked_add(digit.unwrap_or(0))?;
    any.then_some(sum).filter(|number| *number < 1_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String, String)> {
        read(text).map(|found| (found.qualifier, found.digits, found.unit))
    }

    #[test]
    fn figures_come_apart() {
        for (text, qualifier, digits, unit) in [
            ("8.5%", "", "8.5", "%"),
            ("1.2万", "", "1.2", "万"),
            ("约12", "约", "12", ""),
            ("5600余", "", "5600", "余"),
            ("12.5亿元", "", "12.5", "亿元"),
            ("超过1,234.5万户", "超过", "1234.5", "万户"),
            ("１２．５％", "", "12.5", "%"),
            ("20-60", "", "20—60", ""),
            ("2.5至3.0亿元", "", "2.5—3.0", "亿元"),
            ("-3.2%", "", "-3.2", "%"),
            ("35μg/m³", "", "35", "μg/m³"),
        ] {
            assert_eq!(parts(text), Some((qualifier.into(), digits.into(), unit.into())), "{text}");
        }
        for text in ["", "约", "三十六", "12亿元，增长6%", "1,2", "12..5", "1.2.3", "9:00", "甲12", "2024年1月"]
        {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn units_join_or_contradict() {
        assert_eq!(joined("万", Some("人")).as_deref(), Some("万人"));
        assert_eq!(joined("余", Some("人")).as_deref(), Some("余人"));
        assert_eq!(joined("亿元", Some("亿元")).as_deref(), Some("亿元"));
        assert_eq!(joined("万", Some("万人")).as_deref(), Some("万人"));
        assert_eq!(joined("%", None).as_deref(), Some("%"));
        assert_eq!(joined("亿元", Some("万元")), None);
        assert_eq!(joined("%", Some("亿元")), None);
        assert_eq!(joined("万", Some("亿元")), None);
    }

    #[test]
    fn numerals_are_counted() {
        for (text, number) in [("三十六", 36), ("十", 10), ("一百零五", 105), ("两千三百", 2300), ("一万二千", 12_000)]
        {
            assert_eq!(numeral(text), Some(number), "{text}");
        }
        assert_eq!(numeral("二〇二四"), Some(2024));
        assert_eq!(numeral("五万六"), None, "56,000 to some, 50,006 to none");
        assert_eq!(numeral("一千八百四十四亿六千七百四十四万七百三十七亿九千九百九十九万"), None);
        assert_eq!(numeral("若干"), None);
        assert_eq!(numeral(""), None);
    }
}
