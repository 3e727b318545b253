//! What a cell gives to the field that it fills: a date to dates, a number without its unit to numbers, and the sign
//! of a change as its direction.

use std::borrow::Cow;

use super::district::Value;
use crate::description::{BatchFile, FieldPath, Kind, Tree};
use crate::source::Span;

/// A value made to fit, with its place.
pub(super) struct Fit<'v> {
    pub text: Cow<'v, str>,
    pub span: Span,
    /// Which way a change went, where the cell says it.
    pub direction: Option<&'static str>,
}

/// Fits a value to a field. `direction` says that the change at hand takes its direction from the sign: a fixed word
/// stands there in the shared review, and no column fills it.
pub(super) fn fit<'v>(tree: &mut Tree<'_>, field: &FieldPath, value: Value<'v>, direction: Option<&str>) -> Fit<'v> {
    let Value { text, span, .. } = value;
    let whole = |text: &'v str| Fit { text: text.into(), span, direction: None };
    let kind = field.kind();
    if kind == Some(&Kind::Date) {
        return whole(value.plain.unwrap_or(text));
    }
    let change = field.is_change();
    // These are numbers wherever they stand, also if the shared review doesn't have them yet.
    if kind != Some(&Kind::Number) && !tree.is_number(field) {
        return whole(text);
    }
    let unit = match change {
        _ if field.is_completion() => Some("%".into()),
        true => Some(change_unit(tree, field)),
        false => tree.unit(field),
    };
    // What stands in the cell's place is what it shows.
    let there = value.plain.is_none() && span.end - span.start == text.len();
    let text = value.plain.unwrap_or(text);
    let Some(number) = Bare::of(text, unit.as_deref().unwrap_or_default()) else { return whole(text) };
    let direction = direction.filter(|_| change).and_then(|fixed| number.direction(fixed));
    number.fit(text, span, there, direction)
}

/// The direction of a change that the shared review has as a plain word: a sign may take its place. Not if a column
/// fills it.
pub(super) fn fixed_direction(file: &BatchFile, tree: &mut Tree<'_>, field: &FieldPath) -> Option<String> {
    if !field.is_change() {
        return None;
    }
    let direction = field.beside("direction");
    let word = tree.beside(field, "direction").filter(|word| !word.contains("{{") && !word.contains("{%"))?;
    file.bindings().all(|binding| binding.field != direction).then_some(word)
}

/// The unit of a change's value.
pub(super) fn change_unit(tree: &mut Tree<'_>, field: &FieldPath) -> String {
    tree.beside(field, "unit").unwrap_or_else(|| "%".into())
}

/// Whether a column of changes has numbers below zero and above it: then the sign says which way each went.
pub(super) fn has_both_signs<'r>(unit: &str, mut texts: impl Iterator<Item = &'r str> + Clone) -> bool {
    let is = |negative: bool| {
        move |text: &str| Bare::of(text, unit).is_some_and(|n| n.negative == negative && !is_zero(n.digits))
    };
    texts.clone().any(is(true)) && texts.any(is(false))
}

/// A number without what stands around it.
struct Bare<'v> {
    negative: bool,
    /// Without sign; with commas, if it has them.
    digits: &'v str,
}

impl<'v> Bare<'v> {
    /// `None` if there is more to it than a number and its unit.
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

    /// What the sign makes of a direction that is fixed in the shared review. Under a fixed "down" amounts may well
    /// have no sign.
    fn direction(&self, fixed: &str) -> Option<&'static str> {
        match (is_zero(self.digits), self.negative, fixed) {
            (true, ..) => Some("flat"),
            (_, true, _) => Some("down"),
            (_, _, "down") => None,
            _ => Some("up"),
        }
    }

    /// `there` says that the text stands at its place as it is.
    fn fit(self, text: &'v str, span: Span, there: bool, direction: Option<&'static str>) -> Fit<'v> {
        let Self { negative, digits } = self;
        // With a direction of its own the amount has no sign; nor has zero.
        let minus = negative && direction.is_none() && !is_zero(digits);
        let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
        let plain = !digits.contains(',') && !whole.is_empty() && !digits.ends_with('.');
        let first = text.find(digits).unwrap_or(0);
        let end = first + digits.len();
        let start = if minus && text[..first].ends_with('-') { first - 1 } else { first };
        if plain && (!minus || text[start..].starts_with('-')) {
            // The digits stand there as they are to be printed: their place says so.
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

/// Digits with at most one point, and with commas before each third digit or none at all.
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
    fn a_number_is_freed_of_its_unit() {
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
