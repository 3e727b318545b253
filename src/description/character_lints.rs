//! Lints of single characters, as one table: what each matches, its level, and its message in both languages.
//!
//! `lint` asks the table for each character of a text. A new lint of this kind is a new row.

use crate::diagnostic::Code;
use crate::message::{Message, say};
use crate::rule::Level;
use crate::source::is_bidi_control;
use crate::text::{half_width, is_cjk, is_han, of_radical};

/// The most characters that one message names.
const MAX_NAMED: usize = 8;

/// The most words that one message corrects.
const MAX_WORDS: usize = 4;

/// A lint of single characters. No two lints match the same character, so the order of the table doesn't matter.
pub(super) struct CharacterLint {
    pub code: Code,
    pub level: Level,
    /// Whether it applies to every text; otherwise only to natural language
    /// ([`Role::is_words`](super::Role::is_words)).
    pub everywhere: bool,
    pub hits: fn(char, &Around) -> bool,
    words: fn(&Hits) -> Message,
}

/// The table; characters that can't be printed come first.
pub(super) static LINTS: &[CharacterLint] = &[
    CharacterLint {
        code: Code::ControlCharacter,
        level: Level::Error,
        everywhere: true,
        hits: |c, _| c.is_control() && !matches!(c, '\n' | '\r'),
        words: |hits| hits.named("控制字符不能印出", "a control character can't be printed"),
    },
    CharacterLint {
        code: Code::BidiControl,
        level: Level::Error,
        everywhere: true,
        hits: |c, _| is_bidi_control(c),
        words: |hits| {
            hits.named(
                "双向控制字符会使文字读来与写的不同",
                "a bidirectional control can make text display in another order than it is written",
            )
        },
    },
    CharacterLint {
        code: Code::ControlCharacter,
        level: Level::Error,
        everywhere: true,
        hits: |c, _| matches!(c, '\u{2028}' | '\u{2029}'),
        words: |hits| {
            hits.named(
                "行或段的分隔符不能印出，请另起一行",
                "a line or paragraph separator can't be printed; start a new line",
            )
        },
    },
    CharacterLint {
        code: Code::ControlCharacter,
        level: Level::Error,
        everywhere: true,
        hits: |c, _| matches!(c, '\u{FFFD}'..='\u{FFFF}'),
        words: |hits| hits.named("不是字符", "not a character"),
    },
    CharacterLint {
        code: Code::InvisibleCharacter,
        level: Level::Error,
        everywhere: true,
        hits: |c, _| matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}'),
        words: |hits| hits.named("有看不见的字符，请删去", "invisible character"),
    },
    CharacterLint {
        code: Code::HalfWidthMark,
        level: Level::Warning,
        everywhere: false,
        hits: |c, around| match c {
            ',' | ';' | ':' | '?' | '!' | '(' | ')' => around.beside(is_han) && !around.in_address(),
            '.' => around.before.is_some_and(is_han) && around.after.is_none_or(is_han) && !around.in_address(),
            _ => false,
        },
        words: half_width_mark,
    },
    CharacterLint {
        code: Code::StraightQuote,
        level: Level::Warning,
        everywhere: false,
        hits: |c, around| matches!(c, '"' | '\'') && around.chinese,
        words: straight_quote,
    },
    CharacterLint {
        code: Code::StraySpace,
        level: Level::Warning,
        everywhere: false,
        hits: |c, _| c == '\u{3000}',
        words: |_| {
            Message::new(
                "有全角空格，请删去：缩进由版式负责",
                "an ideographic space; delete it, since the template indents",
            )
        },
    },
    CharacterLint {
        code: Code::StraySpace,
        level: Level::Warning,
        everywhere: false,
        // Prose has no spaces between Chinese characters. In a line a space may separate two names (城东中学 林向晚), but
        // never stands next to punctuation.
        hits: |c, around| {
            let wide = |c| is_full(c) || is_mark(c);
            c == ' '
                && around.before.is_some_and(wide)
                && around.after.is_some_and(wide)
                && (around.prose || around.beside(is_mark))
        },
        words: |_| Message::new("汉字之间有空格，请删去", "a space between Chinese characters; delete it"),
    },
    CharacterLint {
        code: Code::FullWidthLetter,
        level: Level::Warning,
        everywhere: false,
        hits: |c, around| match c {
            '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' | '％' => true,
            '．' => around.before.is_some_and(is_digit) && around.after.is_some_and(is_digit),
            _ => false,
        },
        words: full_width_letter,
    },
    CharacterLint {
        code: Code::Radical,
        level: Level::Warning,
        everywhere: false,
        hits: |c, _| matches!(c, '\u{2E80}'..='\u{2EF3}' | '\u{2F00}'..='\u{2FD5}'),
        words: radical,
    },
];

impl CharacterLint {
    /// The message for all places of a text that the lint matches: what is wrong, what to write instead, and how often.
    pub fn message(&self, places: &[(usize, char)]) -> Message {
        let mut signs: Vec<char> = Vec::new();
        for (_, c) in places {
            if !signs.contains(c) {
                signs.push(*c);
            }
        }
        counted((self.words)(&Hits { places, signs: &signs }), places.len())
    }
}

/// The message with the number of its places, if there are several.
pub(super) fn counted(said: Message, count: usize) -> Message {
    match count {
        1 => said,
        count => Message::new(format!("{}（共 {count} 处）", said.zh), format!("{} ({count} places)", said.en)),
    }
}

