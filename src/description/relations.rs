//! Rules between the indicators of one section: ids, parts and wholes, funnels.

use std::collections::BTreeMap;

use super::check::{half, places};
use super::{Indicator, Number, View};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Origin, Source};

/// For how many unknown names of a section a similar one is looked for: each is compared with all ids, and a program
/// that writes thousands of wrong names has made no typo.
const MAX_SIMILAR: usize = 20;

/// Each `id` must be unique, and `parent` must be the `id` of another indicator of the section.
pub(super) fn names(source: &Source, all: &[Indicator], report: &mut dyn FnMut(Diagnostic)) {
    let mut known: BTreeMap<&str, &Origin> = BTreeMap::new();
    for id in all.iter().filter_map(|i| i.id.as_ref()) {
        if let Some(first) = known.insert(&id.text, &id.origin) {
            let message =
                Message::new(format!("代号 `{}` 用了两次", id.text), format!("the id `{}` is used twice", id.text));
            let here = Message::new("先用在这里", "first used here");
            report(
                Diagnostic::error(Code::Duplicate, message).at_field(source, &id.origin).also(source, first.span, here),
            );
        }
    }
    let mut unknown = 0;
    for indicator in all {
        let Some(parent) = &indicator.parent else { continue };
        let own = indicator.id.as_ref().is_some_and(|id| id.text == parent.text);
        if own || !known.contains_key(parent.text.as_str()) {
            let message = Message::new(
                format!("这里没有代号为 `{}` 的其他指标", parent.text),
                format!("no other indicator here has the id `{}`", parent.text),
            );
            unknown += 1;
            let ids = known.keys().copied().filter(|id| *id != parent.text && unknown <= MAX_SIMILAR);
            let near = super::decode::nearest(&parent.text, ids);
            let error = Diagnostic::error(Code::UnknownReference, message).at_field(source, &parent.origin);
            report(match near {
                Some(near) => error.hint(super::decode::did_you_mean(near)),
                None => error,
            });
        }
    }
}

/// Following `parent` from part to whole must not run in a cycle.
pub(super) fn cycles(source: &Source, all: &[Indicator], report: &mut dyn FnMut(Diagnostic)) {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for (k, id) in all.iter().enumerate().filter_map(|(k, item)| Some((k, item.id.as_ref()?))) {
        named.entry(&id.text).or_insert(k);
    }
    let whole = |part: usize| named.get(all[part].parent.as_ref()?.text.as_str()).copied();
    // Which walk visited each indicator first: a walk that returns to its own steps is a cycle; one that reaches an
    // older walk is not, since that one was checked. So each indicator is visited once.
    let mut passed: Vec<usize> = vec![usize::MAX; all.len()];
    for (walk, indicator) in all.iter().enumerate() {
        let mut at = Some(walk);
        while let Some(k) = at.filter(|k| passed[*k] == usize::MAX) {
            passed[k] = walk;
            at = whole(k);
        }
        if let (Some(_), Some(parent)) = (at.filter(|k| passed[*k] == walk), &indicator.parent)
            && indicator.id.as_ref().is_none_or(|id| id.text != parent.text)
        {
            let message = Message::new("部分与整体互为部分，绕成了圈", "`parent` runs in a cycle");
            report(Diagnostic::error(Code::Contradiction, message).at_field(source, &parent.origin));
            return;
        }
    }
}

/// First characters of the units of things that are counted one by one.
const COUNTED: &str = "个项家名户人起件次套栋幢处座所条场册份篇台辆位批期艘只头株棵";

