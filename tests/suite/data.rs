//! Descriptions from a program's values, and written back as files.

use huimou::asset::{Folder, InMemory};
use huimou::report::Colour;
use huimou::{Choices, Code, Description, Diagnostic, Language, Severity, Source, report};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{ENGINE, descriptions, repository};

/// A small review whose `section[0]` is given.
fn with_section(section: Value) -> Value {
    json!({ "review": { "title": "回眸", "organization": "某局", "year": 2024 }, "section": [section] })
}

fn described(value: impl Serialize) -> Description {
    Description::from_value(value).unwrap_or_else(|error| panic!("{error}")).value
}

/// All errors and warnings for a value.
fn said(value: impl Serialize) -> Vec<Diagnostic> {
    match Description::from_value(value) {
        Ok(warned) => warned.warnings,
        Err(error) => error.diagnostics().to_vec(),
    }
}

fn short(value: impl Serialize) -> String {
    report::short(&said(value), Language::English)
}

#[test]
fn what_is_written_reads_back_equal() {
    let mut count = 0;
    for (name, folder, text) in descriptions() {
        let Ok(before) = Description::parse(&Source::new("review.toml", text)) else { continue };
        let before = before.value;
        let written = before.to_toml();
        let after = Description::parse(&Source::new("review.toml", written.clone()));
        let after = after.unwrap_or_else(|error| panic!("{name}: {error}\n{written}"));
        assert!(after.value == before, "{name}:\n{written}");
        assert_eq!(after.value.to_toml(), written, "{name}: written twice, it is the same");
        assert!(after.warnings.iter().all(|warning| warning.code != Code::ReadAs), "{name}: {:?}", after.warnings);
        let sheet = |description: &Description| {
            let review = ENGINE.resolve(description, &Folder::new(repository(&folder)), &Choices::new());
            review.ok().map(|review| review.value.sheet_json().to_owned())
        };
        assert_eq!(sheet(&before), sheet(&after.value), "{name}");
        count += 1;
    }
    assert!(count > 30, "only {count} descriptions could be read");
}

/// The same with 2 for 2.0.
fn rounded(value: toml::Value) -> toml::Value {
    match value {
        toml::Value::Float(float) if float.fract() == 0.0 => toml::Value::Integer(float as i64),
        toml::Value::Array(items) => items.into_iter().map(rounded).collect::<Vec<_>>().into(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, rounded(value))).collect::<toml::Table>().into()
        }
        other => other,
    }
}

#[test]
fn the_samples_as_values_are_the_samples() {
    for (name, _, text) in descriptions() {
        let (Ok(description), Ok(table)) =
            (Description::parse(&Source::new("review.toml", text.clone())), text.parse::<toml::Table>())
        else {
            continue;
        };
        // A value has no written form: the digits of what isn't a whole number stay in a text alone.
        let (value, before) = (described(&table).to_toml(), description.value.to_toml());
        let numbers = |toml: &str| rounded(toml::Value::Table(toml.parse().expect("what we wrote")));
        assert_eq!(numbers(&value), numbers(&before), "{name}");
        // Through another format: dates come along.
        let json = serde_json::to_value(&table).expect("JSON");
        assert_eq!(described(&json).to_toml(), value, "{name}");
    }
}

#[test]
fn files_are_written_as_a_person_would() {
    let value = json!({
        "review": {
            "title": "回眸", "organization": "某局", "year": 2024, "date": "2025-01-08",
            "source": { "name": "某报", "link": "https://example.org" },
            "foreword": "第一段。\n\n第二段，\"引\"。\n",
        },
        "section": [{
            "chart": [{
                "series": [{ "name": "甲", "values": [1, null, 2.5] }],
                "periods": ["一季度", 2023, "二季度"], "view": "bar", "title": "图",
            }],
            "table": [{ "columns": ["名", "数"], "rows": [["甲", 1], ["乙", null]] }],
            "case": [{ "title": "案", "photo": { "caption": "图" } }],
            "indicator": [{ "label": "产值", "value": "8.50%", "change": { "value": -3 } }],
            "event": [{ "text": "事", "date": "2024-05" }],
            "title": "一\\|二|三",
        }],
    });
    insta::assert_snapshot!(described(value).to_toml());
}

