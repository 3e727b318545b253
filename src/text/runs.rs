//! Splits a line into runs, so that a number stays with its unit and a long code doesn't overflow its column.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::quantity::{is_bare, quantities};
use super::{is_cjk, is_han};

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Run {
    /// The text; empty for a footnote.
    pub text: String,
    /// Whether it must stay on one line. A template puts it in a box.
    #[serde(skip_serializing_if = "is_false")]
    pub keep: bool,
    /// Whether a quarter-em gap belongs before it, which Typst doesn't add at the edge of a box.
    #[serde(skip_serializing_if = "is_false")]
    pub before: bool,
    /// The same, after it.
    #[serde(skip_serializing_if = "is_false")]
    pub after: bool,
    /// Whether a line may break after it without a space: inside an address or a code, between words of a title.
    #[serde(skip_serializing_if = "is_false")]
    pub wrap: bool,
    /// Bold.
    #[serde(skip_serializing_if = "is_false")]
    pub strong: bool,
    /// Emphasis.
    #[serde(skip_serializing_if = "is_false")]
    pub emph: bool,
    /// The address that it links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The content of a footnote at this point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Vec<Run>>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What stays on one line besides quantities: a mark that may not begin a line (connecting mark, interpunct:
/// GB/T 15834—2011, 5.1.8 and 5.1.9) with the character before it, and titles of up to eight characters. Of a title
/// only the inside is kept: no line breaks after 《 or before 》 anyway, and in a box the marks would lose their
/// compression.
static KEPT: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"《([^《》]{1,8})》|[\u{3400}-\u{9FFF}\u{20000}-\u{3FFFF}0-9][·㎡～]";
    // The pattern is a constant; the first test that runs would find an error in it.
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
});

/// A web or e-mail address in running text.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+";
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
});

/// A name or code without spaces, so long that it might not fit a column.
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[!-~À-ÿμµ²³]{14,}").unwrap_or_else(|error| unreachable!("{error}")));

/// A number in groups of three digits, of any length, perhaps with marks around it; it is never split.
static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^[^0-9A-Za-z]*[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?[^0-9A-Za-z]*$";
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
});

/// The longest unbroken pieces of a code: of letters, and of letters and digits. Longer ones are cut into fours, as
/// card numbers are printed.
const MAX_LETTERS: usize = 14;
const MAX_MIXED: usize = 8;
const CHUNK_LETTERS: usize = 4;

/// Splits `text` into runs of one style; `before` and `after` are its neighbours on the line.
pub(super) fn split(text: &str, before: Option<char>, after: Option<char>, style: &Run, out: &mut Vec<Run>) {
    let run = |part: &str| Run { text: part.to_owned(), ..style.clone() };
    let mut at = 0;
    // Addresses and codes first: they may contain what looks like a quantity.
    for found in unspaced(text) {
        let previous = text[..at].chars().next_back().or(before);
        quantities_of(&text[at..found.start], previous, text[found.start..].chars().next(), style, out);
        let part = &text[found.clone()];
        if ADDRESS.is_match(part) {
            address(part, &run, out)
        } else {
            code(part, &run, out)
        }
        at = found.end;
    }
    let previous = text[..at].chars().next_back().or(before);
    quantities_of(&text[at..], previous, after, style, out);
}

/// The byte ranges of the quantities of a text, each of which must stay on one line; includes bare numbers.
///
/// The audit uses this, so that layout and audit can't diverge.
pub(crate) fn kept_together(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    let end = text.len()..text.len();
    for found in unspaced(text).into_iter().chain(std::iter::once(end)) {
        out.extend(quantities(&text[at..found.start]).into_iter().map(|part| at + part.start..at + part.end));
        at = found.end;
    }
    out
}

