//! Indicators: formats their figures, links parts to their wholes, and puts them in words.

use super::order::{Style, level, line, maybe};
use super::sheet;
use crate::description as d;
use crate::text;

pub(super) fn indicators(all: &[d::Indicator], style: Style) -> Vec<sheet::Indicator> {
    let whole_of = |part: &d::Indicator| {
        let parent = part.parent.as_ref()?;
        let of = all.iter().position(|other| other.id.as_ref().is_some_and(|id| id.text == parent.text))?;
        let whole = &all[of];
        let unit = |i: &d::Indicator| i.unit.as_ref().map(|unit| unit.text.clone());
        let comparable = unit(whole) == unit(part)
            && !(whole.value.range || part.value.range)
            && part.value.value >= 0.0
            && part.value.value <= whole.value.value;
        let fraction = (comparable && whole.value.value > 0.0).then(|| part.value.value / whole.value.value);
        // The label may begin with it already.
        let says = if part.label.text.starts_with("其中") { "" } else { "其中：" };
        Some(sheet::Part { of, fraction, says })
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
        fraction: (!item.value.range).then_some(item.value.value / 100.0),
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
        counted: counted(item),
        figure,
        emphasis: item.emphasis.unwrap_or(d::Emphasis::Normal),
        change,
        completion,
        target: item.target.as_ref().map(|target| style.figure(target, item.unit.as_ref(), None)),
        share,
        part,
        level: item.level.as_ref().map(level),
        view: item.view.as_ref().map(|view| view.value),
        group: maybe(item.group.as_ref()),
        note: maybe(item.note.as_ref()),
        alt,
    }
}

/// Whether the figure counts things one by one, so that it can be drawn as a row of marks: an integer with a counting
/// word and without a qualifier. Everything else is measured: money, area, time, rates.
fn counted(item: &d::Indicator) -> bool {
    let whole = item.value.digits.bytes().all(|b| b.is_ascii_digit());
    let unit = item.unit.as_ref().map_or("", |unit| unit.text.as_str());
    let place = unit.starts_with(['名', '位'])
        && ["排名", "名次", "位次", "排位", "排行"].iter().any(|word| item.label.text.contains(word));
    whole && item.qualifier.is_none() && is_counting_word(unit) && !place
}

/// Whether a unit is a counting word (个, 家, 人次), perhaps with what it counts (个社区, 张床位).
fn is_counting_word(unit: &str) -> bool {
    const WORDS: &str = "个项家名位人件座所户处条套栋幢台辆张例篇场节门支批本份册次期款部种类组间层床对双只头匹\
        株棵块片根枚幅面艘架列口眼盏笔单宗起桩票道队班席首集卷封页届站村镇乡县";
    /// Units of measure that begin with a counting word.
    const MEASURES: [&str; 18] = [
        "百分点",
        "千分点",
        "基点",
        "点",
        "月",
        "季",
        "年",
        "世纪",
        "星期",
        "周",
        "天",
        "日",
        "工作日",
        "小时",
        "学时",
        "课时",
        "标准",
        "百分",
    ];
    let mut letters = unit.chars();
    let Some(first) = letters.next() else { return false };
    let rest = letters.as_str();
    WORDS.contains(first)
        && rest.chars().count() <= 6
        && rest.chars().all(|c| text::is_han(c) || matches!(c, '（' | '）'))
        && !MEASURES.iter().any(|measure| rest.starts_with(measure))
        && !matches!(unit, "人民币" | "名次" | "位次" | "位数" | "面积" | "次方" | "层次" | "期数" | "部分")
        && !rest.starts_with("均")
}

/// Puts a change in a sign and words, so that colour is never its only expression.
fn change(change: &d::Change, style: Style) -> sheet::Change {
    let basis = change.basis.as_ref().map_or("同比", |basis| basis.text.as_str());
    let unit = change.unit.as_ref().map_or("%", |unit| unit.text.as_str());
    let (sign, word) = match change.way() {
        d::Direction::Up => ("▲", rise(unit)),
        d::Direction::Down => ("▼", fall(unit)),
        d::Direction::Flat => ("●", "持平"),
    };
    // The basis may name the direction itself: 全省排名前移.
    let word = if says_way(basis) { "" } else { word };
    // Nothing changed: 同比持平 without digits is enough.
    let silent = change.way() == d::Direction::Flat && change.value.value == 0.0;
    sheet::Change {
        direction: change.way(),
        sign,
        words: format!("{basis}{word}"),
        text: if silent { String::new() } else { format!("{}{unit}", style.digits(&change.value)) },
    }
}

/// The verb for a rise: rates rise by points (提高), ranks move up (前移), amounts grow (增长).
fn rise(unit: &str) -> &'static str {
    if is_points(unit) {
        "提高"
    } else if is_places(unit) {
        "前移"
    } else {
        "增长"
    }
}

fn fall(unit: &str) -> &'static str {
    if is_places(unit) { "后移" } else { "下降" }
}

fn is_points(unit: &str) -> bool {
    matches!(unit.strip_prefix('个').unwrap_or(unit), "百分点" | "千分点" | "万分点" | "基点" | "点")
        || unit.ends_with("百分点")
}

fn is_places(unit: &str) -> bool {
    matches!(unit.strip_prefix('个').unwrap_or(unit), "位" | "名" | "位次" | "名次")
}

/// Whether a basis ends with a verb of change.
fn says_way(basis: &str) -> bool {
    const WAYS: [&str; 26] = [
        "增长", "增加", "提高", "提升", "上升", "上涨", "升高", "扩大", "前移", "前进", "上移", "下降", "降低", "减少",
        "下滑", "回落", "收窄", "缩短", "压减", "后移", "后退", "下移", "持平", "不变", "增", "降",
    ];
    WAYS.iter().any(|way| basis.ends_with(way))
}

/// The headline figure of a section: its hero, else the first of national level, else the first that isn't a part of
/// another.
pub(super) fn headline(all: &[sheet::Indicator]) -> Option<&sheet::Indicator> {
    let hero = all.iter().find(|i| i.emphasis == d::Emphasis::Hero);
    let national = || all.iter().find(|i| i.level.as_ref().is_some_and(|level| level.rank == sheet::Rank::National));
    let loud = |i: &&sheet::Indicator| i.emphasis != d::Emphasis::Minor;
    hero.or_else(national)
        .or_else(|| all.iter().filter(loud).find(|i| i.part.is_none()))
        .or_else(|| all.iter().find(loud))
        .or(all.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_counted_and_measures_are_not() {
        for unit in ["个", "项", "家", "名", "人", "人次", "台（套）", "个社区", "张床位", "项次", "户"]
        {
            assert!(is_counting_word(unit), "{unit}");
        }
        for unit in
            ["", "%", "元", "万元", "万人", "个百分点", "个月", "个工作日", "件/万人", "名次", "天", "分", "小时20分"]
        {
            assert!(!is_counting_word(unit), "{unit}");
        }
    }

    #[test]
    fn points_are_raised_and_places_move() {
        let both = |unit| (rise(unit), fall(unit));
        assert_eq!(both("个百分点"), ("提高", "下降"));
        assert_eq!(both("百分点"), ("提高", "下降"));
        assert_eq!(both("位"), ("前移", "后移"));
        assert_eq!(both("倍"), ("增长", "下降"));
        assert_eq!(both("%"), ("增长", "下降"));
        assert!(says_way("全省排名前移") && !says_way("比上年"));
    }
}
