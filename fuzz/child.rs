//! The half that runs cases: in a process of its own, since neither an abort nor an endless loop can be caught.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use crate::case::Case;
use crate::oracle::{Outcome, Reached};
use crate::random::Random;
use crate::targets::{TARGETS, Target};

/// Where the last panic happened that wasn't expected.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// The case of a target under a seed.
pub fn case(target: &Target, seed: u64, index: u64) -> Case {
    (target.make)(&mut Random::new(seed, target.name, index))
}

/// Reads `TARGET INDEX` or `TARGET FOLDER` lines from stdin, and answers each with a line: how far it came, or what is
/// wrong; the most memory of this process during the case, and what it keeps afterwards, in KiB; words.
pub fn serve(seed: u64) {
    watch_panics();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Some((name, which)) = line.split_once(' ') else { return };
        let Some(target) = TARGETS.iter().find(|target| target.name == name) else { return };
        let case = match which.parse() {
            Ok(index) => case(target, seed, index),
            Err(_) => Case::read(which.as_ref()).unwrap_or_default(),
        };
        forget_peak();
        let outcome = judged(target, &case);
        let (kind, words) = match &outcome {
            Ok(Reached::Aim) => ("aim", ""),
            Ok(Reached::Refused) => ("refused", ""),
            Err(words) => ("wrong", words.as_str()),
        };
        let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(600).collect();
        let answer = format!("{kind}\t{}\t{}\t{words}\n", memory("VmHWM:"), memory("VmRSS:"));
        if out.write_all(answer.as_bytes()).and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

/// Runs a case. A panic is wrong even if the library has caught it: it is reported as a bug of the program.
fn judged(target: &Target, case: &Case) -> Outcome {
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(case)));
    if let Some(place) = PANIC.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
        return Err(format!("panic: {place}"));
    }
    outcome.unwrap_or_else(|_| Err("panic".into()))
}

fn watch_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if !huimou::guard::is_active() {
            let mut place = PANIC.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            place.get_or_insert_with(|| panic.to_string());
        }
    }));
}

/// Has the system count the most memory of this process anew (Linux, `proc(5)`).
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// A line of `/proc/self/status` in KiB; 0 where the system doesn't say.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
