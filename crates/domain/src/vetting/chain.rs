//! One hash chain per partner: nobody changes, removes or inserts a decision unnoticed, and an erasure breaks
//! nothing.

use std::fmt;

use qualify_vocabulary::{DecisionId, to_hexadecimal};
use sha2::{Digest as _, Sha256};

use super::draft::DecisionBody;
use super::record::SealedDecision;

/// A SHA-256 in the chain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// What stands before the first decision of a partner.
    pub const START: Self = Self([0; 32]);

    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The salted hash of one part of a decision.
    pub(super) fn of_part(salt: &[u8; 16], name: &str, text: &str) -> Self {
        let mut digest = Digest::new("qualify decision part 1");
        digest.add(salt);
        digest.add(name.as_bytes());
        digest.add(text.as_bytes());
        digest.finish()
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_hexadecimal(&self.0))
    }
}

/// A hash over fields that cannot run into each other: each is preceded by its length.
pub(super) struct Digest(Sha256);

impl Digest {
    pub(super) fn new(purpose: &str) -> Self {
        let mut digest = Self(Sha256::new());
        digest.add(purpose.as_bytes());
        digest
    }

    pub(super) fn add(&mut self, field: &[u8]) {
        self.0.update((field.len() as u64).to_be_bytes());
        self.0.update(field);
    }

    pub(super) fn finish(self) -> ChainHash {
        ChainHash(self.0.finalize().into())
    }
}

/// What is wrong with a chain, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A decision is missing, or one too many is there.
    #[error("decision {id} stands at place {found}, where place {expected} is expected")]
    Place {
        /// The decision that was found.
        id: DecisionId,
        /// Where it stands.
        found: u64,
        /// The place that comes next.
        expected: u64,
    },
    /// It does not follow the decision before it.
    #[error("decision {id} does not follow the one before it")]
    Link {
        /// The one that is wrong.
        id: DecisionId,
    },
    /// Its fields were changed.
    #[error("decision {id} was changed after it was made")]
    Fields {
        /// The one that is wrong.
        id: DecisionId,
    },
    /// A text beside it was changed: its hash is not the one in the chain.
    #[error("the {part} of decision {id} were changed after it was made")]
    Part {
        /// The one that is wrong.
        id: DecisionId,
        /// What the text is among the parts of a decision.
        part: &'static str,
    },
}

/// A walk along one partner's chain, from its first decision. Behind a fault it goes on, so that the next one is
/// found too.
#[derive(Debug, Clone)]
pub struct ChainWalk {
    next_sequence: u64,
    last: ChainHash,
    walked: u64,
}

impl Default for ChainWalk {
    fn default() -> Self {
        Self { next_sequence: 1, last: ChainHash::START, walked: 0 }
    }
}

impl ChainWalk {
    /// Checks the next decision; its body and salt are there unless they were erased.
    ///
    /// # Errors
    /// [`ChainFault`]: what was found.
    pub fn step(
        &mut self,
        decision: &SealedDecision,
        body: Option<(&DecisionBody, &[u8; 16])>,
    ) -> Result<(), ChainFault> {
        let checked = self.check(decision, body);
        self.next_sequence = decision.record.sequence.saturating_add(1);
        // What is stored, so that one changed decision is one fault and not two.
        self.last = decision.hash;
        self.walked += 1;
        checked
    }

    /// Passes a decision that cannot be read: it is a fault already, and the next one is not a second.
    pub fn skip(&mut self, sequence: u64, hash: Option<ChainHash>) {
        self.next_sequence = sequence.saturating_add(1);
        self.last = hash.unwrap_or_default();
        self.walked += 1;
    }

    fn check(
        &self,
        decision: &SealedDecision,
        body: Option<(&DecisionBody, &[u8; 16])>,
    ) -> Result<(), ChainFault> {
        let id = decision.record.id;
        let found = decision.record.sequence;
        if found != self.next_sequence {
            return Err(ChainFault::Place { id, found, expected: self.next_sequence });
        }
        if decision.previous != self.last {
            return Err(ChainFault::Link { id });
        }
        let hash = SealedDecision::hash_of(&decision.record, &decision.part_hashes, decision.previous);
        if hash != decision.hash {
            return Err(ChainFault::Fields { id });
        }
        if let Some((body, salt)) = body {
            for ((part, text), stored) in body.parts().into_iter().zip(&decision.part_hashes) {
                if ChainHash::of_part(salt, part, text) != *stored {
                    return Err(ChainFault::Part { id, part });
                }
            }
        }
        Ok(())
    }

    /// How many decisions were walked along.
    pub const fn len(&self) -> u64 {
        self.walked
    }

