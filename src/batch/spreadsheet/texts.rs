//! The texts that cells of a workbook share, in one piece of memory: a file of a few KiB may have millions of them.

use super::package::{Limit, WorkbookError};
use super::{MAX_CELLS, MAX_TEXT, is_too_long};

/// Maximum number of shared texts: cells of several sheets may share them, and some programs list each cell's.
const MAX_TEXTS: usize = 4 * MAX_CELLS;

#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    /// The end of each text.
    ends: Vec<u32>,
}

impl Texts {
    pub fn push(&mut self, text: &str) -> Result<(), WorkbookError> {
        if is_too_long(text) {
            return Err(WorkbookError::too_large(Limit::CellText));
        }
        if self.ends.len() >= MAX_TEXTS || self.all.len() + text.len() > MAX_TEXT {
            return Err(WorkbookError::too_large(Limit::Text));
        }
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        Ok(())
    }

    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.all.get(start..end)
    }
}
