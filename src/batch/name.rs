//! File names that are valid on every file system.

use unicode_normalization::UnicodeNormalization;

/// Maximum length of one file or folder name in bytes of UTF-8: below the 255 of ext4, NTFS and APFS, with room for
/// suffixes that tools append.
const MAX_NAME_BYTES: usize = 200;

/// Names that Windows reserves for devices, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Makes a text from data safe as one component of a path: it has no separators, no control characters and nothing that
/// a shell or Windows treats specially. Chinese characters stay. `None` if nothing is left.
pub(super) fn safe(text: &str) -> Option<String> {
    let mut out: String = text
        .nfc()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() || crate::source::is_bidi_control(c) => '_',
            c => c,
        })
        .collect();
    // Windows drops dots and spaces at the end; a leading dot hides a file, a leading hyphen looks like an option.
    out.truncate(out.trim_end_matches(['.', ' ']).len());
    let lead = out.len() - out.trim_start_matches([' ']).len();
    out.drain(..lead);
    if out.is_empty() {
        return None;
    }
    if out.starts_with(['.', '-', '~']) {
        out.replace_range(..1, "_");
    }
    let stem = out.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        let rest = stem.strip_prefix(device);
        rest.is_some_and(|rest| {
            rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
        })
    });
    if numbered || DEVICES.contains(&stem.as_str()) {
        out.insert(0, '_');
    }
    Some(shortened(out))
}

/// Cuts a name to the maximum length, ending in a digest of the whole so that long names stay different.
fn shortened(name: String) -> String {
    if name.len() <= MAX_NAME_BYTES {
        return name;
    }
    let digest = super::digest::of(&[name.as_bytes()]);
    let mut end = MAX_NAME_BYTES - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}", &name[..end], &digest[..8])
}

/// The folded form of a path. Two paths with the same folded form may be one file on some file system: case and Unicode
/// normalization are ignored.
pub(super) fn folded(path: &str) -> String {
    path.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_plain_ones() {
        for (text, name) in [
            ("南湖区", "南湖区"),
            ("../../x", "_._.._x"),
            ("-rf", "_rf"),
            ("a\nb", "a_b"),
            ("CON", "_CON"),
            ("com1.pdf", "_com1.pdf"),
            ("a. ", "a"),
            ("C:\\x", "C__x"),
            (".hidden", "_hidden"),
        ] {
            assert_eq!(safe(text).as_deref(), Some(name), "{text:?}");
        }
        for empty in ["", ".", "..", " ", ". ."] {
            assert_eq!(safe(empty), None, "{empty:?}");
        }
        let (a, b) = (safe(&"嘉".repeat(300)).unwrap(), safe(&("嘉".repeat(299) + "兴")).unwrap());
        assert!(a.len() <= MAX_NAME_BYTES && b.len() <= MAX_NAME_BYTES && a != b);
    }

    #[test]
    fn case_and_normal_form_fold() {
        assert_eq!(folded("Ä.pdf"), folded("a\u{308}.PDF"));
        assert_ne!(folded("南湖"), folded("秀洲"));
    }
}
