//! A text as characters with their spans in the file, so that each rule works on the result of those before it.

use std::ops::Range;

use super::Draft;
use super::field::is_array;
use super::reason::Reason;
use super::scan::{Context, Literal, Quotes};
use super::{dashes, marks, quotes, spaces};
use crate::description::Form;
use crate::text::{is_cjk, is_han};

/// One character.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub c: char,
    /// Its bytes in the file; empty if it was added.
    span: Range<usize>,
    /// Whether it is part of an address, a code or an expression, which rules must not change.
    pub kept: bool,
    why: Option<Reason>,
}

/// A text under correction.
pub(super) struct Cells {
    pub cells: Vec<Cell>,
    pub form: Form,
    gone: Vec<Draft>,
}

/// The longest string that is corrected, in bytes. Some rules take quadratic time.
const MAX_STRING_BYTES: usize = 300_000;

/// Corrects a string: its text, or only its quotation marks if `form` is `None`, since it isn't natural language.
pub(super) fn fix(text: &str, literal: &Literal, form: Option<Form>, out: &mut Vec<Draft>) {
    if literal.body.len() > MAX_STRING_BYTES {
        return;
    }
    let misplaced = literal.place != Context::Array && is_array(&literal.path);
    let Some(form) = form.filter(|_| !misplaced) else {
        // A code may contain anything, but its quotation marks can still be corrected.
        let straight = |c: char| c == '"' || c == '\'';
        if !text[literal.body.clone()].contains(straight) {
            out.extend_from_slice(&literal.edits);
        }
        return;
    };
    let mut cells = Cells { cells: read(text, literal), form, gone: Vec::new() };
    cells.keep_codes();
    // A rule may enable one before it, so run them again until nothing changes.
    for _ in 0..3 {
        let before: String = cells.text();
        cells.rules();
        if cells.text() == before {
            break;
        }
    }
    if let Some(edits) = cells.edits(text, literal) {
        out.extend_from_slice(&literal.edits);
        out.extend(edits);
    }
}

/// The characters of a string, escapes resolved.
fn read(text: &str, literal: &Literal) -> Vec<Cell> {
    let mut out = Vec::new();
    let mut at = literal.body.start;
    while let Some(c) = text[at..literal.body.end].chars().next() {
        let (c, length) = match c {
            '\\' if literal.quotes == Quotes::Basic => escape(&text[at..literal.body.end]),
            c => (Some(c), c.len_utf8()),
        };
        let span = at..at + length;
        // A backslash at a line end is no character of the text; no rule may see it.
        out.push(Cell { c: c.unwrap_or('\u{0}'), span, kept: c.is_none(), why: None });
        at += length;
    }
    out
}

