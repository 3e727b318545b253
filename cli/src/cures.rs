//! Cures of the library in the words of the command: its flags.

use huimou::{Cure, Diagnostic, Message};

/// Diagnostics whose cures are hints that name flags.
pub fn worded(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let worded = |diagnostic: &Diagnostic| {
        let mut out = diagnostic.clone();
        out.hints = diagnostic.advice(words);
        out.cures.clear();
        out
    };
    diagnostics.iter().map(worded).collect()
}

fn words(cure: Cure) -> Message {
    let (zh, en) = match cure {
        Cure::AddFontWithCharacter => (
            "把含有这个字的字体放进一个文件夹，用 `--font-path` 指给它",
            "put a font that has it into a folder and name the folder by --font-path",
        ),
        Cure::AllowMissingGlyphs => {
            ("或用 `--allow-missing-glyphs` 先出样", "or make a proof with --allow-missing-glyphs")
        }
        Cure::AddFontFamily => ("用 `--font-path` 指出字体所在的文件夹", "point --font-path at the folder that has it"),
        Cure::ListFonts => ("`huimou fonts` 列出现有的字体", "`huimou fonts` lists the families there are"),
        Cure::ChooseOutput => {
            ("等它结束，或用 `-o` 换一个文件夹", "wait for it to end, or choose another folder by -o")
        }
        Cure::ChooseProcess => (
            "文件来路可靠时，可以用 `--in-process` 在本进程里读",
            "a file that is trusted can be read without one, by --in-process",
        ),
        other => return other.words(),
    };
    Message::new(zh, en)
}
