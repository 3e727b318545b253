//! `huimou fix`: shows the changes that have only one right answer, asks, and writes them.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use huimou::files::check_target;
use huimou::fix::{Edit, apply, edits};
use huimou::{Code, Description, Diagnostic, Error, Language, Message, Severity, Source, write_file};
use serde_json::json;

use super::args::{Fix, MessageFormat};
use super::input::{read_bytes, source_name};
use super::terminal::{Terminal, plural};
use super::{Stop, usage};

/// The exit code if changes are left unwritten.
const UNWRITTEN: u8 = 1;

pub fn run(terminal: &Terminal, args: &Fix) -> Result<(), Stop> {
    let stdin = args.file == Path::new("-");
    let other = args.file.extension().filter(|extension| !extension.eq_ignore_ascii_case("toml"));
    if let Some(extension) = other.filter(|_| !stdin) {
        let shown = extension.to_string_lossy().into_owned();
        return Err(usage(
            format!("fix 只改 TOML 文件，这是“.{shown}”文件"),
            format!("fix works on TOML files; this is a .{shown} file"),
        ));
    }
    let bytes = read_bytes(&args.file)?;
    if !stdin && !args.dry_run {
        // Refuse a file that can't be replaced before asking, not after.
        check_target(&args.file)?;
    }
    let source = Source::decode(&source_name(&args.file), &bytes)?;
    let edits = edits(&source);
    let fixed = apply(&source, &edits);
    if stdin && !args.dry_run {
        return terminal.artifact(fixed.as_bytes());
    }
    if edits.is_empty() {
        terminal.say("没有可以代改的", "nothing to fix");
        remaining(terminal, &args.file, &source);
        return Ok(());
    }
    show(terminal, &source, &edits, &fixed)?;
    if args.dry_run {
        return Err(Stop::Shown(UNWRITTEN));
    }
    if !args.yes && !agreed(terminal, edits.len())? {
        terminal.say("没有写入", "nothing was written");
        return Err(Stop::Shown(UNWRITTEN));
    }
    unchanged(&args.file, &bytes)?;
    let backup = backup_of(&args.file);
    write_file(&backup, &bytes)?;
    // `Source` has no byte order mark; a file that began with one keeps it.
    let mark: &[u8] = if bytes.starts_with(b"\xEF\xBB\xBF") { b"\xEF\xBB\xBF" } else { b"" };
    write_file(&args.file, &[mark, fixed.as_bytes()].concat())?;
    let (count, shown, kept) = (edits.len(), args.file.display(), backup.display());
    terminal.say(
        format!("已改 {shown} 共 {count} 处，原文存为 {kept}"),
        format!("fixed {} in {shown}; the original is saved as {kept}", plural(count, "place")),
    );
    remaining(terminal, &args.file, &Source::new(source.name(), fixed));
    Ok(())
}

/// After a build or check with diagnostics about `file`, says how many of them `fix` can take care of.
pub fn offer(terminal: &Terminal, file: &Path) {
    let name = source_name(file);
    if file == Path::new("-") || terminal.format != MessageFormat::Human || !terminal.showed_problems_in(&name) {
        return;
    }
    let count =
        read_bytes(file).and_then(|bytes| Source::decode(&name, &bytes)).map_or(0, |source| edits(&source).len());
    if count > 0 {
        terminal.say(
            format!("有 {count} 处可以代改：huimou fix {name}"),
            format!("{} can be fixed for you: huimou fix {name}", plural(count, "place")),
        );
    }
}

/// Reports what is left for the author to fix by hand.
fn remaining(terminal: &Terminal, file: &Path, fixed: &Source) {
    // A batch file or a district's overrides don't parse as a review.
    if !fixed.text().lines().any(|line| line.trim_start().starts_with("[review]")) {
        return;
    }
    let found = match Description::parse(fixed) {
        Ok(description) => description.warnings,
        Err(error) => error.diagnostics().to_vec(),
    };
    let errors = found.iter().filter(|error| error.severity == Severity::Error).count();
    let warnings = found.len() - errors;
    if found.is_empty() {
        return;
    }
    let shown = file.display();
    terminal.say(
        format!("文字里还有 {errors} 处错误、{warnings} 条警告要自己改；连同照片等一并检查：huimou check {shown}"),
        format!(
            "{} and {} in the text are left for you to fix; to check everything: huimou check {shown}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    );
}

/// Asks for confirmation. Without a terminal there is nobody to ask: a usage error.
fn agreed(terminal: &Terminal, count: usize) -> Result<bool, Stop> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(usage(
            format!("有 {count} 处可改，没有写入：确认后加 `--yes` 写入，只看改动用 `--dry-run`"),
            format!(
                "{} found, nothing written: add --yes to write, or --dry-run to only look",
                plural(count, "change")
            ),
        ));
    }
    let question = match terminal.language {
        Language::Chinese => format!("共 {count} 处。是否写入？[y/N] "),
        Language::English => format!("{} in all. Write? [y/N] ", plural(count, "change")),
    };
    let _ = write!(io::stderr(), "{question}");
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer).is_ok();
    Ok(read && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "ｙ" | "是"))
}

