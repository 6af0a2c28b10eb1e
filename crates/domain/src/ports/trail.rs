//! The audit trail: read by partners and by operators, and acts that leave a record in it and change nothing else.

use std::borrow::Cow;
use std::future::Future;

use qualify_vocabulary::{DecisionId, PageSize, PartnerId};

use super::outcome::Outcome;
use super::selections::{AuditPage, AuditSelection, Slice, TrailPlace};
use crate::audit::{AuditEntry, AuditOperation, AuditPosition};
use crate::caller::Act;
use crate::customer::CustomerKey;

/// What is noted of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailNote {
    /// What was done.
    pub operation: AuditOperation,
    /// Whom it concerns.
    pub about: About,
    /// Further pairs; nothing secret, and nobody's data.
    pub details: Vec<(Cow<'static, str>, String)>,
}

/// Whom an act concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// No partner: it stands in the trail of the nil GUID.
    NoPartner,
    /// A partner as a whole, and no customer of it.
    Partner(PartnerId),
    /// A customer of a partner.
    Customer(CustomerKey),
}

/// The audit trail, and acts that are noted in it while nothing else is written.
pub trait TrailStore: Send + Sync {
    /// The partner's audit records, the newest first, behind a position. A page is looked for in a bounded number of
    /// records, and one with nothing on it for seconds, so that no search keeps the store busy for long.
    fn list_audit(
        &self,
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<AuditPage>> + Send;
    /// One audit record that the partner may see.
    fn find_audit(
        &self,
        partner: PartnerId,
        position: AuditPosition,
    ) -> impl Future<Output = Outcome<Option<AuditEntry>>> + Send;
    /// All audit records, of all partners or of one, the newest first, behind a position.
    fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<AuditEntry>>> + Send;
    /// Notes an act. An act that is only allowed with its record is done after this.
    fn record_act(&self, act: Act, note: TrailNote) -> impl Future<Output = Outcome<()>> + Send;
    /// Notes in the operators' trail that somebody looked at a decision with its texts.
    fn record_decision_view(
        &self,
        act: Act,
        key: CustomerKey,
        decision: DecisionId,
    ) -> impl Future<Output = Outcome<()>> + Send;
    /// Takes acts into the trail that other processes have noted beside the one that holds the store, such as a
    /// backup;
    /// answers how many.
    fn take_over_acts(&self) -> impl Future<Output = Outcome<usize>> + Send;
}
