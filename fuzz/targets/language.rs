//! Descriptions, themes, and texts that should be TOML.

use std::borrow::Cow;
use std::sync::LazyLock;

use huimou::asset::{AssetError, Assets};
use huimou::edit::Editor;
use huimou::{Choices, Description, Source, ThemeChoice, fix};

use super::{ENGINE, texts};
use crate::case::Case;
use crate::damage;
use crate::oracle::{Outcome, Reached, exported, laid_out, refused};
use crate::random::Random;
use crate::review::Seeds;

/// Descriptions that are valid, or nearly.
static SEEDS: LazyLock<Seeds> = LazyLock::new(|| {
    let folders = ["data", "tests/cases/print", "tests/cases/audited"];
    Seeds::new(folders.iter().flat_map(|folder| texts(folder, &["toml"])).filter(|text| text.contains("[review]")))
});

/// All TOML of the tests, right and wrong.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| texts("tests/cases", &["toml"]));

static THEMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = texts("templates", &["toml"]).into_iter().chain(texts("examples", &["toml"]));
    all.filter(|text| text.contains("[colour]")).collect()
});

/// Files of a review: every name has the same small picture.
pub struct Pictures;

impl Assets for Pictures {
    fn open(&self, _: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        static PICTURE: LazyLock<Vec<u8>> = LazyLock::new(|| {
            let mut bytes = std::io::Cursor::new(Vec::new());
            let picture = image::RgbImage::from_fn(30, 20, |x, y| image::Rgb([x as u8 * 8, y as u8 * 9, 99]));
            picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
            bytes.into_inner()
        });
        Ok(Cow::Borrowed(&PICTURE))
    }
}

/// A description in either template, on either paper.
pub fn description(random: &mut Random) -> Case {
    let mut review = SEEDS.review(random).into_bytes();
    if random.one_in(12) {
        damage::bytes(random, &mut review);
    }
    let case = Case::default().file("review.toml", review);
    let case = case.option(format!("template={}", random.choose(&["bulletin", "editorial"])));
    let case = case.option(format!("paper={}", random.choose(&["a4", "210x285"])));
    let case = case.option(format!("theme={}", random.choose(&["blue", "green", "red"])));
    match random.below(24) {
        0..=4 => case.option("pdf"),
        5 => case.option("audit"),
        6 => case.option("twice"),
        _ => case,
    }
}

fn choices(case: &Case) -> Choices {
    let mut choices = Choices::new().template(case.value("template").unwrap_or("bulletin"));
    choices = choices.paper(case.value("paper").unwrap_or("a4"));
    match case.value("theme") {
        Some(theme) => choices.theme(ThemeChoice::named(theme)),
        None => choices,
    }
}

pub fn run_description(case: &Case) -> Outcome {
    let source = match Source::decode("review.toml", case.bytes("review.toml")) {
        Ok(source) => source,
        Err(error) => return refused(&error),
    };
    let review = match ENGINE.review(&source, &Pictures, &choices(case)) {
        Ok(review) => review,
        Err(error) => return refused(&error),
    };
    crate::oracle::diagnostics(&review.warnings)?;
    let Some(document) = laid_out(ENGINE.typeset(&review.value))? else { return Ok(Reached::Refused) };
    if case.has("pdf") {
        exported(&document)?;
    }
    if case.has("audit") {
        crate::oracle::diagnostics(&document.audit(&[]).diagnostics())?;
    }
    if case.has("twice") {
        let again = laid_out(ENGINE.typeset(&review.value))?.ok_or("laid out once, and not twice")?;
        if exported(&document)? != exported(&again)? {
            return Err("two builds have different bytes".into());
        }
    }
    Ok(Reached::Aim)
}

/// A theme for the smallest review.
pub fn theme(random: &mut Random) -> Case {
    let whole = random.choose(&THEMES).clone();
    let mut theme = match random.below(8) {
        0 => damage::text(random, &whole).into_bytes(),
        _ => colours(random, &whole).into_bytes(),
    };
    if random.one_in(20) {
        damage::bytes(random, &mut theme);
    }
    Case::default().file("theme.toml", theme).option(format!("template={}", random.choose(&["bulletin", "editorial"])))
}

/// The theme with some colours of others.
fn colours(random: &mut Random, theme: &str) -> String {
    static COLOURS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let colours =
            THEMES.iter().flat_map(|theme| theme.split("\"#").skip(1).filter_map(|rest| rest.split('"').next()));
        colours.map(str::to_owned).collect()
    });
    let mut parts = theme.split("\"#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (colour, rest) = part.split_once('"').unwrap_or((part, ""));
        let colour = if random.one_in(20) { random.choose(&COLOURS) } else { colour };
        out.push_str(&format!("\"#{colour}\"{rest}"));
    }
    out
}

pub fn run_theme(case: &Case) -> Outcome {
    let theme = match Source::decode("theme.toml", case.bytes("theme.toml")) {
        Ok(source) => ThemeChoice::file(source),
        Err(error) => return refused(&error),
    };
    let review = "[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"甲\"\nlead = \"乙\"\n";
    let choices = Choices::new().template(case.value("template").unwrap_or("bulletin")).theme(theme);
    let built = ENGINE.review(&Source::new("review.toml", review), &Pictures, &choices);
    match built {
        Ok(review) => Ok(laid_out(ENGINE.typeset(&review.value))?.map_or(Reached::Refused, |_| Reached::Aim)),
        Err(error) => refused(&error),
    }
}

/// A text that is read, fixed and edited.
pub fn text(random: &mut Random) -> Case {
    let whole = random.choose(&TEXTS).clone();
    let mut bytes = damage::text(random, &whole).into_bytes();
    if random.one_in(3) {
        damage::bytes(random, &mut bytes);
    }
    Case::default().file("review.toml", bytes)
}

pub fn run_text(case: &Case) -> Outcome {
    let source = match Source::decode("review.toml", case.bytes("review.toml")) {
        Ok(source) => source,
        Err(error) => return refused(&error),
    };
    let fixed = Source::new("review.toml", fix::apply(&source, &fix::edits(&source)));
    if fix::apply(&fixed, &fix::edits(&fixed)) != fixed.text() {
        return Err("fixed twice isn't fixed once".into());
    }
    if let Ok(mut editor) = Editor::new(&source) {
        let _ = editor.set("review.title", "回眸");
        let _ = editor.remove("section[0].lead");
        let _ = editor.set("section[1].indicator[0].value", 3.5);
    }
    let parsed = match Description::parse(&source) {
        Ok(parsed) => parsed.value,
        Err(error) => return refused(&error),
    };
    let written = Source::new("review.toml", parsed.to_toml());
    match Description::parse(&written) {
        Ok(again) if again.value.file() == parsed.file() => Ok(Reached::Aim),
        Ok(_) => Err("what was written reads back otherwise".into()),
        Err(error) => Err(format!("what was written doesn't read back: {error}")),
    }
}
