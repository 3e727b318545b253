//! Finds markup that would not be printed as it was meant.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node, parse_document};

use super::is_safe_link;
use super::markup::{MAX_DEPTH, MAX_MARKS, blocks, escaped, inline, marks, options};
use super::runs::Run;

/// What is wrong with the markup of a prose text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MarkupError {
    /// The address has another scheme than http, https or mailto.
    UnsafeLink(String),
    /// A link without text, or with a title, which can't be printed.
    BrokenLink(String),
    /// Too many marks, or nested too deeply.
    TooMuch,
    /// A mark at this offset without a partner, which is printed as typed.
    Unclosed { at: usize, mark: Mark },
}

/// The marks that come in pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Strong,
    Emphasis,
    Link,
    Note,
}

impl Mark {
    /// The opening mark.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Link => "[",
            Self::Note => "^[",
        }
    }

    /// The closing mark.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Link => "](…)",
            Self::Note => "]",
        }
    }
}

/// Finds the errors of a prose text, in order.
pub(crate) fn errors(text: &str) -> Vec<MarkupError> {
    fn walk(node: Node<'_>, depth: usize, out: &mut Vec<MarkupError>) {
        if depth > MAX_DEPTH {
            out.push(MarkupError::TooMuch);
            return;
        }
        for child in node.children() {
            if let NodeValue::Link(link) = &child.data().value {
                if !is_safe_link(&link.url) {
                    out.push(MarkupError::UnsafeLink(link.url.clone()));
                } else if !link.title.is_empty() || child.first_child().is_none() {
                    out.push(MarkupError::BrokenLink(link.url.clone()));
                }
            }
            walk(child, depth + 1, out);
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for block in blocks(text) {
        // The lines of a block were trimmed, so map each back to its offset in the text.
        let mut lines = Vec::new();
        for line in block.split('\n') {
            let at = text[from..].find(line).map_or(from, |at| from + at);
            lines.push(at);
            from = at + line.len();
        }
        if marks(&block) > MAX_MARKS {
            out.push(MarkupError::TooMuch);
            continue;
        }
        let arena = Arena::new();
        let before = out.len();
        walk(parse_document(&arena, &escaped(&block), &options()), 0, &mut out);
        // A block with another error gets no second one.
        if out.len() == before {
            let within = unclosed(&block).into_iter().map(|(at, mark)| {
                let line = block[..at].matches('\n').count();
                let start = block[..at].rfind('\n').map_or(0, |at| at + 1);
                MarkupError::Unclosed { at: lines[line] + at - start, mark }
            });
            out.extend(within.take(MAX_UNCLOSED));
        }
    }
    out.dedup();
    out
}

/// The most unclosed marks that are reported for one paragraph.
const MAX_UNCLOSED: usize = 3;

/// The marks of a paragraph that are printed as typed and were probably meant as markup. An asterisk between digits
/// (a size), at the beginning of a line (a bullet) or after a word (a note) is not reported.
fn unclosed(block: &str) -> Vec<(usize, Mark)> {
    let literal = literals(block);
    let is = |at: usize| literal.contains(&at);
    let char_before = |at: usize| block[..at].chars().next_back();
    let char_after = |at: usize| block[at..].chars().next();
    let noted = block.lines().any(|line| line.starts_with('*'));
    let alone =
        !noted && literal.iter().filter(|at| block[**at..].starts_with('*') && single(block, **at)).count() == 1;
    let mut out = Vec::new();
    let mut past = 0;
    for &at in &literal {
        if at < past {
            continue;
        }
        let rest = &block[at..];
        if rest.starts_with('*') {
            let line = block[..at].rfind('\n').map_or(0, |from| from + 1);
            let bare = block[line..].lines().next().is_some_and(|line| line.chars().all(|c| c == '*' || c == ' '));
            let run = rest.bytes().take_while(|b| *b == b'*').count();
            past = at + run;
            let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let between = digits(char_before(at)) && digits(char_after(past));
            if bare || between {
                continue;
            }
            // The asterisk of a note ends a phrase, and the note itself begins with one. A single asterisk in the
            // middle of a sentence opens an emphasis.
            let inside = |c: char| super::is_han(c) || "，。：；、！？“（《".contains(c);
            let begins = alone && char_before(at).is_some_and(inside) && char_after(past).is_some_and(super::is_han);
            match run {
                1 if begins => out.push((at, Mark::Emphasis)),
                2 | 3 if is(at + 1) => out.push((at, Mark::Strong)),
                _ => {}
            }
        } else if rest.starts_with("^[") && is(at + 1) {
            past = at + 2;
            out.push((at, Mark::Note));
        } else if let Some(words) = rest.strip_prefix('[') {
            let close = words.find(']');
            let address = |text: &str| text.starts_with("(http") || text.starts_with("(mailto:");
            let cut =
                close.is_some_and(|close| address(&words[close + 1..])) || (close.is_none() && words.contains("(http"));
            if cut {
                out.push((at, Mark::Link));
            }
        }
    }
    out
}

/// Whether the asterisk at `at` is not next to another one.
fn single(block: &str, at: usize) -> bool {
    !block[..at].ends_with('*') && !block[at + 1..].starts_with('*')
}

/// The offsets of `*`, `[` and `^` that are printed as typed, found by comparing the paragraph with what is printed.
fn literals(block: &str) -> Vec<usize> {
    fn shown(runs: &[Run], out: &mut String) {
        for run in runs {
            out.push_str(&run.text);
            shown(run.note.as_deref().unwrap_or_default(), out);
        }
    }
    let mut printed = String::new();
    shown(&inline(block), &mut printed);
    let mut printed = printed.chars().peekable();
    let mut out = Vec::new();
    let mut rest = block.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, c)| *c);
        if c == '\\' && next.is_some_and(|c| matches!(c, '*' | '[' | ']' | '^' | '\\')) {
            // An escaped mark is printed on purpose.
            rest.next();
            printed.next();
        } else if printed.peek() == Some(&c) {
            printed.next();
            if matches!(c, '*' | '[' | '^') {
                out.push(at);
            }
        } else if c == '\n' {
            printed.next_if_eq(&' ');
        } else if c == ']' && next == Some('(') {
            // The address of a link isn't printed.
            let mut depth = 0;
            for (_, c) in rest.by_ref() {
                depth += i32::from(c == '(') - i32::from(c == ')');
                if depth == 0 {
                    break;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_partners_are_found_at_their_place() {
        let at = |text: &str| -> Vec<(usize, Mark)> {
            errors(text)
                .into_iter()
                .map(|error| match error {
                    MarkupError::Unclosed { at, mark } => (at, mark),
                    other => panic!("{other:?}"),
                })
                .collect()
        };
        assert_eq!(at("打好**重点工作"), [(6, Mark::Strong)]);
        assert_eq!(at("**甲**乙**丙"), [(10, Mark::Strong)]);
        assert_eq!(at("第一段\n\n  打好，*重点工作"), [(22, Mark::Emphasis)]);
        assert_eq!(at("完成*三项任务"), [(6, Mark::Emphasis)]);
        assert_eq!(at("正文^[注释没有完"), [(6, Mark::Note)]);
        assert_eq!(at("见[住建局](https://a.cn"), [(3, Mark::Link)]);
        assert_eq!(at("见[住建局(https://a.cn)"), [(3, Mark::Link)]);
        for fine in [
            "长3*4*5米",
            "总产值*为12亿元，增加值*为3亿元",
            "总产值*为12亿元\n*含税",
            "产值*，同比增长",
            "*注：含税",
            "* 项 **重点**",
            "***",
            "嘉建[2023]5号",
            "**重点**^[注**一**]，*强调*，[住建局](https://a.cn/x(1))网站",
            r"\*\*甲 \^[乙 \[丙",
            "2**10",
        ] {
            assert_eq!(at(fine), [], "{fine}");
        }
    }

    #[test]
    fn faults_are_found() {
        let unsafe_link = MarkupError::UnsafeLink("javascript:alert(1)".into());
        assert_eq!(errors("[a](javascript:alert(1)) [b](https://x.cn)"), [unsafe_link]);
        assert_eq!(errors("前[](https://x.cn)后"), [MarkupError::BrokenLink("https://x.cn".into())]);
        assert_eq!(errors("[a](https://x.cn (题))"), [MarkupError::BrokenLink("https://x.cn".into())]);
        assert_eq!(errors(&"*甲 ".repeat(50_000)), [MarkupError::TooMuch]);
        let deep = "**a ".repeat(400) + "a" + &"**".repeat(400);
        assert!(errors(&deep).contains(&MarkupError::TooMuch));
        assert!(errors("**甲*乙*丙** ^[注**一**] [住建局](https://a.cn/x(1))").is_empty());
    }
}
