//! A sink that keeps its results in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ledger::{Ledger, LedgerEntry, Output};
use super::sink::{Prior, Sink};
use crate::diagnostic::Error;

/// Keeps the PDFs and the ledger in memory, for web servers and tests. Clones share them.
///
/// ```no_run
/// # use huimou::{Engine, batch::{Batch, BatchOptions, Cancel, MemorySink}};
/// # fn example(engine: &Engine, batch: &Batch) -> Result<(), huimou::Error> {
/// let sink = MemorySink::new();
/// batch.run(engine, &BatchOptions::new(), &sink, &Cancel::new(), |_| {})?;
/// for path in sink.paths() {
///     println!("{path}: {} bytes", sink.pdf(&path).map_or(0, |pdf| pdf.len()));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MemorySink {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    pdfs: BTreeMap<String, (Output, Arc<[u8]>)>,
    ledger: Ledger,
}

impl MemorySink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// The PDF at a path, such as [`District::output`](super::District::output); `None` if there is none.
    pub fn pdf(&self, path: &str) -> Option<Arc<[u8]>> {
        self.kept().pdfs.get(path).map(|(_, pdf)| pdf.clone())
    }

    /// The paths of all PDFs, sorted.
    pub fn paths(&self) -> Vec<String> {
        self.kept().pdfs.keys().cloned().collect()
    }

    /// A copy of the ledger.
    pub fn ledger(&self) -> Ledger {
        self.kept().ledger.clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prior for MemorySink {
    fn entry(&self, slug: &str) -> Option<LedgerEntry> {
        self.kept().ledger.entry(slug)
    }

    fn slugs(&self) -> Vec<String> {
        self.kept().ledger.slugs()
    }

    fn holds(&self, output: &Output) -> bool {
        self.kept().pdfs.get(&output.path).is_some_and(|(kept, _)| kept == output)
    }
}

impl Sink for MemorySink {
    fn put(&self, path: &str, pdf: &[u8]) -> Result<Output, Error> {
        let output = Output::new(path, pdf);
        self.kept().pdfs.insert(path.to_owned(), (output.clone(), pdf.into()));
        Ok(output)
    }

    fn note(&self, entry: &LedgerEntry) -> Result<(), Error> {
        self.kept().ledger.districts.insert(entry.slug.clone(), entry.clone());
        Ok(())
    }
}

impl fmt::Debug for MemorySink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemorySink({} PDFs)", self.kept().pdfs.len())
    }
}
