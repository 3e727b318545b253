//! Districts in worker processes used only for speed: the same bytes as on threads, whatever happens to the workers.

#![cfg(unix)]

use std::path::Path;

use huimou::batch::{Isolation, State, Workers};
use huimou::{Code, Severity};

use crate::batch::{lines, pdfs, spoken};
use crate::isolation::{Reported, begun, children, hostile, run_with, table, trusting, worker_after};

const TITLES: [&str; 5] = ["甲", "乙", "丙", "丁", "戊"];

/// Workers that append a line to a file when they start.
fn counted(folder: &Path) -> Isolation {
    Isolation::new(worker_after(folder, &format!("echo >> {}", folder.join("starts").display())))
}

fn starts(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("starts")).unwrap_or_default().lines().count()
}

fn are_done(reported: &Reported, count: usize) -> bool {
    reported.len() == count && reported.iter().all(|(entry, errors)| entry.state == State::Done && errors.is_empty())
}

#[test]
fn few_districts_have_no_workers_and_many_have() {
    let folder = hostile(&TITLES);
    let out = folder.path().join("out");
    let (_, reported) = run_with(folder.path(), None);
    let here = pdfs(&out);
    assert!(are_done(&reported, 5) && here.len() == 5);
    for (from, expected) in [(6, 0), (5, 1), (0, 2)] {
        let isolation = counted(folder.path()).workers(Workers::ForSpeed { from });
        let (outcome, reported) = run_with(folder.path(), Some(isolation));
        assert!(are_done(&reported, 5) && outcome.expect("a run").warnings.is_empty());
        assert_eq!(starts(folder.path()), expected, "from {from} on");
        assert!(pdfs(&out) == here);
    }
}

#[test]
fn a_worker_that_has_made_its_share_is_replaced() {
    let folder = hostile(&TITLES);
    let isolation = counted(folder.path()).workers(Workers::ForSpeed { from: 0 }).serves(2);
    let (outcome, reported) = run_with(folder.path(), Some(isolation));
    assert!(are_done(&reported, 5) && outcome.expect("a run").warnings.is_empty());
    assert_eq!(starts(folder.path()), 3);
}

/// If no worker can be started, or the program was updated, the run takes longer but no district fails.
#[test]
fn where_no_worker_can_be_started_districts_are_made_here() {
    let folder = hostile(&TITLES);
    let marker = folder.path().join("marker").display().to_string();
    let once = worker_after(folder.path(), &format!("[ -e {marker} ] && exit 9; touch {marker}"));
    let nowhere = ["/nowhere/huimou".to_owned()];
    for (command, words) in [(&nowhere[..], "can't be started"), (&once[..], "exit code 9")] {
        let isolation = Isolation::new(command).workers(Workers::ForSpeed { from: 0 }).serves(1);
        let (outcome, reported) = run_with(folder.path(), Some(isolation));
        let outcome = outcome.expect("a run");
        assert!(are_done(&reported, 5), "{words}");
        let [warning] = &outcome.warnings[..] else { panic!("{:?}", outcome.warnings) };
        assert_eq!((warning.code, warning.severity), (Code::WorkerBroken, Severity::Warning));
        assert!(warning.message.en.contains(words), "{}", warning.message.en);
        assert!(warning.hints[0].en.contains("in this process"), "{}", warning.hints[0].en);
    }
}

/// Files may change while a batch runs: workers that are started late still use the texts from its beginning.
#[test]
fn all_districts_are_made_of_one_state_of_the_texts() {
    let folder = hostile(&TITLES);
    let out = folder.path().join("out");
    assert!(are_done(&run_with(folder.path(), None).1, 5));
    let before = pdfs(&out);
    let names = ["base.toml", "batch.toml", "districts.csv"].map(|name| folder.path().join(name).display().to_string());
    let writing = format!("echo '\"' | tee -a {} >&2", names.join(" "));
    let isolation = Isolation::new(worker_after(folder.path(), &writing));
    let isolation = isolation.workers(Workers::ForSpeed { from: 0 }).serves(1);
    let (outcome, reported) = run_with(folder.path(), Some(isolation));
    assert!(are_done(&reported, 5) && outcome.expect("a run").warnings.is_empty());
    assert!(names.iter().all(|name| std::fs::read_to_string(name).expect("text").ends_with("\"\n")));
    assert!(pdfs(&out) == before);
}

/// Typst keeps 65,535 paths for the life of a process, and panics at one more.
#[test]
fn thousands_of_districts_in_one_process_leave_no_paths_behind() {
    use typst::syntax::{RootedPath, VirtualPath, VirtualRoot};
    let interned = |name: &str| {
        let path = VirtualPath::new(name).expect("a path");
        RootedPath::new(VirtualRoot::Project, path).intern().into_raw().get()
    };
    let titles: Vec<String> = (0..2000).map(|k| format!("第{k}区")).collect();
    let folder = hostile(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let before = interned("probe-before");
    assert!(are_done(&run_with(folder.path(), None).1, 2000));
    // Other tests of this process make templates of their own meanwhile; two thousand districts would show.
    assert!(interned("probe-after") - before < 200);
}

#[test]
fn a_killed_run_with_workers_is_finished_by_the_next() {
    // Two that are slow keep both workers, until the run is killed.
    let slow = |k: usize| if k == 31 || k == 32 { "慢" } else { "" };
    let titles: Vec<String> = (0..60).map(|k| format!("第{k}区{}", slow(k))).collect();
    let folder = hostile(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let (mut child, ..) = begun(trusting(folder.path()).arg("-j2"), "d32");
    child.kill().expect("killed");
    child.wait().expect("dead");
    let (code, stderr) = spoken(&mut trusting(folder.path()));
    let planned = &lines(&stderr, "planned")[0];
    let (fresh, todo) = (planned["fresh"].as_u64().expect("a count"), planned["todo"].as_u64().expect("a count"));
    assert_eq!((code, fresh + todo), (Some(0), 60), "{stderr}");
    assert!(fresh >= 20 && todo >= 20, "{stderr}");
    let finished = pdfs(&folder.path().join("out"));
    let (code, _) = spoken(trusting(folder.path()).args(["-o", "clean", "--in-process"]));
    assert_eq!(code, Some(0));
    assert!(finished.len() == 60 && finished == pdfs(&folder.path().join("clean")));
}

#[test]
#[cfg(target_os = "linux")]
fn the_command_has_workers_for_templates_that_are_not_built_in() {
    let folder = hostile(&[]);
    for (count, flags, expected) in
        [(40, &[][..], 1), (40, &["--in-process"][..], 0), (1, &[][..], 1), (1, &["--in-process"][..], 0)]
    {
        let titles: Vec<&str> = std::iter::once("慢").chain(std::iter::repeat_n("乙", count - 1)).collect();
        table(folder.path(), &titles);
        let (mut child, ..) = begun(trusting(folder.path()).args(flags).args(["-j1", "--force"]), "d0");
        let workers = children(child.id()).len();
        child.kill().expect("killed");
        child.wait().expect("dead");
        assert_eq!(workers, expected, "{count} districts {flags:?}");
    }
    let (code, stderr) = spoken(trusting(folder.path()).args(["--in-process", "--isolate"]));
    assert!(code == Some(2) && stderr.contains("--isolate"), "{stderr}");
}
