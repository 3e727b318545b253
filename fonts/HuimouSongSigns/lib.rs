//! The font family Huimou Song Signs, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[
    ("HuimouSongSigns/HuimouSongSigns-Regular.ttf", include_bytes!("HuimouSongSigns-Regular.ttf")),
    ("HuimouSongSigns/HuimouSongSigns-Bold.ttf", include_bytes!("HuimouSongSigns-Bold.ttf")),
];
