//! Character classes used by the rules.

pub(super) use crate::text::is_han;

/// Never first on a line (GB/T 15834—2011 5.1; unit signs by usage).
pub(super) const NEVER_FIRST: &str = "，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/";

/// Never last on a line.
pub(super) const NEVER_LAST: &str = "（《〈「『【〖〔［｛“‘￥№";

/// Whether a character is a full-width mark with its ink in the left half.
pub(super) fn closes(c: char) -> bool {
    "，。、；：？！．）》〉」』】〗〕］｝”’".contains(c)
}

/// Whether a character is a full-width mark with its ink in the right half.
pub(super) fn opens(c: char) -> bool {
    "（《〈「『【〖〔［｛“‘".contains(c)
}

/// Whether a character is a letter or digit, which is separated from Chinese characters by a gap.
pub(super) fn is_western(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Opening marks with their closing marks.
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
