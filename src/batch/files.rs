//! The photographs and other files of a district, with a record of all that was asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::digest;
use super::manifest::Input;
use crate::asset::{AssetError, Assets, Folder};

/// Files from a district's own folder first, then from the batch's.
pub(super) struct Files<'a> {
    /// The batch's folder, which every recorded path is relative to.
    root: &'a Path,
    /// Folders inside it, searched in turn; the empty path is the batch's folder itself.
    folders: Vec<&'a str>,
    asked: Mutex<BTreeMap<String, Input>>,
}

impl<'a> Files<'a> {
    pub fn new(root: &'a Path, own: Option<&'a str>) -> Self {
        Self { root, folders: own.into_iter().chain([""]).collect(), asked: Mutex::default() }
    }

    /// Everything that was asked for, also what wasn't there: were it there, the report would differ.
    pub fn asked(self) -> Vec<Input> {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }
}

impl Assets for Files<'_> {
    fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        let mut last = AssetError::Outside;
        for folder in &self.folders {
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            // The size and time are taken before the bytes, so that a change meanwhile is seen by the next run.
            let stamp = stamp(&self.root.join(&path));
            let beside = Folder::new(self.root.join(folder));
            let opened = beside.open(name);
            let sum = opened.as_ref().ok().map(|bytes| digest::of_file(bytes));
            let (bytes, modified) = stamp.filter(|_| sum.is_some()).unwrap_or_default();
            let input = Input { path: path.clone(), bytes, modified, sha256: sum };
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path, input);
            match opened {
                Ok(bytes) => return Ok(Cow::Owned(bytes.into_owned())),
                Err(AssetError::Missing { near }) => last = AssetError::Missing { near },
                Err(fault) => return Err(fault),
            }
        }
        Err(last)
    }
}

/// Size in bytes, and the time of the last change in nanoseconds since 1970.
pub(super) fn stamp(path: &Path) -> Option<(u64, u64)> {
    let there = std::fs::symlink_metadata(path).ok().filter(|there| there.is_file())?;
    #[cfg(unix)]
    let modified = {
        use std::os::unix::fs::MetadataExt;
        (there.mtime() as u64).wrapping_mul(1_000_000_000).wrapping_add(there.mtime_nsec() as u64)
    };
    #[cfg(not(unix))]
    let modified = there
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |age| age.as_nanos() as u64);
    Some((there.len(), modified))
}

/// Whether a file, or its absence, is still what was recorded: size and time, and its sum.
/// Its bytes are read only if the time differs.
pub(super) fn is_unchanged(path: &Path, recorded: (u64, u64), sha256: Option<&str>) -> bool {
    match (sha256, stamp(path)) {
        (None, None) => true,
        (Some(_), Some(now)) if now == recorded => true,
        (Some(sum), Some((bytes, _))) if bytes == recorded.0 => {
            std::fs::read(path).is_ok_and(|bytes| digest::of_file(&bytes) == sum)
        }
        _ => false,
    }
}
