//! Formats numbers: digits, thousands, percent, powers of ten, fractions.

use super::code::{Section, Token};

/// Maximum number of decimal places; Excel's own limit.
const MAX_DECIMALS: usize = 30;

/// A number in the fifteen decimal digits that spreadsheets compute with. 0.1 + 0.2 is stored as 0.30000000000000004,
/// which Excel never shows.
struct Decimal {
    digits: Vec<u8>,
    /// Number of digits before the decimal point; may be negative.
    whole: i32,
}

impl Decimal {
    fn of(value: f64) -> Self {
        let written = format!("{:.14e}", value.abs());
        let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        Self { digits, whole: exponent.parse::<i32>().unwrap_or_default() + 1 }
    }

    /// Multiplies by a power of ten.
    fn shifted(mut self, by: i32) -> Self {
        self.whole += by;
        self
    }

    /// The digits before and after the decimal point, rounded half up, without leading zeros.
    fn rounded(&self, places: usize) -> (Vec<u8>, Vec<u8>) {
        let digit = |at: i32| usize::try_from(at).ok().and_then(|at| self.digits.get(at)).copied().unwrap_or(0);
        let end = self.whole + places as i32;
        let mut all: Vec<u8> = (self.whole.min(0)..end).map(digit).collect();
        if digit(end) >= 5 && end >= 0 {
            let mut at = all.len();
            loop {
                match at.checked_sub(1) {
                    None => {
                        all.insert(0, 1);
                        break;
                    }
                    Some(before) if all[before] == 9 => {
                        all[before] = 0;
                        at = before;
                    }
                    Some(before) => {
                        all[before] += 1;
                        break;
                    }
                }
            }
        }
        let behind = all.split_off(all.len().saturating_sub(places));
        let behind = [vec![0; places - behind.len()], behind].concat();
        let first = all.iter().position(|digit| *digit != 0).unwrap_or(all.len());
        (all.split_off(first), behind)
    }
}

fn letter(digit: u8) -> char {
    char::from(b'0' + digit)
}

/// Formats a number by a section; `None` if the section isn't a number format.
pub(super) fn shown(section: &Section, value: f64, minus: bool) -> Option<String> {
    let tokens = &section.tokens;
    let digits = tokens.iter().any(|token| matches!(token, Token::Digit(_)));
    if section.han {
        return han(section, value, minus);
    }
    if tokens.iter().any(|token| matches!(token, Token::Exponent(_))) {
        return power(tokens, value, minus);
    }
    let slash = tokens.iter().position(|token| *token == Token::Slash);
    if let Some(at) = slash
        && digits
        && tokens[at + 1..].iter().any(|token| matches!(token, Token::Digit(_)) || is_number(token))
    {
        return fraction(tokens, at, value, minus);
    }
    plain(tokens, value, minus)
}

fn is_number(token: &Token) -> bool {
    matches!(token, Token::Literal(text) if text.starts_with(|c: char| c.is_ascii_digit()))
}

/// A format of digits, decimal point, commas and percent, with literals between them.
fn plain(tokens: &[Token], value: f64, minus: bool) -> Option<String> {
    let plan = Plan::of(tokens);
    let percent = tokens.iter().filter(|token| **token == Token::Percent).count();
    let number = Decimal::of(value).shifted(2 * percent as i32 - 3 * plan.thousandths as i32);
    let places = tokens[plan.point..].iter().filter(|token| is_digit(token)).count();
    if places > MAX_DECIMALS {
        return None;
    }
    let (whole, part) = number.rounded(places);
    let zero = whole.iter().chain(&part).all(|digit| *digit == 0);
    let mut out = plan.before_point(whole, value)?;
    out.push_str(&plan.behind_point(part, value)?);
    let has_value = plan.last.is_some() && !zero || tokens.contains(&Token::General) || tokens.contains(&Token::Text);
    if minus && has_value && value != 0.0 {
        out.insert(0, '-');
    }
    Some(out)
}

fn is_digit(token: &Token) -> bool {
    matches!(token, Token::Digit(_))
}

