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

#[derive(Serialize, Clone)]
pub(super) struct Title {
    pub text: String,
    pub runs: Vec<Run>,
    pub phrases: Vec<Vec<Run>>,
}

#[derive(Serialize)]
pub(super) struct Prose {
    pub text: String,
    pub paragraphs: Vec<Vec<Run>>,
}

#[derive(Serialize)]
pub(super) struct Head {
    pub origin: &'static str,
    pub series: Option<Title>,
    pub part: Option<Title>,
    pub headline: Option<Title>,
    pub title: Title,
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
    pub signature: u64,
    pub specimen: bool,
    pub logo: Option<Logo>,
}

#[derive(Serialize)]
pub(super) struct Logo {
    pub file: String,
    pub aspect: f64,
    pub alt: String,
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
    pub title: Title,
    pub lead: Option<Prose>,
    pub headline: Option<Indicator>,
    pub counts: Counts,
    pub blocks: Vec<Block>,
}

#[derive(Serialize)]
#[serde(tag = "kind", content = "items", rename_all = "lowercase")]
pub(super) enum Block {
    Indicators(Vec<Indicator>),
    Charts(Vec<Chart>),
    Awards(Vec<Award>),
    Documents(Vec<Document>),
    Events(Vec<Event>),
    Photos(Vec<Photo>),
    Quotes(Vec<Quote>),
    Lists(Vec<List>),
    Tables(Vec<Table>),
    Cases(Vec<Case>),
    People(Vec<Person>),
    Formulas(Vec<Formula>),
    Highlights(Vec<Highlight>),
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
    pub counted: bool,
    pub emphasis: &'static str,
    pub change: Option<Change>,
    pub completion: Option<Rate>,
    pub target: Option<Figure>,
    pub share: Option<Share>,
    pub part: Option<Part>,
    pub level: Option<Level>,
    pub view: Option<&'static str>,
    pub group: Option<Line>,
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
    pub fraction: Option<f64>,
    pub whole: Option<Line>,
}

#[derive(Serialize, Clone)]
pub(super) struct Part {
    pub of: usize,
    pub fraction: Option<f64>,
    pub says: &'static str,
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
    pub fit: Option<&'static str>,
    pub focus: Focus,
    pub pixels: Option<Pixels>,
}

/// Where a cut picture keeps what matters: 0 to 1 from the left and from the top.
#[derive(Serialize)]
pub(super) struct Focus {
    pub x: f64,
    pub y: f64,
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

#[derive(Serialize)]
pub(super) struct Chart {
    pub origin: String,
    pub title: Line,
    pub view: &'static str,
    pub unit: Option<Line>,
    pub source: Option<Line>,
    pub note: Option<Line>,
    pub periods: Vec<Line>,
    pub series: Vec<Series>,
    pub axis: Axis,
    pub alt: String,
}

#[derive(Serialize)]
pub(super) struct Series {
    pub origin: String,
    pub name: Line,
    pub values: Vec<Option<Figure>>,
}

#[derive(Serialize)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<Tick>,
}

#[derive(Serialize)]
pub(super) struct Tick {
    pub number: f64,
    pub text: String,
}

#[derive(Serialize)]
pub(super) struct Case {
    pub origin: String,
    pub title: Line,
    pub note: Option<Prose>,
    pub indicators: Vec<Indicator>,
    pub photo: Option<Photo>,
}

#[derive(Serialize)]
pub(super) struct Formula {
    pub origin: String,
    pub title: Option<Line>,
    pub terms: Vec<Term>,
    pub gloss: Option<Line>,
}

#[derive(Serialize)]
pub(super) struct Term {
    pub origin: String,
    pub text: Line,
    pub gloss: Option<Line>,
}

#[derive(Serialize)]
pub(super) struct Highlight {
    pub origin: String,
    pub text: Line,
}
