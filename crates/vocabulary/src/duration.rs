//! Lengths of time as people write them.

use jiff::{SignedDuration, Span, SpanRelativeTo};

use crate::ParseError;

/// Reads a length of time: `3d`, `90m`, `1h 30m`, `P3D`, `PT90M`. A day has 24 hours, a week seven days; months and years
/// have no length of their own and are refused, and so is what is less than nothing.
///
/// ```
/// use qualify_vocabulary::parse_duration;
/// assert_eq!(parse_duration("3d")?, parse_duration("PT72H")?);
/// # Ok::<(), qualify_vocabulary::ParseError>(())
/// ```
///
/// # Errors
/// The text is no length of time.
pub fn parse_duration(text: &str) -> Result<SignedDuration, ParseError> {
    let error = ParseError::new("a length of time", "3d, 90m, 1h 30m, P3D or PT90M is expected");
    let span: Span = text.trim().parse().map_err(|_| error)?;
    let is_fixed = span.get_years() == 0 && span.get_months() == 0;
    let length = is_fixed.then(|| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()).flatten();
    length.filter(|length| !length.is_negative()).ok_or(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_people_and_as_machines_write_them() {
        let minutes = SignedDuration::from_mins;
        let table = [
            ("90m", minutes(90)),
            (" 90 min ", minutes(90)),
            ("1h 30m", minutes(90)),
            ("PT90M", minutes(90)),
            ("pt1h30m", minutes(90)),
            ("3d", minutes(3 * 24 * 60)),
            ("3 days", minutes(3 * 24 * 60)),
            ("P3D", minutes(3 * 24 * 60)),
            ("2w", minutes(14 * 24 * 60)),
            ("45s", SignedDuration::from_secs(45)),
            ("0s", SignedDuration::ZERO),
        ];
        for (text, length) in table {
            assert_eq!(parse_duration(text), Ok(length), "{text}");
        }
        for text in ["", "3", "d", "3x", "1mo", "P1M", "P1Y", "-3d", "3d ago", "tomorrow", "99999999999999d"]
        {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
