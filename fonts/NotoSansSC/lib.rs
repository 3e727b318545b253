//! The font family Noto Sans SC, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[
    ("NotoSansSC/NotoSansSC-Regular.ttf", include_bytes!("NotoSansSC-Regular.ttf")),
    ("NotoSansSC/NotoSansSC-Medium.ttf", include_bytes!("NotoSansSC-Medium.ttf")),
    ("NotoSansSC/NotoSansSC-Bold.ttf", include_bytes!("NotoSansSC-Bold.ttf")),
    ("NotoSansSC/NotoSansSC-Black.ttf", include_bytes!("NotoSansSC-Black.ttf")),
];
