//! The legal name, ready to be compared and searched for words that tell.

use std::cell::OnceCell;

use super::host::{ListingFinding, RegistryFinding};
use crate::datasets::Snapshot;
use crate::name::lexicon::Lexicon;
use crate::name::meaning::Id;
use crate::name::{FoldedName, NameRisks, NameTokens, Risk, Score, compare};

/// A name of the evidence, searched for words that explain those of the legal name.
struct Known {
    risks: NameRisks,
    tokens: NameTokens,
    is_match: bool,
    is_register: bool,
}

/// The legal name, ready to be compared.
pub(super) struct Names<'snapshot> {
    pub(super) snapshot: &'snapshot Snapshot,
    pub(super) lexicon: &'snapshot Lexicon,
    pub(super) name: NameTokens,
    pub(super) legal_name: &'snapshot str,
    folded: OnceCell<FoldedName>,
    risks: OnceCell<NameRisks>,
}

impl<'snapshot> Names<'snapshot> {
    pub(super) fn new(legal_name: &'snapshot str, snapshot: &'snapshot Snapshot) -> Self {
        let lexicon = snapshot.lexicon();
        Self {
            snapshot,
            lexicon,
            name: NameTokens::new(legal_name, lexicon),
            legal_name,
            folded: OnceCell::new(),
            risks: OnceCell::new(),
        }
    }

    /// Whether the legal name is longer than what is read of it: nobody vouches for the rest, so that it passes nowhere.
    pub(super) fn is_cut(&self) -> bool {
        self.name.words.is_cut()
    }

    /// How much a name of the evidence has in common with the legal name.
    pub(super) fn compare(&self, name: &str) -> Score {
        compare(&self.name, &NameTokens::new(name, self.lexicon), self.lexicon)
    }

    fn folded(&self) -> &FoldedName {
        self.folded.get_or_init(|| FoldedName::new(self.legal_name, &self.snapshot.basis().words))
    }

    /// Whether a name is the very same, but for its dress.
    pub(super) fn is_same(&self, name: &str) -> bool {
        *self.folded() == FoldedName::new(name, &self.snapshot.basis().words)
    }

    /// The best of several names, with its score.
    pub(super) fn best<'name>(
        &self,
        names: impl Iterator<Item = &'name str>,
    ) -> Option<(&'name str, NameTokens, Score)> {
        let mut best: Option<(&str, NameTokens, Score)> = None;
        for name in names {
            let read = NameTokens::new(name, self.lexicon);
            let score = compare(&self.name, &read, self.lexicon);
            if best.as_ref().is_none_or(|(_, _, known)| score > *known) {
                best = Some((name, read, score));
            }
        }
        best
    }

    /// The words of the legal name that tell it from others.
    pub(super) fn telling_words(&self) -> Vec<&str> {
        let words = &self.snapshot.basis().words;
        let tokens = self.folded().tokens().iter();
        tokens.map(String::as_str).filter(|token| !words.is_generic(token)).collect()
    }

    /// The words of the legal name that speak of a private body.
    pub(super) fn private_words(&self) -> Vec<String> {
        let found = self.lexicon.added_private(&self.name, &[]);
        found.iter().map(|(start, _)| self.name.words.word(*start).to_owned()).collect()
    }

    fn risks(&self) -> &NameRisks {
        self.risks.get_or_init(|| NameRisks::of(self.legal_name, &self.name, self.lexicon))
    }

    /// The risk words of the legal name that stand in no matching name of the evidence, and a research word that stands in
    /// none of the host's names.
    pub(super) fn unexplained(
        &self,
        listings: &[ListingFinding],
        registry: Option<&RegistryFinding>,
    ) -> (Vec<String>, Option<String>) {
        let risks = self.risks();
        if risks.risks.is_empty() && risks.taught.is_empty() && risks.research.is_none() {
            return (Vec::new(), None);
        }
        let listed = listings.iter().filter(|listing| !listing.is_quarantined);
        let listed =
            listed.map(|listing| (listing.name.as_str(), listing.score.is_match(), listing.is_register));
        let rows = registry.into_iter().map(|row| (row.name.as_str(), row.score.is_match(), true));
        let known: Vec<Known> = listed
            .chain(rows)
            .map(|(name, is_match, is_register)| {
                let name_tokens = NameTokens::new(name, self.lexicon);
                let risks = NameRisks::of(name, &name_tokens, self.lexicon);
                Known { risks, tokens: name_tokens, is_match, is_register }
            })
            .collect();
        let is_waived = |risk: &Risk| {
            known.iter().any(|it| it.is_match && it.risks.waives(risk, it.is_register, self.lexicon))
        };
        // Where nobody is listed under the name, it stands for itself.
        let is_matched = known.iter().any(|it| it.is_match);
        let is_taught = |id: Id| !is_matched || known.iter().any(|it| it.is_match && it.tokens.holds(id));
        let untaught = risks.taught.iter().filter(|(_, id)| !is_taught(*id)).map(|(risk, _)| risk);
        let unexplained = risks.risks.iter().chain(untaught).filter(|risk| !is_waived(risk));
        let mut words: Vec<String> = unexplained.map(|risk| risk.word.clone()).collect();
        words.dedup();
        let is_known = known.iter().any(|it| it.risks.research.is_some());
        (words, risks.research.clone().filter(|_| !is_known))
    }
}
