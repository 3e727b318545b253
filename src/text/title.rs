//! Titles: the phrases that the author marked, and the words between which lines may break.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::is_han;
use super::quantity::quantities;
use super::runs::{Run, split};

/// Splits a title into phrases: at `|`, which is not printed, and after a space between Chinese characters. `\\|` is a
/// bar that is printed.
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

/// Joins phrases to a title; the inverse of [`phrases`].
pub(crate) fn marked(phrases: &[String]) -> String {
    let mut out = String::new();
    // Spaces at the ends of a title are trimmed, unless a mark is outside them.
    if phrases.first().is_some_and(|first| first.starts_with(char::is_whitespace)) {
        out.push('|');
    }
    for (k, phrase) in phrases.iter().enumerate() {
        out.push_str(&phrase.replace('|', "\\|"));
        let Some(next) = phrases.get(k + 1) else { break };
        let before = phrase.strip_suffix(' ').and_then(|words| words.chars().next_back());
        if !(before.is_some_and(is_han) && next.starts_with(is_han)) {
            out.push('|');
        }
    }
    if phrases.last().is_some_and(|last| last.ends_with(char::is_whitespace)) {
        out.push('|');
    }
    out
}

/// The phrases of a title as runs. A line may break after each run with [`Run::wrap`]: between two words, never inside
/// a word or a quantity.
///
/// Words are found with the dictionary of ICU4X (Unicode UAX #29, with the words of CC-CEDICT for Chinese).
pub fn title_runs(phrases: &[String]) -> Vec<Vec<Run>> {
    let edge = |phrase: Option<&String>, last: bool| {
        phrase.and_then(|phrase| if last { phrase.chars().next_back() } else { phrase.chars().next() })
    };
    let all = phrases.iter().enumerate().map(|(k, phrase)| {
        let before = k.checked_sub(1).and_then(|k| edge(phrases.get(k), true));
        let after = edge(phrases.get(k + 1), false);
        let mut out = Vec::new();
        let breaks = breaks(phrase);
        let mut from = 0;
        for to in breaks.iter().copied().chain([phrase.len()]) {
            let previous = phrase[..from].chars().next_back().or(before);
            let next = phrase[to..].chars().next().or(after);
            let first = out.len();
            split(&phrase[from..to], previous, next, &Run::default(), &mut out);
            if let Some(last) = out[first..].last_mut().filter(|_| to < phrase.len()) {
                last.wrap = true;
            }
            from = to;
        }
        out
    });
    all.collect()
}

static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

/// Characters that stay with the word before them, such as particles, and those that stay with the word after them,
/// such as conjunctions.
const BOUND_BEFORE: &str =
    "的地得了着过们等化性型式类级率度者家员部局所院厅处市县区省镇乡村里中内外上下前后间时年月日版篇章季届次个项户种";
const BOUND_AFTER: &str = "和与及暨并以为在从把将被对向由于而或各全新再共每本第超近约达";

/// The offsets at which a title may break, each at the end of a word.
fn breaks(text: &str) -> Vec<usize> {
    let whole = quantities(text);
    let edges: Vec<usize> = WORDS.segment_str(text).collect();
    let single = |part: &str| part.chars().count() == 1;
    let parts = |around: &[usize]| {
        let [begun, at, end] = around else { return None };
        let (word, next) = (&text[*begun..*at], &text[*at..*end]);
        let (before, after) = (word.chars().next_back()?, next.chars().next()?);
        let inside = whole.iter().any(|range| range.start < *at && *at < range.end);
        // Two characters in a row that the dictionary doesn't know are usually one word, such as a name.
        let unknown = single(word) && single(next) && is_han(before) && is_han(after);
        let bound =
            unknown || (single(next) && BOUND_BEFORE.contains(after)) || (single(word) && BOUND_AFTER.contains(before));
        (!inside && !bound && may_break(before, after)).then_some(*at)
    };
    edges.windows(3).filter_map(parts).collect()
}

/// Whether punctuation allows a line to end with `a` and the next to begin with `b` (GB/T 15834—2011, 5.1).
fn may_break(a: char, b: char) -> bool {
    const NEVER_LAST: &str = "（《〈「『【〖〔［｛“‘￥№([{·—～~-/#$&@";
    const NEVER_FIRST: &str = "，。、；：？！．）》〉」』】〗〕］｝”’·～—…％%‰℃°㎡,.;:?!)]}/~-";
    let latin = |c: char| c.is_alphanumeric() && !is_han(c);
    !(NEVER_LAST.contains(a) || NEVER_FIRST.contains(b) || b == ' ' || (latin(a) && latin(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_end_at_bars_and_spaces() {
        assert_eq!(phrases("建筑领域|“双碳”工作|稳中向好"), ["建筑领域", "“双碳”工作", "稳中向好"]);
        assert_eq!(phrases("聚力转型增效 提升综合实力"), ["聚力转型增效 ", "提升综合实力"]);
    }

    fn words(title: &str) -> Vec<String> {
        let mut out = vec![String::new()];
        let runs = title_runs(&phrases(title));
        let last = runs.len();
        for (k, phrase) in runs.iter().enumerate() {
            for run in phrase {
                if let Some(word) = out.last_mut() {
                    word.push_str(&run.text);
                }
                if run.wrap {
                    out.push(String::new());
                }
            }
            if k + 1 < last {
                out.push(String::new());
            }
        }
        out
    }

    #[test]
    fn titles_part_between_words() {
        assert_eq!(words("完成121个、投资36.5亿元的项目"), ["完成", "121个、", "投资", "36.5亿元的", "项目"]);
        assert_eq!(words("全市35个镇、120个村建成达标"), ["全市", "35个镇、", "120个村", "建成", "达标"]);
        assert_eq!(words("某县2023年1—6月工作情况回顾"), ["某县", "2023年", "1—6月", "工作", "情况", "回顾"]);
        assert_eq!(words("聚力转型增效|提升实力"), ["聚力", "转型", "增效", "提升", "实力"]);
    }

    #[test]
    fn gaps_stand_across_edges() {
        let runs = title_runs(&phrases("2023年|GDP增长8.5%|全省第一"));
        assert!(runs[0][0].keep && runs[0][0].after, "{runs:?}");
        assert!(runs[1].last().is_some_and(|run| run.text == "8.5%" && run.after), "{runs:?}");
    }
}
