//! J: tables and numbered figures.

use std::collections::BTreeMap;

use super::Finder;
use crate::audit::reading::{Line, Reading, Role};
use crate::description::table_of;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for (index, origin) in reading.origins.iter().enumerate() {
        if table_of(origin) == Some("table") {
            let own = |line: &Line| line.glyphs.iter().any(|glyph| glyph.origin == Some(index));
            let lines: Vec<&Line> = reading.lines.iter().filter(|line| own(line)).collect();
            continued(finder, &lines);
            // Part of a code that takes several lines isn't a figure.
            let single = reading.paragraphs.iter().filter_map(|paragraph| match paragraph.lines[..] {
                [line] => reading.lines.get(line),
                _ => None,
            });
            let single: Vec<&Line> = single.filter(|line| own(line)).collect();
            figures(finder, &single);
        }
    }
    numbers(finder);
}

/// J1: a table continued on another page repeats its header and says 续表.
fn continued(finder: &mut Finder, lines: &[&Line]) {
    let role = |line: &Line| finder.column_of(line).map(|column| column.role);
    let Some(first) = lines.first().map(|line| line.around.page) else { return };
    let head: String = lines
        .iter()
        .filter(|line| line.around.page == first && role(line) == Some(Role::TableHead))
        .map(|line| line.text())
        .collect();
    let last = lines.iter().map(|line| line.around.page).max().unwrap_or(first);
    for page in first + 1..=last {
        let here: Vec<&&Line> = lines.iter().filter(|line| line.around.page == page).collect();
        let Some(line) = here.first() else { continue };
        let text: String = here.iter().map(|line| line.text()).collect();
        if !text.contains("续表") {
            finder.line("J1", line, "转页的表没有注明续表", "the continued table isn't marked 续表");
        } else if !head.is_empty() && !text.contains(&head) {
            finder.line("J1", line, "转页的表没有重复表头", "the continued table doesn't repeat its header");
        }
    }
}

/// J2: numbers below one another align and use digits of one width.
fn figures(finder: &mut Finder, lines: &[&Line]) {
    let number = |line: &&&Line| {
        let text = line.text();
        // A sign comes before a number; within one, it makes a date or a code.
        let bare = text.trim_start_matches(['−', '-', '+']);
        bare.chars().any(|c| c.is_ascii_digit()) && bare.chars().all(|c| c.is_ascii_digit() || ".,%".contains(c))
    };
    // Numbers on one page that overlap horizontally form a column.
    let mut columns: Vec<Vec<&Line>> = Vec::new();
    for line in lines.iter().filter(number) {
        let beside = |column: &Vec<&Line>| {
            column.iter().any(|other| {
                other.around.page == line.around.page
                    && (other.size() - line.size()).abs() < 0.1
                    && other.left() < line.right()
                    && line.left() < other.right()
            })
        };
        match columns.iter_mut().find(|column| beside(column)) {
            Some(column) => column.push(line),
            None => columns.push(vec![line]),
        }
    }
    for column in columns.iter().filter(|column| column.len() >= 3) {
        let spread = |ends: Vec<f64>| {
            let (low, high) = ends.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
            high - low
        };
        let point = |line: &&Line| {
            let point = line.glyphs.iter().find(|glyph| glyph.first() == '.');
            let digit = line.glyphs.iter().rev().find(|glyph| glyph.first().is_ascii_digit());
            point.map(|glyph| glyph.x).or(digit.map(|digit| digit.right())).unwrap_or_default()
        };
        let right = spread(column.iter().map(|line| line.right()).collect());
        if right > 0.5 && spread(column.iter().map(point).collect()) > 0.5 {
            finder.line("J2", column[0], "这一列数字没有对齐", "the figures in this column don't align");
        }
        let mut widths: BTreeMap<(usize, i64), f64> = BTreeMap::new();
        for line in column {
            for glyph in line.glyphs.iter().filter(|glyph| glyph.first().is_ascii_digit()) {
                let own = widths.entry((glyph.face, (glyph.size * 10.0) as i64)).or_insert(glyph.advance);
                if (*own - glyph.advance).abs() > 0.02 * glyph.size {
                    finder.line("J2", line, "数字不等宽", "the digits have different widths");
                    return;
                }
            }
        }
    }
}

/// J3: the numbers 表 1, 表 2, … in captions are consecutive.
fn numbers(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let mut last: BTreeMap<char, u64> = BTreeMap::new();
    for paragraph in &reading.paragraphs {
        let column = paragraph.column.and_then(|column| reading.columns.get(column));
        let Some(line) = paragraph.lines.first().and_then(|line| reading.lines.get(*line)) else { continue };
        if column.is_none_or(|column| column.role != Role::Caption) {
            continue;
        }
        let text = line.text();
        let mut rest = text.chars();
        let Some(kind) = rest.next().filter(|c| matches!(c, '表' | '图')) else { continue };
        let digits: String = rest.take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<u64>() else { continue };
        let before = last.insert(kind, number).unwrap_or(0);
        if Some(number) != before.checked_add(1) {
            let (zh, en) = match before {
                0 => (format!("编号从 {kind}{number} 开始"), format!("the numbering starts at {kind}{number}")),
                _ => (
                    format!("{kind}{number} 跟在 {kind}{before} 之后"),
                    format!("{kind}{number} follows {kind}{before}"),
                ),
            };
            finder.at("J3", line, 0, 1 + digits.len(), zh, en);
        }
    }
}
