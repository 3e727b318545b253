//! Templates that aren't built in run in a process with limits, whatever the command.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::batch::{command, lines, spoken};
use crate::isolation::{children, hostile, runs, trusting};

/// A folder with the template `card`, which is hostile for some titles, and a review of this title.
fn review(title: &str) -> tempfile::TempDir {
    let folder = hostile(&[title]);
    let text =
        format!("[review]\ntitle = \"{title}\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"一\"\n");
    std::fs::write(folder.path().join("review.toml"), text).expect("written");
    folder
}

fn with(folder: &Path, words: &[&str]) -> Command {
    let mut command = command(folder);
    command.args(words).args(["--template", "./card", "--message-format", "json"]);
    command
}

fn code(stderr: &str) -> String {
    let first = lines(stderr, "diagnostic").into_iter().next().unwrap_or_else(|| panic!("{stderr}"));
    first["code"].as_str().expect("a code").to_owned()
}

const BUILD: [&str; 4] = ["build", "review.toml", "-o", "review.pdf"];
const CHECK: [&str; 3] = ["check", "review.toml", "--audit"];

#[test]
fn a_template_that_takes_all_memory_is_stopped_by_default() {
    let folder = review("吃");
    for words in [&BUILD[..], &CHECK] {
        let (exit, said) = spoken(&mut with(folder.path(), words));
        assert_eq!((exit, code(&said).as_str()), (Some(3), "memory-exceeded"), "{said}");
        // The runtime's own words and its backtrace don't show.
        assert!(said.lines().all(|line| line.starts_with('{')), "{said}");
        assert!(said.contains("1024 MiB at most") && said.contains("--in-process"), "{said}");
        assert_eq!(lines(&said, "summary").len(), 1, "{said}");
    }
    assert!(!folder.path().join("review.pdf").exists());
    let (exit, said) = spoken(&mut trusting(folder.path()));
    assert_eq!((exit, code(&said).as_str()), (Some(1), "memory-exceeded"), "{said}");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let folder = review("转");
    for words in [&BUILD[..], &CHECK] {
        let (exit, said) = spoken(with(folder.path(), words).args(["--time-limit", "1"]));
        assert_eq!((exit, code(&said).as_str()), (Some(3), "time-exceeded"), "{said}");
    }
    let (exit, said) = spoken(trusting(folder.path()).args(["--time-limit", "1"]));
    assert_eq!((exit, code(&said).as_str()), (Some(1), "time-exceeded"), "{said}");
}

#[test]
fn a_stack_that_overflows_is_told_in_words() {
    let folder = review("甲");
    let deep = format!("#let review(sheet, theme: none, photo: none) = {{ let a = 1{} }}", "+1".repeat(300_000));
    std::fs::write(folder.path().join("card/lib.typ"), deep).expect("written");
    let (exit, said) = spoken(&mut with(folder.path(), &BUILD));
    assert_eq!((exit, code(&said).as_str()), (Some(3), "worker-died"), "{said}");
    assert!(said.contains("nests too deeply or recurses without end"), "{said}");
    let specimen = ["specimen", "-o", "specimen.pdf"];
    let (exit, said) = spoken(&mut with(folder.path(), &specimen));
    assert_eq!((exit, code(&said).as_str()), (Some(3), "worker-died"), "{said}");
}

/// Files, messages, codes and standard streams are the same in a process with limits.
#[test]
fn a_run_under_limits_is_like_any_other() {
    for title in ["甲", "错", "乙（"] {
        let folder = review(title);
        let run = |flags: &[&str]| {
            let mut command = with(folder.path(), &["build", "-", "-o", "-"]);
            let text = std::fs::File::open(folder.path().join("review.toml")).expect("a review");
            let out = command.args(flags).stdin(text).output().expect("a run");
            (out.status.code(), out.stdout, String::from_utf8(out.stderr).expect("text"))
        };
        assert_eq!(run(&[]), run(&["--in-process"]), "{title}");
    }
    let (exit, said) = spoken(with(review("甲").path(), &BUILD).args(["--in-process", "--memory-limit", "1GiB"]));
    assert!(exit == Some(2) && said.contains("--memory-limit"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn no_child_outlives_its_command() {
    let folder = review("转");
    let mut parent = with(folder.path(), &BUILD).stderr(Stdio::null()).spawn().expect("a run");
    let until = Instant::now() + Duration::from_secs(20);
    let child = loop {
        match children(parent.id()).first() {
            Some(child) => break *child,
            None => assert!(Instant::now() < until, "no child"),
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    // It has set its limits when it has read the template.
    std::thread::sleep(Duration::from_millis(500));
    parent.kill().expect("killed");
    parent.wait().expect("ended");
    while runs(child) {
        assert!(Instant::now() < until, "the child runs on");
        std::thread::sleep(Duration::from_millis(10));
    }
}
