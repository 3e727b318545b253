//! Checks how far the sheets of an xls extend, before calamine allocates memory for every cell between the first and
//! the last (MS-CFB 2, MS-XLS 2.4).
//!
//! Streams and records must be located exactly as calamine does, or a file could show one extent here and another
//! there.

/// Index of the last column of an xls, IV.
const MAX_COLUMN: u16 = 255;

/// Maximum number of cells that all sheets may extend over, empty ones included.
const MAX_AREA: u64 = 32 << 20;

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;

/// Whether the sheets are within the limits; `None` if the file is malformed.
pub(super) fn is_within_limits(bytes: &[u8]) -> Option<bool> {
    Some(is_stream_within_limits(&workbook(bytes)?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
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

/// The stream of the workbook's records.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
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

/// The records from an offset on, as kind and data, up to the end or the first truncated one.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

/// Whether the sheets in a stream of workbook records are within the limits.
fn is_stream_within_limits(stream: &[u8]) -> bool {
    let sheets = records(stream, 0).take_while(|(kind, _)| *kind != 0x000A).filter(|(kind, _)| *kind == 0x0085);
    // Several entries of the list may point at the same offset; calamine reads each of them, so count each.
    let (mut area, mut read) = (0_u64, 0_usize);
    for (_, sheet) in sheets {
        let Some(at) = u32_at(sheet, 0) else { continue };
        let Some(more) = sheet_area(stream, at as usize, &mut read) else { return false };
        area = area.saturating_add(more);
        if area > MAX_AREA {
            return false;
        }
    }
    true
}

/// The number of cells that a sheet extends over: by its own claim or by its cells, whichever is more. `None` if a cell
/// lies beyond the last column, or if sheets overlap so much that reading them all would take too long.
fn sheet_area(stream: &[u8], at: usize, read: &mut usize) -> Option<u64> {
    let (mut said, mut formula, mut depth) = (0_u64, (0, 0), 0_usize);
    let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
    for (kind, data) in records(stream, at) {
        *read += data.len() + 4;
        if *read > stream.len().saturating_mul(4) {
            return None;
        }
        match kind {
            // The first of these begins the sheet; others begin charts inside it, whose records aren't the sheet's.
            0x0809 => depth += 1,
            0x000A if depth > 1 => depth -= 1,
            0x000A => break,
            _ if depth > 1 => {}
            0x0200 => {
                let wide = data.len() >= 14;
                let row = |k: usize| if wide { u32_at(data, 4 * k) } else { u16_at(data, 2 * k).map(u32::from) };
                let column = |k: usize| u16_at(data, if wide { 8 + 2 * k } else { 4 + 2 * k });
                let (Some(top), Some(end), Some(left), Some(right)) = (row(0), row(1), column(0), column(1)) else {
                    continue;
                };
                // Ends are exclusive.
                if right > MAX_COLUMN + 1 || end < top {
                    return None;
                }
                let left = if left > MAX_COLUMN || right < left { 0 } else { left };
                said = said.saturating_add(u64::from(end - top).max(1) * u64::from(right - left).max(1));
            }
            0x0006 | 0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD | 0x0207 => {
                let place = u16_at(data, 0).zip(u16_at(data, 2)).unwrap_or_default();
                if kind == 0x0006 {
                    formula = place;
                }
                // The text result of a formula has no position; it belongs to the formula before it.
                let (row, first) = if kind == 0x0207 { formula } else { place };
                let many = (kind == 0x00BD).then(|| u16_at(data, data.len().saturating_sub(2))).flatten();
                let last = many.unwrap_or(first).max(first);
                if last > MAX_COLUMN {
                    return None;
                }
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(first), columns.1.max(last));
            }
            _ => {}
        }
    }
    let length = |(first, last): (u16, u16)| u64::from(last.saturating_sub(first)) + 1;
    Some(said.max(length(rows) * length(columns)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, words: &[u16]) -> Vec<u8> {
        let all = [kind, 2 * words.len() as u16].into_iter().chain(words.iter().copied());
        all.flat_map(u16::to_le_bytes).collect()
    }

    /// `times` sheets of the list, all of them the one whose records are given.
    fn book(times: usize, sheet: &[Vec<u8>]) -> Vec<u8> {
        let at = (8 * times + 4) as u16;
        let mut out = record(0x0085, &[at, 0]).repeat(times);
        out.extend(record(0x000A, &[]));
        out.extend(record(0x0809, &[0; 8]));
        out.extend(sheet.concat());
        out.extend(record(0x000A, &[]));
        out
    }

    #[test]
    fn sheets_that_extend_far() {
        let number = |row: u16, column: u16| record(0x0203, &[row, column, 0, 0, 0, 0, 0]);
        let ends = [number(0, 0), number(u16::MAX, 255)];
        assert!(is_stream_within_limits(&book(1, &ends)));
        assert!(is_stream_within_limits(&book(2, &ends)));
        assert!(!is_stream_within_limits(&book(3, &ends)));
        assert!(!is_stream_within_limits(&book(1, &[number(0, 256)])));
        assert!(!is_stream_within_limits(&book(1, &[record(0x00BD, &[0, 0, 0, 0, 0, 256])])));
        assert!(!is_stream_within_limits(&book(1, &[record(0x0200, &[0, 0, 0, 0x7FFF, 0, 256, 0])])));
        assert!(is_stream_within_limits(&book(1, &[record(0x0200, &[0, 0, 10, 0, 0, 5, 0]), number(9, 4)])));
        // A chart within isn't the sheet's.
        let chart = [record(0x0809, &[0; 8]), number(0, 999), record(0x000A, &[]), number(1, 1)];
        assert!(is_stream_within_limits(&book(1, &chart)));
        // Cut short anywhere, it ends.
        let whole = book(2, &ends);
        for end in 0..whole.len() {
            let _ = is_stream_within_limits(&whole[..end]);
        }
    }

    /// Cut short or with any chain leading astray, it ends.
    #[test]
    fn a_file_that_cant_be_followed() {
        let file = include_bytes!("../../../tests/cases/batch/ok_xls/t.xls");
        assert_eq!(is_within_limits(file), Some(true));
        assert_eq!(is_within_limits(include_bytes!("../../../tests/cases/batch/err_xls/t.xls")), Some(true));
        for end in 0..file.len() {
            let _ = is_within_limits(&file[..end]);
        }
        for at in (76..file.len().min(4096)).step_by(4) {
            let mut file = file.to_vec();
            file[at..at + 4].fill(0);
            let _ = is_within_limits(&file);
        }
    }
}
