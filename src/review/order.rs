//! Sections of the description → sections of the sheet, with their blocks in order.

use super::charts::chart;
use super::indicators::{headline, indicators};
use super::photos::PhotoResolver;
use super::sheet;
use crate::description as d;
use crate::text;

/// The form of figures and dates in this review.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub separator: &'static str,
    pub numerals: text::Numerals,
}

impl Style {
    pub fn new(design: Option<&d::Design>) -> Self {
        let separator = match design.and_then(|design| design.grouping) {
            Some(d::Grouping::Comma) => ",",
            // A thin space, which isn't mistaken for the end of the number.
            Some(d::Grouping::Space) => "\u{2009}",
            _ => "",
        };
        let numerals = match design.and_then(|design| design.dates) {
            Some(d::DateStyle::Chinese) => text::Numerals::Chinese,
            _ => text::Numerals::Arabic,
        };
        Self { separator, numerals }
    }

    pub fn date(&self, date: &d::Date) -> String {
        text::date(date.year, date.month, date.day, self.numerals)
    }

    pub fn digits(&self, number: &d::Number) -> String {
        text::group(&number.digits.replace('-', "−"), self.separator)
    }

    pub fn figure(&self, number: &d::Number, unit: Option<&d::Line>, qualifier: Option<&d::Line>) -> sheet::Figure {
        let own = |line: Option<&d::Line>| line.map(|line| line.text.clone()).unwrap_or_default();
        sheet::Figure { qualifier: own(qualifier), text: self.digits(number), unit: own(unit), number: number.value }
    }
}

pub(super) fn line(line: &d::Line) -> sheet::Line {
    sheet::Line { text: line.text.clone(), runs: text::plain_line(&line.text) }
}

pub(super) fn title(title: &d::Title) -> sheet::Title {
    phrases(&title.text, &title.phrases)
}

pub(super) fn phrases(text: &str, phrases: &[String]) -> sheet::Title {
    sheet::Title { text: text.to_owned(), runs: text::plain_line(text), phrases: text::title_runs(phrases) }
}

pub(super) fn maybe(line_or_none: Option<&d::Line>) -> Option<sheet::Line> {
    line_or_none.map(line)
}

pub(super) fn prose(prose: &d::Prose) -> sheet::Prose {
    paragraphs(&prose.text)
}

fn paragraphs(text: &str) -> sheet::Prose {
    let paragraphs = text::paragraphs(text);
    let plain = |runs: &Vec<text::Run>| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    sheet::Prose { text: paragraphs.iter().map(plain).collect::<Vec<_>>().join("\n\n"), paragraphs }
}

pub(super) fn level(line: &d::Line) -> sheet::Level {
    let rank = match line.text.chars().take(2).collect::<String>().as_str() {
        "国家" | "全国" | "国际" => sheet::Rank::National,
        "省级" | "省部" | "部级" | "自治" | "全省" => sheet::Rank::Provincial,
        "市级" | "地市" | "全市" | "地级" => sheet::Rank::Municipal,
        "区级" | "县级" | "区县" | "县区" | "旗级" => sheet::Rank::County,
        _ => sheet::Rank::Other,
    };
    sheet::Level { name: line.text.clone(), rank }
}

