//! The shared parts of an xlsx: list of sheets, shared strings and styles (ECMA-376 part 1, 18.2, 18.4 and 18.8).

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::Event;

use super::package::{Limit, Package, WorkbookError, add_text, attribute, is_on};
use super::texts::Texts;
use super::{MAX_CELL_TEXT, is_too_long};
use crate::batch::number_format::{Epoch, NumberFormat, builtin};

/// Maximum number of cell styles; Excel allows 65,490.
pub(super) const MAX_STYLES: usize = 65_536;

/// Maximum number of number formats; Excel allows some 250.
pub(super) const MAX_FORMATS: usize = 4_096;

/// Maximum number of sheets, and of relations between parts of the workbook.
pub(super) const MAX_SHEETS: usize = 1_000;

/// The number format of a cell style.
#[derive(Debug, Clone)]
pub(super) enum Style {
    General,
    Read(NumberFormat),
    /// A format code that isn't supported, as written in the file.
    Unread(String),
}

/// An entry in the workbook's list of sheets.
#[derive(Debug)]
pub(super) struct Listed {
    pub name: String,
    pub hidden: bool,
    /// The path of its part in the package.
    pub path: String,
}

#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub sheets: Vec<Listed>,
    pub epoch: Epoch,
    pub texts: Texts,
    /// Styles by index; those with the same format share it.
    pub styles: Vec<Arc<Style>>,
}

impl Workbook {
    pub fn read(package: &mut Package<'_>) -> Result<Self, WorkbookError> {
        let root = relations(package, "_rels/.rels", "")?;
        let path = root.values().find(|(kind, _)| kind.ends_with("/officeDocument")).map(|(_, path)| path.clone());
        let path = path.unwrap_or_else(|| "xl/workbook.xml".into());
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let related = relations(package, &joined(folder, &format!("_rels/{file}.rels")), folder)?;
        let mut book = Self::default();
        book.list(package, &path, &related)?;
        let of_kind = |kind: &str| related.values().find(|(known, _)| known.ends_with(kind)).map(|(_, path)| path);
        if let Some(path) = of_kind("/sharedStrings") {
            book.texts = texts(package, path)?;
        }
        if let Some(path) = of_kind("/styles") {
            book.styles = styles(package, path)?;
        }
        Ok(book)
    }

    fn list(&mut self, package: &mut Package<'_>, path: &str, related: &Relations) -> Result<(), WorkbookError> {
        let Some(mut xml) = package.part(path)? else { return Err(WorkbookError::invalid(format!("no {path}"))) };
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "workbookPr" if is_on(&tag, "date1904") => self.epoch = Epoch::Y1904,
                    "sheet" => {
                        // The local name of `r:id` is `id`; `sheetId` is another attribute.
                        let target = attribute(&tag, "id").and_then(|id| related.get(&id));
                        let Some((_, path)) = target.filter(|(kind, _)| kind.ends_with("/worksheet")) else { continue };
                        if self.sheets.len() >= MAX_SHEETS {
                            return Err(WorkbookError::too_large(Limit::Sheets));
                        }
                        self.sheets.push(Listed {
                            name: attribute(&tag, "name").unwrap_or_default(),
                            hidden: attribute(&tag, "state").is_some_and(|state| state != "visible"),
                            path: path.clone(),
                        });
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// Kind and path of related parts, by identifier.
type Relations = BTreeMap<String, (String, String)>;

fn relations(package: &mut Package<'_>, path: &str, folder: &str) -> Result<Relations, WorkbookError> {
    let mut out = Relations::new();
    let Some(mut xml) = package.part(path)? else { return Ok(out) };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) =
                    (attribute(&tag, "Id"), attribute(&tag, "Type"), attribute(&tag, "Target"))
                {
                    out.insert(id, (kind, joined(folder, &target)));
                    if out.len() > MAX_SHEETS {
                        return Err(WorkbookError::too_large(Limit::Sheets));
                    }
                }
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// Resolves a target relative to the folder of the part that names it.
fn joined(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// The shared strings, which cells refer to by index. Phonetic runs are left out: the cell doesn't show them.
fn texts(package: &mut Package<'_>, path: &str) -> Result<Texts, WorkbookError> {
    let mut out = Texts::default();
    let Some(mut xml) = package.part(path)? else { return Ok(out) };
    let (mut text, mut phonetic, mut within) = (String::new(), false, false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "rPh" => phonetic = true,
                "t" => within = !phonetic,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "rPh" => phonetic = false,
                "t" => within = false,
                "si" => {
                    out.push(&unescaped(&text))?;
                    text.clear();
                }
                _ => {}
            },
            Event::Eof => return Ok(out),
            event if within => {
                add_text(&event, &mut text);
                // Escapes take seven characters, so what isn't too long when decoded may be longer here.
                if text.len() > 8 * MAX_CELL_TEXT && is_too_long(&unescaped(&text)) {
                    return Err(WorkbookError::too_large(Limit::CellText));
                }
            }
            _ => {}
        }
    }
}

/// Decodes escapes such as `_x000D_`, which stand for characters that XML can't contain (22.9.2.19).
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let (kept, next) = if c.is_some() { (at, at + 7) } else { (at + 2, at + 2) };
        out.push_str(&rest[..kept]);
        out.extend(c);
        rest = &rest[next..];
    }
    out + rest
}

/// The formats of the cell styles, which cells refer to by index.
fn styles(package: &mut Package<'_>, path: &str) -> Result<Vec<Arc<Style>>, WorkbookError> {
    let mut out = Vec::new();
    let Some(mut xml) = package.part(path)? else { return Ok(out) };
    let mut codes: BTreeMap<u32, String> = BTreeMap::new();
    let mut read: BTreeMap<u32, Arc<Style>> = BTreeMap::new();
    let mut cells = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                        codes.insert(id, code);
                    }
                    if codes.len() > MAX_FORMATS {
                        return Err(WorkbookError::too_large(Limit::Styles));
                    }
                }
                "cellXfs" => cells = true,
                "xf" if cells => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    if out.len() >= MAX_STYLES {
                        return Err(WorkbookError::too_large(Limit::Styles));
                    }
                    let style = read.entry(id).or_insert_with(|| style(id, codes.get(&id).map(String::as_str)).into());
                    out.push(Arc::clone(style));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => cells = false,
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// What a format says: by its code in the file, else by its number.
pub(super) fn style(id: u32, custom: Option<&str>) -> Style {
    // A code in the file comes first: some programs write out the built-in formats that depend on the locale.
    let code = custom.or(builtin(id));
    match code {
        Some(code) if code.eq_ignore_ascii_case("general") => Style::General,
        Some(code) => NumberFormat::read(code).map_or_else(|| Style::Unread(code.to_owned()), Style::Read),
        None => Style::Unread(format!("numFmtId {id}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_folder() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl/a", "../b.xml"), "xl/b.xml");
        assert_eq!(joined("", "xl/workbook.xml"), "xl/workbook.xml");
    }

    #[test]
    fn characters_that_xml_cant_hold() {
        assert_eq!(unescaped("一_x000D_二"), "一\r二");
        assert_eq!(unescaped("a_x_b_xZZZZ_ _x005F_x000D_"), "a_x_b_xZZZZ_ _x000D_");
    }
}
