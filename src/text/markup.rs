//! The small safe inline markup of prose: bold, emphasis, link, footnote.
//!
//! Comrak reads it, since CommonMark's own rule leaves `实施**“四敢争先”**，` unmarked: its
//! extension for Chinese, Japanese and Korean mends that. Everything that isn't one of the four
//! is escaped before it comes to Comrak, so it can't be taken for markup.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options, parse_document};

use super::runs::{Run, split};
use super::{is_cjk, is_safe_link};

/// A line without markup, split into runs.
pub fn plain_line(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    split(&joined(text), None, None, &Run::default(), &mut runs);
    runs
}

/// Prose as paragraphs of runs. A link that may not be followed comes out as its text alone.
pub fn paragraphs(text: &str) -> Vec<Vec<Run>> {
    let text = text.replace("\r\n", "\n");
    let mut out = Vec::new();
    let mut paragraph = String::new();
    for line in text.split('\n').chain([""]) {
        if !line.trim_matches([' ', '\t']).is_empty() {
            paragraph.push_str(line);
            paragraph.push('\n');
        } else if !paragraph.is_empty() {
            let runs = inline(&joined(&paragraph));
            if !runs.is_empty() {
                out.push(runs);
            }
            paragraph.clear();
        }
    }
    out
}

/// Lines to one line: a break between Chinese characters vanishes, any other becomes a space.
fn joined(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(|line| line.trim_matches([' ', '\t'])).filter(|line| !line.is_empty()) {
        if let (Some(before), Some(after)) = (out.chars().next_back(), line.chars().next())
            && !(is_cjk(before) || is_cjk(after))
        {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn inline(line: &str) -> Vec<Run> {
    let mut options = Options::default();
    options.extension.footnotes = true;
    options.extension.inline_footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    let arena = Arena::new();
    let root = parse_document(&arena, &escaped(line), &options);
    let mut pieces = Vec::new();
    for block in root.children() {
        if matches!(block.data().value, NodeValue::Paragraph) {
            collect(block, root, &Run::default(), &mut pieces);
        }
    }
    spread(pieces)
}

/// Escapes all that isn't our markup: `**`, `*`, `[..](..)`, `^[..]`, and a backslash before one of them.
fn escaped(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars().peekable();
    // A line of asterisks alone, or one that starts with an asterisk and a space, is no markup either.
    let bare = line.chars().all(|c| c == '*' || c == ' ') || line.starts_with("* ");
    while let Some(c) = rest.next() {
        let listed = c == ')' && out.chars().all(|c| c.is_ascii_digit());
        let markup = matches!(c, '[' | ']' | '(' | ')' | '^') && !listed || (c == '*' && !bare);
        if c == '\\' {
            match rest.peek() {
                Some('*' | '[' | ']' | '^' | '\\') => {
                    out.push(c);
                    out.extend(rest.next());
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

/// Walks the inlines below a node; adjacent texts of one style become one piece.
fn collect<'a>(node: Node<'a>, root: Node<'a>, style: &Run, out: &mut Vec<Run>) {
    for child in node.children() {
        let data = child.data();
        match &data.value {
            NodeValue::Text(text) => match out.last_mut() {
                Some(last) if last.note.is_none() && same_style(last, style) => last.text.push_str(text),
                _ => out.push(Run { text: text.to_string(), ..style.clone() }),
            },
            NodeValue::Strong => collect(child, root, &Run { strong: true, ..style.clone() }, out),
            NodeValue::Emph => collect(child, root, &Run { emph: true, ..style.clone() }, out),
            NodeValue::Link(link) => {
                let url = is_safe_link(&link.url).then(|| link.url.clone());
                collect(child, root, &Run { link: url.or_else(|| style.link.clone()), ..style.clone() }, out);
            }
            NodeValue::FootnoteReference(reference) => {
                let note = footnote(root, &reference.name);
                out.push(Run { note: Some(note), ..Run::default() });
            }
            _ => collect(child, root, style, out),
        }
    }
}

fn same_style(a: &Run, b: &Run) -> bool {
    (a.strong, a.emph, &a.link) == (b.strong, b.emph, &b.link)
}

fn footnote<'a>(root: Node<'a>, name: &str) -> Vec<Run> {
    let mut pieces = Vec::new();
    for block in root.children() {
        if matches!(&block.data().value, NodeValue::FootnoteDefinition(def) if def.name == name) {
            for paragraph in block.children() {
                collect(paragraph, root, &Run::default(), &mut pieces);
            }
        }
    }
    spread(pieces)
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

/// The addresses of links that may not be followed.
pub(crate) fn unsafe_links(text: &str) -> Vec<String> {
    fn walk(node: Node<'_>, out: &mut Vec<String>) {
        for child in node.children() {
            if let NodeValue::Link(link) = &child.data().value
                && !is_safe_link(&link.url)
            {
                out.push(link.url.clone());
            }
            walk(child, out);
        }
    }
    let mut out = Vec::new();
    let arena = Arena::new();
    walk(parse_document(&arena, &escaped(&joined(text)), &Options::default()), &mut out);
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
    fn bad_links_are_found() {
        assert_eq!(unsafe_links("[a](javascript:alert(1)) [b](https://x.cn)"), ["javascript:alert(1)"]);
        assert_eq!(prose("[甲](file:///etc/passwd)"), "甲");
    }
}
