//! The second reader: reads a PDF from any program by interpreting what its pages draw.
//!
//! A file may ask the interpreter for any amount of work, and neither the interpreter nor the renderer can be
//! interrupted. So a [`ForeignPdf`] is read in a worker process (`remote` is the parent's half, `serve` the worker's,
//! `protocol` their messages), or in this process if the caller says so. `opened` does the work in either case.

#[cfg(feature = "png")]
mod draw;
mod file;
mod foreign;
mod opened;
mod protocol;
mod remote;
mod serve;

pub use foreign::{AuditOptions, ForeignPdf, PdfProcess};
pub use serve::serve_audit;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use hayro_interpret::font::Glyph as Drawn;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, FillRule, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::object::Rect;
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, PathEl, Point};

use super::backdrop::{Appearance, Backdrop, Outline, Rgb};
use super::columns;
use super::reading::{Around, Drawing, Face, Glyph, LineBuilder, PageInfo, Reading};

/// Maximum work of the reader, roughly in glyphs: a thousand pages of dense text draw four million. A small file may
/// draw any number, by forms that draw forms; this stops it within a second, before the limits of a worker do, and also
/// when there is no worker.
const MAX_WORK: usize = 20_000_000;

/// The payload of the unwinding that stops a file with too much work.
struct TooMuchWork;

/// The page as a viewer shows it: cropped and rotated.
fn shown(page: &Page) -> kurbo::Rect {
    let (width, height) = page.render_dimensions();
    kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height))
}

/// The trimmed page, in points from the top left corner of the [`shown`] page.
fn trimmed(page: &Page) -> kurbo::Rect {
    let shown = shown(page);
    let Some(trim) = page.raw().get::<Rect>(b"TrimBox".as_slice()) else { return shown };
    // The box uses the file's coordinates: rotating the page rotates the box, too.
    let turned = page.initial_transform(true).to_kurbo();
    let trim = turned.transform_rect_bbox(kurbo::Rect::new(trim.x0, trim.y0, trim.x1, trim.y1)).intersect(shown);
    if trim.is_zero_area() { shown } else { trim }
}

fn read(pdf: &Pdf) -> Reading {
    let mut reader = Reader::default();
    let cache = InterpreterCache::new();
    for (k, page) in pdf.pages().iter().enumerate() {
        let trim = trimmed(page);
        reader.reading.pages.push(PageInfo { width: trim.width(), height: trim.height(), number: k as u64 + 1 });
        reader.page = k;
        reader.backdrop = Backdrop::new(Some(Rgb::WHITE));
        reader.weight = 0;
        (reader.clips, reader.alphas, reader.marked) = Default::default();
        let corner = trim.origin().to_vec2();
        let to_trim = Affine::translate(-corner) * page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
        let mut context = Context::new(to_trim, shown(page) - corner, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut reader);
    }
    let mut reading = reader.reading;
    reading.lines = reader.line_builder.lines;
    columns::infer(&mut reading);
    file::metadata(pdf, &mut reading);
    file::fonts(pdf, &mut reading);
    reading
}

/// A drawing device that records what is drawn as a [`Reading`].
#[derive(Default)]
struct Reader {
    reading: Reading,
    line_builder: LineBuilder,
    work: usize,
    backdrop: Backdrop,
    /// What it costs to look up the background of one glyph, given the shapes of the page so far.
    weight: usize,
    page: usize,
    clips: Vec<Rc<Outline>>,
    alphas: Vec<Option<f64>>,
    /// For each open stretch of marked content, whether it is an artifact; and the number of those that are.
    marked: Vec<bool>,
    artifacts: usize,
    faces: BTreeMap<u128, usize>,
    rises: HashMap<(u128, u32), Option<(f64, f64)>>,
    /// Number of rotated glyphs so far; each becomes a line by itself.
    turned: usize,
}

impl Reader {
    /// Counts work, and unwinds if there is too much of it.
    fn spend(&mut self, work: usize) {
        self.work += work;
        if self.work > MAX_WORK {
            // The interpreter can't be interrupted, so unwind to `opened`. This is not a panic: nothing is printed.
            std::panic::resume_unwind(Box::new(TooMuchWork));
        }
    }

