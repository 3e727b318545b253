//! The reasons of corrections, and their messages.

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
            Self::Syntax => ("等号、逗号、括号改为英文半角", "use half-width TOML punctuation"),
            Self::Tail => ("去掉行末多余的标点", "remove the mark at the end of the line"),
            Self::Header => ("方括号改为该处应有的写法", "use the brackets that this header needs"),
            Self::Delimiter => ("文字首尾的引号改为半角直引号", "enclose the text in straight quotation marks"),
            Self::Blank => ("不该有的空白改为普通空格", "replace white space that TOML doesn't allow by a space"),
            Self::Number => ("数值只留数字", "write the number as digits only"),
            Self::Unit => ("数值只留数字，单位另写", "write the number as digits only, and its unit in its own field"),
            Self::Date => ("日期改为标准写法", "write the date as in TOML"),
            Self::HalfWidth => ("半角标点改为全角", "use full-width marks next to Chinese"),
            Self::Quote => ("直引号改为弯引号", "use curly quotation marks"),
            Self::FullWidth => ("全角字母、数字、百分号改为半角", "use half-width letters, digits and %"),
            Self::Radical => ("部首改为汉字", "replace the radical by the character"),
            Self::Ellipsis => ("省略号改为……", "write the ellipsis as ……"),
            Self::Dash => ("破折号改为——", "write the dash as ——"),
            Self::Range => ("起止年月、时刻之间用一字线", "join years, months and times by —"),
            Self::Paper => ("文号的年份用六角括号", "enclose the year of a document number in 〔 〕"),
            Self::Space => ("去掉多余的空白", "remove stray white space"),
            Self::Paragraph => {
                ("用全角空格缩进的一段改为空行分段", "separate paragraphs by a blank line instead of an indent")
            }
            Self::Phrase => ("标题里的空格改为断行记号 |", "replace the space in the title by |, where it may break"),
            Self::Invisible => ("去掉看不见的字符", "remove an invisible character"),
        };
        Message::new(zh, en)
    }
}
