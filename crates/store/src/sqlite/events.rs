//! The outbox.

use qualify_domain::audit::AuditPosition;
use qualify_domain::event::Event;
use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::params;

use super::column::micros;
use super::session::Session;

/// Appends an event. Whoever waits for events is woken after the commit.
pub(super) fn append(session: &Session, event: &Event) -> Outcome<()> {
    let data = serde_json::to_string(&event.data).map_err(|error| StoreError::Failed(Box::new(error)))?;
    session.note_event();
    session.execute_one(
        "INSERT INTO events (partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            event.partner.as_bytes(),
            event.customer.as_ref().map(qualify_vocabulary::CustomerId::as_bytes),
            event.kind.name(),
            data,
            event.audit.map(AuditPosition::ticks),
            event.correlation_id.as_bytes(),
            micros(event.at)
        ],
    )
}
