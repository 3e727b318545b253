//! What it costs to draw a page, reckoned before it is drawn, since the renderer can't be told to stop.
//!
//! The page is interpreted once more, with all that the renderer interprets (patterns, masks, glyphs that
//! are drawings, annotations), and each thing drawn is charged as the renderer would work on it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hayro_interpret::font::{Glyph, OutlineGlyph};
use hayro_interpret::pattern::{Pattern, ShadingPattern, TilingPattern};
use hayro_interpret::shading::ShadingType;
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, StrokeProps, TransformExt, interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Name, Object, Stream};
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

use super::{give_up, shown};

/// The most that a page may cost. One is what filling a thousand pixels costs, something like half a
/// microsecond, and a few dozen bytes: a full page of a picture book costs some hundred thousand.
const MOST: f64 = 20e6;

/// Pixels that are filled for one.
const FILLED: f64 = 1024.0;
/// Pixels that are reckoned one by one for one: of masks, tiles and gradients.
const RECKONED: f64 = 64.0;
/// Pixels of a picture that are decoded for one; they take room, too.
const DECODED: f64 = 8.0;

/// Colours that a screen or a press has by itself.
const DEVICES: [&[u8]; 6] = [b"DeviceGray", b"DeviceRGB", b"DeviceCMYK", b"G", b"RGB", b"CMYK"];

/// What makes data shorter, by a thousand at most.
const PACKERS: [&[u8]; 6] = [b"FlateDecode", b"LZWDecode", b"RunLengthDecode", b"Fl", b"LZW", b"RL"];

/// Gives up if it costs too much to draw a page at `scale` pixels to the point.
pub(super) fn check(pdf: &Pdf, page: &Page, settings: &InterpreterSettings, scale: f64) {
    let to_pixels = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
    let canvas = (Affine::scale(scale)).transform_rect_bbox(shown(page));
    let mut bill = Bill { pdf, cost: 0.0, sheet: Sheet::new(canvas), paths: BTreeMap::new(), program: None };
    let cache = InterpreterCache::new();
    let mut context = Context::new(to_pixels, canvas, &cache, page.xref(), settings.clone());
    interpret_page(page, &mut context, &mut bill);
}

struct Bill<'p> {
    pdf: &'p Pdf,
    cost: f64,
    sheet: Sheet,
    /// Outlines of glyphs.
    paths: BTreeMap<u128, Rc<BezPath>>,
    /// The length of the longest program that a colour of this file may be reckoned by, once it was asked for.
    program: Option<f64>,
}

/// What is drawn on: the page, a tile of a pattern, or a mask.
struct Sheet {
    canvas: Rect,
    /// The length of the outline of each open clip.
    clips: Vec<f64>,
    /// What was filled in each open group.
    groups: Vec<f64>,
    /// Masks that were drawn for it; it keeps them.
    masks: BTreeSet<u128>,
}

impl Sheet {
    fn new(canvas: Rect) -> Self {
        Self { canvas, clips: Vec::new(), groups: Vec::new(), masks: BTreeSet::new() }
    }
}

/// How much of an outline there is to be drawn.
struct Extent {
    /// Corners, and steps of curves.
    steps: f64,
    /// Pixels along the outline, as far as it is on the canvas.
    length: f64,
    /// Pixels along the outline wherever it is.
    whole: f64,
    /// What it covers of the canvas.
    bounds: Rect,
}

