//! Classes of characters that the rules speak of.

pub(super) use crate::text::is_han;

/// Never first on a line (GB/T 15834—2011 5.1; the signs of units by usage).
pub(super) const NEVER_FIRST: &str = "，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/";

/// Never last on a line.
pub(super) const NEVER_LAST: &str = "（《〈「『【〖〔［｛“‘￥№";

/// Units that stay with their number.
pub(super) const UNITS: &str = "亿万千百元年月日号时分秒个家项人名位件套次处户亩吨米%％‰℃㎡㎥度倍期届";

/// Words that begin like a unit and are none.
pub(super) const NO_UNITS: &[&str] = &[
    "人才",
    "人员",
    "人民",
    "人大",
    "人社",
    "人力",
    "人工",
    "人均",
    "人口",
    "人物",
    "家庭",
    "家园",
    "家具",
    "家长",
    "家校",
    "项目",
    "个人",
    "个体",
    "个性",
    "日常",
    "日报",
    "日前",
    "时间",
    "时代",
    "时期",
    "分别",
    "分布",
    "分管",
    "位于",
    "位居",
    "件件",
    "名单",
    "名师",
    "期间",
    "年度回眸",
    "次年",
    "度过",
    "元旦",
    "万物",
    "千方",
    "百姓",
    "号召",
    "处于",
    "处理",
    "户外",
    "秒杀",
    "月底",
    "米兰",
];

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
