//! Chinese text: [`Run`]s, which the texts of a sheet consist of. Inside the crate also inline markup, unbreakable
//! pieces and the form of figures and dates.
//!
//! Text is split here rather than by show rules in a template: a show rule on text would interrupt the compression of
//! punctuation (typst#5474) and cost layout time.

mod figure;
mod markup;
mod markup_errors;
mod quantity;
mod radical;
mod runs;
mod title;

pub(crate) use figure::{Numerals, chinese_numeral, date, group};
pub(crate) use markup::{paragraph_count, paragraphs, plain_line};
pub(crate) use markup_errors::{MarkupError, errors};
pub(crate) use radical::of_radical;
pub use runs::Run;
pub(crate) use runs::kept_together;
pub(crate) use title::{marked, phrases, title_runs};

/// Whether a character is a Chinese character (Unicode Han blocks, and 〇).
///
/// ```
/// use huimou::text::is_han;
/// assert!(is_han('回') && is_han('〇') && !is_han('，') && !is_han('カ'));
/// ```
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// The half-width form of a full-width letter, digit or mark; any other character unchanged.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Whether a character is one em wide: Han, kana, or a full-width mark.
pub(crate) fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{FF01}'..='\u{FF60}')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Whether an address may become a link: it has the scheme http, https or mailto, and no white space or controls.
pub(crate) fn is_safe_link(url: &str) -> bool {
    let scheme = ["https://", "http://", "mailto:"]
        .iter()
        .find(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    scheme.is_some_and(|scheme| url.len() > scheme.len()) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}
