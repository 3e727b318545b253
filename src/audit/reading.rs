//! The model that both readers build: glyphs at their positions, grouped into lines, paragraphs and columns.
//!
//! Coordinates are in points from the top left corner of the trimmed page.

use std::collections::BTreeMap;

use super::backdrop::Appearance;
use super::classes::is_han;

/// The pages of a document, as the rules see them.
#[derive(Default)]
pub(super) struct Reading {
    /// Whether columns, paragraphs and roles are known rather than inferred.
    pub exact: bool,
    pub pages: Vec<PageInfo>,
    pub faces: Vec<Face>,
    pub lines: Vec<Line>,
    pub paragraphs: Vec<Paragraph>,
    pub columns: Vec<Column>,
    /// Field paths that glyphs and drawings refer to.
    pub origins: Vec<String>,
    /// Pictures and filled shapes, in drawing order.
    pub drawings: Vec<Drawing>,
    /// Headings, in reading order.
    pub headings: Vec<Heading>,
    /// Metadata that the document lacks.
    pub metadata: Vec<MissingMetadata>,
    /// Problems with the fonts in the file.
    pub embedding: Vec<Embedding>,
    /// The pages may have text that couldn't be read, because its font isn't embedded.
    pub unread: bool,
    /// What the author wrote; `None` for a PDF from elsewhere.
    pub expected: Option<super::expected::Expected>,
}

impl Reading {
    pub fn column_of(&self, line: &Line) -> Option<&Column> {
        line.around.column.and_then(|column| self.columns.get(column))
    }
}

/// The trimmed size of a page, in points, and its number.
#[derive(Clone, Copy)]
pub(super) struct PageInfo {
    pub width: f64,
    pub height: f64,
    /// The page number that its folio should show.
    pub number: u64,
}

/// A font face used on the pages.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Face {
    pub family: String,
    pub bold: bool,
}

/// A glyph at its position, with what the rules need to know about it.
#[derive(Clone)]
pub(super) struct Glyph {
    pub text: String,
    /// Its origin on the baseline.
    pub x: f64,
    pub y: f64,
    /// Natural width, before justification and squeezing.
    pub advance: f64,
    pub size: f64,
    pub face: usize,
    /// Filled and stroked.
    pub stroked: bool,
    /// The font has no glyph for the character, so an empty box is drawn.
    pub missing: bool,
    /// The file doesn't say which character it is.
    pub unmapped: bool,
    /// Upper and lower end of its ink above the baseline, in em; `None` if unknown.
    pub rise: Option<(f64, f64)>,
    pub appearance: Appearance,
    /// Rotated or mirrored, so its box can't be compared with others.
    pub turned: bool,
    /// Number of drawings in the document before it.
    pub layer: usize,
    /// Index into [`Reading::origins`]; `None` if unmarked.
    pub origin: Option<usize>,
    /// Marked as an artifact, not part of the text: page furniture or decoration.
    pub artifact: bool,
    /// A space precedes it.
    pub spaced: bool,
}

impl Glyph {
    pub fn first(&self) -> char {
        self.text.chars().find(|c| *c != JOINER).unwrap_or('\u{FFFD}')
    }

    pub fn last(&self) -> char {
        self.text.chars().rfind(|c| *c != JOINER).unwrap_or('\u{FFFD}')
    }

    pub fn right(&self) -> f64 {
        self.x + self.advance
    }

    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.advance / 2.0, self.y - 0.35 * self.size)
    }

    /// The part of its box that holds ink, as left, top, right, bottom; `None` for punctuation and symbols, whose boxes
    /// are mostly blank.
    pub fn core(&self) -> Option<[f64; 4]> {
        let c = self.first();
        let usual = if is_han(c) { (0.8, -0.02) } else { (0.46, 0.04) };
        let (top, bottom) = self.rise.filter(|_| c.is_alphanumeric()).or(c.is_alphanumeric().then_some(usual))?;
        let inset = 0.12 * self.advance;
        let core = [self.x + inset, self.y - top * self.size, self.right() - inset, self.y - bottom * self.size];
        (!self.turned && self.advance > 0.0 && self.size > 0.0).then_some(core)
    }

    /// Whether it is an artifact so large (half an inch) that it is a drawing rather than a running head.
    pub fn is_decoration(&self) -> bool {
        self.artifact && self.size >= 36.0
    }
}

/// The surroundings of a glyph. Glyphs on one line have equal surroundings.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Around {
    pub page: usize,
    pub column: Option<usize>,
    pub paragraph: Option<usize>,
    /// Whether it is in a running head or foot.
    pub furniture: bool,
    /// Number of the note or float that it is in; 0 for the main text.
    pub aside: usize,
}

pub(super) struct Line {
    pub around: Around,
    pub glyphs: Vec<Glyph>,
}

impl Line {
    pub fn left(&self) -> f64 {
        self.glyphs.iter().map(|glyph| glyph.x).fold(f64::INFINITY, f64::min)
    }

    pub fn right(&self) -> f64 {
        self.glyphs.iter().map(Glyph::right).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The most frequent size of its glyphs.
    pub fn size(&self) -> f64 {
        let mut counts: BTreeMap<i64, (usize, f64)> = BTreeMap::new();
        for glyph in &self.glyphs {
            let entry = counts.entry((glyph.size * 20.0).round() as i64).or_insert((0, glyph.size));
            entry.0 += 1;
        }
        counts.values().max_by_key(|(count, _)| *count).map_or(0.0, |(_, size)| *size)
    }

    /// The baseline of the glyphs that have the line's size: note marks are smaller and raised.
    pub fn baseline(&self) -> f64 {
        let size = self.size();
        let own = self.glyphs.iter().find(|glyph| (glyph.size - size).abs() < 0.06);
        own.or(self.glyphs.first()).map_or(0.0, |glyph| glyph.y)
    }

    /// Its text without spaces.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()
    }

