//! The language beyond plain blocks: breaks in titles, charts, placeholders, content that doesn't fit.

use huimou::asset::InMemory;
use huimou::{Choices, Code, Document, Source, ThemeChoice};
use serde_json::Value;

use crate::support::{ENGINE, TEMPLATES, read, repository, small, words_of};

fn sheet(body: &str) -> Value {
    let review = ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value;
    serde_json::from_str(review.sheet_json()).expect("JSON")
}

fn kinds(sheet: &Value) -> Vec<&str> {
    let blocks = sheet["sections"][0]["blocks"].as_array().expect("blocks");
    blocks.iter().map(|block| block["kind"].as_str().expect("a kind")).collect()
}

#[test]
fn titles_know_their_phrases_and_print_no_marks() {
    let body = "[[section]]\ntitle = \"建筑领域|“双碳”工作|稳中向好\"\n";
    let title = &sheet(body)["sections"][0]["title"];
    assert_eq!(title["text"], "建筑领域“双碳”工作稳中向好");
    let phrases: Vec<String> = title["phrases"]
        .as_array()
        .expect("phrases")
        .iter()
        .map(|runs| runs.as_array().expect("runs").iter().map(|run| run["text"].as_str().expect("text")).collect())
        .collect();
    assert_eq!(phrases, ["建筑领域", "“双碳”工作", "稳中向好"]);
    assert!(!words_of(body).contains('|'));
    assert!(words_of(body).contains("建筑领域“双碳”工作稳中向好"));
}

const PHOTOS: &str = "[[section]]\ntitle = \"一\"\n[[section.photo]]\ncaption = \"还没有照片的一幅\"\n";

#[test]
fn a_slot_without_a_photograph_obeys_the_review() {
    let with = |policy: &str| format!("[design]\nplaceholders = \"{policy}\"\n{PHOTOS}");
    assert_eq!(kinds(&sheet(&with("show"))), ["photos"]);
    assert_eq!(kinds(&sheet(PHOTOS)), ["photos"], "shown if nothing is said");
    let moved = sheet(&with("highlights"));
    assert_eq!(kinds(&moved), ["highlights"]);
    assert_eq!(moved["sections"][0]["blocks"][0]["items"][0]["text"]["text"], "还没有照片的一幅");
    assert_eq!(moved["totals"]["photos"], 0);
    assert!(words_of(&with("highlights")).contains("还没有照片的一幅"));
    assert!(kinds(&sheet(&with("hide"))).is_empty());
    assert!(!words_of(&with("hide")).contains("还没有照片的一幅"));
    let error = ENGINE.review(&small(&with("error")), &InMemory::new(), &Choices::new()).expect_err("a slot is empty");
    let error = &error.diagnostics()[0];
    assert_eq!(error.code, Code::PlaceholderLeft);
    // [review] takes four lines, [design] two, the section two
    assert_eq!(error.labels[0].source.position(error.labels[0].span.start).line, 9);
}

fn axis(view: &str, values: &str) -> Value {
    let body = format!(
        "[[section]]\ntitle = \"一\"\n[[section.chart]]\ntitle = \"甲\"\nview = \"{view}\"\nperiods = [2022, 2023, 2024]\n\
         [[section.chart.series]]\nname = \"乙\"\nvalues = {values}\n[[section.chart.series]]\nname = \"丙\"\nvalues = [1, 2, \"\"]\n"
    );
    sheet(&body)["sections"][0]["blocks"][0]["items"][0].clone()
}

