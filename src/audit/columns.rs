//! Infers the paragraphs and columns of a PDF from the edges of its lines.
//!
//! A PDF has neither, only glyphs at positions. What can't be inferred without doubt is marked as not
//! [`sure`](Paragraph::sure), and most rules pass over it: a missed error is better than a false one.

use super::classes::is_han;
use super::reading::{Column, Line, Paragraph, Reading, Role};

/// Maximum indent of a first line, in em.
const MAX_INDENT: f64 = 2.6;

/// Maximum number of lines in a column. Adding a line looks at all lines of the block, so a hostile file with one
/// endless column would take quadratic time.
const MAX_COLUMN_LINES: usize = 500;

/// Groups lines below one another into blocks, then splits each block into paragraphs.
pub(super) fn infer(reading: &mut Reading) {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for k in 0..reading.lines.len() {
        let fits = |block: &Vec<usize>| {
            let Some(last) = block.last().map(|line| &reading.lines[*line]) else { return false };
            let first = &reading.lines[block[0]];
            let next = &reading.lines[k];
            let size = last.size();
            let pitch = next.baseline() - last.baseline();
            // The first two lines of a block set its line spacing.
            let steady = match block.get(1) {
                Some(second) => {
                    let own = reading.lines[*second].baseline() - first.baseline();
                    (pitch - own).abs() < 0.12 * size
                }
                None => (0.9 * size..2.2 * size).contains(&pitch),
            };
            let left = block.iter().map(|line| reading.lines[*line].left()).fold(f64::INFINITY, f64::min);
            let shift = next.left() - left;
            last.around == next.around
                && block.len() < MAX_COLUMN_LINES
                && (size - next.size()).abs() < 0.02 * size
                && steady
                && (-MAX_INDENT * size..MAX_INDENT * size).contains(&shift)
                && next.left() < last.right()
        };
        match blocks.last_mut().filter(|block| fits(block)) {
            Some(block) => block.push(k),
            None => blocks.push(vec![k]),
        }
    }
    for block in blocks {
        split(reading, &block);
    }
}

/// Whether the characters of some lines are further apart than those of others, as justification makes them.
fn stretched<'a>(lines: impl Iterator<Item = &'a Line>) -> bool {
    let step = |line: &Line| {
        line.glyphs.windows(2).find_map(|pair| {
            let alike =
                is_han(pair[0].first()) && is_han(pair[1].first()) && (pair[0].size - pair[1].size).abs() < 0.01;
            alike.then(|| (pair[1].x - pair[0].x) / pair[0].size)
        })
    };
    let steps: Vec<f64> = lines.filter_map(step).collect();
    let low = steps.iter().copied().fold(f64::INFINITY, f64::min);
    steps.iter().any(|step| step - low > 0.006)
}

/// Splits a block into paragraphs. A line is the last of its paragraph if the first character of the next line would
/// still have fitted on it.
fn split(reading: &mut Reading, block: &[usize]) {
    let lines = || block.iter().map(|line| &reading.lines[*line]);
    let size = lines().next().map_or(0.0, Line::size);
    let left = lines().map(Line::left).fold(f64::INFINITY, f64::min);
    // A full-width mark at the edge has ink only in its left half.
    let edge = |line: &Line| {
        let last = line.glyphs.last();
        last.map_or(
            0.0,
            |last| if super::classes::closes(last.last()) { last.x + 0.5 * last.advance } else { last.right() },
        )
    };
    let right = lines().map(edge).fold(f64::NEG_INFINITY, f64::max);
    let full = lines().filter(|line| (right - edge(line)).abs() < 0.1 * size).count();
    let flush = lines().filter(|line| line.left() - left < 0.1 * size).count();
    // Ragged lines reach the right edge by chance; justified lines reach both edges. In a narrow column of Chinese
    // characters even ragged lines have equal lengths, so columns under twelve ems don't count.
    let meets = full >= 3 && 2 * full >= block.len() && 2 * flush >= block.len() && right - left > 12.0 * size;
    // Justified lines are stretched by different amounts, or belong to prose with indented first lines. Ragged lines
    // that happen to have equally many characters show neither.
    let indents = lines().any(|line| (0.6 * size..MAX_INDENT * size).contains(&(line.left() - left)));
    let justify = meets && (indents || stretched(lines()));
    let page = lines().next().map_or(0, |line| line.around.page);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let column = reading.columns.len();
    for (k, line) in block.iter().enumerate() {
        let indented = reading.lines[*line].left() - left > 0.5 * size;
        let before = k.checked_sub(1).and_then(|k| block.get(k)).map(|line| &reading.lines[*line]);
        let ended = before.is_some_and(|before| right - edge(before) > 1.05 * size);
        match paragraphs.last_mut().filter(|_| justify && !indented && !ended) {
            Some(paragraph) => paragraph.lines.push(*line),
            None if justify || k == 0 => {
                paragraphs.push(Paragraph { lines: vec![*line], column: Some(column), sure: justify });
            }
            // In ragged text, paragraph ends can't be told from line ends: keep one paragraph.
            None => {
                if let Some(paragraph) = paragraphs.last_mut() {
                    paragraph.lines.push(*line);
                }
            }
        }
    }
    reading.columns.push(Column {
        role: Role::Unknown,
        page,
        left,
        width: justify.then_some(right - left),
        justify,
        indent: None,
    });
    for line in block {
        reading.lines[*line].around.column = Some(column);
    }
    reading.paragraphs.extend(paragraphs);
}
