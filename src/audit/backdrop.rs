//! Finds the colour behind each glyph, from the shapes painted before it, and the contrast with it.

use std::rc::Rc;

use crate::template::contrast_ratio;

/// An sRGB colour; each component is between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rgb(pub [f64; 3]);

impl Rgb {
    pub const WHITE: Self = Self([1.0; 3]);

    fn over(self, alpha: f64, below: Self) -> Self {
        let mix = |k: usize| self.0[k] * alpha + below.0[k] * (1.0 - alpha);
        Self([mix(0), mix(1), mix(2)])
    }

    /// Contrast ratio between 1 and 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        contrast_ratio(self.0, other.0)
    }

    pub fn hex(self) -> String {
        let byte = |c: f64| (c.clamp(0.0, 1.0) * 255.0).round() as u8;
        format!("#{:02X}{:02X}{:02X}", byte(self.0[0]), byte(self.0[1]), byte(self.0[2]))
    }
}

/// Closed outlines, flattened to straight lines.
#[derive(Clone, Default)]
pub(super) struct Outline {
    rings: Vec<Vec<(f64, f64)>>,
    even_odd: bool,
}

impl Outline {
    pub fn new(even_odd: bool) -> Self {
        Self { rings: Vec::new(), even_odd }
    }

    /// Number of corners.
    #[cfg(feature = "audit-pdf")]
    pub fn points(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }

    pub fn open(&mut self, at: (f64, f64)) {
        self.rings.push(vec![at]);
    }

    pub fn line(&mut self, to: (f64, f64)) {
        match self.rings.last_mut() {
            Some(ring) => ring.push(to),
            None => self.open(to),
        }
    }

    /// Adds a curve as eight straight segments, which stay within 1 % of a rounded corner's radius.
    pub fn cubic(&mut self, a: (f64, f64), b: (f64, f64), to: (f64, f64)) {
        let from = self.rings.last().and_then(|ring| ring.last()).copied().unwrap_or(a);
        for step in 1..=8 {
            let t = f64::from(step) / 8.0;
            let s = 1.0 - t;
            let at = |p: f64, q: f64, r: f64, z: f64| {
                s * s * s * p + 3.0 * s * s * t * q + 3.0 * s * t * t * r + t * t * t * z
            };
            self.line((at(from.0, a.0, b.0, to.0), at(from.1, a.1, b.1, to.1)));
        }
    }

    /// Left, top, right, bottom.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut points = self.rings.iter().flatten();
        let first = points.next()?;
        let mut bounds = [first.0, first.1, first.0, first.1];
        for (x, y) in points {
            bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
        }
        Some(bounds)
    }

    /// Whether it is a single rectangle with horizontal and vertical sides.
    fn is_box(&self) -> bool {
        let [ring] = &self.rings[..] else { return false };
        let upright = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).abs() < 1e-6 || (a.1 - b.1).abs() < 1e-6;
        (4..=5).contains(&ring.len()) && ring.iter().zip(ring.iter().cycle().skip(1)).all(|(a, b)| upright(a, b))
    }

    fn contains(&self, (x, y): (f64, f64)) -> bool {
        let mut winding = 0;
        let mut crossings = 0;
        for ring in &self.rings {
            let ends = ring.iter().skip(1).chain(ring.first());
            for (a, b) in ring.iter().zip(ends) {
                if (a.1 <= y) != (b.1 <= y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                    crossings += 1;
                    winding += if b.1 > a.1 { 1 } else { -1 };
                }
            }
        }
        if self.even_odd { crossings % 2 == 1 } else { winding != 0 }
    }
}

/// A painted shape or picture.
struct PaintedShape {
    outline: Outline,
    bounds: [f64; 4],
    clips: Vec<Rc<Outline>>,
    /// `None` for pictures, gradients and patterns.
    colour: Option<Rgb>,
    alpha: f64,
}

impl PaintedShape {
    /// Whether it fills its bounds: a rectangle that nothing clips.
    fn plain(&self) -> bool {
        self.clips.is_empty() && self.outline.is_box()
    }
}

/// How a character looks on the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Appearance {
    /// Its colour; `None` for gradients and patterns.
    pub ink: Option<Rgb>,
    /// The colour behind its middle; `None` if that is a picture or a gradient.
    pub backdrop: Option<Rgb>,
    /// The problem at one of its sides, if there is one.
    pub edge: Option<Edge>,
    /// It is invisible, or its middle is clipped away.
    pub hidden: bool,
}

/// How the surroundings of a character's side differ from those of its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Edge {
    /// Another background.
    Backdrop(Rgb),
    /// The edge of a clip.
    Cut,
}

/// Everything painted on a page so far.
#[derive(Default)]
pub(super) struct Backdrop {
    paper: Option<Rgb>,
    shapes: Vec<PaintedShape>,
}

impl Backdrop {
    pub fn new(paper: Option<Rgb>) -> Self {
        Self { paper, shapes: Vec::new() }
    }

    pub fn paint(&mut self, outline: Outline, clips: &[Rc<Outline>], colour: Option<Rgb>, alpha: f64) {
        if let Some(bounds) = outline.bounds() {
            self.shapes.push(PaintedShape { outline, bounds, clips: clips.to_vec(), colour, alpha });
        }
    }

