//! Sheets of spreadsheets.

#[cfg(feature = "xlsx")]
use super::table::Row;
use crate::diagnostic::{Code, Diagnostic, Message};
#[cfg(feature = "xlsx")]
use crate::source::{Source, Span};

/// The rows of a sheet. A row is shown as one line, with its cells parted by ` | `. Cells that hold an error go to
/// `found`.
#[cfg(feature = "xlsx")]
pub(super) fn records(
    name: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    found: &mut Vec<Diagnostic>,
) -> Result<Vec<Row>, Diagnostic> {
    use calamine::{Data, Reader, open_workbook_auto_from_rs};

    let broken = |fault: &dyn std::fmt::Display| {
        let message = Message::new(format!("读不了 {name}：{fault}"), format!("can't read {name}: {fault}"));
        Diagnostic::error(Code::ReadFailed, message)
    };
    let mut book = open_workbook_auto_from_rs(std::io::Cursor::new(bytes)).map_err(|fault| broken(&fault))?;
    let names = book.sheet_names();
    let sheet = match sheet {
        Some(wanted) if !names.iter().any(|name| name == wanted) => {
            let message = Message::new(
                format!("{name} 没有工作表 {wanted}，有的是 {}", names.join("、")),
                format!("{name} has no sheet {wanted}; it has {}", names.join(", ")),
            );
            return Err(Diagnostic::error(Code::UnknownReference, message));
        }
        Some(wanted) => wanted.to_owned(),
        None => names.first().cloned().unwrap_or_default(),
    };
    let range = book.worksheet_range(&sheet).map_err(|fault| broken(&fault))?;
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let shown = format!("{name}[{sheet}]");
    let mut rows = Vec::new();
    for (k, cells) in range.rows().enumerate() {
        let (mut line, mut spans, mut broken) = (String::new(), Vec::new(), Vec::new());
        for cell in cells {
            if !spans.is_empty() {
                line.push_str(" | ");
            }
            let text = match cell {
                Data::Empty => String::new(),
                Data::String(text) => text.trim().to_owned(),
                Data::Error(fault) => {
                    broken.push((spans.len(), fault));
                    fault.to_string()
                }
                Data::Float(number) => digits(*number),
                Data::DateTime(date) => {
                    let (year, month, day, ..) = date.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}")
                }
                other => other.to_string(),
            };
            let start = line.len();
            // A break inside a cell doesn't begin another row, so places must not count it.
            line.push_str(&text.replace(['\n', '\r'], " "));
            spans.push((text, Span { start, end: line.len() }));
        }
        let source = Source::excerpt(&*shown, line, first + k + 1);
        found.extend(broken.into_iter().map(|(at, fault)| {
            let message = Message::new(format!("这一格是错误值 {fault}"), format!("this cell holds the error {fault}"));
            Diagnostic::error(Code::BadNumber, message).at(&source, spans[at].1)
        }));
        rows.push(Row::new(source, spans));
    }
    Ok(rows)
}

/// A number with the 15 digits that spreadsheets reckon with: 0.1 + 0.2 is stored as 0.30000000000000004, and
/// nobody has seen it there.
#[cfg(feature = "xlsx")]
fn digits(number: f64) -> String {
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

/// Without the feature `xlsx` there is no reader for them.
#[cfg(not(feature = "xlsx"))]
pub(super) fn records(name: &str, _: &[u8], _: Option<&str>, _: &mut Vec<Diagnostic>) -> Result<Vec<Row>, Diagnostic> {
    let message = Message::new(
        format!("读不了 {name}：这个程序没有编入 xlsx 功能"),
        format!("can't read {name}: this program was built without the feature xlsx"),
    );
    Err(Diagnostic::error(Code::ReadFailed, message).hint(Message::new("另存为 CSV", "save it as CSV")))
}
