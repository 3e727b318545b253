//! Colour profiles: which of those that photographs carry can be used.

/// Maximum size of a profile in bytes. Profiles of cameras and screens have some kilobytes, those of presses up to two
/// megabytes.
pub(super) const MAX_BYTES: usize = 4 << 20;

/// Maximum number of tags; usual profiles have fewer than twenty.
const MAX_TAGS: u32 = 256;

/// The colour model of a picture's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    Grey,
    Rgb,
    Cmyk,
}

/// Whether a profile describes pictures of this colour model, and its parts lie within it (ICC.1:2022, 7.2 and 7.3).
pub(super) fn is_usable(profile: &[u8], model: Model) -> bool {
    let field = |at: usize| profile.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    let number = |at: usize| field(at).map(u32::from_be_bytes);
    let space: &[u8; 4] = match model {
        Model::Grey => b"GRAY",
        Model::Rgb => b"RGB ",
        Model::Cmyk => b"CMYK",
    };
    let classes = [b"scnr", b"mntr", b"prtr", b"spac"];
    let length = profile.len() as u64;
    let tags = number(128).filter(|count| (1..=MAX_TAGS).contains(count));
    let inside = |tag: u32| {
        let at = 132 + 12 * tag as usize;
        matches!((number(at + 4), number(at + 8)), (Some(offset), Some(size)) if u64::from(offset) + u64::from(size) <= length)
    };
    profile.len() <= MAX_BYTES
        && number(0).is_some_and(|size| u64::from(size) <= length)
        && field(36) == Some(*b"acsp")
        && field(16) == Some(*space)
        && field(12).is_some_and(|class| classes.contains(&&class))
        && tags.is_some_and(|count| (0..count).all(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with one tag.
    fn profile() -> Vec<u8> {
        let mut bytes = vec![0; 160];
        bytes[..4].copy_from_slice(&160u32.to_be_bytes());
        bytes[12..20].copy_from_slice(b"mntrRGB ");
        bytes[36..40].copy_from_slice(b"acsp");
        bytes[128..132].copy_from_slice(&1u32.to_be_bytes());
        bytes[132..144].copy_from_slice(b"desc\0\0\0\x90\0\0\0\x10");
        bytes
    }

    #[test]
    fn only_whole_profiles_of_the_colour_model_are_used() {
        let good = profile();
        assert!(is_usable(&good, Model::Rgb));
        assert!(!is_usable(&good, Model::Grey) && !is_usable(&good, Model::Cmyk));
        let damages: [(usize, &[u8]); 6] = [
            (0, b"\x01\0\0\0"),
            (12, b"link"),
            (16, b"Lab "),
            (36, b"nope"),
            (128, b"\xFF\xFF\xFF\xFF"),
            (140, b"\0\0\0\x11"),
        ];
        for (at, bytes) in damages {
            let mut bad = good.clone();
            bad[at..at + bytes.len()].copy_from_slice(bytes);
            assert!(!is_usable(&bad, Model::Rgb), "{at}");
        }
        for length in 0..good.len() {
            assert!(!is_usable(&good[..length], Model::Rgb), "{length}");
        }
    }
}
