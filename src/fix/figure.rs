//! Corrects numbers and dates in everyday forms: 8.5%, 1.2万, 12,345.6, 2024年1月11日.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Draft;
use super::field::{Reading, reading};
use super::reason::Reason;
use super::scan::{Bare, Context, Literal, is_foreign_blank};
use crate::description::{day_exists, written_day};
use crate::text::{half_width, is_han};

type Tables = [BTreeMap<String, Range<usize>>];

/// Corrects a value without quotation marks.
pub(super) fn fix(text: &str, bare: &Bare, tables: &Tables, out: &mut Vec<Draft>) {
    let reading = reading(&bare.path);
    if matches!(reading, Reading::Flag | Reading::Kept) {
        return;
    }
    let word = &text[bare.span.clone()];
    if reading == Reading::Date {
        if let Some(date) = date(word).filter(|date| date != word) {
            out.push(Draft::new(bare.span.clone(), date, Reason::Date));
        }
        return;
    }
    let Some(value) = read(word) else { return range(word, bare, out) };
    let (path, parts, keys) = (&bare.path, bare.parts, &tables[bare.table]);
    let at = At { text, path, parts, keys, place: bare.place, span: bare.span.clone() };
    at.fix(&value, value.number != word, out);
}

/// Corrects a number or date in quotation marks.
pub(super) fn fix_quoted(text: &str, literal: &Literal, tables: &Tables, out: &mut Vec<Draft>) {
    let word = text[literal.body.clone()].trim();
    let edits = out.len();
    let (span, place) = (literal.span.clone(), literal.place);
    // Only the batch can evaluate an expression.
    let expression = word.contains(['{', '\\', '"', '\'']);
    let reading = reading(&literal.path);
    match reading {
        _ if expression => {}
        Reading::Date => {
            // A date or month in the right form may be in quotation marks.
            let written = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            if let Some(date) = date(word).filter(|date| !written || date.trim_matches('"').len() != word.len()) {
                out.push(Draft::new(span, date, Reason::Date));
            }
        }
        _ => {
            if let Some(value) = read(word) {
                let (path, parts, keys) = (&literal.path, literal.parts, &tables[literal.table]);
                let at = At { text, path, parts, keys, place, span };
                // Counts and years must not be in quotation marks.
                at.fix(&value, reading == Reading::Whole || value.number != word, out);
            }
        }
    }
    if out.len() == edits && !text[literal.body.clone()].contains(['"', '\'']) {
        out.extend_from_slice(&literal.edits);
    }
}

/// The parts of a figure.
struct Value {
    qualifier: Option<&'static str>,
    number: String,
    unit: String,
}

const QUALIFIERS: [&str; 8] = ["超过", "接近", "将近", "突破", "约", "超", "近", "逾"];

/// Replaces full-width characters by half-width ones and removes white space; between digits it becomes a comma, since
/// it separates groups.
fn narrow(word: &str) -> String {
    let mut out = String::new();
    let mut blank = false;
    for c in word.chars().map(half_width) {
        if c.is_whitespace() || is_foreign_blank(c) {
            blank = true;
            continue;
        }
        if blank && c.is_ascii_digit() && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(',');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// Parses a figure; `None` if it isn't one, or is ambiguous.
fn read(word: &str) -> Option<Value> {
    let word = narrow(word);
    let qualifier = QUALIFIERS.into_iter().find(|qualifier| word.starts_with(qualifier));
    let rest = &word[qualifier.map_or(0, str::len)..];
    let (sign, rest) = rest.split_at(rest.chars().next().filter(|c| "+-−".contains(*c)).map_or(0, char::len_utf8));
    let (whole, rest) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len()));
    let (part, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())),
        None => ("", rest),
    };
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped =
        groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    let nothing = digits.is_empty() && part.is_empty();
    // 007 may be a code. A unit in Latin letters isn't accepted: 1e5 and 0x1F are numbers.
    if !grouped || nothing || (digits.len() > 1 && digits.starts_with('0')) || !is_unit(rest) {
        return None;
    }
    let whole = if digits.is_empty() { "0" } else { &digits };
    let point = if part.is_empty() { "" } else { "." };
    let sign = if sign == "−" { "-" } else { sign };
    Some(Value { qualifier, number: format!("{sign}{whole}{point}{part}"), unit: rest.to_owned() })
}

