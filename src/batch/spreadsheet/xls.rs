//! Reads a sheet of an xls with calamine: whole numbers, dates, times and texts. calamine gives no number formats, so
//! how other numbers are displayed is unknown: they are errors of their cells.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, ExcelDateTime, Reader, SheetVisible, Xls};

use super::package::WorkbookError;
use super::{Cell, Merged, Tally, Worksheet, WorksheetRow, cell_errors, extent};
use crate::batch::number_format::{Epoch, NumberFormat, general};

/// The sheets with whether they are hidden.
type Names = Vec<(String, bool)>;

/// The sheet of the name `wanted`, else the first that isn't hidden; if there is none, the names of all, each with
/// whether it is hidden.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Result<Worksheet, Names>, WorkbookError> {
    // calamine allocates memory for every cell between a sheet's first and last one, and a failed allocation ends the
    // process.
    match extent::is_within_limits(bytes) {
        Some(true) => {}
        Some(false) => return Err(WorkbookError::TooWide),
        None => return Err(WorkbookError::invalid("malformed compound file")),
    }
    // calamine trusts the file elsewhere too: texts and names may still make it panic, or allocate a multiple of the
    // file's size.
    catch_unwind(AssertUnwindSafe(|| open(bytes, wanted)))
        .unwrap_or_else(|_| Err(WorkbookError::invalid("internal error of the reader")))
}

fn open(bytes: &[u8], wanted: Option<&str>) -> Result<Result<Worksheet, Names>, WorkbookError> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(WorkbookError::invalid)?;
    let names: Names = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let taken = names.iter().find(|(name, hidden)| wanted.map_or(!hidden, |wanted| wanted == name));
    let Some((name, _)) = taken.cloned() else { return Ok(Err(names)) };
    let range = book.worksheet_range(&name).map_err(WorkbookError::invalid)?;
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let (top, left) = range.start().unwrap_or_default();
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let merged = merged.iter().map(|area| Merged {
        columns: (area.start.1 as usize, area.end.1 as usize),
        rows: (area.start.0 as usize + 1, area.end.0 as usize + 1),
    });
    let mut sheet = Worksheet { name, merged: merged.collect(), ..Worksheet::default() };
    let mut tally = Tally::default();
    for (row, column, value) in range.used_cells() {
        let Some(cell) = shown(value, epoch) else { continue };
        tally.add(&cell, 1)?;
        let number = top as usize + row + 1;
        if sheet.rows.last().is_none_or(|last: &WorksheetRow| last.number != number) {
            sheet.rows.push(WorksheetRow { number, ..WorksheetRow::default() });
        }
        if let Some(last) = sheet.rows.last_mut() {
            last.cells.push((left as usize + column, cell));
        }
    }
    Ok(Ok(sheet))
}

/// The cell for a value; `None` if it is empty.
fn shown(value: &Data, epoch: Epoch) -> Option<Cell> {
    Some(match value {
        Data::Empty => return None,
        Data::String(text) if text.trim().is_empty() => return None,
        Data::String(text) => Cell::from(text.clone()),
        Data::Int(number) => Cell::from(number.to_string()),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => Cell::from(general(*number)),
        Data::Float(number) if number.fract() == 0.0 => Cell::error(general(*number), cell_errors::too_many_digits()),
        Data::Float(number) => Cell::error(general(*number), cell_errors::no_format()),
        Data::Bool(value) => Cell::from(if *value { "TRUE" } else { "FALSE" }.to_owned()),
        Data::Error(error) => Cell::error(error.to_string(), cell_errors::error_value(&error.to_string())),
        Data::DateTime(moment) => self::moment(moment, epoch),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::from(text.clone()),
    })
}

/// A date, a time, a duration, or both date and time. calamine doesn't say how it is displayed, only which it is, so a
/// standard format is used.
fn moment(moment: &ExcelDateTime, epoch: Epoch) -> Cell {
    let value = moment.as_f64();
    let seconds = (value * 86_400.0).round().rem_euclid(60.0) != 0.0;
    let clock = match (moment.is_duration(), seconds) {
        (true, true) => "[h]:mm:ss",
        (true, false) => "[h]:mm",
        (false, true) => "h:mm:ss",
        (false, false) => "h:mm",
    };
    let code = if moment.is_duration() || value < 1.0 {
        clock.to_owned()
    } else if (value * 86_400.0).round().rem_euclid(86_400.0) == 0.0 {
        "yyyy-mm-dd".to_owned()
    } else {
        format!("yyyy-mm-dd {clock}")
    };
    let shown = NumberFormat::read(&code).map(|format| format.number(value, epoch));
    match shown {
        Some(Ok(shown)) => Cell { text: shown.text, plain: shown.plain, error: None },
        Some(Err(why)) => Cell::error(general(value), cell_errors::unshown(why)),
        None => Cell::error(general(value), cell_errors::no_format()),
    }
}
