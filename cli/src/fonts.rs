//! `huimou fonts`: lists the font faces, or the characters of a text that each font stack lacks.

use std::collections::BTreeSet;
use std::path::Path;

use huimou::template::Stack;
use huimou::text::is_han;
use huimou::{Code, Diagnostic, Engine, Error, Language, Message, common_characters, common_signs, commonness};

use super::Stop;
use super::args::Fonts;
use super::input::{Choosing, read_at_most};
use super::terminal::Terminal;

pub fn run(terminal: &Terminal, fonts: &Fonts) -> Result<(), Stop> {
    let choosing = Choosing { template: fonts.template.as_deref(), theme: None, font_path: &fonts.font_path };
    let (engine, template) = choosing.engine()?;
    match &fonts.coverage {
        None => terminal.text(&families(&engine, terminal.language)),
        Some(file) => coverage(terminal, &engine, template.as_deref(), file.as_deref()),
    }
}

/// The faces, one per line.
fn families(engine: &Engine, language: Language) -> String {
    let mut out = String::new();
    for face in engine.faces() {
        let italic = if face.italic { " italic" } else { "" };
        let count = engine.characters(face).count();
        let unit = if language == Language::Chinese { "字" } else { "characters" };
        let family = huimou::report::plain(&face.family);
        out.push_str(&format!("{family}  {}{italic}  {count} {unit}  {}\n", face.weight, face.file));
    }
    out
}

/// Prints the characters that the stacks of one template, or of all, lack: characters of `file`, or the common ones.
/// Fails if there are any.
fn coverage(terminal: &Terminal, engine: &Engine, template: Option<&str>, file: Option<&Path>) -> Result<(), Stop> {
    let stacks = stacks(engine, template)?;
    let lists = match file {
        Some(file) => vec![("不同的字符", "different characters", characters_of(file)?)],
        None => vec![
            ("常用汉字", "common Chinese characters", common_characters()),
            ("常用符号", "common symbols", common_signs()),
        ],
    };
    let mut missing = BTreeSet::new();
    let mut lines = Vec::new();
    for (zh, en, characters) in &lists {
        let (mut counts_zh, mut counts_en) = (Vec::new(), Vec::new());
        for (stack, label_zh, label_en) in &stacks {
            let lacking = engine.lacking(stack, characters.iter().copied());
            counts_zh.push(format!("{label_zh}缺 {} 个", lacking.len()));
            counts_en.push(format!("{label_en} lacks {}", lacking.len()));
            missing.extend(lacking);
        }
        let count = characters.len();
        lines.push((
            format!("{zh} {count} 个：{}", counts_zh.join("，")),
            format!("{count} {en}: {}", counts_en.join(", ")),
        ));
    }
    let rows: String = missing.iter().map(|c| row(engine, &stacks, *c, terminal.language)).collect();
    terminal.text(&rows)?;
    for (zh, en) in lines {
        terminal.say(zh, en);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let count = missing.len();
    let message = Message::new(
        format!("有 {count} 个字符不是每种字体都有"),
        format!("{count} characters are not in every font stack"),
    );
    Err(Error::from(Diagnostic::error(Code::MissingGlyph, message)).into())
}

/// The font stacks, each once, with its names in Chinese and in English.
fn stacks(engine: &Engine, template: Option<&str>) -> Result<Vec<(Stack, String, String)>, Error> {
    let templates = match template {
        Some(name) => vec![engine.template(name)?],
        None => engine.templates().collect(),
    };
    let mut found: Vec<(Stack, String, String)> = Vec::new();
    for manifest in templates.iter().map(|template| template.manifest()) {
        for stack in manifest.stacks() {
            if found.iter().any(|(known, ..)| *known == stack) {
                continue;
            }
            // Two templates may use one name for different stacks: prefix the template's name to tell them apart.
            let twice = found.iter().any(|(known, ..)| known.name == stack.name);
            let of = if twice { format!("{} ", manifest.name) } else { String::new() };
            let labels = (format!("{of}{}", stack.title), format!("{of}{}", stack.name));
            found.push((stack, labels.0, labels.1));
        }
    }
    Ok(found)
}

/// The characters of a text file, without white space and controls.
fn characters_of(file: &Path) -> Result<BTreeSet<char>, Error> {
    let bytes = read_at_most(file, huimou::asset::MAX_BYTES)?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| Error::from(Diagnostic::not_utf8(&file.display().to_string())))?;
    Ok(text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect())
}

/// One line of the report: a character, the stacks that lack it and, for a Chinese character, how common it is.
fn row(engine: &Engine, stacks: &[(Stack, String, String)], c: char, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let lacking = stacks.iter().filter(|(stack, ..)| !engine.lacking(stack, [c]).is_empty());
    let labels: Vec<&str> = lacking.map(|(_, zh, en)| if chinese { zh.as_str() } else { en.as_str() }).collect();
    let labels = labels.join(if chinese { "、" } else { ", " });
    let mut out = format!("{c}  U+{:04X}  ", c as u32);
    out += &if chinese { format!("{labels}缺") } else { format!("not in {labels}") };
    // Both lists hold Chinese characters only.
    if is_han(c) {
        let known = commonness(c);
        let level = known.level.map_or("-".to_owned(), |level| level.to_string());
        out += &match (chinese, known.gb2312) {
            (true, true) => format!("  通用规范汉字表 {level} 级  GB 2312 有"),
            (true, false) => format!("  通用规范汉字表 {level} 级  GB 2312 无"),
            (false, true) => format!("  national list level {level}  GB 2312 yes"),
            (false, false) => format!("  national list level {level}  GB 2312 no"),
        };
    }
    out + "\n"
}
