//! Whether a district must be built: what it is made of, in one sum.

use std::collections::BTreeMap;

use super::Batch;
use super::digest;
use super::district::District;
use super::files::is_unchanged;
use super::manifest::{Entry, Input, State, TemplateSum};
use crate::document::TYPESETTER;
use crate::engine::Engine;
use crate::review::{Choices, ThemeChoice};
use crate::source::Source;

/// What all districts of a run share.
pub(super) struct Shared {
    sum: String,
    /// Sum of the fonts.
    pub fonts: String,
    /// Templates by name, each with the sum of its files.
    pub templates: BTreeMap<String, String>,
    /// Sum of the caller's choices.
    pub choices: String,
}

impl Shared {
    pub fn new(batch: &Batch, engine: &Engine, choices: &Choices) -> Self {
        let sum = |(bytes, known): (&[u8], Option<&str>)| known.map_or_else(|| digest::of_file(bytes), str::to_owned);
        let fonts = digest::of(&engine.font_data().map(sum).collect::<Vec<_>>());
        let choices = chosen(choices);
        let mut pieces: Vec<Vec<u8>> = vec![
            env!("CARGO_PKG_VERSION").into(),
            TYPESETTER.into(),
            fonts.clone().into(),
            batch.base.text().into(),
            choices.clone().into(),
        ];
        for binding in batch.file.fields.iter().flat_map(|fields| &fields.list) {
            pieces.push(format!("{} {} {:?}", binding.column, binding.field, binding.empty).into());
        }
        for (path, rule, _) in batch.file.merge.iter().flat_map(|rules| &rules.list) {
            pieces.push(format!("{path} {rule:?}").into());
        }
        let template = |template: &crate::template::Template| {
            let files: Vec<Vec<u8>> =
                template.files().flat_map(|(path, bytes)| [path.as_bytes().to_vec(), bytes.to_vec()]).collect();
            (template.manifest().name.clone(), digest::of(&files))
        };
        Self { sum: digest::of(&pieces), fonts, templates: engine.templates().map(template).collect(), choices }
    }

    /// The sum of everything that is known before a district is resolved.
    pub fn inputs(&self, district: &District, over: Option<&Source>) -> String {
        let mut pieces = vec![self.sum.clone(), district.slug.clone(), district.output.clone()];
        pieces.push(district.photos.clone().unwrap_or_default());
        pieces.push(over.map_or_else(String::new, |over| over.text().to_owned()));
        for (name, value) in district.values() {
            pieces.extend([name, value.text, value.plain.unwrap_or_default()].map(str::to_owned));
        }
        digest::of(&pieces)
    }

    /// A template's name with its sum.
    pub fn template(&self, name: &str) -> Option<TemplateSum> {
        self.templates.get(name).map(|sum| TemplateSum { name: name.to_owned(), sha256: sum.clone() })
    }

    /// Whether what was recorded still holds: nothing that the report is made of has changed, and the file
    /// that was written is still there.
    pub fn is_fresh(&self, batch: &Batch, root: &std::path::Path, inputs: &str, entry: &Entry) -> bool {
        let template = entry.template.as_ref().is_some_and(|used| self.templates.get(&used.name) == Some(&used.sha256));
        let Some(output) = entry.output.as_ref().filter(|_| entry.state == State::Done) else { return false };
        let as_read = |file: &Input| {
            let path = batch.folder.join(&file.path);
            is_unchanged(&path, (file.bytes, file.modified), file.sha256.as_deref())
        };
        entry.inputs == inputs
            && template
            && entry.files.iter().all(as_read)
            && is_unchanged(&root.join(&output.path), (output.bytes, output.modified), Some(&output.sha256))
    }
}

/// The sum of what the caller chose.
fn chosen(choices: &Choices) -> String {
    let date = choices.date.map(|date| (date.year(), date.month(), date.day()));
    let flags = (&choices.template, &choices.paper, date, choices.allow_missing_glyphs, choices.specimen);
    let mut pieces: Vec<Vec<u8>> = vec![format!("{flags:?}").into()];
    pieces.extend(choices.theme.as_ref().map_or_else(|| vec![Vec::new()], ThemeChoice::pieces));
    digest::of(&pieces)
}
