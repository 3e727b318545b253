//! G: type sizes, contrast, and text that runs off its background.

use super::Finder;
use crate::audit::backdrop::{Edge, Rgb};
use crate::audit::reading::{Glyph, Line, Reading, Role};
use crate::rule::Level;

/// Smaller text is illegible, in points.
const MIN_SIZE: f64 = 6.5;
/// Smaller text is hard to read, in points.
const SMALL_SIZE: f64 = 7.0;
/// Letters of two inches or more are pictures, in points.
const MAX_SIZE: f64 = 144.0;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for line in &reading.lines {
        size(finder, line);
        contrast(finder, line);
        backdrop(finder, line);
    }
    for paragraph in &reading.paragraphs {
        if let Some(line) = finder.lines_of(paragraph).first() {
            prose(finder, line);
        }
    }
}

fn size(finder: &mut Finder, line: &Line) {
    let raised = line.raised();
    // 0.01 pt of tolerance, for sizes that are a product of several factors. Symbols such as ▲ aren't text.
    let small = |glyph: &Glyph| glyph.size < SMALL_SIZE - 0.01 && glyph.first().is_alphanumeric() && !raised(glyph);
    if let Some(from) = line.glyphs.iter().position(small) {
        let to =
            line.glyphs.iter().skip(from).position(|glyph| !small(glyph)).map_or(line.glyphs.len(), |at| from + at);
        let least = line.glyphs[from..to].iter().map(|glyph| glyph.size).fold(f64::INFINITY, f64::min);
        let level = if least < MIN_SIZE - 0.01 { Level::Error } else { Level::Warning };
        finder.weighed(
            "G1",
            Some(level),
            line,
            from,
            to,
            format!("字号 {least:.1} 磅"),
            format!("type size {least:.1} pt"),
        );
    }
}

/// G1: the size of body text, reported once per paragraph.
fn prose(finder: &mut Finder, line: &Line) {
    let prose = finder.column_of(line).is_some_and(|column| column.role == Role::Body);
    let own = line.size();
    if prose && !(8.99..=12.01).contains(&own) && line.glyphs.len() > 6 {
        let (zh, en) = (format!("正文字号 {own:.1} 磅"), format!("body text of {own:.1} pt"));
        finder.weighed("G1", Some(Level::Warning), line, 0, line.glyphs.len(), zh, en);
    }
}

/// The ink of a glyph and its contrast with a colour, if the contrast is insufficient (WCAG 2.2, 1.4.3).
fn poor(reading: &Reading, glyph: &Glyph, backdrop: Rgb) -> Option<(Rgb, f64)> {
    // Pure decoration, such as a large numeral behind the text, is exempt.
    let ink = glyph.appearance.ink.filter(|_| !glyph.is_decoration())?;
    let bold = reading.faces.get(glyph.face).is_some_and(|face| face.bold);
    let large = glyph.size >= 18.0 || (bold && glyph.size >= 14.0);
    let ratio = ink.contrast(backdrop);
    (ratio < if large { 3.0 } else { 4.5 }).then_some((ink, ratio))
}

/// Whether a glyph has enough contrast with a colour; assumed if the colour is unknown.
fn reads(reading: &Reading, glyph: &Glyph, backdrop: Option<Rgb>) -> bool {
    backdrop.is_none_or(|backdrop| poor(reading, glyph, backdrop).is_none())
}

/// Where a glyph runs off the background that it is meant for: part of the glyph, or of its line, has enough contrast,
/// and part hasn't. Text with poor contrast throughout is G2.
fn strays(reading: &Reading, line: &Line, glyph: &Glyph) -> Option<Edge> {
    let well = reads(reading, glyph, glyph.appearance.backdrop);
    match glyph.appearance.edge.filter(|_| !glyph.is_decoration() && glyph.size < MAX_SIZE) {
        Some(Edge::Cut) => return Some(Edge::Cut),
        Some(Edge::Backdrop(beyond)) if well != reads(reading, glyph, Some(beyond)) => {
            return if well { Some(Edge::Backdrop(beyond)) } else { glyph.appearance.backdrop.map(Edge::Backdrop) };
        }
        _ => {}
    }
    let mate = |other: &Glyph| {
        other.appearance.ink == glyph.appearance.ink && reads(reading, other, other.appearance.backdrop)
    };
    glyph.appearance.backdrop.filter(|_| !well && line.glyphs.iter().any(mate)).map(Edge::Backdrop)
}

/// G2: contrast with the background.
fn contrast(finder: &mut Finder, line: &Line) {
    let reading: &Reading = finder.reading;
    let weak = |k: usize| -> Option<(Rgb, Rgb, f64)> {
        let glyph = line.glyphs.get(k)?;
        let backdrop = glyph.appearance.backdrop?;
        let (ink, ratio) = poor(reading, glyph, backdrop)?;
        strays(reading, line, glyph).is_none().then_some((ink, backdrop, ratio))
    };
    let mut k = 0;
    while k < line.glyphs.len() {
        let Some((ink, backdrop, ratio)) = weak(k) else {
            k += 1;
            continue;
        };
        let from = k;
        while k < line.glyphs.len() && weak(k).is_some_and(|(a, b, _)| (a, b) == (ink, backdrop)) {
            k += 1;
        }
        let (ink, backdrop) = (ink.hex(), backdrop.hex());
        // Rounded down, so that 4.49 isn't reported as 4.5.
        let ratio = (ratio * 100.0).floor() / 100.0;
        let zh = format!("“{ink}”在“{backdrop}”上，对比 {ratio}:1");
        finder.at("G2", line, from, k, zh, format!("{ink} on {backdrop}: a contrast of {ratio}:1"));
    }
}

/// G3: characters that run off their background or are clipped.
fn backdrop(finder: &mut Finder, line: &Line) {
    let reading: &Reading = finder.reading;
    let mut astray = line.glyphs.iter().enumerate().filter_map(|(k, glyph)| Some((k, strays(reading, line, glyph)?)));
    let Some((from, edge)) = astray.next() else { return };
    let to = astray.next_back().map_or(from, |(k, _)| k) + 1;
    let (zh, en) = match (edge, line.glyphs[from].appearance.ink) {
        (Edge::Backdrop(beyond), Some(ink)) => {
            let (ink, beyond) = (ink.hex(), beyond.hex());
            (
                format!("“{ink}”的字有一部分在底色之外，落在“{beyond}”上"),
                format!("text in {ink} runs off its background onto {beyond}"),
            )
        }
        _ => ("字被裁去一部分".to_owned(), "part of the text is cut off".to_owned()),
    };
    finder.at("G3", line, from, to, zh, en);
}
