//! Labels of a host in a legal name.

use crate::host::Host;

/// Shortest label that is looked for in a name: shorter ones stand in every other name.
const LABEL_CHARS_MIN: usize = 3;

/// Whether a label of the host, below its suffix, stands in the name: as a word, or as words that follow each other.
pub(super) fn label_is_in_name(host: &Host, tokens: &[String]) -> bool {
    let registrable_labels = host.registrable.split('.').take(1);
    let below = host.name.strip_suffix(&host.registrable).unwrap_or_default();
    below.split('.').chain(registrable_labels).any(|label| {
        let letters = letters(label);
        letters.chars().count() >= LABEL_CHARS_MIN && holds_run(tokens, &letters)
    })
}

/// Whether the name of a locality stands in the name.
pub(super) fn holds_locality(tokens: &[String], label: &str) -> bool {
    let letters = letters(label);
    !letters.is_empty() && holds_run(tokens, &letters)
}

fn letters(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether tokens that follow each other come to the letters.
fn holds_run(tokens: &[String], letters: &str) -> bool {
    (0..tokens.len()).any(|start| {
        let mut rest = letters;
        for token in &tokens[start..] {
            match rest.strip_prefix(token.as_str()) {
                Some("") => return true,
                Some(left) => rest = left,
                None => return false,
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str) -> Vec<String> {
        name.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_locality_of_several_words_is_found() {
        assert!(holds_locality(&tokens("city of los angeles"), "los-angeles"));
        assert!(holds_locality(&tokens("city of los angeles"), "losangeles"));
        assert!(holds_locality(&tokens("terrell county"), "terrell"));
        assert!(!holds_locality(&tokens("city of angels"), "los-angeles"));
        assert!(!holds_locality(&tokens("terrellton county"), "terrell"));
        assert!(!holds_locality(&tokens("terrell county"), "-"));
    }
}
