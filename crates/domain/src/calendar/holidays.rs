//! The holidays, by rule: one line each. Those that always fall on a weekend are left out.

use qualify_vocabulary::{Date, SignedDuration};

use super::YEARS;

/// On which day of a year a holiday falls.
#[derive(Debug, Clone, Copy)]
enum Rule {
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
enum Weekend {
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

const fn every(name: &'static str, rule: Rule) -> Holiday {
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
    const fn since(mut self, year: i16) -> Self {
        self.years.0 = year;
        self
    }

    const fn until(mut self, year: i16) -> Self {
        self.years.1 = year;
        self
    }

    const fn once(self, year: i16) -> Self {
        self.since(year).until(year)
    }

    const fn but(mut self, years: &'static [i16]) -> Self {
        self.except = years;
        self
    }

    const fn every_fifth_year(mut self) -> Self {
        self.is_fifth_yearly = true;
        self
    }

    const fn weekend(mut self, weekend: Weekend) -> Self {
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

use Rule::{Easter, Last, Nth, On};
use Weekend::{DayBefore, Observed, Substitute};

const SUSPENDED_IN_PORTUGAL: &[i16] = &[2013, 2014, 2015];
const MOVED_IN_SPRING: &[i16] = &[2002, 2012, 2022];

static CZECHIA: [Holiday; 13] = [
    every("New Year", On(1, 1)),
    every("Good Friday", Easter(-2)).since(2016),
    every("Easter Monday", Easter(1)),
    every("Labour Day", On(5, 1)),
    every("Liberation Day", On(5, 8)),
    every("Saints Cyril and Methodius", On(7, 5)),
    every("Jan Hus", On(7, 6)),
    every("Statehood Day", On(9, 28)).since(2000),
    every("Independence Day", On(10, 28)),
    every("Freedom and Democracy", On(11, 17)).since(2000),
    every("Christmas Eve", On(12, 24)),
    every("Christmas Day", On(12, 25)),
    every("Second Christmas Day", On(12, 26)),
];

static GERMANY: [Holiday; 10] = [
    every("New Year", On(1, 1)),
    every("Good Friday", Easter(-2)),
    every("Easter Monday", Easter(1)),
    every("Labour Day", On(5, 1)),
    every("Ascension", Easter(39)),
    every("Whit Monday", Easter(50)),
    every("German Unity", On(10, 3)).since(1990),
    every("Reformation Day", On(10, 31)).once(2017),
    every("Christmas Day", On(12, 25)),
    every("Second Christmas Day", On(12, 26)),
];

static UNITED_KINGDOM: [Holiday; 18] = [
    every("New Year", On(1, 1)).since(1974).weekend(Substitute),
    every("Good Friday", Easter(-2)),
    every("Easter Monday", Easter(1)),
    every("Early May", Nth(5, 0, 1)).since(1978).but(&[1995, 2020]),
    every("Early May", On(5, 8)).once(2020),
    every("Spring", Last(5, 0)).since(1971).but(MOVED_IN_SPRING),
    every("Spring", On(6, 4)).once(2002),
    every("Golden Jubilee", On(6, 3)).once(2002),
    every("Spring", On(6, 4)).once(2012),
    every("Diamond Jubilee", On(6, 5)).once(2012),
    every("Spring", On(6, 2)).once(2022),
    every("Platinum Jubilee", On(6, 3)).once(2022),
    every("Royal wedding", On(4, 29)).once(2011),
    every("State funeral", On(9, 19)).once(2022),
    every("Coronation", On(5, 8)).once(2023),
    every("Summer", Last(8, 0)).since(1971),
    every("Christmas Day", On(12, 25)).weekend(Substitute),
    every("Boxing Day", On(12, 26)).weekend(Substitute),
];

static HUNGARY: [Holiday; 11] = [
    every("New Year", On(1, 1)),
    every("Revolution of 1848", On(3, 15)),
    every("Good Friday", Easter(-2)).since(2017),
    every("Easter Monday", Easter(1)),
    every("Labour Day", On(5, 1)),
    every("Whit Monday", Easter(50)),
    every("Saint Stephen", On(8, 20)),
    every("Revolution of 1956", On(10, 23)),
    every("All Saints", On(11, 1)).since(1999),
    every("Christmas Day", On(12, 25)),
    every("Second Christmas Day", On(12, 26)),
];

static NETHERLANDS: [Holiday; 9] = [
    every("New Year", On(1, 1)),
    every("Easter Monday", Easter(1)),
    every("Queen's Day", On(4, 30)).until(2013).weekend(DayBefore),
    every("King's Day", On(4, 27)).since(2014).weekend(DayBefore),
    every("Liberation Day", On(5, 5)).every_fifth_year(),
    every("Ascension", Easter(39)),
    every("Whit Monday", Easter(50)),
    every("Christmas Day", On(12, 25)),
    every("Second Christmas Day", On(12, 26)),
];

static POLAND: [Holiday; 12] = [
    every("New Year", On(1, 1)),
    every("Epiphany", On(1, 6)).since(2011),
    every("Easter Monday", Easter(1)),
    every("Labour Day", On(5, 1)),
    every("Constitution", On(5, 3)),
    every("Corpus Christi", Easter(60)),
    every("Assumption", On(8, 15)),
    every("All Saints", On(11, 1)),
    every("Independence", On(11, 11)),
    every("Christmas Eve", On(12, 24)).since(2025),
    every("Christmas Day", On(12, 25)),
    every("Second Christmas Day", On(12, 26)),
];

static PORTUGAL: [Holiday; 12] = [
    every("New Year", On(1, 1)),
    every("Good Friday", Easter(-2)),
    every("Freedom Day", On(4, 25)),
    every("Labour Day", On(5, 1)),
    every("Corpus Christi", Easter(60)).but(SUSPENDED_IN_PORTUGAL),
    every("Portugal Day", On(6, 10)),
    every("Assumption", On(8, 15)),
    every("Republic Day", On(10, 5)).but(SUSPENDED_IN_PORTUGAL),
    every("All Saints", On(11, 1)).but(SUSPENDED_IN_PORTUGAL),
    every("Independence", On(12, 1)).but(SUSPENDED_IN_PORTUGAL),
    every("Immaculate Conception", On(12, 8)),
    every("Christmas Day", On(12, 25)),
];

static UNITED_STATES: [Holiday; 11] = [
    every("New Year", On(1, 1)).weekend(Observed),
    every("Martin Luther King", Nth(1, 0, 3)).since(1986),
    every("Washington's Birthday", Nth(2, 0, 3)).since(1971),
    every("Memorial Day", Last(5, 0)).since(1971),
    every("Juneteenth", On(6, 19)).since(2021).weekend(Observed),
    every("Independence Day", On(7, 4)).weekend(Observed),
    every("Labor Day", Nth(9, 0, 1)),
    every("Columbus Day", Nth(10, 0, 2)).since(1971),
    every("Veterans Day", On(11, 11)).weekend(Observed),
    every("Thanksgiving", Nth(11, 3, 4)),
    every("Christmas Day", On(12, 25)).weekend(Observed),
];

pub(super) fn table_of(country: &str) -> Option<&'static [Holiday]> {
    Some(match country {
        "CZ" => &CZECHIA,
        "DE" => &GERMANY,
        "GB" => &UNITED_KINGDOM,
        "HU" => &HUNGARY,
        "NL" => &NETHERLANDS,
        "PL" => &POLAND,
        "PT" => &PORTUGAL,
        "US" => &UNITED_STATES,
        _ => return None,
    })
}

/// The holidays of a year in the order of the days, each on the day on which offices are closed for it.
pub(super) fn of_year(table: &'static [Holiday], year: i16) -> Vec<(Date, &'static str)> {
    let mut days: Vec<(Date, &'static str)> = Vec::with_capacity(table.len() + 1);
    if !YEARS.contains(&year) {
        return days;
    }
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
        // Christmas and Boxing Day, both on the weekend, are kept on Monday and Tuesday; on Sunday and Monday, the first
        // of them on Tuesday.
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

/// Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher; its steps have no names of their own).
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
