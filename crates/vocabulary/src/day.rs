//! From moments to days.

use jiff::Timestamp;
use jiff::civil::Date;
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
