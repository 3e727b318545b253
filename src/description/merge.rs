//! Merging of description trees, and changes of single values by path; used by the batch.
//!
//! Trees are merged before they are decoded, so that the checks see the final review and every value keeps the span of
//! the file that it came from.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::decode::nearest;
use super::grammar::{self, Kind};
use super::path::{FieldPath, NAMES, Step};
use super::record::choice;
use super::tree::Tree;
use crate::source::Span;

choice! {
    /// How a district's array is merged with the shared one.
    pub enum ArrayRule {
        /// The district's array replaces the shared one.
        Replace = "replace",
        /// The district's items follow the shared ones.
        Extend = "extend",
        /// Items with the same `id`, `title`, `name`, `label` or `caption` are merged; others are appended. An item
        /// with `remove = true` removes its partner.
        Match = "match",
    }
}

/// The rule for the array at a path without indices, such as `section.photo`.
pub(crate) type Rules<'r> = dyn Fn(&str) -> ArrayRule + 'r;

impl<'t> Tree<'t> {
    /// Merges `over` into this tree: tables are merged, arrays by their rule, any other value is replaced. Returns the
    /// spans of items with `remove = true` that have no partner.
    pub(crate) fn merge(&mut self, over: Tree<'t>, rules: &Rules) -> Vec<Span> {
        let mut unmatched = Vec::new();
        merge(&mut self.root, over.root, "", rules, &mut unmatched);
        self.errors.extend(over.errors);
        self.gaps.dead.extend(over.gaps.dead);
        self.gaps.lossy |= over.gaps.lossy;
        unmatched
    }

    /// Whether there is an array at a path without indices.
    pub(crate) fn has_array(&self, path: &str) -> bool {
        fn any(value: &DeValue, keys: &[&str]) -> bool {
            match (value, keys.split_first()) {
                (DeValue::Array(items), Some(_)) => items.iter().any(|item| any(item.get_ref(), keys)),
                (DeValue::Array(_), None) => true,
                (DeValue::Table(table), Some((key, rest))) => {
                    table.get(*key).is_some_and(|value| any(value.get_ref(), rest))
                }
                _ => false,
            }
        }
        any(self.root.get_ref(), &path.split('.').collect::<Vec<_>>())
    }

    /// Sets the value at a path to a text from a table, whose span is `span`. A borrowed text takes the type of the
    /// value it replaces, if it parses as one. An owned text was composed (an expression, another encoding) and stays
    /// a text: a number is printed with the digits of its span, which this one doesn't have.
    pub(crate) fn set(&mut self, path: &FieldPath, text: Cow<'t, str>, span: Span) -> Result<(), NoField> {
        let place = span.start..span.end;
        let typed = |old: &DeValue| match text {
            Cow::Borrowed(text) => like(old, text),
            Cow::Owned(_) => None,
        };
        if let Some((item, before)) = path.steps.split_last()
            && !matches!(item, Step::Key(_))
        {
            let array = walk(&mut self.root, before)?;
            let at = index(array, item)?;
            if let DeValue::Array(items) = array.get_mut()
                && let Some(old) = items.get_mut(at)
                // A table stays: an empty cell may remove it, but a filled one can't replace it.
                && !old.get_ref().is_table()
            {
                let typed = typed(old.get_ref()).unwrap_or_else(|| DeValue::String(text.clone()));
                *old = Spanned::new(place, typed);
            }
            return Ok(());
        }
        let (table, key) = self.parent(path)?;
        let typed = table.get(key.as_str()).and_then(|old| typed(old.get_ref()));
        let value = Spanned::new(place.clone(), typed.unwrap_or_else(|| DeValue::String(text.clone())));
        match table.get_mut(key.as_str()) {
            Some(old) => *old = value,
            None => {
                table.insert(Spanned::new(place, key.clone().into()), value);
            }
        }
        Ok(())
    }

    /// Whether there is a number at a path.
    pub(crate) fn is_number(&mut self, path: &FieldPath) -> bool {
        let there = walk(&mut self.root, &path.steps);
        there.is_ok_and(|value| value.get_ref().is_integer() || value.get_ref().is_float())
    }

    /// The text under another key of the same table.
    pub(crate) fn beside(&mut self, path: &FieldPath, key: &str) -> Option<String> {
        let (table, _) = self.parent(path).ok()?;
        Some(table.get(key)?.get_ref().as_str()?.to_owned())
    }

