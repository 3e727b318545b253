//! Corrects white space, and removes invisible characters.

use super::cells::{Cells, is_full, is_mark};
use super::reason::Reason;
use super::scan::{is_foreign_blank, is_hidden};
use crate::description::Form;
use crate::text::is_han;

/// Removes invisible characters.
pub(super) fn hidden(cells: &mut Cells) {
    let gone = (0..cells.cells.len()).filter(|at| cells.has(*at, is_hidden) && cells.free(*at..*at + 1));
    let gone: Vec<usize> = gone.collect();
    cells.remove(&gone, Reason::Invisible);
}

/// Replaces tabs, no-break and full-width spaces by a space, or by nothing at the ends of a line, where they indent it.
pub(super) fn foreign(cells: &mut Cells) {
    // U+2028 is the line break within a paragraph of word processors.
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

/// Whether a line begins a paragraph: it is indented by two full-width spaces and follows another line directly.
fn begins_paragraph(cells: &Cells, at: usize, end: usize) -> bool {
    let indent = (at..end).filter(|k| cells.get(*k) == Some('\u{3000}')).count() == 2;
    let mut line = at.saturating_sub(1);
    while cells.before(line) == Some('\r') {
        line -= 1;
    }
    let behind_words = cells.get(at.wrapping_sub(1)) == Some('\n') && cells.before(line).is_some_and(|c| c != '\n');
    indent && behind_words && cells.form == Form::Prose
}

/// Removes spaces next to a full-width mark, and in prose next to a quotation mark; replaces those between the phrases
/// of a title by `|`. Spaces between two characters may separate names (张三 李四), and stay.
pub(super) fn between_han(cells: &mut Cells) {
    let mut at = 0;
    let mut gone = Vec::new();
    while at < cells.cells.len() {
        let mut end = at;
        while cells.get(end) == Some(' ') && cells.free(end..end + 1) {
            end += 1;
        }
        // The cheap test first: skipping quotation marks may take long.
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

/// Whether the text on one side of a space is long enough to be a phrase of a title rather than a name: 张三 may be a
/// name, 先进事迹 is not.
fn is_phrase(cells: &Cells, places: impl Iterator<Item = usize>) -> bool {
    let words = places.map_while(|at| cells.get(at).filter(|c| !matches!(c, ' ' | '|')));
    words.filter(|c| is_han(*c)).nth(MAX_NAME_CHARS).is_some()
}

/// The longest usual personal name, in characters.
const MAX_NAME_CHARS: usize = 3;

/// The character before `at`, skipping closing quotation marks.
fn words_before(cells: &Cells, mut at: usize) -> Option<char> {
    while matches!(cells.before(at), Some('”' | '’')) {
        at -= 1;
    }
    cells.before(at)
}

/// The character at `at`, skipping opening quotation marks.
fn words_behind(cells: &Cells, mut at: usize) -> Option<char> {
    while matches!(cells.get(at), Some('“' | '‘')) {
        at += 1;
    }
    cells.get(at)
}
