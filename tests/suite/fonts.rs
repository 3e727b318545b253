//! The fonts folder is what its manifest says, has the characters that offices need, and sets a name
//! or a title of traditional characters as evenly as any other.

use std::collections::{BTreeMap, BTreeSet};

use huimou::asset::InMemory;
use huimou::{Choices, Code, Engine, PdfOptions, Source, Template, common_characters, common_signs};
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
        let bytes = std::fs::read(repository("fonts").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
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
        ("Huimou Hei Signs", &[400, 500, 700, 900]),
        ("Huimou Song Signs", &[400, 700]),
        ("Huimou Song Rest", &[400]),
    ]
    .into_iter()
    .flat_map(|(family, weights)| weights.iter().map(move |weight| (family.to_owned(), *weight)))
    .collect();
    assert_eq!(faces, wanted);
}

/// LXGW, 霞鹜 and Source are reserved names (OFL 1.1, clause 3): a modified face must not use them.
#[test]
fn changed_faces_bear_their_own_names() {
    for reserved in ["LXGW", "霞鹜", "Source"] {
        assert!(!ENGINE.faces().iter().any(|face| face.family.contains(reserved)), "{reserved}");
    }
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

/// Each stack has everything that an office may write, so that no text is refused because of its style.
#[test]
fn every_stack_has_the_common_characters_and_signs() {
    for template in ENGINE.templates() {
        let stacks = template.manifest().stacks();
        let names: Vec<&str> = stacks.iter().map(|stack| stack.name.as_str()).collect();
        assert_eq!(names, ["sans", "serif", "kai"], "{}", template.manifest().name);
        for stack in &stacks {
            let nothing = BTreeSet::new();
            assert_eq!(ENGINE.lacking(stack, common_characters()), nothing, "{}", stack.name);
            assert_eq!(ENGINE.lacking(stack, common_signs()), nothing, "{}", stack.name);
            assert_eq!(ENGINE.lacking(stack, "和₂𪚥😀".chars()), BTreeSet::from(['𪚥', '😀']), "{}", stack.name);
        }
        let kai_only = stacks.iter().filter(|stack| !ENGINE.lacking(stack, ['Ђ']).is_empty());
        assert_eq!(kai_only.map(|stack| stack.name.as_str()).collect::<Vec<_>>(), ["sans", "serif"]);
    }
}

/// The stacks in the manifests are those of `templates/setting/type.typ`.
#[test]
fn manifests_name_the_stacks_of_the_text_module() {
    let code = read("templates/setting/type.typ");
    let written = |name: &str| -> Vec<String> {
        let start = format!("#let {name} = (");
        let (_, rest) = code.split_once(&start).unwrap_or_else(|| panic!("{name}"));
        let (stack, _) = rest.split_once("\n\n").unwrap_or_else(|| panic!("{name} has no end"));
        let stack = stack.replace("..signs", "\"Huimou Song Signs\", \"Huimou Hei Signs\"");
        let quoted = stack.split('"').skip(1).step_by(2);
        quoted.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).map(str::to_owned).collect()
    };
    assert_eq!(written("signs"), ["Huimou Song Signs", "Huimou Hei Signs"]);
    let mut manifests: Vec<_> = ENGINE.templates().map(|template| template.manifest().clone()).collect();
    manifests.push(Template::read(repository("examples/leaflet")).expect("the example").manifest().clone());
    for manifest in manifests {
        for stack in manifest.stacks() {
            assert_eq!(stack.families, written(&stack.name), "{}: {}", manifest.name, stack.name);
        }
    }
}

/// Typst picks a face of a family by its weight and doesn't check whether it has the character:
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
        "NotoSerifSC" | "HuimouSongTrad" | "HuimouSongSigns" | "HuimouSongRest" => "song",
        "NotoSansSC" | "HuimouHeiTrad" | "HuimouHeiSigns" => "hei",
        "HuimouKai" => "kai",
        other => panic!("{other} is none of ours"),
    };
    // the name of a composite font ends in that of its encoding
    (style, rest.split('-').next().expect("a weight"))
}

/// Checks that the words are either all bold or black, and in one style; returns how often they are.
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

