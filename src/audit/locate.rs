//! Maps printed words back to their place in the TOML.

use super::Finding;
use super::expected::squeezed;
use crate::description::{Description, TextField};

/// Sets a finding's field and place: where `needle` occurs in the texts of the block `origin`, or else the block's
/// first text.
pub(super) fn find(description: &Description, origin: Option<&str>, needle: &str, finding: &mut Finding) {
    // Texts that aren't printed can't be what was found on a page.
    let printed = || description.texts().iter().filter(|field| field.role.needs_glyphs());
    let inside = |field: &&TextField| origin.is_some_and(|origin| field.origin.is_within(origin));
    let mut fields: Vec<&TextField> = printed().filter(inside).collect();
    if origin.is_none() && finding.text.chars().count() > 3 {
        // Without an origin, as in a page foot, the words must occur in exactly one field.
        let all = printed().filter(|field| locate(field, &squeezed(&finding.text)).is_some());
        fields = all.collect();
        if fields.len() != 1 {
            return;
        }
    }
    let wanted = squeezed(needle);
    // The words may cross the end of a paragraph or field: try each half, too.
    let chars: Vec<char> = wanted.chars().collect();
    let half = chars.len() / 2;
    let tries = [wanted.clone(), chars[half..].iter().collect(), chars[..half].iter().collect::<String>()];
    for words in tries.iter().filter(|words| words.chars().count() > 1 || **words == wanted) {
        for field in &fields {
            if let Some((from, to)) = locate(field, words) {
                let span = field.place(description.source(), from, to);
                finding.place = Some((description.source().clone(), span));
                finding.field = Some(field.origin.path.clone());
                return;
            }
        }
    }
    if let (Some(field), Some(origin)) = (fields.first(), origin) {
        let exact = *field.origin.path == *origin;
        finding.place = Some((description.source().clone(), field.origin.span));
        finding.field = Some(if exact { field.origin.path.clone() } else { origin.into() });
    }
}

/// The byte range of the words in a field's text, ignoring spaces and markup.
fn locate(field: &TextField, words: &str) -> Option<(usize, usize)> {
    if words.is_empty() {
        return None;
    }
    let skipped = |c: char| {
        c.is_whitespace() || (field.prose && matches!(c, '*' | '\\')) || squeezed(c.encode_utf8(&mut [0; 4])).is_empty()
    };
    let kept: Vec<(usize, char)> = field.text.char_indices().filter(|(_, c)| !skipped(*c)).collect();
    let wanted: Vec<char> = words.chars().collect();
    let at = kept.windows(wanted.len()).position(|window| window.iter().map(|(_, c)| c).eq(wanted.iter()))?;
    let (from, _) = kept[at];
    let (last, c) = kept[at + wanted.len() - 1];
    Some((from, last + c.len_utf8()))
}
