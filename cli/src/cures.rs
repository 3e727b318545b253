//! Words the library's cures as hints that name flags of this command. The library only says which cure applies; it
//! doesn't know our flags.

use huimou::{Cure, Diagnostic, Message};

/// The diagnostics with every cure turned into a hint.
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
            "put a font that has the character into a folder and pass the folder with --font-path",
        ),
        Cure::AllowMissingGlyphs => {
            ("或用 `--allow-missing-glyphs` 先出样", "or build a proof with --allow-missing-glyphs")
        }
        Cure::AddFontFamily => {
            ("用 `--font-path` 指出字体所在的文件夹", "pass the folder of the font with --font-path")
        }
        Cure::ListFonts => ("`huimou fonts` 列出现有的字体", "`huimou fonts` lists the available families"),
        Cure::ChooseOutput => {
            ("等它结束，或用 `-o` 换一个文件夹", "wait for it to end, or choose another folder with -o")
        }
        Cure::ChooseProcess => (
            "文件来路可靠时，可以用 `--in-process` 在本进程里读",
            "if you trust the file, read it without a worker process: --in-process",
        ),
        Cure::LiftLimits => (
            "模板来路可靠时，用 `--time-limit`、`--memory-limit` 放宽，或用 `--in-process` 不设上限",
            "if you trust the template, raise --time-limit or --memory-limit, or lift both with --in-process",
        ),
        other => return other.words(),
    };
    Message::new(zh, en)
}
