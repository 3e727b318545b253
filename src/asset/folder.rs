//! Assets from a folder, and from nowhere outside it.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{AssetError, Assets, MAX_BYTES, Stamp, is_plain_name, nearest};
use crate::disk::{self, Links};

/// The files below one folder: only regular files, without symbolic links below the folder.
///
/// The folder itself may be reached through links. Nothing protects against a process that changes the folder while it
/// is read: such a process could as well change the review.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The files below `root`; nothing is read yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, AssetError> {
        disk::read(path, MAX_BYTES, Links::Refuse).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => AssetError::TooLarge { bytes: stamp_of(path).map_or(0, |(bytes, _)| bytes) },
            io::ErrorKind::InvalidInput | io::ErrorKind::IsADirectory => AssetError::Outside,
            _ => self.explain(path, &error),
        })
    }

    fn explain(&self, path: &Path, error: &io::Error) -> AssetError {
        let unreadable = AssetError::from(error);
        if unreadable.io_kind().is_some() {
            return unreadable;
        }
        let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
            return AssetError::Missing { near: None };
        };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        let near = nearest(name, names.iter().map(String::as_str)).map(|name| {
            let inside = folder.strip_prefix(&self.root).unwrap_or(Path::new("")).join(name);
            inside.to_string_lossy().replace('\\', "/")
        });
        AssetError::Missing { near }
    }
}

impl Assets for Folder {
    fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        if !is_plain_name(name) {
            return Err(AssetError::Outside);
        }
        let mut path = self.root.clone();
        for part in name.split('/') {
            path.push(part);
            let kind = fs::symlink_metadata(&path).map_err(|error| self.explain(&self.root.join(name), &error))?;
            if kind.is_symlink() {
                return Err(AssetError::Outside);
            }
        }
        // Opening a pipe would block, and reading a device might never end.
        if !fs::symlink_metadata(&path).is_ok_and(|kind| kind.is_file()) {
            return Err(AssetError::Outside);
        }
        self.read(&path).map(Cow::Owned)
    }

    fn stamp(&self, name: &str) -> Stamp {
        let there = is_plain_name(name).then(|| stamp_of(&self.root.join(name))).flatten();
        there.map_or(Stamp::Absent, |(bytes, modified)| Stamp::Present { bytes, modified })
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }
}

/// Size in bytes, and the time of the last change in nanoseconds since 1970; `None` if there is no regular file.
pub(crate) fn stamp_of(path: &Path) -> Option<(u64, u64)> {
    let there = fs::symlink_metadata(path).ok().filter(|there| there.is_file())?;
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
