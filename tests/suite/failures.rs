//! What a program can learn from an error: its class, and the operating system's error.

use std::io::ErrorKind;

use huimou::asset::{AssetError, Assets, Folder, InMemory};
use huimou::{Choices, Class, Code, Cure, Engine, Error, Template};

use crate::support::{ENGINE, small};

/// Files that are there and can't be read.
struct Denied;

impl Assets for Denied {
    fn open(&self, _: &str) -> Result<std::borrow::Cow<'_, [u8]>, AssetError> {
        Err(AssetError::from(&ErrorKind::PermissionDenied.into()))
    }
}

#[test]
fn errors_of_the_system_keep_their_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let gone = path.join("no/such");
    let kind = |error: Error| (error.io_kind(), error.class());
    let not_found = (Some(ErrorKind::NotFound), Class::Io);
    assert_eq!(kind(Template::read(&gone).expect_err("no template")), not_found);
    assert_eq!(kind(Engine::builder().fallback_fonts(&gone).build().expect_err("no folder")), not_found);
    assert_eq!(kind(huimou::write_file(gone.join("a.pdf"), b"").expect_err("no folder")), not_found);
    assert_eq!(kind(huimou::batch::Batch::read(gone.join("batch.toml")).expect_err("no batch")), not_found);
    std::fs::write(path.join("file"), "").expect("a file");
    let under = huimou::files::make_folder(path.join("file/folder")).expect_err("a file stands there");
    assert_eq!(kind(under), (Some(ErrorKind::NotADirectory), Class::Io));

    let photo =
        small("[[section]]\ntitle = \"一\"\n[[section.photo]]\nfile = \"a.jpg\"\ncaption = \"图\"\nalt = \"山\"");
    let theme = small("[design]\ntheme = \"own.toml\"\n[[section]]\ntitle = \"一\"");
    for source in [&photo, &theme] {
        let error = ENGINE.review(source, &Denied, &Choices::new()).expect_err("it can't be read");
        assert_eq!(error.io_kind(), Some(ErrorKind::PermissionDenied), "{error}");
    }
    // A missing file is an error of the review, and files in memory have no operating system error.
    for assets in [&Folder::new(path) as &dyn Assets, &InMemory::new()] {
        let error = ENGINE.review(&photo, assets, &Choices::new()).expect_err("no photograph");
        assert_eq!(kind(error), (None, Class::Content));
    }
}

#[test]
fn errors_can_be_asked() {
    let error = ENGINE.review(&small("titel = 1"), &InMemory::new(), &Choices::new()).expect_err("no such key");
    assert!(error.is_content() && !error.is_io() && !error.is_setup() && !error.is_usage());
    assert!(error.has(Code::UnknownKey) && !error.has(Code::Syntax), "{error}");
    let error = ENGINE.template("none").expect_err("no template");
    assert!(error.is_setup() && error.io_kind().is_none());
}

#[test]
fn cures_are_data() {
    let source = small("[[section]]\ntitle = \"𪚥\"");
    let error = ENGINE.review(&source, &InMemory::new(), &Choices::new()).expect_err("no font has it");
    let error = &error.diagnostics()[0];
    assert_eq!(error.cures, [Cure::AddFontWithCharacter, Cure::AllowMissingGlyphs]);
    assert!(error.hints.is_empty());
    // Both stand in one hint, as one sentence.
    let advice = error.advice(Cure::words);
    assert_eq!(advice.len(), 1);
    assert_eq!(advice[0].en, "add a font that has it; or allow missing glyphs, for a proof");
    let names: std::collections::BTreeSet<&str> = Cure::ALL.iter().map(|cure| cure.as_str()).collect();
    assert_eq!(names.len(), Cure::ALL.len(), "names are unique");
}
