//! Finds where each part of the description is printed, from the template's markers.

use typst::foundations::{Label, Str, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Point, Rect, Size, Transform};
use typst::text::TextItem;
use typst::utils::PicoStr;
use typst::visualize::Shape;
use typst_layout::PagedDocument;

use crate::geometry::Area;

/// A part of the description as printed on the pages.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Block {
    /// The field path, such as `section[3].award[0]`, or `derived.RULE` for a number that the template computed.
    pub origin: String,
    /// The page on which it starts, counted from 1.
    pub page: usize,
    /// The page on which it ends.
    pub last_page: usize,
    /// Its area on its first page; `None` if it draws nothing there.
    pub area: Option<Area>,
    /// Its text, in drawing order, with a space where the page shows a gap.
    pub text: String,
}

/// An item of a walk over the pages, in drawing order.
enum WalkItem<'a> {
    Text(&'a TextItem),
    Shape(&'a Shape),
    /// A picture's size.
    Image(Size),
    Opens(String),
    Closes(String),
}

/// Where an item of a walk stands.
#[derive(Clone, Copy)]
struct Place {
    /// From the item's coordinates to the page's.
    here: Transform,
    /// What can be seen of it, on the page; `None`: all.
    clip: Option<(Point, Point)>,
}

impl Place {
    const PAGE: Self = Self { here: Transform::identity(), clip: None };

    /// The corners of what can be seen of a rectangle; the second may be before the first, if that is nothing.
    fn corners(&self, bounds: Rect) -> (Point, Point) {
        let (one, other) = (bounds.min.transform(self.here), bounds.max.transform(self.here));
        let (low, high) = (one.min(other), one.max(other));
        self.clip.map_or((low, high), |(from, to)| (low.max(from), high.min(to)))
    }
}

/// Walks a frame and all frames inside it. Each item is visited with its place on the page.
fn walk<'a>(frame: &'a Frame, place: Place, label: Option<Label>, visit: &mut impl FnMut(WalkItem<'a>, Place)) {
    for (at, item) in frame.items() {
        let place = Place { here: place.here.pre_concat(Transform::translate(at.x, at.y)), ..place };
        match item {
            FrameItem::Group(group) => {
                let place = Place { here: place.here.pre_concat(group.transform), ..place };
                let clip = group.clip.as_ref().map(|curve| place.corners(curve.bbox(None))).or(place.clip);
                walk(&group.frame, Place { clip, ..place }, label, visit);
            }
            FrameItem::Text(text) => visit(WalkItem::Text(text), place),
            FrameItem::Shape(shape, _) => visit(WalkItem::Shape(shape), place),
            FrameItem::Image(_, size, _) => visit(WalkItem::Image(*size), place),
            FrameItem::Tag(tag) => match marker(tag, label) {
                Some((origin, true)) => visit(WalkItem::Opens(origin), place),
                Some((origin, false)) => visit(WalkItem::Closes(origin), place),
                None => {}
            },
            FrameItem::Link(..) => {}
        }
    }
}

/// The origin of a marker, and whether the marker opens it.
fn marker(tag: &Tag, label: Option<Label>) -> Option<(String, bool)> {
    let Tag::Start(content, _) = tag else { return None };
    if content.label() != label {
        return None;
    }
    let Value::Dict(dict) = &content.to_packed::<MetadataElem>()?.value else { return None };
    let text = |key: &str| dict.get(key).ok().cloned().and_then(|value| value.cast::<Str>().ok());
    Some((text("origin")?.to_string(), text("edge")?.as_str() == "start"))
}

fn label() -> Option<Label> {
    Label::new(PicoStr::intern("origin"))
}

/// Collects text in drawing order, with a space where the page shows a gap or a new line.
#[derive(Default)]
struct Words {
    text: String,
    end: Option<Point>,
}

impl Words {
    fn push(&mut self, item: &TextItem, here: Transform) {
        let start = Point::zero().transform(here);
        if let Some(end) = self.end {
            let gap = (start.x - end.x).to_pt();
            let em = item.size.to_pt();
            if (start.y - end.y).to_pt().abs() > 0.5 * em || !(-0.3 * em..0.35 * em).contains(&gap) {
                self.text.push(' ');
            }
        }
        self.text.push_str(&item.text);
        self.end = Some(Point::with_x(item.width()).transform(here));
    }
}

/// The text of a page.
pub(super) fn words(page: &Frame) -> String {
    let mut words = Words::default();
    walk(page, Place::PAGE, None, &mut |walked, place| {
        if let WalkItem::Text(item) = walked {
            words.push(item, place.here);
        }
    });
    words.text
}

/// A text item on its page.
pub(super) struct TextOnPage<'a, 'o> {
    pub item: &'a TextItem,
    /// From the item's coordinates to the page's.
    pub here: Transform,
    pub page: Size,
    /// The origin of the innermost block around it.
    pub origin: Option<&'o str>,
}

/// Visits every text item.
pub(super) fn visit_texts<'a>(document: &'a PagedDocument, mut visit: impl FnMut(TextOnPage<'a, '_>)) {
    let mut open: Vec<String> = Vec::new();
    for page in document.pages() {
        let size = page.frame.size();
        walk(&page.frame, Place::PAGE, label(), &mut |walked, place| match walked {
            WalkItem::Text(item) => {
                visit(TextOnPage { item, here: place.here, page: size, origin: open.last().map(String::as_str) });
            }
            WalkItem::Shape(_) | WalkItem::Image(_) => {}
            WalkItem::Opens(origin) => open.push(origin),
            WalkItem::Closes(origin) => {
                if let Some(at) = open.iter().rposition(|name| *name == origin) {
                    open.remove(at);
                }
            }
        });
    }
}

