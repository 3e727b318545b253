//! Recognizes the rows of a table that aren't districts: a title and the header above, totals and notes below.

use super::row::{Filled, Merged};
use crate::description::MAX_HEADER_ROWS;

/// Number of columns in Excel, and maximum number of merged ranges considered in a header.
const MAX_COLUMNS: usize = 16_384;
const MAX_MERGED_CELLS: usize = 2_000;

/// Separates the names of two header rows in a column's name.
const NAME_SEPARATOR: &str = "/";

/// The named columns. `lines` are the numbers of the header rows; a column's name joins the texts of all of them.
///
/// A merged cell names every column it spans. A CSV has no merged cells: there, an empty cell in an upper row belongs
/// to the name on its left.
pub(super) fn names(rows: &[Filled<'_>], lines: &[usize], merged: &[Merged], csv: bool) -> Vec<(usize, String)> {
    let row = |number: usize| Some(&rows[rows.binary_search_by_key(&number, |row| row.number).ok()?]);
    let merged: Vec<&Merged> = merged
        .iter()
        .filter(|area| lines.iter().any(|line| (area.rows.0..=area.rows.1).contains(line)))
        .take(MAX_MERGED_CELLS)
        .collect();
    // The text shown at a cell, which may come from a merged range, and whether it is written in this column.
    let shown = |number: usize, column: usize| -> Option<(&str, bool)> {
        if let Some(text) = row(number).and_then(|row| row.at(column)) {
            return Some((text, true));
        }
        let within = |(first, last): (usize, usize), at: usize| first <= at && at <= last;
        let over = merged.iter().find(|area| within(area.columns, column) && within(area.rows, number))?;
        row(over.rows.0)?.at(over.columns.0).map(|text| (text, over.columns.0 == column))
    };
    let filled = lines.iter().filter_map(|number| row(*number)).filter_map(|row| row.cells.last());
    let spread = merged.iter().filter(|area| row(area.rows.0).is_some_and(|row| row.at(area.columns.0).is_some()));
    let width = filled
        .map(|(column, _)| column + 1)
        .chain(spread.map(|area| area.columns.1 + 1))
        .max()
        .unwrap_or(0)
        .min(MAX_COLUMNS);
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut left: Vec<Option<&str>> = vec![None; lines.len()];
    for column in 0..width {
        let (mut parts, mut own): (Vec<&str>, bool) = (Vec::new(), false);
        for (k, line) in lines.iter().enumerate() {
            let cell = shown(*line, column);
            let below = || lines[k + 1..].iter().any(|line| shown(*line, column).is_some());
            let taken = match cell {
                None if csv && k + 1 < lines.len() && below() => left[k],
                None => None,
                Some((text, here)) => {
                    own |= here;
                    Some(text)
                }
            };
            left[k] = if cell.is_some() { taken } else { left[k] };
            // A cell merged downwards has the same text in both rows; don't repeat it.
            if let Some(text) = taken.filter(|text| parts.last() != Some(text)) {
                parts.push(text);
            }
        }
        // Line breaks in a header cell (Alt+Enter) only fit the text into the cell; drop them from the name.
        let name: String = parts.join(NAME_SEPARATOR).lines().map(str::trim).collect();
        // The other columns of a cell merged sideways don't count as columns, unless a lower row tells them apart.
        if !name.is_empty() && (own || lines.len() > 1 && out.last().is_none_or(|(_, before)| *before != name)) {
            out.push((column, name));
        }
    }
    out
}

/// The rows of the header, if the first row is a title: it has a single non-empty cell, and a row below has more.
pub(super) fn below_a_title(rows: &[Filled<'_>], merged: &[Merged], slug: &str) -> Option<Vec<usize>> {
    const MAX_TITLE_ROWS: usize = 8;
    let [(_, title)] = rows.first()?.cells[..] else { return None };
    let head = rows.iter().take(MAX_TITLE_ROWS).find(|row| row.cells.len() > 1).filter(|_| title != slug)?;
    // A second header row has words only, and either an empty first column or a sideways merged cell above it.
    let is_name = |(_, text): &(usize, &str)| !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    let first = head.cells.first().map(|(column, _)| *column);
    let continues = |number: usize| {
        let sideways = merged.iter().any(|area| area.rows.0 + 1 == number && area.columns.0 < area.columns.1);
        let row = rows.iter().find(|row| row.number == number);
        row.is_some_and(|row| {
            (sideways || first != row.cells.first().map(|(column, _)| *column)) && row.cells.iter().all(is_name)
        })
    };
    let more = (head.number + 1..head.number + MAX_HEADER_ROWS).take_while(|number| continues(*number));
    Some(std::iter::once(head.number).chain(more).collect())
}

/// Why a row isn't a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftOut {
    Total,
    Note,
}

/// Recognizes totals and notes by the row's first cell or its slug.
pub(super) fn left_out(row: &Filled<'_>, slug: Option<usize>) -> Option<LeftOut> {
    let (_, first) = row.cells.first()?;
    let slug = slug.and_then(|column| row.at(column));
    [Some(*first), slug].into_iter().flatten().find_map(by_its_words)
}

fn by_its_words(text: &str) -> Option<LeftOut> {
    const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];
    const NOTES: [&str; 16] = [
        "注",
        "备注",
        "附注",
        "说明",
        "填表说明",
        "填报说明",
        "数据来源",
        "资料来源",
        "来源",
        "填表人",
        "填报人",
        "制表人",
        "审核人",
        "负责人",
        "单位负责人",
        "联系人",
    ];
    const SIGNED: [&str; 8] = ["制表", "审核", "复核", "填报单位", "填表单位", "制表单位", "填报日期", "联系电话"];
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // ※注：, （注：…）
    let text = text.trim_start_matches(['*', '※', '★', '（', '(', '【', '[']);
    if SUMS.iter().any(|word| text.ends_with(word)) || matches!(text, "平均" | "平均值" | "均值") {
        return Some(LeftOut::Total);
    }
    let words = NOTES.iter().chain(&SIGNED).filter_map(|word| text.strip_prefix(word));
    // 注：, 注1： or （注）, but not 来源镇, which is a place name: a colon or bracket must follow.
    let note = words.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五".contains(c)));
    let signed = |rest: &str| rest.starts_with(['：', ':', '（', '(']);
    if note.clone().any(signed) || matches!(text, "注" | "说明" | "备注") {
        return Some(LeftOut::Note);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<'t>(rows: &[(usize, &[&'t str])]) -> Vec<Filled<'t>> {
        let filled =
            |cells: &[&'t str]| cells.iter().copied().enumerate().filter(|(_, text)| !text.is_empty()).collect();
        rows.iter().map(|(number, cells)| Filled { number: *number, cells: filled(cells) }).collect()
    }

    const HEAD: [(usize, &[&str]); 4] = [
        (1, &["2023年汇总表"]),
        (2, &["地区", "完成投资", "", "办结率", "备注"]),
        (3, &["", "数值", "同比增长"]),
        (4, &["城东区", "128.5", "17.8%", "96.5%"]),
    ];

    fn merged(areas: &[(usize, usize, usize, usize)]) -> Vec<Merged> {
        areas.iter().map(|(a, b, c, d)| Merged { columns: (*a, *b), rows: (*c, *d) }).collect()
    }

    #[test]
    fn names_of_two_rows_are_joined() {
        let areas = merged(&[(0, 4, 1, 1), (1, 2, 2, 2), (0, 0, 2, 3), (3, 3, 2, 3), (4, 4, 2, 3)]);
        let expected = ["地区", "完成投资/数值", "完成投资/同比增长", "办结率", "备注"];
        let found = |lines: &[usize], areas: &[Merged], csv| -> Vec<String> {
            names(&table(&HEAD), lines, areas, csv).into_iter().map(|(_, name)| name).collect()
        };
        assert_eq!(found(&[2, 3], &areas, false), expected);
        assert_eq!(found(&[2, 3], &[], true), expected);
        // One row of the head: what is merged downwards is seen there too, what is merged sideways once.
        assert_eq!(found(&[3], &areas, false), ["地区", "数值", "同比增长", "办结率", "备注"]);
        assert_eq!(found(&[2], &areas, false), ["地区", "完成投资", "办结率", "备注"]);
    }

    #[test]
    fn line_breaks_in_a_header_are_dropped() {
        let head = [(1, &["乡镇", "门急诊人次\r\n（万人次）", "床位\n数"][..])];
        let found: Vec<String> = names(&table(&head), &[1], &[], false).into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, ["乡镇", "门急诊人次（万人次）", "床位数"]);
    }

    #[test]
    fn a_title_isnt_a_head() {
        let areas = merged(&[(0, 4, 1, 1), (1, 2, 2, 2)]);
        assert_eq!(below_a_title(&table(&HEAD), &areas, "地区"), Some(vec![2, 3]));
        assert_eq!(below_a_title(&table(&HEAD), &[], "地区"), Some(vec![2, 3]));
        let plain = table(&[(1, &["汇总表"]), (3, &["地区", "产值"]), (4, &["城东区", "1"])]);
        assert_eq!(below_a_title(&plain, &[], "地区"), Some(vec![3]));
        let deep = table(&[
            (1, &["汇总表"]),
            (2, &["地区", "经济", "", "备注"]),
            (3, &["", "产值", "增速", ""]),
            (4, &["", "亿元", "同比", ""]),
            (5, &["城东区", "1", "2%", "无"]),
        ]);
        assert_eq!(below_a_title(&deep, &[], "地区"), Some(vec![2, 3, 4]));
        assert_eq!(below_a_title(&table(&[(1, &["地区"]), (2, &["城东区"])]), &[], "slug"), None);
        assert_eq!(below_a_title(&table(&[(1, &["地区", "产值"]), (2, &["城东区"])]), &[], "slug"), None);
    }

    #[test]
    fn sums_and_notes_are_no_districts() {
        let said = |cells: &[&str]| left_out(&table(&[(9, cells)])[0], Some(1));
        for sum in ["合计", "合 计", "总　计", "全市合计", "小计"] {
            assert_eq!(said(&[sum]), Some(LeftOut::Total), "{sum}");
            assert_eq!(said(&["9", sum]), Some(LeftOut::Total), "{sum}");
        }
        for note in [
            "注：数据为初步统计。",
            "注1：",
            "说明:一",
            "填表人：张三",
            "数据来源：统计局",
            "填报单位（盖章）：",
            "备注",
            "※注：",
            "（注：略）",
        ] {
            assert_eq!(said(&[note]), Some(LeftOut::Note), "{note}");
        }
        for district in ["来源镇", "注溪乡", "合计村委会", "总部经济区", "城东区", "说明书镇", "制表厂街道"]
        {
            assert_eq!(said(&["1", district]), None, "{district}");
        }
    }
}
