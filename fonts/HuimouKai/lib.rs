//! The font family Huimou Kai, under the licence in `OFL.txt`.

/// Name and bytes of each face, by weight.
pub const FILES: &[(&str, &[u8])] = &[("HuimouKai/HuimouKai-Regular.ttf", include_bytes!("HuimouKai-Regular.ttf"))];
