//! Chinese text as data: inline markup, unbreakable runs, figures and dates.
//!
//! The splitting is done here rather than by show rules on text in a template: a show
//! rule would interrupt the squeeze of punctuation (typst#5474) and cost layout time.

mod figure;
mod markup;
mod radical;
mod runs;

pub use figure::{chinese_numeral, date, group};
pub(crate) use markup::{MarkupFault, faults, paragraph_count};
pub use markup::{paragraphs, plain_line};
pub use radical::of_radical;
pub use runs::Run;

/// The phrases of a title, parted where its author marked an edge: at `|`, which is not printed, and
/// after a space between Chinese characters. A `\\|` is a bar that is printed.
///
/// ```
/// assert_eq!(huimou::text::phrases("建筑领域|“双碳”工作|稳中向好"), ["建筑领域", "“双碳”工作", "稳中向好"]);
/// assert_eq!(huimou::text::phrases("聚力转型增效 提升综合实力"), ["聚力转型增效 ", "提升综合实力"]);
/// ```
pub fn phrases(title: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut rest = title.trim().chars().peekable();
    let mut before = None;
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let current = out.len() - 1;
        match c {
            '\\' if next == Some('|') => out[current].extend(rest.next()),
            '|' if out[current].is_empty() => {}
            '|' => out.push(String::new()),
            ' ' if before.is_some_and(is_han) && next.is_some_and(is_han) => {
                out[current].push(c);
                out.push(String::new());
            }
            c => out[current].push(c),
        }
        before = Some(c);
    }
    out.retain(|phrase| !phrase.is_empty());
    out
}

/// Whether a character is a Chinese character (Unicode Han blocks, and 〇).
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// Whether a character stands in a full em square: Han, kana, or a full-width mark.
pub fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{FF01}'..='\u{FF60}')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Whether an address may be followed from a document: http, https or mailto, without white space.
pub fn is_safe_link(url: &str) -> bool {
    let scheme = ["https://", "http://", "mailto:"]
        .iter()
        .find(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    scheme.is_some_and(|scheme| url.len() > scheme.len()) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}
