//! One page: some pieces, then a block of pictures that closes it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use serde::Serialize;

use super::book::{Book, Chapter, Picture, Piece};
use super::cost::{Cost, Costs};
use super::pictures::{Arrangement, Block, Gallery, rounded};

/// What a page costs by itself: fewer pages are better.
const PAGE: f64 = 0.22;
/// What pictures cost that are cut as far as they may be, and pieces that have grown or shrunk as far as they may.
const CUT: f64 = 0.1;
const GIVEN: f64 = 0.35;
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
    /// How much higher it is drawn than it is by itself; below 0 if lower.
    pub extra: f64,
    /// The pictures of a piece that is a block of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
}

/// A page of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Page {
    /// The index of the opener that it is; it has nothing else then.
    pub opener: Option<usize>,
    pub entries: Vec<Entry>,
    /// The space between two pieces.
    pub gap: f64,
    /// Whether it begins with the rest of a piece that flows.
    pub runs: bool,
    /// The pictures that close it.
    pub block: Option<Block>,
    /// What stays open at its foot.
    pub open: f64,
    /// The height of that rest.
    #[serde(skip)]
    pub rest: f64,
    #[serde(skip)]
    pub costs: Costs,
}

impl Page {
    /// A page that is an opener.
    pub fn of_opener(opener: usize, costs: Costs) -> Self {
        Self {
            opener: Some(opener),
            entries: Vec::new(),
            gap: 0.0,
            runs: false,
            block: None,
            open: 0.0,
            rest: 0.0,
            costs,
        }
    }
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
    pub costs: Costs,
    /// How much its pieces and gaps grow, or its pieces shrink if it is below 0.
    given: f64,
    /// What stays open.
    open: f64,
    /// How its pictures stand, an index of their arrangements, and how high.
    pictures: Option<(usize, f64)>,
}

/// Ways to set some pictures: those of the chapter by the first of them and their number, those of a piece by its index.
type KnownArrangements<'a> = BTreeMap<Result<(usize, usize), usize>, Rc<Vec<Arrangement<'a>>>>;

/// The pictures that close a page: some of the chapter's, or the piece that ends the page.
struct Closing<'a> {
    gallery: Gallery<'a>,
    arrangements: Rc<Vec<Arrangement<'a>>>,
    /// The space above them; `None`: the book's, which gives.
    above: Option<f64>,
}

/// A page's content as what closes it and what stands before that.
struct Parts<'e, 'a> {
    body: Content<'e>,
    closing: Option<Closing<'a>>,
}

impl Parts<'_, '_> {
    /// Whether only pictures stand on the page.
    fn is_bare(&self) -> bool {
        self.body.entries.is_empty() && self.body.rest == 0.0
    }
}

/// Composes the pages of a chapter.
pub(super) struct Composer<'a> {
    pub book: &'a Book,
    pub chapter: &'a Chapter,
    gallery: Gallery<'a>,
    known: RefCell<KnownArrangements<'a>>,
}

impl<'a> Composer<'a> {
    pub fn new(book: &'a Book, chapter: &'a Chapter, pictures: &'a [Picture]) -> Self {
        let gallery = Gallery { rules: &book.pictures, pictures, room: book.room };
        Self { book, chapter, gallery, known: RefCell::default() }
    }

    pub fn picture_count(&self) -> usize {
        self.gallery.pictures.len()
    }