impl Bill<'_> {
    fn spend(&mut self, cost: f64) {
        self.cost += cost;
        // What isn't a number is too much as well.
        if self.cost > MOST || self.cost.is_nan() {
            give_up();
        }
    }

    /// Charges what is drawn on another sheet.
    fn apart(&mut self, canvas: Rect, draw: impl FnOnce(&mut Self)) {
        self.spend(8.0 + canvas.area() / RECKONED);
        let outer = std::mem::replace(&mut self.sheet, Sheet::new(canvas));
        draw(self);
        self.sheet = outer;
    }

    fn extent(&self, path: &BezPath, to: Affine, width: f64) -> Extent {
        let canvas = self.sheet.canvas;
        let inside =
            |point: Point| Point::new(point.x.clamp(canvas.x0, canvas.x1), point.y.clamp(canvas.y0, canvas.y1));
        let apart = |a: Point, b: Point| (a.x - b.x).abs() + (a.y - b.y).abs();
        let mut extent = Extent { steps: 1.0, length: 0.0, whole: 0.0, bounds: Rect::ZERO };
        let mut reach: Option<Rect> = None;
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            let (legs, count): ([Point; 3], usize) = match *element {
                PathEl::MoveTo(a) => ([to * a, Point::ZERO, Point::ZERO], 0),
                PathEl::LineTo(a) => ([to * a, Point::ZERO, Point::ZERO], 1),
                PathEl::QuadTo(a, b) => ([to * a, to * b, Point::ZERO], 2),
                PathEl::CurveTo(a, b, c) => ([to * a, to * b, to * c], 3),
                PathEl::ClosePath => ([start, Point::ZERO, Point::ZERO], 1),
            };
            if count == 0 {
                (start, last) = (legs[0], legs[0]);
            }
            let before = extent.whole;
            for leg in &legs[..count] {
                extent.length += apart(inside(last), inside(*leg));
                extent.whole += apart(last, *leg);
                last = *leg;
            }
            for point in &legs[..count.max(1)] {
                reach = Some(reach.map_or(Rect::from_points(*point, *point), |reach| reach.union_pt(*point)));
            }
            // A curve is flattened to as many lines as the root of its length.
            extent.steps += if count > 1 { (extent.whole - before).sqrt() } else { 1.0 };
        }
        extent.bounds = reach.unwrap_or(Rect::ZERO).inflate(width, width).intersect(canvas);
        extent
    }

    fn path_of(&mut self, glyph: &OutlineGlyph) -> Rc<BezPath> {
        self.paths.entry(glyph.identifier().cache_key()).or_insert_with(|| Rc::new(glyph.outline())).clone()
    }

    /// Charges an outline that is filled, and gives its bounds.
    fn outline(&mut self, path: &BezPath, to: Affine) -> Rect {
        let extent = self.extent(path, to, 0.0);
        self.spend(4.0 + extent.steps / 4.0 + extent.length / 16.0);
        extent.bounds
    }

    /// Charges an outline that is stroked, and gives its bounds.
    fn stroke(&mut self, path: &BezPath, to: Affine, stroke: &StrokeProps) -> Rect {
        let scale = stretch(to);
        let width = (f64::from(stroke.line_width) * scale).max(1.0);
        let extent = self.extent(path, to, width);
        // Each step becomes a shape with ends and joins, on two sides; and each dash is one more step.
        let mut steps = extent.steps;
        if !stroke.dash_array.is_empty() {
            let period: f32 = stroke.dash_array.iter().sum();
            let known = stroke.dash_array.iter().all(|dash| *dash >= 0.0) && period > 0.0;
            let dashes = if known { stroke.dash_array.len() as f64 / f64::from(period) } else { f64::NAN };
            steps += dashes * (extent.whole / scale + f64::from(stroke.dash_offset).abs());
        }
        let round = width.sqrt().min(100.0);
        self.spend(4.0 + steps * (2.0 + round / 4.0) + extent.length / 8.0);
        extent.bounds
    }

    /// Charges the filling of what lies within bounds.
    fn fill(&mut self, bounds: Rect) {
        let clip = self.sheet.clips.last().map_or(0.0, |length| 1.0 + length / FILLED);
        // Each row of four pixels begins anew.
        let filled = bounds.area() / FILLED + bounds.height() / 16.0;
        self.spend(filled + clip);
        if let Some(group) = self.sheet.groups.last_mut() {
            *group += filled;
        }
    }

    fn paint(&mut self, bounds: Rect, paint: &Paint, stroked: bool) {
        self.fill(bounds);
        let Paint::Pattern(pattern) = paint else { return };
        match &**pattern {
            Pattern::Shading(shading) => {
                let each = 8.0 + self.program() / 8.0;
                self.spend(bounds.area() / RECKONED * each);
                self.mesh(shading);
            }
            Pattern::Tiling(tile) => {
                self.spend(bounds.area() / RECKONED);
                self.tile(tile, stroked);
            }
        }
    }

    /// Data that are packed once are a few times as long as they seem; packed twice they may be any length.
    fn packed(&mut self, stream: &Stream) {
        let filters = stream.dict().get::<Array>("Filter").or_else(|| stream.dict().get::<Array>("F"));
        let packs = |name: &Name| PACKERS.contains(&&**name);
        if filters.is_some_and(|filters| filters.iter::<Name>().filter(packs).count() > 1) {
            give_up();
        }
        self.spend(stream.raw_data().len() as f64 / RECKONED);
    }

    /// Colours may be reckoned by programs, and nothing tells by which.
    fn program(&mut self) -> f64 {
        let pdf = self.pdf;
        *self.program.get_or_insert_with(|| {
            let programs = pdf.objects().into_iter().filter_map(Object::into_stream);
            let programs = programs.filter(|stream| stream.dict().get::<u8>("FunctionType") == Some(4));
            programs.filter_map(|stream| stream.decoded().ok()).map(|program| program.len() as f64).fold(0.0, f64::max)
        })
    }

    /// A mesh is reckoned wherever it lies, as far as 16 bits count.
    fn mesh(&mut self, shading: &ShadingPattern) {
        let mut charge = |points: &[Point], least: f64| {
            let inside = |point: &Point| {
                let point = shading.matrix * *point;
                Point::new(point.x.clamp(0.0, 65_535.0), point.y.clamp(0.0, 65_535.0))
            };
            let mut reach = Rect::from_origin_size(inside(&points[0]), (0.0, 0.0));
            for point in points {
                reach = reach.union_pt(inside(point));
            }
            self.spend(least + reach.area() / RECKONED * 4.0);
        };
        match &*shading.shading.shading_type {
            ShadingType::TriangleMesh { triangles, .. } => {
                triangles.iter().for_each(|one| charge(&[one.p0.point, one.p1.point, one.p2.point], 1.0));
            }
            ShadingType::CoonsPatchMesh { patches, .. } => {
                patches.iter().for_each(|patch| charge(&patch.control_points, 100.0));
            }
            ShadingType::TensorProductPatchMesh { patches, .. } => {
                patches.iter().for_each(|patch| charge(&patch.control_points, 100.0));
            }
            _ => {}
        }
    }

    /// A tile is drawn each time that something is painted with it, on a sheet as large as its steps.
    fn tile(&mut self, tile: &TilingPattern, stroked: bool) {
        let [a, b, c, d, ..] = tile.matrix.as_coeffs();
        let scale = |advance: f64, side: f64| advance.max(1.0 / side).min(3000.0 / side);
        let (x, y) = (scale(a.hypot(b), tile.bbox.width()), scale(c.hypot(d), tile.bbox.height()));
        let side = |step: f32, scale: f64| (f64::from(step) * scale).abs().round().min(65_535.0);
        let canvas = Rect::new(0.0, 0.0, side(tile.x_step, x), side(tile.y_step, y));
        let place = Affine::scale_non_uniform(x, y) * Affine::translate((-tile.bbox.x0, -tile.bbox.y0));
        self.apart(canvas, |bill| {
            tile.interpret(bill, place, stroked);
        });
    }

    fn mask(&mut self, mask: &SoftMask) {
        if self.sheet.masks.insert(mask.cache_key()) {
            let canvas = self.sheet.canvas;
            if mask.transfer_function().is_some() {
                self.spend(canvas.area() / RECKONED * 8.0);
            }
            self.apart(canvas, |bill| mask.interpret(bill));
        }
    }
}

