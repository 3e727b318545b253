//! Paths of fields, as messages print them.

use std::fmt;

/// The keys that identify an item of an array, by precedence.
pub(crate) const NAMES: &[&str] = &["id", "title", "name", "label", "caption"];

/// The path of a field: `section[经济].indicator[0].value`. Brackets hold an index from 0, or the `id`, `title`, `name`,
/// `label` or `caption` of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPath {
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// The item of an array with this name.
    Named(String),
}

impl FieldPath {
    /// Parses a path; `None` if it isn't one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let key = rest[..end].trim();
            if key.is_empty() || key.contains(']') {
                return None;
            }
            steps.push(Step::Key(key.to_owned()));
            rest = &rest[end..];
            while let Some(inside) = rest.strip_prefix('[') {
                let end = inside.find(']')?;
                let item = inside[..end].trim();
                if item.is_empty() {
                    return None;
                }
                steps.push(item.parse().map_or_else(|_| Step::Named(item.to_owned()), Step::Index));
                rest = &inside[end + 1..];
            }
            match rest.strip_prefix('.') {
                Some(more) if !more.is_empty() => rest = more,
                Some(_) => return None,
                None if rest.is_empty() => {}
                None => return None,
            }
        }
        (!steps.is_empty()).then_some(Self { steps })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(key) if k == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Named(name) => write!(f, "[{name}]")?,
            }
        }
        Ok(())
    }
}
