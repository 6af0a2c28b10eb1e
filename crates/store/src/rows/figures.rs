//! What pictures of the work count, along indexes of time.

use qualify_domain::figures::{Counted, DecisionFact, FigureScope, OpenCase};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, QueuedReview, ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{PageSize, Timestamp};

use super::reading::Read;

/// What pictures of the work count, along indexes of time. No verb looks at more than
/// [`Figures::ROWS_MAX`](qualify_domain::figures::Figures::ROWS_MAX) rows.
pub(crate) trait FigureRows {
    /// When cases were opened.
    fn count_opened_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<Timestamp>>;
    /// The cases that are open, whenever they were opened.
    fn count_open_cases(&mut self, scope: &FigureScope) -> impl Read<Counted<OpenCase>>;
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
