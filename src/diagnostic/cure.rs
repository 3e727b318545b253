//! [`Cure`]: what the caller can change in the call, as opposed to what the author can change in the file.

use super::Message;

/// What the caller of the library can do about a diagnostic.
///
/// Most errors are fixed by the author in the file, and [`Diagnostic::hints`](super::Diagnostic::hints) say how. Cures
/// are for whoever runs the engine. They are data, so that each program can word them: the command names its flags, a
/// web form its buttons. [`words`](Self::words) has the library's own wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Cure {
    /// Give the engine a font that has the character, such as by [`EngineBuilder::fallback_fonts`].
    ///
    /// [`EngineBuilder::fallback_fonts`]: crate::EngineBuilder::fallback_fonts
    AddFontWithCharacter,
    /// Give the engine a font of the family.
    AddFontFamily,
    /// Look up the families that the engine has: [`Engine::faces`](crate::Engine::faces).
    ListFonts,
    /// Print empty boxes: [`Choices::allow_missing_glyphs`](crate::Choices::allow_missing_glyphs).
    AllowMissingGlyphs,
    /// Wait for the other run to end, or write to another folder.
    ChooseOutput,
    /// Set another worker command, or read a trusted PDF in this process: `AuditOptions::process`.
    ChooseProcess,
    /// Raise the [`Limits`](crate::Limits) of a template that is trusted, or lay it out in this process.
    LiftLimits,
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
        Self::LiftLimits,
    ];

    /// Its name; never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddFontWithCharacter => "add-font-with-character",
            Self::AddFontFamily => "add-font-family",
            Self::ListFonts => "list-fonts",
            Self::AllowMissingGlyphs => "allow-missing-glyphs",
            Self::ChooseOutput => "choose-output",
            Self::ChooseProcess => "choose-process",
            Self::LiftLimits => "lift-limits",
        }
    }

    /// The cure in words that fit any program.
    pub fn words(self) -> Message {
        let (zh, en) = match self {
            Self::AddFontWithCharacter => ("补一个含有这个字的字体", "add a font that has it"),
            Self::AddFontFamily => ("补上这种字体", "add a font of this family"),
            Self::ListFonts => ("或改用现有的字体", "or use an available family"),
            Self::AllowMissingGlyphs => ("或允许缺字，先出样", "or allow missing glyphs, for a proof"),
            Self::ChooseOutput => {
                ("等它结束，或换一个输出文件夹", "wait for it to end, or choose another output folder")
            }
            Self::ChooseProcess => (
                "指定一个工作进程；来路可靠的文件，也可以准许在本进程里读",
                "set a worker process; or, for a trusted file, allow reading it in this process",
            ),
            Self::LiftLimits => (
                "模板来路可靠时，放宽上限，或在本进程里排",
                "for a trusted template, raise the limits, or lay it out in this process",
            ),
        };
        Message::new(zh, en)
    }

    /// Joins several cures into one hint, each worded by `say`; `None` if there are none.
    pub fn join(cures: &[Self], say: impl Fn(Self) -> Message) -> Option<Message> {
        let all: Vec<Message> = cures.iter().map(|cure| say(*cure)).collect();
        let zh: Vec<&str> = all.iter().map(|message| message.zh.as_str()).collect();
        let en: Vec<&str> = all.iter().map(|message| message.en.as_str()).collect();
        (!all.is_empty()).then(|| Message::new(zh.join("；"), en.join("; ")))
    }
}
