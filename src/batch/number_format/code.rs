//! Parses a format code into sections and tokens.

/// One of the up to four sections of a code, which are separated by semicolons.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub tokens: Vec<Token>,
    pub condition: Option<Condition>,
    /// Whether it sets a colour.
    pub coloured: bool,
    /// Whether numbers are in Chinese numerals (`[DBNum1]`).
    pub han: bool,
    pub language: Language,
    /// Id of the built-in format that replaces this section: the system's long date or time.
    system: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    /// A comma among digits.
    Group,
    Percent,
    /// `E+` (true) or `E-`.
    Exponent(bool),
    Slash,
    General,
    Text,
    Part(Part),
}

/// A component of a date or time, with its number of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Year(usize),
    Month(usize),
    Day(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Decimals of a second, with the point before them.
    Fraction(usize),
    ElapsedHours(usize),
    ElapsedMinutes(usize),
    ElapsedSeconds(usize),
    /// AM or PM; if short, A or P.
    Latin {
        short: bool,
    },
    /// 上午 or 下午.
    Han,
    /// `aaa` is 三, `aaaa` is 星期三.
    HanWeekday(usize),
}

/// The language of the names of months and weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Language {
    #[default]
    Unsaid,
    Chinese,
    English,
    /// Any other. Only formats without names can be shown.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Condition {
    sign: Sign,
    bound: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

impl Condition {
    pub fn holds(self, value: f64) -> bool {
        match self.sign {
            Sign::Less => value < self.bound,
            Sign::AtMost => value <= self.bound,
            Sign::Equal => value == self.bound,
            Sign::Unequal => value != self.bound,
            Sign::AtLeast => value >= self.bound,
            Sign::More => value > self.bound,
        }
    }

    /// Whether only negative numbers satisfy it.
    pub fn is_negative(self) -> bool {
        matches!(self.sign, Sign::Less) && self.bound <= 0.0 || matches!(self.sign, Sign::AtMost) && self.bound < 0.0
    }

    /// Whether it takes all positive numbers and no negative ones.
    pub fn is_positive(self) -> bool {
        matches!(self.sign, Sign::More | Sign::AtLeast) && self.bound == 0.0
    }

    fn read(text: &str) -> Option<Self> {
        let signs = [
            ("<=", Sign::AtMost),
            (">=", Sign::AtLeast),
            ("<>", Sign::Unequal),
            ("<", Sign::Less),
            (">", Sign::More),
            ("=", Sign::Equal),
        ];
        let (rest, sign) = signs.iter().find_map(|(mark, sign)| Some((text.strip_prefix(mark)?, *sign)))?;
        let bound: f64 = rest.trim().parse().ok()?;
        bound.is_finite().then_some(Self { sign, bound })
    }
}

impl Section {
    /// Whether it formats a date or time.
    pub fn is_moment(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Part(_)))
    }

    fn literal(&mut self, text: &str) {
        match self.tokens.last_mut() {
            Some(Token::Literal(before)) => before.push_str(text),
            _ => self.tokens.push(Token::Literal(text.to_owned())),
        }
    }
}

/// Parses a code; `None` if it isn't supported.
pub(super) fn read(code: &str) -> Option<Vec<Section>> {
    let mut sections = vec![Section::default()];
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        if c == ';' {
            sections.push(Section::default());
            rest = &rest[1..];
            continue;
        }
        let section = sections.last_mut()?;
        rest = step(section, rest, c)?;
    }
    if sections.len() > 4 {
        return None;
    }
    sections.into_iter().map(settled).collect()
}

