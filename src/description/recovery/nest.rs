//! Arrays, inline tables, and values without quotation marks.

use super::ErrorKind;
use super::bare::{self, Context};
use super::cursor::{MAX_ERRORS, Scanner, closing, is_bare_key, opening};

impl Scanner<'_> {
    pub(super) fn array(&mut self, key: &str) {
        let start = self.at;
        let c = self.peek().unwrap_or('[');
        self.at += c.len_utf8();
        if c != '[' {
            let said = c.to_string();
            let zh = format!("数组要用半角方括号 [ ]，这里用了“{said}”");
            self.syntax_error(
                ErrorKind::Bracket,
                start,
                self.at,
                zh,
                format!("an array is enclosed in [ and ], not in {said}"),
            );
            self.put_left(start, self.at, "[");
        }
        self.depth += 1;
        let mut filled = false;
        loop {
            self.gap();
            let Some(c) = self.peek().filter(|_| self.errors.len() < MAX_ERRORS) else {
                break self.never_closed(start, key, "]");
            };
            if closing(c) {
                let at = self.at;
                self.at += c.len_utf8();
                if c != ']' {
                    // One error for the pair of brackets.
                    let reported = self.errors.last().is_some_and(|error| error.kind == ErrorKind::Bracket);
                    if !reported {
                        let zh = format!("数组要用半角方括号 [ ]，这里用了“{c}”");
                        self.syntax_error(ErrorKind::Bracket, at, self.at, zh, format!("an array ends in ], not {c}"));
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

    pub(super) fn inline(&mut self, key: &str) {
        let start = self.at;
        let c = self.peek().unwrap_or('{');
        self.at += c.len_utf8();
        if c != '{' {
            self.syntax_error(
                ErrorKind::Bracket,
                start,
                self.at,
                "要用半角花括号 { }，这里用了“｛”",
                "an inline table is enclosed in { and }",
            );
            self.put_left(start, self.at, "{");
        }
        self.depth += 1;
        let mut filled = false;
        loop {
            self.gap();
            let Some(c) = self.peek().filter(|_| self.errors.len() < MAX_ERRORS) else {
                break self.never_closed(start, key, "}");
            };
            if matches!(c, '}' | '｝') {
                let at = self.at;
                self.at += c.len_utf8();
                if c != '}' {
                    let reported = self.errors.last().is_some_and(|error| error.kind == ErrorKind::Bracket);
                    if !reported {
                        let zh = "要用半角花括号 { }，这里用了“｝”";
                        self.syntax_error(ErrorKind::Bracket, at, self.at, zh, "an inline table ends in }");
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
            // The next field is on its own line: a closing brace is missing before it.
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
    pub(super) fn gap(&mut self) {
        loop {
            self.space(true);
            if self.peek() != Some('#') {
                break;
            }
            self.at = self.line_end();
        }
    }

    /// Whether a header or a field begins here, at the start of a line.
    pub(super) fn at_statement(&mut self) -> bool {
        let from = self.line_start();
        if !self.text[from..self.at].trim().is_empty() {
            return false;
        }
        let line = self.line().trim_end();
        line.starts_with("[[") || line.split_once('=').is_some_and(|(key, _)| is_bare_key(key.trim()))
    }

    /// Reads a comma, or a character typed for one. `filled` says whether an item came before it.
    pub(super) fn separator(&mut self, filled: bool) -> bool {
        let Some(c) = self.peek().filter(|c| matches!(c, ',' | '，' | '、' | ';' | '；')) else { return false };
        let start = self.at;
        self.at += c.len_utf8();
        if c != ',' {
            let zh = format!("各项之间要用半角逗号 , 分隔，这里用了“{c}”");
            self.syntax_error(
                ErrorKind::Separator,
                start,
                self.at,
                zh,
                format!("separate items by a plain comma, not by {c}"),
            );
            self.put_left(start, self.at, if filled { "," } else { " " });
        } else if !filled {
            self.syntax_error(
                ErrorKind::Separator,
                start,
                self.at,
                "多了一个逗号，请删去",
                "an extra comma; delete it",
            );
            self.blank(start, self.at);
        }
        true
    }

    /// Reports two items without a comma between them; the comma replaces a space.
    pub(super) fn missing_comma(&mut self) {
        let before = self.text[..self.at].trim_end().len();
        self.syntax_error(
            ErrorKind::Separator,
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

    pub(super) fn never_closed(&mut self, start: usize, key: &str, sign: &str) {
        if !std::mem::replace(&mut self.broken, true) && self.errors.len() < MAX_ERRORS {
            let zh = format!("`{key}` 缺少结尾的 {sign}");
            let width = self.text[start..].chars().next().map_or(1, char::len_utf8);
            self.syntax_error(ErrorKind::Unclosed, start, start + width, zh, format!("`{key}` isn't closed by {sign}"));
        }
        let from = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        self.blank(from, self.at);
        self.lossy = true;
        // Resume at the line break, so that the next statement is read as one.
        let line = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
        if self.depth == 1 && line > start && self.text[line..self.at].trim().is_empty() {
            self.at = line.saturating_sub(1);
        }
    }

    /// The end of a value without quotation marks.
    pub(super) fn token_end(&mut self) -> usize {
        let line = self.line();
        let mut end = line.len();
        let brace = line.rfind('}').unwrap_or(0);
        for (at, c) in line.char_indices() {
            let comment = c == '#' && (at == 0 || line[..at].ends_with([' ', '\t']));
            let stops = match c {
                // 12,345.6 between braces: the comma belongs to the number, since no key begins with a digit.
                ',' => {
                    let after = line[at + 1..].bytes().take(4).take_while(u8::is_ascii_digit).count();
                    let grouped = after == 3 && line[..at].ends_with(|c: char| c.is_ascii_digit());
                    !(grouped && brace >= at + 4)
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

    pub(super) fn bare(&mut self, key: &str, parent: &str) {
        let start = self.at;
        let end = self.token_end();
        // A mark after a number is reported by itself.
        let whole = &self.text[start..end];
        let short = whole.trim_end_matches([';', '；', '，', ',', '。']);
        let end = if bare::is_value(short) { start + short.len() } else { end };
        let token = &self.text[start..end];
        self.at = end;
        if token.is_empty() {
            return;
        }
        let place = if self.depth == 0 { Context::Line } else { Context::Inside(parent) };
        if let Some((message, hint)) = bare::judge(key, token, place) {
            self.syntax_error(ErrorKind::Value, start, end, message.zh, message.en);
            if let Some(hint) = hint {
                self.hint(hint.zh, hint.en);
            }
            self.dummy(start, end);
        }
    }
}
