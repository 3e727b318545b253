//! Shared by several tests: an engine, the samples, and an independent PDF reader.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huimou::asset::{Assets, Folder, InMemory};
use huimou::{
    Audit, AuditOptions, Choices, Document, Engine, Error, ForeignPdf, PdfOptions, PdfProcess, Rule, Source, Warned,
};

pub static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::builder().embedded_fonts().built_in_templates().build().expect("our own fonts and templates")
});

/// The samples that are laid out in full.
pub const SAMPLES: [&str; 3] = ["jiaxing-2023", "school-district-2024", "hospital-2024"];

/// A path inside the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").join(path)
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files of one extension below a folder, in order of their paths; links aren't followed.
pub fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(dir) = pending.pop() {
        for entry in std::fs::read_dir(dir).expect("a folder").map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().expect("a type"));
            if kind.is_dir() {
                pending.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no .{extension} below {}", folder.display());
    found.sort();
    found
}

/// Every description of the repository that is one: its name, folder and text.
pub fn descriptions() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for folder in ["jiaxing-2023", "school-district-2024", "hospital-2024", "minimal", "specimen"] {
        let path = format!("data/{folder}");
        all.push((folder.to_owned(), path.clone(), read(&format!("{path}/review.toml"))));
    }
    for folder in ["tests/cases/descriptions", "tests/cases/print", "tests/cases/fix", "tests/cases/audited"] {
        for entry in std::fs::read_dir(repository(folder)).expect("cases").map(Result::unwrap) {
            let name = entry.file_name().into_string().expect("a name");
            if let (true, Ok(text)) = (name.ends_with(".toml"), std::fs::read_to_string(entry.path())) {
                all.push((name, folder.to_owned(), text));
            }
        }
    }
    all
}

/// The built-in templates.
pub const TEMPLATES: [&str; 2] = ["bulletin", "editorial"];

/// A sample in a template, laid out once for all tests.
pub struct Book {
    pub sample: &'static str,
    pub template: &'static str,
    pub document: Document,
}

/// Every sample in every template.
pub fn books() -> &'static [Book] {
    static BOOKS: LazyLock<Vec<Book>> = LazyLock::new(|| {
        let all = TEMPLATES.into_iter().flat_map(|template| SAMPLES.map(|sample| (sample, template)));
        all.map(|(sample, template)| Book { sample, template, document: lay_out(sample, template) }).collect()
    });
    &BOOKS
}

/// The book of a sample in a template.
pub fn book(sample: &str, template: &str) -> &'static Document {
    let found = books().iter().find(|book| (book.sample, book.template) == (sample, template));
    &found.expect("a sample and a template").document
}

/// A sample in the template `bulletin`.
pub fn sample(name: &str) -> &'static Document {
    book(name, "bulletin")
}

impl std::fmt::Display for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in {}", self.sample, self.template)
    }
}

fn lay_out(name: &str, template: &str) -> Document {
    let source = Source::new("review.toml", read(&format!("data/{name}/review.toml")));
    let folder = Folder::new(repository(&format!("data/{name}")));
    let review = ENGINE.review(&source, &folder, &Choices::new().template(template));
    let review = review.unwrap_or_else(|error| panic!("{name}: {error}")).value;
    ENGINE.typeset(&review).unwrap_or_else(|error| panic!("{name} in {template}: {error}")).value
}

/// All stages up to the pages.
pub fn build(source: &Source, assets: &dyn Assets) -> Result<Warned<Document>, Error> {
    let review = ENGINE.review(source, assets, &Choices::new())?;
    ENGINE.typeset(&review.value)
}

/// A small review with the given body.
pub fn small(body: &str) -> Source {
    Source::new("small.toml", format!("[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n{body}"))
}

/// The text of a small review's pages, without spaces.
pub fn words_of(body: &str) -> String {
    let document = build(&small(body), &InMemory::new()).expect("a good review").value;
    (1..=document.pages().len()).map(|page| document.text(page)).collect::<String>().replace(char::is_whitespace, "")
}

pub fn pdf(document: &Document) -> Vec<u8> {
    document.to_pdf(&PdfOptions::default()).expect("a PDF")
}

/// The words of each page as another program reads them from the file.
pub fn pdf_pages(bytes: &[u8]) -> Vec<String> {
    let file = lopdf::Document::load_mem(bytes).expect("a PDF that another program reads");
    file.get_pages().keys().map(|page| file.extract_text(&[*page]).expect("text")).collect()
}

/// NFKC with dashes, quotation marks and spaces folded: what must be equal, however it was printed.
pub fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '—' | '–' | '−' | '‐' | '―' => '-',
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

/// A PDF that the tests have made, opened in this process.
pub fn open_pdf(bytes: impl Into<Vec<u8>>) -> Result<ForeignPdf, Error> {
    ForeignPdf::open(bytes, &AuditOptions::new().process(PdfProcess::InProcess))
}

/// What an audit finds in it.
pub fn audit_pdf(bytes: impl Into<Vec<u8>>, rules: &[&'static Rule]) -> Result<Audit, Error> {
    open_pdf(bytes)?.audit(rules)
}
