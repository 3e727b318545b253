//! Batches: how a district is composed, what a run writes, and what it survives.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use huimou::asset::{AssetError, Assets};
use huimou::batch::{Batch, BatchOptions, Cancel, Event, FolderSink, Ledger, Outcome, Shard, State, merge};
use huimou::{Choices, Code, Engine, Error, Language, Source, Template, ThemeChoice, report};
use serde_json::Value;

use crate::support::{ENGINE, read, repository};

/// One folder per case: `tests/cases/batch/*/batch.toml`, with snapshots of its districts and messages.
#[test]
fn messages_of_every_case() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../cases/batch");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let root = repository("tests/cases/batch");
    // Names in messages must not tell where the repository lies.
    let shown = |text: String| text.replace(&format!("{}/", root.display()), "");
    settings.bind(|| {
        let mut cases: Vec<PathBuf> =
            std::fs::read_dir(&root).expect("cases").map(|entry| entry.expect("a case").path()).collect();
        cases.retain(|path| path.is_dir());
        cases.sort();
        assert!(cases.len() > 40);
        for path in cases {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let (districts, found) = examined(&path);
            let failed = found.iter().any(|d| d.severity == huimou::Severity::Error);
            assert_eq!(failed, name.starts_with("err_"), "{name}: {}", report::short(&found, Language::English));
            let text = format!(
                "{districts}\n{}{}",
                report::human(&found, Language::Chinese, report::Colour::Never),
                report::short(&found, Language::English)
            );
            insta::assert_snapshot!(name, shown(text));
        }
    });
}

/// Every district with its output and its resolved texts and figures, and every error once.
fn examined(path: &Path) -> (String, Vec<huimou::Diagnostic>) {
    let batch = match Batch::read(path.join("batch.toml")) {
        Ok(batch) => batch,
        Err(error) => return (String::new(), error.diagnostics().to_vec()),
    };
    let (mut districts, mut found) = (String::new(), batch.warnings);
    for district in batch.value.districts() {
        districts.push_str(&format!("{:?} → {}\n", district.slug(), district.output()));
        match batch.value.review(&ENGINE, district.slug(), &Choices::new()) {
            Ok(review) => {
                districts.push_str(&reported(review.value.sheet_json()));
                found.extend(review.warnings);
            }
            Err(error) => found.extend_from_slice(error.diagnostics()),
        }
    }
    let mut unlike: Vec<huimou::Diagnostic> = Vec::new();
    for error in found {
        if !unlike.contains(&error) {
            unlike.push(error);
        }
    }
    (districts, unlike)
}

fn values(series: &Value) -> impl Iterator<Item = &Value> {
    series["values"].as_array().into_iter().flatten()
}

/// Title, organization, and each section's lead, figures with their changes, and highlights; of charts their periods
/// and values.
fn reported(sheet: &str) -> String {
    let sheet: Value = serde_json::from_str(sheet).expect("JSON");
    let text = |value: &Value| value["text"].as_str().unwrap_or_default().to_owned();
    let mut out = format!("  {} / {}\n", text(&sheet["review"]["title"]), text(&sheet["review"]["organization"]));
    for section in sheet["sections"].as_array().expect("sections") {
        out.push_str(&format!("  {}", text(&section["title"])));
        for block in section["blocks"].as_array().expect("blocks") {
            for item in block["items"].as_array().into_iter().flatten() {
                let figure = item["figure"]["text"].as_str().map(str::to_owned);
                out.push_str(&format!(" | {}", figure.unwrap_or_else(|| text(&item["text"]))));
                if let Some(change) = item["change"]["text"].as_str() {
                    out.push_str(&format!(" ({}{change})", item["change"]["sign"].as_str().unwrap_or_default()));
                }
                let series = item["series"].as_array().into_iter().flatten();
                for figure in item["periods"].as_array().into_iter().flatten().chain(series.flat_map(values)) {
                    out.push_str(&format!(" {}", text(figure)));
                }
            }
        }
        out.push('\n');
    }
    out
}

