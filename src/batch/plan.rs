//! Reading a batch: its description, the shared review, the table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::compose::fixed_direction;
use super::district::{District, Patterns, districts};
use super::fit::{change_unit, has_both_signs};
use super::pattern::Pattern;
use super::table;
use crate::asset::{AssetError, Assets, Folder};
use crate::description::{BatchFile, Line, Tree, did_you_mean, nearest, read_batch};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned, conclude};
use crate::source::Source;

/// A batch that was read: every district is known, none is built.
#[derive(Debug)]
pub struct Batch {
    pub(super) file: BatchFile,
    pub(super) source: Source,
    pub(super) base: Source,
    /// Where the description lies; everything that it names lies below.
    pub(super) folder: PathBuf,
    /// Where the outputs go if the caller doesn't say.
    pub(super) out: PathBuf,
    pub(super) districts: Vec<District>,
}

impl Batch {
    /// Reads a batch's description, the shared review's text and the table.
    ///
    /// # Errors
    /// With every fault: keys and values of the description, columns and rows of the table, districts
    /// that are there twice or would write the same file. The shared review is judged when districts are resolved.
    pub fn read(path: impl AsRef<Path>) -> Result<Warned<Self>, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|fault| -> Error { Diagnostic::unreadable(&name, &fault).into() })?;
        let source = Source::decode(&name, &bytes)?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let mut found = Vec::new();
        let file = read_batch(&source)?.gather(&mut found);
        let reader = Reader { source: &source, folder: &folder };
        let head = &file.batch;
        let base = reader.open(&head.base, &mut found).and_then(|(name, bytes)| {
            Source::decode(&name, &bytes).map_err(|error| found.extend_from_slice(error.diagnostics())).ok()
        });
        let table = file.table.as_ref().and_then(|wish| {
            let (name, bytes) = reader.open(&wish.file, &mut found)?;
            let slug = head.slug.as_ref().map_or("slug", |line| line.text.as_str());
            table::read(&name, &bytes, wish, slug, &source, &mut found)
        });
        let columns: Option<Vec<&str>> = match (&file.table, &table) {
            (Some(_), None) => None,
            _ => Some(table.iter().flat_map(|table| table.columns.keys().map(String::as_str)).collect()),
        };
        // A row below the head that has the name: there may be a title above the table.
        let lower_head = |name: &str| {
            let rows = table.iter().flat_map(|table| &table.first).skip(1);
            let mut rows = rows.filter(|(_, texts)| texts.iter().any(|text| text == name)).map(|(number, _)| *number);
            rows.next().filter(|_| file.table.as_ref().is_some_and(|wish| wish.header.is_none()))
        };
        let by_hand = |name: &str| {
            let mut values = file.districts.iter().filter_map(|entry| entry.values.as_ref());
            values.any(|values| values.list.iter().any(|(known, ..)| known == name))
        };
        let known = |name: &str, line: &Line, found: &mut Vec<Diagnostic>| {
            let Some(columns) = &columns else { return };
            if !columns.contains(&name) && name != "slug" && !by_hand(name) {
                found.push(no_column(name, columns, lower_head(name)).at_field(&source, &line.origin));
            }
        };
        let pattern = |line: Option<&Line>, default: Option<&str>, found: &mut Vec<Diagnostic>| {
            let text = line.map(|line| line.text.as_str()).or(default)?;
            let plain = Pattern::parse(text).filter(|_| is_inside(text));
            match (&plain, line) {
                (None, Some(line)) => {
                    let message = Message::new(
                        format!("`{text}` 不能用作路径：应在本文件夹内，列名写在一对花括号里"),
                        format!("`{text}` can't be a path: it must stay inside the folder, with columns in braces"),
                    );
                    found.push(Diagnostic::error(Code::UnknownReference, message).at_field(&source, &line.origin));
                }
                (Some(pattern), Some(line)) => pattern.columns().for_each(|name| known(name, line, found)),
                _ => {}
            }
            plain
        };
        let output = pattern(head.output.as_ref(), Some("out/{slug}.pdf"), &mut found);
        if let Some(line) = head.output.as_ref().filter(|line| !line.text.ends_with(".pdf")) {
            let message = Message::new("`output` 应以 `.pdf` 结尾", "output must end in .pdf");
            found.push(Diagnostic::error(Code::UnknownReference, message).at_field(&source, &line.origin));
        }
        let mut tree = base.as_ref().map(Tree::read);
        if let Some(tree) = &tree {
            for (path, _, origin) in
                file.merge.iter().flat_map(|rules| &rules.list).filter(|(path, ..)| !tree.has_array(path))
            {
                let message = Message::new(
                    format!("公用底稿里没有 `{path}` 这个数组，这条规则用不上"),
                    format!("the shared review has no array `{path}`: this rule does nothing"),
                );
                found.push(Diagnostic::warning(Code::UnknownReference, message).at_field(&source, origin));
            }
        }
        let over = pattern(head.over.as_ref(), None, &mut found);
        let photos = pattern(head.photos.as_ref(), None, &mut found);
        for (k, binding) in file.fields.iter().flat_map(|fields| &fields.list).enumerate() {
            let missing = columns
                .as_ref()
                .filter(|columns| !columns.contains(&binding.column.as_str()) && !by_hand(&binding.column));
            if let Some(columns) = missing {
                let fault = no_column(&binding.column, columns, lower_head(&binding.column));
                found.push(fault.at_field(&source, &binding.origin));
            }
            if let (Some(table), Some(tree)) = (&table, &mut tree)
                && let Some(column) = table.columns.get(&binding.column)
                && fixed_direction(&file, tree, &binding.field).as_deref() == Some("down")
                && has_both_signs(
                    &change_unit(tree, &binding.field),
                    table.rows.iter().filter_map(|row| Some(row.cell(*column)?.0)),
                )
            {
                let message = Message::new(
                    format!("`{}` 一列有正有负，公用底稿却把方向写定为 `down`", binding.column),
                    format!("`{}` has numbers of both signs, and the shared review says `down` to all", binding.column),
                );
                let hint = Message::new(
                    "底稿里写 `direction = \"up\"`：方向随正负号而定",
                    "write `direction = \"up\"` there: the sign goes over it",
                );
                found.push(
                    Diagnostic::error(Code::Contradiction, message).at_field(&source, &binding.origin).hint(hint),
                );
            }
            let mut before = file.fields.iter().flat_map(|fields| &fields.list).take(k);
            if let Some(first) = before.find(|other| other.field == binding.field) {
                let message = Message::new(
                    format!("`{}` 由两列来填", binding.field),
                    format!("`{}` is filled by two columns", binding.field),
                );
                let note = Message::new("另一列在这里", "the other one is here");
                let fault = Diagnostic::error(Code::Duplicate, message).at_field(&source, &binding.origin);
                found.push(fault.also(&source, first.origin.span, note));
            }
        }
        if let (Some(line), Some(columns)) = (&head.slug, &columns)
            && file.table.is_some()
            && !columns.contains(&line.text.as_str())
        {
            found.push(no_column(&line.text, columns, lower_head(&line.text)).at_field(&source, &line.origin));
        } else if let (None, Some(wish), Some(table)) = (&head.slug, &file.table, &table)
            && !table.columns.contains_key("slug")
        {
            let hint = Message::new(
                "在 `[batch]` 里写 `slug = \"列名\"`，指出用哪一列区分各地区",
                "write slug = \"column\" in [batch] to say which column tells districts apart",
            );
            let all: Vec<&str> = table.columns.keys().map(String::as_str).collect();
            found.push(no_column("slug", &all, lower_head("slug")).at_field(&source, &wish.file.origin).hint(hint));
        }
        let Some(output) = output else { return Err(Error::all(found)) };
        let (out, output) = output.split();
        let patterns = Patterns { output, over, photos };
        let districts = districts(&source, &file, table, &patterns, &mut found);
        if districts.is_empty() && !found.iter().any(|d| d.severity == crate::diagnostic::Severity::Error) {
            let message = Message::new("没有一个地区", "there is no district");
            let hint = Message::new("写上 `[table]` 或 `[[district]]`", "write a [table] or a [[district]]");
            found.push(Diagnostic::error(Code::Empty, message).at(&source, 0..0).hint(hint));
        }
        strays(&source, &folder, &file, &districts, &mut found);
        let out = folder.join(out);
        conclude(base.map(|base| Self { file, source, base, folder, out, districts }), found)
    }

    /// What all districts share, from texts that were read already.
    ///
    /// # Errors
    /// If the description has faults, for which no run would have been begun.
    pub(super) fn without_districts(folder: PathBuf, source: Source, base: Source) -> Result<Self, Error> {
        let file = read_batch(&source)?.value;
        Ok(Self { file, source, base, out: folder.clone(), folder, districts: Vec::new() })
    }

    /// Every district, in the order of the table and then of the description.
    pub fn districts(&self) -> &[District] {
        &self.districts
    }
}

