//! Formats dates, times and durations.

use super::code::{Language, Part, Section, Token};
use super::{Epoch, Shown, Unshown, figure};

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;
/// The first value after 9999-12-31 in the date system of 1900.
const LAST: f64 = 2_958_466.0;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const HAN_WEEKDAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// A date and time in its components.
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
    thousandth: i64,
    /// Milliseconds since the epoch.
    elapsed: i64,
}

impl Moment {
    fn of(value: f64, epoch: Epoch, places: usize) -> Self {
        // Excel rounds to the second, or to the fraction of a second that the format shows, and truncates the rest.
        let step = 10_i64.pow(3 - places.min(3) as u32);
        let elapsed = (value * DAY as f64 / step as f64).round() as i64 * step;
        let (days, within) = (elapsed.div_euclid(DAY), elapsed.rem_euclid(DAY));
        let shifted = if epoch == Epoch::Y1904 { days + 1462 } else { days };
        let (year, month, day) = civil(shifted);
        Self {
            year,
            month,
            day,
            // With its nonexistent 29 February 1900, Excel counts 1900-01-01 as a Sunday.
            weekday: (shifted - 1).rem_euclid(7) as usize,
            hour: within / 3_600_000,
            minute: within / 60_000 % 60,
            second: within / 1000 % 60,
            thousandth: within % 1000,
            elapsed,
        }
    }
}

/// Year, month and day of a day number in the date system of 1900 (Howard Hinnant, chrono-Compatible Low-Level Date
/// Algorithms).
fn civil(day: i64) -> (i64, i64, i64) {
    if day == 60 {
        return (1900, 2, 29);
    }
    // Days since 0000-03-01.
    let z = day + if day < 60 { 693_900 } else { 693_899 };
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// Formats a date, time or duration by a section.
pub(super) fn shown(section: &Section, value: f64, epoch: Epoch) -> Result<Shown, Unshown> {
    let parts =
        || section.tokens.iter().filter_map(|token| if let Token::Part(part) = token { Some(*part) } else { None });
    let last = if epoch == Epoch::Y1904 { LAST - 1462.0 } else { LAST };
    if value < 0.0 || value >= last {
        return Err(Unshown::Range);
    }
    let has = |wanted: fn(Part) -> bool| parts().any(wanted);
    let (year, month, day) = (
        has(|part| matches!(part, Part::Year(_))),
        has(|part| matches!(part, Part::Month(_))),
        has(|part| matches!(part, Part::Day(1 | 2))),
    );
    let weekday = has(|part| matches!(part, Part::Day(3 | 4) | Part::HanWeekday(_)));
    if (year || month || day || weekday) && value < 1.0 && epoch == Epoch::Y1900 {
        return Err(Unshown::NoDate);
    }
    let places = parts().find_map(|part| if let Part::Fraction(places) = part { Some(places) } else { None });
    let moment = Moment::of(value, epoch, places.unwrap_or(0));
    let half = has(|part| matches!(part, Part::Latin { .. } | Part::Han));
    let mut text = String::new();
    for token in &section.tokens {
        match token {
            Token::Literal(literal) => text.push_str(literal),
            Token::Part(part) => text.push_str(&moment.part(*part, half, section).ok_or(Unshown::Code)?),
            _ => return Err(Unshown::Code),
        }
    }
    if let Some(clock) = moment.clock(&section.tokens) {
        text = clock;
    }
    let Moment { year: y, month: m, day: d, .. } = moment;
    // A full date if the format shows a day, even without its year: a date field needs the year.
    let plain = match (year, month, day || weekday) {
        (_, _, true) => Some(format!("{y:04}-{m:02}-{d:02}")),
        (_, true, false) => Some(format!("{y:04}-{m:02}")),
        (true, false, false) => Some(format!("{y:04}")),
        (false, false, false) => None,
    };
    Ok(Shown { text: text.trim().to_owned(), plain })
}

impl Moment {
    /// A time or duration of whole minutes without its seconds: 8:30, 1:45. `h:mm:ss` and `[hh]:mm:ss` are formats that
    /// programs choose by default, and no one writes `:00` in a text.
    fn clock(&self, tokens: &[Token]) -> Option<String> {
        use Part::{ElapsedHours, Hour, Minute, Second};
        let [Token::Part(hours), Token::Literal(a), Token::Part(Minute(_)), Token::Literal(b), Token::Part(Second(_))] =
            tokens
        else {
            return None;
        };
        let hours = match hours {
            Hour(_) => self.hour,
            ElapsedHours(_) => self.elapsed / 3_600_000,
            _ => return None,
        };
        (a == ":" && b == ":" && self.second == 0).then(|| format!("{hours}:{:02}", self.minute))
    }

    /// One component; `half`: on a 12-hour clock. `None` if its words aren't known in the section's language.
    fn part(&self, part: Part, half: bool, section: &Section) -> Option<String> {
        let number = |value: i64, width: usize| {
            if section.han { figure::counted(value.unsigned_abs()) } else { format!("{value:0width$}") }
        };
        let chinese = section.language == Language::Chinese;
        let known = section.language != Language::Other;
        let month = MONTHS.get(usize::try_from(self.month - 1).ok()?)?;
        Some(match part {
            Part::Year(2) if section.han => figure::spelled(&format!("{:02}", self.year % 100)),
            Part::Year(2) => format!("{:02}", self.year % 100),
            Part::Year(_) if section.han => figure::spelled(&self.year.to_string()),
            Part::Year(_) => format!("{:04}", self.year),
            Part::Month(width @ (1 | 2)) => number(self.month, width),
            Part::Month(_) if !known => return None,
            Part::Month(3) if chinese => format!("{}月", self.month),
            Part::Month(4) if chinese => format!("{}月", figure::counted(self.month.unsigned_abs())),
            Part::Month(_) if chinese => return None,
            Part::Month(3) => month[..3].to_owned(),
            Part::Month(4) => (*month).to_owned(),
            Part::Month(_) => month[..1].to_owned(),
            Part::Day(width @ (1 | 2)) => number(self.day, width),
            Part::Day(_) if !known => return None,
            Part::Day(3) if chinese => format!("周{}", HAN_WEEKDAYS[self.weekday]),
            Part::Day(_) if chinese => format!("星期{}", HAN_WEEKDAYS[self.weekday]),
            Part::Day(3) => WEEKDAYS[self.weekday][..3].to_owned(),
            Part::Day(_) => WEEKDAYS[self.weekday].to_owned(),
            Part::HanWeekday(3) => HAN_WEEKDAYS[self.weekday].to_owned(),
            Part::HanWeekday(_) => format!("星期{}", HAN_WEEKDAYS[self.weekday]),
            Part::Hour(width) if half => number((self.hour + 11) % 12 + 1, width),
            Part::Hour(width) => number(self.hour, width),
            Part::Minute(width) => number(self.minute, width),
            Part::Second(width) => number(self.second, width),
            Part::Fraction(places) => {
                let digits = format!("{:03}", self.thousandth);
                format!(".{}", digits.get(..places)?)
            }
            Part::ElapsedHours(width) => format!("{:0width$}", self.elapsed / 3_600_000),
            Part::ElapsedMinutes(width) => format!("{:0width$}", self.elapsed / 60_000),
            Part::ElapsedSeconds(width) => format!("{:0width$}", self.elapsed / 1000),
            Part::Latin { short } => match (self.hour < 12, short) {
                (true, false) => "AM",
                (true, true) => "A",
                (false, false) => "PM",
                (false, true) => "P",
            }
            .to_owned(),
            Part::Han => if self.hour < 12 { "上午" } else { "下午" }.to_owned(),
        })
    }
}
