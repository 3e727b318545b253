//! Finds the strings and bare values of a TOML file, valid or not.
//!
//! It goes line by line, so that a mistake in one line doesn't affect the others. Unambiguous mistakes of syntax are
//! corrected on the way.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::Draft;
use super::field::{self, Reading};
use super::reason::Reason;
use crate::text::is_han;

/// The values of a file, and the corrections of its syntax.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub edits: Vec<Draft>,
    pub strings: Vec<Literal>,
    /// Values without quotation marks.
    pub figures: Vec<Bare>,
    /// The spans of the values of each table, by key; dotted keys are joined by `.`.
    pub tables: Vec<BTreeMap<String, Range<usize>>>,
}

/// The names of the tables and the key; shared by the items of an array.
pub(super) type Path = Rc<[String]>;

/// The quotation marks of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// `"` and `"""`, with escapes.
    Basic,
    /// `'` and `'''`.
    Literal,
}

/// A string.
#[derive(Debug)]
pub(super) struct Literal {
    pub path: Path,
    /// The number of parts of its key: two in `change.value = 1`.
    pub parts: usize,
    pub table: usize,
    pub place: Context,
    pub quotes: Quotes,
    /// The string with its quotation marks.
    pub span: Range<usize>,
    /// The string without its quotation marks.
    pub body: Range<usize>,
    /// Corrections of the quotation marks, to be made only if the text inside can be corrected, too.
    pub edits: Vec<Draft>,
    /// Whether unescaped quotation marks inside end the string for TOML.
    pub broken: bool,
}

/// A value without quotation marks.
#[derive(Debug)]
pub(super) struct Bare {
    pub path: Path,
    /// The number of parts of its key: two in `change.value = 1`.
    pub parts: usize,
    pub table: usize,
    pub place: Context,
    pub span: Range<usize>,
}

/// What a value is in: a line of its own, an array, or an inline table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Line,
    Array,
    Table,
}

/// The deepest nesting of arrays and inline tables that is read.
const MAX_DEPTH: usize = 16;

/// The most parts and bytes of a key or header. The language has no longer ones, and each line copies them.
pub(super) const MAX_PARTS: usize = 16;
pub(super) const MAX_NAME: usize = 256;

pub(super) fn scan(text: &str) -> Found {
    let end = Cell::new(None);
    let (header, found) = (Rc::default(), Found::default());
    let mut scan = Scan { text, at: 0, end, header, parts: 0, table: 0, depth: 0, found };
    scan.found.tables.push(BTreeMap::new());
    while scan.at < text.len() {
        scan.line();
    }
    scan.found
}

pub(super) struct Scan<'t> {
    pub text: &'t str,
    pub at: usize,
    /// The cached end of the line: a line may be the whole file.
    end: Cell<Option<usize>>,
    /// The path of the current table.
    pub header: Path,
    /// Its index in `Found::tables`.
    pub table: usize,
    /// The number of parts of the current key.
    pub parts: usize,
    depth: usize,
    pub found: Found,
}