pub const BASE: &str = "[review]\ntitle = \"{{ name }}回眸\"\norganization = \"某局\"\nyear = 2024\n[[section]]\n\
                    title = \"一\"\nlead = \"完成{{ output }}亿元。\"\n[[section.indicator]]\nlabel = \"产值\"\n\
                    value = 1\nunit = \"亿元\"\n[[section.photo]]\ncaption = \"开工\"\nfile = \"open.png\"\nalt = \"开工\"\n";

const BATCH: &str = "[batch]\nbase = \"base.toml\"\nphotos = \"photos/{slug}\"\noverride = \"own/{slug}.toml\"\n\
                     [table]\nfile = \"districts.csv\"\n[fields]\noutput = \"section[0].indicator[0].value\"\n";

/// A folder with a batch of small districts, all with one shared photograph.
pub fn small(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("base.toml"), BASE).expect("written");
    std::fs::write(at("batch.toml"), BATCH).expect("written");
    std::fs::copy(repository("data/school-district-2024/photos/").join(first_photo()), at("open.png")).expect("copied");
    let rows: String = (0..count).map(|k| format!("d{k},第{k}区,{}.{}0\n", k + 1, k % 10)).collect();
    std::fs::write(at("districts.csv"), format!("slug,name,output\n{rows}")).expect("written");
    folder
}

pub fn first_photo() -> String {
    let folder = repository("data/school-district-2024/photos");
    let mut names: Vec<(u64, String)> = std::fs::read_dir(folder)
        .expect("photographs")
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.metadata().expect("metadata").len(), entry.file_name().into_string().expect("a name")))
        .collect();
    names.sort();
    names.swap_remove(0).1
}

pub fn options() -> BatchOptions {
    BatchOptions::new()
}

/// Options with this many concurrent layouts.
pub fn jobs(count: usize) -> BatchOptions {
    options().jobs(NonZeroUsize::new(count).expect("one at least"))
}

/// Builds into a folder; the sink's warnings are the first of the outcome.
pub fn build_into(
    out: &Path,
    batch: &Batch,
    engine: &Engine,
    options: &BatchOptions,
    observe: impl FnMut(Event),
) -> Result<Outcome, Error> {
    batch.check(engine, options)?;
    let mut warnings = Vec::new();
    let sink = FolderSink::open(out, options.shard)?.gather(&mut warnings);
    let mut outcome = batch.run(engine, options, &sink, &Cancel::new(), observe)?;
    outcome.warnings.splice(0..0, warnings);
    Ok(outcome)
}

/// Builds into the batch's own output folder, or another; the outcome, and the slugs of what was built.
pub fn run_into(
    out: Option<&Path>,
    folder: &Path,
    engine: &Engine,
    options: &BatchOptions,
) -> (Result<Outcome, Error>, Vec<String>) {
    let batch = Batch::read(folder.join("batch.toml")).expect("a batch").value;
    let mut built = Vec::new();
    let outcome = build_into(out.unwrap_or(batch.output_folder()), &batch, engine, options, |event| {
        if let Event::Finished { entry, .. } = event {
            built.push(entry.slug.clone());
        }
    });
    built.sort();
    (outcome, built)
}

pub fn run_with(folder: &Path, engine: &Engine, options: &BatchOptions) -> (Result<Outcome, Error>, Vec<String>) {
    run_into(None, folder, engine, options)
}

/// Runs, and returns which districts were built.
pub fn built(folder: &Path) -> Vec<String> {
    let (outcome, built) = run_with(folder, &ENGINE, &options());
    assert_eq!(outcome.expect("a run").failed, 0);
    built
}

/// Every PDF below a folder with its bytes.
pub fn pdfs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let pdfs = entries.filter(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    pdfs.map(|path| {
        (path.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(&path).expect("bytes"))
    })
    .collect()
}

pub fn ledger(folder: &Path) -> Ledger {
    let read = Ledger::read(folder.join("huimou-batch.json")).expect("a ledger");
    assert!(read.warnings.is_empty());
    read.value
}

