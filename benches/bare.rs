//! Typst alone on exported sheets: what a loop of the plain library costs, without a check, a ledger or a file written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration as Time, Instant};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Compiles and exports every sheet below `folder`, as `builds sheets` writes them, one after another.
pub fn loop_over(folder: &Path) {
    let mut world = Bare::new(folder);
    let mut sheets: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("sheets").map(|entry| entry.expect("an entry").path()).collect();
    sheets.retain(|sheet| sheet.join("main.typ").exists());
    sheets.sort();
    let mut sums = [Time::ZERO; 2];
    for sheet in &sheets {
        let start = Instant::now();
        world.take(sheet);
        let document = typst::compile::<PagedDocument>(&world).output.expect("pages");
        sums[0] += start.elapsed();
        let start = Instant::now();
        typst_pdf::pdf(&document, &PdfOptions::default()).expect("a PDF");
        sums[1] += start.elapsed();
        typst::comemo::evict(2);
    }
    let [layout, export] = sums.map(|sum| sum.as_secs_f64() * 1000.0 / sheets.len() as f64);
    println!("{} sheets: layout {layout:.1}  export {export:.1}  total {:.1} ms", sheets.len(), layout + export);
}

struct Bare {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

impl Bare {
    fn new(folder: &Path) -> Self {
        let mut fonts = Vec::new();
        for path in below(Path::new("fonts")) {
            if path.extension().is_some_and(|kind| kind == "ttf" || kind == "otf") {
                fonts.extend(Font::iter(Bytes::new(std::fs::read(path).expect("a font"))));
            }
        }
        let mut sources = HashMap::new();
        for path in below(&folder.join("template")) {
            let id =
                named(&format!("template/{}", path.strip_prefix(folder.join("template")).expect("below").display()));
            if path.extension().is_some_and(|kind| kind == "typ") {
                sources.insert(id, Source::new(id, std::fs::read_to_string(path).expect("a source")));
            }
        }
        let main = Source::new(named("sheet/main.typ"), String::new());
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main,
            sources,
            files: HashMap::new(),
        }
    }

    /// Makes a sheet the one to be compiled.
    fn take(&mut self, sheet: &Path) {
        self.main =
            Source::new(named("sheet/main.typ"), std::fs::read_to_string(sheet.join("main.typ")).expect("a sheet"));
        self.files.clear();
        for path in below(sheet) {
            let id = named(&format!("sheet/{}", path.strip_prefix(sheet).expect("below").display()));
            self.files.insert(id, Bytes::new(std::fs::read(path).expect("a file")));
        }
    }
}

impl World for Bare {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.sources.get(&id).cloned().ok_or_else(|| FileError::NotFound(id.vpath().get_with_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| FileError::NotFound(id.vpath().get_with_slash().into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// How many paths Typst has interned: the number that a new one gets.
pub fn interned() -> u16 {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    named(&format!("probe-{}", ASKED.fetch_add(1, Ordering::Relaxed))).into_raw().get()
}

fn named(path: &str) -> FileId {
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).expect("a path")).intern()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
