//! What pictures of the work count, along indexes of time.

use qualify_domain::figures::{BacklogAge, Counted, DecisionFact, FigureScope};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, QueuedReview, ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{Date, PageSize, Person, Timestamp};

use super::reading::Read;

/// What pictures of the work count, along indexes of time. No verb looks at more than
/// [`Figures::ROWS_MAX`](qualify_domain::figures::Figures::ROWS_MAX) rows.
pub(crate) trait FigureRows {
    /// How many cases were opened on which days.
    fn count_opened_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<(Date, u32)>>;
    /// How many cases are open of which age, whenever they were opened.
    fn count_open_cases(
        &mut self,
        scope: &FigureScope,
        now: Timestamp,
    ) -> impl Read<Counted<(BacklogAge, u32)>>;
    /// Who holds the cases that somebody holds.
    fn list_holders(&mut self, scope: &FigureScope) -> impl Read<Counted<Person>>;
    /// Decisions.
    fn count_decisions(&mut self, scope: &FigureScope) -> impl Read<Counted<DecisionFact>>;
    /// Cases that are counted, the newest first.
    fn list_counted_cases(
        &mut self,
        cases: &CountedCases,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> impl Read<CountedPage<QueuedReview, ReviewPlace>>;
    /// Decisions that are counted, the newest first, without their texts.
    fn list_counted_decisions(
        &mut self,
        decisions: &CountedDecisions,
        after: Option<DecisionPlace>,
        size: PageSize,
    ) -> impl Read<CountedPage<StoredDecision, DecisionPlace>>;
}