/// The ranges of addresses and long codes, in order.
fn unspaced(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = ADDRESS.find_iter(text).map(|found| found.range()).collect();
    for code in CODE.find_iter(text) {
        let apart = found.iter().all(|address| address.end <= code.start() || code.end() <= address.start);
        if apart && !GROUPED.is_match(code.as_str()) {
            found.push(code.range());
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// Splits text without addresses and codes; its quantities are kept on one line.
fn quantities_of(text: &str, before: Option<char>, after: Option<char>, style: &Run, out: &mut Vec<Run>) {
    let mut at = 0;
    let run = |text: &str| Run { text: text.to_owned(), ..style.clone() };
    let kept = kept(text);
    for (k, &Range { start, end }) in kept.iter().enumerate() {
        plain(&text[at..start], text[start..].chars().next(), &run, out);
        let previous = text[..start].chars().next_back().or(before);
        let next = text[end..].chars().next().or(after);
        let part = &text[start..end];
        out.push(Run {
            keep: true,
            before: takes_gap(previous, part.chars().next()),
            // Only one gap between two adjacent pieces: the second has it before it.
            after: takes_gap(part.chars().next_back(), next) && kept.get(k + 1).is_none_or(|next| next.start > end),
            ..run(part)
        });
        at = end;
    }
    plain(&text[at..], after, &run, out);
}

/// Superscript and subscript digits. Typst doesn't treat them as Latin, so the gap after them is marked in the run.
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋";

/// Adds text in which lines may break as usual; `after` follows it.
fn plain(text: &str, after: Option<char>, run: &impl Fn(&str) -> Run, out: &mut Vec<Run>) {
    let mut at = 0;
    for (place, c) in text.char_indices().filter(|(_, c)| RAISED.contains(*c)) {
        let end = place + c.len_utf8();
        if text[end..].chars().next().or(after).is_some_and(is_han) {
            out.push(Run { after: true, ..run(&text[at..end]) });
            at = end;
        }
    }
    if at < text.len() {
        out.push(run(&text[at..]));
    }
}

/// The ranges that must stay on one line, in order. A bare number needs no box, since Typst never breaks digits.
fn kept(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = quantities(text);
    let apart = |all: &[Range<usize>], part: &Range<usize>| {
        let near = all.partition_point(|range| range.end <= part.start);
        all.get(near).is_none_or(|range| part.end <= range.start)
    };
    let others: Vec<Range<usize>> = KEPT
        .captures_iter(text)
        .filter_map(|found| found.get(1).or_else(|| found.get(0)))
        .map(|found| found.range())
        .filter(|part| {
            // A short title takes precedence over a quantity inside it.
            text[..part.start].ends_with('《') || apart(&all, part)
        })
        .collect();
    let apart_from_titles = |range: &Range<usize>| apart(&others, range);
    all.retain(|range| !is_bare(&text[range.clone()]) && apart_from_titles(range));
    all.extend(others.iter().cloned());
    all.sort_by_key(|range| range.start);
    all
}

/// Splits an address, which has no spaces and would leave a large gap in the line before it: a web address between any
/// characters after its scheme, an e-mail address after its marks.
fn address(text: &str, run: &impl Fn(&str) -> Run, out: &mut Vec<Run>) {
    let page = text.contains("://") || text.starts_with("www.");
    let scheme = text.find("://").map_or(0, |place| place + 3);
    let mut at = 0;
    for (place, c) in text.char_indices() {
        let (end, last) = (place + c.len_utf8(), text.len());
        // Keep two characters together at the end, and a mark with the character before it.
        let inside = end > scheme.max(1) && end + 2 <= last;
        let next = text[end..].chars().next().unwrap_or_default();
        let here =
            if page { end >= scheme && next.is_ascii_alphanumeric() } else { matches!(c, '@' | '.' | '-' | '_') };
        if inside && here {
            out.push(Run { wrap: true, ..run(&text[at..end]) });
            at = end;
        }
    }
    out.push(run(&text[at..]));
}

/// Splits a code after its marks and between its words, and pieces that are still too long anywhere.
fn code(text: &str, run: &impl Fn(&str) -> Run, out: &mut Vec<Run>) {
    let mut pieces: Vec<&str> = Vec::new();
    let mut at = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((place, c)) = rest.next() {
        let Some(&(next_at, next)) = rest.peek() else { break };
        let end = place + c.len_utf8();
        let mark =
            !c.is_alphanumeric() && !"([{<#$\"'".contains(c) && (next.is_alphanumeric() || "([{<".contains(next));
        let word = c.is_lowercase() && next.is_uppercase();
        let enough = text[at..end].chars().nth(1).is_some() && text[next_at..].chars().nth(1).is_some();
        if (mark || word) && enough {
            pieces.push(&text[at..end]);
            at = end;
        }
    }
    pieces.push(&text[at..]);
    let parts: Vec<&str> = pieces.into_iter().flat_map(narrowed).collect();
    let last = parts.len().saturating_sub(1);
    out.extend(parts.into_iter().enumerate().map(|(k, part)| Run { wrap: k < last, ..run(part) }));
}

/// Splits a piece of a code so that it fits a narrow column.
fn narrowed(piece: &str) -> Vec<&str> {
    let count = piece.trim_end_matches(|c: char| !c.is_alphanumeric()).chars().count();
    let letters = piece.chars().all(char::is_alphabetic);
    if count <= if letters { MAX_LETTERS } else { MAX_MIXED } || GROUPED.is_match(piece) {
        return vec![piece];
    }
    // Between a word and a number first: Version|2.0, ABCDEF|0123456789.
    let digit = |c: char| c.is_ascii_digit();
    if let Some(at) =
        piece.find(digit).filter(|at| *at >= 3 && piece[*at..].chars().take(3).all(|c| digit(c) || c == '.'))
    {
        return [narrowed(&piece[..at]), narrowed(&piece[at..])].concat();
    }
    let mut out = Vec::new();
    let mut rest = piece;
    while let Some((at, _)) =
        rest.char_indices().nth(CHUNK_LETTERS).filter(|(at, _)| rest[*at..].chars().nth(1).is_some())
    {
        let (part, more) = rest.split_at(at);
        out.push(part);
        rest = more;
    }
    out.push(rest);
    out
}

/// Whether a quarter-em gap belongs between two characters: Han on one side, and on the other what Typst treats as
/// Latin (letters, digits, # $ % &). At the edge of a box, Typst doesn't add it.
fn takes_gap(a: Option<char>, b: Option<char>) -> bool {
    let latin = |c: char| {
        (c.is_alphabetic() && !is_cjk(c))
            || c.is_ascii_digit()
            || RAISED.contains(c)
            || matches!(c, '#' | '$' | '%' | '&')
    };
    let (Some(a), Some(b)) = (a, b) else { return false };
    (is_han(a) && latin(b)) || (latin(a) && is_han(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<String> {
        let mut runs = Vec::new();
        split(text, None, None, &Run::default(), &mut runs);
        assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), text, "nothing is lost");
        let mark = |flag: bool| if flag { "|" } else { "" };
        runs.iter()
            .filter(|run| run.keep)
            .map(|run| format!("{}{}{}", mark(run.before), run.text, mark(run.after)))
            .collect()
    }

    #[test]
    fn numbers_stay_with_their_units() {
        assert_eq!(kept("总产值1512.17亿元，增长5.3%。"), ["|1512.17亿元", "|5.3%"]);
        assert_eq!(kept("总投资约241亿；完成率110.34%的"), ["|241亿", "|110.34%|"]);
        assert_eq!(kept("首批实施11个试点项目"), ["|11个"]);
        assert_eq!(kept("全年出车18,264车次，演练182场次"), ["|18,264车次", "|182场次"]);
        assert_eq!(kept("478.12万平方米"), ["478.12万平方米"]);
        assert_eq!(kept("2023年1月11日"), ["2023年", "|1月11日"]);
        assert_eq!(kept("规划（2022—2030年）"), ["2022—2030年"]);
        assert_eq!(kept("为（2.5～3.0）%左右"), ["2.5～3.0）%左右"]);
        assert_eq!(kept("63%～68%"), ["63%～68%"]);
        assert_eq!(kept("第19届"), ["第19届"]);
        assert_eq!(kept("“驿站”调解纠纷41起，为"), ["|41起"]);
        assert_eq!(kept("红色引领·匠心筑禾"), ["领·"]);
        assert_eq!(kept("建筑面积1200㎡"), ["|1200㎡"]);
        assert_eq!(kept("演唱《春天的信》，朗诵《2024寄语》"), ["春天的信", "2024寄语"]);
        assert_eq!(kept("《城市更新行动方案》"), ["城市更新行动方案"]);
        assert!(kept("印发《嘉兴市建筑领域碳达峰实施方案》").is_empty(), "a long title may break");
    }

    #[test]
    fn addresses_may_break() {
        let pieces = |text: &str| {
            let mut runs = Vec::new();
            split(text, None, None, &Run::default(), &mut runs);
            assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), text, "nothing is lost");
            assert!(!runs.iter().any(|run| run.keep), "no quantity in an address: {runs:?}");
            runs.into_iter().map(|run| run.text).collect::<Vec<_>>()
        };
        assert_eq!(pieces("见https://a.cn/b，"), ["见", "https://a.", "c", "n/b", "，"]);
        assert_eq!(pieces("邮箱office@example.org。"), ["邮箱", "office@", "example.", "org", "。"]);
        assert_eq!(pieces("https://a.cn/%E5%98%89").last().map(String::as_str), Some("89"));
        assert!(pieces("https://x.cn/art/2024-01/art_122.html").len() > 10);
        assert_eq!(pieces("OpenStreetMap"), ["OpenStreetMap"]);
    }

    #[test]
    fn codes_may_break() {
        let pieces = |text: &str| {
            let mut runs = Vec::new();
            split(text, None, None, &Run::default(), &mut runs);
            assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), text, "nothing is lost");
            assert!(runs.iter().rev().skip(1).all(|run| run.wrap), "{runs:?}");
            runs.into_iter().map(|run| run.text).collect::<Vec<_>>().join("|")
        };
        assert_eq!(pieces("91330400MA2CX0A00X"), "9133|0400|MA2C|X0A0|0X");
        assert_eq!(pieces("330402-2024-ZJXX-PT"), "330402-|2024-|ZJXX-|PT");
        assert_eq!(pieces("SmartConstructionPlatformVersion2.0"), "Smart|Construction|Platform|Version|2.0");
        assert_eq!(pieces("ABCDEF0123456789"), "ABCDEF|0123|4567|89");
        assert_eq!(pieces("IMG_20240315_120000_HDR"), "IMG_|20240315_|120000_|HDR");
        assert_eq!(pieces("Wolfeschlegelsteinhausenbergerdorff"), "Wolf|esch|lege|lste|inha|usen|berg|erdo|rff");
        // Short ones stay whole, and so does a long number in groups.
        for text in ["ISO9001:2015", "BIM+CIM+IoT", "12,345,678,901.50"] {
            let mut runs = Vec::new();
            split(text, None, None, &Run::default(), &mut runs);
            assert!(!runs.iter().any(|run| run.wrap), "{runs:?}");
        }
    }

    /// The gap that a box swallows is given back on both sides, whichever of them is Han.
    #[test]
    fn gaps_stand_behind_han_too() {
        let text = "2023年GDP增长6.5%，3个APP上线，12家A级企业，全年12个5G项目，BIM第3期";
        assert_eq!(kept(text), ["2023年|", "|6.5%", "3个|", "12家|", "|12个|", "|第3期"]);
        let runs = super::super::plain_line("全年CO₂减排、m³");
        assert_eq!(
            runs.iter().map(|run| (run.text.as_str(), run.after)).collect::<Vec<_>>(),
            [("全年CO₂", true), ("减排、m³", false),]
        );
    }

    #[test]
    fn plain_text_is_one_run() {
        for text in ["“1357”发展思路", "装配式3A设计", "MiC项目", "1345.50"] {
            assert!(kept(text).is_empty(), "{text}");
        }
    }
}
