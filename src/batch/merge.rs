//! The ledgers of shards joined into one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::folder::{FolderPrior, FolderSink, failed, journal_of, ledger_of};
use super::ledger::{Ledger, LedgerEntry};
use super::shard::Shard;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity, Warned};

/// Joins the ledgers of shards in a folder into one, which it writes there, and removes theirs.
///
/// What shards did counts over what an undivided run had done. A district on which two shards disagree, as after
/// divisions of different counts, is left out, so that the next run builds it.
///
/// # Errors
/// If there is no ledger, one can't be read or written, or a run is under way in the folder.
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
        // Here nothing can make up for it: the other half of the record would be lost.
        let hint = Message::new(
            "没有合并；去掉这份台账，下一次运行会重排它的地区",
            "nothing was merged; without this ledger the next run builds its districts anew",
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
    // Divisions of different counts may both have built a district; which came last isn't on record.
    all.districts.retain(|slug, _| !doubtful.contains(slug));
    all
}

/// The shards that left a ledger in a folder, or the journal of a run that was killed.
fn shards(root: &Path) -> Result<Vec<Shard>, Error> {
    let names = |folder: &Path| -> std::io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    };
    let mut all =
        names(root).map_err(|error| -> Error { Diagnostic::unreadable(&root.display().to_string(), &error).into() })?;
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
