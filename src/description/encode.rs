//! Typed values → nodes to write as TOML: the inverse of [`decode`](super::decode).

use super::data::{Node, is_integer, is_number};
use super::decode::Placed;
use super::{Cell, Count, Date, Datum, Link, Number, Paragraph, Period, Prose, Share, Slogan, Title, Year};

/// A value that can be written so that it decodes to an equal one.
pub(crate) trait Encode {
    /// `None` if there is nothing to write.
    fn encode(&self) -> Option<Node>;
}

/// A table of the fields that have something to write.
pub(crate) fn table<const N: usize>(fields: [(&str, Option<Node>); N]) -> Node {
    Node::Table(fields.into_iter().filter_map(|(key, node)| Some((key.to_owned(), node?))).collect())
}

/// An array of tables, `[[key]]` for each record; `None` if there are no records.
pub(crate) fn tables<T: Encode>(records: &[T]) -> Option<Node> {
    (!records.is_empty()).then(|| Node::Array(records.iter().filter_map(Encode::encode).collect()))
}

/// The longest integer that fits the 64 bits of TOML whatever its digits.
const MAX_DIGITS: usize = 18;

/// Digits as a TOML number if that keeps them as they are, else as a string.
fn number(digits: &str) -> Node {
    let long = is_integer(digits) && digits.len() > MAX_DIGITS;
    if is_number(digits) && !long { Node::Bare(digits.to_owned()) } else { Node::Text(digits.to_owned()) }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self) -> Option<Node> {
        self.as_ref().and_then(Encode::encode)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self) -> Option<Node> {
        Some(Node::Array(self.iter().filter_map(Encode::encode).collect()))
    }
}

impl<T: Encode> Encode for Placed<T> {
    fn encode(&self) -> Option<Node> {
        self.value.encode()
    }
}

impl Encode for bool {
    fn encode(&self) -> Option<Node> {
        Some(Node::Bare(self.to_string()))
    }
}

impl Encode for Title {
    fn encode(&self) -> Option<Node> {
        Some(Node::Text(crate::text::marked(&self.phrases)))
    }
}

impl Encode for Slogan {
    fn encode(&self) -> Option<Node> {
        Some(Node::Text(crate::text::marked(&self.phrases)))
    }
}

impl Encode for Paragraph {
    fn encode(&self) -> Option<Node> {
        Some(Node::Text(self.text.clone()))
    }
}

impl Encode for Prose {
    fn encode(&self) -> Option<Node> {
        Some(Node::Text(self.text.clone()))
    }
}

impl Encode for Link {
    fn encode(&self) -> Option<Node> {
        Some(Node::Text(self.url.clone()))
    }
}

impl Encode for Number {
    fn encode(&self) -> Option<Node> {
        Some(number(&self.digits))
    }
}

impl Encode for Count {
    fn encode(&self) -> Option<Node> {
        Some(Node::Bare(self.value.to_string()))
    }
}

impl Encode for Year {
    fn encode(&self) -> Option<Node> {
        Some(Node::Bare(self.value.to_string()))
    }
}

impl Encode for Date {
    fn encode(&self) -> Option<Node> {
        let written = super::day::written((self.year, self.month, self.day));
        Some(match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) => Node::Text(text.to_owned()),
            None => Node::Bare(written),
        })
    }
}

impl Encode for Period {
    fn encode(&self) -> Option<Node> {
        let text = &self.0.text;
        Some(if is_integer(text) { number(text) } else { Node::Text(text.clone()) })
    }
}

impl Encode for Datum {
    fn encode(&self) -> Option<Node> {
        Some(self.0.encode().unwrap_or_else(|| Node::Text(String::new())))
    }
}

impl Encode for Cell {
    fn encode(&self) -> Option<Node> {
        Some(match self {
            Self::Text(line) => Node::Text(line.text.clone()),
            // In quotation marks it would decode to a text.
            Self::Number(number) => Node::Bare(number.digits.clone()),
            Self::Empty => Node::Text(String::new()),
        })
    }
}

impl Encode for Share {
    fn encode(&self) -> Option<Node> {
        match self {
            Self::Whole => true.encode(),
            Self::Of(line) => line.encode(),
        }
    }
}

/// Compares values, not origins.
macro_rules! same {
    ($($type:ident: $($field:tt),+;)+) => {$(
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                $(self.$field == other.$field)&&+
            }
        }
    )+};
}

same! {
    Title: phrases;
    Slogan: phrases;
    Prose: text;
    Paragraph: text;
    Link: url;
    Number: digits;
    Count: value;
    Year: value;
    Date: year, month, day;
    Period: 0;
    Datum: 0;
}

impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
