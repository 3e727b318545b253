//! Values of the command line: what they are read as, and why they can't be.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PathBufValueParser, TypedValueParser};
use huimou::{Message, Rule};

/// Why a value can't be one, for parsers of values.
#[derive(Debug)]
pub struct Wrong(pub Message);

impl Wrong {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Message::new(zh, en))
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Wrong {}

/// The file that a path means: of a folder the one of this name in it.
pub fn in_folder(name: &'static str) -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(move |path: PathBuf| if path.is_dir() { path.join(name) } else { path })
}

/// A resolution that a printer or a screen can have.
pub fn resolution(text: &str) -> Result<f64, Wrong> {
    let ppi = text.parse::<f64>().ok().filter(|ppi| (1.0..=2400.0).contains(ppi));
    ppi.ok_or_else(|| Wrong::new("应为 1 到 2400 的数", "must be a number from 1 to 2400"))
}

/// A rule of the catalogue.
pub fn rule(id: &str) -> Result<&'static Rule, Wrong> {
    Rule::named(id).ok_or_else(|| {
        let all: Vec<&str> = Rule::all().iter().map(|rule| rule.id).collect();
        Wrong::new(format!("可用的规则是 {}", all.join("、")), format!("must be one of {}", all.join(", ")))
    })
}

/// A whole number from 1 to the most that is meant.
pub fn whole<T: FromStr + PartialOrd + From<u8> + fmt::Display>(text: &str, max: T) -> Result<T, Wrong> {
    let number = text.parse::<T>().ok().filter(|number| *number >= T::from(1) && *number <= max);
    number
        .ok_or_else(|| Wrong::new(format!("应为 1 到 {max} 的整数"), format!("must be a whole number from 1 to {max}")))
}

/// A number of bytes, with or without a unit. Less than the fonts and one page need isn't meant.
pub fn size(text: &str) -> Result<u64, Wrong> {
    const UNITS: [(&str, u32); 5] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("", 0)];
    let bytes = UNITS.iter().find_map(|(unit, power)| {
        let number = text.strip_suffix(unit)?.trim_end().parse::<u64>().ok()?;
        number.checked_mul(1 << power)
    });
    bytes.filter(|bytes| *bytes >= 64 << 20).ok_or_else(|| {
        Wrong::new("至少为 64MiB，写法如 512MiB、1GiB", "must be 64MiB at least, such as 512MiB or 1GiB")
    })
}
