//! Why something is fixed, in words.

use crate::diagnostic::Message;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Syntax,
    Tail,
    Header,
    Delimiter,
    Blank,
    Number,
    Unit,
    Date,
    HalfWidth,
    Quote,
    FullWidth,
    Radical,
    Ellipsis,
    Dash,
    Range,
    Paper,
    Space,
    Paragraph,
    Phrase,
    Invisible,
}

impl Reason {
    pub(super) fn message(self) -> Message {
        let (zh, en) = match self {
            Self::Syntax => ("等号、逗号、括号改为英文半角", "signs of the TOML itself are half-width"),
            Self::Tail => ("去掉行末多余的标点", "no mark belongs at the end of a field"),
            Self::Header => ("方括号改为该处应有的写法", "brackets as this header needs them"),
            Self::Delimiter => ("文字首尾的引号改为半角直引号", "a text is enclosed in straight quotation marks"),
            Self::Blank => ("不该有的空白改为普通空格", "white space that TOML doesn't know becomes a space"),
            Self::Number => ("数值只留数字", "a number has digits alone"),
            Self::Unit => ("数值只留数字，单位另写", "a number has digits alone, its unit a field of its own"),
            Self::Date => ("日期改为标准写法", "a date as TOML writes it"),
            Self::HalfWidth => ("半角标点改为全角", "half-width marks beside Chinese become full-width"),
            Self::Quote => ("直引号改为弯引号", "straight quotation marks become curly"),
            Self::FullWidth => ("全角字母、数字、百分号改为半角", "full-width letters, digits and % become half-width"),
            Self::Radical => ("部首改为汉字", "a radical becomes the character meant"),
            Self::Ellipsis => ("省略号改为……", "an ellipsis is ……"),
            Self::Dash => ("破折号改为——", "a dash is ——"),
            Self::Range => ("起止年月、时刻之间用一字线", "years, months and times are joined by —"),
            Self::Paper => ("文号的年份用六角括号", "the year of a document's number stands in 〔 〕"),
            Self::Space => ("去掉多余的空白", "stray white space goes"),
            Self::Paragraph => {
                ("用全角空格缩进的一段改为空行分段", "a paragraph that was indented begins behind a blank line")
            }
            Self::Phrase => ("标题里的空格改为断行记号 |", "a space in a title becomes |, where it may break"),
            Self::Invisible => ("去掉看不见的字符", "a character that can't be seen goes"),
        };
        Message::new(zh, en)
    }
}
