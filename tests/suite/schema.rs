//! The schema for editors is generated, up to date, and agrees with the parser.

use crate::support::{SAMPLES, read, repository};

#[test]
fn the_committed_schema_is_current() {
    if std::env::var_os("HUIMOU_UPDATE").is_some() {
        std::fs::write(repository("data/review.schema.json"), huimou::schema()).expect("the schema");
    }
    let current = read("data/review.schema.json") == huimou::schema();
    assert!(current, "data/review.schema.json is not current: run the tests once with HUIMOU_UPDATE=1");
}

#[test]
fn the_schema_of_batches_is_current() {
    if std::env::var_os("HUIMOU_UPDATE").is_some() {
        std::fs::write(repository("data/batch.schema.json"), huimou::batch_schema()).expect("the schema");
    }
    let current = read("data/batch.schema.json") == huimou::batch_schema();
    assert!(current, "data/batch.schema.json is not current: run the tests once with HUIMOU_UPDATE=1");
    let schema: serde_json::Value = serde_json::from_str(&huimou::batch_schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let valid = |text: &str| validator.is_valid(&as_json(toml::from_str(text).expect("TOML")));
    let districts = read("data/districts/batch.toml");
    assert!(districts.starts_with("#:schema ../batch.schema.json\n") && valid(&districts));
    let head = "[batch]\nbase = \"base.toml\"\n";
    assert!(valid(head) && valid(&format!("{head}[fields]\na = [\"b\", {{ field = \"c\", empty = \"drop\" }}]")));
    assert!(!valid("[batch]\nbasis = \"base.toml\"") && !valid(&format!("{head}[merge]\nsection = \"mix\"")));
}

#[test]
fn samples_name_the_schema_and_keep_to_it() {
    let schema: serde_json::Value = serde_json::from_str(&huimou::schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for name in SAMPLES.iter().chain(&["minimal"]) {
        let text = read(&format!("data/{name}/review.toml"));
        assert!(text.starts_with("#:schema ../review.schema.json\n"), "{name}");
        let value = as_json(toml::from_str(&text).expect("TOML"));
        let errors: Vec<_> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn the_schema_refuses_what_the_parser_refuses() {
    let schema: serde_json::Value = serde_json::from_str(&huimou::schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let head = "[review]\ntitle = \"一\"\norganization = \"某局\"\nyear = 2024\n";
    let valid = |text: &str| validator.is_valid(&as_json(toml::from_str(text).expect("TOML")));
    assert!(valid(&format!("{head}[[section]]\ntitle = \"一\"")));
    assert!(!valid(&format!("{head}[[section]]\ntitel = \"一\"")), "an unknown key");
    assert!(!valid("[review]\ntitle = \"一\"\nyear = 2024"), "a missing key");
    assert!(!valid(&format!("{head}[[section]]\ntitle = 5")), "a wrong type");
    assert!(!valid(&format!("{head}[[section]]\ntitle = \"一\"\norder = [\"photo\"]")), "an unknown choice");
}

/// As editors see TOML: dates are strings.
fn as_json(value: toml::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        toml::Value::Datetime(date) => Json::String(date.to_string()),
        toml::Value::Array(items) => Json::Array(items.into_iter().map(as_json).collect()),
        toml::Value::Table(table) => {
            Json::Object(table.into_iter().map(|(key, value)| (key, as_json(value))).collect())
        }
        toml::Value::String(text) => Json::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
    }
}
