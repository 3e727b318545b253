//! The output folder: one run at a time, a ledger that survives a kill, no leftover temporary files.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ledger::{Ledger, LedgerEntry, Output};
use super::shard::Shard;
use super::sink::{Prior, Sink};
use crate::asset::{is_plain_name, stamp_of};
use crate::diagnostic::{Code, Cure, Diagnostic, Error, Message, Warned};
use crate::write::{clear_temporaries, make_folder, write_file};

/// An output folder on disk: PDFs, the ledger `huimou-batch.json`, and a folder `.huimou` with locks and a journal.
///
/// As long as this lives, no other run writes to the folder; shards of one batch may. A run that is killed at any
/// moment leaves whole PDFs and a journal, from which the next run goes on.
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

/// What earlier runs left in an output folder, read without taking the folder. So a plan can be made, and printed,
/// while another run writes there.
#[derive(Debug, Default)]
pub struct FolderPrior {
    root: PathBuf,
    /// By this very part of the batch: what its ledger says, and the journal of a run that was killed.
    own: Ledger,
    /// By undivided runs and merges, for a shard.
    common: Ledger,
}

impl FolderPrior {
    /// Reads the ledger, and the journal of a run that was killed; for a shard also the ledger of the whole batch.
    /// Nothing is written. A folder that isn't there has nothing on record. A ledger that can't be understood is a
    /// warning.
    ///
    /// # Errors
    /// If the system won't let a ledger be read.
    pub fn read(folder: impl AsRef<Path>, shard: Option<Shard>) -> Result<Warned<Self>, Error> {
        let root = folder.as_ref();
        let Warned { value: mut own, mut warnings } = Ledger::read(ledger_of(root, shard))?;
        let common = match shard {
            Some(_) => Ledger::read(ledger_of(root, None))?.gather(&mut warnings),
            None => Ledger::default(),
        };
        for entry in journal_entries(&journal_of(root, shard)) {
            own.districts.insert(entry.slug.clone(), entry);
        }
        Ok(Warned { value: Self { root: root.to_path_buf(), own, common }, warnings })
    }

    /// What this very part of the batch did.
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
        let path = self.root.join(&output.path);
        let Some((bytes, modified)) = stamp_of(&path) else { return false };
        let same_bytes = || fs::read(&path).is_ok_and(|pdf| super::digest::of_file(&pdf) == output.sha256);
        bytes == output.bytes && (modified == output.modified || same_bytes())
    }
}

impl FolderSink {
    /// Takes the folder, makes it if it isn't there, and reads what earlier runs left: the ledger, and the journal of
    /// a run that was killed. `shard` is the part of the batch to be built, as in
    /// [`BatchOptions::shard`](super::BatchOptions::shard); each part has a ledger of its own.
    ///
    /// # Errors
    /// If another run has the folder, or it can't be read or written.
    pub fn open(folder: impl AsRef<Path>, shard: Option<Shard>) -> Result<Warned<Self>, Error> {
        let root = folder.as_ref();
        make_folder(root)?;
        let hidden = make_folder(root.join(".huimou"))?;
        // Shards may run beside each other, but not beside a run that is undivided.
        let common = locked(root, &hidden.join("lock"), shard.is_some())?;
        let own = shard.map(|_| locked(root, &hidden.join(format!("lock{}", part(shard))), false)).transpose()?;
        if shard.is_none() {
            clear_temporaries(root);
        }
        let Warned { value: prior, warnings } = FolderPrior::read(root, shard)?;
        let journal = Journal::open(journal_of(root, shard))?;
        let sink = Self { shard, prior: Mutex::new(prior), journal, _locks: (common, own) };
        Ok(Warned { value: sink, warnings })
    }

    /// What this very part of the batch did, as its ledger will have it.
    pub(super) fn own(&self) -> Ledger {
        self.prior().own.clone()
    }

    /// Replaces the record of this part of the batch, and writes its ledger.
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
                format!("won't write {path}: it isn't inside the output folder"),
            );
            return Err(Diagnostic::error(Code::WriteRefused, message).into());
        }
        let file = self.prior().root.join(path);
        if let Some(folder) = file.parent() {
            make_folder(folder)?;
        }
        write_file(&file, pdf)?;
        let (bytes, modified) = stamp_of(&file).unwrap_or_default();
        Ok(Output { bytes, modified, ..Output::new(path, pdf) })
    }

    /// The line of the journal is written at once, so that a run that is killed loses nothing.
    fn note(&self, entry: &LedgerEntry) -> Result<(), Error> {
        // The ledger at the end may still be written, even if the journal can't be.
        self.prior().own.districts.insert(entry.slug.clone(), entry.clone());
        self.journal.add(entry)
    }

    /// Writes the ledger; the journal has done its duty then.
    fn finish(&self) -> Result<(), Error> {
        let prior = self.prior();
        write_file(ledger_of(&prior.root, self.shard), prior.own.to_json().as_bytes())?;
        self.journal.remove();
        Ok(())
    }
}

/// A line for each district that ended since the ledger was written.
#[derive(Debug)]
struct Journal {
    path: PathBuf,
    /// `None` once the ledger is written.
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Opens it at once, so that a folder that can't be written is reported before the first district.
    fn open(path: PathBuf) -> Result<Self, Error> {
        let file = Self::file(&path)?;
        Ok(Self { path, file: Mutex::new(Some(file)) })
    }

    fn file(path: &Path) -> Result<File, Error> {
        let open = || {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            // A line that was cut short must not take the next one with it.
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

/// The whole lines of a journal.
fn journal_entries(journal: &Path) -> Vec<LedgerEntry> {
    let text = fs::read(journal).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

pub(super) fn journal_of(root: &Path, shard: Option<Shard>) -> PathBuf {
    root.join(".huimou").join(format!("journal{}.jsonl", part(shard)))
}

/// The ledger's file, for a shard one of its own.
pub(super) fn ledger_of(root: &Path, shard: Option<Shard>) -> PathBuf {
    root.join(format!("huimou-batch{}.json", part(shard)))
}

/// What tells the files of a shard from those of an undivided run.
fn part(shard: Option<Shard>) -> String {
    shard.map_or_else(String::new, |shard| format!(".{}-of-{}", shard.index(), shard.count()))
}

/// A lock file that is held. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    /// Closing the file isn't enough: a process that some other thread is just starting has it open too, until it
    /// becomes another program, and the lock with it.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

pub(super) fn failed(path: &Path, error: &std::io::Error) -> Error {
    crate::write::failed(path, error).into()
}

/// A lock file that this process holds, alone or with others of its kind.
fn locked(root: &Path, path: &Path, shared: bool) -> Result<Lock, Error> {
    let mut options = OpenOptions::new();
    let lock = options.create(true).read(true).write(true).truncate(false).open(path).map_err(|f| failed(path, &f))?;
    match if shared { lock.try_lock_shared() } else { lock.try_lock() } {
        Ok(()) => Ok(Lock(lock)),
        Err(TryLockError::WouldBlock) => {
            let shown = root.display();
            let message =
                Message::new(format!("另一次运行正在写 {shown}"), format!("another run is writing to {shown}"));
            Err(Diagnostic::error(Code::OutputLocked, message).cure(Cure::ChooseOutput).into())
        }
        Err(TryLockError::Error(error)) => Err(failed(path, &error)),
    }
}