/// Where the digit placeholders are in a format, by token index.
struct Plan<'t> {
    tokens: &'t [Token],
    /// The decimal point, or the end.
    point: usize,
    first: Option<usize>,
    last: Option<usize>,
    /// The last placeholder before the point.
    last_whole: Option<usize>,
    /// Number of commas after the last placeholder, before the point or at the end: each divides by a thousand.
    thousandths: usize,
}

impl<'t> Plan<'t> {
    fn of(tokens: &'t [Token]) -> Self {
        let point = tokens.iter().position(|token| *token == Token::Point).unwrap_or(tokens.len());
        let first = tokens.iter().position(is_digit);
        let last = tokens.iter().rposition(is_digit);
        let last_whole = tokens[..point].iter().rposition(is_digit);
        let behind = |at: Option<usize>, end: usize| {
            let tail = at.map_or(&[][..], |at| &tokens[at + 1..end.max(at + 1)]);
            tail.iter().take_while(|token| **token == Token::Group).count()
        };
        let mut thousandths = behind(last_whole, point);
        if last > last_whole {
            thousandths += behind(last, tokens.len());
        }
        Self { tokens, point, first, last, last_whole, thousandths }
    }

    /// Whether digits before the point are grouped with commas.
    fn is_grouped(&self) -> bool {
        matches!((self.first, self.last_whole), (Some(first), Some(last)) if first < last
            && self.tokens[first..last].contains(&Token::Group))
    }

    /// Fills the placeholders before the point from right to left; the leftmost takes all remaining digits.
    fn before_point(&self, mut whole: Vec<u8>, value: f64) -> Option<String> {
        let (grouped, mut count, mut out) = (self.is_grouped(), 0, Vec::<String>::new());
        let mut put = |digit: u8, out: &mut Vec<String>| {
            if grouped && count > 0 && count % 3 == 0 {
                out.push(",".into());
            }
            count += 1;
            out.push(letter(digit).into());
        };
        for (at, token) in self.tokens[..self.point].iter().enumerate().rev() {
            match token {
                Token::Digit(kind) => {
                    match whole.pop() {
                        Some(digit) => put(digit, &mut out),
                        None if *kind == '0' => put(0, &mut out),
                        None => {}
                    }
                    if Some(at) == self.first {
                        while let Some(digit) = whole.pop() {
                            put(digit, &mut out);
                        }
                    }
                }
                Token::Group if self.last_whole.is_some_and(|last| at <= last + self.thousandths) => {}
                other => out.push(other_words(other, value)?),
            }
        }
        // `.00` has no placeholder before the point: put the digits in front.
        if self.last.is_some() && self.last_whole.is_none() && self.point < self.tokens.len() {
            out.insert(0, whole.iter().map(|digit| letter(*digit)).collect());
        }
        Some(out.into_iter().rev().collect())
    }

    /// Fills the placeholders after the point from left to right, without the trailing zeros that `#` omits.
    fn behind_point(&self, mut part: Vec<u8>, value: f64) -> Option<String> {
        let kinds: Vec<char> = self.tokens[self.point..]
            .iter()
            .filter_map(|token| if let Token::Digit(kind) = token { Some(*kind) } else { None })
            .collect();
        while part.last() == Some(&0) && kinds.get(part.len() - 1).is_some_and(|kind| *kind != '0') {
            part.pop();
        }
        let (mut rest, mut out) = (part.into_iter(), String::new());
        for (at, token) in self.tokens.iter().enumerate().skip(self.point) {
            match token {
                Token::Point if at == self.point => out.push('.'),
                Token::Digit(_) => out.extend(rest.next().map(letter)),
                Token::Group if self.last.is_some_and(|last| at <= last + self.thousandths) => {}
                other => out.push_str(&other_words(other, value)?),
            }
        }
        Some(out)
    }
}

