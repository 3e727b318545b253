//! Batches without a disk: files and results in memory, reasons of plans, slow observers.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use huimou::asset::InMemory;
use huimou::batch::{
    Batch, BatchOptions, Cancel, Event, FolderPrior, FolderSink, Isolation, Ledger, LedgerEntry, MemorySink, Outcome,
    Output, Prior, Reason, Sink, State, Workers,
};
use huimou::{Code, Diagnostic, Error, Message};

use crate::batch::{BASE, build_into, first_photo, jobs, options, pdfs, small};
use crate::support::{ENGINE, repository};

const BATCH: &str = "[batch]\nbase = \"base.toml\"\nphotos = \"photos/{slug}\"\noverride = \"own/{slug}.toml\"\n\
                     [table]\nfile = \"districts.csv\"\n[fields]\noutput = \"section[0].indicator[0].value\"\n";

/// The batch of [`small`] in memory, in a folder there.
fn files(count: usize) -> InMemory {
    let rows: String = (0..count).map(|k| format!("d{k},第{k}区,{}.{}0\n", k + 1, k % 10)).collect();
    let photo = std::fs::read(repository("data/school-district-2024/photos").join(first_photo())).expect("a photo");
    InMemory::new()
        .with("2024/batch.toml", BATCH.as_bytes())
        .with("2024/base.toml", BASE.as_bytes())
        .with("2024/districts.csv", format!("slug,name,output\n{rows}").into_bytes())
        .with("2024/open.png", photo)
}

fn open(files: InMemory) -> Batch {
    Batch::open(Arc::new(files), "2024/batch.toml").expect("a batch").value
}

fn run(batch: &Batch, options: &BatchOptions, sink: &dyn Sink) -> Outcome {
    batch.run(&ENGINE, options, sink, &Cancel::new(), |_| {}).expect("a run")
}

/// The districts of a plan with their reasons.
fn reasons(batch: &Batch, options: &BatchOptions, prior: &dyn Prior) -> Vec<(String, Reason)> {
    let plan = batch.plan(&ENGINE, options, prior).expect("a plan");
    plan.todo().map(|todo| (todo.district.slug().to_owned(), todo.reason.clone())).collect()
}

#[test]
fn a_batch_from_memory_is_built_into_memory() {
    let sink = MemorySink::new();
    let outcome = run(&open(files(3)), &options(), &sink);
    assert_eq!((outcome.built, outcome.left, outcome.cancelled), (3, 0, false));
    assert_eq!(sink.paths(), ["d0.pdf", "d1.pdf", "d2.pdf"]);
    // The same bytes as from folder to folder.
    let folder = small(3);
    let batch = Batch::read(folder.path().join("batch.toml")).expect("a batch").value;
    build_into(batch.output_folder(), &batch, &ENGINE, &options(), |_| {}).expect("a run");
    for (name, pdf) in pdfs(&folder.path().join("out")) {
        assert!(sink.pdf(&name).is_some_and(|kept| *kept == *pdf), "{name}");
    }
    // Files are recorded as they are named in the batch's folder, and what hasn't changed is fresh.
    let entry = sink.entry("d1").expect("an entry");
    let asked: Vec<(&str, bool)> = entry.files.iter().map(|file| (file.path.as_str(), file.sha256.is_some())).collect();
    assert_eq!(asked, [("open.png", true), ("photos/d1/open.png", false)]);
    assert_eq!(run(&open(files(3)), &options(), &sink).fresh, 3);
    // An own file, an own photograph, and names that nothing uses.
    let own = b"[[section.photo]]\ncaption = \"\xe7\xab\xa3\xe5\xb7\xa5\"\nfile = \"open.png\"\n";
    let changed = files(3).with("2024/own/d1.toml", &b"[review]\nyear = 2023\n"[..]);
    assert_eq!(run(&open(changed.clone()), &options(), &sink).built, 1);
    let photo = std::fs::read(repository("data/school-district-2024/photos").join(first_photo())).expect("a photo");
    let changed = changed.with("2024/photos/d2/open.png", photo).with("2024/own/d9.toml", &own[..]);
    let read = Batch::open(Arc::new(changed), "2024/batch.toml").expect("a batch");
    assert_eq!(run(&read.value, &options(), &sink).built, 1);
    let unused: Vec<&str> = read.warnings.iter().map(|warning| warning.message.en.as_str()).collect();
    assert_eq!(unused, ["own/d9.toml belongs to no district and is not used"]);
}

