//! Dates as offices write them.

/// Year, month and day, as far as they were given.
pub(super) type Parts = (i32, Option<u32>, Option<u32>);

/// `2024-01-11`, `2024-01` or `2024`: the language's own form.
pub(super) fn strict(text: &str) -> Option<Parts> {
    let parts: Vec<&str> = text.split('-').collect();
    let two = |part: &&&str| part.len() == 2;
    (parts.len() <= 3 && parts[0].len() == 4 && parts.iter().skip(1).all(|part| two(&part)))
        .then(|| parse(&parts))
        .flatten()
}

/// 2024.1.11, 2024/1/11, 2024年1月11日, 2024-1-11, 2024年1月, 2024.1: what is plainly a date.
pub(super) fn loose(text: &str) -> Option<Parts> {
    let half = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '．' => '.',
        '／' => '/',
        '－' | '—' | '–' => '-',
        c => c,
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(half).collect();
    let mut plain = text.clone();
    if let Some(rest) = text.strip_suffix(['日', '号']).or(Some(text.as_str())).filter(|_| text.contains('年')) {
        let rest = rest.strip_suffix('月').or_else(|| rest.strip_suffix('年')).unwrap_or(rest);
        plain = rest.replacen('年', ".", 1).replacen('月', ".", 1);
        let day = text.ends_with(['日', '号']);
        let parts = plain.split('.').count();
        // 2024年11日 lacks its month, 2024年1月5 its 日.
        if day != (parts == 3) {
            return None;
        }
    }
    let sign = ['-', '.', '/'].into_iter().find(|sign| plain.contains(*sign)).unwrap_or('-');
    let parts: Vec<&str> = plain.trim_end_matches('.').split(sign).collect();
    let short = parts.len() <= 3 && parts[0].len() == 4 && parts.iter().skip(1).all(|part| part.len() <= 2);
    short.then(|| parse(&parts)).flatten()
}

fn parse(parts: &[&str]) -> Option<Parts> {
    let number = |part: &&str| {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut numbers = Vec::new();
    for part in parts {
        numbers.push(number(part)?);
    }
    match numbers.as_slice() {
        [year] => Some((*year as i32, None, None)),
        [year, month] => Some((*year as i32, Some(*month), None)),
        [year, month, day] => Some((*year as i32, Some(*month), Some(*day))),
        _ => None,
    }
}

/// The date in the language's own form, with quotation marks where it needs them.
pub(super) fn written((year, month, day): Parts) -> String {
    match (month, day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("\"{year:04}-{month:02}\""),
        _ => format!("\"{year:04}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_dates() {
        let day = Some((2024, Some(1), Some(11)));
        for text in [
            "2024.1.11",
            "2024/1/11",
            "2024年1月11日",
            "2024-1-11",
            "2024年1月11号",
            "２０２４．１．１１",
            "2024.01.11",
        ] {
            assert_eq!(loose(text), day, "{text}");
            assert_eq!(strict(text), None, "{text}");
        }
        for text in ["2024年1月", "2024.1", "2024/1", "2024-1", "2024年01月"] {
            assert_eq!(loose(text), Some((2024, Some(1), None)), "{text}");
        }
        assert_eq!(loose("2024年"), Some((2024, None, None)));
        for text in ["", "1月", "2024年1—6月", "2024年11日", "1.5", "24.1.11", "2024年1月5", "三月", "12345"]
        {
            assert_eq!(loose(text), None, "{text}");
        }
        assert_eq!(strict("2024-01-11"), day);
        assert_eq!(strict("2024"), Some((2024, None, None)));
        for text in ["2024-", "2024-01-11-02", "2024年", "-1", "2024-1"] {
            assert_eq!(strict(text), None, "{text}");
        }
    }

    #[test]
    fn what_to_write_is_the_languages_own_form() {
        assert_eq!(written((2024, Some(1), Some(11))), "2024-01-11");
        assert_eq!(written((2024, Some(1), None)), "\"2024-01\"");
        assert_eq!(written((2024, None, None)), "\"2024\"");
    }
}
