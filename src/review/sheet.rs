//! The sheet: what a template sees. `docs/templates.md` is its contract; change both or neither.

use serde::Serialize;

use crate::text::Run;

#[derive(Serialize)]
pub(super) struct Sheet {
    pub sheet: u64,
    pub review: Head,
    pub design: Design,
    pub totals: Counts,
    pub sections: Vec<Section>,
}

#[derive(Serialize, Clone)]
pub(super) struct Line {
    pub text: String,
    pub runs: Vec<Run>,
}

#[derive(Serialize)]
pub(super) struct Prose {
    pub text: String,
    pub paragraphs: Vec<Vec<Run>>,
}

#[derive(Serialize)]
pub(super) struct Head {
    pub origin: &'static str,
    pub series: Option<Line>,
    pub part: Option<Line>,
    pub headline: Option<Line>,
    pub title: Line,
    pub organization: Line,
    pub period: Option<Line>,
    pub year: String,
    pub date: Option<String>,
    pub source: Option<Provenance>,
    pub foreword: Option<Prose>,
}

#[derive(Serialize)]
pub(super) struct Provenance {
    pub name: Option<Line>,
    pub link: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Design {
    pub paper: String,
}

#[derive(Serialize, Clone, Default)]
pub(super) struct Counts {
    pub sections: usize,
    pub indicators: usize,
    pub awards: usize,
    pub documents: usize,
    pub events: usize,
    pub photos: usize,
    pub people: usize,
}

#[derive(Serialize)]
pub(super) struct Section {
    pub origin: String,
    pub number: usize,
    pub numeral: String,
    pub title: Line,
    pub lead: Option<Prose>,
    pub headline: Option<Indicator>,
    pub counts: Counts,
    pub blocks: Vec<Block>,
}

#[derive(Serialize)]
#[serde(tag = "kind", content = "items", rename_all = "lowercase")]
pub(super) enum Block {
    Indicators(Vec<Indicator>),
    Awards(Vec<Award>),
    Documents(Vec<Document>),
    Events(Vec<Event>),
    Photos(Vec<Photo>),
    Quotes(Vec<Quote>),
    Lists(Vec<List>),
    Tables(Vec<Table>),
    People(Vec<Person>),
}

#[derive(Serialize, Clone)]
pub(super) struct Figure {
    pub qualifier: String,
    pub text: String,
    pub unit: String,
    pub number: f64,
}

#[derive(Serialize, Clone)]
pub(super) struct Level {
    pub name: String,
    pub rank: u8,
}

#[derive(Serialize, Clone)]
pub(super) struct Indicator {
    pub origin: String,
    pub label: Line,
    pub figure: Figure,
    pub emphasis: &'static str,
    pub change: Option<Change>,
    pub completion: Option<Rate>,
    pub target: Option<Figure>,
    pub share: Option<Share>,
    pub part: Option<Part>,
    pub level: Option<Level>,
    pub note: Option<Line>,
    pub alt: String,
}

#[derive(Serialize, Clone)]
pub(super) struct Change {
    pub direction: &'static str,
    pub sign: &'static str,
    pub words: String,
    pub text: String,
}

#[derive(Serialize, Clone)]
pub(super) struct Rate {
    pub text: String,
    pub fraction: f64,
}

#[derive(Serialize, Clone)]
pub(super) struct Share {
    pub fraction: f64,
    pub whole: Option<Line>,
}

#[derive(Serialize, Clone)]
pub(super) struct Part {
    pub of: usize,
    pub fraction: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Award {
    pub origin: String,
    pub name: Line,
    pub level: Level,
    pub year: Option<String>,
    pub figure: Option<Figure>,
    pub projects: Vec<Line>,
    pub complete: bool,
}

#[derive(Serialize)]
pub(super) struct Document {
    pub origin: String,
    pub name: Line,
    pub verb: Option<Line>,
    pub number: Option<Line>,
    pub date: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Event {
    pub origin: String,
    pub text: Prose,
    pub date: Option<String>,
    pub kind: Option<Line>,
}

#[derive(Serialize)]
pub(super) struct Photo {
    pub origin: String,
    pub slot: usize,
    pub file: Option<String>,
    pub caption: Line,
    pub alt: Option<String>,
    pub credit: Option<Line>,
    pub shape: &'static str,
    pub aspect: f64,
    pub pixels: Option<Pixels>,
}

#[derive(Serialize)]
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
}

#[derive(Serialize)]
pub(super) struct Quote {
    pub origin: String,
    pub text: Line,
    pub gloss: Option<Line>,
    pub source: Option<Line>,
}

#[derive(Serialize)]
pub(super) struct List {
    pub origin: String,
    pub title: Option<Line>,
    pub ordered: bool,
    pub items: Vec<Item>,
}

#[derive(Serialize)]
pub(super) struct Item {
    pub origin: String,
    pub text: Prose,
}

#[derive(Serialize)]
pub(super) struct Table {
    pub origin: String,
    pub title: Option<Line>,
    pub unit: Option<Line>,
    pub source: Option<Line>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Serialize)]
pub(super) struct Column {
    pub title: Line,
    pub numeric: bool,
}

#[derive(Serialize)]
pub(super) struct Cell {
    pub text: Line,
    pub integer: String,
    pub fraction: String,
}

#[derive(Serialize)]
pub(super) struct Person {
    pub origin: String,
    pub name: Line,
    pub post: Option<Line>,
    pub note: Option<Line>,
}
