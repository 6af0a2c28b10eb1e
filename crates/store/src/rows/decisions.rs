//! Decisions, a hash chain for each partner, with their texts beside it.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Slice;
use qualify_domain::vetting::{ChainHash, DecisionBody, DecisionSeed, SealedDecision, StoredDecision};
use qualify_vocabulary::{DecisionId, PageSize, PartnerId, Qualification, SignedDuration, Timestamp};

use super::reading::{Queued, Read};

/// Where a partner's chain ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChainEnd {
    pub(crate) sequence: u64,
    pub(crate) hash: ChainHash,
}

/// Decisions, a hash chain for each partner, with their texts beside it.
pub(crate) trait DecisionRows {
    /// Appends a decision to its partner's chain, with its texts beside it.
    fn append_decision(
        &mut self,
        sealed: &SealedDecision,
        body: &DecisionBody,
        seed: &DecisionSeed,
    ) -> Queued;
    /// Reads where the partner's chain ends. Comes before the writes that belong to a decision, so that a chain
    /// that does
    /// not read back is found while there is nothing to take back.
    fn find_chain_end(&mut self, partner: PartnerId) -> impl Read<ChainEnd>;
    /// Notes that another request takes the place of the customer's: the time of its texts begins to run.
    fn end_decision_texts(&mut self, key: CustomerKey, asked_for: Qualification, now: Timestamp) -> Queued;
    /// Erases the texts of all decisions about a customer; the chain stays whole.
    fn erase_decision_texts(&mut self, key: CustomerKey) -> Queued;
    /// Erases texts whose time is over, at most so many; answers how many.
    fn purge_decision_texts(
        &mut self,
        now: Timestamp,
        kept: SignedDuration,
        rows_max: u16,
    ) -> impl Read<usize>;
    /// One decision with its texts.
    fn find_decision(&mut self, id: DecisionId) -> impl Read<Option<StoredDecision>>;
    /// The decision that was made last about a request, with its texts.
    fn find_last_decision(
        &mut self,
        key: CustomerKey,
        asked_for: Qualification,
        opened_at: Timestamp,
    ) -> impl Read<Option<StoredDecision>>;
    /// The decisions about a customer below a place, the newest first.
    fn list_decisions(
        &mut self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> impl Read<Slice<StoredDecision>>;
}
