//! The order of the floors: a module uses only modules on floors below it. `ARCHITECTURE.md` has the same table.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{files_below, read, repository};

/// Modules from the ground up. Modules on one floor don't know each other.
const FLOORS: &[&[&str]] = &[
    &["compose", "date", "disk", "geometry", "guard", "message", "source"],
    &["rule"],
    &["diagnostic"],
    &["asset", "font", "photo", "process", "report", "text", "write"],
    &["description", "files", "template"],
    &["edit", "fix", "review"],
    &["world"],
    &["document"],
    &["export"],
    &["audit"],
    &["engine", "explain"],
    &["batch"],
];

/// Outside crates and the only modules that may name them.
const GATES: &[(&str, &[&str])] = &[
    ("toml", &["description", "template"]),
    ("toml_edit", &["edit"]),
    ("typst", &["font", "photo", "world", "document", "export", "audit"]),
    ("typst_layout", &["document", "audit"]),
    ("typst_pdf", &["export"]),
    ("typst_render", &["export", "audit"]),
    ("hayro", &["audit"]),
    ("hayro_interpret", &["audit"]),
    ("hayro_syntax", &["audit"]),
    ("kurbo", &["audit"]),
    ("typst_kit", &["font"]),
    ("image", &["photo"]),
    ("zune_jpeg", &["photo"]),
    ("img_parts", &["photo"]),
    ("fdeflate", &["photo"]),
    ("comrak", &["text"]),
    ("icu_segmenter", &["text"]),
    ("regex", &["text"]),
    ("annotate_snippets", &["report"]),
    ("tempfile", &["write"]),
    ("chrono", &["date", "description", "cli"]),
    ("minijinja", &["batch"]),
    ("csv", &["batch"]),
    ("quick_xml", &["batch"]),
    ("zip", &["batch"]),
    ("encoding_rs", &["batch"]),
    ("rayon", &["batch"]),
    ("sha2", &["batch"]),
    ("rustix", &["disk", "process", "cli"]),
    ("signal_hook", &["cli"]),
    ("unicode_normalization", &["batch"]),
    ("indicatif", &["cli"]),
    ("ctrlc", &["cli"]),
    ("clap", &["cli"]),
    ("anstream", &["cli"]),
    ("sys_locale", &["cli"]),
];

/// The only modules that touch files, and the only one that asks the environment.
const FILES: &[&str] = &["asset", "disk", "files", "font", "template", "engine", "write", "batch", "cli"];

#[test]
fn modules_lean_only_downwards() {
    let errors = errors(&all_sources());
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn architecture_draws_the_same_floors() {
    let text = read("ARCHITECTURE.md");
    let mut drawn = Vec::new();
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        if let (4, Ok(floor)) = (cells.len(), cells[0].parse::<usize>()) {
            let module = cells[1].trim_matches('`').to_owned();
            let crates = cells[3].trim_end_matches('|').trim().replace('-', "_");
            let crates: BTreeSet<String> =
                crates.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            drawn.push((floor, module, crates));
        }
    }
    let gates = |module: &str| -> BTreeSet<String> {
        GATES.iter().filter(|(_, at)| at.contains(&module)).map(|(name, _)| (*name).to_owned()).collect()
    };
    let mut held: Vec<_> = (FLOORS.iter().zip(1..))
        .flat_map(|(modules, floor)| modules.iter().map(move |module| (floor, (*module).to_owned(), gates(module))))
        .collect();
    // serde is everybody's; the table names it where it is the purpose.
    for (_, _, crates) in &mut drawn {
        crates.remove("serde");
        crates.remove("schemars");
    }
    drawn.sort();
    held.sort();
    assert_eq!(drawn, held);
}

