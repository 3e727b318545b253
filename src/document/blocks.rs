//! Which part of the description stands where: read from the template's markers.

use typst::foundations::{Label, Str, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Point, Size, Transform};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

/// A part of the description, as it stands on the pages.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Block {
    /// The field path, such as `section[3].award[0]`, or `derived.RULE` for a number that the template made.
    pub origin: String,
    /// Page on which it starts, from 1.
    pub page: usize,
    /// Page on which it ends.
    pub last_page: usize,
    /// Where it stands on its first page; none if it draws nothing.
    pub area: Option<Area>,
    /// Its words, in drawing order.
    pub text: String,
}

/// A rectangle on a page, in millimetres from the top left corner of the trimmed page.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Every block of a document.
pub(super) fn blocks(document: &PagedDocument) -> Vec<Block> {
    let mut walk = Walk { label: Label::new(PicoStr::intern("origin")), page: 0, open: Vec::new(), done: Vec::new() };
    for page in document.pages() {
        walk.page += 1;
        walk.frame(&page.frame, Transform::identity());
    }
    let mut done = std::mem::take(&mut walk.done);
    // A block that was never closed still tells where it began.
    done.extend(walk.open.drain(..).filter_map(|(at, open)| Some((at, open?.block))));
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, block)| block).collect()
}

/// The innermost block around each text item, for those who search for its source.
pub(super) fn visit_texts<'a>(document: &'a PagedDocument, mut visit: impl FnMut(usize, &'a typst::text::TextItem, Option<&str>)) {
    fn walk<'a>(
        frame: &'a Frame,
        page: usize,
        label: Option<Label>,
        open: &mut Vec<String>,
        visit: &mut impl FnMut(usize, &'a typst::text::TextItem, Option<&str>),
    ) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(&group.frame, page, label, open, visit),
                FrameItem::Text(text) => visit(page, text, open.last().map(String::as_str)),
                FrameItem::Tag(tag) => match marker(tag, label) {
                    Some((origin, true)) => open.push(origin),
                    Some((origin, false)) => {
                        if let Some(at) = open.iter().rposition(|name| *name == origin) {
                            open.remove(at);
                        }
                    }
                    None => {}
                },
                _ => {}
            }
        }
    }
    let label = Label::new(PicoStr::intern("origin"));
    let mut open = Vec::new();
    for (k, page) in document.pages().iter().enumerate() {
        walk(&page.frame, k + 1, label, &mut open, &mut visit);
    }
}

/// The words of a frame.
pub(super) fn words(frame: &Frame) -> String {
    let mut out = String::new();
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => out.push_str(&words(&group.frame)),
            FrameItem::Text(text) => out.push_str(&text.text),
            _ => {}
        }
    }
    out
}

struct Walk {
    label: Option<Label>,
    page: usize,
    /// Order of opening, and the block unless it was closed already.
    open: Vec<(usize, Option<Open>)>,
    done: Vec<(usize, Block)>,
}

struct Open {
    block: Block,
    low: Point,
    high: Point,
    drawn: bool,
}

impl Walk {
    fn frame(&mut self, frame: &Frame, place: Transform) {
        for (at, item) in frame.items() {
            let here = place.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(text) => {
                    let bounds = text.bbox();
                    let low = bounds.min;
                    self.draw(here, low, bounds.size());
                    for (_, open) in &mut self.open {
                        if let Some(open) = open {
                            open.block.text.push_str(&text.text);
                        }
                    }
                }
                FrameItem::Shape(shape, _) => {
                    let bounds = shape.bbox(true);
                    self.draw(here, bounds.min, bounds.size());
                }
                FrameItem::Image(_, size, _) => self.draw(here, Point::zero(), *size),
                FrameItem::Tag(tag) => self.tag(tag),
                FrameItem::Link(..) => {}
            }
        }
    }

    fn draw(&mut self, here: Transform, low: Point, size: Size) {
        let page = self.page;
        let corners = [low, low + size.to_point()].map(|corner| corner.transform(here));
        for (_, open) in &mut self.open {
            let Some(open) = open else { continue };
            open.block.last_page = page;
            if open.block.page != page {
                continue;
            }
            for corner in corners {
                open.low = if open.drawn { open.low.min(corner) } else { corner };
                open.high = if open.drawn { open.high.max(corner) } else { corner };
                open.drawn = true;
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let order = self.done.len() + self.open.len();
        match marker(tag, self.label) {
            Some((origin, true)) => {
                let block = Block { origin, page: self.page, last_page: self.page, area: None, text: String::new() };
                self.open.push((order, Some(Open { block, low: Point::zero(), high: Point::zero(), drawn: false })));
            }
            Some((origin, false)) => {
                let at = self.open.iter().rposition(|(_, open)| open.as_ref().is_some_and(|open| open.block.origin == origin));
                if let Some(at) = at {
                    let (order, open) = self.open.remove(at);
                    if let Some(mut open) = open {
                        open.block.area = open.drawn.then(|| Area {
                            x: open.low.x.to_mm(),
                            y: open.low.y.to_mm(),
                            width: (open.high.x - open.low.x).to_mm(),
                            height: (open.high.y - open.low.y).to_mm(),
                        });
                        self.done.push((order, open.block));
                    }
                }
            }
            None => {}
        }
    }
}

/// The path that a marker names, and whether it opens.
fn marker(tag: &Tag, label: Option<Label>) -> Option<(String, bool)> {
    let Tag::Start(content, _) = tag else { return None };
    if content.label() != label {
        return None;
    }
    let Value::Dict(dict) = &content.to_packed::<MetadataElem>()?.value else { return None };
    let text = |key: &str| dict.get(key).ok().cloned().and_then(|value| value.cast::<Str>().ok());
    Some((text("origin")?.to_string(), text("edge")?.as_str() == "start"))
}
