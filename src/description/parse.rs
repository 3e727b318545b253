//! Text → [`Description`]: the entry points, and the order of diagnostics.

use toml::Spanned;
use toml::de::DeValue;

use super::decode::{Decode, Decoder, TextField};
use super::tree::{Gaps, Tree};
use super::{Description, File, lint};
use crate::diagnostic::{Code, Diagnostic, Error, Label, Message, Warned, conclude};
use crate::source::{Encoding, Source};

/// The largest description that is read: 16 MiB, far more than any review needs.
pub const MAX_BYTES: usize = 16 << 20;

impl Description {
    /// Reads a description and checks it as far as its text alone allows.
    ///
    /// ```
    /// use huimou::{Description, Source};
    /// let text = "[review]\ntitle = '回眸'\norganization = '某局'\nyear = 2024\n[[section]]\ntitle = '一'";
    /// let description = Description::parse(&Source::new("review.toml", text))?.value;
    /// assert_eq!(description.file().sections[0].title.text, "一");
    /// # Ok::<(), huimou::Error>(())
    /// ```
    ///
    /// # Errors
    /// All errors of the file in one run: syntax, unknown keys, wrong types, missing and contradictory fields, numbers
    /// and dates that can't be printed, control characters.
    pub fn parse(source: &Source) -> Result<Warned<Self>, Error> {
        if source.text().len() > MAX_BYTES {
            return Err(too_large(source.name(), source.text().len()).into());
        }
        let Examined { file, texts, found } = examine(source);
        conclude(file.map(|file| Self { source: source.clone(), file, texts }), found)
    }
}

impl Source {
    /// A source from the bytes of a file: UTF-8, with or without a byte order mark.
    ///
    /// # Errors
    /// If the bytes are not valid UTF-8 (the error says if they look like GBK or UTF-16), or more than 16 MiB.
    pub fn decode(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(too_large(name, bytes.len()).into());
        }
        decode_text(name, bytes)
    }
}

/// The result of reading a file, with or without errors.
pub(crate) struct Examined {
    /// What could be read. If there are errors, it is incomplete.
    pub file: Option<File>,
    /// Every text that could be read, even in a record that couldn't.
    pub texts: Vec<TextField>,
    pub found: Vec<Diagnostic>,
}

/// Reads as much of a file as possible, with all errors.
pub(crate) fn examine(source: &Source) -> Examined {
    let Tree { root, errors, gaps } = Tree::read(source);
    examine_tree(source, &root, errors, &gaps)
}

/// The same for a tree; `syntax` are the syntax errors of its text.
pub(super) fn examine_tree(source: &Source, root: &Spanned<DeValue>, syntax: Vec<Diagnostic>, gaps: &Gaps) -> Examined {
    let (file, texts, mut found) = decode::<File>(source, root, syntax, gaps);
    for text in &texts {
        lint::text(source, text, &mut found);
    }
    in_order(&mut found);
    Examined { file, texts, found }
}

/// Decodes a record from a tree. Of the syntax errors and the decoder's own errors, those that are consequences of
/// others are dropped.
pub(super) fn decode<T: Decode>(
    source: &Source,
    root: &Spanned<DeValue>,
    syntax: Vec<Diagnostic>,
    gaps: &Gaps,
) -> (Option<T>, Vec<TextField>, Vec<Diagnostic>) {
    let mut decoder = Decoder { source, found: Vec::new(), texts: Vec::new() };
    let record = T::decode(&mut decoder, root, "");
    let (mut found, mut texts) = (decoder.found, decoder.texts);
    if !gaps.dead.is_empty() {
        let mut homes: Vec<(&Source, Gaps)> = Vec::new();
        for dead in &gaps.dead {
            let (part, span) = source.locate(*dead);
            match homes.last_mut().filter(|(known, _)| *known == part) {
                Some((_, gaps)) => gaps.dead.push(span),
                None => homes.push((part, Gaps { dead: vec![span], lossy: false })),
            }
        }
        let held = |label: &Label| homes.iter().any(|(part, gaps)| **part == label.source && gaps.hold(label.span));
        found.retain(|error| !error.labels.first().is_some_and(held));
        texts.retain(|text| !gaps.hold(text.origin.span));
    }
    // An invalid date and a key in Chinese are syntax errors to the TOML library; the decoder's errors say more.
    let better = [Code::BadDate, Code::UnknownKey];
    let reported = |error: &Diagnostic| {
        found.iter().any(|other| better.contains(&other.code) && other.labels.first() == error.labels.first())
    };
    let before = syntax.len();
    let syntax: Vec<Diagnostic> = syntax.into_iter().filter(|error| !reported(error)).collect();
    // A field that seems missing may be one that couldn't be read.
    if gaps.lossy && (before == syntax.len() || !syntax.is_empty()) {
        found.retain(|error| error.code != Code::MissingField);
    }
    found.extend(syntax);
    (record, texts, found)
}

