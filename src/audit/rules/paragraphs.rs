//! D: how paragraphs, headings and pages end.

use std::collections::BTreeMap;

use super::{Finder, PageRect};
use crate::audit::classes::{is_han, is_western};
use crate::audit::reading::{Line, Reading, Role};
use crate::description::table_of;
use crate::diagnostic::Message;
use crate::rule::Level;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for paragraph in reading.paragraphs.iter().filter(|paragraph| paragraph.sure) {
        let lines = finder.lines_of(paragraph);
        runt(finder, &lines);
        stray(finder, &lines);
    }
    headings(finder);
    captions(finder);
    fill(finder);
}

/// D1: a single character on the last line.
fn runt(finder: &mut Finder, lines: &[&Line]) {
    let [.., before, last] = lines else { return };
    let text = last.text();
    let han = text.chars().filter(|c| is_han(*c)).count();
    let other = text.chars().filter(|c| is_western(*c) || *c == '%').count();
    if han == 1 && other == 0 && last.glyphs.len() <= 4 && before.glyphs.len() > 3 {
        // In narrow labels and table headers there may be no better break.
        let role = finder.column_of(last).map(|column| column.role);
        let narrow = matches!(role, Some(Role::TableHead | Role::Other));
        let level = if narrow { Level::Warning } else { Level::Error };
        let count = last.glyphs.len();
        finder.weighed("D1", Some(level), last, 0, count, "末行只有一个字", "the last line has one character");
    }
}

/// D2: a first or last line separated from its paragraph by a column or page break.
fn stray(finder: &mut Finder, lines: &[&Line]) {
    if lines.len() < 3 {
        return;
    }
    let side = |line: &&&Line| (line.around.page, line.around.column);
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    let prose = |line: &Line| finder.column_of(line).is_none_or(|column| column.role.is_prose());
    if !prose(first) {
        return;
    }
    if side(&&first) != side(&&lines[1]) {
        finder.line(
            "D2",
            first,
            "段落首行独自留在栏尾",
            "the first line of a paragraph is alone at the foot of a column",
        );
    }
    if side(&&last) != side(&&lines[lines.len() - 2]) {
        finder.line(
            "D2",
            last,
            "段落末行独自落在栏头",
            "the last line of a paragraph is alone at the head of a column",
        );
    }
}

/// D3: a heading with nothing below it.
fn headings(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let role = |line: &Line| reading.column_of(line).map(|column| column.role);
    let mut last: Vec<usize> = reading.headings.iter().map(|heading| heading.line).collect();
    // Use Typst's headings if there are any; a column with the role of a heading may then be something that only looks
    // like one, such as a large quotation. Without headings, rely on the role.
    let by_role = last.is_empty();
    let is_heading = |index: usize, line: &Line| {
        if by_role {
            role(line) == Some(Role::Heading)
        } else {
            // Headings are sorted by their lines.
            let next = reading.headings.partition_point(|heading| heading.line < index);
            reading.headings.get(next).is_some_and(|heading| heading.holds(index))
        }
    };
    if by_role {
        let ends = reading.paragraphs.iter().filter_map(|paragraph| paragraph.lines.last().copied());
        last.extend(ends.filter(|line| reading.lines.get(*line).and_then(role) == Some(Role::Heading)));
    }
    last.sort_unstable();
    for index in last {
        let Some(line) = reading.lines.get(index) else { continue };
        // Large text on a cover needs nothing below it.
        if line.around.page == 0 && reading.pages.len() > 2 {
            continue;
        }
        let (page, foot) = (line.around.page, line.baseline());
        if is_on_poster(reading, line) {
            continue;
        }
        let beside = |left: f64, right: f64| left < line.right() + 200.0 && right > line.left() - 1.0;
        let text = reading.lines.iter().enumerate().any(|(k, other)| {
            // First what costs nothing: most lines are on other pages.
            if other.around.page != page || other.around.furniture {
                return false;
            }
            // Below it, or to the right of a heading that has a separate column.
            let below = other.baseline() > foot - 0.2 * line.size() && beside(other.left(), other.right());
            let right = other.left() > line.right() && other.baseline() > foot - 2.5 * line.size();
            (below || right) && !is_heading(k, other) && !std::ptr::eq(other, line)
        });
        let picture = reading.drawings.iter().any(|drawing| {
            drawing.page == page
                && !drawing.furniture
                && drawing.top > foot - 1.0
                && drawing.bottom - drawing.top > 9.0
                && beside(drawing.left, drawing.right)
        });
        if !text && !picture && line.around.aside == 0 {
            finder.line("D3", line, "标题下面什么也没有", "nothing follows the heading on its page");
        }
    }
}

