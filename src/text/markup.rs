//! The small safe inline markup of prose: bold, emphasis, link, footnote.
//!
//! Comrak reads it, since CommonMark's own rule leaves `实施**“四敢争先”**，` unmarked: its
//! extension for Chinese, Japanese and Korean mends that. Everything that isn't one of the four
//! is escaped before it comes to Comrak, so it can't be taken for markup.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options, parse_document};

use super::runs::{Run, split};
use super::{is_cjk, is_safe_link};

/// How deep markup may be nested, and how many marks a paragraph may have: far above any text, far
/// below what would exhaust a stack.
const DEEPEST: usize = 32;
const MOST_MARKS: usize = 2000;

/// A line without markup, split into runs.
pub fn plain_line(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    split(text, None, None, &Run::default(), &mut runs);
    runs
}

/// Prose as paragraphs of runs. A link that may not be followed comes out as its text alone.
pub fn paragraphs(text: &str) -> Vec<Vec<Run>> {
    blocks(text).iter().map(|block| inline(block)).filter(|runs| !runs.is_empty()).collect()
}

/// How many paragraphs there are, without reading their markup.
pub(crate) fn paragraph_count(text: &str) -> usize {
    blocks(text).len()
}

/// The paragraphs as they were written, lines trimmed of what only the file needs.
fn blocks(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines().map(|line| line.trim_matches([' ', '\t', '\r'])) {
        match out.last_mut().filter(|_| open && !line.is_empty()) {
            Some(block) => {
                block.push('\n');
                block.push_str(line);
            }
            None if !line.is_empty() => out.push(line.to_owned()),
            None => {}
        }
        open = !line.is_empty();
    }
    out
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.footnotes = true;
    options.extension.inline_footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}

fn marks(block: &str) -> usize {
    block.chars().filter(|c| matches!(c, '*' | '[' | ']')).count()
}

fn inline(block: &str) -> Vec<Run> {
    if marks(block) > MOST_MARKS {
        // Reported by `faults`; nothing is parsed that was not meant to be read.
        return plain_line(block);
    }
    let arena = Arena::new();
    let root = parse_document(&arena, &escaped(block), &options());
    let mut pieces = Vec::new();
    for paragraph in root.children() {
        if matches!(paragraph.data().value, NodeValue::Paragraph) {
            collect(paragraph, root, &Run::default(), 0, &mut pieces);
        }
    }
    spread(join_lines(pieces))
}

/// Escapes all that isn't our markup: `**`, `*`, `[..](..)`, `^[..]`, and a backslash before one of them.
fn escaped(block: &str) -> String {
    block.split('\n').map(escaped_line).collect::<Vec<_>>().join("\n")
}

fn escaped_line(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars().peekable();
    let mut before = None;
    // A line of asterisks alone is no markup.
    let bare = line.chars().all(|c| c == '*' || c == ' ');
    while let Some(c) = rest.next() {
        let listed = c == ')' && out.chars().all(|c| c.is_ascii_digit());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        // 3*4*5 is a size, `* ` at the beginning a bullet.
        let product = digit(before) && digit(rest.peek().copied());
        let bullet = before.is_none() && rest.peek() == Some(&' ');
        let markup = match c {
            '[' | ']' | '(' | ')' | '^' => !listed,
            '*' => !bare && !product && !bullet,
            _ => false,
        };
        before = Some(c);
        if c == '\\' {
            match rest.peek() {
                Some('*' | '[' | ']' | '^' | '\\') => {
                    out.push(c);
                    before = rest.next();
                    out.extend(before);
                }
                _ => out.push_str("\\\\"),
            }
        } else if c.is_ascii_punctuation() && !markup {
            out.push('\\');
            out.push(c);
        } else {
            out.push(c);
        }
    }
    out
}

/// Line breaks vanish beside Chinese characters and become spaces between Latin words. Decided by
/// the visible neighbours, whatever markup stands between.
fn join_lines(mut pieces: Vec<Run>) -> Vec<Run> {
    let visible: Vec<char> = pieces.iter().flat_map(|piece| piece.text.chars()).collect();
    // Some marks are written in both scripts: what stands beyond them decides.
    let plain = |c: &&char| !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '\n');
    let chinese = |c: Option<&char>| c.is_some_and(|c| is_cjk(*c));
    let mut at = 0;
    for piece in &mut pieces {
        let mut text = String::with_capacity(piece.text.len());
        for c in piece.text.chars() {
            if c != '\n' {
                text.push(c);
            } else if !chinese(visible[..at].iter().rev().find(plain)) && !chinese(visible[at + 1..].iter().find(plain))
            {
                text.push(' ');
            }
            at += 1;
        }
        piece.text = text;
    }
    pieces.retain(|piece| !piece.text.is_empty() || piece.note.is_some());
    pieces
}

