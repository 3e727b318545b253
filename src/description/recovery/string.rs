//! Recovery of strings: missing, Chinese and unescaped quotation marks, and backslashes.

use super::ErrorKind;
use super::cursor::{QUOTES, Scanner, closing, is_bare_key, is_quote};
use crate::source::Span;

impl Scanner<'_> {
    /// Reads a multi-line string.
    pub(super) fn block(&mut self, quotes: usize) {
        let start = self.at;
        let quote = &self.text[start..start + quotes];
        let body = start + quotes;
        let mut from = body;
        while let Some(at) = self.text[from..].find(quote) {
            let at = from + at;
            let escaped =
                quote.starts_with('"') && self.text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
            if !escaped {
                // Up to two quotation marks before the closing three belong to the text.
                let more = self.text[at + 3..].chars().take(2).take_while(|c| quote.starts_with(*c)).count();
                self.at = at + 3 + more;
                return;
            }
            from = at + 1;
        }
        let end = self.guessed_end(body);
        let zh = format!("这里的 {quote} 没有结尾：文字写完后另起一行写 {quote}");
        self.syntax_error(
            ErrorKind::Unclosed,
            start,
            body,
            zh,
            format!("{quote} is not closed: write {quote} where the text ends"),
        );
        self.close_block(body, end, quote);
    }

    /// Where an unclosed multi-line string probably ends: before the next header or field.
    pub(super) fn guessed_end(&self, body: usize) -> usize {
        let mut end = body;
        for (k, line) in self.text[body..].split_inclusive('\n').enumerate() {
            let bare = line.trim();
            let field = bare.split_once('=').is_some_and(|(key, _)| is_bare_key(key.trim()));
            if k > 0 && (field || bare.starts_with("[[") || (bare.starts_with('[') && bare.ends_with(']'))) {
                break;
            }
            end += line.len();
        }
        body + self.text[body..end].trim_end().len()
    }

    pub(super) fn close_block(&mut self, body: usize, end: usize, quote: &str) {
        let mut from = end;
        while end - from < 3 && from > body {
            from -= 1;
            while !self.text.is_char_boundary(from) {
                from -= 1;
            }
        }
        if end - from >= 3 {
            for byte in &mut self.out[from..end] {
                *byte = b' ';
            }
            self.out[from..from + 3].copy_from_slice(quote.as_bytes());
            // Any line break overwritten here was trailing white space of the text.
        } else {
            self.blank(body.saturating_sub(3), end);
            self.lossy = true;
        }
        self.at = end;
    }

    /// Reads a multi-line string in other quotation marks: “““…”””.
    pub(super) fn odd_block(&mut self) {
        let start = self.at;
        let open: usize = self.rest().chars().take(3).map(char::len_utf8).sum();
        let body = start + open;
        let close = self.text[body..].char_indices().find_map(|(at, _)| {
            let run = &self.text[body + at..];
            let three: usize = run.chars().take(3).take_while(|c| is_quote(*c)).map(char::len_utf8).sum();
            (run.chars().take(3).filter(|c| is_quote(*c)).count() == 3).then_some((body + at, three))
        });
        let said = &self.text[start..body];
        self.syntax_error(
            ErrorKind::Quote,
            start,
            body,
            format!("多行文字的首尾要用三个直引号 \"\"\"，这里用了{said}"),
            format!("a text of several lines is enclosed in \"\"\", not in {said}"),
        );
        self.put_right(start, body, "\"\"\"");
        match close {
            Some((at, length)) => {
                self.neutral(body, at);
                self.put_left(at, at + length, "\"\"\"");
                self.at = at + length;
            }
            None => {
                let end = self.guessed_end(body);
                self.neutral(body, end);
                self.close_block(body, end, "\"\"\"");
            }
        }
    }

    /// Overwrites quotation marks and backslashes inside a text whose own quotation marks were replaced.
    pub(super) fn neutral(&mut self, start: usize, end: usize) {
        for byte in &mut self.out[start..end] {
            if matches!(*byte, b'"' | b'\\') {
                *byte = b'_';
            }
        }
    }

    /// Whether a value may end at `at`, by what follows.
    pub(super) fn ends_here(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches([' ', '\t', '\r']);
        let Some(c) = rest.chars().next() else { return true };
        match c {
            '\n' | '#' => true,
            // An extra mark at the end of a line is reported by itself.
            ',' | '，' | ';' | '；' | '。' if self.depth == 0 => {
                let after = rest[c.len_utf8()..].trim_start_matches([' ', '\t', '\r']);
                after.is_empty() || after.starts_with(['\n', '#'])
            }
            ',' | '，' | '、' | ';' | '；' | '}' | '｝' => self.depth > 0,
            c if closing(c) => self.depth > 0,
            _ => false,
        }
    }

    /// Reads a string on one line, "…" or '…'.
    pub(super) fn string(&mut self, quote: char) {
        let start = self.at;
        let end = self.line_end();
        let mut at = start + 1;
        let mut close = None;
        // One error for all backslashes of a string; finding what they mean scans the whole string.
        let mut reported = false;
        while at < end {
            let Some(c) = self.text[at..].chars().next() else { break };
            if c == '\\' && quote == '"' {
                let next = self.text[at + 1..].chars().next().unwrap_or('\n');
                if !matches!(next, 'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\' | 'u' | 'U' | 'x') {
                    if !reported {
                        self.backslash(start, at);
                    }
                    (self.out[at], reported) = (b'/', true);
                    at += 1;
                } else {
                    at += 1 + next.len_utf8();
                }
                continue;
            }
            at += c.len_utf8();
            if c == quote {
                close = Some(at);
                break;
            }
        }
        match close {
            Some(close) if self.ends_here(close) => self.at = close,
            Some(close) => self.inner_quotes(start, close, quote),
            None => self.unclosed(start, quote),
        }
    }

    pub(super) fn backslash(&mut self, start: usize, at: usize) {
        let rest = &self.text[start + 1..self.line_end()];
        let word = rest.split('"').next().unwrap_or(rest);
        if word.contains('.') && !word.contains(' ') {
            let right = word.replace('\\', "/");
            let zh = format!("路径用 / 分隔：写 \"{right}\"");
            self.syntax_error(ErrorKind::Escape, at, at + 1, zh, format!("use / in paths: write \"{right}\""));
        } else {
            let zh = "要印出 \\ 就写两个：\\\\";
            self.syntax_error(ErrorKind::Escape, at, at + 1, zh, "to print a \\, write it twice: \\\\");
        }
    }

    /// Handles straight quotation marks inside a text, which end it too early.
    pub(super) fn inner_quotes(&mut self, start: usize, close: usize, quote: char) {
        let end = self.line_end();
        // If another string follows, only the comma between them is missing.
        let gap = &self.text[close..end];
        let next = gap.trim_start();
        if self.depth > 0 && next.starts_with(is_quote) && !gap.starts_with(is_quote) {
            self.at = close;
            return;
        }
        let mut last = None;
        for (at, c) in self.text[close..end].char_indices() {
            let at = close + at;
            if (c == quote || QUOTES.contains(&c)) && self.ends_here(at + c.len_utf8()) {
                last = Some((at, c.len_utf8()));
                if self.depth > 0 {
                    break;
                }
            }
        }
        let Some((last, length)) = last else {
            self.at = close;
            return;
        };
        let between = &self.text[close..last];
        let words = between.split(is_quote).next().unwrap_or_default();
        let (zh, en) = if words.trim().is_empty() || words.chars().count() > 20 {
            let zh = format!("文字里又用了直引号 {quote}，在这里就断了：文字里的引号写“ ”");
            (zh, format!("a straight {quote} inside the text ends it here: write “ ” inside a text"))
        } else {
            let zh = format!("“{words}”两边用了直引号 {quote}，文字在这里就断了：文字里的引号写“ ”");
            (zh, format!("a straight {quote} around {words} ends the text here: write “{words}”"))
        };
        self.syntax_error(ErrorKind::QuoteInside, close - 1, close, zh, en);
        self.out[close - 1] = b'_';
        self.neutral(close, last);
        if quote == '\'' {
            for byte in &mut self.out[close..last] {
                if *byte == b'\'' {
                    *byte = b'_';
                }
            }
        }
        self.put_left(last, last + length, if quote == '"' { "\"" } else { "'" });
        self.dead.push(Span { start, end: last + length });
        self.at = last + length;
    }

    /// Handles a text whose closing quotation mark is missing or isn't TOML's.
    pub(super) fn unclosed(&mut self, start: usize, quote: char) {
        let end = start + self.line().trim_end().len();
        let odd = self.text[start + 1..end]
            .char_indices()
            .map(|(at, c)| (start + 1 + at, c))
            .filter(|(at, c)| QUOTES.contains(c) && self.ends_here(at + c.len_utf8()));
        let sign = if quote == '"' { "\"" } else { "'" };
        let found = if self.depth > 0 { odd.clone().next() } else { odd.clone().next_back() };
        if let Some((at, c)) = found {
            let zh = format!("结尾要用直引号 {quote}，这里用了“{c}”")
                .replace("““”", "中文引号“")
                .replace("“””", "中文引号”");
            self.syntax_error(
                ErrorKind::Quote,
                at,
                at + c.len_utf8(),
                zh,
                format!("the text must end with {quote}, not with {c}"),
            );
            self.put_left(at, at + c.len_utf8(), sign);
            self.at = at + c.len_utf8();
            return;
        }
        let zh = format!("文字没有用 {quote} 结尾：在这一行末尾补上");
        self.syntax_error(
            ErrorKind::Unclosed,
            end.saturating_sub(1).max(start),
            end,
            zh,
            format!("the text has no closing {quote}: add it at the end of this line"),
        );
        if let Some(error) = self.errors.last_mut() {
            // The span is the whole last character.
            while !self.text.is_char_boundary(error.span.start) {
                error.span.start -= 1;
            }
        }
        let last = self.text[start + 1..end].chars().next_back().map_or(0, char::len_utf8);
        self.at = end;
        if self.depth == 0 && last > 0 {
            if end < self.line_break(end) {
                self.out[end] = sign.as_bytes()[0];
            } else if !self.borrow(start, end, &format!("{}{sign}", &self.text[start..end])) {
                self.put_left(end - last, end, sign);
                self.dead.push(Span { start, end });
            }
        } else {
            self.blank(start, end);
            self.lossy = true;
        }
    }

    /// Reads a text in other quotation marks: “…”, 「…」, ＂…＂.
    pub(super) fn odd_string(&mut self) {
        let start = self.at;
        let open = self.peek().unwrap_or('“');
        let body = start + open.len_utf8();
        let end = start + self.line().trim_end().len();
        let ends = self.text[body..end]
            .char_indices()
            .map(|(at, c)| (body + at, c))
            .filter(|(at, c)| is_quote(*c) && self.ends_here(at + c.len_utf8()));
        let close = if self.depth > 0 { ends.clone().next() } else { ends.clone().next_back() };
        let pair = match open {
            '“' | '”' => "“ ”".to_owned(),
            '‘' | '’' => "‘ ’".to_owned(),
            '「' => "「 」".to_owned(),
            '『' => "『 』".to_owned(),
            c => c.to_string(),
        };
        let Some((at, c)) = close else {
            let zh = format!("文字的首尾要用直引号 \"，这里用了 {pair}，也没有结尾");
            self.syntax_error(
                ErrorKind::Quote,
                start,
                body,
                zh,
                format!("a text is enclosed in \" and \", not in {pair}, and this one isn't closed"),
            );
            let stop = if self.depth > 0 { self.token_end() } else { end };
            self.dummy(start, stop.max(body));
            self.at = stop.max(body);
            return;
        };
        let close_end = at + c.len_utf8();
        let zh = format!("文字的首尾要用直引号 \"，这里用了 {pair}");
        self.syntax_error(ErrorKind::Quote, start, body, zh, format!("a text is enclosed in \" and \", not in {pair}"));
        self.put_right(start, body, "\"");
        self.neutral(body, at);
        self.put_left(at, close_end, "\"");
        self.at = close_end;
    }
}
