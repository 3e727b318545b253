//! The stable codes of errors and warnings.

use std::fmt;

use super::explanations::{batch, files, language, photos, setup, texts, values};
use crate::message::Bilingual;
use crate::rule::Explanation;

/// The area that an error comes from; the command derives its exit codes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// The review's own content.
    Content,
    /// Fonts, templates or themes.
    Setup,
    /// Reading or writing files.
    Io,
    /// The command line, or a program's call of the library.
    Usage,
}

/// Defines all codes: what each means in one English sentence, its name, its class, the module with its explanation (a
/// constant named like the code), and the sentence in Chinese.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $class:ident, $room:ident, $zh:literal;)+) => {
        /// The kind of an error or warning. Names never change, so that scripts can rely on them; new ones may be
        /// added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order of `docs/errors.md`.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The name, as messages print it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// The area that it belongs to.
            pub const fn class(self) -> Class {
                match self { $(Code::$name => Class::$class,)+ }
            }

            /// What it means, in one sentence.
            pub const fn title(self) -> Bilingual {
                match self { $(Code::$name => Bilingual { zh: $zh, en: concat!($($doc),+).trim_ascii() },)+ }
            }

            /// What it means, why it matters, and how to fix it.
            pub const fn explanation(self) -> &'static Explanation {
                match self { $(Code::$name => &$room::$name,)+ }
            }
        }
    };
}

