//! Checks a photograph, turns it upright, and strips its private data.
//!
//! Typst itself would accept a truncated JPEG without a warning, keep the GPS location in the PDF, and trust the file
//! extension. So no photograph reaches it unchecked. Whatever it decodes again, we have decoded before, by the same
//! decoders and within limits; what we can't hand over unchanged, we encode ourselves.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use typst::foundations::Bytes;

use super::format::{Format, sniff};
use super::profile::{self, Model};
use super::{Photograph, jpeg, png};
use crate::diagnostic::Message;
use crate::guard::guarded;

/// Maximum width and height in pixels that the PDF exporter supports.
pub(super) const MAX_SIDE: u32 = 16_384;
/// Maximum memory that decoding and embedding one photograph may take, in bytes: enough for the 200 million pixels of
/// the largest cameras as a usual JPEG.
pub(crate) const MAX_MEMORY: u64 = 640 << 20;
/// Memory from which photographs are prepared one at a time, however many threads there are, in bytes.
const LARGE: u64 = 96 << 20;
/// JPEG quality of re-encoded pictures; at 92 no loss is visible in print.
const QUALITY: u8 = 92;

/// Why a picture can't be used.
#[derive(Debug)]
pub(crate) enum PhotoError {
    /// Damaged or truncated, with the decoder's message.
    Broken(String),
    /// Unsupported format, with advice if the format is known.
    Format(Option<Message>),
    /// Too many pixels on a side, or too much memory.
    TooLarge(Cost),
}

/// What a photograph takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub width: u32,
    pub height: u32,
    /// Bytes of memory for each pixel.
    pub per_pixel: u64,
}

impl Cost {
    /// Memory in bytes.
    pub fn memory(self) -> u64 {
        (u64::from(self.width) * u64::from(self.height)).saturating_mul(self.per_pixel)
    }

    /// The header is enough to refuse a bomb before a pixel is unpacked.
    fn check(self) -> Result<(), PhotoError> {
        let fits = self.width.max(self.height) <= MAX_SIDE && self.memory() <= MAX_MEMORY;
        if fits { Ok(()) } else { Err(PhotoError::TooLarge(self)) }
    }
}

/// Prepares a photograph. A picture that is already upright and needs no other colour model keeps its original data;
/// only its metadata is stripped.
pub(crate) fn prepare(bytes: &[u8]) -> Result<Photograph, PhotoError> {
    let format = match sniff(bytes) {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        other => return Err(PhotoError::Format(other.cure())),
    };
    let prepared = guarded(|| match format {
        ImageFormat::Jpeg => of_jpeg(bytes),
        ImageFormat::Png => of_png(bytes),
        _ => of_other(bytes, format),
    });
    prepared.unwrap_or_else(|| Err(broken(&"the decoder failed")))
}

fn broken(error: &dyn std::fmt::Display) -> PhotoError {
    PhotoError::Broken(error.to_string())
}

/// Runs `work`; if it takes much memory, alone.
fn alone_if_large<T>(cost: Cost, work: impl FnOnce() -> T) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = (cost.memory() > LARGE).then(|| TURN.lock().unwrap_or_else(PoisonError::into_inner));
    work()
}

fn of_jpeg(bytes: &[u8]) -> Result<Photograph, PhotoError> {
    let structure = jpeg::Structure::read(bytes).ok_or_else(|| broken(&"no end of image"))?;
    let cost = structure.cost();
    cost.check()?;
    let mut decoder = decoder(bytes, ImageFormat::Jpeg)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let parts = jpeg::parts(bytes, &structure)?;
    let (profile, bad_profile) = jpeg::usable_profile(&parts, structure.model());
    let (width, height) = (structure.width, structure.height);
    alone_if_large(cost, || {
        jpeg::check(bytes, &structure)?;
        if orientation == Orientation::NoTransforms {
            let bytes = Bytes::new(jpeg::stripped(parts, &structure, profile));
            return Ok(Photograph { bytes, extension: "jpg", width, height, bad_profile });
        }
        Cost { per_pixel: cost.per_pixel.max(6), ..cost }.check()?;
        let picture = DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
        // The decoder converts CMYK to RGB.
        let profile = profile.filter(|_| structure.model() != Model::Cmyk);
        encoded(picture, orientation, true, profile, bad_profile)
    })
}

