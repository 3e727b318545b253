//! The language as a table: the keys of each record and their kinds. `record!` generates it, so that it can't go stale.
//!
//! It gives the kind of a field by its path alone, so that `fix` and syntax recovery can ask it about files that can't
//! be decoded.

use std::sync::LazyLock;

use super::role::Role;

/// The kind of value under a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Text(Role, Form),
    /// A number that keeps its digits.
    Number,
    /// An integer: a count or a year.
    Whole,
    Date,
    /// A word of a closed list.
    Word,
    Flag,
    /// An array of values.
    Array(&'static Kind),
    Table(&'static [Field]),
    /// A table whose keys the author chooses.
    #[cfg_attr(not(feature = "batch"), allow(dead_code))] // only in the description of a batch
    Map,
    /// A value that its own type decodes, such as `header`.
    #[cfg_attr(not(feature = "batch"), allow(dead_code))]
    Free,
}

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One line.
    Line,
    /// One line, in which `|` marks where it may break.
    Title,
    /// A title in two halves, which a space may separate.
    Slogan,
    /// Paragraphs with inline markup.
    Prose,
    /// One paragraph with inline markup.
    Paragraph,
}

impl Form {
    /// Whether the text may have several lines and inline markup.
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Prose | Self::Paragraph)
    }
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub key: &'static str,
    /// Its doc, with its Chinese name after ` · `.
    pub doc: &'static str,
    /// Whether it is an array of tables: `[[key]]`.
    pub repeated: bool,
    pub kind: &'static Kind,
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && std::ptr::eq(self.kind, other.kind)
    }
}

/// A type of the language.
pub(crate) trait Described {
    const KIND: Kind;
}

impl<T: Described> Described for Vec<T> {
    const KIND: Kind = Kind::Array(&T::KIND);
}

impl Described for bool {
    const KIND: Kind = Kind::Flag;
}

/// The root tables: of a review, and of a batch.
#[cfg(feature = "batch")]
const ROOTS: [&Kind; 2] = [&super::File::KIND, &super::BatchFile::KIND];
#[cfg(not(feature = "batch"))]
const ROOTS: [&Kind; 1] = [&super::File::KIND];

/// The field at a path without indices, such as `section`, `indicator`, `label`. A misspelt key is read as the one that
/// was probably meant, as in the decoder.
pub(crate) fn field<K: AsRef<str>>(path: &[K]) -> Option<Field> {
    find(path, |key, fields| {
        let names: Vec<_> = fields.iter().map(|field| (field.key, field.doc)).collect();
        super::names::meant(key, &names)
    })
}

/// Whether the table at a path is repeated (`[[section]]`) or single (`[review]`); `None` if there is no such table.
pub(crate) fn is_repeated(path: &[&str]) -> Option<bool> {
    find(path, |_, _| None).filter(|field| matches!(field.kind, Kind::Table(_) | Kind::Map)).map(|field| field.repeated)
}

fn find<K: AsRef<str>>(path: &[K], meant: impl Fn(&str, &[Field]) -> Option<&'static str>) -> Option<Field> {
    let (first, rest) = path.split_first()?;
    ROOTS.iter().find_map(|root| {
        let mut at = step(root, first.as_ref(), &|_, _| None)?;
        for key in rest {
            at = step(at.kind, key.as_ref(), &meant)?;
        }
        Some(at)
    })
}

fn step(kind: &Kind, key: &str, meant: &impl Fn(&str, &[Field]) -> Option<&'static str>) -> Option<Field> {
    let Kind::Table(fields) = kind else { return None };
    let named = |name: &str| fields.iter().find(|field| field.key == name).copied();
    named(key).or_else(|| named(meant(key, fields)?))
}

/// The key of the array of tables that a path ends in: `photo` for `section[0].photo[2]`; `None` for any other path.
pub(crate) fn table_of(path: &str) -> Option<&str> {
    let last = path.rsplit('.').next()?;
    last.strip_suffix(']')?.split_once('[').map(|(key, _)| key).filter(|key| {
        let known = |(_, field): &(String, Field)| field.key == *key && field.repeated;
        fields().iter().any(known)
    })
}

