//! What the composer has made of a book, for people: every page with its boxes, what it costs and why.

use serde::Serialize;

use super::book::{Book, Chapter};
use super::cost::{Cost, Costs};
use super::page::Page;
use super::pictures::Block;
use super::{FILLER, Plan};

/// All pages of a composed book, before anything is laid out. Lengths are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Wireframes {
    /// Width of the type area.
    pub width: f64,
    /// Height of the type area.
    pub height: f64,
    /// The pages, from the first.
    pub pages: Vec<Wireframe>,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Wireframe {
    /// Its number, counted from 1. Even ones are left pages.
    pub number: usize,
    /// What kind of page it is.
    pub kind: PageKind,
    /// The section, or the first of those that share it, as the template names it; empty before and after the sections.
    pub section: String,
    /// What stands on it, from the top. An opener's places are its template's own: its boxes have no size.
    pub boxes: Vec<WireBox>,
    /// What stays open at its foot.
    pub open: f64,
    /// What it costs, by reason; their sum over all pages is the least that was found.
    pub costs: Vec<(Cost, f64)>,
}

impl Wireframe {
    /// What it costs.
    pub fn cost(&self) -> f64 {
        self.costs.iter().map(|(_, cost)| cost).sum()
    }
}

/// What kind of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PageKind {
    /// One before the sections: the cover, the contents.
    Front,
    /// One that opens a section.
    Opener,
    /// One of a section.
    Content,
    /// One that fills up the signature.
    Filler,
    /// One after the sections: the imprint, the back cover.
    Back,
}

/// A piece or a picture, at its place from the left upper corner of the type area.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WireBox {
    /// What it is, in the template's words.
    pub name: String,
    /// Whether it is a picture.
    pub picture: bool,
    /// Distance from the left.
    pub x: f64,
    /// Distance from the top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// How much higher it is drawn than by itself; below 0 if lower.
    pub extra: f64,
    /// Its rows on this page, (from, to, of), if it is parted.
    pub rows: Option<(usize, usize, usize)>,
}

/// Draws a composed book.
pub(crate) fn wireframes(book: &Book, plan: &Plan) -> Wireframes {
    let mut sketch = Sketch { book, pages: Vec::new() };
    for _ in 1..book.first {
        sketch.push(PageKind::Front, "", Vec::new(), 0.0, Costs::default());
    }
    for (chapter, planned) in book.chapters.iter().zip(&plan.chapters) {
        if planned.filler {
            sketch.push(PageKind::Filler, "", Vec::new(), 0.0, Costs::default().with(Cost::Filler, FILLER));
        }
        let mut section = chapter.name.as_str();
        let begun = |from: usize, count: usize| {
            let mut pieces = chapter.pieces.iter().skip(from).take(count);
            pieces.find(|piece| !piece.section.is_empty()).map(|piece| piece.section.as_str())
        };
        for page in &planned.pages {
            if let Some(opener) = page.opener.and_then(|at| chapter.openers.get(at)) {
                section = begun(opener.at, opener.pieces).unwrap_or(section);
                let pieces = chapter.pieces.iter().skip(opener.at).take(opener.pieces);
                let pieces = pieces.filter(|piece| piece.section.is_empty());
                let pieces = pieces.map(|piece| sketch.unplaced(&piece.name, false));
                let picture = opener.picture.and_then(|at| chapter.pictures.get(at));
                let picture = picture.map(|picture| sketch.unplaced(&picture.name, true));
                let boxes = picture.into_iter().chain(pieces).collect();
                sketch.push(PageKind::Opener, section, boxes, 0.0, page.costs);
                continue;
            }
            let boxes = sketch.boxes(chapter, page);
            // The section that a page begins with; one that begins below it is the next page's.
            let first = page.entries.first().filter(|_| !page.runs);
            section = first.and_then(|entry| begun(entry.piece, 1)).unwrap_or(section);
            sketch.push(PageKind::Content, section, boxes, page.open, page.costs);
            let last = page.entries.iter().rev().find_map(|entry| begun(entry.piece, 1));
            section = last.unwrap_or(section);
        }
    }
    let behind = book.endings.get(plan.ending).map_or(0, |ending| ending.pages);
    let mut closing = plan.closing;
    for k in 0..behind + plan.fillers {
        // The filler pages stand before the last one, the back cover.
        let filler = (behind.saturating_sub(1)..behind.saturating_sub(1) + plan.fillers).contains(&k);
        let kind = if filler { PageKind::Filler } else { PageKind::Back };
        sketch.push(kind, "", Vec::new(), 0.0, std::mem::take(&mut closing));
    }
    Wireframes { width: book.pictures.measure, height: book.room, pages: sketch.pages }
}

struct Sketch<'a> {
    book: &'a Book,
    pages: Vec<Wireframe>,
}

impl Sketch<'_> {
    fn push(&mut self, kind: PageKind, section: &str, boxes: Vec<WireBox>, open: f64, costs: Costs) {
        let number = self.pages.len() + 1;
        self.pages.push(Wireframe { number, kind, section: section.to_owned(), boxes, open, costs: costs.parts() });
    }

    fn unplaced(&self, name: &str, picture: bool) -> WireBox {
        WireBox { name: name.to_owned(), picture, x: 0.0, y: 0.0, width: 0.0, height: 0.0, extra: 0.0, rows: None }
    }

    fn boxes(&self, chapter: &Chapter, page: &Page) -> Vec<WireBox> {
        let (mut y, mut out) = (page.rest, Vec::new());
        for (k, entry) in page.entries.iter().enumerate() {
            let piece = &chapter.pieces[entry.piece];
            if k > 0 || page.runs {
                y += piece.above.unwrap_or(page.gap);
            }
            let height = piece.height(entry.from, entry.to) + entry.extra;
            if let Some(block) = &entry.block {
                let names = |at: usize| piece.pictures[at].name.clone();
                self.block(block, y, &names, &mut out);
            } else {
                let (rows, all) = ((entry.from, entry.to, piece.rows.len()), (0, piece.rows.len()));
                out.push(WireBox {
                    y,
                    width: self.book.pictures.measure,
                    // One that flows on ends with the page.
                    height: if piece.flows { height.min(self.book.room - y) } else { height },
                    extra: entry.extra,
                    rows: (all != (entry.from, entry.to)).then_some(rows),
                    ..self.unplaced(&piece.name, false)
                });
            }
            y += height;
        }
        if let Some(block) = &page.block {
            if y > 0.0 {
                y += page.gap;
            }
            let names = |at: usize| chapter.pictures[at].name.clone();
            self.block(block, y, &names, &mut out);
        }
        out
    }

    fn block(&self, block: &Block, y: f64, name: &dyn Fn(usize) -> String, out: &mut Vec<WireBox>) {
        out.extend(block.pictures.iter().map(|placed| WireBox {
            x: placed.x,
            y: y + placed.y,
            width: placed.width,
            height: placed.height,
            ..self.unplaced(&name(placed.picture), true)
        }));
    }
}
