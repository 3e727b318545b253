//! The two forms that the language is defined in: tables and closed lists of words.

/// Defines a table of a review: its struct, its keys, its decoder, its encoder and its entry in the table of the language (`grammar`) in one place, so that none of them
/// can lag behind. Two records are equal if they say the same, wherever it was written.
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

/// Defines a table that is only read: its struct, its keys, its decoder and its entry in `grammar`.
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
            // Records that never leave the library need it only where an error concerns all of one.
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
                // Each key with what it is called in Chinese, which a beginner may have written in its stead.
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

/// Defines a closed list of words; behind each, what else is read as it, with a warning.
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
            /// Every word of the list.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word as it is written.
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

        /// As the word.
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