    /// The colour at a point; `None` if a picture or a gradient is there.
    fn at(&self, point: (f64, f64)) -> Option<Rgb> {
        self.past(point, 0.0)
    }

    /// The same, ignoring shapes thinner than `thinnest`, such as rules.
    fn past(&self, point: (f64, f64), thinnest: f64) -> Option<Rgb> {
        let covers = |shape: &&PaintedShape| {
            let [left, top, right, bottom] = shape.bounds;
            (right - left).min(bottom - top) >= thinnest
                && (left..=right).contains(&point.0)
                && (top..=bottom).contains(&point.1)
                && shape.outline.contains(point)
                && shape.clips.iter().all(|clip| clip.contains(point))
        };
        let mut translucent: Vec<(Rgb, f64)> = Vec::new();
        let mut base = self.paper;
        for shape in self.shapes.iter().rev().filter(covers) {
            let colour = shape.colour?;
            if shape.alpha >= 0.999 {
                base = Some(colour);
                break;
            }
            translucent.push((colour, shape.alpha));
        }
        let mut at = base?;
        while let Some((colour, alpha)) = translucent.pop() {
            at = colour.over(alpha, at);
        }
        Some(at)
    }

    /// How a character looks whose middle is at a point. Its sides are checked at the edges of `core`, the part of its
    /// box that holds ink.
    pub fn appearance(
        &self,
        colour: Option<(Rgb, f64)>,
        middle: (f64, f64),
        core: Option<[f64; 4]>,
        clips: &[Rc<Outline>],
    ) -> Appearance {
        let backdrop = self.at(middle);
        let ink = colour.and_then(|(ink, alpha)| {
            if alpha >= 0.999 { Some(ink) } else { backdrop.map(|backdrop| ink.over(alpha, backdrop)) }
        });
        let hidden = !clips.iter().all(|clip| clip.contains(middle));
        let edge = core.filter(|_| !hidden).and_then(|core| self.edge(backdrop, core, clips));
        Appearance { ink, backdrop, edge, hidden }
    }

    /// The first side of a box that lies on another background than its middle, or is clipped. A hairline of ink may
    /// hang over, and thin rules are ignored.
    ///
    /// A side counts only if both of its sample points agree, so a shape that touches a corner is not reported.
    fn edge(&self, backdrop: Option<Rgb>, core: [f64; 4], clips: &[Rc<Outline>]) -> Option<Edge> {
        let [left, top, right, bottom] = core;
        let (hair, thinnest) = (0.04 * (bottom - top), 0.25 * (bottom - top));
        let (top, bottom) = (top + hair, bottom - hair);
        let meets = |bounds: &[f64; 4]| {
            let [x0, y0, x1, y1] = *bounds;
            x0 < right && left < x1 && y0 < bottom && top < y1
        };
        let spans = |bounds: &[f64; 4]| {
            let [x0, y0, x1, y1] = *bounds;
            x0 <= left && right <= x1 && y0 <= top && bottom <= y1
        };
        let clipped = clips.iter().any(|clip| clip.bounds().is_none_or(|bounds| !spans(&bounds)));
        let crossed = self.shapes.iter().any(|shape| meets(&shape.bounds) && !(spans(&shape.bounds) && shape.plain()));
        if !clipped && !crossed {
            return None;
        }
        let (wide, high) = (right - left, bottom - top);
        let at = |x: f64, y: f64| (left + x * wide, top + y * high);
        let (a, b) = (0.25, 0.75);
        let sides =
            [[at(a, 0.0), at(b, 0.0)], [at(a, 1.0), at(b, 1.0)], [at(0.0, a), at(0.0, b)], [at(1.0, a), at(1.0, b)]];
        let cut = |side: &[(f64, f64); 2]| side.iter().all(|at| !clips.iter().all(|clip| clip.contains(*at)));
        if clipped && sides.iter().any(cut) {
            return Some(Edge::Cut);
        }
        let middle = self.past(at(0.5, 0.5), thinnest)?;
        let other = |side: &[(f64, f64); 2]| {
            let [first, second] = side.map(|at| self.past(at, thinnest));
            first.filter(|colour| first == second && *colour != middle)
        };
        backdrop.and_then(|_| sides.iter().find_map(other)).map(Edge::Backdrop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Rgb([0.0; 3]).contrast(Rgb::WHITE) - 21.0).abs() < 1e-9);
        let grey = Rgb([118.0 / 255.0; 3]);
        assert!((grey.contrast(Rgb::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_hole_shows_what_is_below() {
        let mut ring = Outline::new(true);
        for (low, high) in [(0.0, 10.0), (3.0, 7.0)] {
            ring.open((low, low));
            for corner in [(high, low), (high, high), (low, high)] {
                ring.line(corner);
            }
        }
        let mut backdrop = Backdrop::new(Some(Rgb::WHITE));
        backdrop.paint(ring, &[], Some(Rgb([0.0; 3])), 1.0);
        assert_eq!(backdrop.at((5.0, 5.0)), Some(Rgb::WHITE));
        assert_eq!(backdrop.at((1.0, 5.0)), Some(Rgb([0.0; 3])));
        assert_eq!(backdrop.at((11.0, 5.0)), Some(Rgb::WHITE));
    }
}
