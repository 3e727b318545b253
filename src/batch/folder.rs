//! The output folder: locked for one run at a time, with a ledger that survives a kill, and no leftover temporary
//! files.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ledger::{Ledger, LedgerEntry, MAX_LEDGER_BYTES, Output};
use super::shard::Shard;
use super::sink::{Prior, Sink};
use crate::asset::{is_plain_name, stamp_of};
use crate::diagnostic::{Code, Cure, Diagnostic, Error, Message, Warned};
use crate::disk::{self, Links, Unfit};
use crate::write::{HIDDEN, check_folders, check_target, clear_leftovers_below, make_folder, write_file};

/// An output folder on disk: PDFs, the ledger `huimou-batch.json`, and a folder `.huimou` with locks and a journal.
///
/// While this lives, no other run can write to the folder, except other shards of the batch. A run may be killed at any
/// moment: it leaves only complete PDFs and a journal, and the next run continues from there.
///
/// ```no_run
/// # use huimou::{Engine, batch::{Batch, BatchOptions, Cancel, FolderSink}};
/// # fn example(engine: &Engine, batch: &Batch) -> Result<(), huimou::Error> {
/// let options = BatchOptions::new();
/// let sink = FolderSink::open(batch.output_folder(), options.shard)?.value;
/// let outcome = batch.run(engine, &options, &sink, &Cancel::new(), |_| {})?;
/// println!("{} built, {} unchanged", outcome.built, outcome.fresh);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct FolderSink {
    shard: Option<Shard>,
    prior: Mutex<FolderPrior>,
    journal: Journal,
    _locks: (Lock, Option<Lock>),
}

/// The record of earlier runs in an output folder, read without locking it: a plan can be made and printed while
/// another run writes there.
#[derive(Debug, Default)]
pub struct FolderPrior {
    root: PathBuf,
    /// The ledger of this shard, or of the whole batch, with the journal of a killed run.
    own: Ledger,
    /// For a shard: the ledger of undivided runs and merges.
    common: Ledger,
}

impl FolderPrior {
    /// Reads the ledger and the journal of a killed run; for a shard, the ledger of the whole batch too. Writes
    /// nothing.
    ///
    /// A folder that doesn't exist has an empty record. An invalid ledger counts as empty, with a warning.
    ///
    /// # Errors
    /// If a ledger exists but can't be read.
    pub fn read(folder: impl AsRef<Path>, shard: Option<Shard>) -> Result<Warned<Self>, Error> {
        let root = folder.as_ref();
        let Warned { value: mut own, mut warnings } = Ledger::read(ledger_of(root, shard))?;
        let common = match shard {
            Some(_) => Ledger::read(ledger_of(root, None))?.gather(&mut warnings),
            None => Ledger::default(),
        };
        for entry in journal_entries(root, &journal_of(root, shard))? {
            own.districts.insert(entry.slug.clone(), entry);
        }
        Ok(Warned { value: Self { root: root.to_path_buf(), own, common }, warnings })
    }

    /// The record of this shard alone.
    pub(super) fn into_own(self) -> Ledger {
        self.own
    }
}

impl Prior for FolderPrior {
    fn entry(&self, slug: &str) -> Option<LedgerEntry> {
        self.own.entry(slug).or_else(|| self.common.entry(slug))
    }

    fn slugs(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.own.districts.keys().chain(self.common.districts.keys()).collect();
        all.into_iter().cloned().collect()
    }

    fn holds(&self, output: &Output) -> bool {
        if !is_plain_name(&output.path) {
            return false;
        }
        let path = self.root.join(&output.path);
        let Some((bytes, modified)) = stamp_of(&path) else { return false };
        let read = || disk::read(&path, output.bytes, Links::Refuse);
        let same_bytes = || read().is_ok_and(|pdf| super::digest::of_file(&pdf) == output.sha256);
        bytes == output.bytes && (modified == output.modified || same_bytes())
    }
}

