//! Reads CSV tables (RFC 4180) in UTF-8 or GBK.

use super::row::Row;
use super::spreadsheet::{MAX_CELLS, MAX_ROWS};
use super::table::MAX_AREA;
use crate::description::{Encoding, TableFile};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// Decodes a CSV in its declared encoding.
fn text(name: &str, bytes: &[u8], options: &TableFile) -> Result<String, Diagnostic> {
    match options.encoding.unwrap_or(Encoding::Utf8) {
        Encoding::Utf8 => match Source::from_bytes(name, bytes) {
            Ok(source) => Ok(source.text().to_owned()),
            Err(error) => {
                let shown = Source::new(name, String::from_utf8_lossy(&bytes[..error.offset]).into_owned());
                let end = shown.text().len();
                let message = Message::new("表格不是 UTF-8 编码", "the table is not valid UTF-8");
                let out = Diagnostic::error(Code::Encoding, message).at(&shown, end..end);
                Err(match error.encoding {
                    crate::source::Encoding::Gbk => out.hint(Message::new(
                        "它像是 GBK 编码：在 `[table]` 里写 `encoding = \"gbk\"`",
                        "it looks like GBK: write encoding = \"gbk\" in [table]",
                    )),
                    _ => out,
                })
            }
        },
        Encoding::Gbk => {
            let mut decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
            let max = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or_default();
            let mut out = String::with_capacity(max);
            match decoder.decode_to_string_without_replacement(bytes, &mut out, true) {
                (encoding_rs::DecoderResult::InputEmpty, _) => Ok(out),
                _ => {
                    let shown = Source::new(name, out);
                    let end = shown.text().len();
                    let message = Message::new("表格不是 GBK 编码", "the table is not valid GBK");
                    Err(Diagnostic::error(Code::Encoding, message).at(&shown, end..end))
                }
            }
        }
    }
}

/// Reads the rows of a CSV. Returns its delimiter too.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    options: &TableFile,
    batch: &Source,
) -> Result<(Vec<Row>, u8), Diagnostic> {
    let text = text(name, bytes, options)?;
    let delimiter = match options.delimiter.as_ref().map(|line| line.text.as_bytes()) {
        Some(&[byte]) if byte.is_ascii() => byte,
        Some(b"\t" | b"\\t") => b'\t',
        Some(_) => {
            let message = Message::new(
                "`delimiter` 只能写一个半角字符，如 \";\" 或 \"\\t\"",
                "delimiter must be one ASCII character, such as \";\" or \"\\t\"",
            );
            let error = Diagnostic::error(Code::BadNumber, message);
            return Err(options.delimiter.iter().fold(error, |error, line| error.at_field(batch, &line.origin)));
        }
        None => b',',
    };
    // Each separator takes a byte of the file, but many more in memory.
    let separators = text.bytes().filter(|byte| *byte == delimiter || *byte == b'\n').count();
    if separators > MAX_AREA {
        return Err(too_large(name, 1));
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut rows, mut filled) = (Vec::new(), 0_usize);
    // A record ends where the next one begins.
    let mut before: Option<(csv::StringRecord, usize, usize)> = None;
    let mut add = |record: &csv::StringRecord, raw: &str, line: usize| {
        filled += record.iter().filter(|text| !text.trim().is_empty()).count();
        rows.push(row(name, record, raw, line, delimiter));
        if rows.len() > MAX_ROWS || filled > MAX_CELLS { Err(too_large(name, line)) } else { Ok(()) }
    };
    for record in reader.records() {
        let record = record.map_err(|error| {
            let message = Message::new(
                format!("{name} 不是完整的 CSV 文件。原文：{error}"),
                format!("{name} is not a valid CSV file: {error}"),
            );
            Diagnostic::error(Code::Syntax, message)
        })?;
        let (start, line) = record.position().map_or((0, 1), |at| (at.byte() as usize, at.line() as usize));
        if let Some((record, from, line)) = before.replace((record, start, line)) {
            add(&record, text.get(from..start).unwrap_or_default(), line)?;
        }
    }
    if let Some((record, from, line)) = before {
        add(&record, text.get(from..).unwrap_or_default(), line)?;
    }
    Ok((rows, delimiter))
}

fn too_large(name: &str, line: usize) -> Diagnostic {
    let message = Message::new(
        format!("{name} 太大：最多 {MAX_ROWS} 行、{MAX_CELLS} 个有内容的格，读到第 {line} 行为止"),
        format!(
            "{name} is too large: the limits are {MAX_ROWS} rows and {MAX_CELLS} filled cells; stopped at line {line}"
        ),
    );
    let hint = Message::new("删去不是数据的行和列，或分成几批", "delete what isn't data, or split the batch");
    Diagnostic::error(Code::TooLarge, message).hint(hint)
}

/// A record with the spans of its cells. The csv crate only says where a record begins, so its text is scanned again.
fn row(name: &str, record: &csv::StringRecord, raw: &str, line: usize, delimiter: u8) -> Row {
    // The csv crate skips blank lines, but counts them in the position of the next record.
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

/// The spans of a record's fields without their quotation marks (RFC 4180, section 2).
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
