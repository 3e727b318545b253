//! Shards: parts of a batch, to build it on several machines.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// Part `index` of `count`, counted from 1: every `count`-th district in the order of the batch, starting with number
/// `index`.
///
/// ```
/// use huimou::batch::Shard;
/// let shard: Shard = "2/8".parse()?;
/// assert_eq!((shard.index(), shard.count()), (2, 8));
/// assert!("0/8".parse::<Shard>().is_err() && "9/8".parse::<Shard>().is_err());
/// # Ok::<(), huimou::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// Part `index` of `count`; `None` unless `1 <= index <= count`.
    pub fn new(index: usize, count: usize) -> Option<Self> {
        (1..=count).contains(&index).then_some(Self { index, count })
    }

    /// Number of this part, from 1.
    pub fn index(self) -> usize {
        self.index
    }

    /// Number of parts.
    pub fn count(self) -> usize {
        self.count
    }

    /// Whether this part has the district at index `at` of the batch, from 0.
    pub fn has(self, at: usize) -> bool {
        at % self.count == self.index - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        parts.and_then(|(index, count)| Self::new(index, count)).ok_or_else(|| {
            let message = Message::new(
                format!("{text} 不是分片，写作 2/8：八份里的第二份"),
                format!("{text} is not a shard; write 2/8 for the second of eight"),
            );
            Diagnostic::error(Code::Usage, message).into()
        })
    }
}
