//! `ARCHITECTURE.md` lists every module, and every test named in `tests/README.md` exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::{files_below, read, repository};

/// The words in backticks of a text, in order.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Every file of Rust code below a folder, as its path without the folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let inside = |path: &Path| path.strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
    files_below(folder, "rs").iter().map(|path| inside(path)).collect()
}

/// Every module of the library and of the command but tests and roots; a folder's `mod.rs` by the folder's name.
fn modules() -> BTreeSet<String> {
    let module = |prefix: &str, file: &String| {
        let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let last = name.rsplit('/').next().unwrap_or(name);
        (!["lib", "tests"].contains(&last)).then(|| format!("{prefix}{name}"))
    };
    let library = files(&repository("src")).iter().filter_map(|file| module("", file)).collect::<Vec<_>>();
    let command = files(&repository("cli/src")).iter().filter_map(|file| module("cli/", file)).collect::<Vec<_>>();
    library.into_iter().chain(command).collect()
}

/// The names in the first column of the tables of modules. Names without a slash stand in the folder of the first.
fn named(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for row in text.lines().filter_map(|line| line.strip_prefix("| `")) {
        let cell = format!("`{}", row.split(" |").next().unwrap_or_default());
        let names = quoted(&cell);
        let first = names.first().copied().unwrap_or_default();
        let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
        for name in names {
            let whole =
                if name.contains('/') || folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            out.insert(whole.trim_end_matches('/').to_owned());
        }
    }
    out
}

/// The part of a document behind a heading, up to the next one of its kind.
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let rest = text.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}")).1;
    rest.split("\n## ").next().unwrap_or(rest)
}

#[test]
fn architecture_names_every_module() {
    let text = read("ARCHITECTURE.md");
    let (there, mut named) = (modules(), named(section(&text, "Modules")));
    assert!(there.len() > 150, "the walk found the modules");
    // Modules of one word stand in the table of the floors.
    let floors: BTreeSet<String> = section(&text, "The floors")
        .lines()
        .filter_map(|line| line.strip_prefix("| ").and_then(|line| line.split('`').nth(1)).map(str::to_owned))
        .collect();
    let missing: Vec<&String> =
        there.iter().filter(|module| !named.contains(*module) && !floors.contains(*module)).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md doesn't name {missing:?}");
    named.extend(floors);
    let stale: Vec<&String> = named.difference(&there).collect();
    assert!(stale.is_empty(), "ARCHITECTURE.md names modules that don't exist: {stale:?}");
}

#[test]
fn a_module_that_is_not_named_is_found() {
    let all = named("| `a/b/`, `c` | x |\n| `a/d`, `e/f` | `g` |\n| `h` | y |");
    assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), ["a/b", "a/b/c", "a/d", "e/f", "h"]);
}

/// The words of a document that are paths of the repository.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    quoted(text).into_iter().filter(|word| {
        let folder = word.split('/').next().unwrap_or_default();
        let known = ["src", "cli", "tests", "templates", "fonts", "data", "benches", "examples", "docs"];
        known.contains(&folder)
            && word.contains('/')
            && !word.contains([' ', '*', '{', '<', '…'])
            && !word.contains("RULE")
    })
}

#[test]
fn paths_in_documents_exist() {
    let mut missing = Vec::new();
    let mut count = 0;
    for document in ["CONTRIBUTING.md", "DESIGN.md", "docs/templates.md", "docs/audit.md"] {
        for path in paths(&read(document)).map(str::to_owned).collect::<Vec<_>>() {
            count += 1;
            if !repository(&path).exists() {
                missing.push(format!("{document}: {path}"));
            }
        }
    }
    assert!(count > 20, "the paths were found: {count}");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_test_that_is_named_exists() {
    let text = read("tests/README.md");
    let functions = |text: &str| -> BTreeSet<String> {
        let names = text.split("fn ").skip(1).filter_map(|rest| rest.split('(').next());
        names.map(str::to_owned).collect()
    };
    let suite: BTreeMap<String, BTreeSet<String>> = files(&repository("tests/suite"))
        .iter()
        .map(|file| (file.trim_end_matches(".rs").to_owned(), functions(&read(&format!("tests/suite/{file}")))))
        .collect();
    let mut faults = Vec::new();
    let mut count = 0;
    for word in quoted(&text) {
        if let Some((file, test)) = word.split_once("::").filter(|(file, _)| suite.contains_key(*file)) {
            count += 1;
            if !suite[file].contains(test) {
                faults.push(format!("there is no test {word}"));
            }
        }
        // A path, as of a file with unit tests or of the code that was changed.
        let path = word.trim_end_matches(" (unit)");
        let folder = path.split('/').next().unwrap_or_default();
        let is_path =
            path.contains('/') && path.contains('.') && !path.contains([' ', '*', '{']) && !path.contains("RULE");
        if is_path && ["src", "cli", "tests", "templates", "fonts", "data", "benches"].contains(&folder) {
            match std::fs::read_to_string(repository(path)) {
                Err(_) if repository(path).is_dir() => {}
                Err(error) => faults.push(format!("{path}: {error}")),
                Ok(code) if word.ends_with(" (unit)") && !code.contains("#[test]") => {
                    faults.push(format!("{path} has no unit test"));
                }
                Ok(_) => {}
            }
        }
    }
    assert!(count > 100, "the names were found: {count}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
