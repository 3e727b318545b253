//! Renders pages of a PDF as pictures, with the findings marked.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::Pdf;

use super::{shown, trimmed};
use crate::audit::picture::Marks;
use crate::diagnostic::Message;
use crate::export::MAX_PIXELS;

/// Maximum width and height in pixels: the renderer uses 16-bit sizes.
const MAX_SIDE: f64 = 16_000.0;

/// Renders a page (counted from 1) as PNG at `ppi` pixels per inch, with its marks.
///
/// # Errors
/// If there is no such page, or the picture would be too large.
pub(super) fn draw(pdf: &Pdf, marks: &Marks, page: usize, ppi: f64) -> Result<Vec<u8>, Message> {
    let pages = pdf.pages();
    let Some(page) = page.checked_sub(1).and_then(|k| pages.get(k)) else {
        return Err(Message::new("没有这一页", "there is no such page"));
    };
    let scale = ppi / 72.0;
    let (width, height) = (shown(page).width() * scale, shown(page).height() * scale);
    if !(scale > 0.0 && width.max(height) < MAX_SIDE && width * height < MAX_PIXELS) {
        return Err(Message::new("像素太多", "the picture would have too many pixels"));
    }
    let (x_scale, y_scale) = (scale as f32, scale as f32);
    let appearance = RenderSettings { x_scale, y_scale, bg_color: WHITE, ..RenderSettings::default() };
    let mut picture = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &appearance);
    let trim = trimmed(page);
    let wide = usize::from(picture.width());
    marks.draw(picture.data_as_u8_slice_mut(), wide, scale, (trim.x0, trim.y0));
    picture.into_png().map_err(|_| Message::new("写不成图片", "the PNG can't be encoded"))
}