struct Reader<'a> {
    source: &'a Source,
    folder: &'a Path,
}

impl Reader<'_> {
    /// A file that the description names.
    fn open(&self, line: &Line, found: &mut Vec<Diagnostic>) -> Option<(String, Vec<u8>)> {
        match Folder::new(self.folder).open(&line.text) {
            Ok(bytes) => Some((shown(self.folder, &line.text), bytes.into_owned())),
            Err(fault) => {
                found.push(unreadable(&line.text, &fault).at_field(self.source, &line.origin));
                None
            }
        }
    }
}

/// A file of the batch's folder as messages name it.
pub(super) fn shown(folder: &Path, name: &str) -> String {
    if folder == Path::new(".") { name.to_owned() } else { folder.join(name).display().to_string() }
}

pub(super) fn unreadable(name: &str, fault: &AssetError) -> Diagnostic {
    let why = match fault {
        AssetError::Missing { .. } => Message::new("没有这个文件", "there is no such file"),
        AssetError::Outside => {
            Message::new("它不是本文件夹内的普通文件", "it is no regular file inside the batch's folder")
        }
        AssetError::TooLarge { .. } => Message::new("它太大", "it is too large"),
        AssetError::Unreadable { why, .. } => why.clone(),
    };
    let message = Message::new(format!("读不了 {name}：{}", why.zh), format!("can't read {name}: {}", why.en));
    let out = Diagnostic { io_kind: fault.io_kind(), ..Diagnostic::error(Code::ReadFailed, message) };
    match fault {
        AssetError::Missing { near: Some(near) } => out.hint(did_you_mean(near)),
        _ => out,
    }
}

