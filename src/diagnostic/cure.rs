//! Cures that lie with the caller: what to change in the call, not in the file.

use super::Message;

/// What the caller of the library can do about a diagnostic.
///
/// The author cures most errors in the file, and [`Diagnostic::hints`](super::Diagnostic::hints) say how. These are
/// cured by whoever runs the engine. A program knows best how to say it: the command names its flags, a web form its
/// buttons. [`words`](Self::words) are those of the library itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Cure {
    /// Give the engine a font that has the character, such as by [`EngineBuilder::fallback_fonts`].
    ///
    /// [`EngineBuilder::fallback_fonts`]: crate::EngineBuilder::fallback_fonts
    AddFontWithCharacter,
    /// Give the engine a font of the family.
    AddFontFamily,
    /// Look at the families that the engine has: [`Engine::faces`](crate::Engine::faces).
    ListFonts,
    /// Lay the review out with gaps: [`Choices::allow_missing_glyphs`](crate::Choices::allow_missing_glyphs).
    AllowMissingGlyphs,
    /// Wait until the other run has ended, or write to another folder.
    ChooseOutput,
    /// Name another worker command, or read a trusted PDF in this process: `AuditOptions::process`.
    ChooseProcess,
}

impl Cure {
    /// Every cure.
    pub const ALL: &[Self] = &[
        Self::AddFontWithCharacter,
        Self::AddFontFamily,
        Self::ListFonts,
        Self::AllowMissingGlyphs,
        Self::ChooseOutput,
        Self::ChooseProcess,
    ];

    /// Its name, which never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddFontWithCharacter => "add-font-with-character",
            Self::AddFontFamily => "add-font-family",
            Self::ListFonts => "list-fonts",
            Self::AllowMissingGlyphs => "allow-missing-glyphs",
            Self::ChooseOutput => "choose-output",
            Self::ChooseProcess => "choose-process",
        }
    }

    /// The cure in words that hold in every program.
    pub fn words(self) -> Message {
        let (zh, en) = match self {
            Self::AddFontWithCharacter => ("补一个含有这个字的字体", "add a font that has it"),
            Self::AddFontFamily => ("补上这种字体", "add a font of this family"),
            Self::ListFonts => ("或改用现有的字体", "or name a family that is there"),
            Self::AllowMissingGlyphs => ("或允许缺字，先出样", "or allow missing glyphs, for a proof"),
            Self::ChooseOutput => {
                ("等它结束，或换一个输出文件夹", "wait for it to end, or choose another output folder")
            }
            Self::ChooseProcess => (
                "指定一个工作进程；来路可靠的文件，也可以准许在本进程里读",
                "name a worker process; or, for a file that is trusted, allow this process",
            ),
        };
        Message::new(zh, en)
    }

    /// Several cures as one hint, each in the words that `say` has for it; `None` if there are none.
    pub fn join(cures: &[Self], say: impl Fn(Self) -> Message) -> Option<Message> {
        let all: Vec<Message> = cures.iter().map(|cure| say(*cure)).collect();
        let zh: Vec<&str> = all.iter().map(|message| message.zh.as_str()).collect();
        let en: Vec<&str> = all.iter().map(|message| message.en.as_str()).collect();
        (!all.is_empty()).then(|| Message::new(zh.join("；"), en.join("; ")))
    }
}
