//! One file per case: `tests/cases/descriptions/*.toml`, with snapshots of all messages in both languages.

use huimou::asset::{Folder, InMemory};
use huimou::sheet::Block;
use huimou::{Choices, Language, Source, report};

use crate::support::{ENGINE, repository, small, words_of};

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../cases/descriptions");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Everything that `huimou check` would say, in the form that people see.
#[test]
fn messages_of_every_case() {
    let wrong = std::cell::RefCell::new(Vec::new());
    settings().bind(|| {
        insta::glob!("../cases/descriptions", "*.toml", |path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let bytes = std::fs::read(path).expect("a case");
            let folder = Folder::new(repository("tests/cases/descriptions"));
            let found = match Source::decode(name, &bytes) {
                Err(error) => error.diagnostics().to_vec(),
                Ok(source) => match ENGINE.review(&source, &folder, &Choices::new()) {
                    Ok(review) => review.warnings,
                    Err(error) => error.diagnostics().to_vec(),
                },
            };
            let failed = found.iter().any(|d| d.severity == huimou::Severity::Error);
            if failed != name.starts_with("err_") {
                wrong.borrow_mut().push(name.to_owned());
            }
            let text = format!(
                "{}{}\n{}",
                report::human(&found, Language::Chinese, report::Colour::Never),
                report::human(&found, Language::English, report::Colour::Never),
                report::json(&found, Language::English)
            );
            insta::assert_snapshot!(text);
        });
    });
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "refused or not, against the case's name: {wrong:?}");
}

/// Every error that a description alone can have occurs in some case.
#[test]
fn every_code_has_a_case() {
    let mut all = String::new();
    let folders = ["tests/cases/descriptions", "tests/cases/batch"].map(repository);
    for entry in folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("cases")).map(Result::unwrap) {
        if entry.path().extension().is_some_and(|extension| extension == "snap") {
            all.push_str(&std::fs::read_to_string(entry.path()).expect("a snapshot"));
        }
    }
    // What needs fonts, templates, files or a broken disk is tested in `cli`, `photos` and `template`.
    use huimou::{Class, Code};
    let elsewhere = [
        Code::Overset,
        Code::TooLarge,
        Code::PhotoTooLarge,
        Code::PhotoFormat,
        Code::PhotoBroken,
        Code::PhotoProfile,
        Code::Typography,
        Code::PageLimit,
        Code::PdfBroken,
    ];
    for code in Code::ALL.iter().filter(|code| code.class() == Class::Content && !elsewhere.contains(code)) {
        assert!(all.contains(&format!("[{code}]")), "no case for {code}");
    }
}

#[test]
fn numbers_keep_their_digits() {
    let value = |literal: &str| {
        let body = format!("[[section]]\ntitle = \"一\"\n[[section.indicator]]\nlabel = \"甲\"\nvalue = {literal}\n");
        let review = ENGINE.review(&small(&body), &InMemory::new(), &Choices::new()).expect("a number").value;
        let Block::Indicators(indicators) = &review.sheet().sections[0].blocks[0] else { panic!("no indicators") };
        indicators[0].figure.text.clone()
    };
    assert_eq!(value("1345.50"), "1345.50");
    assert_eq!(value("1_345.500"), "1345.500");
    assert_eq!(value("\"0.10\""), "0.10");
    assert_eq!(value("-7"), "−7");
    assert_eq!(value("\"2.5～3.0\""), "2.5～3.0");
    assert_eq!(value("123456789012345678901234567890"), "123456789012345678901234567890");
}

#[test]
fn text_is_never_evaluated() {
    let hostile = r##"#eval("1") $x$ @ref <label> #read("/etc/passwd") `code` _under_ #import "x" // /* ~ \u{41}"##;
    let body = format!("[[section]]\ntitle = '''{hostile}'''\nlead = '''{hostile} *'''\n");
    let words = words_of(&body);
    let plain = hostile.replace(' ', "");
    // Once as the heading, again in the contents, and as the lead.
    assert!(words.matches(&plain).count() >= 2, "{words}");
    assert!(words.contains(&format!("{plain}*")));
}

#[test]
fn line_breaks_in_chinese_vanish() {
    let words = |lead: &str| {
        let body = format!("[[section]]\ntitle = \"一\"\nlead = \"\"\"{lead}\"\"\"\n");
        let review = ENGINE.review(&small(&body), &InMemory::new(), &Choices::new()).expect("a review").value;
        review.sheet().sections[0].lead.as_ref().expect("a lead").text.clone()
    };
    assert_eq!(words("第一行\n第二行"), "第一行第二行");
    assert_eq!(words("use\nRust"), "use Rust");
    assert_eq!(words("第一段\n\n第二段"), "第一段\n\n第二段");
}
