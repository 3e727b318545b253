//! Bounds the expressions of a text before minijinja reads them. Its parser, compiler and folding of constants recurse
//! once for each operator, filter, attribute and block, so that a long chain overflows the stack, and no fuel is spent
//! until the text is rendered.
//!
//! The text is split into tags and tokens exactly as minijinja's lexer splits it; what that refuses ends the walk, since
//! its parser reads no further either.

use std::ops::Range;

use crate::diagnostic::Message;

/// Maximum number of names, values and operators in one `{{ }}` or `{% %}`. A table of the 34 provinces with a value
/// each has 136; of this many operators in debug builds, minijinja's recursion takes less than half of the 2 MiB that
/// the stack of a thread has.
const MAX_TOKENS: usize = 400;

/// Maximum length of one `{{ }}` or `{% %}` in bytes: two thousand Chinese characters and more, all in literal texts.
const MAX_BYTES: usize = 8 << 10;

/// Maximum number of blocks (`if`, `for` …) inside each other; every `elif` counts as one more, as minijinja treats it.
/// A sentence has two or three, a choice among the districts of a province a hundred.
const MAX_BLOCKS: usize = 128;

/// Maximum number of items in a list that a text can build, if each of its variables holds a list of the one before:
/// forty times `{% set a = [a, a] %}` would print 2⁴⁰ items, and minijinja charges their fuel when they are printed.
const MAX_ITEMS: usize = 100_000;

/// Functions and filters that return lists.
const LISTS: [&str; 23] = [
    "batch",
    "chain",
    "cycler",
    "dict",
    "dictsort",
    "groupby",
    "items",
    "keys",
    "lines",
    "list",
    "map",
    "namespace",
    "range",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "unique",
    "values",
];

/// What exceeds a limit.
pub(super) struct Excess {
    pub message: Message,
    /// Its opening bracket.
    pub range: Range<usize>,
    pub hint: Message,
}

/// The first tag of a text that exceeds a limit.
pub(super) fn excess(text: &str) -> Option<Excess> {
    let mut scan = Scan { text, at: 0, brackets: 0, blocks: Vec::new(), growth: Growth::default() };
    while let Some((from, kind)) = scan.tag() {
        let tag = match kind {
            Kind::Comment => {
                scan.at += scan.rest().find("#}")? + 2;
                continue;
            }
            Kind::Block if scan.skips_raw() => continue,
            Kind::Block => scan.tokens("%}"),
            Kind::Variable => scan.tokens("}}"),
        };
        let range = from..from + 2;
        if tag.count > MAX_TOKENS || scan.at - from > MAX_BYTES {
            return Some(too_long(range));
        }
        if scan.growth.exceeds(&tag, kind) {
            return Some(too_many(range));
        }
        if kind == Kind::Block && scan.nested(&tag) > MAX_BLOCKS {
            return Some(too_deep(range));
        }
        if !tag.ended {
            return None;
        }
    }
    None
}

fn too_long(range: Range<usize>) -> Excess {
    let kib = MAX_BYTES >> 10;
    let message = Message::new(
        format!("这个表达式太长：一对括号里最多 {MAX_TOKENS} 个名称、值和运算符，共 {kib} KiB"),
        format!(
            "the expression is too long: {MAX_TOKENS} names, values and operators, {kib} KiB in all, are the most in \
             one pair of braces"
        ),
    );
    let hint = Message::new(
        "在数据表里算好，另立一列，这里只写列名",
        "work the value out in the table, in a column of its own, and write only the column's name here",
    );
    Excess { message, range, hint }
}

fn too_deep(range: Range<usize>) -> Excess {
    let message = Message::new(
        format!("`{{% %}}` 套得太深：每个 `elif` 也算一层，最多 {MAX_BLOCKS} 层"),
        format!("the blocks are nested too deeply: {MAX_BLOCKS} at most, and each elif counts as one"),
    );
    let hint = Message::new(
        "在数据表里另立一列，填好每个地区各自的文字，这里只写列名",
        "put each district's text into a column of the table and write only the column's name here",
    );
    Excess { message, range, hint }
}

