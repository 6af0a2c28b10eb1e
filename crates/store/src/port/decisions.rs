//! Decisions, read.

use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DecisionStore, Outcome, Slice};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{DecisionId, PageSize};

use crate::Store;
use crate::operations::decisions::RecordDecisionView;
use crate::operations::reads::{FindDecision, ListDecisions};
use crate::sqlite::Owner;

impl DecisionStore for Store {
    async fn find_decision(&self, decision: DecisionId) -> Outcome<Option<StoredDecision>> {
        self.read(FindDecision { decision }).await
    }

    async fn list_decisions(
        &self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> Outcome<Slice<StoredDecision>> {
        self.read_in_turn(Owner::Staff, ListDecisions { key, below, size, with_texts }).await
    }

    async fn record_decision_view(&self, act: Act, key: CustomerKey, decision: DecisionId) -> Outcome<()> {
        self.write(RecordDecisionView { act, key, decision }).await
    }
}
