//! Nodes → items of a TOML document, formatted like their neighbours.

use toml_edit::{Array, ArrayOfTables, Decor, InlineTable, Item, RawString, Table, Value};

use super::walk::Place;
use crate::description::{Node, is_inline, literal};
use crate::diagnostic::{Code, Diagnostic, Message};

/// Why a change is refused.
pub(super) type Misfit = Diagnostic;

/// Adds a field to a table.
pub(super) fn insert(table: &mut Table, place: &Place, key: &str, node: &Node) -> Result<(), Misfit> {
    insert_at(table, place.depth, place.indented, key, node)
}

fn insert_at(table: &mut Table, depth: usize, indented: bool, key: &str, node: &Node) -> Result<(), Misfit> {
    let item = match node {
        Node::Table(fields) if !is_inline(key) => {
            let indent = header_indent(table, depth, indented);
            let mut inner = new_table(&indent, depth, indented, fields)?;
            if let Some(position) = behind_tables(table, depth) {
                inner.set_position(position);
            }
            Item::Table(inner)
        }
        Node::Array(items) if are_tables(items) => {
            let indent = header_indent(table, depth, indented);
            let mut all = ArrayOfTables::new();
            for fields in items.iter().filter_map(fields_of) {
                all.push(new_table(&indent, depth, indented, fields)?);
            }
            Item::ArrayOfTables(all)
        }
        node => {
            let indent = value_indent(table);
            let value = value_of(node, &indent)?;
            table.insert(key, Item::Value(value));
            if let Some(mut key) = table.key_mut(key) {
                key.leaf_decor_mut().set_prefix(indent);
            }
            return Ok(());
        }
    };
    table.insert(key, item);
    Ok(())
}

/// Appends a table to an array of tables.
pub(super) fn push(items: &mut ArrayOfTables, place: &Place, node: &Node) -> Result<(), Misfit> {
    let Node::Table(fields) = node else { return Err(place.no_table()) };
    let beside = items.iter().last().and_then(|last| indent_of(last.decor()));
    let indent = beside.unwrap_or_else(|| own_indent(place.depth, place.indented));
    items.push(new_table(&indent, place.depth, place.indented, fields)?);
    Ok(())
}

/// Replaces a value; the comment after it stays.
pub(super) fn replace(item: &mut Item, place: &Place, node: &Node) -> Result<(), Misfit> {
    match (item, node) {
        (Item::Value(value), node) => replace_value(value, node),
        (Item::Table(table), Node::Table(fields)) => refill(table, place, fields),
        (Item::ArrayOfTables(old), Node::Array(new)) if new.iter().all(|node| fields_of(node).is_some()) => {
            while old.len() > new.len() {
                old.remove(old.len() - 1);
            }
            for (k, node) in new.iter().enumerate() {
                match (old.get_mut(k), node) {
                    (Some(table), Node::Table(fields)) => refill(table, place, fields)?,
                    _ => push(old, place, node)?,
                }
            }
            Ok(())
        }
        (item, node) => {
            *item = Item::Value(value_of(node, "")?);
            Ok(())
        }
    }
}

/// Replaces the fields of a table; fields that stay keep their comments.
pub(super) fn refill(table: &mut Table, place: &Place, fields: &[(String, Node)]) -> Result<(), Misfit> {
    let gone: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in gone.iter().filter(|key| !fields.iter().any(|(kept, _)| kept == *key)) {
        table.remove(key);
    }
    for (key, node) in fields {
        let place = Place { depth: place.depth + 1, ..place.clone() };
        match table.get_mut(key) {
            Some(item) => replace(item, &place, node)?,
            None => insert(table, &place, key, node)?,
        }
    }
    Ok(())
}

pub(super) fn replace_value(value: &mut Value, node: &Node) -> Result<(), Misfit> {
    let decor = value.decor().clone();
    *value = value_of(node, "")?;
    *value.decor_mut() = decor;
    Ok(())
}

pub(super) fn insert_inline(table: &mut InlineTable, key: &str, node: &Node) -> Result<(), Misfit> {
    table.insert(key, value_of(node, "")?);
    table.fmt();
    Ok(())
}

pub(super) fn remove_inline(table: &mut InlineTable, key: &str) {
    if table.remove(key).is_some() {
        table.fmt();
    }
}

/// Appends an item to an array, on its own line if the others have theirs. A comment after the last item stays there.
pub(super) fn push_value(items: &mut Array, node: &Node) -> Result<(), Misfit> {
    let mut value = value_of(node, "")?;
    let (comma, trailing) = (items.trailing_comma(), text_of(Some(items.trailing())));
    let Some(last) = items.iter_mut().last() else {
        items.push(value);
        return Ok(());
    };
    let before = text_of(last.decor().prefix());
    let suffix = text_of(last.decor().suffix());
    let (comment, rest) = split_line(if comma { &trailing } else { &suffix });
    let line = before.rfind('\n').map(|at| &before[at..]);
    let prefix = format!("{comment}{}", line.unwrap_or(if comment.contains('#') { "\n  " } else { " " }));
    if comma {
        items.set_trailing(rest);
        *value.decor_mut() = Decor::new(prefix, "");
    } else {
        last.decor_mut().set_suffix("");
        *value.decor_mut() = Decor::new(prefix, rest);
    }
    items.push_formatted(value);
    Ok(())
}

