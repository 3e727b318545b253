//! From a described section to the blocks of its sheet.

use super::photos::Album;
use super::sheet;
use crate::description as d;
use crate::text;

/// How figures and dates are written in this review.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub separator: &'static str,
    pub chinese_dates: bool,
}

impl Style {
    pub fn new(design: Option<&d::Design>) -> Self {
        let separator = match design.and_then(|design| design.grouping) {
            Some(d::Grouping::Comma) => ",",
            // A thin space, which no reader takes for the end of a number.
            Some(d::Grouping::Space) => "\u{2009}",
            _ => "",
        };
        let chinese_dates = design.and_then(|design| design.dates) == Some(d::DateStyle::Chinese);
        Self { separator, chinese_dates }
    }

    pub fn date(&self, date: &d::Date) -> String {
        text::date(date.year, date.month, date.day, self.chinese_dates)
    }

    fn digits(&self, number: &d::Number) -> String {
        text::group(&number.digits.replace('-', "−"), self.separator)
    }

    fn figure(&self, number: &d::Number, unit: Option<&d::Line>, qualifier: Option<&d::Line>) -> sheet::Figure {
        let own = |line: Option<&d::Line>| line.map(|line| line.text.clone()).unwrap_or_default();
        sheet::Figure { qualifier: own(qualifier), text: self.digits(number), unit: own(unit), number: number.value }
    }
}

pub(super) fn line(line: &d::Line) -> sheet::Line {
    sheet::Line { text: line.text.clone(), runs: text::plain_line(&line.text) }
}

pub(super) fn maybe(line_or_none: Option<&d::Line>) -> Option<sheet::Line> {
    line_or_none.map(line)
}

pub(super) fn prose(prose: &d::Prose) -> sheet::Prose {
    let paragraphs = text::paragraphs(&prose.text);
    let plain = |runs: &Vec<text::Run>| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    sheet::Prose { text: paragraphs.iter().map(plain).collect::<Vec<_>>().join("\n\n"), paragraphs }
}

fn level(line: &d::Line) -> sheet::Level {
    let rank = match line.text.chars().take(2).collect::<String>().as_str() {
        "国家" | "全国" | "国际" => 0,
        "省级" | "省部" | "部级" | "自治" | "全省" => 1,
        "市级" | "地市" | "全市" | "地级" => 2,
        "区级" | "县级" | "区县" | "县区" | "旗级" => 3,
        _ => 4,
    };
    sheet::Level { name: line.text.clone(), rank }
}

pub(super) fn section(section: &d::Section, number: usize, style: Style, album: &mut Album) -> sheet::Section {
    let indicators = indicators(&section.indicators, style);
    let headline = headline(&indicators).cloned();
    let counts = sheet::Counts {
        sections: 1,
        indicators: section.indicators.len(),
        awards: section.awards.len(),
        documents: section.documents.len(),
        events: section.events.len(),
        photos: section.photos.len(),
        people: section.people.len(),
    };
    let first: Vec<d::BlockKind> = section.order.iter().flatten().map(|kind| kind.value).collect();
    let rest = d::BlockKind::ALL.iter().copied().filter(|kind| !first.contains(kind));
    let order: Vec<d::BlockKind> = first.iter().copied().chain(rest).collect();
    let mut indicators = Some(indicators);
    let blocks = order.into_iter().filter_map(|kind| block(section, kind, &mut indicators, style, album)).collect();
    sheet::Section {
        origin: section.origin.path.to_string(),
        number,
        numeral: text::chinese_numeral(number as u32),
        title: line(&section.title),
        lead: section.lead.as_ref().map(prose),
        headline,
        counts,
        blocks,
    }
}

fn block(
    section: &d::Section,
    kind: d::BlockKind,
    indicators: &mut Option<Vec<sheet::Indicator>>,
    style: Style,
    album: &mut Album,
) -> Option<sheet::Block> {
    use d::BlockKind as Kind;
    fn filled<T>(items: Vec<T>) -> Option<Vec<T>> {
        (!items.is_empty()).then_some(items)
    }
    Some(match kind {
        Kind::Indicators => sheet::Block::Indicators(filled(indicators.take()?)?),
        Kind::Awards => sheet::Block::Awards(filled(awards(&section.awards, style))?),
        Kind::Documents => {
            sheet::Block::Documents(filled(section.documents.iter().map(|item| document(item, style)).collect())?)
        }
        Kind::Events => sheet::Block::Events(filled(section.events.iter().map(|item| event(item, style)).collect())?),
        Kind::Photos => sheet::Block::Photos(filled(section.photos.iter().map(|item| album.slot(item)).collect())?),
        Kind::Quotes => sheet::Block::Quotes(filled(section.quotes.iter().map(quote).collect())?),
        Kind::Lists => sheet::Block::Lists(filled(section.lists.iter().map(list).collect())?),
        Kind::Tables => sheet::Block::Tables(filled(section.tables.iter().map(|item| table(item, style)).collect())?),
        Kind::People => sheet::Block::People(filled(section.people.iter().map(person).collect())?),
    })
}