fn of_png(bytes: &[u8]) -> Result<Photograph, PhotoError> {
    let png::Chunks { bytes, orientation, profile, bad_profile } = png::Chunks::read(bytes)?;
    let decoder = decoder(&bytes, ImageFormat::Png)?;
    let (width, height) = decoder.dimensions();
    let decoded = u64::from(decoder.color_type().bytes_per_pixel());
    // The exporter makes a copy of all samples.
    let cost = Cost { width, height, per_pixel: (decoded * 2).min(decoded + 4) };
    cost.check()?;
    let changed = alone_if_large(cost, || {
        let picture = DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
        let wide = picture.color().bits_per_pixel() / u16::from(picture.color().channel_count()) > 8;
        if !wide && is_opaque(&picture) != picture.color().has_alpha() && orientation == Orientation::NoTransforms {
            return Ok(None);
        }
        encoded(picture, orientation, false, profile, bad_profile).map(Some)
    })?;
    Ok(changed.unwrap_or_else(|| Photograph { bytes: Bytes::new(bytes), extension: "png", width, height, bad_profile }))
}

/// WebP and GIF, which always become JPEG or PNG.
fn of_other(bytes: &[u8], format: ImageFormat) -> Result<Photograph, PhotoError> {
    if format == ImageFormat::WebP && !has_whole_chunks(bytes) {
        return Err(broken(&"truncated chunk"));
    }
    let mut decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    let cost = Cost { width, height, per_pixel: 2 * u64::from(decoder.color_type().bytes_per_pixel()) };
    cost.check()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let found = decoder.icc_profile().ok().flatten();
    let profile = found.clone().filter(|profile| profile::is_usable(profile, Model::Rgb));
    let bad_profile = found.is_some() && profile.is_none();
    alone_if_large(cost, || {
        let picture = DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
        let opaque = is_opaque(&picture);
        encoded(picture, orientation, opaque, profile, bad_profile)
    })
}

fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder + '_, PhotoError> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (None, None);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| broken(&error))
}

/// Whether every chunk of a WebP lies in the file; the decoder believes their lengths (RFC 9649, section 2.3).
fn has_whole_chunks(bytes: &[u8]) -> bool {
    let mut at = 12usize;
    while let Some(length) = bytes.get(at + 4..at + 8).and_then(|length| <[u8; 4]>::try_from(length).ok()) {
        let length = u32::from_le_bytes(length) as usize;
        if bytes.len() - (at + 8) < length {
            return false;
        }
        at += 8 + length + length % 2;
    }
    true
}

/// Encodes a picture upright with eight bits a sample: as JPEG if `photo`, else as PNG.
fn encoded(
    picture: DynamicImage,
    orientation: Orientation,
    photo: bool,
    profile: Option<Vec<u8>>,
    bad_profile: bool,
) -> Result<Photograph, PhotoError> {
    let grey = !picture.color().has_color();
    let mut picture = match (is_opaque(&picture), grey) {
        (true, true) => DynamicImage::ImageLuma8(picture.into_luma8()),
        (true, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (false, true) => DynamicImage::ImageLumaA8(picture.into_luma_alpha8()),
        (false, false) => DynamicImage::ImageRgba8(picture.into_rgba8()),
    };
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    // The model of a WebP's or GIF's profile is RGB, whatever its pixels are.
    let model = if grey { Model::Grey } else { Model::Rgb };
    let profile = profile.filter(|profile| profile::is_usable(profile, model));
    let mut out = Vec::new();
    let written = if photo {
        let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        if let Some(profile) = profile {
            let _ = encoder.set_icc_profile(profile);
        }
        picture.write_with_encoder(encoder)
    } else {
        let mut encoder = PngEncoder::new(&mut out);
        if let Some(profile) = profile {
            let _ = encoder.set_icc_profile(profile);
        }
        picture.write_with_encoder(encoder)
    };
    written.map_err(|error| broken(&error))?;
    let extension = if photo { "jpg" } else { "png" };
    Ok(Photograph { bytes: Bytes::new(out), extension, width, height, bad_profile })
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
