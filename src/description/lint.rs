//! What looks like a mistake in a text. Nothing is fixed in silence: the author decides.
//!
//! Rules: GB/T 15834—2011 (full-width marks in Chinese text, paired quotation marks),
//! GB/T 15835—2011 (half-width digits), Unicode TR 36 (bidirectional controls).

use super::decode::TextField;
use super::marks::{growth, typed, unpaired};
use crate::diagnostic::{Code, Diagnostic, Message, Severity};
use crate::source::{Source, is_bidi_control};
use crate::text::{MarkupError, half_width, is_cjk, is_han};

/// The most places of one finding that are shown; the message says how many there are.
const MAX_LABELS: usize = 5;

/// Examines one text. What is wrong in one way is one finding, however often it is.
pub(super) fn text(source: &Source, field: &TextField, found: &mut Vec<Diagnostic>) {
    let lint = Lint { source, field };
    let text = field.text.as_str();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let words = field.role.is_words();
    let chinese = text.chars().any(is_han);
    let addresses = addresses(text);
    let address = |at: usize| {
        let before = addresses.partition_point(|(start, _)| *start <= at);
        before.checked_sub(1).is_some_and(|k| at <= addresses[k].1)
    };
    let mut mistakes: Vec<(TextMistake, Vec<(usize, char)>)> = Vec::new();
    for (k, &(at, c)) in chars.iter().enumerate() {
        let before = k.checked_sub(1).map(|k| chars[k].1);
        let after = chars.get(k + 1).map(|next| next.1);
        let beside = |test: fn(char) -> bool| before.is_some_and(test) || after.is_some_and(test);
        let mistake = match c {
            '\n' | '\r' => continue,
            '\t' | '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => TextMistake::Control,
            c if is_bidi_control(c) => TextMistake::Bidi,
            '\u{2028}' | '\u{2029}' => TextMistake::LineSeparator,
            '\u{FFFE}' | '\u{FFFF}' | '\u{FFFD}' => TextMistake::NoCharacter,
            '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' => TextMistake::Invisible,
            _ if !words => continue,
            ',' | ';' | ':' | '?' | '!' | '(' | ')' if beside(is_han) && !address(at) => TextMistake::HalfWidth,
            '.' if before.is_some_and(is_han) && after.is_none_or(is_han) && !address(at) => TextMistake::HalfWidth,
            '"' | '\'' if chinese => TextMistake::StraightQuote,
            '\u{3000}' => TextMistake::FullSpace,
            // In prose no space belongs between Chinese characters. In a line it may part two names
            // (城东中学 林向晚), but never stands beside a mark.
            ' ' if before.is_some_and(|c| is_full(c) || is_mark(c))
                && after.is_some_and(|c| is_full(c) || is_mark(c))
                && (field.prose || before.is_some_and(is_mark) || after.is_some_and(is_mark)) =>
            {
                TextMistake::Space
            }
            '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' | '％' => {
                TextMistake::FullWidth
            }
            '．' if before.is_some_and(is_digit) && after.is_some_and(is_digit) => TextMistake::FullWidth,
            '\u{2E80}'..='\u{2EF3}' | '\u{2F00}'..='\u{2FD5}' => TextMistake::Radical,
            _ => continue,
        };
        match mistakes.iter_mut().find(|(known, _)| *known == mistake) {
            Some((_, places)) => places.push((at, c)),
            None => mistakes.push((mistake, vec![(at, c)])),
        }
    }
    for (mistake, places) in &mistakes {
        let diagnostic = Diagnostic::error(mistake.code(), mistake.message(places));
        let severity = if mistake.is_error() { Severity::Error } else { Severity::Warning };
        found.push(lint.placed(Diagnostic { severity, ..diagnostic }, places));
    }
    if words {
        unpaired(&lint, found);
        typed(&lint, found);
        growth(&lint, found);
    }
    if field.prose {
        for error in crate::text::errors(text) {
            found.push(lint.markup(&error));
        }
    }
}

/// A way in which characters are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextMistake {
    Control,
    Bidi,
    LineSeparator,
    NoCharacter,
    Invisible,
    HalfWidth,
    StraightQuote,
    FullSpace,
    Space,
    FullWidth,
    Radical,
}

impl TextMistake {
    fn code(self) -> Code {
        match self {
            Self::Control | Self::LineSeparator | Self::NoCharacter => Code::ControlCharacter,
            Self::Bidi => Code::BidiControl,
            Self::Invisible => Code::InvisibleCharacter,
            Self::HalfWidth => Code::HalfWidthMark,
            Self::StraightQuote => Code::StraightQuote,
            Self::FullSpace | Self::Space => Code::StraySpace,
            Self::FullWidth => Code::FullWidthLetter,
            Self::Radical => Code::Radical,
        }
    }

