//! Decisions, read.

use std::future::Future;

use qualify_vocabulary::{DecisionId, PageSize};

use super::outcome::Outcome;
use super::selections::Slice;
use crate::customer::CustomerKey;
use crate::vetting::{ChainFault, StoredDecision};

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
    /// Walks along the chains of all partners, one decision at a time, and reports everything that is wrong. It sees
    /// the decisions that are committed when it begins.
    fn walk_decisions(
        &self,
        report: impl FnMut(DecisionFault) + Send,
    ) -> impl Future<Output = Outcome<Walked>> + Send;
}

/// What is wrong with the decisions of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecisionFault {
    /// The chain says so.
    #[error(transparent)]
    Chain(ChainFault),
    /// A value does not read back.
    #[error("decision {} cannot be read: {table}.{column} holds a value that does not read back", id_text(.id.as_ref()))]
    Unreadable {
        /// The decision, if that much can be read.
        id: Option<DecisionId>,
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
}

fn id_text(id: Option<&DecisionId>) -> String {
    id.map_or_else(|| "without an id".to_owned(), ToString::to_string)
}

/// How far a walk along all chains came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Walked {
    /// Partners that have decisions.
    pub partners: u64,
    /// Decisions of all of them.
    pub decisions: u64,
    /// Those of them whose texts were erased.
    pub erased: u64,
    /// Faults that were reported.
    pub faults: u64,
}
