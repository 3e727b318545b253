//! Checks a photograph, turns it upright, and strips its private data.
//!
//! Typst itself would accept a truncated JPEG without a warning, keep the GPS location in the PDF, and trust the file
//! extension. So no photograph reaches it unchecked.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits};
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use typst::foundations::Bytes;

use super::Photograph;
use super::format::{Format, sniff};
use crate::diagnostic::Message;

/// Maximum width and height in pixels that the PDF exporter supports.
const MAX_SIDE: u32 = 16_384;
/// Maximum number of pixels, above the 200 million of the largest cameras.
const MAX_PIXELS: u64 = 250_000_000;
/// JPEG quality of re-encoded pictures; at 92 no loss is visible in print.
const QUALITY: u8 = 92;

/// Why a picture can't be used.
#[derive(Debug)]
pub(crate) enum PhotoError {
    /// Damaged or truncated, with the decoder's message.
    Broken(String),
    /// Unsupported format, with advice if the format is known.
    Format(Option<Message>),
    /// Too many pixels.
    TooLarge { width: u32, height: u32 },
}

/// Prepares a photograph. A picture that is already upright and needs no other colour model keeps its original data;
/// only its metadata is stripped.
pub(crate) fn prepare(bytes: &[u8]) -> Result<Photograph, PhotoError> {
    let format = match sniff(bytes) {
        Format::Jpeg => image::ImageFormat::Jpeg,
        Format::Png => image::ImageFormat::Png,
        Format::WebP => image::ImageFormat::WebP,
        Format::Gif => image::ImageFormat::Gif,
        other => return Err(PhotoError::Format(other.cure())),
    };
    let broken = |error: &dyn std::fmt::Display| PhotoError::Broken(error.to_string());
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| broken(&error))?;
    let (width, height) = decoder.dimensions();
    // The header is enough to refuse a bomb before a pixel is unpacked.
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PhotoError::TooLarge { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // Re-encoded pictures are RGB or grey, so profiles of other colour models no longer fit.
    let icc = decoder.icc_profile().ok().flatten().filter(|icc| icc.get(16..20) == Some(b"RGB ".as_slice()));
    let bytes = if format == image::ImageFormat::Jpeg { whole_jpeg(bytes)? } else { bytes };
    if format == image::ImageFormat::Jpeg && orientation == Orientation::NoTransforms {
        // Already checked by the strict decoder: keep its data as they are.
        let bytes = stripped_jpeg(bytes)?;
        return Ok(Photograph { bytes: Bytes::new(bytes), extension: "jpg", width, height });
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
    let opaque = is_opaque(&picture);
    let right = opaque != picture.color().has_alpha() && orientation == Orientation::NoTransforms;
    if format == image::ImageFormat::Png && right {
        let bytes = stripped_png(bytes)?;
        return Ok(Photograph { bytes: Bytes::new(bytes), extension: "png", width, height });
    }
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let mut out = Vec::new();
    let photo = format != image::ImageFormat::Png && opaque;
    let written = if photo {
        let grey = matches!(picture.color(), image::ColorType::L8 | image::ColorType::L16);
        let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        if let Some(icc) = icc.filter(|_| !grey) {
            let _ = encoder.set_icc_profile(icc);
        }
        if grey { encoder.encode_image(&picture.to_luma8()) } else { encoder.encode_image(&picture.to_rgb8()) }
    } else {
        let mut encoder = PngEncoder::new(&mut out);
        if let Some(icc) = icc {
            let _ = encoder.set_icc_profile(icc);
        }
        let flat = if opaque {
            DynamicImage::ImageRgb8(picture.to_rgb8())
        } else {
            DynamicImage::ImageRgba8(picture.to_rgba8())
        };
        flat.write_with_encoder(encoder)
    };
    written.map_err(|error| broken(&error))?;
    Ok(Photograph { bytes: Bytes::new(out), extension: if photo { "jpg" } else { "png" }, width, height })
}

/// Whether a picture is fully opaque. Avoids copying its pixels.
fn is_opaque(picture: &DynamicImage) -> bool {
    match picture {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel[3] == u8::MAX),
        DynamicImage::ImageRgba16(pixels) => pixels.pixels().all(|pixel| pixel[3] == u16::MAX),
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().all(|pixel| pixel[1] == u8::MAX),
        DynamicImage::ImageLumaA16(pixels) => pixels.pixels().all(|pixel| pixel[1] == u16::MAX),
        other => !other.color().has_alpha(),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 4);
    limits
}

/// Decodes a JPEG strictly, since the usual decoder silently fills missing parts with grey. Returns the bytes up to the
/// end of the picture.
fn whole_jpeg(bytes: &[u8]) -> Result<&[u8], PhotoError> {
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::options::DecoderOptions;
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options)
        .decode()
        .map_err(|error| PhotoError::Broken(error.to_string()))?;
    // Require an end marker, too: a file cut off between two scans decodes without an error.
    end_of_image(bytes).map(|end| &bytes[..end]).ok_or_else(|| PhotoError::Broken("no end of image".into()))
}

/// The end of the picture. Segments are skipped by their lengths, since a preview inside one of them has its own end
/// marker (ITU-T T.81, annex B.1.1).
fn end_of_image(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        // In entropy-coded data, 0xFF is followed by 0 or a restart number; anything else is a marker.
        while *bytes.get(at)? != 0xFF || matches!(*bytes.get(at + 1)?, 0x00 | 0xFF | 0xD0..=0xD7) {
            at += 1;
        }
        if bytes[at + 1] == 0xD9 {
            return Some(at + 2);
        }
        let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
        at += 2 + usize::from(length);
    }
}

/// Keeps only the picture data, the colour profile (APP2) and Adobe's colour marker (APP14). Drops EXIF, XMP, IPTC,
/// comments, and anything after the end.
fn stripped_jpeg(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let mut jpeg = Jpeg::from_bytes(bytes.to_vec().into()).map_err(|error| PhotoError::Broken(error.to_string()))?;
    jpeg.segments_mut().retain(|segment| match segment.marker() {
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP14 => segment.contents().starts_with(b"Adobe"),
        marker => !(markers::APP1..=markers::APP15).contains(&marker) && marker != markers::COM,
    });
    Ok(jpeg.encoder().bytes().to_vec())
}

/// Keeps only the chunks that affect how a PNG looks.
fn stripped_png(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    const KEPT: [&[u8; 4]; 13] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"cICP",
        b"pHYs",
    ];
    let mut png = Png::from_bytes(bytes.to_vec().into()).map_err(|error| PhotoError::Broken(error.to_string()))?;
    png.chunks_mut().retain(|chunk| KEPT.contains(&&chunk.kind()));
    Ok(png.encoder().bytes().to_vec())
}
