//! Rules across fields: values that are valid by themselves but contradict each other.

use super::decode::{Check, Placed};
use super::relations::{cycles, funnels, names, parts};
use super::{
    Award, BlockKind, Case, Design, DocumentInfo, Emphasis, Event, File, Formula, Head, Indicator, IssuedDocument,
    Line, List, Number, Paragraph, Person, Photo, Provenance, Quote, Section, Series, Table, Term, View,
};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Source;

macro_rules! unchecked {
    ($($name:ty),*) => { $(impl Check for $name {})* };
}

unchecked!(File, Head, IssuedDocument, Person, Photo, Provenance, Quote, Series, Term);

impl Check for Event {
    fn check(&self, source: &Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        one_paragraph(source, &self.text, report);
    }
}

impl Check for DocumentInfo {
    fn check(&self, source: &Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        let Some(language) = &self.language else { return };
        let mut parts = language.text.split('-');
        let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric());
        let good = parts.next().is_some_and(|first| matches!(first.len(), 2 | 3) && letters(first))
            && parts.all(|part| (1..=8).contains(&part.len()) && letters(part));
        if !good {
            let message = Message::new(
                "语言写作 BCP 47 标记，如 zh-CN、en",
                "a language must be a BCP 47 tag, such as zh-CN or en",
            );
            report(Diagnostic::error(Code::UnknownChoice, message).at_field(source, &language.origin));
        }
    }
}

/// Reports a second paragraph where the page has room for one.
fn one_paragraph(source: &Source, paragraph: &Paragraph, report: &mut dyn FnMut(Diagnostic)) {
    if crate::text::paragraph_count(&paragraph.text) > 1 {
        let message = Message::new("这里只能写一段", "only one paragraph is allowed here");
        report(Diagnostic::error(Code::OneLine, message).at_field(source, &paragraph.origin));
    }
}

impl Check for Section {
    fn check(&self, source: &Source, clean: bool, report: &mut dyn FnMut(Diagnostic)) {
        // An indicator that couldn't be read may have the id that another refers to.
        if clean {
            names(source, &self.indicators, report);
            cycles(source, &self.indicators, report);
            parts(source, &self.indicators, report);
            funnels(source, &self.indicators, report);
        }
        heroes(source, self, report);
        repeated(source, "order", self.order.as_deref().unwrap_or_default(), report);
        repeated(source, "keep", self.keep.as_deref().unwrap_or_default(), report);
    }
}

/// A block that a list names twice.
fn repeated(source: &Source, key: &str, kinds: &[Placed<BlockKind>], report: &mut dyn FnMut(Diagnostic)) {
    for (k, kind) in kinds.iter().enumerate() {
        if kinds[..k].iter().any(|earlier| earlier.value == kind.value) {
            let (origin, kind) = (&kind.origin, kind.value);
            let message = Message::new(
                format!("`{key}` 中 \"{}\" 出现了两次", kind.as_str()),
                format!("`{key}` names \"{}\" twice", kind.as_str()),
            );
            report(Diagnostic::error(Code::Duplicate, message).at_field(source, origin));
        }
    }
}

/// Rules within one indicator.
pub(super) fn indicator(source: &Source, item: &Indicator, report: &mut dyn FnMut(Diagnostic)) {
    completion(source, item, report);
    percentages(source, item, report);
    view(source, item, report);
    level(source, item.level.as_ref(), report);
}

impl Check for Design {
    fn check(&self, source: &Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        let Some(signature) = &self.signature else { return };
        if ![1, 2, 4, 8, 16].contains(&signature.value) {
            let message = Message::new(
                "`signature` 应为 1、2、4、8 或 16：书帖是对折出来的",
                "`signature` must be 1, 2, 4, 8 or 16: sheets are folded in half",
            );
            report(Diagnostic::error(Code::BadNumber, message).at_field(source, &signature.origin));
        }
    }
}

impl Check for Case {
    fn check(&self, source: &Source, clean: bool, report: &mut dyn FnMut(Diagnostic)) {
        if clean {
            names(source, &self.indicators, report);
            cycles(source, &self.indicators, report);
            parts(source, &self.indicators, report);
        }
    }
}

impl Check for Formula {
    fn check(&self, source: &Source, clean: bool, report: &mut dyn FnMut(Diagnostic)) {
        if clean && self.terms.is_empty() {
            let message = Message::new(
                "数字化提法至少要有一个 [[section.formula.term]]",
                "a formula needs at least one [[section.formula.term]]",
            );
            report(Diagnostic::error(Code::Empty, message).at_field(source, &self.origin));
        }
    }
}

