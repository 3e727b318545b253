//! Recognises what must stay on one line: quantities, dates, ordinals, numbers of standards and of documents.
//!
//! This is a grammar rather than a list of known cases. In Chinese text a quantity is
//!
//! ```text
//! quantity = [sign | currency]… number ["+"] [roughly] [scale [roughly]] [unit] [behind] [range quantity]
//! unit     = (measure word | unit in Latin letters | % ‰ ℃ …) [("/" | "·") unit]…
//! ```
//!
//! where a unit that isn't listed counts with its first character, and `behind` is 以上, 左右 and the like. Sources:
//! GB/T 15835—2011, 5.1.1 (a number isn't broken across lines) and 5.1.3 (forms of ranges and dates); that a unit stays
//! with its number is usage.

mod measures;
mod number;
mod standard;
#[cfg(test)]
mod tests;
mod unit;
mod width;

use std::ops::Range;

use measures::{SCALES, measure};
use number::{SIGNS, begins_number, digits, number, signs};
use standard::standard;
use unit::{compound, is_sign, tail};
use width::narrow;

use super::is_cjk;

/// From this many digits on, a bare sequence of digits is a code rather than a number, and has no unit.
const MIN_CODE_DIGITS: usize = 13;

/// The byte ranges of `text` that must stay on one line, in order; includes bare numbers.
pub(super) fn quantities(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let found = if begins_number(text, at) {
            standard(text, at).or_else(|| quantity(text, at))
        } else {
            match c {
                '第' => ordinal(text, at),
                '〔' | '（' | '［' | '(' | '[' | '【' => bracketed(text, at),
                _ if c.is_ascii_uppercase() && !previous(text, at).is_some_and(|c| c.is_ascii_alphanumeric()) => {
                    standard(text, at)
                }
                _ => None,
            }
        };
        match found {
            Some(range) => {
                at = range.end;
                // The number of a standard is never split.
                if text[range.start..].starts_with(|c: char| c.is_ascii_uppercase()) {
                    out.push(range);
                } else {
                    narrow(text, range, &mut out);
                }
            }
            // Skip the rest of a Latin word: its digits aren't a number (PM2.5, 5G).
            None if c.is_ascii_alphanumeric() => at = word_end(text, at),
            None => at += c.len_utf8(),
        }
    }
    out
}

/// Whether `part` is only a number, which Typst never breaks.
pub(super) fn is_bare(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn previous(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn word_end(text: &str, at: usize) -> usize {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut end = at;
    let mut rest = text[at..].chars().peekable();
    while let Some(c) = rest.next() {
        // A point or a hyphen between two letters or digits belongs to the word: H7-N9, V2.0.
        let joins = matches!(c, '.' | '-') && rest.peek().is_some_and(|c| c.is_ascii_alphanumeric());
        if !word(c) && !joins {
            break;
        }
        end += c.len_utf8();
    }
    end.max(at + text[at..].chars().next().map_or(0, char::len_utf8))
}

/// A quantity, or a range of two.
fn quantity(text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = simple(text, at)?;
    // At most three more: 1—3—5 isn't a range, but nothing is gained by breaking it.
    for _ in 0..3 {
        let Some(mark) =
            text[end..].chars().next().filter(|c| matches!(c, '—' | '–' | '～' | '~' | '-' | '－' | '×' | '*' | '＊'))
        else {
            break;
        };
        let next = end + mark.len_utf8();
        let Some(further) = text[next..]
            .starts_with(|c: char| c.is_ascii_digit() || SIGNS.contains(c) || c == '第')
            .then(|| simple(text, next).or_else(|| ordinal_end(text, next)))
            .flatten()
        else {
            break;
        };
        end = further;
    }
    // Letters after it make it a name (5G, 1+X).
    let western = |c: char| c.is_ascii_alphanumeric();
    let runs_on = text[end..].starts_with(western) && !text[..end].ends_with(is_cjk);
    if runs_on && text[at..].starts_with(western) {
        return None;
    }
    Some(at..if runs_on { word_end(text, end) } else { end })
}

/// The end of a quantity that isn't a range.
fn simple(text: &str, at: usize) -> Option<usize> {
    let start = signs(text, at);
    let end = number(text, start)?;
    if end - digits(text, start) == 0 && end - start >= MIN_CODE_DIGITS {
        return Some(end);
    }
    Some(compound(text, tail(text, end)))
}

/// An ordinal with its measure word: 第19届, 第十四次, 第1—3名.
fn ordinal(text: &str, at: usize) -> Option<Range<usize>> {
    let from = at + '第'.len_utf8();
    let end = if begins_number(text, from) { quantity(text, from)?.end } else { ordinal_end(text, at)? };
    Some(at..end)
}

/// The end of an ordinal that isn't a range.
fn ordinal_end(text: &str, at: usize) -> Option<usize> {
    let from = text[at..].strip_prefix('第').map(|rest| text.len() - rest.len())?;
    let end = digits(text, from);
    if end > from {
        return Some(tail(text, end));
    }
    let chinese = |c: &char| "一二三四五六七八九十百千〇零两".contains(*c);
    let numeral: usize = text[from..].chars().take_while(chinese).take(6).map(char::len_utf8).sum();
    let end = from + numeral;
    let word = text[end..].chars().next().filter(|c| "届次位名期批轮号章节条款项卷册季站".contains(*c));
    (numeral > 0).then(|| end + word.map_or(0, char::len_utf8))
}

/// A piece that begins with a bracket: 〔2023〕5号, (2.5～3.0)%. The bracket itself stays out of it: no line breaks after
/// it anyway, and in a box it would lose its compression.
fn bracketed(text: &str, at: usize) -> Option<Range<usize>> {
    let open = text[at..].chars().next()?;
    let from = at + open.len_utf8();
    let inner = if text[from..].starts_with(|c: char| c.is_ascii_digit()) { digits(text, from) } else { from };
    let close =
        |end: usize| text[end..].chars().next().filter(|c| "〕）］)]】".contains(*c)).map(|c| end + c.len_utf8());
    // 〔2023〕5号 or 〔2023〕第5号
    if inner == from + 4
        && let Some(year) = close(inner)
    {
        let number = if text[year..].starts_with('第') { year + '第'.len_utf8() } else { year };
        let end = digits(text, number);
        if end > number && text[end..].starts_with('号') {
            return Some(from..end + '号'.len_utf8());
        }
    }
    let range = quantity(text, from).filter(|_| begins_number(text, from))?;
    let after = close(range.end)?;
    let end = tail(text, after);
    let quantified = text[after..].chars().next().is_some_and(is_sign)
        || measure(&text[after..]).is_some()
        || SCALES.iter().any(|scale| text[after..].starts_with(scale));
    quantified.then_some(from..end)
}
