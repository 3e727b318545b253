//! Corrects marks, letters and digits of the wrong width, and radicals.

use std::collections::BTreeMap;

use super::cells::{Cells, is_full};
use super::reason::Reason;
use crate::text::is_han;

/// Makes letters, digits and % half-width: ０ to ９, Ａ to ｚ, ％; ． only between digits.
pub(super) fn full_width(cells: &mut Cells) {
    for at in 0..cells.cells.len() {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '０'..='９'));
        let new = match cells.get(at) {
            Some(c @ ('０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％')) => Some(crate::text::half_width(c)),
            Some('．') if digit(cells.before(at)) && digit(cells.get(at + 1)) => Some('.'),
            _ => None,
        };
        if let Some(new) = new.filter(|_| cells.free(at..at + 1)) {
            cells.replace(at..at + 1, new.encode_utf8(&mut [0; 4]), Reason::FullWidth);
        }
    }
}

/// Replaces radicals, which come from copied PDFs, by characters.
pub(super) fn radicals(cells: &mut Cells) {
    for at in 0..cells.cells.len() {
        if let Some(han) = cells.get(at).and_then(crate::text::of_radical)
            && cells.free(at..at + 1)
        {
            cells.replace(at..at + 1, han.encode_utf8(&mut [0; 4]), Reason::Radical);
        }
    }
}

/// Corrects the brackets of document numbers: 嘉建[2023]5号.
pub(super) fn paper_numbers(cells: &mut Cells) {
    for at in 0..cells.cells.len() {
        let year = (at + 1..at + 5).all(|k| cells.has(k, |c| c.is_ascii_digit()));
        if !cells.has(at, |c| "[［【".contains(c)) || !year || !cells.has(at + 5, |c| "]］】".contains(c)) {
            continue;
        }
        let mut end = at + 6;
        while cells.has(end, |c| c == ' ' || c == '第') {
            end += 1;
        }
        let digits = end;
        while cells.has(end, |c| c.is_ascii_digit()) {
            end += 1;
        }
        let number = end > digits && cells.get(end) == Some('号') && cells.before(at).is_some_and(is_han);
        if number && cells.free(at..at + 6) {
            cells.replace(at..at + 1, "〔", Reason::Paper);
            cells.replace(at + 5..at + 6, "〕", Reason::Paper);
        }
    }
}

/// Makes marks and brackets next to Chinese full-width, and the full stop at the end of a paragraph.
///
/// One that becomes full-width is Chinese to its own neighbours, on both sides: they are looked at again, so that the
/// result is the same in whatever order a text is fixed.
pub(super) fn half_width(cells: &mut Cells) {
    let partners = partners(cells);
    let mut waiting = Vec::new();
    for at in 0..cells.cells.len() {
        waiting.push(at);
        while let Some(at) = waiting.pop() {
            for made in widen(cells, at, &partners).into_iter().flatten() {
                waiting.extend(cells.seen_from(made));
            }
        }
    }
}

/// The other bracket of each bracket's pair, by its place.
fn partners(cells: &Cells) -> BTreeMap<usize, usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut pairs = BTreeMap::new();
    for at in 0..cells.cells.len() {
        match cells.get(at) {
            Some('(' | '（') => open.push(at),
            Some(')' | '）') => {
                if let Some(start) = open.pop() {
                    pairs.extend([(start, at), (at, start)]);
                }
            }
            Some('\n') => open.clear(),
            _ => {}
        }
    }
    pairs
}

/// Makes the mark or the pair of brackets at a place full-width if Chinese is next to it; gives the places that changed.
fn widen(cells: &mut Cells, at: usize, partners: &BTreeMap<usize, usize>) -> [Option<usize>; 2] {
    match (cells.get(at), partners.get(&at)) {
        (Some('(' | '（' | ')' | '）'), Some(other)) => both(cells, at.min(*other), at.max(*other)),
        // 1)甲
        (Some(')'), None) if cells.free(at..at + 1) && is_item(cells, at) => {
            cells.replace(at..at + 1, "）", Reason::HalfWidth);
            [Some(at), None]
        }
        (Some(c), _) => [mark(cells, at, c), None],
        (None, _) => [None; 2],
    }
}

fn mark(cells: &mut Cells, at: usize, c: char) -> Option<usize> {
    // The cheap test first: a mark's neighbour may be far away.
    if !matches!(c, ',' | ';' | ':' | '!' | '?' | '.') || !cells.free(at..at + 1) {
        return None;
    }
    let (left, right) = (cells.left_of(at), cells.right_of(at));
    let beside = left.is_some_and(is_full) || right.is_some_and(is_full);
    let new = match c {
        ',' if beside => "，",
        ';' if beside => "；",
        ':' if beside => "：",
        '!' if beside => "！",
        '?' if beside => "？",
        '.' if cells.form.is_prose() && left.is_some_and(is_han) && ends_paragraph(cells, at) => "。",
        _ => return None,
    };
    cells.replace(at..at + 1, new, Reason::HalfWidth);
    Some(at)
}

/// Whether a paragraph ends after a mark; a single line break may be in the middle of a sentence.
fn ends_paragraph(cells: &Cells, at: usize) -> bool {
    let mut end = at + 1;
    while cells.has(end, |c| matches!(c, '”' | '’' | ' ')) {
        end += 1;
    }
    let rest: String = cells.cells[end.min(cells.cells.len())..].iter().take(8).map(|cell| cell.c).collect();
    let breaks = rest.chars().take_while(|c| c.is_whitespace()).filter(|c| *c == '\n').count();
    rest.is_empty() || breaks >= 2 || (breaks == 1 && rest.trim().is_empty())
}

/// How many characters inside brackets are examined to tell code from text.
const MAX_CODE_CHARS: usize = 200;

/// Makes both brackets of a pair full-width if Chinese is next to one of them.
fn both(cells: &mut Cells, start: usize, end: usize) -> [Option<usize>; 2] {
    let half = cells.get(start) == Some('(') || cells.get(end) == Some(')');
    if !half || !cells.free(start..start + 1) || !cells.free(end..end + 1) {
        return [None; 2];
    }
    let beside = [cells.before(start), cells.get(start + 1), cells.before(end), cells.get(end + 1)];
    // f(x)的值: brackets of a formula or code, whatever follows them.
    let code = cells.before(start).is_some_and(|c| c.is_ascii_alphanumeric())
        && (start + 1..end).take(MAX_CODE_CHARS).all(|k| cells.has(k, |c| c.is_ascii()));
    if !beside.into_iter().flatten().any(is_full) || code {
        return [None; 2];
    }
    cells.replace(start..start + 1, "（", Reason::HalfWidth);
    cells.replace(end..end + 1, "）", Reason::HalfWidth);
    [Some(start), Some(end)]
}

/// Whether a closing bracket follows an item number at the beginning of a line or after a mark, with Chinese after it.
fn is_item(cells: &Cells, at: usize) -> bool {
    let mut start = at;
    while cells.before(start).is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c)) {
        start -= 1;
    }
    start < at
        && cells.before(start).is_none_or(|c| c.is_whitespace() || "；。：，、".contains(c))
        && cells.get(at + 1).is_some_and(is_han)
}
