//! How much two names have in common (vetting specification 15.1).

use super::lexicon::Lexicon;
use super::pairs::Pairs;
use super::score::Score;
use super::tokens::NameTokens;

/// Compares an applicant's name with one of the evidence.
pub(crate) fn compare(applicant: &NameTokens, evidence: &NameTokens, lexicon: &Lexicon) -> Score {
    let (ours, theirs) = (&applicant.tokens, &evidence.tokens);
    if ours.is_empty() || theirs.is_empty() {
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
    if pairs.is_capped() { score.min(Score::CAPPED) } else { score }
}

#[cfg(test)]
mod tests;
