//! Instants as the wire spells them (contract 1.4 Emit 5, 1.9, 1.11, 1.19).

use qualify_vocabulary::Timestamp;

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

/// `2024-05-02T16:40:00`: whole seconds in UTC without saying so, as C7 has it (contract 1.11).
pub(super) fn wire_seconds_without_zone(instant: Timestamp) -> String {
    let mut text = format!("{instant:.7}");
    text.truncate("2024-05-02T16:40:00".len());
    text
}

fn wire_time_without_zone(instant: Timestamp) -> String {
    let text = format!("{instant:.7}");
    let digits = text.trim_end_matches('Z').trim_end_matches('0');
    // A whole number of seconds ends in its point; the zeros in front of it belong to the seconds.
    digits.trim_end_matches('.').to_owned()
}

/// The `eTag` of C5 and C6: weak-looking text around the percent-encoded instant of the last change.
pub fn entity_tag_of(changed_at: Timestamp) -> String {
    format!("W/\"datetime'{}'\"", wire_time_ticks(changed_at).replace(':', "%3A"))
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
            assert_eq!(wire_seconds_without_zone(instant(text)), expected[..19]);
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
}
