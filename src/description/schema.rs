//! The JSON Schema of the language, generated from its types.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

#[cfg(feature = "batch")]
use super::BatchFile;
use super::{
    AltText, Cell, Count, Date, Datum, File, FilePath, Key, Line, Link, MetaText, Number, Paragraph, Period, Prose,
    SettingName, Share, Slogan, Title, Year,
};

/// The JSON Schema of a description, as text. Draft 7, which most editors support.
///
/// ```
/// assert!(huimou::schema().contains("\"organization\""));
/// ```
pub fn schema() -> String {
    schema_of::<File>("huimou")
}

/// The JSON Schema of a batch's description, as text; draft 7.
///
/// ```
/// assert!(huimou::batch_schema().contains("\"base\""));
/// ```
#[cfg(feature = "batch")]
pub fn batch_schema() -> String {
    schema_of::<BatchFile>("huimou batch")
}

fn schema_of<T: JsonSchema>(title: &str) -> String {
    let generator = SchemaSettings::draft07().into_generator();
    let mut value = generator.into_root_schema_for::<T>().to_value();
    without_null(&mut value);
    optional_tables(&mut value);
    if let Some(root) = value.as_object_mut() {
        root.insert("title".into(), title.into());
    }
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// Removes `null` from the schema: in TOML an optional key is absent.
fn without_null(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if types.len() == 1 {
                    let only = types.remove(0);
                    map.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(options)) = map.get_mut("anyOf") {
                options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
                if options.len() == 1 {
                    let only = options.remove(0);
                    map.remove("anyOf");
                    if let Value::Object(only) = only {
                        // Draft 7 ignores the siblings of `$ref`; wrapping it keeps the description.
                        if only.contains_key("$ref") {
                            map.insert("allOf".into(), Value::Array(vec![Value::Object(only)]));
                        } else {
                            map.extend(only);
                        }
                    }
                }
            }
            map.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// Makes arrays of tables optional: there may be any number of `[[section.award]]`, but at least one `[[section]]`.
fn optional_tables(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let table = |property: &Value| property.pointer("/items/$ref").is_some();
            let tables: Vec<String> = map
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter(|(name, property)| table(property) && *name != "section")
                .map(|(name, _)| name.clone())
                .collect();
            if let Some(Value::Array(required)) = map.get_mut("required") {
                required.retain(|name| name.as_str().is_none_or(|name| !tables.iter().any(|table| table == name)));
            }
            map.values_mut().for_each(optional_tables);
        }
        Value::Array(items) => items.iter_mut().for_each(optional_tables),
        _ => {}
    }
}

macro_rules! leaf {
    ($($type:ty, $name:literal, $schema:tt;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

leaf! {
    Line, "Line", { "type": "string", "minLength": 1 };
    AltText, "AltText", { "type": "string", "minLength": 1 };
    FilePath, "FilePath", { "type": "string", "minLength": 1 };
    Key, "Key", { "type": "string", "minLength": 1 };
    MetaText, "MetaText", { "type": "string", "minLength": 1 };
    SettingName, "SettingName", { "type": "string", "minLength": 1 };
    Title, "Title", { "type": "string", "minLength": 1 };
    Slogan, "Slogan", { "type": "string", "minLength": 1 };
    Paragraph, "Paragraph", { "type": "string", "minLength": 1 };
    Period, "Period", { "type": ["string", "integer"] };
    Datum, "Datum", { "type": ["string", "number"] };
    Prose, "Prose", { "type": "string", "minLength": 1 };
    Link, "Link", { "type": "string", "pattern": "^(https?://|mailto:)" };
    Number, "Number", { "anyOf": [{ "type": "number" }, { "type": "string", "pattern": "^[-+−]?[0-9]+(\\.[0-9]+)?([～~—–][-+−]?[0-9]+(\\.[0-9]+)?)?$" }] };
    Count, "Count", { "type": "integer", "minimum": 0, "maximum": 1_000_000_000 };
    Year, "Year", { "type": "integer", "minimum": 1900, "maximum": 2999 };
    Date, "Date", { "type": "string", "pattern": "^[0-9]{1,4}(-[0-9]{1,2}(-[0-9]{1,2})?)?$" };
    Share, "Share", { "anyOf": [{ "const": true }, { "type": "string", "minLength": 1 }] };
    Cell, "Cell", { "type": ["string", "number"] };
}