#[test]
fn files_outside_the_batchs_folder_arent_there() {
    let outside = InMemory::new()
        .with("2024/batch.toml", &b"[batch]\nbase = \"../base.toml\"\n[[district]]\nslug = \"a\"\n"[..])
        .with("base.toml", BASE.as_bytes());
    let error = Batch::open(Arc::new(outside), "2024/batch.toml").expect_err("outside");
    let message = &error.diagnostics()[0].message.en;
    assert!(message.contains("can't read ../base.toml") && message.contains("inside the batch's folder"), "{message}");
    let misspelt = InMemory::new()
        .with("2024/batch.toml", &b"[batch]\nbase = \"bse.toml\"\n[[district]]\nslug = \"a\"\n"[..])
        .with("2024/base.toml", BASE.as_bytes());
    let error = Batch::open(Arc::new(misspelt), "2024/batch.toml").expect_err("misspelt");
    assert_eq!(error.diagnostics()[0].hints[0].en, "did you mean `base.toml`?");
    assert!(Batch::open(Arc::new(InMemory::new()), "batch.toml").is_err());
}

#[test]
fn a_plan_says_why_each_district_is_stale() {
    let batch = open(files(2));
    let all = |reason: Reason| vec![("d0".to_owned(), reason.clone()), ("d1".to_owned(), reason)];
    assert_eq!(reasons(&batch, &options(), &Ledger::default()), all(Reason::New));
    let sink = MemorySink::new();
    assert_eq!(run(&batch, &options(), &sink).built, 2);
    assert_eq!(reasons(&batch, &options(), &sink), []);
    assert_eq!(reasons(&batch, &options().force(true), &sink), all(Reason::Forced));
    assert_eq!(reasons(&open(files(3)), &options(), &sink), [("d2".to_owned(), Reason::New)]);
    // A ledger by itself trusts that the PDFs are there; a sink looks.
    assert_eq!(reasons(&batch, &options(), &sink.ledger()), []);
    let without = Edited { ledger: sink.ledger(), holds: false };
    assert_eq!(reasons(&batch, &options(), &without), all(Reason::Output));
    // One thing of d1's record is another than now.
    type Edit = fn(&mut LedgerEntry);
    let edits: [(Edit, Reason); 6] = [
        (|entry| entry.state = State::Failed, Reason::Failed),
        (|entry| entry.version = "0.0.1".into(), Reason::Version),
        (|entry| entry.typesetter = "typst 0.1".into(), Reason::Version),
        (|entry| entry.fonts = "0".into(), Reason::Fonts),
        (|entry| entry.inputs = "0".into(), Reason::Inputs),
        (|entry| entry.template.as_mut().expect("a template").sha256 = "0".into(), Reason::Template),
    ];
    for (edit, reason) in edits {
        let mut ledger = sink.ledger();
        edit(ledger.districts.get_mut("d1").expect("an entry"));
        assert_eq!(reasons(&batch, &options(), &ledger), [("d1".to_owned(), reason)]);
    }
    let mut ledger = sink.ledger();
    ledger.districts.get_mut("d1").expect("an entry").warnings = 1;
    assert_eq!(reasons(&batch, &options(), &ledger), []);
    assert_eq!(reasons(&batch, &options().deny_warnings(true), &ledger), [("d1".to_owned(), Reason::Warnings)]);
    // Files that have changed or come.
    let path = |path: &str| Reason::File { path: path.into() };
    let with = |name: &str| open(files(2).with(name, &b"GIF89a"[..]));
    assert_eq!(reasons(&with("2024/open.png"), &options(), &sink), all(path("open.png")));
    let come = reasons(&with("2024/photos/d0/open.png"), &options(), &sink);
    assert_eq!(come, [("d0".to_owned(), path("photos/d0/open.png"))]);
    // A plan has changed nothing.
    assert_eq!(run(&batch, &options(), &sink).fresh, 2);
}

/// A ledger whose PDFs are gone.
struct Edited {
    ledger: Ledger,
    holds: bool,
}

impl Prior for Edited {
    fn entry(&self, slug: &str) -> Option<LedgerEntry> {
        self.ledger.entry(slug)
    }

    fn slugs(&self) -> Vec<String> {
        self.ledger.slugs()
    }

    fn holds(&self, _: &Output) -> bool {
        self.holds
    }
}

/// Files in memory that count accesses and fail on request.
#[derive(Default)]
struct Faulty {
    kept: MemorySink,
    noted: AtomicUsize,
    put: Option<&'static str>,
    note: Option<&'static str>,
    finish: AtomicBool,
}

