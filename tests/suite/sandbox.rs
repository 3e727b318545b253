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
    assert!(error.message.en.contains("@preview/cetz:0.3.0; packages are never downloaded"), "{}", error.message.en);
    assert!(error.hints[0].en.contains("copy the package's files"), "{:?}", error.hints);
    assert_eq!(error.labels[0].source.position(error.labels[0].span.start).line, 1);
}

/// Three errors of the same words are enough, with the count of the others.
#[test]
fn many_errors_of_one_cause_are_few() {
    let found = outcome(&format!("#let review(sheet, theme: none, photo: none) = {}", "(".repeat(5000)));
    assert!(found.len() <= 6, "{} errors", found.len());
    assert!(found[2].hints[0].en.contains("more errors of this kind"), "{:?}", found[2]);
    assert!(found.iter().any(|error| error.message.en.contains("parsing depth")), "{found:?}");
}

#[test]
fn a_plugin_is_refused_for_what_it_is() {
    for call in ["plugin(\"a.wasm\")", "std.plugin(bytes(()))"] {
        let error = fails(&format!("#let review(sheet, theme: none, photo: none) = {{\n{call} }}"));
        assert_eq!(error.code, Code::TemplateFailed);
        assert!(error.message.en.contains("plugins are switched off"), "{}", error.message.en);
        assert_eq!(error.labels[0].source.position(error.labels[0].span.start).line, 2);
    }
}

#[test]
fn pages_are_counted_and_measured() {
    let lay = |page: &str, body: &str| {
        format!("#let review(sheet, theme: none, photo: none) = {{ {SET}; set page({page}); {body} }}")
    };
    let refused = |page: &str, body: &str, said: &str| {
        let error = fails(&lay(page, body));
        assert_eq!(error.code, Code::PageLimit, "{}", error.message.en);
        assert!(error.message.en.contains(said), "{}", error.message.en);
        assert_eq!(error.labels[0].source.name(), "small.toml");
    };
    refused("paper: \"a4\"", "for i in range(5001) [a #pagebreak(weak: true)]", "5001 pages; 5000 are allowed");
    refused("height: auto", "[a]; v(6000mm); [b]", "a side may have from 1 mm to 5 m");
    refused("width: 0pt, height: 0pt, margin: 0pt", "[a]", "page 1 of the template card is 0 by 0 mm");
    refused("width: 1e9pt", "[a]", "a side may have from 1 mm to 5 m");
    refused("paper: \"a4\"", "none", "has printed nothing");
    let fine = outcome(&lay("height: auto", "for i in range(4999) [a #pagebreak(weak: true)]"));
    assert!(fine.iter().all(|found| found.severity == Severity::Warning), "{fine:?}");
}

#[test]
fn there_is_no_clock_and_no_machine_code() {
    let clock = fails("#let review(sheet, theme: none, photo: none) = datetime.today().display()");
    assert!(clock.message.en.contains("date"), "{}", clock.message.en);
    // Refused for what it is, not for being no good WebAssembly.
    let found = outcome(&format!(
        "#let review(sheet, theme: none, photo: none) = {{ {SET}; assert(plugin == none); assert(std.plugin == none); [a] }}"
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