#[test]
fn an_axis_has_round_marks_and_bars_stand_on_zero() {
    let marks = |chart: &Value| -> Vec<String> {
        let ticks = chart["axis"]["ticks"].as_array().expect("ticks");
        ticks.iter().map(|tick| tick["text"].as_str().expect("text").to_owned()).collect()
    };
    assert_eq!(marks(&axis("bar", "[18214, 19002, 21876]")), ["0", "10000", "20000", "30000"]);
    assert_eq!(marks(&axis("stacked", "[7, 8, 9]")), ["0.0", "2.5", "5.0", "7.5", "10.0"], "the sums reach 10");
    assert_eq!(marks(&axis("line", "[1.2, 1.4, 1.9]")), ["1.00", "1.25", "1.50", "1.75", "2.00"]);
    let high = "[[section]]\ntitle = \"一\"\n[[section.chart]]\ntitle = \"甲\"\nview = \"VIEW\"\nperiods = [2023, 2024]\n\
                [[section.chart.series]]\nname = \"乙\"\nvalues = [95, 99]\n";
    let alone = |view: &str| sheet(&high.replace("VIEW", view))["sections"][0]["blocks"][0]["items"][0].clone();
    assert_eq!(marks(&alone("bar")).first().map(String::as_str), Some("0"), "or its length would lie");
    assert_eq!(marks(&alone("line")).first().map(String::as_str), Some("95"), "a line would be flattened");
    assert_eq!(marks(&axis("bar", "[-30, 10, 40]")), ["−40", "−20", "0", "20", "40"]);
    let chart = axis("line", "[5, 5, 5.50]");
    assert_eq!(chart["series"][0]["values"][2]["text"], "5.50", "the author's digits");
    assert_eq!(chart["series"][1]["values"][2], Value::Null, "what isn't given isn't drawn");
    assert!(chart["alt"].as_str().expect("words").contains("2024：5.50"));
}

/// The text module's `overset` reaches the author's line, with the millimetres.
#[test]
fn what_does_not_fit_is_reported_at_its_line() {
    use std::borrow::Cow;
    let lib = "#set text(font: (\"Noto Sans SC\", \"Huimou Song Rest\"), fallback: false)\n\
               #let review(sheet, theme: none, photo: none) = [#metadata((origin: \"section[0].title\", by: 3.21))<overset>字]";
    let files: Vec<(&str, Cow<'static, [u8]>)> = vec![
        ("typst.toml", read("tests/consumer/template/typst.toml").into_bytes().into()),
        ("themes/plain.toml", read("tests/consumer/template/themes/plain.toml").into_bytes().into()),
        ("lib.typ", lib.to_owned().into_bytes().into()),
    ];
    let template = huimou::Template::from_files("card", files).expect("a template");
    let engine = huimou::Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    let body = "[[section]]\ntitle = \"很长的题目\"\n";
    let review = engine.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value;
    let warnings = engine.typeset(&review).expect("pages").warnings;
    let found = warnings.iter().find(|d| d.code == Code::Overset).expect("a warning");
    assert!(found.message.en.contains("3.3 mm"), "rounded up: {}", found.message.en);
    assert_eq!(found.labels[0].source.position(found.labels[0].span.start).line, 6);
    assert_eq!(found.field.as_deref(), Some("section[0].title"));
}

fn built(template: &str, body: &str, assets: &InMemory) -> Document {
    let review = ENGINE.review(&small(body), assets, &Choices::new().template(template)).expect("a review").value;
    let built = ENGINE.typeset(&review).expect("pages");
    assert!(built.warnings.is_empty(), "{template}: {:?}", built.warnings);
    built.value
}

#[test]
fn the_page_count_suits_the_binding() {
    let section = "[[section]]\ntitle = \"一\"\nlead = \"全年完成产值1512.17亿元。\"\n";
    for template in TEMPLATES {
        let pages = |signature: usize, sections: usize| {
            let body = format!("[design]\nsignature = {signature}\n{}", section.repeat(sections));
            built(template, &body, &InMemory::new()).pages().len()
        };
        for sections in [1, 2, 5, 9] {
            let plain = pages(1, sections);
            for signature in [2, 4, 8] {
                let count = pages(signature, sections);
                let case = format!("{template}: {sections} sections by {signature}, {plain} without");
                assert!(count.is_multiple_of(signature), "{case}: {count}");
                // A composed book may have as many pages less as more.
                assert!(count.abs_diff(plain) < signature, "{case}: {count}");
            }
        }
    }
}

#[test]
fn both_templates_take_both_papers() {
    for template in TEMPLATES {
        for (paper, height) in [("a4", 297.0), ("210x285", 285.0)] {
            let body = format!("[design]\npaper = \"{paper}\"\n[[section]]\ntitle = \"一\"\n");
            let page = built(template, &body, &InMemory::new()).pages()[0];
            assert!((page.width - 210.0).abs() < 0.01 && (page.height - height).abs() < 0.01, "{template}: {page:?}");
        }
    }
}

