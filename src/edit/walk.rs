//! Walks a TOML document along a path and makes the change at its end.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, Value};

use super::form;
use super::form::Misfit;
use crate::description::{NAMES, Node, Step, did_you_mean, nearest};
use crate::diagnostic::{Code, Diagnostic, Message};

/// The position of the walk.
#[derive(Debug, Default, Clone)]
pub(super) struct Place {
    /// The path so far, with indices, as in messages.
    pub path: String,
    /// The number of keys so far.
    pub depth: usize,
    /// Whether nested headers are indented.
    pub indented: bool,
}

impl Place {
    fn key(&mut self, key: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        self.depth += 1;
    }

    fn item(&mut self, at: usize) {
        self.path.push_str(&format!("[{at}]"));
    }

    fn refuse(&self, code: Code, message: Message) -> Misfit {
        Diagnostic::error(code, message).field(self.path.as_str())
    }

    pub(super) fn no_table(&self) -> Misfit {
        let path = &self.path;
        self.refuse(
            Code::WrongType,
            Message::new(
                format!("`{path}` 不是表，里面没有字段"),
                format!("`{path}` is not a table and has no fields"),
            ),
        )
    }

    fn no_array(&self) -> Misfit {
        let path = &self.path;
        let message = Message::new(
            format!("`{path}` 不是数组，后面不能有下标"),
            format!("`{path}` is not an array and takes no index"),
        );
        self.refuse(Code::WrongType, message)
    }

    fn needs_index(&self) -> Misfit {
        let path = &self.path;
        let message = Message::new(
            format!("`{path}` 是数组：写明第几项，如 `{path}[0]`"),
            format!("`{path}` is an array: add the index of an item, such as {path}[0]"),
        );
        self.refuse(Code::WrongType, message)
    }
}

/// Sets the value at the end of `steps` inside a table, or removes it if there is no node.
pub(super) fn put(table: &mut Table, place: &mut Place, steps: &[Step], node: Option<&Node>) -> Result<(), Misfit> {
    let Some((step, rest)) = steps.split_first() else { return Ok(()) };
    let Step::Key(key) = step else { return Err(place.no_array()) };
    place.key(key);
    if rest.is_empty() && node.is_none() {
        table.remove(key);
        return Ok(());
    }
    let depth = place.depth;
    if !table.contains_key(key) {
        let Some(node) = wrapped(place, rest, node)? else { return Ok(()) };
        return form::insert(table, &Place { depth, ..place.clone() }, key, &node);
    }
    let Some(item) = table.get_mut(key) else { return Ok(()) };
    match (item, node) {
        (item, Some(node)) if rest.is_empty() => form::replace(item, place, node),
        (Item::Table(inner), _) => put(inner, place, rest, node),
        (Item::ArrayOfTables(items), _) => in_tables(items, place, rest, node),
        (Item::Value(value), _) => in_value(value, place, rest, node),
        (Item::None, _) => Ok(()),
    }
}

fn in_tables(items: &mut ArrayOfTables, place: &mut Place, steps: &[Step], node: Option<&Node>) -> Result<(), Misfit> {
    let Some((step, rest)) = steps.split_first() else { return Ok(()) };
    if matches!(step, Step::Key(_)) {
        return Err(place.needs_index());
    }
    let named = |at: usize, by: &str| items.get(at).and_then(|table| table.get(by)).and_then(Item::as_str);
    let at = index(place, step, items.len(), &named)?;
    place.item(at);
    let depth = place.depth;
    if at == items.len() {
        let Some(node) = wrapped(place, rest, node)? else { return Ok(()) };
        return form::push(items, &Place { depth, ..place.clone() }, &node);
    }
    if rest.is_empty() && node.is_none() {
        items.remove(at);
        return Ok(());
    }
    match (items.get_mut(at), node) {
        (Some(table), Some(node)) if rest.is_empty() => match node {
            Node::Table(fields) => form::refill(table, place, fields),
            _ => Err(place.no_table()),
        },
        (Some(table), _) => put(table, place, rest, node),
        (None, _) => Ok(()),
    }
}

