//! F: fonts.

use std::collections::BTreeSet;

use super::Finder;
use crate::audit::reading::Reading;
use crate::diagnostic::Message;
use crate::rule::Level;

/// Maximum number of font families in a document.
const MAX_FAMILIES: usize = 4;

/// Embedded families that only add characters to another of the same design, Noto Serif SC or Noto Sans SC.
const ADDITIONS: [&str; 5] = ["HuimouSongTrad", "HuimouHeiTrad", "HuimouSongSigns", "HuimouHeiSigns", "HuimouSongRest"];

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for line in &reading.lines {
        for (k, glyph) in line.glyphs.iter().enumerate() {
            if glyph.missing || glyph.text.contains('\u{FFFD}') {
                let c = glyph.first();
                let code = u32::from(c);
                finder.at(
                    "F1",
                    line,
                    k,
                    k + 1,
                    format!("“{c}”（`U+{code:04X}`）没有字形"),
                    format!("U+{code:04X} {c} has no glyph"),
                );
            }
        }
        if let Some(from) = line.glyphs.iter().position(|glyph| glyph.stroked) {
            let to = line.glyphs.iter().rposition(|glyph| glyph.stroked).map_or(from + 1, |at| at + 1);
            finder.at("F3", line, from, to, "描边加粗", "bold by stroking");
        }
    }
    let families: BTreeSet<&str> = reading.faces.iter().map(|face| base(&face.family)).filter(|f| !adds(f)).collect();
    if families.len() > MAX_FAMILIES {
        let count = families.len();
        let list = families.into_iter().collect::<Vec<_>>();
        let (zh, en) = (list.join("”“"), list.join(", "));
        let what = Message::new(format!("用了 {count} 族字体：“{zh}”"), format!("{count} families: {en}"));
        finder.add("F3", None, None, String::new(), String::new(), what, None);
    }
    for error in &reading.embedding {
        let what = Message::new(format!("“{}”{}", error.font, error.zh), format!("{}: {}", error.font, error.en));
        let level = if error.grave { Level::Error } else { Level::Warning };
        finder.add("F2", Some(level), None, String::new(), String::new(), what, None);
    }
}

/// The family part of a font name, without style and vendor suffixes.
fn base(family: &str) -> &str {
    let stem = family.split('-').next().unwrap_or(family);
    ["MT", "PS"].iter().fold(stem, |stem, tail| stem.strip_suffix(tail).unwrap_or(stem)).trim_end()
}

/// Whether a family supplements another and looks the same, so that it doesn't count. Names in a PDF have no spaces.
fn adds(family: &str) -> bool {
    ADDITIONS.contains(&family.replace(' ', "").as_str())
}
