//! `huimou specimen`: a PDF with every component of a template, for choosing or changing one.

use std::path::{Path, PathBuf};

use huimou::{PdfOptions, write_file};

use super::Stop;
use super::args::Specimen;
use super::input::Choosing;
use super::inputs::Inputs;
use super::terminal::{Terminal, plural};

pub fn run(terminal: &Terminal, args: &Specimen) -> Result<(), Stop> {
    let choosing =
        Choosing { template: Some(&args.template), theme: args.theme.as_deref(), font_path: &args.font_path };
    let (engine, name) = choosing.engine()?;
    // `--template` may be a Chinese name; the file is named after the template's id.
    let name = engine.template(&name.unwrap_or_default())?.manifest().name.clone();
    let to_stdout = args.output.as_deref() == Some(Path::new("-"));
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{name}-specimen.pdf")));
    if !to_stdout {
        Inputs::of_choosing(&choosing).check(&path)?;
    }
    let mut warnings = Vec::new();
    let document = engine.specimen(&choosing.choices(Some(name))?)?.gather(&mut warnings);
    terminal.show(&warnings);
    let bytes = document.to_pdf(&PdfOptions::default())?;
    if to_stdout {
        return terminal.artifact(&bytes);
    }
    write_file(&path, &bytes)?;
    let (pages, shown) = (document.pages().len(), path.display());
    terminal.say(format!("已生成 {shown}，共 {pages} 页"), format!("wrote {shown}, {}", plural(pages, "page")));
    Ok(())
}
