//! Lints of punctuation that need more than one character: paired marks, sequences typed for one mark, signs after
//! words of growth (GB/T 15834—2011).

use super::character_lints::{counted, is_full};
use super::lint::Lint;
use crate::diagnostic::{Code, Diagnostic};
use crate::message::{Message, say};
use crate::text::is_han;

/// Finds sequences that are typed instead of the right mark: `...`, `--`, a hyphen between two years, [2023] in the
/// number of a document.
pub(super) fn typed(lint: &Lint, found: &mut Vec<Diagnostic>) {
    let text = lint.field.text.as_str();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let char_at = |k: usize| chars.get(k).map(|(_, c)| *c);
    type TextMistake = (&'static str, &'static str, Vec<(usize, char)>);
    let mut mistakes: Vec<TextMistake> = Vec::new();
    let mut k = 0;
    while k < chars.len() {
        let (at, c) = chars[k];
        let run = chars[k..].iter().take_while(|(_, other)| *other == c).count();
        let before = k.checked_sub(1).and_then(char_at);
        let after = char_at(k + run);
        let beside = before.is_some_and(is_full) || after.is_some_and(is_full);
        let years = c == '-' && run == 1 && is_year(&text[..at], true) && text[at + 1..].chars().nth(4) == Some('年');
        let typo = match c {
            // A batch wrote {{ 增幅 }}%, and the cell already ends in %.
            '%' | '％' if run >= 2 => Some(("%%", "%")),
            '.' if run >= 3 && beside => Some(("...", "……")),
            '。' if run >= 3 => Some(("。。。", "……")),
            '-' if (run == 2 || run == 3) && beside => Some(("--", "——")),
            '-' if years && is_year(&text[at + 1..], false) => Some(("-", "—")),
            // 5月-8月, 3日-5日
            '-' if run == 1
                && before.is_some_and(|c| matches!(c, '月' | '日'))
                && after.is_some_and(|c| c.is_ascii_digit()) =>
            {
                Some(("-", "—"))
            }
            '[' if before.is_some_and(is_han) && is_issue(&text[at..]) => Some(("[ ]", "〔 〕")),
            _ => None,
        };
        if let Some((wrong, right)) = typo {
            match mistakes.iter_mut().find(|(known, ..)| *known == wrong) {
                Some((.., places)) => places.push((at, c)),
                None => mistakes.push((wrong, right, vec![(at, c)])),
            }
        }
        k += run;
    }
    for (wrong, right, places) in mistakes {
        let said = say!("应为 {right}，这里写成了 {wrong}", "write {right} for {wrong}", right = right, wrong = wrong);
        let message = counted(said, places.len());
        found.push(lint.placed(Diagnostic::warning(Code::HalfWidthMark, message), &places));
    }
}

/// Finds a word of growth or decline before a negative figure (增长-2.1% is a decline) or before zero (增长0% is none).
pub(super) fn growth(lint: &Lint, found: &mut Vec<Diagnostic>) {
    const WORDS: [&str; 12] =
        ["增长", "上升", "提高", "增加", "上涨", "提升", "下降", "减少", "降低", "下跌", "回落", "增幅"];
    let text = lint.field.text.as_str();
    for word in WORDS {
        for (at, _) in text.match_indices(word) {
            let figure = at + word.len();
            let rest = text[figure..].trim_start();
            let start = text.len() - rest.len();
            let minus = rest.chars().next().filter(|c| matches!(c, '-' | '−' | '－'));
            let number = &rest[minus.map_or(0, char::len_utf8)..];
            let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            let (digits, behind) = number.split_at(digits);
            let relative = behind.starts_with(['%', '％']) || behind.starts_with("个百分点");
            let zero = !digits.is_empty() && relative && digits.chars().all(|c| matches!(c, '0' | '.'));
            let message = if minus.is_some() && !digits.is_empty() {
                say!(
                    "“{word}”后面的数带了负号：不写负号，升降用“增长”“下降”来说",
                    "{word} before a negative number: write 增长 or 下降, without a sign",
                    word = word,
                )
            } else if zero {
                say!(
                    "“{word}”后面是 0：没有增减写“持平”",
                    "{word} before 0: if nothing changed, write 持平",
                    word = word,
                )
            } else {
                continue;
            };
            let c = minus.or_else(|| digits.chars().next()).unwrap_or_default();
            found.push(lint.placed(Diagnostic::warning(Code::Contradiction, message), &[(start, c)]));
        }
    }
}

