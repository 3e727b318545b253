//! What is fuzzed: each target makes cases and runs them.

mod batches;
mod commands;
mod language;
mod media;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huimou::Engine;

use crate::case::Case;
use crate::oracle::Outcome;
use crate::random::Random;

/// One kind of input.
pub struct Target {
    pub name: &'static str,
    /// How many of a hundred runs are its.
    pub share: usize,
    pub make: fn(&mut Random) -> Case,
    pub run: fn(&Case) -> Outcome,
}

pub const TARGETS: [Target; 11] = [
    Target { name: "description", share: 36, make: language::description, run: language::run_description },
    Target { name: "theme", share: 8, make: language::theme, run: language::run_theme },
    Target { name: "text", share: 12, make: language::text, run: language::run_text },
    Target { name: "batch", share: 10, make: batches::batch, run: batches::run_batch },
    Target { name: "table", share: 10, make: batches::table, run: batches::run_batch },
    Target { name: "ledger", share: 4, make: batches::ledger, run: batches::run_ledger },
    Target { name: "photo", share: 9, make: media::photo, run: media::run_photo },
    Target { name: "font", share: 3, make: media::font, run: media::run_font },
    Target { name: "pdf", share: 4, make: media::pdf, run: media::run_pdf },
    Target { name: "template", share: 1, make: commands::template, run: commands::run_command },
    Target { name: "command", share: 3, make: commands::command, run: commands::run_command },
];

/// The target of the run number `index`: the same for every seed, so that short runs reach all.
pub fn target_of(index: u64) -> &'static Target {
    // 37 and 100 have no common divisor, so 100 runs in a row fall on all places of the table.
    let mut place = (index.wrapping_mul(37) % 100) as usize;
    for target in &TARGETS {
        if place < target.share {
            return target;
        }
        place -= target.share;
    }
    &TARGETS[0]
}

/// The engine of this process.
pub static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::builder().embedded_fonts().built_in_templates().build().expect("our own fonts and templates")
});

/// The built command.
pub const COMMAND: &str = env!("CARGO_BIN_EXE_huimou");

/// A path inside the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").join(path)
}

/// The files of the given extensions below a folder of the repository, in order.
pub fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut pending) = (Vec::new(), vec![repository(folder)]);
    while let Some(dir) = pending.pop() {
        for entry in std::fs::read_dir(&dir).expect("a folder").map(Result::unwrap) {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if path.is_dir() {
                pending.push(path);
            } else if extensions.contains(&extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The texts of files that are UTF-8.
pub fn texts(folder: &str, extensions: &[&str]) -> Vec<String> {
    files(folder, extensions).iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}
