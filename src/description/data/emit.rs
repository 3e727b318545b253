//! Nodes → TOML in the language's own style.

use std::fmt::Write;

use super::Node;

/// Tables that are written inline, as in the samples.
const INLINE: &[&str] = &["change", "source"];

/// The longest array that is written in one line, in characters.
const MAX_LINE: usize = 100;

/// A text and the offsets of its fields.
pub(crate) struct Emitted {
    pub text: String,
    /// The offset and the path of each field, in the order of the text.
    pub fields: Vec<(usize, String)>,
}

/// Whether a table under this key is written inline.
pub(crate) fn is_inline(key: &str) -> bool {
    INLINE.contains(&key)
}

/// Writes a whole file.
pub(crate) fn emit(root: &[(String, Node)]) -> Emitted {
    let mut emitter = Emitter { out: String::new(), fields: Vec::new() };
    emitter.table("", "", root, 0);
    Emitted { text: emitter.out, fields: emitter.fields }
}

/// Writes a single value as it follows `key = ` on a line with this indent.
pub(crate) fn literal(node: &Node, indent: &str) -> String {
    let mut emitter = Emitter { out: String::new(), fields: Vec::new() };
    emitter.value(node, "", indent);
    emitter.out
}

struct Emitter {
    out: String,
    fields: Vec<(usize, String)>,
}

impl Emitter {
    /// Writes values first, then the tables with headers: TOML reads a value after a header as part of that table.
    fn table(&mut self, header: &str, path: &str, fields: &[(String, Node)], depth: usize) {
        let indent = "  ".repeat(depth.saturating_sub(1));
        for (key, node) in fields.iter().filter(|(key, node)| !has_header(key, node)) {
            self.out.push_str(&indent);
            let path = joined(path, key);
            self.mark(&path);
            let _ = write!(self.out, "{} = ", key_of(key));
            self.value(node, &path, &indent);
            self.out.push('\n');
        }
        for (key, node) in fields.iter().filter(|(key, node)| has_header(key, node)) {
            let (header, path) = (joined(header, &key_of(key)), joined(path, key));
            match node {
                Node::Table(fields) => {
                    self.header(&format!("[{header}]"), &path, depth);
                    self.table(&header, &path, fields, depth + 1);
                }
                Node::Array(items) => {
                    for (k, item) in items.iter().enumerate() {
                        let path = format!("{path}[{k}]");
                        self.header(&format!("[[{header}]]"), &path, depth);
                        if let Node::Table(fields) = item {
                            self.table(&header, &path, fields, depth + 1);
                        }
                    }
                }
                Node::Text(_) | Node::Bare(_) => {}
            }
        }
    }

    fn header(&mut self, header: &str, path: &str, depth: usize) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(&"  ".repeat(depth));
        self.mark(path);
        self.out.push_str(header);
        self.out.push('\n');
    }

    fn value(&mut self, node: &Node, path: &str, indent: &str) {
        match node {
            Node::Array(items) if is_long(items) => {
                self.out.push_str("[\n");
                for (k, item) in items.iter().enumerate() {
                    let _ = write!(self.out, "{indent}  ");
                    let path = format!("{path}[{k}]");
                    self.mark(&path);
                    // Only one level is broken up; a row of a table stays on its line.
                    if let Node::Array(_) = item {
                        self.inline(item, &path)
                    } else {
                        self.value(item, &path, indent)
                    }
                    self.out.push_str(",\n");
                }
                let _ = write!(self.out, "{indent}]");
            }
            Node::Text(text) if text.contains('\n') => self.out.push_str(&lines(text)),
            other => self.inline(other, path),
        }
    }

    /// Writes a value on one line.
    fn inline(&mut self, node: &Node, path: &str) {
        match node {
            Node::Array(items) => {
                self.out.push('[');
                for (k, item) in items.iter().enumerate() {
                    self.out.push_str(if k == 0 { "" } else { ", " });
                    let path = format!("{path}[{k}]");
                    self.mark(&path);
                    self.inline(item, &path);
                }
                self.out.push(']');
            }
            Node::Table(fields) => {
                self.out.push('{');
                for (k, (key, item)) in fields.iter().enumerate() {
                    self.out.push_str(if k == 0 { " " } else { ", " });
                    let path = joined(path, key);
                    self.mark(&path);
                    let _ = write!(self.out, "{} = ", key_of(key));
                    self.inline(item, &path);
                }
                self.out.push_str(if fields.is_empty() { "}" } else { " }" });
            }
            Node::Text(text) => self.out.push_str(&quoted(text)),
            Node::Bare(text) => self.out.push_str(text),
        }
    }

    fn mark(&mut self, path: &str) {
        self.fields.push((self.out.len(), path.to_owned()));
    }
}

fn one_line(node: &Node) -> String {
    let mut emitter = Emitter { out: String::new(), fields: Vec::new() };
    emitter.inline(node, "");
    emitter.out
}

/// Whether each item of an array gets its own line: if there are rows, texts of several lines, or too much for one
/// line.
fn is_long(items: &[Node]) -> bool {
    let mut length = 0;
    items.iter().any(|item| {
        length += one_line(item).chars().count() + 2;
        let several = matches!(item, Node::Text(text) if text.contains('\n'));
        several || matches!(item, Node::Array(_)) || length > MAX_LINE
    })
}

/// Whether a value is written as `[key]` or `[[key]]`.
fn has_header(key: &str, node: &Node) -> bool {
    match node {
        Node::Table(_) => !is_inline(key),
        Node::Array(items) => !items.is_empty() && items.iter().all(|item| matches!(item, Node::Table(_))),
        Node::Text(_) | Node::Bare(_) => false,
    }
}

fn joined(before: &str, key: &str) -> String {
    if before.is_empty() { key.to_owned() } else { format!("{before}.{key}") }
}

fn key_of(key: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if !key.is_empty() && key.bytes().all(bare) { key.to_owned() } else { quoted(key) }
}

/// A text as a string on one line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => escaped(c, &mut out),
        }
    }
    out.push('"');
    out
}

/// A text as a multi-line string, with its line breaks as they are.
fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str("\"\"\"\n");
    let mut before = '\n';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match c {
            // Several quotation marks in a row, or one at the end, could end the string.
            '"' if before == '"' || next.is_none_or(|next| next == '"') => out.push_str("\\\""),
            '"' | '\n' | '\t' => out.push(c),
            '\r' if next == Some('\n') => out.push(c),
            c => escaped(c, &mut out),
        }
        before = c;
    }
    out.push_str("\"\"\"");
    out
}

fn escaped(c: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\r' => out.push_str("\\r"),
        c if c.is_ascii_control() => {
            let _ = write!(out, "\\u{:04X}", c as u32);
        }
        c => out.push(c),
    }
}
