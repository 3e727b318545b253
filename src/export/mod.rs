//! [`Document`] → bytes. Each format is an `impl Document` of its own; they don't know each other.

mod pdf;
#[cfg(feature = "png")]
mod png;

pub use pdf::PdfOptions;
#[cfg(feature = "png")]
pub(crate) use png::MAX_PIXELS;
