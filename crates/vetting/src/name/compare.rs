//! How much two names have in common (vetting specification 15.1).

use super::abbreviation;
use super::lexicon::Lexicon;
use super::pairs::Pairs;
use super::score::Score;
use super::tokens::NameTokens;

/// Compares an applicant's name with one of the evidence.
pub(crate) fn compare(applicant: &NameTokens, evidence: &NameTokens, lexicon: &Lexicon) -> Score {
    let (ours, theirs) = (&applicant.tokens, &evidence.tokens);
    if ours.is_empty() || theirs.is_empty() || applicant.words.is_cut() || evidence.words.is_cut() {
        return Score::NONE;
    }
    if ours.iter().map(|token| token.id).eq(theirs.iter().map(|token| token.id)) {
        return Score::EQUAL;
    }
    if applicant.is_initials_of(evidence, lexicon) || evidence.is_initials_of(applicant, lexicon) {
        return Score::INITIALS;
    }
    if ours.len() == 1 || theirs.len() == 1 {
        // One word is in the names of many.
        return Score::CAPPED.min(Pairs::new(applicant, evidence, lexicon).score());
    }
    let pairs = Pairs::new(applicant, evidence, lexicon);
    let score = pairs.score().min(Score::ALMOST);
    let score = if pairs.is_capped() { score.min(Score::CAPPED) } else { score };
    let is_abbreviated = || ours.iter().chain(theirs).any(|token| token.is_abbreviation);
    if score.is_match() || !is_abbreviated() {
        return score;
    }
    abbreviation::score(applicant, evidence, lexicon).max(score)
}

/// The same where the applicant's name may hold nothing more than a place: a patron out of nowhere is too much, too.
pub(crate) fn compare_closely(applicant: &NameTokens, evidence: &NameTokens, lexicon: &Lexicon) -> Score {
    let score = compare(applicant, evidence, lexicon);
    let adds_nothing = || Pairs::new(applicant, evidence, lexicon).adds_places_only();
    if score.is_match() && adds_nothing() { score } else { Score::NONE }
}

#[cfg(test)]
mod tests;
