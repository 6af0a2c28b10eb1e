//! Validation codes.

use qualify_domain::ports::Outcome;
use qualify_domain::validation_code::{Units, ValidationCode};
use qualify_vocabulary::{PartnerId, Timestamp, ValidationCodeId};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::session::Session;

pub(super) fn list(session: &Session, partner: PartnerId) -> Outcome<Vec<ValidationCode>> {
    session.list(
        "SELECT id, organization_name, max_creates, remaining_creates, changed_at FROM validation_codes
         WHERE partner_id = ?1 ORDER BY id",
        [partner.as_bytes()],
        read,
    )
}

/// How many codes a partner has.
pub(super) fn count(session: &Session, partner: PartnerId) -> Outcome<u32> {
    session.get(
        "SELECT count(*) AS codes FROM validation_codes WHERE partner_id = ?1",
        [partner.as_bytes()],
        |row| Columns::new("validation_codes", row).get("codes"),
    )
}

pub(super) fn find(
    session: &Session,
    partner: PartnerId,
    code: &ValidationCodeId,
) -> Outcome<Option<ValidationCode>> {
    session.find(
        "SELECT id, organization_name, max_creates, remaining_creates, changed_at FROM validation_codes
         WHERE partner_id = ?1 AND id = ?2",
        params![partner.as_bytes(), code.reveal()],
        read,
    )
}

/// Inserts a code; `false` if the partner has it already.
pub(super) fn insert(
    session: &Session,
    partner: PartnerId,
    code: &ValidationCode,
    now: Timestamp,
) -> Outcome<bool> {
    session.insert_unless_taken(
        "INSERT INTO validation_codes (partner_id, id, organization_name, max_creates, remaining_creates, changed_at,
             created_at, revision)
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
    )
}

/// Writes what is left of a code.
pub(super) fn save(session: &Session, partner: PartnerId, code: &ValidationCode) -> Outcome<()> {
    session.execute_one(
        "UPDATE validation_codes SET remaining_creates = ?3, changed_at = ?4, revision = revision + 1
         WHERE partner_id = ?1 AND id = ?2",
        params![
            partner.as_bytes(),
            code.id.reveal(),
            code.units.map(|units| units.remaining_creates),
            micros(code.changed_at)
        ],
    )
}

fn read(row: &Row<'_>) -> Outcome<ValidationCode> {
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
