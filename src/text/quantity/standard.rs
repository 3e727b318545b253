//! Recognises numbers of standards.

use std::ops::Range;

use super::number::digits;

/// The number of a standard at `at`: GB/T 9704—2012, DB33/T 1234-2024, ISO 9001:2015.
pub(super) fn standard(text: &str, at: usize) -> Option<Range<usize>> {
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
    // T and Q alone need a slash: T/CECS 123.
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
