//! What several tests share: an engine, the samples, and a reader of PDFs that isn't ours.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huimou::asset::{Assets, Folder, InMemory};
use huimou::{Choices, Document, Engine, Error, PdfOptions, Source, Warned};

pub static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::builder().embedded_fonts().built_in_templates().build().expect("our own fonts and templates")
});

/// The samples that are laid out in full.
pub const SAMPLES: [&str; 3] = ["jiaxing-2023", "school-district-2024", "hospital-2024"];

/// A path inside the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

/// A sample of `data/`, laid out once for all tests.
pub fn sample(name: &str) -> &'static Document {
    static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| SAMPLES.iter().map(|name| lay_out(name)).collect());
    &DOCUMENTS[SAMPLES.iter().position(|sample| *sample == name).expect("a sample")]
}

fn lay_out(name: &str) -> Document {
    let source = Source::new("review.toml", read(&format!("data/{name}/review.toml")));
    let folder = Folder::new(repository(&format!("data/{name}")));
    build(&source, &folder).unwrap_or_else(|error| panic!("{name}: {error}")).value
}

/// All stages up to the pages.
pub fn build(source: &Source, assets: &dyn Assets) -> Result<Warned<Document>, Error> {
    let review = ENGINE.review(source, assets, &Choices::new())?;
    ENGINE.typeset(&review.value)
}

/// A small review with a body of one's own.
pub fn small(body: &str) -> Source {
    Source::new("small.toml", format!("[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n{body}"))
}

/// The pages' words of a small review, spaces dropped.
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

/// NFKC with dashes, quotation marks and spaces folded: what must be equal whatever the print did to it.
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
