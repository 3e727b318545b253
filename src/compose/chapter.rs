//! The pages of a chapter: what stands on which, by dynamic programming over its pieces and pictures.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::book::{Book, Chapter, Opener, Picture, Piece};
use super::cost::{Cost, Costs};
use super::page::{Composer, Content, Page};
use super::pictures::MAX_IN_BLOCK;

/// Maximum number of pictures beside text.
const MAX_BESIDE_TEXT: usize = 4;
/// Rows of a parted piece on either side.
const MIN_ROWS: usize = 3;
/// A piece that is parted, parted unevenly, or over a leaf.
const PARTED: f64 = 0.2;
const UNEVEN: f64 = 0.5;
const OVER_LEAF: f64 = 0.8;
/// A heading that ends a page: only if what follows it is too high to share one with it.
const LEFT_ALONE: f64 = 1000.0;
/// Text flows on if it is higher than this and a page has this much room for it.
const MIN_FLOW: f64 = 200.0;
const MIN_FLOW_ROOM: f64 = 110.0;
/// From this many states on, pictures keep step with the pieces within this share of them.
const MANY_STATES: usize = 400;
const STEP: f64 = 0.3;

/// An opener on a right page, and a chapter that begins without one there.
const RIGHT_OPENER: f64 = 20.0;
const RIGHT_START: f64 = 0.35;

/// The pages of a chapter and what they cost.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub cost: f64,
    pub pages: Vec<Page>,
}

/// What the pages before have left: the next piece and its row, the next picture, the height of a flowing piece's rest
/// in hundredths of a point, and the number of pages, which counts modulo the book's turn. Ordered so that no page leads
/// back: a rest only becomes less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    piece: usize,
    row: usize,
    picture: usize,
    rest: Reverse<u64>,
    pages: usize,
}

impl State {
    fn is_like(self, other: Self) -> bool {
        State { pages: 0, ..self } == State { pages: 0, ..other }
    }
}

/// How a state was reached.
#[derive(Debug, Clone, Copy)]
struct Step {
    cost: f64,
    before: Option<State>,
    /// The opener that its page is.
    opener: Option<usize>,
}

/// The cheapest ways to set a chapter, by their number of pages modulo `turn`, which is even. `first`: the opener with
/// a picture that it begins with; `pictures` are those that it leaves. `right`: the first page is a right one.
pub(super) fn ways(
    book: &Book,
    chapter: &Chapter,
    pictures: &[Picture],
    first: Option<usize>,
    right: bool,
    turn: usize,
) -> Vec<Way> {
    let composer = Composer::new(book, chapter, pictures);
    let start = State { piece: 0, row: 0, picture: 0, rest: Reverse(0), pages: 0 };
    let end = State { piece: chapter.pieces.len(), picture: composer.picture_count(), ..start };
    let mut openers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (k, opener) in chapter.openers.iter().enumerate() {
        openers.entry(opener.at).or_default().push(k);
    }
    let pages = Pages { composer: &composer, openers, start, end, first, right };
    let mut waiting = BTreeMap::from([(start, Step { cost: 0.0, before: None, opener: None })]);
    let mut reached: BTreeMap<State, Step> = BTreeMap::new();
    while let Some((state, step)) = waiting.pop_first() {
        reached.insert(state, step);
        if state.is_like(end) && state != start {
            continue;
        }
        let mut offer = |after: State, cost: f64, opener: Option<usize>| {
            let after = State { pages: (state.pages + 1) % turn, ..after };
            let cost = step.cost + cost;
            if waiting.get(&after).is_none_or(|known| cost < known.cost - 1e-9) {
                waiting.insert(after, Step { cost, before: Some(state), opener });
            }
        };
        for k in pages.openers(state) {
            let opener = &chapter.openers[k];
            let cost = pages.opening(state, Some(opener)).sum();
            offer(State { piece: opener.at + opener.pieces, ..state }, cost, Some(k));
        }
        if pages.may_begin_bare(state) {
            let opening = pages.opening(state, None).sum();
            pages.after(state, &mut |after, cost| offer(after, cost + opening, None));
        }
    }
    // A chapter without anything has no pages, unless it must have an opener.
    let empty = pages.may_begin_bare(start);
    let ends = reached.iter().filter(|(state, _)| state.is_like(end) && (**state != start || empty));
    ends.map(|(state, step)| Way { cost: step.cost, pages: pages.traced(&reached, *state) }).collect()
}

/// All pages that may follow a state.
struct Pages<'c, 'a> {
    composer: &'c Composer<'a>,
    /// The chapter's openers, by the piece before which they stand.
    openers: BTreeMap<usize, Vec<usize>>,
    start: State,
    end: State,
    first: Option<usize>,
    /// Whether the chapter's first page is a right one.
    right: bool,
}

impl Pages<'_, '_> {
    /// The openers that may stand on the page after a state.
    fn openers(&self, from: State) -> impl Iterator<Item = usize> {
        let whole = from.row == 0 && from.rest.0 == 0;
        let here = self.openers.get(&from.piece).filter(|_| whole);
        here.into_iter().flatten().copied().filter(move |k| {
            let opener = &self.composer.chapter.openers[*k];
            let begins = self.first.map_or(opener.picture.is_none(), |first| first == *k);
            opener.at > 0 || from == self.start && begins
        })
    }

