//! Validation codes.

use qualify_domain::Refusal;
use qualify_domain::ports::Outcome;
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{PartnerId, Timestamp, ValidationCodeId};
use rusqlite::{Row, params};

use super::SqliteRows;
use crate::rows::{CodeRows, Queued, Read, read_code};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::undone::Undone;

impl CodeRows for SqliteRows<'_> {
    fn insert_code(&mut self, partner: PartnerId, code: &ValidationCode, now: Timestamp) -> Queued {
        let is_new = self.session().insert_unless_taken(
            "INSERT INTO validation_codes (partner_id, id, organization_name, max_creates,
                remaining_creates, changed_at, created_at, revision)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
            params![
                partner.as_bytes(),
                code.id.reveal(),
                code.organization_name,
                code.units.map(|units| units.max_creates),
                code.units.map(|units| units.remaining_creates),
                micros(code.changed_at),
                micros(now)
            ],
        )?;
        if is_new { Ok(()) } else { Err(Undone::from(Refusal::ValidationCodeExists(code.id.clone()))) }
    }

    fn list_codes(&mut self, partner: PartnerId) -> impl Read<Vec<ValidationCode>> {
        self.read(|session| {
            session.list(
                "SELECT id, organization_name, max_creates, remaining_creates, changed_at
                 FROM validation_codes
                 WHERE partner_id = ?1
                 ORDER BY id",
                [partner.as_bytes()],
                read,
            )
        })
    }

    fn count_codes(&mut self, partner: PartnerId) -> impl Read<u32> {
        self.read(|session| {
            session.get(
                "SELECT count(*) AS codes FROM validation_codes WHERE partner_id = ?1",
                [partner.as_bytes()],
                |row| Columns::new("validation_codes", row).get("codes"),
            )
        })
    }

    fn find_code(
        &mut self,
        partner: PartnerId,
        code: &ValidationCodeId,
    ) -> impl Read<Option<ValidationCode>> {
        self.read(|session| {
            session.find(
                "SELECT id, organization_name, max_creates, remaining_creates, changed_at
                 FROM validation_codes
                 WHERE partner_id = ?1 AND id = ?2",
                params![partner.as_bytes(), code.reveal()],
                read,
            )
        })
    }

    fn save_code(&mut self, partner: PartnerId, code: &ValidationCode) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE validation_codes SET remaining_creates = ?3, changed_at = ?4,
                    revision = revision + 1
                 WHERE partner_id = ?1 AND id = ?2",
                params![
                    partner.as_bytes(),
                    code.id.reveal(),
                    code.units.map(|units| units.remaining_creates),
                    micros(code.changed_at)
                ],
            )
        })
    }
}

fn read(row: &Row<'_>) -> Outcome<ValidationCode> {
    read_code(&Columns::new("validation_codes", row))
}
