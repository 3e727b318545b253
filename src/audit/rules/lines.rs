//! A: where lines break.

use super::Finder;
use crate::audit::classes::{NEVER_FIRST, NEVER_LAST, is_han};
use crate::audit::reading::{Line, Reading};
use crate::text::kept_together;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for paragraph in &reading.paragraphs {
        let lines = finder.lines_of(paragraph);
        for pair in lines.windows(2) {
            breaks(finder, pair[0], pair[1], paragraph.sure);
        }
        if paragraph.sure {
            quantities(finder, &lines);
            whole_words(finder, &lines);
        }
    }
}

/// A1, A1b, A2 and A4: the characters on both sides of a line break.
fn breaks(finder: &mut Finder, before: &Line, after: &Line, sure: bool) {
    // A single character, such as a large %, is not a line of text.
    if before.glyphs.len() < 2 || (after.glyphs.len() < 2 && !sure) {
        return;
    }
    let (Some(last), Some(first)) = (before.glyphs.last(), after.glyphs.first()) else { return };
    if before.raised()(last) || after.raised()(first) {
        return;
    }
    let end = before.glyphs.len();
    let (c, d) = (last.last(), first.first());
    if NEVER_FIRST.contains(d) && (sure || !matches!(d, '%' | '/' | '°' | '’')) {
        finder.at("A1", after, 0, 1, format!("“{d}”在行首"), format!("a line starts with {d}"));
    }
    if sure && matches!(d, '—' | '…') && c != d {
        finder.at("A1b", after, 0, 1, format!("“{d}”在行首"), format!("a line starts with {d}"));
    }
    if NEVER_LAST.contains(c) {
        finder.at("A2", before, end - 1, end, format!("“{c}”在行末"), format!("a line ends with {c}"));
    }
    if matches!(c, '—' | '…') && c == d {
        finder.at("A4", before, end - 1, end, format!("“{c}{d}”断在两行"), format!("{c}{d} is split over two lines"));
    }
}

/// A3: a quantity is on one line. Uses the same grammar ([`kept_together`]) as the runs of text that templates keep
/// together; a code or an address may break.
fn quantities(finder: &mut Finder, lines: &[&Line]) {
    let mut text = String::new();
    // The end of each line in `text`, and the start of each of its glyphs. Note marks aren't part of the text.
    let mut ends: Vec<(usize, Vec<(usize, usize)>)> = Vec::new();
    for line in lines {
        let raised = line.raised();
        let mut starts = Vec::new();
        for (k, glyph) in line.glyphs.iter().enumerate().filter(|(_, glyph)| !raised(glyph)) {
            if glyph.spaced && k > 0 {
                text.push(' ');
            }
            starts.push((text.len(), k));
            text.push_str(&glyph.text);
        }
        ends.push((text.len(), starts));
    }
    ends.pop();
    for whole in kept_together(&text) {
        for ((at, starts), line) in ends.iter().zip(lines).filter(|((at, _), _)| whole.start < *at && *at < whole.end) {
            let (Some(head), Some(tail)) = (text.get(whole.start..*at), text.get(*at..whole.end)) else { continue };
            let own = |(start, _): &&(usize, usize)| *start >= whole.start;
            let (Some((_, from)), Some((_, to))) = (starts.iter().find(own), starts.last()) else { continue };
            let zh = format!("“{head}”与“{tail}”分在两行");
            finder.at("A3", line, *from, to + 1, zh, format!("{head} and {tail} are on different lines"));
        }
    }
}

/// A5: titles, names and ordinals that a line break splits.
fn whole_words(finder: &mut Finder, lines: &[&Line]) {
    if lines.len() < 2 {
        return;
    }
    let mut text: Vec<char> = Vec::new();
    let mut breaks: Vec<usize> = Vec::new();
    for line in lines {
        text.extend(line.text().chars());
        breaks.push(text.len());
    }
    breaks.pop();
    let names: Vec<Vec<char>> = finder
        .reading
        .expected
        .as_ref()
        .map(|expected| expected.names.iter().map(|name| name.chars().collect()).collect())
        .unwrap_or_default();
    for (k, at) in breaks.iter().enumerate() {
        let within = |from: usize, to: usize| from < *at && *at < to;
        let mut words: Vec<(usize, usize)> = Vec::new();
        // 《…》 around at most eight characters.
        if let Some(from) = text[..*at].iter().rposition(|c| *c == '《')
            && let Some(length) = text[from..].iter().position(|c| *c == '》')
            && length <= 9
        {
            words.push((from, from + length + 1));
        }
        // 第…届 around a number.
        if let Some(from) = text[..*at].iter().rposition(|c| *c == '第') {
            let number = |c: &&char| c.is_ascii_digit() || "一二三四五六七八九十百〇零".contains(**c);
            let digits = text[from + 1..].iter().take_while(number).count();
            if digits > 0 && digits <= 4 && text.get(from + 1 + digits) == Some(&'届') {
                words.push((from, from + digits + 2));
            }
        }
        for name in names.iter().filter(|name| (2..=4).contains(&name.len()) && name.iter().all(|c| is_han(*c))) {
            let low = at.saturating_sub(name.len() - 1);
            for from in low..*at {
                if text.get(from..from + name.len()) == Some(&name[..]) {
                    words.push((from, from + name.len()));
                }
            }
        }
        if let Some((from, to)) = words.into_iter().find(|(from, to)| within(*from, *to)) {
            let word: String = text[from..to].iter().collect();
            let line = lines[k];
            let end = line.glyphs.len();
            let zh = format!("“{word}”断在两行");
            finder.at("A5", line, end.saturating_sub(*at - from), end, zh, format!("{word} is split over two lines"));
        }
    }
}
