//! What every judge shares: rules and their explanations, levels, findings and the form of their tables.
//!
//! A judge (the audit of pages and PDFs) owns a table of [`Rule`]s, written by `rules!`, and reports [`Finding`]s.
//! The lints of texts report diagnostics of their own codes and share [`Level`] and [`Explanation`].

mod explanation;
mod finding;

pub use explanation::Explanation;
pub(crate) use explanation::explanations;
pub(crate) use finding::gather;
pub use finding::{Finding, Occurrence};

use crate::message::Bilingual;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// Worth a look.
    Info,
    /// Poor, but it can be printed; a careful editor or printer would fix it.
    Warning,
    /// Wrong by the standard that the rule cites.
    Error,
}

impl Level {
    /// The word that JSON has: `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Who can fix what breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Actor {
    /// Whoever writes the review, by other words.
    Author,
    /// The template's maker alone: no change of the text helps, or only by chance.
    Template,
}

impl Actor {
    /// The word that JSON has: `author` or `template`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Template => "template",
        }
    }
}

/// What a rule can be judged on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    /// Pages in process and PDFs of any program.
    Both,
    /// Only pages in process: a PDF doesn't tell what the rule needs.
    Frames,
    /// Only PDFs: the pages have no such thing yet.
    Pdf,
}

/// A rule, as its table has it.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, such as `A1`; it never changes.
    pub id: &'static str,
    /// The most that a finding of it weighs.
    pub level: Level,
    /// Who can fix what breaks it.
    pub actor: Actor,
    /// What must hold, in one sentence.
    pub title: Bilingual,
    /// What to do, in a few words: the hint of each finding.
    pub hint: Bilingual,
    /// What it means, why it matters, how to fix it.
    pub explanation: &'static Explanation,
    pub(crate) judge: Judge,
}

impl Rule {
    /// Whether pages in process can be judged by it.
    pub fn reads_pages(&self) -> bool {
        self.judge != Judge::Pdf
    }

    /// Whether a PDF can be judged by it.
    pub fn reads_pdf(&self) -> bool {
        self.judge != Judge::Frames
    }
}

/// A table of rules, one row each: name, highest level, what it is judged on, who can fix it, the module that
/// explains it (a constant of the rule's name); then what must hold and the hint, each in both languages.
macro_rules! rules {
    ($table:ident: $($id:ident $level:ident $judge:ident $actor:ident $family:ident
        $zh:literal $en:literal
        $hint_zh:literal $hint_en:literal;)+) => {
        static $table: &[$crate::rule::Rule] = &[$($crate::rule::Rule {
            id: stringify!($id),
            level: $crate::rule::Level::$level,
            judge: $crate::rule::Judge::$judge,
            actor: $crate::rule::Actor::$actor,
            title: $crate::message::Bilingual { zh: $zh, en: $en },
            hint: $crate::message::Bilingual { zh: $hint_zh, en: $hint_en },
            explanation: &$family::$id,
        },)+];
    };
}
pub(crate) use rules;