/// Refuses a file that was changed while we waited for the answer: writing it would lose that change.
fn unchanged(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    if read_bytes(file)? == bytes {
        return Ok(());
    }
    let message = Message::new(
        "文件刚才被改过，没有写入：再运行一次",
        "the file was changed in the meantime and nothing was written: run the command again",
    );
    Err(Diagnostic::error(Code::WriteFailed, message).into())
}

/// A name for the backup that isn't taken: `FILE.bak`, else `FILE.bak2`, `FILE.bak3`, ….
fn backup_of(file: &Path) -> PathBuf {
    let named = |ending: String| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let taken = |path: &PathBuf| path.symlink_metadata().is_ok();
    let first = named(".bak".to_owned());
    if !taken(&first) {
        return first;
    }
    (2u32..).map(|k| named(format!(".bak{k}"))).find(|path| !taken(path)).unwrap_or(first)
}

/// Shows the changes with their reasons: a diff on stdout, or with `--message-format json` one object per edit on
/// stderr.
fn show(terminal: &Terminal, source: &Source, edits: &[Edit], fixed: &str) -> Result<(), Stop> {
    if terminal.format == MessageFormat::Json {
        for edit in edits {
            let (start, end) = (source.position(edit.span.start), source.position(edit.span.end));
            let object = json!({
                "schema": 1,
                "type": "edit",
                "place": {
                    "file": source.name(), "line": start.line, "column": start.column,
                    "end_line": end.line, "end_column": end.column,
                },
                "new": edit.new,
                "why": edit.why.text(terminal.language),
            });
            super::terminal::message(&object.to_string());
        }
        return Ok(());
    }
    terminal.difference(&difference(source, edits, fixed, terminal.language))
}

/// Adjacent changed lines, before and after, each with its line number from 1.
pub struct Hunk {
    /// File, line and reasons.
    pub head: String,
    pub old: Vec<(usize, String)>,
    pub new: Vec<(usize, String)>,
}

/// Groups edits into hunks of whole lines: edits that touch the same line share a hunk.
fn difference(source: &Source, edits: &[Edit], fixed: &str, language: Language) -> Vec<Hunk> {
    let text = source.text();
    let mut hunks = Vec::new();
    // The offset, in bytes and lines, of the fixed text against the original at this point.
    let (mut k, mut ahead, mut lines_ahead) = (0, 0isize, 0isize);
    while let Some(first) = edits.get(k) {
        let from = text[..first.span.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |found| at + found);
        let (mut to, before, begin) = (line_end(first.span.end), ahead, k);
        while let Some(edit) = edits.get(k).filter(|edit| edit.span.start <= to) {
            to = to.max(line_end(edit.span.end));
            ahead += edit.new.len() as isize - (edit.span.end - edit.span.start) as isize;
            k += 1;
        }
        let old = &text[from..to];
        let new = fixed.get(from.saturating_add_signed(before)..to.saturating_add_signed(ahead)).unwrap_or_default();
        let number = source.position(from).line;
        let mut reasons: Vec<&str> = Vec::new();
        for edit in &edits[begin..k] {
            let why = edit.why.text(language);
            if !reasons.contains(&why) {
                reasons.push(why);
            }
        }
        let numbered = |text: &str, start: usize| -> Vec<(usize, String)> {
            text.split('\n').enumerate().map(|(k, line)| (start + k, line.trim_end_matches('\r').to_owned())).collect()
        };
        let comma = if language == Language::Chinese { "；" } else { "; " };
        hunks.push(Hunk {
            head: format!("{}:{number}  {}", source.name(), reasons.join(comma)),
            old: numbered(old, number),
            new: numbered(new, number.saturating_add_signed(lines_ahead)),
        });
        lines_ahead += new.matches('\n').count() as isize - old.matches('\n').count() as isize;
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::unchanged;

    #[test]
    fn a_file_that_was_changed_meanwhile_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("review.toml");
        std::fs::write(&file, "甲").unwrap();
        assert!(unchanged(&file, "甲".as_bytes()).is_ok());
        std::fs::write(&file, "乙").unwrap();
        let refused = unchanged(&file, "甲".as_bytes()).unwrap_err();
        assert_eq!(refused.diagnostics()[0].message.zh, "文件刚才被改过，没有写入：再运行一次");
        std::fs::remove_file(&file).unwrap();
        assert!(unchanged(&file, "甲".as_bytes()).is_err(), "it is gone");
    }
}
