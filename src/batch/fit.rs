//! Fits the value of a cell to the field it fills: ISO dates for dates, numbers without their unit for numbers, and the
//! sign of a change as its direction.

use std::borrow::Cow;

use super::district::Value;
use crate::description::{BatchFile, FieldPath, Kind, Tree};
use crate::source::Span;

/// A fitted value with its span.
pub(super) struct Fit<'v> {
    pub text: Cow<'v, str>,
    pub span: Span,
    /// The direction of a change, if the cell's sign says it.
    pub direction: Option<&'static str>,
}

/// Fits a value to a field. `direction`: the fixed direction of a change, which the value's sign may replace; see
/// [`fixed_direction`].
pub(super) fn fit<'v>(tree: &mut Tree<'_>, field: &FieldPath, value: Value<'v>, direction: Option<&str>) -> Fit<'v> {
    let Value { text, span, .. } = value;
    let whole = |text: &'v str| Fit { text: text.into(), span, direction: None };
    let kind = field.kind();
    if kind == Some(&Kind::Date) {
        return whole(value.plain.unwrap_or(text));
    }
    let change = field.is_change();
    // A number by the schema, even if the shared review doesn't have the field yet, or by its value there.
    if kind != Some(&Kind::Number) && !tree.is_number(field) {
        return whole(text);
    }
    let unit = match change {
        _ if field.is_completion() => Some("%".into()),
        true => Some(change_unit(tree, field)),
        false => tree.unit(field),
    };
    // Whether the span covers exactly the text. It doesn't in a CSV field with doubled quotation marks.
    let there = value.plain.is_none() && span.end - span.start == text.len();
    let text = value.plain.unwrap_or(text);
    let Some(number) = Bare::of(text, unit.as_deref().unwrap_or_default()) else { return whole(text) };
    let direction = direction.filter(|_| change).and_then(|fixed| number.direction(fixed));
    number.fit(text, span, there, direction)
}

/// The direction of a change that the shared review writes as a plain word, which a sign may replace. `None` if an
/// expression or a column gives it.
pub(super) fn fixed_direction(file: &BatchFile, tree: &mut Tree<'_>, field: &FieldPath) -> Option<String> {
    if !field.is_change() {
        return None;
    }
    let direction = field.beside("direction");
    let word = tree.beside(field, "direction").filter(|word| !word.contains("{{") && !word.contains("{%"))?;
    file.bindings().all(|binding| binding.field != direction).then_some(word)
}

/// The unit of a change's value; percent if absent.
pub(super) fn change_unit(tree: &mut Tree<'_>, field: &FieldPath) -> String {
    tree.beside(field, "unit").unwrap_or_else(|| "%".into())
}

/// Whether a column of changes has negative and positive numbers, so that the signs are directions.
pub(super) fn has_both_signs<'r>(unit: &str, mut texts: impl Iterator<Item = &'r str> + Clone) -> bool {
    let is = |negative: bool| {
        move |text: &str| Bare::of(text, unit).is_some_and(|n| n.negative == negative && !is_zero(n.digits))
    };
    texts.clone().any(is(true)) && texts.any(is(false))
}

/// A number stripped of brackets, sign, currency and unit.
struct Bare<'v> {
    negative: bool,
    /// Without sign, possibly with grouping commas.
    digits: &'v str,
}

impl<'v> Bare<'v> {
    /// Parses a number with its unit; `None` for anything else. Brackets mean a negative number, as in accounting.
    fn of(text: &'v str, unit: &str) -> Option<Self> {
        let mut rest = text.trim();
        let bracketed = rest.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
        rest = bracketed.unwrap_or(rest);
        let mut negative = bracketed.is_some();
        let mut sign = |rest: &mut &'v str| {
            if let Some(after) = rest.strip_prefix(['-', '−', '－']) {
                (negative, *rest) = (true, after.trim_start());
            } else if let Some(after) = rest.strip_prefix(['+', '＋']) {
                *rest = after.trim_start();
            }
        };
        sign(&mut rest);
        if unit.ends_with('元') {
            rest = rest.strip_prefix(['￥', '¥']).map_or(rest, str::trim_start);
            sign(&mut rest);
        }
        let percent = |unit: &str| matches!(unit, "%" | "％");
        rest = match rest.strip_suffix(unit) {
            Some(before) => before,
            None if percent(unit) => rest.strip_suffix(['%', '％']).unwrap_or(rest),
            None => rest,
        };
        let digits = rest.trim_end();
        is_number(digits).then_some(Self { negative, digits })
    }

    /// The direction by the sign. Under a fixed `down`, numbers without a sign are amounts of a decrease, so they don't
    /// change it.
    fn direction(&self, fixed: &str) -> Option<&'static str> {
        match (is_zero(self.digits), self.negative, fixed) {
            (true, ..) => Some("flat"),
            (_, true, _) => Some("down"),
            (_, _, "down") => None,
            _ => Some("up"),
        }
    }

    /// `there`: the span covers exactly the text, so the span can be narrowed to the digits.
    fn fit(self, text: &'v str, span: Span, there: bool, direction: Option<&'static str>) -> Fit<'v> {
        let Self { negative, digits } = self;
        // A sign that became the direction isn't printed as well, and zero has none.
        let minus = negative && direction.is_none() && !is_zero(digits);
        let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
        let plain = !digits.contains(',') && !whole.is_empty() && !digits.ends_with('.');
        let first = text.find(digits).unwrap_or(0);
        let end = first + digits.len();
        let start = if minus && text[..first].ends_with('-') { first - 1 } else { first };
        if plain && (!minus || text[start..].starts_with('-')) {
            // The digits are printed as they are written, so the span can point at them.
            let span = if there { Span { start: span.start + start, end: span.start + end } } else { span };
            let text = &text[start..end];
            return Fit { text: if there { text.into() } else { text.to_owned().into() }, span, direction };
        }
        let mut out = String::from(if minus { "-" } else { "" });
        if whole.is_empty() {
            out.push('0');
        }
        out.extend(digits.chars().filter(|c| *c != ','));
        let text = out.trim_end_matches('.').to_owned();
        Fit { text: text.into(), span, direction }
    }
}

