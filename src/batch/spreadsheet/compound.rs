//! Reads the stream of a workbook's records from a compound file (MS-CFB 2). Nothing that the file claims is trusted: a
//! chain has no more sectors than the file, and no table more than it has room for.

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect()
}

fn sector(data: &[u8], size: usize, id: u32) -> Option<&[u8]> {
    let rest = data.get((id as usize).checked_mul(size)?..)?;
    rest.get(..size.min(rest.len()))
}

/// Reads a chain of sectors, up to `length` bytes. A cyclic chain is malformed: no chain has more sectors than the
/// file.
fn chain(data: &[u8], size: usize, table: &[u32], first: u32, length: usize) -> Option<Vec<u8>> {
    let (mut out, mut id, mut left) = (Vec::new(), first, data.len() / size + 1);
    while id != END_OF_CHAIN {
        left = left.checked_sub(1)?;
        let sector = sector(data, size, id)?;
        out.extend_from_slice(&sector[..sector.len().min(length - out.len())]);
        if out.len() >= length {
            break;
        }
        id = *table.get(id as usize)?;
    }
    Some(out)
}

/// The stream of the workbook's records; `None` if the file is malformed.
pub(super) fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = match u16_at(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let data = bytes.get(size..)?;
    let max = data.len() / size + 1;
    let (mut ids, mut next) = (words(bytes.get(76..512)?), u32_at(bytes, 68)?);
    for _ in 0..=max {
        if next >= 0xFFFF_FFFA {
            break;
        }
        ids.extend(words(sector(data, size, next)?));
        next = ids.pop()?;
    }
    ids.retain(|id| *id < 0xFFFF_FFFC);
    // A valid file lists each sector of the table once. A few sectors listed a million times would fill the memory.
    if next < 0xFFFF_FFFA || ids.len() > max {
        return None;
    }
    let mut table = Vec::new();
    for id in ids {
        table.extend(words(sector(data, size, id)?));
    }
    let entries = chain(data, size, &table, u32_at(bytes, 48)?, usize::MAX)?;
    let length = |entry: &[u8]| {
        let high = if size == 512 { 0 } else { u64::from(u32_at(entry, 124)?) };
        usize::try_from((high << 32) | u64::from(u32_at(entry, 120)?)).ok()
    };
    let named = |name: &str| {
        entries.chunks_exact(128).find(|entry| {
            let letters = (0..32).map_while(|k| u16_at(entry, 2 * k).filter(|letter| *letter != 0));
            let letters: Vec<u16> = letters.collect();
            String::from_utf16_lossy(&letters).eq_ignore_ascii_case(name)
        })
    };
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let (first, long) = (u32_at(entry, 116)?, length(entry)?);
    if long >= 4096 {
        return chain(data, size, &table, first, long);
    }
    // Short streams are stored in one shared stream, in sectors of 64 bytes.
    let small = chain(data, size, &table, u32_at(&entries, 116)?, length(entries.get(..128)?)?)?;
    let within = (u32_at(bytes, 64)? as usize).checked_mul(size)?;
    let small_table = words(&chain(data, size, &table, u32_at(bytes, 60)?, within)?);
    chain(&small, 64, &small_table, first, long)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cut short or with any chain leading astray, it ends.
    #[test]
    fn a_file_that_cant_be_followed() {
        let file = include_bytes!("../../../tests/cases/batch/ok_xls/t.xls");
        assert!(workbook(file).is_some());
        for end in 0..file.len() {
            let _ = workbook(&file[..end]);
        }
        for at in (76..file.len().min(4096)).step_by(4) {
            let mut file = file.to_vec();
            file[at..at + 4].fill(0);
            let _ = workbook(&file);
        }
    }
}
