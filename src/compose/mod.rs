//! Composes the pages of a book: what stands on which page, and how large, before anything is laid out.
//!
//! A template tells the heights of its pieces and the shapes of its pictures ([`book`]); pages are closed by pictures
//! on widths of its grid ([`pictures`], [`page`]); the pages of each chapter, and then of the whole book, are chosen by
//! dynamic programming ([`chapter`], here). Only arithmetic: the same for the same book on every machine.

pub(crate) mod book;
mod chapter;
mod page;
mod pictures;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

use book::{Book, Chapter, Opener, Picture};
use chapter::Way;
use page::Page;
use pictures::Gallery;

/// An opener on a right page, and pieces that begin a chapter there.
const RIGHT_OPENER: f64 = 20.0;
const RIGHT_START: f64 = 0.35;
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
}

/// The pages of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlannedChapter {
    /// Index of its opener.
    pub opener: Option<usize>,
    pub pages: Vec<Page>,
}

/// A chapter's pages with their cost, for a first page of one side.
struct Choice {
    opener: Option<usize>,
    way: Way,
}

impl Choice {
    fn count(&self) -> usize {
        self.way.pages.len() + usize::from(self.opener.is_some())
    }
}

/// Composes a book.
pub(crate) fn compose(mut book: Book) -> Plan {
    with_blocks(&mut book);
    let book = &book;
    let signature = book.signature.max(1);
    // Pages are counted modulo this: whether the next one is a left page, and how many are missing at the end.
    let turn = if signature.is_multiple_of(2) { signature } else { 2 * signature };
    let choices: Vec<[Vec<Choice>; 2]> =
        book.chapters.iter().map(|chapter| [false, true].map(|right| choices(book, chapter, right, turn))).collect();
    let mut best: BTreeMap<usize, (f64, Vec<usize>)> = BTreeMap::from([(book.first % turn, (0.0, Vec::new()))]);
    for sides in &choices {
        let mut next: BTreeMap<usize, (f64, Vec<usize>)> = BTreeMap::new();
        for (at, (cost, chosen)) in best {
            let right = !at.is_multiple_of(2);
            for (k, choice) in sides[usize::from(right)].iter().enumerate() {
                let to = (at + choice.count()) % turn;
                let cost = cost + choice.way.cost;
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
    let (ending, fillers, chosen) =
        last.map_or_else(Default::default, |(_, ending, fillers, chosen)| (ending, fillers, chosen));
    let mut at = book.first;
    let chapters = choices.iter().zip(chosen).map(|(sides, k)| {
        let choice = &sides[at % 2][k];
        at += choice.count();
        let Choice { opener, way } = choice;
        PlannedChapter { opener: *opener, pages: way.pages.clone() }
    });
    let chapters = chapters.collect();
    let behind = book.endings.get(ending).map_or(0, |ending| ending.pages);
    // The number of a page is one more than that of the pages before it.
    Plan { chapters, ending, fillers, pages: (at + behind + fillers).saturating_sub(1) }
}

/// Gives pieces that are blocks of pictures their heights.
fn with_blocks(book: &mut Book) {
    let (rules, room) = (&book.pictures, book.room);
    for piece in book.chapters.iter_mut().flat_map(|chapter| &mut chapter.pieces) {
        let gallery = Gallery { rules, pictures: &piece.pictures, room };
        if let Some(own) = gallery.lowest().filter(|_| !piece.pictures.is_empty()) {
            let height = gallery.beside_pieces(&own);
            (piece.grow, piece.rows) = ((own.most.min(room) - height).max(0.0), vec![height]);
        }
    }
}

/// The ways to set a chapter that begins on a right or left page, the cheapest of each number of pages modulo `turn`.
fn choices(book: &Book, chapter: &Chapter, right: bool, turn: usize) -> Vec<Choice> {
    let mut best: BTreeMap<usize, Choice> = BTreeMap::new();
    let mut offer = |opener: Option<usize>, way: Way| {
        let count = (way.pages.len() + usize::from(opener.is_some())) % turn;
        if best.get(&count).is_none_or(|known| way.cost < known.way.cost - 1e-9) {
            best.insert(count, Choice { opener, way });
        }
    };
    if let Some(bare) = chapter.bare.or(chapter.openers.is_empty().then_some(0.0)) {
        for mut way in chapter::ways(book, chapter, &chapter.pictures, 0, right, turn) {
            way.cost += bare + if right { RIGHT_START } else { 0.0 };
            offer(None, way);
        }
    }
    for (k, opener) in chapter.openers.iter().enumerate() {
        let left = without(&chapter.pictures, opener);
        for mut way in chapter::ways(book, chapter, &left, opener.pieces, !right, turn) {
            way.cost += opener.cost + if right { RIGHT_OPENER } else { 0.0 };
            if let Some(picture) = opener.picture {
                restore(&mut way.pages, picture);
            }
            offer(Some(k), way);
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
