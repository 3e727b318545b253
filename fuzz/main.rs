//! Runs huimou on damaged input of every kind; `fuzz/README.md` says how.
//!
//! It is a test without a harness: `cargo test` runs some hundreds of cases that are always the same, and
//! `cargo test --test fuzz -- --minutes 10` new ones for ten minutes.

mod case;
mod child;
mod damage;
mod driver;
mod finds;
mod oracle;
mod random;
mod review;
mod targets;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use driver::Plan;

/// Number of runs of `cargo test`.
const RUNS: u64 = 600;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
    let number = |name: &str| after(name).and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("--child") {
        child::serve(seed);
        return ExitCode::SUCCESS;
    }
    if let (Some(target), Some(folder)) = (after("--only"), after("--replay").map(PathBuf::from)) {
        return if driver::replay(target, &folder) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    if let (Some(target), Some(index)) = (after("--only"), number("--save")) {
        return if driver::save(target, number("--seed").unwrap_or(1), index) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    if is_for_others(&words) {
        return ExitCode::SUCCESS;
    }
    let minutes = number("--minutes");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let plan = Plan {
        seed: number("--seed").unwrap_or(1),
        from: number("--from").unwrap_or(0),
        runs: number("--runs").unwrap_or(if minutes.is_some() { u64::MAX } else { RUNS }),
        time: Duration::from_secs(60 * minutes.unwrap_or(60)),
        jobs: number("--jobs").map_or(cores, |jobs| jobs.max(1) as usize),
        only: after("--only").cloned(),
    };
    if driver::run(&plan) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether `cargo test` asks for a list or for other tests: its words for the usual harness come here, too.
fn is_for_others(words: &[String]) -> bool {
    const OURS: [&str; 8] = ["--minutes", "--seed", "--from", "--runs", "--jobs", "--only", "--replay", "--save"];
    let list = words.iter().any(|word| word == "--list" || word == "--ignored");
    let filters = words.iter().enumerate().filter(|(at, word)| {
        let value = *at > 0 && (OURS.contains(&words[at - 1].as_str()) || words[at - 1] == "--skip");
        !word.starts_with('-') && !value
    });
    let filters: Vec<&String> = filters.map(|(_, word)| word).collect();
    list || (!filters.is_empty() && !filters.iter().any(|filter| "fuzz".contains(filter.as_str())))
}
