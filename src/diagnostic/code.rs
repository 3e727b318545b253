//! The stable names of faults.

use std::fmt;

/// Whose fault it is; the command's exit codes follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// The review's own content.
    Content,
    /// Fonts, templates or themes.
    Setup,
    /// Reading or writing files.
    Io,
    /// The command line, or what a program asks of the library.
    Usage,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $class:ident;)+) => {
        /// The kind of a fault. Its name never changes, so that scripts can rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every kind, in the order of the list in `docs/errors.md`.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The name as messages print it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// Whose fault it is.
            pub const fn class(self) -> Class {
                match self { $(Code::$name => Class::$class,)+ }
            }

            /// What it means, in one English sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file can't be read as TOML.
    Syntax = "toml-syntax", Content;
    /// The file is no UTF-8 text.
    Encoding = "invalid-utf8", Content;
    /// The file is larger than a description may be (16 MiB).
    TooLarge = "file-too-large", Content;
    /// A key that the language doesn't have.
    UnknownKey = "unknown-key", Content;
    /// A value of another type than the key wants.
    WrongType = "wrong-type", Content;
    /// A required key is not there.
    MissingField = "missing-field", Content;
    /// A text or list that must not be empty is.
    Empty = "empty-value", Content;
    /// A word that is none of those allowed here.
    UnknownChoice = "unknown-choice", Content;
    /// A number that can't be printed as it was written, or lies out of range.
    BadNumber = "bad-number", Content;
    /// A date that doesn't exist or isn't written as one.
    BadDate = "bad-date", Content;
    /// Something that isn't written in the language's own form and was read as it must be meant.
    ReadAs = "read-as", Content;
    /// A text longer than a page could bear.
    TooLong = "too-long", Content;
    /// A line break or a second paragraph where there is room for one.
    OneLine = "one-line", Content;
    /// Markup that can't be printed as it was meant: not closed, a link without words, or nested too deep.
    Markup = "bad-markup", Content;
    /// An address that isn't http, https or mailto.
    BadLink = "bad-link", Content;
    /// Two fields that can't both be right.
    Contradiction = "contradiction", Content;
    /// A name that must be unique is given twice.
    Duplicate = "duplicate", Content;
    /// A field refers to a name that nothing has.
    UnknownReference = "unknown-reference", Content;
    /// A control character in a text.
    ControlCharacter = "control-character", Content;
    /// A bidirectional control, which can make text read otherwise than it is written.
    BidiControl = "bidi-control", Content;
    /// A character that no font of the template has, or that one of its font stacks lacks.
    MissingGlyph = "missing-glyph", Content;
    /// A half-width mark beside a Chinese character.
    HalfWidthMark = "half-width-mark", Content;
    /// A straight quotation mark in Chinese text.
    StraightQuote = "straight-quote", Content;
    /// A quotation mark or bracket without its partner.
    UnpairedMark = "unpaired-mark", Content;
    /// An ideographic or doubled space, or a space between Chinese characters.
    StraySpace = "stray-space", Content;
    /// A character that can't be seen, such as a zero-width space.
    InvisibleCharacter = "invisible-character", Content;
    /// A radical, a sign for parts of characters, in the place of the character.
    Radical = "radical", Content;
    /// A full-width letter or digit.
    FullWidthLetter = "full-width-letter", Content;
    /// A photograph that isn't where the file says.
    PhotoMissing = "photo-missing", Content;
    /// A path that leaves the review's folder, or is no regular file.
    PhotoOutside = "photo-outside", Content;
    /// A photograph that is truncated or broken.
    PhotoBroken = "photo-broken", Content;
    /// A picture format that can't be printed.
    PhotoFormat = "photo-format", Content;
    /// A photograph over the budget of bytes or pixels.
    PhotoTooLarge = "photo-too-large", Content;
    /// A photograph without an alternative text.
    PhotoWithoutAlt = "photo-without-alt", Content;
    /// A photograph's place that is still empty, in a review that asks for all of them.
    PlaceholderLeft = "placeholder-left", Content;
    /// A block that doesn't fit the room it has, after every step that the template allows.
    Overset = "overset", Content;
    /// A place on a page that breaks a rule of typography; `docs/audit.md` lists the rules.
    Typography = "typography", Content;
    /// A PDF that can't be read, or a page of it that can't be drawn: no PDF, encrypted, broken, too large, or too complex.
    PdfBroken = "pdf-broken", Content;
    /// Rows of a batch's table that a spreadsheet hides; they are read like the others.
    HiddenRow = "hidden-row", Content;
    /// Rows of a batch's table that are sums or notes, and no districts.
    RowLeftOut = "row-left-out", Content;
    /// An expression in `{{ }}` that can't be read or has no value.
    BadExpression = "bad-expression", Content;
    /// A name that no template has.
    UnknownTemplate = "unknown-template", Setup;
    /// A template whose manifest or files are at fault.
    TemplateBroken = "template-broken", Setup;
    /// A template that stopped while it was laid out.
    TemplateFailed = "template-failed", Setup;
    /// Something in a template that the typesetter warned of.
    TemplateWarning = "template-warning", Setup;
    /// A layout that didn't settle.
    NotConverged = "not-converged", Setup;
    /// A name that no theme of the template has.
    UnknownTheme = "unknown-theme", Setup;
    /// A theme file with a fault.
    ThemeBroken = "theme-broken", Setup;
    /// Two colours of a theme that can't be told apart well enough.
    LowContrast = "low-contrast", Setup;
    /// A paper that the template doesn't have.
    UnknownPaper = "unknown-paper", Content;
    /// A font family or weight that the template asks for and nobody has.
    FontMissing = "font-missing", Setup;
    /// A font file that can't be read.
    FontBroken = "font-broken", Setup;
    /// The PDF, or the picture of a page, could not be made.
    ExportFailed = "export-failed", Setup;
    /// A district, or a PDF under audit, that took longer than its worker process may.
    TimeExceeded = "time-exceeded", Setup;
    /// A district, or a PDF under audit, that took more memory than its worker process may have.
    MemoryExceeded = "memory-exceeded", Setup;
    /// A worker process that ended while it built a district or read a PDF.
    WorkerDied = "worker-died", Setup;
    /// A worker process that is missing, can't be started, is a different version, or sent an invalid reply.
    WorkerBroken = "worker-broken", Setup;
    /// A command line that can't be meant.
    Usage = "usage", Usage;
    /// A file that can't be read.
    ReadFailed = "read-failed", Io;
    /// A file that changed while a batch was under way.
    InputChanged = "input-changed", Io;
    /// A file that can't be written.
    WriteFailed = "write-failed", Io;
    /// A place that the output may not replace: a symbolic link, a device, a folder.
    WriteRefused = "write-refused", Io;
    /// An output folder that another run of a batch is writing to.
    OutputLocked = "output-locked", Io;
    /// A batch's ledger that can't be read.
    LedgerBroken = "ledger-broken", Io;
    /// Districts that a batch's ledger has and the batch no longer.
    LedgerRest = "ledger-rest", Io;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
