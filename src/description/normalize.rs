//! Moves the unit, qualifier or sign that was written with a figure to the fields for them, with a warning.
//!
//! This runs after a record's fields are decoded and before they are checked, so that everything else sees one form.

use super::decode::{Check, Decoder};
use super::quantity;
use super::role::Line;
use super::value::Number;
use super::{Award, Change, Chart, Direction, Indicator};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Origin;

/// Moves the unit and qualifier written in `value` to `unit` and `qualifier`, with a warning that says how the value
/// was read, or an error if they contradict each other. A unit equal to `implied` needs no warning.
fn take(
    decoder: &mut Decoder,
    value: &mut Number,
    unit: &mut Option<Line>,
    qualifier: Option<&mut Option<Line>>,
    implied: &str,
) {
    let Some(found) = value.with.take() else { return };
    let origin = value.origin.clone();
    let literal = decoder.written(origin.span).trim_matches(['"', '\'']).to_owned();
    let written = unit.as_ref().map(|unit| unit.text.as_str());
    let mut parts = vec![format!("value = {}", value.digits)];
    if !found.unit.is_empty() {
        let Some(joined) = quantity::joined(&found.unit, written) else {
            let (own, other) = (&found.unit, written.unwrap_or_default());
            let message = Message::new(
                format!("数值里写了单位“{own}”，单位却是“{other}”：改成一致的，数值只写数字"),
                format!("the value has the unit {own}, but `unit` is {other}: make them agree, and write digits only"),
            );
            contradiction(decoder, message, &origin, unit.as_ref().map(|unit| &unit.origin));
            return;
        };
        // The unit is % anyway: nothing was changed.
        let percent = matches!(&*joined, "%" | "％") && found.qualifier.is_empty();
        if percent && (written.is_some() || implied == "%") {
            return;
        }
        parts.push(format!("unit = \"{joined}\""));
        *unit = Some(Line { text: joined, origin: origin.clone() });
    }
    if !found.qualifier.is_empty() {
        let own = found.qualifier.clone();
        match qualifier {
            Some(Some(other)) if other.text != own => {
                let message = Message::new(
                    format!("数值里写了“{own}”，`qualifier` 却是“{}”：只留一个", other.text),
                    format!("the value has {own}, but `qualifier` is {}: keep one of them", other.text),
                );
                return contradiction(decoder, message, &origin, Some(&other.origin));
            }
            Some(slot) => {
                parts.push(format!("qualifier = \"{own}\""));
                *slot = Some(Line { text: own, origin: origin.clone() });
            }
            None => {
                let message = Message::new(
                    format!("这里的数前面不能有“{own}”：只写数字"),
                    format!("{own} isn't allowed before this number: write digits only"),
                );
                decoder.error(Code::BadNumber, &origin.path, origin.span, message);
                return;
            }
        }
    }
    let message = Message::new(
        format!("“{literal}”按 {} 处理", parts.join("、")),
        format!("\"{literal}\" was read as {}", parts.join(", ")),
    );
    decoder.read_as(&origin.path, origin.span, message);
}

/// Checks a number whose unit is given elsewhere: it may repeat that unit, but have no other.
fn plain(decoder: &mut Decoder, number: &mut Number, unit: Option<&Line>, implied: &str) {
    let mut unit = unit.cloned();
    let before = unit.as_ref().map(|unit| unit.text.clone());
    let Some(found) = number.with.clone() else { return };
    take(decoder, number, &mut unit, None, implied);
    let after = unit.map(|unit| unit.text);
    if after != before && !found.unit.is_empty() {
        let own = &found.unit;
        let message = Message::new(
            format!("这里的数只写数字：“{own}”不属于它的单位"),
            format!("write digits only: {own} is not the unit of this number"),
        );
        decoder.found.pop();
        decoder.error(Code::Contradiction, &number.origin.path, number.origin.span, message);
    }
}

fn contradiction(decoder: &mut Decoder, message: Message, here: &Origin, other: Option<&Origin>) {
    let source = decoder.source;
    let error = Diagnostic::error(Code::Contradiction, message).at_field(source, here);
    decoder.found.push(match other.filter(|other| other.span != here.span) {
        Some(other) => error.also(source, other.span, Message::new("写在这里", "written here")),
        None => error,
    });
}

