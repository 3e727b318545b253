//! The sheet: what a template is given. Nothing in it is left to decide: figures and dates are formatted, blocks are
//! in order, photographs are measured.
//!
//! [`Review::sheet`](crate::Review::sheet) returns it typed, [`Review::sheet_json`](crate::Review::sheet_json) as the
//! JSON that a template reads. `docs/templates.md` is the contract with templates; the types here are its fields, with
//! the same names. Change both or neither. [`Sheet::version`] counts changes that a template would notice.
//!
//! All keys are always present in the JSON: an absent value is `null`, an empty string or an empty array.
//!
//! ```
//! # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
//! use huimou::{Choices, Engine, Source, asset::InMemory, sheet::Block};
//!
//! let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
//! let toml = "[review]\ntitle = \"年度回眸\"\norganization = \"某局\"\nyear = 2024\n\
//!             [[section]]\ntitle = \"产业\"\n[[section.indicator]]\nlabel = \"产值\"\nvalue = 12.50\nunit = \"亿元\"\n";
//! let review = engine.review(&Source::new("review.toml", toml), &InMemory::new(), &Choices::new())?.value;
//! let Block::Indicators(indicators) = &review.sheet().sections[0].blocks[0] else { unreachable!() };
//! assert_eq!(indicators[0].figure.text, "12.50");
//! assert!(review.sheet_json().contains("\"text\": \"12.50\""));
//! # }
//! # Ok::<(), huimou::Error>(())
//! ```

mod figure;
mod item;

use serde::Serialize;

pub use figure::{Axis, Change, Chart, Figure, Indicator, Level, Part, Rank, Rate, Series, Share, Tick};
pub use item::{
    Award, Case, Cell, Column, Event, Focus, Formula, Highlight, IssuedDocument, Item, List, Person, Photo, Pixels,
    Quote, Table, Term,
};

use crate::text::Run;

/// Everything that a template is given of a review, but for its theme and the bytes of its photographs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sheet {
    /// The version of the contract, [`SHEET_VERSION`](crate::template::SHEET_VERSION); a template's manifest names the
    /// one that it reads. In the JSON it is called `sheet`.
    #[serde(rename = "sheet")]
    pub version: u64,
    /// What the whole review is about.
    pub review: Head,
    /// How it is to look.
    pub design: Design,
    /// Counts over all sections.
    pub totals: Counts,
    /// The sections, in order; at least one.
    pub sections: Vec<Section>,
}

/// Text of one line without markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// The words.
    pub text: String,
    /// The same, split where a line may or may not break.
    pub runs: Vec<Run>,
}

/// A heading that may break between its phrases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Title {
    /// The words, without the author's marks.
    pub text: String,
    /// The same as runs of one line.
    pub runs: Vec<Run>,
    /// The runs between the edges that the author marked by `|` or by a space between Han; at least one phrase.
    pub phrases: Vec<Vec<Run>>,
}

/// Paragraphs with inline markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Prose {
    /// The words without markup and notes, a blank line between paragraphs.
    pub text: String,
    /// The runs of each paragraph.
    pub paragraphs: Vec<Vec<Run>>,
}

/// What the whole review is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Head {
    /// `review`: the path of the table in the TOML.
    pub origin: String,
    /// The series that the review belongs to.
    pub series: Option<Title>,
    /// Its part of the series.
    pub part: Option<Title>,
    /// A slogan.
    pub headline: Option<Title>,
    /// What the review says in one sentence.
    pub title: Title,
    /// Who publishes it.
    pub organization: Line,
    /// The period, when it isn't simply the year.
    pub period: Option<Line>,
    /// The year looked back on, in digits.
    pub year: String,
    /// When it was published, written out: `2024年1月11日`.
    pub date: Option<String>,
    /// Where the text first appeared.
    pub source: Option<Provenance>,
    /// Paragraphs before the first section.
    pub foreword: Option<Prose>,
}

/// Where the text first appeared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Provenance {
    /// Name of the publication or site.
    pub name: Option<Line>,
    /// Its address: http, https or mailto.
    pub link: Option<String>,
}

/// How the review is to look.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Design {
    /// One of the papers that the template's manifest names: `a4`, or a trim in millimetres such as `210x285`.
    pub paper: String,
    /// The page count is to be a multiple of this: 1 (the default), 2, 4, 8 or 16.
    pub signature: u64,
    /// Whether the theme's tokens are to be printed first.
    pub specimen: bool,
    /// The organization's logo.
    pub logo: Option<Logo>,
}

/// The organization's logo.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Logo {
    /// Its name among [`Review::photos`](crate::Review::photos): `0001.png`.
    pub file: String,
    /// Its width divided by its height.
    pub aspect: f64,
    /// What is read aloud in its place: the organization's name.
    pub alt: String,
}

/// How many there are of each thing, in a section or in the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Sections; 1 in a section's own counts.
    pub sections: usize,
    /// Indicators, those of cases included.
    pub indicators: usize,
    /// Awards.
    pub awards: usize,
    /// Documents issued.
    pub documents: usize,
    /// Events.
    pub events: usize,
    /// Photographs and the slots kept for those still to come, those of cases included.
    pub photos: usize,
    /// People.
    pub people: usize,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Section {
    /// The path of its table in the TOML: `section[0]`.
    pub origin: String,
    /// Its number, from 1.
    pub number: usize,
    /// The same in Chinese: 一.
    pub numeral: String,
    /// Its heading.
    pub title: Title,
    /// Paragraphs that open it.
    pub lead: Option<Prose>,
    /// The indicator that the section is known by, also found among its blocks.
    pub headline: Option<Indicator>,
    /// Counts of this section.
    pub counts: Counts,
    /// Its blocks, in order; none is empty.
    pub blocks: Vec<Block>,
}

/// Items of one kind. In the JSON `{"kind": "indicators", "items": [..]}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "items", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Block {
    /// Figures.
    Indicators(Vec<Indicator>),
    /// Charts over periods.
    Charts(Vec<Chart>),
    /// Honours, the highest level first.
    Awards(Vec<Award>),
    /// Documents issued.
    Documents(Vec<IssuedDocument>),
    /// Events.
    Events(Vec<Event>),
    /// Photographs, and slots of those still to come.
    Photos(Vec<Photo>),
    /// Quotes and slogans.
    Quotes(Vec<Quote>),
    /// Lists.
    Lists(Vec<List>),
    /// Tables.
    Tables(Vec<Table>),
    /// Cases with figures of their own.
    Cases(Vec<Case>),
    /// People.
    People(Vec<Person>),
    /// Slogans made of parts.
    Formulas(Vec<Formula>),
    /// Captions of photographs that are still to come, where the review asks for that.
    Highlights(Vec<Highlight>),
}
