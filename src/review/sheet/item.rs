//! The items of all blocks but indicators and charts.

use serde::Serialize;

use super::{Figure, Indicator, Level, Line, Prose};
use crate::description::{Fit, Shape};

/// One honour.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Award {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Name of the award.
    pub name: Line,
    /// Its level.
    pub level: Level,
    /// Year of the award, in digits.
    pub year: Option<String>,
    /// How many were won, with their counting word.
    pub figure: Option<Figure>,
    /// The named winners.
    pub projects: Vec<Line>,
    /// Whether `projects` is complete. If not, 等 is printed after it. Also `true` if its last item already says 等.
    pub complete: bool,
}

/// A document issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IssuedDocument {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Its name, with or without 《》.
    pub name: Line,
    /// 印发, 出台 …
    pub verb: Option<Line>,
    /// Its number: 嘉建〔2023〕5号.
    pub number: Option<Line>,
    /// When it was issued, written out.
    pub date: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// The path of its table in the TOML.
    pub origin: String,
    /// What happened, in one paragraph.
    pub text: Prose,
    /// When, written out.
    pub date: Option<String>,
    /// 会议, 政策 …
    pub kind: Option<Line>,
}

/// A photograph, or the slot for one that is still to come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Photo {
    /// The path of its table in the TOML.
    pub origin: String,
    /// The number of its slot in the review, counted from 1.
    pub slot: usize,
    /// Its name among [`Review::photos`](crate::Review::photos); `None` if it is still to come.
    pub file: Option<String>,
    /// Its caption.
    pub caption: Line,
    /// Its alternative text.
    pub alt: Option<String>,
    /// Photographer or source.
    pub credit: Option<Line>,
    /// The shape of its slot: the author's, else the one nearest to the photograph.
    pub shape: Shape,
    /// The width of the slot divided by its height.
    pub aspect: f64,
    /// How it sits in the slot; `None` if the template decides.
    pub fit: Option<Fit>,
    /// The point to keep in view when it is cropped.
    pub focus: Focus,
    /// Its size; `None` if it is still to come.
    pub pixels: Option<Pixels>,
}

/// The point of a picture to keep in view when it is cropped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Focus {
    /// From 0 at the left edge to 1 at the right.
    pub x: f64,
    /// From 0 at the top edge to 1 at the bottom.
    pub y: f64,
}

impl From<crate::description::Focus> for Focus {
    fn from(focus: crate::description::Focus) -> Self {
        use crate::description::Focus as Of;
        let x = match focus {
            Of::Left | Of::TopLeft | Of::BottomLeft => 0.0,
            Of::Right | Of::TopRight | Of::BottomRight => 1.0,
            Of::Center | Of::Top | Of::Bottom => 0.5,
        };
        let y = match focus {
            Of::Top | Of::TopLeft | Of::TopRight => 0.0,
            Of::Bottom | Of::BottomLeft | Of::BottomRight => 1.0,
            Of::Center | Of::Left | Of::Right => 0.5,
        };
        Self { x, y }
    }
}

/// The size of a photograph, after rotation by its EXIF orientation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A quote or slogan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quote {
    /// The path of its table in the TOML.
    pub origin: String,
    /// The words.
    pub text: Line,
    /// What they mean.
    pub gloss: Option<Line>,
    /// Who said it.
    pub source: Option<Line>,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct List {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Its heading.
    pub title: Option<Line>,
    /// Whether the items are numbered.
    pub ordered: bool,
    /// The items; at least one.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Item {
    /// The path of its text in the TOML: `section[0].list[0].items[2]`.
    pub origin: String,
    /// The item, one paragraph.
    pub text: Prose,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Table {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Its heading.
    pub title: Option<Line>,
    /// The unit of all figures.
    pub unit: Option<Line>,
    /// Where the figures come from.
    pub source: Option<Line>,
    /// The columns; at least one.
    pub columns: Vec<Column>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Column {
    /// Its header.
    pub title: Line,
    /// Whether all its cells are numbers, apart from empty cells and dashes.
    pub numeric: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cell {
    /// The text that is printed; empty for an empty cell.
    pub text: Line,
    /// The part of a number before its decimal point, with its sign; empty if the cell isn't a number.
    pub integer: String,
    /// The part of a number from its decimal point on; empty if there is none.
    pub fraction: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Person {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Name.
    pub name: Line,
    /// Post.
    pub post: Option<Line>,
    /// A remark.
    pub note: Option<Line>,
}

/// A case: one project with its own figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Case {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Name of the project.
    pub title: Line,
    /// What was done.
    pub note: Option<Prose>,
    /// Its figures.
    pub indicators: Vec<Indicator>,
    /// Its photograph.
    pub photo: Option<Photo>,
}

/// A slogan composed of digits or words, each with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Formula {
    /// The path of its table in the TOML.
    pub origin: String,
    /// Its name.
    pub title: Option<Line>,
    /// Its parts, in order; at least one.
    pub terms: Vec<Term>,
    /// The meaning of the whole.
    pub gloss: Option<Line>,
}

/// One part of a formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Term {
    /// The path of its table in the TOML.
    pub origin: String,
    /// The digit or word.
    pub text: Line,
    /// What it means.
    pub gloss: Option<Line>,
}

/// The caption of a photograph that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Highlight {
    /// The path of the photograph's table in the TOML.
    pub origin: String,
    /// The caption.
    pub text: Line,
}
