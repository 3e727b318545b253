//! A name → what it means: every code of a diagnostic and every rule of the audit.

use crate::description::nearest;
use crate::diagnostic::Code;
use crate::message::Bilingual;
use crate::rule::{Explanation, Rule};

/// Something that has a name in reports, and an explanation.
///
/// ```
/// use huimou::{Language, Topic};
///
/// let topic = Topic::named("a3").expect("a rule");
/// assert_eq!(topic.name(), "A3");
/// println!("{}", topic.explanation().why.text(Language::English));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Topic {
    /// The code of a diagnostic.
    Code(Code),
    /// A rule of the audit.
    Rule(&'static Rule),
}

impl Topic {
    /// All of them: codes first, then rules, each in the order of its table.
    pub fn all() -> impl Iterator<Item = Self> {
        let codes = Code::ALL.iter().copied().map(Self::Code);
        codes.chain(Rule::all().iter().map(Self::Rule))
    }

    /// The one of a name, whatever its case; `_` stands for `-`.
    pub fn named(name: &str) -> Option<Self> {
        let wanted = name.replace('_', "-");
        Self::all().find(|topic| topic.name().eq_ignore_ascii_case(&wanted))
    }

    /// The one whose name is nearest to a misspelt one, if it is near enough to have been meant.
    pub fn nearest(name: &str) -> Option<Self> {
        let wanted = name.to_ascii_lowercase().replace(['_', ' '], "-");
        let names: Vec<(String, Self)> = Self::all().map(|topic| (topic.name().to_ascii_lowercase(), topic)).collect();
        let near = nearest(&wanted, names.iter().map(|(name, _)| name.as_str()))?;
        names.iter().find(|(name, _)| name == near).map(|(_, topic)| *topic)
    }

    /// Its name: `half-width-mark`, `A3`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Code(code) => code.as_str(),
            Self::Rule(rule) => rule.id,
        }
    }

    /// What it says, in one sentence.
    pub fn title(self) -> Bilingual {
        match self {
            Self::Code(code) => code.title(),
            Self::Rule(rule) => rule.title,
        }
    }

    /// What it means, why it matters, how to fix it.
    pub fn explanation(self) -> &'static Explanation {
        match self {
            Self::Code(code) => code.explanation(),
            Self::Rule(rule) => rule.explanation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_their_case() {
        for name in ["a1B", "A1b"] {
            assert_eq!(Topic::named(name).map(Topic::name), Some("A1b"));
        }
        assert_eq!(Topic::named("Half_Width-MARK").map(Topic::name), Some("half-width-mark"));
        assert_eq!(Topic::named("Z9"), None);
        assert_eq!(Topic::nearest("half width marks").map(Topic::name), Some("half-width-mark"));
        assert_eq!(Topic::nearest("unknwon-key").map(Topic::name), Some("unknown-key"));
        assert_eq!(Topic::nearest("something-else-entirely"), None);
    }

    /// One word names one thing.
    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> = Topic::all().map(|topic| topic.name().to_ascii_lowercase()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() == count && count > 100, "{count}");
    }

    /// Every text is there and is a sentence or more; every rule cites a source.
    #[test]
    fn every_name_is_explained_in_both_languages() {
        let han = |text: &str| text.chars().any(crate::text::is_han);
        for topic in Topic::all() {
            let Explanation { what, why, fix, source } = topic.explanation();
            for text in [what, why, fix] {
                let name = topic.name();
                assert!(han(text.zh) && text.zh.ends_with(['。', '？']), "{name}: {}", text.zh);
                assert!(text.en.ends_with('.') && text.en.chars().count() > 8, "{name}: {}", text.en);
                let spaced = text.zh.contains("  ") || text.en.contains("  ");
                assert!(!spaced, "{name}: a line of a literal isn't joined: {} {}", text.zh, text.en);
            }
            assert!(matches!(topic, Topic::Code(_)) || source.is_some(), "{}", topic.name());
        }
    }
}
