//! `huimou fonts`: what is on the shelf, and what a text would lack.

use std::collections::BTreeSet;

use huimou::{Code, Diagnostic, Engine, Error, Language, Message, commonness};

use super::Stop;
use super::args::Fonts;
use super::input::unreadable;
use super::terminal::Terminal;

pub fn run(terminal: &Terminal, fonts: &Fonts) -> Result<(), Stop> {
    let mut builder = Engine::builder().embedded_fonts();
    for folder in &fonts.font_path {
        builder = builder.font_folder(folder);
    }
    let engine = builder.build()?;
    let chinese = terminal.language == Language::Chinese;
    let Some(path) = &fonts.coverage else {
        let mut out = String::new();
        for (k, face) in engine.faces().iter().enumerate() {
            let italic = if face.italic { " italic" } else { "" };
            let unit = if chinese { "字" } else { "characters" };
            out.push_str(&format!(
                "{}  {}{italic}  {} {unit}  {}\n",
                huimou::report::plain(&face.family),
                face.weight,
                engine.characters(k),
                face.file
            ));
        }
        return terminal.artifact(out.as_bytes());
    };
    let bytes = std::fs::read(path).map_err(|fault| unreadable(path, &fault))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let shown = path.display();
        let message = Message::new(format!("{shown} 不是 UTF-8 文本"), format!("{shown} is no UTF-8 text"));
        Error::from(Diagnostic::error(Code::Encoding, message))
    })?;
    let characters: BTreeSet<char> = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let missing: Vec<char> = characters.iter().copied().filter(|c| engine.family_with(*c).is_none()).collect();
    let mut out = String::new();
    for c in &missing {
        let known = commonness(*c);
        let level = known.level.map_or("-".to_owned(), |level| level.to_string());
        out.push_str(&match (chinese, known.gb2312) {
            (true, gb) => format!(
                "{c}  U+{:04X}  通用规范汉字表 {level} 级  GB 2312 {}\n",
                *c as u32,
                if gb { "有" } else { "无" }
            ),
            (false, gb) => format!(
                "{c}  U+{:04X}  national list level {level}  GB 2312 {}\n",
                *c as u32,
                if gb { "yes" } else { "no" }
            ),
        });
    }
    terminal.artifact(out.as_bytes())?;
    let (all, lacking) = (characters.len(), missing.len());
    terminal.say(
        format!("共 {all} 个不同的字符，缺 {lacking} 个"),
        format!("{all} different characters, {lacking} missing"),
    );
    if missing.is_empty() {
        return Ok(());
    }
    let message = Message::new(format!("有 {lacking} 个字符没有字形"), format!("{lacking} characters have no glyph"));
    Err(Error::from(Diagnostic::error(Code::MissingGlyph, message)).into())
}
