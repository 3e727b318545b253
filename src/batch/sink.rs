//! Where the results of a batch go, and the record of earlier runs.

use std::path::PathBuf;

use super::ledger::{Ledger, LedgerEntry, Output};
use crate::diagnostic::Error;

/// The record of earlier runs, which [`Batch::plan`](super::Batch::plan) compares with the present state.
///
/// A [`Sink`] is also the record of its own contents. A [`Ledger`] alone is a record too; it trusts that the PDFs still
/// exist. With an empty one (`&Ledger::default()`) every district is new.
pub trait Prior {
    /// The last result of a district; `None` if it was never built.
    fn entry(&self, slug: &str) -> Option<LedgerEntry>;

    /// The slugs of all districts on record.
    fn slugs(&self) -> Vec<String>;

    /// Whether the PDF still exists with the bytes that were written.
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
/// Several threads call it at the same time. For a district that was built, [`put`](Self::put) is called first, then
/// [`note`](Self::note); for one that failed, only `note`. [`finish`](Self::finish) is called once after the last
/// district, also in a cancelled run. It isn't called if the process is killed, so a sink that should survive that must
/// make each `note` durable.
///
/// ```
/// use std::sync::Mutex;
/// use huimou::Error;
/// use huimou::batch::{LedgerEntry, Output, Prior, Sink};
///
/// /// Discards the PDFs and records their sizes.
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
    /// Stores a district's PDF under a relative path with `/` as separator, replacing an earlier one. It must be stored
    /// completely or not at all. Returns its record for the ledger, as [`Output::new`] makes it.
    ///
    /// # Errors
    /// If it can't be stored. The district then fails with these errors; the others go on.
    fn put(&self, path: &str, pdf: &[u8]) -> Result<Output, Error>;

    /// The file on disk that [`put`](Self::put) would replace, if the sink writes files. A district whose PDF would
    /// replace one of its own inputs, such as a photograph, fails instead.
    ///
    /// Default: none.
    fn target(&self, path: &str) -> Option<PathBuf> {
        let _ = path;
        None
    }

    /// Records the result of a district, replacing its earlier entry.
    ///
    /// # Errors
    /// If it can't be recorded. The errors are reported with the district, whose result stays the same.
    fn note(&self, entry: &LedgerEntry) -> Result<(), Error>;

    /// Ends the run, for example by writing the ledger.
    ///
    /// Default: does nothing.
    ///
    /// # Errors
    /// If results would be lost. The run then fails.
    fn finish(&self) -> Result<(), Error> {
        Ok(())
    }
}
