//! What a run sends to its workers.
//!
//! The shared texts themselves are sent, not paths: all districts are built from the same state of them, however long
//! the run takes. Instead of the table, each request has the values of its district.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::batch::district::{District, Own, OwnValue};
use crate::batch::row::Row;
use crate::diagnostic::Error;
use crate::source::{Source, Span};

/// A text with its name.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NamedText {
    pub name: String,
    pub first_line: usize,
    pub text: String,
}

impl NamedText {
    pub fn of(source: &Source) -> Self {
        Self { name: source.name().to_owned(), first_line: source.first_line(), text: source.text().to_owned() }
    }

    /// `None` if the line number is invalid.
    pub fn source(self) -> Option<Source> {
        let is_valid = (1..=u32::MAX as usize).contains(&self.first_line);
        is_valid.then(|| Source::excerpt(self.name, self.text, self.first_line))
    }
}

/// What all districts share.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct BatchPayload {
    folder: OsString,
    batch: NamedText,
    base: NamedText,
}

impl BatchPayload {
    pub fn of(batch: &Batch) -> Self {
        let folder = batch.files.disk().map(Into::into).unwrap_or_default();
        Self { folder, batch: NamedText::of(&batch.source), base: NamedText::of(&batch.base) }
    }

    /// The batch without its districts; `None` if the payload is invalid.
    pub fn batch(self) -> Option<Result<Batch, Error>> {
        let (batch, base) = (self.batch.source()?, self.base.source()?);
        Some(Batch::without_districts(PathBuf::from(self.folder), batch, base))
    }
}

/// One district, with the texts that messages quote.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JobPayload {
    slug: String,
    output: String,
    over: Option<(String, Option<ByteRange>)>,
    photos: Option<String>,
    /// Its lines of the table, if it has a row.
    row: Option<NamedText>,
    /// Where its slug is: in the row, else in the batch file.
    place: ByteRange,
    values: Vec<Value>,
}

/// A value of the district.
#[derive(Debug, Serialize, Deserialize)]
struct Value {
    name: String,
    text: String,
    plain: Option<String>,
    place: ByteRange,
    /// Whether it is in the batch file rather than in the row.
    by_hand: bool,
}

/// First byte, and first byte after.
type ByteRange = (usize, usize);

fn place(span: Span) -> ByteRange {
    (span.start, span.end)
}

fn span((start, end): ByteRange) -> Span {
    Span { start, end }
}

impl JobPayload {
    pub fn of(district: &District) -> Self {
        let values = district.values().into_iter();
        let values = values.map(|(name, value)| Value {
            name: name.to_owned(),
            text: value.text.to_owned(),
            plain: value.plain.map(str::to_owned),
            place: place(value.span),
            by_hand: value.by_hand,
        });
        Self {
            slug: district.slug.clone(),
            output: district.output.clone(),
            over: district.over.as_ref().map(|own| (own.path.clone(), own.named.map(place))),
            photos: district.photos.clone(),
            row: district.row.as_ref().map(|row| NamedText::of(&row.source)),
            place: place(district.place.1),
            values: values.collect(),
        }
    }

    /// `None` if the payload is invalid.
    pub fn district(self, batch: &Batch) -> Option<District> {
        let row = self.row.map(|row| Some(Row::new(row.source()?, []))).map_or(Some(None), |row| row.map(Some))?;
        let own =
            |Value { name, text, plain, place, by_hand }| (name, OwnValue { text, plain, span: span(place), by_hand });
        Some(District {
            slug: self.slug,
            output: self.output,
            place: (row.as_ref().map_or(&batch.source, |row| &row.source).clone(), span(self.place)),
            row,
            columns: Default::default(),
            own: self.values.into_iter().map(own).collect(),
            over: self.over.map(|(path, named)| Own { path, named: named.map(span) }),
            photos: self.photos,
        })
    }
}