fn logo() -> Vec<u8> {
    std::fs::read(repository("tests/cases/descriptions/picture.jpg")).expect("a picture")
}

/// The number of pictures in the PDF, counted by another program.
fn pictures(document: &Document) -> usize {
    let bytes = crate::support::pdf(document);
    let file = lopdf::Document::load_mem(&bytes).expect("a PDF");
    let image = |object: &&lopdf::Object| {
        let stream = object.as_stream().ok();
        stream.is_some_and(|stream| {
            stream.dict.get(b"Subtype").and_then(lopdf::Object::as_name).ok() == Some(b"Image".as_slice())
        })
    };
    file.objects.values().filter(image).count()
}

#[test]
fn a_logo_stands_on_the_cover() {
    let body = "[design]\nlogo = \"logo.jpg\"\n[[section]]\ntitle = \"一\"\n";
    let assets = InMemory::new().with("logo.jpg", logo());
    for template in TEMPLATES {
        assert_eq!(pictures(&built(template, body, &assets)), 1, "{template}: the same picture is stored once");
        assert_eq!(pictures(&built(template, "[[section]]\ntitle = \"一\"\n", &assets)), 0, "{template}");
    }
    let missing = ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect_err("no such file");
    assert_eq!(missing.diagnostics()[0].code, Code::PhotoMissing);
}

#[test]
fn a_theme_brings_its_logo() {
    let theme = "name = \"office\"\ntitle = \"本局\"\nbase = \"blue\"\nlogo = \"logo.jpg\"\n";
    let source = Source::new("office.toml", theme);
    let beside = std::sync::Arc::new(InMemory::new().with("logo.jpg", logo()));
    let body = small("[[section]]\ntitle = \"一\"\n");
    let choices = Choices::new().theme(ThemeChoice::file_beside(source.clone(), beside));
    let review = ENGINE.review(&body, &InMemory::new(), &choices).expect("a review").value;
    assert_eq!(pictures(&ENGINE.typeset(&review).expect("pages").value), 1);
    // Without the files next to it, the error is at the theme's own line.
    let bare = Choices::new().theme(ThemeChoice::file(source));
    let error = ENGINE.review(&body, &InMemory::new(), &bare).expect_err("no logo");
    let label = &error.diagnostics()[0].labels[0];
    assert_eq!((label.source.name(), label.source.position(label.span.start).line), ("office.toml", 4));
}

/// The foreword says how many figures and pictures there are; a reader who counts finds as many.
#[test]
fn counts_take_in_what_cases_show() {
    let figure = |at: &str| format!("[[section{at}.indicator]]\nlabel = \"产值\"\nvalue = 2.5\nunit = \"亿元\"\n");
    let body = format!(
        "[[section]]\ntitle = \"一\"\n{}[[section.case]]\ntitle = \"甲\"\n{}{}[section.case.photo]\ncaption = \"乙\"\n",
        figure(""),
        figure(".case"),
        figure(".case")
    );
    let totals = &sheet(&body)["totals"];
    assert_eq!((&totals["indicators"], &totals["photos"]), (&3.into(), &1.into()));
    let hidden = sheet(&format!("[design]\nplaceholders = \"hide\"\n{body}"));
    assert_eq!(hidden["totals"]["photos"], 0);
}

/// The parts of each figure of a section, and of its change.
fn figures(body: &str) -> Vec<Value> {
    let sheet = sheet(&format!("[[section]]\ntitle = \"一\"\n{body}"));
    sheet["sections"][0]["blocks"][0]["items"].as_array().expect("items").clone()
}

