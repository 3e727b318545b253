//! TOML → [`Description`]: the typed form of what an author writes, with all errors of a file in one run.
//!
//! `docs/format.md` explains the language; `data/review.schema.json` is generated from these types. The steps are
//! `tree` (TOML with spans, after `recovery` from syntax errors), `decode` (tree → the records that `record` defines),
//! `check` (rules across fields) and `lint` (probable mistakes in texts).

#[cfg(feature = "batch")]
mod batch;
mod case;
mod character_lints;
mod chart;
mod check;
mod data;
mod day;
mod decode;
mod encode;
mod fields;
mod grammar;
mod headers;
mod lint;
mod literal;
mod marks;
#[cfg(feature = "batch")]
mod merge;
mod names;
mod normalize;
mod parse;
mod path;
mod quantity;
mod record;
mod recovery;
mod relations;
mod role;
#[cfg(feature = "schema")]
mod schema;
mod section;
mod tree;
mod value;

#[cfg(feature = "batch")]
pub(crate) use batch::{
    BatchFile, Binding, DistrictEntry, Empty, Encoding, HeaderRows, MAX_HEADER_ROWS, TableFile, read_batch,
};
pub use case::{Case, Formula, Term};
pub use chart::{Chart, ChartView, Datum, Period, Series};
pub(crate) use data::{Node, is_inline, literal, node};
pub use day::Date;
pub(crate) use day::{exists as day_exists, written as written_day};
pub use decode::{Placed, TextField};
pub(crate) use decode::{did_you_mean, nearest};
pub(crate) use grammar::{Form, Kind, field, is_repeated, table_of};
pub(crate) use lint::{in_link, is_invisible};
#[cfg(feature = "batch")]
pub use merge::ArrayRule;
#[cfg(feature = "batch")]
pub(crate) use merge::NoField;
pub use parse::MAX_BYTES;
pub(crate) use parse::{Examined, examine, in_order, too_large};
pub(crate) use path::{FieldPath, NAMES, Step};
pub(crate) use role::DesignNames;
pub use role::{AltText, FilePath, Key, Line, MetaText, Role, SettingName};
#[cfg(all(feature = "schema", feature = "batch"))]
pub use schema::batch_schema;
#[cfg(feature = "schema")]
pub use schema::schema;
pub use section::*;
pub(crate) use tree::Tree;
pub use value::{Count, Link, Number, Paragraph, Prose, Slogan, Title, Year};

use record::{choice, record};

use crate::source::{Source, Span};

/// A review as its author wrote it: typed and checked, with the source span of every value.
#[derive(Debug, Clone)]
pub struct Description {
    pub(crate) source: Source,
    pub(crate) file: File,
    pub(crate) texts: Vec<TextField>,
}

impl TextField {
    /// The span in `source` of the bytes `from..to` of the text, with escapes taken into account.
    pub(crate) fn place(&self, source: &Source, from: usize, to: usize) -> Span {
        let span = self.origin.span;
        match source.text().get(span.start..span.end) {
            // A table's cell has no quotation marks or escapes.
            Some(raw) if raw == self.text => Span { start: span.start + from, end: span.start + to },
            // Where values were merged into a text, its offsets no longer match the file: use all of it.
            Some(raw) if raw.contains("{{") || raw.contains("{%") => span,
            _ => literal::span_within(source.text(), span, from, to),
        }
    }
}

/// The span of the bytes `from..to` of the TOML string literal at `span`.
#[cfg(feature = "batch")]
pub(crate) fn place_within(source: &Source, span: Span, from: usize, to: usize) -> Span {
    literal::span_within(source.text(), span, from, to)
}

impl Description {
    /// The source that it was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The typed content.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Every text field, with its role.
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
        /// The PDF's document information. · 文档属性。
        optional document: DocumentInfo = "document",
        /// The sections, in order. · 各专题。
        some sections: Section = "section",
    }
}

record! {
    /// What the whole review is about.
    pub struct Head {
        /// The series that this review belongs to. · 系列，如“回眸我们的2023”。
        optional series: Title = "series",
        /// The part of the series. · 分篇名。
        optional part: Title = "part",
        /// A slogan in two halves, separated by a space or `|`. · 主题词，以空格或 | 分为两句。
        optional headline: Slogan = "headline",
        /// The review in one sentence; `|` marks where the line may break. · 标题，可用 | 标出断行处。
        required title: Title = "title",
        /// Who publishes it. · 发布单位。
        required organization: Line = "organization",
        /// The year looked back on. · 年份。
        required year: Year = "year",
        /// The period, if it isn't the whole year. · 时段。
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
        None = "none" / "无" / "不分节" / "不分组",
        /// 1,234,567
        Comma = "comma" / "逗号" / "千分位",
        /// 1 234 567, with thin spaces
        Space = "space" / "空格",
    }
}

choice! {
    /// How dates are written (GB/T 15835—2011, 4.1.2 and 4.2.1).
    pub enum DateStyle {
        /// 2024年1月11日
        Arabic = "arabic" / "阿拉伯数字" / "数字",
        /// 二〇二四年一月十一日
        Chinese = "chinese" / "汉字" / "中文" / "中文数字",
    }
}

choice! {
    /// What is printed for a photograph that is still to come.
    pub enum Placeholders {
        /// A placeholder in its slot.
        Show = "show" / "显示" / "保留" / "留空",
        /// Its caption, among the section's highlights.
        Highlights = "highlights" / "要点" / "移到要点",
        /// Nothing.
        Hide = "hide" / "隐藏" / "不显示",
        /// Nothing: the build fails.
        Error = "error" / "报错" / "错误",
    }
}

record! {
    /// How the review looks.
    pub struct Design {
        /// Name of a built-in template. · 模板。
        optional template: SettingName = "template",
        /// Name of a theme of the template, or a TOML file in the review's folder. · 配色。
        optional theme: SettingName = "theme",
        /// One of the template's papers. · 开本。
        optional paper: SettingName = "paper",
        /// Grouping of long integers. · 数字分节。
        optional grouping: Grouping = "grouping",
        /// How dates are written. · 日期写法。
        optional dates: DateStyle = "dates",
        /// What is printed for a photograph that is still to come. · 缺图时怎么办。
        optional placeholders: Placeholders = "placeholders",
        /// Pad the page count to a multiple of 1, 2, 4, 8 or 16; 4 by default. · 页数凑成几的倍数。
        optional signature: Count = "signature",
        /// The organization's logo: a PNG or JPEG file inside the review's folder. · 标志。
        optional logo: FilePath = "logo",
    }
}

record! {
    /// The PDF's document information, which viewers, file managers and library catalogues show.
    pub struct DocumentInfo {
        /// Title of the document. · 文档标题。
        optional title: MetaText = "title",
        /// Its author. · 作者。
        optional author: MetaText = "author",
        /// What it is about. · 说明。
        optional description: MetaText = "description",
        /// Keywords. · 关键词。
        optional keywords: Vec<MetaText> = "keywords",
        /// Language as a BCP 47 tag. · 语言。
        optional language: SettingName = "language",
    }
}
