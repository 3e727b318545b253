//! What the author wrote, in the form in which it should be found on the pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::description::{Placeholders, Role};
use crate::review::Review;
use crate::review::sheet::Block;
use crate::text::paragraphs;

/// What the description says, for the rules of completeness.
pub(super) struct Expected {
    pub fields: Vec<Field>,
    /// Every number that the description or the sheet has.
    pub numbers: BTreeSet<String>,
    /// Names of people.
    pub names: Vec<String>,
    /// Path and figure of each indicator.
    pub figures: Vec<(String, String)>,
}

/// A text that must be printed: one part for a line, one a paragraph for prose.
pub(super) struct Field {
    pub path: String,
    pub parts: Vec<String>,
}

/// What is left of a text for comparison: no space, no invisible character, no mark of a break.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{2060}' | '\u{200B}' | '\u{FEFF}' | '\u{AD}' | '|' | '\\'))
        .collect()
}

/// Numbers of a text, thousands' commas aside.
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
        // A template may print every number of the sheet; a walk over what is serialised misses none.
        leaves(&serde_json::to_value(sheet).unwrap_or_default(), &mut |text| known.extend(numbers(text)));
        let absent = absent(review);
        let fields = description.texts().iter().filter_map(|field| {
            let path = &field.origin.path;
            // Figures are printed by rules of their own, such as grouping.
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

/// Words of photographs that are still to come, which the review asks not to print.
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
            // Only the caption joins the highlights.
            Some(Placeholders::Highlights) => [None, credit],
            _ => [None, None],
        }
    });
    dropped.flatten().map(|origin| origin.path.clone()).collect()
}

/// Every text and number of the sheet, but the origins, whose numbers are indices.
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
