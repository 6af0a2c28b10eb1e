//! The audit trail: read by partners and by operators, and acts that leave a record in it and change nothing else.

use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{AuditPage, AuditSelection, Outcome, Slice, TrailNote, TrailPlace, TrailStore};
use qualify_vocabulary::{DecisionId, PageSize, PartnerId};

use crate::Store;
use crate::operations::decisions::RecordDecisionView;
use crate::operations::reads::{FindAudit, HasWaitingActs};
use crate::operations::trail::{RecordAct, TakeOverActs};
use crate::sqlite::Owner;

impl TrailStore for Store {
    async fn list_audit(
        &self,
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Outcome<AuditPage> {
        match self {
            Self::Sqlite(store) => store.list_audit(partner, selection, after, size).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.list_audit(partner, selection, after, size)).await,
        }
    }

    async fn find_audit(&self, partner: PartnerId, position: AuditPosition) -> Outcome<Option<AuditEntry>> {
        self.read(FindAudit { partner, position }).await
    }

    async fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> Outcome<Slice<AuditEntry>> {
        match self {
            Self::Sqlite(store) => store.list_operator_audit(partner, after, size).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.list_operator_audit(partner, after, size)).await,
        }
    }

    async fn record_act(&self, act: Act, note: TrailNote) -> Outcome<()> {
        self.write(RecordAct { act, note }).await
    }

    async fn record_decision_view(&self, act: Act, key: CustomerKey, decision: DecisionId) -> Outcome<()> {
        self.write(RecordDecisionView { act, key, decision }).await
    }

    async fn take_over_acts(&self) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with. A connection for
        // points rests on a state in which nothing of another process is seen.
        if !self.read_in_turn(Owner::Service, HasWaitingActs {}).await? {
            return Ok(0);
        }
        self.write(TakeOverActs).await
    }
}
