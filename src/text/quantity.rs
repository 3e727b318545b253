//! What must not be parted by a line break: quantities, dates, ordinals, numbers of standards and of documents.
//!
//! A grammar rather than lists of what was met. In Chinese text a quantity is
//!
//! ```text
//! quantity = [sign | currency]… number ["+"] [roughly] [scale [roughly]] [unit] [behind] [range quantity]
//! unit     = (measure word | unit in Latin letters | % ‰ ℃ …) [("/" | "·") unit]…
//! ```
//!
//! where a word that no list names gives its first character, and what stands behind is 以上, 左右 and the like.
//! Sources: GB/T 15835—2011, 5.1.1 (a number isn't broken over lines) and 5.1.3 (forms of ranges and dates);
//! that a unit stays with its number is usage.

use std::ops::Range;

use super::measures::{BEHIND, ROUGHLY, SCALES, is_latin_unit, may_begin_measure, measure};
use super::{is_cjk, is_han};

/// A piece wider than this, in ems, may break inside: where its script changes.
const MAX_EMS: f64 = 8.0;

/// From this many digits on, a bare sequence of digits is a code and no number.
pub(super) const MIN_CODE_DIGITS: usize = 13;

/// The pieces of `text` that must stay on one line, as ranges of bytes in order, bare numbers among them.
pub(super) fn quantities(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let found = if begins_number(text, at) {
            standard(text, at).or_else(|| quantity(text, at))
        } else {
            match c {
                '第' => ordinal(text, at),
                '〔' | '（' | '［' | '(' | '[' | '【' => bracketed(text, at),
                _ if c.is_ascii_uppercase() && !previous(text, at).is_some_and(|c| c.is_ascii_alphanumeric()) => {
                    standard(text, at)
                }
                _ => None,
            }
        };
        match found {
            Some(range) => {
                at = range.end;
                // A standard has no better place to break than the next line.
                if text[range.start..].starts_with(|c: char| c.is_ascii_uppercase()) {
                    out.push(range);
                } else {
                    narrow(text, range, &mut out);
                }
            }
            // The rest of a word in letters: its digits are no number (PM2.5, 5G).
            None if c.is_ascii_alphanumeric() => at = word_end(text, at),
            None => at += c.len_utf8(),
        }
    }
    out
}

