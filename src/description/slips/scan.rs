//! The walk through a text, statement by statement.

use super::bare::{self, Place};
use super::{Kind, Slip};
use crate::description::headers;
use crate::diagnostic::Message;
use crate::source::Span;

pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// The mended copy.
    pub out: Vec<u8>,
    pub slips: Vec<Slip>,
    pub dead: Vec<Span>,
    pub lossy: bool,
    /// How deep arrays and inline tables are nested here.
    depth: usize,
    /// Whether a bracket of the statement at hand was never closed, which is told once.
    broken: bool,
    /// The line that was last asked for: its first byte and its end.
    current: (usize, usize),
}

/// Whoever has more slips than these has another kind of file; what follows is left to the library.
const MOST_SLIPS: usize = 2000;

/// Deeper than any description; below, the library's own limit speaks.
const DEEPEST: usize = 64;

/// Quotation marks that aren't TOML's.
const QUOTES: &[char] =
    &['“', '”', '‘', '’', '„', '‟', '「', '」', '『', '』', '＂', '＇', '〝', '〞', '«', '»', '`', '´'];

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'') || QUOTES.contains(&c)
}

/// White space that isn't TOML's, seen or unseen.
fn is_odd_space(c: char) -> bool {
    !matches!(c, ' ' | '\t' | '\r' | '\n')
        && (c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'))
}

fn opening(c: char) -> bool {
    matches!(c, '[' | '［' | '【' | '〔' | '〖')
}

fn closing(c: char) -> bool {
    matches!(c, ']' | '］' | '】' | '〕' | '〗')
}

fn is_bare_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Self {
        let out = text.as_bytes().to_vec();
        Self {
            text,
            at: 0,
            out,
            slips: Vec::new(),
            dead: Vec::new(),
            lossy: false,
            depth: 0,
            broken: false,
            current: (0, 0),
        }
    }

    pub fn document(&mut self) {
        while self.at < self.text.len() && self.slips.len() < MOST_SLIPS {
            let before = self.at;
            self.statement();
            if self.at == before {
                self.skip_line();
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The line at hand. A line may hold a million values, each of which asks.
    fn bounds(&mut self) -> (usize, usize) {
        let (start, end) = self.current;
        if self.at < start || self.at > end || (start, end) == (0, 0) {
            let start = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
            self.current = (start, self.line_break(self.at));
        }
        self.current
    }

    /// From here to the end of the line.
    fn line(&mut self) -> &'t str {
        let end = self.line_end();
        &self.text[self.at..end]
    }

    fn line_end(&mut self) -> usize {
        self.bounds().1
    }

    fn line_start(&mut self) -> usize {
        self.bounds().0
    }

    /// Where the line of a place ends.
    fn line_break(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length)
    }

    fn skip_line(&mut self) {
        self.at = (self.line_end() + 1).min(self.text.len());
    }

    fn slip(&mut self, kind: Kind, start: usize, end: usize, zh: impl Into<String>, en: impl Into<String>) {
        let slip = Slip { kind, span: Span { start, end }, message: Message::new(zh, en), hint: None };
        self.slips.push(slip);
    }

    fn hint(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        if let Some(slip) = self.slips.last_mut() {
            slip.hint = Some(Message::new(zh, en));
        }
    }

    fn blank(&mut self, start: usize, end: usize) {
        for byte in &mut self.out[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    /// Writes a sign at the end of the place that it takes, spaces before it.
    fn put_right(&mut self, start: usize, end: usize, sign: &str) {
        self.blank(start, end);
        if sign.len() <= end - start {
            self.out[end - sign.len()..end].copy_from_slice(sign.as_bytes());
        }
    }

    fn put_left(&mut self, start: usize, end: usize, sign: &str) {
        self.blank(start, end);
        if sign.len() <= end - start {
            self.out[start..start + sign.len()].copy_from_slice(sign.as_bytes());
        }
    }

    /// A value that keeps the place of one that can't be read.
    fn dummy(&mut self, start: usize, end: usize) {
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

    /// Passes over white space; what TOML doesn't take for it is a slip.
    fn space(&mut self, lines: bool) {
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
                    _ => (format!("看不见的字符 U+{code:04X}"), format!("an invisible character, U+{code:04X}")),
                };
                self.slip(
                    Kind::Space,
                    start,
                    self.at,
                    format!("文字之外不能有{zh}：缩进用半角空格，或不缩进"),
                    format!("{en} outside a text: indent by plain spaces, or not at all"),
                );
            } else {
                break;
            }
        }
    }

    fn statement(&mut self) {
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

    fn comment(&mut self, sign: usize) {
        let (start, end) = (self.at, self.line_end());
        let said = &self.text[start..start + sign];
        let zh = format!("注释以半角 # 开头，这里写成了“{said}”");
        self.slip(Kind::Comment, start, start + sign, zh, format!("a comment begins with #, not with `{said}`"));
        self.blank(start, end);
        self.skip_line();
    }

    /// `[review]`, `[[section]]`.
    fn header(&mut self) {
        let (start, line) = (self.at, self.line());
        let name_at = line.find(|c: char| !opening(c) && c != ' ').unwrap_or(line.len());
        let after = &line[name_at..];
        let name_len = after.find(|c: char| closing(c) || matches!(c, '#' | '"')).unwrap_or(after.len());
        let name = after[..name_len].trim();
        let tail = &after[name_len..];
        let close_len = tail.find(|c: char| !closing(c) && c != ' ').unwrap_or(tail.len());
        let closes = tail[..close_len].trim_end();
        let end = start + name_at + name_len + closes.len();
        let opens = &line[..name_at];
        let (opened, closed) = (opens.chars().filter(|c| opening(*c)).count(), closes.chars().count());
        let rest = tail[closes.len()..].trim_start();
        self.skip_line();
        if name.is_empty() || !is_bare_key(name) {
            return;
        }
        let array = headers::is_array(name);
        let brackets = if array || (opened.max(closed) > 1 && !headers::is_table(name)) { 2 } else { 1 };
        let right = format!("{}{name}{}", "[".repeat(brackets), "]".repeat(brackets));
        let written = &self.text[start..end];
        if written != right {
            let ascii = written.is_ascii();
            let shown = written.trim_end();
            let message = if !ascii {
                let zh = format!("表头要用半角方括号，写 {right}，这里写成了 {shown}");
                Message::new(zh, format!("a header has plain brackets: write {right}, not {shown}"))
            } else if opened == 1 && closed == 1 && array {
                headers::double_brackets(name)
            } else {
                let zh = format!("表头应写 {right}，这里写成了 {shown}");
                Message::new(zh, format!("the header must be {right}, not {shown}"))
            };
            self.slip(Kind::Header, start, end, message.zh, message.en);
            self.rewrite_header(start, end, &right);
        }
        if !rest.is_empty() && !rest.starts_with('#') {
            let from = start + line.len() - rest.len();
            self.slip(
                Kind::Header,
                from,
                start + line.trim_end().len(),
                "表头要单独占一行，后面的内容另起一行",
                "a header stands alone on its line; start a new line after it",
            );
            self.blank(from, start + line.len());
        }
    }

    /// Puts the right header in the place of a wrong one. Where that is too short, spaces before it and around
    /// the next line's `=` give way.
    fn rewrite_header(&mut self, start: usize, end: usize, right: &str) {
        let from = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        if right.len() <= end - start {
            return self.put_left(start, end, right);
        }
        if right.len() <= end - from {
            return self.put_right(from, end, right);
        }
        if self.borrow(from, end, right) {
            return;
        }
        // No room: what belongs to the header goes with it.
        let mut until = (self.line_break(end) + 1).min(self.text.len());
        for line in self.text[until..].split_inclusive('\n') {
            if line.trim_start().starts_with(opening) {
                break;
            }
            until += line.len();
        }
        self.blank(start, until);
        self.lossy = true;
        self.at = self.at.max(until);
    }

    /// Writes something longer than its place into it and what follows, if the next line is a field whose `=`
    /// has spaces to spare.
    fn borrow(&mut self, from: usize, end: usize, right: &str) -> bool {
        let next = &self.text[end..];
        let key_line = next.trim_start_matches(['\r', '\n', ' ', '\t']);
        let length = key_line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(0);
        let Some(equals) = key_line.find('=').filter(|at| length > 0 && key_line[length..*at].trim().is_empty()) else {
            return false;
        };
        let key_at = end + next.len() - key_line.len();
        let after = &self.text[key_at + equals + 1..];
        let to = key_at + equals + 1 + (after.len() - after.trim_start_matches(' ').len());
        let short = format!("{right}\n{}=", &key_line[..length]);
        if short.len() > to - from {
            return false;
        }
        self.out[from..to].fill(b' ');
        // The text keeps its place, the field comes as near to its own as it can.
        self.out[from..from + right.len()].copy_from_slice(right.as_bytes());
        let tail = &short.as_bytes()[right.len()..];
        self.out[to - tail.len()..to].copy_from_slice(tail);
        true
    }

    /// `key = value` on a line of its own.
    fn pair(&mut self) {
        let start = self.at;
        self.broken = false;
        let Some(key) = self.key() else { return self.stray(start) };
        self.space(false);
        self.value(&key, "");
        self.after_value();
    }

    /// A key with its `=`; none if there is nothing of the kind.
    fn key(&mut self) -> Option<String> {
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
            self.slip(
                Kind::Key,
                start,
                start + written.len(),
                zh,
                format!("a field's name has no quotes: write {key}"),
            );
            self.put_left(start, start + written.len(), &key);
        } else if key.contains(|c: char| matches!(c, '\u{FF01}'..='\u{FF5E}')) {
            let half: String = key.chars().map(bare::half).collect();
            let zh = format!("字段名要用半角字母，写 {half}");
            self.slip(Kind::Key, start, start + written.len(), zh, format!("write {half} in plain letters"));
            self.put_left(start, start + written.len(), &half);
        }
        self.at = start + at + sign.len_utf8();
        // A dot at the end or twice is no path of keys.
        if sign != '=' || line[at + 1..].starts_with('=') {
            let mut end = self.at;
            if sign == '=' || self.text[end..].starts_with('=') {
                end += 1;
            }
            let said = &self.text[start + at..end];
            let zh = format!("字段名和值之间要写半角 =，这里写成了“{said}”");
            self.slip(
                Kind::Equals,
                start + at,
                end,
                zh,
                format!("between a field and its value stands =, not `{said}`"),
            );
            self.put_left(start + at, end, "=");
            self.at = end;
        }
        Some(key)
    }

    /// `title "回眸"`.
    fn key_without_equals(&mut self, start: usize, line: &str) -> Option<String> {
        let length = line.find([' ', '\t'])?;
        let key = &line[..length];
        if self.depth > 0 || !is_bare_key(key) || line[length..].trim().is_empty() || !headers::is_field(key) {
            return None;
        }
        let at = start + length;
        self.slip(
            Kind::Equals,
            at,
            at + 1,
            format!("`{key}` 后面缺少 =，写 {key} = …"),
            format!("`{key}` lacks its =: write {key} = …"),
        );
        self.put_left(at, at + 1, "=");
        self.at = at + 1;
        Some(key.to_owned())
    }

    /// Lines that are no statement: words pasted without quotation marks.
    fn stray(&mut self, start: usize) {
        self.at = start;
        let end = self.at + self.line().trim_end().len();
        self.blank(start, end);
        let joins = self
            .slips
            .last_mut()
            .filter(|slip| slip.kind == Kind::Line && self.text[slip.span.end..start].trim().is_empty());
        match joins {
            // A paragraph is one slip, told at its first line.
            Some(slip) if self.text[slip.span.end..start].matches('\n').count() <= 1 => slip.span.end = end,
            _ => self.slip(
                Kind::Line,
                start,
                end,
                "这一行不是“字段 = 值”：文字要写在引号里",
                "this line is no `field = value`; words belong into quotes",
            ),
        }
        self.skip_line();
    }

    /// What stands behind a value to the end of its line.
    fn after_value(&mut self) {
        self.space(false);
        let rest = self.line().trim_end();
        if !rest.is_empty() && !rest.starts_with('#') {
            let (start, end) = (self.at, self.at + rest.len());
            let first = rest.chars().next().unwrap_or(' ');
            let length = first.len_utf8();
            if matches!(first, ',' | '，' | ';' | '；' | '。' | '、' | '.') && rest.len() == length {
                let zh = format!("行末多了一个“{first}”，请删去");
                self.slip(Kind::Separator, start, end, zh, format!("take away the `{first}` at the end of the line"));
            } else if matches!(first, '＃' | '；') || rest.starts_with("//") {
                return self.comment(if first == '/' { 2 } else { length });
            } else {
                self.slip(
                    Kind::Line,
                    start,
                    end,
                    "值后面还有别的内容；一行只写一个字段",
                    "something stands behind the value; a line has one field",
                );
            }
            self.blank(start, end);
        }
        self.skip_line();
    }

    fn value(&mut self, key: &str, parent: &str) {
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
            c if opening(c) && self.depth < DEEPEST => self.array(key),
            '{' | '｛' if self.depth < DEEPEST => self.inline(key),
            _ => self.bare(key, parent),
        }
    }

    /// `value =` with nothing behind it.
    fn nothing(&mut self, key: &str) {
        let from = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
        let end = from + self.text[from..self.at].trim_end().len();
        let zh = format!("`{key}` 后面没有值：写上，或删去这一行");
        self.slip(Kind::Value, from, end, zh, format!("`{key}` has no value: write one, or take the line away"));
        self.blank(from, self.at);
        self.lossy = true;
    }

    /// A text over several lines, from its three quotation marks on.
    fn block(&mut self, quotes: usize) {
        let start = self.at;
        let quote = &self.text[start..start + quotes];
        let body = start + quotes;
        let mut from = body;
        while let Some(at) = self.text[from..].find(quote) {
            let at = from + at;
            let escaped =
                quote.starts_with('"') && self.text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
            if !escaped {
                // Up to two more of them belong to the text.
                let more = self.text[at + 3..].chars().take(2).take_while(|c| quote.starts_with(*c)).count();
                self.at = at + 3 + more;
                return;
            }
            from = at + 1;
        }
        let end = self.guessed_end(body);
        let zh = format!("这里的 {quote} 没有结尾：文字写完后另起一行写 {quote}");
        self.slip(Kind::Unclosed, start, body, zh, format!("{quote} isn't closed: write {quote} where the text ends"));
        self.close_block(body, end, quote);
    }

    /// Where a text that nobody closed probably ends: before the next header or field.
    fn guessed_end(&self, body: usize) -> usize {
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

    fn close_block(&mut self, body: usize, end: usize, quote: &str) {
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
            // A line break that gave way was white space of the text.
        } else {
            self.blank(body.saturating_sub(3), end);
            self.lossy = true;
        }
        self.at = end;
    }

    /// “““…””” instead of three straight ones.
    fn odd_block(&mut self) {
        let start = self.at;
        let open: usize = self.rest().chars().take(3).map(char::len_utf8).sum();
        let body = start + open;
        let close = self.text[body..].char_indices().find_map(|(at, _)| {
            let run = &self.text[body + at..];
            let three: usize = run.chars().take(3).take_while(|c| is_quote(*c)).map(char::len_utf8).sum();
            (run.chars().take(3).filter(|c| is_quote(*c)).count() == 3).then_some((body + at, three))
        });
        let said = &self.text[start..body];
        self.slip(
            Kind::Quote,
            start,
            body,
            format!("多行文字的首尾要用三个直引号 \"\"\"，这里用了{said}"),
            format!("a text over several lines stands between \"\"\", not {said}"),
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

    /// Takes their meaning from signs inside a text whose own quotation marks were replaced.
    fn neutral(&mut self, start: usize, end: usize) {
        for byte in &mut self.out[start..end] {
            if matches!(*byte, b'"' | b'\\') {
                *byte = b'_';
            }
        }
    }

    /// Whether what follows may stand behind a value.
    fn ends_here(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches([' ', '\t', '\r']);
        let Some(c) = rest.chars().next() else { return true };
        match c {
            '\n' | '#' => true,
            ',' | '，' | '、' | ';' | '；' | '}' | '｝' => self.depth > 0,
            c if closing(c) => self.depth > 0,
            _ => false,
        }
    }

    /// "…" or '…', on one line.
    fn string(&mut self, quote: char) {
        let start = self.at;
        let end = self.line_end();
        let mut at = start + 1;
        let mut close = None;
        while at < end {
            let Some(c) = self.text[at..].chars().next() else { break };
            if c == '\\' && quote == '"' {
                let next = self.text[at + 1..].chars().next().unwrap_or('\n');
                if !matches!(next, 'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\' | 'u' | 'U' | 'x') {
                    self.backslash(start, at);
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

    fn backslash(&mut self, start: usize, at: usize) {
        let rest = &self.text[start + 1..self.line_end()];
        let word = rest.split('"').next().unwrap_or(rest);
        if word.contains('.') && !word.contains(' ') {
            let right = word.replace('\\', "/");
            let zh = format!("路径用 / 分隔：写 \"{right}\"");
            // One message for a path, however many folders it has.
            let told = self.slips.last().is_some_and(|slip| slip.kind == Kind::Escape && slip.message.zh == zh);
            if !told {
                self.slip(Kind::Escape, at, at + 1, zh, format!("parts of a path are joined by /: write \"{right}\""));
            }
        } else {
            let zh = "要印出 \\ 就写两个：\\\\";
            self.slip(Kind::Escape, at, at + 1, zh, "a \\ that is to be printed is written twice: \\\\");
        }
        self.out[at] = b'/';
    }

    /// Straight quotation marks inside a text: it ends where nobody meant it to.
    fn inner_quotes(&mut self, start: usize, close: usize, quote: char) {
        let end = self.line_end();
        // Another string follows: the comma between them is missing.
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
            (zh, format!("a straight {quote} inside the text ends it here: write “ ” inside"))
        } else {
            let zh = format!("“{words}”两边用了直引号 {quote}，文字在这里就断了：文字里的引号写“ ”");
            (zh, format!("a straight {quote} beside {words} ends the text here: write “{words}”"))
        };
        self.slip(Kind::QuoteInside, close - 1, close, zh, en);
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

    /// A text whose last quotation mark is missing, or isn't TOML's.
    fn unclosed(&mut self, start: usize, quote: char) {
        let end = start + self.line().trim_end().len();
        let odd = self.text[start + 1..end]
            .char_indices()
            .map(|(at, c)| (start + 1 + at, c))
            .filter(|(at, c)| QUOTES.contains(c) && self.ends_here(at + c.len_utf8()));
        let sign = if quote == '"' { "\"" } else { "'" };
        let found = if self.depth > 0 { odd.clone().next() } else { odd.clone().last() };
        if let Some((at, c)) = found {
            let zh = format!("结尾要用直引号 {quote}，这里用了“{c}”")
                .replace("““”", "中文引号“")
                .replace("“””", "中文引号”");
            self.slip(Kind::Quote, at, at + c.len_utf8(), zh, format!("the text must end in {quote}, not in {c}"));
            self.put_left(at, at + c.len_utf8(), sign);
            self.at = at + c.len_utf8();
            return;
        }
        let zh = format!("文字没有用 {quote} 结尾：在这一行末尾补上");
        self.slip(
            Kind::Unclosed,
            end.saturating_sub(1).max(start),
            end,
            zh,
            format!("the text isn't closed by {quote}"),
        );
        if let Some(slip) = self.slips.last_mut() {
            // The place is the whole last character.
            while !self.text.is_char_boundary(slip.span.start) {
                slip.span.start -= 1;
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

    /// “…”, 「…」, ＂…＂ in the place of "…".
    fn odd_string(&mut self) {
        let start = self.at;
        let open = self.peek().unwrap_or('“');
        let body = start + open.len_utf8();
        let end = start + self.line().trim_end().len();
        let ends = self.text[body..end]
            .char_indices()
            .map(|(at, c)| (body + at, c))
            .filter(|(at, c)| is_quote(*c) && self.ends_here(at + c.len_utf8()));
        let close = if self.depth > 0 { ends.clone().next() } else { ends.clone().last() };
        let pair = match open {
            '“' | '”' => "“ ”".to_owned(),
            '‘' | '’' => "‘ ’".to_owned(),
            '「' => "「 」".to_owned(),
            '『' => "『 』".to_owned(),
            c => c.to_string(),
        };
        let Some((at, c)) = close else {
            let zh = format!("文字的首尾要用直引号 \"，这里用了 {pair}，也没有结尾");
            self.slip(Kind::Quote, start, body, zh, format!("a text stands between \" and \", not {pair}"));
            let stop = if self.depth > 0 { self.token_end() } else { end };
            self.dummy(start, stop.max(body));
            self.at = stop.max(body);
            return;
        };
        let close_end = at + c.len_utf8();
        let zh = format!("文字的首尾要用直引号 \"，这里用了 {pair}");
        self.slip(Kind::Quote, start, body, zh, format!("a text stands between \" and \", not {pair}"));
        self.put_right(start, body, "\"");
        self.neutral(body, at);
        self.put_left(at, close_end, "\"");
        self.at = close_end;
    }

    fn array(&mut self, key: &str) {
        let start = self.at;
        let c = self.peek().unwrap_or('[');
        self.at += c.len_utf8();
        if c != '[' {
            let said = c.to_string();
            let zh = format!("数组要用半角方括号 [ ]，这里用了“{said}”");
            self.slip(Kind::Bracket, start, self.at, zh, format!("an array stands between [ and ], not {said}"));
            self.put_left(start, self.at, "[");
        }
        self.depth += 1;
        let mut filled = false;
        loop {
            self.gap();
            let Some(c) = self.peek().filter(|_| self.slips.len() < MOST_SLIPS) else {
                break self.never_closed(start, key, "]");
            };
            if closing(c) {
                let at = self.at;
                self.at += c.len_utf8();
                if c != ']' {
                    // The pair is one slip.
                    let told = self.slips.last().is_some_and(|slip| slip.kind == Kind::Bracket);
                    if !told {
                        let zh = format!("数组要用半角方括号 [ ]，这里用了“{c}”");
                        self.slip(Kind::Bracket, at, self.at, zh, format!("an array ends in ], not {c}"));
                    }
                    self.put_left(at, self.at, "]");
                }
                break;
            }
            if self.at_statement() || matches!(c, '}' | '｝') {
                break self.never_closed(start, key, "]");
            }
            if self.separator(filled) {
                filled = false;
                continue;
            }
            if filled {
                self.missing_comma();
            }
            let before = self.at;
            self.value(key, key);
            filled = true;
            if self.at == before {
                break self.never_closed(start, key, "]");
            }
        }
        self.depth -= 1;
    }

    fn inline(&mut self, key: &str) {
        let start = self.at;
        let c = self.peek().unwrap_or('{');
        self.at += c.len_utf8();
        if c != '{' {
            self.slip(
                Kind::Bracket,
                start,
                self.at,
                "要用半角花括号 { }，这里用了“｛”",
                "an inline table stands between { and }",
            );
            self.put_left(start, self.at, "{");
        }
        self.depth += 1;
        let mut filled = false;
        loop {
            self.gap();
            let Some(c) = self.peek().filter(|_| self.slips.len() < MOST_SLIPS) else {
                break self.never_closed(start, key, "}");
            };
            if matches!(c, '}' | '｝') {
                let at = self.at;
                self.at += c.len_utf8();
                if c != '}' {
                    let told = self.slips.last().is_some_and(|slip| slip.kind == Kind::Bracket);
                    if !told {
                        let zh = "要用半角花括号 { }，这里用了“｝”";
                        self.slip(Kind::Bracket, at, self.at, zh, "an inline table ends in }");
                    }
                    self.put_left(at, self.at, "}");
                }
                break;
            }
            if opening(c) || closing(c) {
                break self.never_closed(start, key, "}");
            }
            if self.separator(filled) {
                filled = false;
                continue;
            }
            // The next field stands on a line of its own: a brace is missing before it.
            if filled && self.at_statement() {
                break self.never_closed(start, key, "}");
            }
            if filled {
                self.missing_comma();
            }
            let before = self.at;
            let Some(field) = self.key() else { break self.never_closed(start, key, "}") };
            self.space(false);
            self.value(&field, key);
            filled = true;
            if self.at == before {
                break self.never_closed(start, key, "}");
            }
        }
        self.depth -= 1;
    }

    /// White space, line breaks and comments between the items of an array.
    fn gap(&mut self) {
        loop {
            self.space(true);
            if self.peek() != Some('#') {
                break;
            }
            self.at = self.line_end();
        }
    }

    /// Whether a header or a field begins here, at the start of a line.
    fn at_statement(&mut self) -> bool {
        let from = self.line_start();
        if !self.text[from..self.at].trim().is_empty() {
            return false;
        }
        let line = self.line().trim_end();
        line.starts_with("[[") || line.split_once('=').is_some_and(|(key, _)| is_bare_key(key.trim()))
    }

    /// A comma, or what somebody took for one.
    fn separator(&mut self, filled: bool) -> bool {
        let Some(c) = self.peek().filter(|c| matches!(c, ',' | '，' | '、' | ';' | '；')) else { return false };
        let start = self.at;
        self.at += c.len_utf8();
        if c != ',' {
            let zh = format!("各项之间要用半角逗号 , 分隔，这里用了“{c}”");
            self.slip(Kind::Separator, start, self.at, zh, format!("items are parted by a plain comma, not by {c}"));
            self.put_left(start, self.at, if filled { "," } else { " " });
        } else if !filled {
            self.slip(Kind::Separator, start, self.at, "多了一个逗号，请删去", "one comma too many");
            self.blank(start, self.at);
        }
        true
    }

    /// Two items side by side; the space between them takes the comma.
    fn missing_comma(&mut self) {
        let before = self.text[..self.at].trim_end().len();
        self.slip(
            Kind::Separator,
            self.at,
            self.at + self.peek().map_or(0, char::len_utf8),
            "两项之间缺少逗号：在它前面写 ,",
            "a comma is missing between two items: write , before this one",
        );
        if before < self.at {
            self.out[before] = b',';
        } else {
            let end = self.token_end();
            self.blank(self.at, end);
            self.at = end;
        }
    }

    fn never_closed(&mut self, start: usize, key: &str, sign: &str) {
        if !std::mem::replace(&mut self.broken, true) && self.slips.len() < MOST_SLIPS {
            let zh = format!("`{key}` 缺少结尾的 {sign}");
            let width = self.text[start..].chars().next().map_or(1, char::len_utf8);
            self.slip(Kind::Unclosed, start, start + width, zh, format!("`{key}` isn't closed by {sign}"));
        }
        let from = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        self.blank(from, self.at);
        self.lossy = true;
        // The statement that comes next is read as one.
        let line = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
        if self.depth == 1 && line > start && self.text[line..self.at].trim().is_empty() {
            self.at = line.saturating_sub(1);
        }
    }

    /// Where a value without quotation marks ends.
    fn token_end(&mut self) -> usize {
        let line = self.line();
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            let comment = c == '#' && (at == 0 || line[..at].ends_with([' ', '\t']));
            let stops = match c {
                // 12,345.6 between braces: a comma of the number, since no field begins with a digit.
                ',' => {
                    let after = line[at + 1..].chars().take_while(char::is_ascii_digit).count();
                    let grouped = after == 3 && line[..at].ends_with(|c: char| c.is_ascii_digit());
                    !(grouped && line[at + 4..].contains('}'))
                }
                '，' | '；' | ';' | '}' | '｝' | '、' => true,
                c => closing(c),
            };
            if comment || (self.depth > 0 && stops) {
                end = at;
                break;
            }
        }
        self.at + line[..end].trim_end().len()
    }

    fn bare(&mut self, key: &str, parent: &str) {
        let start = self.at;
        let end = self.token_end();
        // A sign behind a number is told as such.
        let whole = &self.text[start..end];
        let short = whole.trim_end_matches([';', '；', '，', ',', '。']);
        let end = if bare::is_value(short) { start + short.len() } else { end };
        let token = &self.text[start..end];
        self.at = end;
        if token.is_empty() {
            return;
        }
        let place = if self.depth == 0 { Place::Line } else { Place::Inside(parent) };
        if let Some((message, hint)) = bare::judge(key, token, place) {
            self.slip(Kind::Value, start, end, message.zh, message.en);
            if let Some(hint) = hint {
                self.hint(hint.zh, hint.en);
            }
            self.dummy(start, end);
        }
    }
}
