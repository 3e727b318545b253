//! The fonts of `fonts/` inside the library; `fonts/fonts.toml` says where they come from.

macro_rules! fonts {
    ($($path:literal),* $(,)?) => {
        /// Name and bytes of every embedded font, in the order of the manifest.
        pub(crate) const EMBEDDED: &[(&str, &[u8])] =
            &[$(($path, include_bytes!(concat!("../../fonts/", $path)))),*];
    };
}

fonts![
    "NotoSerifSC/NotoSerifSC-Regular.ttf",
    "NotoSerifSC/NotoSerifSC-Bold.ttf",
    "NotoSerifSC/NotoSerifSC-Black.ttf",
    "NotoSansSC/NotoSansSC-Regular.ttf",
    "NotoSansSC/NotoSansSC-Medium.ttf",
    "NotoSansSC/NotoSansSC-Bold.ttf",
    "NotoSansSC/NotoSansSC-Black.ttf",
    "HuimouKai/HuimouKai-Regular.ttf",
    "HuimouSongRest/HuimouSongRest-Regular.ttf",
];
