//! Batches with all their files, tables of every format, ledgers.

use std::io::{Cursor, Read, Write};
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use huimou::asset::InMemory;
use huimou::batch::{Batch, BatchOptions, Cancel, FolderPrior, Ledger, MemorySink, merge};

use super::{ENGINE, files};
use crate::case::Case;
use crate::damage;
use crate::oracle::{Outcome, Reached, diagnostics, refused};
use crate::random::Random;

/// The batches of the tests and the sample, each with its small files.
static BATCHES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    const LARGEST: u64 = 200_000;
    let batches = [files("tests/cases/batch", &["toml"]), files("data/districts", &["toml"])].concat();
    let folders = batches.iter().filter(|path| path.ends_with("batch.toml")).filter_map(|path| path.parent());
    let small = |path: &std::path::Path| path.metadata().is_ok_and(|there| there.len() < LARGEST);
    folders.filter(|folder| small(&folder.join("batch.toml"))).filter_map(|folder| Case::read(folder).ok()).collect()
});

/// Expressions as they could stand in a text.
const EXPRESSIONS: [&str; 12] = [
    "{{ 地区 }}",
    "{{ 产值|default(0) }}",
    "{% if 增幅 is defined %}增长{{ 增幅 }}%{% endif %}",
    "{{ 1 + 1 * 2 ** 3 }}",
    "{{ not not true }}",
    "{{ a.b.c.d }}",
    "{{ 地区|trim|upper|last }}",
    "{{ 1 ~ 1 ~ 1 }}",
    "{% for x in range(9) %}{{ x }}{% endfor %}",
    "{{ [1, [2, [3]]] }}",
    "{{ {\"a\": {\"b\": 1}} }}",
    "{{ \"x\" * 99 }}",
];

/// A batch with a damage to one of its files.
pub fn batch(random: &mut Random) -> Case {
    let mut case = random.choose(&BATCHES).clone();
    let names: Vec<String> = case.files.keys().cloned().collect();
    let name = random.choose(&names).clone();
    let bytes = case.files.entry(name).or_default();
    match String::from_utf8(bytes.clone()) {
        Ok(text) if random.one_in(3) => *bytes = with_expression(random, &text).into_bytes(),
        Ok(text) => *bytes = damage::text(random, &text).into_bytes(),
        Err(_) => damage::bytes(random, bytes),
    }
    case
}

/// Puts an expression, perhaps a monstrous one, into a text.
fn with_expression(random: &mut Random, text: &str) -> String {
    let mut expression = (*random.choose(&EXPRESSIONS)).to_owned();
    if random.one_in(4) {
        expression = damage::text(random, &expression);
    }
    let quotes: Vec<usize> = text.match_indices("= \"").map(|(at, _)| at + 3).collect();
    match quotes.get(random.below(quotes.len())) {
        Some(at) => format!("{}{expression}{}", &text[..*at], &text[*at..]),
        None => text.to_owned(),
    }
}

/// A batch with a damaged table.
pub fn table(random: &mut Random) -> Case {
    static WITH_TABLES: LazyLock<Vec<(Case, String)>> = LazyLock::new(|| {
        let table = |case: &Case| {
            let is_table = |name: &&String| [".xlsx", ".ods", ".xls", ".csv"].iter().any(|end| name.ends_with(end));
            case.files.keys().find(is_table).cloned()
        };
        BATCHES.iter().filter_map(|case| Some((case.clone(), table(case)?))).collect()
    });
    let (mut case, name) = random.choose(&WITH_TABLES).clone();
    if let Some(table) = case.files.get_mut(&name) {
        let package = table.starts_with(b"PK") && random.below(8) > 0;
        if !(package && damage_part(random, table)) {
            damage::bytes(random, table);
        }
    }
    case
}

/// Damages one of the files of a package and packs all again; `false` if it is none.
fn damage_part(random: &mut Random, package: &mut Vec<u8>) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(&package[..])) else { return false };
    let at = random.below(archive.len());
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for k in 0..archive.len() {
        let Ok(mut part) = archive.by_index(k) else { return false };
        let mut bytes = Vec::new();
        let Ok(name) = part.name().map(|name| name.into_owned()) else { return false };
        if part.read_to_end(&mut bytes).is_err() {
            return false;
        }
        if k == at {
            match String::from_utf8(bytes) {
                Ok(text) => bytes = damage::text(random, &text).into_bytes(),
                Err(error) => {
                    bytes = error.into_bytes();
                    damage::bytes(random, &mut bytes);
                }
            }
        }
        let options = zip::write::SimpleFileOptions::default();
        if out.start_file(name, options).and_then(|()| Ok(out.write_all(&bytes)?)).is_err() {
            return false;
        }
    }
    let Ok(packed) = out.finish() else { return false };
    *package = packed.into_inner();
    true
}

