//! The errors of a table's rows and cells, collected up to a limit and counted beyond it.

use crate::diagnostic::{Code, Diagnostic, Message};

/// Maximum number of errors of a table that are listed: more than anyone corrects one by one, while a column dragged
/// down by mistake has one in each of a million rows.
const MAX_LISTED: usize = 10_000;

/// Collects errors.
pub(super) struct Faults<'f> {
    found: &'f mut Vec<Diagnostic>,
    count: usize,
}

impl<'f> Faults<'f> {
    pub fn new(found: &'f mut Vec<Diagnostic>) -> Self {
        Self { found, count: 0 }
    }

    pub fn push(&mut self, error: Diagnostic) {
        self.count += 1;
        if self.count <= MAX_LISTED {
            self.found.push(error);
        }
    }

    pub fn extend(&mut self, errors: impl IntoIterator<Item = Diagnostic>) {
        errors.into_iter().for_each(|error| self.push(error));
    }

    /// Says how many errors there are, if not all are listed.
    pub fn finish(self) {
        if self.count > MAX_LISTED {
            let count = self.count;
            let message = Message::new(
                format!("数据表一共有 {count} 处错误，前面只列出 {MAX_LISTED} 处"),
                format!("the table has {count} errors; the first {MAX_LISTED} are listed"),
            );
            self.found.push(Diagnostic::error(Code::TooLarge, message));
        }
    }
}
