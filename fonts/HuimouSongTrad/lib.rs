//! The font family Huimou Song Trad, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[
    ("HuimouSongTrad/HuimouSongTrad-Regular.ttf", include_bytes!("HuimouSongTrad-Regular.ttf")),
    ("HuimouSongTrad/HuimouSongTrad-Bold.ttf", include_bytes!("HuimouSongTrad-Bold.ttf")),
    ("HuimouSongTrad/HuimouSongTrad-Black.ttf", include_bytes!("HuimouSongTrad-Black.ttf")),
];
