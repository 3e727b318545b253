//! Figures, indicators and charts.

use serde::{Serialize, Serializer};

use super::Line;
use crate::description::{ChartView, Direction, Emphasis, View};

/// A number as printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figure {
    /// 约, 超 … before the digits; empty if there is none.
    pub qualifier: String,
    /// The author's digits, grouped by the review's setting, with a minus sign (−) instead of a hyphen.
    pub text: String,
    /// The unit; empty if there is none.
    pub unit: String,
    /// The value in the same unit, for geometry only; for a range, its upper end.
    pub number: f64,
}

/// The level of an honour or a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Level {
    /// As the author wrote it: 国家级.
    pub name: String,
    /// Its rank among the usual levels.
    pub rank: Rank,
}

/// The usual levels, the highest first; a number from 0 in the JSON.
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

/// One figure with everything about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Indicator {
    /// The path of its table in the TOML: `section[0].indicator[2]`.
    pub origin: String,
    /// What is counted.
    pub label: Line,
    /// The figure.
    pub figure: Figure,
    /// Whether it counts things one by one, without a qualifier; only such a figure may be drawn as a row of marks.
    pub counted: bool,
    /// How prominent it is.
    pub emphasis: Emphasis,
    /// Change from an earlier period.
    pub change: Option<Change>,
    /// The fraction of the target that was reached.
    pub completion: Option<Rate>,
    /// The target, in the unit of the figure.
    pub target: Option<Figure>,
    /// The whole, if the figure is a percentage of one.
    pub share: Option<Share>,
    /// The whole, if the figure is a part of another of the same list.
    pub part: Option<Part>,
    /// Its level.
    pub level: Option<Level>,
    /// How it is shown; `None` if the template decides.
    pub view: Option<View>,
    /// Neighbours of the same group and view are shown together under this title.
    pub group: Option<Line>,
    /// A remark in small type.
    pub note: Option<Line>,
    /// The indicator in one spoken sentence.
    pub alt: String,
}

/// Change from an earlier period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// Its direction.
    pub direction: Direction,
    /// The direction as a sign: ▲, ▼ or ●.
    pub sign: &'static str,
    /// Basis and direction in words: 同比增长.
    pub words: String,
    /// The amount with its unit: `5.3%`. Empty if the words are enough: 同比持平.
    pub text: String,
}

/// The fraction of a target that was reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Rate {
    /// As printed: `110.34%`.
    pub text: String,
    /// The same for geometry: 1.1034; may exceed 1.
    pub fraction: f64,
}

/// The relation of a percentage to its whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// The share, 0 to 1; `None` for a range.
    pub fraction: Option<f64>,
    /// The whole; `None` if the label names it.
    pub whole: Option<Line>,
}

/// The relation of a part to its whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The index of the whole among the indicators of the same list.
    pub of: usize,
    /// The part divided by the whole, 0 to 1; `None` if they can't be compared, such as for different units.
    pub fraction: Option<f64>,
    /// The text before the label: `其中：`, or empty if the label already begins with 其中.
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
    /// One value for each period; `None` if it is absent.
    pub values: Vec<Option<Figure>>,
}

/// An axis from one round number to another, in the unit of the chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Axis {
    /// The value at its start.
    pub low: f64,
    /// The value at its end.
    pub high: f64,
    /// Its ticks in ascending order, including both ends.
    pub ticks: Vec<Tick>,
}

/// A tick of an axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Tick {
    /// Its value, in the unit of the chart.
    pub number: f64,
    /// Its label.
    pub text: String,
}
