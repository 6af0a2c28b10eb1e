//! What changing operations are told: everything that the decision needs.

use std::sync::Arc;

use qualify_vocabulary::{CustomerId, LeaseId, PartnerId, SignedDuration, Timestamp, WorldId};

use crate::caller::{Act, Call, Caller};
use crate::customer::{BillingUpdate, Customer, CustomerKey};
use crate::partner::{Partner, PartnerStatus};
use crate::qualification::create::CreateRequest;
use crate::qualification::set::SetRequest;
use crate::review::ReviewRules;
use crate::vetting::{Applicant, DecisionDraft, DecisionSeed, Examination, Vetted, Vetter};

/// `PUT /qualification`.
#[derive(Debug, Clone)]
pub struct SetQualification {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: CustomerId,
    /// What is asked for.
    pub request: SetRequest,
    /// Who decides about Education at once, and examines a customer beside an accepted code.
    pub vetter: Arc<dyn Vetter>,
    /// What that decision is made of beside the answer.
    pub seed: DecisionSeed,
    /// Whether GCC needs a directory role of the user on the customer.
    pub is_directory_role_required: bool,
}

/// `POST /qualifications`.
#[derive(Debug, Clone)]
pub struct CreateQualification {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: CustomerId,
    /// What is asked for.
    pub request: CreateRequest,
    /// When vetting decides about Education; none if a person must.
    pub decision_due_at: Option<Timestamp>,
    /// The rules of the case that the request is, if a person must decide.
    pub review_rules: Arc<ReviewRules>,
    /// Who examines a customer beside an accepted code or a declaration, without a word in the answer (contract 2.8).
    pub beside: Option<Examination>,
    /// Strict mode of contract 2.4.
    pub is_segment_required: bool,
    /// Whether GCC needs a directory role of the user on the customer.
    pub is_directory_role_required: bool,
}

/// What a `POST /qualifications` would come to.
#[derive(Debug, Clone)]
pub struct PreviewQualification {
    /// Who asks.
    pub caller: Caller,
    /// When.
    pub now: Timestamp,
    /// The customer.
    pub customer: CustomerId,
    /// What would be asked for.
    pub request: CreateRequest,
    /// Who would decide.
    pub vetter: Arc<dyn Vetter>,
    /// Strict mode of contract 2.4.
    pub is_segment_required: bool,
    /// Whether GCC needs a directory role of the user on the customer.
    pub is_directory_role_required: bool,
}

/// What it would come to.
#[derive(Debug, Clone)]
pub enum Previewed {
    /// This decision, made at once.
    Decision(Box<DecisionDraft>),
    /// A decision that is not made before this moment.
    NotBefore(Timestamp),
    /// Nothing would change.
    Unchanged,
}

/// `POST /customers`.
#[derive(Debug, Clone)]
pub struct CreateCustomer {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: Customer,
    /// How many customers a sandbox account may hold; none for no limit.
    pub customer_limit: Option<u32>,
}

/// `DELETE /customers/{id}`.
#[derive(Debug, Clone)]
pub struct DeleteCustomer {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: CustomerId,
}

/// `PATCH /customers/{id}`: the partner resells to the customer no more.
#[derive(Debug, Clone)]
pub struct EndRelationship {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: CustomerId,
}

/// `PUT /customers/{id}/profiles/billing`.
#[derive(Debug, Clone)]
pub struct UpdateBilling {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: CustomerId,
    /// The new profile, with the state that the caller has seen.
    pub update: BillingUpdate,
}

/// Creates or changes a partner.
#[derive(Debug, Clone)]
pub struct PutPartner {
    /// The tenant.
    pub partner: PartnerId,
    /// The reseller's name.
    pub name: String,
    /// Whether it is a sandbox account.
    pub is_sandbox_account: bool,
    /// Whether it may call at all; none leaves it as it is, and a new partner active.
    pub status: Option<PartnerStatus>,
    /// Whether it may create customers; none leaves it as it is, and a new partner may.
    pub may_create_customers: Option<bool>,
    /// The world of a new partner, where it has one of its own. That of a partner who is there stays.
    pub world: Option<WorldId>,
}

