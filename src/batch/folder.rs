//! The output folder: one run at a time, a ledger that survives a kill, no leavings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::manifest::{Entry, Manifest};
use super::shard::Shard;
use crate::diagnostic::{Code, Cure, Diagnostic, Error, Message, Severity};
use crate::write::{clear_temporaries, make_folder};

/// An output folder that this run holds.
pub(super) struct Held {
    ledger: PathBuf,
    journal: PathBuf,
    _locks: (Lock, Option<Lock>),
    writer: File,
}

/// What earlier runs left on record.
#[derive(Default)]
pub(super) struct Known {
    /// By this very part of the batch: what its ledger says, and the journal of a run that was killed.
    pub own: Manifest,
    /// By undivided runs and merges, for a shard.
    common: Manifest,
}

impl Known {
    /// Both; what this part did itself counts.
    pub fn all(&self) -> Manifest {
        let mut all = self.common.clone();
        all.districts.extend(self.own.districts.clone());
        all
    }
}

/// What tells the files of a shard from those of an undivided run.
fn part(shard: Option<Shard>) -> String {
    shard.map_or_else(String::new, |shard| format!(".{}-of-{}", shard.index(), shard.count()))
}

/// The ledger's name, for a shard one of its own.
fn ledger_name(shard: Option<Shard>) -> String {
    format!("huimou-batch{}.json", part(shard))
}

/// A lock file that is held. The system lets go of it when the process ends, however it ends.
struct Lock(File);

impl Drop for Lock {
    /// Closing the file isn't enough: a process that some other thread is just starting has it open too, until it
    /// becomes another program, and the lock with it.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

fn failed(path: &Path, fault: &std::io::Error) -> Error {
    crate::write::failed(path, fault).into()
}

impl Held {
    /// Takes the folder, and reads what earlier runs left: the ledger, and the journal of one that was killed.
    pub fn take(root: &Path, shard: Option<Shard>) -> Result<(Self, Known, Vec<Diagnostic>), Error> {
        make_folder(root)?;
        let hidden = make_folder(root.join(".huimou"))?;
        // Shards may run beside each other, but not beside a run that is undivided.
        let common = locked(root, &hidden.join("lock"), shard.is_some())?;
        let own = shard.map(|_| locked(root, &hidden.join(format!("lock{}", part(shard))), false)).transpose()?;
        if shard.is_none() {
            clear_temporaries(root);
        }
        let ledger = root.join(ledger_name(shard));
        let journal = journal_of(root, shard);
        let (known, found) = peek(root, shard)?;
        let mut options = OpenOptions::new();
        let writer = options.create(true).append(true).open(&journal).map_err(|fault| failed(&journal, &fault))?;
        // A line that was cut short must not take the next one with it.
        (&writer).write_all(b"\n").map_err(|fault| failed(&journal, &fault))?;
        Ok((Self { ledger, journal, _locks: (common, own), writer }, known, found))
    }

    /// Notes a district at once, so that a run that is killed loses nothing.
    pub fn note(&self, entry: &Entry) -> Result<(), Error> {
        let mut line = serde_json::to_string(entry).unwrap_or_default();
        line.push('\n');
        (&self.writer).write_all(line.as_bytes()).map_err(|fault| failed(&self.journal, &fault))
    }

    /// Writes the ledger; the journal has done its duty then.
    pub fn close(self, manifest: &mut Manifest) -> Result<(), Error> {
        manifest.write(&self.ledger)?;
        let _ = fs::remove_file(&self.journal);
        Ok(())
    }
}

/// What earlier runs left on record, without taking the folder.
pub(super) fn peek(root: &Path, shard: Option<Shard>) -> Result<(Known, Vec<Diagnostic>), Error> {
    let mut known = Known::default();
    let (own, told) = Manifest::read(&root.join(ledger_name(shard)))?;
    let mut found: Vec<Diagnostic> = told.into_iter().collect();
    known.own = own;
    if shard.is_some() {
        let (common, told) = Manifest::read(&root.join(ledger_name(None)))?;
        found.extend(told);
        known.common = common;
    }
    for entry in entries(&journal_of(root, shard)) {
        known.own.districts.insert(entry.slug.clone(), entry);
    }
    Ok((known, found))
}

fn journal_of(root: &Path, shard: Option<Shard>) -> PathBuf {
    root.join(".huimou").join(format!("journal{}.jsonl", part(shard)))
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
        Err(TryLockError::Error(fault)) => Err(failed(path, &fault)),
    }
}

/// The whole lines of a journal.
fn entries(journal: &Path) -> Vec<Entry> {
    let text = fs::read(journal).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// See [`super::merge`].
pub(super) fn merge(root: &Path) -> Result<Manifest, Error> {
    let shards = shards(root)?;
    if shards.is_empty() && !root.join(ledger_name(None)).is_file() {
        let shown = root.display();
        let message = Message::new(format!("{shown} 里没有台账"), format!("there is no ledger in {shown}"));
        return Err(Diagnostic::error(Code::ReadFailed, message).into());
    }
    let (held, known, found) = Held::take(root, None)?;
    let mut faults = found;
    let mut parts: Vec<Manifest> = Vec::new();
    for shard in &shards {
        let (part, told) = peek(root, Some(*shard))?;
        faults.extend(told);
        parts.push(part.own);
    }
    if let Some(broken) = faults.into_iter().next() {
        // Here nothing can make up for it: the other half of the record would be lost.
        let hint = Message::new(
            "没有合并；去掉这份台账，下一次运行会重排它的地区",
            "nothing was merged; without this ledger the next run builds its districts anew",
        );
        return Err(Diagnostic { severity: Severity::Error, ..broken }.hint(hint).into());
    }
    let mut all = known.own;
    let mut seen: BTreeMap<String, Entry> = BTreeMap::new();
    let mut doubtful: BTreeSet<String> = BTreeSet::new();
    for (slug, entry) in parts.into_iter().flat_map(|part| part.districts) {
        if seen.get(&slug).is_some_and(|other| *other != entry) {
            doubtful.insert(slug.clone());
        }
        seen.insert(slug, entry);
    }
    all.districts.extend(seen);
    // Divisions of different counts may both have built a district; which came last isn't on record.
    all.districts.retain(|slug, _| !doubtful.contains(slug));
    held.close(&mut all)?;
    for shard in shards {
        for path in [root.join(ledger_name(Some(shard))), journal_of(root, Some(shard))] {
            match fs::remove_file(&path) {
                Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => return Err(failed(&path, &fault)),
                _ => {}
            }
        }
    }
    Ok(all)
}

/// The shards that left a ledger in a folder, or the journal of a run that was killed.
fn shards(root: &Path) -> Result<Vec<Shard>, Error> {
    let names = |folder: &Path| -> std::io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    };
    let mut all =
        names(root).map_err(|fault| -> Error { Diagnostic::unreadable(&root.display().to_string(), &fault).into() })?;
    all.extend(names(&root.join(".huimou")).unwrap_or_default());
    let shard = |name: &String| {
        let part = name.strip_prefix("huimou-batch.").and_then(|rest| rest.strip_suffix(".json"));
        let part = part.or_else(|| name.strip_prefix("journal.").and_then(|rest| rest.strip_suffix(".jsonl")))?;
        let (index, count) = part.split_once("-of-")?;
        Shard::new(index.parse().ok()?, count.parse().ok()?)
    };
    let found: BTreeSet<(usize, usize)> = all.iter().filter_map(shard).map(|s| (s.count(), s.index())).collect();
    Ok(found.into_iter().filter_map(|(count, index)| Shard::new(index, count)).collect())
}
