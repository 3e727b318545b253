//! The real review is printed completely and correctly: every fact in its section, no number of unknown origin.
//!
//! `tests/facts/jiaxing-2023.json` was made from the published article independently of our TOML.

use std::collections::BTreeSet;

use huimou::Block;
use huimou::description::Role;
use serde_json::Value;

use crate::support::{SAMPLES, TEMPLATES, book, books, folded, pdf, pdf_pages, read, sample};

fn facts() -> Value {
    serde_json::from_str(&read("tests/facts/jiaxing-2023.json")).expect("JSON")
}

fn strings<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    value[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The words of a section's pages as another program reads them from the PDF.
fn section_text(template: &str, number: usize) -> String {
    let document = book("jiaxing-2023", template);
    let start = |k: usize| {
        document.blocks().iter().find(|block| block.origin == format!("section[{k}].title")).map(|block| block.page)
    };
    let pages = pdf_pages(&pdf(document));
    let first = start(number).expect("a section starts somewhere");
    let last = start(number + 1).unwrap_or(pages.len());
    pages[first - 1..last].iter().map(|page| folded(page)).collect()
}

/// All blocks of a section whose origin holds `kind`.
fn blocks(template: &str, section: usize, kind: &str) -> Vec<Block> {
    let prefix = format!("section[{section}].");
    let all = book("jiaxing-2023", template).blocks().into_iter();
    all.filter(|block| block.origin.starts_with(&prefix) && block.origin.contains(kind)).collect()
}

#[test]
fn every_fact_stands_in_its_section() {
    TEMPLATES.iter().copied().for_each(facts_stand);
}

fn facts_stand(template: &str) {
    let facts = facts();
    for (k, section) in facts["sections"].as_array().expect("sections").iter().enumerate() {
        let text = section_text(template, k);
        let has = |what: &str, phrase: &str| {
            assert!(text.contains(&folded(phrase)), "section {k}: the {what} {phrase} is not on its pages");
        };
        has("title", section["title"].as_str().expect("a title"));
        has("lead", section["lead"].as_str().expect("a lead"));
        for quote in strings(section, "quotes") {
            has("quotation", quote);
        }
        for item in section["documents"].as_array().into_iter().flatten() {
            has("document", &item["name"].as_str().expect("a name").replace("2022-2030", "2022—2030"));
        }
        for item in section["highlights"].as_array().into_iter().flatten() {
            has("caption", item["caption"].as_str().expect("a caption"));
        }
        for milestone in strings(section, "milestones") {
            has("milestone", milestone);
        }
    }
    let foreword: String = book("jiaxing-2023", template)
        .blocks()
        .iter()
        .filter(|block| block.origin == "review.foreword")
        .map(|block| folded(&block.text))
        .collect();
    assert!(foreword.contains(&folded(facts["intro"]["raw"].as_str().expect("an intro"))));
}

#[test]
fn every_indicator_stands_in_its_callout() {
    TEMPLATES.iter().copied().for_each(indicators_stand);
}

fn indicators_stand(template: &str) {
    for (k, section) in facts()["sections"].as_array().expect("sections").iter().enumerate() {
        let callouts: Vec<String> =
            blocks(template, k, ".indicator[").iter().map(|block| folded(&block.text)).collect();
        for item in section["indicators"].as_array().into_iter().flatten() {
            let value = &item["value"];
            let digits = value.to_string();
            let figure = folded(&format!("{digits}{}", item["unit"].as_str().unwrap_or("")));
            let found = callouts.iter().any(|words| holds_figure(words, &figure));
            assert!(found, "section {k}: {} {figure} in none of {callouts:?}", item["label"]);
        }
    }
}

/// A figure, and not the tail or head of a longer one. The label may be between digits and unit.
fn holds_figure(words: &str, figure: &str) -> bool {
    let unit_at = figure.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(figure.len());
    let (digits, unit) = figure.split_at(unit_at);
    words.match_indices(digits).any(|(at, _)| {
        let edge = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        edge(words[..at].chars().next_back()) && edge(words[at + digits.len()..].chars().next())
    }) && words.contains(unit)
}

#[test]
fn every_award_stands_in_its_list() {
    TEMPLATES.iter().copied().for_each(awards_stand);
}

fn awards_stand(template: &str) {
    for (k, section) in facts()["sections"].as_array().expect("sections").iter().enumerate() {
        let list = blocks(template, k, ".award[");
        for item in section["awards"].as_array().into_iter().flatten() {
            let name = folded(item["name"].as_str().expect("a name"));
            let count = item["count"].to_string();
            let home = list.iter().find(|block| {
                let words = folded(&block.text);
                words.contains(&name) && words.contains(&count)
            });
            let home = home.unwrap_or_else(|| panic!("section {k}: {name} {count} in no award's block"));
            for project in strings(item, "projects") {
                assert!(folded(&home.text).contains(&folded(project)), "{project} in {}", home.text);
            }
        }
    }
}

#[test]
fn every_block_of_the_sheet_stands_on_some_page() {
    for book in books() {
        let document = &book.document;
        let marked: BTreeSet<String> = document.blocks().into_iter().map(|block| block.origin).collect();
        let sheet: Value = serde_json::from_str(document.review().sheet_json()).expect("JSON");
        let mut origins = BTreeSet::new();
        for section in sheet["sections"].as_array().expect("sections") {
            for block in section["blocks"].as_array().expect("blocks") {
                origins.extend(
                    block["items"]
                        .as_array()
                        .expect("items")
                        .iter()
                        .map(|item| item["origin"].as_str().expect("an origin").to_owned()),
                );
            }
            origins.insert(format!("{}.title", section["origin"].as_str().expect("an origin")));
        }
        let missing: Vec<_> = origins.difference(&marked).collect();
        assert!(missing.is_empty(), "{book}: {missing:?}");
        let mut seen = BTreeSet::new();
        for block in document.blocks().iter().filter(|block| !block.origin.starts_with("derived.")) {
            assert!(seen.insert(block.origin.clone()), "{book}: {} is marked twice", block.origin);
            assert!(block.area.is_some(), "{book}: {} draws nothing", block.origin);
        }
    }
}

/// The two other samples are as large as a real review.
#[test]
fn samples_are_of_full_size() {
    for name in &SAMPLES[1..] {
        let sections = &sample(name).review().description().file().sections;
        let count = |of: fn(&huimou::description::Section) -> usize| sections.iter().map(of).sum::<usize>();
        assert!(
            sections.len() >= 5 && count(|s| s.indicators.len()) >= 25 && count(|s| s.awards.len()) >= 10,
            "{name}"
        );
        let filled = count(|s| s.photos.iter().filter(|photo| photo.file.is_some()).count());
        assert!(count(|s| s.photos.len()) >= 12 && filled >= 8, "{name}");
        assert!(read(&format!("data/{name}/review.toml")).contains("样例数据"), "{name} says that it is invented");
    }
}

/// Every line of text that the author wrote is printed in the block it belongs to.
#[test]
fn nothing_of_the_authors_is_lost() {
    for book in books() {
        let document = &book.document;
        let marked = document.blocks();
        let mut lost = Vec::new();
        let mut seen = 0;
        let texts = document.review().description().texts().iter();
        for field in texts.filter(|field| field.role == Role::Printed) {
            let path = &field.origin.path;
            // Only the items of a section, not what is nested in them.
            let parts: Vec<&str> = path.split('.').collect();
            let ([section, _, key], Some((origin, _))) = (parts.as_slice(), path.rsplit_once('.')) else { continue };
            if !section.starts_with("section[") {
                continue;
            }
            let own = |block: &&Block| block.origin == origin || block.origin == **path;
            let words: String = marked.iter().filter(own).map(|block| folded(&block.text)).collect();
            // The title of several exhibits, and the level of several honours, stand once.
            let everywhere = matches!(*key, "group" | "level") && printed_somewhere(document, Some(&field.text));
            let line = field.text.replace("**", "").replace('*', "");
            let plain = !line.contains(['[', '^']);
            seen += usize::from(plain);
            if plain && !everywhere && !words.contains(&folded(&line)) {
                lost.push(format!("{path}: {line}"));
            }
        }
        assert!(seen > 20, "{book}: {seen}");
        assert!(lost.is_empty(), "{book}: {lost:#?}");
    }
}

fn printed_somewhere(document: &huimou::Document, line: Option<&str>) -> bool {
    let pages = 1..=document.pages().len();
    line.is_some_and(|line| pages.into_iter().any(|page| folded(&document.text(page)).contains(&folded(line))))
}

/// Every number on the pages is in the TOML or made by a declared rule.
#[test]
fn no_number_comes_from_nowhere() {
    for book in books() {
        let (name, document) = (book.sample, &book.document);
        let mut known = numbers(&unspaced(&read(&format!("data/{name}/review.toml"))));
        // Dates are written out (2024-03 becomes 2024年3月), grouped figures lose their commas here.
        known.extend(known.clone().iter().map(|number| number.trim_start_matches('0').to_owned()));
        for block in document.blocks().iter().filter(|block| block.origin.starts_with("derived.")) {
            known.extend(numbers(&unspaced(&block.text)));
        }
        // The sheet numbers the sections.
        known.extend((1..=document.review().description().file().sections.len()).map(|k| k.to_string()));
        let mut unknown = Vec::new();
        for page in 1..=document.pages().len() {
            for number in numbers(&unspaced(&document.text(page))) {
                // The page number is in the running foot.
                if !known.contains(&number) && number != page.to_string() {
                    unknown.push(format!("page {page}: {number}"));
                }
            }
        }
        assert!(unknown.is_empty(), "{book} prints what nobody wrote: {unknown:?}");
    }
}

/// Full-width and other forms to plain digits; spaces stay, since they separate numbers.
fn unspaced(text: &str) -> String {
    text.split_whitespace().map(folded).collect::<Vec<_>>().join(" ")
}

fn numbers(text: &str) -> BTreeSet<String> {
    let plain = text.replace(',', "");
    let mut out = BTreeSet::new();
    for part in plain.split(|c: char| !c.is_ascii_digit() && c != '.') {
        let number = part.trim_matches('.');
        if !number.is_empty() {
            out.insert(number.to_owned());
        }
    }
    out
}
