//! Bytes → an upright, measured photograph without private data.

mod cache;
mod format;
mod prepare;

pub(crate) use cache::PhotoCache;
pub(crate) use prepare::{PhotoError, prepare};

use typst::foundations::Bytes;

/// A photograph, ready for the page.
#[derive(Clone)]
pub(crate) struct Photograph {
    /// JPEG or PNG, without location, camera data or anything after the picture's end.
    /// The typesetter knows a picture by the digest of its bytes, which is computed once for all that share them.
    pub bytes: Bytes,
    /// `jpg` or `png`: what the bytes are, whatever the file was called.
    pub extension: &'static str,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
}
