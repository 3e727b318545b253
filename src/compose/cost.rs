//! What a book costs, by reason: the composer takes the one that costs least.

use serde::Serialize;

/// Why an arrangement of pages costs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cost {
    /// A page by itself: fewer are better.
    Page,
    /// What stays open at its foot.
    Open,
    /// Pieces that are higher or lower than by themselves, and wider gaps.
    Given,
    /// Pictures that are cut.
    Cut,
    /// Pictures are worth what they cover: never above 0.
    Pictures,
    /// A single piece without a picture.
    Alone,
    /// A piece that is parted, more so unevenly or over a leaf.
    Parted,
    /// A heading without what follows it.
    Heading,
    /// A piece that is higher than a page.
    Overset,
    /// An opener that isn't the best.
    Opener,
    /// A section that opens on a right page.
    RightPage,
    /// Pages that fill up the signature.
    Filler,
    /// An end of the book that isn't the best.
    Ending,
}

/// The number of reasons.
const COUNT: usize = Cost::Ending as usize + 1;

impl Cost {
    const ALL: [Self; COUNT] = [
        Self::Page,
        Self::Open,
        Self::Given,
        Self::Cut,
        Self::Pictures,
        Self::Alone,
        Self::Parted,
        Self::Heading,
        Self::Overset,
        Self::Opener,
        Self::RightPage,
        Self::Filler,
        Self::Ending,
    ];
}

/// Costs by their reasons.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Costs([f64; COUNT]);

impl Costs {
    /// The same with `cost` more for a reason.
    pub fn with(mut self, reason: Cost, cost: f64) -> Self {
        self.0[reason as usize] += cost;
        self
    }

    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
        self
    }

    pub fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Those that aren't 0.
    pub fn parts(&self) -> Vec<(Cost, f64)> {
        Cost::ALL.into_iter().zip(self.0).filter(|(_, cost)| *cost != 0.0).collect()
    }
}
