//! Runs the commands and examples in documents, so that they can't become outdated.

use huimou::asset::InMemory;

use crate::support::{build, read, repository};
use huimou::{Class, Code, Source};

/// The fenced blocks of one language in a Markdown file.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn toml_blocks_build() {
    let mut whole = 0;
    for document in ["README.md", "README.zh.md", "docs/format.md"] {
        for block in blocks(&read(document), "toml") {
            if block.contains("[review]") {
                let built = build(&Source::new(document, block.as_str()), &InMemory::new());
                assert!(built.is_ok(), "{document}: {built:?}");
                whole += 1;
            }
        }
    }
    assert!(whole >= 3, "{whole} whole reviews");
}

#[test]
fn both_readmes_name_the_two_commands() {
    for document in ["README.md", "README.zh.md"] {
        let commands = blocks(&read(document), "sh").concat();
        assert!(commands.contains("cargo run -- build data/jiaxing-2023/review.toml"), "{document}");
        assert!(commands.lines().any(|line| line.trim() == "cargo test"), "{document}");
    }
    assert!(read(".ci/run").contains("cargo test"), "CI runs the README's test command");
}

/// The tables of `docs/errors.md` are the table of codes.
#[test]
fn every_code_is_documented() {
    let mut text = read("docs/errors.md");
    let before = text.clone();
    let classes = [("content", Class::Content), ("setup", Class::Setup), ("usage", Class::Usage), ("io", Class::Io)];
    for (name, class) in classes {
        let mut table = String::from("| code | meaning | 中文说明 |\n|---|---|---|\n");
        for code in Code::ALL.iter().filter(|code| code.class() == class) {
            let title = code.title();
            table.push_str(&format!("| `{code}` | {} | {} |\n", title.en, title.zh));
        }
        let (from, to) = (format!("<!-- codes: {name} -->\n"), "<!-- end of codes -->");
        let (head, rest) = text.split_once(&from).expect("a table's beginning");
        let (_, tail) = rest.split_once(to).expect("a table's end");
        text = format!("{head}{from}{table}{to}{tail}");
    }
    if std::env::var_os("HUIMOU_UPDATE").is_some() {
        std::fs::write(repository("docs/errors.md"), text).expect("a document");
    } else {
        assert!(before == text, "docs/errors.md is not current: run the tests once with HUIMOU_UPDATE=1");
    }
}

#[test]
fn every_key_of_the_language_is_documented() {
    let text = read("docs/format.md");
    let schema: serde_json::Value = serde_json::from_str(&huimou::schema()).expect("JSON");
    for (name, definition) in schema["definitions"].as_object().expect("definitions") {
        for key in definition["properties"].as_object().into_iter().flatten().map(|(key, _)| key) {
            assert!(
                text.contains(&format!("`{key}`"))
                    || text.contains(&format!("section.{key}"))
                    || text.contains(&format!("{key},"))
                    || text.contains(&format!(", {key} ")),
                "{name}.{key}"
            );
        }
    }
}

#[test]
fn links_between_documents_hold() {
    for document in [
        "README.md",
        "README.zh.md",
        "ARCHITECTURE.md",
        "DESIGN.md",
        "CONTRIBUTING.md",
        "docs/format.md",
        "docs/templates.md",
        "docs/errors.md",
        "docs/audit.md",
        "docs/batch.md",
        "docs/command.md",
        "docs/command.zh.md",
        "docs/fix.md",
        "tests/README.md",
        "benches/README.md",
        "data/README.md",
        "fonts/README.md",
    ] {
        let text = read(document);
        let base = repository(document);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or("");
            if !path.is_empty() && !path.contains(':') {
                assert!(base.parent().expect("a folder").join(path).exists(), "{document}: {target}");
            }
        }
    }
}
