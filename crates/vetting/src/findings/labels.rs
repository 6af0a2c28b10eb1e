//! Labels of a host in a legal name.

use crate::host::Host;

/// Shortest text that counts when a label and a name are compared: shorter ones stand in everything.
const LETTERS_MIN: usize = 3;

/// The labels of a host below its suffix.
fn own_labels(host: &Host) -> impl Iterator<Item = &str> {
    let suffix_start = host
        .registrable
        .find('.')
        .map_or(host.name.len(), |dot| host.name.len() - host.registrable.len() + dot);
    host.name[..suffix_start].split('.')
}

/// Whether a part of a label, between hyphens, stands in the name.
pub(super) fn label_is_in_name(host: &Host, telling_words: &[&str]) -> bool {
    let joined: String = telling_words.concat();
    own_labels(host).flat_map(|label| label.split('-')).any(|part| is_long(part) && joined.contains(part))
}

/// Whether a telling word of the name stands in a label.
pub(super) fn word_is_in_label(host: &Host, telling_words: &[&str]) -> bool {
    own_labels(host)
        .map(letters)
        .any(|label| telling_words.iter().any(|word| is_long(word) && label.contains(word)))
}

fn is_long(text: &str) -> bool {
    text.chars().nth(LETTERS_MIN - 1).is_some()
}

fn letters(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::PublicSuffixes;
    use crate::host::normalise;

    fn host(name: &str) -> Host {
        let suffixes = PublicSuffixes::embedded();
        normalise(name, &suffixes, false).unwrap().unwrap()
    }

    #[test]
    fn a_host_and_a_name_hold_parts_of_each_other() {
        for (name, words, label_in_name, word_in_label) in [
            ("poltekkes-smg.ac.id", &["poltekkes", "kemenkes", "semarang"][..], true, true),
            ("uniremington.edu.co", &["uniremingtonmanizales"], true, false),
            ("visitthecapitol.gov", &["architect", "capitol"], false, true),
            ("nyassembly.gov", &["new", "york", "assembly"], false, true),
            ("www.presidio.gov", &["presidio", "trust"], true, true),
            ("coleg.gov", &["colorado", "general", "assembly"], false, false),
            ("paable.gov", &["pa", "treasury"], false, false),
            ("acme.ac.id", &[], false, false),
        ] {
            let host = host(name);
            let found = (label_is_in_name(&host, words), word_is_in_label(&host, words));
            assert_eq!(found, (label_in_name, word_in_label), "{name}");
        }
    }
}
