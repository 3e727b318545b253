//! Access to the files of a review, such as photographs. Nothing else can be reached.
//!
//! [`Folder`] reads them from a folder, [`InMemory`] holds them in memory; a program can implement [`Assets`] for its
//! own storage.

mod error;
mod folder;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use error::AssetError;
pub(crate) use error::Purpose;
pub use folder::Folder;
#[cfg(feature = "batch")]
pub(crate) use folder::stamp_of;

/// Maximum size of a file in bytes: 64 MiB, more than any photograph for print needs.
pub const MAX_BYTES: u64 = 64 << 20;

/// A source of the files of a review.
///
/// Names are relative, with `/` between their parts. Implementations must reject names for which [`is_plain_name`] is
/// `false`.
pub trait Assets: Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// If there is no such file, it may not be read, or it is larger than [`MAX_BYTES`].
    fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError>;

    /// What is known about a file without reading it. A batch uses it to see what has changed since an earlier run.
    ///
    /// The default implementation returns [`Stamp::Unknown`], so that the file is read and its bytes are compared.
    fn stamp(&self, name: &str) -> Stamp {
        let _ = name;
        Stamp::Unknown
    }

    /// The names of the files directly in a folder, in any order. A batch warns about those that it doesn't use.
    ///
    /// The default implementation returns none, so that there is no such warning.
    fn list(&self, folder: &str) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }
}

/// The result of [`Assets::stamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stamp {
    /// Nothing is known: the file must be read.
    Unknown,
    /// There is no such file, or it may not be read.
    Absent,
    /// The file exists. As long as both numbers stay the same, its content is unchanged.
    Present {
        /// Its size in bytes.
        bytes: u64,
        /// The time of its last change, in nanoseconds since 1970.
        modified: u64,
    },
}

/// Whether a name stays below any folder that it is joined to: relative, without `..`, drive or backslash.
///
/// ```
/// use huimou::asset::is_plain_name;
/// assert!(is_plain_name("photos/春.jpg"));
/// assert!(!is_plain_name("../secret"));
/// assert!(!is_plain_name("/etc/passwd"));
/// ```
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', '\0', ':'])
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Files from memory.
#[derive(Debug, Clone, Default)]
pub struct InMemory {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl InMemory {
    /// No files at all: enough for a review without photographs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        self.files.insert(name.into(), bytes.into());
        self
    }
}

impl Assets for InMemory {
    fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        if !is_plain_name(name) {
            return Err(AssetError::Outside);
        }
        match self.files.get(name) {
            Some(bytes) if bytes.len() as u64 > MAX_BYTES => Err(AssetError::TooLarge { bytes: bytes.len() as u64 }),
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => Err(AssetError::Missing { near: nearest(name, self.files.keys().map(String::as_str)) }),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let inside = |path: &String| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.contains('/')).then(|| name.to_owned())
        };
        self.files.keys().filter_map(inside).collect()
    }
}

/// The existing name that is most similar: it differs in case, in its extension, or by one typo.
fn nearest<'a>(name: &str, there: impl Iterator<Item = &'a str>) -> Option<String> {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let close = |other: &&str| {
        stem(name) == stem(other) || strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase()) <= 1
    };
    there.filter(close).min().map(str::to_owned)
}
