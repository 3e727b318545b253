//! The first reader: reads laid-out frames, with exact positions and the template's markers.
//!
//! Typst's tags tell paragraphs, headings, notes and artifacts; metadata that templates emit with the labels `origin`
//! and `column` tells which field of the description is printed, and in what kind of column.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use typst::foundations::{Content, Dict, Label, NativeElement, Str, Value};
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::model::{FootnoteEntry, HeadingElem, ParElem};
use typst::pdf::ArtifactElem;
use typst::text::{BottomEdge, BottomEdgeMetric, TextEdgeBounds, TextItem, TopEdge, TopEdgeMetric};
use typst::utils::PicoStr;
use typst::visualize::{Color, Curve, CurveItem, Geometry, Paint, Shape};
use typst_layout::PagedDocument;

use super::backdrop::{Appearance, Backdrop, Outline, Rgb};
use super::paragraphs;
use super::reading::{
    Around, Column, Drawing, Face, Glyph, Heading, Line, LineBuilder, MissingMetadata, PageInfo, Reading, Role,
};

/// Reads the pages of a document.
pub(super) fn read(document: &PagedDocument) -> Reading {
    let mut reader = Reader::default();
    for (k, page) in document.pages().iter().enumerate() {
        let frame = &page.frame;
        let (width, height) = (frame.width().to_pt(), frame.height().to_pt());
        reader.reading.pages.push(PageInfo { width, height, number: page.number });
        reader.page = k;
        reader.backdrop = Backdrop::new(match page.fill_or_white() {
            None => Some(Rgb::WHITE),
            Some(Paint::Solid(colour)) => Some(solid(&colour).0),
            Some(_) => None,
        });
        reader.walk(frame, Transform::identity(), &mut Vec::new());
    }
    let info = typst::model::Document::info(document);
    reader.finish(info.title.is_some(), !info.author.is_empty(), info.locale.is_custom())
}

/// An element that is open at a point of the walk.
enum Open {
    Paragraph(usize),
    Heading(usize),
    /// A running head or foot, background, or note: it doesn't belong to what is open around it.
    Barrier {
        furniture: bool,
        aside: usize,
    },
    Column(usize),
    Origin(usize),
    /// An artifact that screen readers skip.
    Decoration,
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    line_builder: LineBuilder,
    backdrop: Backdrop,
    page: usize,
    open: Vec<(Option<Location>, Open)>,
    paragraphs: usize,
    asides: usize,
    origins: BTreeMap<String, usize>,
    headings: Vec<(usize, usize)>,
    /// Upper and lower end of each glyph's ink above the baseline, in em.
    /// Cached, since a glyph is measured by walking its outline.
    rises: HashMap<(usize, u16), (f64, f64)>,
}

