//! Number formats of spreadsheets: turns a cell's value into the text that Excel shows (ECMA-376 part 1, 18.8.30 and
//! 18.8.31).
//!
//! Common codes are supported, with the words of a Chinese Excel. Anything else is an error, never a guess: the text
//! will be printed.

mod code;
mod figure;
mod moment;

use code::{Condition, Section, Token};

/// A parsed format code: up to four sections.
#[derive(Debug, Clone)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

/// A formatted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub text: String,
    /// The value for a date or number field, if it differs from the text: `2024-01-08` for 2024年1月8日, `0` for a dash
    /// that means zero.
    pub plain: Option<String>,
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self { text, plain: None }
    }
}

/// Why a value can't be formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unshown {
    /// The code doesn't support such a value.
    Code,
    /// A date before the first day or after the last: Excel shows `######`.
    Range,
    /// A date of value 0: most likely an empty cell that a formula has turned into 0.
    NoDate,
    /// A negative number whose text would look positive.
    Signless,
}

/// The date system: which day is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    /// 1900-01-01. Counts a 29 February 1900, which never existed.
    #[default]
    Y1900,
    /// 1904-01-02.
    Y1904,
}

/// Maximum length of a code in bytes; Excel allows 255 characters.
const MAX_CODE_BYTES: usize = 1024;

impl NumberFormat {
    /// Parses a code; `None` if any part of it isn't supported.
    pub fn read(code: &str) -> Option<Self> {
        if code.len() > MAX_CODE_BYTES {
            return None;
        }
        code::read(code).map(|sections| Self { sections })
    }

    /// Formats a number, date or time.
    pub fn number(&self, value: f64, epoch: Epoch) -> Result<Shown, Unshown> {
        if !value.is_finite() {
            return Err(Unshown::Range);
        }
        let (section, bare) = self.section(value).ok_or(Unshown::Range)?;
        if section.is_moment() {
            return moment::shown(section, value, epoch);
        }
        let minus = value < 0.0 && !bare;
        let mut text = figure::shown(section, value, minus).ok_or(Unshown::Code)?.trim().to_owned();
        // The section for negative numbers may give the same text as the positive one. If it is in a colour, the author
        // meant the colour as the sign; the report prints no such colour, so add the minus. Otherwise refuse.
        if value < 0.0
            && bare
            && has_digit(&text, section)
            && (is_signless(&text) || self.positive(-value).as_ref() == Some(&text))
        {
            if !section.coloured {
                return Err(Unshown::Signless);
            }
            text.insert(0, '-');
        }
        let dash = value == 0.0 && matches!(text.as_str(), "-" | "—" | "–" | "－");
        Ok(Shown { text, plain: dash.then(|| "0".to_owned()) })
    }

    /// The text of a positive number; `None` if the section is a date or time.
    fn positive(&self, value: f64) -> Option<String> {
        let (section, _) = self.section(value).filter(|(section, _)| !section.is_moment())?;
        Some(figure::shown(section, value, false)?.trim().to_owned())
    }

    /// Formats a text.
    pub fn text(&self, text: &str) -> String {
        let has_place = |section: &&Section| section.tokens.contains(&Token::Text);
        let section = match self.sections.as_slice() {
            [_, _, _, fourth] => Some(fourth),
            sections => sections.iter().find(has_place),
        };
        let Some(section) = section else { return text.to_owned() };
        let pieces = section.tokens.iter().map(|token| match token {
            Token::Text => text,
            Token::Literal(literal) => literal.as_str(),
            _ => "",
        });
        pieces.collect()
    }

    /// The section for a value, and whether the section shows the sign itself, so that no minus is added.
    fn section(&self, value: f64) -> Option<(&Section, bool)> {
        let numbers = &self.sections[..self.sections.len().min(3)];
        if numbers.iter().any(|section| section.condition.is_some()) {
            let at = numbers.iter().enumerate().position(|(k, section)| match section.condition {
                Some(condition) => condition.holds(value),
                None => k + 1 == numbers.len() || value < 0.0,
            })?;
            let section = &numbers[at];
            // The second section holds negative numbers only if the first takes all others; then it shows the sign.
            let rest = at == 1 && value < 0.0 && numbers[0].condition.is_some_and(Condition::is_positive);
            return Some((section, section.condition.map_or(rest, Condition::is_negative)));
        }
        Some(match numbers {
            [_, negative, ..] if value < 0.0 => (negative, true),
            [_, _, zero] if value == 0.0 => (zero, false),
            [first, ..] => (first, false),
            [] => return None,
        })
    }
}

/// Whether a text has a digit other than zero.
fn has_digit(text: &str, section: &Section) -> bool {
    text.contains(|c| matches!(c, '1'..='9') || section.han && "一二三四五六七八九".contains(c))
}

/// Whether a text is only digits, separators, currency and percent signs, with no minus, bracket or word that could
/// mark it as negative.
fn is_signless(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '‰' | '￥' | '¥' | '$' | ' '))
}

/// The code of a built-in format (18.8.30), as a Chinese Excel has it; `None` for an id that the standard leaves open.
pub(super) fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 => "￥#,##0;￥-#,##0",
        6 => "￥#,##0;[Red]￥-#,##0",
        7 => "￥#,##0.00;￥-#,##0.00",
        8 => "￥#,##0.00;[Red]￥-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        37 => "#,##0_);(#,##0)",
        38 => "#,##0_);[Red](#,##0)",
        39 => "#,##0.00_);(#,##0.00)",
        40 => "#,##0.00_);[Red](#,##0.00)",
        41 => "_ * #,##0_ ;_ * -#,##0_ ;_ * -_ ;_ @_ ",
        42 => "_ ￥* #,##0_ ;_ ￥* -#,##0_ ;_ ￥* -_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * -??_ ;_ @_ ",
        44 => "_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* -??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        27 | 36 | 50 | 52 | 57 => r#"yyyy"年"m"月""#,
        28 | 29 | 51 | 53 | 54 | 58 => r#"m"月"d"日""#,
        30 => "m-d-yy",
        31 => r#"yyyy"年"m"月"d"日""#,
        32 => r#"h"时"mm"分""#,
        33 => r#"h"时"mm"分"ss"秒""#,
        34 | 55 => r#"上午/下午h"时"mm"分""#,
        35 | 56 => r#"上午/下午h"时"mm"分"ss"秒""#,
        _ => return None,
    })
}

/// A number in the format General: at most eleven characters for a fraction, all digits of a whole number, and never
/// more than the fifteen digits that a spreadsheet computes with.
pub(super) fn general(value: f64) -> String {
    figure::general(value)
}

#[cfg(test)]
mod tests;
