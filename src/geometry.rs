//! Places on a page.

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

impl Area {
    pub(crate) fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// From edges in points, the typesetter's unit.
    pub(crate) fn from_points(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        let millimetres = |points: f64| points * 25.4 / 72.0;
        Self::new(millimetres(left), millimetres(top), millimetres(right - left), millimetres(bottom - top))
    }
}
