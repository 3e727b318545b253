//! The fonts folder is what its manifest says, has the characters that offices need, and sets a name
//! or a title of traditional characters as evenly as any other.

use std::collections::{BTreeMap, BTreeSet};

use huimou::Choices;
use huimou::asset::InMemory;
use lopdf::{Dictionary, Document, Object};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{ENGINE, TEMPLATES, book, pdf, read, repository, small};

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
        ("Huimou Song Trad", &[400, 700, 900]),
        ("Huimou Hei Trad", &[400, 700]),
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
    assert_eq!(ENGINE.family_with('國'), Some("Huimou Song Trad"), "a traditional form prints");
    assert_eq!(ENGINE.family_with('㐂'), Some("Huimou Song Rest"), "so does extension A");
    assert_eq!(ENGINE.family_with('𪚥'), None);
    assert_eq!(ENGINE.family_with('😀'), None);
}

/// The typesetter picks a face of a family by its weight and doesn't ask whether it has the character:
/// a character that one weight lacks would come from another family.
#[test]
fn weights_of_a_family_have_the_same_characters() {
    let faces: Vec<Value> = serde_json::from_str(&read("fonts/faces.json")).expect("JSON");
    let mut first: BTreeMap<&str, &Value> = BTreeMap::new();
    for face in faces.iter().map(|face| &face[1]) {
        let family = face["family"].as_str().expect("a family");
        let coverage = *first.entry(family).or_insert(&face["coverage"]);
        assert!(*coverage == face["coverage"], "{family} {}", face["variant"]["weight"]);
    }
}

/// The characters of a page in the order in which they are drawn, each with the name of its face.
fn drawn(file: &Document, page: lopdf::ObjectId) -> Vec<(char, String)> {
    let fonts = file.get_page_fonts(page).expect("fonts");
    let mut out = Vec::new();
    let mut current: Option<(String, &Dictionary)> = None;
    for operation in file.get_and_decode_page_content(page).expect("content").operations {
        match operation.operator.as_str() {
            "Tf" => {
                let font: &Dictionary = fonts[operation.operands[0].as_name().expect("a name")];
                let name = font.get(b"BaseFont").and_then(Object::as_name).expect("a name");
                let name = String::from_utf8_lossy(name);
                current = Some((name.split_once('+').expect("a subset").1.to_owned(), font));
            }
            "Tj" | "TJ" => {
                let (name, font) = current.as_ref().expect("a font");
                let encoding = font.get_font_encoding(file).expect("an encoding");
                let pieces = match &operation.operands[0] {
                    Object::Array(pieces) => pieces.as_slice(),
                    piece => std::slice::from_ref(piece),
                };
                for bytes in pieces.iter().filter_map(|piece| piece.as_str().ok()) {
                    let text = Document::decode_text(&encoding, bytes).expect("text");
                    out.extend(text.chars().map(|c| (c, name.clone())));
                }
            }
            _ => {}
        }
    }
    out
}

/// Style and weight of a face, by its name in a PDF.
fn look(face: &str) -> (&'static str, &str) {
    let (family, rest) = face.split_once('-').expect("a weight");
    let style = match family {
        "NotoSerifSC" | "HuimouSongTrad" | "HuimouSongRest" => "song",
        "NotoSansSC" | "HuimouHeiTrad" => "hei",
        "HuimouKai" => "kai",
        other => panic!("{other} is none of ours"),
    };
    // the name of a composite font ends in that of its encoding
    (style, rest.split('-').next().expect("a weight"))
}

/// Wherever the words stand in bold or black, all of them do, and in one style. How often they stand so.
fn bold_and_even(bytes: &[u8], words: &str) -> usize {
    let file = Document::load_mem(bytes).expect("a PDF");
    let words: Vec<char> = words.chars().collect();
    let mut found = 0;
    for (number, page) in file.get_pages() {
        let drawn = drawn(&file, page);
        for place in drawn.windows(words.len()).filter(|place| place.iter().map(|(c, _)| c).eq(&words)) {
            let looks: BTreeSet<_> = place.iter().map(|(_, face)| look(face)).collect();
            if looks.iter().any(|(_, weight)| ["Bold", "Black"].contains(weight)) {
                assert!(looks.len() == 1, "page {number}: {place:?}");
                found += 1;
            }
        }
    }
    found
}

#[test]
fn traditional_names_and_titles_have_one_weight_and_style() {
    let title = "書畫與戲曲進校園";
    let body = format!(
        "[[section]]\ntitle = \"{title}\"\n[[section.person]]\nname = \"陳國棟\"\nnote = \"到校聽課\"\n\
         [[section.person]]\nname = \"裏衆産説録\"\nnote = \"通用字形\"\n"
    );
    for template in TEMPLATES {
        let review = ENGINE.review(&small(&body), &InMemory::new(), &Choices::new().template(template));
        let review = review.unwrap_or_else(|error| panic!("{error}")).value;
        let bytes = pdf(&ENGINE.typeset(&review).expect("pages").value);
        for words in [title, "陳國棟", "裏衆産説録"] {
            assert!(bold_and_even(&bytes, words) > 0, "{template}: {words} stands in bold somewhere");
        }
        for (sample, name) in [("school-district-2024", "陳國棟"), ("hospital-2024", "黃麗儀")] {
            assert!(bold_and_even(&pdf(book(sample, template)), name) > 0, "{template}: {name} stands in bold");
        }
    }
}
