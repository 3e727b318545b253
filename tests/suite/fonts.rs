//! The fonts folder is what its manifest says, and has the characters that offices need.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::support::{ENGINE, read, repository};

fn manifest() -> toml::Table {
    toml::from_str(&read("fonts/fonts.toml")).expect("TOML")
}

#[test]
fn files_are_those_of_the_manifest() {
    let manifest = manifest();
    let mut listed = BTreeSet::new();
    for font in manifest["font"].as_array().expect("fonts") {
        let file = font["file"].as_str().expect("a file");
        let bytes = std::fs::read(repository("fonts").join(file)).unwrap_or_else(|fault| panic!("{file}: {fault}"));
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sum, font["sha256"].as_str().expect("a sum"), "{file}");
        let licence = read(&format!("fonts/{}", font["licence_file"].as_str().expect("a licence")));
        assert!(licence.contains("SIL OPEN FONT LICENSE"), "{file}");
        for key in ["package", "upstream_sha256", "command"] {
            assert!(!font[key].as_str().expect(key).is_empty(), "{file}: {key}");
        }
        listed.insert(file.to_owned());
    }
    let embedded: BTreeSet<String> = ENGINE.faces().iter().map(|face| face.file.clone()).collect();
    assert_eq!(embedded, listed, "the library embeds what the manifest lists");
}

#[test]
fn families_and_weights_are_there() {
    let faces: BTreeSet<(String, u16)> = ENGINE.faces().iter().map(|face| (face.family.clone(), face.weight)).collect();
    let wanted: BTreeSet<(String, u16)> = [
        ("Noto Serif SC", &[400, 700, 900][..]),
        ("Noto Sans SC", &[400, 500, 700, 900]),
        ("Huimou Kai", &[400]),
        ("Huimou Song Rest", &[400]),
    ]
    .into_iter()
    .flat_map(|(family, weights)| weights.iter().map(move |weight| (family.to_owned(), *weight)))
    .collect();
    assert_eq!(faces, wanted);
}

/// LXGW and 霞鹜 are reserved names (OFL 1.1, clause 3): a changed face must not bear them.
#[test]
fn the_kai_face_bears_its_own_name() {
    assert!(!ENGINE.faces().iter().any(|face| face.family.contains("LXGW") || face.family.contains("霞鹜")));
}

#[test]
fn common_characters_are_covered_by_the_text_fonts() {
    for list in ["guifan-1", "guifan-2", "guifan-3", "gb2312"] {
        let text = read(&format!("data/characters/{list}.txt"));
        for c in text.chars().filter(|c| *c != '\n') {
            let family = ENGINE.family_with(c);
            assert_eq!(family, Some("Noto Serif SC"), "{c} of {list}");
        }
    }
    assert_eq!(ENGINE.family_with('國'), Some("Huimou Song Rest"), "a traditional form prints");
    assert_eq!(ENGINE.family_with('㐂'), Some("Huimou Song Rest"), "so does extension A");
    assert_eq!(ENGINE.family_with('𪚥'), None);
    assert_eq!(ENGINE.family_with('😀'), None);
}
