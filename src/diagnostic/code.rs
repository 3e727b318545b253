//! The stable names of faults.

use std::fmt;

use super::explanations::{batch, files, language, photos, setup, texts, values};
use crate::message::Bilingual;
use crate::rule::Explanation;

/// Whose fault it is; the command's exit codes follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// The review's own content.
    Content,
    /// Fonts, templates or themes.
    Setup,
    /// Reading or writing files.
    Io,
    /// The command line, or what a program asks of the library.
    Usage,
}

/// All codes: the sentence that says what each means in English, its name, its class, the module that explains it
/// (a constant of the code's name), and the sentence in Chinese.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $class:ident, $room:ident, $zh:literal;)+) => {
        /// The kind of an error or warning. Its name never changes, so that scripts can rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every kind, in the order of the list in `docs/errors.md`.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The name as messages print it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// Whose fault it is.
            pub const fn class(self) -> Class {
                match self { $(Code::$name => Class::$class,)+ }
            }

            /// What it says, in one sentence.
            pub const fn title(self) -> Bilingual {
                match self { $(Code::$name => Bilingual { zh: $zh, en: concat!($($doc),+).trim_ascii() },)+ }
            }

            /// What it means, why it matters, how to fix it.
            pub const fn explanation(self) -> &'static Explanation {
                match self { $(Code::$name => &$room::$name,)+ }
            }
        }
    };
}