fn too_many(range: Range<usize>) -> Excess {
    let message = Message::new(
        format!("这里的列表会越变越长：列表不能重复（`*`）、不能递归，一段文字里最多 {MAX_ITEMS} 项"),
        format!(
            "the lists of this text may grow without end: they can't be repeated (`*`) or recursive, and have \
             {MAX_ITEMS} items at most"
        ),
    );
    let hint = Message::new(
        "在数据表里另立一列，填好要印的文字，这里只写列名",
        "put the text to be printed into a column of the table and write only the column's name here",
    );
    Excess { message, range, hint }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Variable,
    Block,
    Comment,
}

/// The tokens of a tag.
#[derive(Default)]
struct Tag<'a> {
    /// Its first name, such as `if`.
    keyword: &'a str,
    count: usize,
    /// Whether it assigns a value: `{% set a = 1 %}` needs no `{% endset %}`.
    assigns: bool,
    /// Whether it makes a list: by a literal, or by a function of [`LISTS`].
    lists: bool,
    /// Commas and plus signs: how many lists it may join into one.
    joins: usize,
    /// Whether it has a `*`, which repeats a list.
    repeats: bool,
    /// Whether it has the word `recursive`.
    recursive: bool,
    /// `false` if the text ends first, or minijinja's lexer stops in it.
    ended: bool,
}

impl<'a> Tag<'a> {
    /// Notes what a token does to lists. `before`: the token in front of it.
    fn note(&mut self, token: &'a str, before: &str) {
        // Behind a value, a bracket takes an item of it.
        let is_value = before.ends_with(|c: char| is_name(c) || "\"')]}".contains(c));
        let is_word = ["in", "if", "else", "and", "or", "not", "is", "elif"].contains(&before);
        match token {
            "[" if is_value && !is_word => {}
            "[" | "{" => self.lists = true,
            "," | "+" => self.joins += 1,
            "*" => self.repeats = true,
            "=" => self.assigns = true,
            "recursive" => self.recursive = true,
            word => self.lists |= LISTS.contains(&word),
        }
        if self.count == 1 {
            self.keyword = token;
        }
    }

    /// Whether it gives a name to a value.
    fn binds(&self) -> bool {
        ["set", "with", "for", "macro", "call"].contains(&self.keyword)
    }
}

/// How the lists of a text may grow from tag to tag.
#[derive(Default)]
struct Growth {
    /// A bound of the items of a list that a variable holds; 0 if none holds a list.
    items: usize,
    /// Whether a tag repeats a value that isn't plainly a list.
    repeats: bool,
}

