//! What a holiday is, and the days of a year on which offices are closed for one.

use qualify_vocabulary::{Date, SignedDuration};

/// The years whose holidays are known.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// On which day of a year a holiday falls.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// A day of a month.
    On(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The n-th weekday (Monday is 0) of a month.
    Nth(i8, i8, i8),
    /// The last weekday of a month.
    Last(i8, i8),
}

/// What happens if it falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weekend {
    /// Nothing.
    Lost,
    /// The next weekday that is no holiday is one (United Kingdom).
    Substitute,
    /// Saturday's is observed on Friday, Sunday's on Monday (United States).
    Observed,
    /// Sunday's is kept on Saturday (Netherlands).
    DayBefore,
}

/// One holiday of a country.
#[derive(Debug)]
pub(super) struct Holiday {
    name: &'static str,
    rule: Rule,
    weekend: Weekend,
    /// The years in which it is one.
    years: (i16, i16),
    /// The years in which it was moved, and is listed by itself.
    except: &'static [i16],
    /// Whether it is one in the years alone that five divides.
    is_fifth_yearly: bool,
}

pub(super) const fn every(name: &'static str, rule: Rule) -> Holiday {
    Holiday {
        name,
        rule,
        weekend: Weekend::Lost,
        years: (*YEARS.start(), *YEARS.end()),
        except: &[],
        is_fifth_yearly: false,
    }
}

impl Holiday {
    pub(super) const fn since(mut self, year: i16) -> Self {
        self.years.0 = year;
        self
    }

    pub(super) const fn until(mut self, year: i16) -> Self {
        self.years.1 = year;
        self
    }

    pub(super) const fn once(self, year: i16) -> Self {
        self.since(year).until(year)
    }

    pub(super) const fn but(mut self, years: &'static [i16]) -> Self {
        self.except = years;
        self
    }

    pub(super) const fn every_fifth_year(mut self) -> Self {
        self.is_fifth_yearly = true;
        self
    }

    pub(super) const fn weekend(mut self, weekend: Weekend) -> Self {
        self.weekend = weekend;
        self
    }

    fn date_in(&self, year: i16) -> Option<Date> {
        if year < self.years.0
            || self.years.1 < year
            || self.except.contains(&year)
            || (self.is_fifth_yearly && year % 5 != 0)
        {
            return None;
        }
        match self.rule {
            Rule::On(month, day) => Date::new(year, month, day).ok(),
            Rule::Easter(days) => plus(easter(year)?, days),
            Rule::Nth(month, weekday, nth) => {
                let first = Date::new(year, month, 1).ok()?;
                let ahead = (weekday - first.weekday().to_monday_zero_offset()).rem_euclid(7);
                plus(first, i32::from(ahead) + 7 * i32::from(nth - 1))
            }
            Rule::Last(month, weekday) => {
                let last = Date::new(year, month, 1).ok()?.last_of_month();
                let back = (last.weekday().to_monday_zero_offset() - weekday).rem_euclid(7);
                plus(last, -i32::from(back))
            }
        }
    }
}

use Weekend::{DayBefore, Observed, Substitute};

/// The holidays of a year in the order of the days, each on the day on which offices are closed for it.
pub(super) fn of_year(table: &'static [Holiday], year: i16) -> Vec<(Date, &'static str)> {
    let mut days: Vec<(Date, &'static str)> = Vec::with_capacity(table.len() + 1);
    // New Year of the next year may be observed in this one.
    for (holiday, date) in dates(table, year).chain(dates(table, year.saturating_add(1))) {
        let kept = kept_on(holiday, date, table, year);
        days.extend(kept.filter(|day| day.year() == year).map(|day| (day, holiday.name)));
    }
    days.sort_by_key(|(day, _)| *day);
    days
}

fn dates(table: &'static [Holiday], year: i16) -> impl Iterator<Item = (&'static Holiday, Date)> {
    table.iter().filter_map(move |holiday| Some((holiday, holiday.date_in(year)?)))
}

/// The day on which a holiday is kept.
fn kept_on(holiday: &Holiday, date: Date, table: &'static [Holiday], year: i16) -> Option<Date> {
    let weekday = date.weekday().to_monday_zero_offset();
    match holiday.weekend {
        Observed if weekday == 5 => plus(date, -1),
        Observed if weekday == 6 => plus(date, 1),
        DayBefore if weekday == 6 => plus(date, -1),
        // Christmas and Boxing Day, both on the weekend, are kept on Monday and Tuesday; on Sunday and Monday, the
        // first of them on Tuesday.
        Substitute if weekday >= 5 => {
            let next = plus(date, if weekday == 5 { 2 } else { 1 })?;
            let is_taken = dates(table, year)
                .any(|(_, other)| other == next || plus(other, 1) == Some(date) && weekday == 6);
            if is_taken { plus(next, 1) } else { Some(next) }
        }
        _ => Some(date),
    }
}

fn plus(date: Date, days: i32) -> Option<Date> {
    date.checked_add(SignedDuration::from_hours(24 * i64::from(days))).ok()
}

/// Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher; its steps have no names of their
/// own).
fn easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let golden = year_number % 19;
    let (century, of_century) = (year_number / 100, year_number % 100);
    let shift = (8 * century + 13) / 25;
    let moon = (19 * golden + century - century / 4 - shift + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let correction = (golden + 11 * moon + 22 * weekday) / 451;
    plus(Date::new(year, 3, 22).ok()?, moon + weekday - 7 * correction)
}
