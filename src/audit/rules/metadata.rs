//! M: what library catalogues, screen readers and text search need.

use super::Finder;
use crate::audit::reading::Reading;
use crate::diagnostic::Message;

pub(super) fn check(finder: &mut Finder) {
    let reading: &Reading = finder.reading;
    for missing in &reading.metadata {
        finder.add("M1", None, None, String::new(), String::new(), Message::new(missing.zh, missing.en), None);
    }
    for line in &reading.lines {
        let hidden = |glyph: &crate::audit::reading::Glyph| {
            glyph.unmapped || glyph.text.chars().any(|c| c == '\u{2060}' || ('\u{E000}'..='\u{F8FF}').contains(&c))
        };
        if let Some(from) = line.glyphs.iter().position(hidden) {
            let to = line.glyphs.iter().rposition(hidden).map_or(from + 1, |at| at + 1);
            finder.at("M2", line, from, to, "这里的文字检索不到", "this text can't be searched");
        }
    }
}