impl Reader {
    fn walk(&mut self, frame: &Frame, place: Transform, clips: &mut Vec<Rc<Outline>>) {
        for (at, item) in frame.items() {
            let here = place.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => {
                    let inner = here.pre_concat(group.transform);
                    // Notes and floats are laid out away from where they belong in the text.
                    let apart = group.parent.is_some();
                    if apart {
                        self.asides += 1;
                        self.open.push((None, Open::Barrier { furniture: false, aside: self.asides }));
                    }
                    if let Some(clip) = &group.clip {
                        clips.push(Rc::new(curve(clip, inner, false)));
                    }
                    self.walk(&group.frame, inner, clips);
                    if group.clip.is_some() {
                        clips.pop();
                    }
                    if apart
                        && let Some(at) = self
                            .open
                            .iter()
                            .rposition(|(_, open)| matches!(open, Open::Barrier { aside, .. } if *aside == self.asides))
                    {
                        self.open.remove(at);
                    }
                }
                FrameItem::Text(text) => self.text(text, here, clips),
                FrameItem::Shape(shape, _) => self.shape(shape, here, clips),
                FrameItem::Image(_, size, _) => {
                    let outline = curve(&Curve::rect(*size), here, false);
                    self.drawing(&outline);
                    self.backdrop.paint(outline, clips, None, 1.0);
                }
                FrameItem::Tag(Tag::Start(content, _)) => self.opens(content, here),
                FrameItem::Tag(Tag::End(location, ..)) => {
                    if let Some(at) = self.open.iter().rposition(|(open, _)| *open == Some(*location)) {
                        self.open.remove(at);
                    }
                }
                FrameItem::Link(..) => {}
            }
        }
    }

    fn opens(&mut self, content: &Content, here: Transform) {
        let open = if content.is::<ParElem>() {
            self.paragraphs += 1;
            Open::Paragraph(self.paragraphs - 1)
        } else if content.is::<HeadingElem>() {
            let number = |name: &str| match content.get_by_name(name) {
                Ok(Value::Int(level)) => usize::try_from(level).ok(),
                _ => None,
            };
            self.headings.push((self.page, number("level").or(number("depth")).unwrap_or(1)));
            Open::Heading(self.headings.len() - 1)
        } else if content.is::<FootnoteEntry>() {
            self.asides += 1;
            Open::Barrier { furniture: false, aside: self.asides }
        } else if let Some(artifact) = content.to_packed::<ArtifactElem>() {
            use typst::pdf::ArtifactKind::{Background, Footer, Header, PageNumber, PaginationOther};
            let kind = artifact.kind.get(typst::foundations::StyleChain::default());
            if matches!(kind, Header | Footer | Background | PageNumber | PaginationOther) {
                self.asides += 1;
                Open::Barrier { furniture: true, aside: self.asides }
            } else {
                Open::Decoration
            }
        } else if content.elem() == MetadataElem::ELEM {
            return self.marker(content, here);
        } else {
            return;
        };
        self.open.push((content.location(), open));
    }

    /// Handles a marker of the template: the start or end of an origin or column.
    fn marker(&mut self, content: &Content, here: Transform) {
        let Some(label) = content.label() else { return };
        let Some(Value::Dict(dict)) = content.to_packed::<MetadataElem>().map(|marker| &marker.value) else { return };
        let starts = text(dict, "edge").as_deref() == Some("start");
        if Some(label) == Label::new(PicoStr::intern("origin")) {
            let Some(origin) = text(dict, "origin") else { return };
            let count = self.origins.len();
            let index = *self.origins.entry(origin).or_insert(count);
            if starts {
                self.open.push((None, Open::Origin(index)));
            } else {
                self.close(|open| matches!(open, Open::Origin(own) if *own == index));
            }
        } else if Some(label) == Label::new(PicoStr::intern("column")) {
            if !starts {
                return self.close(|open| matches!(open, Open::Column(_)));
            }
            let at = Point::zero().transform(here);
            self.reading.columns.push(Column {
                role: Role::named(text(dict, "role").as_deref().unwrap_or_default()),
                page: self.page,
                left: at.x.to_pt(),
                width: number(dict, "width"),
                justify: matches!(dict.get("justify"), Ok(Value::Bool(true))),
                indent: number(dict, "indent"),
            });
            self.open.push((None, Open::Column(self.reading.columns.len() - 1)));
        }
    }

    fn close(&mut self, which: impl Fn(&Open) -> bool) {
        if let Some(at) = self.open.iter().rposition(|(_, open)| which(open)) {
            self.open.remove(at);
        }
    }

    /// The surroundings of this point, its origin and its heading, looking outwards to the innermost barrier.
    fn around(&self) -> (Around, Option<usize>, Option<usize>) {
        let mut around = Around { page: self.page, ..Around::default() };
        let (mut origin, mut heading) = (None, None);
        for (_, open) in self.open.iter().rev() {
            match open {
                Open::Paragraph(k) => around.paragraph = around.paragraph.or(Some(*k)),
                Open::Column(k) => around.column = around.column.or(Some(*k)),
                Open::Origin(k) => origin = origin.or(Some(*k)),
                Open::Heading(k) => heading = heading.or(Some(*k)),
                Open::Decoration => {}
                Open::Barrier { furniture, aside } => {
                    (around.furniture, around.aside) = (*furniture, *aside);
                    break;
                }
            }
        }
        let role = around.column.and_then(|k| self.reading.columns.get(k)).map(|column| column.role);
        around.furniture |= matches!(role, Some(Role::Running | Role::Folio));
        (around, origin, heading)
    }

    fn text(&mut self, item: &TextItem, here: Transform, clips: &[Rc<Outline>]) {
        let upright = here.sx.get() > 0.0 && here.kx.get().abs() < 1e-6 && here.ky.get().abs() < 1e-6;
        let scale = here.sy.get();
        let face = self.face(item);
        let colour = match &item.fill {
            Paint::Solid(colour) => Some(solid(colour)),
            _ => None,
        };
        let (mut around, origin, heading) = self.around();
        let artifact = around.furniture || self.open.iter().any(|(_, open)| matches!(open, Open::Decoration));
        if !upright {
            // Each run of rotated text becomes a line by itself: only its characters are checked.
            self.asides += 1;
            around.aside = self.asides;
        }
        let before = self.line_builder.lines.len();
        let mut cursor = 0.0;
        let mut shown = 0..0;
        for glyph in &item.glyphs {
            let em = item.size.to_pt();
            let at = Point::new(
                typst::layout::Abs::pt(cursor + glyph.x_offset.get() * em),
                typst::layout::Abs::pt(-glyph.y_offset.get() * em),
            );
            cursor += glyph.x_advance.get() * em;
            let range = glyph.range();
            let text = if range == shown { "" } else { item.text.get(range.clone()).unwrap_or_default() };
            shown = range;
            let at = at.transform(here);
            let natural = item.font.x_advance(glyph.id).map_or(glyph.x_advance.get(), |own| own.get());
            let (x, y) = (at.x.to_pt(), at.y.to_pt());
            let (advance, size) = (natural * em * here.sx.get().abs(), em * scale.abs());
            let rise = self.rise(item, face, glyph.id);
            let mut glyph = Glyph {
                text: text.to_owned(),
                x,
                y,
                advance,
                size,
                face,
                stroked: item.stroke.is_some(),
                missing: glyph.id == 0 && !text.chars().all(|c| c.is_whitespace() || c.is_control()),
                unmapped: false,
                rise: Some(rise),
                appearance: Appearance::default(),
                turned: !upright,
                layer: self.reading.drawings.len(),
                origin,
                artifact,
                spaced: false,
            };
            glyph.appearance = self.backdrop.appearance(colour, glyph.middle(), glyph.core(), clips);
            self.line_builder.push(glyph, around);
        }
        if let Some(heading) = heading {
            self.heading_lines(heading, before);
        }
    }

    /// The index of the face of a text item.
    fn face(&mut self, item: &TextItem) -> usize {
        let info = item.font.font().info();
        let face = Face { family: info.family.clone(), bold: info.variant.weight.to_number() >= 600 };
        let known = self.reading.faces.iter().position(|known| *known == face);
        known.unwrap_or_else(|| {
            self.reading.faces.push(face);
            self.reading.faces.len() - 1
        })
    }

    /// Upper and lower end of a glyph's ink above the baseline, in em.
    fn rise(&mut self, item: &TextItem, face: usize, glyph: u16) -> (f64, f64) {
        *self.rises.entry((face, glyph)).or_insert_with(|| {
            let (top, bottom) = (TopEdge::Metric(TopEdgeMetric::Bounds), BottomEdge::Metric(BottomEdgeMetric::Bounds));
            let (up, down) = item.font.edges(top, bottom, typst::layout::Abs::pt(1.0), TextEdgeBounds::Glyph(glyph));
            (up.to_pt(), -down.to_pt())
        })
    }

    /// Records the lines from `first` on as lines of a heading. `finish` merges them.
    fn heading_lines(&mut self, heading: usize, first: usize) {
        for line in first..self.line_builder.lines.len() {
            if !self.reading.headings.iter().any(|known| known.line == line) {
                let (page, level) = self.headings[heading];
                let page = self.line_builder.lines[line].around.page.max(page);
                self.reading.headings.push(Heading { page, level, text: heading.to_string(), line, count: 1 });
            }
        }
    }

    fn shape(&mut self, shape: &Shape, here: Transform, clips: &[Rc<Outline>]) {
        let outline = match &shape.geometry {
            Geometry::Line(_) => return,
            Geometry::Rect(size) => curve(&Curve::rect(*size), here, false),
            Geometry::Curve(path) => curve(path, here, shape.fill_rule == typst::visualize::FillRule::EvenOdd),
        };
        let Some(fill) = &shape.fill else { return };
        self.drawing(&outline);
        let (colour, alpha) = match fill {
            Paint::Solid(colour) => {
                let (colour, alpha) = solid(colour);
                (Some(colour), alpha)
            }
            _ => (None, 1.0),
        };
        self.backdrop.paint(outline, clips, colour, alpha);
    }

    fn drawing(&mut self, outline: &Outline) {
        let Some([left, top, right, bottom]) = outline.bounds() else { return };
        let (around, origin, _) = self.around();
        let furniture = around.furniture;
        self.reading.drawings.push(Drawing { page: self.page, left, top, right, bottom, origin, furniture });
    }

    fn finish(self, title: bool, author: bool, language: bool) -> Reading {
        let mut reading = self.reading;
        reading.exact = true;
        reading.lines = self.line_builder.lines;
        let mut origins: Vec<(usize, String)> = self.origins.into_iter().map(|(name, k)| (k, name)).collect();
        origins.sort();
        reading.origins = origins.into_iter().map(|(_, name)| name).collect();
        // Merge the lines of a heading that takes several.
        let mut headings: Vec<Heading> = Vec::new();
        let mut last = String::new();
        for heading in std::mem::take(&mut reading.headings) {
            let words = reading.lines.get(heading.line).map(Line::text).unwrap_or_default();
            match headings.last_mut() {
                Some(open) if last == heading.text => {
                    open.text.push_str(&words);
                    (open.count, open.line) = (open.count + heading.line - open.line, heading.line);
                }
                _ => {
                    last = heading.text.clone();
                    headings.push(Heading { text: words, ..heading });
                }
            }
        }
        reading.headings = headings;
        paragraphs::split_columns(&mut reading);
        paragraphs::gather(&mut reading);
        for (set, zh, en) in [
            (title, "没有书名", "there is no title"),
            (author, "没有作者", "there is no author"),
            (language, "没有语言", "there is no language"),
        ] {
            if !set {
                reading.metadata.push(MissingMetadata { zh, en });
            }
        }
        reading
    }
}

fn text(dict: &Dict, key: &str) -> Option<String> {
    dict.get(key).ok().cloned().and_then(|value| value.cast::<Str>().ok()).map(|text| text.to_string())
}

fn number(dict: &Dict, key: &str) -> Option<f64> {
    match dict.get(key).ok()? {
        Value::Float(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        Value::Length(length) if length.em.get() == 0.0 => Some(length.abs.to_pt()),
        _ => None,
    }
}

fn solid(colour: &Color) -> (Rgb, f64) {
    let [red, green, blue, alpha] = colour.to_vec4_u8().map(|byte| f64::from(byte) / 255.0);
    (Rgb([red, green, blue]), alpha)
}

fn curve(curve: &Curve, here: Transform, even_odd: bool) -> Outline {
    let at = |point: &Point| {
        let point = point.transform(here);
        (point.x.to_pt(), point.y.to_pt())
    };
    let mut outline = Outline::new(even_odd);
    for item in &curve.0 {
        match item {
            CurveItem::Move(to) => outline.open(at(to)),
            CurveItem::Line(to) => outline.line(at(to)),
            CurveItem::Cubic(a, b, to) => outline.cubic(at(a), at(b), at(to)),
            CurveItem::Close => {}
        }
    }
    outline
}
