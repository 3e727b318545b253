//! The font family Huimou Hei Trad, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[
    ("HuimouHeiTrad/HuimouHeiTrad-Regular.ttf", include_bytes!("HuimouHeiTrad-Regular.ttf")),
    ("HuimouHeiTrad/HuimouHeiTrad-Bold.ttf", include_bytes!("HuimouHeiTrad-Bold.ttf")),
];