/// Whether a title is on a colour or picture that fills half of the page: such a title is alone on purpose.
fn is_on_poster(reading: &Reading, line: &Line) -> bool {
    let (page, foot) = (line.around.page, line.baseline());
    let page_area = reading.pages.get(page).map_or(f64::INFINITY, |page_info| page_info.width * page_info.height);
    reading.drawings.iter().any(|drawing| {
        drawing.page == page
            && drawing.top < foot - line.size()
            && drawing.bottom > foot
            && (drawing.right - drawing.left) * (drawing.bottom - drawing.top) > page_area / 2.0
    })
}

/// D4: photographs are next to their captions, and indicators are not split.
fn captions(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    // The lines with glyphs of each origin, in order.
    let mut lines_of: BTreeMap<usize, Vec<&Line>> = BTreeMap::new();
    for line in reading.lines.iter().filter(|line| !line.around.furniture) {
        for origin in line.glyphs.iter().filter_map(|glyph| glyph.origin) {
            let lines = lines_of.entry(origin).or_default();
            if lines.last().is_none_or(|last| !std::ptr::eq(*last, line)) {
                lines.push(line);
            }
        }
    }
    for (index, origin) in reading.origins.iter().enumerate() {
        let table = table_of(origin);
        let lines = lines_of.remove(&index).unwrap_or_default();
        let Some(first) = lines.first() else { continue };
        if table == Some("indicator") && lines.iter().any(|line| line.around.page != first.around.page) {
            finder.line("D4", first, "指标分在两页", "the indicator is split over two pages");
        }
        if table == Some("photo") {
            let drawings: Vec<_> = reading.drawings.iter().filter(|drawing| drawing.origin == Some(index)).collect();
            let caption = lines.iter().find(|line| {
                let column = line.around.column.and_then(|column| reading.columns.get(column));
                column.is_some_and(|column| column.role == Role::Caption)
            });
            let Some(line) = caption.filter(|_| !drawings.is_empty()) else { continue };
            let (top, bottom) = (line.baseline() - 0.88 * line.size(), line.baseline() + 0.12 * line.size());
            let near = drawings.iter().any(|drawing| {
                let gap = (top - drawing.bottom).max(drawing.top - bottom);
                drawing.page == line.around.page && gap <= 1.5 * 1.5 * line.size()
            });
            if !near {
                finder.line("D4", line, "题注不在图旁", "the caption isn't beside its picture");
            }
        }
    }
}

/// D5: blank pages, and a last page that is nearly so.
fn fill(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    // The highest and the lowest baseline of each page, and whether anything is drawn on it.
    let mut text: Vec<Option<(f64, f64)>> = vec![None; reading.pages.len()];
    for line in reading.lines.iter().filter(|line| !line.around.furniture) {
        let Some(page_info) = reading.pages.get(line.around.page) else { continue };
        let (margin, baseline) = (page_info.height * 0.08, line.baseline());
        if reading.exact || (margin..page_info.height - margin).contains(&baseline) {
            let (high, low) = text[line.around.page].get_or_insert((baseline, baseline));
            (*high, *low) = (high.min(baseline), low.max(baseline));
        }
    }
    let mut drawn = vec![false; reading.pages.len()];
    for drawing in &reading.drawings {
        let Some(page_info) = reading.pages.get(drawing.page) else { continue };
        // A page filled by a colour or picture isn't blank; one with only a rule below the running head is.
        let area = (drawing.right - drawing.left) * (drawing.bottom - drawing.top);
        drawn[drawing.page] |= !drawing.furniture || area > page_info.width * page_info.height / 20.0;
    }
    let location = |page: usize| {
        let page_info = &reading.pages[page];
        Some(PageRect { page, left: 0.0, top: 0.0, right: page_info.width, bottom: page_info.height })
    };
    // If some text couldn't be read, a page without text may not be blank.
    if reading.unread {
        return;
    }
    for (page, drawn) in drawn.into_iter().enumerate() {
        if text[page].is_none() && !drawn {
            let what = Message::new("空白页", "a blank page");
            finder.add("D5", None, location(page), String::new(), String::new(), what, None);
        }
    }
    let [_, .., Some((_, own))] = text[..] else { return };
    let high = text.iter().flatten().map(|(high, _)| *high).fold(f64::INFINITY, f64::min);
    let low = text.iter().flatten().map(|(_, low)| *low).fold(f64::NEG_INFINITY, f64::max);
    let page = text.len() - 1;
    let drawn = reading.drawings.iter().filter(|drawing| drawing.page == page && !drawing.furniture);
    let own = drawn.map(|drawing| drawing.bottom.min(low)).fold(own, f64::max);
    let share = (own - high) / (low - high);
    if low > high && share < 0.25 {
        let percent = (share * 100.0).round();
        let what = Message::new(format!("末页只满 {percent}%"), format!("the last page is only {percent}% full"));
        finder.add("D5", None, location(page), String::new(), String::new(), what, None);
    }
}
