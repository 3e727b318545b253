//! White space and characters that can't be seen.

use super::cells::{Cells, is_full, is_mark};
use super::reason::Reason;
use super::scan::{is_foreign_blank, is_hidden};
use crate::description::Form;
use crate::text::is_han;

/// Takes away what can't be seen.
pub(super) fn hidden(cells: &mut Cells) {
    let gone = (0..cells.cells.len()).filter(|at| cells.has(*at, is_hidden) && cells.free(*at..*at + 1));
    let gone: Vec<usize> = gone.collect();
    cells.remove(&gone, Reason::Invisible);
}

/// Tabs, no-break and full-width spaces: a space, or nothing at the ends of a line, where they were to indent it.
pub(super) fn foreign(cells: &mut Cells) {
    // U+2028 is a line break within a paragraph, as word processors have it.
    let foreign = |c: char| matches!(c, '\t' | '\u{2028}') || is_foreign_blank(c);
    let mut at = 0;
    while at < cells.cells.len() {
        let mut end = at;
        while cells.has(end, |c| foreign(c) || c == ' ') && cells.free(end..end + 1) {
            end += 1;
        }
        if end == at {
            at += 1;
            continue;
        }
        if (at..end).any(|k| cells.has(k, foreign)) {
            let edge = |c: Option<char>| c.is_none_or(|c| c == '\n' || c == '\r');
            let new = match (edge(cells.before(at)), edge(cells.get(end))) {
                (true, false) if begins_paragraph(cells, at, end) && cells.before(at - 1) == Some('\r') => "\r\n",
                (true, false) if begins_paragraph(cells, at, end) => "\n",
                (false, false) => " ",
                _ => "",
            };
            cells.replace(at..end, new, if new.ends_with('\n') { Reason::Paragraph } else { Reason::Space });
            end = at + new.len();
        }
        at = end.max(at + 1);
    }
}

/// Whether a line is indented by two full-width spaces, as a paragraph, and stands behind another without a blank line.
fn begins_paragraph(cells: &Cells, at: usize, end: usize) -> bool {
    let indent = (at..end).filter(|k| cells.get(*k) == Some('\u{3000}')).count() == 2;
    let mut line = at.saturating_sub(1);
    while cells.before(line) == Some('\r') {
        line -= 1;
    }
    let behind_words = cells.get(at.wrapping_sub(1)) == Some('\n') && cells.before(line).is_some_and(|c| c != '\n');
    indent && behind_words && cells.form == Form::Prose
}

/// Spaces beside a full-width mark go, in prose beside a quotation mark too; between the phrases of a title they
/// become `|`. Between two characters they may part names, 张三 李四, and stay.
pub(super) fn between_han(cells: &mut Cells) {
    let mut at = 0;
    let mut gone = Vec::new();
    while at < cells.cells.len() {
        let mut end = at;
        while cells.get(end) == Some(' ') && cells.free(end..end + 1) {
            end += 1;
        }
        // First what costs nothing: there may be many quotation marks.
        if end == at {
            at += 1;
            continue;
        }
        let (Some(before), Some(after)) = (words_before(cells, at), words_behind(cells, end)) else {
            at = end;
            continue;
        };
        let beside_mark = is_mark(before) || is_mark(after) || before == '·' || after == '·';
        let quoted = cells.has(end, |c| matches!(c, '“' | '‘')) || matches!(cells.before(at), Some('”' | '’'));
        let full = |c: char| is_full(c) || c == '·';
        if full(before) && full(after) {
            match cells.form {
                _ if beside_mark => gone.extend(at..end),
                form if form.is_prose() && quoted => gone.extend(at..end),
                Form::Title if is_phrase(cells, (0..at).rev()) && is_phrase(cells, end..cells.cells.len()) => {
                    cells.replace(at..end, "|", Reason::Phrase);
                    end = at + 1;
                }
                _ => {}
            }
        }
        at = end.max(at + 1);
    }
    cells.remove(&gone, Reason::Space);
}

/// Whether the words on one side of a space are long enough for a phrase of a title: 张三 is a name, 先进事迹 is none.
fn is_phrase(cells: &Cells, places: impl Iterator<Item = usize>) -> bool {
    let words = places.map_while(|at| cells.get(at).filter(|c| !matches!(c, ' ' | '|')));
    words.filter(|c| is_han(*c)).nth(MAX_NAME_CHARS).is_some()
}

/// Most names of people, in characters.
const MAX_NAME_CHARS: usize = 3;

/// The character before a place, quotation marks that close left aside.
fn words_before(cells: &Cells, mut at: usize) -> Option<char> {
    while matches!(cells.before(at), Some('”' | '’')) {
        at -= 1;
    }
    cells.before(at)
}

/// The character at a place, quotation marks that open left aside.
fn words_behind(cells: &Cells, mut at: usize) -> Option<char> {
    while matches!(cells.get(at), Some('“' | '‘')) {
        at += 1;
    }
    cells.get(at)
}
