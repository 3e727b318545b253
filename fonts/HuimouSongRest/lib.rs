//! The font family Huimou Song Rest, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] =
    &[("HuimouSongRest/HuimouSongRest-Regular.ttf", include_bytes!("HuimouSongRest-Regular.ttf"))];
