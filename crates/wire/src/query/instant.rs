//! The dates of the audit query, in every form that clients send (contract 1.19). All are UTC.

use qualify_vocabulary::{SignedDuration, Timestamp};

use crate::errors::ApiError;
use qualify_contract::errors::ErrorKind;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Longest text that is looked at, in bytes; every form is shorter.
const TEXT_BYTES_MAX: usize = 64;

/// What a date without a time stands for: the window of the query is half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayEdge {
    /// The day's first instant.
    Start,
    /// The next day's first instant, so that the whole day is inside.
    End,
}

/// Reads `startDate` or `endDate`.
///
/// The forms: `YYYY-MM-DD`; `MM/dd/yyyy HH:mm:ss`, also without the time; `M/d/yyyy h:mm:ss AM`; RFC 3339, also
/// without a zone; and `YYYY-MM-` with a day of the year, which one client sends by mistake: a third field above 31 is
/// read so, and the month is ignored. The narrow and the fixed blank (U+202F, U+00A0), which newer clients write before
/// `AM`, are blanks. A second 60 is one where there can be one: 23:59:60 UTC, which is the midnight behind it.
///
/// ```
/// use qualify_wire::query::{DayEdge, read_audit_instant};
/// let instant = read_audit_instant("2024-03-61", DayEdge::End)?;
/// assert_eq!(instant.to_string(), "2024-03-02T00:00:00Z");
/// # Ok::<(), qualify_wire::errors::ApiError>(())
/// ```
///
/// # Errors
/// 400/3000: the text has another form, or there is no such date or time.
pub fn read_audit_instant(text: &str, edge: DayEdge) -> Result<Timestamp, ApiError> {
    let text = text.replace(['\u{202f}', '\u{a0}'], " ");
    let text = text.trim();
    let is_short = text.len() <= TEXT_BYTES_MAX && text.is_ascii();
    let instant = is_short.then(|| read_any(text, edge)).flatten();
    instant.ok_or_else(|| {
        let text = "The date cannot be read, or does not exist. Send it like 2024-03-01, 2024-03-01T13:45:00Z or \
                    03/01/2024 13:45:00.";
        ApiError::new(ErrorKind::InvalidProperty, text)
    })
}

fn read_any(text: &str, edge: DayEdge) -> Option<Timestamp> {
    // A `+` of a zone that was not encoded has become a blank.
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time.trim())),
        None => (text, None),
    };
    let midnight = if date.contains('/') { read_american_date(date)? } else { read_iso_date(date)? };
    match (time, edge) {
        (Some(time), _) => read_time(midnight, time),
        (None, DayEdge::Start) => Some(midnight),
        (None, DayEdge::End) => midnight.checked_add(DAY).ok(),
    }
}

fn read_iso_date(text: &str) -> Option<Timestamp> {
    let [year, month, day] = three_numbers(text, '-')?;
    if day > 31 { day_of_year(year, day) } else { midnight_of(year, month, day) }
}

fn read_american_date(text: &str) -> Option<Timestamp> {
    let [month, day, year] = three_numbers(text, '/')?;
    midnight_of(year, month, day)
}

fn three_numbers(text: &str, separator: char) -> Option<[u32; 3]> {
    let mut fields = text.split(separator);
    let numbers = [number(fields.next()?)?, number(fields.next()?)?, number(fields.next()?)?];
    fields.next().is_none().then_some(numbers)
}

/// One to four digits.
fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn midnight_of(year: u32, month: u32, day: u32) -> Option<Timestamp> {
    // A year of fewer digits is a mistake, not the first century.
    let has_year = year >= 1000;
    has_year.then(|| format!("{year:04}-{month:02}-{day:02}T00:00:00Z").parse().ok()).flatten()
}

fn day_of_year(year: u32, day: u32) -> Option<Timestamp> {
    let first = midnight_of(year, 1, 1)?;
    let instant = first.checked_add(DAY * i32::try_from(day - 1).ok()?).ok()?;
    let next_first = midnight_of(year + 1, 1, 1);
    next_first.is_none_or(|next_first| instant < next_first).then_some(instant)
}

