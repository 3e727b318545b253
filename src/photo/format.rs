//! Recognises the format of a file by its content, since extensions are often wrong.

use crate::diagnostic::Message;

/// The formats that are recognised, so that messages can name them; only the first four are supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Gif,
    /// High efficiency image, the default of many phones.
    Heic,
    Avif,
    Tiff,
    Bmp,
    Svg,
    Pdf,
    Photoshop,
    Unknown,
}

/// Recognises a format by the first bytes.
pub fn sniff(bytes: &[u8]) -> Format {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Format::Jpeg,
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Format::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Format::WebP,
        [b'G', b'I', b'F', b'8', ..] => Format::Gif,
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => Format::Tiff,
        [b'B', b'M', ..] => Format::Bmp,
        [b'%', b'P', b'D', b'F', ..] => Format::Pdf,
        [b'8', b'B', b'P', b'S', ..] => Format::Photoshop,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if brand.len() >= 4 => match &brand[..4] {
            b"avif" | b"avis" => Format::Avif,
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => Format::Heic,
            _ => Format::Unknown,
        },
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]);
            if head.contains("<svg") { Format::Svg } else { Format::Unknown }
        }
    }
}

impl Format {
    /// How to convert a format that isn't supported; `None` if it is supported or unknown.
    pub fn cure(self) -> Option<Message> {
        let (zh, en) = match self {
            Self::Heic => (
                "这是 HEIC（苹果手机默认格式）：在手机“设置—相机—格式”选“兼容性最佳”，或用 `heif-convert 照片.heic 照片.jpg` 转换",
                "this is HEIC, the default of iPhones: choose Settings, Camera, Formats, Most Compatible, or convert it with heif-convert photo.heic photo.jpg",
            ),
            Self::Avif => (
                "这是 AVIF：用看图软件另存为 JPEG，或运行 `heif-convert 照片.avif 照片.jpg`",
                "this is AVIF: save it as JPEG in a viewer, or run heif-convert photo.avif photo.jpg",
            ),
            Self::Tiff => (
                "这是 TIFF：用看图软件另存为高质量 JPEG 或 PNG",
                "this is TIFF: save it as a high-quality JPEG or PNG in a viewer",
            ),
            Self::Bmp => ("这是 BMP：另存为 PNG", "this is BMP: save it as PNG"),
            Self::Svg => (
                "这是 SVG 矢量图：照片位只收 JPEG、PNG、WebP、GIF",
                "this is SVG: photographs must be JPEG, PNG, WebP or GIF",
            ),
            Self::Pdf => (
                "这是 PDF：把要用的一页导出为 JPEG 或 PNG",
                "this is a PDF: export the page that you want as JPEG or PNG",
            ),
            Self::Photoshop => {
                ("这是 Photoshop 文件：导出为 JPEG 或 PNG", "this is a Photoshop file: export it as JPEG or PNG")
            }
            Self::Unknown | Self::Jpeg | Self::Png | Self::WebP | Self::Gif => return None,
        };
        Some(Message::new(zh, en))
    }
}
