//! The outbox.

use qualify_domain::audit::AuditPosition;
use qualify_domain::event::Event;
use qualify_domain::ports::Outcome;
use rusqlite::params;

use super::column::micros;
use super::session::Session;

/// Appends an event that belongs to an audit record.
pub(super) fn append(session: &Session, event: &Event, audit: AuditPosition) -> Outcome<()> {
    session.execute_one(
        "INSERT INTO events (partner_id, customer_id, kind, audit_ticks, correlation_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            event.partner.as_bytes(),
            event.customer.as_bytes(),
            event.kind.name(),
            audit.ticks(),
            event.correlation_id.as_bytes(),
            micros(event.at)
        ],
    )
}
