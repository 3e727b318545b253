//! Documents that can go stale are run.

use huimou::asset::InMemory;

use crate::support::{build, read, repository};
use huimou::{Code, Source};

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

#[test]
fn every_fault_is_explained() {
    let text = read("docs/errors.md");
    for code in Code::ALL {
        let line = format!("| `{code}` | {} |", code.meaning());
        assert!(text.contains(&line), "docs/errors.md lacks:\n{line}");
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
