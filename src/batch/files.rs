//! The files of a batch; and those of one district, with a record of every file it looked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::digest;
use super::ledger::InputFile;
use crate::asset::{AssetError, Assets, Stamp};

/// The files that a batch reads. Names are relative to the folder of its description.
#[derive(Clone)]
pub(super) struct BatchFiles {
    assets: Arc<dyn Assets>,
    /// The description's folder within the assets, empty or ending in `/`.
    prefix: String,
    /// The folder in messages; empty if they show only file names.
    shown: PathBuf,
    /// The folder, if the files are on disk, where worker processes can read them.
    disk: Option<PathBuf>,
}

impl BatchFiles {
    /// The files in the folder of `name`.
    pub fn beside(assets: Arc<dyn Assets>, name: &str) -> Self {
        let prefix = name.rfind('/').map_or("", |at| &name[..=at]);
        Self { assets, prefix: prefix.to_owned(), shown: prefix.trim_end_matches('/').into(), disk: None }
    }

    /// The files of a folder on disk.
    pub fn on_disk(folder: &Path) -> Self {
        let shown = if folder == Path::new(".") { PathBuf::new() } else { folder.to_path_buf() };
        let assets = Arc::new(crate::asset::Folder::new(folder));
        Self { assets, prefix: String::new(), shown, disk: Some(folder.to_path_buf()) }
    }

    /// The folder on disk; `None` if the files come from elsewhere, where worker processes can't read them.
    pub fn disk(&self) -> Option<&Path> {
        self.disk.as_deref()
    }

    pub fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        self.assets.open(&self.path(name)).map_err(|error| match error {
            AssetError::Missing { near: Some(near) } => {
                AssetError::Missing { near: near.strip_prefix(&self.prefix).map(str::to_owned) }
            }
            other => other,
        })
    }

    pub fn list(&self, folder: &str) -> Vec<String> {
        self.assets.list(&self.path(folder))
    }

    /// A file's name in messages.
    pub fn shown(&self, name: &str) -> String {
        if self.shown.as_os_str().is_empty() { name.to_owned() } else { self.shown.join(name).display().to_string() }
    }

    /// Whether a file is still as recorded, or still absent. Its bytes are read only if size and time can't decide.
    pub fn is_unchanged(&self, recorded: &InputFile) -> bool {
        let same_bytes = |digest: &str| self.open(&recorded.path).is_ok_and(|bytes| digest::of_file(&bytes) == digest);
        match (recorded.sha256.as_deref(), self.stamp(&recorded.path)) {
            (None, Stamp::Absent) => true,
            (None, Stamp::Present { .. }) => false,
            (None, Stamp::Unknown) => self.open(&recorded.path).is_err(),
            (Some(_), Stamp::Absent) => false,
            (Some(digest), Stamp::Present { bytes, modified }) => {
                bytes == recorded.bytes && (modified == recorded.modified || same_bytes(digest))
            }
            (Some(digest), Stamp::Unknown) => same_bytes(digest),
        }
    }

    fn stamp(&self, name: &str) -> Stamp {
        self.assets.stamp(&self.path(name))
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

impl fmt::Debug for BatchFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchFiles({:?})", self.shown("*"))
    }
}

/// A district's files: from its own folder first, then from the batch's.
pub(super) struct DistrictFiles<'a> {
    files: &'a BatchFiles,
    /// Folders of the batch to search, in order; the empty path is the batch's folder itself.
    folders: Vec<&'a str>,
    asked: Mutex<BTreeMap<String, InputFile>>,
}

impl<'a> DistrictFiles<'a> {
    pub fn new(files: &'a BatchFiles, own: Option<&'a str>) -> Self {
        Self { files, folders: own.into_iter().chain([""]).collect(), asked: Mutex::default() }
    }

    /// Every file that was looked for, missing ones included: a report must be rebuilt if one appears.
    pub fn asked(self) -> Vec<InputFile> {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }
}

impl Assets for DistrictFiles<'_> {
    fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        let mut last = AssetError::Outside;
        for folder in &self.folders {
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            // Size and time before the bytes: if the file changes in between, the next run sees a different stamp.
            let stamp = self.files.stamp(&path);
            let opened = self.files.open(&path);
            let sha256 = opened.as_ref().ok().map(|bytes| digest::of_file(bytes));
            let (bytes, modified) = match (&opened, stamp) {
                (Ok(_), Stamp::Present { bytes, modified }) => (bytes, modified),
                (Ok(read), _) => (read.len() as u64, 0),
                (Err(_), _) => (0, 0),
            };
            let input = InputFile { path: path.clone(), bytes, modified, sha256 };
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path, input);
            match opened {
                Ok(bytes) => return Ok(bytes),
                Err(AssetError::Missing { near }) => last = AssetError::Missing { near },
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }
}