impl Check for Indicator {
    fn normalize(&mut self, decoder: &mut Decoder) {
        let before = self.unit.as_ref().map(|unit| unit.text.clone());
        take(decoder, &mut self.value, &mut self.unit, Some(&mut self.qualifier), "");
        let unit = self.unit.as_ref().filter(|unit| Some(&unit.text) != before.as_ref());
        if let (Some(unit), Some(target)) = (unit, self.target.as_ref().filter(|target| target.with.is_none())) {
            let message = Message::new(
                format!("数值按“{}”读，`target` 却没有单位：两个数都只写数字，单位写在 `unit` 里", unit.text),
                format!(
                    "the value has the unit {}, but the target has none: write digits only, and the unit in `unit`",
                    unit.text
                ),
            );
            contradiction(decoder, message, &target.origin, Some(&self.value.origin));
        }
        if let Some(target) = &mut self.target {
            plain(decoder, target, self.unit.as_ref(), "");
        }
        if let Some(completion) = &mut self.completion {
            plain(decoder, completion, None, "%");
        }
    }

    fn check(&self, source: &crate::source::Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        super::check::indicator(source, self, report);
    }
}

impl Change {
    /// The direction; `normalize` has derived it from the sign if it wasn't written.
    pub(crate) fn way(&self) -> Direction {
        self.direction.unwrap_or(Direction::Up)
    }
}

impl Check for Change {
    /// Turns a sign into a direction, which is printed in words.
    fn normalize(&mut self, decoder: &mut Decoder) {
        take(decoder, &mut self.value, &mut self.unit, None, "%");
        let value = &mut self.value;
        let sign = value.digits.chars().next().filter(|c| matches!(c, '-' | '+' | '−'));
        let mut report = |code, zh: String, en: String| {
            decoder.error(code, &value.origin.path.clone(), value.origin.span, Message::new(zh, en));
        };
        if value.range && value.digits.contains(['-', '+', '−']) {
            let zh = "带正负号的幅度只能是一个数，不能是范围".to_owned();
            report(Code::BadNumber, zh, "an amount with a sign can't be a range".to_owned());
            return;
        }
        let own = match sign {
            _ if value.value == 0.0 => Some(Direction::Flat),
            Some('+') => Some(Direction::Up),
            Some(_) => Some(Direction::Down),
            None => None,
        };
        let said = value.digits.clone();
        match (own, self.direction) {
            (Some(Direction::Flat), Some(way @ (Direction::Up | Direction::Down))) => {
                let way = way.as_str();
                report(
                    Code::Contradiction,
                    format!("0 是持平，`direction` 却是 \"{way}\"：改为 \"flat\"，或删去 `direction`"),
                    format!("a change of 0 is flat, not \"{way}\": write \"flat\", or omit `direction`"),
                );
            }
            (own, Some(Direction::Flat)) if own != Some(Direction::Flat) => report(
                Code::Contradiction,
                format!("`direction` 是 \"flat\"（持平），幅度应为 0，这里却是 {said}"),
                format!("`direction` is \"flat\", so the change must be 0, not {said}"),
            ),
            (Some(own), Some(way)) if own != way => {
                let (word, way) = (if own == Direction::Down { "下降" } else { "增长" }, way.as_str());
                report(
                    Code::Contradiction,
                    format!("{said} 是{word}，`direction` 却是 \"{way}\"：去掉正负号，或删去 `direction`"),
                    format!(
                        "{said} is \"{}\", but `direction` is \"{way}\": omit the sign or `direction`",
                        own.as_str()
                    ),
                );
            }
            (own, None) => self.direction = Some(own.unwrap_or(Direction::Up)),
            _ => {}
        }
        if let Some(sign) = sign {
            value.digits.drain(..sign.len_utf8());
            value.value = value.value.abs();
        }
    }
}

impl Check for Chart {
    fn normalize(&mut self, decoder: &mut Decoder) {
        for number in self.series.iter_mut().flat_map(|series| &mut series.values).filter_map(|datum| datum.0.as_mut())
        {
            plain(decoder, number, self.unit.as_ref(), "");
        }
    }

    fn check(&self, source: &crate::source::Source, clean: bool, report: &mut dyn FnMut(Diagnostic)) {
        super::chart::check(self, source, clean, report);
    }
}

impl Check for Award {
    fn check(&self, source: &crate::source::Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        super::check::award(source, self, report);
    }
}