/// All fields of a review with their paths, in the order of the records: `section`, `section.title`, …
pub(super) fn fields() -> &'static [(String, Field)] {
    static FIELDS: LazyLock<Vec<(String, Field)>> = LazyLock::new(|| {
        let mut out = Vec::new();
        walk(&super::File::KIND, "", &mut out);
        out
    });
    &FIELDS
}

fn walk(kind: &Kind, path: &str, out: &mut Vec<(String, Field)>) {
    let Kind::Table(fields) = kind else { return };
    for field in *fields {
        let path = if path.is_empty() { field.key.to_owned() } else { format!("{path}.{}", field.key) };
        out.push((path.clone(), *field));
        walk(field.kind, &path, out);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::description::Description;
    use crate::source::Source;

    /// A path without its indices.
    fn bare(path: &str) -> Vec<String> {
        let parts = path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
        parts.collect::<String>().split('.').map(str::to_owned).collect()
    }

    /// The samples have nearly every field of the language: the table agrees with their decoded values.
    #[test]
    fn the_table_agrees_with_what_is_decoded() {
        let mut seen = BTreeSet::new();
        for sample in ["specimen", "jiaxing-2023", "hospital-2024", "school-district-2024"] {
            let file = format!("{}/data/{sample}/review.toml", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(file).unwrap();
            let description = Description::parse(&Source::new(sample, text)).unwrap().value;
            for text in description.texts() {
                let path = bare(&text.origin.path);
                let mut kind = field(&path).unwrap_or_else(|| panic!("{path:?} is unknown")).kind;
                while let Kind::Array(item) = kind {
                    kind = item;
                }
                match kind {
                    Kind::Text(role, form) => assert_eq!((*role, form.is_prose()), (text.role, text.prose), "{path:?}"),
                    // A range is among the texts, too.
                    other => assert_eq!((*other, text.role), (Kind::Number, Role::Printed), "{path:?}"),
                }
                seen.insert(path);
            }
        }
        assert!(seen.len() > 40, "{seen:?}");
    }

    #[test]
    fn a_path_tells_its_table() {
        assert_eq!(table_of("section[0].photo[2]"), Some("photo"));
        assert_eq!(table_of("section[3]"), Some("section"));
        assert_eq!(table_of("section[0].list[0].items[2]"), None);
        assert_eq!(table_of("section[0].photo[2].caption"), None);
    }

    /// Every leaf of both schemas that may be a text has a role, and no other has one.
    #[cfg(all(feature = "schema", feature = "batch"))]
    #[test]
    fn every_text_of_the_schema_has_a_role() {
        use serde_json::Value;

        fn leaves(root: &Value, at: &Value, path: &str, out: &mut Vec<(String, Value)>) {
            let reference = at.get("$ref").or_else(|| at.pointer("/allOf/0/$ref")).and_then(Value::as_str);
            if let Some(target) = reference.and_then(|reference| root.pointer(reference.strip_prefix('#')?)) {
                return leaves(root, target, path, out);
            }
            if let Some(fields) = at.get("properties").and_then(Value::as_object) {
                for (name, field) in fields {
                    let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    leaves(root, field, &inside, out);
                }
            } else if let Some(items) = at.get("items") {
                leaves(root, items, path, out);
            } else {
                out.push((path.to_owned(), at.clone()));
            }
        }

        let mut seen = 0;
        for schema in [crate::description::schema(), crate::description::batch_schema()] {
            let schema: Value = serde_json::from_str(&schema).unwrap();
            let mut all = Vec::new();
            leaves(&schema, &schema, "", &mut all);
            for (path, leaf) in all {
                let mut kind = field(&bare(&path)).unwrap_or_else(|| panic!("{path} is unknown")).kind;
                while let Kind::Array(item) = kind {
                    kind = item;
                }
                let said = leaf.to_string();
                let text = said.contains("\"string\"") && !said.contains("[0-9]") && !said.contains("\"enum\"");
                let word = leaf.get("enum").is_some() || leaf.get("oneOf").is_some();
                let free = matches!(kind, Kind::Map | Kind::Free);
                let digits = path.ends_with(".values");
                assert_eq!(
                    matches!(kind, Kind::Text(..)),
                    text && !word && !free && !digits,
                    "{path}: {kind:?} {said}"
                );
                assert_eq!(matches!(kind, Kind::Word), word, "{path}: {kind:?} {said}");
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
