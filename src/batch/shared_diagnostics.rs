//! Groups diagnostics that many districts share: each is shown once, with all its places.

use std::collections::BTreeMap;

use crate::diagnostic::{Class, Code, Cure, Diagnostic, Label, Language, Severity};

/// Diagnostics of a batch, each once, with the districts it concerns.
#[derive(Debug, Default)]
pub struct SharedDiagnostics {
    list: Vec<SharedDiagnostic>,
    known: BTreeMap<String, Vec<usize>>,
}

/// One diagnostic, with all districts it concerns.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SharedDiagnostic {
    /// The diagnostic as reported for the first of them in the table.
    pub diagnostic: Diagnostic,
    /// The districts in the order they were added; after [`SharedDiagnostics::sort`], in that of the table.
    pub districts: Vec<AffectedDistrict>,
    /// Slug of the district that `diagnostic` was reported for.
    shown: String,
}

/// A district that a diagnostic concerns.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AffectedDistrict {
    /// Slug of the district; empty if the diagnostic is about no single district, such as one about the table.
    pub slug: String,
    /// The place in the district's own row or override file; `None` if the diagnostic has no place.
    pub label: Option<Label>,
}

impl AffectedDistrict {
    /// The cell in a spreadsheet's notation, such as `汇总!G81`; `None` if the place isn't in a table.
    pub fn cell(&self) -> Option<String> {
        let label = self.label.as_ref()?;
        label.source.cell(label.span).map(|cell| cell.name)
    }
}

impl SharedDiagnostics {
    /// Adds the diagnostics of a district. `slug` is empty for those found while the table was read; a cell then says
    /// which district it belongs to.
    pub fn add(&mut self, slug: &str, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let label = diagnostic.labels.first();
            let own = diagnostic.labels.iter().find(|label| label.source.cell(label.span).is_some()).or(label);
            let cell = label.and_then(|label| label.source.cell(label.span));
            // The same problem in many cells of one column is one diagnostic with many places.
            let place = match &cell {
                Some(cell) => format!("{:?} {}", label.map(|label| label.source.name()), cell.column),
                None => format!("{:?}", label.map(|label| (label.source.name(), label.span))),
            };
            // What befell many districts, such as a full disk, is one problem: it names each of them, and has no place
            // but theirs.
            let message = without_name(&diagnostic.message.en, slug);
            let place = if message.contains(NAME) && is_of_run(diagnostic.code) { String::new() } else { place };
            let key = format!("{:?} {} {place} {message}", diagnostic.severity, diagnostic.code);
            let owner = || own.and_then(|label| Some(label.source.cell(label.span)?.owner)).unwrap_or_default();
            let slug = if slug.is_empty() { owner() } else { slug.to_owned() };
            let affected = AffectedDistrict { slug, label: own.cloned() };
            let same = self.known.entry(key).or_default();
            let Some(at) = same.first().copied() else {
                same.push(self.list.len());
                let (diagnostic, shown) = (diagnostic.clone(), affected.slug.clone());
                self.list.push(SharedDiagnostic { diagnostic, districts: vec![affected], shown });
                continue;
            };
            let SharedDiagnostic { diagnostic: shown, districts, shown: owner } = &mut self.list[at];
            // Threads finish in any order; show the one that comes first in the table, so that output is stable.
            if (place_of(label), &affected.slug) < (place_of(shown.labels.first()), owner) {
                shown.clone_from(diagnostic);
                owner.clone_from(&affected.slug);
            }
            let twice = |last: &AffectedDistrict| last.slug == affected.slug && last.label == affected.label;
            if !districts.last().is_some_and(twice) {
                districts.push(affected);
            }
        }
    }

    /// Appends another list.
    pub fn extend(&mut self, other: &Self) {
        self.list.extend_from_slice(&other.list);
    }

    /// Sorts the districts of each diagnostic by their order in the table.
    pub fn sort(&mut self) {
        for error in &mut self.list {
            // Those without a place by their slugs.
            let order = |one: &AffectedDistrict| {
                (place_of(one.label.as_ref()).map(|(name, at)| (name.to_owned(), at)), one.slug.clone())
            };
            error.districts.sort_by_cached_key(order);
        }
    }

    /// Number of different diagnostics.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// The diagnostics with their districts, in the order they were first added.
    pub fn iter(&self) -> impl Iterator<Item = &SharedDiagnostic> {
        self.list.iter()
    }

    /// A list to send back to the districts, as CSV for spreadsheets: one line for each place of each diagnostic.
    ///
    /// UTF-8 with a byte order mark, fields quoted as in RFC 4180, lines ending in CRLF. The header and the messages
    /// are in `language`.
    pub fn to_csv(&self, language: Language) -> String {
        let heads = match language {
            Language::Chinese => ["地区", "文件", "单元格", "列名", "现值", "级别", "问题", "怎样改"],
            Language::English => ["district", "file", "cell", "column", "value", "level", "fault", "what to do"],
        };
        let mut lines: Vec<[String; 8]> = vec![heads.map(str::to_owned)];
        for SharedDiagnostic { diagnostic, districts, .. } in &self.list {
            let level = match (diagnostic.severity, language) {
                (Severity::Error, Language::Chinese) => "错误",
                (Severity::Error, Language::English) => "error",
                (Severity::Warning, Language::Chinese) => "警告",
                (Severity::Warning, Language::English) => "warning",
            };
            let hints: Vec<String> =
                diagnostic.advice(Cure::words).iter().map(|hint| hint.text(language).to_owned()).collect();
            for AffectedDistrict { slug, label } in districts {
                let [file, cell, column, value] =
                    label.as_ref().map_or_else(Default::default, |label| placed(label, language));
                let (error, hints) = (diagnostic.message.text(language).to_owned(), hints.join("；"));
                lines.push([slug.clone(), file, cell, column, value, level.to_owned(), error, hints]);
            }
        }
        // Excel reads a CSV as UTF-8 only if it begins with a byte order mark.
        let mut out = String::from("\u{FEFF}");
        for line in lines {
            out.push_str(&line.map(|cell| quoted(&cell)).join(","));
            out.push_str("\r\n");
        }
        out
    }
}

