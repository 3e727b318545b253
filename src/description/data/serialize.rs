//! Anything that serde serializes → nodes.

use std::collections::HashMap;
use std::fmt;

use serde::ser::{self, Serialize};

use super::{Node, is_number};
use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// Deeper than the language nests; keeps recursion well within the stack.
const MAX_DEPTH: usize = 32;

/// The keys by which `toml` and `serde_json` pass values that serde has no type for.
const DATE: &str = "$__toml_private_datetime";
const NUMBER: &str = "$serde_json::private::Number";

/// Serializes a value; `None` if it is absent (`None`, `()`).
pub(crate) fn node(value: &(impl Serialize + ?Sized)) -> Result<Option<Node>, Error> {
    value.serialize(Serializer { depth: 0 }).map_err(|refusal| {
        let diagnostic = Diagnostic::error(Code::WrongType, refusal.message);
        if refusal.path.is_empty() { diagnostic.into() } else { diagnostic.field(refusal.path).into() }
    })
}

/// Why a value can't be serialized.
#[derive(Debug)]
struct Refusal {
    path: String,
    message: Message,
}

impl Refusal {
    /// Prefixes the path with a step from the enclosing value, `.key` or `[0]`.
    fn within(mut self, step: &str) -> Self {
        let key = step.strip_prefix('.').unwrap_or(step);
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{key}{joint}{}", self.path);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Refusal {}

impl ser::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = Message::new(
            format!("这个值交不出来；原文：{message}"),
            format!("the value can't be serialized: {message}"),
        );
        Self { path: String::new(), message }
    }
}

#[derive(Clone, Copy)]
struct Serializer {
    depth: usize,
}

