//! Prepares photographs: from the bytes of a file to an upright, measured picture without private data.

mod cache;
mod format;
mod jpeg;
mod png;
mod prepare;
mod profile;

pub(crate) use cache::PhotoCache;
pub(crate) use prepare::{MAX_MEMORY, PhotoError, prepare};

use typst::foundations::Bytes;

/// A photograph, ready for the page.
#[derive(Clone)]
pub(crate) struct Photograph {
    /// JPEG or PNG, without location, camera data or anything after the end of the picture.
    /// Typst identifies a picture by the hash of its bytes, which clones of this share.
    pub bytes: Bytes,
    /// `jpg` or `png`, according to `bytes`, whatever the file was called.
    pub extension: &'static str,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// Whether it had a colour profile that can't be used and was dropped.
    pub bad_profile: bool,
}