#[test]
fn a_sign_says_which_way() {
    let change = |change: &str| {
        let item = &figures(&format!("[[section.indicator]]\nlabel = \"甲\"\nvalue = 1\nchange = {{ {change} }}\n"))[0];
        let part = |key: &str| item["change"][key].as_str().expect("text").to_owned();
        (part("direction"), part("words"), part("text"))
    };
    let is = |direction: &str, words: &str, text: &str| (direction.to_owned(), words.to_owned(), text.to_owned());
    assert_eq!(change("value = -3.20"), is("down", "同比下降", "3.20%"));
    assert_eq!(change("value = \"-17.8%\""), is("down", "同比下降", "17.8%"));
    assert_eq!(change("value = \"−0.5\", unit = \"个百分点\""), is("down", "同比下降", "0.5个百分点"));
    assert_eq!(change("value = +5"), is("up", "同比增长", "5%"));
    assert_eq!(change("value = 5"), is("up", "同比增长", "5%"));
    assert_eq!(change("value = 0"), is("flat", "同比持平", ""));
    assert_eq!(change("value = 3.2, direction = \"down\""), is("down", "同比下降", "3.2%"));
    for wrong in ["value = -3, direction = \"up\"", "value = 0, direction = \"up\"", "value = 1, direction = \"flat\""]
    {
        let body = format!(
            "[[section]]\ntitle = \"一\"\n[[section.indicator]]\nlabel = \"甲\"\nvalue = 1\nchange = {{ {wrong} }}\n"
        );
        let error = ENGINE.review(&small(&body), &InMemory::new(), &Choices::new()).expect_err(wrong);
        assert_eq!(error.diagnostics()[0].code, Code::Contradiction, "{wrong}");
    }
}

#[test]
fn quoted_figures_are_read_in_their_parts() {
    let figure = |value: &str| {
        let item = &figures(&format!("[[section.indicator]]\nlabel = \"甲\"\nvalue = {value}\n"))[0];
        let part = |key: &str| item["figure"][key].as_str().expect("text").to_owned();
        (part("qualifier"), part("text"), part("unit"))
    };
    let is = |qualifier: &str, text: &str, unit: &str| (qualifier.to_owned(), text.to_owned(), unit.to_owned());
    assert_eq!(figure("\"8.5%\""), is("", "8.5", "%"));
    assert_eq!(figure("\"1.2万\"\nunit = \"人\""), is("", "1.2", "万人"));
    assert_eq!(figure("\"5600余\"\nunit = \"人\""), is("", "5600", "余人"));
    assert_eq!(figure("\"约12\"\nunit = \"个\""), is("约", "12", "个"));
    assert_eq!(figure("\"12,345.60\""), is("", "12345.60", ""));
    assert_eq!(figure("\"2.5至3.0亿元\""), is("", "2.5—3.0", "亿元"));
}

#[test]
fn parts_stay_within_their_whole() {
    let of = |unit: &str, whole: &str, parts: &[&str]| {
        let part = |value: &&str| {
            format!("[[section.indicator]]\nlabel = \"部分\"\nunit = \"{unit}\"\nparent = \"w\"\nvalue = {value}\n")
        };
        let parts: String = parts.iter().map(part).collect();
        let body = format!(
            "[[section]]\ntitle = \"一\"\n[[section.indicator]]\nid = \"w\"\nlabel = \"合计\"\nunit = \"{unit}\"\n\
             value = {whole}\n{parts}"
        );
        let error = ENGINE.review(&small(&body), &InMemory::new(), &Choices::new()).err()?;
        let error = error.diagnostics()[0].clone();
        assert_eq!((error.code, error.labels.len()), (Code::Contradiction, 2));
        error.field.map(|field| field.to_string())
    };
    let with = |whole: &str, parts: &[&str]| of("户", whole, parts);
    assert_eq!(with("100", &["60", "40"]), None);
    assert_eq!(with("100", &["101"]).as_deref(), Some("section[0].indicator[1].value"));
    assert_eq!(with("100", &["60", "41"]).as_deref(), Some("section[0].indicator[2].value"));
    assert_eq!(with("100", &["120\nqualifier = \"约\""]), None, "what isn't exact");
    let money = |whole: &str, parts: &[&str]| of("亿元", whole, parts);
    assert_eq!(money("10", &["3.4", "3.3", "3.4"]), None, "rounding of the whole");
    assert_eq!(money("10.0", &["6.04", "4.2"]).as_deref(), Some("section[0].indicator[2].value"));
    assert_eq!(money("10.0", &["10.1"]).as_deref(), Some("section[0].indicator[1].value"));
}