fn is_unit(rest: &str) -> bool {
    let first = rest.chars().next();
    let sign = |c: char| matches!(c, '%' | '‰' | '℃' | '㎡' | '°') || is_han(c);
    first.is_none_or(sign)
        && rest.chars().count() <= 8
        && rest.chars().all(|c| sign(c) || c == '/' || c == '·')
        // These belong to the number rather than the unit, and have no field.
        && !rest.starts_with(['余', '多', '来', '几'])
        && !["余", "左右", "以上", "以下", "以内", "上下"].iter().any(|more| rest.ends_with(more))
}

/// Puts a range in the quotation marks that TOML needs.
fn range(word: &str, bare: &Bare, out: &mut Vec<Draft>) {
    let plain = |part: &str| {
        let part = part.trim();
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !part.ends_with('.')
    };
    let parts: Vec<&str> = word.split(['～', '~', '—']).collect();
    if reading(&bare.path).is_figure() && parts.len() == 2 && parts.iter().all(|part| plain(part)) {
        out.push(Draft::new(bare.span.clone(), format!("\"{word}\""), Reason::Delimiter));
    }
}

/// A number with its context.
struct At<'t> {
    text: &'t str,
    path: &'t [String],
    /// The number of parts of the path that are the key's own.
    parts: usize,
    keys: &'t BTreeMap<String, Range<usize>>,
    place: Context,
    span: Range<usize>,
}

impl At<'_> {
    fn fix(&self, value: &Value, changed: bool, out: &mut Vec<Draft>) {
        if value.unit.is_empty() && value.qualifier.is_none() {
            if changed {
                out.push(Draft::new(self.span.clone(), value.number.as_str(), Reason::Number));
            }
            return;
        }
        let Some(more) = self.others(value) else { return };
        let why = if more.is_empty() { Reason::Number } else { Reason::Unit };
        out.push(Draft::new(self.span.clone(), value.number.as_str(), why));
        out.extend(more);
    }

    /// The edits that move the unit and the qualifier to their own fields; `None` if one of them can't be moved.
    fn others(&self, value: &Value) -> Option<Vec<Draft>> {
        let key = self.path.last().map(String::as_str)?;
        let table = self.path.len().checked_sub(2).map(|at| self.path[at].as_str())?;
        let unit = self.written("unit");
        let mut fields = String::new();
        let mut edits = Vec::new();
        let shared = self.shares_unit(key);
        if let Some(qualifier) = value.qualifier {
            if key != "value" || table != "indicator" || self.key("qualifier").is_some() {
                return None;
            }
            fields += &self.field("qualifier", qualifier);
        }
        let usual = match (table, key) {
            ("change", "value") => Some("%"),
            (_, "count") => Some("项"),
            _ => None,
        };
        match (key, unit) {
            _ if value.unit.is_empty() => {}
            ("completion", _) if value.unit == "%" => {}
            ("year", _) if value.unit == "年" || value.unit == "年度" => {}
            ("value" | "target" | "count", Some(unit)) if unit == value.unit => {}
            ("value" | "count", None) if usual == Some(value.unit.as_str()) => {}
            // A new unit would also apply to the other numbers of the table.
            _ if shared => return None,
            ("value" | "count", None) if self.key("unit").is_none() => {
                fields += &self.field("unit", &value.unit);
            }
            ("value", Some("")) => {
                let start = self.key("unit")?.start + 1;
                edits.push(Draft::new(start..start, value.unit.as_str(), Reason::Unit));
            }
            // 1.2万 with the unit 亿元 is 1.2 万亿元, as it would be read aloud.
            ("value", Some(unit)) if is_scale_of(&value.unit, unit) => {
                let start = self.key("unit")?.start + 1;
                edits.push(Draft::new(start..start, value.unit.as_str(), Reason::Unit));
            }
            _ => return None,
        }
        if !fields.is_empty() {
            // After a dotted key, a plain key belongs to another table.
            if self.parts > 1 {
                return None;
            }
            let end = match self.place {
                Context::Line => self.line_end(),
                Context::Table => self.span.end,
                Context::Array => return None,
            };
            edits.push(Draft::new(end..end, fields, Reason::Unit));
        }
        Some(edits)
    }

    /// The span of the value of another key of the same table; next to a dotted key, that is dotted, too.
    fn key(&self, key: &str) -> Option<&Range<usize>> {
        let tables = &self.path[self.path.len().saturating_sub(self.parts)..self.path.len().saturating_sub(1)];
        let name: String = tables.iter().flat_map(|table| [table.as_str(), "."]).chain([key]).collect();
        self.keys.get(&name)
    }

    /// Whether the unit of the table applies to another number, too.
    fn shares_unit(&self, key: &str) -> bool {
        ["value", "target", "count"].into_iter().any(|other| other != key && self.key(other).is_some())
    }

    /// The text of another key of the table, if it is a plain string.
    fn written(&self, key: &str) -> Option<&str> {
        let raw = self.text.get(self.key(key)?.clone())?;
        let quoted = |mark: char| raw.strip_prefix(mark).and_then(|raw| raw.strip_suffix(mark));
        quoted('"').or_else(|| quoted('\'')).filter(|text| !text.contains(['"', '\'', '\\', '{']))
    }

    /// The text that adds a field to the table.
    fn field(&self, key: &str, value: &str) -> String {
        if self.place == Context::Table {
            return format!(", {key} = \"{value}\"");
        }
        let start = self.text[..self.span.start].rfind('\n').map_or(0, |at| at + 1);
        let line = &self.text[start..self.span.start];
        let indent = &line[..line.len() - line.trim_start().len()];
        // White space that TOML doesn't allow is corrected elsewhere, and must not be copied.
        let indent: String = indent.chars().map(|c| if c == '\t' { c } else { ' ' }).collect();
        let newline = if self.text[self.line_end()..].starts_with('\r') { "\r\n" } else { "\n" };
        format!("{newline}{indent}{key} = \"{value}\"")
    }

    fn line_end(&self) -> usize {
        let rest = &self.text[self.span.end..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        self.span.end + line.strip_suffix('\r').unwrap_or(line).len()
    }
}

