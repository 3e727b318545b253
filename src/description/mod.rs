//! TOML → [`Description`]: what an author can write, typed, with every fault at once.
//!
//! `docs/format.md` explains the language; `data/review.schema.json` is generated from these types.

mod check;
mod decode;
mod lint;
mod literal;
mod parse;
#[cfg(feature = "schema")]
mod schema;
mod value;

pub use decode::{Placed, TextField};
pub(crate) use lint::{in_link, is_invisible};
pub(crate) use parse::{Examined, examine, in_order};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use value::{Count, Date, Line, Link, Number, Prose, Year};

use decode::{Decode, Decoder, choice, record};
use toml::Spanned;
use toml::de::DeValue;

use crate::source::{Source, Span};

/// A review as its author wrote it: typed, checked, and every value knows where it stands.
#[derive(Debug, Clone)]
pub struct Description {
    pub(crate) source: Source,
    pub(crate) file: File,
    pub(crate) texts: Vec<TextField>,
}

impl TextField {
    /// The place in `source` of the bytes `from..to` of the text, whatever escapes stand before them.
    pub(crate) fn place(&self, source: &Source, from: usize, to: usize) -> Span {
        literal::span_within(source.text(), self.origin.span, from, to)
    }
}

impl Description {
    /// The text that it was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The typed content.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Every text that may be printed.
    pub fn texts(&self) -> &[TextField] {
        &self.texts
    }
}

record! {
    /// An annual review. · 年度回眸。
    pub struct File {
        /// The review itself. · 本册的总体信息。
        required review: Head = "review",
        /// Template, theme, paper. · 版式。
        optional design: Design = "design",
        /// What catalogues and file managers show. · 文档属性。
        optional document: DocumentInfo = "document",
        /// The sections, in order. · 各章。
        some sections: Section = "section",
    }
}

record! {
    /// What the whole review is about.
    pub struct Head {
        /// The series that this review belongs to. · 丛名，如“回眸我们的2023”。
        optional series: Line = "series",
        /// The part of the series. · 分篇名。
        optional part: Line = "part",
        /// A slogan; a space parts its halves. · 主题词，以空格分为两句。
        optional headline: Line = "headline",
        /// What the review says in one sentence. · 标题。
        required title: Line = "title",
        /// Who publishes it. · 发布单位。
        required organization: Line = "organization",
        /// The year looked back on. · 年份。
        required year: Year = "year",
        /// The period, when it isn't simply the year. · 时段。
        optional period: Line = "period",
        /// When it was published. · 发布日期。
        optional date: Date = "date",
        /// Where the text first appeared. · 来源。
        optional source: Provenance = "source",
        /// A few paragraphs before the first section. · 卷首语。
        optional foreword: Prose = "foreword",
    }
}

record! {
    /// Where the text first appeared.
    pub struct Provenance {
        /// Name of the publication or site. · 名称。
        optional name: Line = "name",
        /// Its address. · 网址。
        optional link: Link = "link",
    }
}

choice! {
    /// How integers with five or more places are grouped (GB/T 15835—2011, 5.1.2).
    pub enum Grouping {
        /// 1234567
        None = "none",
        /// 1,234,567
        Comma = "comma",
        /// 1 234 567, with thin spaces
        Space = "space",
    }
}

choice! {
    /// How dates are written (GB/T 15835—2011, 4.1.2 and 4.2.1).
    pub enum DateStyle {
        /// 2024年1月11日
        Arabic = "arabic",
        /// 二〇二四年一月十一日
        Chinese = "chinese",
    }
}

record! {
    /// How the review looks.
    pub struct Design {
        /// Name of a built-in template. · 模板。
        optional template: Line = "template",
        /// Name of a theme of the template, or a TOML file beside the review. · 配色。
        optional theme: Line = "theme",
        /// One of the template's papers. · 纸张。
        optional paper: Line = "paper",
        /// Grouping of long integers. · 数字分节。
        optional grouping: Grouping = "grouping",
        /// How dates are written. · 日期写法。
        optional dates: DateStyle = "dates",
    }
}

