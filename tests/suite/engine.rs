//! The engine: what it is built of, whatever the order; one call from a source or a description to pages; one engine
//! for many threads.

use std::sync::Arc;

use huimou::asset::InMemory;
use huimou::{
    Choices, Code, Description, Engine, EngineBuilder, Error, FaceOrigin, PdfOptions, Severity, Source, Template,
    ThemeChoice,
};

use crate::support::{ENGINE, book, build, pdf, read, repository, sample, small};

/// A step of building an engine.
type Step = fn(EngineBuilder) -> EngineBuilder;

/// The small template of `tests/consumer`, under another name.
fn card(name: &str, lib: Option<&str>) -> Template {
    let files = ["typst.toml", "lib.typ", "themes/plain.toml"].map(|path| {
        let text =
            read(&format!("tests/consumer/template/{path}")).replace("name = \"card\"", &format!("name = \"{name}\""));
        (path, if path == "lib.typ" { lib.map_or(text, str::to_owned) } else { text }.into_bytes())
    });
    Template::from_files(name, files).expect("a template")
}

fn font(builder: EngineBuilder, file: &str) -> EngineBuilder {
    builder.font(file, std::fs::read(repository("fonts").join(file)).expect("a font"))
}

/// Every order of some steps.
fn orders(steps: &[Step]) -> Vec<Vec<Step>> {
    if steps.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for k in 0..steps.len() {
        let mut rest = steps.to_vec();
        let first = rest.remove(k);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first);
            order
        }));
    }
    all
}

/// Everything that a program can see of an engine, and the theme that a template receives, with the fallback families.
fn face(engine: &Engine, source: &Source) -> String {
    let names: Vec<&str> = engine.templates().map(|template| template.manifest().name.as_str()).collect();
    let default = engine.default_template().map(|template| template.manifest().name.as_str());
    let review = engine.review(source, &InMemory::new(), &Choices::new()).expect("a review").value;
    format!("{:?}\n{names:?}\n{default:?}\n{}", engine.faces(), review.theme())
}

fn equal_in_all_orders(steps: &[Step], extra: &[&str], default: &str) {
    let orders = orders(steps);
    let source = small("[[section]]\ntitle = \"年度工作\"\n");
    let engine = |order: &Vec<Step>| {
        order.iter().fold(Engine::builder(), |builder, step| step(builder)).build().expect("an engine")
    };
    let first = engine(&orders[0]);
    let seen = face(&first, &source);
    assert_eq!(first.default_template().map(|template| template.manifest().name.as_str()), Some(default));
    let theme: serde_json::Value = {
        let review = first.review(&source, &InMemory::new(), &Choices::new()).expect("a review").value;
        serde_json::from_str(review.theme()).expect("JSON")
    };
    assert_eq!(theme["extra_fonts"], serde_json::json!(extra));
    let bytes = |engine: &Engine| pdf(&engine.build(&source, &InMemory::new(), &Choices::new()).expect("pages").value);
    let alone = bytes(&first);
    for (k, order) in orders.iter().enumerate() {
        let engine = engine(order);
        assert_eq!(face(&engine, &source), seen, "order {k}");
        assert!(bytes(&engine) == alone, "order {k}: the bytes differ");
    }
}

#[test]
fn the_order_of_the_builders_calls_doesnt_matter() {
    // The embedded fonts, and a folder that has one of them: nothing in it is extra.
    let embedded: [Step; 5] = [
        EngineBuilder::embedded_fonts,
        EngineBuilder::built_in_templates,
        |builder| builder.fallback_fonts(repository("fonts/HuimouKai")),
        |builder| builder.template(card("card", None)),
        |builder| builder.default_template("card"),
    ];
    equal_in_all_orders(&embedded, &[], "card");
    // A program's own fonts, and a folder that helps out.
    let own: [Step; 4] = [
        |builder| font(font(builder, "NotoSansSC/NotoSansSC-Regular.ttf"), "HuimouSongRest/HuimouSongRest-Regular.ttf"),
        |builder| builder.fallback_fonts(repository("fonts/HuimouKai")),
        |builder| builder.template(card("card", None)),
        |builder| builder.template(card("another", None)).default_template("card"),
    ];
    equal_in_all_orders(&own, &["Huimou Kai"], "card");
}

