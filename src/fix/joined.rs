//! Edits of a text and edits of what they made of it, as edits of the text.

use super::{Draft, make};
use crate::source::Span;

/// `text` is what the edits `first` made; `second` are edits of it.
pub(super) fn join(first: &[Draft], text: &str, second: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::new();
    let (mut k, mut j) = (0, 0);
    // How far behind its place in the first text a place in the second stands.
    let mut ahead = 0isize;
    while k < first.len() || j < second.len() {
        let made = first.get(k).map(|edit| place(edit, ahead));
        let wanted = second.get(j).map(|edit| edit.span);
        let start = made.map_or(usize::MAX, |span| span.start).min(wanted.map_or(usize::MAX, |span| span.start));
        let before = ahead;
        let (from, mut to) = (start, start);
        let (first_of, second_of) = (k, j);
        // All that touch each other, from either side, become one.
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

/// Where what an edit made stands in the text that it made.
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
