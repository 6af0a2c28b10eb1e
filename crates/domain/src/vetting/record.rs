//! The record of a decision (vetting specification 11): what is public stands in the chain, what names somebody
//! stands beside it and can be erased.

use std::fmt;

use qualify_vocabulary::{
    CustomerId, DecisionId, Outcome, PartnerId, Person, PersonKey, Qualification, ReasonCode, Timestamp,
};

use super::chain::{ChainHash, Digest};
use super::draft::DecisionBody;
use crate::caller::Actor;

/// The erasable part of a decision of the past, with what its hashes were salted with. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct DecisionTexts {
    /// The parts, each of which is hashed by itself.
    pub body: DecisionBody,
    /// What the parts were hashed with, so that a hash gives no erased text away.
    pub salt: [u8; 16],
}

impl fmt::Debug for DecisionTexts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecisionTexts").finish_non_exhaustive()
    }
}

/// A decision of the past as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The decision in its chain.
    pub sealed: SealedDecision,
    /// Its texts; none if they were erased, or not asked for.
    pub texts: Option<DecisionTexts>,
}

/// What is random about a decision; made where ids are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DecisionSeed {
    /// The decision's id.
    pub id: DecisionId,
    /// Keeps the hashes of the parts from being guessed once the parts are erased.
    pub salt: [u8; 16],
}

impl fmt::Debug for DecisionSeed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecisionSeed").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A decision of the past, as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// By which staff asks for it.
    pub id: DecisionId,
    /// Whose chain it stands in.
    pub partner: PartnerId,
    /// Its place in that chain, from 1.
    pub sequence: u64,
    /// About which it was made; it may have ended since.
    pub customer: CustomerId,
    /// What was asked for.
    pub asked_for: Qualification,
    /// The moment of the request: with the customer and the qualification, the case.
    pub opened_at: Timestamp,
    /// Which of the customer's requests for this qualification it was, from 1.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, as a word of a closed list: of several reasons the one that decided.
    pub reason_code: ReasonCode,
    /// The rule that decided.
    pub rule: String,
    /// The version of the rules.
    pub ruleset: String,
    /// What was consulted: a source each, as `id@hash@day`.
    pub dataset_versions: Vec<String>,
    /// Who decided, as the audit trail shows it: people by their names.
    pub actor: String,
    /// Which people decided: nobody where rules did, or where it was decided before people had keys.
    pub deciders: Vec<PersonKey>,
    /// The moment, in service time.
    pub decided_at: Timestamp,
}

impl DecisionRecord {
    /// Everybody who decided, under the name of all; where no key was kept, whoever is called so.
    pub fn people(&self) -> Vec<Person> {
        if self.deciders.is_empty() {
            return vec![Person::of_name(self.actor.clone())];
        }
        let person = |key: &PersonKey| Person { key: key.clone(), name: self.actor.clone() };
        self.deciders.iter().map(person).collect()
    }
}

/// Who decided, for the record. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct DecidedBy {
    /// As the audit trail shows it.
    pub actor: String,
    /// Which people; nobody where rules or time decided.
    pub keys: Vec<PersonKey>,
}

impl DecidedBy {
    /// A rule or a policy, by its name.
    pub fn rules(name: &str) -> Self {
        Self { actor: name.to_owned(), keys: Vec::new() }
    }

    /// A person, or the service in its own name.
    pub fn actor(actor: &Actor) -> Self {
        Self { actor: actor.name().to_owned(), keys: actor.key.iter().cloned().collect() }
    }
}

impl fmt::Debug for DecidedBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecidedBy").finish_non_exhaustive()
    }
}

/// A decision with its link in the chain: salted hashes of the parts in the order of [`DecisionBody::parts`], the
/// hash of the decision before it, and its own over all of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedDecision {
    /// The part that stays when texts are erased.
    pub record: DecisionRecord,
    /// The salted hashes of the parts.
    pub part_hashes: [ChainHash; 5],
    /// The hash of the partner's decision before it; all zero for the first.
    pub previous: ChainHash,
    /// The hash over all of that.
    pub hash: ChainHash,
}

impl SealedDecision {
    /// Puts a decision behind the last one of its chain.
    pub fn seal(record: DecisionRecord, body: &DecisionBody, salt: &[u8; 16], previous: ChainHash) -> Self {
        let part_hashes = body.parts().map(|(name, text)| ChainHash::of_part(salt, name, text));
        let hash = Self::hash_of(&record, &part_hashes, previous);
        Self { record, part_hashes, previous, hash }
    }

    /// The hash that the parts of this link come to.
    pub(super) fn hash_of(
        record: &DecisionRecord,
        part_hashes: &[ChainHash; 5],
        previous: ChainHash,
    ) -> ChainHash {
        let mut digest = Digest::new("qualify decision 1");
        digest.add(previous.as_bytes());
        digest.add(&record.sequence.to_be_bytes());
        digest.add(record.id.as_bytes());
        digest.add(record.partner.as_bytes());
        digest.add(record.customer.as_bytes());
        digest.add(record.asked_for.name().as_bytes());
        digest.add(&record.opened_at.as_microsecond().to_be_bytes());
        digest.add(&record.attempt.to_be_bytes());
        digest.add(record.outcome.name().as_bytes());
        digest.add(record.reason_code.name().as_bytes());
        digest.add(record.rule.as_bytes());
        digest.add(record.ruleset.as_bytes());
        digest.add(&(record.dataset_versions.len() as u64).to_be_bytes());
        for version in &record.dataset_versions {
            digest.add(version.as_bytes());
        }
        digest.add(record.actor.as_bytes());
        digest.add(&record.decided_at.as_microsecond().to_be_bytes());
        for hash in part_hashes {
            digest.add(hash.as_bytes());
        }
        // What was sealed before there were keys has none, and its hash stays.
        for key in &record.deciders {
            digest.add(key.as_str().as_bytes());
        }
        digest.finish()
    }
}
