//! Number formats of spreadsheets: a cell's value as Excel shows it (ECMA-376 part 1, 18.8.30 and 18.8.31).
//!
//! The forms in use are read, in the words of a Chinese Excel; anything else is an error and never a guess.

mod code;
mod figure;
mod moment;

use code::{Condition, Section, Token};

/// A format code that was read.
#[derive(Debug, Clone)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub text: String,
    /// What a field that wants a date or a number takes instead: `2024-01-08` for 2024年1月8日, `0` for a dash that
    /// stands for zero.
    pub plain: Option<String>,
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self { text, plain: None }
    }
}

/// Why a value can't be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unshown {
    /// The code has a word or a form that isn't known here.
    Code,
    /// Below the first day or past the last: Excel shows `######`.
    Range,
    /// A date that is 0: an empty cell that a formula or a format made look filled.
    NoDate,
    /// A negative number that is shown without any sign of it.
    Signless,
}

/// Which day is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    /// 1900-01-01, with a 29 February in that year that never was.
    #[default]
    Y1900,
    /// 1904-01-02.
    Y1904,
}

/// The longest code; Excel allows 255 characters.
const MAX_CODE_BYTES: usize = 1024;

impl NumberFormat {
    /// Reads a code; `None` if it has something that isn't known here.
    pub fn read(code: &str) -> Option<Self> {
        if code.len() > MAX_CODE_BYTES {
            return None;
        }
        code::read(code).map(|sections| Self { sections })
    }

    /// A number as this format shows it.
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
        // The negative half of a pair that looks like the positive one. Colour alone isn't printed.
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

    /// What a number above zero looks like, if it is shown as a number.
    fn positive(&self, value: f64) -> Option<String> {
        let (section, _) = self.section(value).filter(|(section, _)| !section.is_moment())?;
        Some(figure::shown(section, value, false)?.trim().to_owned())
    }

    /// A text as this format shows it.
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

    /// The section for a value, and whether its sign is the section's own affair.
    fn section(&self, value: f64) -> Option<(&Section, bool)> {
        let numbers = &self.sections[..self.sections.len().min(3)];
        if numbers.iter().any(|section| section.condition.is_some()) {
            let at = numbers.iter().enumerate().position(|(k, section)| match section.condition {
                Some(condition) => condition.holds(value),
                None => k + 1 == numbers.len() || value < 0.0,
            })?;
            let section = &numbers[at];
            // Only if the first section takes all that isn't negative does the second one know that its numbers are.
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

/// Whether a text says another number than zero.
fn has_digit(text: &str, section: &Section) -> bool {
    text.contains(|c| matches!(c, '1'..='9') || section.han && "一二三四五六七八九".contains(c))
}

/// Nothing but digits, separators, units of money and percent: no sign, bracket or word that says which way it went.
fn is_signless(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '‰' | '￥' | '¥' | '$' | ' '))
}

/// The code of a built-in format (18.8.30), as a Chinese Excel has it; none where the standard has none.
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

/// A number without a format: at most eleven characters of a fraction, all digits of a whole number, and never more
/// than the fifteen digits that a spreadsheet computes with.
pub(super) fn general(value: f64) -> String {
    figure::general(value)
}

#[cfg(test)]
mod tests;