pub(super) fn section(
    section: &d::Section,
    number: usize,
    style: Style,
    resolver: &mut PhotoResolver,
) -> sheet::Section {
    let indicators = indicators(&section.indicators, style);
    let headline = headline(&indicators).cloned();
    let counts = sheet::Counts {
        sections: 1,
        // The figures and photographs of cases are on the pages like any others.
        indicators: section.indicators.len() + section.cases.iter().map(|case| case.indicators.len()).sum::<usize>(),
        awards: section.awards.len(),
        documents: section.documents.len(),
        events: section.events.len(),
        photos: resolver.shown(&section.photos)
            + resolver.shown(section.cases.iter().filter_map(|case| case.photo.as_ref())),
        people: section.people.len(),
    };
    let first: Vec<d::BlockKind> = section.order.iter().flatten().map(|kind| kind.value).collect();
    let rest = d::BlockKind::ALL.iter().copied().filter(|kind| !first.contains(kind));
    let order: Vec<d::BlockKind> = first.iter().copied().chain(rest).collect();
    let mut indicators = Some(indicators);
    let mut blocks: Vec<sheet::Block> = Vec::new();
    for kind in order {
        let block = block(section, kind, &mut indicators, style, resolver);
        // Captions without pictures take the position of the pictures.
        if kind == d::BlockKind::Photos {
            let captions = resolver.take_highlights();
            blocks.extend((!captions.is_empty()).then_some(sheet::Block::Highlights(captions)));
        }
        blocks.extend(block);
    }
    sheet::Section {
        origin: section.origin.path.to_string(),
        number,
        numeral: text::chinese_numeral(number as u32),
        title: title(&section.title),
        begin: section.begin,
        keep: section.keep.iter().flatten().map(|kind| kind.value).collect(),
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
    resolver: &mut PhotoResolver,
) -> Option<sheet::Block> {
    use d::BlockKind as Kind;
    fn filled<T>(items: Vec<T>) -> Option<Vec<T>> {
        (!items.is_empty()).then_some(items)
    }
    Some(match kind {
        Kind::Indicators => sheet::Block::Indicators(filled(indicators.take()?)?),
        Kind::Charts => sheet::Block::Charts(filled(section.charts.iter().map(|item| chart(item, style)).collect())?),
        Kind::Cases => {
            sheet::Block::Cases(filled(section.cases.iter().map(|item| case(item, style, resolver)).collect())?)
        }
        Kind::Formulas => sheet::Block::Formulas(filled(section.formulas.iter().map(formula).collect())?),
        Kind::Awards => sheet::Block::Awards(filled(awards(&section.awards, style))?),
        Kind::Documents => {
            sheet::Block::Documents(filled(section.documents.iter().map(|item| document(item, style)).collect())?)
        }
        Kind::Events => sheet::Block::Events(filled(section.events.iter().map(|item| event(item, style)).collect())?),
        Kind::Photos => {
            sheet::Block::Photos(filled(section.photos.iter().filter_map(|item| resolver.slot(item)).collect())?)
        }
        Kind::Quotes => sheet::Block::Quotes(filled(section.quotes.iter().map(quote).collect())?),
        Kind::Lists => sheet::Block::Lists(filled(section.lists.iter().map(list).collect())?),
        Kind::Tables => sheet::Block::Tables(filled(section.tables.iter().map(|item| table(item, style)).collect())?),
        Kind::People => sheet::Block::People(filled(section.people.iter().map(person).collect())?),
    })
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
        complete: item.complete.unwrap_or(named) || item.projects.iter().flatten().last().is_some_and(says_more),
        projects,
    }
}

/// Whether the last item of a list already says 等, so that the template must not add it: 城东学校等, 城东学校等12个,
/// 城东学校等项目; but not a word that ends in 等 (男女平等).
fn says_more(last: &d::Line) -> bool {
    let text = last.text.trim_end_matches(['》', '”', '）', '。']);
    let Some((before, after)) = text.rsplit_once('等') else { return false };
    if after.is_empty() {
        return !before.ends_with(['平', '高', '中', '初', '同', '优', '均', '对', '上', '下', '何', '特']);
    }
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千两多若干".contains(c);
    let kind = after.trim_start_matches(number);
    let counts = kind.len() < after.len() && kind.chars().count() <= 4;
    counts || matches!(after, "项目" | "工程" | "单位" | "企业" | "地" | "处")
}

fn document(item: &d::IssuedDocument, style: Style) -> sheet::IssuedDocument {
    sheet::IssuedDocument {
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
        text: paragraphs(&item.text.text),
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
            .map(|entry| sheet::Item { origin: entry.origin.path.to_string(), text: paragraphs(&entry.text) })
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
        // A dash in a column of figures means an absent value.
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

fn case(item: &d::Case, style: Style, resolver: &mut PhotoResolver) -> sheet::Case {
    sheet::Case {
        origin: item.origin.path.to_string(),
        title: line(&item.title),
        note: item.note.as_ref().map(prose),
        indicators: indicators(&item.indicators, style),
        photo: item.photo.as_ref().and_then(|photo| resolver.slot(photo)),
    }
}

fn formula(item: &d::Formula) -> sheet::Formula {
    let terms = item.terms.iter().map(|term| sheet::Term {
        origin: term.origin.path.to_string(),
        text: line(&term.text),
        gloss: maybe(term.gloss.as_ref()),
    });
    sheet::Formula {
        origin: item.origin.path.to_string(),
        title: maybe(item.title.as_ref()),
        terms: terms.collect(),
        gloss: maybe(item.gloss.as_ref()),
    }
}