/// The character of an escape, and the length of the escape.
fn escape(rest: &str) -> (Option<char>, usize) {
    let hex = |digits: usize| {
        let code = rest.get(2..2 + digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        (code.and_then(char::from_u32), (2 + digits).min(rest.len()))
    };
    let (c, length) = match rest.as_bytes().get(1) {
        Some(b'"') => (Some('"'), 2),
        Some(b'\\') => (Some('\\'), 2),
        Some(b'n') => (Some('\n'), 2),
        Some(b't') => (Some('\t'), 2),
        Some(b'r') => (Some('\r'), 2),
        Some(b'u') => hex(4),
        Some(b'U') => hex(8),
        _ => (None, 1),
    };
    if rest.is_char_boundary(length) { (c, length) } else { (None, 1) }
}

impl Cells {
    fn rules(&mut self) {
        spaces::hidden(self);
        spaces::foreign(self);
        marks::full_width(self);
        marks::radicals(self);
        marks::paper_numbers(self);
        dashes::ranges(self);
        dashes::dashes(self);
        dashes::ellipses(self);
        marks::half_width(self);
        quotes::straight(self);
        spaces::between_han(self);
    }

    pub fn text(&self) -> String {
        self.cells.iter().map(|cell| cell.c).collect()
    }

    /// The character at an index.
    pub fn get(&self, at: usize) -> Option<char> {
        self.cells.get(at).map(|cell| cell.c)
    }

    pub fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    pub fn has(&self, at: usize, test: impl Fn(char) -> bool) -> bool {
        self.get(at).is_some_and(test)
    }

    /// Whether rules may change the characters of a range.
    pub fn free(&self, range: Range<usize>) -> bool {
        self.cells.get(range).is_some_and(|cells| cells.iter().all(|cell| !cell.kept))
    }

    /// Replaces the characters of a range.
    pub fn replace(&mut self, range: Range<usize>, new: &str, why: Reason) {
        let new: Vec<char> = new.chars().collect();
        let common = range.len().min(new.len());
        for (cell, c) in self.cells[range.start..].iter_mut().zip(&new[..common]) {
            if cell.c != *c {
                cell.c = *c;
                cell.why = Some(why);
            }
        }
        let gone: Vec<Cell> = self.cells.drain(range.start + common..range.end).collect();
        self.gone.extend(gone.into_iter().map(|cell| Draft::new(cell.span, "", why)));
        let end = match (range.start + common).checked_sub(1) {
            Some(last) => self.cells[last].span.end,
            None => return,
        };
        for (k, c) in new[common..].iter().enumerate() {
            let added = Cell { c: *c, span: end..end, kept: false, why: Some(why) };
            self.cells.insert(range.start + common + k, added);
        }
    }

    /// Removes characters; `places` must be sorted.
    pub fn remove(&mut self, places: &[usize], why: Reason) {
        let mut at = 0;
        let gone = &mut self.gone;
        self.cells.retain(|cell| {
            let stays = places.binary_search(&at).is_err();
            at += 1;
            if !stays {
                gone.push(Draft::new(cell.span.clone(), "", why));
            }
            stays
        });
    }

    /// The edits of the file; `None` if the result couldn't be written as a string.
    fn edits(&self, text: &str, literal: &Literal) -> Option<Vec<Draft>> {
        let mut all: Vec<Draft> = self.gone.clone();
        let chinese = self.cells.iter().any(|cell| is_han(cell.c));
        for cell in &self.cells {
            let raw = &text[cell.span.clone()];
            let ends = match literal.quotes {
                Quotes::Basic => cell.c == '"' && raw == "\"",
                Quotes::Literal => cell.c == '\'',
            };
            // A remaining quotation mark would end the string.
            if literal.broken && ends {
                if chinese || literal.quotes == Quotes::Literal {
                    return None;
                }
                all.push(Draft::new(cell.span.clone(), "\\\"", Reason::Delimiter));
            } else if let Some(why) = cell.why {
                all.push(Draft::new(cell.span.clone(), cell.c, why));
            }
        }
        all.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut out: Vec<Draft> = Vec::new();
        for edit in all {
            match out.last_mut() {
                Some(last) if last.span.end == edit.span.start && last.why == edit.why => {
                    last.span.end = edit.span.end;
                    last.new += &edit.new;
                }
                _ => out.push(edit),
            }
        }
        Some(out)
    }

    /// Marks what must not be changed: expressions, addresses, file names and code.
    fn keep_codes(&mut self) {
        for (open, close) in [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("](", ")"), ("`", "`")] {
            self.keep_between(open, close);
        }
        for scheme in ["http://", "https://", "mailto:", "www."] {
            self.keep_words(scheme);
        }
        self.keep_at_signs();
        self.keep_files();
    }

    fn keep_between(&mut self, open: &str, close: &str) {
        let mut at = 0;
        while let Some(start) = self.find(open, at) {
            let inside = start + open.chars().count();
            let Some(end) = self.find(close, inside) else { return };
            let end = end + close.chars().count();
            // Includes the delimiters, which are markup.
            self.keep(start..end);
            at = end;
        }
    }

    /// Keeps each address that begins with `beginning`: printable ASCII, without marks at its end.
    fn keep_words(&mut self, beginning: &str) {
        let mut at = 0;
        while let Some(start) = self.find(beginning, at) {
            let mut end = start;
            while self.has(end, |c| c.is_ascii_graphic() && c != '"') {
                end += 1;
            }
            while end > start && self.has(end - 1, |c| ",.;:!?)".contains(c)) {
                end -= 1;
            }
            at = end.max(start + beginning.chars().count());
            self.keep(start..at);
        }
    }

    /// Keeps e-mail addresses: office@example.org.
    fn keep_at_signs(&mut self) {
        let part = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        for at in 0..self.cells.len() {
            if self.get(at) == Some('@') {
                let (mut start, mut end) = (at, at + 1);
                while start > 0 && self.has(start - 1, part) {
                    start -= 1;
                }
                while self.has(end, part) {
                    end += 1;
                }
                self.keep(start..end);
            }
        }
    }

    /// Keeps file names and paths: 附件(终稿).docx, photos\a.jpg.
    fn keep_files(&mut self) {
        const ENDINGS: [&str; 17] = [
            ".jpeg", ".jpg", ".png", ".webp", ".heic", ".pdf", ".docx", ".doc", ".wps", ".xlsx", ".xls", ".et",
            ".pptx", ".csv", ".toml", ".zip", ".txt",
        ];
        for ending in ENDINGS {
            let mut at = 0;
            while let Some(start) = self.find(ending, at) {
                let end = start + ending.len();
                at = end;
                if self.has(end, |c| c.is_ascii_alphanumeric()) {
                    continue;
                }
                let from = self.name_start(start);
                self.keep(from..end);
            }
        }
        for at in 0..self.cells.len() {
            // A drive, as in C:\.
            if self.has(at, |c| c.is_ascii_alphabetic())
                && self.get(at + 1) == Some(':')
                && self.get(at + 2) == Some('\\')
            {
                self.keep(at..at + 3);
            }
        }
    }

    /// The beginning of the file name whose extension begins at `ending`; brackets belong to it in pairs.
    fn name_start(&self, ending: usize) -> usize {
        let mut from = ending;
        let mut depth = 0;
        while let Some(c) = self.before(from).filter(|_| self.free(from - 1..from)) {
            match c {
                ')' | '）' => depth += 1,
                '(' | '（' if depth == 0 => break,
                '(' | '（' => depth -= 1,
                c if c.is_whitespace() || "，。、；：！？“”‘’《》〈〉\"',;:".contains(c) => break,
                _ => {}
            }
            from -= 1;
        }
        from
    }

    fn keep(&mut self, range: Range<usize>) {
        let end = range.end.min(self.cells.len());
        for cell in &mut self.cells[range.start.min(end)..end] {
            cell.kept = true;
        }
    }

    /// The first index from `from` on at which `words` begins.
    fn find(&self, words: &str, from: usize) -> Option<usize> {
        let mut at = from;
        while at < self.cells.len() {
            let matches = words.chars().enumerate().all(|(k, c)| self.has(at + k, |d| d.eq_ignore_ascii_case(&c)));
            if matches {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// The places of the characters that have this one on their left or their right, with nothing or only what is
    /// skipped in between.
    pub fn seen_from(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let mut left = at;
        while left > 0 && self.has(left - 1, opens) {
            left -= 1;
        }
        let mut right = at + 1;
        while self.has(right, closes) {
            right += 1;
        }
        [left.checked_sub(1), at.checked_sub(1), Some(at + 1), Some(right)].into_iter().flatten()
    }

    /// The character before a mark, skipping closing quotation marks and asterisks.
    pub fn left_of(&self, at: usize) -> Option<char> {
        let mut k = at;
        while let Some(c) = self.before(k) {
            if !closes(c) {
                return Some(c);
            }
            k -= 1;
        }
        None
    }

    /// The character after a mark, skipping opening quotation marks and asterisks.
    pub fn right_of(&self, at: usize) -> Option<char> {
        let mut k = at + 1;
        while let Some(c) = self.get(k) {
            if !opens(c) {
                return Some(c);
            }
            k += 1;
        }
        None
    }
}

/// What stands between a mark and the character before it: closing quotation marks and asterisks.
fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '*')
}

/// What stands between a mark and the character after it: opening quotation marks and asterisks.
fn opens(c: char) -> bool {
    matches!(c, '“' | '‘' | '*')
}

/// Whether a character is certainly full-width: Han, or a mark used only in Chinese text.
pub(super) fn is_full(c: char) -> bool {
    is_cjk(c) && !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—') && c != '\u{3000}'
}

/// Whether a character is a full-width mark.
pub(super) fn is_mark(c: char) -> bool {
    is_full(c) && !is_han(c)
}
