use serde_json::{Value, json};

use super::book::Book;
use super::{Plan, Wireframes, compose, wireframes};

const ROOM: f64 = 600.0;
const GAP: f64 = 20.0;

/// A grid of two columns of 200 points with 20 between, its captions 10 points high.
fn pictures() -> Value {
    json!({
        "measure": 420.0, "gap": 12.0, "caption_gap": 4.0, "least": [60.0, 40.0], "widths": [200.0, 420.0],
        "rows": [
            [{ "x": 0.0, "width": 1, "count": 1 }],
            [{ "x": 0.0, "width": 0 }, { "x": 220.0, "width": 0 }],
            [{ "x": 0.0, "width": 0, "count": 2 }, { "x": 220.0, "width": 0 }],
        ],
    })
}

fn picture(aspect: f64) -> Value {
    json!({ "least": aspect * 0.8, "own": aspect, "most": aspect * 1.25, "captions": [10.0, 10.0], "beside": 10.0 })
}

fn piece(rows: &[f64]) -> Value {
    json!({ "rows": rows, "parts": rows.len() > 3 })
}

fn chapter(pieces: Vec<Value>, pictures: Vec<Value>) -> Value {
    json!({ "pieces": pieces, "pictures": pictures })
}

fn book(chapters: Vec<Value>) -> Value {
    json!({
        "room": ROOM, "gap": { "own": GAP, "most": 36.0 }, "first": 2, "endings": [{ "pages": 1 }], "signature": 1,
        "pictures": pictures(), "chapters": chapters,
    })
}

fn read(book: Value) -> Book {
    serde_json::from_value(book).expect("a book")
}

fn composed(chapters: Vec<Value>) -> Plan {
    compose(&mut read(book(chapters)))
}

/// Random numbers, always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn between(&mut self, least: u64, most: u64) -> f64 {
        (least + self.below(most - least + 1)) as f64
    }
}

fn random_chapter(random: &mut Random) -> Value {
    let pieces = (0..=random.below(7)).map(|_| {
        let rows: Vec<f64> = (0..=random.below(11)).map(|_| random.between(20, 90)).collect();
        json!({
            "rows": rows, "top": random.between(0, 20), "foot": random.between(0, 10), "head": random.between(0, 60),
            "grow": random.between(0, 40), "shrink": random.between(0, 20), "parts": rows.len() > 3, "opens": random.below(6) == 0,
        })
    });
    let mut pieces: Vec<Value> = pieces.collect();
    if random.below(3) == 0 {
        let own: Vec<Value> = (0..=random.below(4)).map(|_| picture(random.between(40, 300) / 100.0)).collect();
        pieces.insert(random.below(pieces.len() as u64 + 1) as usize, json!({ "rows": [], "pictures": own }));
    }
    let pictures: Vec<Value> = (0..random.below(9)).map(|_| picture(random.between(70, 200) / 100.0)).collect();
    let openers = if pictures.is_empty() || random.below(2) == 0 {
        json!([{ "picture": null, "cost": 0.5 }])
    } else {
        json!([{ "picture": random.below(pictures.len() as u64), "cost": 0.0 }, { "picture": null, "cost": 1.0 }])
    };
    let mut openers = if random.below(3) == 0 { json!([]) } else { openers };
    if pieces.len() > 2 && random.below(2) == 0 {
        let at = 1 + random.below(pieces.len() as u64 - 1);
        openers.as_array_mut().expect("openers").push(json!({ "at": at, "picture": null, "pieces": 1, "cost": -0.5 }));
    }
    let bare = (random.below(3) == 0).then_some(0.3);
    let spread = random.below(4) == 0;
    json!({ "openers": openers, "bare": bare, "spread": spread, "pieces": pieces, "pictures": pictures })
}

/// The picture takes what the piece leaves: 600 − 300 − a gap of 20 − a caption of 14.
#[test]
fn a_picture_closes_its_page() {
    let plan = composed(vec![chapter(vec![piece(&[300.0])], vec![picture(1.6)])]);
    let pages = &plan.chapters[0].pages;
    assert_eq!(pages.len(), 1);
    let block = pages[0].block.as_ref().expect("pictures");
    assert_eq!((pages[0].open, block.height, pages[0].gap), (0.0, 280.0, GAP));
    let placed = &block.pictures[0];
    assert_eq!((placed.x, placed.y, placed.width, placed.height), (0.0, 0.0, 420.0, 266.0));
}

