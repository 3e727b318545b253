//! A calendar date without a time.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A valid date of the Gregorian calendar, in the years 1 to 9999.
///
/// ```
/// use huimou::Date;
///
/// let day = Date::new(2024, 1, 11).expect("a day that exists");
/// assert_eq!((day.year(), day.month(), day.day()), (2024, 1, 11));
/// assert_eq!(day.to_string(), "2024-01-11");
/// assert_eq!(Date::new(2023, 2, 29), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// A date from a year (1 to 9999), a month (1 to 12) and a day (1 to 31); `None` if there is no such date.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).filter(|date| (1..=9999).contains(&date.year())).map(Self)
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }
}

/// Formats as in ISO 8601: `2024-01-11`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_that_exist() {
        for (year, month, day) in [(2024, 2, 29), (1, 1, 1), (9999, 12, 31)] {
            let date = Date::new(year, month, day).expect("a day");
            assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
        }
        for (year, month, day) in [(2023, 2, 29), (0, 1, 1), (10000, 1, 1), (2024, 13, 1), (2024, 4, 31), (2024, 1, 0)]
        {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
    }
}