impl FolderSink {
    /// Locks the folder, creating it if needed, and reads the record of earlier runs as [`FolderPrior::read`] does.
    ///
    /// `shard` must be that of [`BatchOptions::shard`](super::BatchOptions::shard); each shard has its own ledger.
    ///
    /// # Errors
    /// If another run has locked the folder, or it can't be read or written.
    pub fn open(folder: impl AsRef<Path>, shard: Option<Shard>) -> Result<Warned<Self>, Error> {
        let root = folder.as_ref();
        make_folder(root)?;
        let hidden = root.join(HIDDEN);
        check_hidden(root)?;
        make_folder(&hidden)?;
        // Shards share this lock, so they can run at the same time, but not while an undivided run holds it.
        let common = locked(root, &hidden.join("lock"), shard.is_some())?;
        let own = shard.map(|_| locked(root, &hidden.join(format!("lock{}", part(shard))), false)).transpose()?;
        // A folder that can't be written is reported once, before any work, and not by each district.
        check_target(ledger_of(root, shard))?;
        if shard.is_none() {
            clear_leftovers_below(root);
        }
        let Warned { value: prior, warnings } = FolderPrior::read(root, shard)?;
        let journal = Journal::open(journal_of(root, shard))?;
        let sink = Self { shard, prior: Mutex::new(prior), journal, _locks: (common, own) };
        Ok(Warned { value: sink, warnings })
    }

    /// The record of this shard alone, as its ledger will have it.
    pub(super) fn own(&self) -> Ledger {
        self.prior().own.clone()
    }

    /// Replaces the record of this shard and writes its ledger.
    pub(super) fn replace(&self, ledger: Ledger) -> Result<(), Error> {
        self.prior().own = ledger;
        self.finish()
    }

    fn prior(&self) -> MutexGuard<'_, FolderPrior> {
        self.prior.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prior for FolderSink {
    fn entry(&self, slug: &str) -> Option<LedgerEntry> {
        self.prior().entry(slug)
    }

    fn slugs(&self) -> Vec<String> {
        self.prior().slugs()
    }

    fn holds(&self, output: &Output) -> bool {
        self.prior().holds(output)
    }
}

impl Sink for FolderSink {
    fn put(&self, path: &str, pdf: &[u8]) -> Result<Output, Error> {
        if !is_plain_name(path) {
            let message = Message::new(
                format!("不写 {path}：它不在输出文件夹内"),
                format!("won't write {path}: it is outside the output folder"),
            );
            return Err(Diagnostic::error(Code::WriteRefused, message).into());
        }
        let file = {
            let root = &self.prior().root;
            check_folders(root, path)?;
            root.join(path)
        };
        if let Some(folder) = file.parent() {
            make_folder(folder)?;
        }
        write_file(&file, pdf)?;
        let (bytes, modified) = stamp_of(&file).unwrap_or_default();
        Ok(Output { bytes, modified, ..Output::new(path, pdf) })
    }

    fn target(&self, path: &str) -> Option<PathBuf> {
        is_plain_name(path).then(|| self.prior().root.join(path))
    }

    /// Writes a line to the journal at once, so that a killed run loses nothing.
    fn note(&self, entry: &LedgerEntry) -> Result<(), Error> {
        // In memory first: even if the journal can't be written, the ledger at the end may be.
        self.prior().own.districts.insert(entry.slug.clone(), entry.clone());
        self.journal.add(entry)
    }

    /// Writes the ledger and removes the journal, which is no longer needed.
    fn finish(&self) -> Result<(), Error> {
        let prior = self.prior();
        write_file(ledger_of(&prior.root, self.shard), prior.own.to_json().as_bytes())?;
        self.journal.remove();
        Ok(())
    }
}

/// One JSON line per district finished since the ledger was written.
#[derive(Debug)]
struct Journal {
    path: PathBuf,
    /// `None` once the ledger is written.
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Opens the file now, not at the first entry, so that an unwritable folder is reported before any work.
    fn open(path: PathBuf) -> Result<Self, Error> {
        let file = Self::file(&path)?;
        Ok(Self { path, file: Mutex::new(Some(file)) })
    }

    fn file(path: &Path) -> Result<File, Error> {
        let open = || {
            let mut file = disk::open(path, OpenOptions::new().create(true).append(true), Links::Refuse)?;
            only_name(&file)?;
            // If a killed run left a partial last line, the next entry must not be appended to it.
            file.write_all(b"\n")?;
            Ok(file)
        };
        open().map_err(|error| failed(path, &error))
    }

