//! Names of government bodies, which are made of other words than those of institutions (vetting specification 15.1, 15.7).

use super::compare::Score;
use super::lexicon::{Lexicon, Part};
use super::tokens::NameTokens;

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
    if ours.is_empty() || theirs.is_empty() {
        return Score::NONE;
    }
    if ours.iter().map(|(word, _)| word).eq(theirs.iter().map(|(word, _)| word)) {
        return Score::EQUAL;
    }
    let initials = |short: &[(&str, Role)], long: &[(&str, Role)]| {
        let [(letters, _)] = short else { return false };
        long.len() >= 3 && letters.chars().eq(long.iter().filter_map(|(word, _)| word.chars().next()))
    };
    if initials(&ours, &theirs) || initials(&theirs, &ours) {
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
