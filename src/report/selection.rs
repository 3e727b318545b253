//! Which diagnostics people are shown when there are thousands.

use std::collections::BTreeMap;

use super::{plain, severity};
use crate::diagnostic::{Diagnostic, Language, Severity};

/// How many errors of one line are shown, and how many warnings. Twenty mistakes in a line are more than anybody
/// corrects before looking again; a line with thousands comes from a program.
const MAX_OF_LINE: usize = 20;
/// How many errors of one file are shown, and how many warnings: some thousand lines on a terminal.
const MAX_OF_FILE: usize = 200;

/// How many diagnostics of a file aren't shown.
#[derive(Debug, Default, PartialEq)]
pub(super) struct LeftOut<'a> {
    file: &'a str,
    errors: usize,
    warnings: usize,
}

impl LeftOut<'_> {
    /// The line that says so.
    pub fn words(&self, language: Language) -> String {
        let (file, errors, warnings) = (plain(self.file), self.errors, self.warnings);
        let worst = severity(if errors > 0 { Severity::Error } else { Severity::Warning }, language);
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        match language {
            Language::Chinese => {
                let counts = [(errors, "错误"), (warnings, "警告")];
                let counts =
                    counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} 处{name}"));
                let counts = counts.collect::<Vec<_>>().join("、");
                format!("{worst}: {file} 另有{counts}没有列出；short 和 json 格式列出全部")
            }
            Language::English => {
                let counts = [(errors, "error"), (warnings, "warning")];
                let counts = counts.iter().filter(|(count, _)| *count > 0);
                let counts = counts.map(|(count, name)| format!("{count} more {name}{}", plural(*count)));
                let counts = counts.collect::<Vec<_>>().join(" and ");
                format!("{worst}: {counts} in {file} not shown; the short and JSON forms list all")
            }
        }
    }
}

/// The diagnostics to show, in their order, and what is left out of each file. A diagnostic without a place is always
/// shown.
pub(super) fn select(diagnostics: &[Diagnostic]) -> (Vec<&Diagnostic>, Vec<LeftOut<'_>>) {
    let mut of_file: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    let mut of_line: BTreeMap<(&str, Severity, usize), usize> = BTreeMap::new();
    let mut left_out: Vec<LeftOut<'_>> = Vec::new();
    let shown = diagnostics.iter().filter(|diagnostic| {
        // Rows and data are shown by cell and field.
        let Some(label) = diagnostic.labels.first().filter(|label| !label.source.is_data()) else { return true };
        let (file, severity) = (label.source.name(), diagnostic.severity);
        let line = of_line.entry((file, severity, label.source.position(label.span.start).line)).or_default();
        let all = of_file.entry((file, severity)).or_default();
        if *line < MAX_OF_LINE && *all < MAX_OF_FILE {
            (*line, *all) = (*line + 1, *all + 1);
            return true;
        }
        let at = left_out.iter().rposition(|known| known.file == file).unwrap_or_else(|| {
            left_out.push(LeftOut { file, ..LeftOut::default() });
            left_out.len() - 1
        });
        match severity {
            Severity::Error => left_out[at].errors += 1,
            Severity::Warning => left_out[at].warnings += 1,
        }
        false
    });
    let shown = shown.collect();
    (shown, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Message};
    use crate::source::{Source, Span};

    #[test]
    fn a_line_and_a_file_show_so_many() {
        let source = Source::new("x.toml", "a\n".repeat(1000));
        let message = || Message::new("错", "wrong");
        let at = |line: usize, diagnostic: Diagnostic| {
            let span = Span { start: 2 * line, end: 2 * line + 1 };
            diagnostic.at(&source, span)
        };
        let mut all: Vec<Diagnostic> =
            (0..30).map(|_| at(0, Diagnostic::warning(Code::StraySpace, message()))).collect();
        all.extend((0..1000).map(|line| at(line, Diagnostic::error(Code::BadNumber, message()))));
        all.push(Diagnostic::error(Code::BadNumber, message()));
        let (shown, left_out) = select(&all);
        assert_eq!(shown.len(), 20 + 200 + 1);
        assert_eq!(left_out, [LeftOut { file: "x.toml", errors: 800, warnings: 10 }]);
        let english = left_out[0].words(Language::English);
        assert!(english.starts_with("error: 800 more errors and 10 more warnings in x.toml"), "{english}");
    }
}
