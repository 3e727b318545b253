//! Templates and themes: what their files must contain, and what an engine refuses.

use std::borrow::Cow;

use huimou::asset::{Folder, InMemory};
use huimou::description::{Direction, Emphasis, Role, Shape};
use huimou::sheet::{Block, Rank};
use huimou::template::SHEET_VERSION;
use huimou::{Choices, Code, Engine, Error, Source, Template, Theme, ThemeChoice};

use crate::support::{ENGINE, SAMPLES, folded, read, repository, small};

fn card(change: impl Fn(&str, String) -> String) -> Result<Template, Error> {
    let files: Vec<(&str, Cow<'static, [u8]>)> = ["typst.toml", "lib.typ", "themes/plain.toml"]
        .into_iter()
        .map(|path| (path, change(path, read(&format!("tests/consumer/template/{path}"))).into_bytes().into()))
        .collect();
    Template::from_files("card", files)
}

fn codes(error: &Error) -> Vec<Code> {
    error.diagnostics().iter().map(|d| d.code).collect()
}

#[test]
fn manifests_are_checked() {
    let manifest = |from: &'static str, to: &'static str| {
        card(move |path, text| if path == "typst.toml" { text.replace(from, to) } else { text })
    };
    assert!(manifest("", "").is_ok());
    for (from, to) in [
        ("sheet = 1", "sheet = 99"),
        ("[tool.huimou]", "[tool.other]"),
        ("entrypoint = \"lib.typ\"", "entrypoint = \"no.typ\""),
        ("name = \"card\"", "name = \"../card\""),
        ("themes = [\"plain\"]", "themes = []"),
        ("papers = [\"a6\"]", "papers = 5"),
    ] {
        let error = manifest(from, to).expect_err(to);
        assert_eq!(codes(&error), [Code::TemplateBroken], "{to}");
    }
    assert!(Template::from_files("x", [("../typst.toml", &b""[..])]).is_err(), "a path that leaves the template");
}

#[test]
fn a_template_without_its_fonts_is_refused() {
    let template = card(|_, text| text.replace("weights = [400]", "weights = [400, 450]")).expect("a template");
    let error = Engine::builder().embedded_fonts().template(template.clone()).build().expect_err("a missing weight");
    assert_eq!(codes(&error), [Code::FontMissing, Code::FontMissing]);
    assert!(error.diagnostics()[0].hints[0].en.contains("400"), "the weights that are there");
    let error = Engine::builder().template(template).build().expect_err("no font at all");
    assert!(codes(&error).iter().all(|code| *code == Code::FontMissing));
    let error = Engine::builder().font("broken.ttf", &b"no font"[..]).build().expect_err("no font");
    assert_eq!(codes(&error), [Code::FontBroken]);
}

/// The template `bulletin` and its blue theme.
fn bulletin() -> (&'static Template, String) {
    let template = ENGINE.templates().find(|t| t.manifest().name == "bulletin").expect("bulletin");
    (template, read("templates/bulletin/themes/blue.toml"))
}

#[test]
fn themes_are_checked_with_every_fault() {
    let (template, blue) = bulletin();
    let parse = |text: &str| template.parse_theme(&Source::new("theme.toml", text));
    assert!(parse(&blue).is_ok());
    let bad: String = blue
        .lines()
        .filter(|line| !line.starts_with("hair"))
        .map(|line| match line.split_whitespace().next() {
            Some("ink") => "ink = { rgb = \"black\", cmyk = [0, 0, 0] }\n".to_owned(),
            Some("tint") => "tint = { rgb = \"#F1F5FA\", cmyk = [90, 90, 90, 90] }\n".to_owned(),
            _ => format!("{line}\n"),
        })
        .collect::<String>()
        + "blood = { rgb = \"#FF0000\", cmyk = [0, 90, 90, 0] }\n";
    let error = parse(&bad).expect_err("faults");
    // ink is no colour and has three inks, tint lays too much, blood is unknown, hair is missing
    assert_eq!(error.diagnostics().len(), 5, "{error}");
    let line = |start: &str| 1 + bad.lines().position(|line| line.starts_with(start)).expect("a line");
    let lines: Vec<usize> =
        error.diagnostics().iter().map(|d| d.labels[0].source.position(d.labels[0].span.start).line).collect();
    assert!(["ink", "tint", "blood"].iter().all(|name| lines.contains(&line(name))), "{lines:?}");
}

#[test]
fn an_offices_theme_of_ten_lines_is_filled_from_its_two_colours() {
    let (template, _) = bulletin();
    let text = "name = \"office\"\ntitle = \"本局\"\nbase = \"blue\"\n[colour]\n\
                primary = { rgb = \"#5B2A6E\", cmyk = [76, 96, 20, 8] }\naccent = { rgb = \"#A8480F\" }\n";
    let theme = template.parse_theme(&Source::new("office.toml", text)).expect("a theme");
    let body = "[[section]]\ntitle = \"一\"\n";
    let choices = Choices::new().theme(ThemeChoice::file(Source::new("office.toml", text)));
    let review = ENGINE.review(&small(body), &InMemory::new(), &choices).expect("a review").value;
    assert_eq!(theme.name(), "office");
    let json: serde_json::Value = serde_json::from_str(review.theme()).expect("json");
    let rgb = |name: &str| json["colour"][name]["rgb"].as_str().expect("a colour").to_owned();
    assert_eq!(rgb("primary"), "#5B2A6E");
    assert_eq!(json["colour"]["primary"]["cmyk"], serde_json::json!([76, 96, 20, 8]), "the office's own inks");
    let blue: serde_json::Value = serde_json::from_str(
        ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value.theme(),
    )
    .expect("json");
    assert_eq!(rgb("ink"), blue["colour"]["ink"]["rgb"], "neutral tokens come from the base");
    assert_ne!(rgb("tint"), blue["colour"]["tint"]["rgb"], "tones come from the office's own colour");
    let pages = ENGINE.typeset(&review).expect("pages").value.pages();
    assert!(!pages.is_empty());
}

#[test]
fn a_theme_that_cannot_be_read_is_refused_with_the_ratio() {
    let (template, _) = bulletin();
    let text = "name = \"pale\"\ntitle = \"浅\"\nbase = \"blue\"\n[colour]\nprimary = { rgb = \"#7FB2E5\" }\n";
    let error = template.parse_theme(&Source::new("pale.toml", text)).expect_err("too pale");
    assert!(codes(&error).iter().all(|code| *code == Code::LowContrast), "{error}");
    let first = &error.diagnostics()[0];
    assert!(first.message.en.contains("`primary` on `paper` has a contrast of 2.2"), "{}", first.message.en);
    assert_eq!(first.labels[0].source.position(first.labels[0].span.start).line, 5);
    let unknown = "name = \"x\"\ntitle = \"x\"\nbase = \"blau\"\n";
    let error = template.parse_theme(&Source::new("x.toml", unknown)).expect_err("no such base");
    assert_eq!(codes(&error), [Code::UnknownTheme]);
}

#[test]
fn every_theme_of_a_built_in_template_has_every_token() {
    for template in ENGINE.templates() {
        for name in &template.manifest().themes {
            assert_eq!(template.theme(Some(name)).map(Theme::name), Some(name.as_str()));
        }
    }
}

#[test]
fn a_theme_of_ones_own_changes_the_pages() {
    let own = read("templates/bulletin/themes/blue.toml").replace("#123A6B", "#5A1A5A");
    let body = "[[section]]\ntitle = \"一\"\n";
    let picture = |choices: &Choices| {
        let review = ENGINE.review(&small(body), &InMemory::new(), choices).expect("a review").value;
        ENGINE.typeset(&review).expect("pages").value.to_png(1, 36.0).expect("a picture")
    };
    let plain = picture(&Choices::new());
    assert!(plain != picture(&Choices::new().theme(ThemeChoice::file(Source::new("own.toml", own)))));
    assert!(plain == picture(&Choices::new().theme(ThemeChoice::Named("blue".into()))));
}

#[test]
fn a_theme_beside_the_review_is_found() {
    let own = read("templates/bulletin/themes/blue.toml").replace("name = \"blue\"", "name = \"own\"");
    let body = "[design]\ntheme = \"colours/own.toml\"\n[[section]]\ntitle = \"一\"\n";
    let assets = InMemory::new().with("colours/own.toml", own.into_bytes());
    let review = ENGINE.review(&small(body), &assets, &Choices::new()).expect("a review").value;
    assert!(review.theme().contains("\"name\": \"own\""));
    let error = ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect_err("no file");
    assert_eq!(codes(&error), [Code::ReadFailed]);
}

/// The sheet's contract (`docs/templates.md`): a template gets every key, whatever the author left out.
#[test]
fn the_sheet_of_a_small_review() {
    let body = "[[section]]\ntitle = \"一\"\n[[section.indicator]]\nid = \"a\"\nlabel = \"总量\"\nvalue = 12345.50\nunit = \"亿元\"\nqualifier = \"约\"\ncompletion = 104.5\nchange = { value = 5.3, direction = \"up\" }\n[[section.indicator]]\nlabel = \"部分\"\nvalue = 6000\nunit = \"亿元\"\nparent = \"a\"\n[[section.award]]\nlevel = \"省级\"\nname = \"奖\"\ncount = 3\nprojects = [\"甲\"]\n[[section.photo]]\ncaption = \"图\"\n";
    let review = ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value;
    insta::assert_snapshot!(review.sheet_json());
}

/// `huimou::sheet` is the contract in types: the same names and values as the JSON.
#[test]
fn the_typed_sheet_says_what_the_json_says() {
    let body = "[[section]]\ntitle = \"一\"\n[[section.indicator]]\nlabel = \"总量\"\nvalue = 5.50\nemphasis = \"hero\"\n\
                level = \"省级\"\nchange = { value = 1, direction = \"down\" }\n[[section.photo]]\ncaption = \"图\"\n\
                shape = \"wide\"\nfocus = \"top-left\"\n";
    let review = ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value;
    let sheet = review.sheet();
    assert_eq!(sheet.version, SHEET_VERSION);
    let [Block::Indicators(indicators), Block::Photos(photos)] = &sheet.sections[0].blocks[..] else {
        panic!("{:?}", sheet.sections[0].blocks)
    };
    let (figure, photo) = (&indicators[0], &photos[0]);
    assert_eq!((figure.figure.text.as_str(), figure.emphasis), ("5.50", Emphasis::Hero));
    assert_eq!(figure.level.as_ref().map(|level| level.rank), Some(Rank::Provincial));
    assert_eq!(figure.change.as_ref().map(|change| change.direction), Some(Direction::Down));
    assert_eq!((photo.shape, photo.aspect, photo.focus.x, photo.focus.y), (Shape::Wide, 16.0 / 9.0, 0.0, 0.0));
    let json: serde_json::Value = serde_json::from_str(review.sheet_json()).expect("JSON");
    assert_eq!(serde_json::to_value(sheet).expect("a value"), json);
    assert_eq!(json["sheet"], SHEET_VERSION);
    let blocks = &json["sections"][0]["blocks"];
    let figure = &blocks[0]["items"][0];
    assert_eq!((&figure["emphasis"], &figure["level"]["rank"]), (&"hero".into(), &1.into()));
    assert_eq!((&figure["change"]["direction"], &blocks[0]["kind"]), (&"down".into(), &"indicators".into()));
    assert_eq!((&blocks[1]["kind"], &blocks[1]["items"][0]["shape"]), (&"photos".into(), &"wide".into()));
}

/// Set and show rules must not contain review data: two reviews that differ in one section's text
/// still share the layout of the other sections' blocks. Checked by words: the text of a running head
/// comes from this review and not from the one before.
#[test]
fn furniture_follows_the_review() {
    let words = |organization: &str| {
        let source = Source::new(
            "x.toml",
            format!(
                "[review]\ntitle = \"回眸\"\norganization = \"{organization}\"\nyear = 2024\n[[section]]\ntitle = \"一\"\nlead = \"正文。\""
            ),
        );
        let review = ENGINE.review(&source, &InMemory::new(), &Choices::new()).expect("a review").value;
        let document = ENGINE.typeset(&review).expect("pages").value;
        (1..=document.pages().len()).map(|page| document.text(page)).collect::<String>()
    };
    let (first, second) = (words("南湖区住建局"), words("秀洲区住建局"));
    assert!(first.contains("南湖区") && !first.contains("秀洲区"));
    assert!(second.contains("秀洲区") && !second.contains("南湖区"));
}

/// The user's own fonts are the last resort: the engine accepts their characters and names them to the template.
#[test]
fn a_folder_of_fonts_helps_out() {
    let rare = ('\u{2100}'..'\u{FFFF}')
        .find(|c| ENGINE.family_with(*c) == Some("Huimou Kai"))
        .expect("a character of the Kai alone");
    let lib = "#let review(sheet, theme: none, photo: none) = {\n  set text(font: (\"Noto Sans SC\", \"Huimou Song Rest\", ..theme.extra_fonts), fallback: false)\n  sheet.sections.first().title.text\n}";
    let template = || card(|path, text| if path == "lib.typ" { lib.to_owned() } else { text }).expect("a template");
    let fonts = |folder: &str| crate::support::repository("fonts").join(folder);
    let engine = |help: bool| {
        let mut builder = Engine::builder().template(template());
        for file in ["NotoSansSC/NotoSansSC-Regular.ttf", "HuimouSongRest/HuimouSongRest-Regular.ttf"] {
            builder = builder.font(file, std::fs::read(fonts(file)).expect("a font"));
        }
        if help { builder.fallback_fonts(fonts("HuimouKai")) } else { builder }.build().expect("an engine")
    };
    let source = small(&format!("[[section]]\ntitle = \"{rare}\"\n"));
    let error = engine(false).review(&source, &InMemory::new(), &Choices::new()).expect_err("no font has it");
    assert_eq!(codes(&error), [Code::MissingGlyph]);
    let helped = engine(true);
    let review = helped.review(&source, &InMemory::new(), &Choices::new()).expect("the folder has it").value;
    let document = helped.typeset(&review).expect("a glyph");
    assert!(document.warnings.is_empty() && document.value.text(1).contains(rare));
}

#[test]
fn a_font_that_a_theme_names_and_nobody_has_is_told_at_its_line() {
    let text = "name = \"office\"\ntitle = \"本局\"\nbase = \"blue\"\n[font]\ntitle = [\"不存在的小标宋\"]\nbody = [\"Noto Serif SC\"]\n";
    let choices = Choices::new().theme(ThemeChoice::file(Source::new("office.toml", text)));
    let error =
        ENGINE.review(&small("[[section]]\ntitle = \"一\"\n"), &InMemory::new(), &choices).expect_err("no font");
    assert_eq!(codes(&error), [Code::FontMissing]);
    let label = &error.diagnostics()[0].labels[0];
    assert_eq!((label.source.name(), label.source.position(label.span.start).line), ("office.toml", 5));
    // A font that is there changes the titles.
    let own = text.replace("不存在的小标宋", "Huimou Kai");
    let picture = |choices: &Choices| {
        let body = small("[[section]]\ntitle = \"重点工作\"\n");
        let review = ENGINE.review(&body, &InMemory::new(), choices).expect("a review").value;
        ENGINE.typeset(&review).expect("pages").value.to_png(1, 36.0).expect("a picture")
    };
    let kai = picture(&Choices::new().theme(ThemeChoice::file(Source::new("office.toml", own))));
    assert!(kai != picture(&Choices::new()));
}

#[test]
fn a_themes_logo_lies_beside_the_theme() {
    let theme = "name = \"office\"\ntitle = \"本局\"\nbase = \"blue\"\nlogo = \"logo.jpg\"\n";
    let body = "[design]\ntheme = \"colours/office.toml\"\n[[section]]\ntitle = \"一\"\n";
    let logo = std::fs::read(repository("tests/cases/descriptions/picture.jpg")).expect("a picture");
    let assets = InMemory::new().with("colours/office.toml", theme.as_bytes()).with("colours/logo.jpg", logo.clone());
    let review = ENGINE.review(&small(body), &assets, &Choices::new()).expect("a review").value;
    assert_eq!(review.photos().count(), 1);
    let elsewhere = InMemory::new().with("colours/office.toml", theme.as_bytes()).with("logo.jpg", logo);
    let error = ENGINE.review(&small(body), &elsewhere, &Choices::new()).expect_err("not beside the theme");
    assert_eq!(codes(&error), [Code::PhotoMissing]);
}

/// The worked example of `docs/templates.md` sets every sample, and loses none of its texts.
#[test]
fn the_example_template_sets_every_sample() {
    let template = Template::read(repository("examples/leaflet")).expect("a template");
    let engine = Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    for name in SAMPLES {
        let source = Source::new("review.toml", read(&format!("data/{name}/review.toml")));
        let choices = Choices::new().template("leaflet").theme(ThemeChoice::Named("ink".into()));
        let folder = Folder::new(repository(&format!("data/{name}")));
        let review = engine.review(&source, &folder, &choices).unwrap_or_else(|error| panic!("{name}: {error}"));
        let built = engine.typeset(&review.value).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(built.warnings.is_empty(), "{name}: {:?}", built.warnings);
        let words: String = (1..=built.value.pages().len()).map(|page| folded(&built.value.text(page))).collect();
        let file = review.value.description();
        let in_sections = file.texts().iter().filter(|field| field.origin.path.starts_with("section["));
        for field in in_sections.filter(|field| field.role == Role::Printed) {
            if !field.prose && !field.text.contains('|') && !field.origin.path.contains("table[") {
                assert!(words.contains(&folded(&field.text)), "{name}: {} {}", field.origin.path, field.text);
            }
        }
    }
}

#[test]
fn too_much_code_is_no_template() {
    let long = |bytes: usize| {
        card(move |path, text| if path == "lib.typ" { format!("{text}\n//{}", "x".repeat(bytes)) } else { text })
    };
    assert!(long(3 << 20).is_ok());
    let error = long(4 << 20).expect_err("too much code");
    assert_eq!(codes(&error), [Code::TemplateBroken]);
}

#[test]
fn a_figure_is_stressed_with_its_own_unit_only() {
    let lib = r##"
        #import "setting/runs.typ": is-stressed, stressed-figures
        #let review(sheet, theme: none, photo: none) = {
          set text(font: ("Noto Sans SC", "Huimou Song Rest"), fallback: false)
          let of(text, unit) = (figure: (text: text, unit: unit), change: none, completion: none)
          let items = (of("9", "项"), of("98.9", "%"), of("3.97", "亿"), (..of("7", "项"), change: (text: "5.3%")))
          let stressed = stressed-figures(items, "获奖9项，工地9个，满意率98.9%，造价3.97亿元，增长5.3%")
          assert(is-stressed("9", "项", stressed))
          assert(not is-stressed("9", "个", stressed))
          assert(is-stressed("98.9%", "", stressed))
          assert(is-stressed("3.97", "亿元", stressed))
          assert(is-stressed("5.3%", "", stressed))
          assert.eq(stressed-figures(items, "只字未提"), ())
          [成]
        }"##;
    assert_eq!(pages_with_the_text_module(lib), 1);
}

