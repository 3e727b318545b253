//! A table with a row for every district: CSV, or a sheet of a spreadsheet.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::description::{Encoding, TableFile};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// The largest table that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// How many rows of another length than the head's are told one by one.
const NAMED: usize = 8;

/// A table in memory; every cell knows where it stands.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The columns that have a name, by their place.
    pub columns: Arc<BTreeMap<String, usize>>,
    pub rows: Vec<Row>,
}

/// One row: its own lines of the file, and where its cells stand in them. Held small, for there may be ten
/// thousand of them.
#[derive(Debug)]
pub(super) struct Row {
    pub source: Source,
    /// First byte of each cell, and first byte after.
    cells: Box<[(u32, u32)]>,
    /// The texts that aren't what stands in their place, since quotation marks in them are doubled there.
    others: Box<[(u32, Box<str>)]>,
}

impl Row {
    /// `cells` are the texts, without quotation marks and white space around them, and where they stand.
    pub fn new(source: Source, cells: impl IntoIterator<Item = (String, Span)>) -> Self {
        let mut others = Vec::new();
        // No row has 4 GiB: a CSV has at most `LARGEST` bytes, a sheet 16,384 columns of 32,767 characters.
        let cell = |(column, (text, span)): (usize, (String, Span))| {
            if source.text().get(span.start..span.end) != Some(text.as_str()) {
                others.push((column as u32, text.into_boxed_str()));
            }
            (span.start as u32, span.end as u32)
        };
        let cells = cells.into_iter().enumerate().map(cell).collect();
        Self { source, cells, others: others.into() }
    }

    /// A cell's text and its place in the row's own lines.
    pub fn cell(&self, column: usize) -> Option<(&str, Span)> {
        let (start, end) = *self.cells.get(column)?;
        let span = Span { start: start as usize, end: end as usize };
        let there = || self.source.text().get(span.start..span.end).unwrap_or_default();
        let other = self.others.binary_search_by_key(&(column as u32), |(other, _)| *other);
        Some((other.map_or_else(|_| there(), |at| &self.others[at].1), span))
    }

    fn texts(&self) -> impl Iterator<Item = (&str, Span)> {
        (0..self.cells.len()).filter_map(|column| self.cell(column))
    }
}

/// Reads a table; what is wrong with it is reported with its line.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    wish: &TableFile,
    batch: &Source,
    found: &mut Vec<Diagnostic>,
) -> Option<Table> {
    if bytes.len() > LARGEST {
        let message = Message::new(
            format!("{name} 有 {} 字节，数据表不得超过 {LARGEST} 字节", bytes.len()),
            format!("{name} has {} bytes; a table may have {LARGEST}", bytes.len()),
        );
        found.push(Diagnostic::error(Code::TooLarge, message));
        return None;
    }
    let lower = name.to_lowercase();
    let records = if [".xlsx", ".xlsm", ".ods", ".xls"].iter().any(|end| lower.ends_with(end)) {
        super::spreadsheet::records(name, bytes, wish.sheet.as_ref().map(|line| line.text.as_str()), found)
    } else {
        text(name, bytes, wish).and_then(|text| records(name, &text, wish, batch))
    };
    let placed = |fault: Diagnostic| {
        let line = wish.sheet.as_ref().filter(|_| fault.code == Code::UnknownReference).unwrap_or(&wish.file);
        if fault.labels.is_empty() { fault.at_field(batch, &line.origin) } else { fault }
    };
    let mut records = records.map_err(|fault| found.push(placed(fault))).ok()?.into_iter();
    let Some(head) = records.next() else {
        let message = Message::new(format!("{name} 是空表"), format!("{name} is an empty table"));
        found.push(Diagnostic::error(Code::Empty, message));
        return None;
    };
    let mut columns = BTreeMap::new();
    for (k, (title, span)) in head.texts().enumerate().filter(|(_, (title, _))| !title.is_empty()) {
        if columns.insert(title.to_owned(), k).is_some() {
            let message = Message::new(format!("有两列都叫 `{title}`"), format!("two columns are called `{title}`"));
            found.push(Diagnostic::error(Code::Duplicate, message).at(&head.source, span));
        }
    }
    let width = head.cells.len();
    let mut rows = Vec::new();
    let mut uneven = 0;
    for row in records {
        if row.texts().all(|(text, _)| text.is_empty()) {
            continue;
        }
        if row.cells.len() != width {
            uneven += 1;
        }
        // One comma too many in the head, and every row of a table is uneven.
        if row.cells.len() != width && uneven <= NAMED {
            let message = Message::new(
                format!("这一行有 {} 格，表头有 {width} 格", row.cells.len()),
                format!("this row has {} cells, the head has {width}", row.cells.len()),
            );
            let all = 0..row.source.text().len();
            found.push(Diagnostic::error(Code::Contradiction, message).at(&row.source, all));
        }
        rows.push(row);
    }
    if uneven > NAMED {
        let message = Message::new(
            format!("{name} 一共有 {uneven} 行的格数与表头不同，前面只列出 {NAMED} 行"),
            format!("in all, {uneven} rows of {name} have another number of cells than the head; {NAMED} are shown"),
        );
        found.push(Diagnostic::error(Code::Contradiction, message).at_field(batch, &wish.file.origin));
    }
    Some(Table { columns: Arc::new(columns), rows })
}

