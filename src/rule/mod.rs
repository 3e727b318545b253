//! Types shared by all checks: rules and their explanations, levels, findings, and the macros that write their tables.
//!
//! The audit of pages and PDFs has a table of [`Rule`]s, written with `rules!`, and reports [`Finding`]s. The lints of
//! texts report diagnostics with codes, and share [`Level`] and [`Explanation`].

mod explanation;
mod finding;

pub use explanation::Explanation;
pub(crate) use explanation::explanations;
pub(crate) use finding::gather;
pub use finding::{Finding, Occurrence};

use crate::message::Bilingual;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// Worth a look.
    Info,
    /// Poor but printable; a careful editor or printer would fix it.
    Warning,
    /// Wrong according to the standard that the rule cites.
    Error,
}

impl Level {
    /// The word used in JSON: `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Who can fix a violation of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Actor {
    /// The author of the review, by rewording.
    Author,
    /// Only the template author: changing the text doesn't help, or only by chance.
    Template,
}

impl Actor {
    /// The word used in JSON: `author` or `template`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Template => "template",
        }
    }
}

/// What a rule can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    /// Laid-out pages and PDFs from any program.
    Both,
    /// Only laid-out pages: a PDF lacks what the rule needs.
    Frames,
    /// Only PDFs: the rule is about the file, which pages don't have yet.
    Pdf,
}

/// A rule: one row of a rule table.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its id, such as `A1`; never changes.
    pub id: &'static str,
    /// The highest level of its findings.
    pub level: Level,
    /// Who can fix a violation.
    pub actor: Actor,
    /// What must hold, in one sentence.
    pub title: Bilingual,
    /// What to do, in a few words: the hint of its findings.
    pub hint: Bilingual,
    /// What it means, why it matters, and how to fix a violation.
    pub explanation: &'static Explanation,
    pub(crate) judge: Judge,
}

impl Rule {
    /// Whether it can check laid-out pages.
    pub fn reads_pages(&self) -> bool {
        self.judge != Judge::Pdf
    }

    /// Whether it can check a PDF.
    pub fn reads_pdf(&self) -> bool {
        self.judge != Judge::Frames
    }
}

/// Defines a table of rules, one row each: id, highest level, what it checks, who can fix it, and the module with its
/// explanation (a constant named like the rule); then what must hold and the hint, each in Chinese and English.
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
