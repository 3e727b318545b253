//! Splits pieces that are too wide to keep on one line.

use std::ops::Range;

use crate::text::{is_cjk, is_han};

/// A piece wider than this, in ems, is split.
const MAX_EMS: f64 = 8.0;

/// Estimated width in ems, a little too wide rather than too narrow.
fn ems(text: &str) -> f64 {
    let em = |c: char| match c {
        _ if is_cjk(c) => 1.0,
        ' ' | '.' | ',' | ':' | '/' | '-' | '(' | ')' => 0.35,
        _ => 0.56,
    };
    text.chars().map(em).sum()
}

/// Splits a piece that is too wide: first after connecting marks, then before the next number. A number is separated
/// from its word only if the two together are much too wide, which would leave a large gap in the line.
pub(super) fn narrow(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    const CONNECTING: [char; 4] = ['—', '–', '～', '~'];
    /// Whether a piece may be cut between two characters.
    type Place = fn(char, char) -> bool;
    const PLACES: [(f64, Place); 3] = [
        (MAX_EMS, |c, _| CONNECTING.contains(&c)),
        (MAX_EMS, |c, next| is_cjk(c) && next.is_ascii_alphanumeric()),
        (MAX_EMS + 2.0, |c, next| c.is_ascii_alphanumeric() && is_han(next)),
    ];
    let mut pieces = vec![range];
    for (max, here) in PLACES {
        let wide = |piece: &Range<usize>| ems(text[piece.clone()].trim_end_matches(CONNECTING)) > max;
        let split = |piece: Range<usize>| if wide(&piece) { cut(text, piece, here) } else { vec![piece] };
        pieces = pieces.into_iter().flat_map(split).collect();
    }
    out.append(&mut pieces);
}

/// Cuts `range` into as few pieces as possible, between two characters for which `here` is true.
fn cut(text: &str, range: Range<usize>, here: impl Fn(char, char) -> bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut from = range.start;
    let mut add = |piece: Range<usize>| match out.last_mut() {
        Some(last) if ems(&text[last.start..piece.end]) <= MAX_EMS => last.end = piece.end,
        _ => out.push(piece),
    };
    let mut before: Option<char> = None;
    for (k, c) in text[range.clone()].char_indices() {
        if before.is_some_and(|before| here(before, c)) {
            add(from..range.start + k);
            from = range.start + k;
        }
        before = Some(c);
    }
    add(from..range.end);
    out
}