fn read_time(midnight: Timestamp, time: &str) -> Option<Timestamp> {
    let upper = time.to_ascii_uppercase();
    let date = midnight.to_string();
    let date = date.split_once('T')?.0;
    if let Some(half_day) = HalfDay::of(&upper) {
        let clock = upper[..upper.len() - 2].trim_end();
        let (hour, rest) = clock.split_once(':')?;
        return instant_of(date, half_day.hour(number(hour)?)?, rest, "Z");
    }
    let (clock, zone) = split_zone(&upper);
    let (hour, rest) = clock.split_once(':')?;
    instant_of(date, number(hour)?, rest, &zone)
}

/// `rest` is minutes and, if sent, seconds with their fraction.
fn instant_of(date: &str, hour: u32, rest: &str, zone: &str) -> Option<Timestamp> {
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let read =
        |seconds: &str| format!("{date}T{hour:02}:{minutes}:{seconds}{zone}").parse::<Timestamp>().ok();
    let Some(fraction) = seconds.strip_prefix("60") else { return read(seconds) };
    let instant = read(&format!("59{fraction}"))?.checked_add(SECOND).ok()?;
    (instant.as_second().rem_euclid(DAY.as_secs()) == 0).then_some(instant)
}

/// The zone of an RFC 3339 time, `Z` if there is none.
fn split_zone(time: &str) -> (&str, String) {
    if let Some(clock) = time.strip_suffix('Z') {
        return (clock, "Z".to_owned());
    }
    match time.find(['+', '-', ' ']) {
        Some(position) => (&time[..position], time[position..].replacen(' ', "+", 1)),
        None => (time, "Z".to_owned()),
    }
}

#[derive(Clone, Copy)]
enum HalfDay {
    Am,
    Pm,
}

impl HalfDay {
    fn of(upper: &str) -> Option<Self> {
        if upper.ends_with("AM") {
            Some(Self::Am)
        } else if upper.ends_with("PM") {
            Some(Self::Pm)
        } else {
            None
        }
    }