/// The key for sorting: file and line.
/// Stands for a district's slug in a message.
const NAME: &str = "\u{0}";

/// The message with [`NAME`] wherever the slug stands as a word of its own.
fn without_name(message: &str, slug: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let (mut rest, mut before) = (message, None);
    while let Some(at) = rest.find(slug).filter(|_| !slug.is_empty()) {
        let (head, tail) = (&rest[..at], &rest[at + slug.len()..]);
        let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
        let inside = part_of_word(head.chars().next_back().or(before)) || part_of_word(tail.chars().next());
        out.push_str(head);
        out.push_str(if inside { slug } else { NAME });
        (rest, before) = (tail, slug.chars().next_back());
    }
    out.push_str(rest);
    out
}

/// Whether a code says what befell the run at a district, and nothing about the district's content.
fn is_of_run(code: Code) -> bool {
    let stopped = [Code::TimeExceeded, Code::MemoryExceeded, Code::WorkerDied, Code::WorkerBroken];
    code.class() == Class::Io || stopped.contains(&code)
}

fn place_of(label: Option<&Label>) -> Option<(&str, usize)> {
    label.map(|label| (label.source.name(), label.source.position(label.span.start).line))
}

/// File, cell, column and value of a place, for the CSV.
fn placed(label: &Label, language: Language) -> [String; 4] {
    let (source, span) = (&label.source, label.span);
    let file = source.name().to_owned();
    let Some(cell) = source.cell(span) else {
        let line = source.position(span.start).line;
        let line = if language == Language::Chinese { format!("第 {line} 行") } else { format!("line {line}") };
        return [file, line, String::new(), String::new()];
    };
    // A range of cells is a whole row, which has no single value.
    let value = if cell.name.contains(':') { "" } else { source.text().get(span.start..span.end).unwrap_or_default() };
    [file, cell.name, cell.column, value.to_owned()]
}

/// Quotes a field for CSV (RFC 4180). A `'` in front keeps spreadsheets from evaluating the text as a formula; values
/// come from other people's tables.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '@', '\t']) || cell.starts_with('-') && cell.parse::<f64>().is_err();
    let guard = if formula { "'" } else { "" };
    if guard.is_empty() && !cell.contains(['"', ',', '\n', '\r']) {
        return cell.to_owned();
    }
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Message;
    use crate::source::{Grid, Source};

    #[test]
    fn cells_of_a_column_are_one_fault() {
        let columns = vec!["地区".into(), "产值".into()];
        let grid = Arc::new(Grid { sheet: Some("汇总".into()), separator: '|', columns, owner: Some(0) });
        let mut errors = SharedDiagnostics::default();
        let mut add = |slug: &str, row: usize, at: usize| {
            let source = Source::row("t.xlsx", "南湖区 | 坏", row, &grid);
            let message = Message::new("坏", "bad");
            errors.add(slug, &[Diagnostic::error(Code::BadNumber, message).at(&source, at..at)]);
        };
        add("nanhu", 81, 14);
        add("haiyan", 82, 14);
        add("haiyan", 82, 0);
        let reported: Vec<Vec<String>> =
            errors.iter().map(|error| error.districts.iter().filter_map(AffectedDistrict::cell).collect()).collect();
        assert_eq!(reported, [vec!["汇总!B81", "汇总!B82"], vec!["汇总!A82"]]);
        let list = errors.to_csv(Language::Chinese);
        assert!(
            list.starts_with(
                "\u{FEFF}地区,文件,单元格,列名,现值,级别,问题,怎样改\r\nnanhu,t.xlsx,汇总!B81,产值,,错误,坏,\r\n"
            ),
            "{list}"
        );
        assert_eq!(list.lines().count(), 4);
        assert_eq!(["=1+1", "-3.2", "-x", "a,\"b"].map(quoted), ["\"'=1+1\"", "-3.2", "\"'-x\"", "\"a,\"\"b\""]);
    }

    #[test]
    fn what_befell_many_districts_is_one_problem() {
        assert_eq!(without_name("can't write ./out/a/a.pdf: a disk", "a"), "can't write ./out/\0/\0.pdf: \0 disk");
        assert_eq!(without_name("嘉善-1 嘉善", "嘉善"), "嘉善-1 \0");
        assert_eq!(without_name("nothing", ""), "nothing");
        let mut errors = SharedDiagnostics::default();
        for slug in ["d1", "d2", "d10"] {
            let message = Message::new("满", format!("can't write out/{slug}.pdf"));
            errors.add(slug, &[Diagnostic::error(Code::WriteFailed, message)]);
        }
        assert_eq!((errors.count(), errors.list[0].districts.len()), (1, 3));
    }
}