/// Removes an item of an array with the comment after it. A comment before it belongs to the previous item.
pub(super) fn remove_value(items: &mut Array, at: usize) {
    let gone = items.remove(at);
    let prefix = text_of(gone.decor().prefix());
    let suffix = text_of(gone.decor().suffix());
    let comment = if prefix.contains('\n') { split_line(&prefix).0 } else { "" };
    let joined = |behind: &str| match behind.find('\n') {
        Some(line) => format!("{comment}{}", &behind[line..]),
        None => prefix.clone(),
    };
    if let Some(next) = items.get_mut(at) {
        let behind = text_of(next.decor().prefix());
        next.decor_mut().set_prefix(joined(&behind));
    } else if items.is_empty() {
        items.set_trailing_comma(false);
        items.set_trailing("");
    } else if items.trailing_comma() {
        let trailing = text_of(Some(items.trailing()));
        items.set_trailing(format!("{comment}{}", split_line(&trailing).1));
    } else if let Some(last) = items.iter_mut().last() {
        last.decor_mut().set_suffix(format!("{comment}{}", split_line(&suffix).1));
    }
}

fn text_of(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

/// Splits the text after an item into the rest of its line and what follows.
fn split_line(text: &str) -> (&str, &str) {
    text.split_at(text.find('\n').unwrap_or(0))
}

/// A TOML value, formatted as in files that `to_toml` writes.
fn value_of(node: &Node, indent: &str) -> Result<Value, Misfit> {
    let written = literal(node, indent);
    let mut value: Value = written.parse().map_err(|_| {
        let shown: String = written.chars().take(60).collect();
        Diagnostic::error(Code::BadNumber, Message::new(format!("`{shown}` 太长"), format!("`{shown}` is too long")))
    })?;
    value.decor_mut().clear();
    Ok(value)
}

fn new_table(indent: &str, depth: usize, indented: bool, fields: &[(String, Node)]) -> Result<Table, Misfit> {
    let mut table = Table::new();
    table.decor_mut().set_prefix(format!("\n{indent}"));
    for (key, node) in fields {
        insert_at(&mut table, depth + 1, indented, key, node)?;
    }
    Ok(table)
}

fn are_tables(items: &[Node]) -> bool {
    !items.is_empty() && items.iter().all(|item| fields_of(item).is_some())
}

fn fields_of(node: &Node) -> Option<&[(String, Node)]> {
    if let Node::Table(fields) = node { Some(fields) } else { None }
}

/// The white space before a key or header; `None` if anything else precedes it on its line.
fn indent_of(decor: &Decor) -> Option<String> {
    let prefix = decor.prefix()?.as_str()?;
    let line = prefix.rfind('\n').map_or(prefix, |at| &prefix[at + 1..]);
    line.chars().all(|c| c == ' ' || c == '\t').then(|| line.to_owned())
}

fn own_indent(depth: usize, indented: bool) -> String {
    if indented { "  ".repeat(depth.saturating_sub(1)) } else { String::new() }
}

/// The indent of a new header inside a table: that of its other headers, or the default for its depth.
fn header_indent(table: &Table, depth: usize, indented: bool) -> String {
    let beside = table.iter().find_map(|(_, item)| match item {
        Item::Table(table) if !table.is_dotted() => indent_of(table.decor()),
        Item::ArrayOfTables(tables) => tables.iter().next().and_then(|table| indent_of(table.decor())),
        _ => None,
    });
    beside.unwrap_or_else(|| own_indent(depth, indented))
}

/// The indent of a new value in a table: that of the last value, or of the table's header.
fn value_indent(table: &Table) -> String {
    let before = table.get_values().last().and_then(|(keys, _)| indent_of(keys.first()?.leaf_decor()));
    before.or_else(|| indent_of(table.decor())).unwrap_or_default()
}

/// The position of a new top-level table: after the other single tables, before the sections.
fn behind_tables(root: &Table, depth: usize) -> Option<usize> {
    fn last(table: &Table) -> Option<usize> {
        let inside = table.iter().filter_map(|(_, item)| match item {
            Item::Table(table) => last(table),
            Item::ArrayOfTables(tables) => tables.iter().filter_map(last).max(),
            _ => None,
        });
        inside.chain(table.position()).max()
    }
    let tables = root.iter().filter_map(|(_, item)| item.as_table());
    if depth == 1 { tables.filter_map(last).max() } else { None }
}
