//! The Typst code of the templates: one set of component names, documented functions, short lines.

use std::path::PathBuf;

use serde_json::Value;
use typstyle_core::{Config, Typstyle};

use crate::support::{TEMPLATES, files_below, read, repository};

/// Digits as outlines: a table of numbers, not code.
const DATA: &str = "outlines.typ";

/// The words of a list that the language's schema defines.
fn words(definition: &str) -> Vec<String> {
    let schema: Value = serde_json::from_str(&read("data/review.schema.json")).expect("JSON");
    let list = schema["definitions"][definition]["oneOf"].as_array().expect("a list of words");
    let found: Vec<String> = list.iter().filter_map(|word| Some(word["const"].as_str()?.to_owned())).collect();
    assert!(!found.is_empty(), "{definition}");
    found
}

/// The Typst files of the templates, except generated outlines.
fn all_code() -> Vec<PathBuf> {
    let folders = ["templates", "examples/leaflet"];
    let mut found: Vec<_> = folders.iter().flat_map(|folder| files_below(&repository(folder), "typ")).collect();
    found.retain(|path| !path.ends_with(DATA));
    assert!(found.len() > 80, "{} files", found.len());
    found
}

#[test]
fn both_templates_call_a_component_what_the_language_calls_it() {
    for template in TEMPLATES {
        let has = |name: &str| repository(&format!("templates/{template}/components/{name}.typ")).is_file();
        for block in words("BlockKind") {
            assert!(has(&block), "{template} has no component {block}");
        }
        for view in words("View") {
            assert!(has(&view) || has(&format!("{view}s")), "{template} has no component for the view {view}");
        }
        for part in ["hero", "facts", "lead", "foreword", "contents", "cover", "glance", "slot"] {
            assert!(has(part), "{template} has no component {part}");
        }
    }
}

#[test]
fn every_typst_function_says_what_it_draws_or_returns() {
    let mut silent = Vec::new();
    for path in all_code() {
        let text = std::fs::read_to_string(&path).expect("text");
        let mut before = "";
        for line in text.lines() {
            let name = line.strip_prefix("#let ").and_then(|rest| rest.split_once('('));
            if let Some((name, _)) = name.filter(|(name, _)| !name.is_empty() && !name.contains([' ', '=']))
                && !before.starts_with("/// ")
            {
                silent.push(format!("{}: {name}", path.display()));
            }
            before = line;
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

/// As `typstyle --line-width 100` formats it, which is also what a designer's editor does.
#[test]
fn typst_code_is_formatted() {
    let style = Typstyle::new(Config::new().with_width(100));
    let formatted = |text: &str| style.format_text(text).render().expect("code without errors");
    let unlike: Vec<PathBuf> = (all_code().into_iter())
        .filter(|path| {
            let text = std::fs::read_to_string(path).expect("text");
            formatted(&text) != text
        })
        .collect();
    assert_eq!(unlike, Vec::<PathBuf>::new());
}

#[test]
fn typst_lines_have_at_most_a_hundred_columns() {
    let mut long = Vec::new();
    for path in all_code() {
        let text = std::fs::read_to_string(&path).expect("text");
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.chars().count() > 100) {
            long.push(format!("{}:{}: {line}", path.display(), number + 1));
        }
    }
    assert_eq!(long, Vec::<String>::new());
}
