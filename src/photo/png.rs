//! PNG: its chunks, reduced to those that decide how the picture looks.

use image::metadata::Orientation;
use img_parts::Bytes;
use img_parts::png::Png;

use super::prepare::PhotoError;
use super::profile;

/// A PNG with the chunks that affect how it looks, and nothing that unpacks without bound.
pub(super) struct Chunks {
    pub bytes: Vec<u8>,
    pub orientation: Orientation,
    /// The unpacked colour profile.
    pub profile: Option<Vec<u8>>,
    /// Whether there is a profile that can't be used.
    pub bad_profile: bool,
}

impl Chunks {
    /// # Errors
    /// If a chunk is truncated, has a wrong checksum, or the palette is invalid.
    pub fn read(bytes: &[u8]) -> Result<Self, PhotoError> {
        const KEPT: [&[u8; 4]; 12] = [
            b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"bKGD", b"cICP", b"pHYs",
        ];
        let broken = |error: &dyn std::fmt::Display| PhotoError::Broken(error.to_string());
        let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).map_err(|error| broken(&error))?;
        let header = png.chunk_by_type(*b"IHDR").map(|chunk| chunk.contents().clone()).unwrap_or_default();
        let kind = header.get(9).copied().unwrap_or_default();
        if let Some(palette) = png.chunk_by_type(*b"PLTE").map(|chunk| chunk.contents())
            && (palette.is_empty() || palette.len() % 3 != 0 || palette.len() > 3 * 256)
        {
            return Err(broken(&format_args!("palette of {} bytes", palette.len())));
        }
        let exif = png.chunk_by_type(*b"eXIf").map(|chunk| chunk.contents().clone());
        let orientation =
            exif.and_then(|exif| Orientation::from_exif_chunk(&exif)).unwrap_or(Orientation::NoTransforms);
        let model = if kind & 2 == 0 { profile::Model::Grey } else { profile::Model::Rgb };
        let packed = png.chunk_by_type(*b"iCCP").map(|chunk| chunk.contents().clone());
        let profile = packed.as_deref().and_then(unpacked).filter(|profile| profile::is_usable(profile, model));
        let usable = profile.is_some();
        png.chunks_mut().retain(|chunk| {
            let kind = chunk.kind();
            KEPT.contains(&&kind) || (usable && kind == *b"iCCP")
        });
        let bad_profile = packed.is_some() && !usable;
        Ok(Self { bytes: png.encoder().bytes().to_vec(), orientation, profile, bad_profile })
    }
}

/// The profile in an iCCP chunk: a name, a zero, the method of compression, and the compressed profile (PNG third
/// edition, 11.3.2.3). `None` if it is longer than any profile we use.
fn unpacked(chunk: &[u8]) -> Option<Vec<u8>> {
    let name = chunk.iter().take(80).position(|byte| *byte == 0)?;
    let packed = chunk.get(name + 2..)?;
    fdeflate::decompress_to_vec_bounded(packed, profile::MAX_BYTES).ok()
}