/// 1.6 may become 1.28 at most: 328.125 of 566.
#[test]
fn no_picture_is_cut_further_than_it_may_be() {
    let plan = composed(vec![chapter(vec![], vec![picture(1.6)])]);
    let page = &plan.chapters[0].pages[0];
    let block = page.block.as_ref().expect("pictures");
    assert!((block.pictures[0].height - 328.125).abs() < 0.01, "{block:?}");
    assert!((page.open - (ROOM - 328.125 - 14.0)).abs() < 0.01, "{}", page.open);
}

/// Whatever a book holds: everything stands once, in order, on columns of the grid, and no page is fuller than it can
/// be, nor has it less than the composer says.
#[test]
fn everything_stands_once_and_fits() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let chapters: Vec<Value> = (0..=random.below(4)).map(|_| random_chapter(&mut random)).collect();
        let signature = [1, 2, 4, 6][random.below(4) as usize];
        let mut value = book(chapters);
        value["signature"] = json!(signature);
        value["endings"] = json!([{ "pages": 2 }, { "pages": 1, "cost": random.below(3) }]);
        let mut source = read(value);
        let plan = compose(&mut source);
        costs_add_up(seed, &plan, &wireframes(&source, &plan));
        assert_eq!(plan.chapters.len(), source.chapters.len());
        let mut count = source.first;
        for (chapter, planned) in source.chapters.iter().zip(&plan.chapters) {
            count += planned.pages.len() + usize::from(planned.filler);
            let first = count - planned.pages.len();
            assert!(!chapter.spread || first.is_multiple_of(2), "{seed}: page {first}");
            let opener = planned.pages.first().and_then(|page| page.opener);
            let begins = chapter.openers.iter().any(|opener| opener.at == 0);
            assert!(opener.is_some() || !begins || chapter.bare.is_some(), "{seed}");
            let shown = opener.and_then(|at| chapter.openers[at].picture);
            let blocks = planned.pages.iter().filter_map(|page| page.block.as_ref());
            let placed: Vec<usize> = blocks.flat_map(|block| &block.pictures).map(|placed| placed.picture).collect();
            let wanted: Vec<usize> = (0..chapter.pictures.len()).filter(|at| Some(*at) != shown).collect();
            assert_eq!(placed, wanted, "{seed}");
            // What stands on an opener counts with its rows.
            let rows = |page: &super::page::Page| -> Vec<(usize, usize)> {
                let opener = page.opener.map(|at| &chapter.openers[at]);
                let on_opener = opener.map_or(0..0, |opener| opener.at..opener.at + opener.pieces);
                let on_opener = on_opener.flat_map(|at| (0..chapter.pieces[at].rows.len()).map(move |row| (at, row)));
                let own = page.entries.iter().flat_map(|own| (own.from..own.to).map(|row| (own.piece, row)));
                on_opener.chain(own).collect()
            };
            let rows: Vec<(usize, usize)> = planned.pages.iter().flat_map(rows).collect();
            let all = chapter.pieces.iter().enumerate();
            let wanted: Vec<(usize, usize)> =
                all.flat_map(|(at, own)| (0..own.rows.len()).map(move |row| (at, row))).collect();
            assert_eq!(rows, wanted, "{seed}");
            for page in planned.pages.iter().filter(|page| page.opener.is_none()) {
                fits(seed, chapter, page);
            }
        }
        count += source.endings[plan.ending].pages + plan.fillers - 1;
        assert_eq!(count, plan.pages, "{seed}");
        assert!(count.is_multiple_of(signature), "{seed}: {count} pages by {signature}");
    }
}

