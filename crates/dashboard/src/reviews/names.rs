//! Two names side by side, with the words marked that the other one does not have.

use std::fmt::Write as _;

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) differs: bool,
}

/// The words of both names. Letters of either case are the same, and what is neither a letter nor a digit counts for nothing;
/// a letter with an accent is another one, which a reviewer should see.
pub(super) fn side_by_side(ours: &str, theirs: &str) -> (Vec<Word>, Vec<Word>) {
    (marked(ours, theirs), marked(theirs, ours))
}

fn marked(name: &str, other: &str) -> Vec<Word> {
    let mut others: Vec<String> = other.split_whitespace().map(folded).collect();
    let words = name.split_whitespace().map(|word| {
        let folded = folded(word);
        let place = others.iter().position(|other| *other == folded);
        if let Some(place) = place {
            others.swap_remove(place);
        }
        Word { differs: place.is_none() && !folded.is_empty(), text: visible(word) }
    });
    words.collect()
}

fn folded(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text in which what shows nothing, or turns letters around, stands as its number.
pub(super) fn visible(text: &str) -> String {
    text.chars().fold(String::new(), |mut shown, letter| {
        let is_hidden = letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(letter, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        if is_hidden {
            // Writing into a text cannot fail.
            let _ = write!(shown, "[U+{:04X}]", u32::from(letter));
        } else {
            shown.push(letter);
        }
        shown
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differing(words: &[Word]) -> Vec<&str> {
        words.iter().filter(|word| word.differs).map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn words_that_the_other_name_lacks_are_marked() {
        for (ours, theirs, our_words, their_words) in [
            ("Lakeside School", "LAKESIDE  school", &[][..], &[][..]),
            ("Lakeside School Ltd.", "Lakeside School", &["Ltd."], &[]),
            ("St. Mary - School", "St Mary School", &[], &[]),
            ("School School", "School", &["School"], &[]),
            ("Universidad", "Universität Ulm", &["Universidad"], &["Universität", "Ulm"]),
            ("", "School", &[], &["School"]),
        ] {
            let (ours_marked, theirs_marked) = side_by_side(ours, theirs);
            assert_eq!(differing(&ours_marked), our_words, "{ours} {theirs}");
            assert_eq!(differing(&theirs_marked), their_words, "{ours} {theirs}");
        }
    }

    #[test]
    fn what_does_not_show_is_shown_by_its_number() {
        let (ours, _) = side_by_side("\u{202e}loohcs\u{200b}", "school");
        assert_eq!(ours, [Word { text: "[U+202E]loohcs[U+200B]".to_owned(), differs: true }]);
        assert_eq!(visible("Škola 1"), "Škola 1");
    }
}
