//! Finds the ends of strings, even if unescaped quotation marks inside would end them too early.

use std::ops::Range;

use super::Draft;
use super::reason::Reason;
use super::scan::{Context, Literal, Path, Quotes, Scan, ends_line, is_foreign_blank};

impl Scan<'_> {
    /// Reads a multi-line string, `"""` or `'''`.
    pub(super) fn paragraphs(&mut self, path: &Path, place: Context) -> Option<()> {
        let start = self.at;
        let quote = &self.text[start..start + 3];
        let basic = quote == "\"\"\"";
        let Some(end) = paragraphs_end(self.text, start + 3, quote) else {
            // It is never closed: what follows may be text or TOML, so stop.
            self.at = self.text.len();
            return None;
        };
        let inside = &self.text[start + 3..end];
        let first = if inside.starts_with("\r\n") { 2 } else { usize::from(inside.starts_with('\n')) };
        let quotes = if basic { Quotes::Basic } else { Quotes::Literal };
        let literal = Literal { quotes, ..self.literal(path, place, start..end + 3, start + 3 + first..end) };
        self.push(literal)
    }

    /// Reads a string on one line, in any quotation marks.
    pub(super) fn string(&mut self, path: &Path, place: Context) -> Option<()> {
        let opening = self.peek()?;
        let start = self.at;
        let body = start + opening.len_utf8();
        let straight = matches!(opening, '"' | '\'');
        let line = &self.text[..self.line_end()];
        let quote = if matches!(opening, '\'' | '‘' | '’') { '\'' } else { '"' };
        let end = if straight { straight_end(line, body, quote, place) } else { None };
        if let Some((end, broken)) = end {
            let quotes = if quote == '"' { Quotes::Basic } else { Quotes::Literal };
            let literal = Literal { quotes, broken, ..self.literal(path, place, start..end + 1, body..end) };
            return self.push(literal);
        }
        // Curly quotation marks of a word processor, or a missing closing one.
        let mut edits = Vec::new();
        if opening != '"' {
            edits.push(Draft::new(start..body, "\"", Reason::Delimiter));
        }
        if let Some((end, length)) = curly_end(line, body, quote, place) {
            let span = end..end + length;
            if &line[span.clone()] != "\"" {
                edits.push(Draft::new(span, "\"", Reason::Delimiter));
            }
            let literal = self.literal(path, place, start..end + length, body..end);
            return self.push(Literal { edits, broken: true, ..literal });
        }
        let whole = line[start..].trim_end();
        let end = start + whole.len();
        let plain = place == Context::Line && !whole.contains('#') && balanced(&line[body..end]);
        if plain && opening == '"' && !line[body..end].contains('"') && self.statement_follows() {
            edits.push(Draft::new(end..end, "\"", Reason::Delimiter));
            let literal = self.literal(path, place, start..end, body..end);
            return self.push(Literal { edits, broken: true, ..literal });
        }
        // A text that begins with a quotation and has no quotation marks around it: “三大行动”全面推进.
        if opening == '“' && place == Context::Line && !whole.contains(['#', '"', '\\']) {
            return self.unquoted(path, start..end);
        }
        None
    }

    /// Puts the text of a line in the quotation marks that it lacks.
    pub(super) fn unquoted(&mut self, path: &Path, span: Range<usize>) -> Option<()> {
        if !balanced(&self.text[span.clone()]) {
            return None;
        }
        let edits = [span.start, span.end].map(|at| Draft::new(at..at, "\"", Reason::Delimiter)).to_vec();
        let literal = self.literal(path, Context::Line, span.clone(), span);
        self.push(Literal { edits, broken: true, ..literal })
    }

    fn literal(&self, path: &Path, place: Context, span: Range<usize>, body: Range<usize>) -> Literal {
        let (path, parts, table, quotes) = (path.clone(), self.parts, self.table, Quotes::Basic);
        Literal { path, parts, table, place, quotes, span, body, edits: Vec::new(), broken: false }
    }

    fn push(&mut self, literal: Literal) -> Option<()> {
        self.at = literal.span.end;
        self.found.strings.push(literal);
        Some(())
    }

    /// Whether the next line that isn't blank begins a field, a header or a comment.
    fn statement_follows(&self) -> bool {
        let rest = self.text[self.line_end()..].trim_start();
        let line = rest.lines().next().unwrap_or_default();
        let key = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        line.is_empty()
            || line.starts_with(['#', '[', '【', '［'])
            || (key.len() < line.len() && key.trim_start().starts_with(['=', '＝']))
    }
}

