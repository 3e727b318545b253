//! Checks that there is a glyph for every character, before layout, by the coverage of the fonts.

use std::collections::BTreeSet;

use crate::description::{TextField, in_link, is_invisible};
use crate::diagnostic::{Code, Cure, Diagnostic, Message, Severity};
use crate::font::{FontStore, commonness};
use crate::source::Source;
use crate::template::{Manifest, Stack};
use crate::text::is_han;

/// Reports the characters that a font stack of the template lacks.
///
/// Every stack must have every character, since only the template knows which stacks a text is set in, and one text may
/// be set in several, such as a title in the contents. `extra` are the families that the user added, at the end of
/// every stack.
pub(super) fn check(
    source: &Source,
    texts: &[TextField],
    fonts: &FontStore,
    manifest: &Manifest,
    extra: &[&str],
    severity: Severity,
    found: &mut Vec<Diagnostic>,
) {
    let stacks = manifest.stacks();
    let lacks = |stack: &Stack| {
        fonts.lacks(&stack.families.iter().map(String::as_str).chain(extra.iter().copied()).collect::<Vec<_>>())
    };
    let stacks: Vec<(&Stack, _)> = stacks.iter().map(|stack| (stack, lacks(stack))).collect();
    for field in texts {
        if !field.role.needs_glyphs() {
            continue;
        }
        let mut reported = BTreeSet::new();
        for (at, c) in field.text.char_indices() {
            // These are reported as such, or need no glyph.
            if c.is_whitespace() || c.is_control() || is_invisible(c) || is_selector(c) {
                continue;
            }
            let lacking: Vec<&Stack> = stacks.iter().filter(|(_, lacks)| lacks(c)).map(|(stack, _)| *stack).collect();
            if lacking.is_empty() {
                continue;
            }
            // Addresses of inline links aren't printed. The last test, since it searches back through the text.
            if (field.prose && in_link(&field.text, at)) || !reported.insert(c) {
                continue;
            }
            let span = field.place(source, at, at + c.len_utf8());
            let missing_from =
                if lacking.len() == stacks.len() { MissingFrom::Everywhere } else { MissingFrom::In(&lacking) };
            let diagnostic = missing(c, missing_from, severity).at(source, span).field(field.origin.path.clone());
            found.push(diagnostic);
        }
    }
}

/// Where a character has no glyph.
#[derive(Clone, Copy)]
pub(crate) enum MissingFrom<'a> {
    /// All stacks of the template.
    Everywhere,
    /// These stacks; the others have it.
    In(&'a [&'a Stack]),
    /// The fonts in which it was set.
    Here,
}

/// The error for one character, with its code point and how common it is.
pub(crate) fn missing(c: char, missing_from: MissingFrom, severity: Severity) -> Diagnostic {
    let code = c as u32;
    let mut aside = (format!("U+{code:04X}"), format!("U+{code:04X}"));
    // The lists have only Chinese characters.
    if is_han(c) {
        let (zh, en) = standing(c);
        aside = (format!("{}，{zh}", aside.0), format!("{}, {en}", aside.1));
    }
    let (zh_where, en_where) = match missing_from {
        MissingFrom::Everywhere => ("没有字体含有".to_owned(), "no font has".to_owned()),
        MissingFrom::In(stacks) => {
            let list = |of: fn(&Stack) -> &str, comma: &str| {
                stacks.iter().map(|stack| of(stack)).collect::<Vec<_>>().join(comma)
            };
            let (zh, en) = (list(|stack| &stack.title, "、"), list(|stack| &stack.name, ", "));
            (format!("{zh}里没有"), format!("the font stacks {en} lack"))
        }
        MissingFrom::Here => ("此处所用的字体里没有".to_owned(), "the fonts used here lack".to_owned()),
    };
    let message =
        Message::new(format!("{zh_where}“{c}”（{}）", aside.0), format!("{en_where} the character {c} ({})", aside.1));
    Diagnostic { severity, ..Diagnostic::error(Code::MissingGlyph, message) }
        .cure(Cure::AddFontWithCharacter)
        .cure(Cure::AllowMissingGlyphs)
}

/// How common a Chinese character is, in Chinese and English.
fn standing(c: char) -> (String, String) {
    let known = commonness(c);
    match (known.level, known.gb2312) {
        (Some(level), true) => (
            format!("通用规范汉字表{}级字，GB 2312 有", numeral(level)),
            format!("level {level} of the national list, in GB 2312"),
        ),
        (Some(level), false) => (
            format!("通用规范汉字表{}级字，GB 2312 没有", numeral(level)),
            format!("level {level} of the national list, not in GB 2312"),
        ),
        (None, true) => ("不在通用规范汉字表，GB 2312 有".into(), "not in the national list, in GB 2312".into()),
        (None, false) => {
            ("不在通用规范汉字表，也不在 GB 2312".into(), "neither in the national list nor in GB 2312".into())
        }
    }
}

fn numeral(level: u8) -> &'static str {
    ["一", "二", "三"].get(usize::from(level).saturating_sub(1)).copied().unwrap_or("")
}

/// Whether a character is a variation selector, which has no glyph itself.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
