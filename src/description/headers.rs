//! Which table headers the language has; used by syntax recovery and by hints.

use super::grammar;
use crate::diagnostic::Message;

fn table(name: &str) -> Option<bool> {
    grammar::is_repeated(&name.split('.').collect::<Vec<_>>())
}

/// Whether `[[name]]` is the header of an array of tables.
pub(super) fn is_array(name: &str) -> bool {
    table(name) == Some(true)
}

/// Whether `[name]` is the header of a single table.
pub(super) fn is_table(name: &str) -> bool {
    table(name) == Some(false)
}

/// The right path of a misplaced table: `section.indicator` for an `[[indicator]]` outside its section.
pub(super) fn home_of(name: &str) -> Option<&'static str> {
    let mut arrays = grammar::fields().iter().filter(|(_, field)| field.repeated);
    arrays.find(|(_, field)| field.key == name).map(|(path, _)| path.as_str())
}

pub(super) fn double_brackets(name: &str) -> Message {
    Message::new(
        format!("应写双方括号 [[{name}]]，这里写成了单方括号"),
        format!("write [[{name}]], with double brackets"),
    )
}

/// Whether a line may begin with a field of this name. Any other word before a quotation mark is prose.
pub(super) fn is_field(name: &str) -> bool {
    // Keys at the top level are tables, which have headers.
    grammar::fields().iter().any(|(path, field)| field.key == name && !field.repeated && path.contains('.'))
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Every array of tables, table and field of the schema is known here.
    #[test]
    fn the_lists_are_those_of_the_schema() {
        fn walk(root: &Value, at: &Value, path: &str, arrays: &mut Vec<String>, fields: &mut Vec<String>) {
            let target = |value: &Value| {
                let reference = value.get("$ref").or_else(|| value.pointer("/allOf/0/$ref"))?.as_str()?;
                root.pointer(reference.strip_prefix('#')?).cloned()
            };
            for (name, property) in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let table = |of: &Value| target(of).filter(|of| of.get("properties").is_some());
                if let Some(item) = property.get("items").and_then(table) {
                    arrays.push(inside.clone());
                    walk(root, &item, &inside, arrays, fields);
                } else if let Some(item) = table(property) {
                    walk(root, &item, &inside, arrays, fields);
                    fields.push(name.clone());
                } else {
                    fields.push(name.clone());
                }
            }
        }
        let schema: Value = serde_json::from_str(&crate::description::schema()).unwrap();
        let (mut arrays, mut fields) = (Vec::new(), Vec::new());
        walk(&schema, &schema, "", &mut arrays, &mut fields);
        assert!(arrays.len() > 10 && fields.len() > 50, "{arrays:?} {fields:?}");
        for path in &arrays {
            assert!(is_array(path), "{path}");
        }
        for (path, _) in grammar::fields().iter().filter(|(_, field)| field.repeated) {
            assert!(arrays.contains(path), "{path}");
        }
        for name in &fields {
            assert!(is_field(name) || is_table(name), "{name}");
        }
    }
}
