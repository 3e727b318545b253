//! One page: some pieces, then a block of pictures that closes it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use serde::Serialize;

use super::book::{Book, Chapter};
use super::pictures::{Arrangement, Block, Gallery, rounded};

/// What a page costs by itself: fewer pages are better.
const PAGE: f64 = 0.22;
/// What pictures cost that are cut as far as they may be, and pieces that have grown as far as they may.
const CUT: f64 = 0.1;
const GROWN: f64 = 0.35;
/// An open foot of this height costs 1, one of twice this 4.
const OPEN: f64 = 60.0;
/// What pictures are worth that take the whole page, and the share up to which more is better.
const WORTH: f64 = 0.5;
const MAX_WORTH: f64 = 0.6;
/// A single piece without a picture.
const ALONE: f64 = 0.25;
/// The end of a chapter may stay open: its foot costs less.
const END: f64 = 0.4;
/// A piece that is higher than a page.
const OVERSET: f64 = 10.0;

/// Rows of a piece on a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Entry {
    /// Index in the chapter.
    pub piece: usize,
    pub from: usize,
    pub to: usize,
    /// How much higher it is drawn than it is by itself.
    pub extra: f64,
    /// The pictures of a piece that is a block of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
}

/// A page of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Page {
    pub entries: Vec<Entry>,
    /// The space between two pieces.
    pub gap: f64,
    /// Whether it begins with the rest of a piece that flows.
    pub runs: bool,
    /// The pictures that close it.
    pub block: Option<Block>,
    /// What stays open at its foot.
    pub open: f64,
}

/// What a page is composed of.
pub(super) struct Content<'e> {
    /// Pieces with their rows, in order.
    pub entries: &'e [(usize, usize, usize)],
    /// The height that the rest of a flowing piece takes at its head.
    pub rest: f64,
    /// Whether its last piece flows on to the next page.
    pub flows_on: bool,
    pub pictures: Range<usize>,
    /// Whether the chapter ends with it.
    pub last: bool,
}

/// How a page is closed, and what that costs.
pub(super) struct Fit {
    pub cost: f64,
    /// How much its pieces and gaps grow.
    grown: f64,
    /// What stays open.
    open: f64,
    /// How its pictures stand, an index of their arrangements, and how high.
    pictures: Option<(usize, f64)>,
}

/// Ways to set some pictures, by the first of them and their number.
type KnownArrangements<'a> = BTreeMap<(usize, usize), Rc<Vec<Arrangement<'a>>>>;

/// Composes the pages of a chapter.
pub(super) struct Composer<'a> {
    pub book: &'a Book,
    pub chapter: &'a Chapter,
    gallery: Gallery<'a>,
    known: RefCell<KnownArrangements<'a>>,
}

impl<'a> Composer<'a> {
    pub fn new(book: &'a Book, chapter: &'a Chapter, pictures: &'a [super::book::Picture]) -> Self {
        let gallery = Gallery { rules: &book.pictures, pictures, room: book.room };
        Self { book, chapter, gallery, known: RefCell::default() }
    }

    pub fn picture_count(&self) -> usize {
        self.gallery.pictures.len()
    }

