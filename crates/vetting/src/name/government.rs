//! Names of government bodies, which are made of other words than those of institutions (vetting specification 15.1, 15.7).

use super::lexicon::{Lexicon, public};
use super::meaning::Part;
use super::score::Score;
use super::tokens::NameTokens;
use super::word::Words;
use crate::State;

/// What a word of such a name does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It says what kind of body it is.
    Public,
    Place,
    Own,
}

/// Compares an applicant's name, without the words that are left out, with one of the registry. There all words but those
/// for public bodies count as places, and a word is equal to no other.
pub(crate) fn compare_government(
    applicant: &NameTokens,
    left_out: &[(usize, usize)],
    evidence: &NameTokens,
    lexicon: &Lexicon,
) -> Score {
    let is_kept =
        |place: usize| !left_out.iter().any(|(start, count)| (*start..start + count).contains(&place));
    let ours: Vec<(&str, Role)> = roles(applicant, lexicon)
        .into_iter()
        .filter(|(place, _, _)| is_kept(*place))
        .map(|(_, word, role)| (word, role))
        .collect();
    let theirs: Vec<(&str, Role)> = roles(evidence, lexicon)
        .into_iter()
        .map(|(_, word, role)| (word, if role == Role::Own { Role::Place } else { role }))
        .collect();
    if ours.is_empty() || theirs.is_empty() || applicant.words.is_cut() || evidence.words.is_cut() {
        return Score::NONE;
    }
    if ours.iter().map(|(word, _)| word).eq(theirs.iter().map(|(word, _)| word)) {
        return Score::EQUAL;
    }
    if applicant.is_initials_of(evidence, lexicon) || evidence.is_initials_of(applicant, lexicon) {
        return Score::INITIALS;
    }
    let has = |side: &[(&str, Role)], word: &str| side.iter().any(|(other, _)| *other == word);
    let shared = ours.iter().filter(|(word, _)| has(&theirs, word)).count();
    let score = Score::of_shared(shared, ours.len(), theirs.len());
    let missing = |side: &[(&str, Role)], other: &[(&str, Role)], own_only: bool| {
        side.iter().any(|(word, role)| {
            !has(other, word) && if own_only { *role == Role::Own } else { *role != Role::Public }
        })
    };
    let both_tell = missing(&ours, &theirs, false) && missing(&theirs, &ours, false);
    let adds_own = missing(&ours, &theirs, true);
    if both_tell || adds_own { score.min(Score::CAPPED) } else { score }
}

/// Words of localities as they are written short.
const SHORT: [(&str, &str); 3] = [("mt", "mount"), ("st", "saint"), ("ft", "fort")];

/// Whether a name is that of a body of a locality: it holds the locality, which may be written in parts, and beside it, its
/// state, and words for public bodies nothing of its own.
pub(crate) fn names_locality(
    name: &NameTokens,
    label: &str,
    state: Option<State>,
    lexicon: &Lexicon,
) -> bool {
    let words = &name.words;
    let letters: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut left_out = state.map_or_else(Vec::new, |state| places_of_state(words, state));
    let Some(locality) = run_of(words, &letters) else { return false };
    left_out.extend(locality);
    let roles = roles(name, lexicon);
    !words.is_cut() && roles.iter().all(|(place, _, role)| *role != Role::Own || left_out.contains(place))
}

/// Whether a name is that of a part of a state to which the label of a host belongs: it holds the state's name and a word
/// for a public body, and the label is its initials or one of its words.
pub(crate) fn names_part_of_state(name: &NameTokens, label: &str, state: State, lexicon: &Lexicon) -> bool {
    let words = &name.words;
    let of_state = run_of(words, &letters_of(state)).filter(|_| !words.is_cut());
    let (Some(of_state), true) = (of_state, lexicon.names_public_body(name, public::ANY)) else {
        return false;
    };
    let kept: Vec<usize> = roles(name, lexicon).into_iter().map(|(place, _, _)| place).collect();
    let is_a_word = kept.iter().any(|place| words.word(*place) == label);
    let initials = |with_links: bool, with_state: bool| {
        let places = (0..words.len()).filter(|place| with_links || kept.contains(place));
        let places = places.filter(|place| with_state || !of_state.contains(place));
        places.filter_map(|place| words.word(place).chars().next()).collect::<String>()
    };
    let is_initials = [(true, true), (true, false), (false, true), (false, false)]
        .iter()
        .any(|(with_links, with_state)| initials(*with_links, *with_state) == label);
    is_a_word || (is_initials && label.chars().count() > 1)
}

/// The words that name a state, by its name or its code.
fn places_of_state(words: &Words, state: State) -> Vec<usize> {
    let by_code = (0..words.len()).filter(|place| words.word(*place).eq_ignore_ascii_case(state.code()));
    run_of(words, &letters_of(state)).into_iter().flatten().chain(by_code).collect()
}

fn letters_of(state: State) -> String {
    state.name().chars().filter(|c| c.is_alphabetic()).map(|c| c.to_ascii_lowercase()).collect()
}

/// The words following each other that come to the letters.
fn run_of(words: &Words, letters: &str) -> Option<std::ops::Range<usize>> {
    (0..words.len()).find_map(|start| {
        let mut rest = letters;
        for place in start..words.len() {
            rest = without(rest, words.word(place))?;
            if rest.is_empty() {
                return Some(start..place + 1);
            }
        }
        None
    })
}

/// The letters without the word that they begin with, short or not.
fn without<'letters>(letters: &'letters str, word: &str) -> Option<&'letters str> {
    let other = SHORT.iter().find_map(|(short, long)| match word {
        _ if word == *short => Some(*long),
        _ if word == *long => Some(*short),
        _ => None,
    });
    letters.strip_prefix(word).or_else(|| letters.strip_prefix(other?))
}

/// The words of a name with what they do; links are dropped.
fn roles<'name>(name: &'name NameTokens, lexicon: &Lexicon) -> Vec<(usize, &'name str, Role)> {
    let mut roles: Vec<Option<Role>> = vec![Some(Role::Own); name.words.len()];
    for (start, count, meaning) in lexicon.concepts.all(&name.words) {
        let role = match meaning.part {
            Part::Place => Some(Role::Place),
            Part::Link | Part::PlacePreposition => None,
            _ => continue,
        };
        roles[start..start + count].fill(role);
    }
    for (start, count, _) in lexicon.public.all(&name.words) {
        roles[start..start + count].fill(Some(Role::Public));
    }
    let words = name.words.iter().enumerate().zip(roles);
    words.filter_map(|((place, word), role)| Some((place, word, role?))).collect()
}
