//! The form of figures and dates: the only place where it is decided.

/// Groups the digits of an integer part in threes, if it has five or more.
///
/// GB/T 15835—2011, 5.1.2: numbers of up to four digits need no grouping. Both ends of a range are grouped.
pub fn group(digits: &str, separator: &str) -> String {
    let mut out = String::new();
    let mut rest = digits;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let whole = &rest[..end];
        let fraction = out.ends_with('.');
        for (k, digit) in whole.chars().enumerate() {
            if k > 0 && !fraction && whole.len() >= 5 && (whole.len() - k).is_multiple_of(3) {
                out.push_str(separator);
            }
            out.push(digit);
        }
        let mark = rest[end..].chars().next();
        out.extend(mark);
        rest = &rest[end + mark.map_or(0, char::len_utf8)..];
    }
    out
}

/// The numerals of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numerals {
    /// 2024年1月11日.
    ///
    /// The default.
    #[default]
    Arabic,
    /// 二〇二四年一月十一日.
    Chinese,
}

/// Formats a date, a month or a year, in Arabic (2024年1月11日) or Chinese numerals (二〇二四年一月十一日).
///
/// GB/T 15835—2011: Arabic by default (4.1.2), Chinese in formal style (4.2.1), with 〇 in years.
pub fn date(year: i32, month: Option<u32>, day: Option<u32>, numerals: Numerals) -> String {
    let chinese = numerals == Numerals::Chinese;
    let number = |n: u32| if chinese { chinese_numeral(n) } else { n.to_string() };
    let mut out = year.to_string();
    if chinese {
        out = out.chars().map(|digit| DIGITS[digit.to_digit(10).unwrap_or(0) as usize]).collect();
    }
    out.push('年');
    if let Some(month) = month {
        out.push_str(&number(month));
        out.push('月');
        if let Some(day) = day {
            out.push_str(&number(day));
            out.push('日');
        }
    }
    out
}

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number from 0 to 999 in Chinese numerals: 十, 二十一, 一百〇五. A larger number stays in digits.
pub fn chinese_numeral(n: u32) -> String {
    if n > 999 {
        return n.to_string();
    }
    let digit = |n: u32| DIGITS[(n % 10) as usize];
    let (hundreds, rest) = (n / 100, n % 100);
    let mut out = String::new();
    if hundreds > 0 {
        out.push(digit(hundreds));
        out.push('百');
        if rest == 0 {
            return out;
        }
        if rest < 10 {
            out.push('〇');
        }
    }
    if rest >= 10 {
        if rest >= 20 || hundreds > 0 {
            out.push(digit(rest / 10));
        }
        out.push('十');
    }
    if !rest.is_multiple_of(10) || n == 0 {
        out.push(digit(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouping_starts_at_five_places() {
        assert_eq!(group("3402", ","), "3402");
        assert_eq!(group("1234567.50", ","), "1,234,567.50");
        assert_eq!(group("1234", ","), "1234");
        assert_eq!(group("12345", "\u{2009}"), "12\u{2009}345");
        assert_eq!(group("-1234567.12345", ","), "-1,234,567.12345");
        assert_eq!(group("10000～20000", ","), "10,000～20,000");
    }

    #[test]
    fn dates_in_both_styles() {
        assert_eq!(date(2024, Some(1), None, Numerals::Arabic), "2024年1月");
        assert_eq!(date(2024, Some(1), Some(11), Numerals::Chinese), "二〇二四年一月十一日");
        assert_eq!(date(2024, Some(1), Some(11), Numerals::Arabic), "2024年1月11日");
        assert_eq!(date(2023, Some(12), None, Numerals::Arabic), "2023年12月");
        assert_eq!(date(2024, Some(10), Some(20), Numerals::Chinese), "二〇二四年十月二十日");
        assert_eq!(date(2024, None, None, Numerals::Chinese), "二〇二四年");
    }

    #[test]
    fn numerals() {
        let all: Vec<_> = [1, 10, 11, 20, 21, 105, 110, 200].map(chinese_numeral).into();
        assert_eq!(all, ["一", "十", "十一", "二十", "二十一", "一百〇五", "一百一十", "二百"]);
    }
}
