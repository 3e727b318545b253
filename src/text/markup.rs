//! The inline markup of prose: bold, emphasis, link, footnote.
//!
//! It is parsed by Comrak, whose extension for Chinese, Japanese and Korean handles `实施**“四敢争先”**，`, which plain
//! CommonMark leaves unmarked. Everything but the four kinds of markup is escaped first, so that it is printed as
//! typed.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options, parse_document};

use super::runs::{Run, split};
use super::{is_cjk, is_safe_link};

/// How deeply markup may be nested, and how many marks a paragraph may have: more than any text needs, and few enough
/// not to exhaust the stack.
pub(super) const MAX_DEPTH: usize = 32;
pub(super) const MAX_MARKS: usize = 2000;

/// Splits a line without markup into runs.
pub fn plain_line(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    split(text, None, None, &Run::default(), &mut runs);
    runs
}

/// Parses prose into paragraphs of runs. A link with another scheme than http, https or mailto keeps only its text.
pub fn paragraphs(text: &str) -> Vec<Vec<Run>> {
    blocks(text).iter().map(|block| inline(block)).filter(|runs| !runs.is_empty()).collect()
}

/// The number of paragraphs, without parsing their markup.
pub(crate) fn paragraph_count(text: &str) -> usize {
    blocks(text).len()
}

/// The paragraphs as written, with the indentation of lines trimmed.
pub(super) fn blocks(text: &str) -> Vec<String> {
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

pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.footnotes = true;
    options.extension.inline_footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}

pub(super) fn marks(block: &str) -> usize {
    block.chars().filter(|c| matches!(c, '*' | '[' | ']')).count()
}

pub(super) fn inline(block: &str) -> Vec<Run> {
    if marks(block) > MAX_MARKS {
        // `errors` reports it; parsing could be slow.
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

/// Escapes everything but our markup: `**`, `*`, `[..](..)`, `^[..]`, and a backslash before one of them.
pub(super) fn escaped(block: &str) -> String {
    block.split('\n').map(escaped_line).collect::<Vec<_>>().join("\n")
}

fn escaped_line(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars().peekable();
    let mut before = None;
    // A line of only asterisks isn't markup.
    let bare = line.chars().all(|c| c == '*' || c == ' ');
    while let Some(c) = rest.next() {
        let listed = c == ')' && out.chars().all(|c| c.is_ascii_digit());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        // 3*4*5 is a size; `* ` at the beginning of a line is a bullet.
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

/// Removes line breaks next to Chinese characters, and replaces those between Latin words by spaces. The visible
/// neighbours decide, whatever markup is between.
fn join_lines(mut pieces: Vec<Run>) -> Vec<Run> {
    let visible: Vec<char> = pieces.iter().flat_map(|piece| piece.text.chars()).collect();
    // Some marks belong to both scripts: the character beyond them decides.
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
    if depth > MAX_DEPTH {
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

/// Splits each piece into runs; its neighbours decide the gaps at its edges.
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
    fn unsafe_links_lose_their_address() {
        assert_eq!(prose("[甲](file:///etc/passwd)"), "甲");
    }
}
