//! Recovery of table headers: `[review]`, `[[section]]`.

use super::ErrorKind;
use super::cursor::{Scanner, closing, is_bare_key, opening};
use crate::description::headers;
use crate::diagnostic::Message;

impl Scanner<'_> {
    /// Reads a header, whatever brackets it has, and whatever follows it on its line.
    pub(super) fn header(&mut self) {
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
                Message::new(zh, format!("a header needs plain brackets: write {right}, not {shown}"))
            } else if opened == 1 && closed == 1 && array {
                headers::double_brackets(name)
            } else {
                let zh = format!("表头应写 {right}，这里写成了 {shown}");
                Message::new(zh, format!("the header must be {right}, not {shown}"))
            };
            self.syntax_error(ErrorKind::Header, start, end, message.zh, message.en);
            self.rewrite_header(start, end, &right);
        }
        if !rest.is_empty() && !rest.starts_with('#') {
            let from = start + line.len() - rest.len();
            self.syntax_error(
                ErrorKind::Header,
                from,
                start + line.trim_end().len(),
                "表头要单独占一行，后面的内容另起一行",
                "a header must be alone on its line; start a new line after it",
            );
            self.blank(from, start + line.len());
        }
    }

    /// Replaces a wrong header by the right one. If that is longer, it takes up spaces before it or around the `=` of
    /// the next line; the offsets after that stay the same.
    pub(super) fn rewrite_header(&mut self, start: usize, end: usize, right: &str) {
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
        // No room: blank the header and everything up to the next one.
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

    /// Writes a text longer than its range by borrowing spaces around the `=` of the field on the next line; `false` if
    /// there aren't enough.
    pub(super) fn borrow(&mut self, from: usize, end: usize, right: &str) -> bool {
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
        // The text starts where it was; the field moves as little as possible.
        self.out[from..from + right.len()].copy_from_slice(right.as_bytes());
        let tail = &short.as_bytes()[right.len()..];
        self.out[to - tail.len()..to].copy_from_slice(tail);
        true
    }
}