#[test]
fn the_same_bytes_whatever_jobs_order_and_shards() {
    let folder = small(9);
    let mut all = Vec::new();
    for (k, count) in [1, 4].into_iter().enumerate() {
        let out = folder.path().join(format!("o{k}"));
        assert_eq!(run_into(Some(&out), folder.path(), &ENGINE, &jobs(count)).0.expect("a run").built, 9);
        all.push(pdfs(&out));
    }
    // In parts, the last first, and one district by itself before all.
    let out = folder.path().join("parts");
    let run = |options: &BatchOptions| run_into(Some(&out), folder.path(), &ENGINE, options);
    assert_eq!(run(&options().only(["d5"])).1, ["d5"]);
    for index in [3, 2, 1] {
        let outcome = run(&options().shard(Shard::new(index, 3).expect("a part"))).0.expect("a run");
        assert_eq!(outcome.built + outcome.fresh, 3);
    }
    all.push(pdfs(&out));
    assert_eq!(all[0].len(), 9);
    assert!(all[0] == all[1] && all[0] == all[2]);

    let merged = merge(&out).expect("one ledger");
    assert_eq!(merged.districts.len(), 9);
    assert!(merged.districts.values().all(|entry| entry.state == State::Done));
    assert_eq!(merged, ledger(&out));
    let left: Vec<_> =
        std::fs::read_dir(&out).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("-of-")), "{left:?}");
    assert_eq!(run(&options()).0.expect("a run").fresh, 9);
}

/// A shard records what it did itself, so that an older success can't hide a later failure.
#[test]
fn a_merge_keeps_what_was_done_last() {
    let folder = small(2);
    assert_eq!(built(folder.path()).len(), 2);
    let table = std::fs::read_to_string(folder.path().join("districts.csv")).expect("a table");
    std::fs::write(folder.path().join("districts.csv"), table.replace("1.00", "坏").replace("2.10", "2.20"))
        .expect("written");
    for (index, failed) in [(1, 1), (2, 0)] {
        let part = options().shard(Shard::new(index, 2).expect("a part"));
        assert_eq!(run_with(folder.path(), &ENGINE, &part).0.expect("a run").failed, failed);
    }
    let out = folder.path().join("out");
    let merged = merge(&out).expect("one ledger");
    assert_eq!(merged.districts["d0"].state, State::Failed);
    assert_eq!(run_with(folder.path(), &ENGINE, &options()).1, ["d0"]);
    assert!(merge(folder.path().join("own")).is_err() && merge(folder.path()).is_err());
}

#[test]
fn a_ledger_says_what_was_written() {
    let folder = small(2);
    assert_eq!(built(folder.path()), ["d0", "d1"]);
    let out = folder.path().join("out");
    let entry = &ledger(&out).districts["d1"];
    let bytes = std::fs::read(out.join("d1.pdf")).expect("a PDF");
    let output = entry.output.as_ref().expect("an output");
    use sha2::Digest;
    let sum: String = sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((output.sha256.as_str(), output.bytes), (sum.as_str(), bytes.len() as u64));
    assert_eq!(entry.pages, lopdf::Document::load_mem(&bytes).expect("a PDF").get_pages().len());
    assert_eq!((entry.state, entry.warnings, entry.version.as_str()), (State::Done, 0, env!("CARGO_PKG_VERSION")));
    assert_eq!(entry.template.as_ref().map(|used| used.name.as_str()), Some("bulletin"));
    let typesetter = entry.typesetter.replace(' ', "\"\nversion = \"");
    assert!(read("Cargo.lock").contains(&format!("name = \"{typesetter}\"\n")), "{}", entry.typesetter);
    assert_eq!(entry.fonts.len(), 64);
    let asked: Vec<(&str, bool)> = entry.files.iter().map(|file| (file.path.as_str(), file.sha256.is_some())).collect();
    assert_eq!(asked, [("open.png", true), ("photos/d1/open.png", false)]);
}

