//! Charts over periods. Only given values are drawn; gaps are never filled in.

use toml::Spanned;
use toml::de::DeValue;

use super::decode::{Decode, Decoder};
use super::record::{choice, record};
use super::role::Line;
use super::value::Number;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Source;

choice! {
    /// How a chart is drawn.
    pub enum ChartView {
        /// Bars side by side, starting at zero.
        Bar = "bar" / "柱" / "柱状" / "柱形" / "柱状图" / "条形图",
        /// Lines over time.
        Line = "line" / "线" / "折线" / "折线图",
        /// Stacked bars, starting at zero.
        Stacked = "stacked" / "堆叠" / "堆叠图" / "堆积",
        /// Dots on a line, for few values.
        Dot = "dot" / "点" / "点图" / "散点",
    }
}

record! {
    /// A chart over periods. · 一幅图表。
    pub struct Chart {
        /// What the chart shows, preferably as a finding. · 图题，宜写结论。
        required title: Line = "title",
        /// How it is drawn. · 图式。
        required view: ChartView = "view",
        /// Unit of all values. · 计量单位。
        optional unit: Line = "unit",
        /// The periods, 2 to 60, in order. · 时段。
        required periods: Vec<Period> = "periods",
        /// The series, 1 to 6. · 数列。
        many series: Series = "series",
        /// Where the figures come from. · 资料来源。
        optional source: Line = "source",
        /// A remark in small type. · 说明。
        optional note: Line = "note",
    }
}

record! {
    /// One series of a chart.
    pub struct Series {
        /// What is counted. · 名称。
        required name: Line = "name",
        /// One value for each period; "" for an absent one. · 数值，缺数写 ""。
        required values: Vec<Datum> = "values",
    }
}

/// A period: a year as a number, or a text such as 一季度.
#[derive(Debug, Clone)]
pub struct Period(pub Line);

impl Decode for Period {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(_) => {
                let number = Number::decode(decoder, value, path)?;
                Some(Self(Line { text: number.digits, origin: number.origin }))
            }
            _ => Line::decode(decoder, value, path).map(Self),
        }
    }
}

/// A value of a series; `None` if it is absent.
#[derive(Debug, Clone)]
pub struct Datum(pub Option<Number>);

impl Decode for Datum {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) if text.is_empty() => Some(Self(None)),
            _ => Number::decode(decoder, value, path).map(|number| Self(Some(number))),
        }
    }
}

/// The most that one page can show.
const MAX_PERIODS: usize = 60;
const MAX_SERIES: usize = 6;

pub(super) fn check(chart: &Chart, source: &Source, clean: bool, report: &mut dyn FnMut(Diagnostic)) {
    let mut error = |code, origin, zh: String, en: String| {
        report(Diagnostic::error(code, Message::new(zh, en)).at_field(source, origin));
    };
    let periods = chart.periods.len();
    if !(2..=MAX_PERIODS).contains(&periods) {
        let zh = format!("图表要有 2 到 {MAX_PERIODS} 个时段，这里有 {periods} 个");
        let en = format!("a chart must have 2 to {MAX_PERIODS} periods; this one has {periods}");
        error(Code::BadNumber, &chart.origin, zh, en);
    }
    let series = chart.series.len();
    if clean && !(1..=MAX_SERIES).contains(&series) {
        let zh = format!("图表要有 1 到 {MAX_SERIES} 个数列（[[section.chart.series]]），这里有 {series} 个");
        let en =
            format!("a chart must have 1 to {MAX_SERIES} series ([[section.chart.series]]); this one has {series}");
        error(Code::BadNumber, &chart.origin, zh, en);
    }
    for series in &chart.series {
        let own = series.values.len();
        if own != periods {
            let zh = format!("数列“{}”有 {own} 个数，时段有 {periods} 个；缺数写 \"\"", series.name.text);
            let en = format!(
                "the series “{}” must have {periods} values, one for each period, not {own}; an absent one is \"\"",
                series.name.text
            );
            error(Code::Contradiction, &series.origin, zh, en);
        }
        for number in series.values.iter().filter_map(|datum| datum.0.as_ref()) {
            if number.range {
                let zh = "图表里只能是一个数，不能是范围".to_owned();
                error(Code::BadNumber, &number.origin, zh, "a chart can't show a range".to_owned());
            } else if number.value < 0.0 && chart.view == ChartView::Stacked {
                let zh = "堆叠图里不能有负数".to_owned();
                error(Code::Contradiction, &number.origin, zh, "stacked bars can't show negative values".to_owned());
            }
        }
        if series.values.iter().all(|datum| datum.0.is_none()) && own > 0 {
            let zh = format!("数列“{}”里一个数也没有", series.name.text);
            error(Code::Empty, &series.origin, zh, format!("the series “{}” has no values", series.name.text));
        }
    }
}
