//! B: the forms of marks, and the space they take.

use super::Finder;
use super::spacing::{LOOSE_ADVANCE, steps};
use crate::audit::classes::{PAIRS, closes, is_han, is_western, opens};
use crate::audit::reading::{Line, Paragraph, Reading, Role};

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for line in &reading.lines {
        forms(finder, line);
        room(finder, line);
    }
    for paragraph in &reading.paragraphs {
        let lines = finder.lines_of(paragraph);
        edge(finder, &lines);
        separators(finder, &lines);
        if reading.exact && paragraph.sure {
            pairs(finder, &lines);
        }
        captions(finder, paragraph, &lines);
    }
}

/// B1: half-width marks and full-width letters; B6: straight quotes.
fn forms(finder: &mut Finder, line: &Line) {
    for (k, glyph) in line.glyphs.iter().enumerate() {
        let c = glyph.first();
        let side = |at: Option<usize>| {
            at.and_then(|at| line.glyphs.get(at)).is_some_and(|other| is_han(other.last()) || is_han(other.first()))
        };
        let beside = side(k.checked_sub(1)) || side(Some(k + 1));
        if matches!(c, ',' | ';' | ':' | '(' | ')' | '?' | '!') && beside {
            let zh = format!("汉字旁的半角“{c}”");
            finder.at("B1", line, k, k + 1, zh, format!("half-width {c} beside a Chinese character"));
        }
        if matches!(c, '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}') {
            finder.at("B1", line, k, k + 1, format!("全角的“{c}”"), format!("full-width {c}"));
        }
        if matches!(c, '"' | '\'') && beside {
            finder.at("B6", line, k, k + 1, format!("直引号 {c}"), format!("straight quote {c}"));
        }
    }
}

/// B2, B3 and B5: the distance from one glyph to the next.
fn room(finder: &mut Finder, line: &Line) {
    let prose = finder.column_of(line).is_some_and(|column| column.justify && column.role.is_prose());
    // Loose lines have wide gaps throughout; C1 reports those.
    let prose = prose && steps(line).all(|(_, step)| step <= LOOSE_ADVANCE);
    for k in 0..line.glyphs.len().saturating_sub(1) {
        let (here, next) = (&line.glyphs[k], &line.glyphs[k + 1]);
        let em = here.size;
        let level = (here.size - next.size).abs() < 0.05 * em && (here.y - next.y).abs() < 0.02 * em;
        if !level || em <= 0.0 {
            continue;
        }
        let (c, d) = (here.last(), next.first());
        let step = (next.x - here.x) / em;
        if (is_han(c) && is_western(d)) || (is_western(c) && is_han(d)) {
            let gap = (next.x - here.right()) / em;
            // Outside justified prose, a wider gap separates two texts on purpose.
            let max = if prose { 0.5 } else { f64::INFINITY };
            if !(0.12..=max).contains(&gap) {
                let zh = format!("“{c}”与“{d}”之间空 {gap:.2} 字");
                finder.at("B2", line, k, k + 2, zh, format!("{gap:.2} em between {c} and {d}"));
            }
        }
        // Quotes drawn half an em wide aren't full-width marks.
        let full = here.advance > 0.9 * em && next.advance > 0.9 * em;
        let squeezed = (closes(c) && (closes(d) || opens(d))) || (opens(c) && opens(d));
        // Marks with a whole em between them aren't adjacent.
        if full && squeezed && !next.spaced && step > 0.8 && step < 1.4 {
            let zh = format!("“{c}{d}”没有挤压，前一个占 {step:.2} 字");
            finder.at("B3", line, k, k + 2, zh, format!("{c}{d} isn't squeezed: the first takes {step:.2} em"));
        }
        if matches!(c, '—' | '…') && c == d && !(0.9..=1.1).contains(&step) {
            let zh = format!("“{c}{d}”的一半占 {step:.2} 字");
            finder.at("B5", line, k, k + 2, zh, format!("each half of {c}{d} takes {step:.2} em"));
        }
        if d == '·'
            && let Some(after) = line.glyphs.get(k + 2)
            && is_han(c)
            && is_han(after.first())
            && (after.size - em).abs() < 0.05 * em
        {
            let taken = (after.x - here.right()) / em;
            if !(0.3..=0.7).contains(&taken) {
                let zh = format!("间隔号占 {taken:.2} 字");
                finder.at("B5", line, k + 1, k + 2, zh, format!("the middle dot takes {taken:.2} em"));
            }
        }
    }
}

/// B4: a mark at the end of a justified line hangs its blank half over the edge.
fn edge(finder: &mut Finder, lines: &[&Line]) {
    for line in lines.iter().take(lines.len().saturating_sub(1)) {
        let Some(column) = finder.column_of(line).filter(|column| column.justify && column.role.is_prose()) else {
            continue;
        };
        let (Some(right), Some(last)) = (column.right(), line.glyphs.last()) else { continue };
        let c = last.last();
        if closes(c) && last.advance > 0.9 * last.size {
            let over = (last.x + last.size - right) / last.size;
            if over.abs() < 0.05 {
                let end = line.glyphs.len();
                let zh = format!("行末“{c}”占了一个字");
                finder.at("B4", line, end - 1, end, zh, format!("{c} at the end of a line takes a whole em"));
            }
        }
    }
}

/// B6: marks are paired within the paragraph.
fn pairs(finder: &mut Finder, lines: &[&Line]) {
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut found: Vec<(usize, usize, char)> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        for (k, glyph) in line.glyphs.iter().enumerate() {
            let c = glyph.first();
            if let Some((_, close)) = PAIRS.iter().find(|(open, _)| *open == c) {
                open.push((*close, n, k));
            } else if PAIRS.iter().any(|(_, close)| *close == c) {
                match open.last() {
                    Some((wanted, ..)) if *wanted == c => {
                        open.pop();
                    }
                    // An apostrophe, and the bracket of 1） in a list.
                    _ if c == '’' => {}
                    _ if c == '）' && (k <= 3 && n == 0) => {}
                    _ => found.push((n, k, c)),
                }
            }
        }
    }
    found.extend(open.into_iter().filter_map(|(_, n, k)| Some((n, k, lines[n].glyphs.get(k)?.first()))));
    for (n, k, c) in found {
        finder.at("B6", lines[n], k, k + 1, format!("“{c}”没有另一半"), format!("unpaired {c}"));
    }
}

/// B7: no 、 between quotations or titles.
fn separators(finder: &mut Finder, lines: &[&Line]) {
    for line in lines {
        for k in 1..line.glyphs.len().saturating_sub(1) {
            let three = (line.glyphs[k - 1].last(), line.glyphs[k].first(), line.glyphs[k + 1].first());
            if matches!(three, ('”', '、', '“') | ('》', '、', '《')) {
                let (a, b) = (three.0, three.2);
                finder.at("B7", line, k, k + 1, format!("“{a}{b}”之间的顿号"), format!("、 between {a} and {b}"));
            }
        }
    }
}

/// B7: a caption of one sentence doesn't end in a full stop.
fn captions(finder: &mut Finder, paragraph: &Paragraph, lines: &[&Line]) {
    let column = paragraph.column.and_then(|column| finder.reading.columns.get(column));
    if column.is_none_or(|column| column.role != Role::Caption) {
        return;
    }
    let text: String = lines.iter().map(|line| line.text()).collect();
    if let Some(line) = lines.last()
        && text.ends_with('。')
        && text.matches(['。', '；', '？', '！']).count() == 1
    {
        let end = line.glyphs.len();
        finder.at("B7", line, end - 1, end, "题注以句号结尾", "a caption ends in a full stop");
    }
}