/// A part must not exceed its whole, nor may the sum of the parts. Rates without `share` are not checked, since they
/// may refer to different wholes, nor are figures with a qualifier (约, 超), which aren't exact.
pub(super) fn parts(source: &Source, all: &[Indicator], report: &mut dyn FnMut(Diagnostic)) {
    let exact = |item: &Indicator| item.qualifier.is_none() && !item.value.range;
    let unit = |item: &Indicator| item.unit.as_ref().map_or(String::new(), |unit| unit.text.clone());
    let rate = |item: &Indicator| item.share.is_none() && matches!(&*unit(item), "%" | "％" | "‰");
    let mut by_parent: BTreeMap<&str, Vec<&Indicator>> = BTreeMap::new();
    for (part, parent) in all.iter().filter_map(|part| Some((part, part.parent.as_ref()?))) {
        by_parent.entry(&parent.text).or_default().push(part);
    }
    for whole in all.iter().filter(|whole| exact(whole) && !rate(whole)) {
        let Some(id) = &whole.id else { continue };
        let own: Vec<&Indicator> = by_parent
            .get(id.text.as_str())
            .into_iter()
            .flatten()
            .copied()
            .filter(|part| exact(part) && unit(part) == unit(whole))
            .collect();
        // Counts are exact; measured figures were rounded, each by itself.
        let counted = unit(whole).chars().next().is_some_and(|first| COUNTED.contains(first));
        let slack = |number: &Number| {
            let whole_number = places(&number.digits) == 0;
            if counted && whole_number { 0.0 } else { half(number) }
        };
        let max = whole.value.value + slack(&whole.value) + 1e-9;
        let here = Message::new("整体在这里", "the whole is here");
        let error = |part: &Indicator, message| {
            Diagnostic::error(Code::Contradiction, message).at_field(source, &part.value.origin).also(
                source,
                whole.value.origin.span,
                here.clone(),
            )
        };
        let mut single = false;
        for part in &own {
            // Rounding to the same place keeps the order.
            let alike = places(&part.value.digits) == places(&whole.value.digits);
            let least = if alike { max - slack(&whole.value) } else { max + slack(&part.value) };
            if part.value.value > least {
                single = true;
                let message = Message::new(
                    format!(
                        "部分大于整体：“{}”{}，“{}”只有 {}",
                        part.label.text, part.value.digits, whole.label.text, whole.value.digits
                    ),
                    format!(
                        "a part is more than its whole: {} is {}, but {} is only {}",
                        part.label.text, part.value.digits, whole.label.text, whole.value.digits
                    ),
                );
                report(error(part, message));
            }
        }
        let least: f64 = own.iter().map(|part| part.value.value - slack(&part.value)).sum();
        if let (false, [_, .., last]) = (single || least <= max, own.as_slice()) {
            let places = own.iter().map(|part| places(&part.value.digits)).max().unwrap_or(0);
            let sum: f64 = own.iter().map(|part| part.value.value).sum();
            let message = Message::new(
                format!("各部分合计 {sum:.places$}，超过整体“{}”的 {}", whole.label.text, whole.value.digits),
                format!(
                    "the parts add up to {sum:.places$}, more than {}, which is {}",
                    whole.label.text, whole.value.digits
                ),
            );
            report(error(last, message));
        }
    }
}

/// A funnel needs at least two adjacent stages of the same group.
pub(super) fn funnels(source: &Source, all: &[Indicator], report: &mut dyn FnMut(Diagnostic)) {
    let stage = |k: usize| {
        let indicator: &Indicator = all.get(k)?;
        let funnel = indicator.view.as_ref().is_some_and(|view| view.value == View::Funnel);
        funnel.then(|| indicator.group.as_ref().map(|group| group.text.as_str()))
    };
    for (k, indicator) in all.iter().enumerate() {
        let (Some(own), Some(view)) = (stage(k), &indicator.view) else { continue };
        let alone = k.checked_sub(1).and_then(stage) != Some(own) && stage(k + 1) != Some(own);
        if alone {
            let message = Message::new(
                "漏斗至少要有两级：相邻的 \"funnel\" 指标，`group` 相同",
                "a funnel needs at least two stages: adjacent \"funnel\" indicators of the same `group`",
            );
            report(Diagnostic::error(Code::Contradiction, message).at_field(source, &view.origin));
        }
    }
}
