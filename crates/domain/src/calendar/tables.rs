//! The holidays of each country, by rule: one line each. Those that always fall on a weekend are left out.

use super::holidays::Rule::{Easter, Last, Nth, On};
use super::holidays::Weekend::{DayBefore, Observed, Substitute};
use super::holidays::{Holiday, every};

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

/// The countries that are known, by their two letters, each with its holidays.
pub(super) const TABLES: [(&str, &[Holiday]); 8] = [
    ("CZ", &CZECHIA),
    ("DE", &GERMANY),
    ("GB", &UNITED_KINGDOM),
    ("HU", &HUNGARY),
    ("NL", &NETHERLANDS),
    ("PL", &POLAND),
    ("PT", &PORTUGAL),
    ("US", &UNITED_STATES),
];
