//! Named source texts, and positions in them.
//!
//! Every diagnostic and every decoded value refers to a [`Source`] by byte [`Span`]. A source is a file, a row of a
//! table, a program's data, or several of these concatenated; a span maps back to the original in each case.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A TOML text and the name that diagnostics print for it, usually its path.
///
/// Cheap to clone: the text is shared.
///
/// ```
/// use huimou::Source;
/// let source = Source::new("review.toml", "a = 1\n回眸 = 2");
/// assert_eq!(source.position(6), huimou::Position { line: 2, column: 1 });
/// ```
#[derive(Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    name: Box<str>,
    text: Box<str>,
    /// The line of the file that the text begins with, counted from 1.
    first_line: usize,
    /// The concatenated sources, each with the offset of its first byte; empty for a plain text.
    parts: Vec<(usize, Source)>,
    /// The table that the text is a row of.
    grid: Option<Arc<Grid>>,
    /// The offset and the path of each field of a program's data; `None` for a text that somebody wrote.
    fields: Option<Vec<(usize, String)>>,
    /// The offset of each line, computed on first use.
    lines: OnceLock<Vec<usize>>,
    /// How many characters stand before each block of `BLOCK` bytes, computed on first use.
    characters: OnceLock<Vec<usize>>,
    /// The text after syntax recovery, of the same length in bytes; computed on first use.
    recovered: OnceLock<Box<str>>,
}

/// A column is counted from the last of these blocks: a line of 10 MB with thousands of mistakes is counted only once.
const BLOCK: usize = 4096;

/// How the cells of a table's rows are named.
#[derive(Debug, Default)]
#[cfg_attr(not(feature = "batch"), allow(dead_code))]
pub(crate) struct Grid {
    /// The worksheet; `None` for a CSV.
    pub sheet: Option<String>,
    /// The character between two cells.
    pub separator: char,
    /// The names of the columns, in order; empty for a column without a name.
    pub columns: Vec<String>,
    /// The index of the column that identifies the district.
    pub owner: Option<usize>,
}

/// A cell of a table, or a range of adjacent cells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CellRef {
    /// The reference as in a spreadsheet: `汇总!G81`, or `G81` in a CSV, which has no worksheets.
    pub name: String,
    /// Whether the cell is in a spreadsheet rather than a CSV.
    pub sheet: bool,
    /// The name of the first cell's column; empty if it has none.
    pub column: String,
    /// The row's value in the column that identifies the district; empty if there is none.
    pub owner: String,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.inner, &other.inner);
        Arc::ptr_eq(a, b)
            || (a.first_line == b.first_line && a.name == b.name && a.text == b.text && a.fields == b.fields)
    }
}

impl Eq for Source {}

/// What bytes that are not valid UTF-8 look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// All bytes fit GBK or GB 18030, the usual encoding of older Chinese editors.
    Gbk,
    /// The bytes begin with a UTF-16 byte order mark, or every second one is zero.
    Utf16,
    /// No encoding that we recognise.
    Unknown,
}

/// The error for bytes that are not valid UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotText {
    /// What the bytes look like.
    pub encoding: Encoding,
    /// The offset of the first bad byte.
    pub offset: usize,
}

