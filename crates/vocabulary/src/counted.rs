//! A number with its noun, as people write it.

/// `1 second`, `57 seconds`. The noun is given for one; all that are counted in texts take an `s` for more.
pub fn counted(number: impl TryInto<u64>, noun: &str) -> String {
    // What does not fit is more than one.
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = match noun.strip_suffix('y').filter(|_| number != 1 && !noun.ends_with("ay")) {
        Some(stem) => format!("{stem}ies"),
        None if number == 1 => noun.to_owned(),
        None => format!("{noun}s"),
    };
    format!("{number} {plural}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_not_many() {
        let table = [
            (0, "second", "0 seconds"),
            (1, "second", "1 second"),
            (2, "second", "2 seconds"),
            (1, "day", "1 day"),
            (3, "day", "3 days"),
            (1, "entry", "1 entry"),
            (9, "entry", "9 entries"),
        ];
        for (number, noun, text) in table {
            assert_eq!(counted(number, noun), text);
        }
        assert_eq!(counted(-1, "second"), format!("{} seconds", u64::MAX));
    }
}
