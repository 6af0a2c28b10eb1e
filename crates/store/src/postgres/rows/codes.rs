//! Validation codes.

use qualify_domain::Refusal;
use qualify_domain::ports::Outcome;
use qualify_domain::validation_code::ValidationCode;
use qualify_vocabulary::{PartnerId, Timestamp, ValidationCodeId};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::error::Rule;
use crate::postgres::engine::question::Question;
use crate::postgres::engine::value::params;
use crate::rows::{CodeRows, Queued, Read, read_code};

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
        let count = Question::new(
            "SELECT count(*) AS codes FROM validation_codes WHERE partner_id = $1",
            [partner.as_bytes()],
        );
        self.get_asked(count.behind_name("codes", partner.as_bytes()), |row| {
            Columns::new("validation_codes", row).get("codes")
        })
    }

    fn find_code(
        &mut self,
        partner: PartnerId,
        code: &ValidationCodeId,
    ) -> impl Read<Option<ValidationCode>> {
        let question = question(partner, code, self.session.is_writing());
        self.find_asked(question, read)
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

/// The question for one code.
pub(super) fn question(partner: PartnerId, code: &ValidationCodeId, is_writing: bool) -> Question {
    const CODE: &str = "SELECT id, organization_name, max_creates, remaining_creates, changed_at
         FROM validation_codes
         WHERE partner_id = $1 AND id = $2";
    Question::locking(CODE, is_writing, params![partner.as_bytes(), code.reveal()])
}

fn read(row: &Row) -> Outcome<ValidationCode> {
    read_code(&Columns::new("validation_codes", row))
}
