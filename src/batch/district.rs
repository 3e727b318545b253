//! The districts of a batch: rows of the table joined with the `[[district]]` entries of the batch file, and the paths
//! of their files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::faults::Faults;
use super::name;
use super::pattern::Pattern;
use super::row::Row;
use super::table::Table;
use crate::asset::is_plain_name;
use crate::description::{BatchFile, DistrictEntry, FilePath};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// One report of a batch.
#[derive(Debug)]
pub struct District {
    pub(super) slug: String,
    /// Relative to the output folder.
    pub(super) output: String,
    pub(super) row: Option<Row>,
    /// The index of each column by name, shared by all rows.
    pub(super) columns: Arc<BTreeMap<String, usize>>,
    /// Values of its entry, which take precedence over the row's.
    pub(super) own: BTreeMap<String, OwnValue>,
    pub(super) over: Option<Own>,
    /// Its folder of photographs, relative to the batch's folder.
    pub(super) photos: Option<String>,
    /// Where its slug is written: in the row, or in the batch file.
    pub(super) place: (Source, Span),
}

/// A district's override file.
#[derive(Debug, Clone)]
pub(super) struct Own {
    /// Relative to the batch's folder.
    pub path: String,
    /// Where its entry names it. Such a file must exist; one that follows from the pattern may be missing.
    pub named: Option<Span>,
}

/// A value with its span: in the batch file if `by_hand`, else in the row.
#[derive(Debug)]
pub(super) struct OwnValue {
    pub text: String,
    pub plain: Option<String>,
    pub span: Span,
    pub by_hand: bool,
}

/// A district's value of one name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'v> {
    pub text: &'v str,
    /// The value for a date or number field, if it differs from the text: `2024-01-08` for 2024年1月8日.
    pub plain: Option<&'v str>,
    pub span: Span,
    /// Whether it is written in the batch file rather than in the row.
    pub by_hand: bool,
}

impl District {
    /// A district without values or files.
    fn new(slug: String, place: (Source, Span)) -> Self {
        Self {
            slug,
            output: String::new(),
            row: None,
            columns: Arc::default(),
            own: BTreeMap::new(),
            over: None,
            photos: None,
            place,
        }
    }

    /// Its unique name.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The path of its PDF, relative to the output folder, with `/` as separator.
    pub fn output(&self) -> &str {
        &self.output
    }

    /// The value of a name: from its entry, else from its row.
    pub(super) fn value(&self, name: &str) -> Option<Value<'_>> {
        if let Some(OwnValue { text, plain, span, by_hand }) = self.own.get(name) {
            return Some(Value { text, plain: plain.as_deref(), span: *span, by_hand: *by_hand });
        }
        let (row, column) = (self.row.as_ref()?, *self.columns.get(name)?);
        let (text, span) = row.cell(column)?;
        Some(Value { text, plain: row.plain(column), span, by_hand: false })
    }

    /// All its values, by name.
    pub(super) fn values(&self) -> BTreeMap<&str, Value<'_>> {
        let names = self.columns.keys().chain(self.own.keys()).map(String::as_str);
        names.filter_map(|name| Some((name, self.value(name)?))).collect()
    }
}

/// The patterns of a batch.
pub(super) struct Patterns {
    pub output: Pattern,
    pub over: Option<Pattern>,
    pub photos: Option<Pattern>,
}

/// Joins rows and entries; duplicate slugs and paths are errors.
pub(super) fn districts(
    source: &Source,
    file: &BatchFile,
    table: Option<Table>,
    patterns: &Patterns,
    found: &mut Vec<Diagnostic>,
) -> Vec<District> {
    let mut found = Faults::new(found);
    let mut list = List { source, all: Vec::new(), by_slug: BTreeMap::new(), found: &mut found };
    if let Some(table) = table {
        list.rows(table, file.batch.slug.as_ref().map_or("slug", |line| line.text.as_str()));
    }
    list.entries(&file.districts);
    let mut all = list.all;
    for district in &mut all {
        if district.value("slug").is_none() {
            let by_hand = district.row.is_none();
            let slug = OwnValue { text: district.slug.clone(), plain: None, span: district.place.1, by_hand };
            district.own.insert("slug".into(), slug);
        }
    }
    set_paths(source, file, patterns, &mut all, &mut found);
    collisions(&all, &mut found);
    found.finish();
    all
}

/// The districts collected so far.
struct List<'a, 'f> {
    source: &'a Source,
    all: Vec<District>,
    by_slug: BTreeMap<String, usize>,
    found: &'a mut Faults<'f>,
}

impl List<'_, '_> {
    /// Adds a district for each row of the table; `key` is the column of slugs.
    fn rows(&mut self, table: Table, key: &str) {
        let Some(at) = table.columns.get(key).copied() else { return };
        self.all.reserve_exact(table.rows.len());
        for row in table.rows {
            let Some((slug, span)) = row.cell(at) else { continue };
            if slug.is_empty() {
                let message = Message::new(format!("这一行的 `{key}` 是空的"), format!("`{key}` is empty in this row"));
                let error = Diagnostic::error(Code::Empty, message).at(&row.source, span);
                let hint = second_header(&table.head, row.source.first_line());
                self.found.push(hint.into_iter().fold(error, Diagnostic::hint));
                continue;
            }
            let (slug, place) = (slug.to_owned(), (row.source.clone(), span));
            if let Some(first) = self.by_slug.get(&slug) {
                self.found.push(twice(&slug, &place, &self.all[*first].place));
                continue;
            }
            self.add(District { columns: table.columns.clone(), row: Some(row), ..District::new(slug, place) });
        }
    }

