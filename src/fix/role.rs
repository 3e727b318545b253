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

/// Whether a table is one of several (`[[section]]`) or single (`[review]`), for those that the language
/// and a batch have.
pub(super) fn is_repeated(path: &[&str]) -> Option<bool> {
    match path {
        ["section" | "district"]
        | [
            "section",
            "indicator" | "chart" | "case" | "formula" | "award" | "document" | "event" | "photo" | "quote" | "list"
            | "table" | "person",
        ]
        | ["section", "chart", "series"]
        | ["section", "case", "indicator"]
        | ["section", "formula", "term"] => Some(true),
        ["review" | "design" | "document"]
        | ["batch" | "table" | "fields" | "merge"]
        | ["review", "source"]
        | ["section", "case", "photo"]
        | ["section", "indicator", "change"]
        | ["section", "case", "indicator", "change"] => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Role, of};
    use crate::description::Description;
    use crate::source::Source;

    /// Of the samples, which have nearly every field of the language: prose is prose, and what is printed is no code.
    #[test]
    fn fields_have_the_roles_that_the_language_gives_them() {
        let mut seen = BTreeSet::new();
        for sample in ["specimen", "jiaxing-2023", "hospital-2024", "school-district-2024"] {
            let file = format!("{}/data/{sample}/review.toml", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(file).unwrap();
            let description = Description::parse(&Source::new(sample, text)).unwrap().value;
            for field in description.texts() {
                let bare: String = field
                    .origin
                    .path
                    .split('[')
                    .map(|part| part.split_once(']').map_or(part, |(_, rest)| rest))
                    .collect();
                let path: Vec<String> = bare.split('.').map(str::to_owned).collect();
                let role = of(&path);
                assert_eq!(role.is_prose(), field.prose, "{bare} is taken for a {role:?}");
                let codes = ["id", "parent", "link", "file", "language"];
                let code = path[0] == "design" || codes.contains(&path[path.len() - 1].as_str());
                assert_eq!(role == Role::Code, code, "{bare} is taken for a {role:?}");
                seen.insert(bare);
            }
        }
        assert!(seen.len() > 40, "{seen:?}");
    }

    #[test]
    fn tables_of_a_batch_are_single_and_districts_several() {
        assert_eq!(super::is_repeated(&["batch"]), Some(false));
        assert_eq!(super::is_repeated(&["district"]), Some(true));
        assert_eq!(super::is_repeated(&["examples"]), None);
    }

    #[test]
    fn titles_and_numbers_are_known() {
        let role = |path: &str| of(&path.split('.').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(role("section.title"), Role::Title);
        assert_eq!(role("section.case.title"), Role::Line);
        assert_eq!(role("review.headline"), Role::Line);
        assert_eq!(role("section.case.indicator.change.value"), Role::Figure);
        assert_eq!(role("section.chart.series.values"), Role::Figure);
        assert_eq!(role("section.event.date"), Role::Date);
        assert_eq!(role("batch.output"), Role::Code);
        assert_eq!(role("fields.产值"), Role::Code);
    }
}
