//! How runs of a batch end, what they refuse at once, and what they report about a ledger.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use huimou::batch::{BatchOptions, Shard, State, merge};
use huimou::{Choices, Source, Template, ThemeChoice};
use serde_json::Value;

use crate::batch::{BASE, built, command, ledger, lines, options, pdfs, run_with, small, spoken};
use crate::support::{ENGINE, repository};

fn batch(folder: &Path) -> Command {
    let mut command = command(folder);
    command.args(["batch", "batch.toml", "--message-format", "json"]);
    command
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(folder.join(name)).expect("text");
    assert!(text.contains(from), "{name}: {from}");
    std::fs::write(folder.join(name), text.replace(from, to)).expect("written");
}

fn shard(index: usize, count: usize) -> BatchOptions {
    options().shard(Shard::new(index, count).expect("a part"))
}

/// The numbers of an event.
fn numbers<const N: usize>(event: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| event[name].as_u64().unwrap_or_else(|| panic!("{name} in {event}")))
}

#[test]
#[cfg(unix)]
fn ctrl_c_finishes_what_is_under_way_and_nothing_else() {
    let folder = small(30);
    for signal in ["-INT", "-TERM"] {
        let mut child = batch(folder.path()).args(["-j1", "--force"]).stderr(Stdio::piped()).spawn().expect("a run");
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr"));
        let mut said = String::new();
        while !said.contains("\"finished\"") {
            assert!(stderr.read_line(&mut said).expect("a line") > 0, "{said}");
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs").success());
        stderr.read_to_string(&mut said).expect("text");
        assert_eq!(child.wait().expect("an end").code(), Some(130), "{said}");
        assert_eq!(lines(&said, "ending").len(), 1, "{said}");
        let finished = lines(&said, "finished").len() as u64;
        assert_eq!(lines(&said, "begun").len() as u64, finished, "{said}");
        let [done, failed, left] = numbers(&lines(&said, "batch")[0], ["built", "failed", "left"]);
        assert_eq!((done, failed, done + left), (finished, 0, 30), "{said}");
        assert!(left > 0 && !folder.path().join("out/.huimou/journal.jsonl").exists(), "{said}");
        assert_eq!(lines(&said, "batch")[0]["cancelled"], true, "{said}");
        if signal == "-INT" {
            assert_eq!(ledger(&folder.path().join("out")).districts.len() as u64, done);
            let (code, stderr) = spoken(&mut batch(folder.path()));
            assert_eq!((code, numbers(&lines(&stderr, "batch")[0], ["built", "fresh"])), (Some(0), [left, done]));
        }
    }
}

#[test]
fn a_merge_tells_what_it_joined_and_exits_by_it() {
    let folder = small(4);
    let out = folder.path().join("out");
    let merged = |code| {
        let mut command = command(folder.path());
        let (exit, stderr) = spoken(command.args(["batch", "merge", "out", "--message-format", "json"]));
        assert_eq!(exit, Some(code), "{stderr}");
        assert_eq!(lines(&stderr, "summary").len(), 1, "{stderr}");
        (lines(&stderr, "merged").first().map(|event| numbers(event, ["done", "failed"])), stderr)
    };
    assert!(merged(4).1.contains("can't read out"));
    std::fs::create_dir(&out).expect("a folder");
    assert!(merged(4).1.contains("there is no ledger"));
    for index in [1, 2] {
        assert_eq!(run_with(folder.path(), &ENGINE, &shard(index, 2)).0.expect("a run").built, 2);
    }
    assert_eq!(merged(0).0, Some([4, 0]));
    edit(folder.path(), "districts.csv", "2.10", "2..10");
    assert_eq!(run_with(folder.path(), &ENGINE, &shard(2, 2)).0.expect("a run").failed, 1);
    assert_eq!(merged(1).0, Some([3, 1]));
    // One that can't be read: nothing is joined, and nothing is lost.
    assert_eq!(run_with(folder.path(), &ENGINE, &shard(2, 2)).0.expect("a run").failed, 1);
    std::fs::write(out.join("huimou-batch.1-of-2.json"), "{").expect("written");
    let (event, stderr) = merged(4);
    assert!(event.is_none() && stderr.contains("ledger-broken"), "{stderr}");
    assert!(out.join("huimou-batch.2-of-2.json").exists());
}

/// It isn't recorded which of two runs came last, so neither counts.
#[test]
fn a_district_on_which_shards_disagree_is_built_again() {
    let folder = small(4);
    let out = folder.path().join("out");
    let mut run = shard(1, 2);
    assert_eq!(run_with(folder.path(), &ENGINE, &run).1, ["d0", "d2"]);
    edit(folder.path(), "districts.csv", "第0区", "第零区");
    run.shard = Shard::new(1, 4);
    assert_eq!(run_with(folder.path(), &ENGINE, &run).1, ["d0"]);
    let merged = merge(&out).expect("one ledger");
    assert_eq!(merged.districts.keys().collect::<Vec<_>>(), ["d2"]);
    assert_eq!(pdfs(&out).len(), 2);
    assert_eq!(built(folder.path()), ["d0", "d1", "d3"]);
    // Another program's version is another result, too.
    run.shard = Shard::new(1, 2);
    run.force = true;
    assert_eq!(run_with(folder.path(), &ENGINE, &run).0.expect("a run").built, 2);
    let text = std::fs::read_to_string(out.join("huimou-batch.1-of-2.json")).expect("a ledger");
    let older = text.replace(concat!("\"version\": \"", env!("CARGO_PKG_VERSION")), "\"version\": \"0.0.1");
    assert!(older != text);
    std::fs::write(out.join("huimou-batch.1-of-4.json"), older).expect("written");
    assert_eq!(merge(&out).expect("one ledger").districts.keys().collect::<Vec<_>>(), ["d1", "d3"]);
}

#[test]
#[cfg(unix)]
fn a_merge_takes_what_a_killed_shard_had_finished() {
    let folder = small(20);
    let out = folder.path().join("out");
    assert_eq!(run_with(folder.path(), &ENGINE, &shard(2, 2)).0.expect("a run").built, 10);
    let mut child = batch(folder.path()).args(["-j1", "--shard", "1/2"]).stderr(Stdio::piped()).spawn().expect("a run");
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr"));
    let mut said = String::new();
    while said.matches("\"finished\"").count() < 3 {
        assert!(stderr.read_line(&mut said).expect("a line") > 0, "{said}");
    }
    child.kill().expect("killed");
    child.wait().expect("dead");
    let journal = out.join(".huimou/journal.1-of-2.jsonl");
    assert!(journal.exists() && !out.join("huimou-batch.1-of-2.json").exists());
    let merged = merge(&out).expect("one ledger");
    assert!((13..20).contains(&merged.districts.len()), "{}", merged.districts.len());
    assert!(!journal.exists());
    assert_eq!(built(folder.path()).len(), 20 - merged.districts.len());
}

#[test]
fn what_passed_with_a_warning_doesnt_pass_where_warnings_are_errors() {
    let folder = small(3);
    edit(folder.path(), "districts.csv", "第1区", "第1区,");
    edit(folder.path(), "districts.csv", "第1区,,", "\"第1区,\",");
    let (code, stderr) = spoken(&mut batch(folder.path()));
    assert_eq!((code, numbers(&lines(&stderr, "batch")[0], ["built"])), (Some(0), [3]), "{stderr}");
    let before = pdfs(&folder.path().join("out"));
    for _ in 0..2 {
        let (code, stderr) = spoken(batch(folder.path()).arg("--deny-warnings"));
        let counts = numbers(&lines(&stderr, "batch")[0], ["built", "failed", "fresh"]);
        assert_eq!((code, counts), (Some(1), [0, 1, 2]), "{stderr}");
        assert_eq!(lines(&stderr, "diagnostic")[0]["code"], "half-width-mark", "{stderr}");
    }
    assert_eq!(ledger(&folder.path().join("out")).districts["d1"].state, State::Failed);
    assert_eq!(pdfs(&folder.path().join("out")), before);
    let (code, stderr) = spoken(&mut batch(folder.path()));
    assert_eq!((code, numbers(&lines(&stderr, "batch")[0], ["built", "fresh"])), (Some(0), [1, 2]), "{stderr}");
}

#[test]
fn a_template_or_theme_that_isnt_there_is_told_once_and_at_once() {
    let folder = small(3);
    std::fs::write(folder.path().join("pale.toml"), "name = \"x\"\ntitle = \"本局\"\nbase = \"red\"\nprimry = 1\n")
        .expect("written");
    for (args, code, reported) in [
        (&["--theme", "mauve"][..], "unknown-theme", "no template has a theme mauve (bulletin: blue"),
        (&["--theme", "mauve", "--template", "editorial"], "unknown-theme", "unknown theme mauve"),
        (&["--template", "leaflet"], "unknown-template", "unknown template leaflet"),
        (&["--theme", "mauve", "--dry-run"], "unknown-theme", "mauve"),
        (&["--theme", "pale.toml"], "theme-broken", "primry"),
    ] {
        let (exit, stderr) = spoken(batch(folder.path()).args(args));
        assert_eq!(exit, Some(3), "{args:?}: {stderr}");
        let found = lines(&stderr, "diagnostic");
        assert!(found.len() == 1 && found[0]["code"] == code, "{args:?}: {stderr}");
        assert!(stderr.contains(reported) && lines(&stderr, "planned").is_empty(), "{args:?}: {stderr}");
        assert!(!folder.path().join("out").exists());
    }
    // One that a single template has may be meant: the district says which template it is set with.
    let files = ["typst.toml", "lib.typ", "themes/plain.toml"]
        .map(|name| (name, std::fs::read(repository("tests/consumer/template").join(name)).expect("a file")));
    let card = Template::from_files("card", files).expect("a template");
    let engine = huimou::Engine::builder().embedded_fonts().built_in_templates().template(card).build();
    let mut run = options();
    run.choices = Choices::new().theme(ThemeChoice::Named("plain".into()));
    let engine = engine.expect("an engine");
    assert_eq!(run_with(folder.path(), &engine, &run).0.expect("a run").failed, 3);
    run.choices.template = Some("card".into());
    assert_eq!(run_with(folder.path(), &engine, &run).0.expect("a run").built, 3);
    run.choices.theme = Some(ThemeChoice::file(Source::new("x.toml", "name = 1")));
    assert!(run_with(folder.path(), &engine, &run).0.is_err());
}

#[test]
fn districts_that_are_gone_are_named_and_kept() {
    let folder = small(12);
    let out = folder.path().join("out");
    assert_eq!(built(folder.path()).len(), 12);
    let table = std::fs::read_to_string(folder.path().join("districts.csv")).expect("a table");
    let shorter: String = table.lines().take(3).map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.path().join("districts.csv"), shorter).expect("written");
    let reported = |args: &[&str]| {
        let (code, stderr) = spoken(batch(folder.path()).args(args));
        assert_eq!(code, Some(0), "{stderr}");
        let found = lines(&stderr, "diagnostic");
        assert!(found.iter().all(|line| line["code"] == "ledger-rest" && line["severity"] == "warning"), "{stderr}");
        found.iter().map(|line| line["message"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    let names = "in the ledger but no longer in the batch (10): d10, d11, d2, d3, d4, d5, d6, d7, …";
    assert_eq!(reported(&[]), [names]);
    assert_eq!(reported(&["--dry-run"]), [names]);
    assert_eq!(reported(&["--deny-warnings"]), [names]);
    // A part of the batch doesn't say what the whole has.
    assert!(reported(&["--only", "d0"]).is_empty() && reported(&["--shard", "1/2"]).is_empty());
    assert_eq!((pdfs(&out).len(), ledger(&out).districts.len()), (12, 12));
    std::fs::write(folder.path().join("districts.csv"), table).expect("written");
    merge(&out).expect("one ledger");
    assert!(reported(&[]).is_empty());
    assert_eq!(run_with(folder.path(), &ENGINE, &options()).0.expect("a run").fresh, 12);
}

/// File permissions don't stop root, but a read-only mount does, if the machine allows one.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cant_be_written_is_told_and_left_alone() {
    let folder = small(3);
    let out = folder.path().join("out");
    assert_eq!(built(folder.path()).len(), 3);
    let before = (pdfs(&out), ledger(&out));
    std::fs::write(folder.path().join("base.toml"), BASE.replace("开工", "竣工")).expect("written");
    let allowed = Command::new("unshare").args(["-Urm", "true"]).status().is_ok_and(|status| status.success());
    if !allowed {
        eprintln!("not tried: this machine lets no process have mounts of its own");
        return;
    }
    let program = env!("CARGO_BIN_EXE_huimou");
    let script = format!(
        "mount --bind out out && mount -o remount,bind,ro out && {program} batch batch.toml --message-format json; \
         echo code $? >&2; {program} batch batch.toml --dry-run --message-format json && \
         {program} batch merge out --message-format json; echo merge $? >&2"
    );
    let mut shell = Command::new("unshare");
    let shell = shell.current_dir(folder.path()).args(["-Urm", "sh", "-c", &script]).env("LC_ALL", "C");
    let (_, stderr) = spoken(shell.stdin(Stdio::null()));
    assert!(stderr.contains("code 4\n") && stderr.contains("merge 4\n"), "{stderr}");
    let said: Vec<Value> = stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of = |kind: &str| said.iter().filter(|line| line["type"] == kind).count();
    assert_eq!((of("diagnostic"), of("begun"), of("would")), (2, 0, 3), "{stderr}");
    assert!(stderr.contains("write-failed") && stderr.contains("Read-only file system"), "{stderr}");
    assert_eq!((pdfs(&out), ledger(&out)), before);
    assert_eq!(built(folder.path()).len(), 3);
}