record! {
    /// What a reader's file manager and a library's catalogue show.
    pub struct DocumentInfo {
        /// Title of the document. · 文档标题。
        optional title: Line = "title",
        /// Its author. · 作者。
        optional author: Line = "author",
        /// What it is about. · 说明。
        optional description: Line = "description",
        /// Words to find it by. · 关键词。
        optional keywords: Vec<Line> = "keywords",
        /// Language as a BCP 47 tag. · 语言。
        optional language: Line = "language",
    }
}

choice! {
    /// The kinds of blocks of a section, in their default order.
    pub enum BlockKind {
        /// Figures.
        Indicators = "indicators",
        /// Honours.
        Awards = "awards",
        /// Tables.
        Tables = "tables",
        /// Lists.
        Lists = "lists",
        /// Documents issued.
        Documents = "documents",
        /// Events.
        Events = "events",
        /// People.
        People = "people",
        /// Quotes and slogans.
        Quotes = "quotes",
        /// Photographs.
        Photos = "photos",
    }
}

record! {
    /// One section of the review. · 一章。
    pub struct Section {
        /// Heading. · 章题。
        required title: Line = "title",
        /// Paragraphs that open the section. · 导语。
        optional lead: Prose = "lead",
        /// Which blocks come first. · 栏目次序。
        optional order: Vec<Placed<BlockKind>> = "order",
        /// Figures. · 指标。
        many indicators: Indicator = "indicator",
        /// Honours. · 荣誉。
        many awards: Award = "award",
        /// Documents issued. · 文件。
        many documents: Paper = "document",
        /// Events. · 要事。
        many events: Event = "event",
        /// Photographs, there or still to come. · 图片。
        many photos: Photo = "photo",
        /// Quotes and slogans. · 引语、口号。
        many quotes: Quote = "quote",
        /// Lists. · 清单。
        many lists: List = "list",
        /// Tables. · 表格。
        many tables: Table = "table",
        /// People. · 人物。
        many people: Person = "person",
    }
}

choice! {
    /// How loudly a figure speaks.
    pub enum Emphasis {
        /// The figure that the section is known by.
        Hero = "hero",
        /// As the others.
        Normal = "normal",
        /// Small.
        Minor = "minor",
    }
}

choice! {
    /// Which way a figure went.
    pub enum Direction {
        /// Grew.
        Up = "up",
        /// Fell.
        Down = "down",
        /// Stayed.
        Flat = "flat",
    }
}

record! {
    /// Change against an earlier period.
    pub struct Change {
        /// By how much, without sign. · 幅度，不带正负号。
        required value: Number = "value",
        /// Unit; % if absent. · 单位。
        optional unit: Line = "unit",
        /// Which way. · 方向。
        required direction: Direction = "direction",
        /// Against what; 同比 if absent. · 比较基准。
        optional basis: Line = "basis",
    }
}

/// That a figure is a percentage of a whole, and of which.
#[derive(Debug, Clone)]
pub enum Share {
    /// Of a whole that the label names.
    Whole,
    /// Of a whole that is named here.
    Of(Line),
}

impl Decode for Share {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(Self::Whole),
            DeValue::String(_) => Line::decode(decoder, value, path).map(Self::Of),
            _ => {
                decoder.wrong_type(value, path, " true 或整体的名称", "true or the name of the whole");
                None
            }
        }
    }
}

record! {
    /// One figure. · 一项指标。
    pub struct Indicator {
        /// A name for `parent` to refer to. · 代号。
        optional id: Line = "id",
        /// What is counted. · 名称。
        required label: Line = "label",
        /// The figure, printed with exactly these digits. · 数值。
        required value: Number = "value",
        /// Unit. · 单位。
        optional unit: Line = "unit",
        /// 约, 超, 接近 … before the digits. · 限定词。
        optional qualifier: Line = "qualifier",
        /// Change against an earlier period. · 增减。
        optional change: Change = "change",
        /// Percentage of the target reached; may pass 100. · 完成率（%）。
        optional completion: Number = "completion",
        /// Target, in the same unit. · 目标值。
        optional target: Number = "target",
        /// The value is a percentage of a whole. · 占比。
        optional share: Share = "share",
        /// `id` of the figure that this one is a part of. · 所属指标。
        optional parent: Line = "parent",
        /// 国家级, 省级, 市级 … · 级别。
        optional level: Line = "level",
        /// How loudly it speaks. · 突出程度。
        optional emphasis: Emphasis = "emphasis",
        /// A remark in small type. · 说明。
        optional note: Line = "note",
    }
}