fn fits(seed: u64, chapter: &super::book::Chapter, page: &super::page::Page) {
    let heights = page.entries.iter().map(|own| chapter.pieces[own.piece].height(own.from, own.to) + own.extra);
    let things = page.entries.len() + usize::from(page.block.is_some());
    let block = page.block.as_ref().map_or(0.0, |block| block.height);
    for own in &page.entries {
        let placed = own.block.iter().flat_map(|block| &block.pictures).map(|placed| placed.picture);
        assert!(placed.eq(0..chapter.pieces[own.piece].pictures.len()), "{seed}: {own:?}");
    }
    let height = heights.sum::<f64>() + page.gap * things.saturating_sub(1) as f64 + block;
    let single = page.entries.len() == 1 && page.block.is_none();
    let full = height <= ROOM + 0.2 || single;
    assert!(full && (height + page.open - ROOM).abs() < 0.2 || single, "{seed}: {height} and {}: {page:?}", page.open);
    for placed in page.block.iter().flat_map(|block| &block.pictures) {
        let on_grid = [(0.0, 420.0), (0.0, 200.0), (220.0, 200.0)].contains(&(placed.x, placed.width));
        let own = &chapter.pictures[placed.picture];
        let aspect = placed.width / placed.height;
        assert!(on_grid, "{seed}: {placed:?}");
        assert!(aspect > own.least * 0.99 && aspect < own.most * 1.01, "{seed}: {placed:?} of {own:?}");
    }
}

/// The reasons add up to what the plan costs, boxes stand on their page, and a page has as much as it says.
fn costs_add_up(seed: u64, plan: &Plan, drawn: &Wireframes) {
    let sum: f64 = drawn.pages.iter().map(super::Wireframe::cost).sum();
    assert!((sum - plan.cost).abs() < 1e-6, "{seed}: {sum} and {}", plan.cost);
    assert_eq!(drawn.pages.len(), plan.pages, "{seed}");
    for (k, page) in drawn.pages.iter().enumerate() {
        assert_eq!(page.number, k + 1, "{seed}");
        let foot = page.boxes.iter().map(|own| own.y + own.height).fold(0.0, f64::max);
        let stands = |own: &super::WireBox| own.x >= 0.0 && own.x + own.width <= drawn.width + 0.1 && own.y >= 0.0;
        assert!(page.boxes.iter().all(stands), "{seed}: {page:?}");
        let over = page.costs.iter().any(|(reason, _)| *reason == super::Cost::Overset);
        assert!(over || foot + page.open <= drawn.height + 0.2, "{seed}: {foot} and {page:?}");
    }
}

/// A heading that would end a page begins the next one.
#[test]
fn a_heading_has_what_follows_it() {
    let heading = json!({ "rows": [40.0], "opens": true });
    let plan = composed(vec![chapter(vec![piece(&[500.0]), heading, piece(&[100.0])], vec![])]);
    let pieces = |at: usize| plan.chapters[0].pages[at].entries.iter().map(|own| own.piece).collect::<Vec<_>>();
    assert_eq!((pieces(0), pieces(1)), (vec![0], vec![1, 2]));
}

/// Pictures of a section wait for its heading.
#[test]
fn no_picture_stands_before_the_first_heading() {
    let heading = json!({ "rows": [40.0], "opens": true });
    // An upright picture takes a page, and it would be cheaper if the open foot came last.
    let plan = composed(vec![chapter(vec![heading, piece(&[400.0])], vec![picture(0.75)])]);
    let pages: Vec<(usize, bool)> =
        plan.chapters[0].pages.iter().map(|page| (page.entries.len(), page.block.is_some())).collect();
    assert_eq!(pages, [(2, false), (0, true)]);
}

/// Nine rows of 70 in 600: eight would fit, but no less than three go on.
#[test]
fn a_parted_piece_leaves_three_rows() {
    let plan = composed(vec![chapter(vec![piece(&[70.0; 9])], vec![])]);
    let parts: Vec<(usize, usize)> =
        plan.chapters[0].pages.iter().map(|page| (page.entries[0].from, page.entries[0].to)).collect();
    assert_eq!(parts, [(0, 6), (6, 9)]);
}

/// 1,400 points of text after 200 of a figure take three pages; the piece behind stands under its end.
#[test]
fn text_flows_over_pages() {
    let text = json!({ "rows": [1400.0], "flows": true });
    let plan = composed(vec![chapter(vec![piece(&[200.0]), text, piece(&[100.0])], vec![])]);
    let pages: Vec<(bool, usize)> = plan.chapters[0].pages.iter().map(|page| (page.runs, page.entries.len())).collect();
    assert_eq!(pages, [(false, 2), (true, 0), (true, 1)]);
}

