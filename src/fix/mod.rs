//! Fixes what has one right answer, in the text of the file itself.
//!
//! A file that is no valid TOML is read as well, so places are found by a reader of our own that goes line by
//! line and by the names of fields, not by the decoder. Whatever isn't certain is left as it
//! is: the checks of the description will speak of it.

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

/// One piece of a file and what belongs in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The bytes that go; none where something is added.
    pub span: Span,
    /// What takes their place.
    pub new: String,
    /// What was wrong, and what it became.
    pub why: Message,
}

/// What can be fixed in a description with one right answer, in the order of the file.
///
/// Comments, keys, addresses, codes, names of files and expressions are left alone. What the edits make of a file
/// has no edits.
///
/// ```
/// use huimou::{Source, fix};
/// let source = Source::new("review.toml", "[review]\ntitle = \"回眸,我们的一年\" # 标题,待定\n");
/// let edits = fix::edits(&source);
/// assert_eq!(fix::apply(&source, &edits), "[review]\ntitle = \"回眸，我们的一年\" # 标题,待定\n");
/// ```
pub fn edits(source: &Source) -> Vec<Edit> {
    let mut all = round(source.text());
    // A mistake may hide another: a unit without its quotation mark, and the number that it belongs to.
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

/// Mistakes that hide each other are few.
const MAX_ROUNDS: usize = 4;

/// What can be fixed in a text as it stands.
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
    // Two that want one place contradict each other: then neither is certain.
    let clash = |a: &Draft, b: &Draft| b.span.start < a.span.end || a.span == b.span;
    let doubtful: Vec<bool> = (0..edits.len())
        .map(|k| (k > 0 && clash(&edits[k - 1], &edits[k])) || (k + 1 < edits.len() && clash(&edits[k], &edits[k + 1])))
        .collect();
    edits.into_iter().zip(doubtful).filter(|(_, doubtful)| !doubtful).map(|(draft, _)| draft).collect()
}

/// The text with edits made; they must be in order and apart, as [`edits`] gives them.
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

/// An edit whose reason isn't put in words yet.
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
