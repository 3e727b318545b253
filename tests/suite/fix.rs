//! `huimou::fix` corrects mistakes that have one right answer, in the file's own text, and changes nothing else.

use std::path::{Path, PathBuf};

use huimou::{Language, Source, fix};

use crate::support::{SAMPLES, files_below, folded, read, repository};

fn mended(text: &str) -> String {
    let source = Source::new("review.toml", text);
    fix::apply(&source, &fix::edits(&source))
}

/// Every TOML file below a folder that is valid UTF-8.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        Some((path, text.trim_start_matches('\u{FEFF}').to_owned()))
    };
    files_below(folder, "toml").into_iter().filter_map(read).collect()
}

/// The complete result of each case, with the reason for every edit. A case `left_…` has no edits.
#[test]
fn every_case_is_mended_as_its_snapshot_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../cases/fix");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("../cases/fix", "*.toml", |path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let source = Source::new(name, std::fs::read_to_string(path).expect("a case"));
            let edits = fix::edits(&source);
            assert_eq!(edits.is_empty(), name.starts_with("left_"), "{name}: {edits:?}");
            let mut out = fix::apply(&source, &edits).replace('\r', "␍") + "----\n";
            for edit in &edits {
                let at = source.position(edit.span.start);
                let old = &source.text()[edit.span.start..edit.span.end];
                let why = edit.why.text(Language::Chinese);
                out += &format!("{}:{} {old:?} → {:?}：{why}\n", at.line, at.column, edit.new);
            }
            insta::assert_snapshot!(out);
        });
    });
}

#[test]
fn the_samples_are_clean() {
    let all = files(&repository("data"));
    assert!(all.len() > 7, "the walk found the samples");
    for (path, text) in all {
        assert_eq!(fix::edits(&Source::new("review.toml", text)), [], "{}", path.display());
    }
}

/// Mistakes of every kind made in the real review and the other samples are corrected back to the same bytes.
#[test]
fn slips_go_back_to_what_they_were() {
    const SLIPS: [(&str, &str); 14] = [
        ("，", ","),
        ("；", ";"),
        ("：", ":"),
        ("！", "!"),
        ("？", "?"),
        ("（", "("),
        ("）", ")"),
        ("“", "\""),
        ("”", "\""),
        ("——", "--"),
        ("……", "..."),
        ("〔", "["),
        ("〕", "]"),
        ("工", "⼯"),
    ];
    let slip = |line: &str| {
        if line.contains('#') {
            return line.to_owned();
        }
        SLIPS.iter().fold(line.to_owned(), |line, (right, wrong)| line.replace(right, wrong))
    };
    for sample in SAMPLES {
        let text = read(&format!("data/{sample}/review.toml"));
        let wrong: Vec<String> = text.split('\n').map(slip).collect();
        let slips = wrong.iter().zip(text.split('\n')).filter(|(wrong, right)| wrong != right).count();
        assert!(slips > 40, "{sample}: {slips} lines with slips");
        let back = mended(&wrong.join("\n"));
        for (k, (back, right)) in back.split('\n').zip(text.split('\n')).enumerate() {
            assert_eq!(back, right, "{sample}, line {}", k + 1);
        }
    }
}

#[test]
fn twice_gives_the_same() {
    let mut all = files(&repository("tests/cases"));
    all.extend(files(&repository("data")));
    for (path, text) in all {
        let once = mended(&text);
        assert_eq!(mended(&once), once, "{}", path.display());
    }
}

/// With any character removed, or a significant one inserted, the file is read without a panic, and
/// what was corrected stays so.
#[test]
fn broken_files_are_borne() {
    for (path, text) in files(&repository("tests/cases/fix")) {
        let places: Vec<(usize, char)> = text.char_indices().collect();
        for (k, (at, c)) in places.iter().enumerate().step_by(7) {
            let mark = ['"', '“', '[', ',', '=', '\\', '\n', '\'', '{', '#'][k % 10];
            let cut = format!("{}{}", &text[..*at], &text[at + c.len_utf8()..]);
            let more = format!("{}{mark}{}", &text[..*at], &text[*at..]);
            for broken in [cut, more] {
                let once = mended(&broken);
                assert_eq!(mended(&once), once, "{}, byte {at}", path.display());
            }
        }
    }
}

/// Fixing a valid TOML file keeps its keys, numbers, dates and words; only marks and white space change.
#[test]
fn nothing_but_marks_changes_in_a_good_file() {
    fn bare(value: &toml::Value) -> String {
        match value {
            toml::Value::String(text) => text.chars().filter(|c| c.is_alphanumeric()).collect(),
            toml::Value::Array(items) => items.iter().map(|item| bare(item) + ",").collect(),
            toml::Value::Table(table) => table.iter().map(|(key, value)| format!("{key}={};", bare(value))).collect(),
            other => format!("{other:?}"),
        }
    }
    let mut read = 0;
    for (path, text) in files(&repository("tests/cases/descriptions")) {
        let (Ok(before), Ok(after)) = (text.parse::<toml::Table>(), mended(&text).parse::<toml::Table>()) else {
            assert!(text.parse::<toml::Table>().is_err(), "{} is TOML no more", path.display());
            continue;
        };
        // Numbers with their units, dates and headers are taken apart there.
        let edits = fix::edits(&Source::new("review.toml", text));
        let apart = |edit: &fix::Edit| ["number", "date", "brackets"].iter().any(|word| edit.why.en.contains(word));
        if !edits.iter().any(apart) {
            let (before, after) = (bare(&toml::Value::Table(before)), bare(&toml::Value::Table(after)));
            assert_eq!(folded(&before), folded(&after), "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 20, "{read} files");
}

/// A file of nothing but mistakes takes linear time: four times the text doesn't take sixteen times as long.
#[test]
fn large_files_take_no_time() {
    let head = "[review]\nforeword = ";
    for (before, part, after) in [
        ("\"", "甲 ", "\""),
        ("[", "“甲”，", "]"),
        ("[", "\"甲\"，", "]"),
        ("\"", "甲\\\"乙\\\"", "\""),
        ("", "“甲,", ""),
        ("\"\"\"", "\n\t\u{3000}甲\u{200B}", "\"\"\""),
        ("", "[", ""),
        ("", "{a=", ""),
        ("\"", "a.jpg", "\""),
    ] {
        let seconds = |bytes: usize| {
            let start = std::time::Instant::now();
            mended(&format!("{head}{before}{}{after}\n", part.repeat(bytes / part.len())));
            start.elapsed().as_secs_f64()
        };
        // Longer than the strings that are corrected, and just short of that.
        let (quarter, whole) = (seconds(320_000), seconds(1_280_000));
        assert!(whole < 7.0 * quarter + 1.0, "{part:?}: {quarter:.1} s, then {whole:.1} s");
        let one = seconds(200_000);
        assert!(one < 30.0, "{part:?}: {one:.1} s");
    }
}
