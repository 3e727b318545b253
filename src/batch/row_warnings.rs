//! Warnings about rows that are read, or not read, against what a person looking at the table might expect: hidden rows
//! are read, totals and notes aren't.

use std::collections::BTreeMap;

use super::head::LeftOut;
use super::row::Row;
use crate::diagnostic::{Code, Diagnostic, Message};

/// How many runs of rows a message lists.
const MAX_ROWS_SHOWN: usize = 20;

/// Row numbers in Chinese and English, runs as `5—9`.
fn list(numbers: &[usize]) -> (String, String) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run =
        |(first, last): &(usize, usize)| if first == last { first.to_string() } else { format!("{first}—{last}") };
    let shown: Vec<String> = runs.iter().take(MAX_ROWS_SHOWN).map(run).collect();
    let more = if runs.len() > MAX_ROWS_SHOWN { ("等", ", …") } else { ("", "") };
    (shown.join("、") + more.0, shown.join(", ") + more.1)
}

/// Hidden rows, which are read; `first` is the first of them.
pub(super) fn hidden_rows(numbers: &[usize], first: &Row) -> Diagnostic {
    let ((zh, en), count) = (list(numbers), numbers.len());
    let message = Message::new(
        format!("有 {count} 行是隐藏的，也读了：第 {zh} 行"),
        format!("hidden rows are read too ({count}): {en}"),
    );
    let hint = Message::new("不要的行，从表里删掉", "delete rows that you don't want from the table");
    let all = 0..first.source.text().len();
    Diagnostic::warning(Code::HiddenRow, message).at(&first.source, all).hint(hint)
}

/// Totals and notes, which aren't read as districts.
pub(super) fn left_out(out: &BTreeMap<usize, LeftOut>, rows: &[Row]) -> Option<Diagnostic> {
    let first = rows.first()?;
    let of = |kind: LeftOut| -> Vec<usize> { out.iter().filter(|(_, k)| **k == kind).map(|(n, _)| *n).collect() };
    let kinds = [(LeftOut::Total, "合计", "totals"), (LeftOut::Note, "注释", "notes")];
    let said = kinds.iter().filter_map(|(kind, zh, en)| {
        let numbers = of(*kind);
        let (zh_list, en_list) = list(&numbers);
        (!numbers.is_empty()).then(|| (format!("第 {zh_list} 行（{zh}）"), format!("{en_list} ({en})")))
    });
    let (zh, en): (Vec<String>, Vec<String>) = said.unzip();
    let message = Message::new(
        format!("有 {} 行不算地区，没有读：{}", out.len(), zh.join("、")),
        format!("rows that are not districts were skipped: {}", en.join(", ")),
    );
    let hint = Message::new(
        "规则：第一格或地区一格写着合计、总计、小计、平均，或以注：、说明：、填表人：等开头；若确是地区，改一改这一格",
        "the rule: the first cell, or the one with the slug, says 合计, 总计, 小计 or 平均, or begins with 注：, 说明：, 填表人： \
         or the like; if the row is a district, change that cell",
    );
    let all = 0..first.source.text().len();
    Some(Diagnostic::warning(Code::RowLeftOut, message).at(&first.source, all).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn consecutive_rows_are_listed_as_a_range() {
        assert_eq!(list(&[3, 5, 6, 7, 9]).0, "3、5—7、9");
        let many: Vec<usize> = (0..100).map(|k| 2 * k).collect();
        assert!(list(&many).0.ends_with("36、38等"));
    }
}
