//! Labels of a host in a legal name.

use crate::host::Host;

/// Shortest text that counts when a label and a name are compared: shorter ones stand in everything.
const LETTERS_MIN: usize = 3;

/// Whether the host and the name speak of the same thing: a part of a label below the suffix stands in the name, or a
/// telling word of the name stands in a label.
pub(super) fn agrees_with_name(host: &Host, telling_words: &[&str]) -> bool {
    let suffix_start = host
        .registrable
        .find('.')
        .map_or(host.name.len(), |dot| host.name.len() - host.registrable.len() + dot);
    let joined: String = telling_words.concat();
    host.name[..suffix_start].split('.').any(|label| {
        let whole = letters(label);
        let is_word_in_label = telling_words.iter().any(|word| is_long(word) && whole.contains(word));
        is_word_in_label || label.split('-').any(|part| is_long(part) && joined.contains(part))
    })
}

fn is_long(text: &str) -> bool {
    text.chars().nth(LETTERS_MIN - 1).is_some()
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
    use crate::datasets::PublicSuffixes;
    use crate::host::normalise;

    fn tokens(name: &str) -> Vec<String> {
        name.split(' ').map(str::to_owned).collect()
    }

    fn host(name: &str) -> Host {
        let suffixes = PublicSuffixes::embedded();
        normalise(name, &suffixes, false).unwrap().unwrap()
    }

    #[test]
    fn a_host_and_a_name_agree_by_a_word_or_a_part_of_a_label() {
        for (name, words) in [
            ("poltekkes-smg.ac.id", &["poltekkes", "kemenkes", "semarang"][..]),
            ("uniremington.edu.co", &["uniremingtonmanizales"]),
            ("visitthecapitol.gov", &["architect", "capitol"]),
            ("nyassembly.gov", &["new", "york", "assembly"]),
            ("www.presidio.gov", &["presidio", "trust"]),
        ] {
            assert!(agrees_with_name(&host(name), words), "{name}");
        }
        for (name, words) in [
            ("coleg.gov", &["colorado", "general", "assembly"][..]),
            ("paable.gov", &["pa", "treasury"]),
            ("hsmc.ac.id", &["acme", "widgets"]),
            ("acme.ac.id", &[]),
        ] {
            assert!(!agrees_with_name(&host(name), words), "{name}");
        }
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