/// Reads one token and returns the rest.
fn step<'c>(section: &mut Section, rest: &'c str, c: char) -> Option<&'c str> {
    let after = &rest[c.len_utf8()..];
    let next = |text: &'c str| Some(&text[text.chars().next()?.len_utf8()..]);
    match c {
        '"' => {
            let end = after.find('"')?;
            section.literal(&after[..end]);
            return Some(&after[end + 1..]);
        }
        // A Chinese Excel writes `!` for a backslash.
        '\\' | '!' => {
            let rest = next(after)?;
            section.literal(&after[..after.len() - rest.len()]);
            return Some(rest);
        }
        // A space as wide as the next character, or the next character repeated to fill the cell: neither is text.
        '_' | '*' => return next(after),
        '[' => {
            let end = after.find(']')?;
            bracket(section, &after[..end])?;
            return Some(&after[end + 1..]);
        }
        '0' | '#' | '?' => section.tokens.push(Token::Digit(c)),
        '.' => section.tokens.push(Token::Point),
        ',' => section.tokens.push(Token::Group),
        '%' => section.tokens.push(Token::Percent),
        '/' => section.tokens.push(Token::Slash),
        '@' => section.tokens.push(Token::Text),
        c if c.is_ascii_alphabetic() || c == '上' => return word(section, rest),
        _ => section.literal(&rest[..c.len_utf8()]),
    }
    Some(after)
}

fn strip<'c>(text: &'c str, word: &str) -> Option<&'c str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

/// Reads a keyword or date letters; `None` for other letters.
fn word<'c>(section: &mut Section, rest: &'c str) -> Option<&'c str> {
    let words = [
        ("General", Token::General),
        ("G/通用格式", Token::General),
        ("AM/PM", Token::Part(Part::Latin { short: false })),
        ("A/P", Token::Part(Part::Latin { short: true })),
        ("上午/下午", Token::Part(Part::Han)),
    ];
    for (word, token) in words {
        if let Some(rest) = strip(rest, word) {
            section.tokens.push(token);
            return Some(rest);
        }
    }
    let first = rest.chars().next()?;
    if first == '上' {
        section.literal("上");
        return Some(&rest[first.len_utf8()..]);
    }
    let letter = first.to_ascii_lowercase();
    let has_digits = section.tokens.iter().any(|token| matches!(token, Token::Digit(_)));
    if letter == 'e' && has_digits {
        let plus = match rest.as_bytes().get(1)? {
            b'+' => true,
            b'-' => false,
            _ => return None,
        };
        section.tokens.push(Token::Exponent(plus));
        return Some(&rest[2..]);
    }
    let count = rest.chars().take_while(|c| c.to_ascii_lowercase() == letter).count();
    section.tokens.push(Token::Part(match (letter, count) {
        // In Chinese, the year of the era (`e`) is the Gregorian year.
        ('e', _) => Part::Year(4),
        ('y', 1 | 2) => Part::Year(2),
        ('y', 3 | 4) => Part::Year(4),
        ('m', 1..=5) => Part::Month(count),
        ('d', 1..=4) => Part::Day(count),
        ('h', 1 | 2) => Part::Hour(count),
        ('s', 1 | 2) => Part::Second(count),
        ('a', 3 | 4) => Part::HanWeekday(count),
        _ => return None,
    }));
    Some(&rest[count..])
}

/// Reads the content of square brackets: a colour, currency and locale, Chinese numerals, an elapsed time or a
/// condition.
fn bracket(section: &mut Section, inside: &str) -> Option<()> {
    const COLOURS: [&str; 17] = [
        "black",
        "blue",
        "cyan",
        "green",
        "magenta",
        "red",
        "white",
        "yellow",
        "黑色",
        "蓝色",
        "青色",
        "绿色",
        "洋红",
        "洋红色",
        "红色",
        "白色",
        "黄色",
    ];
    let lower = inside.to_ascii_lowercase();
    let numbered = ["color", "颜色"].iter().filter_map(|word| lower.strip_prefix(word)).any(|n| {
        let n = n.trim();
        !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())
    });
    if COLOURS.contains(&lower.as_str()) || numbered {
        section.coloured = true;
    } else if let Some(money) = inside.strip_prefix('$') {
        let (symbol, locale) = money.split_once('-').unwrap_or((money, ""));
        if !symbol.is_empty() {
            section.literal(symbol);
        }
        locale_of(section, locale)?;
    } else if lower == "dbnum1" {
        section.han = true;
    } else if let Some(first) = lower.chars().next().filter(|c| matches!(c, 'h' | 'm' | 's')) {
        if lower.chars().any(|c| c != first) {
            return None;
        }
        section.tokens.push(Token::Part(match first {
            'h' => Part::ElapsedHours(lower.len()),
            'm' => Part::ElapsedMinutes(lower.len()),
            _ => Part::ElapsedSeconds(lower.len()),
        }));
    } else {
        section.condition = Some(Condition::read(inside)?);
    }
    Some(())
}

