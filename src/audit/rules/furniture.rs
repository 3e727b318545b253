//! H: folios, table of contents, running heads.

use std::collections::BTreeMap;

use super::Finder;
use crate::audit::reading::{Line, Reading, Role};

pub(super) fn check(finder: &mut Finder) {
    folios(finder);
    contents(finder);
    heads(finder);
}

/// The number that a line consists of, ignoring the dashes of a 公文 folio.
fn bare_number(line: &Line) -> Option<u64> {
    let text = line.text();
    let digits = text.trim_matches(['—', '-', '–', '·']);
    (!digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

/// H1: folios count the pages and are on the outer side.
fn folios(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let mut folios: Vec<(&Line, u64)> = Vec::new();
    for line in &reading.lines {
        let Some(page_info) = reading.pages.get(line.around.page) else { continue };
        let marked = finder.column_of(line).is_some_and(|column| column.role == Role::Folio);
        let outer = line.baseline() > 0.9 * page_info.height || line.baseline() < 0.08 * page_info.height;
        if (if reading.exact { marked } else { outer })
            && let Some(number) = bare_number(line)
        {
            folios.push((line, number));
        }
    }
    if reading.exact {
        marked_folios(finder, &folios);
    } else if !inferred_folios(finder, &mut folios) {
        return;
    }
    sides(finder, &folios);
}

/// Folios that the template marks: each must be the number of its page, and the cover has none.
fn marked_folios(finder: &mut Finder, folios: &[(&Line, u64)]) {
    let reading: &Reading = finder.reading;
    for (line, number) in folios {
        let page = line.around.page;
        let wanted = reading.pages[page].number;
        if *number != wanted {
            wrong_folio(finder, line, *number, wanted);
        } else if page == 0 && reading.pages.len() > 2 {
            finder.line("H1", line, "封面有页码", "the cover has a folio");
        }
    }
}

/// Numbers near the edge of a PDF's pages are folios if they are at the same height and count with the pages; the
/// others are dropped from `folios`. Returns whether there are any.
fn inferred_folios(finder: &mut Finder, folios: &mut Vec<(&Line, u64)>) -> bool {
    let height = |line: &Line| line.baseline().round() as i64;
    let mut heights: BTreeMap<i64, usize> = BTreeMap::new();
    for (line, _) in &*folios {
        *heights.entry(height(line)).or_default() += 1;
    }
    let Some((own, _)) = heights.into_iter().max_by_key(|(_, count)| *count) else { return false };
    folios.retain(|(line, _)| height(line) == own);
    let mut shifts: BTreeMap<i64, usize> = BTreeMap::new();
    for (line, number) in &*folios {
        *shifts.entry(*number as i64 - line.around.page as i64).or_default() += 1;
    }
    let Some((shift, count)) = shifts.into_iter().max_by_key(|(_, count)| *count) else { return false };
    if count < 3 || 2 * count < folios.len() {
        return false;
    }
    for (line, number) in &*folios {
        let wanted = line.around.page as i64 + shift;
        if *number as i64 != wanted {
            wrong_folio(finder, line, *number, wanted);
        }
    }
    true
}

fn wrong_folio(finder: &mut Finder, line: &Line, number: u64, wanted: impl std::fmt::Display) {
    let zh = format!("页码 {number}，应是 {wanted}");
    finder.line("H1", line, zh, format!("folio {number}, expected {wanted}"));
}

/// Odd folios are on the right, even ones on the left. Checked only if the document uses both sides; folios that are
/// always on one side are a design choice.
fn sides(finder: &mut Finder, folios: &[(&Line, u64)]) {
    let reading: &Reading = finder.reading;
    let sides: Vec<(&Line, bool, bool)> = folios
        .iter()
        .filter_map(|(line, number)| {
            let page_info = reading.pages.get(line.around.page)?;
            let middle = (line.left() + line.right()) / 2.0 - page_info.width / 2.0;
            (middle.abs() > 0.05 * page_info.width).then_some((*line, middle > 0.0, number % 2 == 1))
        })
        .collect();
    if !(sides.iter().any(|(_, right, _)| *right) && sides.iter().any(|(_, right, _)| !*right)) {
        return;
    }
    for (line, right, odd) in sides {
        if right != odd {
            let (zh, en) = if odd {
                ("单页码在左", "an odd folio on the left")
            } else {
                ("双页码在右", "an even folio on the right")
            };
            finder.line("H1", line, zh, en);
        }
    }
}

/// A title without its number and spaces, for comparison.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十、.．（）()第章节".contains(c))
        .to_owned()
}

/// H2: the page numbers in the table of contents are those of the headings.
fn contents(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    if reading.headings.is_empty() {
        return;
    }
    // Words at the same height are one entry, whatever is between them.
    let mut entries: Vec<Vec<&Line>> = Vec::new();
    for line in &reading.lines {
        if finder.column_of(line).is_none_or(|column| column.role != Role::Toc) {
            continue;
        }
        match entries.last_mut() {
            Some(entry)
                if entry[0].around.page == line.around.page && (entry[0].baseline() - line.baseline()).abs() < 1.0 =>
            {
                entry.push(line);
            }
            _ => entries.push(vec![line]),
        }
    }
    for entry in entries {
        let text: String = entry.iter().map(|line| line.text()).collect();
        let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (title, number) = text.split_at(text.len() - digits);
        let Ok(number) = number.parse::<u64>() else { continue };
        let title = plain(title.trim_end_matches(['.', '…', '·', '—']));
        if title.chars().count() < 2 {
            continue;
        }
        let pages: Vec<u64> = reading
            .headings
            .iter()
            .filter(|heading| plain(&heading.text) == title)
            .filter_map(|heading| reading.pages.get(heading.page).map(|page_info| page_info.number))
            .collect();
        if !pages.is_empty() && !pages.contains(&number) {
            let there = pages[0];
            let line = entry[entry.len() - 1];
            let zh = format!("目录写第 {number} 页，标题在第 {there} 页");
            finder.line("H2", line, zh, format!("the contents say page {number}; the heading is on page {there}"));
        }
    }
}

/// H3: a running head names a section of its page.
fn heads(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let sections: Vec<(usize, String)> = reading
        .headings
        .iter()
        .filter(|heading| heading.level == 1)
        .map(|heading| (heading.page, plain(&heading.text)))
        .filter(|(_, title)| title.chars().count() > 1)
        .collect();
    for line in &reading.lines {
        if finder.column_of(line).is_none_or(|column| column.role != Role::Running) {
            continue;
        }
        let (page, text) = (line.around.page, line.text());
        // Sections that begin on the page, and the one continued from before if there is text above them.
        let first = reading.headings.iter().filter(|heading| heading.level == 1 && heading.page == page);
        let head = first.filter_map(|heading| reading.lines.get(heading.line)).map(Line::baseline).reduce(f64::min);
        let above = |line: &Line| {
            let own = line.around.page == page && !line.around.furniture;
            own && head.is_none_or(|head| line.baseline() < head - line.size())
        };
        let goes_on = reading.lines.iter().any(above);
        let before = sections.iter().rev().find(|(own, _)| goes_on && *own < page);
        let here: Vec<&str> =
            sections.iter().filter(|(own, _)| *own == page).chain(before).map(|(_, title)| title.as_str()).collect();
        let other = sections.iter().find(|(_, title)| text.contains(title.as_str()) && !here.contains(&title.as_str()));
        if let Some((_, other)) = other
            && !here.iter().any(|title| text.contains(title))
        {
            finder.line(
                "H3",
                line,
                format!("书眉是“{other}”，不在本页"),
                format!("the running head is {other}, which isn't on this page"),
            );
        }
    }
}
