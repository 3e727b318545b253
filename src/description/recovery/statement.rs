//! Scans a text statement by statement.

use super::ErrorKind;
use super::cursor::{MAX_DEPTH, MAX_ERRORS, QUOTES, Scanner, is_bare_key, is_quote, opening};
use crate::description::headers;

impl<'t> Scanner<'t> {
    pub(super) fn document(&mut self) {
        while self.at < self.text.len() && self.errors.len() < MAX_ERRORS {
            let before = self.at;
            self.statement();
            if self.at == before {
                self.skip_line();
            }
        }
    }

    pub(super) fn statement(&mut self) {
        self.space(true);
        let Some(c) = self.peek() else { return };
        let line = self.line();
        match c {
            '#' => self.skip_line(),
            '＃' | '；' | ';' => self.comment(c.len_utf8()),
            _ if line.starts_with("//") || line.starts_with("--") => self.comment(2),
            c if opening(c) => self.header(),
            _ => self.pair(),
        }
    }

    pub(super) fn comment(&mut self, sign: usize) {
        let (start, end) = (self.at, self.line_end());
        let said = &self.text[start..start + sign];
        let zh = format!("注释以半角 # 开头，这里写成了“{said}”");
        self.syntax_error(
            ErrorKind::Comment,
            start,
            start + sign,
            zh,
            format!("a comment begins with #, not `{said}`"),
        );
        self.blank(start, end);
        self.skip_line();
    }

    /// `key = value` on a line of its own.
    pub(super) fn pair(&mut self) {
        let start = self.at;
        self.broken = false;
        let Some(key) = self.key() else { return self.stray(start) };
        self.space(false);
        self.value(&key, "");
        self.after_value();
    }

    /// Reads a key and its `=`; `None` if there is no key.
    pub(super) fn key(&mut self) -> Option<String> {
        let (start, line) = (self.at, self.line());
        let mut quoted = None;
        let mut found = None;
        for (at, c) in line.char_indices() {
            match quoted {
                Some(quote) if c == quote => quoted = None,
                Some(_) => {}
                None if c == '"' || c == '\'' => quoted = Some(c),
                None if matches!(c, '=' | '＝' | ':' | '：') => {
                    found = Some((at, c));
                    break;
                }
                None if matches!(c, '#' | '{' | '[' | ',' | '，' | '。') => break,
                None => {}
            }
        }
        let Some((at, sign)) = found else { return self.key_without_equals(start, line) };
        let written = line[..at].trim_end();
        let bare = written.trim_matches(|c: char| is_quote(c));
        let plausible = !bare.is_empty()
            && bare.chars().count() <= 40
            && !bare.contains(|c: char| c.is_whitespace() || matches!(c, '，' | '。' | '；' | '、' | '“' | '”'));
        if !plausible {
            return None;
        }
        let key = bare.to_owned();
        if written.contains(|c: char| QUOTES.contains(&c)) {
            let zh = format!("字段名不加引号，写 {key}");
            self.syntax_error(
                ErrorKind::Key,
                start,
                start + written.len(),
                zh,
                format!("write field names without quotes: {key}"),
            );
            self.put_left(start, start + written.len(), &key);
        } else if key.contains(|c: char| matches!(c, '\u{FF01}'..='\u{FF5E}')) {
            let half: String = key.chars().map(crate::text::half_width).collect();
            let zh = format!("字段名要用半角字母，写 {half}");
            self.syntax_error(
                ErrorKind::Key,
                start,
                start + written.len(),
                zh,
                format!("write field names in half-width letters: {half}"),
            );
            self.put_left(start, start + written.len(), &half);
        }
        self.at = start + at + sign.len_utf8();
        // Another character instead of the equals sign, or a second one after it.
        if sign != '=' || line[at + 1..].starts_with('=') {
            let mut end = self.at;
            if sign == '=' || self.text[end..].starts_with('=') {
                end += 1;
            }
            let said = &self.text[start + at..end];
            let zh = format!("字段名和值之间要写半角 =，这里写成了“{said}”");
            self.syntax_error(
                ErrorKind::Equals,
                start + at,
                end,
                zh,
                format!("write = between a field and its value, not `{said}`"),
            );
            self.put_left(start + at, end, "=");
            self.at = end;
        }
        Some(key)
    }

