//! The font family Huimou Hei Signs, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[
    ("HuimouHeiSigns/HuimouHeiSigns-Regular.ttf", include_bytes!("HuimouHeiSigns-Regular.ttf")),
    ("HuimouHeiSigns/HuimouHeiSigns-Medium.ttf", include_bytes!("HuimouHeiSigns-Medium.ttf")),
    ("HuimouHeiSigns/HuimouHeiSigns-Bold.ttf", include_bytes!("HuimouHeiSigns-Bold.ttf")),
    ("HuimouHeiSigns/HuimouHeiSigns-Black.ttf", include_bytes!("HuimouHeiSigns-Black.ttf")),
];
