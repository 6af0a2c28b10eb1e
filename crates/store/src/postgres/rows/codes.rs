//! Validation codes.

use qualify_domain::Refusal;
use qualify_domain::ports::Outcome;
use qualify_domain::validation_code::{Units, ValidationCode};
use qualify_vocabulary::{PartnerId, Timestamp, ValidationCodeId};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Columns, micros};
use crate::postgres::engine::error::Rule;
use crate::postgres::engine::value::params;
use crate::rows::{CodeRows, Queued, Read};

impl CodeRows for PostgresRows {
    fn insert_code(&mut self, partner: PartnerId, code: &ValidationCode, now: Timestamp) -> Queued {
        let taken = Rule {
            constraint: "validation_codes_pkey",
            refusal: Refusal::ValidationCodeExists(code.id.clone()),
        };
        self.insert_unless(
            taken,
            "INSERT INTO validation_codes (partner_id, id, organization_name, max_creates,
                remaining_creates, changed_at, created_at, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
            params![
                partner.as_bytes(),
                code.id.reveal(),
                code.organization_name,
                code.units.map(|units| units.max_creates),
                code.units.map(|units| units.remaining_creates),
                micros(code.changed_at),
                micros(now)
            ],
        )
    }

    fn list_codes(&mut self, partner: PartnerId) -> impl Read<Vec<ValidationCode>> {
        self.list(
            "SELECT id, organization_name, max_creates, remaining_creates, changed_at
                 FROM validation_codes
                 WHERE partner_id = $1
                 ORDER BY id",
            [partner.as_bytes()],
            read,
        )
    }

    fn count_codes(&mut self, partner: PartnerId) -> impl Read<u32> {
        // The number is what another code is refused by.
        self.session.lock_name("codes", partner.as_bytes());
        self.get(
            "SELECT count(*) AS codes FROM validation_codes WHERE partner_id = $1",
            [partner.as_bytes()],
            |row| Columns::new("validation_codes", row).get("codes"),
        )
    }

    fn find_code(
        &mut self,
        partner: PartnerId,
        code: &ValidationCodeId,
    ) -> impl Read<Option<ValidationCode>> {
        let locking = self.session.locking();
        self.find(
            format!(
                "SELECT id, organization_name, max_creates, remaining_creates, changed_at
                 FROM validation_codes
                 WHERE partner_id = $1 AND id = $2{locking}"
            ),
            params![partner.as_bytes(), code.reveal()],
            read,
        )
    }

    fn save_code(&mut self, partner: PartnerId, code: &ValidationCode) -> Queued {
        self.execute_one(
            "UPDATE validation_codes SET remaining_creates = $3, changed_at = $4,
                    revision = revision + 1
                 WHERE partner_id = $1 AND id = $2",
            params![
                partner.as_bytes(),
                code.id.reveal(),
                code.units.map(|units| units.remaining_creates),
                micros(code.changed_at)
            ],
        )
    }
}

fn read(row: &Row) -> Outcome<ValidationCode> {
    let columns = Columns::new("validation_codes", row);
    let units = match (columns.get("max_creates")?, columns.get("remaining_creates")?) {
        (Some(max_creates), Some(remaining_creates)) => Some(Units { max_creates, remaining_creates }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(columns.corrupt("remaining_creates")),
    };
    let id: String = columns.get("id")?;
    Ok(ValidationCode {
        id: ValidationCodeId::from_input(&id).ok_or_else(|| columns.corrupt("id"))?,
        organization_name: columns.get("organization_name")?,
        units,
        changed_at: columns.moment("changed_at")?,
    })
}
