//! E: indents and line spacing.

use super::Finder;
use crate::audit::classes::opens;
use crate::audit::reading::{Line, Paragraph, Reading, Role};

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for paragraph in reading.paragraphs.iter().filter(|paragraph| paragraph.sure) {
        let lines = finder.lines_of(paragraph);
        indent(finder, paragraph, &lines);
        pitch(finder, &lines);
    }
    headings(finder);
}

/// E1: the first line is indented by two ems.
fn indent(finder: &mut Finder, paragraph: &Paragraph, lines: &[&Line]) {
    let Some(first) = lines.first() else { return };
    // Use the column of the first line: the paragraph may continue in another.
    let Some(column) = finder.column_of(first).or(paragraph.column.and_then(|at| finder.reading.columns.get(at)))
    else {
        return;
    };
    let Some(glyph) = first.glyphs.first() else { return };
    let size = first.size();
    let indent = (glyph.x - column.left) / size;
    let wanted = match (column.role, column.indent) {
        (Role::Body | Role::Lead, Some(wanted)) if wanted > 0.0 => wanted,
        // A PDF doesn't declare indents: a first line that is indented at all should be indented by two ems.
        (Role::Unknown, _) if lines.len() > 1 && column.justify && (0.6..MAX_INDENT).contains(&indent) => 2.0,
        _ => return,
    };
    if first.around.page != column.page {
        return;
    }
    let fits = |at: f64| (indent - at).abs() <= 0.05;
    // An opening mark may lose its blank half, or part of it if justification moves it.
    let marked = opens(glyph.first()) && (wanted - 0.55..wanted).contains(&indent);
    if !(fits(wanted) || marked) {
        let zh = format!("首行缩进 {indent:.2} 字");
        finder.at("E1", first, 0, 1, zh, format!("indented by {indent:.2} em"));
    }
}

/// Maximum indent in em: a line that begins further in is centred, or a quotation.
const MAX_INDENT: f64 = 2.6;

/// E2: the line spacing within a paragraph is constant.
fn pitch(finder: &mut Finder, lines: &[&Line]) {
    let steps: Vec<(usize, f64)> = lines
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| {
            pair[0].around.page == pair[1].around.page && pair[0].around.column == pair[1].around.column
        })
        .map(|(k, pair)| (k + 1, pair[1].baseline() - pair[0].baseline()))
        .filter(|(_, step)| *step > 0.0)
        .collect();
    if steps.len() < 2 {
        return;
    }
    let mut sorted: Vec<f64> = steps.iter().map(|(_, step)| *step).collect();
    sorted.sort_by(f64::total_cmp);
    let own = sorted[(sorted.len() - 1) / 2];
    if let Some((k, step)) = steps.into_iter().find(|(_, step)| (step - own).abs() > 0.3) {
        let zh = format!("行距 {step:.1} 磅，段内其余是 {own:.1} 磅");
        finder.line(
            "E2",
            lines[k],
            zh,
            format!("line spacing of {step:.1} pt; elsewhere in the paragraph {own:.1} pt"),
        );
    }
}

/// E3: the distance between the paragraphs before and after a heading is a whole number of lines.
fn headings(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    let body = |line: &Line| {
        reading.column_of(line).filter(|column| column.role == Role::Body).map(|column| (line.around.page, column.left))
    };
    // Only a heading between two paragraphs of the same column is checked.
    let flow: Vec<&Paragraph> = reading
        .paragraphs
        .iter()
        .filter(|paragraph| {
            paragraph.lines.first().and_then(|line| reading.lines.get(*line)).is_some_and(|line| !line.around.furniture)
        })
        .collect();
    for three in flow.windows(3) {
        let [before, heading, after] = three else { continue };
        let lines = [finder.lines_of(before), finder.lines_of(heading), finder.lines_of(after)];
        let (Some(last), Some(head), Some(first)) = (lines[0].last(), lines[1].first(), lines[2].first()) else {
            continue;
        };
        let place = body(last);
        let is_heading = finder.column_of(head).is_some_and(|column| column.role == Role::Heading)
            || reading.headings.iter().any(|known| heading.lines.contains(&known.line));
        if place.is_none() || place != body(first) || !is_heading || lines[0].len() < 2 {
            continue;
        }
        let pitch = last.baseline() - lines[0][lines[0].len() - 2].baseline();
        let rise = first.baseline() - last.baseline();
        if pitch > 0.0 && rise > 0.0 && (rise - (rise / pitch).round() * pitch).abs() > 0.3 {
            let zh = format!("标题前后的正文相隔 {rise:.1} 磅，行距 {pitch:.1} 磅");
            finder.line(
                "E3",
                head,
                zh,
                format!("{rise:.1} pt between the texts around the heading; the line spacing is {pitch:.1} pt"),
            );
        }
    }
}
