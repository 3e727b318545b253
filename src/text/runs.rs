//! Splitting a line into runs, so that a number never parts from its unit.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::is_han;

/// A stretch of text that is set in one way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Run {
    /// The words; empty for a footnote.
    pub text: String,
    /// Must not be broken over lines.
    #[serde(skip_serializing_if = "is_false")]
    pub keep: bool,
    /// A quarter-em gap belongs before it, which an unbreakable box would swallow.
    #[serde(skip_serializing_if = "is_false")]
    pub before: bool,
    /// The same, after it.
    #[serde(skip_serializing_if = "is_false")]
    pub after: bool,
    /// A line may break behind it, though no space stands there: inside an address.
    #[serde(skip_serializing_if = "is_false")]
    pub wrap: bool,
    /// Bold.
    #[serde(skip_serializing_if = "is_false")]
    pub strong: bool,
    /// Emphasis.
    #[serde(skip_serializing_if = "is_false")]
    pub emph: bool,
    /// Where the words lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// A footnote that stands here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Vec<Run>>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What must not be broken: a number with its unit or its range (GB/T 15835—2011, 5.1.1: a number
/// isn't broken over lines), and the marks that may not begin a line (GB/T 15834—2011, 5.1.8 and
/// 5.1.9: connecting mark, interpunct) with the character before them. A title of up to eight characters
/// stays whole too: its inside is kept, and no line breaks behind 《 or before 》 anyway.
static UNBREAKABLE: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"[-+−]?[0-9][0-9,\u{2009}]*(?:\.[0-9]+)?";
    let scale = "(?:[十百千]?[万亿]|万亿|[百千])?";
    let unit = "(?:%|％|‰|℃|°|㎡|㎥|㎞|㎏|平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|米|公顷|亩|\
        吨|车次|架次|场次|批次|例次|千克|公斤|克|升|毫升|千瓦时|千瓦|兆瓦|人民币|元|美元|个百分点|个月|个|家|项次|项|人次|人|名|位|\
        级|届|号|次|处|条|期|标|户|套|栋|幢|座|所|台次|台|辆|张|例|件|篇|场|节|门|支|批|本|份|册次|册|天|\
        周年|周|起|倍|岁|度|小时|分钟|秒|站|班|课时|学时|床|款|部|种|类|组|间|层|年度|年|月份|月|日|时|分)";
    let range = "[—–～~-]";
    let pattern = format!(
        r"第[0-9]+{unit}|[（(]{number}{range}{number}[）)](?:{scale}{unit})|{number}(?:{scale}{unit})?{range}{number}(?:{scale}{unit})?|\
          《[^《》]{{1,8}}》|{number}月{number}日|{number}(?:{scale}{unit}|{scale_only})|[\u{{3400}}-\u{{9FFF}}\u{{20000}}-\u{{3FFFF}}0-9][·㎡～]",
        scale_only = "[十百千]?[万亿]|万亿",
    )
    .replace("\\\n", "")
    .replace("          ", "");
    // The pattern is a constant: a fault in it is found by the first test that runs.
    Regex::new(&pattern).unwrap_or_else(|fault| unreachable!("{fault}"))
});

/// Splits `text`, which stands between `before` and `after` in its line, into runs of one style.
pub(super) fn split(text: &str, before: Option<char>, after: Option<char>, style: &Run, out: &mut Vec<Run>) {
    let mut at = 0;
    // Addresses first: what looks like a quantity inside one is none.
    for found in ADDRESS.find_iter(text) {
        let (start, end) = (found.start(), found.end());
        let previous = text[..at].chars().next_back().or(before);
        quantities(&text[at..start], previous, text[start..].chars().next(), style, out);
        address(found.as_str(), &|text| Run { text: text.to_owned(), ..style.clone() }, out);
        at = end;
    }
    let previous = text[..at].chars().next_back().or(before);
    quantities(&text[at..], previous, after, style, out);
}

/// Text without addresses: its quantities are kept whole.
fn quantities(text: &str, before: Option<char>, after: Option<char>, style: &Run, out: &mut Vec<Run>) {
    let mut at = 0;
    let run = |text: &str| Run { text: text.to_owned(), ..style.clone() };
    for found in UNBREAKABLE.find_iter(text) {
        // Of a title only the inside: a box would swallow the blank halves of its marks.
        let mark = if found.as_str().starts_with('《') { '《'.len_utf8() } else { 0 };
        let (start, end) = (found.start() + mark, found.end() - mark);
        let part = &text[start..end];
        // A bare number needs no box: Typst doesn't break within digits.
        if start > at {
            out.push(run(&text[at..start]));
        }
        let previous = text[..start].chars().next_back().or(before);
        let next = text[end..].chars().next().or(after);
        let starts_latin = part.chars().next().is_some_and(takes_gap);
        let ends_latin = part.chars().next_back().is_some_and(takes_gap);
        out.push(Run {
            keep: true,
            before: starts_latin && previous.is_some_and(is_han),
            after: ends_latin && next.is_some_and(is_han),
            ..run(part)
        });
        at = end;
    }
    if at < text.len() {
        out.push(run(&text[at..]));
    }
}

/// An address in running text, of a page or of a letter box.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+";
    Regex::new(pattern).unwrap_or_else(|fault| unreachable!("{fault}"))
});

/// An address has no spaces and would tear its line open, so lines may break between its characters:
/// behind the scheme of a page's, around the marks of a letter box's.
fn address(text: &str, run: &impl Fn(&str) -> Run, out: &mut Vec<Run>) {
    let page = text.contains("://") || text.starts_with("www.");
    let scheme = text.find("://").map_or(0, |place| place + 3);
    let mut at = 0;
    for (place, c) in text.char_indices() {
        let (end, last) = (place + c.len_utf8(), text.len());
        // Two characters stay together at the end, and a mark stays with what stands before it.
        let inside = end > scheme.max(1) && end + 2 <= last;
        let next = text[end..].chars().next().unwrap_or_default();
        let here = if page { end >= scheme && next.is_ascii_alphanumeric() } else { matches!(c, '@' | '.') };
        if inside && here {
            out.push(Run { wrap: true, ..run(&text[at..end]) });
            at = end;
        }
    }
    out.push(run(&text[at..]));
}

/// The Latin side of the gap between Han and Latin, as Typst sees it: letters, digits, # $ % &.
fn takes_gap(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '#' | '$' | '%' | '&')
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
        assert_eq!(kept("为（2.5～3.0）%左右"), ["（2.5～3.0）%|"]);
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
    fn plain_text_is_one_run() {
        for text in ["“1357”发展思路", "装配式3A设计", "MiC项目", "1345.50"] {
            assert!(kept(text).is_empty(), "{text}");
        }
    }
}
