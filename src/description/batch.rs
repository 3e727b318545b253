//! The description of a batch: a shared review, and what each district changes in it.
//!
//! `docs/batch.md` explains it; `data/batch.schema.json` is generated from these types.

use toml::Spanned;
use toml::de::DeValue;

use super::decode::{Check, Decode, Decoder, TextField};
use super::grammar::{Described, Kind};
use super::merge::ArrayRule;
use super::parse::{decode, in_order};
use super::path::FieldPath;
use super::record::{choice, decoded};
use super::role::{FilePath, Key, SettingName};
use super::tree::Tree;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned, conclude};
use crate::source::{Origin, Source};

decoded! {
    /// A batch: one shared review, many districts. · 批量：一份公用底稿，多个地区各成一册。
    pub struct BatchFile {
        /// What is shared. · 总体。
        required batch: BatchHead = "batch",
        /// The table with one row per district. · 数据表。
        optional table: TableFile = "table",
        /// Columns of the table and the fields of the shared review that they fill. · 列与字段的对应。
        optional fields: Bindings = "fields",
        /// How a district's arrays are merged with the shared ones. · 数组如何合并。
        optional merge: MergeRules = "merge",
        /// Districts listed here, with or without a row of the table. · 逐个列出的地区。
        many districts: DistrictEntry = "district",
    }
}

decoded! {
    /// What all districts share.
    pub struct BatchHead {
        /// The shared review, a TOML file inside the batch's folder. · 公用底稿。
        required base: FilePath = "base",
        /// Name of each output, with columns in braces. · 输出文件名，如 "out/{slug}.pdf"。
        optional output: FilePath = "output",
        /// The column that identifies a district. · 区分各地区的列。
        optional slug: Key = "slug",
        /// A district's own TOML file, with columns in braces; used if it exists. · 各地区的补充内容。
        optional over: FilePath = "override",
        /// A district's folder of photographs, with columns in braces; searched before the shared one. · 各地区的照片文件夹。
        optional photos: FilePath = "photos",
    }
}

choice! {
    /// The encoding of a CSV.
    pub enum Encoding {
        /// UTF-8, with or without a byte order mark.
        Utf8 = "utf-8",
        /// GBK, which spreadsheets write on Chinese systems; decoded as GB 18030, its superset.
        Gbk = "gbk",
    }
}

decoded! {
    /// The table with one row per district.
    pub struct TableFile {
        /// A CSV file or a spreadsheet inside the batch's folder. · 文件。
        required file: FilePath = "file",
        /// Encoding of a CSV. · 编码。
        optional encoding: Encoding = "encoding",
        /// Column separator of a CSV: one character. · 分隔符。
        optional delimiter: SettingName = "delimiter",
        /// The worksheet of a spreadsheet; default: the first that isn't hidden. · 工作表。
        optional sheet: SettingName = "sheet",
        /// The row or rows that name the columns; default: the first. · 表头所在的行。
        optional header: HeaderRows = "header",
    }
}

decoded! {
    /// A district listed in the batch's file.
    #[cfg_attr(feature = "schema", schemars(rename = "Entry"))]
    pub struct DistrictEntry {
        /// The district's name in file names. · 地区代号。
        required slug: Key = "slug",
        /// Its own TOML file, which must exist. · 补充内容。
        optional over: FilePath = "override",
        /// Its folder of photographs. · 照片文件夹。
        optional photos: FilePath = "photos",
        /// Values for `{{ … }}` and bound fields; they override its row's. · 取值。
        optional values: Values = "values",
    }
}

choice! {
    /// What an empty cell does to the field that it is bound to.
    pub enum Empty {
        /// It is an error, so that no other district's figure is printed in its place.
        Error = "error",
        /// The shared value stays.
        Keep = "keep",
        /// The field is removed.
        Drop = "drop",
    }
}

impl Check for BatchFile {}
impl Check for BatchHead {}
impl Check for TableFile {}
impl Check for DistrictEntry {}
impl Check for BindingTable {}