/// The text of a CSV in its declared encoding.
fn text(name: &str, bytes: &[u8], wish: &TableFile) -> Result<String, Diagnostic> {
    match wish.encoding.unwrap_or(Encoding::Utf8) {
        Encoding::Utf8 => match Source::from_bytes(name, bytes) {
            Ok(source) => Ok(source.text().to_owned()),
            Err(fault) => {
                let shown = Source::new(name, String::from_utf8_lossy(&bytes[..fault.offset]).into_owned());
                let end = shown.text().len();
                let message = Message::new("表格不是 UTF-8 文本", "the table is no UTF-8 text");
                let out = Diagnostic::error(Code::Encoding, message).at(&shown, end..end);
                Err(match fault.encoding {
                    crate::source::Encoding::Gbk => out.hint(Message::new(
                        "它像是 GBK 编码：在 [table] 里写 encoding = \"gbk\"",
                        "it looks like GBK: write encoding = \"gbk\" in [table]",
                    )),
                    _ => out,
                })
            }
        },
        Encoding::Gbk => {
            let mut decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
            let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or_default();
            let mut out = String::with_capacity(most);
            match decoder.decode_to_string_without_replacement(bytes, &mut out, true) {
                (encoding_rs::DecoderResult::InputEmpty, _) => Ok(out),
                _ => {
                    let shown = Source::new(name, out);
                    let end = shown.text().len();
                    let message = Message::new("表格不是 GBK 文本", "the table is no GBK text");
                    Err(Diagnostic::error(Code::Encoding, message).at(&shown, end..end))
                }
            }
        }
    }
}

fn records(name: &str, text: &str, wish: &TableFile, batch: &Source) -> Result<Vec<Row>, Diagnostic> {
    let delimiter = match wish.delimiter.as_ref().map(|line| line.text.as_bytes()) {
        Some(&[byte]) if byte.is_ascii() => byte,
        Some(b"\t" | b"\\t") => b'\t',
        Some(_) => {
            let message = Message::new("delimiter 只能是一个 ASCII 字符", "delimiter can only be one ASCII character");
            let fault = Diagnostic::error(Code::BadNumber, message);
            return Err(wish.delimiter.iter().fold(fault, |fault, line| fault.at_field(batch, &line.origin)));
        }
        None => b',',
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut starts = Vec::new();
    let mut parsed = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|fault| {
            Diagnostic::error(Code::Syntax, Message::new(format!("{name}：{fault}"), format!("{name}: {fault}")))
        })?;
        let at = record.position().map_or((0, 1), |at| (at.byte() as usize, at.line() as usize));
        starts.push(at);
        parsed.push(record);
    }
    let ends = starts.iter().skip(1).map(|(byte, _)| *byte).chain([text.len()]);
    Ok(parsed
        .iter()
        .zip(starts.iter().zip(ends))
        .map(|(record, ((from, line), to))| {
            row(name, record, text.get(*from..to).unwrap_or_default(), *line, delimiter)
        })
        .collect())
}

/// A record with the places of its cells. The reader tells only where a record begins.
fn row(name: &str, record: &csv::StringRecord, raw: &str, line: usize, delimiter: u8) -> Row {
    // Blank lines before a record are skipped by the reader and belong to no record.
    let blank = raw.len() - raw.trim_start_matches(['\n', '\r']).len();
    let line = line + raw[..blank].matches('\n').count();
    let raw = raw.trim_matches(['\n', '\r']);
    let spans = fields(raw, delimiter);
    let whole = Span { start: 0, end: raw.len() };
    let cells = record.iter().enumerate().map(|(k, text)| {
        let span = if spans.len() == record.len() { spans[k] } else { whole };
        (text.trim().to_owned(), trimmed(raw, span))
    });
    Row::new(Source::excerpt(name, raw, line), cells)
}

fn trimmed(raw: &str, span: Span) -> Span {
    let text = &raw[span.start..span.end];
    let start = span.start + text.len() - text.trim_start().len();
    Span { start, end: (start + text.trim().len()).max(start) }
}

/// Where the fields of a record stand, without their quotation marks (RFC 4180, section 2).
fn fields(raw: &str, delimiter: u8) -> Vec<Span> {
    let bytes = raw.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    loop {
        let quoted = bytes.get(at) == Some(&b'"');
        let start = at + usize::from(quoted);
        let mut end = start;
        if quoted {
            while end < bytes.len() {
                match (bytes[end], bytes.get(end + 1)) {
                    (b'"', Some(b'"')) => end += 2,
                    (b'"', _) => break,
                    _ => end += 1,
                }
            }
        }
        at = end;
        while at < bytes.len() && bytes[at] != delimiter {
            at += 1;
        }
        spans.push(Span { start, end: if quoted { end.min(bytes.len()) } else { at } });
        if at >= bytes.len() {
            return spans;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_where_they_were_written() {
        let raw = "南湖区,\"1,\"\"2\"\"\",, x";
        let texts: Vec<&str> = fields(raw, b',').iter().map(|span| &raw[span.start..span.end]).collect();
        assert_eq!(texts, ["南湖区", "1,\"\"2\"\"", "", " x"]);
        assert_eq!(fields("", b',').len(), 1);
        assert_eq!(fields("\"open", b',').len(), 1);
    }
}
