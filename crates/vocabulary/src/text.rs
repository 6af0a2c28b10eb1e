//! Texts that people type and paste: names, lines of addresses (contract 9.1.8).

use std::borrow::Cow;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use unicode_normalization::char::is_combining_mark;

use crate::ParseError;

/// What copying and pasting brings along, and nobody means: soft hyphen, zero-width blank, byte order mark.
const PASTED: [char; 3] = ['\u{ad}', '\u{200b}', '\u{feff}'];

/// Whether a character is one that pasting brings along.
pub(crate) fn is_pasted(c: char) -> bool {
    PASTED.contains(&c)
}

/// The joiners that some scripts need between letters.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// The text without what pasting brought along.
///
/// ```
/// use qualify_vocabulary::clean_text;
/// assert_eq!(clean_text("Lake\u{ad}side").unwrap(), "Lakeside");
/// assert!(clean_text("Lakeside\u{202e}").is_err());
/// ```
///
/// # Errors
/// It holds control characters, line separators, marks of direction or other characters of format; a joiner may stand
/// between two letters.
pub fn clean_text(text: &str) -> Result<Cow<'_, str>, ParseError> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(Cow::Borrowed(text));
    }
    let characters: Vec<char> = text.chars().filter(|c| !is_pasted(*c)).collect();
    let is_letter = |place: Option<usize>| {
        place
            .and_then(|place| characters.get(place))
            .is_some_and(|c| c.is_alphabetic() || is_combining_mark(*c))
    };
    let is_clean = characters.iter().enumerate().all(|(place, c)| {
        let joins =
            || JOINERS.contains(c) && is_letter(place.checked_sub(1)) && is_letter(place.checked_add(1));
        !is_format(*c) || joins()
    });
    if !is_clean {
        return Err(ParseError::new(
            "a text",
            "control characters and marks of direction cannot stand in it",
        ));
    }
    Ok(if characters.len() == text.chars().count() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(characters.into_iter().collect())
    })
}

fn is_format(c: char) -> bool {
    matches!(
        CodePointMapData::<GeneralCategory>::new().get(c),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_pasting_brings_goes_and_what_deceives_is_refused() {
        for (text, cleaned) in [
            ("Lakeside School", "Lakeside School"),
            ("Szkoła Zielona", "Szkoła Zielona"),
            ("\u{feff}Lake\u{ad}side\u{200b} School", "Lakeside School"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष"),
            ("東京\u{e0100}", "東京\u{e0100}"),
        ] {
            assert_eq!(clean_text(text).as_deref(), Ok(cleaned), "{text:?}");
        }
        for text in [
            "a\u{0}b",
            "a\nb",
            "a\tb",
            "a\u{7f}b",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{202e}b",
            "a\u{200e}",
            "\u{2066}a",
            "\u{61c}a",
            "a\u{200d}",
            "\u{200c}a",
            "a \u{200d}b",
            "1\u{200d}2",
            "a\u{2060}b",
            "a\u{e0041}b",
            "👩\u{200d}🏫",
        ] {
            assert!(clean_text(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(text in "[a-zżم\u{200b}\u{200c}\u{200d}\u{ad}\u{202e} ]{0,20}") {
            if let Ok(cleaned) = clean_text(&text) {
                prop_assert_eq!(clean_text(&cleaned), Ok(Cow::Borrowed(&*cleaned)));
                let hidden = ['\u{200b}', '\u{ad}', '\u{202e}'];
                prop_assert!(!cleaned.contains(hidden));
            }
        }
    }
}