impl Serializer {
    fn deeper(self) -> Result<Self, Refusal> {
        if self.depth == MAX_DEPTH {
            let message = Message::new(
                format!("数据嵌套太深，最多 {MAX_DEPTH} 层"),
                format!("the data is nested too deeply; at most {MAX_DEPTH} levels are allowed"),
            );
            return Err(Refusal { path: String::new(), message });
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

fn bare(value: impl fmt::Display) -> Result<Option<Node>, Refusal> {
    Ok(Some(Node::Bare(value.to_string())))
}

/// The fewest digits that give the same number, without an exponent.
fn float(value: impl fmt::Display) -> Result<Option<Node>, Refusal> {
    let digits = value.to_string();
    bare(match digits.as_str() {
        "NaN" => "nan",
        "-0" => "0",
        digits => digits,
    })
}

fn text(value: &str) -> Result<Option<Node>, Refusal> {
    Ok(Some(Node::Text(value.to_owned())))
}

impl ser::Serializer for Serializer {
    type Ok = Option<Node>;
    type Error = Refusal;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    fn serialize_bool(self, value: bool) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_i8(self, value: i8) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_i16(self, value: i16) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_i32(self, value: i32) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_i64(self, value: i64) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_i128(self, value: i128) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_u8(self, value: u8) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_u16(self, value: u16) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_u32(self, value: u32) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_u64(self, value: u64) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_u128(self, value: u128) -> Result<Option<Node>, Refusal> {
        bare(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Option<Node>, Refusal> {
        float(value)
    }

    fn serialize_f64(self, value: f64) -> Result<Option<Node>, Refusal> {
        float(value)
    }

    fn serialize_char(self, value: char) -> Result<Option<Node>, Refusal> {
        text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Option<Node>, Refusal> {
        text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Option<Node>, Refusal> {
        Ok(Some(Node::Array(value.iter().map(|byte| Node::Bare(byte.to_string())).collect())))
    }

    fn serialize_none(self) -> Result<Option<Node>, Refusal> {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Option<Node>, Refusal> {
        value.serialize(self.deeper()?)
    }

    fn serialize_unit(self) -> Result<Option<Node>, Refusal> {
        Ok(None)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Option<Node>, Refusal> {
        Ok(None)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Option<Node>, Refusal> {
        text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Option<Node>, Refusal> {
        value.serialize(self.deeper()?)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Option<Node>, Refusal> {
        let node = value.serialize(self.deeper()?).map_err(|refusal| refusal.within(variant))?;
        Ok(named(Some(variant), node))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Refusal> {
        Ok(Items { within: self.deeper()?, variant: None, items: Vec::new() })
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, Refusal> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, Refusal> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, Refusal> {
        Ok(Items { variant: Some(variant), ..self.serialize_seq(None)? })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, Refusal> {
        Ok(Fields {
            within: self.deeper()?,
            variant: None,
            key: String::new(),
            fields: Vec::new(),
            places: HashMap::new(),
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Refusal> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields, Refusal> {
        Ok(Fields { variant: Some(variant), ..self.serialize_map(None)? })
    }
}

/// Wraps a value in the table of its enum variant: serde's externally tagged form.
fn named(variant: Option<&str>, node: Option<Node>) -> Option<Node> {
    match variant {
        Some(variant) => Some(Node::Table(node.map(|node| (variant.to_owned(), node)).into_iter().collect())),
        None => node,
    }
}

/// An array that is being serialized.
struct Items {
    within: Serializer,
    variant: Option<&'static str>,
    items: Vec<Node>,
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
        let at = self.items.len();
        let item = value.serialize(self.within).map_err(|refusal| refusal.within(&format!("[{at}]")))?;
        // `""` is the language's absent value; omitting the item would shift those after it.
        self.items.push(item.unwrap_or_else(|| Node::Text(String::new())));
        Ok(())
    }

    fn close(self) -> Result<Option<Node>, Refusal> {
        Ok(named(self.variant, Some(Node::Array(self.items))))
    }
}

/// A table that is being serialized.
struct Fields {
    within: Serializer,
    variant: Option<&'static str>,
    /// The key whose value comes next.
    key: String,
    fields: Vec<(String, Node)>,
    /// The index of each key in `fields`.
    places: HashMap<String, usize>,
}

impl Fields {
    /// Adds a field; of two equal keys the last one counts.
    fn push<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Refusal> {
        let node = value.serialize(self.within).map_err(|refusal| refusal.within(&format!(".{key}")))?;
        let Some(node) = node else { return Ok(()) };
        match self.places.get(key).and_then(|at| self.fields.get_mut(*at)) {
            Some((_, old)) => *old = node,
            None => {
                self.places.insert(key.to_owned(), self.fields.len());
                self.fields.push((key.to_owned(), node));
            }
        }
        Ok(())
    }

    fn close(self) -> Result<Option<Node>, Refusal> {
        let node = match self.fields.as_slice() {
            [(key, Node::Text(text))] if key == DATE && text.parse::<toml::value::Datetime>().is_ok() => {
                Node::Bare(text.clone())
            }
            [(key, Node::Text(text))] if key == NUMBER && is_number(text) => Node::Bare(text.clone()),
            [(key, Node::Text(text))] if key == NUMBER => Node::Text(text.clone()),
            _ => Node::Table(self.fields),
        };
        Ok(named(self.variant, Some(node)))
    }
}

macro_rules! items {
    ($($name:ident::$method:ident),+) => {$(
        impl ser::$name for Items {
            type Ok = Option<Node>;
            type Error = Refusal;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
                self.push(value)
            }

            fn end(self) -> Result<Option<Node>, Refusal> {
                self.close()
            }
        }
    )+};
}

items!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! fields {
    ($($name:ident),+) => {$(
        impl ser::$name for Fields {
            type Ok = Option<Node>;
            type Error = Refusal;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refusal> {
                self.push(key, value)
            }

            fn end(self) -> Result<Option<Node>, Refusal> {
                self.close()
            }
        }
    )+};
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Fields {
    type Ok = Option<Node>;
    type Error = Refusal;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refusal> {
        self.key = match key.serialize(self.within)? {
            Some(Node::Text(text) | Node::Bare(text)) => text,
            _ => {
                let message = Message::new("字段名应为文字", "the name of a field must be a string");
                return Err(Refusal { path: String::new(), message });
            }
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
        let key = std::mem::take(&mut self.key);
        self.push(&key, value)
    }

    fn end(self) -> Result<Option<Node>, Refusal> {
        self.close()
    }
}
