//! Composes two successive lists of edits into one.

use super::{Draft, make};
use crate::source::Span;

/// Composes `first`, whose result is `text`, and `second`, which are edits of `text`. Edits that touch become one.
pub(super) fn join(first: &[Draft], text: &str, second: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::new();
    let (mut k, mut j) = (0, 0);
    // The shift of offsets from the original to `text`.
    let mut ahead = 0isize;
    while k < first.len() || j < second.len() {
        let made = first.get(k).map(|edit| place(edit, ahead));
        let wanted = second.get(j).map(|edit| edit.span);
        let start = made.map_or(usize::MAX, |span| span.start).min(wanted.map_or(usize::MAX, |span| span.start));
        let before = ahead;
        let (from, mut to) = (start, start);
        let (first_of, second_of) = (k, j);
        // Collect all edits of both lists that touch each other.
        loop {
            if let Some(span) = first.get(k).map(|edit| place(edit, ahead)).filter(|span| span.start <= to) {
                to = to.max(span.end);
                ahead += first[k].new.len() as isize - (first[k].span.end - first[k].span.start) as isize;
                k += 1;
            } else if let Some(span) = second.get(j).map(|edit| edit.span).filter(|span| span.start <= to) {
                to = to.max(span.end);
                j += 1;
            } else {
                break;
            }
        }
        let inside: Vec<Draft> = second[second_of..j].iter().map(|edit| moved(edit, from)).collect();
        let why = first[first_of..k].first().or(second[second_of..j].first()).map(|edit| edit.why);
        let (Some(old), Some(why)) = (text.get(from..to), why) else { break };
        let span = (back(from, before)..back(to, ahead)).into();
        out.push(Draft { span, new: make(old, &inside), why });
    }
    out
}

/// The span of an edit's replacement in the resulting text.
fn place(edit: &Draft, ahead: isize) -> Span {
    let start = edit.span.start.saturating_add_signed(ahead);
    Span { start, end: start + edit.new.len() }
}

fn moved(edit: &Draft, by: usize) -> Draft {
    let span = Span { start: edit.span.start - by, end: edit.span.end - by };
    Draft { span, ..edit.clone() }
}

fn back(at: usize, ahead: isize) -> usize {
    at.saturating_add_signed(-ahead)
}