fn indicators(all: &[d::Indicator], style: Style) -> Vec<sheet::Indicator> {
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
fn headline(all: &[sheet::Indicator]) -> Option<&sheet::Indicator> {
    let hero = all.iter().find(|i| i.emphasis == d::Emphasis::Hero.as_str());
    let national = || all.iter().find(|i| i.level.as_ref().is_some_and(|level| level.rank == 0));
    hero.or_else(national).or_else(|| all.iter().find(|i| i.emphasis != d::Emphasis::Minor.as_str())).or(all.first())
}

fn awards(all: &[d::Award], style: Style) -> Vec<sheet::Award> {
    let mut sorted: Vec<sheet::Award> = all.iter().map(|item| award(item, style)).collect();
    sorted.sort_by_key(|award| award.level.rank);
    sorted
}

fn award(item: &d::Award, style: Style) -> sheet::Award {
    let unit = item.unit.as_ref().map_or("项", |unit| unit.text.as_str());
    let projects: Vec<sheet::Line> = item.projects.iter().flatten().map(line).collect();
    let named = item.count.as_ref().is_none_or(|count| count.value == projects.len() as u64);
    sheet::Award {
        origin: item.origin.path.to_string(),
        name: line(&item.name),
        level: level(&item.level),
        year: item.year.as_ref().map(|year| year.value.to_string()),
        figure: item.count.as_ref().map(|count| sheet::Figure {
            qualifier: String::new(),
            text: text::group(&count.value.to_string(), style.separator),
            unit: unit.to_owned(),
            number: count.value as f64,
        }),
        complete: item.complete.unwrap_or(named),
        projects,
    }
}

fn document(item: &d::Paper, style: Style) -> sheet::Document {
    sheet::Document {
        origin: item.origin.path.to_string(),
        name: line(&item.name),
        verb: maybe(item.verb.as_ref()),
        number: maybe(item.number.as_ref()),
        date: item.date.as_ref().map(|date| style.date(date)),
    }
}

fn event(item: &d::Event, style: Style) -> sheet::Event {
    sheet::Event {
        origin: item.origin.path.to_string(),
        text: prose(&item.text),
        date: item.date.as_ref().map(|date| style.date(date)),
        kind: maybe(item.kind.as_ref()),
    }
}

fn quote(item: &d::Quote) -> sheet::Quote {
    sheet::Quote {
        origin: item.origin.path.to_string(),
        text: line(&item.text),
        gloss: maybe(item.gloss.as_ref()),
        source: maybe(item.source.as_ref()),
    }
}

fn list(item: &d::List) -> sheet::List {
    sheet::List {
        origin: item.origin.path.to_string(),
        title: maybe(item.title.as_ref()),
        ordered: item.ordered.unwrap_or(false),
        items: item
            .items
            .iter()
            .map(|entry| sheet::Item { origin: entry.origin.path.to_string(), text: prose(entry) })
            .collect(),
    }
}

fn table(item: &d::Table, style: Style) -> sheet::Table {
    let cell = |cell: &d::Cell| match cell {
        d::Cell::Empty => sheet::Cell {
            text: sheet::Line { text: String::new(), runs: Vec::new() },
            integer: String::new(),
            fraction: String::new(),
        },
        d::Cell::Text(text) => sheet::Cell { text: line(text), integer: String::new(), fraction: String::new() },
        d::Cell::Number(number) => {
            let digits = style.digits(number);
            let point = digits.find('.').unwrap_or(digits.len());
            sheet::Cell {
                integer: digits[..point].to_owned(),
                fraction: digits[point..].to_owned(),
                text: sheet::Line {
                    runs: vec![text::Run { text: digits.clone(), ..text::Run::default() }],
                    text: digits,
                },
            }
        }
    };
    let numeric = |column: usize| {
        // A dash in a column of figures says that there is none.
        let absent = |cell: &d::Cell| match cell {
            d::Cell::Empty => true,
            d::Cell::Text(text) => matches!(text.text.as_str(), "—" | "——" | "-" | "…" | "/"),
            d::Cell::Number(_) => false,
        };
        let mut filled = item.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !absent(cell)).peekable();
        filled.peek().is_some() && filled.all(|cell| matches!(cell, d::Cell::Number(_)))
    };
    sheet::Table {
        origin: item.origin.path.to_string(),
        title: maybe(item.title.as_ref()),
        unit: maybe(item.unit.as_ref()),
        source: maybe(item.source.as_ref()),
        columns: item
            .columns
            .iter()
            .enumerate()
            .map(|(k, title)| sheet::Column { title: line(title), numeric: numeric(k) })
            .collect(),
        rows: item.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
    }
}

fn person(item: &d::Person) -> sheet::Person {
    sheet::Person {
        origin: item.origin.path.to_string(),
        name: line(&item.name),
        post: maybe(item.post.as_ref()),
        note: maybe(item.note.as_ref()),
    }
}
