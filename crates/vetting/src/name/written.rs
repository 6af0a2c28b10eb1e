//! From a folded word back to how a name writes it.

use super::word::Words;

/// Most words of a name that one of the tables stands for.
const WORDS_MAX: usize = 8;

/// The part of a name that folds to these words; none where they stand there only as a part of a word.
pub(crate) fn as_written<'name>(name: &'name str, folded: &str) -> Option<&'name str> {
    let starts: Vec<(usize, &str)> =
        name.split_whitespace().map(|word| (word.as_ptr() as usize - name.as_ptr() as usize, word)).collect();
    for (place, (start, _)) in starts.iter().enumerate() {
        for (end, word) in starts.iter().skip(place).take(WORDS_MAX) {
            let part = name.get(*start..end + word.len())?.trim_matches(|c: char| !c.is_alphanumeric());
            let words = Words::new(part);
            if words.len() > 0 && words.run(0, words.len()) == folded {
                return Some(part);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_as_the_name_writes_it() {
        for (name, folded, written) in [
            ("Księgarnia Uniwersytetu Łódzkiego", "ksiegarnia", Some("Księgarnia")),
            ("Stanford Federal Credit Union, Inc.", "credit union", Some("Credit Union")),
            ("Acme (Consulting) Group", "consulting", Some("Consulting")),
            ("Acme", "consulting", None),
            ("", "consulting", None),
        ] {
            assert_eq!(as_written(name, folded), written, "{name}");
        }
    }
}