    /// Adds the entries of the batch file, each to the row of its slug or as a new district.
    fn entries(&mut self, entries: &[DistrictEntry]) {
        let source = self.source;
        let mut listed: BTreeMap<&str, Span> = BTreeMap::new();
        for entry in entries {
            let (slug, span) = (&entry.slug.text, entry.slug.origin.span);
            if let Some(first) = listed.insert(slug, span) {
                self.found.push(twice(slug, &(source.clone(), span), &(source.clone(), first)));
                continue;
            }
            let row = self.by_slug.get(slug).copied();
            let at = row.unwrap_or_else(|| self.add(District::new(slug.clone(), (source.clone(), span))));
            extend(&mut self.all[at], entry);
            if let Some(line) = entry.photos.as_ref().filter(|line| !is_plain_name(&line.text)) {
                let message = Message::new(
                    format!("`{}` 不在批量文件所在的文件夹内", line.text),
                    format!("`{}` is outside the batch's folder", line.text),
                );
                self.found.push(Diagnostic::error(Code::PhotoOutside, message).at_field(source, &line.origin));
            }
        }
    }

    fn add(&mut self, district: District) -> usize {
        self.by_slug.insert(district.slug.clone(), self.all.len());
        self.all.push(district);
        self.all.len() - 1
    }
}

/// A hint for a row without a slug directly below the header: it may be another header row.
fn second_header(head: &[usize], row: usize) -> Option<Message> {
    let last = head.last().filter(|last| **last + 1 == row)?;
    let rows: Vec<usize> = head.iter().copied().chain([last + 1]).collect();
    Some(Message::new(
        format!("它若是表头的又一行，在 `[table]` 里写 `header = {rows:?}`"),
        format!("if it is another header row, write header = {rows:?} in [table]"),
    ))
}

fn extend(district: &mut District, entry: &DistrictEntry) {
    for (name, text, origin) in entry.values.iter().flat_map(|values| &values.list) {
        let value = OwnValue { text: text.clone(), plain: None, span: within_quotes(text, origin.span), by_hand: true };
        district.own.insert(name.clone(), value);
    }
    let own = |line: &FilePath| Own { path: line.text.clone(), named: Some(line.origin.span) };
    district.over = entry.over.as_ref().map(own);
    district.photos = entry.photos.as_ref().map(|line| line.text.clone());
}

/// The span of a string without its quotation marks; with escapes or other quotes, the whole span.
fn within_quotes(text: &str, span: Span) -> Span {
    if span.end - span.start == text.len() + 2 { Span { start: span.start + 1, end: span.end - 1 } } else { span }
}

/// Sets the paths of every district's files.
fn set_paths(source: &Source, file: &BatchFile, patterns: &Patterns, all: &mut [District], found: &mut Faults<'_>) {
    for district in all {
        let value = |name: &str| district.value(name).map(|value| value.text.to_owned());
        let output = patterns.output.path(value);
        let over = patterns.over.as_ref().filter(|_| district.over.is_none()).map(|pattern| pattern.path(value));
        let photos = patterns.photos.as_ref().filter(|_| district.photos.is_none()).map(|pattern| pattern.path(value));
        let mut failed: Vec<(String, Option<&FilePath>)> = Vec::new();
        match output {
            Ok(path) => district.output = path,
            Err(column) => failed.push((column, file.batch.output.as_ref())),
        }
        match over {
            Some(Ok(path)) => district.over = Some(Own { path, named: None }),
            Some(Err(column)) => failed.push((column, file.batch.over.as_ref())),
            None => {}
        }
        match photos {
            Some(Ok(path)) => district.photos = Some(path),
            Some(Err(column)) => failed.push((column, file.batch.photos.as_ref())),
            None => {}
        }
        for (column, pattern) in failed {
            let value = district.value(&column);
            // A column that the table doesn't have was reported once for all rows.
            if district.row.is_some() && value.is_none() {
                continue;
            }
            let slug = &district.slug;
            let message = match value {
                Some(Value { text, .. }) => Message::new(
                    format!("`{column}` 的值 \"{text}\" 不能用作文件名"),
                    format!("the value of `{column}`, \"{text}\", can't be used as a file name"),
                ),
                None => Message::new(
                    format!("地区“{slug}”没有 `{column}` 的值"),
                    format!("the district {slug} has no `{column}`"),
                ),
            };
            let error = Diagnostic::error(Code::Empty, message).at(&district.place.0, district.place.1);
            let note = Message::new("文件名由此而来", "the file name comes from this");
            found.push(match pattern {
                Some(line) => error.also(source, line.origin.span, note),
                None => error,
            });
        }
    }
}

fn twice(slug: &str, place: &(Source, Span), first: &(Source, Span)) -> Diagnostic {
    let message = Message::new(format!("地区“{slug}”出现了两次"), format!("the district {slug} is defined twice"));
    Diagnostic::error(Code::Duplicate, message).at(&place.0, place.1).also(
        &first.0,
        first.1,
        Message::new("第一次在这里", "first here"),
    )
}

/// Refuses two districts that would write the same file, or the same one on a file system that ignores case or normal
/// form.
fn collisions(all: &[District], found: &mut Faults<'_>) {
    let mut taken: BTreeMap<String, &District> = BTreeMap::new();
    for district in all.iter().filter(|district| !district.output.is_empty()) {
        let Some(first) = taken.insert(name::folded(&district.output), district) else { continue };
        let message = Message::new(
            format!("{} 与 {} 会生成同一个文件 {}", first.slug, district.slug, district.output),
            format!("{} and {} would write the same file, {}", first.slug, district.slug, district.output),
        );
        let note = Message::new("先有的一个", "the other one");
        let error = Diagnostic::error(Code::Duplicate, message).at(&district.place.0, district.place.1);
        found.push(error.also(&first.place.0, first.place.1, note));
    }
}