    /// Takes from a page the pictures that close it.
    fn parts<'e>(&self, content: &Content<'e>) -> Parts<'e, 'a> {
        let Content { entries, rest, flows_on, last, .. } = *content;
        let mut known = self.known.borrow_mut();
        let (entries, closing) = if !content.pictures.is_empty() {
            let (first, count) = (content.pictures.start, content.pictures.len());
            let found = known.entry(Ok((first, count)));
            let all = found.or_insert_with(|| Rc::new(self.gallery.arrangements(first, count)));
            (entries, Some(Closing { gallery: self.gallery, arrangements: Rc::clone(all), above: None }))
        } else if let Some(((piece, _, _), before)) = entries.split_last()
            && let Some(gallery) = self.own_gallery(*piece)
        {
            let all = known.entry(Err(*piece)).or_insert_with(|| Rc::new(gallery.all()));
            let above = self.chapter.pieces[*piece].above;
            (before, Some(Closing { gallery, arrangements: Rc::clone(all), above }))
        } else {
            (entries, None)
        };
        Parts { body: Content { entries, rest, flows_on, pictures: 0..0, last }, closing }
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

    /// How much lower the pieces may be.
    pub fn shrink(&self, content: &Content<'_>) -> f64 {
        self.giving(content, Piece::shrinks).map(|(_, shrink)| shrink).sum()
    }

    /// The best way to close a page of this content; `None` if it has no room.
    pub fn fit(&self, content: &Content<'_>) -> Option<Fit> {
        let room = self.book.room;
        if content.flows_on {
            let costs = Costs::default().with(Cost::Page, PAGE);
            let fit = Fit { costs, given: 0.0, open: 0.0, pictures: None };
            return content.pictures.is_empty().then_some(fit);
        }
        let parts = self.parts(content);
        let (grow, shrink, text) = (self.grow(&parts), self.shrink(&parts.body), self.text_height(&parts.body));
        let costs = |given: f64, open: f64| {
            let foot = (open / OPEN).powi(2) * if content.last { END } else { 1.0 };
            let given = GIVEN * share(given, grow, shrink).powi(2);
            Costs::default().with(Cost::Page, PAGE).with(Cost::Given, given).with(Cost::Open, foot)
        };
        let Some(closing) = &parts.closing else {
            let free = room - text;
            let over = free + shrink < -0.1;
            if parts.is_bare() || over && content.entries.len() > 1 {
                return None;
            }
            let given = free.min(grow).max(-shrink);
            let open = (free - given).max(0.0);
            let alone = if content.entries.len() == 1 && content.rest == 0.0 { ALONE } else { 0.0 };
            let over = if over { OVERSET } else { 0.0 };
            let costs = costs(given, open).with(Cost::Alone, alone).with(Cost::Overset, over);
            return Some(Fit { costs, given, open, pictures: None });
        };
        let above = if parts.is_bare() { 0.0 } else { closing.above.unwrap_or(self.book.gap.own) };
        let free = room - text - above;
        let mut best: Option<Fit> = None;
        for (k, own) in closing.arrangements.iter().enumerate() {
            if own.least > free + shrink + 0.1 {
                continue;
            }
            // No clamp: the sums of rows that can't give may differ by a bit.
            let height = free.max(own.least).min(own.most);
            let given = (free - height).min(grow).max(-shrink);
            let open = (free - height - given).max(0.0);
            let worth = WORTH * own.area(height, room).min(MAX_WORTH);
            let cut = CUT * own.share(height).powi(2);
            let costs = costs(given, open).with(Cost::Cut, cut).with(Cost::Pictures, -worth);
            if best.as_ref().is_none_or(|known| costs.sum() < known.costs.sum() - 1e-9) {
                best = Some(Fit { costs, given, open, pictures: Some((k, height)) });
            }
        }
        // More than a page has room for: a piece alone is set nevertheless, and reaches over its foot.
        let alone = closing.arrangements.first().filter(|_| parts.is_bare() && content.pictures.is_empty());
        best.or(alone.map(|own| {
            let costs = costs(0.0, 0.0).with(Cost::Overset, OVERSET);
            Fit { costs, given: 0.0, open: 0.0, pictures: Some((0, own.least)) }
        }))
    }

    /// The pictures of a piece that is a block of them, `extra` higher than by itself.
    fn own_block(&self, piece: usize, extra: f64) -> Option<Block> {
        let gallery = self.own_gallery(piece)?;
        let own = gallery.lowest()?;
        Some(gallery.block(&own, own.own.min(self.book.room) + extra))
    }

    fn own_gallery(&self, piece: usize) -> Option<Gallery<'a>> {
        let pictures: &'a [Picture] = &self.chapter.pieces[piece].pictures;
        (!pictures.is_empty()).then_some(Gallery { rules: &self.book.pictures, pictures, room: self.book.room })
    }

    /// How much the pieces and gaps may grow.
    fn grow(&self, parts: &Parts<'_, '_>) -> f64 {
        self.giving(&parts.body, Piece::grows).map(|(_, grow)| grow).sum::<f64>() + self.gaps(parts) * self.slack()
    }

    fn slack(&self) -> f64 {
        self.book.gap.most - self.book.gap.own
    }

    /// Number of gaps that give.
    fn gaps(&self, parts: &Parts<'_, '_>) -> f64 {
        let skipped = usize::from(parts.body.rest == 0.0);
        let gives = |entry: &&(usize, usize, usize)| self.chapter.pieces[entry.0].above.is_none();
        let own = parts.body.entries.iter().skip(skipped).filter(gives).count();
        let closing = parts.closing.as_ref().is_some_and(|closing| closing.above.is_none());
        (own + usize::from(closing && !parts.is_bare())) as f64
    }

    /// The pieces with what each may give, by `most` of its rows.
    fn giving(
        &self,
        content: &Content<'_>,
        most: fn(&Piece, usize, usize) -> f64,
    ) -> impl Iterator<Item = (usize, f64)> {
        let entries = content.entries.iter().enumerate();
        entries.map(move |(k, (piece, from, to))| (k, most(&self.chapter.pieces[*piece], *from, *to)))
    }

    /// The page of this content, closed so.
    pub fn page(&self, content: &Content<'_>, fit: &Fit) -> Page {
        let parts = self.parts(content);
        let share = share(fit.given, self.grow(&parts), self.shrink(&parts.body));
        let most = if share < 0.0 { Piece::shrinks } else { Piece::grows };
        let mut entries: Vec<Entry> = (content.entries.iter())
            .map(|(piece, from, to)| Entry { piece: *piece, from: *from, to: *to, extra: 0.0, block: None })
            .collect();
        for (k, own) in self.giving(&parts.body, most) {
            entries[k].extra = rounded(own * share);
            entries[k].block = self.own_block(entries[k].piece, own * share);
        }
        let mut block = parts
            .closing
            .as_ref()
            .zip(fit.pictures)
            .and_then(|(closing, (k, height))| Some(closing.gallery.block(closing.arrangements.get(k)?, height)));
        // The piece that ends the page is its own block.
        if content.pictures.is_empty()
            && let (Some(entry), Some(own)) = (entries.last_mut(), block.take())
        {
            entry.extra = rounded(own.height - self.chapter.pieces[entry.piece].whole());
            entry.block = Some(own);
        }
        let gap = rounded(self.book.gap.own + self.slack() * share.max(0.0));
        let (runs, open) = (content.rest > 0.0, rounded(fit.open));
        Page { opener: None, entries, gap, runs, block, open, rest: content.rest, costs: fit.costs }
    }
}

/// The share of what may be given, from -1 (shrunk as far as may be) to 1 (grown).
fn share(given: f64, grow: f64, shrink: f64) -> f64 {
    let most = if given < 0.0 { shrink } else { grow };
    if most > 0.0 { given / most } else { 0.0 }
}