#[test]
fn a_module_that_leans_upwards_is_named() {
    let planted = |module: &str, code: &str| vec![(module.to_owned(), format!("{module}.rs"), code.to_owned())];
    assert_eq!(errors(&planted("text", "use crate::engine::Engine;")).len(), 1);
    assert_eq!(errors(&planted("photo", "use crate::{source::Span, font::FontStore};")).len(), 1);
    assert_eq!(errors(&planted("review", "let t: toml::Table;")).len(), 1);
    assert_eq!(errors(&planted("review", "std::fs::read(path)")).len(), 1);
    assert_eq!(errors(&planted("document", "std::env::var(\"TZ\")")).len(), 1);
    assert_eq!(errors(&planted("audit", "serde_json::from_str(review.sheet_json())")).len(), 1);
    assert_eq!(errors(&planted("batch", "clap::Parser")).len(), 1);
}

fn errors(sources: &[(String, String, String)]) -> Vec<String> {
    let mut errors = Vec::new();
    for (module, file, code) in sources {
        for used in names_after("crate::", code) {
            let lower = match (floor(module), floor(&used)) {
                (Some(here), Some(there)) => there < here,
                // The command is a separate package: `crate::` is its own root.
                (None, _) => true,
                (Some(_), None) => false,
            };
            if used != *module && !lower {
                errors.push(format!("{file}: `{module}` must not lean on `{used}`"));
            }
        }
        for (outside, allowed) in GATES {
            if names(code, &format!("{outside}::")) && !allowed.contains(&module.as_str()) {
                errors.push(format!("{file}: `{outside}` belongs to {allowed:?}"));
            }
        }
        if (code.contains("std::fs") || code.contains("fs::read")) && !FILES.contains(&module.as_str()) {
            errors.push(format!("{file}: files belong to {FILES:?}"));
        }
        if (code.contains("env::var") || code.contains("SystemTime") || code.contains("Utc::now")) && module != "cli" {
            errors.push(format!("{file}: clock and environment belong to the command"));
        }
        // Inside the library the sheet is typed; only the template gets it as JSON.
        if code.contains(".sheet_json()") && !["world", "cli"].contains(&module.as_str()) {
            errors.push(format!("{file}: ask `Review::sheet`, not its JSON"));
        }
    }
    errors
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Whether a crate's name occurs in the code as a whole word.
fn names(code: &str, prefix: &str) -> bool {
    code.match_indices(prefix)
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

/// The library's files by their modules, and the command's as the one module `cli`.
pub fn all_sources() -> Vec<(String, String, String)> {
    let mut all = sources(&repository("src"));
    let command = sources(&repository("cli/src"));
    assert!(all.len() > 30 && command.len() > 10, "the walk found the sources");
    all.extend(command.into_iter().map(|(_, file, code)| ("cli".to_owned(), format!("cli/{file}"), code)));
    all
}

/// Every file as (module, path, code without comments and tests).
fn sources(root: &Path) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for path in files_below(root, "rs") {
        let inside = path.strip_prefix(root).expect("inside");
        let first = inside.iter().next().and_then(|part| part.to_str()).expect("a name");
        let module = match first.trim_end_matches(".rs") {
            "lib" if !root.ends_with("cli/src") => continue,
            module => module.to_owned(),
        };
        let text = std::fs::read_to_string(&path).expect("code");
        let text = text.split("#[cfg(test)]").next().expect("a part");
        let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        found.push((module, inside.display().to_string(), code.join("\n")));
    }
    found
}

/// The names that follow `prefix`: in `crate::a::B` and in `crate::{a::B, c}`.
fn names_after(prefix: &str, code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for rest in code.split(prefix).skip(1) {
        match rest.strip_prefix('{') {
            None => names.extend([word(rest)]),
            Some(group) => {
                let mut depth = 0;
                let mut part = String::new();
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => names.extend([word(std::mem::take(&mut part).trim())]),
                        c => part.push(c),
                    }
                }
                names.extend([word(part.trim())]);
            }
        }
    }
    names.into_iter().filter(|name| name.starts_with(|c: char| c.is_lowercase())).collect()
}