    /// Reads a key without its `=`: `title "回眸"`.
    pub(super) fn key_without_equals(&mut self, start: usize, line: &str) -> Option<String> {
        let length = line.find([' ', '\t'])?;
        let key = &line[..length];
        if self.depth > 0 || !is_bare_key(key) || line[length..].trim().is_empty() || !headers::is_field(key) {
            return None;
        }
        let at = start + length;
        self.syntax_error(
            ErrorKind::Equals,
            at,
            at + 1,
            format!("`{key}` 后面缺少 =，写 {key} = …"),
            format!("`{key}` has no = after it: write {key} = …"),
        );
        self.put_left(at, at + 1, "=");
        self.at = at + 1;
        Some(key.to_owned())
    }

    /// Reports a line that isn't a statement, such as words pasted without quotation marks.
    pub(super) fn stray(&mut self, start: usize) {
        self.at = start;
        let end = self.at + self.line().trim_end().len();
        self.blank(start, end);
        let joins = self
            .errors
            .last_mut()
            .filter(|error| error.kind == ErrorKind::Line && self.text[error.span.end..start].trim().is_empty());
        match joins {
            // A paragraph is one mistake, reported at its first line.
            Some(error) if self.text[error.span.end..start].matches('\n').count() <= 1 => error.span.end = end,
            _ => self.syntax_error(
                ErrorKind::Line,
                start,
                end,
                "这一行不是“字段 = 值”：文字要写在引号里",
                "this line is not `field = value`; put texts in quotes",
            ),
        }
        self.skip_line();
    }

    /// Checks the rest of the line after a value.
    pub(super) fn after_value(&mut self) {
        self.space(false);
        let rest = self.line().trim_end();
        if !rest.is_empty() && !rest.starts_with('#') {
            let (start, end) = (self.at, self.at + rest.len());
            let first = rest.chars().next().unwrap_or(' ');
            let length = first.len_utf8();
            if matches!(first, ',' | '，' | ';' | '；' | '。' | '、' | '.') && rest.len() == length {
                let zh = format!("行末多了一个“{first}”，请删去");
                self.syntax_error(
                    ErrorKind::Separator,
                    start,
                    end,
                    zh,
                    format!("delete the `{first}` at the end of the line"),
                );
            } else if matches!(first, '＃' | '；') || rest.starts_with("//") {
                return self.comment(if first == '/' { 2 } else { length });
            } else {
                self.syntax_error(
                    ErrorKind::Line,
                    start,
                    end,
                    "值后面还有别的内容；一行只写一个字段",
                    "unexpected text after the value; write one field per line",
                );
            }
            self.blank(start, end);
        }
        self.skip_line();
    }

    pub(super) fn value(&mut self, key: &str, parent: &str) {
        let Some(c) = self.peek() else { return self.nothing(key) };
        let line = self.line();
        let triple = line.starts_with("\"\"\"") || line.starts_with("'''");
        match c {
            '\n' | '\r' | '#' => self.nothing(key),
            _ if triple => self.block(3),
            '"' | '\'' => self.string(c),
            c if QUOTES.contains(&c) => {
                let run: usize = line.chars().take_while(|c| is_quote(*c)).count();
                if run == 3 || run == 6 { self.odd_block() } else { self.odd_string() }
            }
            c if opening(c) && self.depth < MAX_DEPTH => self.array(key),
            '{' | '｛' if self.depth < MAX_DEPTH => self.inline(key),
            _ => self.bare(key, parent),
        }
    }

    /// Reports a `key =` without a value.
    pub(super) fn nothing(&mut self, key: &str) {
        let from = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
        let end = from + self.text[from..self.at].trim_end().len();
        let zh = format!("`{key}` 后面没有值：写上，或删去这一行");
        self.syntax_error(
            ErrorKind::Value,
            from,
            end,
            zh,
            format!("`{key}` has no value: write one, or delete the line"),
        );
        self.blank(from, self.at);
        self.lossy = true;
    }
}
