//! The command line itself, in a process of its own; and templates, which only a process can bound.

use std::process::{Command, Stdio};

use super::{COMMAND, files, repository};
use crate::case::Case;
use crate::damage;
use crate::oracle::{Outcome, Reached};
use crate::random::Random;

/// What a template may do at its worst.
const SNIPPETS: [&str; 16] = [
    "#while true {}",
    "#let f(x) = f(x + 1)\n#f(0)",
    "#let f(x) = if x > 0 { f(x - 1) + f(x - 1) }\n#f(60)",
    "#block(height: 1e9pt)",
    "#for i in range(20000) { pagebreak() }",
    "#set page(width: 1e9pt, height: auto)",
    "#(\"a\" * 1000000000)",
    "#range(100000000).map(str).join()",
    "#import \"@preview/cetz:0.3.0\": *",
    "#plugin(\"x.wasm\")",
    "#read(\"/etc/passwd\")",
    "#image(\"../../x.png\")",
    "#context counter(page).final()",
    "#show regex(\".*\"): it => it + it",
    "#eval(\"1+\" * 9999 + \"1\")",
    "#panic(\"no\")",
];

/// A template with a snippet in it, or damaged.
pub fn template(random: &mut Random) -> Case {
    let mut case = Case::read(&repository("examples/leaflet")).expect("a template");
    case.files = case.files.into_iter().map(|(name, bytes)| (format!("t/{name}"), bytes)).collect();
    let lib = String::from_utf8_lossy(case.bytes("t/lib.typ")).into_owned();
    let lib = match random.below(3) {
        0 => damage::text(random, &lib),
        1 => {
            // At the beginning of the body of the function that the command calls.
            let at = lib.find("#let review(").and_then(|at| Some(at + lib[at..].find("= {")? + 3)).unwrap_or(0);
            let snippet = random.choose(&SNIPPETS);
            format!("{}\n[{snippet}]\n{}", &lib[..at], &lib[at..])
        }
        _ => {
            let (open, close) =
                *random.choose(&[("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("1+", "1"), ("not ", "")]);
            let times = *random.choose(&[50, 5000, 200_000]);
            format!("{lib}\n#let deep = {}1{}\n", open.repeat(times), close.repeat(times))
        }
    };
    let review = std::fs::read(repository("data/minimal/review.toml")).expect("a review");
    let case = case.file("t/lib.typ", lib).file("review.toml", review);
    let words = ["check", "review.toml", "--template", "./t", "--time-limit", "8", "--memory-limit", "1GiB"];
    words.into_iter().fold(case, |case, word| case.option(word))
}

/// Any command with any of some files.
pub fn command(random: &mut Random) -> Case {
    const COMMANDS: [&[&str]; 20] = [
        &["build", "FILE"],
        &["build", "FILE", "-o", "-"],
        &["build", "FILE", "-o", "out.png", "--pages", "1"],
        &["build", "FILE", "-o", "FILE"],
        &["check", "FILE"],
        &["check", "FILE", "--audit"],
        &["fix", "FILE"],
        &["fix", "FILE", "--write"],
        &["sheet", "FILE", "-o", "-"],
        &["batch", "FILE", "--dry-run"],
        &["batch", "FILE"],
        &["batch", "merge", "."],
        &["audit", "FILE"],
        &["explain", "C4", "toml-syntax"],
        &["explain", "FILE"],
        &["fonts", "--font-path", "."],
        &["template", "list"],
        &["build", "FILE", "--theme", "theme.toml"],
        &["build", "FILE", "--font-path", "."],
        &["build", "FILE", "--nonsense"],
    ];
    let sources = files("tests/cases", &["toml", "csv", "xlsx", "pdf", "ods"]);
    let path = random.choose(&sources);
    let mut bytes = std::fs::read(path).expect("a case");
    if random.one_in(2) {
        damage::bytes(random, &mut bytes);
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("file");
    let mut case = Case::default().file(name, bytes).file("theme.toml", "base = \"blue\"\n");
    for word in *random.choose(&COMMANDS) {
        case = case.option(if *word == "FILE" { name } else { word });
    }
    for words in [["--message-format", "json"], ["--lang", "zh"], ["--template", "editorial"], ["--date", "2024-02-30"]]
    {
        if random.one_in(4) {
            case = case.option(words[0]).option(words[1]);
        }
    }
    case
}

/// Runs the command in a folder with the case's files; the options are its arguments.
pub fn run_command(case: &Case) -> Outcome {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    case.write(folder.path()).map_err(|error| error.to_string())?;
    let mut command = Command::new(COMMAND);
    command.current_dir(folder.path()).env("LC_ALL", "en_US.UTF-8").env_remove("SOURCE_DATE_EPOCH");
    let output = command.args(&case.options).stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().last().unwrap_or_default();
    if said.contains("panicked at") {
        return Err(format!("panic: {}", said.lines().find(|line| line.contains("panicked at")).unwrap_or_default()));
    }
    let json = case.has("json");
    if json && let Some(line) = said.lines().find(|line| serde_json::from_str::<serde_json::Value>(line).is_err()) {
        return Err(format!("no JSON: {line}"));
    }
    let told = said.contains("error[") || said.contains("错误[") || said.contains("\"severity\":\"error\"");
    match output.status.code() {
        Some(0) if told => Err(format!("an error, and exit code 0: {last}")),
        Some(0) => Ok(Reached::Aim),
        Some(2) if case.has("--time-limit") => Err(format!("the template's command line is refused: {last}")),
        Some(1..=4) if said.trim().is_empty() => Err("it failed without a word".into()),
        Some(1..=4) => Ok(Reached::Refused),
        code => Err(format!("exit code {code:?}, {}: {last}", output.status)),
    }
}
