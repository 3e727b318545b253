//! Sentences in both languages.

/// The language of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 中文.
    #[default]
    Chinese,
    /// English.
    English,
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// Both at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// A fixed text in both languages, as tables hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bilingual {
    /// 中文.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Bilingual {
    /// The text in one language.
    pub const fn text(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }
}

impl From<Bilingual> for Message {
    fn from(text: Bilingual) -> Self {
        Self::new(text.zh, text.en)
    }
}

/// Formats one [`Message`] in both languages from one list of arguments: Chinese first, then English.
///
/// Each named argument must be used on both sides, or the code doesn't compile. Names captured from the scope
/// (`{name}` without an argument) are compared by `wording::both_languages_use_the_same_arguments`.
macro_rules! say {
    ($zh:literal, $en:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match ($(&$value,)*) {
            ($($name,)*) => $crate::message::Message::new(
                format!($zh $(, $name = $name)*),
                format!($en $(, $name = $name)*),
            ),
        }
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    #[test]
    fn one_list_of_arguments_fills_both_languages() {
        let count = 2;
        let message = say!("{path} 有 {count} 处", "{count} in {path}", path = String::from("a.toml"));
        assert_eq!((message.zh.as_str(), message.en.as_str()), ("a.toml 有 2 处", "2 in a.toml"));
    }
}
