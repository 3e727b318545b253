//! Which tables there are, by their headers.

use crate::diagnostic::Message;

/// Tables that may stand any number of times: `[[section.award]]`.
const ARRAYS: &[&str] = &[
    "section",
    "section.indicator",
    "section.chart",
    "section.chart.series",
    "section.case",
    "section.case.indicator",
    "section.formula",
    "section.formula.term",
    "section.award",
    "section.document",
    "section.event",
    "section.photo",
    "section.quote",
    "section.list",
    "section.table",
    "section.person",
    // Of a batch.
    "district",
];

/// Tables that stand once.
const TABLES: &[&str] = &[
    "review",
    "review.source",
    "design",
    "document",
    "section.case.photo",
    "section.indicator.change",
    "batch",
    "table",
    "fields",
    "merge",
];

/// Whether `[[name]]` is the header of a table that may be repeated.
pub(super) fn is_array(name: &str) -> bool {
    ARRAYS.contains(&name)
}

/// Whether `[name]` is the header of a table that stands once.
pub(super) fn is_table(name: &str) -> bool {
    TABLES.contains(&name)
}

/// Where a table belongs that stands in the wrong place, such as `[[indicator]]` outside its section.
pub(super) fn home_of(name: &str) -> Option<&'static str> {
    ARRAYS.iter().copied().find(|path| path.rsplit('.').next() == Some(name))
}

pub(super) fn double_brackets(name: &str) -> Message {
    Message::new(
        format!("应写双方括号 [[{name}]]，这里写成了单方括号"),
        format!("write [[{name}]] with two brackets each, not one"),
    )
}

/// The fields that a line may begin with; another word before a quotation mark is prose.
const FIELDS: &[&str] = &[
    "title",
    "organization",
    "year",
    "series",
    "part",
    "headline",
    "period",
    "date",
    "source",
    "foreword",
    "template",
    "theme",
    "paper",
    "grouping",
    "dates",
    "placeholders",
    "signature",
    "logo",
    "author",
    "description",
    "keywords",
    "language",
    "lead",
    "order",
    "label",
    "value",
    "unit",
    "qualifier",
    "change",
    "completion",
    "target",
    "share",
    "parent",
    "id",
    "level",
    "emphasis",
    "note",
    "view",
    "group",
    "periods",
    "name",
    "values",
    "gloss",
    "text",
    "count",
    "projects",
    "complete",
    "verb",
    "number",
    "kind",
    "caption",
    "file",
    "alt",
    "credit",
    "shape",
    "fit",
    "focus",
    "items",
    "ordered",
    "columns",
    "rows",
    "post",
    "direction",
    "basis",
    "link",
];

pub(super) fn is_field(name: &str) -> bool {
    FIELDS.contains(&name)
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
        for path in ARRAYS.iter().filter(|path| **path != "district") {
            assert!(arrays.iter().any(|known| known == path), "{path}");
        }
        for name in &fields {
            assert!(
                is_field(name) || is_table(name) || TABLES.iter().any(|path| path.ends_with(&format!(".{name}"))),
                "{name}"
            );
        }
    }
}
