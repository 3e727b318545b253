//! The roles of texts, and the types of one-line texts.
//!
//! A record gives each text field a type, and the type has a role. The role decides what is looked up in fonts, linted,
//! searched for on the pages by the audit, and changed by `fix`; no other module infers it from the name of a field.

use toml::Spanned;
use toml::de::DeValue;

use super::data::Node;
use super::decode::{Decode, Decoder, TextField};
use super::encode::Encode;
use super::grammar::{Described, Form, Kind};
use super::value::text;
use crate::source::Origin;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Text on the pages: looked up in the fonts, linted, searched for by the audit.
    Printed,
    /// Text that is read aloud, such as the alternative text of a photograph: linted only.
    Spoken,
    /// The path of a file inside the review's folder.
    File,
    /// A name by which one table refers to another.
    Key,
    /// A web address. A template may print it, so it is looked up in the fonts.
    Link,
    /// Text of the PDF's document information: linted only.
    Metadata,
    /// A name or tag that the program interprets, such as the name of a template.
    Setting,
}

impl Role {
    /// Whether templates may print the text, so that every character needs a glyph.
    pub fn needs_glyphs(self) -> bool {
        matches!(self, Self::Printed | Self::Link)
    }

    /// Whether the text is natural language, to which all lints apply. In any other text only invisible characters are
    /// mistakes.
    pub fn is_words(self) -> bool {
        matches!(self, Self::Printed | Self::Spoken | Self::Metadata)
    }
}

/// Defines types of one-line texts, each with its role.
macro_rules! lines {
    ($($(#[$meta:meta])* $name:ident: $role:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name {
            /// What was written.
            pub text: String,
            /// Where it was written.
            pub origin: Origin,
        }

        impl Described for $name {
            const KIND: Kind = Kind::Text(Role::$role, Form::Line);
        }

        impl Decode for $name {
            fn decode(decoder: &mut Decoder, value: &Spanned<DeValue>, path: &str) -> Option<Self> {
                let (text, origin) = text(decoder, value, path, Role::$role, Form::Line)?;
                Some(Self { text, origin })
            }
        }

        impl Encode for $name {
            fn encode(&self) -> Option<Node> {
                Some(Node::Text(self.text.clone()))
            }
        }

        /// Compares the text, not its origin.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }
    )*};
}

lines! {
    /// A text that is printed exactly as written, without markup.
    Line: Printed;
    /// The alternative text of a picture.
    AltText: Spoken;
    /// The path of a file inside the review's folder, with `/` as separator.
    FilePath: File;
    /// A name by which one table refers to another.
    Key: Key;
    /// A text of the document information.
    MetaText: Metadata;
    /// A name or tag that the program interprets.
    SettingName: Setting;
}

/// The names in `[design]`. They are found among the texts, so that they are known even if the file has errors.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DesignNames<'t> {
    pub template: Option<&'t TextField>,
    pub theme: Option<&'t TextField>,
    pub paper: Option<&'t TextField>,
}

impl<'t> DesignNames<'t> {
    pub fn of(texts: &'t [TextField]) -> Self {
        let find = |path: &str| texts.iter().find(|field| &*field.origin.path == path);
        Self { template: find("design.template"), theme: find("design.theme"), paper: find("design.paper") }
    }
}
