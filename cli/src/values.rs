//! Parsers for the values of arguments, with errors in both languages.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PathBufValueParser, TypedValueParser};
use huimou::{Message, Rule};

/// Why a value is invalid. `refusal` finds it as the source of clap's error and takes its Chinese.
#[derive(Debug)]
pub struct InvalidValue(pub Message);

impl InvalidValue {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Message::new(zh, en))
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for InvalidValue {}

/// A path; if it is a folder, the file `name` in it.
pub fn in_folder(name: &'static str) -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(move |path: PathBuf| if path.is_dir() { path.join(name) } else { path })
}

/// A resolution in pixels per inch, 1 to 2400.
pub fn resolution(text: &str) -> Result<f64, InvalidValue> {
    let ppi = text.parse::<f64>().ok().filter(|ppi| (1.0..=2400.0).contains(ppi));
    ppi.ok_or_else(|| InvalidValue::new("应为 1 到 2400 的数", "must be a number from 1 to 2400"))
}

/// A rule by its id, such as `A3`.
pub fn rule(id: &str) -> Result<&'static Rule, InvalidValue> {
    Rule::named(id).ok_or_else(|| {
        let all: Vec<&str> = Rule::all().iter().map(|rule| rule.id).collect();
        InvalidValue::new(format!("可用的规则是 {}", all.join("、")), format!("must be one of {}", all.join(", ")))
    })
}

/// A whole number from 1 to `max`.
pub fn whole<T: FromStr + PartialOrd + From<u8> + fmt::Display>(text: &str, max: T) -> Result<T, InvalidValue> {
    let number = text.parse::<T>().ok().filter(|number| *number >= T::from(1) && *number <= max);
    number.ok_or_else(|| {
        InvalidValue::new(format!("应为 1 到 {max} 的整数"), format!("must be a whole number from 1 to {max}"))
    })
}

/// A number of bytes, with or without a binary unit (`512MiB`); at least 64 MiB, since a worker needs that for the
/// fonts and one page.
pub fn size(text: &str) -> Result<u64, InvalidValue> {
    const UNITS: [(&str, u32); 5] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("", 0)];
    let bytes = UNITS.iter().find_map(|(unit, power)| {
        let number = text.strip_suffix(unit)?.trim_end().parse::<u64>().ok()?;
        number.checked_mul(1 << power)
    });
    bytes.filter(|bytes| *bytes >= 64 << 20).ok_or_else(|| {
        InvalidValue::new("至少为 64MiB，写法如 512MiB、1GiB", "must be at least 64MiB, written like 512MiB or 1GiB")
    })
}
