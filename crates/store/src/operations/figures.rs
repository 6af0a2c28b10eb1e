//! Pictures of the work, and the lists that their numbers count.

use qualify_domain::figures::{FigureScope, Figures};
use qualify_domain::ports::{
    CountedCases, CountedDecisions, CountedPage, DecisionPlace, QueuedReview, ReviewPlace,
};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{PageSize, Timestamp};

use super::Operation;
use crate::rows::Rows;
use crate::undone::Done;

/// The numbers of a time.
#[derive(Clone)]
pub(crate) struct ReadFigures {
    pub(crate) scope: FigureScope,
    pub(crate) now: Timestamp,
}

impl Operation for ReadFigures {
    type Answer = Figures;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Figures> {
        let Self { scope, now } = self;
        let opened = rows.count_opened_cases(&scope).await?;
        let open = rows.count_open_cases(&scope, now).await?;
        let held = rows.list_holders(&scope).await?;
        let decided = rows.count_decisions(&scope).await?;
        Ok(Figures::of(&scope, &opened, &open, &held, &decided))
    }
}

/// Cases that are counted.
#[derive(Clone)]
pub(crate) struct ListCountedCases {
    pub(crate) cases: CountedCases,
    pub(crate) after: Option<ReviewPlace>,
    pub(crate) size: PageSize,
}

impl Operation for ListCountedCases {
    type Answer = CountedPage<QueuedReview, ReviewPlace>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        Ok(rows.list_counted_cases(&self.cases, self.after, self.size).await?)
    }
}

/// Decisions that are counted.
#[derive(Clone)]
pub(crate) struct ListCountedDecisions {
    pub(crate) decisions: CountedDecisions,
    pub(crate) after: Option<DecisionPlace>,
    pub(crate) size: PageSize,
}

impl Operation for ListCountedDecisions {
    type Answer = CountedPage<StoredDecision, DecisionPlace>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        Ok(rows.list_counted_decisions(&self.decisions, self.after, self.size).await?)
    }
}