/// How far a step reaches at most.
fn stretch(to: Affine) -> f64 {
    let [a, b, c, d, ..] = to.as_coeffs();
    a.hypot(b).max(c.hypot(d))
}

impl<'a> Device<'a> for Bill<'_> {
    fn set_soft_mask(&mut self, mask: Option<SoftMask<'a>>) {
        if let Some(mask) = mask {
            self.mask(&mask);
        }
    }

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        match mode {
            PathDrawMode::Fill(_) => {
                let bounds = self.outline(path, transform);
                self.paint(bounds, paint, false);
            }
            PathDrawMode::Stroke(stroke) => {
                let bounds = self.stroke(path, transform, stroke);
                self.paint(bounds, paint, true);
            }
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let extent = self.extent(&clip.path, Affine::IDENTITY, 0.0);
        let outer = self.sheet.clips.last().copied().unwrap_or_default();
        self.spend(8.0 + extent.steps / 4.0 + extent.length / 16.0 + outer / FILLED);
        self.sheet.clips.push(extent.length + outer);
    }

    fn pop_clip_path(&mut self) {
        self.sheet.clips.pop();
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(4.0);
        if let Some(mask) = mask {
            self.mask(&mask);
        }
        self.sheet.groups.push(0.0);
    }

    fn pop_transparency_group(&mut self) {
        // What was filled is laid onto what is below, once.
        let canvas = self.sheet.canvas;
        let most = canvas.area() / FILLED + canvas.height() / 16.0;
        let filled = self.sheet.groups.pop().unwrap_or_default().min(most);
        self.spend(4.0 * filled);
        if let Some(group) = self.sheet.groups.last_mut() {
            *group += filled;
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        self.spend(8.0 + width * height / DECODED);
        if let Image::Raster(raster) = &image {
            let stream = raster.stream();
            self.packed(stream);
            // Names of devices' colours and profiles are reckoned as they are; others by programs.
            let space = stream.dict().get::<Object>("ColorSpace").or_else(|| stream.dict().get::<Object>("CS"));
            let mixed = match space {
                Some(Object::Array(list)) => list.iter::<Name>().next().is_none_or(|kind| &*kind != b"ICCBased"),
                Some(Object::Name(name)) => !DEVICES.contains(&&*name),
                _ => false,
            };
            if mixed {
                let each = self.program() / 64.0;
                self.spend(width * height / DECODED * each);
            }
            for mask in ["SMask", "Mask"].iter().filter_map(|key| stream.dict().get::<Stream>(*key)) {
                let side = |key: &str| f64::from(mask.dict().get::<u32>(key).unwrap_or_default());
                self.spend(side("Width") * side("Height") / DECODED + self.sheet.canvas.area() / RECKONED / 2.0);
                self.packed(&mask);
            }
        }
        let bounds = self.outline(&Rect::new(0.0, 0.0, width, height).to_path(0.1), transform);
        self.spend(bounds.area() / RECKONED);
        self.fill(bounds);
        // A stencil tells what it is painted with when it is decoded.
        if let Image::Stencil(stencil) = &image {
            let mut told = None;
            stencil.with_stencil(|_, paint| told = Some(paint.clone()), None);
            if let Some(paint @ Paint::Pattern(_)) = told {
                self.spend(self.sheet.canvas.area() / RECKONED / 2.0);
                self.paint(bounds, &paint, false);
            }
        }
    }

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        match (glyph, mode) {
            (_, GlyphDrawMode::Invisible) => self.spend(1.0),
            (Glyph::Outline(outline), GlyphDrawMode::Fill) => {
                let path = self.path_of(outline);
                let bounds = self.outline(&path, transform * glyph_transform);
                self.paint(bounds, paint, false);
            }
            (Glyph::Outline(outline), GlyphDrawMode::Stroke(stroke)) => {
                let path = glyph_transform * (*self.path_of(outline)).clone();
                let bounds = self.stroke(&path, transform, stroke);
                self.paint(bounds, paint, true);
            }
            (Glyph::Type3(drawing), _) => {
                self.spend(20.0);
                drawing.interpret(self, transform, glyph_transform, paint);
            }
        }
    }
}
