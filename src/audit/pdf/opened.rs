//! An open PDF, which can be checked and rendered. It doesn't know in which process it is.

use hayro_syntax::Pdf;

use super::{TooMuchWork, read};
#[cfg(feature = "png")]
use crate::audit::picture::Marks;
use crate::audit::{Audit, rules};
use crate::diagnostic::Message;
use crate::rule::Rule;

/// Maximum number of pages.
const MAX_PAGES: usize = 5_000;

/// Stack size of the interpreter's thread in bytes. Forms nest, and each level takes stack.
const STACK: usize = 64 << 20;

/// A parsed file.
pub(super) struct Opened {
    pdf: Pdf,
}

impl Opened {
    /// Parses a file and finds its pages.
    ///
    /// # Errors
    /// The reason, if the file is not a PDF, is encrypted, or is too damaged to read.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Message> {
        use hayro_syntax::LoadPdfError::Decryption;
        let opened = guarded(move || match Pdf::new(bytes) {
            Ok(pdf) if pdf.pages().len() > MAX_PAGES => Err(Message::new("页数太多", "it has too many pages")),
            Ok(pdf) => Ok(pdf),
            Err(Decryption(_)) => Err(Message::new("已加密", "it is encrypted")),
            Err(_) => Err(Message::new("不是 PDF，或已损坏", "it is not a PDF, or is damaged")),
        });
        opened.and_then(|opened| opened).map(|pdf| Self { pdf })
    }

    /// Checks the pages; against all rules if `only` is empty.
    ///
    /// # Errors
    /// The reason, if the content is malformed or too complex.
    pub fn audit(&self, only: &[&'static Rule]) -> Result<Audit, Message> {
        guarded(|| {
            let reading = read(&self.pdf);
            let found = rules::run(&reading, only);
            Audit::of(&reading, found, only).finish()
        })
    }

    /// Renders a page (counted from 1) as PNG at `ppi` pixels per inch, with its marks.
    ///
    /// # Errors
    /// The reason, if there is no such page, the picture would be too large, or the content is malformed.
    #[cfg(feature = "png")]
    pub fn draw(&self, marks: &Marks, page: usize, ppi: f64) -> Result<Vec<u8>, Message> {
        guarded(|| super::draw::draw(&self.pdf, marks, page, ppi)).and_then(|drawn| drawn)
    }
}

/// Runs `work` in a separate thread: with a large stack, since forms nest, and with panics caught, since a hostile file
/// may trip an assertion in the interpreter.
fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Message> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("audit".into()).stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(why)) if why.is::<TooMuchWork>() => Err(Message::new("内容太复杂", "it is too complex")),
            Ok(Err(_)) => Err(Message::new("内容有错", "its content is malformed")),
            Err(_) => Err(Message::new(
                "没有内存可供读它的线程使用",
                "there isn't enough memory for the thread that reads it",
            )),
        }
    })
}
