//! Edits change single fields of a text and nothing else.

use huimou::edit::Editor;
use huimou::{Description, Source};
use serde::Serialize;
use serde_json::json;

use crate::support::{descriptions, read};

fn editor(text: &str) -> Editor {
    Editor::new(&Source::new("review.toml", text)).unwrap_or_else(|error| panic!("{error}"))
}

/// The text after one change.
fn after(text: &str, path: &str, value: impl Serialize) -> String {
    let mut editor = editor(text);
    editor.set(path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    editor.source().text().to_owned()
}

/// The errors of a rejected change.
fn refusal(text: &str, path: &str, value: impl Serialize) -> String {
    let mut editor = editor(text);
    let error = editor.set(path, value).expect_err(path);
    assert_eq!(editor.source().text(), text, "{path}: the text stays");
    error.to_string()
}

/// Lines that differ, as a diff shows them.
fn changed(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = old[head..old.len() - tail].iter().map(|line| format!("-{line}"));
    gone.chain(new[head..new.len() - tail].iter().map(|line| format!("+{line}"))).collect()
}

const SMALL: &str = "\
# 年度回眸
[review]
title = '回眸' # 暂定
organization = \"某局\"
year = 2024

# 经济
[[section]]
title = \"经济\"
order = [\"awards\"]

  # 第一项
  [[section.indicator]]
  label = \"产值\"
  value = 1345.50 # 亿元
  change = { value = 6.2 }

  [[section.list]]
  items = [
    \"一\", # 甲
    \"二\" # 乙
  ]

[[section]]
title = \"民生\"
";

#[test]
fn one_line_changes_and_its_comment_stays() {
    for (path, value, diff) in [
        ("review.title", json!("新题"), &["-title = '回眸' # 暂定", "+title = \"新题\" # 暂定"][..]),
        ("review.date", json!("2025-01-08"), &["+date = \"2025-01-08\""]),
        (
            "section[0].indicator[0].value",
            json!("12.50"),
            &["-  value = 1345.50 # 亿元", "+  value = \"12.50\" # 亿元"],
        ),
        ("section[经济].indicator[产值].unit", json!("亿元"), &["+  unit = \"亿元\""]),
        (
            "section[0].indicator[0].change.direction",
            json!("up"),
            &["-  change = { value = 6.2 }", "+  change = { value = 6.2, direction = \"up\" }"],
        ),
        ("section[0].indicator[0].change", json!(null), &["-  change = { value = 6.2 }"]),
        ("section[0].list[0].items[0]", json!("壹"), &["-    \"一\", # 甲", "+    \"壹\", # 甲"]),
        ("section[0].list[0].items[1]", json!("贰"), &["-    \"二\" # 乙", "+    \"贰\" # 乙"]),
        ("section[0].list[0].items[2]", json!("三"), &["-    \"二\" # 乙", "+    \"二\", # 乙", "+    \"三\""]),
        ("section[0].list[0].items[0]", json!(null), &["-    \"一\", # 甲"]),
        ("section[0].list[0].items[1]", json!(null), &["-    \"一\", # 甲", "-    \"二\" # 乙", "+    \"一\" # 甲"]),
        ("section[0].order[0]", json!(null), &["-order = [\"awards\"]", "+order = []"]),
        ("section[0].order[1]", json!("charts"), &["-order = [\"awards\"]", "+order = [\"awards\", \"charts\"]"]),
        ("section[0].lead", json!("甲。\n\n乙。"), &["+lead = \"\"\"", "+甲。", "+", "+乙。\"\"\""]),
        ("section[1].title", json!("民生改善"), &["-title = \"民生\"", "+title = \"民生改善\""]),
        ("design.theme", json!("green"), &["+[design]", "+theme = \"green\"", "+"]),
        ("review.source.name", json!("某报"), &["+source = { name = \"某报\" }"]),
        (
            "section[0].indicator[1]",
            json!({ "label": "税收", "value": 3 }),
            &["+  [[section.indicator]]", "+  label = \"税收\"", "+  value = 3", "+"],
        ),
        (
            "section[1].award[0]",
            json!({ "level": "省级", "name": "奖" }),
            &["+", "+  [[section.award]]", "+  level = \"省级\"", "+  name = \"奖\""],
        ),
        ("section[2].title", json!("生态"), &["+", "+[[section]]", "+title = \"生态\""]),
        ("section[1]", json!(null), &["-", "-[[section]]", "-title = \"民生\""]),
    ] {
        assert_eq!(changed(SMALL, &after(SMALL, path, value)), diff, "{path}");
    }
}

#[test]
fn a_new_file_can_be_put_together() {
    let mut editor = editor("");
    for (path, value) in [
        ("review.title", json!("回眸")),
        ("review.organization", json!("某局")),
        ("review.year", json!(2024)),
        ("section[0].title", json!("经济")),
        ("section[0].case[0].title", json!("案")),
        ("section[0].case[0].photo.caption", json!("图")),
        ("section[0].case[0].indicator[0]", json!({ "label": "产值", "value": "1.50", "change": { "value": 3 } })),
        ("design.paper", json!("a4")),
    ] {
        editor.set(path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    insta::assert_snapshot!(editor.source().text());
    assert!(Description::parse(editor.source()).is_ok());
}

/// Every value of a text as (path, value), without tables.
fn leaves(path: &str, value: &toml::Value, out: &mut Vec<(String, toml::Value)>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                leaves(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, out);
            }
        }
        toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
            for (k, value) in items.iter().enumerate() {
                leaves(&format!("{path}[{k}]"), value, out);
            }
        }
        leaf => out.push((path.to_owned(), leaf.clone())),
    }
}

