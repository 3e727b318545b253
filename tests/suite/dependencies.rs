//! What the lock file must hold.

use crate::support::read;

/// With two versions, `evict` would clear a cache that nobody fills, and a batch would grow without bound.
#[test]
fn there_is_one_comemo() {
    let lock = read("Cargo.lock");
    assert_eq!(lock.matches("name = \"comemo\"\n").count(), 1);
    assert!(!read("Cargo.toml").contains("comemo"), "evict through typst::comemo, which is Typst's own");
}

#[test]
fn no_crate_reaches_the_network() {
    let lock = read("Cargo.lock");
    for name in ["ureq", "reqwest", "hyper", "openssl", "native-tls", "rustls", "curl"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
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
