//! The font family Noto Serif SC, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[
    ("NotoSerifSC/NotoSerifSC-Regular.ttf", include_bytes!("NotoSerifSC-Regular.ttf")),
    ("NotoSerifSC/NotoSerifSC-Bold.ttf", include_bytes!("NotoSerifSC-Bold.ttf")),
    ("NotoSerifSC/NotoSerifSC-Black.ttf", include_bytes!("NotoSerifSC-Black.ttf")),
];