fn full() -> Error {
    Diagnostic::error(Code::WriteFailed, Message::new("桶满了", "the bucket is full")).into()
}

impl Prior for Faulty {
    fn entry(&self, slug: &str) -> Option<LedgerEntry> {
        self.kept.entry(slug)
    }

    fn slugs(&self) -> Vec<String> {
        self.kept.slugs()
    }

    fn holds(&self, output: &Output) -> bool {
        self.kept.holds(output)
    }
}

impl Sink for Faulty {
    fn put(&self, path: &str, pdf: &[u8]) -> Result<Output, Error> {
        if self.put == Some(path) { Err(full()) } else { self.kept.put(path, pdf) }
    }

    fn note(&self, entry: &LedgerEntry) -> Result<(), Error> {
        self.noted.fetch_add(1, Ordering::SeqCst);
        if self.note == Some(entry.slug.as_str()) { Err(full()) } else { self.kept.note(entry) }
    }

    fn finish(&self) -> Result<(), Error> {
        if self.finish.load(Ordering::SeqCst) { Err(full()) } else { Ok(()) }
    }
}

#[test]
fn a_sink_that_fails_costs_what_it_must() {
    let batch = open(files(3));
    let sink = Faulty { put: Some("d0.pdf"), note: Some("d1"), ..Faulty::default() };
    let ends = Mutex::new(Vec::new());
    let outcome = batch.run(&ENGINE, &options(), &sink, &Cancel::new(), |event| {
        if let Event::Finished { entry, diagnostics, .. } = event {
            let codes: Vec<Code> = diagnostics.iter().map(|found| found.code).collect();
            ends.lock().expect("a lock").push((entry.slug.clone(), entry.state, entry.errors.len(), codes));
        }
    });
    let outcome = outcome.expect("a run");
    assert_eq!((outcome.built, outcome.failed), (2, 1));
    let mut ends = ends.into_inner().expect("a lock");
    ends.sort_by(|a, b| a.0.cmp(&b.0));
    let end = |slug: &str, state, errors, codes| (slug.to_owned(), state, errors, codes);
    assert_eq!(
        ends,
        [
            // A PDF that can't be kept is a district that failed.
            end("d0", State::Failed, 1, vec![Code::WriteFailed]),
            // One that isn't on record is done, and is built again.
            end("d1", State::Done, 0, vec![Code::WriteFailed]),
            end("d2", State::Done, 0, vec![]),
        ]
    );
    let again = reasons(&batch, &options(), &sink);
    assert_eq!(again, [("d0".to_owned(), Reason::Failed), ("d1".to_owned(), Reason::New)]);
    sink.finish.store(true, Ordering::SeqCst);
    let error = batch.run(&ENGINE, &options(), &sink, &Cancel::new(), |_| {}).expect_err("no ledger");
    assert_eq!(error.diagnostics()[0].code, Code::WriteFailed);
}

#[test]
fn a_slow_observer_stalls_no_district() {
    let (batch, sink) = (open(files(6)), Faulty::default());
    let (mut seen, mut before) = (Vec::new(), 0);
    let outcome = batch.run(&ENGINE, &jobs(2), &sink, &Cancel::new(), |event| {
        // The first event isn't taken before all districts are on record.
        let until = Instant::now() + Duration::from_secs(20);
        while let Event::Begun { .. } = event
            && sink.noted.load(Ordering::SeqCst) < 6
            && Instant::now() < until
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        if seen.is_empty() {
            before = sink.noted.load(Ordering::SeqCst);
        }
        match event {
            Event::Planned { total, fresh } => assert_eq!((total, fresh), (6, 0)),
            Event::Begun { index, total, slug } => {
                assert_eq!((slug, total), (format!("d{index}"), 6));
                seen.push((index, 0));
            }
            Event::Finished { index, total, completed, entry, .. } => {
                assert_eq!((entry.slug.as_str(), total), (format!("d{index}").as_str(), 6));
                seen.push((index, completed));
            }
            _ => {}
        }
    });
    assert_eq!((outcome.expect("a run").built, before), (6, 6));
    // Each district begins before it ends, and ends are counted.
    let ends: Vec<usize> = seen.iter().map(|(_, completed)| *completed).filter(|completed| *completed > 0).collect();
    assert_eq!(ends, [1, 2, 3, 4, 5, 6]);
    for index in 0..6 {
        let of: Vec<usize> = seen.iter().filter(|(at, _)| *at == index).map(|(_, completed)| *completed).collect();
        assert!(of.len() == 2 && of[0] == 0, "{seen:?}");
    }
}

