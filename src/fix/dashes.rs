//! Corrects dashes, ranges and ellipses.

use super::cells::Cells;
use super::reason::Reason;
use crate::text::is_cjk;

/// Whether a character is typed for a dash.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '─' | '―' | '–')
}

/// Corrects `--` between Chinese words.
pub(super) fn dashes(cells: &mut Cells) {
    let mut at = 0;
    while at < cells.cells.len() {
        let mut end = at;
        while cells.has(end, is_dash) {
            end += 1;
        }
        // The cheap test first: looking for spaces around each character would take quadratic time.
        if !(2..=4).contains(&(end - at)) {
            at = end.max(at + 1);
            continue;
        }
        // At either end of a text they belong to a list or a table.
        let (from, to) = (blanks_before(cells, at), blanks_behind(cells, end));
        let chinese = |c: Option<char>| c.is_some_and(|c| is_cjk(c) || c == '%');
        let (before, after) = (cells.before(from), cells.get(to));
        let words = chinese(before) && chinese(after) && (before.is_some_and(is_cjk) || after.is_some_and(is_cjk));
        if words && cells.free(from..to) {
            cells.replace(from..to, "——", Reason::Dash);
            end = from + 2;
        }
        at = end.max(at + 1);
    }
}

/// Corrects `...` next to Chinese.
pub(super) fn ellipses(cells: &mut Cells) {
    let mut at = 0;
    while at < cells.cells.len() {
        let Some(dot) = cells.get(at).filter(|c| matches!(c, '.' | '。' | '…')) else {
            at += 1;
            continue;
        };
        let mut end = at;
        while cells.get(end) == Some(dot) {
            end += 1;
        }
        let least = if dot == '…' { 1 } else { 3 };
        let (from, to) = (blanks_before(cells, at), blanks_behind(cells, end));
        let chinese = |c: Option<char>| c.is_some_and(is_cjk);
        let beside = chinese(cells.before(from)) || chinese(cells.get(to));
        let (from, to) =
            (if chinese(cells.before(from)) { from } else { at }, if chinese(cells.get(to)) { to } else { end });
        let right = dot == '…' && end - at == 2;
        if (least..=12).contains(&(end - at)) && beside && !right && cells.free(from..to) {
            cells.replace(from..to, "……", Reason::Ellipsis);
            end = from + 2;
        }
        at = end.max(at + 1);
    }
}

fn blanks_before(cells: &Cells, mut at: usize) -> usize {
    while cells.before(at) == Some(' ') {
        at -= 1;
    }
    at
}

fn blanks_behind(cells: &Cells, mut at: usize) -> usize {
    while cells.get(at) == Some(' ') {
        at += 1;
    }
    at
}

/// The number of up to four digits at `at`: its value and its end.
fn number(cells: &Cells, at: usize) -> Option<(u32, usize)> {
    let mut end = at;
    let mut value = 0u32;
    while let Some(digit) = cells.get(end).and_then(|c| c.to_digit(10)) {
        value = value.checked_mul(10)?.checked_add(digit)?;
        end += 1;
    }
    (end > at && end - at <= 4).then_some((value, end))
}

/// Corrects the mark of a period: 2020-2024年, 2020年-2024年, 5月-8月, 1-6月, 9:00-17:00.
pub(super) fn ranges(cells: &mut Cells) {
    let joins = |c: char| is_dash(c) || matches!(c, '~' | '—');
    let mut at = 0;
    while at < cells.cells.len() {
        let mut end = at;
        while cells.has(end, joins) {
            end += 1;
        }
        // Two long marks are a dash: 告别2023年——2024年我们再出发.
        let long = |c: char| matches!(c, '—' | '―' | '─');
        let dash = end - at == 2 && cells.has(at, long) && cells.has(at + 1, long);
        if (1..=2).contains(&(end - at)) && !dash && cells.free(at..end) && is_period(cells, at, end) {
            // `replace` records no change if the mark is right already.
            cells.replace(at..end, "—", Reason::Range);
            end = at + 1;
        }
        at = end.max(at + 1);
    }
}

/// Whether the mark from `from` to `to` is between two years, months, days or times.
fn is_period(cells: &Cells, from: usize, to: usize) -> bool {
    // Before it: digits, perhaps with their unit, that aren't part of something longer.
    let before = cells.before(from);
    let unit = before.filter(|c| matches!(c, '年' | '月' | '日'));
    let digits_end = from - usize::from(unit.is_some());
    let mut start = digits_end;
    while start > 0 && cells.has(start - 1, |c| c.is_ascii_digit()) {
        start -= 1;
    }
    let Some((first, end)) = number(cells, start) else { return false };
    let Some((second, behind)) = number(cells, to) else { return false };
    if end != digits_end {
        return false;
    }
    // 学年, a school year, counts as a year.
    let school = cells.get(behind) == Some('学') && cells.get(behind + 1) == Some('年');
    let next = if school { Some('年') } else { cells.get(behind) };
    if next == Some(':') || cells.before(start) == Some(':') {
        return unit.is_none() && is_clock(cells, start, to);
    }
    let part_of_more = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "-.,/_:".contains(c));
    if part_of_more(cells.before(start)) || !matches!(next, Some('年' | '月' | '日')) {
        return false;
    }
    match (unit.or(next), next) {
        // With units on both sides it is a period, whatever the numbers: 2023年12月-2024年1月.
        (Some(_), Some(_)) if unit.is_some() => true,
        (_, Some('年')) => (1900..2100).contains(&first) && (1900..2100).contains(&second) && first < second,
        (_, Some('月')) => (1..=12).contains(&first) && (1..=12).contains(&second) && first < second,
        (_, Some('日')) => (1..=31).contains(&first) && (1..=31).contains(&second) && first < second,
        _ => false,
    }
}

/// Whether it is a period of two times, 9:00-17:00; `start` is the minute of the first, `to` the hour of the second.
fn is_clock(cells: &Cells, start: usize, to: usize) -> bool {
    let minute = |at: usize| number(cells, at).is_some_and(|(value, end)| value < 60 && end - at == 2);
    let Some(colon) = start.checked_sub(1).filter(|at| cells.get(*at) == Some(':')) else { return false };
    let mut first = colon;
    while first > 0 && cells.has(first - 1, |c| c.is_ascii_digit()) {
        first -= 1;
    }
    let hour = |at: usize, colon: usize| {
        number(cells, at).is_some_and(|(value, end)| value <= 24 && end == colon && end - at <= 2)
    };
    let Some((_, second)) = number(cells, to) else { return false };
    let last = number(cells, second + 1).map_or(second, |(_, end)| end);
    let alone = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric() || "-.:/".contains(c));
    hour(first, colon)
        && minute(start)
        && cells.get(second) == Some(':')
        && hour(to, second)
        && minute(second + 1)
        && alone(cells.before(first))
        && alone(cells.get(last))
}
