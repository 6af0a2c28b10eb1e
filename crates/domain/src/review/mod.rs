//! Reviews: cases that a person decides, as one pure state machine (vetting specification 10).
//!
//! A request that no rule decides is itself a case; appeals, re-verifications, revocations and audits are cases of
//! their own that link to it. [`Review::apply`] takes a command from a state to the next, and says what follows for the
//! customer's record; [`Review::advance`] does what time alone does: leases and windows end, warnings fall due, a
//! revocation takes effect. Outside, everything that is not final is "in review".
//!
//! To add a command: a variant of [`Command`], an arm in `machine.rs`, and its column in the table of `tests/table.rs`,
//! which names what every state makes of it.

mod checks;
mod effects;
mod machine;
mod policy;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
mod time;

use std::fmt;

use qualify_vocabulary::{
    CustomerId, DecisionId, PartnerId, Person, Qualification, ReasonCode, ReviewId, SignedDuration, Timestamp,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::customer::CustomerKey;
pub use effects::{Applied, Effect, Settlement};
pub use machine::{Command, Reviewer};
pub use policy::{AroundTheClock, BusinessTime, DOCUMENTS_MAX, FourEyes, ReviewRules};
pub use refusal::ReviewRefusal;
pub use state::{Notice, Proposal, ReviewState};

/// Most missing items that are asked for at a time.
pub const ITEMS_MAX: usize = 10;

/// Most characters of an item that is asked for, and of an item of evidence.
pub const ITEM_CHARS_MAX: usize = 500;

/// Most characters of a note, a reply, an appeal or an explanation.
pub const TEXT_CHARS_MAX: usize = 4000;

/// Most notes of a case, and most questions.
pub const NOTES_MAX: usize = 100;

/// The warning that says that the time of a case is used up, in percent of it.
pub const BREACH_PERCENT: u8 = 100;

/// Why a case exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewKind {
    /// A request that no rule decides.
    Request,
    /// The partner contests a denial.
    Appeal,
    /// Somebody asks whether an approval still holds, and perhaps ends it.
    Reverification,
    /// A look at what was granted without vetting. Never changes what the wire answers.
    Audit,
}

impl ReviewKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Request, Self::Appeal, Self::Reverification, Self::Audit];

    /// The one spelling, in storage and on both doors.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Appeal => "appeal",
            Self::Reverification => "reverification",
            Self::Audit => "audit",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a denial in such a case can be appealed.
    pub const fn can_be_appealed(self) -> bool {
        match self {
            Self::Request | Self::Reverification => true,
            Self::Appeal | Self::Audit => false,
        }
    }

    /// Whether the partner sees the case and may speak in it: an audit is ours alone.
    pub const fn is_shown_to_partner(self) -> bool {
        match self {
            Self::Request | Self::Appeal | Self::Reverification => true,
            Self::Audit => false,
        }
    }
}

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

/// What somebody wrote for those who look at the case next.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

impl fmt::Debug for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Note").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A question to the partner, with the answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What is missing.
    pub items: Vec<String>,
    /// The end of the window.
    pub until: Timestamp,
    /// Whether the partner was reminded.
    #[serde(default)]
    pub is_reminded: bool,
    /// What the partner wrote.
    #[serde(default)]
    pub reply: Option<Note>,
}

impl fmt::Debug for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Question")
            .field("at", &self.at)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// How a case ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Why, as a word that programs and statistics can rely on.
    pub reason_code: ReasonCode,
    /// What the partner reads.
    pub explanation: String,
    /// When.
    pub at: Timestamp,
}

impl fmt::Debug for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Ending")
            .field("reason_code", &self.reason_code)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
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

/// The place in the queue: what is smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody may be cheating.
    Fraud = 0,
    /// Somebody was told no and contests it.
    Appeal = 1,
    /// The time is used up.
    Breached = 2,
    /// Everything else.
    Normal = 3,
}

impl Priority {
    /// The priority of this number.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Fraud, Self::Appeal, Self::Breached, Self::Normal].into_iter().find(|it| *it as u8 == number)
    }

    /// The one spelling, on the operators' door.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fraud => "fraud",
            Self::Appeal => "appeal",
            Self::Breached => "breached",
            Self::Normal => "normal",
        }
    }
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

    /// The id of the case that a request is: made of what tells the request from every other, so that the case has the
    /// same id before anybody looks at it. It begins with the moment of the request, so that new cases stand side by
    /// side in the database.
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

    /// The case without anything that somebody outside wrote or is named by: what is left once the customer is deleted.
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