/// The text of a token that isn't a digit placeholder.
fn other_words(token: &Token, value: f64) -> Option<String> {
    Some(match token {
        Token::Literal(text) => text.clone(),
        Token::Percent => "%".into(),
        Token::Slash => "/".into(),
        Token::Group => ",".into(),
        Token::Point => ".".into(),
        Token::General | Token::Text => general(value.abs()),
        Token::Digit(_) | Token::Exponent(_) | Token::Part(_) => return None,
    })
}

/// Scientific notation: `0.00E+00`, or `##0.0E+0`, whose exponent is a multiple of three.
fn power(tokens: &[Token], value: f64, minus: bool) -> Option<String> {
    let at = tokens.iter().position(|token| matches!(token, Token::Exponent(_)))?;
    let Token::Exponent(plus) = tokens[at] else { return None };
    let point = tokens[..at].iter().position(|token| *token == Token::Point).unwrap_or(at);
    let step = tokens[..point].iter().filter(|token| matches!(token, Token::Digit(_))).count().max(1) as i32;
    let places = tokens[point..at].iter().filter(|token| matches!(token, Token::Digit(_))).count();
    let least = tokens[at + 1..].iter().take_while(|token| matches!(token, Token::Digit(_))).count();
    if places > MAX_DECIMALS || least == 0 {
        return None;
    }
    let number = Decimal::of(value);
    let zero = number.digits.iter().all(|digit| *digit == 0);
    let mut exponent = if zero { 0 } else { (number.whole - 1).div_euclid(step) * step };
    let (whole, _) = Decimal::of(value).shifted(-exponent).rounded(places);
    if whole.len() > step as usize {
        exponent += step;
    }
    let mantissa = Decimal::of(value).shifted(-exponent);
    let (whole, part) = mantissa.rounded(places);
    let text = |digits: &[u8]| digits.iter().map(|digit| letter(*digit)).collect::<String>();
    let whole = if whole.is_empty() { "0".into() } else { text(&whole) };
    let point = if point < at { "." } else { "" };
    let sign = if exponent < 0 {
        "-"
    } else if plus {
        "+"
    } else {
        ""
    };
    let minus = if minus && !zero { "-" } else { "" };
    let before: String =
        tokens.iter().map_while(|token| if let Token::Literal(text) = token { Some(&**text) } else { None }).collect();
    let tail = tokens[at + 1 + least..].iter().map(|token| other_words(token, value)).collect::<Option<String>>()?;
    let (part, exponent) = (text(&part), exponent.abs());
    Some(format!("{minus}{before}{whole}{point}{part}E{sign}{exponent:0least$}{tail}"))
}

/// Fractions: `# ?/?`, `# ??/??`, `?/8`.
fn fraction(tokens: &[Token], slash: usize, value: f64, minus: bool) -> Option<String> {
    let start = tokens[..slash].iter().rposition(|token| !is_digit(token)).map_or(0, |at| at + 1);
    let mixed = tokens[..start].iter().any(is_digit);
    let places = tokens[slash + 1..].iter().take_while(|token| is_digit(token)).count();
    let (fixed, tail) = match &tokens[slash + 1..] {
        [Token::Literal(text), rest @ ..] if is_number(&tokens[slash + 1]) => {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            // The zeros of /10 and /100 were tokenized as placeholders.
            let zeros = rest.iter().take_while(|token| **token == Token::Digit('0')).count();
            if end < text.len() && zeros > 0 {
                return None;
            }
            let number: u64 = text[..end].parse().ok()?;
            let number = number.checked_mul(10_u64.checked_pow(zeros.try_into().ok()?)?)?;
            (Some(number), [vec![Token::Literal(text[end..].to_owned())], rest[zeros..].to_vec()].concat())
        }
        rest => (None, rest.get(places..)?.to_vec()),
    };
    let max = 10_u64.pow(u32::try_from(places.min(4)).ok()?).saturating_sub(1);
    let size = value.abs();
    if size > 1e12 || fixed.is_some_and(|fixed| fixed == 0 || fixed > 9999) || (fixed.is_none() && places == 0) {
        return None;
    }
    let whole = if mixed { size.trunc() } else { 0.0 };
    let rest = size - whole;
    let near = |under: u64| ((rest * under as f64).round() as u64, under);
    let off = |(over, under): (u64, u64)| (rest - over as f64 / under as f64).abs();
    let (mut over, mut under) = match fixed {
        Some(fixed) => near(fixed),
        None => (1..=max).map(near).fold(near(1), |best, next| if off(next) + 1e-12 < off(best) { next } else { best }),
    };
    let mut whole = whole as u64;
    if mixed && over == under {
        (whole, over, under) = (whole + 1, 0, 1);
    }
    let words = |tokens: &[Token]| -> String {
        let literal =
            |token: &Token| if let Token::Literal(text) = token { text.trim().to_owned() } else { String::new() };
        tokens.iter().map(literal).collect()
    };
    let first = tokens.iter().position(is_digit)?;
    let text = match (mixed, over) {
        (true, 0) => whole.to_string(),
        (true, _) if whole > 0 => format!("{whole} {over}/{under}"),
        _ => format!("{over}/{under}"),
    };
    let minus = if minus && (whole, over) != (0, 0) { "-" } else { "" };
    Some(format!("{}{minus}{text}{}", words(&tokens[..first]), words(&tail)))
}

