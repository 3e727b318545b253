//! Finds what looks like a mistake in a text. Nothing is changed silently: the author decides.
//!
//! Rules: GB/T 15834—2011 (full-width marks in Chinese text, paired quotation marks),
//! GB/T 15835—2011 (half-width digits), Unicode TR 36 (bidirectional controls).

use super::character_lints::{Around, CharacterLint, LINTS};
use super::decode::TextField;
use super::marks::{growth, typed, unpaired};
use crate::diagnostic::{Code, Diagnostic, Message, Severity};
use crate::source::{Source, is_bidi_control};
use crate::text::{MarkupError, is_han};

/// The most labels of one diagnostic; the message has the total.
const MAX_LABELS: usize = 5;

/// Lints one text. All matches of one lint are one diagnostic, so that a bad habit doesn't fill the screen.
pub(super) fn text(source: &Source, field: &TextField, found: &mut Vec<Diagnostic>) {
    let lint = Lint { source, field };
    let text = field.text.as_str();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let words = field.role.is_words();
    let chinese = text.chars().any(is_han);
    let addresses = addresses(text);
    // The lints that match, by index in the table, in order of their first match.
    let mut hits: Vec<(usize, Vec<(usize, char)>)> = Vec::new();
    for (k, &(at, c)) in chars.iter().enumerate() {
        let around = Around {
            before: k.checked_sub(1).map(|k| chars[k].1),
            after: chars.get(k + 1).map(|next| next.1),
            at,
            chinese,
            prose: field.prose,
            addresses: &addresses,
        };
        let hit = LINTS.iter().position(|lint| (lint.everywhere || words) && (lint.hits)(c, &around));
        let Some(hit) = hit else { continue };
        match hits.iter_mut().find(|(known, _)| *known == hit) {
            Some((_, places)) => places.push((at, c)),
            None => hits.push((hit, vec![(at, c)])),
        }
    }
    for (k, places) in &hits {
        let CharacterLint { code, level, .. } = LINTS[*k];
        let diagnostic = Diagnostic::error(code, LINTS[*k].message(places));
        found.push(lint.placed(Diagnostic { severity: level.into(), ..diagnostic }, places));
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

pub(super) struct Lint<'a> {
    pub(super) source: &'a Source,
    pub(super) field: &'a TextField,
}

impl Lint<'_> {
    /// Adds labels at the first few places.
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
                let message = Message::new(zh, format!("`{url}` is not an http, https or mailto address"));
                (Severity::Error, Code::BadLink, field.text.find(url.as_str()).map(|at| (at, url.len())), message)
            }
            MarkupError::BrokenLink(url) => {
                let zh = "链接要写作 [文字](网址)：没有文字，或网址后多了标题，都印不出来";
                let en = "write a link as [text](address); without text, or with a title, it can't be printed";
                let place = field.text.find(url.as_str()).map(|at| (at, url.len()));
                (Severity::Error, Code::Markup, place, Message::new(zh, en))
            }
            MarkupError::TooMuch => {
                let message =
                    Message::new("标记太多或嵌套太深", "there is too much markup, or it is nested too deeply");
                (Severity::Error, Code::Markup, None, message)
            }
            MarkupError::Unclosed { at, mark } => {
                let (sign, close) = (mark.sign(), mark.close());
                // In a string between `"`, a backslash must itself be escaped.
                let literal = self.source.text().get(field.origin.span.start..).unwrap_or_default();
                let backslash = if literal.starts_with('"') { r"\\" } else { r"\" };
                let plain: String = match sign {
                    "**" => [backslash, "*", backslash, "*"].concat(),
                    sign => [backslash, sign].concat(),
                };
                let message = Message::new(
                    format!("`{sign}` 没有结尾的 `{close}`，会照字面印出；要印这个符号，写 `{plain}`"),
                    format!("`{sign}` has no closing `{close}` and is printed as is; write `{plain}` to print it"),
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

/// The ranges of the addresses of inline links, brackets included.
fn addresses(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("](") {
        // An address that isn't closed extends to the end; so does any after it, without another search.
        let end = match out.last() {
            Some((_, end)) if *end == text.len() => text.len(),
            _ => text[at + 2..].find(')').map_or(text.len(), |length| at + 2 + length),
        };
        out.push((at + 1, end));
    }
    out
}

/// Whether the character at `at` belongs to the address or the markup of an inline link.
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

/// Whether a character is invisible, and reported as such.
pub(crate) fn is_invisible(c: char) -> bool {
    is_bidi_control(c)
        || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}' | '\u{AD}' | '\u{FFFD}'..='\u{FFFF}')
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
