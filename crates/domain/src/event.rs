//! The outbox: what happened, for those who want to be told. Written in the transaction of the change.

use qualify_vocabulary::{CorrelationId, CustomerId, PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// A customer's qualification records changed (contract 1.17, our own event).
    CustomerQualificationUpdated,
}

impl EventKind {
    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerQualificationUpdated => "customer-qualification-updated",
        }
    }
}

/// One event, beside the audit record of the same change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// Whose event it is.
    pub partner: PartnerId,
    /// The customer concerned.
    pub customer: CustomerId,
    /// Ties it to the call.
    pub correlation_id: CorrelationId,
    /// When it happened.
    pub at: Timestamp,
}