impl Growth {
    /// Whether a list may exceed [`MAX_ITEMS`] in or behind this tag.
    fn exceeds(&mut self, tag: &Tag<'_>, kind: Kind) -> bool {
        self.repeats |= tag.repeats;
        if kind == Kind::Block && tag.binds() && (tag.lists || self.items > 0) {
            self.items = self.items.max(1).saturating_mul(tag.joins + 1);
        }
        let repeated = tag.repeats && tag.lists || self.repeats && self.items > 0;
        repeated || tag.recursive || self.items > MAX_ITEMS
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Open brackets of an expression: a tag doesn't end inside them.
    brackets: isize,
    /// The open blocks, each with the number of its branches.
    blocks: Vec<(&'a str, usize)>,
    growth: Growth,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes behind the next opening mark; returns where it begins.
    fn tag(&mut self) -> Option<(usize, Kind)> {
        loop {
            let from = self.at + self.rest().find('{')?;
            self.at = from + 1;
            let kind = match self.text.as_bytes().get(self.at)? {
                b'{' => Kind::Variable,
                b'%' => Kind::Block,
                b'#' => Kind::Comment,
                _ => continue,
            };
            self.at += 1;
            // `{#-` has no mark of its own: the search for its end begins behind it all the same.
            if self.rest().starts_with(['-', '+']) {
                self.at += 1;
            }
            return Some((from, kind));
        }
    }

    /// At `{% raw %}`, goes behind its `{% endraw %}`, or to the end.
    fn skips_raw(&mut self) -> bool {
        let Some(length) = plain_tag(self.rest(), "raw") else { return false };
        self.at += length;
        while let Some(found) = self.rest().find("{%") {
            self.at += found + 2;
            let rest = self.rest();
            let marked = rest.strip_prefix(['-', '+']).unwrap_or(rest);
            if let Some(length) = plain_tag(marked, "endraw") {
                self.at += rest.len() - marked.len() + length;
                return true;
            }
        }
        self.at = self.text.len();
        true
    }

    /// Goes behind the end of a tag and counts its tokens.
    fn tokens(&mut self, end: &str) -> Tag<'a> {
        let mut tag = Tag::default();
        let mut before = "";
        loop {
            self.at += self.rest().len() - self.rest().trim_ascii_start().len();
            let rest = self.rest();
            let Some(first) = rest.chars().next() else { return tag };
            let marked = rest.strip_prefix(['-', '+']).unwrap_or(rest);
            if let Some(end) = [rest, marked].iter().find(|rest| self.brackets == 0 && rest.starts_with(end)) {
                self.at = self.text.len() - end.len() + 2;
                return Tag { ended: true, ..tag };
            }
            tag.count += 1;
            // Stop early: the rest of a text of megabytes changes nothing.
            if tag.count > MAX_TOKENS {
                return tag;
            }
            let length = match first {
                '"' | '\'' => match literal(rest) {
                    Some(length) => length,
                    None => return tag,
                },
                '(' | '[' | '{' => {
                    self.brackets += 1;
                    1
                }
                ')' | ']' | '}' => {
                    self.brackets -= 1;
                    1
                }
                _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
                _ if ["//", "**", "==", "!=", ">=", "<="].iter().any(|pair| rest.starts_with(pair)) => 2,
                // minijinja refuses some of these, and reads no further.
                other => other.len_utf8(),
            };
            let token = rest.get(..length).unwrap_or_default();
            tag.note(token, before);
            before = token;
            self.at += length;
        }
    }

    /// The number of blocks and branches that are open behind this tag.
    fn nested(&mut self, tag: &Tag<'a>) -> usize {
        match tag.keyword {
            "elif" | "else" => {
                if let Some((_, branches)) = self.blocks.last_mut() {
                    *branches += 1;
                }
            }
            "set" if tag.assigns => {}
            word => match word.strip_prefix("end") {
                Some(opened) => {
                    if let Some(at) = self.blocks.iter().rposition(|(word, _)| *word == opened) {
                        self.blocks.truncate(at);
                    }
                }
                None if ["if", "for", "with", "filter", "set", "macro", "call", "block", "autoescape"]
                    .contains(&word) =>
                {
                    self.blocks.push((word, 1));
                }
                None => {}
            },
        }
        self.blocks.iter().map(|(_, branches)| branches).sum()
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a literal with its quotation marks; `None` if it doesn't end.
fn literal(text: &str) -> Option<usize> {
    let mark = *text.as_bytes().first()?;
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == mark && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}

/// The length of the rest of a tag that consists of this word only.
fn plain_tag(text: &str, word: &str) -> Option<usize> {
    let rest = text.trim_ascii_start().strip_prefix(word)?.trim_ascii_start();
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(open: &str, link: &str, count: usize, close: &str) -> String {
        format!("{open}{}{close}", link.repeat(count))
    }

    #[test]
    fn long_chains_are_found_at_their_opening_mark() {
        let n = 100_000;
        for text in [
            chain("全市{{ ", "not ", n, "a }}"),
            chain("全市{{ a", ".b", n, " }}"),
            chain("全市{{ a", "|trim", n, " }}"),
            chain("全市{{ 1", "+1", n, " }}"),
            chain("全市{{ 1", "~1", n, " }}"),
            chain("全市{{ a", "[0]", n, " }}"),
            chain("全市{{ a", "()", n, " }}"),
            chain("全市{{ ", "(", n, " }}"),
            chain("全市{{ ", "[", n, " }}"),
            chain("全市{{ ", "{1:", n, " }}"),
            chain("全市{{ ", "-", n, "1 }}"),
            chain("全市{{ 1", " if 1 else 1", n, " }}"),
            chain("全市{% if a", " and a", n, " %}{% endif %}"),
            chain("全市{{ '}}' ~ 1", "~1", n, " }}"),
            chain("全市{{ \"\\\"}}\" ~ 1", "~1", n, " }}"),
            chain("全市{{ '", "字", n, "' }}"),
            chain("全市{{ ", "长", n, " }}"),
        ] {
            let head: String = text.chars().take(20).collect();
            let found = excess(&text).unwrap_or_else(|| panic!("{head}"));
            assert_eq!(found.range, 6..8, "{head}");
            assert!(found.message.en.contains("too long"), "{head}");
        }
    }

    #[test]
    fn deep_blocks_and_many_branches_are_found() {
        let n = MAX_BLOCKS + 1;
        for (open, close) in [
            ("{% if 1 %}", "{% endif %}"),
            ("{%- for a in b -%}", "{%- endfor -%}"),
            ("{% filter upper %}", "{% endfilter %}"),
            ("{% set a %}", "{% endset %}"),
            ("{% with a = 1 %}", "{% endwith %}"),
            ("{% macro a() %}", "{% endmacro %}"),
            ("{% call a() %}", "{% endcall %}"),
            ("{% autoescape true %}", "{% endautoescape %}"),
        ] {
            let nested = |n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
            assert!(excess(&nested(n)).is_some_and(|found| found.range.start == open.len() * (n - 1)), "{open}");
            assert!(excess(&nested(MAX_BLOCKS)).is_none(), "{open}");
            assert!(excess(&nested(1).repeat(1000)).is_none(), "{open}");
        }
        let branches = |n: usize| format!("{{% if 1 %}}{}{{% endif %}}", "{% elif 1 %}".repeat(n));
        assert!(excess(&branches(n)).is_some());
        assert!(excess(&branches(100).repeat(100)).is_none());
        assert!(excess(&"{% set a = 1 %}".repeat(1000)).is_none());
    }

    #[test]
    fn lists_that_may_grow_are_found() {
        let doubled = |bind: &str| format!("{{% set a = [1] %}}{}{{{{ a }}}}", bind.repeat(40));
        for text in [
            doubled("{% set a = [a, a] %}"),
            doubled("{% set a = a + a %}"),
            doubled("{% set a = {1: a, 2: a} %}"),
            doubled("{% with a = [a, a] %}"),
            doubled("{% for a in [[a, a]] %}"),
            "{{ [1] * 99999999 }}".into(),
            "{{ (range(9)|list) * 99999999 }}".into(),
            "{% set a = [1] %}{{ a * 9999 }}".into(),
            "{% for a in [1] recursive %}{{ loop([[a, a]]) }}{% endfor %}".into(),
        ] {
            assert!(excess(&text).is_some_and(|found| found.message.en.contains("grow without end")), "{text}");
        }
        for text in [
            "{% if name in ['甲', '乙'] %}{{ (rate|float * 100)|round }}%{% endif %}",
            "{% for part in parts|split('、') %}{{ part }}{% if not loop.last %}，{% endif %}{% endfor %}",
            "{% set total = a|int + b|int %}{{ total * 2 }}{{ row['总产值'] * 2 }}",
            "{{ ['甲', '乙']|join('、') }}{{ {'a': 'b'}[name] }}",
        ] {
            assert!(excess(text).is_none(), "{text}");
        }
    }

    #[test]
    fn raw_text_and_comments_are_no_expressions() {
        let long = chain("", "+1", 10_000, "");
        for (before, after) in [("{% raw %}{{ ", " }}{%- endraw %}"), ("{# ", " #}"), ("", ""), ("{", "}")] {
            assert!(excess(&format!("{before}{long}{after}")).is_none(), "{before}");
            let text = format!("{before}\"{after}{{{{ {long} }}}}");
            assert_eq!(excess(&text).map(|found| found.range.start), Some(before.len() + 1 + after.len()), "{before}");
        }
    }
}