/// The rows that name the columns, counted from 1 as in a spreadsheet; consecutive, at most [`MAX_HEADER_ROWS`].
#[derive(Debug, Clone)]
pub struct HeaderRows {
    pub(crate) rows: Vec<usize>,
    pub(crate) origin: Origin,
}

impl BatchFile {
    /// The bindings, in the order of the file.
    pub(crate) fn bindings(&self) -> impl Iterator<Item = &Binding> {
        self.fields.iter().flat_map(|fields| &fields.list)
    }
}

/// The most header rows.
pub(crate) const MAX_HEADER_ROWS: usize = 5;

/// Columns and the fields that they fill, in the order of the file.
#[derive(Debug, Clone)]
pub struct Bindings {
    pub(crate) list: Vec<Binding>,
}

#[derive(Debug, Clone)]
pub(crate) struct Binding {
    pub column: String,
    pub field: FieldPath,
    pub empty: Empty,
    /// Where the path of the field was written.
    pub origin: Origin,
}

decoded! {
    /// A binding with options.
    pub struct BindingTable {
        /// The field. · 字段。
        required field: Key = "field",
        /// What an empty cell does. · 空格怎么办。
        optional empty: Empty = "empty",
    }
}

/// Merge rules of arrays, by path without indices.
#[derive(Debug, Clone)]
pub struct MergeRules {
    pub(crate) list: Vec<(String, ArrayRule, Origin)>,
}

/// Names and their values, as written.
#[derive(Debug, Clone)]
pub struct Values {
    pub(crate) list: Vec<(String, String, Origin)>,
}

fn entries<'v, 't>(
    decoder: &mut Decoder,
    value: &'v Spanned<DeValue<'t>>,
    path: &str,
) -> Option<Vec<(&'v str, &'v Spanned<DeValue<'t>>, String)>> {
    let DeValue::Table(table) = value.get_ref() else {
        decoder.wrong_type(value, path, "一个表", "a table");
        return None;
    };
    let mut all: Vec<_> =
        table.iter().map(|(key, item)| (key.get_ref().as_ref(), item, format!("{path}.{}", key.get_ref()))).collect();
    all.sort_by_key(|(_, item, _)| item.span().start);
    Some(all)
}

impl Described for HeaderRows {
    const KIND: Kind = Kind::Free;
}

impl Described for Bindings {
    const KIND: Kind = Kind::Map;
}

impl Described for MergeRules {
    const KIND: Kind = Kind::Map;
}

impl Described for Values {
    const KIND: Kind = Kind::Map;
}

impl Decode for HeaderRows {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let number = |value: &DeValue| {
            let integer = value.as_integer()?;
            let row = usize::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            (1..=1_048_576).contains(&row).then_some(row)
        };
        let rows: Option<Vec<usize>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| number(item.get_ref())).collect(),
            single => number(single).map(|row| vec![row]),
        };
        let rising = |rows: &Vec<usize>| {
            (1..=MAX_HEADER_ROWS).contains(&rows.len()) && rows.windows(2).all(|pair| pair[0] + 1 == pair[1])
        };
        let origin = Origin { path: path.into(), span: value.span().into() };
        let Some(rows) = rows.filter(rising) else {
            let message = Message::new(
                "`header` 写表头的行号：`header = 2`；表头有两行时 `header = [2, 3]`",
                "`header` is a row number: header = 2, or header = [2, 3] for two header rows",
            );
            decoder.error(Code::BadNumber, path, origin.span, message);
            return None;
        };
        Some(Self { rows, origin })
    }
}

impl Decode for Bindings {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let mut list = Vec::new();
        for (column, item, path) in entries(decoder, value, path)? {
            // An array: the column fills several fields.
            if let DeValue::Array(several) = item.get_ref() {
                for (k, item) in several.iter().enumerate() {
                    list.extend(binding(decoder, column, item, &format!("{path}[{k}]")));
                }
            } else {
                list.extend(binding(decoder, column, item, &path));
            }
        }
        Some(Self { list })
    }
}