/// Walks the inlines below a node; adjacent texts of one style become one piece.
fn collect<'a>(node: Node<'a>, root: Node<'a>, style: &Run, depth: usize, out: &mut Vec<Run>) {
    if depth > DEEPEST {
        return;
    }
    let push = |text: &str, out: &mut Vec<Run>| match out.last_mut() {
        Some(last) if last.note.is_none() && same_style(last, style) => last.text.push_str(text),
        _ => out.push(Run { text: text.to_owned(), ..style.clone() }),
    };
    for child in node.children() {
        let data = child.data();
        match &data.value {
            NodeValue::Text(text) => push(text, out),
            NodeValue::SoftBreak | NodeValue::LineBreak => push("\n", out),
            NodeValue::Strong => collect(child, root, &Run { strong: true, ..style.clone() }, depth + 1, out),
            NodeValue::Emph => collect(child, root, &Run { emph: true, ..style.clone() }, depth + 1, out),
            NodeValue::Link(link) => {
                let url = is_safe_link(&link.url).then(|| link.url.clone());
                collect(
                    child,
                    root,
                    &Run { link: url.or_else(|| style.link.clone()), ..style.clone() },
                    depth + 1,
                    out,
                );
            }
            NodeValue::FootnoteReference(reference) => {
                let note = footnote(root, &reference.name, depth);
                out.push(Run { note: Some(note), ..Run::default() });
            }
            _ => collect(child, root, style, depth + 1, out),
        }
    }
}

fn same_style(a: &Run, b: &Run) -> bool {
    (a.strong, a.emph, &a.link) == (b.strong, b.emph, &b.link)
}

fn footnote<'a>(root: Node<'a>, name: &str, depth: usize) -> Vec<Run> {
    let mut pieces = Vec::new();
    for block in root.children() {
        if matches!(&block.data().value, NodeValue::FootnoteDefinition(def) if def.name == name) {
            for paragraph in block.children() {
                collect(paragraph, root, &Run::default(), depth + 1, &mut pieces);
            }
        }
    }
    spread(join_lines(pieces))
}

/// Splits each piece; a piece's neighbours decide the gaps at its edges.
fn spread(pieces: Vec<Run>) -> Vec<Run> {
    let mut out = Vec::new();
    for (k, piece) in pieces.iter().enumerate() {
        if piece.note.is_some() {
            out.push(piece.clone());
            continue;
        }
        let before = pieces[..k].iter().rev().find_map(|p| p.text.chars().next_back());
        let after = pieces[k + 1..].iter().find_map(|p| p.text.chars().next());
        let style = Run { text: String::new(), ..piece.clone() };
        split(&piece.text, before, after, &style, &mut out);
    }
    out
}

/// What is wrong with the markup of a prose text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MarkupFault {
    /// The address may not be followed.
    UnsafeLink(String),
    /// A link without words, or with a title, neither of which would be printed.
    BrokenLink(String),
    /// Nested too deep, or too many marks.
    TooMuch,
    /// A mark at this byte that has no partner, and so is printed as it was typed.
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
    /// How it begins.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Link => "[",
            Self::Note => "^[",
        }
    }

    /// How it ends.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Link => "](…)",
            Self::Note => "]",
        }
    }
}

