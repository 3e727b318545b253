//! The state of the scan: a position in the text, its repaired copy, and the errors found.

use super::{ErrorKind, SyntaxError};
use crate::diagnostic::Message;
use crate::source::Span;

pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// The repaired copy.
    pub(super) out: Vec<u8>,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) dead: Vec<Span>,
    pub(super) lossy: bool,
    /// The nesting depth of arrays and inline tables.
    pub(super) depth: usize,
    /// Whether an unclosed bracket of the current statement was reported already.
    pub(super) broken: bool,
    /// The cached bounds of the current line.
    pub(super) current: (usize, usize),
}

/// A file with more mistakes than these is of another kind; the scan stops, and the TOML library reports the rest.
pub(super) const MAX_ERRORS: usize = 2000;

/// Deeper than any description; deeper levels are left to the TOML library's own limit.
pub(super) const MAX_DEPTH: usize = 64;

/// Quotation marks that aren't TOML's.
pub(super) const QUOTES: &[char] =
    &['“', '”', '‘', '’', '„', '‟', '「', '」', '『', '』', '＂', '＇', '〝', '〞', '«', '»', '`', '´'];

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'') || QUOTES.contains(&c)
}

/// Whether a character is white space that TOML doesn't allow, visible or not.
pub(super) fn is_odd_space(c: char) -> bool {
    !matches!(c, ' ' | '\t' | '\r' | '\n')
        && (c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'))
}

pub(super) fn opening(c: char) -> bool {
    matches!(c, '[' | '［' | '【' | '〔' | '〖')
}

pub(super) fn closing(c: char) -> bool {
    matches!(c, ']' | '］' | '】' | '〕' | '〗')
}

pub(super) fn is_bare_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let out = text.as_bytes().to_vec();
        Self {
            text,
            at: 0,
            out,
            errors: Vec::new(),
            dead: Vec::new(),
            lossy: false,
            depth: 0,
            broken: false,
            current: (0, 0),
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The bounds of the current line. Cached, since a line may have a million values that each ask for them.
    pub(super) fn bounds(&mut self) -> (usize, usize) {
        let (start, end) = self.current;
        if self.at < start || self.at > end || (start, end) == (0, 0) {
            let start = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
            self.current = (start, self.line_break(self.at));
        }
        self.current
    }

    /// The rest of the line.
    pub(super) fn line(&mut self) -> &'t str {
        let end = self.line_end();
        &self.text[self.at..end]
    }

    pub(super) fn line_end(&mut self) -> usize {
        self.bounds().1
    }

    pub(super) fn line_start(&mut self) -> usize {
        self.bounds().0
    }

    /// The end of the line at an offset.
    pub(super) fn line_break(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length)
    }

    pub(super) fn skip_line(&mut self) {
        self.at = (self.line_end() + 1).min(self.text.len());
    }

    pub(super) fn syntax_error(
        &mut self,
        kind: ErrorKind,
        start: usize,
        end: usize,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let error = SyntaxError { kind, span: Span { start, end }, message: Message::new(zh, en), hint: None };
        self.errors.push(error);
    }

    pub(super) fn hint(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        if let Some(error) = self.errors.last_mut() {
            error.hint = Some(Message::new(zh, en));
        }
    }

    pub(super) fn blank(&mut self, start: usize, end: usize) {
        for byte in &mut self.out[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    /// Writes `sign` at the end of a range and blanks the rest of it.
    pub(super) fn put_right(&mut self, start: usize, end: usize, sign: &str) {
        self.blank(start, end);
        if sign.len() <= end - start {
            self.out[end - sign.len()..end].copy_from_slice(sign.as_bytes());
        }
    }

    pub(super) fn put_left(&mut self, start: usize, end: usize, sign: &str) {
        self.blank(start, end);
        if sign.len() <= end - start {
            self.out[start..start + sign.len()].copy_from_slice(sign.as_bytes());
        }
    }

    /// Writes a placeholder for a value that can't be read.
    pub(super) fn dummy(&mut self, start: usize, end: usize) {
        self.blank(start, end);
        if end > start + 1 {
            self.out[start] = b'"';
            self.out[start + 1..end - 1].fill(b'_');
            self.out[end - 1] = b'"';
        } else if end > start {
            self.out[start] = b'0';
        }
        self.dead.push(Span { start, end });
    }

    /// Skips white space, and line breaks if `lines`; white space that TOML doesn't allow is an error.
    pub(super) fn space(&mut self, lines: bool) {
        while let Some(c) = self.peek() {
            if matches!(c, ' ' | '\t' | '\r') || (lines && c == '\n') {
                self.at += 1;
            } else if is_odd_space(c) {
                let start = self.at;
                let run: usize = self.rest().chars().take_while(|c| is_odd_space(*c)).map(char::len_utf8).sum();
                self.at += run;
                self.blank(start, self.at);
                let code = c as u32;
                let (zh, en) = match c {
                    '\u{3000}' => ("全角空格".to_owned(), "a full-width space".to_owned()),
                    _ => (format!("看不见的字符 U+{code:04X}"), format!("the invisible character U+{code:04X}")),
                };
                self.syntax_error(
                    ErrorKind::Space,
                    start,
                    self.at,
                    format!("文字之外不能有{zh}：缩进用半角空格，或不缩进"),
                    format!("{en} outside a text: indent with plain spaces, or not at all"),
                );
            } else {
                break;
            }
        }
    }
}
