//! The records of a section: figures, honours, documents, events, photographs and the rest.

use toml::Spanned;
use toml::de::DeValue;

use super::case::{Case, Formula};
use super::chart::Chart;
use super::day::Date;
use super::decode::{Decode, Decoder, Placed};
use super::record::{choice, record};
use super::role::{AltText, FilePath, Key, Line};
use super::value::{Count, Number, Paragraph, Prose, Title, Year};
use crate::diagnostic::{Code, Message};

choice! {
    /// The kinds of blocks of a section, in their default order.
    pub enum BlockKind {
        /// Figures.
        Indicators = "indicators" / "指标" / "数据" / "indicator",
        /// Charts over periods.
        Charts = "charts" / "图表" / "chart",
        /// Honours.
        Awards = "awards" / "荣誉" / "奖项" / "获奖" / "award",
        /// Tables.
        Tables = "tables" / "表格" / "表" / "table",
        /// Cases, each with its own figures.
        Cases = "cases" / "案例" / "case",
        /// Lists.
        Lists = "lists" / "清单" / "列表" / "list",
        /// Documents issued.
        Documents = "documents" / "文件" / "document",
        /// Events.
        Events = "events" / "要事" / "大事记" / "大事" / "事件" / "event",
        /// People.
        People = "people" / "人物" / "人员" / "person",
        /// Slogans composed of parts, each with its meaning.
        Formulas = "formulas" / "数字化提法" / "提法" / "口号" / "formula",
        /// Quotes and slogans.
        Quotes = "quotes" / "引语" / "quote",
        /// Photographs.
        Photos = "photos" / "图片" / "照片" / "photo",
    }
}

choice! {
    /// Where a section begins.
    pub enum Begin {
        /// On a page of its own.
        Page = "page" / "新页" / "另页" / "另起一页",
        /// On a left page, so that it has two facing pages.
        Spread = "spread" / "对页" / "左页" / "跨页",
    }
}

record! {
    /// One section of the review. · 一个专题。
    pub struct Section {
        /// Heading; `|` marks where the line may break. · 标题，可用 | 标出断行处。
        required title: Title = "title",
        /// Paragraphs that open the section. · 导语。
        optional lead: Prose = "lead",
        /// Which blocks come first. · 栏目次序。
        optional order: Vec<Placed<BlockKind>> = "order",
        /// Where it begins; default: where the template would. · 从哪里开始。
        optional begin: Begin = "begin",
        /// Blocks that stay on the page of the block before. · 与前一栏同页的栏目。
        optional keep: Vec<Placed<BlockKind>> = "keep",
        /// Figures. · 指标。
        many indicators: Indicator = "indicator",
        /// Charts over periods. · 图表。
        many charts: Chart = "chart",
        /// Cases, each with its own figures. · 案例。
        many cases: Case = "case",
        /// Slogans composed of parts. · 数字化提法。
        many formulas: Formula = "formula",
        /// Honours. · 荣誉。
        many awards: Award = "award",
        /// Documents issued. · 文件。
        many documents: IssuedDocument = "document",
        /// Events. · 要事。
        many events: Event = "event",
        /// Photographs, including those still to come. · 图片。
        many photos: Photo = "photo",
        /// Quotes and slogans. · 引语。
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
    /// How prominent a figure is.
    pub enum Emphasis {
        /// The section's headline figure; at most one.
        Hero = "hero" / "主打" / "突出" / "重点" / "头条" / "最大",
        /// The default size.
        Normal = "normal" / "普通" / "一般" / "正常",
        /// Small.
        Minor = "minor" / "次要" / "小",
    }
}

choice! {
    /// The direction of a change.
    pub enum Direction {
        /// Grew.
        Up = "up" / "增长" / "上升" / "提高" / "增加" / "上涨" / "增" / "升" / "扩大" / "▲" / "↑",
        /// Fell.
        Down = "down" / "下降" / "减少" / "降低" / "下跌" / "降" / "减" / "回落" / "收窄" / "▼" / "↓",
        /// Unchanged.
        Flat = "flat" / "持平" / "不变" / "平",
    }
}

record! {
    /// Change from an earlier period.
    pub struct Change {
        /// The amount; its sign may give the direction. · 幅度，可带正负号表示方向。
        required value: Number = "value",
        /// Unit; default: %. · 单位。
        optional unit: Line = "unit",
        /// The direction; default: the sign of `value`. · 方向，不写则看正负号。
        optional direction: Direction = "direction",
        /// What it is compared with; default: 同比. · 比较基准。
        optional basis: Line = "basis",
    }
}

choice! {
    /// How a figure is shown; by default the template decides.
    pub enum View {
        /// As digits only.
        Number = "number" / "数字" / "数值",
        /// As a bar: a part of its whole, or the progress towards a target.
        Bar = "bar" / "条" / "横条" / "条形" / "进度条",
        /// As a ring: a share of a whole.
        Ring = "ring" / "环" / "圆环" / "环形" / "饼图",
        /// One mark for each thing counted.
        Tally = "tally" / "格" / "计数" / "方格" / "逐个",
        /// One bar for each level: 国家级, 省级, 市级.
        Ladder = "ladder" / "阶梯" / "梯级" / "级别",
        /// As one stage of a funnel, together with its neighbours.
        Funnel = "funnel" / "漏斗",
    }
}

/// The whole that a percentage refers to.
#[derive(Debug, Clone, PartialEq)]
pub enum Share {
    /// `true`: the label names the whole.
    Whole,
    /// The name of the whole.
    Of(Line),
}

impl Decode for Share {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(Self::Whole),
            // Plainly a boolean, not the name of a whole.
            DeValue::String(word) if matches!(word.trim(), "true" | "是" | "yes") => {
                let word = word.trim();
                let message = Message::new(format!("“{word}”按 true 处理"), format!("\"{word}\" was read as true"));
                decoder.read_as(path, value.span(), message);
                Some(Self::Whole)
            }
            DeValue::String(word) if matches!(word.trim(), "false" | "否" | "no") => {
                let message = match decoder.source.is_data() {
                    true => Message::new("不是占比，就不给 `share`", "omit `share` if the value isn't a share"),
                    false => Message::new(
                        "不是占比，就删去 `share` 这一行",
                        "delete the line `share` if the value isn't a share",
                    ),
                };
                decoder.error(Code::UnknownChoice, path, value.span(), message);
                None
            }
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
        /// The name that `parent` refers to. · 代号。
        optional id: Key = "id",
        /// What is counted. · 名称。
        required label: Line = "label",
        /// The figure, printed with exactly these digits. · 数值。
        required value: Number = "value",
        /// Unit. · 单位。
        optional unit: Line = "unit",
        /// 约, 超, 接近 … before the digits. · 限定词。
        optional qualifier: Line = "qualifier",
        /// Change from an earlier period. · 增减。
        optional change: Change = "change",
        /// Percentage of the target reached; may exceed 100. · 完成率（%）。
        optional completion: Number = "completion",
        /// Target, in the same unit. · 目标值。
        optional target: Number = "target",
        /// The value is a percentage of a whole. · 占比。
        optional share: Share = "share",
        /// `id` of the figure that this one is part of. · 所属指标。
        optional parent: Key = "parent",
        /// 国家级, 省级, 市级 … · 级别。
        optional level: Line = "level",
        /// How prominent it is. · 突出程度。
        optional emphasis: Emphasis = "emphasis",
        /// How it is shown. · 呈现方式。
        optional view: Placed<View> = "view",
        /// Neighbours of the same group and view are shown together under this title. · 图组标题。
        optional group: Line = "group",
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
        /// Counting word; default: 项. · 量词。
        optional unit: Line = "unit",
        /// The named winners. · 项目名称。
        optional projects: Vec<Line> = "projects",
        /// Whether `projects` is complete. · 名单是否完整。
        optional complete: bool = "complete",
    }
}

