//! What a text is for, and the texts that aren't printed.
//!
//! A record gives each text field a type, and the type has a role. What is looked up in the fonts, linted, searched
//! for on the pages and mended follows from the role; no other module looks at the name of a field to tell.

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
    /// Words on the pages: looked up in the fonts, linted, searched for by the audit.
    Printed,
    /// Words that are read aloud, such as the alternative text of a photograph: linted only.
    Spoken,
    /// The path of a file inside the review's folder.
    File,
    /// A name by which one table refers to another.
    Key,
    /// A web address. A template may print it, so it is looked up in the fonts.
    Link,
    /// Words of the document information, which file managers and library catalogues show: linted only.
    Metadata,
    /// A name or tag that the program understands, such as that of a template.
    Setting,
}

impl Role {
    /// Whether templates may set the text in type, so that every character needs a glyph.
    pub fn needs_glyphs(self) -> bool {
        matches!(self, Self::Printed | Self::Link)
    }

    /// Whether the text is words, for which the rules of writing hold. In anything else only what can't be seen is a
    /// slip.
    pub fn is_words(self) -> bool {
        matches!(self, Self::Printed | Self::Spoken | Self::Metadata)
    }
}

/// Texts of one line, each with its role.
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

        /// Equal if they say the same, wherever it was written.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }
    )*};
}

lines! {
    /// A text that is printed exactly as it is written; nothing in it is markup.
    Line: Printed;
    /// What is read aloud in the place of a picture.
    AltText: Spoken;
    /// The path of a file inside the review's folder, parts joined by `/`.
    FilePath: File;
    /// A name by which one table refers to another.
    Key: Key;
    /// A text of the document information.
    MetaText: Metadata;
    /// A name or tag that the program understands.
    SettingName: Setting;
}

/// What a review's design names, known also where the rest of the file is at fault.
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
