//! Decisions, read.

use std::future::Future;

use qualify_vocabulary::{DecisionId, PageSize};

use super::outcome::Outcome;
use super::selections::Slice;
use crate::caller::Act;
use crate::customer::CustomerKey;
use crate::vetting::StoredDecision;

/// Decisions, which are appended to their partner's chain by other operations.
pub trait DecisionStore: Send + Sync {
    /// One decision with its texts.
    fn find_decision(
        &self,
        decision: DecisionId,
    ) -> impl Future<Output = Outcome<Option<StoredDecision>>> + Send;
    /// The decisions about a customer, the newest first, below a place of the chain; also of one that was deleted.
    fn list_decisions(
        &self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> impl Future<Output = Outcome<Slice<StoredDecision>>> + Send;
    /// Notes in the operators' trail that somebody looked at a decision with its texts.
    fn record_decision_view(
        &self,
        act: Act,
        key: CustomerKey,
        decision: DecisionId,
    ) -> impl Future<Output = Outcome<()>> + Send;
}