    /// The unit of a number: the one of the innermost enclosing table that has one.
    pub(crate) fn unit(&mut self, path: &FieldPath) -> Option<String> {
        (1..path.steps.len()).rev().find_map(|length| {
            let value = walk(&mut self.root, &path.steps[..length]).ok()?;
            Some(value.get_ref().as_table()?.get("unit")?.get_ref().as_str()?.to_owned())
        })
    }

    /// The path with names replaced by indices, so that it stays the same after a name is set.
    pub(crate) fn settled(&mut self, path: &FieldPath) -> Result<FieldPath, NoField> {
        let mut steps: Vec<Step> = Vec::new();
        for (k, step) in path.steps.iter().enumerate() {
            steps.push(match step {
                // The last key may be missing; then there is nothing to remove.
                Step::Key(key) => {
                    if k + 1 < path.steps.len() {
                        walk(walk(&mut self.root, &steps)?, std::slice::from_ref(step))?;
                    }
                    Step::Key(key.clone())
                }
                item => Step::Index(index(walk(&mut self.root, &steps)?, item)?),
            });
        }
        Ok(FieldPath { steps })
    }

    /// Removes values and items. The paths have indices ([`settled`](Self::settled)); later items are removed first, so
    /// that the indices of earlier ones stay valid.
    pub(crate) fn remove(&mut self, mut paths: Vec<FieldPath>) {
        paths.sort_by(|a, b| b.steps.cmp(&a.steps));
        paths.dedup();
        for path in paths {
            let Some((last, before)) = path.steps.split_last() else { continue };
            match (walk(&mut self.root, before).map(Spanned::get_mut), last) {
                (Ok(DeValue::Table(table)), Step::Key(key)) => {
                    table.remove(key.as_str());
                }
                (Ok(DeValue::Array(items)), Step::Index(at)) => take(items, *at),
                _ => {}
            }
        }
    }

    fn parent(&mut self, path: &FieldPath) -> Result<(&mut DeTable<'t>, String), NoField> {
        let Some((Step::Key(key), before)) = path.steps.split_last() else { return Err(NoField::default()) };
        match walk(&mut self.root, before)?.get_mut() {
            DeValue::Table(table) => Ok((table, key.clone())),
            _ => Err(NoField { step: path.to_string(), near: None }),
        }
    }
}

fn merge<'t>(
    base: &mut Spanned<DeValue<'t>>,
    over: Spanned<DeValue<'t>>,
    path: &str,
    rules: &Rules,
    unmatched: &mut Vec<Span>,
) {
    let span = over.span();
    match (base.get_mut(), over.into_inner()) {
        (DeValue::Table(table), DeValue::Table(over)) => {
            for (key, value) in over {
                let path =
                    if path.is_empty() { key.get_ref().to_string() } else { format!("{path}.{}", key.get_ref()) };
                match table.get_mut(key.get_ref().as_ref()) {
                    Some(old) => merge(old, value, &path, rules, unmatched),
                    None => {
                        table.insert(key, value);
                    }
                }
            }
        }
        (DeValue::Array(items), DeValue::Array(over)) => match rules(path) {
            ArrayRule::Replace => *items = over,
            ArrayRule::Extend => over.into_iter().for_each(|item| items.push(item)),
            ArrayRule::Match => matched(items, over, path, rules, unmatched),
        },
        (_, over) => *base = Spanned::new(span, over),
    }
}

fn matched<'t>(items: &mut DeArray<'t>, over: DeArray<'t>, path: &str, rules: &Rules, unmatched: &mut Vec<Span>) {
    for mut item in over {
        let partner = items.iter().position(|old| same(old.get_ref(), item.get_ref()));
        let place = Span::from(item.span());
        // A value of another type stays, and is reported as an unknown key.
        let removes = match item.get_mut() {
            DeValue::Table(table) if table.get("remove").is_some_and(|flag| flag.get_ref().is_bool()) => {
                table.remove("remove").is_some_and(|flag| flag.get_ref().as_bool() == Some(true))
            }
            _ => false,
        };
        match partner {
            Some(at) if removes => take(items, at),
            Some(at) => {
                if let Some(old) = items.get_mut(at) {
                    merge(old, item, path, rules, unmatched);
                }
            }
            None if removes => unmatched.push(place),
            None => items.push(item),
        }
    }
}

fn take<'t>(items: &mut DeArray<'t>, at: usize) {
    let all = std::mem::replace(items, DeArray::new());
    *items = all.into_iter().enumerate().filter(|(k, _)| *k != at).map(|(_, item)| item).collect();
}

