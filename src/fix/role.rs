//! What a field is for, by its path.

/// How a string is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Paragraphs.
    Prose,
    /// One paragraph.
    Paragraph,
    /// One line that is printed.
    Line,
    /// A line whose phrases are parted by `|`.
    Title,
    /// A number.
    Figure,
    /// A date.
    Date,
    /// A code, an address, a name of a file, a word from a list: never touched.
    Code,
}

/// Keys whose strings aren't words, in whatever table they stand.
const CODES: [&str; 12] =
    ["id", "parent", "link", "file", "view", "order", "direction", "emphasis", "shape", "fit", "focus", "language"];

/// The role of the field at a path without indices, such as `section.indicator.label`.
pub(super) fn of(path: &[String]) -> Role {
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["section" | "review" | "document", .., key] if CODES.contains(key) => Role::Code,
        // The space of a headline parts its halves, as the language has it.
        ["review", "series" | "part" | "title"] | ["section", "title"] => Role::Title,
        ["review", "foreword"] | ["section", "lead"] | ["section", "case", "note"] => Role::Prose,
        ["section", "event", "text"] | ["section", "list", "items"] => Role::Paragraph,
        ["review", "date"] | ["section", .., "date"] => Role::Date,
        ["review", "year"] => Role::Figure,
        ["section", .., "value" | "completion" | "target" | "count" | "year" | "values"] => Role::Figure,
        // A table is never a string.
        ["review" | "document", _] | ["review", "source", _] | ["section", _, ..] => Role::Line,
        _ => Role::Code,
    }
}

impl Role {
    pub(super) fn is_prose(self) -> bool {
        matches!(self, Self::Prose | Self::Paragraph)
    }
}

/// Whether a field is an array of strings; a string in its place isn't what it seems.
pub(super) fn is_array(path: &[String]) -> bool {
    let key = path.last().map(String::as_str);
    matches!(key, Some("items" | "rows" | "columns" | "projects" | "periods" | "values" | "keywords" | "order"))
}

/// Whether a table is one of several (`[[section]]`) or single (`[review]`), for those that the language has.
pub(super) fn is_repeated(path: &[&str]) -> Option<bool> {
    match path {
        ["section"]
        | [
            "section",
            "indicator" | "chart" | "case" | "formula" | "award" | "document" | "event" | "photo" | "quote" | "list"
            | "table" | "person",
        ]
        | ["section", "chart", "series"]
        | ["section", "case", "indicator"]
        | ["section", "formula", "term"] => Some(true),
        ["review" | "design" | "document"]
        | ["review", "source"]
        | ["section", "case", "photo"]
        | ["section", "indicator", "change"]
        | ["section", "case", "indicator", "change"] => Some(false),
        _ => None,
    }
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use serde_json::Value;

    use super::{Role, of};

    /// Every string of the language, with the name of its type, by its path.
    fn fields(schema: &Value, at: &Value, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, String)>) {
        if path.len() > 6 {
            return;
        }
        if let Some(name) = at["$ref"].as_str().and_then(|link| link.rsplit('/').next()) {
            let target = &schema["definitions"][name];
            out.push((path.clone(), name.to_owned()));
            return fields(schema, target, path, out);
        }
        for kind in ["anyOf", "oneOf", "allOf"] {
            for part in at[kind].as_array().into_iter().flatten() {
                fields(schema, part, path, out);
            }
        }
        if at["items"].is_object() {
            fields(schema, &at["items"], path, out);
        }
        for (key, value) in at["properties"].as_object().into_iter().flatten() {
            path.push(key.clone());
            fields(schema, value, path, out);
            path.pop();
        }
    }

    #[test]
    fn every_field_of_the_language_has_its_role() {
        let schema: Value = serde_json::from_str(&crate::description::schema()).expect("JSON");
        let mut found = Vec::new();
        fields(&schema, &schema, &mut Vec::new(), &mut found);
        let mut seen = 0;
        for (path, name) in found {
            let role = of(&path);
            let design = path[0] == "design";
            let right = match name.as_str() {
                "Title" => role == Role::Title || path.ends_with(&["headline".into()]),
                "Prose" => role.is_prose(),
                "Number" | "Datum" | "Count" | "Year" => design || role == Role::Figure,
                "Date" => role == Role::Date,
                "Line" => matches!(role, Role::Line | Role::Code),
                "Cell" | "Share" | "Period" => role == Role::Line,
                "Link" => role == Role::Code,
                _ => continue,
            };
            seen += 1;
            assert!(right, "{path:?} is a {name} and taken for a {role:?}");
        }
        assert!(seen > 60, "the walk found the fields: {seen}");
    }
}
