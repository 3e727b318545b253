//! Explanations of rules and codes, as `huimou explain` prints them.

use crate::message::Bilingual;

/// What a rule or code means, why it matters, and how to fix it.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What is reported, with the exact limits.
    pub what: Bilingual,
    /// Why it matters.
    pub why: Bilingual,
    /// How to fix it.
    pub fix: Bilingual,
    /// The standard and clause that it is based on; `None` if there is none.
    pub source: Option<Bilingual>,
}

/// Defines a constant of type [`Explanation`] for each rule or code, with its name. Chinese comes before English.
macro_rules! explanations {
    ($($name:ident {
        what $what_zh:literal $what_en:literal
        why $why_zh:literal $why_en:literal
        fix $fix_zh:literal $fix_en:literal
        $(source $source_zh:literal $source_en:literal)?
    })+) => {
        $(
            #[allow(non_upper_case_globals, reason = "named as the rule or code that it explains")]
            pub(crate) const $name: $crate::rule::Explanation = $crate::rule::Explanation {
                what: $crate::message::Bilingual { zh: $what_zh, en: $what_en },
                why: $crate::message::Bilingual { zh: $why_zh, en: $why_en },
                fix: $crate::message::Bilingual { zh: $fix_zh, en: $fix_en },
                source: explanations!(@source $($source_zh $source_en)?),
            };
        )+
    };
    (@source) => { None };
    (@source $zh:literal $en:literal) => { Some($crate::message::Bilingual { zh: $zh, en: $en }) };
}
pub(crate) use explanations;
