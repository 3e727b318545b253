//! Streams that are closed or full, disks that are full, limits on files: messages may be lost, results never.

#![cfg(target_os = "linux")]

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::batch::{ledger, lines, pdfs, small, spoken};
use crate::cli;

/// Runs a line of the shell in which `$huimou` is the command. Returns the exit code, stdout and stderr.
fn shell(folder: &Path, line: &str) -> (Option<i32>, Vec<u8>, String) {
    let mut shell = Command::new("sh");
    shell.current_dir(folder).env("huimou", env!("CARGO_BIN_EXE_huimou")).env("LC_ALL", "en_US.UTF-8");
    let output = shell.args(["-c", line]).stdin(Stdio::null()).output().expect("a shell");
    (output.status.code(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The exit codes of a pipeline of two: the first command's on stdout.
fn first_of_pipe(folder: &Path, line: &str, reader: &str) -> String {
    let script = format!("{{ {line}; echo $? >code; }} 2>err | {reader}; cat code");
    String::from_utf8(shell(folder, &script).1).expect("text").lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_batch_whose_messages_cant_be_written_goes_on_to_its_ledger() {
    for (format, redirection) in
        [("human", "2>/dev/full"), ("json", "2>/dev/full"), ("human", "2>&-"), ("human", ">&- 2>&- <&-")]
    {
        let folder = small(6);
        let line = format!("\"$huimou\" batch batch.toml -j1 --message-format {format} {redirection}");
        assert_eq!(shell(folder.path(), &line).0, Some(0), "{line}");
        assert_eq!(ledger(&folder.path().join("out")).districts.len(), 6, "{line}");
    }
    for format in ["human", "json"] {
        let folder = small(6);
        let mut command = crate::batch::command(folder.path());
        command.args(["batch", "batch.toml", "-j1", "--message-format", format]);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a run");
        // As `head -1` does: reads a little, and closes the pipe.
        let mut stderr = child.stderr.take().expect("stderr");
        stderr.read_exact(&mut [0; 8]).expect("a few bytes");
        drop(stderr);
        assert_eq!(child.wait().expect("an end").code(), Some(0), "{format}");
        assert_eq!(ledger(&folder.path().join("out")).districts.len(), 6, "{format}");
        assert_eq!(pdfs(&folder.path().join("out")).len(), 6, "{format}");
    }
}

#[test]
fn no_command_fails_because_its_messages_are_lost() {
    let folder = cli::folder();
    std::fs::write(folder.path().join("wrong.toml"), "[review]\ntitle = 1\n").expect("written");
    let commands = [
        ("build review.toml", 0),
        ("build wrong.toml", 1),
        ("check review.toml", 0),
        ("check wrong.toml --message-format json", 1),
        ("fix review.toml --message-format json", 0),
        ("build --nonsense", 2),
        ("--lang zh build --nonsense", 2),
        ("build --nonsense --message-format json", 2),
        ("audit missing.pdf", 4),
        ("worker nonsense", 2),
    ];
    for (command, code) in commands {
        for redirection in ["2>/dev/full", "2>&-"] {
            let (exit, _, said) = shell(folder.path(), &format!("\"$huimou\" {command} {redirection}"));
            assert_eq!((exit, said.as_str()), (Some(code), ""), "{command} {redirection}");
        }
    }
}

#[test]
fn an_artifact_that_doesnt_arrive_is_an_error() {
    let folder = cli::folder();
    assert_eq!(cli::run(folder.path(), &["build", "review.toml", "-o", "review.pdf"]).code, 0);
    for command in [
        "build review.toml -o -",
        "build review.toml --format png --pages 1 -o -",
        "sheet review.toml -o -",
        "specimen --template bulletin -o -",
        "fix - <review.toml",
    ] {
        for redirection in [">&-", ">/dev/full"] {
            let (exit, _, said) = shell(folder.path(), &format!("\"$huimou\" {command} {redirection}"));
            assert_eq!(exit, Some(4), "{command} {redirection}: {said}");
            assert!(said.contains("[write-failed]: can't write to standard output"), "{command}: {said}");
        }
        // Discarding it on purpose isn't.
        assert_eq!(shell(folder.path(), &format!("\"$huimou\" {command} >/dev/null")).0, Some(0), "{command}");
    }
    assert_eq!(first_of_pipe(folder.path(), "\"$huimou\" build review.toml -o -", "true"), "4");
}

/// The reader of a text has seen enough.
#[test]
fn a_text_may_be_read_in_part() {
    let folder = cli::folder();
    for command in ["explain", "--help", "schema", "completions bash", "fonts", "template list"] {
        assert_eq!(first_of_pipe(folder.path(), &format!("\"$huimou\" {command}"), "true"), "0", "{command}");
        let (exit, _, said) = shell(folder.path(), &format!("\"$huimou\" {command} >/dev/full"));
        assert_eq!(exit, Some(4), "{command}: {said}");
    }
}

/// SIGXFSZ would end the process.
#[test]
fn a_limit_on_files_is_an_error_of_the_file() {
    let folder = cli::folder();
    std::fs::write(folder.path().join("review.pdf"), "old").expect("written");
    let (exit, _, said) = shell(folder.path(), "ulimit -f 1; \"$huimou\" build review.toml -o review.pdf");
    assert_eq!(exit, Some(4), "{said}");
    assert!(said.contains("can't write review.pdf: ") && said.contains("[write-failed]"), "{said}");
    assert_eq!(std::fs::read(folder.path().join("review.pdf")).expect("the old file"), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2, "no temporary file is left");

    // No PDF fits, the ledger does.
    let folder = small(5);
    let (exit, _, said) = shell(folder.path(), "ulimit -f 20; \"$huimou\" batch batch.toml -j1");
    assert_eq!(exit, Some(1), "{said}");
    let ledger = ledger(&folder.path().join("out"));
    assert!(ledger.districts.values().all(|entry| entry.errors[0].code == "write-failed"), "{said}");
    assert_eq!((ledger.districts.len(), pdfs(&folder.path().join("out")).len()), (5, 0), "{said}");
    // One cause, told once, with all its districts.
    assert_eq!(said.matches("[write-failed]").count(), 1, "{said}");
    assert_eq!(said.matches("d0 failed").count() + said.matches("d1 failed").count(), 1, "{said}");
    assert!(said.contains("concerns 5 districts"), "{said}");
}

/// A disk of its own, for a command that runs as the root of a user namespace; `None` where the system has none.
fn on_small_disk(folder: &Path, size: &str, line: &str) -> Option<(Option<i32>, Vec<u8>, String)> {
    let probe = Command::new("unshare").args(["-Urm", "true"]).stderr(Stdio::null()).status();
    probe.ok().filter(|status| status.success())?;
    let script = format!("mkdir -p out && mount -t tmpfs -o size={size} tmpfs out && {line}");
    Some(shell(folder, &format!("unshare -Urm sh -c '{script}'")))
}

#[test]
fn a_full_disk_ends_a_batch_early_and_shows_the_districts_own_errors() {
    let folder = small(9);
    // A fault of the first district's own.
    let table = std::fs::read_to_string(folder.path().join("districts.csv")).expect("a table");
    std::fs::write(folder.path().join("districts.csv"), table.replace("1.00", "1..00")).expect("written");
    let line = "\"$huimou\" batch batch.toml -j1; code=$?; ls out/*.pdf out/.huimou-* 2>/dev/null; exit $code";
    let Some((exit, left, said)) = on_small_disk(folder.path(), "16k", line) else {
        eprintln!("not tried: this system gives no disk of one's own");
        return;
    };
    assert!(matches!(exit, Some(1 | 4)), "{said}");
    assert_eq!(String::from_utf8_lossy(&left), "", "no part of a PDF is left");
    assert!(said.contains("1..00"), "the district's own error is shown: {said}");
    assert!(said.contains("3 PDFs in a row couldn't be stored"), "{said}");
    assert_eq!(said.matches(": No space left on device").count(), 1, "{said}");
    // Which ones, and whether one more, depends on the threads: a district that is on its way when the batch stops
    // still tries to store its PDF.
    let concerned = number_before(&said, " districts: d");
    assert!((3..=4).contains(&concerned), "{said}");
    assert_eq!(number_before(&said, " failed, "), concerned + 1, "{said}");
    assert_eq!(number_before(&said, " not started"), 9 - 1 - concerned, "{said}");
}

/// The number that stands right before `words`.
fn number_before(said: &str, words: &str) -> usize {
    let (before, _) = said.split_once(words).unwrap_or_else(|| panic!("{words} in {said}"));
    let number = before.rsplit(|c: char| !c.is_ascii_digit()).next().expect("a last part");
    number.parse().unwrap_or_else(|_| panic!("a number before {words} in {said}"))
}

#[test]
fn one_cause_of_many_districts_is_told_once() {
    let folder = small(40);
    let base = std::fs::read_to_string(folder.path().join("base.toml")).expect("a base");
    std::fs::write(folder.path().join("base.toml"), format!("{base}\n[[section]]\ntitle = \"𰻝\"\n")).expect("written");
    let mut command = crate::batch::command(folder.path());
    let (exit, said) = spoken(command.args(["batch", "batch.toml", "--in-process"]));
    assert_eq!(exit, Some(1), "{said}");
    assert_eq!(said.matches(" failed: 1 error").count(), 1, "{said}");
    assert_eq!(said.matches("concerns 40 districts").count(), 1, "{said}");
    let mut command = crate::batch::command(folder.path());
    let (_, said) = spoken(command.args(["batch", "batch.toml", "--in-process", "--message-format", "json"]));
    assert_eq!(lines(&said, "finished").len(), 40, "a program is told of each");
}