/// ₂ has the style and weight of the words around it wherever a review may have it, in each style.
#[test]
fn signs_have_the_style_and_weight_of_the_words() {
    let case = read("tests/cases/descriptions/ok_signs_in_every_style.toml");
    let source = Source::new("review.toml", case.as_str());
    for template in TEMPLATES {
        let review = ENGINE.review(&source, &InMemory::new(), &Choices::new().template(template));
        let document = ENGINE.typeset(&review.unwrap_or_else(|error| panic!("{error}")).value).expect("pages").value;
        let file = Document::load_mem(&pdf(&document)).expect("a PDF");
        let drawn: Vec<(char, String)> = file.get_pages().values().flat_map(|page| drawn(&file, *page)).collect();
        let mut styles = BTreeSet::new();
        for place in drawn.windows(3).filter(|place| place.iter().map(|(c, _)| *c).eq("CO₂".chars())) {
            let ((style, weight), (sign, sign_weight)) = (look(&place[0].1), look(&place[2].1));
            assert_eq!(style, sign, "{template}: {place:?}");
            // The signs of 宋 have one weight for Bold and Black.
            let near = weight == sign_weight || (style, weight, sign_weight) == ("song", "Black", "Bold");
            assert!(near, "{template}: {place:?}");
            styles.insert((style, weight.to_owned()));
        }
        for style in [("hei", "Regular"), ("hei", "Bold"), ("song", "Regular"), ("kai", "Regular")] {
            assert!(styles.contains(&(style.0, style.1.to_owned())), "{template}: {styles:?}");
        }
        let composed = drawn.windows(5).filter(|place| place.iter().map(|(c, _)| *c).eq("Škoda".chars()));
        let looks: BTreeSet<_> = composed.flat_map(|place| [look(&place[0].1).0, look(&place[1].1).0]).collect();
        assert_eq!(looks, BTreeSet::from(["hei", "kai", "song"]), "{template}");
        assert!(drawn.iter().all(|(c, face)| *c != 'Š' || !face.starts_with("Noto")), "{template}");
        let words: String = drawn.iter().map(|(c, _)| *c).collect();
        for sign in "₂₃₅²³⁵⁷⁺⁻⅓⅔‱₽☑✔".chars() {
            assert!(words.contains(sign), "{template}: {sign}");
        }
        for words_of_field in case.split('"').skip(1).step_by(2).filter(|text| text.contains("CO₂") && text.len() < 40)
        {
            assert!(words.contains(words_of_field), "{template}: {words_of_field}");
        }
    }
}

/// A file of three gigabytes that takes no space on disk.
#[test]
fn a_font_that_is_too_large_is_refused_unread() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = std::fs::File::create(folder.path().join("huge.ttf")).expect("a file");
    file.set_len(3 << 30).expect("a length");
    let error = Engine::builder().fallback_fonts(folder.path()).build().expect_err("a font too large");
    let [error] = error.diagnostics() else { panic!("{error:?}") };
    assert_eq!(error.code, Code::FontBroken);
    assert!(error.message.en.ends_with("huge.ttf is larger than 512 MiB and wasn't read"), "{}", error.message.en);
}

/// Fonts with damages at every place: an error, or a font with which a PDF can be made or not, and never a panic that
/// isn't caught.
#[test]
fn damaged_fonts_are_errors_or_fonts() {
    // Four billion faces, of which there is none.
    let collection = b"ttcf\0\x01\0\0\xFF\xFF\xFF\xFF".repeat(99);
    assert!(Engine::builder().font("lies.ttc", collection).build().is_err());

    let text = "₀₁⅓₽☑";
    let lib = format!(
        "#let review(sheet, theme: none, photo: none) = {{ set text(font: \"Huimou Hei Signs\", fallback: false); [{text}] }}"
    );
    let consumer = |path: &str| read(&format!("tests/consumer/template/{path}"));
    let manifest = consumer("typst.toml").replace("Huimou Song Rest", "Huimou Hei Signs");
    let files = [("typst.toml", manifest), ("themes/plain.toml", consumer("themes/plain.toml"))];
    let files: Vec<(&str, Vec<u8>)> =
        files.into_iter().chain([("lib.typ", lib)]).map(|(path, text)| (path, text.into_bytes())).collect();
    let font = |path: &str| std::fs::read(repository(path)).expect("a font");
    let common: &'static [u8] = Vec::leak(font("fonts/NotoSansSC/NotoSansSC-Regular.ttf"));
    let whole = font("fonts/HuimouHeiSigns/HuimouHeiSigns-Regular.ttf");
    let mut seed = 11u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut made = 0;
    for round in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..if round == 0 { 0 } else { 1 + random(8) } {
            // Half of the damages in the directory of tables and the tables' heads.
            let end = if random(2) == 0 { 400 } else { bytes.len() };
            let at = random(end);
            bytes[at] = [0, 0xFF, 0x7F, random(256) as u8][random(4)];
        }
        if round % 7 == 6 {
            bytes.truncate(random(bytes.len()));
        }
        let template = Template::from_files("card", files.clone()).expect("a template");
        let builder = Engine::builder().font("noto.ttf", common).font("damaged.ttf", bytes).template(template);
        let Ok(engine) = builder.build() else { continue };
        let built = engine.build(&small("[[section]]\ntitle = \"甲\"\n"), &InMemory::new(), &Choices::new());
        let Ok(document) = built else { continue };
        made += usize::from(document.value.to_pdf(&PdfOptions::new()).is_ok());
    }
    assert!(made > 5, "{made} of 60");
}