/// Whether two items have the same name.
fn same(a: &DeValue, b: &DeValue) -> bool {
    NAMES.iter().find_map(|key| Some((name(a, key)?, name(b, key)?))).is_some_and(|(a, b)| a == b)
}

fn name<'v>(item: &'v DeValue, key: &str) -> Option<&'v str> {
    item.as_table()?.get(key)?.get_ref().as_str()
}

/// The text as a value of the type of `old`; a number keeps the text's digits.
fn like<'t>(old: &DeValue, text: &'t str) -> Option<DeValue<'t>> {
    let wanted = |value: &DeValue| match old {
        DeValue::Integer(_) | DeValue::Float(_) => value.is_integer() || value.is_float(),
        DeValue::Boolean(_) => value.is_bool(),
        DeValue::Datetime(_) => value.is_datetime(),
        _ => false,
    };
    let value = DeValue::parse(text).ok()?.into_inner();
    wanted(&value).then_some(value)
}

/// The step of a path at which no field was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NoField {
    pub step: String,
    /// An existing name that may have been meant.
    pub near: Option<String>,
}

impl FieldPath {
    /// The kind of the field; `None` for an item of an array and for an unknown field.
    pub(crate) fn kind(&self) -> Option<&'static Kind> {
        let Some(Step::Key(_)) = self.steps.last() else { return None };
        let keys = self.steps.iter().filter_map(|step| if let Step::Key(key) = step { Some(key) } else { None });
        grammar::field(&keys.collect::<Vec<_>>()).map(|field| field.kind)
    }

    /// Whether it is the amount of a change, whose sign may give the direction.
    pub(crate) fn is_change(&self) -> bool {
        matches!(self.steps.as_slice(), [.., Step::Key(table), Step::Key(key)] if table == "change" && key == "value")
    }

    /// Whether it is a percentage of a target.
    pub(crate) fn is_completion(&self) -> bool {
        matches!(self.steps.last(), Some(Step::Key(key)) if key == "completion")
    }

    /// The path of the table that the value belongs to.
    pub(crate) fn parent(&self) -> Option<Self> {
        let (_, before) = self.steps.split_last()?;
        (!before.is_empty()).then(|| Self { steps: before.to_vec() })
    }

    /// The path of another key of the same table.
    pub(crate) fn beside(&self, key: &str) -> Self {
        let before = self.steps.split_last().map_or(&[][..], |(_, before)| before);
        Self { steps: before.iter().cloned().chain([Step::Key(key.to_owned())]).collect() }
    }
}

fn walk<'v, 't>(
    mut value: &'v mut Spanned<DeValue<'t>>,
    steps: &[Step],
) -> Result<&'v mut Spanned<DeValue<'t>>, NoField> {
    for step in steps {
        value = match step {
            Step::Key(key) => {
                let near = value
                    .get_ref()
                    .as_table()
                    .and_then(|table| nearest(key, table.keys().map(|key| key.get_ref().as_ref())).map(str::to_owned));
                let table = match value.get_mut() {
                    DeValue::Table(table) => table.get_mut(key.as_str()),
                    _ => None,
                };
                table.ok_or(NoField { step: key.clone(), near })?
            }
            item => {
                let at = index(value, item)?;
                match value.get_mut() {
                    DeValue::Array(items) => items.get_mut(at).ok_or_else(NoField::default)?,
                    _ => return Err(NoField::default()),
                }
            }
        };
    }
    Ok(value)
}

/// The index of the item that a step refers to.
fn index(array: &Spanned<DeValue>, step: &Step) -> Result<usize, NoField> {
    let items: &[Spanned<DeValue>] = array.get_ref().as_array().map_or(&[], |items| items.as_ref());
    match step {
        Step::Index(at) if *at < items.len() => Ok(*at),
        Step::Index(at) => Err(NoField { step: format!("[{at}]"), near: None }),
        Step::Key(key) | Step::Named(key) => {
            let named = |item: &&Spanned<DeValue>, key: &str| {
                NAMES.iter().any(|by| name(item.get_ref(), by).is_some_and(|name| name == key))
            };
            let found: Vec<usize> =
                items.iter().enumerate().filter(|(_, item)| named(item, key)).map(|(k, _)| k).collect();
            match found.as_slice() {
                [at] => Ok(*at),
                _ => {
                    let all = items.iter().filter_map(|item| NAMES.iter().find_map(|by| name(item.get_ref(), by)));
                    let near = if found.is_empty() { nearest(key, all).map(str::to_owned) } else { None };
                    Err(NoField { step: format!("[{key}]"), near })
                }
            }
        }
    }
}
