//! Draws findings on the picture of their page: a box with the rule's id.

use typst_render::RenderOptions;

use super::{Audit, Level};
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::document::Document;
use crate::export::MAX_PIXELS;

/// The boxes to draw on a page.
pub(super) struct Marks {
    /// Left, top, width and height in points; the rule's id; the level.
    pub boxes: Vec<([f64; 4], &'static str, Level)>,
}

impl Document {
    /// Renders a page (counted from 1) as PNG, with a box around each finding; `ppi` is the resolution in pixels per
    /// inch, between 1 and 600.
    ///
    /// # Errors
    /// [`Code::ExportFailed`] if there is no such page, `ppi` is out of range, or the picture would have more than 150
    /// million pixels.
    pub fn audit_picture(&self, audit: &Audit, page: usize, ppi: f64) -> Result<Vec<u8>, Error> {
        let error = |zh: String, en: String| -> Error {
            let message =
                Message::new(format!("第 {page} 页画不成图：{zh}"), format!("page {page} can't be drawn: {en}"));
            Diagnostic::error(Code::ExportFailed, message).into()
        };
        let Some(found) = page.checked_sub(1).and_then(|k| self.inner.paged.pages().get(k)) else {
            return Err(error("没有这一页".into(), "there is no such page".into()));
        };
        if !(1.0..=600.0).contains(&ppi) {
            return Err(error(
                "分辨率不在 1 到 600 之间".into(),
                "the resolution must be between 1 and 600 ppi".into(),
            ));
        }
        let scale = ppi / 72.0;
        let (width, height) = (found.frame.width().to_pt() * scale, found.frame.height().to_pt() * scale);
        if width * height > MAX_PIXELS {
            let (zh, en) = (
                format!("会有 {width:.0} × {height:.0} 像素"),
                format!("it would have {width:.0} × {height:.0} pixels"),
            );
            return Err(error(zh, en));
        }
        let options = RenderOptions { pixel_per_pt: scale.into(), render_bleed: false };
        let mut picture = typst_render::render(found, &options);
        let width = picture.width() as usize;
        Marks::of(audit, page).draw(picture.data_mut(), width, scale, (0.0, 0.0));
        picture.encode_png().map_err(|_| error("写不成图片".into(), "the PNG can't be encoded".into()))
    }
}

impl Marks {
    pub fn of(audit: &Audit, page: usize) -> Self {
        let points = |millimetres: f64| millimetres * 72.0 / 25.4;
        let mut boxes = Vec::new();
        for finding in &audit.findings {
            let occurrences = finding.more.iter().map(|occurrence| (occurrence.page, occurrence.area));
            for (_, area) in occurrences.chain([(finding.page, finding.area)]).filter(|(own, _)| *own == Some(page)) {
                let Some(area) = area else { continue };
                boxes.push(([area.x, area.y, area.width, area.height].map(points), finding.rule.id, finding.level));
            }
        }
        Self { boxes }
    }

    /// Draws on opaque RGBA pixels, `scale` pixels per point; `corner` is the top left corner of the trimmed page, in
    /// points.
    pub fn draw(&self, pixels: &mut [u8], width: usize, scale: f64, corner: (f64, f64)) {
        for ([left, top, wide, high], id, level) in &self.boxes {
            let colour = match level {
                Level::Error => [214, 28, 28, 255],
                Level::Warning => [214, 120, 0, 255],
                Level::Info => [30, 90, 200, 255],
            };
            let mut canvas = Canvas { pixels, width, colour };
            // Leave 1.5 pt around the glyphs.
            let at = |points: f64| (points * scale).round().clamp(-1e6, 1e6) as i64;
            let (x0, y0) = (at(left + corner.0 - 1.5), at(top + corner.1 - 1.5));
            let (x1, y1) = (at(left + corner.0 + wide + 1.5), at(top + corner.1 + high + 1.5));
            let line = (scale.round() as i64).max(1);
            canvas.fill(x0 - line, y0 - line, x1 + line, y0);
            canvas.fill(x0 - line, y1, x1 + line, y1 + line);
            canvas.fill(x0 - line, y0, x0, y1);
            canvas.fill(x1, y0, x1 + line, y1);
            let dot = (scale * 0.9).round().max(1.0) as i64;
            canvas.word(id, x0 - line, y0 - line - 6 * dot, dot);
        }
    }
}

struct Canvas<'a> {
    pixels: &'a mut [u8],
    width: usize,
    colour: [u8; 4],
}

impl Canvas<'_> {
    fn fill(&mut self, x0: i64, y0: i64, x1: i64, y1: i64) {
        let height = self.pixels.len() / 4 / self.width.max(1);
        let clip = |value: i64, max: usize| usize::try_from(value).unwrap_or(0).min(max);
        for y in clip(y0, height)..clip(y1, height) {
            for x in clip(x0, self.width)..clip(x1, self.width) {
                let at = 4 * (y * self.width + x);
                if let Some(pixel) = self.pixels.get_mut(at..at + 4) {
                    pixel.copy_from_slice(&self.colour);
                }
            }
        }
    }

    /// Draws a rule's id in letters of three by five dots, so that no font is needed.
    fn word(&mut self, word: &str, x: i64, y: i64, dot: i64) {
        for (k, c) in word.chars().enumerate() {
            let left = x + k as i64 * 4 * dot;
            for (row, bits) in letter(c).into_iter().enumerate() {
                for column in 0..3 {
                    if bits & (4 >> column) != 0 {
                        let (x, y) = (left + column * dot, y + row as i64 * dot);
                        self.fill(x, y, x + dot, y + dot);
                    }
                }
            }
        }
    }
}

/// Five rows of three bits for each character that occurs in rule ids.
fn letter(c: char) -> [u8; 5] {
    match c {
        'A' => [2, 5, 7, 5, 5],
        'B' => [6, 5, 6, 5, 6],
        'C' => [3, 4, 4, 4, 3],
        'D' => [6, 5, 5, 5, 6],
        'E' => [7, 4, 6, 4, 7],
        'F' => [7, 4, 6, 4, 4],
        'G' => [3, 4, 5, 5, 3],
        'H' => [5, 5, 7, 5, 5],
        'J' => [1, 1, 1, 5, 2],
        'K' => [5, 5, 6, 5, 5],
        'L' => [4, 4, 4, 4, 7],
        'M' => [5, 7, 7, 5, 5],
        'b' => [4, 4, 6, 5, 6],
        '1' => [2, 6, 2, 2, 7],
        '2' => [6, 1, 2, 4, 7],
        '3' => [6, 1, 2, 1, 6],
        '4' => [5, 5, 7, 1, 1],
        '5' => [7, 4, 6, 1, 6],
        '6' => [3, 4, 7, 5, 7],
        '7' => [7, 1, 2, 2, 2],
        _ => [7, 7, 7, 7, 7],
    }
}
