//! Damages to bytes and texts that know nothing of their meaning, and texts that are hostile by themselves.

use crate::random::Random;

/// Damages some bytes: changes, removes, repeats, moves, or cuts off.
pub fn bytes(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let length = (1 + random.below(16)).min(bytes.len() - at);
        match random.below(9) {
            0..=2 => bytes[at] = *random.choose(&[0, 1, 0x7F, 0x80, 0xFE, 0xFF, b'\n', b'"', b'{', b'[']),
            3 => bytes[at] ^= 1 << random.below(8),
            4 => drop(bytes.drain(at..at + length)),
            5 => {
                let part = bytes[at..at + length].repeat(1 + random.below(40));
                bytes.splice(at..at, part);
            }
            6 => {
                let to = random.below(bytes.len());
                let part = bytes[at..at + length].to_vec();
                bytes.splice(to..to, part);
            }
            7 => {
                // A number at its limits, in either byte order.
                let number: [u8; 4] =
                    *random.choose(&[[0xFF; 4], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0; 4]]);
                let length = length.min(4);
                bytes[at..at + length].copy_from_slice(&number[..length]);
            }
            _ if random.one_in(4) => bytes.truncate(at),
            _ => {}
        }
    }
}

/// Damages a text at tokens: brackets and words are dropped, repeated, nested or exchanged.
pub fn text(random: &mut Random, text: &str) -> String {
    let mut tokens: Vec<&str> = tokens(text);
    for _ in 0..=random.below(3) {
        if tokens.is_empty() {
            break;
        }
        let at = random.below(tokens.len());
        match random.below(7) {
            0 => drop(tokens.remove(at)),
            1 => {
                let token = tokens[at];
                let times = *random.choose(&[1, 2, 9, 300, 20_000]);
                tokens.splice(at..at, std::iter::repeat_n(token, times));
            }
            2 => {
                let other = random.below(tokens.len());
                tokens.swap(at, other);
            }
            3 => tokens[at] = tokens[random.below(tokens.len())],
            4 => tokens.insert(at, HOSTILE[random.below(HOSTILE.len())]),
            5 => {
                let (open, close) = *random.choose(&[("[", "]"), ("{", "}"), ("(", ")"), ("<<", ">>"), ("{{", "}}")]);
                let times = *random.choose(&[1, 70, 3000]);
                tokens.splice(at..at, std::iter::repeat_n(open, times));
                let end = (at + times + 1).min(tokens.len());
                tokens.splice(end..end, std::iter::repeat_n(close, times));
            }
            _ => {
                let end = (at + random.below(30)).min(tokens.len());
                let part = tokens[at..end].to_vec();
                let to = random.below(tokens.len());
                tokens.splice(to..to, part);
            }
        }
    }
    tokens.concat()
}

fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let kind = if c.is_alphanumeric() { 1 } else { 2 + c as u32 };
        if last.is_some_and(|last| last != kind) {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = Some(kind);
    }
    tokens.push(&text[start..]);
    tokens
}

/// Texts that were once set, escaped or measured wrongly somewhere, or could be.
pub const HOSTILE: [&str; 30] = [
    "",
    " ",
    "\n",
    "\r\n",
    "\u{0}",
    "\u{7}",
    "\u{1B}[31m",
    "\u{FEFF}",
    "\u{202E}反",
    "\u{200B}",
    "\u{AD}",
    "\u{FFFE}",
    "e\u{301}\u{301}\u{301}",
    "👨‍👩‍👧‍👦",
    "𰻝𪚥",
    "#eval(\"1\") *b* $x$ @ref <l>",
    "**粗*体**_`[链](http://x",
    "{{ 地区 }}{% if x %}",
    "\\u{0}\\",
    "\"\"\"'''",
    "](){}<>|",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "https://example.com/a/very/long/address/that/never/ends/and/has/no/space?with=query&and=more#and",
    "1e308",
    "-0",
    "999999999999999999999999999999999999999",
    "增长-3.2%%",
    "二〇二四年十三月四十五日",
    "（（（（（《《《“““",
    "。。。，，，！！！",
];
