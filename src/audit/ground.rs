//! What stands behind a glyph: filled shapes in drawing order, and the contrast with them.

use std::rc::Rc;

use crate::template::contrast_ratio;

/// A colour as a screen shows it (sRGB), each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rgb(pub [f64; 3]);

impl Rgb {
    pub const WHITE: Self = Self([1.0; 3]);

    fn over(self, alpha: f64, below: Self) -> Self {
        let mix = |k: usize| self.0[k] * alpha + below.0[k] * (1.0 - alpha);
        Self([mix(0), mix(1), mix(2)])
    }

    /// Contrast ratio, from 1 to 21.
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

    /// How many corners it has.
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

    /// Eight straight steps are within a hundredth of a rounded corner's radius.
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

/// A shape that was painted, or a picture.
struct Coat {
    outline: Outline,
    bounds: [f64; 4],
    clips: Vec<Rc<Outline>>,
    /// None for pictures, gradients and patterns.
    colour: Option<Rgb>,
    alpha: f64,
}

/// What has been painted on a page so far.
#[derive(Default)]
pub(super) struct Ground {
    paper: Option<Rgb>,
    coats: Vec<Coat>,
}

impl Ground {
    pub fn new(paper: Option<Rgb>) -> Self {
        Self { paper, coats: Vec::new() }
    }

    pub fn paint(&mut self, outline: Outline, clips: &[Rc<Outline>], colour: Option<Rgb>, alpha: f64) {
        if let Some(bounds) = outline.bounds() {
            self.coats.push(Coat { outline, bounds, clips: clips.to_vec(), colour, alpha });
        }
    }

    /// The colour at a point; none if a picture or a gradient is there.
    pub fn at(&self, point: (f64, f64)) -> Option<Rgb> {
        let covers = |coat: &&Coat| {
            let [left, top, right, bottom] = coat.bounds;
            (left..=right).contains(&point.0)
                && (top..=bottom).contains(&point.1)
                && coat.outline.contains(point)
                && coat.clips.iter().all(|clip| clip.contains(point))
        };
        let mut sheer: Vec<(Rgb, f64)> = Vec::new();
        let mut base = self.paper;
        for coat in self.coats.iter().rev().filter(covers) {
            let colour = coat.colour?;
            if coat.alpha >= 0.999 {
                base = Some(colour);
                break;
            }
            sheer.push((colour, coat.alpha));
        }
        let mut at = base?;
        while let Some((colour, alpha)) = sheer.pop() {
            at = colour.over(alpha, at);
        }
        Some(at)
    }

    /// A colour as it looks on the ground at a point.
    pub fn tinted(&self, colour: Option<(Rgb, f64)>, point: (f64, f64)) -> (Option<Rgb>, Option<Rgb>) {
        let ground = self.at(point);
        let ink =
            colour.and_then(
                |(ink, alpha)| {
                    if alpha >= 0.999 { Some(ink) } else { ground.map(|ground| ink.over(alpha, ground)) }
                },
            );
        (ink, ground)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
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
        let mut ground = Ground::new(Some(Rgb::WHITE));
        ground.paint(ring, &[], Some(Rgb([0.0; 3])), 1.0);
        assert_eq!(ground.at((5.0, 5.0)), Some(Rgb::WHITE));
        assert_eq!(ground.at((1.0, 5.0)), Some(Rgb([0.0; 3])));
        assert_eq!(ground.at((11.0, 5.0)), Some(Rgb::WHITE));
    }
}
