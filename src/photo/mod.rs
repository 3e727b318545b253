//! Bytes → an upright, measured photograph without private data.

mod format;
mod prepare;

pub(crate) use prepare::{Fault, prepare};

use std::sync::Arc;

/// A photograph, ready for the page.
#[derive(Clone)]
pub(crate) struct Photograph {
    /// JPEG or PNG, without location, camera data or anything after the picture's end.
    pub bytes: Arc<[u8]>,
    /// `jpg` or `png`: what the bytes are, whatever the file was called.
    pub extension: &'static str,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
}
