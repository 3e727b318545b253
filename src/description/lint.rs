//! What looks like a slip in a text. Nothing is mended in silence: the author decides.
//!
//! Rules: GB/T 15834—2011 (full-width marks in Chinese text, paired quotation marks),
//! GB/T 15835—2011 (half-width digits), Unicode TR 36 (bidirectional controls).

use super::decode::TextField;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Source;

/// Examines one text.
pub(super) fn text(source: &Source, field: &TextField, found: &mut Vec<Diagnostic>) {
    let lint = Lint { source, field };
    let text = field.text.as_str();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let link = field.origin.path.ends_with(".link");
    let chinese = text.chars().any(is_han);
    for (k, &(at, c)) in chars.iter().enumerate() {
        let before = k.checked_sub(1).map(|k| chars[k].1);
        let after = chars.get(k + 1).map(|next| next.1);
        let beside = |test: fn(char) -> bool| before.is_some_and(test) || after.is_some_and(test);
        match c {
            '\n' | '\r' => {}
            '\t' | '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => {
                found.push(lint.error(
                    Code::ControlCharacter,
                    at,
                    c,
                    "控制字符不能印出",
                    "a control character can't be printed",
                ));
            }
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' => {
                found.push(lint.error(
                    Code::BidiControl,
                    at,
                    c,
                    "双向控制字符会使文字读来与写的不同",
                    "a bidirectional control can make text read otherwise than it is written",
                ));
            }
            '\u{FFFE}' | '\u{FFFF}' | '\u{FFFD}' => {
                found.push(lint.error(Code::ControlCharacter, at, c, "不是字符", "this is no character"));
            }
            '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' => {
                found.push(lint.error(
                    Code::InvisibleCharacter,
                    at,
                    c,
                    "看不见的字符",
                    "a character that can't be seen",
                ));
            }
            _ if link => {}
            ',' | ';' | ':' | '?' | '!' | '(' | ')' if beside(is_han) && !in_link(text, at) => {
                found.push(lint.warning(
                    Code::HalfWidthMark,
                    at,
                    c,
                    "汉字旁用了半角标点",
                    "a half-width mark beside a Chinese character",
                ));
            }
            '.' if before.is_some_and(is_han) && after.is_none_or(is_han) && !in_link(text, at) => {
                found.push(lint.warning(
                    Code::HalfWidthMark,
                    at,
                    c,
                    "汉字旁用了半角标点",
                    "a half-width mark beside a Chinese character",
                ));
            }
            '"' | '\'' if chinese => {
                found.push(lint.warning(
                    Code::StraightQuote,
                    at,
                    c,
                    "中文里用了直引号，应为“ ”‘ ’",
                    "a straight quotation mark in Chinese text; “ ” ‘ ’ belong there",
                ));
            }
            '\u{3000}' => {
                found.push(lint.warning(
                    Code::StraySpace,
                    at,
                    c,
                    "全角空格：缩进由版式负责",
                    "an ideographic space: indents are the template's business",
                ));
            }
            // In prose no space belongs between Chinese characters. In a line it may part two names
            // (城东中学 林向晚), but never stands beside a mark.
            ' ' if before.is_some_and(|c| is_cjk(c) || is_mark(c))
                && after.is_some_and(|c| is_cjk(c) || is_mark(c))
                && (field.prose || before.is_some_and(is_mark) || after.is_some_and(is_mark)) =>
            {
                found.push(lint.warning(
                    Code::StraySpace,
                    at,
                    c,
                    "汉字之间有空格",
                    "a space between Chinese characters",
                ));
            }
            '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
                found.push(lint.warning(
                    Code::FullWidthLetter,
                    at,
                    c,
                    "字母和数字应为半角",
                    "letters and digits should be half-width",
                ));
            }
            _ => {}
        }
    }
    if !link {
        unpaired(&lint, found);
    }
    if field.prose {
        for url in crate::text::unsafe_links(text) {
            let at = text.find(&url).unwrap_or(0);
            let span = field.place(source, at, at + url.len());
            let message = Message::new(
                format!("`{url}` 不是 http、https 或 mailto 地址"),
                format!("`{url}` is no http, https or mailto address"),
            );
            found.push(Diagnostic::error(Code::BadLink, message).at(source, span).field(field.origin.path.clone()));
        }
    }
}

struct Lint<'a> {
    source: &'a Source,
    field: &'a TextField,
}

impl Lint<'_> {
    fn place(&self, diagnostic: Diagnostic, at: usize, c: char) -> Diagnostic {
        let span = self.field.place(self.source, at, at + c.len_utf8());
        diagnostic.at(self.source, span).field(self.field.origin.path.clone())
    }

    fn message(c: char, zh: &str, en: &str) -> Message {
        let name = if c.is_control() || c.is_whitespace() || is_invisible(c) {
            format!("U+{:04X}", c as u32)
        } else {
            format!("{c} (U+{:04X})", c as u32)
        };
        Message::new(format!("{zh}：{name}"), format!("{en}: {name}"))
    }

    fn error(&self, code: Code, at: usize, c: char, zh: &str, en: &str) -> Diagnostic {
        self.place(Diagnostic::error(code, Self::message(c, zh, en)), at, c)
    }

    fn warning(&self, code: Code, at: usize, c: char, zh: &str, en: &str) -> Diagnostic {
        self.place(Diagnostic::warning(code, Self::message(c, zh, en)), at, c)
    }
}

/// Quotation marks, book-title marks and brackets come in pairs, properly nested.
fn unpaired(lint: &Lint, found: &mut Vec<Diagnostic>) {
    const PAIRS: [(char, char); 8] =
        [('“', '”'), ('‘', '’'), ('《', '》'), ('〈', '〉'), ('（', '）'), ('【', '】'), ('〔', '〕'), ('「', '」')];
    let mut open: Vec<(usize, char, char)> = Vec::new();
    let mut lonely = Vec::new();
    for (at, c) in lint.field.text.char_indices() {
        if let Some((_, close)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
            open.push((at, c, *close));
        } else if PAIRS.iter().any(|(_, closing)| *closing == c) {
            match open.iter().rposition(|(_, _, close)| *close == c) {
                Some(k) => lonely.extend(open.drain(k..).skip(1).map(|(at, c, _)| (at, c))),
                // An apostrophe in a Latin word is no quotation mark.
                None if c == '’' => {}
                None => lonely.push((at, c)),
            }
        }
    }
    lonely.extend(open.into_iter().map(|(at, c, _)| (at, c)));
    lonely.sort_unstable();
    for (at, c) in lonely {
        found.push(lint.warning(Code::UnpairedMark, at, c, "没有配对的标点", "a mark without its partner"));
    }
}

/// Whether a mark belongs to an inline link's address or its markup.
fn in_link(text: &str, at: usize) -> bool {
    if text[..at].ends_with(']') {
        return true;
    }
    let Some(start) = text[..at].rfind("](") else { return false };
    !text[start + 2..at].contains(')')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' | '\u{FFFD}'..='\u{FFFF}' | '\u{61C}')
}

fn is_mark(c: char) -> bool {
    c == '·' || (is_cjk(c) && !is_han(c))
}

fn is_han(c: char) -> bool {
    crate::text::is_han(c)
}

fn is_cjk(c: char) -> bool {
    crate::text::is_cjk(c)
}