    /// A test for note marks: smaller than the line and above its baseline.
    pub fn raised(&self) -> impl Fn(&Glyph) -> bool + use<> {
        let (size, baseline) = (self.size(), self.baseline());
        move |glyph| glyph.size < 0.8 * size && baseline - glyph.y > 0.15 * size
    }
}

/// The text of glyphs, with spaces.
pub(super) fn words(glyphs: &[Glyph]) -> String {
    let mut out = String::new();
    for glyph in glyphs {
        if glyph.spaced && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&glyph.text);
    }
    out
}

/// Whether a line may continue the text of the one before: below it, of the same size, with the same left edge or
/// centre.
pub(super) fn follows(last: &Line, next: &Line) -> bool {
    let (size, fresh) = (last.size(), next.size());
    if last.around != next.around || (size - fresh).abs() > 0.02 * size || last.glyphs.len() < 4 {
        return false;
    }
    let pitch = next.baseline() - last.baseline();
    let left = (next.left() - last.left()).abs();
    let middle = (next.left() + next.right() - last.left() - last.right()).abs() / 2.0;
    (0.9 * size..2.2 * size).contains(&pitch) && (left < 0.55 * size || middle < 0.15 * size)
}

pub(super) struct Paragraph {
    /// Indices of its lines, in reading order.
    pub lines: Vec<usize>,
    pub column: Option<usize>,
    /// Whether its first and last line are known, or follow without doubt from the edges of the lines.
    pub sure: bool,
}

/// The purpose of a column of text, as the template declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    Lead,
    Heading,
    Caption,
    Note,
    Running,
    Folio,
    Toc,
    TableHead,
    /// Labels, figures, and any other name.
    Other,
    /// Not declared: the column was inferred from a PDF.
    Unknown,
}

impl Role {
    pub fn named(name: &str) -> Self {
        match name {
            "body" => Self::Body,
            "lead" => Self::Lead,
            "heading" => Self::Heading,
            "caption" => Self::Caption,
            "note" => Self::Note,
            "running" => Self::Running,
            "folio" => Self::Folio,
            "toc" => Self::Toc,
            "table-head" => Self::TableHead,
            _ => Self::Other,
        }
    }

    /// Whether it holds prose of several lines.
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Body | Self::Lead | Self::Unknown)
    }
}

pub(super) struct Column {
    pub role: Role,
    pub page: usize,
    pub left: f64,
    pub width: Option<f64>,
    pub justify: bool,
    /// Indent of first lines in em; `None` if unknown.
    pub indent: Option<f64>,
}

impl Column {
    pub fn right(&self) -> Option<f64> {
        self.width.map(|width| self.left + width)
    }
}

/// A picture or a filled shape.
pub(super) struct Drawing {
    pub page: usize,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub origin: Option<usize>,
    pub furniture: bool,
}

pub(super) struct Heading {
    pub page: usize,
    pub level: usize,
    pub text: String,
    /// Index of its last line, and the number of its lines.
    pub line: usize,
    pub count: usize,
}

impl Heading {
    /// Whether a line belongs to it.
    pub fn holds(&self, line: usize) -> bool {
        line <= self.line && self.line < line + self.count
    }
}

/// A piece of metadata that the document lacks, in both languages.
pub(super) struct MissingMetadata {
    pub zh: &'static str,
    pub en: &'static str,
}

/// A problem with a font in a file, in both languages.
pub(super) struct Embedding {
    pub font: String,
    pub zh: &'static str,
    pub en: &'static str,
    pub grave: bool,
}

/// Groups glyphs, in drawing order, into lines.
#[derive(Default)]
pub(super) struct LineBuilder {
    pub lines: Vec<Line>,
    spaced: bool,
}

/// U+2060: draws nothing, but a search for the text around it finds nothing (rule M2).
pub(super) const JOINER: char = '\u{2060}';

/// Maximum gap between two glyphs on one line, in em; twice that in a known paragraph, whose lines may be loose.
const MAX_GAP: f64 = 0.95;

/// Maximum number of glyphs on a line. Some rules compare the glyphs of a line in pairs, so a hostile file with one
/// endless line would take quadratic time.
const MAX_LINE_GLYPHS: usize = 2_000;

impl LineBuilder {
    pub fn push(&mut self, mut glyph: Glyph, around: Around) {
        if glyph.text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{AD}')) {
            self.spaced |= !glyph.text.is_empty();
            return;
        }
        if glyph.text.chars().all(|c| c == JOINER) {
            if let Some(last) = self.lines.last_mut().and_then(|line| line.glyphs.last_mut()) {
                last.text.push(JOINER);
            }
            return;
        }
        glyph.spaced = std::mem::take(&mut self.spaced);
        if let Some(line) = self.lines.last_mut()
            && line.around == around
            && line.glyphs.len() < MAX_LINE_GLYPHS
            && let Some(last) = line.glyphs.last()
        {
            let em = last.size.max(glyph.size);
            let gap = glyph.x - last.right();
            let far = if around.paragraph.is_some() { 2.0 * MAX_GAP } else { MAX_GAP };
            // Two marks squeezed on both sides, such as 》（, take one em together: their boxes overlap entirely.
            let beside = gap > -1.2 * em && gap < far * em && glyph.x > last.x - 0.3 * em;
            let level = (glyph.y - last.y).abs();
            let raised = level < 0.6 * em && (glyph.size < 0.8 * last.size || last.size < 0.8 * glyph.size);
            if beside && (level < 0.15 * em || raised) {
                line.glyphs.push(glyph);
                return;
            }
        }
        glyph.spaced = false;
        self.lines.push(Line { around, glyphs: vec![glyph] });
    }
}
