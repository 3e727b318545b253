//! What looks like a slip in a text. Nothing is mended in silence: the author decides.
//!
//! Rules: GB/T 15834—2011 (full-width marks in Chinese text, paired quotation marks),
//! GB/T 15835—2011 (half-width digits), Unicode TR 36 (bidirectional controls).

use super::decode::TextField;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, is_bidi_control};
use crate::text::{MarkupFault, is_cjk, is_han};

/// The most findings that one text is worth.
const MOST_OF_ONE_TEXT: usize = 20;

/// Examines one text.
pub(super) fn text(source: &Source, field: &TextField, found: &mut Vec<Diagnostic>) {
    let lint = Lint { source, field };
    let text = field.text.as_str();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let link = field.origin.path.ends_with(".link");
    let chinese = text.chars().any(is_han);
    let before_lint = found.len();
    for (k, &(at, c)) in chars.iter().enumerate() {
        // Twenty of one text say enough; a file of nothing but slips must not take for ever.
        if found.len() - before_lint >= MOST_OF_ONE_TEXT {
            break;
        }
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
            c if is_bidi_control(c) => {
                found.push(lint.error(
                    Code::BidiControl,
                    at,
                    c,
                    "双向控制字符会使文字读来与写的不同",
                    "a bidirectional control can make text read otherwise than it is written",
                ));
            }
            '\u{2028}' | '\u{2029}' => {
                found.push(lint.error(
                    Code::ControlCharacter,
                    at,
                    c,
                    "行或段的分隔符不能印出，请另起一行",
                    "a line or paragraph separator can't be printed; start a new line",
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
            ' ' if before.is_some_and(|c| is_full(c) || is_mark(c))
                && after.is_some_and(|c| is_full(c) || is_mark(c))
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
        for fault in crate::text::faults(text) {
            found.push(lint.markup(&fault));
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

    fn markup(&self, fault: &MarkupFault) -> Diagnostic {
        let (code, place, message) = match fault {
            MarkupFault::UnsafeLink(url) => {
                let zh = format!("`{url}` 不是 http、https 或 mailto 地址");
                (Code::BadLink, url.as_str(), Message::new(zh, format!("`{url}` is no http, https or mailto address")))
            }
            MarkupFault::BrokenLink(url) => {
                let zh = "链接要写作 [文字](网址)：没有文字，或网址后多了标题，都印不出来";
                let en = "a link is written [words](address): without words, or with a title, it can't be printed";
                (Code::Markup, url.as_str(), Message::new(zh, en))
            }
            MarkupFault::TooMuch => {
                let message = Message::new("标记太多或嵌套太深", "too much markup, or nested too deep");
                (Code::Markup, "", message)
            }
        };
        let field = self.field;
        let diagnostic = Diagnostic::error(code, message);
        match field.text.find(place).filter(|_| !place.is_empty()) {
            Some(at) => diagnostic.at(self.source, field.place(self.source, at, at + place.len())),
            None => diagnostic.at(self.source, field.origin.span),
        }
        .field(field.origin.path.clone())
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
    let text = lint.field.text.as_str();
    let mut open: Vec<(usize, char, char)> = Vec::new();
    let mut lonely = Vec::new();
    for (at, c) in text.char_indices() {
        if let Some((_, close)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
            open.push((at, c, *close));
        } else if PAIRS.iter().any(|(_, closing)| *closing == c) {
            match open.iter().rposition(|(_, _, close)| *close == c) {
                Some(k) => lonely.extend(open.drain(k..).skip(1).map(|(at, c, _)| (at, c))),
                // An apostrophe in a Latin word is no quotation mark, and 1） begins an item.
                None if c == '’' || (c == '）' && begins_item(&text[..at])) => {}
                None => lonely.push((at, c)),
            }
        } else if c == '\n' && text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
            // A quotation over several paragraphs opens each and closes the last (GB/T 15834—2011, 4.8.3.4).
            let next = text[at..].trim_start().chars().next();
            open.retain(|(_, mark, _)| !(matches!(mark, '“' | '‘') && next == Some(*mark)));
        }
    }
    lonely.extend(open.into_iter().map(|(at, c, _)| (at, c)));
    lonely.sort_unstable();
    lonely.truncate(MOST_OF_ONE_TEXT);
    for (at, c) in lonely {
        found.push(lint.warning(Code::UnpairedMark, at, c, "没有配对的标点", "a mark without its partner"));
    }
}

/// Whether what stands before a closing bracket is the number of an item: 1, 12, 一, a.
fn begins_item(before: &str) -> bool {
    let number = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c);
    let rest = before.trim_end_matches(number);
    let digits = before.len() - rest.len();
    (1..=9).contains(&digits) && rest.chars().next_back().is_none_or(|c| c.is_whitespace() || "；。：，、;".contains(c))
}

/// Whether a mark belongs to an inline link's address or its markup.
pub(crate) fn in_link(text: &str, at: usize) -> bool {
    if !text.contains("](") {
        return false;
    }
    if text[..at].ends_with(']') {
        return true;
    }
    let Some(start) = text[..at].rfind("](") else { return false };
    !text[start + 2..at].contains(')')
}

/// What can't be seen, and is reported for that.
pub(crate) fn is_invisible(c: char) -> bool {
    is_bidi_control(c)
        || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}' | '\u{AD}' | '\u{FFFD}'..='\u{FFFF}')
}

fn is_mark(c: char) -> bool {
    c == '·' || (is_full(c) && !is_han(c))
}

/// Full width beyond doubt: some quotation marks and dashes are written in Latin text too.
fn is_full(c: char) -> bool {
    is_cjk(c) && !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}
