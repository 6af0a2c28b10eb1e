//! Which names operators may give.

use qualify_vocabulary::clean_text;

use super::error::ServiceRefusal;

/// Longest name of a partner, an organisation or a role, in characters.
pub const NAME_CHARS_MAX: usize = 256;

/// A name without blanks around it.
///
/// # Errors
/// It is empty, too long, or holds control characters or marks of direction. `member` is whose it is.
pub(super) fn usable(member: &'static str, name: &str) -> Result<String, ServiceRefusal> {
    let cleaned = clean_text(name).ok().map(|text| text.trim().to_owned());
    let usable = cleaned.filter(|text| (1..=NAME_CHARS_MAX).contains(&text.chars().count()));
    usable.ok_or(ServiceRefusal::NameUnusable { member })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_has_a_length_and_no_control_characters() {
        assert_eq!(usable("name", "  Northlight Cloud ").as_deref(), Ok("Northlight Cloud"));
        assert!(usable("name", &"é".repeat(NAME_CHARS_MAX)).is_ok(), "characters count, not bytes");
        for name in ["", "   ", "North\u{7}light", "North\u{202e}light", &"x".repeat(NAME_CHARS_MAX + 1)] {
            assert_eq!(
                usable("name", name),
                Err(ServiceRefusal::NameUnusable { member: "name" }),
                "{name:?}"
            );
        }
    }
}
