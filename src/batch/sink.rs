//! Where the results of a batch go, and what earlier runs left there.

use super::ledger::{Ledger, LedgerEntry, Output};
use crate::diagnostic::Error;

/// What earlier runs left on record. [`Batch::plan`](super::Batch::plan) compares it with the present state.
///
/// A [`Sink`] is also the record of what went into it. A ledger by itself is one too: it trusts that the PDFs are
/// still there. An empty one (`&Ledger::default()`) makes every district new.
pub trait Prior {
    /// What is on record of a district.
    fn entry(&self, slug: &str) -> Option<LedgerEntry>;

    /// The slugs of all districts on record.
    fn slugs(&self) -> Vec<String>;

    /// Whether a PDF is still there with the bytes that were written.
    fn holds(&self, output: &Output) -> bool;
}

impl Prior for Ledger {
    fn entry(&self, slug: &str) -> Option<LedgerEntry> {
        self.districts.get(slug).cloned()
    }

    fn slugs(&self) -> Vec<String> {
        self.districts.keys().cloned().collect()
    }

    fn holds(&self, _: &Output) -> bool {
        true
    }
}

/// Where the results of a batch go: a [folder](super::FolderSink), [memory](super::MemorySink), or your own, such as
/// an object store, an archive or a database.
///
/// Several threads call it at the same time. For each district that is built, [`put`](Self::put) comes first and
/// [`note`](Self::note) follows; a district that failed is only noted. [`finish`](Self::finish) comes once, after the
/// last district, also if the run was cancelled; it doesn't come if the process ends before. So whoever wants to
/// resume after a kill must make `note` last.
///
/// ```
/// use std::sync::Mutex;
/// use huimou::Error;
/// use huimou::batch::{LedgerEntry, Output, Prior, Sink};
///
/// /// Keeps no PDF, and remembers how large they were.
/// #[derive(Default)]
/// struct Sizes(Mutex<Vec<(String, u64)>>);
///
/// impl Sink for Sizes {
///     fn put(&self, path: &str, pdf: &[u8]) -> Result<Output, Error> {
///         Ok(Output::new(path, pdf))
///     }
///
///     fn note(&self, entry: &LedgerEntry) -> Result<(), Error> {
///         let bytes = entry.output.as_ref().map_or(0, |output| output.bytes);
///         self.0.lock().expect("no other thread panicked").push((entry.slug.clone(), bytes));
///         Ok(())
///     }
/// }
///
/// impl Prior for Sizes {
///     fn entry(&self, _: &str) -> Option<LedgerEntry> {
///         None
///     }
///
///     fn slugs(&self) -> Vec<String> {
///         Vec::new()
///     }
///
///     fn holds(&self, _: &Output) -> bool {
///         false
///     }
/// }
/// ```
pub trait Sink: Prior + Sync {
    /// Keeps a district's PDF under a relative path with `/` between its parts, whole or not at all, in place of an
    /// earlier one. Returns what the ledger says of it; [`Output::new`] makes that.
    ///
    /// # Errors
    /// If it can't be kept. The district has failed then, with these errors; the others go on.
    fn put(&self, path: &str, pdf: &[u8]) -> Result<Output, Error>;

    /// Puts on record what became of a district, in place of what was on record before.
    ///
    /// # Errors
    /// If it can't be put on record. The errors are reported with the district, which is still done.
    fn note(&self, entry: &LedgerEntry) -> Result<(), Error>;

    /// Ends the run, such as by writing the ledger.
    ///
    /// Default: does nothing.
    ///
    /// # Errors
    /// If something of the run would be lost. The run has failed then.
    fn finish(&self) -> Result<(), Error> {
        Ok(())
    }
}
