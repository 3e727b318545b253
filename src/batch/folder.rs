//! The output folder: one run at a time, a ledger that survives a kill, no leavings.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::manifest::{Entry, Manifest};
use super::shard::Shard;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};
use crate::write::{clear_temporaries, make_folder};

/// An output folder that this run holds.
pub(super) struct Held {
    ledger: PathBuf,
    journal: PathBuf,
    /// The system lets go of them when the process ends, however it ends.
    _locks: (File, Option<File>),
    writer: File,
}

/// The ledger's name, for a shard one of its own.
fn ledger_name(shard: Option<Shard>) -> String {
    match shard {
        Some(shard) => format!("huimou-batch.{}-of-{}.json", shard.index(), shard.count()),
        None => "huimou-batch.json".to_owned(),
    }
}

fn failed(path: &Path, fault: &std::io::Error) -> Error {
    let shown = path.display();
    let message = Message::new(format!("写不了 {shown}：{fault}"), format!("can't write {shown}: {fault}"));
    Diagnostic::error(Code::WriteFailed, message).into()
}

impl Held {
    /// Takes the folder, and reads what earlier runs left: the ledger, and the journal of one that was killed.
    pub fn take(root: &Path, shard: Option<Shard>) -> Result<(Self, Manifest, Vec<Diagnostic>), Error> {
        make_folder(root)?;
        let hidden = make_folder(root.join(".huimou"))?;
        let part = shard.map_or_else(String::new, |shard| format!(".{}-of-{}", shard.index(), shard.count()));
        // Shards may run beside each other, but not beside a run that is undivided.
        let common = locked(root, &hidden.join("lock"), shard.is_some())?;
        let own = shard.map(|_| locked(root, &hidden.join(format!("lock{part}")), false)).transpose()?;
        if shard.is_none() {
            clear_temporaries(root);
        }
        let ledger = root.join(ledger_name(shard));
        let journal = journal_of(root, shard);
        let (manifest, found) = peek(root, shard)?;
        let mut options = OpenOptions::new();
        let writer = options.create(true).append(true).open(&journal).map_err(|fault| failed(&journal, &fault))?;
        // A line that was cut short must not take the next one with it.
        (&writer).write_all(b"\n").map_err(|fault| failed(&journal, &fault))?;
        Ok((Self { ledger, journal, _locks: (common, own), writer }, manifest, found))
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
pub(super) fn peek(root: &Path, shard: Option<Shard>) -> Result<(Manifest, Vec<Diagnostic>), Error> {
    let mut found = Vec::new();
    // A shard knows what an undivided run or a merge has built.
    let (mut manifest, told) = Manifest::read(&root.join(ledger_name(None)))?;
    found.extend(told);
    if shard.is_some() {
        let (own, told) = Manifest::read(&root.join(ledger_name(shard)))?;
        found.extend(told);
        manifest.districts.extend(own.districts);
    }
    for entry in entries(&journal_of(root, shard)) {
        manifest.districts.insert(entry.slug.clone(), entry);
    }
    Ok((manifest, found))
}

fn journal_of(root: &Path, shard: Option<Shard>) -> PathBuf {
    let part = shard.map_or_else(String::new, |shard| format!(".{}-of-{}", shard.index(), shard.count()));
    root.join(".huimou").join(format!("journal{part}.jsonl"))
}

/// A lock file that this process holds, alone or with others of its kind.
fn locked(root: &Path, path: &Path, shared: bool) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    let lock = options.create(true).read(true).write(true).truncate(false).open(path).map_err(|f| failed(path, &f))?;
    match if shared { lock.try_lock_shared() } else { lock.try_lock() } {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            let shown = root.display();
            let message =
                Message::new(format!("另一次运行正在写 {shown}"), format!("another run is writing to {shown}"));
            let hint =
                Message::new("等它结束，或用 -o 换一个文件夹", "wait for it to end, or choose another folder by -o");
            Err(Diagnostic::error(Code::OutputLocked, message).hint(hint).into())
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
    let mut names: Vec<String> = fs::read_dir(root)
        .map_err(|fault| -> Error {
            let shown = root.display();
            let message = Message::new(format!("读不了 {shown}：{fault}"), format!("can't read {shown}: {fault}"));
            Diagnostic::error(Code::ReadFailed, message).into()
        })?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with("huimou-batch.") && name.ends_with(".json") && name.contains("-of-"))
        .collect();
    names.sort();
    let (held, mut all, found) = Held::take(root, None)?;
    if let Some(broken) = found.into_iter().find(|d| d.severity == Severity::Warning) {
        return Err(Diagnostic { severity: Severity::Error, ..broken }.into());
    }
    for name in &names {
        let (part, told) = Manifest::read(&root.join(name))?;
        if let Some(told) = told {
            return Err(Diagnostic { severity: Severity::Error, ..told }.into());
        }
        all.districts.extend(part.districts);
    }
    held.close(&mut all)?;
    for name in &names {
        fs::remove_file(root.join(name)).map_err(|fault| failed(&root.join(name), &fault))?;
    }
    Ok(all)
}
