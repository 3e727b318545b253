//! Pages as pictures.

use typst_render::RenderOptions;

use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::document::Document;

/// Points to the inch, by definition.
const POINTS: f64 = 72.0;

/// The most pixels of one picture: A4 at 1200 ppi is 139 million.
pub(crate) const MAX_PIXELS: f64 = 150e6;

impl Document {
    /// A page (from 1) as a PNG at `ppi` pixels to the inch; 100 shows a page on a screen, 300 a proof.
    ///
    /// # Errors
    /// If there is no such page, or the picture would have more than 150 million pixels.
    pub fn to_png(&self, page: usize, ppi: f64) -> Result<Vec<u8>, Error> {
        let error =
            |zh: String, en: String| -> Error { Diagnostic::error(Code::ExportFailed, Message::new(zh, en)).into() };
        let pages = self.inner.paged.pages();
        let Some(found) = page.checked_sub(1).and_then(|k| pages.get(k)) else {
            let count = pages.len();
            return Err(error(
                format!("没有第 {page} 页，共 {count} 页"),
                format!("there is no page {page}; there are {count}"),
            ));
        };
        let scale = ppi / POINTS;
        let pixels = found.frame.width().to_pt() * found.frame.height().to_pt() * scale * scale;
        if !(scale > 0.0 && pixels <= MAX_PIXELS) {
            return Err(error(format!("{ppi} ppi 出不了图"), format!("no picture can be made at {ppi} ppi")));
        }
        let options = RenderOptions { pixel_per_pt: scale.into(), render_bleed: false };
        typst_render::render(found, &options)
            .encode_png()
            .map_err(|why| error(format!("写不成 PNG：{why}"), format!("the PNG could not be made: {why}")))
    }
}