#[test]
fn only_what_has_changed_is_built_again() {
    let folder = small(3);
    let at = |name: &str| folder.path().join(name);
    assert_eq!(built(folder.path()).len(), 3);
    assert!(built(folder.path()).is_empty());
    // One row.
    let table = std::fs::read_to_string(at("districts.csv")).expect("a table");
    std::fs::write(at("districts.csv"), table.replace("第1区", "第一区")).expect("written");
    assert_eq!(built(folder.path()), ["d1"]);
    // A file of its own that wasn't there.
    std::fs::create_dir(at("own")).expect("a folder");
    std::fs::write(at("own/d2.toml"), "[review]\nyear = 2023\n").expect("written");
    assert_eq!(built(folder.path()), ["d2"]);
    // A photograph of its own that takes the shared one's place.
    std::fs::create_dir_all(at("photos/d0")).expect("a folder");
    std::fs::copy(at("open.png"), at("photos/d0/open.png")).expect("copied");
    assert_eq!(built(folder.path()), ["d0"]);
    // A time alone is no change.
    let bytes = std::fs::read(at("open.png")).expect("bytes");
    std::fs::write(at("open.png"), &bytes).expect("written");
    assert!(built(folder.path()).is_empty());
    // An output that is gone, cut, or another's.
    std::fs::remove_file(at("out/d0.pdf")).expect("removed");
    std::fs::write(at("out/d1.pdf"), "cut").expect("written");
    let mut other = std::fs::read(at("out/d2.pdf")).expect("bytes");
    other.reverse();
    std::fs::write(at("out/d2.pdf"), other).expect("written");
    assert_eq!(built(folder.path()), ["d0", "d1", "d2"]);
    // What all are made of.
    std::fs::write(at("base.toml"), BASE.replace("开工", "竣工")).expect("written");
    assert_eq!(built(folder.path()).len(), 3);
    let green = options().choices(Choices::new().theme(ThemeChoice::Named("green".into())));
    assert_eq!(run_with(folder.path(), &ENGINE, &green).1.len(), 3);
    assert_eq!(run_with(folder.path(), &ENGINE, &green.force(true)).1.len(), 3);
}

#[test]
fn a_template_edit_builds_what_depends_on_it() {
    let folder = small(2);
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("own")).expect("a folder");
    std::fs::write(at("own/d1.toml"), "[design]\ntemplate = \"editorial\"\n").expect("written");
    assert_eq!(built(folder.path()).len(), 2);
    let bulletin = ENGINE.template("bulletin").expect("built in");
    let edited = bulletin.files().map(|(path, bytes)| {
        let mut bytes = bytes.to_vec();
        if path == "lib.typ" {
            bytes.extend_from_slice(b"\n// edited\n");
        }
        (path.to_owned(), bytes)
    });
    let edited = Template::from_files("bulletin", edited).expect("a template");
    let engine = Engine::builder().embedded_fonts().built_in_templates().template(edited).build().expect("an engine");
    assert_eq!(run_with(folder.path(), &engine, &options()).1, ["d0"]);
}

#[test]
fn a_broken_ledger_costs_work_and_nothing_else() {
    let folder = small(2);
    assert_eq!(built(folder.path()).len(), 2);
    let path = folder.path().join("out/huimou-batch.json");
    let whole = std::fs::read_to_string(&path).expect("a ledger");
    let before = pdfs(&folder.path().join("out"));
    for broken in
        [&whole[..whole.len() / 2], "", "[]", "{\"form\": 99}", &whole.replace("\"form\": 1", "\"form\": \"x\"")]
    {
        std::fs::write(&path, broken).expect("written");
        let (outcome, built) = run_with(folder.path(), &ENGINE, &options());
        assert_eq!(outcome.expect("a run").warnings[0].code, Code::LedgerBroken);
        assert_eq!(built.len(), 2);
    }
    // Edited by hand: what doesn't fit the files is built again.
    std::fs::write(&path, whole.replacen("\"inputs\": \"", "\"inputs\": \"0", 1)).expect("written");
    assert_eq!(built(folder.path()), ["d0"]);
    assert_eq!(pdfs(&folder.path().join("out")), before);
}

