//! Recognises what follows a number and belongs to it: words of rough size, scales, units, and words such as 以上.

use super::measures::{BEHIND, ROUGHLY, SCALES, is_latin_unit, may_begin_measure, measure};
use super::number::digits;
use crate::text::is_han;

/// The end of the quantity whose number ends at `at`.
pub(super) fn tail(text: &str, at: usize) -> usize {
    let mut end = at;
    if text[end..].starts_with(['+', '＋']) && !text[end..].chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    // A space belongs to the quantity only if a unit certainly follows.
    let spaced = |end: usize| {
        let rest = text[end..].strip_prefix(' ')?;
        let next = rest.chars().next()?;
        let sure = measure(rest).is_some() || SCALES.iter().any(|scale| rest.starts_with(scale)) || is_sign(next);
        (sure || latin_unit(text, end + 1).is_some()).then_some(end + 1)
    };
    end = spaced(end).unwrap_or(end);
    let mut listed = false;
    if let Some(after) = roughly(text, end) {
        end = after;
    }
    // 千瓦 is a unit, not a thousand 瓦.
    let unit_first = measure(&text[end..]).is_some_and(|length| length > '千'.len_utf8());
    if let Some(scale) = SCALES.iter().find(|scale| !unit_first && text[end..].starts_with(**scale)) {
        end += scale.len();
        listed = true;
        end = roughly(text, end).unwrap_or(end);
        end = spaced(end).unwrap_or(end);
    }
    match unit(text, end) {
        Some(after) => end = after,
        None if !listed || text[end..].starts_with(may_begin_measure) => {
            end = first_of_word(text, end).unwrap_or(end);
        }
        None => {}
    }
    behind(text, end)
}

/// The end of 余, 多, 来 or 几 at `at`. 来 and 几 are words of rough size only if a scale or Han follows.
fn roughly(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next().filter(|c| ROUGHLY.contains(c))?;
    let after = at + c.len_utf8();
    let rest = &text[after..];
    let followed = SCALES.iter().any(|scale| rest.starts_with(scale)) || rest.starts_with(is_han);
    (followed || c == '余' || c == '多').then_some(after)
}

/// The end of the first character of a measure word that isn't listed.
fn first_of_word(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next().filter(|c| may_begin_measure(*c))?;
    Some(at + c.len_utf8())
}

pub(super) fn is_sign(c: char) -> bool {
    "%％‰‱℃℉°′″㎡㎥㎞㎏㎜㎝㎎㏄㏑㎢㎾㎿Ω".contains(c)
}

/// The end of a unit with its denominators: 元/平方米·月, kgce/(m²·a).
fn unit(text: &str, at: usize) -> Option<usize> {
    let mut end = unit_word(text, at)?;
    for _ in 0..4 {
        let Some(next) = stroke(text, end) else { break };
        let bracket = text[next..].starts_with(['(', '（']);
        let further = if bracket { bracketed_unit(text, next) } else { denominator(text, next) };
        let Some(further) = further else { break };
        end = further;
    }
    Some(end)
}

/// The end of a unit sign, a listed measure word, or a unit in Latin letters.
fn unit_word(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next()?;
    if is_sign(c) {
        return Some(at + c.len_utf8());
    }
    measure(&text[at..]).map(|length| at + length).or_else(|| latin_unit(text, at))
}

/// The end of a denominator: after a slash, any word is a unit.
fn denominator(text: &str, at: usize) -> Option<usize> {
    unit_word(text, at).or_else(|| first_of_word(text, at))
}

fn stroke(text: &str, at: usize) -> Option<usize> {
    let mark = text[at..].chars().next().filter(|c| matches!(c, '/' | '／' | '·' | '⋅' | '•'))?;
    Some(at + mark.len_utf8())
}

fn bracketed_unit(text: &str, at: usize) -> Option<usize> {
    let open = text[at..].chars().next()?;
    let mut end = denominator(text, at + open.len_utf8())?;
    for _ in 0..2 {
        let Some(further) = stroke(text, end).and_then(|next| denominator(text, next)) else { break };
        end = further;
    }
    let close = text[end..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
    Some(end + close.len_utf8())
}

/// The end of a unit in Latin letters with its exponent.
fn latin_unit(text: &str, at: usize) -> Option<usize> {
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, 'μ' | 'µ' | 'Ω');
    let end = at + text[at..].chars().take_while(|c| letter(*c)).map(char::len_utf8).sum::<usize>();
    let plain_exponent = |end: usize| text[end..].starts_with(['2', '3']) && !text[end + 1..].starts_with(letter);
    let with = end + usize::from(plain_exponent(end));
    let word = if is_latin_unit(&text[at..with]) { with } else { end };
    if word == at || !is_latin_unit(&text[at..word]) {
        return None;
    }
    let raised = |c: &char| "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉".contains(*c);
    let end = word + text[word..].chars().take_while(raised).map(char::len_utf8).sum::<usize>();
    (!text[end..].starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(end)
}

fn behind(text: &str, at: usize) -> usize {
    BEHIND.iter().find(|word| text[at..].starts_with(**word)).map_or(at, |word| at + word.len())
}

/// The end of a quantity in two measures, the first of which ends at `end`: 1月11日, 3小时20分, 9时30分, 5元5角.
pub(super) fn compound(text: &str, end: usize) -> usize {
    const PAIRS: &[(&str, &[&str])] = &[
        ("月", &["日", "号"]),
        ("时", &["分"]),
        ("点", &["分"]),
        ("小时", &["分钟", "分"]),
        ("分", &["秒"]),
        ("分钟", &["秒"]),
        ("元", &["角"]),
        ("度", &["分"]),
        ("岁", &["个月"]),
        ("年", &["个月"]),
    ];
    let mut end = end;
    for (major, minors) in PAIRS {
        if !text[..end].ends_with(major) {
            continue;
        }
        let after = digits(text, end);
        if after == end {
            continue;
        }
        if let Some(minor) = minors.iter().find(|minor| text[after..].starts_with(**minor)) {
            end = after + minor.len();
        }
    }
    behind(text, end)
}
