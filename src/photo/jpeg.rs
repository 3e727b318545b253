//! JPEG: its structure, a strict check, and its data without anything private.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::{Bytes, ImageICC};

use super::prepare::{Cost, MAX_SIDE, PhotoError};
use super::profile::{self, Model};

/// Maximum number of pixels times scans. A progressive picture has some ten scans; one with thousands would take
/// minutes to decode.
const MAX_SCANNED: u64 = 4_000_000_000;

/// What the markers of a JPEG say (ITU-T T.81, annex B).
pub(super) struct Structure {
    pub width: u32,
    pub height: u32,
    components: u8,
    /// Whether its components are called R, G and B: then they are, unless a JFIF header says otherwise.
    named_rgb: bool,
    progressive: bool,
    scans: u64,
    /// The end of the picture.
    end: usize,
}

impl Structure {
    /// Reads the markers; `None` if there is no picture or it has no end.
    ///
    /// Segments are skipped by their lengths, since a preview inside one of them has its own markers.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut found =
            Self { width: 0, height: 0, components: 0, named_rgb: false, progressive: false, scans: 0, end: 0 };
        let byte = |at: usize| bytes.get(at).copied();
        let pair = |at: usize| Some(u16::from_be_bytes([byte(at)?, byte(at + 1)?]));
        let mut at = 2;
        loop {
            // In entropy-coded data, 0xFF is followed by 0 or a restart number; anything else is a marker.
            while byte(at)? != 0xFF || matches!(byte(at + 1)?, 0x00 | 0xFF | 0xD0..=0xD7) {
                at += 1;
            }
            match byte(at + 1)? {
                0xD9 => {
                    found.end = at + 2;
                    return Some(found).filter(|found| found.components > 0);
                }
                0xDA => found.scans += 1,
                // Tables of codes (C4, CC) and an extension (C8) lie among the kinds of frames.
                kind @ 0xC0..=0xCF if !matches!(kind, 0xC4 | 0xC8 | 0xCC) => {
                    (found.height, found.width) = (pair(at + 5)?.into(), pair(at + 7)?.into());
                    found.components = byte(at + 9)?;
                    let name = |k: usize| byte(at + 10 + 3 * k);
                    found.named_rgb = [name(0), name(1), name(2)] == [Some(b'R'), Some(b'G'), Some(b'B')];
                    found.progressive = matches!(kind & 3, 2);
                }
                _ => {}
            }
            at += 2 + usize::from(pair(at + 2)?);
        }
    }

    /// The memory it takes: its samples, and for a progressive picture all coefficients.
    pub fn cost(&self) -> Cost {
        let components = u64::from(self.components);
        let coefficients = if self.progressive { 2 * components } else { 0 };
        Cost { width: self.width, height: self.height, per_pixel: components.max(3) + coefficients }
    }

    pub fn model(&self) -> Model {
        match self.components {
            1 => Model::Grey,
            4 => Model::Cmyk,
            _ => Model::Rgb,
        }
    }
}

/// Decodes a JPEG strictly, since the usual decoder silently fills missing parts with grey.
pub(super) fn check(bytes: &[u8], structure: &Structure) -> Result<(), PhotoError> {
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::options::DecoderOptions;
    let pixels = u64::from(structure.width) * u64::from(structure.height);
    if pixels.saturating_mul(structure.scans) > MAX_SCANNED {
        return Err(PhotoError::Broken(format!("{} scans", structure.scans)));
    }
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize);
    let decoded = JpegDecoder::new_with_options(ZCursor::new(&bytes[..structure.end]), options).decode();
    decoded.map(drop).map_err(|error| PhotoError::Broken(error.to_string()))
}

/// A JPEG's parts.
pub(super) fn parts(bytes: &[u8], structure: &Structure) -> Result<Jpeg, PhotoError> {
    let whole = Bytes::copy_from_slice(&bytes[..structure.end]);
    Jpeg::from_bytes(whole).map_err(|error| PhotoError::Broken(error.to_string()))
}

/// The colour profile, if it can be used, and whether there is one that can't.
pub(super) fn usable_profile(jpeg: &Jpeg, model: Model) -> (Option<Vec<u8>>, bool) {
    const NAME: &[u8] = b"ICC_PROFILE\0";
    let mut pieces: Vec<&[u8]> =
        jpeg.segments_by_marker(markers::APP2).filter_map(|segment| segment.contents().strip_prefix(NAME)).collect();
    if pieces.is_empty() {
        return (None, false);
    }
    // Each piece has its number, from 1, and the number of all (ICC.1:2022, annex B.4).
    pieces.sort_by_key(|piece| piece.first().copied());
    let count = pieces.len();
    let in_order = pieces
        .iter()
        .enumerate()
        .all(|(k, piece)| piece.len() > 2 && usize::from(piece[0]) == k + 1 && usize::from(piece[1]) == count);
    let profile: Vec<u8> = pieces.iter().flat_map(|piece| piece.get(2..).unwrap_or_default()).copied().collect();
    let usable = in_order && profile::is_usable(&profile, model);
    (usable.then_some(profile), !usable)
}

/// Keeps what a decoder needs, the colour profile and Adobe's colour marker. Drops EXIF, XMP, IPTC, previews, comments,
/// and anything after the end.
pub(super) fn stripped(mut jpeg: Jpeg, structure: &Structure, profile: Option<Vec<u8>>) -> Vec<u8> {
    /// Version 1.1, no density, no preview.
    const JFIF: &[u8] = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
    /// Length of Adobe's marker (Adobe Technical Note 5116).
    const ADOBE: usize = 12;
    let jfif = |segment: &JpegSegment| segment.marker() == markers::APP0 && segment.contents().starts_with(b"JFIF\0");
    // It matters only where the names of the components say something else.
    let needs_jfif = structure.named_rgb && jpeg.segments().iter().any(jfif);
    let adobe = |segment: &JpegSegment| {
        let contents = segment.contents();
        (segment.marker() == markers::APP14 && contents.starts_with(b"Adobe") && contents.len() >= ADOBE)
            .then(|| JpegSegment::new_with_contents(markers::APP14, contents.slice(..ADOBE)))
    };
    let segments = std::mem::take(jpeg.segments_mut());
    let header = needs_jfif.then(|| JpegSegment::new_with_contents(markers::APP0, Bytes::from_static(JFIF)));
    let kept = segments.into_iter().filter_map(|segment| match segment.marker() {
        markers::APP14 => adobe(&segment),
        // Application segments, reserved ones, and comments.
        markers::APP0..=0xFE => None,
        _ => Some(segment),
    });
    *jpeg.segments_mut() = header.into_iter().chain(kept).collect();
    jpeg.set_icc_profile(profile.map(Bytes::from));
    jpeg.encoder().bytes().to_vec()
}