#[test]
fn numbers_are_printed_as_they_are() {
    #[derive(Serialize)]
    struct Figure<T> {
        label: &'static str,
        value: T,
    }
    fn digits<T: Serialize>(value: T) -> String {
        #[derive(Serialize)]
        struct Section<T> {
            title: &'static str,
            indicator: [Figure<T>; 1],
        }
        #[derive(Serialize)]
        struct Report<T> {
            review: Value,
            section: [Section<T>; 1],
        }
        let review = json!({ "title": "回眸", "organization": "某局", "year": 2024 });
        let report =
            Report { review, section: [Section { title: "一", indicator: [Figure { label: "甲", value }] }] };
        match Description::from_value(&report) {
            Ok(description) => description.value.file().sections[0].indicators[0].value.digits.clone(),
            Err(error) => error.to_string(),
        }
    }
    assert_eq!(digits(1.50), "1.5", "a float has no trailing zeros");
    assert_eq!(digits("1.50"), "1.50", "a text keeps them");
    assert_eq!(digits(2.0), "2");
    assert_eq!(digits(-0.0), "0");
    assert_eq!(digits(0.1_f32), "0.1", "the shortest of its own precision");
    assert_eq!(digits(1e-7), "0.0000001", "no exponent");
    assert_eq!(digits(1e21), "1000000000000000000000");
    assert_eq!(digits(-3_i8), "-3");
    assert_eq!(digits(u64::MAX), "18446744073709551615");
    assert_eq!(digits(123_456_789_012_345_678_901_234_567_i128), "123456789012345678901234567");
    assert_eq!(digits("2.5～3.0"), "2.5～3.0");
    let place = "section[0].indicator[0].value: ";
    for (value, message) in [
        (f64::NAN, "`nan` can't be printed as written"),
        (f64::INFINITY, "`inf` can't be printed as written"),
        (1e40, "`10000000000000000000000000000000000000000` can't be printed as written"),
    ] {
        assert!(digits(value).starts_with(&format!("{place}{message}")), "{}", digits(value));
    }
    assert_eq!(digits(true), format!("{place}`value` must be a number, not a boolean [wrong-type]"));
}

#[test]
fn nothing_is_an_absent_field() {
    let value = with_section(json!({ "title": "一", "lead": null, "award": null, "indicator": [] }));
    assert_eq!(described(&value), described(with_section(json!({ "title": "一" }))));
    let value = with_section(json!({ "title": null }));
    assert_eq!(short(&value), "section[0].title: error[missing-field]: `section[0]` has no `title`\n");
    // Left out of an array, the values behind it would move to another period.
    let chart = |second: Value| {
        let series = json!([{ "name": "甲", "values": [1, second, 3] }]);
        with_section(json!({
            "title": "一",
            "chart": [{ "title": "图", "view": "line", "periods": [2022, 2023, 2024], "series": series }],
        }))
    };
    assert_eq!(described(chart(Value::Null)), described(chart(json!(""))));
}

#[test]
fn all_faults_of_a_value_come_in_one_run_and_name_their_fields() {
    let value = json!({
        "review": { "title": 2024, "organization": "某局", "year": "去年", "date": "2024-13-01", "auther": "甲" },
        "section": [
            { "title": "一", "lead": "全年,完成。", "award": { "name": "奖" } },
            { "title": "二", "indicator": [{ "id": "a", "label": "甲", "value": 1 }, { "id": "a", "label": "乙", "value": 2 }] },
            { "lead": "" },
        ],
    });
    insta::assert_snapshot!(short(&value));
    let found = said(&value);
    insta::assert_snapshot!(report::human(&found, Language::Chinese, Colour::Never));
    let json = report::json_lines(&found, Language::English);
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines.iter().all(|line| line["place"].is_null() && line["field"].is_string()), "{json}");
    let twice = lines.iter().find(|line| line["code"] == "duplicate").expect("the id that is there twice");
    assert_eq!(twice["field"], "section[1].indicator[1].id");
    assert_eq!(twice["related"][0]["field"], "section[1].indicator[0].id");
    assert_eq!((&twice["related"][0]["file"], &twice["related"][0]["line"]), (&Value::Null, &Value::Null));
    // Colours don't bring line numbers back.
    assert!(!report::human(&found, Language::English, Colour::Always).contains("LL"));
}