/// Whether a text ends (`ends`) or begins with a year that is not part of a longer number.
fn is_year(text: &str, ends: bool) -> bool {
    let digits = |c: &char| c.is_ascii_digit();
    let year: String =
        if ends { text.chars().rev().take_while(digits).collect() } else { text.chars().take_while(digits).collect() };
    let year: String = if ends { year.chars().rev().collect() } else { year };
    year.len() == 4 && (year.starts_with("19") || year.starts_with("20"))
}

/// Whether a text begins with the year and number of an issued document: [2023]5号.
fn is_issue(text: &str) -> bool {
    let Some((year, rest)) = text.get(1..5).zip(text.get(5..).and_then(|rest| rest.strip_prefix(']'))) else {
        return false;
    };
    let number = rest.trim_start_matches('第').trim_start_matches(|c: char| c.is_ascii_digit());
    year.len() == 4 && is_year(year, false) && number.len() < rest.len() && number.starts_with('号')
}

/// Finds quotation marks, book-title marks and brackets that have no partner or are wrongly nested.
pub(super) fn unpaired(lint: &Lint, found: &mut Vec<Diagnostic>) {
    const PAIRS: [(char, char); 8] =
        [('“', '”'), ('‘', '’'), ('《', '》'), ('〈', '〉'), ('（', '）'), ('【', '】'), ('〔', '〕'), ('「', '」')];
    let text = lint.field.text.as_str();
    let mut open: Vec<(usize, char, char)> = Vec::new();
    let (mut unmatched, mut nested) = (Vec::new(), Vec::new());
    for (at, c) in text.char_indices() {
        if let Some((_, close)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
            if c == '《' && open.iter().any(|(_, outer, _)| *outer == '《') {
                nested.push((at, c));
            }
            open.push((at, c, *close));
        } else if PAIRS.iter().any(|(_, closing)| *closing == c) {
            match open.iter().rposition(|(_, _, close)| *close == c) {
                Some(k) => unmatched.extend(open.drain(k..).skip(1).map(|(at, c, _)| (at, c))),
                // An apostrophe in a Latin word, or the bracket of an item number: 1）.
                None if c == '’' || (c == '）' && begins_item(&text[..at])) => {}
                None => unmatched.push((at, c)),
            }
        } else if c == '\n'
            && !open.is_empty()
            && !text[..at].ends_with('\n')
            && text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n')
        {
            // A quotation of several paragraphs has an opening mark at each, and a closing mark at the last only
            // (GB/T 15834—2011, 4.8.3.4).
            let next = text[at..].trim_start().chars().next();
            open.retain(|(_, mark, _)| !(matches!(mark, '“' | '‘') && next == Some(*mark)));
        }
    }
    unmatched.extend(open.into_iter().map(|(at, c, _)| (at, c)));
    unmatched.sort_unstable();
    // Title marks inside title marks are single, 〈 〉 (GB/T 15834—2011, 4.15).
    if !nested.is_empty() && unmatched.is_empty() {
        let message = Message::new("书名号里面的书名号写〈 〉", "write title marks inside title marks as 〈 〉");
        found.push(lint.placed(Diagnostic::warning(Code::UnpairedMark, message), &nested));
    }
    let message = match unmatched.as_slice() {
        [] => return,
        [(_, c)] => {
            let (zh, en) = match c {
                '《' | '》' | '〈' | '〉' => ("书名号", "title mark"),
                '“' | '”' | '‘' | '’' | '「' | '」' => ("引号", "quotation mark"),
                _ => ("括号", "bracket"),
            };
            Message::new(format!("{zh}{c}不成对"), format!("the {en} {c} has no partner"))
        }
        many => {
            let signs: String = many.iter().take(8).map(|(_, c)| *c).collect();
            let count = many.len();
            Message::new(format!("有 {count} 个标点不成对：{signs}"), format!("{count} marks have no partner: {signs}"))
        }
    };
    found.push(lint.placed(Diagnostic::warning(Code::UnpairedMark, message), &unmatched));
}

/// Whether the text before a closing bracket is an item number: 1, 12, 一, a.
fn begins_item(before: &str) -> bool {
    let number = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c);
    let rest = before.trim_end_matches(number);
    let digits = before.len() - rest.len();
    (1..=9).contains(&digits) && rest.chars().next_back().is_none_or(|c| c.is_whitespace() || "；。：，、;".contains(c))
}
