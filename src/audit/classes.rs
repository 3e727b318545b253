//! Classes of characters that the rules speak of.

pub(super) use crate::text::is_han;

/// Never first on a line (GB/T 15834—2011 5.1; the signs of units by usage).
pub(super) const NEVER_FIRST: &str = "，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/";

/// Never last on a line.
pub(super) const NEVER_LAST: &str = "（《〈「『【〖〔［｛“‘￥№";

/// A full-width mark whose ink stands in its left half.
pub(super) fn closes(c: char) -> bool {
    "，。、；：？！．）》〉」』】〗〕］｝”’".contains(c)
}

/// A full-width mark whose ink stands in its right half.
pub(super) fn opens(c: char) -> bool {
    "（《〈「『【〖〔［｛“‘".contains(c)
}

/// A letter or a digit that a gap parts from Chinese characters.
pub(super) fn is_western(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Pairs of marks.
pub(super) const PAIRS: &[(char, char)] = &[
    ('“', '”'),
    ('‘', '’'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〖', '〗'),
    ('〔', '〕'),
    ('［', '］'),
    ('｛', '｝'),
];