const SCALES: [char; 5] = ['十', '百', '千', '万', '亿'];

/// Whether a scale can stand before a unit: 万 before 人, 万 before 亿元, and not 亿 before 万元.
fn is_scale_of(scale: &str, unit: &str) -> bool {
    let rank = |c: char| SCALES.iter().position(|known| *known == c);
    let (last, first) = (scale.chars().next_back().and_then(rank), unit.chars().next().and_then(rank));
    scale.chars().all(|c| rank(c).is_some()) && last.is_some_and(|last| first.is_none_or(|first| last < first))
}

/// A date in one of its usual forms, as a TOML value: a day without quotation marks, a month or a year with them.
fn date(word: &str) -> Option<String> {
    let word = narrow(word);
    let numbers: Vec<&str> = word.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let signs: Vec<char> = word.chars().filter(|c| !c.is_ascii_digit()).collect();
    let known = matches!(
        signs.as_slice(),
        ['年'] | ['年', '月'] | ['年', '月', '日'] | ['.' | '/' | '-'] | ['.', '.'] | ['/', '/'] | ['-', '-']
    );
    let number = |at: usize| numbers.get(at).filter(|digits| digits.len() <= 4)?.parse::<u32>().ok();
    let year = number(0).filter(|year| (1000..=9999).contains(year) && known)?;
    if word.starts_with(|c: char| !c.is_ascii_digit()) || (numbers.len() == 1 && signs != ['年']) {
        return None;
    }
    let parts = match numbers.len() {
        1 => (year as i32, None, None),
        2 => (year as i32, Some(number(1)?), None),
        3 => (year as i32, Some(number(1)?), Some(number(2)?)),
        _ => return None,
    };
    day_exists(parts).then(|| written_day(parts))
}
