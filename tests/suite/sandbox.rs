//! A template reaches only the files that it was given, and its errors are reported with their place.

use std::borrow::Cow;

use huimou::asset::InMemory;
use huimou::{Choices, Code, Diagnostic, Engine, Language, Severity, Template, report};

use crate::support::{read, small};

const BODY: &str = "[[section]]\ntitle = \"繁體國字\"\n";

fn own(lib: &str) -> Template {
    let files: Vec<(&str, Cow<'static, [u8]>)> = vec![
        ("typst.toml", read("tests/consumer/template/typst.toml").into_bytes().into()),
        ("themes/plain.toml", read("tests/consumer/template/themes/plain.toml").into_bytes().into()),
        ("lib.typ", lib.to_owned().into_bytes().into()),
    ];
    Template::from_files("card", files).expect("a template")
}

/// What a review says when it is set with this code.
fn outcome(lib: &str) -> Vec<Diagnostic> {
    let engine = Engine::builder().embedded_fonts().template(own(lib)).build().expect("an engine");
    let review = engine.review(&small(BODY), &InMemory::new(), &Choices::new()).expect("a review").value;
    match engine.typeset(&review) {
        Ok(document) => document.warnings,
        Err(error) => error.diagnostics().to_vec(),
    }
}

fn fails(lib: &str) -> Diagnostic {
    let found = outcome(lib);
    let error = found.into_iter().find(|d| d.severity == Severity::Error);
    error.unwrap_or_else(|| panic!("{lib} went through"))
}

const SET: &str = "set text(font: (\"Noto Sans SC\", \"Huimou Song Rest\"), fallback: false)";

#[test]
fn files_of_the_project_and_the_machine_are_out_of_reach() {
    for reach in [
        "read(\"/etc/passwd\")",
        "read(\"../../../etc/passwd\")",
        "read(\"/sheet.json\")",
        "json(\"../sheet.json\")",
        "image(\"/photos/0001.jpg\")",
    ] {
        let error = fails(&format!("#let review(sheet, theme: none, photo: none) = {{ {reach} }}"));
        assert_eq!(error.code, Code::TemplateFailed, "{reach}");
    }
}

#[test]
fn no_package_is_fetched() {
    let error = fails("#import \"@preview/cetz:0.3.0\": canvas\n#let review(sheet, theme: none, photo: none) = []");
    assert_eq!(error.code, Code::TemplateFailed);
}

#[test]
fn there_is_no_clock_and_no_machine_code() {
    let clock = fails("#let review(sheet, theme: none, photo: none) = datetime.today().display()");
    assert!(clock.message.en.contains("date"), "{}", clock.message.en);
    // Refused for what it is, not for being no good WebAssembly.
    let found = outcome(&format!(
        "#let review(sheet, theme: none, photo: none) = {{ {SET}; assert(plugin == none); assert(std.plugin == none) }}"
    ));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_faulty_template_is_blamed_with_its_trace() {
    let found =
        outcome("#let inner(x) = x.no-such\n#let review(sheet, theme: none, photo: none) = {\n  inner(sheet)\n}\n");
    insta::assert_snapshot!(report::human(&found, Language::English, report::Colour::Never));
    insta::assert_snapshot!(report::human(&found, Language::Chinese, report::Colour::Never));
}

#[test]
fn endless_templates_end() {
    for lib in [
        "#let review(sheet, theme: none, photo: none) = { while true { } }",
        "#let f(x) = f(x)\n#let review(sheet, theme: none, photo: none) = f(1)",
        "#let review(sheet, theme: none, photo: none) = { let b = []; for i in range(5000) { b = box(b) }; b }",
    ] {
        assert_eq!(fails(lib).code, Code::TemplateFailed, "{lib}");
    }
}

#[test]
fn an_unknown_family_is_an_error() {
    let error = fails(
        "#let review(sheet, theme: none, photo: none) = { set text(font: \"No Such Song\"); sheet.review.title.text }",
    );
    assert_eq!(error.code, Code::FontMissing);
    assert!(error.labels[0].source.name().ends_with("card/lib.typ"), "{}", error.labels[0].source.name());
}

/// The fonts cover the character, the template's own stack does not: only the pages show it.
#[test]
fn a_glyph_that_slips_through_points_back_at_the_toml() {
    let lib = "#let review(sheet, theme: none, photo: none) = {\n  set text(font: \"Noto Sans SC\", fallback: false)\n  for s in sheet.sections {\n    [#metadata((origin: s.origin + \".title\", edge: \"start\"))<origin>]\n    s.title.text\n    [#metadata((origin: s.origin + \".title\", edge: \"end\"))<origin>]\n  }\n}";
    let error = fails(lib);
    assert_eq!(error.code, Code::MissingGlyph);
    assert_eq!(error.field.as_deref(), Some("section[0].title"));
    let place = error.labels[0].source.position(error.labels[0].span.start);
    // title = "繁體國字": 體 is the second character of the string.
    assert_eq!((place.line, place.column), (6, 11), "{}", error.message.en);
}

#[test]
fn a_layout_that_does_not_settle_is_told_of_this_review() {
    let lib = format!(
        "#let review(sheet, theme: none, photo: none) = {{ {SET}; let s = state(\"x\", 0); context {{ s.update(s.final() + 1) }}; context s.get() }}"
    );
    let found = outcome(&lib);
    let warning = found.iter().find(|d| d.code == Code::NotConverged).unwrap_or_else(|| panic!("{found:?}"));
    assert!(warning.labels.iter().any(|label| label.source.name() == "small.toml"));
}
