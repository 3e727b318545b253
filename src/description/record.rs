//! The macros that define the language: tables (`record!`, `decoded!`) and closed lists of words (`choice!`).
//!
//! A field's mode says how often its key may occur: `required` and `optional` are single values, `many` an array of
//! tables, `some` an array of tables with at least one item. The Chinese after ` · ` in a field's doc is the name that
//! authors know it by: syntax recovery and "did you mean" find the field by it, too.

/// Defines a table of a review. Its struct, keys, decoder, encoder and entry in the table of the language (`grammar`)
/// are in one place and can't diverge. Two records are equal if their values are, whatever their origins.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ $mode:ident $field:ident: $type:ty = $key:literal,)*
        }
    ) => {
        $crate::description::record::decoded! {
            $(#[$meta])*
            pub struct $name {
                $($(#[doc = $doc])+ $mode $field: $type = $key,)*
            }
        }

        impl $crate::description::encode::Encode for $name {
            fn encode(&self) -> Option<$crate::description::data::Node> {
                let fields = [$(($key, $crate::description::record::decoded!(@encode $mode &self.$field)),)*];
                Some($crate::description::encode::table(fields))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                true $(&& self.$field == other.$field)*
            }
        }
    };
}

/// Defines a table that is only read, never written: struct, keys, decoder and entry in `grammar`.
macro_rules! decoded {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ $mode:ident $field:ident: $type:ty = $key:literal,)*
        }
    ) => {
        #[derive(Debug, Clone)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                #[cfg_attr(feature = "schema", schemars(rename = $key))]
                pub $field: $crate::description::record::decoded!(@type $mode $type),
            )*
            /// Where it was written.
            #[cfg_attr(feature = "schema", schemars(skip))]
            // Private records need it only if an error concerns the whole record.
            #[allow(dead_code)]
            pub origin: $crate::source::Origin,
        }

        impl $crate::description::grammar::Described for $name {
            const KIND: $crate::description::grammar::Kind = $crate::description::grammar::Kind::Table(&[$(
                $crate::description::grammar::Field {
                    key: $key,
                    doc: concat!($($doc),+),
                    repeated: $crate::description::record::decoded!(@repeated $mode),
                    kind: &<$type as $crate::description::grammar::Described>::KIND,
                },
            )*]);
        }

        impl $crate::description::decode::Decode for $name {
            fn decode(
                decoder: &mut $crate::description::decode::Decoder,
                value: &toml::Spanned<toml::de::DeValue>,
                path: &str,
            ) -> Option<Self> {
                // Each key with its doc, whose Chinese name a beginner may have written instead.
                const KEYS: &[(&str, &str)] = &[$(($key, concat!($($doc),+)),)*];
                let before = decoder.found.len();
                let fields = decoder.open(value, path, KEYS)?;
                $(let $field = fields.$mode::<$type>(decoder, $key);)*
                let origin = fields.close(decoder);
                let mut record = Self { $($field: $field?,)* origin };
                $crate::description::decode::Check::normalize(&mut record, decoder);
                let clean = decoder.clean_since(before);
                let source = decoder.source;
                let found = &mut decoder.found;
                $crate::description::decode::Check::check(&record, source, clean, &mut |error| found.push(error));
                Some(record)
            }
        }
    };
    (@type required $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@type many $type:ty) => { Vec<$type> };
    (@type some $type:ty) => { Vec<$type> };
    (@repeated many) => { true };
    (@repeated some) => { true };
    (@repeated $mode:ident) => { false };
    (@encode many $field:expr) => { $crate::description::encode::tables($field) };
    (@encode some $field:expr) => { $crate::description::encode::tables($field) };
    (@encode $mode:ident $field:expr) => { $crate::description::encode::Encode::encode($field) };
}

/// Defines a closed list of words. After each word come its aliases, which are accepted with a warning.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$word_meta:meta])* $variant:ident = $word:literal $(/ $other:literal)*,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word_meta])* #[cfg_attr(feature = "schema", schemars(rename = $word))] $variant,)*
        }

        impl $name {
            /// All variants, in order.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word in the file.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl $crate::description::grammar::Described for $name {
            const KIND: $crate::description::grammar::Kind = $crate::description::grammar::Kind::Word;
        }

        impl $crate::description::encode::Encode for $name {
            fn encode(&self) -> Option<$crate::description::data::Node> {
                Some($crate::description::data::Node::Text(self.as_str().to_owned()))
            }
        }

        /// Serializes as the word.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::description::decode::Decode for $name {
            fn decode(
                decoder: &mut $crate::description::decode::Decoder,
                value: &toml::Spanned<toml::de::DeValue>,
                path: &str,
            ) -> Option<Self> {
                let words: &[(&str, &[&str])] = &[$(($word, &[$($other),*])),*];
                let word = $crate::description::decode::choose(decoder, value, path, words)?;
                Self::ALL.iter().copied().find(|choice| choice.as_str() == word)
            }
        }
    };
}

pub(crate) use {choice, decoded, record};