    fn colour(&self, paint: &Paint) -> Option<(Rgb, f64)> {
        let Paint::Color(colour) = paint else { return None };
        let [red, green, blue, alpha] = colour.to_rgba().components().map(f64::from);
        let mut all = alpha;
        for alpha in &self.alphas {
            all *= (*alpha)?;
        }
        Some((Rgb([red, green, blue]), all))
    }

    fn paint(&mut self, outline: Outline, colour: Option<(Rgb, f64)>) {
        if let Some([left, top, right, bottom]) = outline.bounds() {
            let furniture = self.artifacts > 0;
            self.reading.drawings.push(Drawing { page: self.page, left, top, right, bottom, origin: None, furniture });
        }
        // The shape keeps its clips, and every glyph over it will test them all.
        self.weight += 1 + outline.points() / 64 + self.clips.len();
        self.spend(self.clips.len() / 4 + outline.points() / 16);
        let (colour, alpha) = colour.map_or((None, 1.0), |(colour, alpha)| (Some(colour), alpha));
        self.backdrop.paint(outline, &self.clips, colour, alpha);
    }

    /// Upper and lower end of a glyph's ink above the baseline, in em.
    fn rise(&mut self, glyph: &Drawn) -> Option<(f64, f64)> {
        let Drawn::Outline(drawn) = glyph else { return None };
        let key = (drawn.font_cache_key(), drawn.glyph_id().to_u32());
        let measure = || {
            let ink = kurbo::Shape::bounding_box(&drawn.outline());
            (ink.height() > 0.0).then_some((ink.y1 / 1000.0, ink.y0 / 1000.0))
        };
        *self.rises.entry(key).or_insert_with(measure)
    }

    /// Marks the last glyph as stroked if it is at this position: text that is filled and stroked is drawn twice.
    fn strokes_last(&mut self, x: f64, y: f64) -> bool {
        let last = self.line_builder.lines.last_mut().and_then(|line| line.glyphs.last_mut());
        let Some(last) = last.filter(|last| (last.x - x).abs() < 0.01 && (last.y - y).abs() < 0.01) else {
            return false;
        };
        last.stroked = true;
        true
    }

    fn face(&mut self, glyph: &Drawn) -> usize {
        let key = match glyph {
            Drawn::Outline(outline) => outline.font_cache_key(),
            Drawn::Type3(_) => 0,
        };
        if let Some(face) = self.faces.get(&key) {
            return *face;
        }
        let data = match glyph {
            Drawn::Outline(outline) => outline.font_data(),
            Drawn::Type3(_) => None,
        };
        let name = data.as_ref().and_then(|data| data.postscript_name.clone()).unwrap_or_default();
        let family = name.split_once('+').map_or(name.as_str(), |(_, name)| name).to_owned();
        let heavy = ["Bold", "Black", "Heavy"].iter().any(|word| family.contains(word));
        let bold = heavy || data.and_then(|data| data.weight).is_some_and(|weight| weight >= 600);
        self.reading.faces.push(Face { family, bold });
        self.faces.insert(key, self.reading.faces.len() - 1);
        self.reading.faces.len() - 1
    }
}

/// The characters of a glyph; `None` if the file doesn't say.
fn unicode(glyph: &Drawn) -> Option<String> {
    glyph.as_unicode().map(|unicode| match unicode {
        BfString::Char(c) => c.to_string(),
        // A ligature maps to a few characters; a hostile map may give it a whole page.
        BfString::String(text) => text.chars().take(16).collect(),
    })
}

fn outline(path: &BezPath, to: Affine, even_odd: bool) -> Outline {
    let mut out = Outline::new(even_odd);
    let at = |point: Point| {
        let point = to * point;
        (point.x, point.y)
    };
    let mut last = Point::ZERO;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(a) => {
                out.open(at(a));
                last = a;
            }
            PathEl::LineTo(a) => {
                out.line(at(a));
                last = a;
            }
            PathEl::QuadTo(a, b) => {
                let third = 2.0 / 3.0;
                out.cubic(at(last.lerp(a, third)), at(b.lerp(a, third)), at(b));
                last = b;
            }
            PathEl::CurveTo(a, b, c) => {
                out.cubic(at(a), at(b), at(c));
                last = c;
            }
            PathEl::ClosePath => {}
        }
    }
    out
}