fn is_zero(digits: &str) -> bool {
    !digits.bytes().any(|b| (b'1'..=b'9').contains(&b))
}

/// Whether the text is digits with at most one decimal point, grouped in threes by commas or not at all.
fn is_number(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = digits(first)
        && groups.clone().all(|group| group.len() == 3 && digits(group))
        && (groups.next().is_none() || (1..=3).contains(&first.len()));
    grouped && digits(part) && !(whole.is_empty() && part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(text: &str, unit: &str, fixed: Option<&str>) -> Option<(String, Option<&'static str>)> {
        let number = Bare::of(text, unit)?;
        let direction = fixed.and_then(|fixed| number.direction(fixed));
        let fit = number.fit(text, Span { start: 10, end: 10 + text.len() }, true, direction);
        // A borrowed number is read at its place.
        if let Cow::Borrowed(digits) = fit.text {
            assert_eq!(&text[fit.span.start - 10..fit.span.end - 10], digits);
        }
        Some((fit.text.into_owned(), fit.direction))
    }

    #[test]
    fn a_number_is_stripped_of_its_unit() {
        for (text, unit, expected) in [
            ("98.5%", "%", "98.5"),
            ("98.5％", "%", "98.5"),
            ("128.50亿元", "亿元", "128.50"),
            ("1,345.50", "亿元", "1345.50"),
            ("-1,345.50", "亿元", "-1345.50"),
            ("￥1,234.00", "元", "1234.00"),
            ("￥-12.5", "万元", "-12.5"),
            ("-￥12.5", "万元", "-12.5"),
            ("(1,234)", "", "-1234"),
            ("-3.2%", "%", "-3.2"),
            ("−3.2%", "%", "-3.2"),
            ("-0.0%", "%", "0.0"),
            (".50", "", "0.50"),
            ("12.", "", "12"),
            ("12.50", "亿元", "12.50"),
        ] {
            assert_eq!(fitted(text, unit, None).map(|(text, _)| text).as_deref(), Some(expected), "{text} {unit}");
        }
        // Another unit than the field's isn't taken away, and what is no number stays.
        for (text, unit) in
            [("98.5%", "亿元"), ("12万", "元"), ("$5", "亿元"), ("1,23", ""), ("坏", ""), ("", ""), ("-", "")]
        {
            assert_eq!(fitted(text, unit, None), None, "{text} {unit}");
        }
    }

    #[test]
    fn a_sign_becomes_a_direction() {
        let of = |text: &str, fixed: &str| fitted(text, "%", Some(fixed));
        assert_eq!(of("17.8%", "up"), Some(("17.8".into(), Some("up"))));
        assert_eq!(of("-3.2%", "up"), Some(("3.2".into(), Some("down"))));
        assert_eq!(of("0.0%", "up"), Some(("0.0".into(), Some("flat"))));
        assert_eq!(of("5", "flat"), Some(("5".into(), Some("up"))));
        assert_eq!(of("3.2", "down"), Some(("3.2".into(), None)));
        assert_eq!(of("-3.2", "down"), Some(("3.2".into(), Some("down"))));
        assert_eq!(of("(3.2%)", "up"), Some(("3.2".into(), Some("down"))));
    }

    #[test]
    fn columns_of_both_signs() {
        assert!(has_both_signs("%", ["1%", "0", "-2%"].into_iter()));
        assert!(!has_both_signs("%", ["1%", "-0.0%", "坏"].into_iter()));
        assert!(!has_both_signs("%", ["-1", "-2"].into_iter()));
        let points = ["1.2个百分点", "-0.8个百分点"];
        assert!(has_both_signs("个百分点", points.into_iter()));
        assert!(!has_both_signs("%", points.into_iter()));
    }
}
