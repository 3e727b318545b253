//! A program that embeds the library: no default feature, and everything handed over from memory.
//! It prints the size of a PDF with one photograph, and fails if anything is missing.

use huimou::asset::InMemory;
use huimou::{Choices, Engine, PdfOptions, Source, Template};

const REVIEW: &str = r#"
[review]
title = "从内存排版"
organization = "嵌入方"
year = 2024

[[section]]
title = "照片"
lead = "全年拍摄照片12幅。"

  [[section.photo]]
  file = "campus.jpg"
  caption = "校园"
  alt = "校园一角"
"#;

macro_rules! files {
    ($base:literal: $($path:literal),* $(,)?) => {
        [$(($path, &include_bytes!(concat!($base, $path))[..])),*]
    };
}

fn main() -> Result<(), huimou::Error> {
    // A template of two files: what an embedding program would bring along.
    let template = Template::from_files("card", files!["../template/": "typst.toml", "lib.typ", "themes/plain.toml"])?;
    let mut engine = Engine::builder().template(template);
    for (name, bytes) in files![
        "../../../fonts/":
        "NotoSansSC/NotoSansSC-Regular.ttf",
        "HuimouSongRest/HuimouSongRest-Regular.ttf",
    ] {
        engine = engine.font(name, bytes);
    }
    let engine = engine.build()?;
    let photos = InMemory::new().with("campus.jpg", &include_bytes!("../campus.jpg")[..]);
    let document = engine.build(&Source::new("memory", REVIEW), &photos, &Choices::new())?.value;
    let pdf = document.to_pdf(&PdfOptions::new().tagged(false))?;
    assert!(pdf.starts_with(b"%PDF"));
    println!("{} bytes", pdf.len());
    Ok(())
}