#[test]
fn one_bad_district_leaves_the_others_alone() {
    let folder = small(40);
    let at = |name: &str| folder.path().join(name);
    let table = std::fs::read_to_string(at("districts.csv")).expect("a table");
    std::fs::write(at("districts.csv"), table.replace("18.70\n", "18..70\n")).expect("written");
    let batch = Batch::read(at("batch.toml")).expect("a batch").value;
    let mut errors = Vec::new();
    let outcome = build_into(&at("out"), &batch, &ENGINE, &options(), |event| {
        if let Event::Finished { diagnostics, .. } = event {
            errors.extend(diagnostics);
        }
    });
    let outcome = outcome.expect("a run");
    assert_eq!((outcome.built, outcome.failed), (39, 1));
    assert_eq!(errors.len(), 1);
    let label = &errors[0].labels[0];
    assert_eq!((errors[0].code, label.source.position(label.span.start).line), (Code::BadNumber, 19));
    assert!(label.source.name().ends_with("districts.csv"));
    let entry = ledger(&at("out")).districts["d17"].clone();
    assert_eq!(
        (entry.state, entry.output.is_none(), entry.errors[0].code.as_str()),
        (State::Failed, true, "bad-number")
    );
    assert!(!at("out/d17.pdf").exists());
    // It is tried again, the others are not.
    assert_eq!(run_with(folder.path(), &ENGINE, &options()).1, ["d17"]);
    std::fs::write(at("districts.csv"), table).expect("written");
    assert_eq!(built(folder.path()), ["d17"]);
    let run = jobs(1).fail_fast(true).force(true);
    std::fs::write(at("base.toml"), BASE.replace("year = 2024", "year = 1")).expect("written");
    // Often, since another run may begin in the moment between two steps.
    for _ in 0..60 {
        let outcome = run_with(folder.path(), &ENGINE, &run).0.expect("a run");
        assert_eq!((outcome.failed, outcome.left), (1, 39));
    }
}

/// Files that make their reader panic, from the second read on.
struct Explosive(AtomicUsize);

impl Assets for Explosive {
    fn open(&self, _: &str) -> Result<std::borrow::Cow<'_, [u8]>, AssetError> {
        assert!(self.0.fetch_add(1, Ordering::Relaxed).is_multiple_of(2), "a panic on purpose");
        Err(AssetError::Missing { near: None })
    }
}

#[test]
fn a_panic_concerns_one_district() {
    let folder = small(4);
    let theme = "name = \"x\"\ntitle = \"本局\"\nbase = \"red\"\nlogo = \"logo.png\"\n";
    let files = std::sync::Arc::new(Explosive(AtomicUsize::new(0)));
    let choices = Choices::new().theme(ThemeChoice::file_beside(Source::new("x.toml", theme), files));
    let batch = Batch::read(folder.path().join("batch.toml")).expect("a batch").value;
    let mut codes = Vec::new();
    let outcome = build_into(batch.output_folder(), &batch, &ENGINE, &jobs(2).choices(choices), |event| {
        if let Event::Finished { diagnostics, .. } = event {
            codes.push(diagnostics[0].code);
        }
    });
    assert_eq!(outcome.expect("a run").failed, 4);
    let broken = codes.iter().filter(|code| **code == Code::TemplateFailed).count();
    assert_eq!((codes.len(), broken), (4, 2), "{codes:?}");
    assert_eq!(built(folder.path()).len(), 4);
}

#[test]
fn two_runs_dont_share_a_folder() {
    let folder = small(1);
    let batch = Batch::read(folder.path().join("batch.toml")).expect("a batch").value;
    let mut seconds = 0;
    let outcome = build_into(batch.output_folder(), &batch, &ENGINE, &options(), |event| {
        if let Event::Begun { .. } = event {
            let mut second = options();
            for shard in [None, Shard::new(1, 2)] {
                second.shard = shard;
                let error = run_with(folder.path(), &ENGINE, &second).0.expect_err("the folder is taken");
                assert_eq!(error.diagnostics()[0].code, Code::OutputLocked);
            }
            seconds += 1;
        }
    });
    assert_eq!((outcome.expect("a run").built, seconds), (1, 1));
}

// ── The command ─────────────────────────────────────────────────────────

pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huimou"));
    command.current_dir(folder).env_remove("SOURCE_DATE_EPOCH").env("LC_ALL", "en_US.UTF-8");
    command.stdin(Stdio::null());
    command
}

