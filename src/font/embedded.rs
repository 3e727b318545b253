//! The fonts of `fonts/`, embedded in the library; `fonts/fonts.toml` says where they come from.
//!
//! What Typst must know about a face before it uses it (family, weight, coverage) is stored in `fonts/faces.json`, with
//! the digest of its file. Reading the character maps of 47 MB would take longer than everything else an engine does,
//! and computing digests would load all fonts into memory. A test keeps the file up to date.

use typst::text::FontInfo;

use super::store::FontStore;
use crate::diagnostic::{Code, Diagnostic, Message};

/// Name and bytes of every embedded font, in the order of the manifest. Each family is a separate package.
fn embedded() -> impl Iterator<Item = &'static (&'static str, &'static [u8])> {
    [
        huimou_font_noto_serif_sc::FILES,
        huimou_font_noto_sans_sc::FILES,
        huimou_font_kai::FILES,
        huimou_font_song_trad::FILES,
        huimou_font_hei_trad::FILES,
        huimou_font_song_rest::FILES,
        huimou_font_hei_signs::FILES,
        huimou_font_song_signs::FILES,
    ]
    .into_iter()
    .flatten()
}

const FACES: &str = include_str!("../../fonts/faces.json");

/// Adds the embedded fonts to a font store.
pub(crate) fn add_embedded(fonts: &mut FontStore) -> Result<(), Diagnostic> {
    let broken = |why: String| {
        let message = Message::new(
            format!("内置字体清单有误；原文：{why}"),
            format!("the list of embedded fonts is invalid: {why}"),
        );
        Diagnostic::error(Code::FontBroken, message)
    };
    let infos: Vec<(String, FontInfo)> = serde_json::from_str(FACES).map_err(|why| broken(why.to_string()))?;
    if infos.len() != embedded().count() {
        return Err(broken(format!("{} ≠ {}", infos.len(), embedded().count())));
    }
    for ((name, bytes), (sha256, info)) in embedded().zip(infos) {
        fonts.add_known(name, bytes, sha256, info);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_list_of_faces_is_current() {
        let line = |bytes: &[u8]| {
            let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            let info = FontInfo::iter(bytes).next().expect("a face");
            serde_json::to_string(&(digest, info)).expect("JSON")
        };
        let lines: Vec<String> = embedded().map(|(_, bytes)| line(bytes)).collect();
        let text = format!("[\n{}\n]\n", lines.join(",\n"));
        if std::env::var_os("HUIMOU_UPDATE").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/faces.json"), &text).expect("a file");
        }
        assert!(text == FACES, "fonts/faces.json is not current: run the tests with HUIMOU_UPDATE=1, and again");
    }
}