    /// Whether the page after a state may be one without an opener.
    fn may_begin_bare(&self, from: State) -> bool {
        let free = self.composer.chapter.bare.is_some() || !self.openers.contains_key(&0);
        from != self.start || self.first.is_none() && free
    }

    /// What it costs that the page after a state opens a section with this opener, or the chapter with none.
    fn opening(&self, from: State, opener: Option<&Opener>) -> Costs {
        let right = self.is_right(from);
        let (cost, on_right) = match opener {
            Some(opener) => (opener.cost, RIGHT_OPENER),
            None if from == self.start => (self.composer.chapter.bare.unwrap_or_default(), RIGHT_START),
            None => (0.0, 0.0),
        };
        Costs::default().with(Cost::Opener, cost).with(Cost::RightPage, if right { on_right } else { 0.0 })
    }

    /// The pages that lead to a state.
    fn traced(&self, reached: &BTreeMap<State, Step>, mut state: State) -> Vec<Page> {
        let mut pages = Vec::new();
        while let Some((step, before)) = reached.get(&state).and_then(|step| Some((step, step.before?))) {
            let opener = step.opener.and_then(|k| self.composer.chapter.openers.get(k));
            let opening = self.opening(before, opener);
            pages.extend(match step.opener {
                Some(k) => Some(Page::of_opener(k, opening)),
                None => self.between(before, state).map(|page| Page { costs: page.costs.plus(opening), ..page }),
            });
            state = before;
        }
        pages.reverse();
        pages
    }

    /// The page that leads from one state to another.
    fn between(&self, from: State, to: State) -> Option<Page> {
        // None, if there are pictures or running text alone.
        let here = (from.piece, from.row) != (to.piece, to.row);
        let last = if here { to.piece + usize::from(to.row > 0) } else { from.piece };
        let entries: Vec<(usize, usize, usize)> = (from.piece..last)
            .map(|piece| {
                let end = if piece == to.piece { to.row } else { self.composer.chapter.pieces[piece].rows.len() };
                (piece, if piece == from.piece { from.row } else { 0 }, end)
            })
            .collect();
        let content = Content {
            entries: &entries,
            rest: points(from.rest).min(self.composer.book.room),
            flows_on: to.rest.0 > 0,
            pictures: from.picture..to.picture,
            last: to.is_like(self.end),
        };
        let mut fit = self.composer.fit(&content)?;
        fit.costs = fit.costs.plus(self.ends(from, entries.last().copied(), to.row > 0));
        Some(self.composer.page(&content, &fit))
    }

    /// What it costs that a page, the one after a state, ends with this entry.
    fn ends(&self, from: State, last: Option<(usize, usize, usize)>, parted: bool) -> Costs {
        let Some((piece, row, to)) = last else { return Costs::default() };
        let own = &self.composer.chapter.pieces[piece];
        if parted {
            return Costs::default().with(Cost::Parted, self.part(from, own, row, to));
        }
        let alone = own.opens && piece + 1 < self.end.piece;
        Costs::default().with(Cost::Heading, if alone { LEFT_ALONE } else { 0.0 })
    }

    /// What it costs to part a piece so.
    fn part(&self, from: State, own: &Piece, row: usize, to: usize) -> f64 {
        let (here, there) = (to - row, own.rows.len() - to);
        let even = here * 10 >= (here + there) * 4 && there * 10 >= (here + there) * 4;
        PARTED + if even { 0.0 } else { UNEVEN } + if self.is_right(from) { OVER_LEAF } else { 0.0 }
    }

    /// Offers the states that a page may lead to, and what it costs.
    fn after(&self, from: State, offer: &mut dyn FnMut(State, f64)) {
        let (pieces, room) = (&self.composer.chapter.pieces, self.composer.book.room);
        let rest = points(from.rest);
        if rest > room {
            // A page of text alone.
            let content = Content { entries: &[], rest: room, flows_on: true, pictures: 0..0, last: false };
            if let Some(fit) = self.composer.fit(&content) {
                offer(State { rest: hundredths(rest - room), ..from }, fit.costs.sum());
            }
            return;
        }
        let mut entries: Vec<(usize, usize, usize)> = Vec::new();
        self.closed(from, &entries, rest, State { rest: Reverse(0), ..from }, offer);
        let (mut piece, mut row) = (from.piece, from.row);
        while piece < pieces.len() {
            let own = &pieces[piece];
            let used = self.composer.text_height(&self.content(&entries, rest));
            let above = if used > 0.0 { own.above.unwrap_or(self.composer.book.gap.own) } else { 0.0 };
            // What is free is more, and what it needs less, by what the pieces may shrink.
            let natural = room - used - above;
            let free = natural + self.composer.shrink(&self.content(&entries, rest));
            let least = own.height(row, own.rows.len()) - own.shrinks(row, own.rows.len());
            if least > free + 0.1 {
                let free = if own.flows { natural } else { free };
                self.parted(from, &mut entries, rest, (piece, row), free, offer);
                // A piece that is higher than a page and can't be parted stands alone.
                let stuck = entries.is_empty() && rest == 0.0 && !own.flows && !self.can_part(piece, row, free);
                if !stuck {
                    return;
                }
            }
            entries.push((piece, row, own.rows.len()));
            (piece, row) = (piece + 1, 0);
            self.closed(from, &entries, rest, State { piece, row: 0, rest: Reverse(0), ..from }, offer);
            if least > free + 0.1 {
                return;
            }
        }
    }