codes! {
    /// The file is not valid TOML.
    Syntax = "toml-syntax", Content, language, "文件不合 TOML 语法";
    /// The file is not valid UTF-8.
    Encoding = "invalid-utf8", Content, language, "文件不是 UTF-8 文本（是 GBK 或 UTF-16 时会说明）";
    /// A file or its content exceeds a limit.
    TooLarge = "file-too-large", Content, language, "文件或内容超过上限";
    /// A key that doesn't exist here.
    UnknownKey = "unknown-key", Content, language, "没有这个名字的字段";
    /// A value of the wrong type.
    WrongType = "wrong-type", Content, language, "值的类型不对";
    /// A required key is missing.
    MissingField = "missing-field", Content, language, "缺少必填的字段";
    /// A text or list is empty and must not be.
    Empty = "empty-value", Content, language, "不能为空的文字或列表是空的";
    /// A word that isn't among those allowed here.
    UnknownChoice = "unknown-choice", Content, language, "不在可选的几个词之内";
    /// A number that can't be printed as written, or is out of range.
    BadNumber = "bad-number", Content, values, "数字无法照原样印出，或超出范围";
    /// A date that doesn't exist, or a text that isn't a date.
    BadDate = "bad-date", Content, values, "日期不存在，或不是日期的写法";
    /// A value that isn't in the standard form but is unambiguous; the message says how it was read.
    ReadAs = "read-as", Content, values, "写法不合规定但意思清楚，已按说明的意思处理";
    /// A text that is too long for a page.
    TooLong = "too-long", Content, values, "文字太长，版面承受不了（一行最多 300 个字符）";
    /// A line break or second paragraph where only one line or paragraph is allowed.
    OneLine = "one-line", Content, values, "只能写一行或一段的地方换了行、分了段";
    /// Markup that can't be printed as intended: unclosed, a link without text, or nested too deeply.
    Markup = "bad-markup", Content, values, "标记印不出原意：没有收尾、链接没有文字，或嵌套太深";
    /// An address that isn't http, https or mailto.
    BadLink = "bad-link", Content, values, "网址不是 `http`、`https` 或 `mailto`";
    /// Two fields that contradict each other.
    Contradiction = "contradiction", Content, values, "两个字段互相矛盾";
    /// A name that must be unique is used twice.
    Duplicate = "duplicate", Content, values, "应当唯一的名字用了两次";
    /// A field refers to a name that doesn't exist.
    UnknownReference = "unknown-reference", Content, values, "引用的名字不存在";
    /// A control character in a text.
    ControlCharacter = "control-character", Content, texts, "文字里有控制字符";
    /// A bidirectional control, which can make text look different from what it is.
    BidiControl = "bidi-control", Content, texts, "文字里有双向控制符，读起来可能与写的不同";
    /// A character that is missing from all fonts of the template, or from one of its font stacks.
    MissingGlyph = "missing-glyph", Content, texts, "模板的字体都没有这个字，或其中一种字体没有";
    /// A half-width mark next to a Chinese character.
    HalfWidthMark = "half-width-mark", Content, texts, "汉字旁用了半角标点";
    /// A straight quotation mark in Chinese text.
    StraightQuote = "straight-quote", Content, texts, "中文里用了直引号";
    /// An unpaired quotation mark or bracket.
    UnpairedMark = "unpaired-mark", Content, texts, "引号或括号不成对";
    /// An ideographic or doubled space, or a space between Chinese characters.
    StraySpace = "stray-space", Content, texts, "全角空格、连续空格，或汉字之间的空格";
    /// An invisible character, such as a zero-width space.
    InvisibleCharacter = "invisible-character", Content, texts, "看不见的字符，如零宽空格";
    /// A radical in place of the identical-looking character.
    Radical = "radical", Content, texts, "部首字形混在汉字里，看着一样却检索不到";
    /// A full-width letter or digit.
    FullWidthLetter = "full-width-letter", Content, texts, "全角字母或数字";
    /// A photograph that isn't at the given path.
    PhotoMissing = "photo-missing", Content, photos, "照片不在所写的位置";
    /// A path that leaves the review's folder, or doesn't name a regular file.
    PhotoOutside = "photo-outside", Content, photos, "路径越出内容文件所在的文件夹，或不是普通文件";
    /// A photograph that is truncated or damaged.
    PhotoBroken = "photo-broken", Content, photos, "照片不完整或已损坏";
    /// A picture format that isn't supported.
    PhotoFormat = "photo-format", Content, photos, "不能排印的图片格式";
    /// A photograph that exceeds the limit of bytes or pixels.
    PhotoTooLarge = "photo-too-large", Content, photos, "照片的字节数或像素数超限";
    /// A photograph whose colour profile can't be used.
    PhotoProfile = "photo-profile", Content, photos, "照片的色彩配置文件不能用";
    /// A photograph without an alternative text.
    PhotoWithoutAlt = "photo-without-alt", Content, photos, "照片没有替代文字";
    /// A missing photograph in a review that requires all of them.
    PlaceholderLeft = "placeholder-left", Content, photos, "要求图片齐全，却还有空图位";
    /// A block that doesn't fit, even after every reduction that the template allows.
    Overset = "overset", Content, setup, "内容排不下，已缩到极限";
    /// Too many pages, pages that are too small or too large, or nothing printed on any.
    PageLimit = "page-limit", Content, setup, "页数太多，页面太小或太大，或什么也没有印出来";
    /// A place on a page that breaks a typographic rule; `docs/audit.md` lists the rules.
    Typography = "typography", Content, setup, "版面上有一处不合排印规则；规则见 `docs/audit.md`";
    /// A PDF that can't be read, or a page of it that can't be drawn: not a PDF, encrypted, damaged, too large or
    /// too complex.
    PdfBroken = "pdf-broken", Content, setup, "PDF 读不了，或有一页画不成图：不是 PDF、已加密、已损坏、太大或太复杂";
    /// Rows that are hidden in the spreadsheet of a batch; they are read like the others.
    HiddenRow = "hidden-row", Content, batch, "数据表里隐藏的行，照样读了";
    /// Rows in the table of a batch that are totals or notes, not districts.
    RowLeftOut = "row-left-out", Content, batch, "数据表里的合计、注释行，不算地区";
    /// An expression in `{{ }}` that is invalid or has no value.
    BadExpression = "bad-expression", Content, batch, "`{{ }}` 里的表达式读不懂，或没有取值";
    /// There is no template of this name.
    UnknownTemplate = "unknown-template", Setup, setup, "没有这个模板";
    /// A template with an invalid manifest or file.
    TemplateBroken = "template-broken", Setup, setup, "模板的清单或文件有错";
    /// A template that failed during layout.
    TemplateFailed = "template-failed", Setup, setup, "模板在排版中途停下";
    /// A warning of the layout engine about a template.
    TemplateWarning = "template-warning", Setup, setup, "排版引擎对模板的警告";
    /// A layout that didn't converge.
    NotConverged = "not-converged", Setup, setup, "版面反复变动，定不下来";
    /// The template has no theme of this name.
    UnknownTheme = "unknown-theme", Setup, setup, "模板没有这种配色";
    /// A theme file with an error.
    ThemeBroken = "theme-broken", Setup, setup, "配色文件有错";
    /// Two colours of a theme with too little contrast.
    LowContrast = "low-contrast", Setup, setup, "配色对比度不足";
    /// A paper size that the template doesn't have.
    UnknownPaper = "unknown-paper", Content, setup, "模板没有这种开本";
    /// A font family or weight that the template requires and isn't available.
    FontMissing = "font-missing", Setup, setup, "模板要的字体或字重找不到";
    /// A font file that can't be read.
    FontBroken = "font-broken", Setup, setup, "字体文件读不了";
    /// The PDF, or the picture of a page, couldn't be made.
    ExportFailed = "export-failed", Setup, setup, "PDF 或页面图生成失败";
    /// A layout, a district, or a PDF under audit that exceeded the time limit of its process.
    TimeExceeded = "time-exceeded", Setup, batch, "一次排版、一个地区，或审校的一份 PDF，用时超过进程的上限";
    /// A layout, a district, or a PDF under audit that exceeded the memory limit of its process.
    MemoryExceeded = "memory-exceeded", Setup, batch, "一次排版、一个地区，或审校的一份 PDF，所用内存超过进程的上限";
    /// A worker process that ended during a layout, or while it read a PDF.
    WorkerDied = "worker-died", Setup, batch, "工作进程在排版或读一份 PDF 时结束了";
    /// A worker process that is missing, can't be started, is a different version, or sent an invalid reply.
    WorkerBroken = "worker-broken", Setup, batch, "没有工作进程可用、启动不了、版本不同，或回了不合约定的话";
    /// Invalid command line.
    Usage = "usage", Usage, files, "命令写得不成立";
    /// A file that can't be read.
    ReadFailed = "read-failed", Io, files, "文件读不了";
    /// A file that changed while a batch was running.
    InputChanged = "input-changed", Io, batch, "批量运行中途有文件变了";
    /// A file that can't be written.
    WriteFailed = "write-failed", Io, files, "文件写不了";
    /// An output path that may not be replaced: a symbolic link, a device or a folder.
    WriteRefused = "write-refused", Io, files, "输出位置不可覆盖：符号链接、设备或文件夹";
    /// An output folder that another run of a batch is writing to.
    OutputLocked = "output-locked", Io, batch, "另一次批量运行正在写这个输出文件夹";
    /// The ledger of a batch can't be read.
    LedgerBroken = "ledger-broken", Io, batch, "批量的台账读不懂";
    /// Districts in the ledger of a batch that are no longer in the batch.
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
