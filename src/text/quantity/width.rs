//! Pieces that are too wide to stay whole.

use std::ops::Range;

use crate::text::{is_cjk, is_han};

/// A piece wider than this, in ems, may break inside: where its script changes.
const MAX_EMS: f64 = 8.0;

/// Width in ems, a little on the wide side.
fn ems(text: &str) -> f64 {
    let em = |c: char| match c {
        _ if is_cjk(c) => 1.0,
        ' ' | '.' | ',' | ':' | '/' | '-' | '(' | ')' => 0.35,
        _ => 0.56,
    };
    text.chars().map(em).sum()
}

/// Cuts a piece that is too wide into narrower ones: behind connecting marks first, then before the next number. A
/// number parts from its word only where the two alone would tear a line open.
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
        let parted = |piece: Range<usize>| if wide(&piece) { cut(text, piece, here) } else { vec![piece] };
        pieces = pieces.into_iter().flat_map(parted).collect();
    }
    out.append(&mut pieces);
}

/// `range` in as few pieces as will do, cut between two characters of which `here` is true.
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