    fn is_error(self) -> bool {
        matches!(self, Self::Control | Self::Bidi | Self::LineSeparator | Self::NoCharacter | Self::Invisible)
    }

    /// What is wrong, with what to write; how often, and which signs, if there are several.
    fn message(self, places: &[(usize, char)]) -> Message {
        let mut signs: Vec<(char, usize)> = Vec::new();
        for (_, c) in places {
            match signs.iter_mut().find(|(known, _)| known == c) {
                Some((_, count)) => *count += 1,
                None => signs.push((*c, 1)),
            }
        }
        let (zh, en) = match (self, signs.as_slice()) {
            (Self::HalfWidth, [(c, _)]) => {
                let right = full(*c);
                (
                    format!("应为全角“{right}”，这里用了半角“{c}”"),
                    format!("a half-width {c} beside a Chinese character; {right} belongs there"),
                )
            }
            (Self::HalfWidth, _) => (
                format!("应为全角标点，这里用了半角 {}", list(&signs)),
                format!("half-width marks beside Chinese characters: {}", list(&signs)),
            ),
            (Self::StraightQuote, [(c, _)]) => {
                let pair = if *c == '"' { "“ ”" } else { "‘ ’" };
                (
                    format!("应为{pair}，这里用了直引号 {c}"),
                    format!("a straight {c} in Chinese text; {pair} belong there"),
                )
            }
            (Self::StraightQuote, _) => (
                "应为“ ”‘ ’，这里用了直引号".into(),
                "straight quotation marks in Chinese text; “ ” ‘ ’ belong there".into(),
            ),
            (Self::FullWidth, [(c, _)]) => {
                let right = half_width(*c);
                (format!("应为半角“{right}”，这里用了全角“{c}”"), format!("a full-width {c}; write {right}"))
            }
            (Self::FullWidth, _) => {
                let runs = runs(places);
                let each = |of: fn(&str, &str) -> String, comma: &str| {
                    let all =
                        runs.iter().take(4).map(|wrong| of(wrong, &wrong.chars().map(half_width).collect::<String>()));
                    all.collect::<Vec<_>>().join(comma)
                };
                (
                    format!("字母、数字应为半角：{}", each(|wrong, right| format!("“{wrong}”写“{right}”"), "，")),
                    format!("write half-width {}", each(|wrong, right| format!("{right} for {wrong}"), ", ")),
                )
            }
            (Self::Radical, [(c, _)]) => radical(*c),
            (Self::Radical, _) => {
                let pair = |(c, _): &(char, usize)| crate::text::of_radical(*c).map(|right| format!("{c}→{right}"));
                let pairs: Vec<String> = signs.iter().take(8).filter_map(pair).collect();
                (
                    format!("有部首字形混在汉字里，检索不到，应改为：{}", pairs.join("、")),
                    format!("radicals among the characters can't be searched for: {}", pairs.join(", ")),
                )
            }
            (Self::FullSpace, _) => (
                "有全角空格，请删去：缩进由版式负责".into(),
                "an ideographic space: indents are the template's business".into(),
            ),
            (Self::Space, _) => ("汉字之间有空格，请删去".into(), "a space between Chinese characters".into()),
            (Self::Control, _) => named(&signs, "控制字符不能印出", "a control character can't be printed"),
            (Self::Bidi, _) => named(
                &signs,
                "双向控制字符会使文字读来与写的不同",
                "a bidirectional control can make text read otherwise than it is written",
            ),
            (Self::LineSeparator, _) => named(
                &signs,
                "行或段的分隔符不能印出，请另起一行",
                "a line or paragraph separator can't be printed; start a new line",
            ),
            (Self::NoCharacter, _) => named(&signs, "不是字符", "this is no character"),
            (Self::Invisible, _) => named(&signs, "有看不见的字符，请删去", "a character that can't be seen"),
        };
        match places.len() {
            1 => Message::new(zh, en),
            count => Message::new(format!("{zh}（共 {count} 处）"), format!("{en} ({count} places)")),
        }
    }
}

fn list(signs: &[(char, usize)]) -> String {
    signs.iter().take(8).map(|(c, _)| c.to_string()).collect::<Vec<_>>().join(" ")
}

/// Characters that stand side by side, as words.
fn runs(places: &[(usize, char)]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut end = None;
    for (at, c) in places {
        match out.last_mut().filter(|_| end == Some(*at)) {
            Some(word) => word.push(*c),
            None => out.push(c.to_string()),
        }
        end = Some(at + c.len_utf8());
    }
    out
}

fn named(signs: &[(char, usize)], zh: &str, en: &str) -> (String, String) {
    let names: Vec<String> = signs.iter().take(8).map(|(c, _)| format!("U+{:04X}", *c as u32)).collect();
    (format!("{zh}：{}", names.join("、")), format!("{en}: {}", names.join(", ")))
}