pub fn spoken(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the command runs");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

/// The JSON lines on stderr of a kind.
pub fn lines(stderr: &str, kind: &str) -> Vec<Value> {
    let all = stderr.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    all.filter(|line| line["type"] == kind).collect()
}

#[test]
fn the_command_tells_events_and_exits_by_them() {
    let folder = small(3);
    let args = ["batch", "batch.toml", "--message-format", "json"];
    let (code, stderr) = spoken(command(folder.path()).args(args));
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(lines(&stderr, "planned")[0]["todo"], 3);
    assert_eq!((lines(&stderr, "begun").len(), lines(&stderr, "finished").len()), (3, 3));
    let end = &lines(&stderr, "batch")[0];
    assert_eq!((end["built"].as_u64(), end["cancelled"].as_bool()), (Some(3), Some(false)));
    let completed: Vec<Value> = lines(&stderr, "finished").iter().map(|line| line["completed"].clone()).collect();
    assert_eq!(completed, [1, 2, 3]);
    for line in lines(&stderr, "begun").iter().chain(&lines(&stderr, "finished")) {
        let slug = format!("d{}", line["index"]);
        assert_eq!((line["slug"].as_str(), line["total"].as_u64()), (Some(slug.as_str()), Some(3)));
    }
    assert_eq!(lines(&stderr, "summary")[0]["errors"], 0);
    let (code, stderr) = spoken(command(folder.path()).args(["batch", "batch.toml"]));
    assert!(code == Some(0) && stderr.contains("3 unchanged, 0 failed"), "{stderr}");
    // An error in the shared review is reported once, with a count.
    std::fs::write(folder.path().join("base.toml"), BASE.replace("year = 2024", "year = 1")).expect("written");
    let (code, stderr) = spoken(command(folder.path()).args(["batch", "batch.toml"]));
    assert_eq!((code, stderr.matches("bad-number").count()), (Some(1), 1), "{stderr}");
    assert!(stderr.contains("concerns 3 districts: "), "{stderr}");
    let (code, stderr) = spoken(command(folder.path()).args(["batch", "batch.toml", "--dry-run", "-o", "new"]));
    assert!(code == Some(0) && stderr.contains("would build d2 → d2.pdf (not built yet)"), "{stderr}");
    assert!(!folder.path().join("new").exists());
    let dry = ["batch", "batch.toml", "--dry-run", "--message-format", "json"];
    let (code, stderr) = spoken(command(folder.path()).args(dry));
    let reasons: Vec<Value> = lines(&stderr, "would").into_iter().map(|line| line["reason"].clone()).collect();
    assert_eq!((code, reasons), (Some(0), vec!["failed".into(); 3]), "{stderr}");
    std::fs::write(folder.path().join("base.toml"), BASE).expect("written");
    let (_, stderr) = spoken(command(folder.path()).args(["batch", "batch.toml", "--dry-run"]));
    assert!(stderr.contains("would build d0 → d0.pdf (failed last time)"), "{stderr}");
    let (code, stderr) = spoken(command(folder.path()).args(["batch", "batch.toml", "--only", "d9"]));
    assert!(code == Some(2) && stderr.contains("unknown district d9"), "{stderr}");
}

#[test]
fn a_scheduler_says_which_part() {
    let folder = small(5);
    let would = |vars: &[(&str, &str)]| {
        let mut command = command(folder.path());
        command.args(["batch", "batch.toml", "--dry-run", "--message-format", "json", "--shard", "auto"]);
        let (code, stderr) = spoken(command.envs(vars.iter().copied()));
        let slugs =
            lines(&stderr, "would").iter().map(|line| line["slug"].as_str().expect("a slug").to_owned()).collect();
        (code, slugs)
    };
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "12"),
        ("SLURM_ARRAY_TASK_MIN", "10"),
        ("SLURM_ARRAY_TASK_COUNT", "2"),
        ("SLURM_ARRAY_TASK_STEP", "2"),
    ];
    assert_eq!(would(&slurm), (Some(0), vec!["d1".to_owned(), "d3".to_owned()]));
    let kubernetes = [("JOB_COMPLETION_INDEX", "0"), ("HUIMOU_SHARD_COUNT", "3")];
    assert_eq!(would(&kubernetes), (Some(0), vec!["d0".to_owned(), "d3".to_owned()]));
    assert_eq!(would(&[]).0, Some(2));
}

