//! A template and a theme of one's own, read and checked once, then used for every review.
//!
//! ```sh
//! cargo run --example template
//! ```
//!
//! The template is the folder `examples/leaflet`, an ordinary Typst package; the theme is written below, as an office
//! would keep it beside its templates. PDFs go to the system's folder for temporary files.

use huimou::asset::Folder;
use huimou::{Choices, Engine, PdfOptions, Source, Template, write_file};

/// Two colours are enough; the rest comes from the template's theme `ink` or is mixed from them.
const THEME: &str = r##"
name = "office"
title = "本局标准色"
base = "ink"

[colour]
primary = { rgb = "#5B2A6E" }
accent = { rgb = "#A8480F" }
"##;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let template = Template::read("examples/leaflet")?;
    let theme = template.parse_theme(&Source::new("office.toml", THEME))?;
    // A theme that can't be read on paper is an error before any review is laid out.
    let pale = THEME.replace("#5B2A6E", "#7FB2E5");
    let refused = template.parse_theme(&Source::new("pale.toml", pale)).expect_err("too pale");
    println!("{refused}");

    let choices = Choices::new().template(&template.manifest().name).theme(theme.into());
    let engine = Engine::builder().embedded_fonts().template(template).build()?;
    for name in ["minimal", "hospital-2024"] {
        let folder = format!("data/{name}");
        let file = format!("{folder}/review.toml");
        let source = Source::decode(&file, &std::fs::read(&file)?)?;
        let built = engine.build(&source, &Folder::new(&folder), &choices)?;
        for warning in &built.warnings {
            println!("{file}: {}", warning.message.en);
        }
        let path = std::env::temp_dir().join(format!("leaflet-{name}.pdf"));
        write_file(&path, &built.value.to_pdf(&PdfOptions::new())?)?;
        println!("{}: {} pages", path.display(), built.value.pages().len());
    }
    Ok(())
}