impl Source {
    /// A source from a text in memory.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::excerpt(name, text, 1)
    }

    /// A part of a file, beginning at line `first_line`, counted from 1.
    pub(crate) fn excerpt(name: impl Into<String>, text: impl Into<String>, first_line: usize) -> Self {
        let (name, text) = (name.into().into_boxed_str(), text.into().into_boxed_str());
        Self { inner: Arc::new(Inner { name, text, first_line, ..Inner::default() }) }
    }

    /// A row of a table; it may take several lines of its file, the first of which is `first_line`.
    #[cfg(feature = "batch")]
    pub(crate) fn row(name: &str, text: impl Into<String>, first_line: usize, grid: &Arc<Grid>) -> Self {
        let (text, grid) = (text.into().into_boxed_str(), Some(grid.clone()));
        Self { inner: Arc::new(Inner { name: name.into(), text, first_line, grid, ..Inner::default() }) }
    }

    /// A program's data as TOML. Nobody has seen this text, so diagnostics name fields instead of lines: `fields` holds
    /// the offset and the path of each field, in the order of the text.
    pub(crate) fn data(text: String, fields: Vec<(usize, String)>) -> Self {
        let inner = Inner { text: text.into(), first_line: 1, fields: Some(fields), ..Inner::default() };
        Self { inner: Arc::new(inner) }
    }

    /// Whether this is a program's data rather than a text that someone wrote.
    pub(crate) fn is_data(&self) -> bool {
        self.inner.fields.is_some()
    }

    /// The path of the field that contains `span`; `None` if this isn't a program's data.
    pub(crate) fn field(&self, span: Span) -> Option<&str> {
        let (part, span) = self.locate(span);
        let fields = part.inner.fields.as_ref()?;
        let after = fields.partition_point(|(start, _)| *start <= span.start);
        Some(after.checked_sub(1).and_then(|at| fields.get(at)).map_or("", |(_, path)| path))
    }

    /// Several sources concatenated, so that values from all of them share one range of offsets. A span in the whole
    /// maps back to its original source ([`locate`](Self::locate)).
    #[cfg(feature = "batch")]
    pub(crate) fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let (mut text, mut at) = (String::new(), Vec::new());
        for part in parts {
            at.push((text.len(), part.clone()));
            text.push_str(part.text());
            // Keeps a span at the very end of one source out of the next.
            text.push('\n');
        }
        let name = at.first().map(|(_, part)| part.name().into()).unwrap_or_default();
        let inner = Inner { name, text: text.into(), first_line: 1, parts: at, ..Inner::default() };
        Self { inner: Arc::new(inner) }
    }

    /// The original source of a span, and the span in it.
    pub(crate) fn locate(&self, span: Span) -> (&Self, Span) {
        let after = self.inner.parts.partition_point(|(start, _)| *start <= span.start);
        let Some((start, part)) = after.checked_sub(1).and_then(|at| self.inner.parts.get(at)) else {
            return (self, span);
        };
        let within = |at: usize| (at - start).min(part.text().len());
        (part, Span { start: within(span.start), end: within(span.end.max(span.start)) })
    }

    /// A source from the bytes of a file; a UTF-8 byte order mark is dropped.
    pub(crate) fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, NotText> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            // Line breaks of old Macs (CR): replacing each by LF keeps all offsets.
            Ok(text) if text.contains('\r') && !text.contains('\n') => Ok(Self::new(name, text.replace('\r', "\n"))),
            Ok(text) if is_wide(bytes) => {
                Err(NotText { encoding: Encoding::Utf16, offset: text.find('\0').unwrap_or(0) })
            }
            Ok(text) => Ok(Self::new(name, text)),
            Err(error) => Err(NotText { encoding: guess(bytes), offset: error.valid_up_to() }),
        }
    }

    /// The name that diagnostics print.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text after syntax recovery. `recover` runs once; the result lives as long as the source, so that a parsed
    /// tree can borrow from it.
    pub(crate) fn recovered(&self, recover: impl FnOnce() -> String) -> &str {
        self.inner.recovered.get_or_init(|| recover().into())
    }

    /// The line of the file that the text begins with, counted from 1.
    #[cfg(feature = "batch")]
    pub(crate) fn first_line(&self) -> usize {
        self.inner.first_line
    }

    /// Line and column of a byte offset, both counted from 1, columns in characters.
    ///
    /// An offset past the end gives the position after the last character.
    pub fn position(&self, offset: usize) -> Position {
        let (part, span) = self.locate(Span { start: offset, end: offset });
        if !self.inner.parts.is_empty() {
            return part.position(span.start);
        }
        let text = self.text();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let lines = self.inner.lines.get_or_init(|| {
            let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        });
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines[line.saturating_sub(1)];
        let column = match offset - start {
            near if near <= BLOCK => count(&text.as_bytes()[start..offset]),
            _ => self.characters_before(offset) - self.characters_before(start),
        };
        Position { line: line + self.inner.first_line - 1, column: column + 1 }
    }

    /// How many characters stand before `offset`, which is a boundary between two.
    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text().as_bytes();
        let blocks = self.inner.characters.get_or_init(|| {
            let add = |sum: &mut usize, block: &[u8]| Some(std::mem::replace(sum, *sum + count(block)));
            bytes.chunks(BLOCK).scan(0, add).collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        blocks.get(block).map_or(0, |before| before + count(&bytes[block * BLOCK..offset]))
    }
}

