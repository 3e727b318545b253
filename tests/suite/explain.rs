//! The output of `huimou explain`.

use huimou::{Language, Topic};
use serde_json::Value;

use crate::cli::run;

fn explained(words: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = run(folder.path(), &[&["explain"], words].concat());
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""), "{words:?}");
    String::from_utf8(shown.stdout).expect("text")
}

#[test]
fn a_code_and_a_rule_are_explained() {
    for language in ["zh", "en"] {
        let text = explained(&["half-width-mark", "a3", "USAGE", "--lang", language]);
        insta::assert_snapshot!(format!("explained_{language}"), text);
    }
}

#[test]
fn all_names_are_listed_in_groups() {
    for language in ["zh", "en"] {
        insta::assert_snapshot!(format!("listed_{language}"), explained(&["--lang", language]));
    }
}

/// Programs get every text of every name, one object a line; lists get a line for each.
#[test]
fn programs_get_every_explanation() {
    for (name, language) in [("zh", Language::Chinese), ("en", Language::English)] {
        let folder = tempfile::tempdir().expect("a folder");
        let shown = run(folder.path(), &["explain", "--lang", name, "--message-format", "json"]);
        let text = String::from_utf8(shown.stdout).expect("text");
        let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
        assert_eq!(objects.len(), Topic::all().count());
        for (object, topic) in objects.iter().zip(Topic::all()) {
            let told = topic.explanation();
            assert_eq!(object["name"], topic.name());
            assert_eq!(object["title"], topic.title().text(language));
            for (key, text) in [("what", told.what), ("why", told.why), ("fix", told.fix)] {
                assert_eq!(object[key], text.text(language), "{}", topic.name());
            }
            assert_eq!(object["source"].as_str(), told.source.map(|source| source.text(language)));
            assert!(object["kind"] == "rule" || object["exit_code"].is_number(), "{object}");
        }
        let short = explained(&["A3", "read-as", "--lang", name, "--message-format", "short"]);
        assert_eq!(short.lines().count(), 2, "{short}");
    }
}

#[test]
fn a_wrong_name_is_refused_with_the_right_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = run(folder.path(), &["explain", "unknwon-key", "A3", "Z9", "--lang", "zh"]);
    assert_eq!((refused.code, refused.stdout.len()), (2, 0));
    for said in ["`unknwon-key`", "是否要写 `unknown-key`？", "`Z9`", "共 2 处错误"] {
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    let refused = run(folder.path(), &["explain", "nothing-like-it", "--lang", "en", "--message-format", "json"]);
    let first: Value = serde_json::from_str(refused.stderr.lines().next().expect("a line")).expect("an object");
    assert_eq!((refused.code, first["code"].as_str()), (2, Some("usage")));
    assert_eq!(first["hints"][0], "`huimou explain` lists all of them");
}

/// Chinese explanations hold no foreign words but names that are quoted, and those of formats and standards.
#[test]
fn chinese_explanations_are_chinese() {
    const KNOWN: [&str; 17] = [
        "PDF", "TOML", "UTF", "GBK", "MiB", "GiB", "JPEG", "PNG", "WebP", "GIF", "Word", "Excel", "HEIC", "TIFF",
        "BMP", "SVG", "sRGB",
    ];
    for topic in Topic::all() {
        let told = topic.explanation();
        let texts = [Some(topic.title()), Some(told.what), Some(told.why), Some(told.fix), told.source];
        for text in texts.into_iter().flatten() {
            // What stands between two back-ticks is a name; U+FFFD is a code point.
            let plain: String = text.zh.split('`').step_by(2).collect();
            let hexadecimal = |word: &str| word.chars().all(|c| c.is_ascii_hexdigit());
            let words = plain.split(|c: char| !c.is_ascii_alphabetic());
            let foreign: Vec<&str> =
                words.filter(|word| word.len() > 2 && !KNOWN.contains(word) && !hexadecimal(word)).collect();
            assert!(foreign.is_empty(), "{}: {foreign:?}: {}", topic.name(), text.zh);
        }
    }
}
