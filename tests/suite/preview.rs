//! Plain Typst with the fonts folder and `preview.typ`, as template authors use it, gives the same pages as the engine.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_render::RenderOptions;

use crate::support::{ENGINE, TEMPLATES, book, files_below, read, repository, sample};

/// A plain world: a root folder and a folder of fonts, as `typst compile --root . --font-path fonts
/// --ignore-system-fonts` has them. It shares nothing with the engine's.
struct Plain {
    root: PathBuf,
    main: FileId,
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Mutex<HashMap<FileId, Source>>,
}

impl Plain {
    fn new(root: PathBuf, main: &str) -> Self {
        let files = files_below(&repository("fonts"), "ttf").into_iter();
        let fonts: Vec<Font> =
            files.flat_map(|file| Font::iter(Bytes::new(std::fs::read(file).expect("a font")))).collect();
        let main = RootedPath::new(VirtualRoot::Project, VirtualPath::new(main).expect("a path")).intern();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { root, main, library: LazyHash::new(Library::default()), book, fonts, sources: Mutex::default() }
    }

    fn bytes(&self, id: FileId) -> FileResult<Vec<u8>> {
        let path = id.vpath().realize(&self.root).map_err(|_| FileError::AccessDenied)?;
        std::fs::read(&path).map_err(|error| FileError::from_io(error, &path))
    }

    /// The pages as pixels, and whatever was warned of.
    fn pages(&self) -> (Vec<Vec<u8>>, Vec<String>) {
        let compiled = typst::compile::<PagedDocument>(self);
        let warnings = compiled.warnings.iter().map(|warning| warning.message.to_string()).collect();
        let document = compiled.output.unwrap_or_else(|errors| panic!("{errors:?}"));
        let options = RenderOptions { pixel_per_pt: 0.5.into(), render_bleed: false };
        let pages = document.pages().iter().map(|page| typst_render::render(page, &options).take()).collect();
        (pages, warnings)
    }
}

impl World for Plain {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if let Some(source) = self.sources.lock().expect("no panic").get(&id) {
            return Ok(source.clone());
        }
        let text = String::from_utf8(self.bytes(id)?).map_err(|_| FileError::InvalidUtf8)?;
        let source = Source::new(id, text);
        self.sources.lock().expect("no panic").insert(id, source.clone());
        Ok(source)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.bytes(id).map(Bytes::new)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn pixels(document: &huimou::Document) -> Vec<Vec<u8>> {
    (1..=document.pages().len())
        .map(|page| {
            let png = document.to_png(page, 36.0).expect("a picture");
            let picture = image::load_from_memory(&png).expect("a PNG").to_rgba8();
            picture.into_raw()
        })
        .collect()
}

#[test]
fn previews_are_current() {
    for template in TEMPLATES {
        let document = book("jiaxing-2023", template);
        let plan = ENGINE.plan(document.review()).expect("a plan");
        let mut pairs = vec![("sheet.json", document.review().sheet_json()), ("theme.json", document.review().theme())];
        pairs.extend(plan.as_deref().map(|plan| ("plan.json", plan)));
        for (file, expected) in pairs {
            let path = format!("templates/{template}/preview/{file}");
            if std::env::var_os("HUIMOU_UPDATE").is_some() {
                std::fs::write(repository(&path), expected).expect("a preview");
            }
            assert!(read(&path) == expected, "{path} is not current: run the tests once with HUIMOU_UPDATE=1");
        }
    }
}

#[test]
fn the_plain_way_gives_the_engines_pages() {
    for template in TEMPLATES {
        let (plain, warnings) = Plain::new(repository("."), &format!("templates/{template}/preview.typ")).pages();
        assert!(warnings.is_empty(), "{template}: {warnings:?}");
        let ours = pixels(book("jiaxing-2023", template));
        assert_eq!(plain.len(), ours.len(), "{template}: the number of pages");
        for (k, (plain, ours)) in plain.iter().zip(&ours).enumerate() {
            assert!(plain == ours, "{template}: page {} differs", k + 1);
        }
    }
}

/// ISO 14289-1 by the exporter's own checks: tags, alternative texts, headings, title, language.
#[test]
fn both_templates_pass_pdf_ua() {
    let standards = typst_pdf::PdfStandards::new(&[typst_pdf::PdfStandard::Ua_1]).expect("a standard");
    let options = typst_pdf::PdfOptions { standards, ..Default::default() };
    for template in TEMPLATES {
        let plain = Plain::new(repository("."), &format!("templates/{template}/preview.typ"));
        let document = typst::compile::<PagedDocument>(&plain).output.unwrap_or_else(|errors| panic!("{errors:?}"));
        if let Err(errors) = typst_pdf::pdf(&document, &options) {
            panic!("{template}: {errors:?}");
        }
    }
}

#[test]
fn a_written_sheet_compiles_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = folder.path().join("sheet");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_huimou"))
        .args([
            "sheet".as_ref(),
            repository("data/school-district-2024/review.toml").as_os_str(),
            "-o".as_ref(),
            sheet.as_os_str(),
        ])
        .status()
        .expect("the command runs");
    assert!(done.success());
    let (plain, warnings) = Plain::new(sheet, "main.typ").pages();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(plain == pixels(sample("school-district-2024")), "the pages differ");
}