record! {
    /// A document issued. · 一份文件。
    #[cfg_attr(feature = "schema", schemars(rename = "Paper"))]
    pub struct IssuedDocument {
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
        required text: Paragraph = "text",
    }
}

choice! {
    /// The shape of a photograph's slot.
    pub enum Shape {
        /// 3:2
        Landscape = "landscape" / "横" / "横幅" / "横版" / "横向" / "横构图",
        /// 16:9
        Wide = "wide" / "宽" / "宽幅" / "通栏",
        /// 1:1
        Square = "square" / "方" / "方形" / "正方形",
        /// 3:4
        Portrait = "portrait" / "竖" / "竖幅" / "竖版" / "竖向" / "纵" / "竖构图",
    }
}

impl Shape {
    /// Width divided by height.
    pub fn aspect(self) -> f64 {
        match self {
            Self::Landscape => 3.0 / 2.0,
            Self::Wide => 16.0 / 9.0,
            Self::Square => 1.0,
            Self::Portrait => 3.0 / 4.0,
        }
    }
}

choice! {
    /// How a photograph sits in its slot.
    pub enum Fit {
        /// Fills its place: up to 35 % of its area may be cut, about `focus`; 18 % unless `fit` is given.
        Cover = "cover" / "裁切" / "裁剪" / "铺满" / "填满",
        /// Shows all of the photograph.
        Contain = "contain" / "完整" / "全图" / "不裁" / "不裁切",
    }
}

choice! {
    /// The part of a photograph to keep when it is cropped.
    pub enum Focus {
        /// The middle.
        Center = "center" / "中" / "居中" / "中间" / "centre" / "middle",
        /// The upper edge.
        Top = "top" / "上" / "上方" / "顶部",
        /// The lower edge.
        Bottom = "bottom" / "下" / "下方" / "底部",
        /// The left edge.
        Left = "left" / "左" / "左侧" / "左边",
        /// The right edge.
        Right = "right" / "右" / "右侧" / "右边",
        /// The upper left corner.
        TopLeft = "top-left" / "左上" / "左上角",
        /// The upper right corner.
        TopRight = "top-right" / "右上" / "右上角",
        /// The lower left corner.
        BottomLeft = "bottom-left" / "左下" / "左下角",
        /// The lower right corner.
        BottomRight = "bottom-right" / "右下" / "右下角",
    }
}

record! {
    /// A photograph, or a slot for one. · 一幅图片。
    pub struct Photo {
        /// Path inside the review's folder. · 文件。
        optional file: FilePath = "file",
        /// Caption. · 图注。
        required caption: Line = "caption",
        /// A description of the picture for those who can't see it. · 替代文字。
        optional alt: AltText = "alt",
        /// Photographer or source. · 摄影。
        optional credit: Line = "credit",
        /// Shape of the slot. · 画幅。
        optional shape: Shape = "shape",
        /// How it sits in the slot. · 裁切方式。
        optional fit: Fit = "fit",
        /// The part to keep when it is cropped. · 画面重心。
        optional focus: Focus = "focus",
    }
}

record! {
    /// A quote or slogan. · 一句引语。
    pub struct Quote {
        /// The words. · 原话。
        required text: Line = "text",
        /// What they mean. · 释义。
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
        required items: Vec<Paragraph> = "items",
    }
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(Line),
    /// A number.
    Number(Number),
    /// An empty cell, written `""`.
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
        /// The header row. · 表头。
        required columns: Vec<Line> = "columns",
        /// The rows, each as long as `columns`. · 各行。
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
