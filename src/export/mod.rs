//! Exports a [`Document`](crate::Document) as bytes. Each format is a separate `impl Document`, independent of the
//! others.

mod pdf;
#[cfg(feature = "png")]
mod png;

pub use pdf::PdfOptions;
#[cfg(feature = "png")]
pub(crate) use png::MAX_PIXELS;