/// Finds what can't be printed as it was meant.
pub(crate) fn faults(text: &str) -> Vec<MarkupFault> {
    fn walk(node: Node<'_>, depth: usize, out: &mut Vec<MarkupFault>) {
        if depth > DEEPEST {
            out.push(MarkupFault::TooMuch);
            return;
        }
        for child in node.children() {
            if let NodeValue::Link(link) = &child.data().value {
                if !is_safe_link(&link.url) {
                    out.push(MarkupFault::UnsafeLink(link.url.clone()));
                } else if !link.title.is_empty() || child.first_child().is_none() {
                    out.push(MarkupFault::BrokenLink(link.url.clone()));
                }
            }
            walk(child, depth + 1, out);
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for block in blocks(text) {
        // Lines of a block were trimmed one by one: each is found behind the one before it.
        let mut lines = Vec::new();
        for line in block.split('\n') {
            let at = text[from..].find(line).map_or(from, |at| from + at);
            lines.push(at);
            from = at + line.len();
        }
        if marks(&block) > MOST_MARKS {
            out.push(MarkupFault::TooMuch);
            continue;
        }
        let arena = Arena::new();
        let before = out.len();
        walk(parse_document(&arena, &escaped(&block), &options()), 0, &mut out);
        // What is at fault already needs no second word.
        if out.len() == before {
            let within = unclosed(&block).into_iter().map(|(at, mark)| {
                let line = block[..at].matches('\n').count();
                let start = block[..at].rfind('\n').map_or(0, |at| at + 1);
                MarkupFault::Unclosed { at: lines[line] + at - start, mark }
            });
            out.extend(within.take(MOST_UNCLOSED));
        }
    }
    out.dedup();
    out
}

/// The most marks without partners that are told of one paragraph.
const MOST_UNCLOSED: usize = 3;

/// The marks of a paragraph that come out as they were typed and were probably meant as markup. An asterisk
/// between digits, at a line's beginning or behind a word is none: a size, a bullet, the star of a note.
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
        let line = block[..at].rfind('\n').map_or(0, |from| from + 1);
        let bare = block[line..].lines().next().is_some_and(|line| line.chars().all(|c| c == '*' || c == ' '));
        if rest.starts_with('*') {
            let run = rest.bytes().take_while(|b| *b == b'*').count();
            past = at + run;
            let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let between = digits(char_before(at)) && digits(char_after(past));
            if bare || between {
                continue;
            }
            // The star of a note stands at the end of its words, and the note begins with one: a star alone in the
            // midst of words is the beginning of an emphasis.
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

/// Whether an asterisk has no other beside it.
fn single(block: &str, at: usize) -> bool {
    !block[..at].ends_with('*') && !block[at + 1..].starts_with('*')
}

/// Where `*`, `[` and `^` of a paragraph come out as they were typed: the two are gone through side by side.
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
            // A mark whose meaning was taken away is printed, and meant to be.
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

    /// Runs in a notation of their own: `<b:..>`, `<i:..>`, `<a:url:..>`, `<n:..>`.
    fn shown(runs: &[Run]) -> String {
        runs.iter()
            .map(|run| {
                let mut text = run.text.clone();
                if let Some(note) = &run.note {
                    text = format!("<n:{}>", shown(note));
                }
                if run.strong {
                    text = format!("<b:{text}>");
                }
                if run.emph {
                    text = format!("<i:{text}>");
                }
                if let Some(link) = &run.link {
                    text = format!("<a:{link}:{text}>");
                }
                text
            })
            .collect()
    }

    fn prose(text: &str) -> String {
        paragraphs(text).iter().map(|runs| shown(runs)).collect::<Vec<_>>().join("¶")
    }

    #[test]
    fn four_kinds_of_markup() {
        assert_eq!(prose("实施**“四敢争先”**，打好"), "实施<b:“四敢争先”>，打好");
        assert_eq!(prose("这是*强调*的字"), "这是<i:强调>的字");
        assert_eq!(prose("见[住建局](https://a.cn/x?y=1&z=_2_)网站"), "见<a:https://a.cn/x?y=1&z=_2_:住建局>网站");
        assert_eq!(prose("正文^[注**一**]完"), "正文<n:注<b:一>>完");
    }

    #[test]
    fn everything_else_is_as_typed() {
        for text in [
            r##"#eval("1") $x$ @ref <label> #read("/etc/passwd") `a` _b_ ~c~"##,
            "# 一",
            "- 二",
            "+ 三",
            "> 四",
            "1. 五",
            "1) 六",
            "```",
            "---",
            "===",
            "| a | b |",
            "&amp; &#35; <b>x</b> <!-- --> http://a.cn ![x]",
            "5 * 3 * 2",
            "* 项",
            "***",
            "[未完",
            "[^1]",
            "a\\b \\# \\n",
            "[x]: y",
            "*",
            "**",
            "~~~",
            "<https://a.cn>",
            "a@b.cn",
            ":smile:",
            "￥$x^2$",
            "(a) [b] {c}",
        ] {
            assert_eq!(prose(text), text);
        }
        assert_eq!(prose(r"\*b\* \[c\] \\ \^[d]"), r"*b* [c] \ ^[d]");
    }

    #[test]
    fn line_breaks_vanish_between_chinese() {
        assert_eq!(prose("第一行\n第二行，\n  第三行 BIM\ntools\n\n\n第二段"), "第一行第二行，第三行 BIM tools¶第二段");
    }

    #[test]
    fn line_breaks_look_past_markup() {
        assert_eq!(prose("**重点**\n**工作**"), "<b:重点><b:工作>");
        assert_eq!(prose("*强调*\nBIM"), "<i:强调>BIM");
        assert_eq!(prose("the workers’\nrights"), "the workers’ rights");
        assert_eq!(prose("他说：“好。”\n“是。”"), "他说：“好。”“是。”");
    }

    #[test]
    fn sizes_and_bullets_are_no_emphasis() {
        assert_eq!(prose("长3*4*5米"), "长3*4*5米");
        assert_eq!(prose("* 项 **重点**"), "* 项 <b:重点>");
    }

    #[test]
    fn marks_without_partners_are_found_at_their_place() {
        let at = |text: &str| -> Vec<(usize, Mark)> {
            faults(text)
                .into_iter()
                .map(|fault| match fault {
                    MarkupFault::Unclosed { at, mark } => (at, mark),
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
        let unsafe_link = MarkupFault::UnsafeLink("javascript:alert(1)".into());
        assert_eq!(faults("[a](javascript:alert(1)) [b](https://x.cn)"), [unsafe_link]);
        assert_eq!(faults("前[](https://x.cn)后"), [MarkupFault::BrokenLink("https://x.cn".into())]);
        assert_eq!(faults("[a](https://x.cn (题))"), [MarkupFault::BrokenLink("https://x.cn".into())]);
        assert_eq!(faults(&"*甲 ".repeat(50_000)), [MarkupFault::TooMuch]);
        let deep = "**a ".repeat(400) + "a" + &"**".repeat(400);
        assert!(faults(&deep).contains(&MarkupFault::TooMuch));
        assert!(faults("**甲*乙*丙** ^[注**一**] [住建局](https://a.cn/x(1))").is_empty());
        assert_eq!(prose("[甲](file:///etc/passwd)"), "甲");
    }
}