/// The context of a character.
pub(super) struct Around<'a> {
    pub before: Option<char>,
    pub after: Option<char>,
    /// The offset of the character in its text.
    pub at: usize,
    /// Whether the text has a Chinese character.
    pub chinese: bool,
    /// Whether the text is prose.
    pub prose: bool,
    /// The ranges of link addresses, in order.
    pub addresses: &'a [(usize, usize)],
}

impl Around<'_> {
    fn beside(&self, test: fn(char) -> bool) -> bool {
        self.before.is_some_and(test) || self.after.is_some_and(test)
    }

    fn in_address(&self) -> bool {
        let before = self.addresses.partition_point(|(start, _)| *start <= self.at);
        before.checked_sub(1).is_some_and(|k| self.at <= self.addresses[k].1)
    }
}

/// The characters of one text that a lint matches.
struct Hits<'a> {
    places: &'a [(usize, char)],
    /// The distinct characters, in order of first occurrence.
    signs: &'a [char],
}

impl Hits<'_> {
    /// A message that lists the code points.
    fn named(&self, zh: &str, en: &str) -> Message {
        let names: Vec<String> = self.signs.iter().take(MAX_NAMED).map(|c| format!("U+{:04X}", *c as u32)).collect();
        Message::new(format!("{zh}：{}", names.join("、")), format!("{en}: {}", names.join(", ")))
    }

    /// Runs of adjacent characters.
    fn runs(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut end = None;
        for (at, c) in self.places {
            match out.last_mut().filter(|_| end == Some(*at)) {
                Some(word) => word.push(*c),
                None => out.push(c.to_string()),
            }
            end = Some(at + c.len_utf8());
        }
        out
    }
}

fn half_width_mark(hits: &Hits) -> Message {
    if let [c] = hits.signs {
        return say!(
            "应为全角“{right}”，这里用了半角“{c}”",
            "a half-width {c} next to a Chinese character; write {right}",
            c = c,
            right = full(*c),
        );
    }
    let list = hits.signs.iter().take(MAX_NAMED).map(char::to_string).collect::<Vec<_>>().join(" ");
    say!("应为全角标点，这里用了半角 {list}", "half-width marks next to Chinese characters: {list}", list = list)
}

fn straight_quote(hits: &Hits) -> Message {
    match hits.signs {
        [c] => say!(
            "应为{pair}，这里用了直引号 {c}",
            "a straight {c} in Chinese text; write {pair}",
            c = c,
            pair = if *c == '"' { "“ ”" } else { "‘ ’" },
        ),
        _ => Message::new("应为“ ”‘ ’，这里用了直引号", "straight quotation marks in Chinese text; write “ ” ‘ ’"),
    }
}

fn full_width_letter(hits: &Hits) -> Message {
    if let [c] = hits.signs {
        return say!(
            "应为半角“{right}”，这里用了全角“{c}”",
            "a full-width {c}; write {right}",
            c = c,
            right = half_width(*c),
        );
    }
    let runs = hits.runs();
    let each = |of: fn(&str, &str) -> String, comma: &str| {
        let right = |wrong: &String| wrong.chars().map(half_width).collect::<String>();
        runs.iter().take(MAX_WORDS).map(|wrong| of(wrong, &right(wrong))).collect::<Vec<_>>().join(comma)
    };
    Message::new(
        format!("字母、数字应为半角：{}", each(|wrong, right| format!("“{wrong}”写“{right}”"), "，")),
        format!("write half-width {}", each(|wrong, right| format!("{right} for {wrong}"), ", ")),
    )
}

fn radical(hits: &Hits) -> Message {
    if let [c] = hits.signs {
        return match of_radical(*c) {
            Some(right) => say!(
                "“{c}”是部首字形，检索不到，应为汉字“{right}”",
                "{c} is a radical, which can't be searched for; the character is {right}",
                c = c,
                right = right,
            ),
            None => say!("“{c}”是部首字形，不是汉字", "{c} is a radical, not a character", c = c),
        };
    }
    let pair = |c: &char| of_radical(*c).map(|right| format!("{c}→{right}"));
    let pairs: Vec<String> = hits.signs.iter().take(MAX_NAMED).filter_map(pair).collect();
    Message::new(
        format!("有部首字形混在汉字里，检索不到，应改为：{}", pairs.join("、")),
        format!("radicals can't be searched for; write the characters: {}", pairs.join(", ")),
    )
}

/// The full-width form of a mark.
fn full(c: char) -> char {
    match c {
        '.' => '。',
        c => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

fn is_mark(c: char) -> bool {
    c == '·' || (is_full(c) && !is_han(c))
}

/// Whether a character is certainly full-width; quotation marks, ellipses and dashes also occur in Latin text.
pub(super) fn is_full(c: char) -> bool {
    is_cjk(c) && !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of the table decides nothing.
    #[test]
    fn no_two_lints_hit_one_character() {
        let around = |before, after| Around { before, after, at: 0, chinese: true, prose: true, addresses: &[] };
        for c in (0..=0xFFFF).filter_map(char::from_u32) {
            for (before, after) in [(Some('甲'), Some('乙')), (Some('1'), Some('2')), (Some('甲'), None)] {
                let around = around(before, after);
                let hits = LINTS.iter().filter(|lint| (lint.hits)(c, &around)).count();
                assert!(hits <= 1, "U+{:04X} is hit by {hits} lints", c as u32);
            }
        }
    }
}
