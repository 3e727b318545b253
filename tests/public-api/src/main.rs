//! Compares the public API of the libraries with the snapshots beside this package, so that no change of the API
//! passes unseen. `HUIMOU_UPDATE=1` writes the snapshots anew.
//!
//! The API comes from rustdoc's JSON. rustdoc writes it on stable toolchains too if `RUSTC_BOOTSTRAP` is set, but with
//! that variable in cargo's environment every build script would run again. So this program names itself as rustdoc,
//! and sets the variable for the real one alone.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use public_api::Builder;

/// Set in the process that stands in for rustdoc.
const AS_RUSTDOC: &str = "HUIMOU_AS_RUSTDOC";

/// The form of rustdoc's JSON that the crate `public-api` reads, which Rust 1.95 writes.
const FORMAT: u64 = 57;

fn main() -> ExitCode {
    if std::env::var_os(AS_RUSTDOC).is_some() {
        return rustdoc();
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2).expect("the repository");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let documented = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["doc", "--locked", "--quiet", "--lib", "--no-deps", "--all-features"])
        .env("RUSTDOC", std::env::current_exe().expect("this program"))
        .env(AS_RUSTDOC, "1")
        .status()
        .expect("cargo runs");
    assert!(documented.success(), "cargo doc failed");
    let mut current = true;
    for library in ["huimou", "huimou_cli"] {
        current &= compare(&target.join("doc").join(library).with_extension("json"), &package.join(library));
    }
    if current { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn rustdoc() -> ExitCode {
    let status = Command::new("rustdoc")
        .args(std::env::args_os().skip(1))
        .args(["-Z", "unstable-options", "--output-format", "json"])
        .env("RUSTC_BOOTSTRAP", "1")
        .status()
        .expect("rustdoc runs");
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the API is that of the snapshot.
fn compare(json: &Path, snapshot: &Path) -> bool {
    let snapshot = snapshot.with_extension("txt");
    let text = std::fs::read_to_string(json).expect("rustdoc's JSON");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let format = value["format_version"].as_u64();
    if format != Some(FORMAT) {
        println!("not compared: this toolchain's rustdoc writes JSON of version {format:?}, the reader knows {FORMAT}");
        return true;
    }
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .expect("an API");
    let now: String = api.items().map(|item| format!("{item}\n")).collect();
    if std::env::var_os("HUIMOU_UPDATE").is_some() {
        std::fs::write(&snapshot, &now).expect("a file");
        return true;
    }
    let before = std::fs::read_to_string(&snapshot).unwrap_or_default();
    for line in before.lines().filter(|line| !now.lines().any(|other| other == *line)) {
        println!("- {line}");
    }
    for line in now.lines().filter(|line| !before.lines().any(|other| other == *line)) {
        println!("+ {line}");
    }
    if before != now {
        println!("{} is not current: if the change is meant, run this with HUIMOU_UPDATE=1", snapshot.display());
    }
    before == now
}