fn radical(c: char) -> (String, String) {
    match crate::text::of_radical(c) {
        Some(right) => (
            format!("“{c}”是部首字形，检索不到，应为汉字“{right}”"),
            format!("{c} is a radical, which can't be searched for; the character is {right}"),
        ),
        None => (format!("“{c}”是部首字形，不是汉字"), format!("{c} is a radical, no character")),
    }
}

/// The full-width mark that belongs beside a Chinese character.
fn full(c: char) -> char {
    match c {
        '.' => '。',
        c => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
    }
}

pub(super) struct Lint<'a> {
    pub(super) source: &'a Source,
    pub(super) field: &'a TextField,
}

impl Lint<'_> {
    /// The first place, and a few more.
    pub(super) fn placed(&self, mut diagnostic: Diagnostic, places: &[(usize, char)]) -> Diagnostic {
        for (at, c) in places.iter().take(MAX_LABELS) {
            diagnostic = diagnostic.at(self.source, self.field.place(self.source, *at, at + c.len_utf8()));
        }
        diagnostic.field(self.field.origin.path.clone())
    }

    fn markup(&self, error: &MarkupError) -> Diagnostic {
        let field = self.field;
        let (severity, code, place, message) = match error {
            MarkupError::UnsafeLink(url) => {
                let zh = format!("`{url}` 不是 `http`、`https` 或 `mailto` 网址");
                let message = Message::new(zh, format!("`{url}` is no http, https or mailto address"));
                (Severity::Error, Code::BadLink, field.text.find(url.as_str()).map(|at| (at, url.len())), message)
            }
            MarkupError::BrokenLink(url) => {
                let zh = "链接要写作 [文字](网址)：没有文字，或网址后多了标题，都印不出来";
                let en = "a link is written [words](address): without words, or with a title, it can't be printed";
                let place = field.text.find(url.as_str()).map(|at| (at, url.len()));
                (Severity::Error, Code::Markup, place, Message::new(zh, en))
            }
            MarkupError::TooMuch => {
                let message = Message::new("标记太多或嵌套太深", "too much markup, or nested too deep");
                (Severity::Error, Code::Markup, None, message)
            }
            MarkupError::Unclosed { at, mark } => {
                let (sign, close) = (mark.sign(), mark.close());
                // In a string with quotation marks of its own, TOML takes the first of two backslashes.
                let literal = self.source.text().get(field.origin.span.start..).unwrap_or_default();
                let backslash = if literal.starts_with('"') { r"\\" } else { r"\" };
                let plain: String = match sign {
                    "**" => [backslash, "*", backslash, "*"].concat(),
                    sign => [backslash, sign].concat(),
                };
                let message = Message::new(
                    format!("`{sign}` 没有结尾的 `{close}`，会照字面印出；要印这个符号，写 `{plain}`"),
                    format!(
                        "`{sign}` has no closing `{close}` and is printed as typed; write `{plain}` if it is meant"
                    ),
                );
                (Severity::Warning, Code::Markup, Some((*at, sign.len())), message)
            }
        };
        let diagnostic = Diagnostic { severity, ..Diagnostic::error(code, message) };
        match place.filter(|(_, length)| *length > 0) {
            Some((at, length)) => diagnostic.at(self.source, field.place(self.source, at, at + length)),
            None => diagnostic.at(self.source, field.origin.span),
        }
        .field(field.origin.path.clone())
    }
}

/// Where the addresses of inline links stand, brackets included.
fn addresses(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("](") {
        // One that is never closed goes to the end, and so does all behind it.
        let end = match out.last() {
            Some((_, end)) if *end == text.len() => text.len(),
            _ => text[at + 2..].find(')').map_or(text.len(), |length| at + 2 + length),
        };
        out.push((at + 1, end));
    }
    out
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

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
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
pub(super) fn is_full(c: char) -> bool {
    is_cjk(c) && !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::Role;
    use crate::source::Origin;

    /// A text may have a hundred thousand characters, each of them a mistake.
    #[test]
    fn texts_of_nothing_but_slips_take_no_longer() {
        let began = std::time::Instant::now();
        for text in [
            "甲,".repeat(50_000),
            "甲](".repeat(30_000),
            "[甲](b),".repeat(15_000),
            "甲[2023]5".repeat(10_000),
            "甲-2024".repeat(15_000),
            "^".repeat(100_000),
            "《".repeat(100_000),
        ] {
            let source = Source::new("x", text.as_str());
            let origin = Origin { path: "lead".into(), span: crate::source::Span { start: 0, end: text.len() } };
            let mut found = Vec::new();
            super::text(
                &source,
                &TextField { origin, text: text.clone(), prose: true, role: Role::Printed },
                &mut found,
            );
            assert!(found.len() < 20, "{}", found.len());
        }
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }
}