    /// Whether no decision was there yet.
    pub const fn is_empty(&self) -> bool {
        self.walked == 0
    }

    /// The hash that the next decision has to name: that of the last one, or the beginning's.
    pub const fn last(&self) -> ChainHash {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{
        CustomerId, Outcome, PartnerId, PersonKey, Qualification, ReasonCode, Timestamp,
    };

    use super::super::DecisionRecord;
    use super::*;

    const SALT: [u8; 16] = [7; 16];

    fn body() -> DecisionBody {
        DecisionBody { inputs: "{}".to_owned(), explanation: "because".to_owned(), ..DecisionBody::default() }
    }

    fn chain(length: u64) -> Vec<SealedDecision> {
        let mut previous = ChainHash::START;
        (1..=length)
            .map(|sequence| {
                let record = DecisionRecord {
                    id: DecisionId::from([u8::try_from(sequence).unwrap(); 16]),
                    partner: PartnerId::from([1; 16]),
                    sequence,
                    customer: CustomerId::from([2; 16]),
                    asked_for: Qualification::Education,
                    opened_at: Timestamp::UNIX_EPOCH,
                    attempt: 1,
                    outcome: Outcome::Approve,
                    reason_code: ReasonCode::EduSuffixA,
                    rule: "E11".to_owned(),
                    ruleset: "1".to_owned(),
                    dataset_versions: vec!["psl".to_owned()],
                    actor: "policy rules".to_owned(),
                    deciders: Vec::new(),
                    decided_at: Timestamp::UNIX_EPOCH,
                };
                let sealed = SealedDecision::seal(record, &body(), &SALT, previous);
                previous = sealed.hash;
                sealed
            })
            .collect()
    }

    fn walk(chain: &[SealedDecision], body: Option<(&DecisionBody, &[u8; 16])>) -> Result<u64, ChainFault> {
        let mut walk = ChainWalk::default();
        chain.iter().try_for_each(|link| walk.step(link, body))?;
        Ok(walk.len())
    }

    #[test]
    fn a_chain_is_whole_with_its_texts_and_without_them() {
        assert_eq!(walk(&chain(5), Some((&body(), &SALT))), Ok(5));
        assert_eq!(walk(&chain(5), None), Ok(5), "erased texts leave the chain whole");
    }

    #[test]
    fn every_kind_of_tampering_is_named_with_its_decision() {
        let id = |place: u8| DecisionId::from([place; 16]);
        let mut missing = chain(5);
        missing.remove(2);
        assert_eq!(walk(&missing, None), Err(ChainFault::Place { id: id(4), found: 4, expected: 3 }));

        let mut changed = chain(5);
        changed[2].record.outcome = Outcome::Deny;
        assert_eq!(walk(&changed, None), Err(ChainFault::Fields { id: id(3) }));

        let mut another = chain(5);
        another[2].record.deciders.push(PersonKey::of("https://id.example", "1"));
        assert_eq!(walk(&another, None), Err(ChainFault::Fields { id: id(3) }));

        let mut resealed = chain(5);
        let record = DecisionRecord { outcome: Outcome::Deny, ..resealed[2].record.clone() };
        resealed[2] = SealedDecision::seal(record, &body(), &SALT, resealed[2].previous);
        assert_eq!(walk(&resealed, None), Err(ChainFault::Link { id: id(4) }));

        let other = DecisionBody { explanation: "for money".to_owned(), ..body() };
        assert_eq!(
            walk(&chain(5), Some((&other, &SALT))),
            Err(ChainFault::Part { id: id(1), part: "explanation" })
        );
    }

    #[test]
    fn behind_a_fault_the_walk_goes_on_and_finds_the_next() {
        let mut chain = chain(6);
        chain.remove(1);
        chain[3].record.rule = "E0".to_owned();
        let mut walk = ChainWalk::default();
        let faults: Vec<_> = chain.iter().filter_map(|link| walk.step(link, None).err()).collect();
        let id = |place: u8| DecisionId::from([place; 16]);
        let expected =
            [ChainFault::Place { id: id(3), found: 3, expected: 2 }, ChainFault::Fields { id: id(5) }];
        assert_eq!((faults.as_slice(), walk.len()), (expected.as_slice(), 5));
    }

    #[test]
    fn text_does_not_run_from_one_field_into_the_next() {
        let [one, _] = chain(2).try_into().unwrap();
        let record = DecisionRecord { rule: "E1".to_owned(), ruleset: "11".to_owned(), ..one.record.clone() };
        let moved = SealedDecision::seal(record, &body(), &SALT, ChainHash::START);
        assert_ne!(moved.hash, one.hash);
    }
}