    fn hour(self, hour: u32) -> Option<u32> {
        let hour = (1..=12).contains(&hour).then_some(hour % 12)?;
        Some(match self {
            Self::Am => hour,
            Self::Pm => hour + 12,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_spellings_of_t96_are_the_first_of_march() {
        for text in ["03/01/2024 00:00:00", "2024-03-01", "2024-03-61"] {
            let instant = read_audit_instant(text, DayEdge::Start).unwrap();
            assert_eq!(instant.to_string(), "2024-03-01T00:00:00Z", "{text}");
        }
    }

    #[test]
    fn every_form_reads() {
        let table = [
            ("2024-03-01", DayEdge::End, "2024-03-02T00:00:00Z"),
            ("2024-12-366", DayEdge::End, "2025-01-01T00:00:00Z"),
            ("2026-02-32", DayEdge::Start, "2026-02-01T00:00:00Z"),
            ("2026-13-32", DayEdge::Start, "2026-02-01T00:00:00Z"),
            ("2024-01-31", DayEdge::Start, "2024-01-31T00:00:00Z"),
            ("2024-3-1", DayEdge::Start, "2024-03-01T00:00:00Z"),
            ("01/05/2026 13:45:00", DayEdge::Start, "2026-01-05T13:45:00Z"),
            ("01/05/2026 13:45:00", DayEdge::End, "2026-01-05T13:45:00Z"),
            ("1/5/2026", DayEdge::End, "2026-01-06T00:00:00Z"),
            ("6/1/2024 1:05:09 PM", DayEdge::Start, "2024-06-01T13:05:09Z"),
            ("6/1/2024 12:00:00 AM", DayEdge::Start, "2024-06-01T00:00:00Z"),
            ("6/1/2024 12:00:00 pm", DayEdge::End, "2024-06-01T12:00:00Z"),
            ("2024-03-01T13:45:00Z", DayEdge::Start, "2024-03-01T13:45:00Z"),
            ("2024-03-01t13:45:00z", DayEdge::Start, "2024-03-01T13:45:00Z"),
            ("2024-03-01T13:45:00.25+02:00", DayEdge::Start, "2024-03-01T11:45:00.25Z"),
            ("2024-03-01T13:45:00 02:00", DayEdge::Start, "2024-03-01T11:45:00Z"),
            ("2024-03-01T23:45:00-02:00", DayEdge::End, "2024-03-02T01:45:00Z"),
            ("2024-03-01T13:45:00", DayEdge::End, "2024-03-01T13:45:00Z"),
            ("2024-03-01 13:45", DayEdge::Start, "2024-03-01T13:45:00Z"),
        ];
        for (text, edge, expected) in table {
            let instant = read_audit_instant(text, edge).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(instant.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn impossible_dates_and_other_texts_are_invalid_properties() {
        for text in [
            "",
            "today",
            "2024-02-30",
            "2023-02-29",
            "2024-00-10",
            "2024-13-01",
            "2024-03-00",
            "2023-01-366",
            "2024-01-367",
            "2024-01-9999",
            "2024-03",
            "2024-03-01-05",
            "13/01/2024",
            "02/30/2024 00:00:00",
            "03/01/24",
            "03/01/2024 25:00:00",
            "03/01/2024 13:00:00 PM",
            "03/01/2024 0:00:00 AM",
            "03/01/2024 AM",
            "2024-03-01T",
            "2024-03-01Tnoon",
            "2024-03-01T13:45:00+",
            "9999-12-31",
            "2024-03-01[Europe/Paris]",
            "2024-03-01T00:00:00Z[UTC]",
            "２024-03-01",
        ] {
            let error = read_audit_instant(text, DayEdge::End).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidProperty, "{text}");
        }
    }

    #[test]
    fn edge_08_narrow_and_fixed_blanks_are_blanks() {
        for text in [
            "6/1/2024 1:05:09\u{202f}PM",
            "6/1/2024\u{a0}1:05:09\u{a0}PM",
            "\u{a0}06/01/2024\u{202f}13:05:09\u{202f}",
            "2024-06-01\u{a0}13:05:09Z",
        ] {
            let instant =
                read_audit_instant(text, DayEdge::Start).unwrap_or_else(|it| panic!("{text}: {it}"));
            assert_eq!(instant.to_string(), "2024-06-01T13:05:09Z", "{text}");
        }
        for blank in ['\u{2009}', '\u{200b}', '\u{3000}', '\u{85}'] {
            let text = format!("6/1/2024{blank}1:05:09 PM");
            assert!(read_audit_instant(&text, DayEdge::Start).is_err(), "{text:?}");
        }
    }

    #[test]
    fn edge_08_a_second_60_is_legal_where_a_leap_second_can_be() {
        for (text, expected) in [
            ("2024-03-14T23:59:60Z", "2024-03-15T00:00:00Z"),
            ("2024-03-14T23:59:60.25Z", "2024-03-15T00:00:00.25Z"),
            ("2024-03-14T23:59:60", "2024-03-15T00:00:00Z"),
            ("03/14/2024 23:59:60", "2024-03-15T00:00:00Z"),
            ("3/14/2024 11:59:60 PM", "2024-03-15T00:00:00Z"),
            ("2024-03-15T01:59:60+02:00", "2024-03-15T00:00:00Z"),
            ("2024-03-14T18:29:60-05:30", "2024-03-15T00:00:00Z"),
        ] {
            let instant = read_audit_instant(text, DayEdge::End).unwrap_or_else(|it| panic!("{text}: {it}"));
            assert_eq!(instant.to_string(), expected, "{text}");
        }
        for text in [
            "2024-03-14T12:30:60Z",
            "2024-03-14T00:00:60Z",
            "2024-03-14T23:58:60Z",
            "2024-03-14T23:59:60+01:00",
            "2024-03-14T23:59:61Z",
            "3/14/2024 11:59:60 AM",
            "03/14/2024 12:30:60",
            "2024-03-14T23:60:00Z",
            "2024-03-14T24:59:60Z",
        ] {
            let error = read_audit_instant(text, DayEdge::End).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidProperty, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9TtZz/:+ .APMapm-]{0,70}|\\PC{0,30}") {
            let _ = read_audit_instant(&text, DayEdge::End);
        }
    }
}