/// A view must fit the indicator's fields.
fn view(source: &Source, indicator: &Indicator, report: &mut dyn FnMut(Diagnostic)) {
    let Some(view) = &indicator.view else { return };
    let whole = |number: &Number| !number.range && number.value >= 0.0 && number.value.fract() == 0.0;
    let message = match view.value {
        View::Ring if indicator.share.is_none() => Message::new("\"ring\" 要有 `share`", "\"ring\" needs `share`"),
        View::Bar if indicator.completion.is_none() && indicator.target.is_none() && indicator.parent.is_none() => {
            Message::new(
                "\"bar\" 要有 `completion`、`target` 或 `parent`",
                "\"bar\" needs `completion`, `target` or `parent`",
            )
        }
        View::Ladder if indicator.level.is_none() => {
            Message::new("\"ladder\" 要有 `level`", "\"ladder\" needs `level`")
        }
        View::Tally if !whole(&indicator.value) || indicator.value.value > 100.0 => {
            Message::new("\"tally\" 只用于 0 到 100 的整数", "\"tally\" is for integers from 0 to 100")
        }
        View::Funnel if indicator.value.range || indicator.value.value < 0.0 => {
            Message::new("\"funnel\" 只用于不小于 0 的一个数", "\"funnel\" is for one number from 0 up")
        }
        _ => return,
    };
    report(Diagnostic::error(Code::Contradiction, message).at_field(source, &view.origin));
}

/// Rules within one award.
pub(super) fn award(source: &Source, item: &Award, report: &mut dyn FnMut(Diagnostic)) {
    winners(source, item, report);
    level(source, Some(&item.level), report);
}

/// Warns of a level with one mistyped character, such as 省极. Authors may use levels of their own (校级).
fn level(source: &Source, level: Option<&Line>, report: &mut dyn FnMut(Diagnostic)) {
    const KNOWN: &[&str] =
        &["国家级", "省级", "省部级", "部级", "市级", "地市级", "区级", "县级", "区县级", "镇级", "乡镇级"];
    // Characters that look or sound alike.
    const CONFUSED: &[(char, &str)] = &[
        ('级', "极及圾岌汲吸纪积集阶即急"),
        ('家', "冢嫁加嘉佳稼"),
        ('省', "眚"),
        ('市', "巿布币"),
        ('县', "具悬"),
        ('国', "囯圀囶固"),
    ];
    let Some(level) = level else { return };
    let is_near = |known: &&&str| {
        let pairs: Vec<(char, char)> = known.chars().zip(level.text.chars()).filter(|(a, b)| a != b).collect();
        let confused = |(right, wrong): (char, char)| CONFUSED.iter().any(|(c, by)| *c == right && by.contains(wrong));
        known.chars().count() == level.text.chars().count() && pairs.len() == 1 && confused(pairs[0])
    };
    if let Some(known) = KNOWN.iter().find(is_near) {
        let message = Message::new(
            format!("级别写成了“{}”，是否要写“{known}”？", level.text),
            format!("the level is {}; did you mean {known}?", level.text),
        );
        report(Diagnostic::warning(Code::UnknownChoice, message).at_field(source, &level.origin));
    }
}

impl Check for Table {
    fn check(&self, source: &Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        rows(source, self, report);
    }
}

impl Check for List {
    fn check(&self, source: &Source, _: bool, report: &mut dyn FnMut(Diagnostic)) {
        filled(source, self, report);
    }
}

fn heroes(source: &Source, section: &Section, report: &mut dyn FnMut(Diagnostic)) {
    let mut heroes = section.indicators.iter().filter(|i| i.emphasis == Some(Emphasis::Hero));
    if let (Some(first), Some(second)) = (heroes.next(), heroes.next()) {
        let message =
            Message::new("一个专题只能有一个 \"hero\" 指标", "a section can have only one \"hero\" indicator");
        let here = Message::new("另一个在这里", "the other one is here");
        report(Diagnostic::error(Code::Contradiction, message).at_field(source, &second.origin).also(
            source,
            first.origin.span,
            here,
        ));
    }
}

