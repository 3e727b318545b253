//! Straight quotation marks → curly ones.

use super::cells::Cells;
use super::reason::Reason;
use crate::text::is_han;

/// Makes straight quotation marks curly if they are in pairs in a paragraph, or else in a line of it.
pub(super) fn straight(cells: &mut Cells) {
    let mut start = 0;
    while start <= cells.cells.len() {
        let end = paragraph_end(cells, start);
        if (start..end).any(|at| cells.has(at, is_han)) {
            for (mark, outer, inner) in [('"', ('“', '”'), ('‘', '’')), ('\'', ('‘', '’'), ('“', '”'))]
            {
                if pair(cells, start, end, mark, outer, inner) {
                    continue;
                }
                let mut line = start;
                while line < end {
                    let stop = (line..end).find(|at| cells.get(*at) == Some('\n')).unwrap_or(end);
                    pair(cells, line, stop, mark, outer, inner);
                    line = stop + 1;
                }
            }
        }
        start = end + 1;
    }
}

/// The end of a paragraph: the first of two line breaks, or the end of the text.
fn paragraph_end(cells: &Cells, from: usize) -> usize {
    let mut at = from;
    while at < cells.cells.len() {
        if cells.get(at) == Some('\n') {
            let mut next = at + 1;
            while cells.has(next, |c| matches!(c, ' ' | '\t' | '\r')) {
                next += 1;
            }
            if cells.get(next) == Some('\n') {
                return at;
            }
        }
        at += 1;
    }
    at
}

/// Replaces the pairs of one mark in a range, by `inner` if they are inside a curly pair, else by `outer`. Returns
/// `false` if the marks aren't certainly pairs.
fn pair(cells: &mut Cells, start: usize, end: usize, mark: char, outer: (char, char), inner: (char, char)) -> bool {
    let places: Vec<usize> = (start..end)
        .filter(|at| cells.get(*at) == Some(mark) && cells.free(*at..*at + 1) && !is_apostrophe(cells, *at))
        .collect();
    let certain = !places.is_empty()
        && places.len().is_multiple_of(2)
        && places.chunks(2).all(|pair| opens(cells, pair[0]) && closes(cells, pair[1]) && pair[1] > pair[0] + 1);
    if !certain || !balanced(cells, start, end, &places) {
        return false;
    }
    let mut depth = 0;
    let mut open = None;
    for at in start..end {
        match cells.get(at) {
            Some(c) if c == outer.0 => depth += 1,
            Some(c) if c == outer.1 => depth -= 1,
            _ => {}
        }
        if places.binary_search(&at).is_ok() {
            let (left, right) = if depth > 0 { inner } else { outer };
            let new = match open.take() {
                None => {
                    open = Some(right);
                    left
                }
                Some(right) => right,
            };
            // Marks that were just written don't change the depth.
            cells.replace(at..at + 1, new.encode_utf8(&mut [0; 4]), Reason::Quote);
        }
    }
    true
}

/// Whether the mark is an apostrophe: between two letters or digits (it's, 5'2), or after one (12').
fn is_apostrophe(cells: &Cells, at: usize) -> bool {
    cells.get(at) == Some('\'')
        && cells.before(at).is_some_and(|c| c.is_ascii_alphanumeric())
        && cells.get(at + 1).is_none_or(|c| c.is_ascii_alphanumeric() || c == ' ')
}

fn opens(cells: &Cells, at: usize) -> bool {
    cells.get(at + 1).is_some_and(|c| !c.is_whitespace() && !"，。、；：！？）》〉】”’,.;:!?)".contains(c))
}

fn closes(cells: &Cells, at: usize) -> bool {
    cells.before(at).is_some_and(|c| !c.is_whitespace() && !"（《〈【“‘(".contains(c))
}

/// Whether the curly marks are balanced, and no straight pair crosses the edge of a curly one.
fn balanced(cells: &Cells, start: usize, end: usize, places: &[usize]) -> bool {
    let mut open: Vec<char> = Vec::new();
    let mut inside = false;
    for at in start..end {
        match cells.get(at) {
            _ if places.binary_search(&at).is_ok() => {
                if inside && open.pop() != Some('"') {
                    return false;
                }
                if !inside {
                    open.push('"');
                }
                inside = !inside;
            }
            Some('“') => open.push('“'),
            Some('”') if open.pop() != Some('“') => return false,
            _ => {}
        }
    }
    open.is_empty()
}