#[test]
fn faces_say_where_they_come_from() {
    let builder = Engine::builder().fallback_fonts(repository("fonts/HuimouKai")).embedded_fonts();
    let engine = font(builder, "NotoSansSC/NotoSansSC-Regular.ttf").build().expect("an engine");
    let origins: Vec<FaceOrigin> = engine.faces().iter().map(|face| face.origin).collect();
    assert!(origins.is_sorted(), "{origins:?}");
    let count = |origin| origins.iter().filter(|other| **other == origin).count();
    assert_eq!((count(FaceOrigin::Embedded), count(FaceOrigin::Added), count(FaceOrigin::Fallback)), (20, 1, 1));
    let kai = engine.faces().iter().find(|face| face.family == "Huimou Kai").expect("the Kai");
    let characters: Vec<char> = engine.characters(kai).collect();
    assert!(characters.is_sorted() && characters.contains(&'楷') && characters.len() > 8000, "{}", characters.len());
}

#[test]
fn a_template_of_ones_own_stands_for_a_built_in_one_in_either_order() {
    let own = || card("bulletin", None);
    let before = Engine::builder().embedded_fonts().template(own()).built_in_templates().build().expect("an engine");
    let after = Engine::builder().embedded_fonts().built_in_templates().template(own()).build().expect("an engine");
    for engine in [before, after] {
        let titles: Vec<&str> = engine.templates().map(|template| template.manifest().title.as_str()).collect();
        assert_eq!(titles, ["画册", "卡片"]);
        let default = engine.default_template().expect("a default");
        assert_eq!((default.manifest().name.as_str(), default.manifest().title.as_str()), ("bulletin", "卡片"));
    }
    let twice = Engine::builder().embedded_fonts().template(card("a", None)).template(card("a", None)).build();
    let error = twice.expect_err("which of the two?");
    assert!(error.has(Code::TemplateBroken), "{error}");
}

#[test]
fn the_default_template_is_named_or_the_only_one() {
    let default = |engine: &Engine| engine.default_template().map(|template| template.manifest().name.clone());
    assert_eq!(default(&ENGINE).as_deref(), Some("bulletin"));
    let fonts = || Engine::builder().embedded_fonts();
    assert_eq!(default(&fonts().template(card("own", None)).build().expect("an engine")).as_deref(), Some("own"));
    let chosen = fonts().built_in_templates().default_template("画册").build().expect("an engine");
    assert_eq!(default(&chosen).as_deref(), Some("editorial"));
    let error = fonts().default_template("none").template(card("own", None)).build().expect_err("no such template");
    assert!(error.has(Code::UnknownTemplate) && error.to_string().contains("own"), "{error}");
    // With two templates, none is chosen by name.
    let two = fonts().template(card("b", None)).template(card("a", None)).build().expect("an engine");
    assert_eq!(default(&two), None);
    let source = small("[[section]]\ntitle = \"一\"\n");
    let error = two.build(&source, &InMemory::new(), &Choices::new()).expect_err("which of the two?");
    assert!(error.has(Code::UnknownTemplate) && error.to_string().contains("a, b"), "{error}");
    assert!(two.build(&source, &InMemory::new(), &Choices::new().template("b")).is_ok());
}

#[test]
fn one_call_has_the_warnings_of_all_stages_also_when_it_fails() {
    let text = "[[section]]\ntitle = \"一\"\nlead = \"他说\\\"好\\\"。\"\n";
    let source = small(text);
    let lint = |error: &Error| {
        let first = &error.diagnostics()[0];
        (first.code, first.severity) == (Code::StraightQuote, Severity::Warning)
    };
    let built = build(&source, &InMemory::new()).expect("pages");
    let once = ENGINE.build(&source, &InMemory::new(), &Choices::new()).expect("pages");
    assert!(once.warnings.iter().any(|warning| warning.code == Code::StraightQuote));
    assert_eq!(pdf(&built.value), pdf(&once.value));

    let broken = "#let review(sheet, theme: none, photo: none) = panic(\"never\")";
    let engine = Engine::builder().embedded_fonts().template(card("card", Some(broken))).build().expect("an engine");
    let error = engine.build(&source, &InMemory::new(), &Choices::new()).expect_err("the template fails");
    assert!(lint(&error) && error.has(Code::TemplateFailed), "{error}");

    // The same from a description, whose own warnings came with it.
    let parsed = Description::parse(&source).expect("a description");
    let built = ENGINE.build(&parsed.value, &InMemory::new(), &Choices::new()).expect("pages");
    assert_eq!(pdf(&built.value), pdf(&once.value));
    let error = parsed.and_then(|description| engine.build(&description, &InMemory::new(), &Choices::new()));
    let error = error.expect_err("the template fails");
    assert!(lint(&error) && error.has(Code::TemplateFailed), "{error}");
}

