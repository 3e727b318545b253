//! PNG export of single pages.

use typst_render::RenderOptions;

use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::document::Document;

/// Points per inch.
const POINTS: f64 = 72.0;

/// Maximum number of pixels in a picture. A4 at 1200 ppi has 139 million.
pub(crate) const MAX_PIXELS: f64 = 150e6;

impl Document {
    /// Renders a page (counted from 1) as PNG at `ppi` pixels per inch: 100 is enough for a screen, 300 for a proof.
    ///
    /// # Errors
    /// [`Code::ExportFailed`] if there is no such page, `ppi` isn't positive, or the picture would have more than 150
    /// million pixels.
    pub fn to_png(&self, page: usize, ppi: f64) -> Result<Vec<u8>, Error> {
        let error =
            |zh: String, en: String| -> Error { Diagnostic::error(Code::ExportFailed, Message::new(zh, en)).into() };
        let pages = self.inner.paged.pages();
        let Some(found) = page.checked_sub(1).and_then(|k| pages.get(k)) else {
            let count = pages.len();
            return Err(error(
                format!("没有第 {page} 页，共 {count} 页"),
                format!("there is no page {page}; the document has {count}"),
            ));
        };
        let scale = ppi / POINTS;
        let pixels = found.frame.width().to_pt() * found.frame.height().to_pt() * scale * scale;
        if !(scale > 0.0 && pixels <= MAX_PIXELS) {
            let (millions, max) = ((pixels / 1e6).ceil(), MAX_PIXELS / 1e6);
            return Err(error(
                format!("第 {page} 页在 {ppi} ppi 下出不了图：有 {millions} 百万像素，最多 {max} 百万"),
                format!("can't render page {page} at {ppi} ppi: {millions} million pixels, {max} million at most"),
            ));
        }
        let options = RenderOptions { pixel_per_pt: scale.into(), render_bleed: false };
        typst_render::render(found, &options)
            .encode_png()
            .map_err(|why| error(format!("写不成 PNG：{why}"), format!("can't encode the PNG: {why}")))
    }
}