/// Sorts diagnostics by position, errors before warnings at the same one, and removes duplicates.
pub(crate) fn in_order(found: &mut Vec<Diagnostic>) {
    // Files stay in the order of their first diagnostics.
    let mut names: Vec<String> = Vec::new();
    let mut key = |d: &Diagnostic| {
        let name = d.labels.first().map_or("", |label| label.source.name());
        let file = names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        (file, d.labels.first().map_or(0, |label| label.span.start), std::cmp::Reverse(d.severity))
    };
    let keys: Vec<_> = found.iter().map(&mut key).collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|k| keys[*k]);
    let mut taken: Vec<Option<Diagnostic>> = std::mem::take(found).into_iter().map(Some).collect();
    found.extend(order.into_iter().filter_map(|k| taken[k].take()));
    found.dedup_by(|a, b| a.code == b.code && a.labels == b.labels && a.message == b.message);
}

pub(crate) fn too_large(name: &str, bytes: usize) -> Diagnostic {
    // A program's data has no name.
    let (zh, en) = if name.is_empty() { ("数据".to_owned(), "the data") } else { (format!("`{name}` "), name) };
    Diagnostic::error(
        Code::TooLarge,
        Message::new(
            format!("{zh}有 {bytes} 字节，内容文件不得超过 {MAX_BYTES} 字节"),
            format!("{en} has {bytes} bytes; a description may have at most {MAX_BYTES}"),
        ),
    )
}

/// Decodes bytes, or reports what they look like and what to do.
fn decode_text(name: &str, bytes: &[u8]) -> Result<Source, Error> {
    Source::from_bytes(name, bytes).map_err(|error| {
        // The text before the first bad byte gives the position and can be shown.
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let shown = Source::new(name, String::from_utf8_lossy(&body[..error.offset]).into_owned());
        let end = shown.text().len();
        let office = match body {
            [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Some((
                "这是 Word、Excel 一类的文件，这里要的是文本文件（.toml）",
                "this is a Word, Excel or similar file; a text file (.toml) is needed",
            )),
            [b'%', b'P', b'D', b'F', ..] => {
                Some(("这是 PDF，这里要的是文本文件（.toml）", "this is a PDF; a text file (.toml) is needed"))
            }
            _ => None,
        };
        if let Some((zh, en)) = office {
            return Diagnostic::error(Code::Encoding, Message::new(format!("{name}：{zh}"), format!("{name}: {en}")))
                .into();
        }
        let (zh, en) = match error.encoding {
            Encoding::Gbk => ("文件是 GBK 编码，应为 UTF-8", "the file is encoded in GBK; it must be UTF-8"),
            Encoding::Utf16 => ("文件是 UTF-16 编码，应为 UTF-8", "the file is encoded in UTF-16; it must be UTF-8"),
            Encoding::Unknown => ("文件不是 UTF-8 文本", "the file is not valid UTF-8"),
        };
        let mut diagnostic = Diagnostic::error(Code::Encoding, Message::new(zh, en)).at(&shown, end..end);
        if error.encoding != Encoding::Unknown {
            diagnostic.hints.push(Message::new(
                "用记事本打开，选“文件—另存为”，编码选 UTF-8，再保存",
                "open it in an editor and save it with the encoding UTF-8",
            ));
        }
        if error.encoding == Encoding::Gbk {
            diagnostic.hints.push(Message::new(
                format!("或运行 `iconv -f GBK -t UTF-8 {name} > 新文件.toml`"),
                format!("or run `iconv -f GBK -t UTF-8 {name} > new.toml`"),
            ));
        }
        diagnostic.into()
    })
}

pub(super) fn syntax_error(source: &Source, error: &toml::de::Error) -> Diagnostic {
    let english = error.message().lines().collect::<Vec<_>>().join("; ");
    let chinese = translated(&english).map_or_else(|| format!("TOML 语法有误；原文：{english}"), str::to_owned);
    let diagnostic = Diagnostic::error(Code::Syntax, Message::new(chinese, english));
    match error.span() {
        Some(span) => diagnostic.at(source, super::tree::whole(source.text(), span)),
        None => diagnostic,
    }
}

/// The Chinese for the most common messages of the TOML library.
fn translated(english: &str) -> Option<&'static str> {
    const KNOWN: &[(&str, &str)] = &[
        ("duplicate key", "同一个字段写了两次"),
        ("key with no value", "字段名后面缺少 = 和值"),
        ("string values must be quoted", "文字要加引号"),
        ("invalid basic string", "文字没有用 \" 结束，或含有不能直接写的字符"),
        ("invalid multi-line basic string", "多行文字没有用 \"\"\" 结束"),
        ("unclosed array", "数组缺少 ]"),
        ("unclosed inline table", "花括号缺少 }"),
        ("unclosed table", "表头缺少 ]"),
        ("missing escaped value", "\\ 后面的字符不对；要印出 \\ 就写两个"),
        ("extra comma", "多了一个逗号"),
        ("invalid unquoted key", "字段名里有字母、数字、- 和 _ 以外的字符（如汉字），要加引号"),
        ("missing value", "缺少值"),
        ("extra `]`", "多了一个 ]"),
        ("unexpected key or value", "这里缺少换行或逗号"),
        ("too few unicode value digits", "\\u 后面的十六进制数字不够"),
        ("month is out of range", "月份不存在"),
        ("day is out of range", "日期不存在"),
        ("day-of-month is out of range", "日期不存在"),
        ("invalid date", "日期写法有误"),
        ("cannot recurse", "嵌套太深"),
    ];
    KNOWN.iter().find(|(en, _)| english.to_lowercase().contains(en)).map(|(_, zh)| *zh)
}
