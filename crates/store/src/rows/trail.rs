//! The audit trail.

use qualify_domain::audit::{AuditEntry, AuditFact, AuditPosition};
use qualify_vocabulary::PartnerId;

use super::reading::Read;

/// The audit trail.
pub(crate) trait TrailRows {
    /// The name of the operation that a record is of.
    fn find_audit_operation(
        &mut self,
        partner: PartnerId,
        position: AuditPosition,
    ) -> impl Read<Option<String>>;
    /// Appends a fact to its partner's trail and answers its place.
    fn append_audit(&mut self, fact: &AuditFact) -> impl Read<AuditPosition>;
    /// One record that the partner may see.
    fn find_audit(&mut self, partner: PartnerId, position: AuditPosition) -> impl Read<Option<AuditEntry>>;
}
