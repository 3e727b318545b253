//! Figures, indicators and charts.

use serde::{Serialize, Serializer};

use super::Line;
use crate::description::{ChartView, Direction, Emphasis, View};

/// A number as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figure {
    /// 约, 超 … before the digits; empty if there is none.
    pub qualifier: String,
    /// The author's digits, grouped as the review asks, with a minus sign (−) for a hyphen.
    pub text: String,
    /// The unit; empty if there is none.
    pub unit: String,
    /// The size, in the same unit, for geometry only: of a range the upper end.
    pub number: f64,
}

/// The level of an honour or a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Level {
    /// As the author wrote it: 国家级.
    pub name: String,
    /// Which of the usual levels that is.
    pub rank: Rank,
}

/// The usual levels, the highest first. In the JSON a number from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rank {
    /// 国家级, 全国, 国际: 0.
    National,
    /// 省级, 部级, 自治区级: 1.
    Provincial,
    /// 市级: 2.
    Municipal,
    /// 区级, 县级: 3.
    County,
    /// The author's own: 4.
    Other,
}

impl Serialize for Rank {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self as u8)
    }
}

/// One figure with all that is said of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Indicator {
    /// The path of its table in the TOML: `section[0].indicator[2]`.
    pub origin: String,
    /// What is counted.
    pub label: Line,
    /// The figure.
    pub figure: Figure,
    /// Whether it is a whole number of things that can be counted, which nothing qualifies: only such a figure may be
    /// drawn as so many marks.
    pub counted: bool,
    /// How loudly it speaks.
    pub emphasis: Emphasis,
    /// Change against an earlier period.
    pub change: Option<Change>,
    /// How much of the target was reached.
    pub completion: Option<Rate>,
    /// The target, in the unit of the figure.
    pub target: Option<Figure>,
    /// That the figure is a percentage of a whole.
    pub share: Option<Share>,
    /// That the figure is a part of another one of the same list.
    pub part: Option<Part>,
    /// Its level.
    pub level: Option<Level>,
    /// How the author wants it shown; `None` leaves it to the template.
    pub view: Option<View>,
    /// Neighbours with one group and view make one exhibit under this title.
    pub group: Option<Line>,
    /// A remark in small type.
    pub note: Option<Line>,
    /// The indicator in one spoken sentence.
    pub alt: String,
}

/// Change against an earlier period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// Which way the figure went.
    pub direction: Direction,
    /// The direction as a sign: ▲, ▼ or ●.
    pub sign: &'static str,
    /// Basis and direction in words: 同比增长.
    pub words: String,
    /// By how much, with its unit: `5.3%`. Empty where the words say it all: 同比持平.
    pub text: String,
}

/// How much of a target was reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Rate {
    /// As it is printed: `110.34%`.
    pub text: String,
    /// The same for geometry: 1.1034. It may exceed 1.
    pub fraction: f64,
}

/// That a figure is a percentage of a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// The share, 0 to 1; `None` for a range.
    pub fraction: Option<f64>,
    /// The whole; `None` if the label names it.
    pub whole: Option<Line>,
}

/// That a figure is a part of another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The index of the whole among the indicators of the same list.
    pub of: usize,
    /// The part of the whole, 0 to 1; `None` if the two can't be compared, such as for different units.
    pub fraction: Option<f64>,
    /// What stands before the label: `其中：`, or nothing if the label begins so by itself.
    pub says: &'static str,
}

/// A chart over periods.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Chart {
    /// The path of its table in the TOML.
    pub origin: String,
    /// What it shows.
    pub title: Line,
    /// How it is drawn.
    pub view: ChartView,
    /// The unit of all values.
    pub unit: Option<Line>,
    /// Where the figures come from.
    pub source: Option<Line>,
    /// A remark in small type.
    pub note: Option<Line>,
    /// The periods, 2 to 60, in order.
    pub periods: Vec<Line>,
    /// The series, 1 to 6, each with a value or `None` for each period.
    pub series: Vec<Series>,
    /// The axis of the values.
    pub axis: Axis,
    /// The chart in words.
    pub alt: String,
}

/// One series of a chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Series {
    /// The path of its table in the TOML.
    pub origin: String,
    /// What is counted.
    pub name: Line,
    /// One value for each period; `None` where there is none.
    pub values: Vec<Option<Figure>>,
}

/// An axis from one round number to another, in the unit of the chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Axis {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// Its marks, ends included, in order.
    pub ticks: Vec<Tick>,
}

/// A mark of an axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Tick {
    /// Where it stands, in the unit of the chart.
    pub number: f64,
    /// What is printed at it.
    pub text: String,
}
