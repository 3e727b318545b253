//! Signs that aren't TOML's: full-width brackets, Chinese quotation marks, numbers with their units.
//!
//! A file that the TOML library can't read is gone through once more, sign by sign. What is wrong is told by
//! its own message, and a copy of the text is mended in place, byte for byte as long, so that the rest of the
//! file is still judged at its true places. A file that is TOML never comes here.

mod bare;
mod cursor;
mod header;
mod nest;
mod statement;
mod string;

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// The most messages about one sign: whoever wrote all quotation marks wrong knows after ten.
const MOST_OF_A_SIGN: usize = 10;

/// The most messages about slips that each want a change of their own.
const MOST_OF_A_KIND: usize = 200;

/// What a slip is about; the messages of one kind are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Quote,
    QuoteInside,
    Unclosed,
    Separator,
    Equals,
    Bracket,
    Header,
    Comment,
    Escape,
    Key,
    Line,
    Value,
}

impl Kind {
    /// Whether all of a kind are mended in the same way.
    fn is_sign(self) -> bool {
        matches!(self, Self::Space | Self::Quote | Self::Separator | Self::Equals | Self::Bracket | Self::Comment)
    }
}

struct Slip {
    kind: Kind,
    span: Span,
    message: Message,
    hint: Option<Message>,
}

/// A text in which the slips that could be found are taken out.
pub(super) struct Mended {
    /// As long as the original, byte for byte.
    pub text: String,
    /// One for each slip.
    pub faults: Vec<Diagnostic>,
    /// Values that only keep a place: nothing that is said of them would be true.
    pub dead: Vec<Span>,
    /// Lines that hold a slip, in order: what the library says of them was told better.
    pub lines: Vec<Span>,
    /// Whether something was left out that may be missed elsewhere.
    pub lossy: bool,
}

/// Goes through a text that isn't TOML.
pub(super) fn mend(source: &Source) -> Mended {
    let text = source.text();
    let mut scanner = cursor::Scanner::new(text);
    scanner.document();
    let cursor::Scanner { out, slips, dead, lossy, .. } = scanner;
    let mut lines: Vec<Span> = Vec::new();
    for slip in &slips {
        if lines.last().is_none_or(|line| slip.span.end > line.end) {
            lines.push(line_of(text, slip.span));
        }
    }
    Mended {
        // Only whole characters are replaced, by ASCII.
        text: String::from_utf8(out).unwrap_or_else(|_| text.to_owned()),
        faults: told(source, slips),
        dead,
        lines,
        lossy,
    }
}

/// All lines that a place touches.
fn line_of(text: &str, span: Span) -> Span {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    Span { start, end }
}

fn told(source: &Source, slips: Vec<Slip>) -> Vec<Diagnostic> {
    let mut kinds: Vec<(Kind, usize)> = Vec::new();
    for slip in &slips {
        match kinds.iter_mut().find(|(kind, _)| *kind == slip.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((slip.kind, 1)),
        }
    }
    let mut out = Vec::new();
    for (kind, count) in kinds {
        // No more than can be read.
        let most = if kind.is_sign() { MOST_OF_A_SIGN } else { MOST_OF_A_KIND };
        for (k, slip) in slips.iter().filter(|slip| slip.kind == kind).take(most).enumerate() {
            let mut fault = Diagnostic::error(Code::Syntax, slip.message.clone()).at(source, slip.span);
            fault.hints.extend(slip.hint.clone());
            if k + 1 == most && count > most {
                fault.hints.push(Message::new(
                    format!("这样的地方共 {count} 处，后面的不再逐一列出"),
                    format!("there are {count} such places; the rest isn't listed"),
                ));
            }
            out.push(fault);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signs put in and taken out at every place: nothing panics, and no byte moves.
    #[test]
    fn a_mended_text_is_as_long_as_it_was() {
        let text = "[review]\ntitle = \"甲\"\nyear = 2024\n\n[[section]]\nlead = \"\"\"\n乙\n\"\"\"\n  \
                    [[section.list]]\n  items = [\"丙\", '丁'] # 注\n  [[section.indicator]]\n  value = 12.5\n  \
                    change = { value = 6.2, direction = \"up\" }\n";
        let check = |text: String| {
            let source = Source::new("x", text);
            let mended = mend(&source);
            assert_eq!(mended.text.len(), source.text().len(), "{}", source.text());
            if let Err(error) = crate::Description::parse(&source) {
                for label in error.diagnostics().iter().flat_map(|fault| &fault.labels) {
                    assert!(source.text().get(label.span.start..label.span.end).is_some(), "{}", source.text());
                }
                let _ =
                    crate::report::human(error.diagnostics(), crate::Language::Chinese, crate::report::Colour::Never);
            }
            for span in mended.dead.iter().chain(&mended.lines) {
                assert!(source.text().get(span.start..span.end).is_some(), "{}", source.text());
            }
        };
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for at in &places {
            for sign in [
                "“", "”", "\"", "'", "\"\"\"", "，", ",", "【", "]", "{", "｝", "=", "：", "\n", "\r", "#", "\\", "%",
                "\u{3000}", "[[",
            ] {
                check(format!("{}{sign}{}", &text[..*at], &text[*at..]));
            }
            let next = text[*at..].chars().next().map_or(0, char::len_utf8);
            check(format!("{}{}", &text[..*at], &text[at + next..]));
            check(text[..*at].to_owned());
        }
    }

    /// A line may hold a million values; each is looked at once.
    #[test]
    fn long_lines_take_no_longer() {
        let began = std::time::Instant::now();
        for line in [
            format!("a = [{}]", "“甲”，".repeat(100_000)),
            format!("a = [{}", "\"甲\" ".repeat(100_000)),
            format!("a = {}", "“".repeat(300_000)),
            "甲\n".repeat(200_000),
            format!("a = [{}] 甲", "\"甲\",".repeat(200_000)),
            format!("a = [{}", "[".repeat(100_000)),
            format!("a = [{}]", "8.5%, ".repeat(100_000)),
        ] {
            let source = Source::new("x", line);
            assert!(!mend(&source).faults.is_empty());
        }
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }
}
