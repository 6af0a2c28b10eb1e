//! Decisions, read: from the store, and from an archive beside the process that holds it.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DecisionFault, DecisionStore, Outcome, Slice, Walked};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{DecisionId, PageSize};

use crate::archive::Place;
use crate::operations::reads::{FindDecision, ListDecisions};
use crate::sqlite::Owner;
use crate::{DecisionArchive, Store};

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

    async fn walk_decisions(&self, report: impl FnMut(DecisionFault) + Send) -> Outcome<Walked> {
        match self {
            Self::Sqlite(store) => store.walk_decisions(report).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.walk_decisions(report)).await,
        }
    }
}

impl DecisionStore for DecisionArchive {
    async fn find_decision(&self, decision: DecisionId) -> Outcome<Option<StoredDecision>> {
        match &self.0 {
            Place::File(file) => file.read(FindDecision { decision }),
            #[cfg(feature = "postgres")]
            Place::Server(store) => Box::pin(store.read(FindDecision { decision })).await,
        }
    }

    async fn list_decisions(
        &self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> Outcome<Slice<StoredDecision>> {
        let list = ListDecisions { key, below, size, with_texts };
        match &self.0 {
            Place::File(file) => file.read(list),
            #[cfg(feature = "postgres")]
            Place::Server(store) => Box::pin(store.read(list)).await,
        }
    }

    async fn walk_decisions(&self, report: impl FnMut(DecisionFault) + Send) -> Outcome<Walked> {
        match &self.0 {
            Place::File(file) => file.walk(report),
            #[cfg(feature = "postgres")]
            Place::Server(store) => Box::pin(store.walk_decisions(report)).await,
        }
    }
}
