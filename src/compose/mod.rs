//! Composes the pages of a book: what stands on which page, and how large, before anything is laid out.
//!
//! A template tells the heights of its pieces and the shapes of its pictures ([`book`]); pages are closed by pictures
//! on widths of its grid ([`pictures`], [`page`]); the pages of each chapter, and then of the whole book, are chosen by
//! dynamic programming ([`chapter`], here). Only arithmetic: the same for the same book on every machine.

pub(crate) mod book;
mod chapter;
mod cost;
mod page;
mod pictures;
#[cfg(test)]
mod tests;
mod wireframe;

use std::collections::BTreeMap;

use serde::Serialize;

use book::{Book, Chapter, Opener, Picture};
use chapter::Way;
pub use cost::Cost;
use cost::Costs;
use page::Page;
use pictures::Gallery;
pub(crate) use wireframe::wireframes;
pub use wireframe::{PageKind, WireBox, Wireframe, Wireframes};

/// A page that fills up the signature.
const FILLER: f64 = 2.0;

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Plan {
    pub chapters: Vec<PlannedChapter>,
    /// Index of what stands after the last chapter.
    pub ending: usize,
    /// Number of pages that fill up the signature.
    pub fillers: usize,
    /// Number of pages of the whole book.
    pub pages: usize,
    /// What it costs, and its end's part of that.
    #[serde(skip)]
    pub cost: f64,
    #[serde(skip)]
    pub closing: Costs,
}

/// The pages of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlannedChapter {
    /// Whether a page that fills up stands before it.
    pub filler: bool,
    pub pages: Vec<Page>,
}

/// Composes a book, and gives its pieces that are blocks of pictures their heights.
pub(crate) fn compose(book: &mut Book) -> Plan {
    with_blocks(book);
    let book = &*book;
    let signature = book.signature.max(1);
    // Pages are counted modulo this: whether the next one is a left page, and how many are missing at the end.
    let turn = if signature.is_multiple_of(2) { signature } else { 2 * signature };
    let choices: Vec<[Vec<Way>; 2]> =
        book.chapters.iter().map(|chapter| [false, true].map(|right| choices(book, chapter, right, turn))).collect();
    let mut best: BTreeMap<usize, (f64, Vec<usize>)> = BTreeMap::from([(book.first % turn, (0.0, Vec::new()))]);
    for (sides, chapter) in choices.iter().zip(&book.chapters) {
        let mut next: BTreeMap<usize, (f64, Vec<usize>)> = BTreeMap::new();
        for (at, (cost, chosen)) in best {
            let (side, filler) = begins(chapter, at);
            for (k, choice) in sides[side].iter().enumerate() {
                let to = (at + usize::from(filler) + choice.pages.len()) % turn;
                let cost = cost + choice.cost + if filler { FILLER } else { 0.0 };
                if next.get(&to).is_none_or(|known| cost < known.0 - 1e-9) {
                    let chosen = chosen.iter().copied().chain([k]).collect();
                    next.insert(to, (cost, chosen));
                }
            }
        }
        best = next;
    }
    // The next page's number, less one, is that of the pages so far.
    let missing = |at: usize, behind: usize| (2 * turn + 1 - (at + behind) % turn) % signature;
    let ended = best.into_iter().flat_map(|(at, (cost, chosen))| {
        book.endings.iter().enumerate().map(move |(k, ending)| {
            let fillers = missing(at, ending.pages);
            (cost + ending.cost + FILLER * fillers as f64, k, fillers, chosen.clone())
        })
    });
    let last = ended.min_by(|one, other| one.0.total_cmp(&other.0));
    let (total, ending, fillers, chosen) = last.unwrap_or_default();
    let mut at = book.first;
    let chapters = choices.iter().zip(&book.chapters).zip(chosen).map(|((sides, chapter), k)| {
        let (side, filler) = begins(chapter, at);
        let way = &sides[side][k];
        at += usize::from(filler) + way.pages.len();
        PlannedChapter { filler, pages: way.pages.clone() }
    });
    let chapters = chapters.collect();
    let (behind, own) = book.endings.get(ending).map_or((0, 0.0), |ending| (ending.pages, ending.cost));
    let closing = Costs::default().with(Cost::Ending, own).with(Cost::Filler, FILLER * fillers as f64);
    // The number of a page is one more than that of the pages before it.
    let pages = (at + behind + fillers).saturating_sub(1);
    Plan { chapters, ending, fillers, pages, cost: total, closing }
}

/// The side on which a chapter begins that follows page `at` - 1, 0 for left, and whether a page stands before it so
/// that it does.
fn begins(chapter: &Chapter, at: usize) -> (usize, bool) {
    let right = !at.is_multiple_of(2);
    if chapter.spread { (0, right) } else { (usize::from(right), false) }
}

/// Gives pieces that are blocks of pictures their heights.
fn with_blocks(book: &mut Book) {
    let (rules, room) = (&book.pictures, book.room);
    for piece in book.chapters.iter_mut().flat_map(|chapter| &mut chapter.pieces) {
        let gallery = Gallery { rules, pictures: &piece.pictures, room };
        if let Some(own) = gallery.lowest().filter(|_| !piece.pictures.is_empty()) {
            let height = own.own.min(room);
            (piece.grow, piece.shrink) = ((own.most.min(room) - height).max(0.0), (height - own.least).max(0.0));
            piece.rows = vec![height];
        }
    }
}

/// The ways to set a chapter that begins on a right or left page, the cheapest of each number of pages modulo `turn`.
fn choices(book: &Book, chapter: &Chapter, right: bool, turn: usize) -> Vec<Way> {
    let mut best: BTreeMap<usize, Way> = BTreeMap::new();
    let mut offer = |way: Way| {
        let count = way.pages.len() % turn;
        if best.get(&count).is_none_or(|known| way.cost < known.cost - 1e-9) {
            best.insert(count, way);
        }
    };
    chapter::ways(book, chapter, &chapter.pictures, None, right, turn).into_iter().for_each(&mut offer);
    for (k, opener) in chapter.openers.iter().enumerate() {
        let Some(picture) = opener.picture else { continue };
        let left = without(&chapter.pictures, opener);
        for mut way in chapter::ways(book, chapter, &left, Some(k), right, turn) {
            restore(&mut way.pages, picture);
            offer(way);
        }
    }
    best.into_values().collect()
}

/// The pictures that an opener leaves.
fn without(pictures: &[Picture], opener: &Opener) -> Vec<Picture> {
    pictures
        .iter()
        .enumerate()
        .filter(|(k, _)| opener.picture != Some(*k))
        .map(|(_, picture)| picture.clone())
        .collect()
}

/// Numbers pictures as in the chapter again, whose number `picture` was left out.
fn restore(pages: &mut [Page], picture: usize) {
    for placed in pages.iter_mut().filter_map(|page| page.block.as_mut()).flat_map(|block| &mut block.pictures) {
        placed.picture += usize::from(placed.picture >= picture);
    }
}
