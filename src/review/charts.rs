//! Charts: values with the author's digits, an axis with round numbers, and the chart in words.

use super::order::{Style, line, maybe};
use super::sheet;
use crate::description as d;
use crate::text;

pub(super) fn chart(item: &d::Chart, style: Style) -> sheet::Chart {
    let figure = |number: &d::Number| style.figure(number, item.unit.as_ref(), None);
    let series: Vec<sheet::Series> = item
        .series
        .iter()
        .map(|series| sheet::Series {
            origin: series.origin.path.to_string(),
            name: line(&series.name),
            values: series.values.iter().map(|datum| datum.0.as_ref().map(figure)).collect(),
        })
        .collect();
    sheet::Chart {
        origin: item.origin.path.to_string(),
        title: line(&item.title),
        view: item.view,
        unit: maybe(item.unit.as_ref()),
        source: maybe(item.source.as_ref()),
        note: maybe(item.note.as_ref()),
        periods: item.periods.iter().map(|period| line(&period.0)).collect(),
        axis: axis(item, style),
        alt: in_words(item, &series),
        series,
    }
}

/// The chart in words, for those who can't see it: all values of a short series, the first and last of a long one.
fn in_words(item: &d::Chart, series: &[sheet::Series]) -> String {
    const MAX_VALUES_IN_FULL: usize = 12;
    let mut out = item.title.text.clone();
    for series in series {
        let known: Vec<_> =
            item.periods.iter().zip(&series.values).filter_map(|(p, v)| Some((p, v.as_ref()?))).collect();
        let reported: Vec<_> = match known.as_slice() {
            [first, .., last] if known.len() > MAX_VALUES_IN_FULL => vec![*first, *last],
            all => all.to_vec(),
        };
        let values: Vec<String> = reported.iter().map(|(p, v)| format!("{}：{}{}", p.0.text, v.text, v.unit)).collect();
        out.push_str(&format!("；{}，{}", series.name.text, values.join("，")));
    }
    out
}

/// The range of the axis and its ticks. Bars start at zero, or their lengths would mislead; lines and dots may leave
/// zero out if it would flatten them.
fn axis(item: &d::Chart, style: Style) -> sheet::Axis {
    let values = |series: &d::Series| series.values.iter().map(|d| d.0.as_ref().map(|n| n.value)).collect::<Vec<_>>();
    let all: Vec<Vec<Option<f64>>> = item.series.iter().map(values).collect();
    let single = || all.iter().flatten().flatten().copied();
    let (mut low, mut high) = match item.view {
        d::ChartView::Stacked => {
            let sum = |k: usize| all.iter().filter_map(|series| *series.get(k)?).sum::<f64>();
            (0.0, (0..item.periods.len()).map(sum).fold(0.0, f64::max))
        }
        _ => (single().fold(f64::INFINITY, f64::min), single().fold(f64::NEG_INFINITY, f64::max)),
    };
    if !low.is_finite() || !high.is_finite() {
        (low, high) = (0.0, 1.0);
    }
    let grounded = matches!(item.view, d::ChartView::Bar | d::ChartView::Stacked);
    if grounded || (low > 0.0 && low < 0.5 * high) {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if low == high {
        high = low + if low == 0.0 { 1.0 } else { low.abs() };
    }
    // No tick is finer than the figures themselves: there is no half person.
    let finest =
        item.series.iter().flat_map(|s| &s.values).filter_map(|d| d.0.as_ref()).map(decimals).max().unwrap_or(0);
    let step = round_step((high - low) / 4.0).max(10f64.powi(-(finest as i32)));
    let (first, last) = ((low / step + 1e-9).floor() as i64, (high / step - 1e-9).ceil() as i64);
    let places = (-step.log10().floor()).max(0.0) as usize + usize::from(is_quarter(step));
    let tick = |k: i64| {
        let number = k as f64 * step;
        let digits = format!("{number:.places$}").replace('-', "−");
        sheet::Tick { number, text: text::group(&digits, style.separator) }
    };
    sheet::Axis {
        low: first as f64 * step,
        high: last as f64 * step,
        ticks: (first..=last.min(first + 12)).map(tick).collect(),
    }
}

fn decimals(number: &d::Number) -> usize {
    number.digits.split_once('.').map_or(0, |(_, part)| part.len())
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * power);
    steps.into_iter().find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

fn is_quarter(step: f64) -> bool {
    let power = 10f64.powf(step.log10().floor());
    (step / power - 2.5).abs() < 1e-9 && step < 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        let steps = [0.3, 1.0, 3.1, 4375.0, 26.0].map(round_step);
        assert_eq!(steps, [0.5, 1.0, 5.0, 5000.0, 50.0]);
        assert_eq!(round_step(2.2), 2.5);
        assert!(is_quarter(2.5) && is_quarter(0.25) && !is_quarter(25.0) && !is_quarter(2.0));
    }
}