/// Whether `part` is nothing but a number, which Typst doesn't break by itself.
pub(super) fn is_bare(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn previous(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn word_end(text: &str, at: usize) -> usize {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut end = at;
    let mut rest = text[at..].chars().peekable();
    while let Some(c) = rest.next() {
        // A point or a hyphen between two letters or digits belongs to the word: H7-N9, V2.0.
        let joins = matches!(c, '.' | '-') && rest.peek().is_some_and(|c| c.is_ascii_alphanumeric());
        if !word(c) && !joins {
            break;
        }
        end += c.len_utf8();
    }
    end.max(at + text[at..].chars().next().map_or(0, char::len_utf8))
}

const SIGNS: &str = "+-−±≥≤≧≦＞＜><≈～~＋－";
const CURRENCIES: &[&str] = &["US$", "HK$", "RMB", "￥", "¥", "$", "€", "£", "₽", "₩", "₹"];

/// Whether a quantity begins here: a digit, or signs and currencies before one, that no Latin word runs into.
fn begins_number(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return false };
    if !first.is_ascii_digit() && !SIGNS.contains(first) && !CURRENCIES.iter().any(|c| rest.starts_with(c)) {
        return false;
    }
    let inside = previous(text, at).is_some_and(|c| {
        c.is_ascii_alphanumeric() || (SIGNS.contains(first) && (c == ')' || SIGNS.contains(c))) || c == '.'
    });
    !inside && text[signs(text, at)..].starts_with(|c: char| c.is_ascii_digit())
}

/// Behind the signs and currencies that begin at `at`.
fn signs(text: &str, at: usize) -> usize {
    let mut at = at;
    for _ in 0..3 {
        let rest = &text[at..];
        if let Some(currency) = CURRENCIES.iter().find(|currency| rest.starts_with(**currency)) {
            at += currency.len();
        } else if let Some(sign) = rest.chars().next().filter(|c| SIGNS.contains(*c)) {
            at += sign.len_utf8();
        } else {
            break;
        }
        let space = text[at..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        at += usize::from(space);
    }
    at
}

fn digits(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(u8::is_ascii_digit).count()
}

/// Behind the digits of a number: groups, decimals, a date, a time of day, a proportion.
fn number(text: &str, at: usize) -> Option<usize> {
    let mut end = digits(text, at);
    if end == at {
        return None;
    }
    loop {
        let mut rest = text[end..].chars();
        let (Some(mark), next) = (rest.next(), rest.next()) else { break };
        let more = end + mark.len_utf8();
        if !next.is_some_and(|c| c.is_ascii_digit()) {
            break;
        }
        let after = digits(text, more);
        let joined = match mark {
            '.' | '/' => true,
            ',' | '\u{2009}' => after - more == 3,
            // Groups parted by a space: 12 000; a year and a number side by side are two.
            ' ' => after - more == 3 && (end - at <= 3 || text[at..end].contains(' ')),
            // The day that an event is named after: 5·12.
            '·' => true,
            // 9:00, 3:7; the full-width colon only in a time of day, for elsewhere it is a mark of the sentence.
            ':' => true,
            '：' => after - more == 2 && end - at <= 2,
            '-' => is_date(&text[at..after], text, after),
            _ => false,
        };
        if !joined {
            break;
        }
        end = after;
    }
    Some(end)
}

/// Whether `part` begins a date such as 2024-01-11: a hyphen elsewhere is one of a range or of a code.
fn is_date(part: &str, text: &str, after: usize) -> bool {
    let groups: Vec<&str> = part.split('-').collect();
    match groups[..] {
        [year, month] => {
            // The day is still to come.
            year.len() == 4 && month.len() <= 2 && text[after..].starts_with('-')
        }
        [year, month, day] => year.len() == 4 && month.len() <= 2 && day.len() <= 2,
        _ => false,
    }
}

/// A quantity with its range.
fn quantity(text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = simple(text, at)?;
    // At most a few: 1—3—5 is no range, but nothing is gained by breaking it.
    for _ in 0..3 {
        let Some(mark) =
            text[end..].chars().next().filter(|c| matches!(c, '—' | '–' | '～' | '~' | '-' | '－' | '×' | '*' | '＊'))
        else {
            break;
        };
        let next = end + mark.len_utf8();
        let Some(further) = text[next..]
            .starts_with(|c: char| c.is_ascii_digit() || SIGNS.contains(c) || c == '第')
            .then(|| simple(text, next).or_else(|| ordinal_end(text, next)))
            .flatten()
        else {
            break;
        };
        end = further;
    }
    // What runs on in letters is a name (5G, 1+X), which a box would break.
    let western = |c: char| c.is_ascii_alphanumeric();
    let runs_on = text[end..].starts_with(western) && !text[..end].ends_with(is_cjk);
    if runs_on && text[at..].starts_with(western) {
        return None;
    }
    Some(at..if runs_on { word_end(text, end) } else { end })
}

/// A quantity without a range.
fn simple(text: &str, at: usize) -> Option<usize> {
    let start = signs(text, at);
    let end = number(text, start)?;
    if end - digits(text, start) == 0 && end - start >= MIN_CODE_DIGITS {
        return Some(end);
    }
    Some(compound(text, tail(text, end)))
}

/// What belongs to the number that ends at `at`.
fn tail(text: &str, at: usize) -> usize {
    let mut end = at;
    if text[end..].starts_with(['+', '＋']) && !text[end..].chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    // A space is part of it only before what is surely a unit.
    let spaced = |end: usize| {
        let rest = text[end..].strip_prefix(' ')?;
        let next = rest.chars().next()?;
        let sure = measure(rest).is_some() || SCALES.iter().any(|scale| rest.starts_with(scale)) || is_sign(next);
        (sure || latin_unit(text, end + 1).is_some()).then_some(end + 1)
    };
    end = spaced(end).unwrap_or(end);
    let mut listed = false;
    if let Some(after) = roughly(text, end) {
        end = after;
    }
    // 千瓦 is a unit and no thousand of 瓦.
    let unit_first = measure(&text[end..]).is_some_and(|length| length > '千'.len_utf8());
    if let Some(scale) = SCALES.iter().find(|scale| !unit_first && text[end..].starts_with(**scale)) {
        end += scale.len();
        listed = true;
        end = roughly(text, end).unwrap_or(end);
        end = spaced(end).unwrap_or(end);
    }
    match unit(text, end) {
        Some(after) => end = after,
        None if !listed || text[end..].starts_with(may_begin_measure) => {
            end = first_of_word(text, end).unwrap_or(end);
        }
        None => {}
    }
    behind(text, end)
}

/// 余 多 来 几 and what they qualify: something must follow for them to be words of size.
fn roughly(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next().filter(|c| ROUGHLY.contains(c))?;
    let after = at + c.len_utf8();
    let rest = &text[after..];
    let followed = SCALES.iter().any(|scale| rest.starts_with(scale)) || rest.starts_with(is_han);
    (followed || c == '余' || c == '多').then_some(after)
}

/// The first character of a measure word that no list has.
fn first_of_word(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next().filter(|c| may_begin_measure(*c))?;
    Some(at + c.len_utf8())
}

fn is_sign(c: char) -> bool {
    "%％‰‱℃℉°′″㎡㎥㎞㎏㎜㎝㎎㏄㏑㎢㎾㎿Ω".contains(c)
}

/// A unit with its denominators: 元/平方米·月, kgce/(m²·a).
fn unit(text: &str, at: usize) -> Option<usize> {
    let mut end = unit_word(text, at)?;
    for _ in 0..4 {
        let Some(next) = stroke(text, end) else { break };
        let bracket = text[next..].starts_with(['(', '（']);
        let further = if bracket { bracketed_unit(text, next) } else { denominator(text, next) };
        let Some(further) = further else { break };
        end = further;
    }
    Some(end)
}

/// A sign, a listed measure word, or a unit in Latin letters.
fn unit_word(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next()?;
    if is_sign(c) {
        return Some(at + c.len_utf8());
    }
    measure(&text[at..]).map(|length| at + length).or_else(|| latin_unit(text, at))
}

/// Behind a stroke any word is a unit.
fn denominator(text: &str, at: usize) -> Option<usize> {
    unit_word(text, at).or_else(|| first_of_word(text, at))
}

fn stroke(text: &str, at: usize) -> Option<usize> {
    let mark = text[at..].chars().next().filter(|c| matches!(c, '/' | '／' | '·' | '⋅' | '•'))?;
    Some(at + mark.len_utf8())
}

fn bracketed_unit(text: &str, at: usize) -> Option<usize> {
    let open = text[at..].chars().next()?;
    let mut end = denominator(text, at + open.len_utf8())?;
    for _ in 0..2 {
        let Some(further) = stroke(text, end).and_then(|next| denominator(text, next)) else { break };
        end = further;
    }
    let close = text[end..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
    Some(end + close.len_utf8())
}

/// A unit in Latin letters with its exponent.
fn latin_unit(text: &str, at: usize) -> Option<usize> {
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, 'μ' | 'µ' | 'Ω');
    let end = at + text[at..].chars().take_while(|c| letter(*c)).map(char::len_utf8).sum::<usize>();
    let plain_exponent = |end: usize| text[end..].starts_with(['2', '3']) && !text[end + 1..].starts_with(letter);
    let with = end + usize::from(plain_exponent(end));
    let word = if is_latin_unit(&text[at..with]) { with } else { end };
    if word == at || !is_latin_unit(&text[at..word]) {
        return None;
    }
    let raised = |c: &char| "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉".contains(*c);
    let end = word + text[word..].chars().take_while(raised).map(char::len_utf8).sum::<usize>();
    (!text[end..].starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(end)
}

fn behind(text: &str, at: usize) -> usize {
    BEHIND.iter().find(|word| text[at..].starts_with(**word)).map_or(at, |word| at + word.len())
}

/// What is one quantity in two measures: 1月11日, 3小时20分, 9时30分, 5元5角.
fn compound(text: &str, end: usize) -> usize {
    const PAIRS: &[(&str, &[&str])] = &[
        ("月", &["日", "号"]),
        ("时", &["分"]),
        ("点", &["分"]),
        ("小时", &["分钟", "分"]),
        ("分", &["秒"]),
        ("分钟", &["秒"]),
        ("元", &["角"]),
        ("度", &["分"]),
        ("岁", &["个月"]),
        ("年", &["个月"]),
    ];
    let mut end = end;
    for (major, minors) in PAIRS {
        if !text[..end].ends_with(major) {
            continue;
        }
        let after = digits(text, end);
        if after == end {
            continue;
        }
        if let Some(minor) = minors.iter().find(|minor| text[after..].starts_with(**minor)) {
            end = after + minor.len();
        }
    }
    behind(text, end)
}

/// 第19届, 第十四次, 第1—3名: an ordinal with its word.
fn ordinal(text: &str, at: usize) -> Option<Range<usize>> {
    let from = at + '第'.len_utf8();
    let end = if begins_number(text, from) { quantity(text, from)?.end } else { ordinal_end(text, at)? };
    Some(at..end)
}

/// Behind one ordinal, without its range.
fn ordinal_end(text: &str, at: usize) -> Option<usize> {
    let from = text[at..].strip_prefix('第').map(|rest| text.len() - rest.len())?;
    let end = digits(text, from);
    if end > from {
        return Some(tail(text, end));
    }
    let chinese = |c: &char| "一二三四五六七八九十百千〇零两".contains(*c);
    let numeral: usize = text[from..].chars().take_while(chinese).take(6).map(char::len_utf8).sum();
    let end = from + numeral;
    let word = text[end..].chars().next().filter(|c| "届次位名期批轮号章节条款项卷册季站".contains(*c));
    (numeral > 0).then(|| end + word.map_or(0, char::len_utf8))
}

/// What begins with a bracket: 〔2023〕5号, (2.5～3.0)%. The bracket itself stays out of the piece, for no line breaks
/// behind it, and a box would take its blank half.
fn bracketed(text: &str, at: usize) -> Option<Range<usize>> {
    let open = text[at..].chars().next()?;
    let from = at + open.len_utf8();
    let inner = if text[from..].starts_with(|c: char| c.is_ascii_digit()) { digits(text, from) } else { from };
    let close =
        |end: usize| text[end..].chars().next().filter(|c| "〕）］)]】".contains(*c)).map(|c| end + c.len_utf8());
    // 〔2023〕5号, also with 第
    if inner == from + 4
        && let Some(year) = close(inner)
    {
        let number = if text[year..].starts_with('第') { year + '第'.len_utf8() } else { year };
        let end = digits(text, number);
        if end > number && text[end..].starts_with('号') {
            return Some(from..end + '号'.len_utf8());
        }
    }
    let range = quantity(text, from).filter(|_| begins_number(text, from))?;
    let after = close(range.end)?;
    let end = tail(text, after);
    let quantified = text[after..].chars().next().is_some_and(is_sign)
        || measure(&text[after..]).is_some()
        || SCALES.iter().any(|scale| text[after..].starts_with(scale));
    quantified.then_some(from..end)
}

/// A number of a standard: GB/T 9704—2012, DB33/T 1234-2024, ISO 9001:2015.
fn standard(text: &str, at: usize) -> Option<Range<usize>> {
    const BODIES: &str = "GB GBJ GBZ JGJ JG CJJ CJ CY DB DBJ DG DGJ HJ JTG JT SL DL NB YY WS WB TB TSG GA GY AQ QB \
        SB MZ JR LY NY TD CH QX RB SF XF YD SJ MT DZ KJ ISO IEC EN ASTM IEEE CECS TCECS T Q";
    let letters: usize = text[at..].bytes().take_while(u8::is_ascii_uppercase).count();
    let body = at + letters;
    let region = digits(text, body);
    let (known, mut end) = match region - body {
        0 => (BODIES.split_ascii_whitespace().any(|known| known == &text[at..body]), body),
        // DB33/T, DB11/ 945
        2 if &text[at..body] == "DB" => (true, region),
        _ => (BODIES.split_ascii_whitespace().any(|known| known == &text[at..body]), body),
    };
    if letters == 0 || !known {
        return None;
    }
    let mut slashed = false;
    if text[end..].starts_with('/') {
        let more = text[end + 1..].bytes().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
        let word = text[end + 1..].bytes().take_while(u8::is_ascii_uppercase).count();
        if word > 0 {
            slashed = true;
            end += 1 + if more > word { word } else { more };
        }
    }
    // T and Q alone are standards only with a stroke: T/CECS 123.
    if letters == 1 && !slashed {
        return None;
    }
    end += usize::from(text[end..].starts_with([' ', '\u{2009}']));
    let from = end;
    end = digits(text, end);
    if end == from {
        return None;
    }
    while text[end..].starts_with('.') && digits(text, end + 1) > end + 1 {
        end = digits(text, end + 1);
    }
    let year = text[end..].chars().next().filter(|c| matches!(c, '—' | '–' | '-' | '－' | ':' | '：'));
    if let Some(mark) = year {
        let from = end + mark.len_utf8();
        let to = digits(text, from);
        if to == from + 4 {
            end = to;
        }
    }
    (!text[end..].starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(at..end)
}

/// Width in ems, a little on the wide side.
fn ems(text: &str) -> f64 {
    let em = |c: char| match c {
        _ if is_cjk(c) => 1.0,
        ' ' | '.' | ',' | ':' | '/' | '-' | '(' | ')' => 0.35,
        _ => 0.56,
    };
    text.chars().map(em).sum()
}

/// Cuts a piece that is too wide into narrower ones: behind connecting marks first, then before the next number. A
/// number parts from its word only where the two alone would tear a line open.
fn narrow(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    const CONNECTING: [char; 4] = ['—', '–', '～', '~'];
    /// Whether a piece may be cut between two characters.
    type Place = fn(char, char) -> bool;
    const PLACES: [(f64, Place); 3] = [
        (MAX_EMS, |c, _| CONNECTING.contains(&c)),
        (MAX_EMS, |c, next| is_cjk(c) && next.is_ascii_alphanumeric()),
        (MAX_EMS + 2.0, |c, next| c.is_ascii_alphanumeric() && is_han(next)),
    ];
    let mut pieces = vec![range];
    for (most, here) in PLACES {
        let wide = |piece: &Range<usize>| ems(text[piece.clone()].trim_end_matches(CONNECTING)) > most;
        let parted = |piece: Range<usize>| if wide(&piece) { cut(text, piece, here) } else { vec![piece] };
        pieces = pieces.into_iter().flat_map(parted).collect();
    }
    out.append(&mut pieces);
}

/// `range` in as few pieces as will do, cut between two characters of which `here` is true.
fn cut(text: &str, range: Range<usize>, here: impl Fn(char, char) -> bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut from = range.start;
    let mut add = |piece: Range<usize>| match out.last_mut() {
        Some(last) if ems(&text[last.start..piece.end]) <= MAX_EMS => last.end = piece.end,
        _ => out.push(piece),
    };
    let mut before: Option<char> = None;
    for (k, c) in text[range.clone()].char_indices() {
        if before.is_some_and(|before| here(before, c)) {
            add(from..range.start + k);
            from = range.start + k;
        }
        before = Some(c);
    }
    add(from..range.end);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        quantities(text).into_iter().map(|range| &text[range]).filter(|part| !is_bare(part)).collect()
    }

    #[test]
    fn signs_and_currencies_stay_before() {
        for (text, piece) in [
            ("推进￥1280元补助", "￥1280元"),
            ("推进$1280万元补助", "$1280万元"),
            ("误差±0.05毫米以内", "±0.05毫米以内"),
            ("强度≥1280兆帕的", "≥1280兆帕"),
            ("同比-3.2%，", "-3.2%"),
            ("约US$3.5亿，", "US$3.5亿"),
            ("进口€12万，", "€12万"),
            ("不足＜30天的", "＜30天"),
        ] {
            assert_eq!(pieces(text), [piece], "{text}");
        }
    }

    #[test]
    fn measure_words_stay_behind() {
        for unit in [
            "笔",
            "宗",
            "轮",
            "株",
            "盏",
            "眼",
            "艘",
            "车",
            "列",
            "趟",
            "余家",
            "余个",
            "多家",
            "集",
            "剂",
            "席",
            "针",
            "例",
            "床位",
            "学分",
            "千伏安",
            "摄氏度",
            "欧元",
            "元/人",
            "万人次",
            "万余人",
            "亿元以上",
            "个百分点",
            "岁以下",
            "天左右",
            "μg/m³",
            "万kW·h",
            "kgce/(m²·a)",
            "元/平方米·月",
            "%以上",
            "㎡",
            "m³/d",
            "人/平方公里",
            "个工作日",
        ] {
            let text = format!("各项工作1280{unit}，后续");
            assert_eq!(pieces(&text), [format!("1280{unit}")], "{text}");
        }
        // A word that no list has gives its first character; the sentence isn't a measure word.
        assert_eq!(pieces("收集1280樽青铜"), ["1280樽"]);
        assert_eq!(pieces("达到1280的水平"), Vec::<&str>::new());
        assert_eq!(pieces("增至12.5 亿元，长5 km"), ["12.5 亿元", "5 km"]);
    }

    #[test]
    fn times_dates_and_ranges_stay_whole() {
        for piece in [
            "9:00—17:00",
            "8:30",
            "1月11日",
            "1—6月",
            "2020—2024年",
            "63%～68%",
            "20～60万元",
            "3小时20分",
            "1：30",
            "5月—8月",
            "2022-2030年",
            "2024-01-11",
            "第19届",
            "第十四次",
            "第1—3名",
            "〔2023〕5号",
            "100+",
        ] {
            let text = format!("时间为{piece}，");
            let inside = piece.trim_start_matches('〔');
            assert!(pieces(&text) == [inside] || is_bare(piece), "{text}: {:?}", pieces(&text));
        }
        assert_eq!(pieces("2023年1月11日"), ["2023年", "1月11日"]);
        assert_eq!(pieces("为（2.5～3.0）%左右"), ["2.5～3.0）%左右"]);
        assert_eq!(pieces("嘉建〔2023〕第15号文"), ["2023〕第15号"]);
    }

    #[test]
    fn standards_stay_whole() {
        for piece in
            ["GB/T 9704—2012", "DB33/T 1234-2024", "ISO 9001:2015", "JGJ 59-2011", "T/CECS 1001", "CY/T 170—2019"]
        {
            assert_eq!(pieces(&format!("按{piece}执行")), [piece]);
        }
        assert_eq!(pieces("实施PPP 3个"), ["3个"]);
    }

    #[test]
    fn names_and_codes_are_no_quantities() {
        assert_eq!(
            pieces("长3*4*5米，100×200mm，24小时×7天，±5V，12 000元，5·12汶川"),
            ["3*4*5米", "100×200mm", "24小时×7天", "±5V", "12 000元", "5·12汶",]
        );
        for text in [
            "PM2.5浓度",
            "1+X证书",
            "3D打印",
            "5G项目",
            "装配式3A设计",
            "MiC项目",
            "“1357”发展",
            "A3类",
            "V2.0版",
            "20240315120000",
        ] {
            assert!(pieces(text).is_empty(), "{text}: {:?}", pieces(text));
        }
        assert_eq!(pieces("全年12个5G项目"), ["12个"]);
        assert_eq!(pieces("A类12个、B类15个"), ["12个", "15个"]);
    }

    #[test]
    fn wide_pieces_part_where_the_script_changes() {
        assert_eq!(pieces("2022年10月30日—2023年6月30日"), ["2022年", "10月30日—", "2023年", "6月30日"]);
        let wide = "1200.50万平方米—1500.75万平方米";
        let all: Vec<&str> = quantities(wide).into_iter().map(|range| &wide[range]).collect();
        assert_eq!(all, ["1200.50万平方米—", "1500.75万平方米"]);
    }

    #[test]
    fn nothing_is_lost_and_nothing_panics() {
        let parts = [
            "1", "2023", "￥", "-", "—", "第", "〔", "〕", "号", "万", "余", "/", "·", "(", "GB", " ", "年", "元", ".",
            ":",
        ];
        let mut seed = 7u64;
        for _ in 0..20_000 {
            let text: String = (0..8)
                .map(|_| {
                    seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    parts[(seed >> 33) as usize % parts.len()]
                })
                .collect();
            let mut last = 0;
            for range in quantities(&text) {
                assert!(last <= range.start && range.start < range.end, "{text}");
                assert!(text.get(range.clone()).is_some(), "{text}");
                last = range.end;
            }
        }
    }
}