/// The headers and keys of a text, in their order.
fn keys(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_start);
    let keys = lines.filter(|line| line.trim_start_matches('[').starts_with(|c: char| c.is_ascii_lowercase()));
    keys.filter_map(|line| if line.starts_with('[') { Some(line) } else { Some(line.split_once('=')?.0) }).collect()
}

/// In every description, setting a field to its own value leaves all other fields unchanged and in place.
#[test]
fn the_rest_of_every_description_stays() {
    let mut count = 0;
    for (name, _, text) in descriptions() {
        let source = Source::new("review.toml", text.clone());
        let (Ok(description), Ok(mut editor)) = (Description::parse(&source), Editor::new(&source)) else { continue };
        let table: toml::Table = text.parse().expect("TOML");
        let mut all = Vec::new();
        leaves("", &toml::Value::Table(table.clone()), &mut all);
        let step = all.len() / 12 + 1;
        for (path, value) in all.iter().step_by(step) {
            let before = editor.source().text().to_owned();
            editor.set(path, value).unwrap_or_else(|error| panic!("{name} {path}: {error}"));
            // Another form of the same value, at the most, and in its old place.
            assert_eq!(keys(editor.source().text()), keys(&before), "{name} {path}");
            let now: toml::Table = editor.source().text().parse().expect("TOML");
            assert_eq!(now, table, "{name} {path}");
            let lines = |text: &str| text.lines().filter(|line| line.trim_start().starts_with('#')).count();
            assert_eq!(lines(editor.source().text()), lines(&text), "{name} {path}: comments stay");
            count += 1;
        }
        if !text.contains("read-as") {
            let again = Description::parse(editor.source()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(again.value.to_toml().lines().count(), description.value.to_toml().lines().count(), "{name}");
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn the_head_of_a_file_stays() {
    let head = "#:schema review.schema.json\n\n# 说明\n\n";
    let text = format!("{head}# 版式\n[design]\ntheme = \"green\"\n\n{SMALL}");
    assert_eq!(after(&text, "design", json!(null)), format!("{head}\n{SMALL}"));
}

#[test]
fn line_ends_stay() {
    let windows = SMALL.replace('\n', "\r\n");
    let text = after(&windows, "section[0].lead", "甲。\n乙。");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(changed(&windows, &text), ["+lead = \"\"\"", "+甲。", "+乙。\"\"\""]);
    assert!(!after(SMALL.trim_end(), "review.year", 2023).ends_with('\n'), "no line break at the end, as before");
}

#[test]
fn what_the_language_does_not_take_is_refused() {
    for (path, value, message) in [
        ("review.year", json!("去年"), "review.year: `year` must be an integer, not a string [wrong-type]"),
        ("review.title", json!(2024), "review.title: `title` must be a string, not an integer [wrong-type]"),
        ("review.title", json!(" "), "review.title: `review.title` is empty [empty-value]"),
        ("review.date", json!("2024-02-30"), "review.date: 2024-02 has no day 30; its last is 29 [bad-date]"),
        ("review.auther", json!("甲"), "review.auther: `review` has no key `auther` [unknown-key]"),
        ("foo.bar[0].x", json!(1), "foo: there is no key `foo` here [unknown-key]"),
        (
            "section[0].indicator[0]",
            json!({ "label": "甲", "value": true }),
            "section[0].indicator[0].value: `value` must be a number, not a boolean [wrong-type]",
        ),
        (
            "section[9].title",
            json!("甲"),
            "section: `section` has 2 items and no [9]; use section[2] to add one [unknown-reference]",
        ),
        ("section[18446744073709551615]", json!({}), "section: `section` has 2 items"),
        (
            "section[99999999999999999999999].title",
            json!("甲"),
            "section: `section` has no item named 99999999999999999999999",
        ),
        (
            "section[民声].title",
            json!("甲"),
            "section: `section` has no item named 民声, or several [unknown-reference]",
        ),
        (
            "section.title",
            json!("甲"),
            "section: `section` is an array: add the index of an item, such as section[0] [wrong-type]",
        ),
        ("review[0].title", json!("甲"), "review: `review` is not an array and takes no index [wrong-type]"),
        ("review.title.x", json!("甲"), "review.title: `review.title` is not a table and has no fields [wrong-type]"),
        ("section[0]", json!("甲"), "section[0]: `section[0]` is not a table and has no fields [wrong-type]"),
    ] {
        let reported = refusal(SMALL, path, value);
        assert!(reported.starts_with(message), "{path}: {reported}");
    }
    let deep = ["a"; 100_000].join(".");
    for path in ["", " ", ".", "review.", "review..title", "section[", "section[]", "section[0", "a]b", "[0]", &deep] {
        assert!(refusal(SMALL, path, 1).contains("is not a field path"), "{path}");
    }
    // Quotation marks and line breaks in a key end neither it nor its line.
    for path in ["\"", "a\"\n[x]\ny", "re view.title", "'review'.title", "review.\u{0}", "review.\"title\""] {
        let reported = refusal(SMALL, path, "甲");
        assert!(reported.contains(" no key `") || reported.contains("is not a field path"), "{path}: {reported}");
    }
    // What is missing or contradicts may be set next.
    let mut editor = editor(SMALL);
    editor.set("section[1].award[0].name", "奖").expect("its level is still missing");
    let error = Description::parse(editor.source()).expect_err("no level");
    assert!(error.to_string().contains("`section[1].award[0]` has no `level`"), "{error}");
}

#[test]
fn what_is_no_toml_is_not_edited() {
    let slips = "[review]\ntitle = “回眸”\norganization = “某局”\n";
    let error = Editor::new(&Source::new("review.toml", slips)).expect_err("two slips");
    let places: Vec<_> = error.diagnostics().iter().filter_map(|slip| slip.place()).collect();
    assert_eq!(places, ["review.toml:2:9", "review.toml:3:16"]);
    // TOML 1.1, which the reader takes.
    let text = "[review]\ntitle = '回眸'\norganization = '某局'\nyear = 2024\nsource = {\n  name = '某报',\n}\n[[section]]\ntitle = '一'\n";
    assert!(Description::parse(&Source::new("review.toml", text)).is_ok());
    let error = Editor::new(&Source::new("review.toml", text)).expect_err("no TOML 1.0");
    assert_eq!(error.diagnostics()[0].code.as_str(), "toml-syntax");
    assert_eq!(error.diagnostics()[0].place().as_deref(), Some("review.toml:5:11"));
}

#[test]
fn the_samples_can_be_edited() {
    let text = read("data/school-district-2024/review.toml");
    let new = after(&text, "section[0].indicator[students].value", 31290);
    assert_eq!(changed(&text, &new), ["-  value = 31286", "+  value = 31290"]);
}