fn binding(decoder: &mut Decoder, column: &str, item: &Spanned<DeValue>, path: &str) -> Option<Binding> {
    let (line, empty) = if item.get_ref().is_table() {
        let table = BindingTable::decode(decoder, item, path)?;
        (table.field, table.empty.unwrap_or(Empty::Error))
    } else {
        (Key::decode(decoder, item, path)?, Empty::Error)
    };
    let Some(field) = FieldPath::parse(&line.text) else {
        let message =
            Message::new(format!("`{}` 不是字段路径", line.text), format!("`{}` is not a field path", line.text));
        let error = decoder.error(Code::UnknownReference, path, line.origin.span, message);
        error.hints.push(Message::new(
            "写作 `review.organization` 或 `section[标题].indicator[名称].value`",
            "write review.organization or section[title].indicator[name].value",
        ));
        return None;
    };
    Some(Binding { column: column.to_owned(), field, empty, origin: line.origin })
}

impl Decode for MergeRules {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let all = entries(decoder, value, path)?;
        let list = all.into_iter().filter_map(|(array, item, path)| {
            let origin = Origin { path: path.as_str().into(), span: item.span().into() };
            Some((array.to_owned(), ArrayRule::decode(decoder, item, &path)?, origin))
        });
        Some(Self { list: list.collect() })
    }
}

impl Decode for Values {
    fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
        let mut list = Vec::new();
        for (name, item, path) in entries(decoder, value, path)? {
            let text = match item.get_ref() {
                DeValue::String(text) => text.to_string(),
                // The literal itself: a parsed number would lose its trailing zeros.
                DeValue::Integer(_) | DeValue::Float(_) => {
                    decoder.source.text().get(item.span()).unwrap_or_default().to_owned()
                }
                _ => {
                    decoder.wrong_type(item, &path, "文字或数字", "a string or a number");
                    continue;
                }
            };
            list.push((name.to_owned(), text, Origin { path: path.into(), span: item.span().into() }));
        }
        Some(Self { list })
    }
}

impl MergeRules {
    /// The rule for the array at a path without indices; [`ArrayRule::Replace`] by default.
    pub(crate) fn rule(&self, path: &str) -> ArrayRule {
        self.list.iter().find(|(array, ..)| array == path).map_or(ArrayRule::Replace, |(_, rule, _)| *rule)
    }
}

/// Reads the description of a batch; reports all errors of its text.
pub(crate) fn read_batch(source: &Source) -> Result<Warned<BatchFile>, Error> {
    let Tree { root, errors, gaps } = Tree::read(source);
    let (file, _, mut found): (Option<BatchFile>, Vec<TextField>, Vec<Diagnostic>) =
        decode(source, &root, errors, &gaps);
    in_order(&mut found);
    conclude(file, found)
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{BindingTable, Bindings, HeaderRows, MAX_HEADER_ROWS, MergeRules, Values};
    use crate::description::ArrayRule;

    impl JsonSchema for HeaderRows {
        fn schema_name() -> Cow<'static, str> {
            "HeaderRows".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let row = json_schema!({ "type": "integer", "minimum": 1 });
            json_schema!({ "anyOf": [
                row,
                { "type": "array", "items": row, "minItems": 1, "maxItems": MAX_HEADER_ROWS },
            ] })
        }
    }

    impl JsonSchema for Bindings {
        fn schema_name() -> Cow<'static, str> {
            "Bindings".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let table = generator.subschema_for::<BindingTable>();
            json_schema!({
                "type": "object",
                "additionalProperties": { "anyOf": [
                    { "type": "string", "minLength": 1 },
                    table,
                    { "type": "array", "items": { "anyOf": [{ "type": "string", "minLength": 1 }, table] } },
                ] },
            })
        }
    }

    impl JsonSchema for MergeRules {
        fn schema_name() -> Cow<'static, str> {
            "MergeRules".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let rule = generator.subschema_for::<ArrayRule>();
            json_schema!({ "type": "object", "additionalProperties": rule })
        }
    }

    impl JsonSchema for Values {
        fn schema_name() -> Cow<'static, str> {
            "Values".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "object", "additionalProperties": { "type": ["string", "number"] } })
        }
    }
}
