//! Colours of themes: contrast, mixing, and CMYK inks.

use serde::Serialize;

/// A colour for screen and press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Colour {
    rgb: String,
    cmyk: [u8; 4],
}

/// Maximum total ink that coated paper takes, in per cent, summed over the four plates.
pub(super) const MAX_INK: u64 = 300;

/// Red, green and blue, 0 to 255 each.
pub(super) type Rgb = [u8; 3];

impl Colour {
    /// A colour with the given inks, or with inks computed from `rgb`.
    pub fn new(rgb: Rgb, cmyk: Option<[u8; 4]>) -> Self {
        let [r, g, b] = rgb;
        Self { rgb: format!("#{r:02X}{g:02X}{b:02X}"), cmyk: cmyk.unwrap_or_else(|| inks(rgb)) }
    }

    pub fn hex(&self) -> &str {
        &self.rgb
    }

    pub fn rgb(&self) -> Rgb {
        parse(&self.rgb).unwrap_or_default()
    }
}

/// Parses `#RRGGBB`.
pub(super) fn parse(hex: &str) -> Option<Rgb> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then_some([part(0)?, part(2)?, part(4)?])
}

/// Computes inks with full grey component replacement and without a profile: an approximation for an office that knows
/// its colour only as RGB. At most two coloured inks overlap, so the total is never above 300 %.
fn inks(rgb: Rgb) -> [u8; 4] {
    let [r, g, b] = rgb.map(|part| f64::from(part) / 255.0);
    let light = r.max(g).max(b);
    let ink = |part: f64| if light > 0.0 { ((light - part) / light * 100.0).round() as u8 } else { 0 };
    [ink(r), ink(g), ink(b), ((1.0 - light) * 100.0).round() as u8]
}

/// Mixes `share` of `a` with the rest of `b`, in sRGB.
pub(super) fn mix(a: Rgb, b: Rgb, share: f64) -> Rgb {
    std::array::from_fn(|k| (f64::from(a[k]) * share + f64::from(b[k]) * (1.0 - share)).round() as u8)
}

/// Contrast ratio of two colours, between 1 and 21.
pub(super) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let shown = |rgb: Rgb| rgb.map(|part| f64::from(part) / 255.0);
    contrast_ratio(shown(a), shown(b))
}

/// Contrast ratio of two sRGB colours with components from 0 to 1; between 1 and 21 (WCAG 2.2, definition of contrast
/// ratio).
pub(crate) fn contrast_ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance).
fn luminance(rgb: [f64; 3]) -> f64 {
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    let [r, g, b] = rgb.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.005);
        assert!((contrast([0xC8, 0x16, 0x1D], [255; 3]) - 5.85).abs() < 0.01);
    }

    #[test]
    fn inks_stay_under_the_limit() {
        for rgb in [[0, 0, 0], [255, 255, 255], [10, 0, 0], [200, 22, 29], [0, 40, 255]] {
            assert!(inks(rgb).iter().map(|ink| u64::from(*ink)).sum::<u64>() <= MAX_INK);
        }
        assert_eq!(inks([255, 0, 0]), [0, 100, 100, 0]);
        assert_eq!(inks([0, 0, 0]), [0, 0, 0, 100]);
    }
}
