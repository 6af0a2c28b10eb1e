//! Vetting as the domain sees it: what an engine is told about an applicant, what it answers, and the record of that.
//!
//! The engine itself is elsewhere. The server hands one in as a [`Vetter`]; a store calls it inside the transaction
//! of a request, and a worker calls it for records that it has a lease on.

mod applicant;
mod chain;
mod draft;
mod record;

use std::fmt;
use std::sync::Arc;

pub use applicant::{ApplicantBilling, ApplicantFacts};
pub use chain::{ChainFault, ChainHash, ChainWalk};
pub use draft::{DecisionBody, DecisionDraft, Finding, OPERATOR_RULE};
pub use record::{DecidedBy, DecisionRecord, DecisionSeed, DecisionTexts, SealedDecision, StoredDecision};

use qualify_vocabulary::{CustomerId, DomainName, EducationSegment, Qualification, Timestamp};

use crate::customer::CustomerKey;

/// What an engine is told about an applicant: the customer's record, as it stands in the transaction. `Debug` shows
/// the key only.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The customer.
    pub key: CustomerKey,
    /// What was asked for.
    pub asked_for: Qualification,
    /// The segment, if one was sent.
    pub segment: Option<EducationSegment>,
    /// `billingProfile.companyName`.
    pub legal_name: String,
    /// The website that was sent with the request.
    pub website: Option<String>,
    /// `billingProfile.email`; the engine keeps its host only.
    pub email: String,
    /// `companyProfile.domain`.
    pub domain: DomainName,
    /// The country of the postal address, two letters.
    pub country: String,
    /// The qualifications that the customer holds beside the one in question.
    pub held: Vec<Qualification>,
    /// For Government Community Cloud: the organisation for which the accepted code was issued.
    pub code_organization: Option<String>,
    /// When the request was made.
    pub opened_at: Timestamp,
    /// Which of the customer's requests for this qualification it is, from 1.
    pub attempt: u32,
}

impl fmt::Debug for Applicant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Applicant")
            .field("key", &self.key)
            .field("asked_for", &self.asked_for)
            .finish_non_exhaustive()
    }
}

/// What an engine answers.
#[derive(Debug, Clone)]
pub enum Vetted {
    /// A decision, to be kept as it is.
    Decided(Box<Vetting>),
    /// Not before this moment: the record stays due until then.
    NotBefore(Timestamp),
}

/// A decision, with what depends on other customers.
#[derive(Debug, Clone)]
pub struct Vetting {
    /// What it comes to, unless another customer holds the domain.
    pub decision: DecisionDraft,
    /// What an approval claims, or would claim if a person approves: a listed host (with a body's id behind it where a
    /// register lists several there) or a registrable domain. No second customer is approved with it.
    pub approved_domain: Option<String>,
    /// The decision that takes the place of an approval where another customer holds that domain already.
    pub if_claimed: Option<DecisionDraft>,
    /// What the partner reads where the reason is kept from it: one text, whatever the reason is (contract 9.5).
    pub kept_explanation: String,
}

/// Who was approved with a domain that an approval would rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimedBy {
    /// Nobody, or the applicant.
    Nobody,
    /// Another customer of the same partner.
    OwnCustomer(CustomerId),
    /// A customer of another partner.
    OtherPartner,
}

impl ClaimedBy {
    /// What a claim means for an applicant.
    pub fn of(claimant: Option<CustomerKey>, applicant: CustomerKey) -> Self {
        match claimant {
            Some(claimant) if claimant.partner != applicant.partner => Self::OtherPartner,
            Some(claimant) if claimant.customer != applicant.customer => Self::OwnCustomer(claimant.customer),
            Some(_) | None => Self::Nobody,
        }
    }

    /// What a look ahead sees of it: not what other partners' customers were approved with (contract 9.5).
    #[must_use]
    pub const fn in_preview(self) -> Self {
        match self {
            Self::OtherPartner => Self::Nobody,
            seen => seen,
        }
    }
}

impl Vetting {
    /// A decision that depends on no other customer, and whose reason anybody may read.
    pub const fn of(decision: DecisionDraft) -> Self {
        Self { decision, approved_domain: None, if_claimed: None, kept_explanation: String::new() }
    }

    /// The decision that counts, and the approved domain that comes with it.
    pub fn settle(self, claimed_by: ClaimedBy) -> (DecisionDraft, Option<String>) {
        let (mut draft, approved_domain) = match (self.if_claimed, claimed_by) {
            (Some(other), ClaimedBy::OwnCustomer(own)) => {
                (DecisionDraft { own_claimant: Some(own), ..other }, None)
            }
            (Some(other), ClaimedBy::OtherPartner) => (other, None),
            (Some(_), ClaimedBy::Nobody) | (None, _) => (self.decision, self.approved_domain),
        };
        if draft.is_kept_from_partner() {
            draft.body.explanation = self.kept_explanation;
        }
        (draft, approved_domain)
    }
}

/// Something that decides about applicants: an engine with its datasets, or a fixed policy. Pure and quick: it is
/// called inside of transactions.
pub trait Vetter: fmt::Debug + Send + Sync {
    /// Decides about one applicant at a moment of service time.
    fn vet(&self, applicant: &Applicant, now: Timestamp) -> Vetted;

    /// Who decides, as the audit trail and the decisions name it.
    fn name(&self) -> &'static str {
        "policy rules"
    }

    /// Whether it ever decides by itself. One that passes everything on to a person is asked only where a request
    /// needs an answer at once: its records are never due, and nothing is examined beside a request.
    fn decides(&self) -> bool {
        true
    }
}

/// A vetter with what a decision of its needs.
#[derive(Debug, Clone)]
pub struct Examination {
    /// Who is asked.
    pub vetter: Arc<dyn Vetter>,
    /// What the decision is made of beside the answer.
    pub seed: DecisionSeed,
}