codes! {
    /// The file can't be read as TOML.
    Syntax = "toml-syntax", Content, language, "文件不合 TOML 语法";
    /// The file is not valid UTF-8.
    Encoding = "invalid-utf8", Content, language, "文件不是 UTF-8 文本（是 GBK 或 UTF-16 时会说明）";
    /// A file, or what it holds, is over a limit.
    TooLarge = "file-too-large", Content, language, "文件或内容超过上限";
    /// A key that the language doesn't have.
    UnknownKey = "unknown-key", Content, language, "没有这个名字的字段";
    /// A value of another type than the key wants.
    WrongType = "wrong-type", Content, language, "值的类型不对";
    /// A required key is not there.
    MissingField = "missing-field", Content, language, "缺少必填的字段";
    /// A text or list that must not be empty is.
    Empty = "empty-value", Content, language, "不能为空的文字或列表是空的";
    /// A word that is none of those allowed here.
    UnknownChoice = "unknown-choice", Content, language, "不在可选的几个词之内";
    /// A number that can't be printed as it was written, or lies out of range.
    BadNumber = "bad-number", Content, values, "数字无法照原样印出，或超出范围";
    /// A date that doesn't exist or isn't written as one.
    BadDate = "bad-date", Content, values, "日期不存在，或不是日期的写法";
    /// Something that isn't written in the language's own form and was read as it must be meant.
    ReadAs = "read-as", Content, values, "写法不合规定但意思清楚，已按说明的意思处理";
    /// A text longer than a page could bear.
    TooLong = "too-long", Content, values, "文字太长，版面承受不了（一行最多 300 个字符）";
    /// A line break or a second paragraph where there is room for one.
    OneLine = "one-line", Content, values, "只能写一行或一段的地方换了行、分了段";
    /// Markup that can't be printed as it was meant: not closed, a link without words, or nested too deep.
    Markup = "bad-markup", Content, values, "标记印不出原意：没有收尾、链接没有文字，或嵌套太深";
    /// An address that isn't http, https or mailto.
    BadLink = "bad-link", Content, values, "网址不是 `http`、`https` 或 `mailto`";
    /// Two fields that can't both be right.
    Contradiction = "contradiction", Content, values, "两个字段互相矛盾";
    /// A name that must be unique is given twice.
    Duplicate = "duplicate", Content, values, "应当唯一的名字用了两次";
    /// A field refers to a name that nothing has.
    UnknownReference = "unknown-reference", Content, values, "引用的名字不存在";
    /// A control character in a text.
    ControlCharacter = "control-character", Content, texts, "文字里有控制字符";
    /// A bidirectional control, which can make text read otherwise than it is written.
    BidiControl = "bidi-control", Content, texts, "文字里有双向控制符，读起来可能与写的不同";
    /// A character that no font of the template has, or that one of its font stacks lacks.
    MissingGlyph = "missing-glyph", Content, texts, "模板的字体都没有这个字，或其中一种字体没有";
    /// A half-width mark beside a Chinese character.
    HalfWidthMark = "half-width-mark", Content, texts, "汉字旁用了半角标点";
    /// A straight quotation mark in Chinese text.
    StraightQuote = "straight-quote", Content, texts, "中文里用了直引号";
    /// A quotation mark or bracket without its partner.
    UnpairedMark = "unpaired-mark", Content, texts, "引号或括号不成对";
    /// An ideographic or doubled space, or a space between Chinese characters.
    StraySpace = "stray-space", Content, texts, "全角空格、连续空格，或汉字之间的空格";
    /// A character that can't be seen, such as a zero-width space.
    InvisibleCharacter = "invisible-character", Content, texts, "看不见的字符，如零宽空格";
    /// A radical, a sign for parts of characters, in the place of the character.
    Radical = "radical", Content, texts, "部首字形混在汉字里，看着一样却检索不到";
    /// A full-width letter or digit.
    FullWidthLetter = "full-width-letter", Content, texts, "全角字母或数字";
    /// A photograph that isn't where the file says.
    PhotoMissing = "photo-missing", Content, photos, "照片不在所写的位置";
    /// A path that leaves the review's folder, or is no regular file.
    PhotoOutside = "photo-outside", Content, photos, "路径越出内容文件所在的文件夹，或不是普通文件";
    /// A photograph that is truncated or broken.
    PhotoBroken = "photo-broken", Content, photos, "照片不完整或已损坏";
    /// A picture format that can't be printed.
    PhotoFormat = "photo-format", Content, photos, "不能排印的图片格式";
    /// A photograph over the budget of bytes or pixels.
    PhotoTooLarge = "photo-too-large", Content, photos, "照片的字节数或像素数超限";
    /// A photograph without an alternative text.
    PhotoWithoutAlt = "photo-without-alt", Content, photos, "照片没有替代文字";
    /// A photograph's place that is still empty, in a review that asks for all of them.
    PlaceholderLeft = "placeholder-left", Content, photos, "要求图片齐全，却还有空图位";
    /// A block that doesn't fit the room it has, after every step that the template allows.
    Overset = "overset", Content, setup, "内容排不下，已缩到极限";
    /// A place on a page that breaks a rule of typography; `docs/audit.md` lists the rules.
    Typography = "typography", Content, setup, "版面上有一处不合排印规则；规则见 `docs/audit.md`";
    /// A PDF that can't be read, or a page of it that can't be drawn: no PDF, encrypted, broken, too large or
    /// too complex.
    PdfBroken = "pdf-broken", Content, setup, "PDF 读不了，或有一页画不成图：不是 PDF、已加密、已损坏、太大或太复杂";
    /// Rows of a batch's table that a spreadsheet hides; they are read like the others.
    HiddenRow = "hidden-row", Content, batch, "数据表里隐藏的行，照样读了";
    /// Rows of a batch's table that are sums or notes, and no districts.
    RowLeftOut = "row-left-out", Content, batch, "数据表里的合计、注释行，不算地区";
    /// An expression in `{{ }}` that can't be read or has no value.
    BadExpression = "bad-expression", Content, batch, "`{{ }}` 里的表达式读不懂，或没有取值";
    /// A name that no template has.
    UnknownTemplate = "unknown-template", Setup, setup, "没有这个模板";
    /// A template whose manifest or files are at fault.
    TemplateBroken = "template-broken", Setup, setup, "模板的清单或文件有错";
    /// A template that stopped while it was laid out.
    TemplateFailed = "template-failed", Setup, setup, "模板在排版中途停下";
    /// Something in a template that the typesetter warned of.
    TemplateWarning = "template-warning", Setup, setup, "排版引擎对模板的警告";
    /// A layout that didn't settle.
    NotConverged = "not-converged", Setup, setup, "版面反复变动，定不下来";
    /// A name that no theme of the template has.
    UnknownTheme = "unknown-theme", Setup, setup, "模板没有这种配色";
    /// A theme file with a fault.
    ThemeBroken = "theme-broken", Setup, setup, "配色文件有错";
    /// Two colours of a theme that can't be told apart well enough.
    LowContrast = "low-contrast", Setup, setup, "配色对比度不足";
    /// A paper that the template doesn't have.
    UnknownPaper = "unknown-paper", Content, setup, "模板没有这种开本";
    /// A font family or weight that the template asks for and nobody has.
    FontMissing = "font-missing", Setup, setup, "模板要的字体或字重找不到";
    /// A font file that can't be read.
    FontBroken = "font-broken", Setup, setup, "字体文件读不了";
    /// The PDF, or the picture of a page, could not be made.
    ExportFailed = "export-failed", Setup, setup, "PDF 或页面图生成失败";
    /// A district, or a PDF under audit, that took longer than its worker process may.
    TimeExceeded = "time-exceeded", Setup, batch, "一个地区，或审校的一份 PDF，用时超过工作进程的上限";
    /// A district, or a PDF under audit, that took more memory than its worker process may have.
    MemoryExceeded = "memory-exceeded", Setup, batch, "一个地区，或审校的一份 PDF，所用内存超过工作进程的上限";
    /// A worker process that ended while it built a district or read a PDF.
    WorkerDied = "worker-died", Setup, batch, "工作进程在排一个地区或读一份 PDF 时结束了";
    /// A worker process that is missing, can't be started, is a different version, or sent an invalid reply.
    WorkerBroken = "worker-broken", Setup, batch, "没有工作进程可用、启动不了、版本不同，或回了不合约定的话";
    /// Invalid command line.
    Usage = "usage", Usage, files, "命令写得不成立";
    /// A file that can't be read.
    ReadFailed = "read-failed", Io, files, "文件读不了";
    /// A file that changed while a batch was under way.
    InputChanged = "input-changed", Io, batch, "批量运行中途有文件变了";
    /// A file that can't be written.
    WriteFailed = "write-failed", Io, files, "文件写不了";
    /// A place that the output may not replace: a symbolic link, a device, a folder.
    WriteRefused = "write-refused", Io, files, "输出位置不可覆盖：符号链接、设备或文件夹";
    /// An output folder that another run of a batch is writing to.
    OutputLocked = "output-locked", Io, batch, "另一次批量运行正在写这个输出文件夹";
    /// A batch's ledger that can't be read.
    LedgerBroken = "ledger-broken", Io, batch, "批量的台账读不懂";
    /// Districts that a batch's ledger has and the batch no longer.
    LedgerRest = "ledger-rest", Io, batch, "台账里有而这一批已没有的地区";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