/// The number of pages of a template of only the text module; its assertions must hold.
fn pages_with_the_text_module(lib: &str) -> usize {
    let bulletin = ENGINE.template("bulletin").expect("a template");
    let setting = bulletin.files().filter(|(path, _)| path.starts_with("setting/"));
    let mut files: Vec<(&str, Vec<u8>)> = setting.map(|(path, bytes)| (path, bytes.to_vec())).collect();
    for path in ["typst.toml", "themes/plain.toml"] {
        files.push((path, read(&format!("tests/consumer/template/{path}")).into_bytes()));
    }
    files.push(("lib.typ", lib.as_bytes().to_vec()));
    let template = Template::from_files("card", files).expect("a template");
    let engine = Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    let review = engine.review(&small("[[section]]\ntitle = \"成\"\n"), &InMemory::new(), &Choices::new());
    let document = engine.typeset(&review.expect("a review").value).expect("every assertion holds").value;
    document.pages().len()
}

#[test]
fn former_names_of_the_text_module_still_work() {
    let lib = r#"
        #import "setting/lib.typ": *
        #let review(sheet, theme: none, photo: none) = {
          set text(font: ("Noto Sans SC", "Huimou Song Rest"), fallback: false)
          assert.eq(typ, set-text)
          assert.eq((count-of, parted, least-em), (count-lines, breakable, min-em))
          assert.eq((table-asks, table-columns), (column-needs, column-widths))
          assert.eq((gathered, merged, titled, led, rungs), (fold-parts, folded, by-group, with-part-words, is-ladder))
          assert.eq(lost, crop-share)
          let figure = (qualifier: "", text: "128", unit: "")
          assert.eq(figure-size(figure, 200pt, most: 20pt), figure-size(figure, 200pt, max: 20pt))
          assert.eq(figure-size(figure, 200pt, most: 20pt), 20pt)
          [成]
        }"#;
    assert_eq!(pages_with_the_text_module(lib), 1);
}
