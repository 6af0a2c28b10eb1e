//! From moments to days.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// The day of a moment, in UTC.
///
/// ```
/// use qualify_vocabulary::{Date, Timestamp, day_of};
/// let moment: Timestamp = "2026-11-25T23:59:59.999Z".parse().unwrap();
/// assert_eq!(day_of(moment), "2026-11-25".parse::<Date>().unwrap());
/// ```
pub fn day_of(moment: Timestamp) -> Date {
    Offset::UTC.to_datetime(moment).date()
}

/// The first moment of a day, in UTC; the first or the last moment of all of one that has none.
///
/// ```
/// use qualify_vocabulary::{begin_of_day, day_of};
/// let day = "2026-11-25".parse().unwrap();
/// assert_eq!(begin_of_day(day).to_string(), "2026-11-25T00:00:00Z");
/// assert_eq!(day_of(begin_of_day(day)), day);
/// ```
pub fn begin_of_day(day: Date) -> Timestamp {
    let outside = if day.year() > 0 { Timestamp::MAX } else { Timestamp::MIN };
    Offset::UTC.to_timestamp(day.to_datetime(Time::midnight())).unwrap_or(outside)
}