impl PutPartner {
    /// The partner that this makes of the one that is there.
    pub fn apply_to(self, before: Option<&Partner>) -> Partner {
        Partner {
            id: self.partner,
            name: self.name,
            is_sandbox_account: self.is_sandbox_account,
            status: self.status.or(before.map(|before| before.status)).unwrap_or_default(),
            may_create_customers: self
                .may_create_customers
                .or(before.map(|before| before.may_create_customers))
                .unwrap_or(true),
            world: before.map(|before| before.world).or(self.world).unwrap_or(WorldId::NIL),
        }
    }
}

/// Whose work is looked for: partners may have a time of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's.
    #[default]
    Everybody,
    /// Everybody's but that of these partners, whose time is another one.
    AllBut(Arc<[PartnerId]>),
    /// One partner's.
    One(PartnerId),
}

/// A worker takes records that are due, for itself alone until its lease ends.
#[derive(Debug, Clone)]
pub struct LeaseDue {
    /// The moment of service time.
    pub now: Timestamp,
    /// Whose records.
    pub whose: Whose,
    /// The end of the lease; from then on another worker may take the records.
    pub until: Timestamp,
    /// The name of the lease; a fresh one each time.
    pub lease: LeaseId,
    /// At most this many records.
    pub records_max: u16,
}

/// What a worker got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedRound {
    /// Records that were looked at. None of them is there to be taken any longer; one that does not read back is due
    /// again later.
    pub examined: usize,
    /// Those that are to be decided now, the oldest due first.
    pub applicants: Vec<Applicant>,
}

/// Which leases end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leases {
    /// Those of the own process: of what it was before it started, where it goes by the same name.
    Own,
    /// Those of other processes on deliveries that are over in real time; records whose lease is over can be taken as they
    /// are.
    Over(Timestamp),
    /// Everybody's: those of a state that was put back, in which nobody works.
    All,
}

/// A worker's decisions about what it had a lease on.
#[derive(Debug, Clone)]
pub struct SaveDecisions {
    /// Who decides, and when.
    pub act: Act,
    /// The lease under which the records were taken.
    pub lease: LeaseId,
    /// What was found about each; shared, because a command is sent again where it failed.
    pub records: Arc<[VettedRecord]>,
    /// The rules of the cases that are left to a person.
    pub review_rules: Arc<ReviewRules>,
}

/// What was found about a record that is due.
#[derive(Debug, Clone)]
pub struct VettedRecord {
    /// The customer.
    pub key: CustomerKey,
    /// The moment of the request, by which a later request of the customer is told from it.
    pub opened_at: Timestamp,
    /// The answer.
    pub vetted: Vetted,
    /// What a decision is made of beside it.
    pub seed: DecisionSeed,
}

/// What became of a worker's decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SavedRound {
    /// Records that were approved or denied.
    pub decided: usize,
    /// Records that a person has to decide about, and nobody else from now on.
    pub passed_on: usize,
    /// Records that are due again later.
    pub postponed: usize,
    /// Records that were no longer the worker's: the lease had ended and somebody else took them, the record was
    /// decided or replaced, or it does not read back. Nothing was written about them.
    pub lost: usize,
}

impl SavedRound {
    /// All of them.
    pub const fn records(&self) -> usize {
        self.decided + self.passed_on + self.postponed + self.lost
    }
}

/// What is asked about when one wants to know whether anything is left to do: a record that vetting decides about, a case
/// that time acts on, an event that nobody was told of, a delivery that waits or is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkLeft {
    /// The service time up to which it is due.
    pub now: Timestamp,
    /// Whose; of every partner if none.
    pub partner: Option<PartnerId>,
    /// Whether vetting decides anything; where people do, records are left to them.
    pub vetting_decides: bool,
}

/// How much waits for the workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueBacklog {
    /// Records that are due and nobody's, counted up to [`DueBacklog::RECORDS_MAX`].
    pub records: u32,
    /// Since when the one waits that waits longest.
    pub oldest: Option<Timestamp>,
}

impl DueBacklog {
    /// The number up to which records are counted.
    pub const RECORDS_MAX: u32 = 10_000;
}

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Replay entries (contract 3.2: 24 hours).
    pub replays: SignedDuration,
    /// Events of the outbox.
    pub events: SignedDuration,
    /// The texts of decisions, from the moment at which another request took the place of theirs (vetting
    /// specification 11).
    pub decision_texts: SignedDuration,
    /// At most this many rows of each kind go in one transaction.
    pub rows_max: u16,
}