/// A whole number in Chinese numerals, as `[DBNum1]` shows it: 一百二十三.
fn han(section: &Section, value: f64, minus: bool) -> Option<String> {
    let whole = value.abs();
    if whole.fract() != 0.0 || whole >= 1e8 {
        return None;
    }
    let mut out = String::new();
    for token in &section.tokens {
        match token {
            Token::General => out.push_str(&counted(whole as u64)),
            Token::Literal(text) => out.push_str(text),
            _ => return None,
        }
    }
    if minus && whole != 0.0 {
        out.insert(0, '-');
    }
    Some(out)
}

const HAN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number digit by digit, for years: 二〇二四.
pub(super) fn spelled(number: &str) -> String {
    number.bytes().filter(u8::is_ascii_digit).map(|b| HAN[usize::from(b - b'0')]).collect()
}

/// A number up to 99999999 in Chinese numerals: 十二, 二十, 一百〇五.
pub(super) fn counted(number: u64) -> String {
    if number == 0 {
        return HAN[0].into();
    }
    let (high, low) = (number / 10_000, number % 10_000);
    let mut out = if high > 0 { counted(high % 10_000) + "万" } else { String::new() };
    let mut gap = high > 0 && low > 0 && low < 1000;
    let mut seen = high > 0;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = low / unit % 10;
        if digit == 0 {
            gap |= seen && low % unit > 0;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(HAN[0]);
        }
        if !(unit == 10 && digit == 1 && !seen) {
            out.push(HAN[usize::try_from(digit).unwrap_or_default()]);
        }
        out.push_str(name);
        seen = true;
    }
    out
}

/// See [`super::general`].
pub(super) fn general(value: f64) -> String {
    const MAX_GENERAL_CHARS: usize = 11;
    // Unlike Excel, never turn a long whole number into a power of ten: show all its digits.
    let exact = format!("{value:.14e}").parse::<f64>().unwrap_or(value);
    let text = exact.to_string();
    let length = text.trim_start_matches('-').len();
    let whole = text.trim_start_matches('-').find('.').unwrap_or(length);
    if length <= MAX_GENERAL_CHARS || whole == length || whole + 1 >= MAX_GENERAL_CHARS {
        return text;
    }
    // Below a ten-thousandth Excel shows a power of ten with six digits; show the number itself.
    if exact.abs() < 1e-4 {
        return text;
    }
    let (before, mut behind) = Decimal::of(exact).rounded(MAX_GENERAL_CHARS - 1 - whole);
    while behind.last() == Some(&0) {
        behind.pop();
    }
    let digits = |digits: &[u8]| digits.iter().map(|digit| letter(*digit)).collect::<String>();
    let before = if before.is_empty() { "0".into() } else { digits(&before) };
    let point = if behind.is_empty() { "" } else { "." };
    format!("{}{before}{point}{}", if exact < 0.0 { "-" } else { "" }, digits(&behind))
}
