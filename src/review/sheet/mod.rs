//! The sheet: the input of a template. Figures and dates are formatted, blocks are in order, photographs have their
//! sizes.
//!
//! [`Review::sheet`](crate::Review::sheet) returns it typed, [`Review::sheet_json`](crate::Review::sheet_json) as the
//! JSON that a template reads. `docs/templates.md` is the contract with templates and has the same field names; change
//! both together. [`Sheet::version`] counts changes that a template would notice.
//!
//! The JSON always has all keys: an absent value is `null`, an empty string or an empty array.
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

use crate::description::{Begin, BlockKind};
use crate::text::Run;

/// The content of a review, without its theme and the bytes of its photographs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sheet {
    /// The version of the contract, [`SHEET_VERSION`](crate::template::SHEET_VERSION); the manifest of a template names
    /// the one that it reads. `sheet` in the JSON.
    #[serde(rename = "sheet")]
    pub version: u64,
    /// What the whole review is about.
    pub review: Head,
    /// Paper, signature and logo.
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
    /// The text.
    pub text: String,
    /// The same as runs, which say where lines may break.
    pub runs: Vec<Run>,
}

/// A heading, in phrases between which it may break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Title {
    /// The text, without the author's marks.
    pub text: String,
    /// The same as runs, for a heading on one line.
    pub runs: Vec<Run>,
    /// The runs of each phrase; phrases end where the author wrote `|` or a space between Han. At least one.
    pub phrases: Vec<Vec<Run>>,
}

/// Paragraphs with inline markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Prose {
    /// The text without markup and footnotes, with a blank line between paragraphs.
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
    /// The part of the series.
    pub part: Option<Title>,
    /// A slogan.
    pub headline: Option<Title>,
    /// The review in one sentence.
    pub title: Title,
    /// Who publishes it.
    pub organization: Line,
    /// The period, if it isn't the whole year.
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

/// Paper, signature and logo.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Design {
    /// One of the papers that the template's manifest names: `a4`, or a trim in millimetres such as `210x285`.
    pub paper: String,
    /// Pad the page count to a multiple of this: 1, 2, 4, 8 or 16.
    ///
    /// Default: 1.
    pub signature: u64,
    /// Whether to print the tokens of the theme first.
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
    /// Width divided by height.
    pub aspect: f64,
    /// Its alternative text: the name of the organization.
    pub alt: String,
}

/// The number of items of each kind, in a section or in the whole review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Sections; 1 in a section's own counts.
    pub sections: usize,
    /// Indicators, including those of cases.
    pub indicators: usize,
    /// Awards.
    pub awards: usize,
    /// Documents issued.
    pub documents: usize,
    /// Events.
    pub events: usize,
    /// Photographs and placeholders, including those of cases.
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
    /// Its number, counted from 1.
    pub number: usize,
    /// The same in Chinese numerals: 一.
    pub numeral: String,
    /// Its heading.
    pub title: Title,
    /// Where it begins; `None` if the template decides.
    pub begin: Option<Begin>,
    /// The blocks that stay on the page of the block before.
    pub keep: Vec<BlockKind>,
    /// Paragraphs that open it.
    pub lead: Option<Prose>,
    /// Its headline figure, which is also in its blocks.
    pub headline: Option<Indicator>,
    /// Counts of this section.
    pub counts: Counts,
    /// Its blocks, in order; each has at least one item.
    pub blocks: Vec<Block>,
}

/// Items of one kind; `{"kind": "indicators", "items": [..]}` in the JSON.
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
    /// Photographs and placeholders.
    Photos(Vec<Photo>),
    /// Quotes and slogans.
    Quotes(Vec<Quote>),
    /// Lists.
    Lists(Vec<List>),
    /// Tables.
    Tables(Vec<Table>),
    /// Cases, each with its own figures.
    Cases(Vec<Case>),
    /// People.
    People(Vec<Person>),
    /// Slogans composed of parts.
    Formulas(Vec<Formula>),
    /// Captions of missing photographs, with `placeholders = "highlights"`.
    Highlights(Vec<Highlight>),
}
