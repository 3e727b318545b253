//! Corrects mistakes that have a single right correction, in the text of the file itself.
//!
//! The file may not be valid TOML, so values are found by a tolerant line-by-line scanner (`scan`) and the names of
//! fields rather than by the decoder. Anything doubtful is left alone; checking the description reports it.

mod cells;
mod dashes;
mod field;
mod figure;
mod header;
mod joined;
mod marks;
mod quotes;
mod reason;
mod scan;
mod spaces;
mod string;
#[cfg(test)]
mod tests;

use crate::diagnostic::Message;
use crate::source::{Source, Span};
use field::Reading;
use reason::Reason;

/// A replacement of a part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// The replacement.
    pub new: String,
    /// The reason.
    pub why: Message,
}

/// Finds the corrections of a description, in the order of the file; they don't overlap.
///
/// Comments, keys, addresses, codes, file names and expressions are left alone. The corrected file needs no further
/// corrections.
///
/// ```
/// use huimou::{Source, fix};
/// let source = Source::new("review.toml", "[review]\ntitle = \"回眸,我们的一年\" # 标题,待定\n");
/// let edits = fix::edits(&source);
/// assert_eq!(fix::apply(&source, &edits), "[review]\ntitle = \"回眸，我们的一年\" # 标题,待定\n");
/// ```
pub fn edits(source: &Source) -> Vec<Edit> {
    let mut all = round(source.text());
    // A mistake may hide another: a unit without its quotation mark hides the number that it belongs to.
    for _ in 0..MAX_ROUNDS {
        let text = make(source.text(), &all);
        let more = round(&text);
        if more.is_empty() {
            break;
        }
        all = joined::join(&all, &text, &more);
    }
    all.into_iter().map(|draft| Edit { span: draft.span, new: draft.new, why: draft.why.message() }).collect()
}

/// Mistakes rarely hide each other, and never this deeply.
const MAX_ROUNDS: usize = 4;

/// The corrections of a text in one pass.
fn round(text: &str) -> Vec<Draft> {
    let found = scan::scan(text);
    let mut edits = found.edits;
    for figure in &found.figures {
        figure::fix(text, figure, &found.tables, &mut edits);
    }
    for literal in &found.strings {
        match field::reading(&literal.path) {
            Reading::Number | Reading::Whole | Reading::Date => {
                figure::fix_quoted(text, literal, &found.tables, &mut edits);
            }
            Reading::Words(form) => cells::fix(text, literal, Some(form), &mut edits),
            Reading::Flag | Reading::Kept => cells::fix(text, literal, None, &mut edits),
        }
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    // Two overlapping corrections contradict each other, so neither is certain.
    let clash = |a: &Draft, b: &Draft| b.span.start < a.span.end || a.span == b.span;
    let doubtful: Vec<bool> = (0..edits.len())
        .map(|k| (k > 0 && clash(&edits[k - 1], &edits[k])) || (k + 1 < edits.len() && clash(&edits[k], &edits[k + 1])))
        .collect();
    edits.into_iter().zip(doubtful).filter(|(_, doubtful)| !doubtful).map(|(draft, _)| draft).collect()
}

/// Applies edits to a text. They must be in order and not overlap, as returned by [`edits`].
pub fn apply(source: &Source, edits: &[Edit]) -> String {
    replaced(source.text(), edits.iter().map(|edit| (edit.span, edit.new.as_str())))
}

fn make(text: &str, edits: &[Draft]) -> String {
    replaced(text, edits.iter().map(|edit| (edit.span, edit.new.as_str())))
}

fn replaced<'e>(text: &str, edits: impl Iterator<Item = (Span, &'e str)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in edits {
        if let Some(kept) = text.get(at..span.start) {
            out.push_str(kept);
            out.push_str(new);
            at = span.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// An edit whose reason isn't a message yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Draft {
    span: Span,
    new: String,
    why: Reason,
}

impl Draft {
    fn new(span: std::ops::Range<usize>, new: impl Into<String>, why: Reason) -> Self {
        Self { span: span.into(), new: new.into(), why }
    }
}