impl Source {
    /// The cell, or range of cells, that contains `span`; `None` if the text isn't a row of a table.
    pub fn cell(&self, span: Span) -> Option<CellRef> {
        let (part, span) = self.locate(span);
        let grid = part.inner.grid.as_ref()?;
        let (first, last) = (part.column(grid, span.start), part.column(grid, span.end.max(span.start)));
        let row = part.inner.first_line;
        let mut name = match &grid.sheet {
            Some(sheet) if sheet.chars().all(|c| c.is_alphanumeric() || c == '_') => format!("{sheet}!"),
            Some(sheet) => format!("'{}'!", sheet.replace('\'', "''")),
            None => String::new(),
        };
        name.push_str(&format!("{}{row}", letters(first)));
        if last > first {
            name.push_str(&format!(":{}{row}", letters(last)));
        }
        let column = grid.columns.get(first).cloned().unwrap_or_default();
        let owner = grid.owner.and_then(|at| part.cells(grid).get(at).copied()).unwrap_or_default().to_owned();
        Some(CellRef { name, sheet: grid.sheet.is_some(), column, owner })
    }

    /// The offsets of a row's separators. In a CSV, those inside quotation marks don't count.
    fn separators<'s>(&'s self, grid: &Grid) -> impl Iterator<Item = usize> + 's {
        let (separator, quotes, mut quoted) = (grid.separator, grid.sheet.is_none(), false);
        self.text().char_indices().filter_map(move |(at, c)| {
            quoted ^= c == '"' && quotes;
            (c == separator && !quoted).then_some(at)
        })
    }

    /// The index of the cell at an offset of a row.
    fn column(&self, grid: &Grid, offset: usize) -> usize {
        self.separators(grid).take_while(|at| *at < offset).count()
    }

    /// The cells of a row.
    fn cells(&self, grid: &Grid) -> Vec<&str> {
        let (text, mut start, mut out) = (self.text(), 0, Vec::new());
        for end in self.separators(grid).chain([text.len()]) {
            out.push(text[start..end].trim().trim_matches('"'));
            start = (end + grid.separator.len_utf8()).min(text.len());
        }
        out
    }

    /// A span's start as messages print it: `review.toml:2:5`, `t.xlsx 汇总!G81`, or the field's path in a program's
    /// data.
    pub fn place(&self, span: Span) -> String {
        let (part, within) = self.locate(span);
        if let Some(path) = part.field(within) {
            return path.to_owned();
        }
        match part.cell(within).filter(|cell| cell.sheet) {
            Some(cell) => format!("{} {}", part.name(), cell.name),
            None => {
                let at = part.position(within.start);
                format!("{}:{}:{}", part.name(), at.line, at.column)
            }
        }
    }
}

/// The number of characters in UTF-8 whose first byte is here.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// The spreadsheet name of a column, counted from 0: A, Z, AA.
pub(crate) fn letters(column: usize) -> String {
    let (mut left, mut out) = (column + 1, String::new());
    while left > 0 {
        out.insert(0, char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    out
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?}, {} bytes)", self.name(), self.text().len())
    }
}

/// Guesses the encoding of bytes that aren't UTF-8. In GBK, lead bytes are 0x81 to 0xFE and trail bytes 0x40 to 0xFE
/// except 0x7F; GB 18030—2022 adds four-byte characters.
fn guess(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || is_wide(bytes) {
        return Encoding::Utf16;
    }
    let mut rest = bytes.iter();
    while let Some(&lead) = rest.next() {
        if lead < 0x80 {
            continue;
        }
        let trail = rest.next().copied().unwrap_or(0);
        // The second byte of a four-byte character of GB 18030 is a digit.
        if trail.is_ascii_digit() {
            let more = (rest.next().copied().unwrap_or(0), rest.next().copied().unwrap_or(0));
            if (0x81..=0xFE).contains(&lead) && (0x81..=0xFE).contains(&more.0) && more.1.is_ascii_digit() {
                continue;
            }
            return Encoding::Unknown;
        }
        if !(0x81..=0xFE).contains(&lead) || !(0x40..=0xFE).contains(&trail) || trail == 0x7F {
            return Encoding::Unknown;
        }
    }
    Encoding::Gbk
}

/// Whether the bytes look like UTF-16 without a byte order mark: in brackets, quotes and line breaks, every second byte
/// is zero.
fn is_wide(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    head.len() >= 4 && zeros(0).max(zeros(1)) * 8 >= head.len()
}

/// Whether `c` is a bidirectional control (Unicode TR 36, 2.5), which can make text display differently from its order.
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}')
}

/// A line and column of a [`Source`], both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A half-open range of bytes of a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// Where a value of a description was written: its field path and its span.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The field path, such as `section[3].award[0].name`; indices count from 0.
    pub path: Arc<str>,
    /// The bytes of the value.
    pub span: Span,
}

