//! Business days: which days count where, and time as offices count it (vetting specification 10).
//!
//! A business day is a day of UTC from midnight to midnight that is neither Saturday nor Sunday nor a holiday of the
//! country; it has 24 hours of business time. Holidays are computed by the rules of `tables.rs`, for the years 1900
//! to 2200; before and after them, weekends alone count. To add a country or to change a holiday: a line there.

mod holidays;
mod tables;

use std::sync::OnceLock;

use qualify_vocabulary::{Date, SignedDuration, Timestamp};

use crate::review::BusinessTime;
use holidays::YEARS;
use tables::TABLES;

const DAY_SECONDS: i64 = 24 * 3600;

/// Days that are walked along one by one; what is further away is searched for.
const WALKED_DAYS_MAX: u32 = 60;

/// The years between the first and the last whose holidays are known, both counted.
const YEARS_KNOWN: usize = YEARS.end().abs_diff(*YEARS.start()) as usize + 1;

/// The holidays of a year, each computed when it is first asked for: every request that a person decides asks.
type Year = OnceLock<Box<[(Date, &'static str)]>>;

/// The holidays of each country of `TABLES` in each year of `YEARS`.
static COMPUTED: [[Year; YEARS_KNOWN]; TABLES.len()] =
    [const { [const { OnceLock::new() }; YEARS_KNOWN] }; TABLES.len()];

/// The business days of a country.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// Which of `TABLES`.
    country: usize,
}

impl Calendar {
    /// The countries that are known, by their two letters.
    pub const COUNTRIES: [&'static str; TABLES.len()] = {
        let (mut codes, mut at) = ([""; TABLES.len()], 0);
        while at < codes.len() {
            codes[at] = TABLES[at].0;
            at += 1;
        }
        codes
    };

    /// The calendar of a country, by its two letters in any case.
    ///
    /// ```
    /// use qualify_domain::calendar::Calendar;
    /// let poland = Calendar::of("pl").unwrap();
    /// assert!(!poland.is_business_day("2026-05-01".parse().unwrap()));
    /// ```
    pub fn of(country: &str) -> Option<Self> {
        let country = TABLES.iter().position(|(code, _)| code.eq_ignore_ascii_case(country))?;
        Some(Self { country })
    }

    /// The holidays of a year, in the order of the days.
    pub fn holidays(self, year: i16) -> &'static [(Date, &'static str)] {
        let at = usize::try_from(i32::from(year) - i32::from(*YEARS.start()));
        let Some(computed) = at.ok().and_then(|at| COMPUTED[self.country].get(at)) else { return &[] };
        computed.get_or_init(|| holidays::of_year(TABLES[self.country].1, year).into_boxed_slice())
    }

    /// Whether offices are open on a day.
    pub fn is_business_day(self, day: Date) -> bool {
        is_weekday(day) && !self.holidays(day.year()).iter().any(|(holiday, _)| *holiday == day)
    }

    /// The number of business days from the first of two days up to and without the second.
    fn count(self, from: Date, to: Date) -> i64 {
        let weekdays = weekdays_before(to) - weekdays_before(from);
        let years = from.year().max(*YEARS.start())..=to.year().min(*YEARS.end());
        let holidays: usize = years
            .map(|year| {
                let is_counted = |day: Date| is_weekday(day) && from <= day && day < to;
                self.holidays(year).iter().filter(|(day, _)| is_counted(*day)).count()
            })
            .sum();
        weekdays - i64::try_from(holidays).unwrap_or(0)
    }
}

impl BusinessTime for Calendar {
    fn after(&self, from: Timestamp, time: SignedDuration) -> Timestamp {
        let (mut at, mut left) = (from, time.max(SignedDuration::ZERO));
        for _ in 0..WALKED_DAYS_MAX {
            let Some(midnight) = next_midnight(at) else { return Timestamp::MAX };
            if self.is_business_day(day_of(at)) {
                let today = midnight.duration_since(at);
                if left < today {
                    return at.checked_add(left).unwrap_or(Timestamp::MAX);
                }
                left -= today;
            }
            at = midnight;
        }
        self.search(at, left)
    }

    fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        if from >= to {
            return SignedDuration::ZERO;
        }
        let (first, last) = (day_of(from), day_of(to));
        let whole = SignedDuration::from_secs(DAY_SECONDS.saturating_mul(self.count(first, last)));
        let part = |moment: Timestamp| {
            let is_open = self.is_business_day(day_of(moment));
            if is_open { moment.duration_since(midnight_of(moment)) } else { SignedDuration::ZERO }
        };
        whole - part(from) + part(to)
    }
}

impl Calendar {
    /// The last moment by which no more than this business time has gone by.
    fn search(self, from: Timestamp, time: SignedDuration) -> Timestamp {
        let (mut low, mut high) = (from.as_second(), Timestamp::MAX.as_second());
        let moment = |second| Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
        if self.between(from, moment(high)) <= time {
            return Timestamp::MAX;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.between(from, moment(middle)) <= time { low = middle } else { high = middle }
        }
        let left = time - self.between(from, moment(low));
        moment(low).checked_add(left).unwrap_or(Timestamp::MAX)
    }
}

fn day_of(moment: Timestamp) -> Date {
    qualify_vocabulary::day_of(moment)
}

fn midnight_of(moment: Timestamp) -> Timestamp {
    let second = moment.as_second().div_euclid(DAY_SECONDS) * DAY_SECONDS;
    Timestamp::from_second(second).unwrap_or(Timestamp::MIN)
}

fn next_midnight(moment: Timestamp) -> Option<Timestamp> {
    let second = (moment.as_second().div_euclid(DAY_SECONDS) + 1) * DAY_SECONDS;
    Timestamp::from_second(second).ok()
}

fn is_weekday(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5
}

/// The number of weekdays from the first Monday of all up to and without a day.
fn weekdays_before(day: Date) -> i64 {
    // 1970-01-05 was a Monday.
    let days = day.duration_since(Date::constant(1970, 1, 5)).as_hours() / 24;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests;
