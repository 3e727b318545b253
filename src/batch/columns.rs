//! The columns that a batch file may name, and the errors for one that doesn't exist.

use super::table::Table;
use crate::description::{BatchFile, did_you_mean, nearest};
use crate::diagnostic::{Code, Diagnostic, Message};

/// How many columns a message lists.
const MAX_NAMED: usize = 40;

/// The columns of the table, and the names of values in `[[district]]` entries.
pub(super) struct Columns<'a> {
    file: &'a BatchFile,
    table: Option<&'a Table>,
    /// The names of the table's columns. `None` if the table couldn't be read: then no column is reported as missing.
    names: Option<Vec<&'a str>>,
}

impl<'a> Columns<'a> {
    pub fn new(file: &'a BatchFile, table: Option<&'a Table>) -> Self {
        let unread = file.table.is_some() && table.is_none();
        let names = table.into_iter().flat_map(|table| table.columns.keys().map(String::as_str));
        Self { file, table, names: (!unread).then(|| names.collect()) }
    }

    /// The error for an unknown name in a pattern of paths, where `slug` is always known.
    pub fn missing_in_path(&self, name: &str) -> Option<Diagnostic> {
        if name == "slug" { None } else { self.missing(name) }
    }

    /// The error for a name that neither the table nor any `[[district]]` entry has.
    pub fn missing(&self, name: &str) -> Option<Diagnostic> {
        if self.has_by_hand(name) { None } else { self.missing_in_table(name) }
    }

    /// The error for a name that the table doesn't have.
    pub fn missing_in_table(&self, name: &str) -> Option<Diagnostic> {
        let names = self.names.as_ref().filter(|names| !names.contains(&name))?;
        Some(no_column(name, names, self.lower_head(name)))
    }

    /// The texts of a column; `None` if there is no such column.
    pub fn texts(&self, name: &str) -> Option<impl Iterator<Item = &str> + Clone> {
        let (rows, column) = (&self.table?.rows, *self.table?.columns.get(name)?);
        Some(rows.iter().filter_map(move |row| Some(row.cell(column)?.0)))
    }

    fn has_by_hand(&self, name: &str) -> bool {
        let mut values = self.file.districts.iter().filter_map(|entry| entry.values.as_ref());
        values.any(|values| values.list.iter().any(|(known, ..)| known == name))
    }

    /// The number of a row below the header that has the name: the first row may be a title.
    fn lower_head(&self, name: &str) -> Option<usize> {
        self.file.table.as_ref().filter(|table| table.header.is_none())?;
        let mut rows = self.table.into_iter().flat_map(|table| &table.first).skip(1);
        rows.find(|(_, texts)| texts.iter().any(|text| text == name)).map(|(number, _)| *number)
    }
}

fn no_column(name: &str, columns: &[&str], lower: Option<usize>) -> Diagnostic {
    let list: Vec<String> = columns.iter().take(MAX_NAMED).map(|column| format!("`{column}`")).collect();
    let message = Message::new(
        format!("表里没有 `{name}` 这一列，有的是 {}", list.join("、")),
        format!("the table has no column `{name}` (available: {})", list.join(", ")),
    );
    let out = Diagnostic::error(Code::UnknownReference, message);
    if let Some(line) = lower {
        return out.hint(Message::new(
            format!("第 {line} 行有 `{name}`：表头若在那里，在 `[table]` 里写 `header = {line}`"),
            format!("row {line} has `{name}`: if that is the header, write header = {line} in [table]"),
        ));
    }
    match (nearest(name, columns.iter().copied()), columns) {
        (Some(near), _) => out.hint(did_you_mean(near)),
        (None, [only]) if only.contains([';', '\t']) => out.hint(Message::new(
            "各列像是由分号或制表符分开的：在 `[table]` 里写 `delimiter = \";\"` 或 `\"\\t\"`",
            "the columns seem to be separated by semicolons or tabs: write delimiter = \";\" or \"\\t\" in [table]",
        )),
        _ => out,
    }
}