impl Scan<'_> {
    fn line(&mut self) {
        self.blank();
        match self.peek() {
            Some('[' | '【' | '［') => self.header(),
            Some(c) if c != '#' && c != '\n' && c != '\r' => {
                let header = self.header.clone();
                if self.pair(&header, Context::Line).is_some() {
                    self.tail();
                }
            }
            _ => {}
        }
        self.at = self.line_end();
        self.at += usize::from(self.at < self.text.len());
    }

    pub fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The end of the line, without its break.
    pub fn line_end(&self) -> usize {
        if let Some(end) = self.end.get().filter(|end| self.at <= *end) {
            return end;
        }
        let end = self.text[self.at..].find('\n').map_or(self.text.len(), |at| self.at + at);
        self.end.set(Some(end));
        end
    }

    pub fn edit(&mut self, span: Range<usize>, new: &str, why: Reason) {
        self.found.edits.push(Draft::new(span, new, why));
    }

    /// Skips white space, and corrects what TOML doesn't allow.
    fn blank(&mut self) {
        while let Some(c) = self.peek() {
            let span = self.at..self.at + c.len_utf8();
            match c {
                ' ' | '\t' => {}
                c if is_foreign_blank(c) => self.edit(span.clone(), " ", Reason::Blank),
                c if is_hidden(c) => self.edit(span.clone(), "", Reason::Invisible),
                _ => return,
            }
            self.at = span.end;
        }
    }

    /// Skips white space, line breaks and comments between items.
    fn gap(&mut self) {
        loop {
            self.blank();
            match self.peek() {
                Some('\n' | '\r') => self.at += 1,
                Some('#') => self.at = self.line_end(),
                _ => return,
            }
        }
    }

    /// Removes a comma or semicolon after the last value of a line.
    fn tail(&mut self) {
        self.blank();
        let rest = &self.text[self.at..self.line_end()];
        let junk = rest.len() - rest.trim_start_matches(is_junk).len();
        if junk > 0 && ends_line(&rest[junk..]) {
            self.edit(self.at..self.at + junk, "", Reason::Tail);
        }
    }

    /// Reads `key = value`.
    fn pair(&mut self, table: &[String], place: Context) -> Option<()> {
        let key = self.key()?;
        let named = key.iter().all(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()));
        self.blank();
        let sign = self.peek()?;
        let span = self.at..self.at + sign.len_utf8();
        match sign {
            '=' => {}
            '＝' => self.spaced(span.clone(), "="),
            // As in YAML; only between what can be a key and what can be a value.
            '：' | ':' if named && starts_value(&self.text[span.end..self.line_end()]) => {
                self.spaced(span.clone(), "=");
            }
            _ => return None,
        }
        self.at = span.end;
        self.blank();
        let start = self.at;
        let name = key.join(".");
        let (owner, outer) = (self.table, std::mem::replace(&mut self.parts, key.len()));
        let path: Path = table.iter().cloned().chain(key).collect();
        let read = self.value(&path, place);
        self.parts = outer;
        read?;
        self.found.tables[owner].insert(name, start..self.at);
        Some(())
    }

    fn key(&mut self) -> Option<Vec<String>> {
        let mut parts = Vec::new();
        let start = self.at;
        loop {
            self.blank();
            let rest = &self.text[self.at..self.line_end()];
            let length = match rest.chars().next()? {
                quote @ ('"' | '\'') => rest[1..].find(quote)? + 2,
                _ => rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len()),
            };
            if length == 0 || parts.len() == MAX_PARTS || self.at + length - start > MAX_NAME {
                return None;
            }
            parts.push(rest[..length].trim_matches(['"', '\'']).to_owned());
            self.at += length;
            self.blank();
            if self.peek() != Some('.') {
                return Some(parts);
            }
            self.at += 1;
        }
    }

    /// Reads a value; `None` if its end is unknown.
    fn value(&mut self, path: &Path, place: Context) -> Option<()> {
        let rest = &self.text[self.at..];
        match rest.chars().next()? {
            '"' | '\'' if rest.starts_with("\"\"\"") || rest.starts_with("'''") => self.paragraphs(path, place),
            '"' | '\'' | '“' | '”' | '＂' | '‘' | '’' => self.string(path, place),
            '[' | '［' | '【' => self.within(|scan| scan.array(path)),
            '{' | '｛' => self.within(|scan| scan.inline(path)),
            _ => self.bare(path, place),
        }
    }

    fn within(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    fn array(&mut self, path: &Path) -> Option<()> {
        self.sign("[")?;
        loop {
            self.gap();
            match self.peek()? {
                ']' | '］' | '】' => return self.sign("]"),
                _ => self.value(path, Context::Array)?,
            }
            self.gap();
            match self.peek()? {
                ']' | '］' | '】' => {}
                ',' | '，' | '、' | '；' | ';' => self.sign(",")?,
                _ => return None,
            }
        }
    }

    fn inline(&mut self, path: &[String]) -> Option<()> {
        self.sign("{")?;
        let outer = self.table;
        self.found.tables.push(BTreeMap::new());
        self.table = self.found.tables.len() - 1;
        let read = self.pairs(path);
        self.table = outer;
        read
    }

    fn pairs(&mut self, path: &[String]) -> Option<()> {
        loop {
            self.gap();
            match self.peek()? {
                '}' | '｝' => return self.sign("}"),
                _ => self.pair(path, Context::Table)?,
            }
            self.gap();
            match self.peek()? {
                '}' | '｝' => {}
                ',' | '，' | '；' | ';' => self.sign(",")?,
                _ => return None,
            }
        }
    }

    /// Reads a punctuation mark of TOML, and corrects it to `right`.
    fn sign(&mut self, right: &str) -> Option<()> {
        let c = self.peek()?;
        let span = self.at..self.at + c.len_utf8();
        if &self.text[span.clone()] != right {
            match right {
                // A full-width comma looks as if a space followed.
                "," => self.room_behind(span.clone(), ","),
                _ => self.edit(span.clone(), right, Reason::Syntax),
            }
        }
        self.at = span.end;
        Some(())
    }

    /// Corrects a mark, and adds the spaces around it that are missing.
    fn spaced(&mut self, span: Range<usize>, sign: &str) {
        let tight = !self.text[..span.start].ends_with([' ', '\t']);
        self.room_behind(span, if tight { format!(" {sign}") } else { sign.to_owned() });
    }

    fn room_behind(&mut self, span: Range<usize>, sign: impl Into<String>) {
        let mut sign = sign.into();
        if !self.text[span.end..].starts_with(|c: char| c.is_whitespace()) {
            sign.push(' ');
        }
        self.edit(span, &sign, Reason::Syntax);
    }

    fn bare(&mut self, path: &Path, place: Context) -> Option<()> {
        let rest = &self.text[self.at..self.line_end()];
        let end = match place {
            Context::Line => rest.find('#').unwrap_or(rest.len()),
            _ => rest.find([',', ']', '}', '，', '］', '】', '｝', '#']).unwrap_or(rest.len()),
        };
        let word = rest[..end].trim_end_matches(|c: char| c.is_whitespace() || (place == Context::Line && is_junk(c)));
        let span = self.at..self.at + word.len();
        if span.is_empty() {
            return None;
        }
        if place == Context::Line && is_words(path, word) {
            return self.unquoted(path, span);
        }
        self.at = span.end;
        let figure = Bare { path: path.clone(), parts: self.parts, table: self.table, place, span };
        self.found.figures.push(figure);
        Some(())
    }
}

/// Whether a value is a text without the quotation marks that TOML needs.
fn is_words(path: &[String], word: &str) -> bool {
    // An array would need several strings.
    let words = matches!(field::reading(path), Reading::Words(_) | Reading::Flag) && !field::is_array(path);
    words && word.contains(is_han) && !word.contains(['\\', '[', '{', '='])
}

/// Whether a character is white space that TOML doesn't allow.
pub(super) fn is_foreign_blank(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{2002}' | '\u{2003}' | '\u{2007}' | '\u{202F}' | '\u{3000}')
}

/// Whether a character is invisible.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}')
        || crate::source::is_bidi_control(c)
}

fn is_junk(c: char) -> bool {
    matches!(c, ',' | '，' | ';' | '；')
}

pub(super) fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// Whether what follows a colon can only be a TOML value.
fn starts_value(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(['"', '\'', '“', '”', '[', '{', '【', '-']) && !rest.starts_with("--")
        || rest.starts_with(|c: char| c.is_ascii_digit())
        || matches!(rest.trim_end(), "true" | "false")
}
