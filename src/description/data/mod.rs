//! Descriptions from a program's data, and descriptions written as files.
//!
//! A program's data is written as TOML and read like any file, so that there is one decoder, one set of checks and
//! lints, and one form of each diagnostic. Since nobody has seen that text, diagnostics name fields instead of lines.

mod emit;
mod serialize;

use serde::Serialize;

pub(crate) use self::emit::{is_inline, literal};
pub(crate) use self::serialize::node;
use super::encode::Encode;
use super::parse::too_large;
use super::{Description, MAX_BYTES};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned};
use crate::source::Source;

/// A TOML value without a span.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Text(String),
    /// A number, date or boolean, as a TOML literal.
    Bare(String),
    Array(Vec<Node>),
    Table(Vec<(String, Node)>),
}

impl Source {
    /// A source from a program's own data: anything that serde serializes to a table, such as a struct, a
    /// `serde_json::Value` or a `toml::Table`.
    ///
    /// The keys are those of the TOML language; `docs/data.md` lists how each type of value is read:
    ///
    /// - `None`, `null` and `()` are an absent field, or `""` in an array.
    /// - An integer is printed with its digits, a float with the fewest digits that give the same number: `1.50`
    ///   becomes 1.5, `2.0` becomes 2. A text keeps its digits: `"1.50"`.
    /// - A date is a text such as `"2024-01-11"`, `"2024-01"` or `"2024"`, or a `toml::value::Datetime`.
    ///
    /// The source's [text](Self::text) is the data as TOML. Diagnostics name fields instead of lines
    /// ([`Diagnostic::place`]).
    ///
    /// ```
    /// use huimou::{Description, Source};
    /// use serde_json::json;
    ///
    /// let source = Source::from_value(json!({
    ///     "review": { "title": "回眸", "organization": "某局", "year": "去年" },
    ///     "section": [{ "title": "一" }],
    /// }))?;
    /// let error = Description::parse(&source).unwrap_err();
    /// assert_eq!(error.to_string(), "review.year: `year` must be an integer, not a string [wrong-type]");
    /// # Ok::<(), huimou::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the data isn't a table, is nested deeper than 32 levels, exceeds 16 MiB as TOML, or can't be serialized. Any
    /// other error is reported by [`Description::parse`].
    pub fn from_value(value: impl Serialize) -> Result<Self, Error> {
        let fields = match node(&value)? {
            Some(Node::Table(fields)) => fields,
            _ => {
                let message = Message::new("内容应为一个表（对象）", "a description must be a table (an object)");
                return Err(Diagnostic::error(Code::WrongType, message).into());
            }
        };
        let emit::Emitted { text, fields } = emit::emit(&fields);
        if text.len() > MAX_BYTES {
            return Err(too_large("", text.len()).into());
        }
        Ok(Self::data(text, fields))
    }
}

impl Description {
    /// Reads and checks a description from a program's own data, as accepted by [`Source::from_value`].
    ///
    /// To check it against fonts and photographs too, pass that source to the engine instead.
    ///
    /// ```
    /// use huimou::Description;
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// struct Report { review: Head, section: Vec<Section> }
    /// #[derive(Serialize)]
    /// struct Head { title: String, organization: String, year: i32 }
    /// #[derive(Serialize)]
    /// struct Section { title: String, lead: Option<String> }
    ///
    /// let description = Description::from_value(&Report {
    ///     review: Head { title: "回眸".into(), organization: "某局".into(), year: 2024 },
    ///     section: vec![Section { title: "产业".into(), lead: None }],
    /// })?.value;
    /// assert_eq!(description.file().sections[0].title.text, "产业");
    /// # Ok::<(), huimou::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Source::from_value`] and of [`Description::parse`].
    pub fn from_value(value: impl Serialize) -> Result<Warned<Self>, Error> {
        Self::parse(&Source::from_value(value)?)
    }

    /// Writes the description as a TOML file in the language's own form and order: units and signs in their own fields,
    /// `[[section]]` tables, texts of several lines between `"""`. It reads back equal. Comments are lost.
    ///
    /// To change one field of an existing file, use [`Editor`](crate::edit::Editor).
    ///
    /// ```
    /// use huimou::{Description, Source};
    /// let text = "review = { title = '回眸', organization = '某局', year = '2024' }\nsection = [{ title = '一' }]";
    /// let description = Description::parse(&Source::new("review.toml", text))?.value;
    /// let toml = "[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n\n[[section]]\ntitle = \"一\"\n";
    /// assert_eq!(description.to_toml(), toml);
    /// assert_eq!(Description::parse(&Source::new("again.toml", toml))?.value, description);
    /// # Ok::<(), huimou::Error>(())
    /// ```
    pub fn to_toml(&self) -> String {
        match self.file.encode() {
            Some(Node::Table(fields)) => emit::emit(&fields).text,
            _ => String::new(),
        }
    }
}

impl PartialEq for Description {
    /// Compares the values, whatever their origins and the form that they were written in.
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

/// Whether TOML reads the digits as a number and keeps them as they are.
pub(crate) fn is_number(digits: &str) -> bool {
    let bare = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let (whole, part) = bare.split_once('.').map_or((bare, None), |(whole, part)| (whole, Some(part)));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && part.is_none_or(digits)
}

/// The same for an integer.
pub(crate) fn is_integer(digits: &str) -> bool {
    is_number(digits) && !digits.contains('.')
}