/// A piece that grows and a gap that gives share what a page has left, up to what they may.
#[test]
fn pieces_grow_to_the_foot() {
    let growing = json!({ "rows": [270.0], "grow": 40.0 });
    let plan = composed(vec![chapter(vec![growing, piece(&[270.0])], vec![])]);
    let page = &plan.chapters[0].pages[0];
    // 600 − 540 − 20 = 40 of at most 40 + 16.
    assert_eq!((page.entries[0].extra, page.entries[1].extra, page.open), (28.57, 0.0, 0.0));
    assert!((page.gap - (GAP + 16.0 * 40.0 / 56.0)).abs() < 0.01, "{}", page.gap);
}

/// Two pieces of 300 and a gap of 20 are 20 higher than a page: the one that may shrink does, before it takes a page of
/// its own.
#[test]
fn pieces_shrink_to_share_a_page() {
    let shrinking = json!({ "rows": [150.0, 150.0], "shrink": 40.0 });
    let plan = composed(vec![chapter(vec![shrinking, piece(&[300.0])], vec![])]);
    let pages = &plan.chapters[0].pages;
    let extras: Vec<f64> = pages[0].entries.iter().map(|own| own.extra).collect();
    assert_eq!((pages.len(), extras, pages[0].open, pages[0].gap), (1, vec![-20.0, 0.0], 0.0, GAP));
}

/// Rows beside a head don't shrink below it, for that would win nothing.
#[test]
fn rows_stay_as_high_as_their_head() {
    let shrinking = json!({ "rows": [150.0, 150.0], "head": 290.0, "shrink": 40.0 });
    let plan = composed(vec![chapter(vec![shrinking, piece(&[300.0])], vec![])]);
    assert_eq!(plan.chapters[0].pages.len(), 2);
}

/// Pieces that may grow take a page more, so that the next opener stands on a left page.
#[test]
fn openers_stand_on_left_pages() {
    let growing = json!({ "rows": [290.0], "grow": 310.0 });
    let opened = |count| json!({ "openers": [{ "picture": null }], "pieces": vec![growing.clone(); count] });
    let pages = |counts: &[usize]| -> Vec<usize> {
        let plan = composed(counts.iter().map(|count| opened(*count)).collect());
        plan.chapters.iter().map(|planned| planned.pages.len()).collect()
    };
    assert_eq!(pages(&[3]), [3]);
    assert_eq!(pages(&[3, 1]), [4, 2]);
}

/// A section within a chapter may have an opener on a left page of its own, in place of its heading, or begin under
/// what stands before it.
#[test]
fn a_section_within_a_chapter_may_have_an_opener() {
    let heading = json!({ "rows": [40.0], "opens": true, "section": "two" });
    let chapter = |cost: f64| {
        json!({ "openers": [{ "at": 1, "pieces": 1, "picture": null, "cost": cost }],
            "pieces": [piece(&[520.0]), heading, piece(&[540.0])] })
    };
    let pages = |cost: f64| -> Vec<(Option<usize>, usize)> {
        let planned = composed(vec![json!({ "pieces": [piece(&[590.0])] }), chapter(cost)]);
        planned.chapters[1].pages.iter().map(|page| (page.opener, page.entries.len())).collect()
    };
    // Pages 3, 4 and 5.
    assert_eq!(pages(-1.0), [(None, 1), (Some(0), 0), (None, 1)]);
    assert_eq!(pages(5.0), [(None, 1), (None, 2)]);
    let drawn = {
        let mut book = read(book(vec![json!({ "pieces": [piece(&[590.0])] }), chapter(-1.0)]));
        let plan = compose(&mut book);
        wireframes(&book, &plan)
    };
    let sections: Vec<&str> = drawn.pages.iter().map(|page| page.section.as_str()).collect();
    assert_eq!(sections, ["", "", "", "two", "two", ""]);
}

/// A chapter that may begin without an opener has one where the number of pages asks for it.
#[test]
fn an_opener_is_left_out_where_it_may_be() {
    let small = || {
        json!({ "openers": [{ "picture": null, "pieces": 1, "cost": 0.5 }], "bare": 0.0, "pieces": [
        { "rows": [60.0] }, { "rows": [500.0], "grow": 60.0 },
    ] })
    };
    let opened = |signature: usize| {
        let mut value = book(vec![small()]);
        value["signature"] = json!(signature);
        compose(&mut read(value)).chapters[0].pages[0].opener.is_some()
    };
    // One page before it and one behind: three pages, or four with an opener.
    assert_eq!((opened(1), opened(3), opened(4)), (false, false, true));
}