/// Completion, target and value must agree to within the rounding of the digits given.
fn completion(source: &Source, indicator: &Indicator, report: &mut dyn FnMut(Diagnostic)) {
    let Some(rate) = &indicator.completion else { return };
    if rate.range || !(0.0..=100_000.0).contains(&rate.value) {
        let message =
            Message::new("完成率应为 0 到 100000 的一个数", "`completion` must be one number from 0 to 100,000");
        report(Diagnostic::error(Code::BadNumber, message).at_field(source, &rate.origin));
        return;
    }
    let Some(target) = &indicator.target else { return };
    // With 超, 约 or 接近 the value isn't exact.
    if indicator.qualifier.is_some() {
        return;
    }
    let value = &indicator.value;
    if value.range || target.range || rate.range {
        return;
    }
    if target.value <= 0.0 {
        let message = Message::new("目标值为零或负数时没有完成率", "a target of zero or less has no completion rate");
        report(Diagnostic::error(Code::Contradiction, message).at_field(source, &target.origin));
        return;
    }
    let low = (value.value - half(value)) / (target.value + half(target)) * 100.0;
    let high = (value.value + half(value)) / (target.value - half(target)).max(f64::MIN_POSITIVE) * 100.0;
    let slack = half(rate) + 1e-9;
    if rate.value + slack < low || rate.value - slack > high {
        let places = places(&rate.digits);
        let is = value.value / target.value * 100.0;
        let message = Message::new(
            format!("完成率 {}% 与数值、目标不符：{} ÷ {} 是 {is:.places$}%", rate.digits, value.digits, target.digits),
            format!(
                "a completion of {}% contradicts value and target: {} ÷ {} is {is:.places$}%",
                rate.digits, value.digits, target.digits
            ),
        );
        report(
            Diagnostic::error(Code::Contradiction, message)
                .at_field(source, &rate.origin)
                .also(source, value.origin.span, Message::new("数值", "value"))
                .also(source, target.origin.span, Message::new("目标", "target")),
        );
    }
}

/// Half a unit of the last decimal place: the rounding error of the digits given.
pub(super) fn half(number: &Number) -> f64 {
    0.5 * 10f64.powi(-(places(&number.digits) as i32))
}

pub(super) fn places(digits: &str) -> usize {
    digits.split_once('.').map_or(0, |(_, part)| part.len())
}

/// A share must be a percentage from 0 to 100.
fn percentages(source: &Source, indicator: &Indicator, report: &mut dyn FnMut(Diagnostic)) {
    if indicator.share.is_none() {
        return;
    }
    let unit = indicator.unit.as_ref().map_or("", |unit| unit.text.as_str());
    let message = if !matches!(unit, "%" | "％") {
        Message::new("占比指标的单位应为 %", "an indicator with `share` needs the unit %")
    } else if !(0.0..=100.0).contains(&indicator.value.value) {
        Message::new("占比应在 0 到 100 之间", "a share must be between 0 and 100")
    } else {
        return;
    };
    report(Diagnostic::error(Code::Contradiction, message).at_field(source, &indicator.value.origin));
}

fn winners(source: &Source, award: &Award, report: &mut dyn FnMut(Diagnostic)) {
    let named = award.projects.as_ref().map_or(0, Vec::len) as u64;
    let Some(count) = &award.count else { return };
    let message = if named > count.value {
        Message::new(
            format!("`projects` 列了 {named} 个，多于 `count` 的 {}", count.value),
            format!("`projects` names {named}, more than `count`, which is {}", count.value),
        )
    } else if award.complete == Some(true) && named != count.value {
        Message::new(
            format!("名单标明完整，却只列了 {named} 个，`count` 是 {}", count.value),
            format!("the list is marked complete but names {named}; `count` is {}", count.value),
        )
    } else {
        return;
    };
    report(Diagnostic::error(Code::Contradiction, message).at_field(source, &count.origin));
}

fn rows(source: &Source, table: &Table, report: &mut dyn FnMut(Diagnostic)) {
    let columns = table.columns.len();
    if columns == 0 || table.rows.is_empty() {
        let message = Message::new("表格要有表头和至少一行", "a table needs `columns` and at least one row");
        report(Diagnostic::error(Code::Empty, message).at_field(source, &table.origin));
    }
    for (k, row) in table.rows.iter().enumerate() {
        if row.len() != columns {
            let message = Message::new(
                format!("第 {} 行有 {} 格，表头有 {columns} 格", k + 1, row.len()),
                format!("row {} must have {columns} cells, one for each column, not {}", k + 1, row.len()),
            );
            // Report it at the row's first filled cell; a row itself has no origin.
            let place = row.iter().find_map(|cell| match cell {
                super::Cell::Text(line) => Some(&line.origin),
                super::Cell::Number(number) => Some(&number.origin),
                super::Cell::Empty => None,
            });
            report(Diagnostic::error(Code::Contradiction, message).at_field(source, place.unwrap_or(&table.origin)));
        }
    }
}

fn filled(source: &Source, list: &List, report: &mut dyn FnMut(Diagnostic)) {
    for item in &list.items {
        one_paragraph(source, item, report);
    }
    if list.items.is_empty() {
        let message = Message::new("清单里没有条目", "the list has no items");
        report(Diagnostic::error(Code::Empty, message).at_field(source, &list.origin));
    }
}
