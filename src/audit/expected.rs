//! Collects what the author wrote, in the form in which it should appear on the pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::description::{Placeholders, Role};
use crate::review::Review;
use crate::review::sheet::Block;
use crate::text::paragraphs;

/// The texts, numbers and names of a description, for the completeness rules (K1 to K3, A5).
pub(super) struct Expected {
    pub fields: Vec<Field>,
    /// Every number in the description or the sheet.
    pub numbers: BTreeSet<String>,
    /// Names of people.
    pub names: Vec<String>,
    /// Field path and figure of each indicator.
    pub figures: Vec<(String, String)>,
}

/// A text that must be printed: one part for a line, one part per paragraph for prose.
pub(super) struct Field {
    pub path: String,
    pub parts: Vec<String>,
}

/// A text reduced for comparison: without spaces, invisible characters and break marks.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{2060}' | '\u{200B}' | '\u{FEFF}' | '\u{AD}' | '|' | '\\'))
        .collect()
}

/// The numbers in a text, without thousands separators.
pub(super) fn numbers(text: &str) -> BTreeSet<String> {
    let plain = text.replace(',', "");
    plain
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|part| part.trim_matches('.').to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

impl Expected {
    pub fn of(review: &Review) -> Self {
        let description = review.description();
        let mut known = numbers(description.source().text());
        // 2024-03 is printed as 2024年3月.
        known.extend(known.clone().iter().map(|number| number.trim_start_matches('0').to_owned()));
        known.extend((1..=description.file().sections.len()).map(|k| k.to_string()));
        let sheet = review.sheet();
        let mut figures = Vec::new();
        let mut names = Vec::new();
        for block in sheet.sections.iter().flat_map(|section| &section.blocks) {
            match block {
                Block::Indicators(all) => {
                    figures.extend(all.iter().map(|item| (item.origin.clone(), squeezed(&item.figure.text))));
                }
                Block::People(all) => names.extend(all.iter().map(|person| squeezed(&person.name.text))),
                _ => {}
            }
        }
        // A template may print any number of the sheet. Walking the serialised form misses none, also of fields that
        // are added later.
        leaves(&serde_json::to_value(sheet).unwrap_or_default(), &mut |text| known.extend(numbers(text)));
        let absent = absent(review);
        let fields = description.texts().iter().filter_map(|field| {
            let path = &field.origin.path;
            // Templates may reformat figures, for example group their digits.
            let figure = field.text.chars().all(|c| c.is_ascii_digit() || ".,%+-−～~—– ".contains(c));
            if field.role != Role::Printed || figure || absent.contains(path) {
                return None;
            }
            let parts = if field.prose {
                paragraphs(&field.text)
                    .iter()
                    .map(|runs| runs.iter().map(|run| squeezed(&run.text)).collect())
                    .collect()
            } else {
                vec![squeezed(&field.text)]
            };
            Some(Field { path: path.to_string(), parts })
        });
        Self { fields: fields.collect(), numbers: known, names, figures }
    }
}

/// Captions and credits of missing photographs that `design.placeholders` keeps off the pages.
fn absent(review: &Review) -> BTreeSet<Arc<str>> {
    let file = review.description().file();
    let policy = file.design.as_ref().and_then(|design| design.placeholders);
    let sections = file.sections.iter();
    let photos = sections
        .flat_map(|section| section.photos.iter().chain(section.cases.iter().filter_map(|case| case.photo.as_ref())));
    let dropped = photos.filter(|photo| photo.file.is_none()).flat_map(|photo| {
        let caption = Some(&photo.caption.origin);
        let credit = photo.credit.as_ref().map(|credit| &credit.origin);
        match policy {
            Some(Placeholders::Hide) => [caption, credit],
            // The caption moves to the highlights; the credit is dropped.
            Some(Placeholders::Highlights) => [None, credit],
            _ => [None, None],
        }
    });
    dropped.flatten().map(|origin| origin.path.clone()).collect()
}

/// Visits every text and number of the sheet except origins, whose numbers are indices.
fn leaves(value: &serde_json::Value, visit: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => visit(text),
        serde_json::Value::Number(number) => visit(&number.to_string()),
        serde_json::Value::Array(list) => list.iter().for_each(|value| leaves(value, visit)),
        serde_json::Value::Object(map) => {
            map.iter().filter(|(key, _)| *key != "origin").for_each(|(_, value)| leaves(value, visit));
        }
        _ => {}
    }
}