/// A block that hasn't been closed yet.
struct Open {
    order: usize,
    block: Block,
    words: Words,
    bounds: Option<(Point, Point)>,
}

impl Open {
    fn draw(&mut self, page: usize, bounds: Rect, place: Place) {
        self.block.last_page = page;
        if self.block.page != page {
            return;
        }
        let (low, high) = place.corners(bounds);
        if low.x <= high.x && low.y <= high.y {
            let (from, to) = self.bounds.unwrap_or((low, high));
            self.bounds = Some((from.min(low), to.max(high)));
        }
    }

    fn close(self) -> (usize, Block) {
        let area = self.bounds.map(|(low, high)| Area {
            x: low.x.to_mm(),
            y: low.y.to_mm(),
            width: (high.x - low.x).to_mm(),
            height: (high.y - low.y).to_mm(),
        });
        (self.order, Block { area, text: self.words.text, ..self.block })
    }
}

/// Every block of a document, in the order in which they open.
pub(super) fn blocks(document: &PagedDocument) -> Vec<Block> {
    let mut open: Vec<Open> = Vec::new();
    let mut done: Vec<(usize, Block)> = Vec::new();
    for (k, page) in document.pages().iter().enumerate() {
        let page_number = k + 1;
        walk(&page.frame, Place::PAGE, label(), &mut |walked, place| match walked {
            WalkItem::Text(item) => {
                for open in &mut open {
                    open.draw(page_number, item.bbox(), place);
                    open.words.push(item, place.here);
                }
            }
            // Computed only here: the bounds of a stroke cost more than the rest of the walk.
            WalkItem::Shape(shape) => {
                let bounds = shape.bbox(true);
                open.iter_mut().for_each(|open| open.draw(page_number, bounds, place));
            }
            WalkItem::Image(size) => {
                let bounds = Rect::from_pos_size(Point::zero(), size);
                open.iter_mut().for_each(|open| open.draw(page_number, bounds, place));
            }
            WalkItem::Opens(origin) => {
                let order = done.len() + open.len();
                let block =
                    Block { origin, page: page_number, last_page: page_number, area: None, text: String::new() };
                open.push(Open { order, block, words: Words::default(), bounds: None });
            }
            WalkItem::Closes(origin) => {
                if let Some(at) = open.iter().rposition(|open| open.block.origin == origin) {
                    done.push(open.remove(at).close());
                }
            }
        });
    }
    // A block that was never closed is listed too, with where it began.
    done.extend(open.into_iter().map(Open::close));
    done.sort_by_key(|(order, _)| *order);
    done.into_iter().map(|(_, block)| block).collect()
}
