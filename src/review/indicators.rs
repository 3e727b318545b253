//! Figures: formatted, joined to the whole they are a part of, and put in words.

use super::order::{Style, level, line, maybe};
use super::sheet;
use crate::description as d;

pub(super) fn indicators(all: &[d::Indicator], style: Style) -> Vec<sheet::Indicator> {
    let whole_of = |part: &d::Indicator| {
        let parent = part.parent.as_ref()?;
        let of = all.iter().position(|other| other.id.as_ref().is_some_and(|id| id.text == parent.text))?;
        let whole = &all[of];
        let unit = |i: &d::Indicator| i.unit.as_ref().map(|unit| unit.text.clone());
        let comparable = unit(whole) == unit(part) && part.value.value >= 0.0 && part.value.value <= whole.value.value;
        let fraction = (comparable && whole.value.value > 0.0).then(|| part.value.value / whole.value.value);
        Some(sheet::Part { of, fraction })
    };
    all.iter().map(|indicator| self::indicator(indicator, whole_of(indicator), style)).collect()
}

fn indicator(item: &d::Indicator, part: Option<sheet::Part>, style: Style) -> sheet::Indicator {
    let figure = style.figure(&item.value, item.unit.as_ref(), item.qualifier.as_ref());
    let change = item.change.as_ref().map(|change| self::change(change, style));
    let completion = item
        .completion
        .as_ref()
        .map(|rate| sheet::Rate { text: format!("{}%", style.digits(rate)), fraction: rate.value / 100.0 });
    let share = item.share.as_ref().map(|share| sheet::Share {
        fraction: item.value.value / 100.0,
        whole: match share {
            d::Share::Whole => None,
            d::Share::Of(whole) => Some(line(whole)),
        },
    });
    let mut alt = format!("{}{}{}{}", item.label.text, figure.qualifier, figure.text, figure.unit);
    if let Some(change) = &change {
        alt.push_str(&format!("，{}{}", change.words, change.text));
    }
    if let Some(completion) = &completion {
        alt.push_str(&format!("，完成率{}", completion.text));
    }
    sheet::Indicator {
        origin: item.origin.path.to_string(),
        label: line(&item.label),
        figure,
        emphasis: item.emphasis.unwrap_or(d::Emphasis::Normal).as_str(),
        change,
        completion,
        target: item.target.as_ref().map(|target| style.figure(target, item.unit.as_ref(), None)),
        share,
        part,
        level: item.level.as_ref().map(level),
        view: item.view.as_ref().map(|view| view.value.as_str()),
        group: maybe(item.group.as_ref()),
        note: maybe(item.note.as_ref()),
        alt,
    }
}

/// A sign and words: never a colour alone.
fn change(change: &d::Change, style: Style) -> sheet::Change {
    let basis = change.basis.as_ref().map_or("同比", |basis| basis.text.as_str());
    let unit = change.unit.as_ref().map_or("%", |unit| unit.text.as_str());
    let (sign, word) = match change.direction {
        d::Direction::Up => ("▲", "增长"),
        d::Direction::Down => ("▼", "下降"),
        d::Direction::Flat => ("●", "持平"),
    };
    // Nothing changed: 同比持平 says it all, if the author gave no other digits than zero.
    let silent = change.direction == d::Direction::Flat && change.value.value == 0.0;
    sheet::Change {
        direction: change.direction.as_str(),
        sign,
        words: format!("{basis}{word}"),
        text: if silent { String::new() } else { format!("{}{unit}", style.digits(&change.value)) },
    }
}

/// The figure that a section is known by: its hero, else its highest level, else its first.
pub(super) fn headline(all: &[sheet::Indicator]) -> Option<&sheet::Indicator> {
    let hero = all.iter().find(|i| i.emphasis == d::Emphasis::Hero.as_str());
    let national = || all.iter().find(|i| i.level.as_ref().is_some_and(|level| level.rank == 0));
    hero.or_else(national).or_else(|| all.iter().find(|i| i.emphasis != d::Emphasis::Minor.as_str())).or(all.first())
}
