//! The audit trail.

use qualify_domain::audit::{AuditEntry, AuditFact, AuditPosition};

use qualify_domain::ports::Outcome;
use qualify_vocabulary::{PartnerId, PersonKey};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::params;
use crate::rows::{Read, TrailRows, read_audit};

pub(super) const COLUMNS: &str =
    "ticks, partner_id, customer_id, customer_name, user_name, application, operation, status,
    old_value, new_value, details, correlation_id, created_at, user_key";

impl TrailRows for PostgresRows {
    fn find_audit_operation(
        &mut self,
        partner: PartnerId,
        position: AuditPosition,
    ) -> impl Read<Option<String>> {
        self.find(
            "SELECT operation FROM audit_records WHERE partner_id = $1 AND ticks = $2",
            params![partner.as_bytes(), position.ticks()],
            |row| Columns::new("audit_records", row).get("operation"),
        )
    }

    fn append_audit(&mut self, fact: &AuditFact) -> impl Read<AuditPosition> {
        async move {
            let position = self.session.next_position(fact.partner, fact.at).await?;
            let customer = fact.customer.as_ref();
            self.execute_one(
                "INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, user_name,
                    application, operation, status, old_value, new_value, details, correlation_id,
                    created_at, user_key)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                params![
                    position.ticks(),
                    fact.partner.as_bytes(),
                    customer.map(|customer| customer.id.as_bytes()),
                    customer.map(|customer| &customer.name),
                    fact.actor.user_name,
                    fact.actor.application,
                    fact.operation.name(),
                    fact.status.name(),
                    fact.old_value,
                    fact.new_value,
                    serde_json::to_string(&fact.details).expect("pairs of texts"),
                    fact.correlation_id.as_bytes(),
                    micros(fact.at),
                    fact.actor.key.as_ref().map(PersonKey::as_str)
                ],
            )?;
            Ok(position)
        }
    }

    fn find_audit(&mut self, partner: PartnerId, position: AuditPosition) -> impl Read<Option<AuditEntry>> {
        async move {
            let entry = self
                .find(
                    format!("SELECT {COLUMNS} FROM audit_records WHERE partner_id = $1 AND ticks = $2"),
                    params![partner.as_bytes(), position.ticks()],
                    read,
                )
                .await?;
            Ok(entry.filter(|entry| entry.fact.operation.is_shown_to_partner()))
        }
    }
}

pub(super) fn read(row: &Row) -> Outcome<AuditEntry> {
    read_audit(&Columns::new("audit_records", row))
}
