//! The audit trail.

use std::borrow::Cow;

use qualify_domain::audit::{
    AuditEntry, AuditFact, AuditOperation, AuditPosition, AuditStatus, AuditedCustomer,
};
use qualify_domain::caller::Actor;
use qualify_domain::ports::Outcome;
use qualify_vocabulary::{CustomerId, PartnerId, PersonKey};

use super::cells::Cells;
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

/// What a record is of.
pub(crate) fn read_operation(columns: &impl Cells) -> Outcome<AuditOperation> {
    columns.parsed("operation", |name| AuditOperation::from_name(name).ok_or(()))
}

/// A record.
pub(crate) fn read_audit(columns: &impl Cells) -> Outcome<AuditEntry> {
    let customer_id: Option<[u8; 16]> = columns.get("customer_id")?;
    let customer_name: Option<String> = columns.get("customer_name")?;
    Ok(AuditEntry {
        position: AuditPosition::from_ticks(columns.get("ticks")?),
        fact: AuditFact {
            partner: columns.id("partner_id")?,
            customer: customer_id
                .map(CustomerId::from)
                .map(|id| AuditedCustomer { id, name: customer_name.unwrap_or_default() }),
            actor: Actor {
                user_name: columns.get("user_name")?,
                key: columns.get::<Option<String>>("user_key")?.map(PersonKey::from_stored),
                application: columns.get("application")?,
            },
            operation: read_operation(columns)?,
            status: columns.parsed("status", |name| AuditStatus::from_name(name).ok_or(()))?,
            old_value: columns.get("old_value")?,
            new_value: columns.get("new_value")?,
            details: columns
                .parsed("details", |json| serde_json::from_str::<Vec<(Cow<'static, str>, String)>>(json))?,
            correlation_id: columns.id("correlation_id")?,
            at: columns.moment("created_at")?,
        },
    })
}