    fn arrangements(&self, first: usize, count: usize) -> Rc<Vec<Arrangement<'a>>> {
        let mut known = self.known.borrow_mut();
        let found = known.entry((first, count)).or_insert_with(|| Rc::new(self.gallery.arrangements(first, count)));
        Rc::clone(found)
    }

    /// The height of the pieces, gaps included.
    pub fn text_height(&self, content: &Content<'_>) -> f64 {
        let mut height = content.rest;
        for (k, (piece, from, to)) in content.entries.iter().enumerate() {
            let own = &self.chapter.pieces[*piece];
            if k > 0 || content.rest > 0.0 {
                height += own.above.unwrap_or(self.book.gap.own);
            }
            height += own.height(*from, *to);
        }
        height
    }

    /// The best way to close a page of this content; `None` if it has no room.
    pub fn fit(&self, content: &Content<'_>) -> Option<Fit> {
        let room = self.book.room;
        let empty = content.entries.is_empty() && content.rest == 0.0;
        if content.flows_on {
            let fit = Fit { cost: PAGE, grown: 0.0, open: 0.0, pictures: None };
            return content.pictures.is_empty().then_some(fit);
        }
        let (grow, text) = (self.grow(content), self.text_height(content));
        let costs = |grown: f64, open: f64| {
            let share = if grow > 0.0 { grown / grow } else { 0.0 };
            PAGE + GROWN * share.powi(2) + (open / OPEN).powi(2) * if content.last { END } else { 1.0 }
        };
        if content.pictures.is_empty() {
            let free = room - text;
            let over = free < -0.1;
            if empty || over && content.entries.len() > 1 {
                return None;
            }
            let grown = free.min(grow).max(0.0);
            let open = (free - grown).max(0.0);
            let alone = if content.entries.len() == 1 && content.rest == 0.0 { ALONE } else { 0.0 };
            let cost = costs(grown, open) + alone + if over { OVERSET } else { 0.0 };
            return Some(Fit { cost, grown, open, pictures: None });
        }
        let free = room - text - if empty { 0.0 } else { self.book.gap.own };
        let mut best: Option<Fit> = None;
        for (k, own) in self.arrangements(content.pictures.start, content.pictures.len()).iter().enumerate() {
            if own.least > free + 0.1 {
                continue;
            }
            // No clamp: the sums of rows that can't give may differ by a bit.
            let height = free.max(own.least).min(own.most);
            let left = (free - height).max(0.0);
            let grown = left.min(grow);
            let cost = costs(grown, left - grown) + CUT * own.share(height).powi(2)
                - WORTH * own.area(height, room).min(MAX_WORTH);
            if best.as_ref().is_none_or(|known| cost < known.cost - 1e-9) {
                best = Some(Fit { cost, grown, open: left - grown, pictures: Some((k, height)) });
            }
        }
        best
    }

    /// The pictures of a piece that is a block of them, `extra` higher than by itself.
    fn own_block(&self, piece: usize, extra: f64) -> Option<Block> {
        let gallery = self.own_gallery(piece)?;
        let own = gallery.lowest()?;
        Some(gallery.block(&own, gallery.beside_pieces(&own) + extra))
    }

    fn own_gallery(&self, piece: usize) -> Option<Gallery<'_>> {
        let pictures = &self.chapter.pieces[piece].pictures;
        (!pictures.is_empty()).then(|| Gallery { rules: &self.book.pictures, pictures, room: self.book.room })
    }

    /// How much the pieces and gaps may grow.
    fn grow(&self, content: &Content<'_>) -> f64 {
        self.growing(content).map(|(_, grow)| grow).sum::<f64>() + self.gaps(content) * self.slack()
    }

    fn slack(&self) -> f64 {
        self.book.gap.most - self.book.gap.own
    }

    /// Number of gaps that give.
    fn gaps(&self, content: &Content<'_>) -> f64 {
        let skipped = usize::from(content.rest == 0.0);
        let gives = |entry: &&(usize, usize, usize)| self.chapter.pieces[entry.0].above.is_none();
        let own = content.entries.iter().skip(skipped).filter(gives).count();
        let before_block = usize::from(!content.pictures.is_empty() && (own > 0 || !content.entries.is_empty()));
        (own + before_block) as f64
    }

    /// The pieces with what each may grow.
    fn growing(&self, content: &Content<'_>) -> impl Iterator<Item = (usize, f64)> {
        content.entries.iter().enumerate().map(|(k, (piece, from, to))| {
            let own = &self.chapter.pieces[*piece];
            (k, own.grow * (to - from) as f64 / own.rows.len().max(1) as f64)
        })
    }

    /// The page of this content, closed so.
    pub fn page(&self, content: &Content<'_>, fit: &Fit) -> Page {
        let grow = self.grow(content);
        let share = if grow > 0.0 { fit.grown / grow } else { 0.0 };
        let mut entries: Vec<Entry> = (content.entries.iter())
            .map(|(piece, from, to)| Entry { piece: *piece, from: *from, to: *to, extra: 0.0, block: None })
            .collect();
        for (k, own) in self.growing(content) {
            entries[k].extra = rounded(own * share);
            entries[k].block = self.own_block(entries[k].piece, own * share);
        }
        let gap = rounded(self.book.gap.own + self.slack() * share);
        let block = fit.pictures.and_then(|(k, height)| {
            let known = self.arrangements(content.pictures.start, content.pictures.len());
            Some(self.gallery.block(known.get(k)?, height))
        });
        Page { entries, gap, runs: content.rest > 0.0, block, open: rounded(fit.open) }
    }
}