/// The imprint moves to the cover before three pages are left empty.
#[test]
fn an_ending_is_chosen_by_the_number_of_pages() {
    let ended = |pages: usize| {
        let mut value = book(vec![chapter(vec![piece(&[590.0]); pages], vec![])]);
        value["endings"] = json!([{ "pages": 2 }, { "pages": 1, "cost": 0.5 }]);
        value["signature"] = json!(4);
        let plan = compose(&mut read(value));
        (plan.ending, plan.fillers, plan.pages)
    };
    // One page before: 1 + 1 + 2 = 4; 1 + 2 + 1 = 4 rather than 5 and three more.
    assert_eq!((ended(1), ended(2)), ((0, 0, 4), (1, 0, 4)));
}

/// A picture that suits no row stands alone, whole, as high as the page.
#[test]
fn a_picture_that_suits_no_row_has_a_place() {
    let tall = json!({ "least": 0.1, "own": 0.12, "most": 0.13, "captions": [10.0, 10.0], "beside": 10.0 });
    let plan = composed(vec![chapter(vec![], vec![tall])]);
    let block = plan.chapters[0].pages[0].block.as_ref().expect("pictures");
    assert_eq!((block.pictures[0].height, block.height), (ROOM - 14.0, ROOM));
}

/// Pictures after pieces of their own chapter, in a block of their own.
#[test]
fn a_piece_may_be_a_block_of_pictures() {
    let own = json!({ "rows": [], "pictures": [picture(1.5), picture(1.5)] });
    let plan = composed(vec![chapter(vec![piece(&[100.0]), own, piece(&[100.0])], vec![])]);
    let entries = &plan.chapters[0].pages[0].entries;
    assert_eq!(
        entries.iter().map(|own| (own.piece, own.block.is_some())).collect::<Vec<_>>(),
        [(0, false), (1, true), (2, false)]
    );
    let block = entries[1].block.as_ref().expect("pictures");
    assert!(block.pictures.iter().map(|placed| (placed.picture, placed.y)).eq([(0, 0.0), (1, 0.0)]), "{block:?}");
}

/// The piece of pictures that ends a page closes it, in the arrangement that suits the page: one picture over all
/// columns, up to 420 / 1.28 = 328.1 high, and a caption of 14.
#[test]
fn pictures_of_a_piece_close_its_page() {
    let own = json!({ "rows": [], "pictures": [picture(1.6)] });
    let plan = composed(vec![chapter(vec![piece(&[240.0]), own], vec![])]);
    let page = &plan.chapters[0].pages[0];
    let block = page.entries[1].block.as_ref().expect("pictures");
    assert_eq!((block.height, page.open), (340.0, 0.0));
    assert_eq!((block.pictures[0].width, block.pictures[0].height), (420.0, 326.0));
}

/// Pictures that suit no common page, and more than a page can hold, stand on one nevertheless.
#[test]
fn no_picture_of_a_piece_is_lost() {
    let narrow = json!({ "least": 0.1, "own": 0.12, "most": 0.13, "captions": [10.0, 10.0], "beside": 10.0 });
    for pictures in [vec![picture(1.5), narrow, picture(15.0)], vec![picture(1.5); 60]] {
        let count = pictures.len();
        let own = json!({ "rows": [], "pictures": pictures });
        let plan = composed(vec![chapter(vec![piece(&[100.0]), own, piece(&[100.0])], vec![])]);
        let entries: Vec<&super::page::Entry> = plan.chapters[0].pages.iter().flat_map(|page| &page.entries).collect();
        assert_eq!(entries.iter().map(|own| own.piece).collect::<Vec<_>>(), [0, 1, 2]);
        let placed = entries[1].block.as_ref().map(|block| block.pictures.len());
        assert_eq!(placed, Some(count));
    }
}

