//! Maps offsets in a string's value to offsets in the file.
//!
//! A value differs from its literal: escapes, the first line break of a multi-line string, backslashes at line ends. A
//! message's caret must point at the right character in spite of these.

use crate::source::Span;

/// The span in `text` of the bytes `from..to` of the string whose literal is `text[literal]`.
///
/// A literal that isn't a string, such as a number, is its own value.
pub(crate) fn span_within(text: &str, literal: Span, from: usize, to: usize) -> Span {
    let raw = &text[literal.start..literal.end];
    let mut start = None;
    let mut end = literal.end;
    for (at, length, offset) in characters(raw) {
        if offset >= to {
            break;
        }
        if offset >= from {
            start.get_or_insert(literal.start + at);
            end = literal.start + at + length;
        }
    }
    match start {
        Some(start) => Span { start, end },
        None => literal,
    }
}

/// The characters of the value: offset and length in the literal, offset in the value.
fn characters(raw: &str) -> Vec<(usize, usize, usize)> {
    // Syntax recovery read a text in Chinese quotation marks; it has no escapes.
    if let Some((open, close)) = odd_quotes(raw) {
        let body = raw.get(open..raw.len() - close).unwrap_or_default();
        let skipped = if open > 3 && body.starts_with('\n') { 1 } else { 0 };
        let inside = body[skipped..].char_indices();
        return inside.map(|(at, c)| (open + skipped + at, c.len_utf8(), at)).collect();
    }
    let (quote, escapes) = match raw {
        _ if raw.starts_with("\"\"\"") => ("\"\"\"", true),
        _ if raw.starts_with("'''") => ("'''", false),
        _ if raw.starts_with('"') => ("\"", true),
        _ if raw.starts_with('\'') => ("'", false),
        _ => ("", false),
    };
    let mut at = quote.len();
    // After a syntax error, the closing quotation mark may be missing.
    let closed = raw.len() >= 2 * quote.len() && raw.ends_with(quote);
    let end = if closed { raw.len() - quote.len() } else { raw.len() };
    if quote.len() == 3 {
        let body = &raw[at..];
        at += if body.starts_with("\r\n") { 2 } else { usize::from(body.starts_with('\n')) };
    }
    let mut out = Vec::new();
    let mut offset = 0;
    while at < end {
        let rest = &raw[at..end];
        let (length, size) = match rest.as_bytes() {
            [b'\\', ..] if escapes => escape(rest),
            _ => rest.chars().next().map_or((1, 1), |c| (c.len_utf8(), c.len_utf8())),
        };
        if size > 0 {
            out.push((at, length, offset));
        }
        at += length;
        offset += size;
    }
    out
}

/// The lengths in bytes of the opening and closing marks of a text in quotation marks that aren't TOML's.
fn odd_quotes(raw: &str) -> Option<(usize, usize)> {
    let odd = |c: &char| "“”‘’「」『』＂＇„‟〝〞«»`´".contains(*c);
    let quote = |c: &char| odd(c) || matches!(c, '"' | '\'');
    raw.chars().next().filter(odd)?;
    let run = raw.chars().take_while(quote).count();
    let marks = if run >= 3 { 3 } else { 1 };
    let open: usize = raw.chars().take(marks).map(char::len_utf8).sum();
    let body = &raw[open..];
    let close: usize = body.chars().rev().take(marks).take_while(quote).map(char::len_utf8).sum();
    Some((open, close))
}

/// The length of an escape in the literal, and of its character in the value.
fn escape(rest: &str) -> (usize, usize) {
    // A broken escape may have fewer digits than it needs.
    let hex = |digits: usize| {
        let there = rest[2..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&rest[2..2 + there], 16).ok();
        (2 + there, code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    match rest.as_bytes().get(1) {
        Some(b'u') => hex(4),
        Some(b'U') => hex(8),
        Some(b'x') => hex(2),
        Some(b'b' | b't' | b'n' | b'f' | b'r' | b'e' | b'"' | b'\\') => (2, 1),
        // A backslash at a line end removes all white space after it.
        _ => (1 + rest[1..].len() - rest[1..].trim_start().len(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `needle` of the value stands, by the TOML library's own reading of the literal.
    fn found(literal: &str, needle: &str) -> String {
        let text = format!("key = {literal}");
        let table: toml::Table = toml::from_str(&text).unwrap();
        let value = table["key"].as_str().unwrap();
        let from = value.find(needle).unwrap();
        let span = span_within(&text, Span { start: 6, end: text.len() }, from, from + needle.len());
        text[span.start..span.end].to_owned()
    }

    /// The parser returns strings that it couldn't read to their end.
    #[test]
    fn broken_literals_have_places_too() {
        for raw in
            ["\"回眸,好", "\"\"\"回眸,好", "\"\\u12中国\"", "\"\\x中国\"", "\"\\U中国\"", "\"\\", "\"", "'", "'''"]
        {
            for from in 0..raw.len() {
                let span = span_within(raw, Span { start: 0, end: raw.len() }, from, from + 1);
                assert!(raw.get(span.start..span.end).is_some(), "{raw} {from}");
            }
        }
    }

    #[test]
    fn places_survive_other_quotation_marks() {
        for (raw, at) in
            [("“回眸,好”", "眸"), ("「回眸」", "回"), ("“回眸\"", "眸"), ("“““\n回眸”””", "回"), ("＂回眸＂", "眸")]
        {
            let from = "回眸".find(at).unwrap();
            let span = span_within(raw, Span { start: 0, end: raw.len() }, from, from + at.len());
            assert_eq!(&raw[span.start..span.end], at, "{raw}");
        }
    }

    #[test]
    fn places_survive_escapes_and_line_breaks() {
        assert_eq!(found(r#""回眸龘的""#, "龘"), "龘");
        assert_eq!(found(r#""a\t\u9F98龘\"b""#, "b"), "b");
        assert_eq!(found(r#""a\t\u9F98b""#, "龘"), "\\u9F98");
        assert_eq!(found("\"\"\"\n第一行\\\n   第二行龘\n\"\"\"", "龘"), "龘");
        assert_eq!(found("'''\r\n'一'龘'''", "龘"), "龘");
        assert_eq!(found(r"'C:\龘'", "龘"), "龘");
        assert_eq!(found(r#""\U0002A6A5龘""#, "龘"), "龘");
        assert_eq!(found("\"\"\"\r\n第一行\r\n\r\n第二行龘\r\n\"\"\"", "龘"), "龘");
    }
}