/// The offset of the three quotation marks that close a multi-line string.
fn paragraphs_end(text: &str, mut at: usize, quote: &str) -> Option<usize> {
    while !text[at..].starts_with(quote) {
        let c = text[at..].chars().next()?;
        at += c.len_utf8();
        if quote == "\"\"\"" && c == '\\' {
            at += text[at..].chars().next()?.len_utf8();
        }
    }
    // Up to two quotation marks may precede the closing three.
    let more = text[at + 3..].bytes().take(2).take_while(|byte| quote.as_bytes()[0] == *byte).count();
    Some(at + more)
}

/// The offset of the closing quotation mark, the first after which a value can end if those before it are in pairs; and
/// whether there are any before it.
fn straight_end(line: &str, body: usize, quote: char, place: Context) -> Option<(usize, bool)> {
    let mut inside = 0;
    let mut chars = line[body..].char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            let at = body + at;
            if inside % 2 == 0 && ends(line, at + 1, place) {
                let meant = inside == 0 || quotes_inside(&line[body..at], quote);
                return meant.then_some((at, inside > 0));
            }
            inside += 1;
        }
    }
    None
}

/// Whether the quotation marks in a string belong to its text. Otherwise the string may have lost its own, and begin
/// and end with a quotation, as in "张三"和"李四".
fn quotes_inside(text: &str, quote: char) -> bool {
    let parts: Vec<&str> = text.split(quote).collect();
    let (first, last) = (parts.first().copied().unwrap_or_default(), parts.last().copied().unwrap_or_default());
    let stops = |c: char| "，。；：、！？".contains(c);
    let outside = first.is_empty() || last.is_empty() || first.ends_with(stops) || last.starts_with(stops);
    let is_term = |part: &&str| part.trim().chars().count() >= 2 && !part.contains(stops);
    outside || parts.iter().skip(1).step_by(2).all(is_term)
}

/// The offset and the length of the closing mark of a string that opens or closes with a curly quotation mark.
fn curly_end(line: &str, body: usize, quote: char, place: Context) -> Option<(usize, usize)> {
    let (marks, straight) =
        if quote == '"' { (['”', '“', '＂', '"'], '"') } else { (['’', '‘', '＇', '\''], '\'') };
    let mut inside = 0;
    let (mut depth, mut crossed) = (0i32, false);
    for (at, c) in line[body..].char_indices() {
        let (at, length) = (body + at, c.len_utf8());
        // Straight at both ends was tried before.
        let closes = marks.contains(&c) && !(c == straight && line[..body].ends_with(straight));
        if closes && inside % 2 == 0 && ends(line, at + length, place) && depth == 0 && !crossed {
            // A backslash would become an escape that wasn't meant.
            return (!line[body..at].contains('\\')).then_some((at, length));
        }
        inside += usize::from(c == straight);
        depth += i32::from(matches!(c, '“' | '‘')) - i32::from(matches!(c, '”' | '’'));
        crossed |= depth < 0;
    }
    None
}

/// Whether curly quotation marks open before they close, and all are closed.
fn balanced(text: &str) -> bool {
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '“' | '‘' => depth += 1,
            '”' | '’' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Whether a value can end at `at`, by what follows on its line.
fn ends(line: &str, at: usize, place: Context) -> bool {
    let blank = |c: char| c.is_whitespace() || is_foreign_blank(c);
    let rest = line[at..].trim_start_matches(blank);
    // A full-width comma is a separator only if another value follows it.
    let parts = |marks: &[char], next: fn(&str) -> bool| {
        rest.starts_with(marks) && next(rest.trim_start_matches(marks).trim_start_matches(blank))
    };
    match place {
        Context::Line => ends_line(rest.trim_start_matches([',', '，', ';', '；'])),
        Context::Array => {
            ends_line(rest)
                || rest.starts_with([',', ']', '］', '】'])
                || parts(&['，', '、', '；', ';'], |next| {
                    next.is_empty() || next.starts_with(['"', '\'', '“', '‘', ']', '］', '】', '['])
                })
        }
        Context::Table => {
            rest.starts_with([',', '}', '｝'])
                || parts(&['，', '；', ';'], |next| {
                    let key = next.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                    key.len() < next.len() && key.trim_start().starts_with(['=', '＝'])
                })
        }
    }
}
