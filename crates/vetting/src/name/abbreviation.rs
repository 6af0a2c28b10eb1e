//! An abbreviation in one name that stands for words of the other: SUNY for State University of New York.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::pairs::Pairs;
use super::score::Score;
use super::token::Token;
use super::tokens::NameTokens;

/// Fewest letters of an abbreviation that stands for words: two letters are those of many.
const LETTERS_MIN: usize = 3;

/// What two names come to where an abbreviation in one of them stands for words of the other, and the applicant's name
/// holds nothing more than a place.
pub(super) fn score(applicant: &NameTokens, evidence: &NameTokens, lexicon: &Lexicon) -> Score {
    let ours = written_out(applicant, evidence, lexicon).map_or(Score::NONE, |applicant| {
        let pairs = Pairs::new(&applicant, evidence, lexicon);
        // Who writes it in short names the institution, as its initials alone do.
        if pairs.is_capped_though_own_is_shared() { Score::NONE } else { told(&pairs) }
    });
    let theirs = written_out(evidence, applicant, lexicon).map_or(Score::NONE, |evidence| {
        let pairs = Pairs::new(applicant, &evidence, lexicon);
        if pairs.is_capped() { Score::NONE } else { told(&pairs) }
    });
    let explained = if explains(evidence, applicant, lexicon) {
        let pairs = Pairs::new(applicant, evidence, lexicon);
        if pairs.is_capped_though_own_is_shared() { Score::NONE } else { told(&pairs) }
    } else {
        Score::NONE
    };
    ours.max(theirs).max(explained)
}

fn told(pairs: &Pairs<'_>) -> Score {
    if pairs.adds_places_only() { pairs.score().min(Score::ALMOST) } else { Score::NONE }
}

/// The abbreviations of a name that may stand for words, with their letters.
fn abbreviations(name: &NameTokens) -> impl Iterator<Item = (usize, &Token, &str)> {
    let found = name.tokens.iter().enumerate().filter(|(_, token)| token.is_abbreviation);
    let lettered = found.filter_map(|(place, token)| Some((place, token, name.text(token)?)));
    lettered.filter(|(_, _, letters)| letters.chars().count() >= LETTERS_MIN)
}

/// A name with the words of another one in the place of an abbreviation that the other lacks.
fn written_out(name: &NameTokens, other: &NameTokens, lexicon: &Lexicon) -> Option<NameTokens> {
    let (place, run) = abbreviations(name).find_map(|(place, token, letters)| {
        let is_missing = !token.is_patron && !other.holds(token.id);
        is_missing.then(|| run_of(letters, other, lexicon)).flatten().map(|run| (place, run))
    })?;
    let stands_in = |token: &&Token| run.contains(&token.span.0);
    let words = other.tokens.iter().filter(stands_in).map(|token| Token { word: None, ..*token });
    let mut written = name.clone();
    written.tokens.splice(place..=place, words);
    Some(written)
}

/// The words of a name following each other of which the letters are the first ones, with links or without. No phrase
/// stands half in them.
fn run_of(letters: &str, name: &NameTokens, lexicon: &Lexicon) -> Option<Range<usize>> {
    let words = &name.words;
    let found = |with_links: bool| {
        (0..words.len()).find_map(|start| {
            let mut rest = letters.chars();
            for place in start..words.len() {
                if !with_links && lexicon.is_link(words, place) {
                    if place == start {
                        return None;
                    }
                    continue;
                }
                if rest.next() != words.word(place).chars().next() {
                    return None;
                }
                if rest.as_str().is_empty() {
                    return Some(start..place + 1);
                }
            }
            None
        })
    };
    let is_whole = |run: &Range<usize>| {
        name.tokens.iter().all(|token| {
            let (start, count) = token.span;
            run.contains(&start) == run.contains(&(start + count - 1))
        })
    };
    found(true).filter(is_whole).or_else(|| found(false).filter(is_whole))
}

/// Whether a name holds an abbreviation beside the full name, as IBS International Business School, whose letters are the
/// first ones of all words of another name.
fn explains(name: &NameTokens, other: &NameTokens, lexicon: &Lexicon) -> bool {
    abbreviations(name).any(|(_, token, letters)| {
        let is_all = |run: Range<usize>| run == (0..other.words.len());
        token.is_patron && run_of(letters, other, lexicon).is_some_and(is_all)
    })
}

#[cfg(test)]
mod tests {
    use crate::name::lexicon::Lexicon;
    use crate::name::{NameTokens, compare};

    fn is_match(applicant: &str, evidence: &str) -> bool {
        let lexicon = Lexicon::embedded();
        compare(&NameTokens::new(applicant, lexicon), &NameTokens::new(evidence, lexicon), lexicon).is_match()
    }

    #[test]
    fn an_abbreviation_is_the_words_of_which_it_has_the_first_letters() {
        for (applicant, evidence) in [
            (
                "SUNY College of Environmental Science",
                "State University of New York College of Environmental Science",
            ),
            (
                "State University of New York College of Environmental Science",
                "SUNY College of Environmental Science",
            ),
            ("BIVŠ Vysoká škola v Praze a v Brně", "Bankovní institut vysoká škola"),
            ("BMSC Zwierzyniec Technikum", "Budapesti Műszaki Szakképzési Centrum Zwierzyniec Technikum"),
            ("International Business School", "IBS International Business School, Budapest"),
        ] {
            assert!(is_match(applicant, evidence), "{applicant} / {evidence}");
        }
    }

    #[test]
    fn it_stands_for_nothing_where_more_is_missing() {
        for (applicant, evidence) in [
            ("SUNY College of Zephyrion", "State University of New York College of Environmental Science"),
            ("BIVŠ Zephyrion Vysoká škola v Praze", "Bankovní institut vysoká škola"),
            ("BIV Vysoká škola v Praze", "Obchodní akademie a vysoká škola"),
            ("WSB w Toruniu", "Wyższa Szkoła Biznesu w Dąbrowie Górniczej"),
            ("International Business College", "IBS International Business School, Budapest"),
            ("Business School", "IBS International Business School, Budapest"),
            ("Technical University", "TU Technical University Dresden"),
            ("State Technical University", "STU Slovak University of Technology in Bratislava"),
            (
                "IBS International Business School Golden Visa Network",
                "International Business School, Budapest",
            ),
        ] {
            assert!(!is_match(applicant, evidence), "{applicant} / {evidence}");
        }
    }
}
