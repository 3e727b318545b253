//! `huimou sheet`: exports the resolved review, its photographs and its template as a folder that Typst compiles.

use std::path::Path;

use huimou::Warned;
use huimou::files::{make_folder, write_below};

use super::args::Sheet;
use super::inputs::Inputs;
use super::templates::empty_folder;
use super::terminal::Terminal;
use super::{Stop, deny};

pub fn run(terminal: &Terminal, sheet: &Sheet) -> Result<(), Stop> {
    let to_stdout = sheet.output == Path::new("-");
    super::audit::check_folder((!to_stdout).then_some(sheet.output.as_path()))?;
    let opened = sheet.input.open()?;
    let Warned { value: review, warnings } = opened.review()?;
    deny(sheet.input.settings.deny_warnings, &warnings)?;
    terminal.show(&warnings);
    if to_stdout {
        return terminal.artifact(review.sheet_json().as_bytes());
    }
    // Overwrite an earlier export, which has a sheet.json, but nothing else.
    if !sheet.output.join("sheet.json").is_file() {
        empty_folder(&sheet.output)?;
    }
    make_folder(sheet.output.join("photos"))?;
    // With the template, the folder compiles without huimou.
    let template = opened.engine.template(review.template())?;
    let inputs = Inputs::of(&sheet.input);
    let plan = opened.engine.plan(&review)?;
    let entry = format!("template/{}", template.manifest().entrypoint);
    for (path, bytes) in review.preview_files(&entry, plan.as_deref()) {
        inputs.refuse(&sheet.output.join(&path))?;
        write_below(&sheet.output, &path, &bytes)?;
    }
    for (path, _) in template.files() {
        inputs.refuse(&sheet.output.join("template").join(path))?;
    }
    super::templates::write(template, &sheet.output.join("template"))?;
    let shown = sheet.output.display();
    terminal.say(format!("已写入 {shown}"), format!("wrote {shown}"));
    Ok(())
}
