//! Instants as the wire spells them (contract 1.4 Emit 5, 1.9, 1.11, 1.19).

use qualify_vocabulary::Timestamp;

/// Ticks of 100 ns from 0001-01-01 to 1970-01-01.
const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;

const TICKS_PER_SECOND: i64 = 10_000_000;
const NANOSECONDS_PER_TICK: i64 = 100;

/// `2024-03-05T09:12:44Z`: a fraction only if there is one, of at most 7 digits.
///
/// ```
/// use qualify_contract::v1::time::wire_time;
/// assert_eq!(wire_time("2024-03-05T09:12:44.120Z".parse()?), "2024-03-05T09:12:44.12Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn wire_time(instant: Timestamp) -> String {
    let mut text = wire_time_without_zone(instant);
    text.push('Z');
    text
}

/// `2024-03-05T09:12:44.0000000Z`: always 7 digits, as in audit records.
pub fn wire_time_ticks(instant: Timestamp) -> String {
    format!("{instant:.7}")
}

/// `2024-05-02T16:40:00`: UTC without saying so, as C7 has it.
pub fn wire_time_without_zone(instant: Timestamp) -> String {
    let text = format!("{instant:.7}");
    let digits = text.trim_end_matches('Z').trim_end_matches('0');
    // A whole number of seconds ends in its point; the zeros in front of it belong to the seconds.
    digits.trim_end_matches('.').to_owned()
}

/// The `eTag` of C5 and C6: weak-looking text around the percent-encoded instant of the last change.
pub fn entity_tag_of(changed_at: Timestamp) -> String {
    format!("W/\"datetime'{}'\"", wire_time_ticks(changed_at).replace(':', "%3A"))
}

/// The instant in units of 100 ns since 0001-01-01, as the id of an audit record ends in it.
pub fn audit_ticks(instant: Timestamp) -> i64 {
    let second_ticks = instant.as_second() * TICKS_PER_SECOND;
    UNIX_EPOCH_TICKS + second_ticks + i64::from(instant.subsec_nanosecond()) / NANOSECONDS_PER_TICK
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn instants_have_at_most_seven_digits_and_no_needless_ones() {
        let table = [
            ("2024-03-05T09:12:44Z", "2024-03-05T09:12:44"),
            ("2024-03-05T09:12:40Z", "2024-03-05T09:12:40"),
            ("2024-03-05T09:10:00Z", "2024-03-05T09:10:00"),
            ("2024-03-05T09:12:44.5Z", "2024-03-05T09:12:44.5"),
            ("2024-03-05T09:12:40.050Z", "2024-03-05T09:12:40.05"),
            ("2024-03-05T09:12:44.123456789Z", "2024-03-05T09:12:44.1234567"),
            ("2024-03-05T09:12:44.000000099Z", "2024-03-05T09:12:44"),
        ];
        for (text, expected) in table {
            assert_eq!(wire_time_without_zone(instant(text)), expected);
            assert_eq!(wire_time(instant(text)), format!("{expected}Z"));
        }
    }

    #[test]
    fn audit_instants_have_seven_digits() {
        assert_eq!(wire_time_ticks(instant("2024-03-05T09:12:44Z")), "2024-03-05T09:12:44.0000000Z");
        assert_eq!(
            wire_time_ticks(instant("2024-03-05T09:12:44.123456789Z")),
            "2024-03-05T09:12:44.1234567Z"
        );
    }

    #[test]
    fn the_entity_tag_is_that_of_the_contract() {
        assert_eq!(
            entity_tag_of(instant("2024-01-10T08:00:00Z")),
            r#"W/"datetime'2024-01-10T08%3A00%3A00.0000000Z'""#
        );
    }

    #[test]
    fn ticks_count_from_the_first_year() {
        assert_eq!(audit_ticks(instant("0001-01-01T00:00:00Z")), 0);
        assert_eq!(audit_ticks(Timestamp::UNIX_EPOCH), 621_355_968_000_000_000);
        assert_eq!(audit_ticks(instant("2024-03-05T09:12:44Z")), 638_452_267_640_000_000);
        assert_eq!(audit_ticks(instant("1969-12-31T23:59:59.9999999Z")), 621_355_967_999_999_999);
    }
}
