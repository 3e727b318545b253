//! Messages for values without quotation marks that TOML can't read.

use toml::de::DeValue;

use crate::description::{day, fields, quantity};
use crate::diagnostic::Message;

/// What a value is in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Context<'a> {
    /// A line of its own, after `key =`.
    Line,
    /// The array or inline table of this key.
    Inside(&'a str),
}

/// Fields that hold a number.
const NUMBERS: &[&str] = &["value", "target", "completion", "count", "year", "signature", "values", "rows", "periods"];

/// Whether TOML can read it.
pub(super) fn is_value(token: &str) -> bool {
    DeValue::parse(token).is_ok()
}

/// The message for a value, with what to write, and a hint; `None` if TOML can read it.
pub(super) fn judge(key: &str, token: &str, place: Context) -> Option<(Message, Option<Message>)> {
    // A date in the right form that isn't in the calendar is reported by the decoder.
    if is_value(token) || day::strict(token).is_some() {
        return None;
    }
    let numeric = NUMBERS.contains(&key);
    let said = shortened(token);
    let message = match () {
        _ if key == "change" => {
            let form = fields::change_form(token);
            Message::new(format!("`change` 要写成 {form}"), format!("write change = {form}"))
        }
        _ if key == "date" || !numeric && day::loose(token).is_some() => date(token),
        _ if matches!(token, "是" | "否" | "真" | "假" | "True" | "False" | "TRUE" | "FALSE" | "yes" | "no") => {
            let right = if matches!(token, "是" | "真" | "True" | "TRUE" | "yes") { "true" } else { "false" };
            Message::new(format!("`{said}` 要写成 {right}"), format!("write {right} for `{said}`"))
        }
        _ if numeric && quantity::numeral(token).is_some() => {
            let right = quantity::numeral(token).unwrap_or_default();
            let right = if matches!(place, Context::Line) { format!("{key} = {right}") } else { right.to_string() };
            Message::new(format!("数值要用阿拉伯数字：写 {right}"), format!("write numbers in Arabic digits: {right}"))
        }
        _ => match number(key, token, place).filter(|_| numeric || !token.contains(is_word)) {
            Some(message) => message,
            None => words(key, token, place),
        },
    };
    Some((message, None))
}

fn is_word(c: char) -> bool {
    crate::text::is_han(c) || c.is_alphabetic()
}

fn date(token: &str) -> Message {
    match day::loose(token) {
        Some(parts) => {
            let right = day::written(parts);
            let said = shortened(token);
            Message::new(
                format!("日期写法不对，请写 {right}，这里写成了 {said}"),
                format!("write the date as {right}, not {said}"),
            )
        }
        None => day::no_date(token),
    }
}

fn number(key: &str, token: &str, place: Context) -> Option<Message> {
    let plain: String = token.chars().map(crate::text::half_width).collect();
    let signless = plain.trim_start_matches(['-', '+', '−']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let of = |right: &str| match place {
        Context::Line => format!("{key} = {right}"),
        Context::Inside(_) => right.to_owned(),
    };
    let said = shortened(token);
    if let Some(whole) = signless.strip_suffix('.').filter(|whole| digits(whole)) {
        let right = of(whole);
        return Some(Message::new(
            format!("小数点后面没有数字：写 {right}"),
            format!("there is no digit after the decimal point: write {right}"),
        ));
    }
    if let Some(part) = signless.strip_prefix('.').filter(|part| digits(part)) {
        let right = of(&format!("0.{part}"));
        return Some(Message::new(
            format!("小数点前面没有数字：写 {right}"),
            format!("there is no digit before the decimal point: write {right}"),
        ));
    }
    if signless.starts_with('0') && digits(&signless.replacen('.', "", 1)) && plain == token {
        let right = of(match signless.trim_start_matches('0') {
            "" => "0",
            rest if rest.starts_with('.') => &signless[signless.len() - rest.len() - 1..],
            rest => rest,
        });
        let quoted = of(&format!("\"{token}\""));
        return Some(Message::new(
            format!("数字不能以 0 开头：写 {right}；要照样印出前面的 0，加引号写 {quoted}"),
            format!("a number can't begin with 0: write {right}, or {quoted} to print the zeros"),
        ));
    }
    let found = quantity::read(token)?;
    let right = of(&found.digits);
    let range = found.digits.contains('—');
    let right = if range { of(&format!("\"{}\"", found.digits)) } else { right };
    if found.qualifier.is_empty() && found.unit.is_empty() {
        if range {
            return Some(Message::new(
                format!("范围要加引号：写 {right}"),
                format!("put the range in quotes: write {right}"),
            ));
        }
        if token.contains([',', '，']) {
            return Some(Message::new(
                format!("数字里不加逗号：写 {right}；分节由 [design] 的 grouping 决定"),
                format!("write numbers without commas: {right}; `grouping` in [design] adds them"),
            ));
        }
        return Some(Message::new(format!("数字要用半角：写 {right}"), format!("write half-width digits: {right}")));
    }
    // 2024年 is a year with its unit.
    if key == "year" || key == "periods" {
        return Some(Message::new(
            format!("年份只写数字：写 {right}"),
            format!("write a year as digits only: {right}"),
        ));
    }
    let (mut zh, mut en) = (String::new(), String::new());
    if !found.qualifier.is_empty() {
        zh = format!("，另写 qualifier = \"{}\"", found.qualifier);
        en = format!(", and qualifier = \"{}\"", found.qualifier);
    }
    let scale = !found.unit.is_empty() && found.unit.chars().all(|c| "余多来几十百千万亿".contains(c));
    match (&*found.unit, key, place) {
        ("", ..) => {}
        ("%" | "％", "completion", _) | ("%" | "％", "value", Context::Inside("change")) => {
            zh.push_str("，% 不必写");
            en.push_str("; the % is implied");
        }
        (unit, ..) if scale => {
            zh.push_str(&format!("，“{unit}”写进单位，如 unit = \"{unit}元\""));
            en.push_str(&format!(", and put {unit} in the unit, such as unit = \"{unit}元\""));
        }
        (unit, ..) => {
            zh.push_str(&format!("，另写 unit = \"{unit}\""));
            en.push_str(&format!(", and unit = \"{unit}\""));
        }
    }
    Some(Message::new(
        format!("{said}（未加引号）：数值只写数字，写 {right}{zh}"),
        format!("{said} is not in quotes; write numbers as digits only: {right}{en}"),
    ))
}

fn words(key: &str, token: &str, place: Context) -> Message {
    let inner = token.trim_matches(|c: char| matches!(c, '"' | '\'' | '“' | '”'));
    let quoted = format!("\"{}\"", shortened(inner).replace('"', "").replace('\\', "/"));
    let right = match place {
        Context::Line => format!("{key} = {quoted}"),
        Context::Inside(_) => quoted,
    };
    if matches!((key, place), ("value" | "target" | "completion" | "count" | "year", Context::Line)) {
        return Message::new(
            format!("`{key}` 要写数字，如 {key} = 12.5，这里写成了 {}", shortened(token)),
            format!("`{key}` must be a number, such as {key} = 12.5, not {}", shortened(token)),
        );
    }
    if token.ends_with(['"', '”', '\'']) {
        return Message::new(
            format!("文字缺少开头的引号：写 {right}"),
            format!("the opening quotation mark is missing: write {right}"),
        );
    }
    Message::new(format!("文字要加引号：写 {right}"), format!("put the text in quotes: write {right}"))
}

fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(30).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
