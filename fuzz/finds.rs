//! What was found: each kind of find once, with the files of its case.

use std::collections::BTreeMap;
use std::fmt;

use crate::child::case;
use crate::targets::{Target, repository};

/// What a case did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The process died: an abort, a stack overflow, or out of memory.
    Death,
    /// It took too long.
    Hang,
    /// It took too much memory.
    Memory,
    /// A panic, or a result that no input may have.
    Wrong,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Death => "death",
            Self::Hang => "hang",
            Self::Memory => "memory",
            Self::Wrong => "wrong",
        })
    }
}

/// The finds of a run.
pub struct Finds {
    seed: u64,
    /// How often each was met.
    known: BTreeMap<String, usize>,
}

impl Finds {
    pub fn new(seed: u64) -> Self {
        Self { seed, known: BTreeMap::new() }
    }

    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// Notes a find; a new one is printed and saved below `target/fuzz`.
    pub fn note(&mut self, target: &Target, which: &str, (kind, words): (Kind, String)) {
        // Numbers differ from case to case.
        let shape: String = words.chars().filter(|c| !c.is_ascii_digit()).take(120).collect();
        let count = self.known.entry(format!("{} {kind} {shape}", target.name)).or_default();
        *count += 1;
        if *count > 1 {
            return;
        }
        println!("{} {which}: {kind}: {words}", target.name);
        let Ok(index) = which.parse() else { return };
        save(target, self.seed, index);
    }
}

/// Saves the files of a case below `target/fuzz`, and says where.
pub fn save(target: &Target, seed: u64, index: u64) -> bool {
    let folder = repository(&format!("target/fuzz/{}-{seed}-{index}", target.name));
    let saved = case(target, seed, index).save(&folder);
    match &saved {
        Ok(()) => println!("  saved: {}", folder.display()),
        Err(error) => println!("  not saved: {error}"),
    }
    saved.is_ok()
}
