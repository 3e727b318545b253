//! Districts in worker processes: whatever kills a worker affects only one district.

#![cfg(unix)]

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use huimou::batch::{Batch, Event, Isolation, LedgerEntry, Outcome, State, Workers};
use huimou::{Choices, Class, Code, Diagnostic, Engine, Error, Language, Limits, Severity, Template, report};

use crate::batch::{build_into, command, jobs, ledger, lines, options, pdfs, spoken};
use crate::support::read;

/// The title decides what the template does.
const HOSTILE: &str = "
  let t = sheet.review.title.text
  if t.contains(\"转\") { for i in range(1000000) { for j in range(1000000) { } } }
  if t.contains(\"慢\") { for i in range(100) { for j in range(50000) { } } }
  if t.contains(\"久\") { for i in range(600) { for j in range(50000) { } } }
  if t.contains(\"吃\") { let a = range(2000000000) }
  if t.contains(\"错\") { let f() = panic(\"on purpose\"); f() }
";

/// A folder with a batch of one row for each title, and an untrusted template.
pub fn hostile(titles: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("written");
    std::fs::create_dir_all(at("card/themes")).expect("a folder");
    for name in ["typst.toml", "themes/plain.toml"] {
        write(&format!("card/{name}"), &read(&format!("tests/consumer/template/{name}")));
    }
    let lib = read("tests/consumer/template/lib.typ");
    write("card/lib.typ", &lib.replacen("  set page(", &format!("{HOSTILE}  set page("), 1));
    write(
        "base.toml",
        "[review]\ntitle = \"{{ name }}\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"一\"\n",
    );
    write(
        "batch.toml",
        "[batch]\nbase = \"base.toml\"\noverride = \"own/{slug}.toml\"\n[table]\nfile = \"districts.csv\"\n",
    );
    table(folder.path(), titles);
    folder
}

pub fn table(folder: &Path, titles: &[&str]) {
    let rows: String = titles.iter().enumerate().map(|(k, title)| format!("d{k},{title}\n")).collect();
    std::fs::write(folder.join("districts.csv"), format!("slug,name\n{rows}")).expect("written");
}

/// The command on a folder's batch, as for trusted templates.
pub fn trusting(folder: &Path) -> Command {
    let mut command = command(folder);
    command.args(["batch", "batch.toml", "--template", "./card", "--message-format", "json"]);
    command
}

fn isolated(folder: &Path) -> Command {
    let mut command = trusting(folder);
    command.arg("--isolate");
    command
}

fn engine(folder: &Path) -> Engine {
    let template = Template::read(folder.join("card")).expect("a template");
    Engine::builder().embedded_fonts().built_in_templates().template(template).build().expect("an engine")
}

/// The command as a worker with a folder's template.
pub fn worker(folder: &Path) -> Vec<OsString> {
    let mut template = OsString::from("--template=");
    template.push(folder.join("card"));
    vec![env!("CARGO_BIN_EXE_huimou").into(), "worker".into(), "batch".into(), template]
}

/// A shell script that does something first, and then becomes that worker.
pub fn worker_after(folder: &Path, first: &str) -> [String; 3] {
    let words: Vec<String> = worker(folder).iter().map(|word| word.to_string_lossy().into_owned()).collect();
    ["sh".into(), "-c".into(), format!("{first}; exec {}", words.join(" "))]
}

pub type Reported = Vec<(LedgerEntry, Vec<Diagnostic>)>;

/// A run with a custom worker; every district's entry with its errors.
pub fn run_with(folder: &Path, isolation: Option<Isolation>) -> (Result<Outcome, Error>, Reported) {
    let batch = Batch::read(folder.join("batch.toml")).expect("a batch").value;
    let mut options = jobs(1).force(true).choices(Choices::new().template("card"));
    options.isolation = isolation;
    let mut all = Vec::new();
    let outcome = build_into(batch.output_folder(), &batch, &engine(folder), &options, |event| {
        if let Event::Finished { entry, diagnostics, .. } = event {
            all.push((*entry, diagnostics));
        }
    });
    // While one district's PDF is written, the next may be done.
    all.sort_by(|(a, _), (b, _)| a.slug.cmp(&b.slug));
    (outcome, all)
}

fn codes(stderr: &str) -> Vec<(String, Vec<String>)> {
    let word = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let reported = lines(stderr, "diagnostic");
    let mut all: Vec<_> = reported
        .iter()
        .map(|line| (word(&line["code"]), line["districts"].as_array().expect("slugs").iter().map(word).collect()))
        .collect();
    all.sort();
    all
}

#[test]
fn what_takes_all_time_or_memory_costs_one_district() {
    let folder = hostile(&["甲", "转", "丙", "吃", "戊", "错", "庚"]);
    let limits = ["--time-limit", "2", "--memory-limit", "256MiB", "-j2"];
    let (code, stderr) = spoken(isolated(folder.path()).args(limits));
    assert_eq!(code, Some(1), "{stderr}");
    let reported = |code: &str, slug: &str| (code.to_owned(), vec![slug.to_owned()]);
    let expected =
        [reported("memory-exceeded", "d3"), reported("template-failed", "d5"), reported("time-exceeded", "d1")];
    assert_eq!(codes(&stderr), expected, "{stderr}");
    let places: Vec<_> = lines(&stderr, "diagnostic").iter().map(|line| line["place"]["line"].clone()).collect();
    assert!(places.contains(&3.into()) && places.contains(&5.into()), "{stderr}");
    assert!(stderr.contains("longer than 2 s") && stderr.contains("256 MiB at most"), "{stderr}");
    let out = folder.path().join("out");
    let stopped = &ledger(&out).districts["d1"];
    assert!((2.0..30.0).contains(&stopped.seconds) && stopped.inputs.len() == 64, "{stopped:?}");
    let states: Vec<_> = ledger(&out).districts.into_values().map(|entry| entry.state).collect();
    assert_eq!(states.iter().filter(|state| **state == State::Done).count(), 4);
    assert_eq!((states.len(), pdfs(&out).len()), (7, 4));
    // What was built is fresh, the rest is built when it can be.
    table(folder.path(), &["甲", "乙", "丙", "丁", "戊", "己", "庚"]);
    let (code, stderr) = spoken(isolated(folder.path()).args(limits));
    assert_eq!((code, lines(&stderr, "planned")[0]["fresh"].as_u64()), (Some(0), Some(4)), "{stderr}");
}

/// Places, quotations, hints and both languages go through the pipe.
#[test]
fn the_same_bytes_and_the_same_words_as_without() {
    let folder = hostile(&["甲", "乙（", "错", "{{", "戊 己", "龘", "贰"]);
    let own = folder.path().join("own");
    std::fs::create_dir(&own).expect("a folder");
    std::fs::write(own.join("d4.toml"), "[review]\nyear = 1\nsubtitel = \"{{ nam }}\"\n").expect("written");
    std::fs::write(own.join("d6.toml"), "[[section]]\ntitle = \"二\"\nlead = \"甲,乙(丙）\"\n").expect("written");
    // What is wrong with a cell has its place in a row, whose text begins with its line.
    let batch = std::fs::read_to_string(folder.path().join("batch.toml")).expect("text");
    let fields = "[fields]\nname = { field = \"section[0].title\", empty = \"keep\" }\n";
    // And what is wrong with a value by hand has it in the batch's description.
    let hand = "[[district]]\nslug = \"d0\"\nvalues = { name = \"甲（\" }\n";
    std::fs::write(folder.path().join("batch.toml"), batch + fields + hand).expect("written");
    let out = folder.path().join("out");
    let reported = |isolation| {
        let (outcome, mut all) = run_with(folder.path(), isolation);
        let errors: Vec<Diagnostic> = all.iter().flat_map(|(_, errors)| errors.clone()).collect();
        for (entry, _) in &mut all {
            entry.seconds = 0.0;
            entry.output.iter_mut().for_each(|output| output.modified = 0);
        }
        let texts = [
            report::human(&errors, Language::Chinese, report::Colour::Always),
            report::human(&errors, Language::English, report::Colour::Never),
            report::json(&errors, Language::English),
        ];
        (outcome.expect("a run").built, all, texts, pdfs(&out))
    };
    let (here, there) = (reported(None), reported(Some(Isolation::new(worker(folder.path())))));
    assert!(here.2 == there.2, "{}\n---\n{}", here.2[0], there.2[0]);
    assert!(here == there);
    let errors: Vec<_> = here.1.iter().flat_map(|(_, errors)| errors).collect();
    let of = |severity| errors.iter().filter(|error| error.severity == severity).count();
    assert!(of(Severity::Error) > 3 && of(Severity::Warning) > 1, "{}", here.2[1]);
    assert!(here.0 > 2 && errors.iter().any(|error| error.labels.len() > 1), "{}", here.2[1]);
}

/// Shell code that passes a line on unchanged.
const PASS: &str = "read -r a; printf '%s\\n' \"$a\"";

/// The first message of a run.
fn hello(protocol: u32) -> String {
    let base = "[review]\ntitle = '一'\norganization = '某局'\nyear = 2024\n[[section]]\ntitle = '一'\n";
    let shared = serde_json::json!({
        "folder": { "Unix": [] },
        "batch": { "name": "batch.toml", "first_line": 1, "text": "[batch]\nbase = 'base.toml'\n" },
        "base": { "name": "base.toml", "first_line": 1, "text": base },
    });
    let hello = serde_json::json!({ "protocol": protocol, "memory": null, "deny_warnings": false, "shared": shared });
    format!("{hello}\n")
}

/// A worker that starts like ours, and then does something else.
fn impostor(folder: &Path, then: &str) -> Isolation {
    let mut child = Command::new(&worker(folder)[0])
        .args(&worker(folder)[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a worker");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(hello(5).as_bytes()).expect("written");
    let mut greeting = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut greeting).expect("a greeting");
    drop(input);
    assert!(child.wait().expect("an end").success());
    std::fs::write(folder.join("greeting"), greeting).expect("written");
    let script = format!("read hello; cat {}; read wish; {then}", folder.join("greeting").display());
    let time = Duration::from_secs(if then == "sleep 30" { 2 } else { 20 });
    Isolation::new(["sh", "-c", &script]).workers(Workers::Enforced(Limits::new().time(time)))
}

#[test]
fn a_worker_that_breaks_off_is_told_and_replaced() {
    let folder = hostile(&["甲", "乙"]);
    let answer = |rest: &str| {
        format!(
            "echo '{{\"district\":0,\"inputs\":\"\",\"template\":null,\"files\":[],\"pages\":1,\"texts\":[],\
             \"diagnostics\":[],\"pdf\":{rest}"
        )
    };
    let cases = [
        ("kill -SEGV $$", Code::WorkerDied, "signal SIGSEGV"),
        ("kill -KILL $$", Code::WorkerDied, "signal SIGKILL"),
        ("echo something >&2; echo the last words >&2; exit 7", Code::WorkerDied, "exit code 7: the last words"),
        ("echo memory allocation of 1 bytes failed >&2; kill -ABRT $$", Code::MemoryExceeded, "out of memory"),
        ("echo garbage; sleep 30", Code::WorkerBroken, "expected value"),
        ("tr '\\0' x < /dev/zero", Code::WorkerBroken, "line too long"),
        ("exec >&-; sleep 30", Code::WorkerBroken, "output closed"),
        ("sleep 30", Code::TimeExceeded, "longer than 2 s"),
        (&answer("99999999999999}'; sleep 30"), Code::WorkerBroken, "body of 99999999999999 bytes"),
        (&answer("100}'; echo short; exit 0"), Code::WorkerDied, "exit code 0"),
        (&answer("null}'; sleep 30"), Code::WorkerBroken, "inconsistent reply"),
        (&answer("0}'; sleep 30"), Code::InputChanged, "changed while the batch was running"),
        (&answer("0}'; sleep 30").replace(":0,", ":9,"), Code::WorkerBroken, "unexpected message"),
    ];
    for (then, code, words) in cases {
        let (outcome, all) = run_with(folder.path(), Some(impostor(folder.path(), then)));
        let outcome = outcome.unwrap_or_else(|error| panic!("{then}: {error}"));
        assert_eq!((outcome.failed, outcome.left), (2, 0), "{then}");
        let error = &all[0].1[0];
        assert_eq!((all[0].1.len(), error.code), (1, code), "{then}: {}", error.message.en);
        assert!(error.message.en.contains(words) && error.labels.len() == 1, "{then}: {}", error.message.en);
    }
    assert!(pdfs(&folder.path().join("out")).is_empty());
}

/// A district that finds no memory isn't blamed for what earlier districts left allocated.
#[test]
fn a_worker_that_is_full_is_replaced_before_a_district_is_blamed() {
    let folder = hostile(&["甲", "乙", "丙"]);
    let words: Vec<String> = worker(folder.path()).iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let (marker, real) = (folder.path().join("marker"), words.join(" "));
    let script = format!(
        "[ -e {0} ] && exec {real}; touch {0}; ({PASS}; {PASS}; read c; \
         echo memory allocation of 5 bytes failed >&2; kill -ABRT $$) | {real}",
        marker.display()
    );
    let (outcome, all) = run_with(folder.path(), Some(Isolation::new(["sh", "-c", &script])));
    assert_eq!(outcome.expect("a run").built, 3, "{:?}", all[1].1);
    assert!(marker.exists());
}

#[test]
fn a_worker_that_never_works_ends_the_run() {
    let folder = hostile(&["甲", "乙"]);
    let mut other = worker(folder.path());
    other.remove(3);
    let cases: [(Vec<OsString>, &str); 6] = [
        (vec![], "can't be started"),
        (vec!["/nowhere/huimou".into()], "can't be started"),
        (vec!["sh".into(), "-c".into(), "echo no such thing >&2; exit 3".into()], "exit code 3: no such thing"),
        (vec!["sh".into(), "-c".into(), "kill -ILL $$".into()], "signal SIGILL"),
        (vec!["echo".into(), "hello".into()], "sent a malformed message"),
        (other, "differs from this process: templates"),
    ];
    for (words, reported) in cases {
        let (outcome, all) = run_with(folder.path(), Some(Isolation::new(words)));
        let error = outcome.expect_err("no worker");
        assert_eq!((error.diagnostics().len(), error.class(), all.len()), (1, Class::Setup, 0));
        let error = &error.diagnostics()[0];
        assert!(error.code == Code::WorkerBroken && error.message.en.contains(reported), "{}", error.message.en);
    }
    assert_eq!(run_with(folder.path(), Some(Isolation::new(worker(folder.path())))).0.expect("a run").built, 2);
}

#[test]
fn a_file_that_changes_while_the_run_is_under_way_is_told() {
    let folder = hostile(&["甲", "乙"]);
    // The worker is asked after the run has read the district's own file, and finds a newer state of it, which counts.
    let (own, marker) = (folder.path().join("own"), folder.path().join("marker"));
    std::fs::create_dir(&own).expect("a folder");
    std::fs::write(own.join("d0.toml"), "[review]\nyear = 2024\n").expect("written");
    let words: Vec<String> = worker(folder.path()).iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let (marker, real, own) = (marker.display(), words.join(" "), own.join("d0.toml"));
    let script = format!(
        "[ -e {marker} ] && exec {real}; touch {marker}; ({PASS}; read -r b; echo >> {}; printf '%s\\n' \"$b\"; cat) | {real}",
        own.display()
    );
    let isolation = Some(Isolation::new(["sh", "-c", &script]));
    let (outcome, all) = run_with(folder.path(), isolation.clone());
    assert_eq!(outcome.expect("a run").built, 2, "{:?}", all[0].1);
    let batch = Batch::read(folder.path().join("batch.toml")).expect("a batch").value;
    let card = options().choices(Choices::new().template("card"));
    let outcome = build_into(batch.output_folder(), &batch, &engine(folder.path()), &card, |_| {});
    assert_eq!(outcome.expect("a run").fresh, 2);
    // One that is being written all the time has no state that both could have read.
    let marker = folder.path().join("marker");
    let writing = format!("(while [ -e {0} ]; do echo >> {1}; done) & ", marker.display(), own.display());
    let Some(Isolation { command, .. }) = isolation else { unreachable!() };
    let script = command[2].to_string_lossy().replace("(read", &format!("({writing} read"));
    std::fs::remove_file(&marker).expect("removed");
    let (outcome, all) = run_with(folder.path(), Some(Isolation::new(["sh", "-c", &script])));
    std::fs::remove_file(&marker).expect("removed");
    let outcome = outcome.expect("a run");
    assert_eq!((outcome.built, outcome.failed, all[0].1[0].code), (1, 1, Code::InputChanged));
}

/// Linux counts each thread's stack as allocated memory.
#[test]
fn a_limit_of_memory_leaves_room_for_stacks_on_any_machine() {
    let folder = hostile(&["甲", "乙"]);
    let isolation = Isolation::new(worker_after(folder.path(), "export RAYON_NUM_THREADS=64"))
        .workers(Workers::Enforced(Limits::new().memory(256 << 20)));
    let (outcome, all) = run_with(folder.path(), Some(isolation));
    assert_eq!(outcome.expect("a worker").built, 2, "{all:?}");
}

#[test]
fn a_worker_speaks_with_runs_alone() {
    let folder = hostile(&["甲"]);
    for words in ["", "garbage\n", &hello(99), &hello(5).replace("\"first_line\":1", "\"first_line\":0")] {
        let mut child = Command::new(&worker(folder.path())[0])
            .args(&worker(folder.path())[1..])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a worker");
        child.stdin.take().expect("a pipe").write_all(words.as_bytes()).expect("written");
        let output = child.wait_with_output().expect("an end");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(3) && stderr.contains("worker-broken"), "{words}: {stderr}");
    }
    for (args, reported) in [
        (vec!["batch", "x.toml", "--in-process", "--memory-limit", "1GiB"], "--in-process"),
        (vec!["batch", "x.toml", "--in-process", "--time-limit", "5"], "--in-process"),
        (vec!["batch", "x.toml", "--isolate", "--memory-limit", "1MiB"], "64MiB"),
        (vec!["batch", "x.toml", "--isolate", "--memory-limit", "1 parsec"], "64MiB"),
        (vec!["batch", "x.toml", "--isolate", "--memory-limit", "99999999999TiB"], "64MiB"),
        (vec!["batch", "x.toml", "--isolate", "--time-limit", "0"], "86400"),
    ] {
        let (code, stderr) = spoken(command(folder.path()).args(&args));
        assert!(code == Some(2) && stderr.contains(reported), "{args:?}: {stderr}");
    }
    for args in [vec!["--help"], vec!["completions", "bash"]] {
        let output = command(folder.path()).args(&args).output().expect("the command runs");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("worker"), "{args:?}");
    }
}

// ── Signals ─────────────────────────────────────────────────────────────

/// The running child processes of a process.
#[cfg(target_os = "linux")]
pub fn children(of: u32) -> Vec<u32> {
    let stat = |path: PathBuf| {
        let text = std::fs::read_to_string(path.join("stat")).ok()?;
        let rest = text.rsplit_once(") ")?.1.to_owned();
        let mut words = rest.split(' ');
        (words.next()? != "Z" && words.next()?.parse::<u32>().ok()? == of).then_some(())?;
        path.file_name()?.to_str()?.parse::<u32>().ok()
    };
    std::fs::read_dir("/proc").expect("/proc").flatten().filter_map(|entry| stat(entry.path())).collect()
}

#[cfg(target_os = "linux")]
pub fn runs(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

fn kill(how: &str, whom: &str) {
    assert!(Command::new("kill").args([how, "--", whom]).status().expect("kill runs").success());
}

/// A run that has begun a district, with its output so far.
pub fn begun(command: &mut Command, slug: &str) -> (Child, BufReader<std::process::ChildStderr>, String) {
    use std::os::unix::process::CommandExt;
    let mut child = command.process_group(0).stderr(Stdio::piped()).spawn().expect("the command starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr"));
    let mut said = String::new();
    while !said.contains(&format!("\"begun\",\"slug\":\"{slug}\"")) {
        assert!(stderr.read_line(&mut said).expect("a line") > 0, "{said}");
    }
    (child, stderr, said)
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_that_somebody_kills_is_told_with_its_signal() {
    let folder = hostile(&["甲", "转", "丙"]);
    let (mut child, mut stderr, mut said) = begun(isolated(folder.path()).arg("-j1"), "d1");
    let workers = children(child.id());
    assert_eq!(workers.len(), 1);
    kill("-KILL", &workers[0].to_string());
    stderr.read_to_string(&mut said).expect("text");
    assert_eq!(child.wait().expect("an end").code(), Some(1), "{said}");
    assert_eq!(codes(&said), [("worker-died".to_owned(), vec!["d1".to_owned()])], "{said}");
    assert!(said.contains("signal SIGKILL") && lines(&said, "batch")[0]["built"] == 2, "{said}");
    table(folder.path(), &["甲", "乙", "丙"]);
    let (code, stderr) = spoken(&mut isolated(folder.path()));
    assert_eq!((code, lines(&stderr, "planned")[0]["todo"].as_u64()), (Some(0), Some(1)), "{stderr}");
}

#[test]
#[cfg(target_os = "linux")]
fn no_worker_outlives_its_run() {
    let folder = hostile(&["转", "转"]);
    let (mut child, ..) = begun(isolated(folder.path()).arg("-j2"), "d1");
    let until = Instant::now() + Duration::from_secs(10);
    let mut workers = Vec::new();
    while workers.len() < 2 {
        assert!(Instant::now() < until, "two workers: {workers:?}");
        workers = children(child.id());
    }
    child.kill().expect("killed");
    child.wait().expect("dead");
    while workers.iter().any(|worker| runs(*worker)) {
        assert!(Instant::now() < until, "they run on: {workers:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A terminal sends Ctrl-C to the whole group; a worker isn't in it. The first district takes seconds, so that it is
/// still under way when the signal arrives.
#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_lets_workers_finish() {
    let folder = hostile(&["久", "乙", "丙"]);
    let (mut child, mut stderr, mut said) = begun(isolated(folder.path()).arg("-j1"), "d0");
    kill("-INT", &format!("-{}", child.id()));
    stderr.read_to_string(&mut said).expect("text");
    assert_eq!(child.wait().expect("an end").code(), Some(130), "{said}");
    assert_eq!(lines(&said, "ending").len(), 1, "{said}");
    let end = &lines(&said, "batch")[0];
    assert_eq!((end["built"].as_u64(), end["failed"].as_u64(), end["left"].as_u64()), (Some(1), Some(0), Some(2)));
    let (code, stderr) = spoken(&mut isolated(folder.path()));
    assert_eq!((code, lines(&stderr, "batch")[0]["built"].as_u64()), (Some(0), Some(2)), "{stderr}");
}