    fn add(&self, entry: &LedgerEntry) -> Result<(), Error> {
        let mut line = serde_json::to_string(entry).unwrap_or_default();
        line.push('\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *file {
            Some(file) => file,
            removed => removed.insert(Self::file(&self.path)?),
        };
        file.write_all(line.as_bytes()).map_err(|error| failed(&self.path, &error))
    }

    fn remove(&self) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let _ = fs::remove_file(&self.path);
    }
}

/// The entries of a journal; partial lines are skipped.
fn journal_entries(root: &Path, journal: &Path) -> Result<Vec<LedgerEntry>, Error> {
    check_hidden(root)?;
    let text = match disk::read(journal, MAX_LEDGER_BYTES, Links::Refuse) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Diagnostic::unreadable(&journal.display().to_string(), &error).into()),
    };
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// Refuses anything but a folder in the place of `.huimou`: a link would lead out of the output folder.
fn check_hidden(root: &Path) -> Result<(), Error> {
    let path = root.join(HIDDEN);
    if fs::symlink_metadata(&path).map_or(true, |there| there.is_dir()) {
        return Ok(());
    }
    let shown = path.display();
    let message = Message::new(
        format!("{shown} 不是文件夹：批量运行的锁和流水存在那里"),
        format!("{shown} is not a folder: a batch keeps its locks and journal there"),
    );
    Err(Diagnostic::error(Code::WriteRefused, message).into())
}

/// Refuses a journal that is also a file elsewhere: what is appended would stand there too.
fn only_name(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&file.metadata()?) > 1 {
        return Err(Unfit::HasOtherName.into());
    }
    Ok(())
}

pub(super) fn journal_of(root: &Path, shard: Option<Shard>) -> PathBuf {
    root.join(HIDDEN).join(format!("journal{}.jsonl", part(shard)))
}

/// The path of the ledger of a shard, or of the whole batch.
pub(super) fn ledger_of(root: &Path, shard: Option<Shard>) -> PathBuf {
    root.join(format!("huimou-batch{}.json", part(shard)))
}

/// The infix in the names of a shard's files; empty for an undivided run.
fn part(shard: Option<Shard>) -> String {
    shard.map_or_else(String::new, |shard| format!(".{}-of-{}", shard.index(), shard.count()))
}

/// A lock file that is held. The system releases it when the process ends, however it ends.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    /// Unlocks explicitly. Closing the file isn't enough: a child process that another thread is just starting has
    /// inherited the descriptor until it calls `exec`, and would keep the lock.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

pub(super) fn failed(path: &Path, error: &std::io::Error) -> Error {
    crate::write::failed(path, error).into()
}

/// Takes a lock file, exclusively or shared, without waiting.
fn locked(root: &Path, path: &Path, shared: bool) -> Result<Lock, Error> {
    let mut options = OpenOptions::new();
    let options = options.create(true).read(true).write(true).truncate(false);
    let lock = disk::open(path, options, Links::Refuse).map_err(|error| failed(path, &error))?;
    match if shared { lock.try_lock_shared() } else { lock.try_lock() } {
        Ok(()) => {
            only_name(&lock).map_err(|error| failed(path, &error))?;
            // For the message of the next run. Several shards hold the lock at once, so none of them is named.
            let holder = if shared { String::new() } else { std::process::id().to_string() };
            let _ = lock.set_len(0).and_then(|()| (&lock).write_all(holder.as_bytes()));
            Ok(Lock(lock))
        }
        Err(TryLockError::WouldBlock) => {
            let shown = root.display();
            let holder = holder(lock);
            let by = |name: &str| holder.map_or(String::new(), |process| format!(" ({name} {process})"));
            let message = Message::new(
                format!("另一次运行正在写 {shown}{}", by("进程")),
                format!("another run is writing to {shown}{}", by("process")),
            );
            Err(Diagnostic::error(Code::OutputLocked, message).cure(Cure::ChooseOutput).into())
        }
        Err(TryLockError::Error(error)) => Err(failed(path, &error)),
    }
}

/// The number of the process that holds a lock, if it has written it.
fn holder(lock: File) -> Option<u32> {
    const MAX_DIGITS: u64 = 10;
    let mut text = String::new();
    lock.take(MAX_DIGITS).read_to_string(&mut text).ok()?;
    text.parse().ok()
}
