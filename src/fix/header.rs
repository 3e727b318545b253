//! Corrects the brackets of table headers.

use std::collections::BTreeMap;

use super::reason::Reason;
use super::scan::{MAX_NAME, MAX_PARTS, Scan};
use crate::description::is_repeated;

const OPENING: [char; 3] = ['[', '【', '［'];
const CLOSING: [char; 3] = [']', '】', '］'];

impl Scan<'_> {
    /// Reads a header: `[table]` or `[[table]]`, whatever brackets it has.
    pub(super) fn header(&mut self) {
        self.found.tables.push(BTreeMap::new());
        self.table = self.found.tables.len() - 1;
        let line = &self.text[self.at..self.line_end()];
        let line = line[..line.find('#').unwrap_or(line.len())].trim_end();
        let inner = line.trim_start_matches(OPENING);
        let opening = line.len() - inner.len();
        let name = inner.trim_end_matches(CLOSING);
        let closing = inner.len() - name.len();
        let dots = ['.', '．', '。'];
        if name.len() > MAX_NAME || name.split(dots).nth(MAX_PARTS).is_some() {
            // No header of the language is as long: the fields after it belong to no known table.
            self.header = [String::new()].into();
            return;
        }
        let parts: Vec<&str> = name.split(dots).map(str::trim).collect();
        self.header = parts.iter().map(|part| part.trim_matches(['"', '\'']).to_owned()).collect();
        let plain =
            |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let (opened, closed) = (line[..opening].chars().count(), inner[name.len()..].chars().count());
        if !parts.iter().all(plain) || opened > 2 || !(1..=2).contains(&closed) {
            return;
        }
        // The right number of brackets of an unknown table is known only if both sides agree.
        let agreed = (opened == closed).then_some(opened == 2);
        let Some(double) = is_repeated(&parts).or(agreed) else { return };
        let (open, close) = if double { ("[[", "]]") } else { ("[", "]") };
        let at = self.at;
        if &line[..opening] != open {
            self.edit(at..at + opening, open, Reason::Header);
        }
        for (place, dot) in name.char_indices().filter(|(_, c)| matches!(c, '．' | '。')) {
            let start = at + opening + place;
            self.edit(start..start + dot.len_utf8(), ".", Reason::Syntax);
        }
        let end = at + opening + name.len();
        if &inner[name.len()..] != close {
            self.edit(end..end + closing, close, Reason::Header);
        }
    }
}
