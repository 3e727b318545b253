//! Recognises the number of a quantity, with the signs and currencies before it.

use super::previous;

pub(super) const SIGNS: &str = "+-−±≥≤≧≦＞＜><≈～~＋－";
const CURRENCIES: &[&str] = &["US$", "HK$", "RMB", "￥", "¥", "$", "€", "£", "₽", "₩", "₹"];

/// Whether a quantity begins here: a digit, or signs and currencies before one, not inside a Latin word.
pub(super) fn begins_number(text: &str, at: usize) -> bool {
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

/// The end of the signs and currencies that begin at `at`.
pub(super) fn signs(text: &str, at: usize) -> usize {
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

pub(super) fn digits(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(u8::is_ascii_digit).count()
}

/// The end of the number at `at`: digits in groups, with decimals, a date, a time of day, a proportion.
pub(super) fn number(text: &str, at: usize) -> Option<usize> {
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
            // Groups separated by a space: 12 000. A year and a number side by side are two numbers.
            ' ' => after - more == 3 && (end - at <= 3 || text[at..end].contains(' ')),
            // An event named after its day: 5·12.
            '·' => true,
            // 9:00, 3:7. A full-width colon only in a time of day; elsewhere it is punctuation.
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

/// Whether `part` begins a date such as 2024-01-11; any other hyphen belongs to a range or a code.
fn is_date(part: &str, text: &str, after: usize) -> bool {
    let groups: Vec<&str> = part.split('-').collect();
    match groups[..] {
        [year, month] => {
            // The day follows.
            year.len() == 4 && month.len() <= 2 && text[after..].starts_with('-')
        }
        [year, month, day] => year.len() == 4 && month.len() <= 2 && day.len() <= 2,
        _ => false,
    }
}
