//! PDF export.

use typst::foundations::Smart;

use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::document::{Document, on_deep_stack};
use crate::guard::guarded;

/// Options for writing a PDF.
///
/// ```
/// let options = huimou::PdfOptions::new().tagged(false);
/// assert!(!options.tagged);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PdfOptions {
    /// Whether to write the structure that screen readers use (tagged PDF; ISO 32000-1, 14.8).
    ///
    /// Tags make the file about a tenth larger.
    ///
    /// Default: `true`.
    pub tagged: bool,
}

impl PdfOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`tagged`](Self::tagged).
    #[must_use]
    pub fn tagged(mut self, tagged: bool) -> Self {
        self.tagged = tagged;
        self
    }
}

impl Default for PdfOptions {
    fn default() -> Self {
        Self { tagged: true }
    }
}

impl Document {
    /// Exports the document as a PDF 1.7 file with fonts embedded as subsets.
    ///
    /// Equal documents and options give equal bytes: the clock isn't read, and the identifier is derived from
    /// organization, year, series and title.
    ///
    /// # Errors
    /// [`Code::ExportFailed`] if the exporter refuses the document.
    pub fn to_pdf(&self, options: &PdfOptions) -> Result<Vec<u8>, Error> {
        let options = typst_pdf::PdfOptions {
            ident: Smart::Custom(self.inner.review.inner.info.identity.clone()),
            creator: Smart::Custom(Some(concat!("huimou ", env!("CARGO_PKG_VERSION"), " (Typst 0.15.1)").into())),
            tagged: options.tagged,
            ..typst_pdf::PdfOptions::default()
        };
        let broken = || {
            let message = Message::new(
                "PDF 没有生成：导出时内部出错，多半是某个字体已损坏",
                "can't export the PDF: internal error of the exporter, most likely because of a damaged font",
            );
            Diagnostic::error(Code::ExportFailed, message)
        };
        let exported = on_deep_stack(|| guarded(|| typst_pdf::pdf(&self.inner.paged, &options)));
        let exported = exported.map_err(|failure| failure.into_error(broken))?.ok_or_else(broken)?;
        exported.map_err(|errors| {
            let found: Vec<Diagnostic> = errors
                .iter()
                .map(|error| {
                    let en = &error.message;
                    let message =
                        Message::new(format!("PDF 没有生成；原文：{en}"), format!("can't export the PDF: {en}"));
                    Diagnostic::error(Code::ExportFailed, message)
                })
                .collect();
            Error::all(found)
        })
    }
}
