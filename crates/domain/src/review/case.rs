//! What a case holds, and its place in the queue.

use qualify_vocabulary::{
    CustomerId, DecisionId, PartnerId, Person, Qualification, ReasonCode, ReviewId, SignedDuration, Timestamp,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::customer::CustomerKey;

use super::kind::{Priority, ReviewKind};
use super::notes::{Ending, Note, Question};
use super::state::ReviewState;

/// The warning that says that the time of a case is used up, in percent of it.
pub const BREACH_PERCENT: u8 = 100;

/// The time that a case may take, in business time. It stands while the partner is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaClock {
    /// How much of it was used before it ran last.
    pub used: SignedDuration,
    /// Since when it runs; none while it stands.
    pub running_since: Option<Timestamp>,
    /// The warnings that were given, as the percentage of the last one; 100 is the breach.
    pub warned_percent: u8,
}

/// What does not change about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The case.
    pub id: ReviewId,
    /// Whose customer.
    pub key: CustomerKey,
    /// Why the case exists.
    pub kind: ReviewKind,
    /// What it is about.
    pub qualification: Qualification,
    /// The moment of the request: with the customer and the qualification, the record.
    pub opened_at: Timestamp,
    /// When the case was opened.
    pub created_at: Timestamp,
    /// The how manieth request of the customer it is about.
    pub attempt: u32,
    /// The country of the postal address, two letters.
    pub country: String,
    /// The language of the customer's billing profile.
    pub language: String,
    /// The registrable domain that a decision would rest on, if one is known.
    pub domain: Option<String>,
    /// Why no rule decided, or what the case is opened for.
    pub reason_code: ReasonCode,
    /// Whether the first look found what speaks of imitation. It stays with an appeal, whatever was decided between.
    #[serde(default)]
    pub is_flagged: bool,
    /// The decision that led to it.
    #[serde(default)]
    pub decision: Option<DecisionId>,
    /// The case that it links to.
    #[serde(default)]
    pub linked: Option<ReviewId>,
    /// Reviewers who may not have it: those who had a part in the denial that is appealed.
    #[serde(default)]
    pub barred: Vec<Person>,
    /// What the partner wrote against a denial.
    #[serde(default)]
    pub appeal: Option<Note>,
}

impl Subject {
    /// The case whose denial an appeal contests.
    pub fn contested(&self) -> Option<ReviewId> {
        self.linked.filter(|_| self.kind == ReviewKind::Appeal)
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What does not change.
    pub subject: Subject,
    /// Where it stands.
    pub state: ReviewState,
    /// The time that it may take.
    pub sla: SlaClock,
    /// What reviewers wrote.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// What the partner was asked.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Everybody of the staff who had a part in it.
    #[serde(default)]
    pub reviewers: Vec<Person>,
    /// Who decided, or proposed what was confirmed.
    #[serde(default)]
    pub first_reviewer: Option<Person>,
    /// Who confirmed it, or decided between two.
    #[serde(default)]
    pub second_reviewer: Option<Person>,
    /// How it ended.
    #[serde(default)]
    pub ending: Option<Ending>,
}

impl Review {
    /// A new case that waits for a reviewer.
    pub fn open(subject: Subject, now: Timestamp) -> Self {
        Self {
            subject,
            state: ReviewState::Queued { preferred: None },
            sla: SlaClock { used: SignedDuration::ZERO, running_since: Some(now), warned_percent: 0 },
            notes: Vec::new(),
            questions: Vec::new(),
            reviewers: Vec::new(),
            first_reviewer: None,
            second_reviewer: None,
            ending: None,
        }
    }

    /// The same case, but a lead's if the customer has asked too often (contract 2.8).
    #[must_use]
    pub fn for_a_lead_after(mut self, attempts_max: Option<u32>) -> Self {
        if attempts_max.is_some_and(|max| self.subject.attempt > max) {
            self.state = ReviewState::Escalated { first: None, second: None, proposal: None };
        }
        self
    }

    /// The id of the case that a request is: made of what tells the request from every other, so that the case has
    /// the same id before anybody looks at it. It begins with the moment of the request, so that new cases stand
    /// side by side in the database.
    pub fn id_of_request(key: CustomerKey, qualification: Qualification, opened_at: Timestamp) -> ReviewId {
        let mut digest = Sha256::new_with_prefix(b"qualify review 1");
        digest.update(PartnerId::as_bytes(&key.partner));
        digest.update(CustomerId::as_bytes(&key.customer));
        digest.update(qualification.name().as_bytes());
        digest.update(opened_at.as_microsecond().to_be_bytes());
        Self::id_of_hash(&opened_at.as_millisecond().to_be_bytes()[2..], &digest.finalize())
    }

    /// The id of a further case of the same request.
    pub fn id_after(id: ReviewId) -> ReviewId {
        let digest =
            Sha256::new_with_prefix(b"qualify review after 1").chain_update(id.as_bytes()).finalize();
        Self::id_of_hash(&id.as_bytes()[..6], &digest)
    }

    fn id_of_hash(millisecond: &[u8], digest: &[u8]) -> ReviewId {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(millisecond);
        bytes[6..].copy_from_slice(&digest[..10]);
        // The marks of a GUID of our own form (RFC 9562, version 8).
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        ReviewId::from(bytes)
    }

    /// The case without anything that somebody outside wrote or is named by: what is left once the customer is
    /// deleted.
    #[must_use]
    pub fn erased(mut self) -> Self {
        self.subject.domain = None;
        self.subject.appeal = None;
        self.notes.clear();
        self.questions.clear();
        if let Some(ending) = &mut self.ending {
            ending.explanation.clear();
        }
        self
    }

    /// The place in the queue.
    pub const fn priority(&self) -> Priority {
        match (self.subject.reason_code, self.subject.kind) {
            (ReasonCode::Abused | ReasonCode::NameBelongsToOtherDomain, _) => Priority::Fraud,
            (_, ReviewKind::Appeal) => Priority::Appeal,
            _ if self.sla.warned_percent >= BREACH_PERCENT => Priority::Breached,
            _ => Priority::Normal,
        }
    }

    /// Whose it is, while it is somebody's.
    pub const fn holder(&self) -> Option<&Person> {
        match &self.state {
            ReviewState::Claimed { reviewer, .. } => Some(reviewer),
            _ => None,
        }
    }
}
