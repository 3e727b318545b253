//! The files of a batch, and those of a district with a record of all that was asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::digest;
use super::ledger::InputFile;
use crate::asset::{AssetError, Assets, Stamp};

/// What a batch reads. Names are relative to the folder in which its description lies.
#[derive(Clone)]
pub(super) struct BatchFiles {
    assets: Arc<dyn Assets>,
    /// The description's folder within the assets, empty or with `/` at its end.
    prefix: String,
    /// The folder as messages name it; empty if they name files alone.
    shown: PathBuf,
    /// The folder, if the files are on a disk that other processes see as well.
    disk: Option<PathBuf>,
}

impl BatchFiles {
    /// Files of the folder in which `name` lies, and the name of the file there.
    pub fn beside(assets: Arc<dyn Assets>, name: &str) -> Self {
        let prefix = name.rfind('/').map_or("", |at| &name[..=at]);
        Self { assets, prefix: prefix.to_owned(), shown: prefix.trim_end_matches('/').into(), disk: None }
    }

    /// The files of a folder of the disk.
    pub fn on_disk(folder: &Path) -> Self {
        let shown = if folder == Path::new(".") { PathBuf::new() } else { folder.to_path_buf() };
        let assets = Arc::new(crate::asset::Folder::new(folder));
        Self { assets, prefix: String::new(), shown, disk: Some(folder.to_path_buf()) }
    }

    /// The folder of the disk, which a worker process can read as well; `None` if the files come from elsewhere.
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

    /// A file as messages name it.
    pub fn shown(&self, name: &str) -> String {
        if self.shown.as_os_str().is_empty() { name.to_owned() } else { self.shown.join(name).display().to_string() }
    }

    /// Whether a file, or its absence, is still what was recorded. Its bytes are read only where size and time don't
    /// tell.
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
    /// Folders of the batch that are searched in turn; the empty path is the batch's folder itself.
    folders: Vec<&'a str>,
    asked: Mutex<BTreeMap<String, InputFile>>,
}

impl<'a> DistrictFiles<'a> {
    pub fn new(files: &'a BatchFiles, own: Option<&'a str>) -> Self {
        Self { files, folders: own.into_iter().chain([""]).collect(), asked: Mutex::default() }
    }

    /// Everything that was asked for, also what wasn't there: were it there, the report would differ.
    pub fn asked(self) -> Vec<InputFile> {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }
}

impl Assets for DistrictFiles<'_> {
    fn open(&self, name: &str) -> Result<Cow<'_, [u8]>, AssetError> {
        let mut last = AssetError::Outside;
        for folder in &self.folders {
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            // Size and time are taken before the bytes, so that a change meanwhile is seen by the next run.
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