#[test]
fn a_theme_that_was_read_once_serves_every_review() {
    let source = small("[[section]]\ntitle = \"一\"\n");
    let text = "name = \"office\"\ntitle = \"本局\"\nbase = \"green\"\nlogo = \"logo.jpg\"\n[colour]\nprimary = { rgb = \"#7A1F2B\" }\n";
    let file = Source::new("office.toml", text);
    let logo = std::fs::read(repository("tests/cases/descriptions/picture.jpg")).expect("a picture");
    let files = Arc::new(InMemory::new().with("logo.jpg", logo));
    let bulletin = ENGINE.template("bulletin").expect("a template");
    let theme = bulletin.parse_theme(&file).expect("a theme").beside(files.clone());
    let build = |theme: ThemeChoice, template: &str| {
        let choices = Choices::new().theme(theme).template(template);
        ENGINE.build(&source, &InMemory::new(), &choices).expect("pages").value
    };
    for template in ["bulletin", "editorial"] {
        let parsed = build(ThemeChoice::from(theme.clone()), template);
        let read = build(ThemeChoice::file_beside(file.clone(), files.clone()), template);
        assert_eq!(parsed.review().theme(), read.review().theme(), "{template}");
        assert_eq!(parsed.review().photos().count(), 1, "{template}: the logo lies beside the theme");
        assert!(pdf(&parsed) == pdf(&read), "{template}");
    }
}

#[test]
fn eight_threads_share_an_engine() {
    let bodies: Vec<String> =
        (0..8).map(|k| format!("[[section]]\ntitle = \"第{k}\"\nlead = \"共{k}件。\"\n")).collect();
    let bytes = |k: usize| {
        let template = ["bulletin", "editorial"][k % 2];
        let built = ENGINE.build(&small(&bodies[k]), &InMemory::new(), &Choices::new().template(template));
        pdf(&built.expect("pages").value)
    };
    let alone: Vec<Vec<u8>> = (0..8).map(bytes).collect();
    std::thread::scope(|scope| {
        for k in 0..8 {
            let alone = &alone;
            // Each sets all of them, and begins with another.
            scope.spawn(move || (0..8).map(|j| (k + j) % 8).for_each(|j| assert!(bytes(j) == alone[j], "review {j}")));
        }
    });
}

#[test]
fn options_are_set_one_by_one() {
    let options = PdfOptions::new().tagged(false);
    let document = sample("hospital-2024");
    let (plain, tagged) = (document.to_pdf(&options).expect("a PDF"), pdf(document));
    let has_tags = |bytes: &[u8]| {
        let file = lopdf::Document::load_mem(bytes).expect("a PDF");
        file.catalog().expect("a catalog").has(b"StructTreeRoot")
    };
    assert!(has_tags(&tagged) && !has_tags(&plain) && plain.len() < tagged.len());
}

#[test]
fn a_preview_is_a_folder_that_compiles_by_itself() {
    for (template, own) in [
        ("editorial", &["main.typ", "sheet.json", "theme.json", "plan.json"][..]),
        ("bulletin", &["main.typ", "sheet.json", "theme.json"]),
    ] {
        let review = book("jiaxing-2023", template).review();
        let plan = ENGINE.plan(review).expect("a plan");
        let files: Vec<(String, Vec<u8>)> = review
            .preview_files("template/lib.typ", plan.as_deref())
            .map(|(path, bytes)| (path, bytes.into_owned()))
            .collect();
        let names: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let (first, photos) = names.split_at(own.len());
        assert_eq!(first, own, "{template}");
        assert!(photos.iter().all(|path| path.starts_with("photos/")), "{names:?}");
        assert_eq!(photos.len(), review.photos().count());
        let main = String::from_utf8_lossy(&files[0].1);
        assert!(main.contains("\"template/lib.typ\""));
        assert_eq!(main.contains("plan.json"), plan.is_some(), "{main}");
    }
}

#[test]
fn files_stay_below_their_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    huimou::files::write_below(folder.path(), "a/b.txt", b"b").expect("written");
    assert_eq!(std::fs::read(folder.path().join("a/b.txt")).expect("there"), b"b");
    for path in ["", "../b.txt", "/b.txt", "a/../../b.txt", "a//b.txt", "C:b.txt"] {
        let error = huimou::files::write_below(folder.path(), path, b"b").expect_err(path);
        assert!(error.has(Code::WriteRefused), "{error}");
    }
}