record! {
    /// One honour. · 一项荣誉。
    pub struct Award {
        /// 国家级, 省级, 市级 or the author's own. · 级别。
        required level: Line = "level",
        /// Name of the award. · 奖项。
        required name: Line = "name",
        /// Year of the award. · 年度。
        optional year: Year = "year",
        /// How many were won. · 数量。
        optional count: Count = "count",
        /// Counting word; 项 if absent. · 量词。
        optional unit: Line = "unit",
        /// The named winners. · 项目名称。
        optional projects: Vec<Line> = "projects",
        /// Whether `projects` names them all. · 名单是否完整。
        optional complete: bool = "complete",
    }
}

record! {
    /// A document issued. · 一份文件。
    pub struct Paper {
        /// 印发, 出台, 修编完成 … · 动作。
        optional verb: Line = "verb",
        /// Its name, with or without 《》. · 名称。
        required name: Line = "name",
        /// Its number, such as 嘉建〔2023〕5号. · 文号。
        optional number: Line = "number",
        /// When. · 日期。
        optional date: Date = "date",
    }
}

record! {
    /// Something that happened. · 一件要事。
    pub struct Event {
        /// When. · 日期。
        optional date: Date = "date",
        /// 会议, 政策, 培训 … · 类别。
        optional kind: Line = "kind",
        /// What happened, in one paragraph. · 事由。
        required text: Prose = "text",
    }
}

choice! {
    /// The shape of a photograph's slot.
    pub enum Shape {
        /// 3:2
        Landscape = "landscape",
        /// 16:9
        Wide = "wide",
        /// 1:1
        Square = "square",
        /// 3:4
        Portrait = "portrait",
    }
}

record! {
    /// A photograph, or the place for one. · 一幅图片。
    pub struct Photo {
        /// Path inside the review's folder. · 文件。
        optional file: Line = "file",
        /// Caption. · 图注。
        required caption: Line = "caption",
        /// What the picture shows, for those who can't see it. · 替代文字。
        optional alt: Line = "alt",
        /// Photographer or source. · 摄影。
        optional credit: Line = "credit",
        /// Shape of the slot. · 画幅。
        optional shape: Shape = "shape",
    }
}

record! {
    /// A quote or slogan. · 一句引语或口号。
    pub struct Quote {
        /// The words. · 原话。
        required text: Line = "text",
        /// What they stand for. · 释义。
        optional gloss: Line = "gloss",
        /// Who said it. · 出处。
        optional source: Line = "source",
    }
}

record! {
    /// A list. · 一份清单。
    pub struct List {
        /// Heading. · 标题。
        optional title: Line = "title",
        /// Whether the items are numbered. · 是否编号。
        optional ordered: bool = "ordered",
        /// The items, one paragraph each. · 条目。
        required items: Vec<Prose> = "items",
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words.
    Text(Line),
    /// A figure.
    Number(Number),
    /// Nothing: an empty string.
    Empty,
}

impl Decode for Cell {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) if text.is_empty() => Some(Self::Empty),
            DeValue::Integer(_) | DeValue::Float(_) => Number::decode(decoder, value, path).map(Self::Number),
            _ => Line::decode(decoder, value, path).map(Self::Text),
        }
    }
}

record! {
    /// A table. · 一张表。
    pub struct Table {
        /// Heading. · 表题。
        optional title: Line = "title",
        /// Unit of all figures. · 计量单位。
        optional unit: Line = "unit",
        /// The head. · 表头。
        required columns: Vec<Line> = "columns",
        /// The rows, each as long as the head. · 各行。
        required rows: Vec<Vec<Cell>> = "rows",
        /// Where the figures come from. · 资料来源。
        optional source: Line = "source",
    }
}

record! {
    /// A person. · 一位人物。
    pub struct Person {
        /// Name. · 姓名。
        required name: Line = "name",
        /// Post. · 职务。
        optional post: Line = "post",
        /// A remark. · 说明。
        optional note: Line = "note",
    }
}
