//! Pictures of the work, and the lists that their numbers count.

use std::future::Future;

use qualify_vocabulary::{Outcome as Decided, PageSize, PartnerId, PersonKey, ReasonCode, Timestamp};
use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use super::reviews::{QueuedReview, ReviewPlace};
use crate::figures::{FigureScope, Figures};
use crate::vetting::StoredDecision;

/// Cases that a picture counts. The moments of their scope are those of their opening; of open ones it begins behind the
/// first and includes the last, as [`BacklogAge::opened`](crate::figures::BacklogAge::opened) has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedCases {
    /// Whose, and when they were opened.
    pub scope: FigureScope,
    /// Those alone that are open.
    pub are_open: bool,
    /// Those alone that this person holds.
    pub holder: Option<PersonKey>,
}

/// Decisions that a picture counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDecisions {
    /// Whose, and when they were made.
    pub scope: FigureScope,
    /// Those that say this.
    pub outcome: Option<(Decided, ReasonCode)>,
    /// Those of people, or those of rules.
    pub by_people: Option<bool>,
    /// Those in which this person had a part.
    pub decider: Option<PersonKey>,
}

impl CountedDecisions {
    /// Whether a decision is counted.
    pub fn counts(&self, outcome: Decided, reason_code: ReasonCode, deciders: &[PersonKey]) -> bool {
        self.outcome.is_none_or(|said| said == (outcome, reason_code))
            && self.by_people.is_none_or(|by_people| by_people != deciders.is_empty())
            && self.decider.as_ref().is_none_or(|person| deciders.contains(person))
    }
}

/// A place in a list of decisions by their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DecisionPlace {
    /// When it was made.
    pub decided_at: Timestamp,
    /// Whose customer it is about.
    pub partner: PartnerId,
    /// Its number in the partner's chain.
    pub sequence: u64,
}

impl DecisionPlace {
    /// Where a decision stands.
    pub const fn of(decision: &StoredDecision) -> Self {
        let record = &decision.sealed.record;
        Self { decided_at: record.decided_at, partner: record.partner, sequence: record.sequence }
    }
}

/// A page of what is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedPage<T, P> {
    /// As many as were asked for at most; fewer where much had to be looked at.
    pub items: Vec<T>,
    /// The place behind which to go on; none at the end.
    pub next: Option<P>,
}

/// Numbers of the work. Each look goes along an index of time, at most
/// [`Figures::ROWS_MAX`](crate::figures::Figures::ROWS_MAX) rows far.
pub trait FigureStore: Send + Sync {
    /// The numbers of a time. The backlog is that of now.
    fn read_figures(
        &self,
        scope: FigureScope,
        now: Timestamp,
    ) -> impl Future<Output = Outcome<Figures>> + Send;
    /// Cases that are counted, the newest first, behind a place.
    fn list_counted_cases(
        &self,
        cases: CountedCases,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<CountedPage<QueuedReview, ReviewPlace>>> + Send;
    /// Decisions that are counted, the newest first, behind a place; without their texts.
    fn list_counted_decisions(
        &self,
        decisions: CountedDecisions,
        after: Option<DecisionPlace>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<CountedPage<StoredDecision, DecisionPlace>>> + Send;
}