/// Reads the locale after the hyphen in `[$￥-804]`.
fn locale_of(section: &mut Section, locale: &str) -> Option<()> {
    let lower = locale.to_ascii_lowercase();
    match lower.as_str() {
        "f800" | "x-sysdate" => section.system = Some(31),
        "f400" | "x-systime" => section.system = Some(21),
        _ => {}
    }
    if section.system.is_some() {
        return Some(());
    }
    section.language = match u32::from_str_radix(&lower, 16) {
        _ if lower.is_empty() => return Some(()),
        // The high bits select other digits or another calendar, which aren't supported.
        Ok(id) if id > 0xFFFF => return None,
        Ok(id) => match id & 0x3FF {
            0x04 => Language::Chinese,
            0x09 => Language::English,
            _ => Language::Other,
        },
        Err(_) if lower.starts_with("zh") => Language::Chinese,
        Err(_) if lower.starts_with("en") => Language::English,
        Err(_) => Language::Other,
    };
    Some(())
}

/// Resolves ambiguous tokens of dates and times: `m` is a month or minutes, a point may begin decimals of a second.
/// `None` if a date has tokens of numbers.
fn settled(mut section: Section) -> Option<Section> {
    if let Some(code) = section.system.take() {
        return read(super::builtin(code)?)?.into_iter().next();
    }
    if !section.is_moment() {
        return Some(section);
    }
    let tokens = std::mem::take(&mut section.tokens);
    let parts: Vec<(usize, Part)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(k, token)| match token {
            Token::Part(Part::Latin { .. } | Part::Han) => None,
            Token::Part(part) => Some((k, *part)),
            _ => None,
        })
        .collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Part(Part::Month(count @ (1 | 2))) => {
                let k = parts.iter().position(|(k, _)| *k == at)?;
                let before = k.checked_sub(1).map(|k| parts[k].1);
                let after = parts.get(k + 1).map(|(_, part)| *part);
                let minute = matches!(before, Some(Part::Hour(_) | Part::ElapsedHours(_)))
                    || matches!(after, Some(Part::Second(_) | Part::ElapsedSeconds(_)));
                section.tokens.push(Token::Part(if minute { Part::Minute(*count) } else { Part::Month(*count) }));
            }
            Token::Point => {
                let places = tokens[at + 1..].iter().take_while(|token| **token == Token::Digit('0')).count();
                let behind =
                    matches!(section.tokens.last(), Some(Token::Part(Part::Second(_) | Part::ElapsedSeconds(_))));
                match places {
                    0 => section.literal("."),
                    1..=3 if behind => section.tokens.push(Token::Part(Part::Fraction(places))),
                    _ => return None,
                }
                at += places;
            }
            Token::Group => section.literal(","),
            Token::Slash => section.literal("/"),
            // A text placeholder has its own section (`;@`); in a date it means nothing.
            Token::Digit(_) | Token::Percent | Token::Exponent(_) | Token::General | Token::Text => return None,
            Token::Literal(text) => section.literal(text),
            part @ Token::Part(_) => section.tokens.push(part.clone()),
        }
        at += 1;
    }
    Some(section)
}
