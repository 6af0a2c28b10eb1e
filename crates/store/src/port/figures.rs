//! Pictures of the work, and the lists that their numbers count.

use qualify_domain::figures::{FigureScope, Figures};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, FigureStore, Outcome, QueuedReview,
    ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{PageSize, Timestamp};

use crate::Store;
use crate::operations::figures::{ListCountedCases, ListCountedDecisions, ReadFigures};
use crate::sqlite::Owner;

impl FigureStore for Store {
    async fn read_figures(&self, scope: FigureScope, now: Timestamp) -> Outcome<Figures> {
        self.read_in_turn(Owner::Staff, ReadFigures { scope, now }).await
    }

    async fn list_counted_cases(
        &self,
        cases: CountedCases,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> Outcome<CountedPage<QueuedReview, ReviewPlace>> {
        self.read_in_turn(Owner::Staff, ListCountedCases { cases, after, size }).await
    }

    async fn list_counted_decisions(
        &self,
        decisions: CountedDecisions,
        after: Option<DecisionPlace>,
        size: PageSize,
    ) -> Outcome<CountedPage<StoredDecision, DecisionPlace>> {
        self.read_in_turn(Owner::Staff, ListCountedDecisions { decisions, after, size }).await
    }
}
