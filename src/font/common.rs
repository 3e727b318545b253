//! How common a character is, by the two lists that Chinese offices use, and the symbols that they write.

use std::collections::BTreeSet;

/// How common a Chinese character is.
///
/// 通用规范汉字表 (2013) has three levels of 3500, 3000 and 1605 characters; GB 2312—1980 is the character set of
/// older office fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commonness {
    /// Level in 通用规范汉字表, 1 to 3; `None` if it isn't in the list.
    pub level: Option<u8>,
    /// Whether GB 2312 has it.
    pub gb2312: bool,
}

const LEVELS: [&str; 3] = [
    include_str!("../../data/characters/guifan-1.txt"),
    include_str!("../../data/characters/guifan-2.txt"),
    include_str!("../../data/characters/guifan-3.txt"),
];
const GB2312: &str = include_str!("../../data/characters/gb2312.txt");
const SIGNS: &str = include_str!("../../data/characters/signs.txt");

/// The Chinese characters of 通用规范汉字表 and GB 2312.
pub fn common_characters() -> BTreeSet<char> {
    LEVELS.iter().flat_map(|list| list.chars()).chain(GB2312.chars()).filter(|c| *c != '\n').collect()
}

/// The symbols and foreign letters that an office may write: marks, sub- and superscripts, fractions, units.
pub fn common_signs() -> BTreeSet<char> {
    SIGNS.chars().filter(|c| *c != '\n').collect()
}

/// Looks a character up. Only needed for diagnostics, so a linear scan is fast enough.
pub fn commonness(character: char) -> Commonness {
    let level = LEVELS.iter().position(|list| list.contains(character)).map(|k| k as u8 + 1);
    Commonness { level, gb2312: GB2312.contains(character) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_whole() {
        let count = |list: &str| list.chars().filter(|c| *c != '\n').count();
        assert_eq!(LEVELS.map(count), [3500, 3000, 1605]);
        assert_eq!(count(GB2312), 6763);
    }

    #[test]
    fn levels_are_known() {
        assert_eq!(commonness('的'), Commonness { level: Some(1), gb2312: true });
        // 甪里街 is why this matters: in the national list, but not in GB 2312.
        assert_eq!(commonness('甪'), Commonness { level: Some(3), gb2312: false });
        assert_eq!(commonness('國'), Commonness { level: None, gb2312: false });
    }
}