fn no_column(name: &str, columns: &[&str], lower: Option<usize>) -> Diagnostic {
    let near = nearest(name, columns.iter().copied());
    let list: Vec<String> = columns.iter().take(40).map(|column| format!("`{column}`")).collect();
    let message = Message::new(
        format!("表里没有 `{name}` 这一列，有的是 {}", list.join("、")),
        format!("the table has no column `{name}`; it has {}", list.join(", ")),
    );
    let out = Diagnostic::error(Code::UnknownReference, message);
    if let Some(line) = lower {
        return out.hint(Message::new(
            format!("第 {line} 行有 `{name}`：表头若在那里，在 `[table]` 里写 `header = {line}`"),
            format!("row {line} has `{name}`: if that is the head, write header = {line} in [table]"),
        ));
    }
    match (near, columns) {
        (Some(near), _) => out.hint(did_you_mean(near)),
        (None, [only]) if only.contains([';', '\t']) => out.hint(Message::new(
            "各列像是由分号或制表符分开的：在 `[table]` 里写 `delimiter = \";\"` 或 `\"\\t\"`",
            "the columns seem to be parted by semicolons or tabs: write delimiter = \";\" or \"\\t\" in [table]",
        )),
        _ => out,
    }
}

fn is_inside(text: &str) -> bool {
    crate::asset::is_plain_name(text)
}

/// Files of districts that there are none of: a misspelt name would otherwise be passed over in silence.
fn strays(source: &Source, folder: &Path, file: &BatchFile, all: &[District], found: &mut Vec<Diagnostic>) {
    let Some(line) = &file.batch.over else { return };
    let Some((before, _)) = line.text.split_once('{') else { return };
    let dir = before.rsplit_once('/').map_or("", |(dir, _)| dir);
    if dir.is_empty() || line.text.matches('/').count() != dir.matches('/').count() + 1 {
        return;
    }
    let used: BTreeSet<&str> = all.iter().filter_map(|district| Some(district.over.as_ref()?.path.as_str())).collect();
    let entries = std::fs::read_dir(folder.join(dir)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
        .map(|name| format!("{dir}/{name}"))
        .filter(|path| !used.contains(path.as_str()))
        .collect();
    names.sort();
    for name in names {
        let message = Message::new(
            format!("{name} 不属于任何地区，没有用到"),
            format!("{name} belongs to no district and isn't used"),
        );
        found.push(Diagnostic::warning(Code::UnknownReference, message).at_field(source, &line.origin));
    }
}
