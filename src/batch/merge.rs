//! Merges the ledgers of shards into one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::folder::{FolderPrior, FolderSink, failed, journal_of, ledger_of};
use super::ledger::{Ledger, LedgerEntry};
use super::shard::Shard;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity, Warned};
use crate::write::HIDDEN;

/// Merges the ledgers of all shards in an output folder into `huimou-batch.json`, and removes theirs.
///
/// An entry of a shard replaces that of an undivided run. If two shards have different entries of a district, as after
/// runs with different shard counts, the district is dropped and the next run builds it.
///
/// # Errors
/// If the folder has no ledger, one is invalid or can't be read or written, or another run has locked the folder.
pub fn merge(folder: impl AsRef<Path>) -> Result<Ledger, Error> {
    let root = folder.as_ref();
    let shards = shards(root)?;
    if shards.is_empty() && !ledger_of(root, None).is_file() {
        let shown = root.display();
        let message = Message::new(format!("{shown} 里没有台账"), format!("there is no ledger in {shown}"));
        return Err(Diagnostic::error(Code::ReadFailed, message).into());
    }
    let Warned { value: sink, warnings: mut found } = FolderSink::open(root, None)?;
    let mut parts: Vec<Ledger> = Vec::new();
    for shard in &shards {
        parts.push(FolderPrior::read(root, Some(*shard))?.gather(&mut found).into_own());
    }
    if let Some(broken) = found.into_iter().next() {
        // A run rebuilds what an invalid ledger has lost; a merge would lose it for good. So this is an error here.
        let hint = Message::new(
            "没有合并；去掉这份台账，下一次运行会重排它的地区",
            "nothing was merged; if you remove this ledger, the next run rebuilds its districts",
        );
        return Err(Diagnostic { severity: Severity::Error, ..broken }.hint(hint).into());
    }
    let all = joined(sink.own(), parts);
    sink.replace(all.clone())?;
    for path in shards.iter().flat_map(|shard| [ledger_of(root, Some(*shard)), journal_of(root, Some(*shard))]) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&path, &error)),
            _ => {}
        }
    }
    Ok(all)
}

fn joined(mut all: Ledger, parts: Vec<Ledger>) -> Ledger {
    let mut seen: BTreeMap<String, LedgerEntry> = BTreeMap::new();
    let mut doubtful: BTreeSet<String> = BTreeSet::new();
    for (slug, entry) in parts.into_iter().flat_map(|part| part.districts) {
        if seen.get(&slug).is_some_and(|other| *other != entry) {
            doubtful.insert(slug.clone());
        }
        seen.insert(slug, entry);
    }
    all.districts.extend(seen);
    // The ledgers don't say which of two entries is the later one.
    all.districts.retain(|slug, _| !doubtful.contains(slug));
    all
}

/// The shards with a ledger, or with the journal of a killed run, in a folder.
fn shards(root: &Path) -> Result<Vec<Shard>, Error> {
    let names = |folder: &Path| -> std::io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    };
    let mut all =
        names(root).map_err(|error| -> Error { Diagnostic::unreadable(&root.display().to_string(), &error).into() })?;
    all.extend(names(&root.join(HIDDEN)).unwrap_or_default());
    let shard = |name: &String| {
        let part = name.strip_prefix("huimou-batch.").and_then(|rest| rest.strip_suffix(".json"));
        let part = part.or_else(|| name.strip_prefix("journal.").and_then(|rest| rest.strip_suffix(".jsonl")))?;
        let (index, count) = part.split_once("-of-")?;
        Shard::new(index.parse().ok()?, count.parse().ok()?)
    };
    let found: BTreeSet<(usize, usize)> = all.iter().filter_map(shard).map(|s| (s.count(), s.index())).collect();
    Ok(found.into_iter().filter_map(|(count, index)| Shard::new(index, count)).collect())
}
