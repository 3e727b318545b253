//! `huimou sheet`: the resolved review as a designer's folder.

use std::path::Path;

use huimou::Warned;
use huimou::files::{make_folder, write_below};

use super::args::Sheet;
use super::templates::empty_folder;
use super::terminal::Terminal;
use super::{Stop, deny};

pub fn run(terminal: &Terminal, sheet: &Sheet) -> Result<(), Stop> {
    let opened = sheet.input.open()?;
    let Warned { value: review, warnings } = opened.review()?;
    deny(sheet.input.manner.deny_warnings, &warnings)?;
    terminal.show(&warnings);
    if sheet.output == Path::new("-") {
        return terminal.artifact(review.sheet_json().as_bytes());
    }
    // A folder of an earlier sheet is written anew; anything else of somebody's is left alone.
    if !sheet.output.join("sheet.json").is_file() {
        empty_folder(&sheet.output)?;
    }
    make_folder(sheet.output.join("photos"))?;
    // The template comes along, so that the folder compiles by itself.
    let template = opened.engine.template(review.template())?;
    for (path, bytes) in review.preview_files(&format!("template/{}", template.manifest().entrypoint)) {
        write_below(&sheet.output, &path, &bytes)?;
    }
    super::templates::write(template, &sheet.output.join("template"))?;
    let shown = sheet.output.display();
    terminal.say(format!("已写入 {shown}"), format!("wrote {shown}"));
    Ok(())
}
