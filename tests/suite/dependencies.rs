//! Checks of `Cargo.lock` and of the packages' sizes.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{read, repository};

/// With two versions, `evict` would clear an unused cache, and a batch would grow without bound.
#[test]
fn there_is_one_comemo() {
    let lock = read("Cargo.lock");
    assert_eq!(lock.matches("name = \"comemo\"\n").count(), 1);
    assert!(!read("Cargo.toml").contains("comemo"), "evict through typst::comemo, which is Typst's own");
}

/// Neither the library nor the command; an example is a web server.
#[test]
fn no_crate_reaches_the_network() {
    let names: BTreeSet<String> =
        tree("normal,build").keys().map(|name| name.split(' ').next().unwrap_or("").to_owned()).collect();
    assert!(names.contains("huimou-cli") && names.len() > 200, "the tree was read");
    for name in ["ureq", "reqwest", "hyper", "tokio", "openssl", "native-tls", "rustls", "curl"] {
        assert!(!names.contains(name), "{name}");
    }
}

#[test]
fn engine_and_documents_cross_threads() {
    const fn crosses<T: Send + Sync + Clone + 'static>() {}
    crosses::<huimou::Engine>();
    crosses::<huimou::Review>();
    crosses::<huimou::Document>();
    crosses::<huimou::Error>();
    crosses::<huimou::Description>();
}

/// The README's two commands share one build of Typst only if no crate has other features in one than in the other.
#[test]
fn command_and_tests_share_one_build() {
    let (command, tests) = (tree("normal,build"), tree("normal,build,dev"));
    let differing: Vec<_> =
        command.iter().filter(|(name, own)| tests.get(*name).is_some_and(|other| other != *own)).collect();
    assert!(command.len() > 200, "the tree was read");
    assert!(differing.is_empty(), "add to tests/workspace-hack/Cargo.toml: {differing:?}");
}

/// A registry takes 10 MiB at most.
#[test]
fn packages_are_small_enough_to_publish() {
    const MAX_BYTES: u64 = 19 * 1024 * 1024 / 2;
    let target = tempfile::tempdir().expect("a folder");
    let packaged = std::process::Command::new(env!("CARGO"))
        .current_dir(repository(""))
        .args(["package", "--locked", "--offline", "--no-verify", "--allow-dirty", "--workspace"])
        .args(["--exclude", "consumer", "--exclude", "workspace-hack", "--target-dir"])
        .arg(target.path())
        .output()
        .expect("cargo runs");
    assert!(packaged.status.success(), "{}", String::from_utf8_lossy(&packaged.stderr));
    let files = std::fs::read_dir(target.path().join("package")).expect("packages").map(Result::unwrap);
    let sizes: BTreeMap<String, u64> = files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "crate"))
        .map(|file| (file.file_name().to_string_lossy().into_owned(), file.metadata().expect("a size").len()))
        .collect();
    assert!(sizes.len() >= 10, "library, command and every font: {sizes:?}");
    let large: Vec<_> = sizes.iter().filter(|(_, size)| **size > MAX_BYTES).collect();
    assert!(large.is_empty(), "{large:?}");
}

/// The crates that cargo builds at the root, with their features.
fn tree(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let tree = std::process::Command::new(env!("CARGO"))
        .current_dir(repository(""))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "-f", "{p} {f}", "-e", edges])
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(tree.stdout).expect("text").lines() {
        let mut words = line.trim_end_matches(" (*)").split(' ');
        let (name, version) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let listed = words.rfind(|word| !word.starts_with('(')).unwrap_or("");
        all.entry(format!("{name} {version}")).or_default().extend(listed.split(',').map(str::to_owned));
    }
    all
}
