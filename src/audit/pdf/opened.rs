//! A PDF that was opened, in whatever process: judged, and drawn.

use hayro_syntax::Pdf;

use super::{TooMuchWork, read};
#[cfg(feature = "png")]
use crate::audit::picture::Marks;
use crate::audit::{Audit, rules};
use crate::diagnostic::Message;
use crate::rule::Rule;

/// Maximum number of pages.
const MAX_PAGES: usize = 5_000;

/// The stack of the thread that interprets, in bytes: forms nest.
const STACK: usize = 64 << 20;

/// A file whose pages have been found.
pub(super) struct Opened {
    pdf: Pdf,
}

impl Opened {
    /// Finds the pages.
    ///
    /// # Errors
    /// With the reason, if the file is no PDF, encrypted, or broken beyond reading.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Message> {
        use hayro_syntax::LoadPdfError::Decryption;
        let opened = guarded(move || match Pdf::new(bytes) {
            Ok(pdf) if pdf.pages().len() > MAX_PAGES => Err(Message::new("页数太多", "it has too many pages")),
            Ok(pdf) => Ok(pdf),
            Err(Decryption(_)) => Err(Message::new("已加密", "it is encrypted")),
            Err(_) => Err(Message::new("不是 PDF，或已损坏", "it is no PDF, or broken")),
        });
        opened.and_then(|opened| opened).map(|pdf| Self { pdf })
    }

    /// Judges the pages; by all rules if `only` is empty.
    ///
    /// # Errors
    /// With the reason, if the content is broken or too complex.
    pub fn audit(&self, only: &[&'static Rule]) -> Result<Audit, Message> {
        guarded(|| {
            let reading = read(&self.pdf);
            let found = rules::run(&reading, only);
            Audit::of(&reading, found, only).finish()
        })
    }

    /// A page (from 1) as a PNG at `ppi` pixels to the inch, with its marks.
    ///
    /// # Errors
    /// With the reason, if there is no such page, the picture would be too large, or the content is at fault.
    #[cfg(feature = "png")]
    pub fn draw(&self, marks: &Marks, page: usize, ppi: f64) -> Result<Vec<u8>, Message> {
        guarded(|| super::draw::draw(&self.pdf, marks, page, ppi)).and_then(|drawn| drawn)
    }
}

/// Works in a thread of its own, with a deep stack, since forms nest, and with its panics caught, since a hostile file
/// may meet an assertion of the interpreter.
fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Message> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("audit".into()).stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(why)) if why.is::<TooMuchWork>() => Err(Message::new("内容太复杂", "it is too complex")),
            Ok(Err(_)) => Err(Message::new("内容有错", "its content is broken")),
            Err(_) => {
                Err(Message::new("没有内存可供读它的线程使用", "there is no memory for the thread that reads it"))
            }
        }
    })
}