impl<'a> Device<'a> for Reader {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.spend(1 + path.elements().len() / 16);
        if let PathDrawMode::Fill(rule) = mode {
            let colour = self.colour(paint);
            self.paint(outline(path, transform, *rule == FillRule::EvenOdd), colour);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        // Each form pushes a clip, and a form costs as much as many glyphs.
        self.spend(20 + clip.path.elements().len() / 16);
        self.clips.push(Rc::new(outline(&clip.path, Affine::IDENTITY, clip.fill == FillRule::EvenOdd)));
    }

    fn pop_clip_path(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, mode: BlendMode) {
        // Masks and blend modes aren't modelled: colours in such a group are unknown.
        let plain = mask.is_none() && mode == BlendMode::Normal;
        self.alphas.push(plain.then_some(f64::from(opacity)));
    }

    fn pop_transparency_group(&mut self) {
        self.alphas.pop();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        self.spend(1);
        let bounds = kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.paint(outline(&kurbo::Shape::to_path(&bounds, 0.1), transform, false), None);
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<i32>) {
        self.spend(1);
        self.marked.push(tag == b"Artifact");
        self.artifacts += usize::from(tag == b"Artifact");
    }

    fn end_marked_content(&mut self) {
        self.artifacts -= usize::from(self.marked.pop() == Some(true));
    }

    fn draw_glyph(
        &mut self,
        glyph: &Drawn<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        // The background of the glyph and its sides is looked up in every shape so far, and in every clip.
        let clips: usize = self.clips.iter().map(|clip| 1 + clip.points() / 16).sum();
        self.spend(1 + self.weight / 32 + clips / 4);
        // Glyphs are drawn in thousandths of an em.
        let place = transform * glyph_transform;
        let [a, b, c, d, x, y] = place.as_coeffs();
        if matches!(mode, GlyphDrawMode::Stroke(_)) && self.strokes_last(x, y) {
            return;
        }
        let size = 1000.0 * c.hypot(d);
        let upright = a > 0.0 && b.abs() < 1e-3 * a && c.abs() < 0.4 * d.abs() && d < 0.0;
        let (id, advance) = match glyph {
            Drawn::Outline(outline) => (Some(outline.glyph_id()), outline.advance_width()),
            Drawn::Type3(_) => (None, None),
        };
        let advance = f64::from(advance.unwrap_or(1000.0)) * a.hypot(b);
        let unicode = unicode(glyph);
        let blank = unicode.as_deref().is_some_and(|text| text.chars().all(|c| c.is_whitespace() || c.is_control()));
        let embedded = matches!(glyph, Drawn::Outline(outline) if outline.font_data().is_some());
        let missing = embedded && !blank && id.is_some_and(|id| id.to_u32() == 0);
        let colour = if matches!(mode, GlyphDrawMode::Invisible) { None } else { self.colour(paint) };
        let mut around = Around { page: self.page, furniture: self.marked.contains(&true), ..Around::default() };
        if !upright {
            self.turned += 1;
            around.aside = self.turned;
        }
        let face = self.face(glyph);
        let rise = self.rise(glyph);
        let mut glyph = Glyph {
            unmapped: unicode.is_none() && !missing,
            text: unicode.unwrap_or_else(|| "\u{25A1}".to_owned()),
            x,
            y,
            advance,
            size,
            face,
            stroked: false,
            missing,
            rise,
            appearance: Appearance::default(),
            turned: !upright,
            layer: self.reading.drawings.len(),
            origin: None,
            artifact: around.furniture,
            spaced: false,
        };
        glyph.appearance = self.backdrop.appearance(colour, glyph.middle(), glyph.core(), &self.clips);
        glyph.appearance.hidden |= matches!(mode, GlyphDrawMode::Invisible);
        self.line_builder.push(glyph, around);
    }
}
