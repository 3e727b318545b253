//! `huimou template`: lists, shows and copies the built-in templates.

use std::path::Path;

use huimou::files::{make_folder, write_below};
use huimou::{Code, Diagnostic, Engine, Error, Language, Message, Template};

use super::Stop;
use super::args::{Template as Args, TemplateCommand};
use super::terminal::Terminal;

pub fn run(terminal: &Terminal, args: &Args) -> Result<(), Stop> {
    let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    match &args.command {
        TemplateCommand::List => {
            let mut out = String::new();
            for template in engine.templates() {
                let manifest = template.manifest();
                let titled = |name: &String| {
                    let title = template.theme(Some(name)).map_or("", |theme| theme.title());
                    format!("{title}（{name}）")
                };
                out.push_str(&match terminal.language {
                    Language::Chinese => {
                        let themes: Vec<String> = manifest.themes.iter().map(titled).collect();
                        let (themes, papers) = (themes.join("、"), manifest.papers.join("、"));
                        format!("{}（{}）  配色：{themes}  开本：{papers}\n", manifest.title, manifest.name)
                    }
                    Language::English => {
                        let (themes, papers) = (manifest.themes.join(", "), manifest.papers.join(", "));
                        format!("{} ({})  themes {themes}  papers {papers}\n", manifest.name, manifest.title)
                    }
                });
            }
            terminal.text(&out)
        }
        TemplateCommand::Show { name } => terminal.text(&shown(engine.template(name)?, terminal.language)),
        TemplateCommand::Copy { name, dir } => {
            let template = engine.template(name)?;
            empty_folder(dir)?;
            write(template, dir)?;
            let shown = dir.display();
            terminal.say(format!("已写入 {shown}"), format!("wrote {shown}"));
            Ok(())
        }
    }
}

/// Everything a template offers, one fact per line, in columns separated by tabs.
fn shown(template: &Template, language: Language) -> String {
    let manifest = template.manifest();
    let chinese = language == Language::Chinese;
    let word = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    let mut out = format!("{} {}\t{}\n", manifest.name, manifest.version, manifest.title);
    out += &format!("{}\t{}\n", word("开本", "papers"), manifest.papers.join(", "));
    for name in &manifest.themes {
        if let Some(theme) = template.theme(Some(name)) {
            let colours: Vec<String> = theme.colours().map(|(token, rgb)| format!("{token} {rgb}")).collect();
            out += &format!("{}\t{name}（{}）\t{}\n", word("配色", "theme"), theme.title(), colours.join(", "));
        }
    }
    for font in &manifest.fonts {
        let weights: Vec<String> = font.weights.iter().map(u16::to_string).collect();
        out += &format!("{}\t{}\t{}\n", word("字体", "font"), font.family, weights.join(", "));
    }
    for (path, bytes) in template.files() {
        out += &format!("{}\t{path}\t{}\n", word("文件", "file"), bytes.len());
    }
    out
}

/// Writes every file of a template.
pub fn write(template: &Template, folder: &Path) -> Result<(), Error> {
    template.files().try_for_each(|(path, bytes)| write_below(folder, path, bytes))
}

/// Creates the folder, or accepts it if it is empty; otherwise refuses, so that no existing file is overwritten.
pub fn empty_folder(folder: &Path) -> Result<(), Error> {
    make_folder(folder)?;
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken {
        let shown = folder.display();
        let message = Message::new(format!("{shown} 里已经有文件"), format!("{shown} is not empty"));
        let hint = Message::new("换一个还没有的文件夹名", "choose a folder that doesn't exist yet");
        return Err(Diagnostic::error(Code::WriteRefused, message).hint(hint).into());
    }
    Ok(())
}
