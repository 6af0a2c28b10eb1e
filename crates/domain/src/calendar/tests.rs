use proptest::prelude::*;

use super::*;

/// The days on which offices are closed beside weekends.
fn closed(country: &str, year: i16) -> Vec<String> {
    let calendar = Calendar::of(country).unwrap();
    let days = calendar.holidays(year).iter().filter(|(day, _)| is_weekday(*day));
    days.map(|(day, _)| format!("{:02}-{:02}", day.month(), day.day())).collect()
}

#[test]
fn holidays_on_weekdays_are_those_of_the_published_lists() {
    let table = [
        ("PL", 2024, "01-01 04-01 05-01 05-03 05-30 08-15 11-01 11-11 12-25 12-26"),
        ("PL", 2025, "01-01 01-06 04-21 05-01 06-19 08-15 11-11 12-24 12-25 12-26"),
        ("PL", 2026, "01-01 01-06 04-06 05-01 06-04 11-11 12-24 12-25"),
        ("HU", 2024, "01-01 03-15 03-29 04-01 05-01 05-20 08-20 10-23 11-01 12-25 12-26"),
        ("HU", 2025, "01-01 04-18 04-21 05-01 06-09 08-20 10-23 12-25 12-26"),
        ("HU", 2026, "01-01 04-03 04-06 05-01 05-25 08-20 10-23 12-25"),
        ("CZ", 2024, "01-01 03-29 04-01 05-01 05-08 07-05 10-28 12-24 12-25 12-26"),
        ("CZ", 2025, "01-01 04-18 04-21 05-01 05-08 10-28 11-17 12-24 12-25 12-26"),
        ("CZ", 2026, "01-01 04-03 04-06 05-01 05-08 07-06 09-28 10-28 11-17 12-24 12-25"),
        ("NL", 2024, "01-01 04-01 05-09 05-20 12-25 12-26"),
        ("NL", 2025, "01-01 04-21 05-05 05-29 06-09 12-25 12-26"),
        ("NL", 2026, "01-01 04-06 04-27 05-14 05-25 12-25"),
        ("PT", 2024, "01-01 03-29 04-25 05-01 05-30 06-10 08-15 11-01 12-25"),
        ("PT", 2025, "01-01 04-18 04-25 05-01 06-10 06-19 08-15 12-01 12-08 12-25"),
        ("PT", 2026, "01-01 04-03 05-01 06-04 06-10 10-05 12-01 12-08 12-25"),
        ("DE", 2024, "01-01 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26"),
        ("DE", 2025, "01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26"),
        ("DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 12-25"),
        ("GB", 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        ("GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        ("GB", 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        ("GB", 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        ("GB", 2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        ("GB", 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        ("GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        ("US", 2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"),
        ("US", 2024, "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"),
        ("US", 2025, "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"),
        ("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
    ];
    for (country, year, expected) in table {
        assert_eq!(closed(country, year).join(" "), expected, "{country} {year}");
    }
}

#[test]
fn every_country_is_known_in_any_case_and_others_are_not() {
    for country in Calendar::COUNTRIES {
        assert!(Calendar::of(country).is_some() && Calendar::of(&country.to_lowercase()).is_some());
    }
    assert!(Calendar::of("XX").is_none() && Calendar::of("").is_none());
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn three_business_days_pass_over_weekends_and_holidays() {
    let poland = Calendar::of("PL").unwrap();
    let three_days = SignedDuration::from_hours(72);
    let table = [
        // Monday to Thursday.
        ("2026-06-08T09:00:00Z", "2026-06-11T09:00:00Z"),
        // Over a weekend.
        ("2026-06-11T09:00:00Z", "2026-06-16T09:00:00Z"),
        // Over Corpus Christi and a weekend.
        ("2026-06-02T09:00:00Z", "2026-06-08T09:00:00Z"),
        // Begun on a Saturday, it counts from Monday.
        ("2026-06-13T09:00:00Z", "2026-06-18T00:00:00Z"),
        // Christmas Eve, Christmas, a weekend.
        ("2026-12-23T12:00:00Z", "2026-12-30T12:00:00Z"),
    ];
    for (from, to) in table {
        assert_eq!(poland.after(at(from), three_days), at(to), "{from}");
        assert_eq!(poland.between(at(from), at(to)), three_days, "{from}");
    }
}

#[test]
fn the_ends_of_time_and_long_spans_are_borne() {
    let calendar = Calendar::of("GB").unwrap();
    let started = std::time::Instant::now();
    assert_eq!(calendar.after(Timestamp::MAX, SignedDuration::MAX), Timestamp::MAX);
    assert_eq!(calendar.after(Timestamp::MIN, SignedDuration::MAX), Timestamp::MAX);
    assert!(calendar.between(Timestamp::MIN, Timestamp::MAX).is_positive());
    assert_eq!(calendar.between(Timestamp::MAX, Timestamp::MIN), SignedDuration::ZERO);
    let century = SignedDuration::from_hours(24 * 260 * 100);
    let from = at("2026-01-05T00:00:00Z");
    assert_eq!(calendar.between(from, calendar.after(from, century)), century);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn what_is_added_has_gone_by(
        second in 1_500_000_000_i64..3_000_000_000,
        hours in 0_i64..2000,
        country in 0..8_usize,
    ) {
        let calendar = Calendar::of(Calendar::COUNTRIES[country]).unwrap();
        let (from, time) = (Timestamp::from_second(second).unwrap(), SignedDuration::from_hours(hours));
        let to = calendar.after(from, time);
        prop_assert!(to >= from);
        prop_assert_eq!(calendar.between(from, to), time);
    }
}
