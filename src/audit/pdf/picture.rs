//! Pages of a PDF as pictures, with the findings marked.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;

use super::{Why, cost, guarded, shown, trimmed};
use crate::audit::Audit;
use crate::audit::picture::Marks;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::export::MOST_PIXELS;

/// The renderer counts pixels in 16 bits.
const WIDEST: f64 = 16_000.0;

/// A page of a PDF (from 1) as a PNG at `ppi` pixels to the inch, with a box around each finding.
///
/// # Errors
/// As [`audit_pdf`](crate::audit_pdf), and if there is no such page, the picture would have more than
/// 150 million pixels, or to draw it would cost too much.
pub fn picture_of_pdf(bytes: impl Into<Vec<u8>>, audit: &Audit, page: usize, ppi: f64) -> Result<Vec<u8>, Error> {
    let marks = Marks::of(audit, page);
    let drawn = guarded(bytes.into(), move |pdf| {
        let pages = pdf.pages();
        let Some(page) = page.checked_sub(1).and_then(|k| pages.get(k)) else {
            return Err(Why("没有这一页", "there is no such page"));
        };
        let scale = ppi / 72.0;
        let (width, height) = (shown(page).width() * scale, shown(page).height() * scale);
        if !(scale > 0.0 && width.max(height) < WIDEST && width * height < MOST_PIXELS) {
            return Err(Why("像素太多", "it would have too many pixels"));
        }
        let settings = InterpreterSettings::default();
        cost::check(pdf, page, &settings, scale);
        let (x_scale, y_scale) = (scale as f32, scale as f32);
        let look = RenderSettings { x_scale, y_scale, bg_color: WHITE, ..RenderSettings::default() };
        let mut picture = hayro::render(page, &RenderCache::new(), &settings, &look);
        let trim = trimmed(page);
        let wide = usize::from(picture.width());
        marks.draw(picture.data_as_u8_slice_mut(), wide, scale, (trim.x0, trim.y0));
        picture.into_png().map_err(|_| Why("写不成图片", "the PNG could not be made"))
    });
    drawn.and_then(|drawn| drawn).map_err(|Why(zh, en)| {
        let message = Message::new(format!("第 {page} 页画不成图：{zh}"), format!("page {page} can't be drawn: {en}"));
        Diagnostic::error(Code::PdfBroken, message).into()
    })
}
