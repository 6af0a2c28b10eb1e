//! What changing operations are told: everything that the decision needs.

use qualify_vocabulary::{CustomerId, Decision, PartnerId, SignedDuration, Timestamp};

use crate::caller::{Act, Call};
use crate::customer::{BillingUpdate, Customer};
use crate::partner::{Partner, PartnerStatus};
use crate::qualification::create::CreateRequest;
use crate::qualification::set::SetRequest;

/// `PUT /qualification`.
#[derive(Debug, Clone)]
pub struct SetQualification {
    /// Who, when, and the idempotency key.
    pub call: Call,
    /// The customer.
    pub customer: CustomerId,
    /// What is asked for.
    pub request: SetRequest,
    /// What vetting says about Education at once.
    pub decision: Decision,
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
    /// When the vetting policy decides; none if a person must.
    pub decision_due_at: Option<Timestamp>,
    /// Strict mode of contract 2.4.
    pub is_segment_required: bool,
    /// Whether GCC needs a directory role of the user on the customer.
    pub is_directory_role_required: bool,
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
        }
    }
}

/// A round of the job that applies the vetting policy to records that have become due.
#[derive(Debug, Clone)]
pub struct DueDecisions {
    /// Who decides, and when.
    pub act: Act,
    /// What the policy says.
    pub decision: Decision,
    /// At most this many records in one transaction.
    pub records_max: u16,
}

/// What a round of that job did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRound {
    /// Records that were due. None of them is due any longer; one that does not read back is due again later.
    pub examined: usize,
    /// Those of them that were decided.
    pub decided: usize,
}

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Replay entries (contract 3.2: 24 hours).
    pub replays: SignedDuration,
    /// Events of the outbox.
    pub events: SignedDuration,
    /// At most this many rows of each kind go in one transaction.
    pub rows_max: u16,
}
