//! Photographs, fonts, and PDFs from elsewhere.

use std::io::Cursor;
use std::sync::LazyLock;
use std::time::Duration;

use huimou::asset::InMemory;
use huimou::{AuditOptions, Choices, Code, Engine, ForeignPdf, Limits, PdfOptions, PdfProcess, Source, Template};
use image::{DynamicImage, ImageFormat};

use super::language::Pictures;
use super::{COMMAND, ENGINE, files, repository};
use crate::case::Case;
use crate::damage;
use crate::oracle::{Outcome, Reached, diagnostics, exported, first_line, laid_out, refused};
use crate::random::Random;

/// Small pictures of all formats and colour models.
static PICTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let rgb =
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 7])));
    let rgba =
        DynamicImage::ImageRgba8(image::RgbaImage::from_fn(9, 9, |x, y| image::Rgba([9, 9, 9, (x * y * 3) as u8])));
    let all = [
        (rgb.clone(), ImageFormat::Jpeg),
        (DynamicImage::ImageLuma8(rgb.to_luma8()), ImageFormat::Jpeg),
        (rgb.clone(), ImageFormat::Png),
        (DynamicImage::ImageLuma16(rgb.to_luma16()), ImageFormat::Png),
        (rgba.clone(), ImageFormat::Png),
        (rgb.clone(), ImageFormat::WebP),
        (rgba, ImageFormat::WebP),
        (rgb, ImageFormat::Gif),
    ];
    let encoded = all.into_iter().map(|(picture, format)| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("a picture");
        bytes.into_inner()
    });
    encoded.chain([std::fs::read(repository("tests/cases/photos/palette.png")).expect("a case")]).collect()
});

pub fn photo(random: &mut Random) -> Case {
    let mut bytes = random.choose(&PICTURES).clone();
    damage::bytes(random, &mut bytes);
    if bytes.starts_with(b"\x89PNG") && !random.one_in(4) {
        repair_checksums(&mut bytes);
    }
    Case::default().file("photo", bytes)
}

/// Makes the checksums of a PNG right again, so that its damages reach the decoder.
fn repair_checksums(png: &mut [u8]) {
    let mut at = 8;
    while let Some(length) = png.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()) {
        let end = at.saturating_add(8).saturating_add(u32::from_be_bytes(length) as usize);
        if end.saturating_add(4) > png.len() {
            return;
        }
        let sum = !png[at + 4..end].iter().fold(!0u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
        });
        png[end..end + 4].copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
}

const REVIEW: &str = "[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"甲\"\n\
                      [[section.photo]]\ncaption = \"乙\"\nalt = \"丙\"\nfile = \"photo\"\n";

pub fn run_photo(case: &Case) -> Outcome {
    let assets = InMemory::new().with("photo", case.bytes("photo").to_vec());
    match ENGINE.review(&Source::new("review.toml", REVIEW), &assets, &Choices::new()) {
        Err(error) => refused(&error),
        Ok(review) => {
            let document = laid_out(ENGINE.typeset(&review.value))?.ok_or("an accepted photograph isn't laid out")?;
            exported(&document).map(|_| Reached::Aim)
        }
    }
}

/// The template of a card of two fonts.
const CARD: &str = "#let review(sheet, theme: none, photo: none) = { set text(font: \"Huimou Hei Signs\", fallback: false); \
                    [₀₁⅓₽☑] }";

pub fn font(random: &mut Random) -> Case {
    let path = "fonts/HuimouHeiSigns/HuimouHeiSigns-Regular.ttf";
    let mut bytes = std::fs::read(repository(path)).expect("a font");
    if random.one_in(2) {
        let mut head = bytes[..400].to_vec();
        damage::bytes(random, &mut head);
        bytes.splice(..400, head);
    } else {
        damage::bytes(random, &mut bytes);
    }
    Case::default().file("font.ttf", bytes)
}

pub fn run_font(case: &Case) -> Outcome {
    static COMMON: LazyLock<&'static [u8]> = LazyLock::new(|| {
        Vec::leak(std::fs::read(repository("fonts/NotoSansSC/NotoSansSC-Regular.ttf")).expect("a font"))
    });
    let read = |path: &str| std::fs::read_to_string(repository(path)).expect("a template");
    let manifest = read("tests/consumer/template/typst.toml").replace("Huimou Song Rest", "Huimou Hei Signs");
    let theme = read("tests/consumer/template/themes/plain.toml");
    let files = [("typst.toml", manifest), ("themes/plain.toml", theme), ("lib.typ", CARD.to_owned())];
    let template = Template::from_files("card", files.map(|(path, text)| (path, text.into_bytes())));
    let template = template.map_err(|error| error.to_string())?;
    let builder = Engine::builder().font("noto.ttf", *COMMON).font("font.ttf", case.bytes("font.ttf").to_vec());
    let engine = match builder.template(template).build() {
        Ok(engine) => engine,
        Err(error) => return refused(&error),
    };
    let review = Source::new("review.toml", REVIEW.split("[[section.photo]]").next().unwrap_or_default());
    match engine.build(&review, &Pictures, &Choices::new()).and_then(|built| built.value.to_pdf(&PdfOptions::new())) {
        Ok(_) => Ok(Reached::Aim),
        Err(error) => refused(&error),
    }
}

/// PDFs to start from: those of the tests and a page of our own.
static PDFS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let own = ENGINE.build(&Source::new("review.toml", REVIEW), &Pictures, &Choices::new());
    let own = own.and_then(|built| built.value.to_pdf(&PdfOptions::new())).expect("a PDF");
    let small = files("tests/cases/audit", &["pdf"]).into_iter().map(|path| std::fs::read(path).expect("a PDF"));
    small.chain([own]).collect()
});

pub fn pdf(random: &mut Random) -> Case {
    let mut bytes = random.choose(&PDFS).clone();
    if random.one_in(2) {
        // As text, byte for byte.
        let text: String = bytes.iter().map(|byte| *byte as char).collect();
        bytes = damage::text(random, &text).chars().map(|c| u8::try_from(c as u32).unwrap_or(b' ')).collect();
    }
    damage::bytes(random, &mut bytes);
    Case::default().file("file.pdf", bytes)
}

pub fn run_pdf(case: &Case) -> Outcome {
    let limits = Limits::new().memory(1 << 30).time(Duration::from_secs(10));
    let options = AuditOptions::new().process(PdfProcess::worker([COMMAND, "worker", "audit"], limits));
    match ForeignPdf::open(case.bytes("file.pdf").to_vec(), &options).and_then(|pdf| pdf.audit(&[])) {
        Ok(audit) => diagnostics(&audit.diagnostics()).map(|()| Reached::Aim),
        // A crash of the worker is reported, and no fault; a worker that doesn't start or talks nonsense is one.
        Err(error) if error.has(Code::WorkerBroken) => Err(first_line(&error)),
        Err(error) => refused(&error),
    }
}