fn in_value(value: &mut Value, place: &mut Place, steps: &[Step], node: Option<&Node>) -> Result<(), Misfit> {
    match (steps.split_first(), node) {
        (None, Some(node)) => form::replace_value(value, node),
        (None, None) => Ok(()),
        (Some((Step::Key(key), rest)), _) => match value {
            Value::InlineTable(table) => in_inline(table, place, key, rest, node),
            Value::Array(_) => Err(place.needs_index()),
            _ => Err(place.no_table()),
        },
        (Some((step, rest)), _) => match value {
            Value::Array(items) => in_array(items, place, step, rest, node),
            _ => Err(place.no_array()),
        },
    }
}

fn in_inline(
    table: &mut InlineTable,
    place: &mut Place,
    key: &str,
    rest: &[Step],
    node: Option<&Node>,
) -> Result<(), Misfit> {
    place.key(key);
    if rest.is_empty() && node.is_none() {
        form::remove_inline(table, key);
        return Ok(());
    }
    match table.get_mut(key) {
        Some(value) => in_value(value, place, rest, node),
        None => {
            let Some(node) = wrapped(place, rest, node)? else { return Ok(()) };
            form::insert_inline(table, key, &node)
        }
    }
}

fn in_array(
    items: &mut Array,
    place: &mut Place,
    step: &Step,
    rest: &[Step],
    node: Option<&Node>,
) -> Result<(), Misfit> {
    let named = |at: usize, by: &str| {
        items.get(at).and_then(Value::as_inline_table).and_then(|table| table.get(by)).and_then(Value::as_str)
    };
    let at = index(place, step, items.len(), &named)?;
    place.item(at);
    if at == items.len() {
        let Some(node) = wrapped(place, rest, node)? else { return Ok(()) };
        return form::push_value(items, &node);
    }
    if rest.is_empty() && node.is_none() {
        form::remove_value(items, at);
        return Ok(());
    }
    match items.get_mut(at) {
        Some(value) => in_value(value, place, rest, node),
        None => Ok(()),
    }
}

/// Wraps a value in the tables and arrays for the rest of its path; `None` if there is no value.
fn wrapped(place: &mut Place, rest: &[Step], node: Option<&Node>) -> Result<Option<Node>, Misfit> {
    let Some(node) = node else { return Ok(None) };
    let mut node = node.clone();
    for step in rest {
        match step {
            Step::Key(key) => place.key(key),
            item => {
                let at = index(place, item, 0, &|_, _| None)?;
                place.item(at);
            }
        }
    }
    for step in rest.iter().rev() {
        node = match step {
            Step::Key(key) => Node::Table(vec![(key.clone(), node)]),
            Step::Index(_) | Step::Named(_) => Node::Array(vec![node]),
        };
    }
    Ok(Some(node))
}

/// The index of the item that a step refers to; an index may be that after the last item.
fn index<'n>(
    place: &Place,
    step: &Step,
    length: usize,
    named: &dyn Fn(usize, &str) -> Option<&'n str>,
) -> Result<usize, Misfit> {
    let path = &place.path;
    let name = match step {
        Step::Index(at) if *at <= length => return Ok(*at),
        Step::Index(at) => {
            let message = Message::new(
                format!("`{path}` 有 {length} 项，没有 [{at}]；要添一项，写 `{path}[{length}]`"),
                format!("`{path}` has {length} items and no [{at}]; use {path}[{length}] to add one"),
            );
            return Err(place.refuse(Code::UnknownReference, message));
        }
        Step::Key(name) | Step::Named(name) => name,
    };
    let all = || (0..length).flat_map(|at| NAMES.iter().filter_map(move |by| Some((at, named(at, by)?))));
    let mut found: Vec<usize> = all().filter(|(_, own)| own == name).map(|(at, _)| at).collect();
    found.dedup();
    match found.as_slice() {
        [at] => Ok(*at),
        several => {
            let message = Message::new(
                format!("`{path}` 里没有叫“{name}”的一项，或不止一项"),
                format!("`{path}` has no item named {name}, or several"),
            );
            let refusal = place.refuse(Code::UnknownReference, message);
            let near = if several.is_empty() { nearest(name, all().map(|(_, own)| own)) } else { None };
            Err(near.map(did_you_mean).into_iter().fold(refusal, Diagnostic::hint))
        }
    }
}
