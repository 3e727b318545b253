//! Recovery from syntax errors: full-width brackets, Chinese quotation marks, numbers with units, and the like.
//!
//! A file that the TOML library can't read is scanned again, character by character. Each mistake gets a message that
//! says what to write, and is repaired in a copy of the text that keeps its length in bytes, so that the rest of the
//! file is checked with correct spans. Valid TOML never comes here.

mod bare;
mod cursor;
mod header;
mod nest;
mod statement;
mod string;

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// The most messages about one kind of wrong character: the author knows what to do after ten.
const MAX_PER_SIGN: usize = 10;

/// The most messages about any other kind, each of which needs its own correction.
const MAX_PER_KIND: usize = 200;

/// The kind of a mistake; the limits apply to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ErrorKind {
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

impl ErrorKind {
    /// Whether all mistakes of the kind are corrected in the same way.
    fn is_sign(self) -> bool {
        matches!(self, Self::Space | Self::Quote | Self::Separator | Self::Equals | Self::Bracket | Self::Comment)
    }
}

struct SyntaxError {
    kind: ErrorKind,
    span: Span,
    message: Message,
    hint: Option<Message>,
}

/// A text with its mistakes repaired or blanked.
pub(super) struct Recovered {
    /// The repaired text, of the same length in bytes as the original.
    pub text: String,
    /// The mistakes.
    pub diagnostics: Vec<Diagnostic>,
    /// The spans of placeholders for unreadable values: errors about them would be wrong.
    pub dead: Vec<Span>,
    /// Lines with a mistake, in order; the TOML library's errors there are superseded.
    pub lines: Vec<Span>,
    /// Whether something was blanked that may now seem missing.
    pub lossy: bool,
}

/// Scans and repairs a text that isn't valid TOML.
pub(super) fn recover(source: &Source) -> Recovered {
    let text = source.text();
    let mut scanner = cursor::Scanner::new(text);
    scanner.document();
    let cursor::Scanner { out, errors, dead, lossy, .. } = scanner;
    let mut lines: Vec<Span> = Vec::new();
    for error in &errors {
        if lines.last().is_none_or(|line| error.span.end > line.end) {
            lines.push(line_of(text, error.span));
        }
    }
    Recovered {
        // Only whole characters were replaced, by ASCII, so this is always valid UTF-8.
        text: String::from_utf8(out).unwrap_or_else(|_| text.to_owned()),
        diagnostics: diagnostics(source, errors),
        dead,
        lines,
        lossy,
    }
}

/// All lines that a span touches.
fn line_of(text: &str, span: Span) -> Span {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    Span { start, end }
}

fn diagnostics(source: &Source, errors: Vec<SyntaxError>) -> Vec<Diagnostic> {
    let mut kinds: Vec<(ErrorKind, usize)> = Vec::new();
    for error in &errors {
        match kinds.iter_mut().find(|(kind, _)| *kind == error.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((error.kind, 1)),
        }
    }
    let mut out = Vec::new();
    for (kind, count) in kinds {
        // No more than an author would read.
        let max = if kind.is_sign() { MAX_PER_SIGN } else { MAX_PER_KIND };
        for (k, error) in errors.iter().filter(|error| error.kind == kind).take(max).enumerate() {
            let mut diagnostic = Diagnostic::error(Code::Syntax, error.message.clone()).at(source, error.span);
            diagnostic.hints.extend(error.hint.clone());
            if k + 1 == max && count > max {
                diagnostic.hints.push(Message::new(
                    format!("这样的地方共 {count} 处，后面的不再逐一列出"),
                    format!("there are {count} such places; the others aren't listed"),
                ));
            }
            out.push(diagnostic);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters inserted and removed at every offset: nothing panics, and no byte moves.
    #[test]
    fn a_mended_text_is_as_long_as_it_was() {
        let text = "[review]\ntitle = \"甲\"\nyear = 2024\n\n[[section]]\nlead = \"\"\"\n乙\n\"\"\"\n  \
                    [[section.list]]\n  items = [\"丙\", '丁'] # 注\n  [[section.indicator]]\n  value = 12.5\n  \
                    change = { value = 6.2, direction = \"up\" }\n";
        let check = |text: String| {
            let source = Source::new("x", text);
            let recovered = recover(&source);
            assert_eq!(recovered.text.len(), source.text().len(), "{}", source.text());
            if let Err(error) = crate::Description::parse(&source) {
                for label in error.diagnostics().iter().flat_map(|diagnostic| &diagnostic.labels) {
                    assert!(source.text().get(label.span.start..label.span.end).is_some(), "{}", source.text());
                }
                let _ =
                    crate::report::human(error.diagnostics(), crate::Language::Chinese, crate::report::Colour::Never);
            }
            for span in recovered.dead.iter().chain(&recovered.lines) {
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

    /// A line may have a million values; each is scanned once.
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
            assert!(!recover(&source).diagnostics.is_empty());
        }
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }
}
