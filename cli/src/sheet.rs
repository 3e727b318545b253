//! `huimou sheet`: the resolved review as a designer's folder.

use std::path::Path;

use huimou::{Template, make_folder, write_file};

use super::args::Sheet;
use super::templates::empty_folder;
use super::terminal::Terminal;
use super::{Stop, deny};

pub fn run(terminal: &Terminal, sheet: &Sheet) -> Result<(), Stop> {
    let read = sheet.input.read()?;
    deny(sheet.input.manner.deny_warnings, &read.warnings)?;
    terminal.show(&read.warnings);
    if sheet.output == Path::new("-") {
        return terminal.artifact(read.review.sheet_json().as_bytes());
    }
    // A folder of an earlier sheet is written anew; anything else of somebody's is left alone.
    if !sheet.output.join("sheet.json").is_file() {
        empty_folder(&sheet.output)?;
    }
    let folder = make_folder(&sheet.output)?;
    write_file(folder.join("sheet.json"), read.review.sheet_json().as_bytes())?;
    write_file(folder.join("theme.json"), read.review.theme().as_bytes())?;
    let photos = make_folder(folder.join("photos"))?;
    for (name, bytes) in read.review.photos() {
        write_file(photos.join(name), bytes)?;
    }
    // The template comes along, so that the folder compiles by itself.
    let template = read.engine.template(read.review.template())?;
    super::templates::write(template, &folder.join("template"))?;
    let main = Template::call(&format!("template/{}", template.manifest().entrypoint));
    write_file(folder.join("main.typ"), main.as_bytes())?;
    let shown = folder.display();
    terminal.say(format!("已写入 {shown}"), format!("wrote {shown}"));
    Ok(())
}