    fn content<'e>(&self, entries: &'e [(usize, usize, usize)], rest: f64) -> Content<'e> {
        Content { entries, rest, flows_on: false, pictures: 0..0, last: false }
    }

    /// Offers the page of these pieces without and with pictures.
    fn closed(
        &self,
        from: State,
        entries: &[(usize, usize, usize)],
        rest: f64,
        after: State,
        offer: &mut dyn FnMut(State, f64),
    ) {
        // No picture stands before the heading that the chapter begins with.
        let heads = entries.is_empty() && rest == 0.0 && from.piece == 0;
        if heads && self.composer.chapter.pieces.first().is_some_and(|piece| piece.opens) {
            return;
        }
        let left = self.end.picture - from.picture;
        let ends = self.ends(from, entries.last().copied(), after.row > 0).sum();
        let max = if entries.is_empty() && rest == 0.0 { MAX_IN_BLOCK } else { MAX_BESIDE_TEXT };
        for count in 0..=left.min(max) {
            let after = State { picture: from.picture + count, ..after };
            if !self.in_step(after) {
                continue;
            }
            let pictures = from.picture..after.picture;
            let content = Content { entries, rest, flows_on: false, pictures, last: after.is_like(self.end) };
            if let Some(fit) = self.composer.fit(&content) {
                offer(after, fit.costs.sum() + ends);
            }
        }
    }

    /// In a long chapter, pictures keep step with the pieces.
    fn in_step(&self, state: State) -> bool {
        let (pieces, pictures) = (self.end.piece, self.end.picture);
        if pieces * pictures < MANY_STATES || state.is_like(self.end) {
            return true;
        }
        let share = |at: usize, of: usize| at as f64 / of.max(1) as f64;
        // No single piece or picture may be too much, or nothing could follow.
        let step = STEP.max(share(1, pieces)).max(share(1, pictures));
        (share(state.piece, pieces) - share(state.picture, pictures)).abs() <= step
    }

    /// Whether the page that follows a state is a right one.
    fn is_right(&self, from: State) -> bool {
        self.right == from.pages.is_multiple_of(2)
    }

    fn can_part(&self, piece: usize, row: usize, free: f64) -> bool {
        let own = &self.composer.chapter.pieces[piece];
        own.parts && own.rows.len() - row >= 2 && own.height(row, row + 1) <= free
    }

    /// Offers the pages that end within a piece.
    fn parted(
        &self,
        from: State,
        entries: &mut Vec<(usize, usize, usize)>,
        rest: f64,
        (piece, row): (usize, usize),
        free: f64,
        offer: &mut dyn FnMut(State, f64),
    ) {
        let own = &self.composer.chapter.pieces[piece];
        let (count, height) = (own.rows.len(), own.height(row, own.rows.len()));
        if own.flows && height > MIN_FLOW && free > MIN_FLOW_ROOM {
            entries.push((piece, row, count));
            let content = Content { entries, rest, flows_on: true, pictures: 0..0, last: false };
            if let Some(fit) = self.composer.fit(&content) {
                offer(State { piece: piece + 1, row: 0, rest: hundredths(height - free), ..from }, fit.costs.sum());
            }
            entries.pop();
            return;
        }
        if !own.parts {
            return;
        }
        let fitting = (row + 1..count).take_while(|to| own.height(row, *to) <= free + 0.1).last().unwrap_or(row);
        let room = self.composer.book.room;
        // One that fits a page by itself isn't parted for a few rows.
        let short = own.whole() <= room * 0.6 && count <= 7;
        let half = row + (count - row).div_ceil(2);
        let mut ends: Vec<usize> = vec![fitting, fitting.min(count.saturating_sub(MIN_ROWS)), half.min(fitting)];
        ends.sort_unstable();
        ends.dedup();
        for to in ends {
            let (here, there) = (to - row.min(to), count - to);
            let too_few = here.min(there) < MIN_ROWS && own.whole() <= room;
            if to <= row || short || too_few {
                continue;
            }
            entries.push((piece, row, to));
            let after = State { piece, row: to, rest: Reverse(0), ..from };
            self.closed(from, entries, rest, after, offer);
            entries.pop();
        }
    }
}

fn hundredths(length: f64) -> Reverse<u64> {
    Reverse((length * 100.0).round().max(1.0) as u64)
}

fn points(hundredths: Reverse<u64>) -> f64 {
    hundredths.0 as f64 / 100.0
}