/// What a template tells may be anything: it is refused with its field.
#[test]
fn what_cant_be_composed_is_refused() {
    let good = || book(vec![chapter(vec![piece(&[100.0])], vec![picture(1.5)])]);
    assert_eq!(read(good()).fault(), None);
    let wrong = [
        ("/signature", json!(0), "signature"),
        ("/first", json!(200_000), "first"),
        ("/endings", json!([]), "endings"),
        ("/endings/0/pages", json!(200_000), "endings"),
        ("/room", json!(0.0), "room"),
        ("/gap/most", json!(1.0), "gap"),
        ("/pictures/widths/0", json!(-1.0), "pictures"),
        ("/pictures/rows/0", json!([]), "pictures.rows"),
        ("/pictures/rows/0/0/width", json!(7), "pictures.rows"),
        ("/pictures/rows/0/0/count", json!(3), "pictures.rows"),
        ("/pictures/rows", json!([]), "pictures.rows"),
        ("/chapters/0/pieces/0/rows/0", json!(1e300), "chapters[0].pieces[0]"),
        ("/chapters/0/pieces/0/shrink", json!(101.0), "chapters[0].pieces[0]"),
        ("/chapters/0/pictures/0/least", json!(0.0), "chapters[0].pictures"),
        ("/chapters/0/pictures/0/captions", json!([]), "chapters[0].pictures"),
        ("/chapters/0/openers", json!([{ "picture": 1 }]), "chapters[0].openers"),
        ("/chapters/0/openers", json!([{ "picture": null, "pieces": 2 }]), "chapters[0].openers"),
        ("/chapters/0/openers", json!([{ "picture": null, "at": 1, "pieces": 1 }]), "chapters[0].openers"),
        ("/chapters/0/openers", json!([{ "picture": null, "at": 2 }]), "chapters[0].openers"),
    ];
    for (place, value, field) in wrong {
        let mut book = good();
        book["chapters"][0]["openers"] = json!([]);
        book["chapters"][0]["pieces"][0]["shrink"] = json!(0.0);
        *book.pointer_mut(place).expect(place) = value;
        let fault = read(book).fault().expect(place);
        assert!(fault.starts_with(field), "{place}: {fault}");
    }
}

/// Thousands of pieces in one chapter, each of which may begin a page.
#[test]
fn work_grows_with_the_chapter() {
    let pieces = |count: usize| {
        let pieces = (0..count).map(|k| piece(&[30.0 + (k % 7) as f64 * 10.0])).collect();
        read(book(vec![chapter(pieces, vec![])]))
    };
    let pages = |plan: &Plan| plan.chapters[0].pages.len();
    let (start, few) = (std::time::Instant::now(), compose(&mut pieces(500)));
    let many = compose(&mut pieces(8_000));
    assert!(pages(&many).abs_diff(16 * pages(&few)) <= 16, "{} and {}", pages(&few), pages(&many));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Six pictures under a heading shrink to share its page, rather than leave it alone.
#[test]
fn pictures_stand_under_their_heading() {
    let heading = json!({ "rows": [90.0], "opens": true });
    let own = json!({ "rows": [], "pictures": vec![picture(1.4); 6] });
    let plan = composed(vec![chapter(vec![piece(&[400.0]), heading, own], vec![])]);
    let pieces: Vec<Vec<usize>> =
        (plan.chapters[0].pages.iter()).map(|page| page.entries.iter().map(|own| own.piece).collect()).collect();
    assert_eq!(pieces, [vec![0], vec![1, 2]]);
}

/// A longer piece in one chapter leaves the pages of the others as they are, if it needs no more of them.
#[test]
fn a_change_stays_in_its_chapter() {
    let (mut moved, edits) = (0, 100);
    for seed in 0..edits {
        let mut random = Random(seed);
        let chapters: Vec<Value> = (0..6).map(|_| random_chapter(&mut random)).collect();
        let mut changed = chapters.clone();
        let at = random.below(6) as usize;
        let pieces = changed[at]["pieces"].as_array_mut().expect("pieces");
        let row = pieces.iter_mut().find_map(|piece| piece["rows"].get_mut(0)).expect("a row");
        *row = json!(row.as_f64().unwrap_or(0.0) + 15.0);
        let (before, after) = (composed(chapters), composed(changed));
        let others = (0..6).filter(|k| *k != at);
        moved += usize::from(others.into_iter().any(|k| before.chapters[k] != after.chapters[k]));
    }
    assert!(moved <= edits as usize / 10, "{moved} of {edits}");
}