#[test]
fn a_run_that_is_cancelled_says_so_and_is_taken_up_again() {
    let (batch, sink, cancel) = (open(files(30)), Faulty::default(), Cancel::new());
    let outcome = batch.run(&ENGINE, &jobs(1), &sink, &cancel, |event| {
        if let Event::Finished { .. } = event {
            cancel.cancel();
        }
    });
    let outcome = outcome.expect("a run");
    assert!(outcome.cancelled && outcome.left > 0 && outcome.built > 0, "{outcome:?}");
    assert_eq!((outcome.built + outcome.left, outcome.failed), (30, 0));
    assert_eq!(sink.kept.paths().len(), outcome.built);
    // Asked for before: nothing begins, and nothing is lost.
    let nothing = batch.run(&ENGINE, &jobs(1), &sink, &cancel, |_| {}).expect("a run");
    assert_eq!((nothing.cancelled, nothing.left, nothing.fresh), (true, outcome.left, outcome.built));
    // Asked for when all have begun: the run isn't shorter for it.
    let cancel = Cancel::new();
    let rest = batch.run(&ENGINE, &jobs(2), &sink, &cancel, |event| {
        if let Event::Finished { completed, total, .. } = event
            && completed == total
        {
            cancel.cancel();
        }
    });
    let rest = rest.expect("a run");
    assert_eq!((rest.cancelled, rest.left, rest.built), (false, 0, outcome.left));
}

#[test]
fn an_observer_that_panics_ends_the_run() {
    let (batch, sink) = (open(files(40)), Faulty::default());
    let observed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        batch.run(&ENGINE, &jobs(1), &sink, &Cancel::new(), |event| {
            assert!(!matches!(event, Event::Finished { .. }), "on purpose");
        })
    }));
    assert!(observed.is_err() && sink.noted.load(Ordering::SeqCst) < 40);
}

/// Their processes can't read this one's memory.
#[test]
fn workers_that_cant_read_the_files_arent_asked() {
    let batch = open(files(2));
    let speed = Isolation::new(["/nowhere/huimou"]).workers(Workers::ForSpeed { from: 0 });
    let outcome = run(&batch, &options().isolation(speed), &MemorySink::new());
    assert!(outcome.built == 2 && outcome.warnings.is_empty(), "{outcome:?}");
    let strict = options().isolation(Isolation::new(["/nowhere/huimou"]));
    let error = batch.run(&ENGINE, &strict, &MemorySink::new(), &Cancel::new(), |_| {}).expect_err("no worker");
    assert_eq!(error.diagnostics()[0].code, Code::WorkerBroken);
    assert!(error.diagnostics()[0].message.en.contains("are not in a folder on disk"));
}

#[test]
fn a_folder_keeps_to_itself_and_serves_more_than_one_run() {
    let folder = small(2);
    let batch = Batch::read(folder.path().join("batch.toml")).expect("a batch").value;
    let out = batch.output_folder();
    assert_eq!(reasons(&batch, &options(), &FolderPrior::read(out, None).expect("nothing").value).len(), 2);
    assert!(!out.exists());
    let sink = FolderSink::open(out, None).expect("a folder").value;
    for path in ["../d0.pdf", "/d0.pdf", "a/../../d0.pdf", ""] {
        let error = sink.put(path, b"%PDF-").expect_err(path);
        assert_eq!(error.diagnostics()[0].code, Code::WriteRefused);
    }
    let journal = out.join(".huimou/journal.jsonl");
    for _ in 0..2 {
        assert_eq!(run(&batch, &options().only(["d0"]).force(true), &sink).built, 1);
        assert!(!journal.exists());
    }
    // A plan may be made while another run has the folder, and sees what that has done.
    let prior = FolderPrior::read(out, None).expect("a ledger").value;
    assert_eq!(reasons(&batch, &options(), &prior), [("d1".to_owned(), Reason::New)]);
    assert_eq!(FolderSink::open(out, None).expect_err("taken").diagnostics()[0].code, Code::OutputLocked);
    // A second run through the same sink has a journal, too.
    let all = options();
    let planned = batch.plan(&ENGINE, &all, &sink).expect("a plan");
    let mut journals = 0;
    let outcome = planned.execute(&sink, &Cancel::new(), |event| {
        if let Event::Finished { .. } = event {
            journals += usize::from(FolderPrior::read(out, None).expect("a ledger").value.entry("d1").is_some());
        }
    });
    assert_eq!((outcome.expect("a run").built, journals), (1, 1));
    assert_eq!(pdfs(out).len(), 2);
}