impl Origin {
    /// Whether this is the value at `path` or inside it.
    pub(crate) fn is_within(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_their_encoding() {
        let gbk = [b'a', 0xBC, 0xCE, 0xD0, 0xCB];
        assert_eq!(Source::from_bytes("x", &gbk).unwrap_err().encoding, Encoding::Gbk);
        assert_eq!(Source::from_bytes("x", &[0xFF, 0xFE, b'a', 0]).unwrap_err().encoding, Encoding::Utf16);
        assert_eq!(Source::from_bytes("x", &[b'a', 0xC3, b' ']).unwrap_err().encoding, Encoding::Unknown);
        assert_eq!(Source::from_bytes("x", b"\xEF\xBB\xBFa").unwrap().text(), "a");
        let wide: Vec<u8> = "[review]\ntitle = \"回眸\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Source::from_bytes("x", &wide).unwrap_err().encoding, Encoding::Utf16);
        assert_eq!(Source::from_bytes("x", b"a = 1\rb = 2\r").unwrap().text(), "a = 1\nb = 2\n");
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("x", "嘉兴\r\n回眸a");
        assert_eq!(source.position(8 + 3), Position { line: 2, column: 2 });
        assert_eq!(source.position(999), Position { line: 2, column: 4 });
        let long = "回a".repeat(5000);
        let source = Source::new("x", format!("a\n{long}\n{long}"));
        for at in [0, 3, 1365, 4095, 4999] {
            assert_eq!(source.position(2 + 4 * at), Position { line: 2, column: 2 * at + 1 });
            assert_eq!(source.position(3 + long.len() + 4 * at + 3), Position { line: 3, column: 2 * at + 2 });
        }
    }

    #[test]
    #[cfg(feature = "batch")]
    fn cells_are_called_as_spreadsheets_call_them() {
        let grid = |sheet: Option<&str>, separator| {
            let columns = ["地区", "产值"].map(str::to_owned).to_vec();
            Arc::new(Grid { sheet: sheet.map(str::to_owned), separator, columns, owner: Some(0) })
        };
        let row = Source::row("t.xlsx", "南湖\"区 | 12.5 | 注", 81, &grid(Some("汇总"), '|'));
        let at = |text: &str| {
            let start = row.text().find(text).unwrap();
            Span { start, end: start + text.len() }
        };
        assert_eq!(row.place(at("12.5")), "t.xlsx 汇总!B81");
        let cell = row.cell(at("12.5")).unwrap();
        assert_eq!((cell.column.as_str(), cell.owner.as_str()), ("产值", "南湖\"区"));
        assert_eq!(row.cell(at("12.5 | 注")).unwrap().name, "汇总!B81:C81");
        let joined = Source::joined([Source::new("base.toml", "a = 1"), row.clone()]);
        let start = joined.text().find("注").unwrap();
        assert_eq!(joined.place(Span { start, end: start }), "t.xlsx 汇总!C81");
        let spaced = Source::row("t.xlsx", "a", 1, &grid(Some("二 '3"), '|'));
        assert_eq!(spaced.place(Span::default()), "t.xlsx '二 ''3'!A1");
        let csv = Source::row("t.csv", "\"南湖,区\",12.5", 3, &grid(None, ','));
        let start = csv.text().find("12").unwrap();
        assert_eq!(csv.place(Span { start, end: start }), "t.csv:3:8");
        let cell = csv.cell(Span { start, end: start }).unwrap();
        assert_eq!((cell.name.as_str(), cell.owner.as_str()), ("B3", "南湖,区"));
        assert_eq!([letters(0), letters(25), letters(26), letters(701), letters(702)], ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    #[cfg(feature = "batch")]
    fn places_of_joined_texts_lead_home() {
        let row = Source::excerpt("table.csv", "南湖区,12", 7);
        let joined = Source::joined([Source::new("base.toml", "a = 1"), row]);
        let at = joined.text().find("12").unwrap();
        assert_eq!(joined.position(at), Position { line: 7, column: 5 });
        let (part, span) = joined.locate(Span { start: at, end: at + 2 });
        assert_eq!((part.name(), &part.text()[span.start..span.end]), ("table.csv", "12"));
        let (part, span) = joined.locate(Span { start: 5, end: 5 });
        assert_eq!((part.name(), span), ("base.toml", Span { start: 5, end: 5 }));
    }
}