#[test]
#[cfg(unix)]
fn a_killed_run_is_finished_by_the_next() {
    let folder = small(12);
    let clean = folder.path().join("clean");
    let run = |out: &Path| run_into(Some(out), folder.path(), &ENGINE, &options()).0.expect("a run");
    assert_eq!(run(&clean).built, 12);
    for k in [1, 4] {
        let out = folder.path().join(format!("killed-{k}"));
        let mut child = command(folder.path())
            .args(["batch", "batch.toml", "-j1", "--message-format", "json", "-o"])
            .arg(&out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut finished = 0;
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr"));
        let mut line = String::new();
        while finished < k && stderr.read_line(&mut line).expect("a line") > 0 {
            finished += usize::from(line.contains("\"finished\""));
            line.clear();
        }
        // SIGKILL: nothing can be tidied up.
        child.kill().expect("killed");
        child.wait().expect("dead");
        let _ = stderr.read_to_string(&mut line);
        let there = pdfs(&out);
        assert!(there.len() >= k && there.len() < 12, "{}", there.len());
        assert!(there.iter().all(|(name, bytes)| *bytes == std::fs::read(clean.join(name)).expect("bytes")));
        std::fs::write(out.join(".huimou-0123456789abcdefghij.tmp"), "half").expect("written");
        let outcome = run(&out);
        assert!(outcome.fresh >= k && outcome.built + outcome.fresh == 12, "{outcome:?}");
        assert_eq!(pdfs(&out), pdfs(&clean));
        assert!(!out.join(".huimou-0123456789abcdefghij.tmp").exists() && !out.join(".huimou/journal.jsonl").exists());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn few_file_handles_are_enough() {
    let folder = small(20);
    let script = format!("ulimit -n 64 && exec {} batch batch.toml -j8", env!("CARGO_BIN_EXE_huimou"));
    let mut shell = Command::new("sh");
    let (code, stderr) = spoken(shell.current_dir(folder.path()).args(["-c", &script]).env("LC_ALL", "C"));
    assert!(code == Some(0) && stderr.contains("20 built"), "{stderr}");
}

/// On a separate file system, if the machine allows mounting one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_loses_nothing() {
    let folder = small(12);
    std::fs::create_dir(folder.path().join("full")).expect("a folder");
    let allowed = Command::new("unshare").args(["-Urm", "true"]).status().is_ok_and(|status| status.success());
    if !allowed {
        eprintln!("not tried: this machine lets no process have mounts of its own");
        return;
    }
    let script = format!(
        "mount -t tmpfs -o size=400k tmpfs full && {} batch batch.toml -o full --message-format json; echo code $? >&2; \
         ls -a full >&2; mount -o remount,size=9m full && {} batch batch.toml -o full && ls -a full full/.huimou >&2",
        env!("CARGO_BIN_EXE_huimou"),
        env!("CARGO_BIN_EXE_huimou"),
    );
    let mut shell = Command::new("unshare");
    let (code, stderr) =
        spoken(shell.current_dir(folder.path()).args(["-Urm", "sh", "-c", &script]).env("LC_ALL", "C"));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("write-failed") && stderr.contains("No space left"), "{stderr}");
    assert!(stderr.contains("code 1\n") || stderr.contains("code 4\n"), "{stderr}");
    assert!(stderr.contains(" 0 failed"), "{stderr}");
    assert!(!stderr.contains("\n.huimou-"), "{stderr}");
    assert!((0..12).all(|k| stderr.contains(&format!("d{k}.pdf"))));
}

#[test]
fn an_output_folder_that_cant_be_made_is_told_at_once() {
    let folder = small(1);
    std::fs::write(folder.path().join("out"), "a file").expect("written");
    let (code, stderr) = spoken(command(folder.path()).args(["batch", "batch.toml"]));
    assert!(code == Some(4) && stderr.contains("can't write"), "{stderr}");
}

#[test]
fn the_seven_districts_of_jiaxing_build_without_a_word() {
    let out = tempfile::tempdir().expect("a folder");
    let strict = options().deny_warnings(true);
    let (outcome, slugs) = run_into(Some(out.path()), &repository("data/districts"), &ENGINE, &strict);
    assert_eq!(outcome.expect("a run").built, 7);
    assert_eq!(slugs, ["haining", "haiyan", "jiashan", "nanhu", "pinghu", "tongxiang", "xiuzhou"]);
    assert!(read("data/districts/batch.toml").contains("示例数据"));
}