#[test]
fn photographs_and_characters_of_a_value_are_asked_for_in_the_same_run() {
    let mut value = with_section(json!({
        "title": "一\u{E000}",
        "lead": "全年,完成。",
        "photo": [{ "file": "无.jpg", "caption": "图" }],
    }));
    value["review"]["year"] = json!("去年");
    let source = Source::from_value(&value).expect("a table");
    let error = ENGINE.review(&source, &InMemory::new(), &Choices::new()).expect_err("four faults");
    let found: Vec<(&str, Option<&str>)> =
        error.diagnostics().iter().map(|d| (d.code.as_str(), d.field.as_deref())).collect();
    for error in [
        ("wrong-type", Some("review.year")),
        ("missing-glyph", Some("section[0].title")),
        ("half-width-mark", Some("section[0].lead")),
        ("photo-missing", Some("section[0].photo[0].file")),
    ] {
        assert!(found.contains(&error), "{found:?}");
    }
}

#[test]
fn what_is_no_description_is_refused() {
    for (value, message) in [
        (json!("回眸"), "error[wrong-type]: a description must be a table (an object)"),
        (Value::Null, "error[wrong-type]: a description must be a table (an object)"),
        (json!([1]), "error[wrong-type]: a description must be a table (an object)"),
    ] {
        assert_eq!(short(value), format!("{message}\n"));
    }
    /// A list that has itself as its only item.
    struct Endless;
    impl Serialize for Endless {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq([Self])
        }
    }
    let reported = short(std::collections::BTreeMap::from([("section", Endless)]));
    assert!(reported.starts_with("section[0][0][0]") && reported.contains("nested too deep"), "{reported}");

    let keys = std::collections::BTreeMap::from([(vec![1], 1)]);
    assert_eq!(short(&keys), "error[wrong-type]: the name of a field must be a string\n");
    let long = with_section(json!({ "title": "一", "lead": "字".repeat(6 << 20) }));
    assert!(short(&long).starts_with("error[file-too-large]: the data has "), "{}", short(&long));
}

/// Keys and texts that would end a string, line or table in TOML are escaped.
#[test]
fn hostile_texts_stay_texts() {
    for text in [
        "\"",
        "\"\"\"",
        "a\"\"\"\nb",
        "\\",
        "\\\n",
        "'''",
        "]\n[review]\ntitle = \"x\"",
        "# no comment",
        "\r\n",
        "a\rb",
        "\n\"",
        "\u{7F}\u{0}\n",
    ] {
        let value = with_section(json!({ "title": "一", "lead": text }));
        let source = Source::from_value(&value).expect("a table");
        let table: toml::Table = source.text().parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(table["section"][0]["lead"].as_str(), Some(text), "{}", source.text());
        let value = json!({ text: { text: [text, { text: text }] } });
        let source = Source::from_value(&value).expect("a table");
        let table: toml::Table = source.text().parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(table[text][text][1][text].as_str(), Some(text), "{}", source.text());
    }
}

#[test]
fn kinds_of_program_are_read_as_serde_writes_them() {
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Level {
        Hero,
    }
    #[derive(Serialize)]
    struct Wrapped(String);
    #[derive(Serialize)]
    struct Figure {
        label: Wrapped,
        value: Option<u8>,
        emphasis: Level,
        share: bool,
        unit: char,
    }
    let figure = Figure { label: Wrapped("甲".into()), value: Some(3), emphasis: Level::Hero, share: true, unit: '%' };
    let mut value = with_section(json!({ "title": "一" }));
    value["section"][0]["indicator"] = json!([figure]);
    let by_json = described(&value);
    let mut table = toml::Table::try_from(&value).expect("a table");
    assert_eq!(by_json, described(&table));
    let figure = table["section"][0]["indicator"][0].as_table_mut().expect("a table");
    figure.insert("note".to_owned(), "另一个".into());
    assert_ne!(by_json, described(&table));
    assert!(said(&value).iter().all(|d| d.severity == Severity::Warning));
}