/// Opens and plans a batch, and builds its first two districts.
pub fn run_batch(case: &Case) -> Outcome {
    let all = case.files.iter().fold(InMemory::new(), |all, (name, bytes)| all.with(name.as_str(), bytes.clone()));
    let batch = match Batch::open(Arc::new(all), "batch.toml") {
        Ok(batch) => batch,
        Err(error) => return refused(&error),
    };
    diagnostics(&batch.warnings)?;
    let batch = batch.value;
    let first: Vec<String> = batch.districts().iter().take(2).map(|district| district.slug().to_owned()).collect();
    let options = BatchOptions::new().jobs(NonZeroUsize::MIN).only(first);
    let sink = MemorySink::new();
    let mut found = Vec::new();
    let outcome = batch.run(&ENGINE, &options, &sink, &Cancel::new(), |event| {
        if let huimou::batch::Event::Finished { diagnostics, .. } = event {
            found.extend(diagnostics);
        }
    });
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => return refused(&error),
    };
    diagnostics(&found)?;
    if sink.ledger().districts.len() != outcome.built + outcome.failed {
        return Err(format!("the ledger has {} districts: {outcome:?}", sink.ledger().districts.len()));
    }
    Ok(if outcome.built > 0 { Reached::Aim } else { Reached::Refused })
}

/// A ledger of one district, and its entry as a line of a journal.
static LEDGER: LazyLock<(String, String)> = LazyLock::new(|| {
    let files = InMemory::new()
        .with("batch.toml", &b"[batch]\nbase = \"base.toml\"\n[[district]]\nslug = \"a\"\n"[..])
        .with("base.toml", &b"[review]\ntitle = \"\xE7\x94\xB2\"\norganization = \"\xE4\xB9\x99\"\nyear = 2024\n[[section]]\ntitle = \"\xE4\xB8\x99\"\n"[..]);
    let batch = Batch::open(Arc::new(files), "batch.toml").expect("a batch").value;
    let sink = MemorySink::new();
    batch.run(&ENGINE, &BatchOptions::new(), &sink, &Cancel::new(), |_| {}).expect("a run");
    let ledger = sink.ledger();
    let entry = ledger.districts.values().next().expect("a district");
    (ledger.to_json(), serde_json::to_string(entry).expect("JSON"))
});

/// A folder with damaged ledgers and journals.
pub fn ledger(random: &mut Random) -> Case {
    let (whole, entry) = &*LEDGER;
    let mut case = Case::default();
    let names =
        ["huimou-batch.json", "huimou-batch.1-of-2.json", "huimou-batch.2-of-2.json", ".huimou/journal.1-of-2.jsonl"];
    for name in names {
        let mut text = if name.ends_with('l') { format!("{entry}\n{entry}\n") } else { whole.clone() };
        if random.one_in(3) {
            text = damage::text(random, &text);
        }
        let mut bytes = text.into_bytes();
        if random.one_in(8) {
            damage::bytes(random, &mut bytes);
        }
        if !random.one_in(4) {
            case = case.file(name, bytes);
        }
    }
    case
}

pub fn run_ledger(case: &Case) -> Outcome {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    case.write(folder.path()).map_err(|error| error.to_string())?;
    for name in case.files.keys().filter(|name| name.ends_with("json")) {
        match Ledger::read(folder.path().join(name)) {
            Ok(ledger) => diagnostics(&ledger.warnings)?,
            Err(error) => drop(refused(&error)?),
        }
    }
    match FolderPrior::read(folder.path(), None) {
        Ok(prior) => diagnostics(&prior.warnings)?,
        Err(error) => drop(refused(&error)?),
    }
    match merge(folder.path()) {
        Ok(_) => Ok(Reached::Aim),
        Err(error) => refused(&error),
    }
}
