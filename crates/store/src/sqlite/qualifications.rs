//! Qualification records: two slots a customer, the exclusive one and state ownership.

use qualify_domain::Refusal;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Outcome;
use qualify_domain::qualification::{
    Change, EducationRecord, EducationState, ExclusiveRecord, GovernmentRecord, GovernmentValidation,
    NonprofitRecord, QualificationSet, StateOwnedRecord,
};
use qualify_vocabulary::{
    EducationSegment, Qualification, Timestamp, ValidationCodeId, VettingReason, VettingStatus,
};
use rusqlite::params;

use super::column::{Columns, micros};
use super::customers::{Standing, check_standing, relationship};
use super::session::Session;

const EXCLUSIVE_SLOT: u8 = 1;
const STATE_OWNED_SLOT: u8 = 2;

/// The columns of [`get`], in the order of its query.
const COLUMNS: [&str; 12] = [
    "company_name",
    "has_ended",
    "slot",
    "qualification",
    "status",
    "reason",
    "segment",
    "website",
    "code",
    "organization_name",
    "opened_at",
    "due_at",
];

/// The customer's standing and records, in one query; refused if there is no such customer, or none any more.
pub(super) fn get(
    session: &Session,
    key: CustomerKey,
) -> Outcome<Result<(Standing, QualificationSet), Refusal>> {
    let mut standing = None;
    let mut records = QualificationSet::default();
    session.list(
        "SELECT c.company_name, c.has_ended, q.slot, q.qualification, q.status, q.reason, q.segment, q.website,
                q.code, q.organization_name, q.opened_at, q.due_at
         FROM customers c
         LEFT JOIN qualifications q ON q.partner_id = c.partner_id AND q.customer_id = c.id
         WHERE c.partner_id = ?1 AND c.id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| {
            let customer = Columns::in_order("customers", row, &COLUMNS);
            let columns = Columns::in_order("qualifications", row, &COLUMNS);
            let company_name = customer.get("company_name")?;
            standing = Some(Standing { company_name, relationship: relationship(&customer)? });
            match columns.get::<Option<u8>>("slot")? {
                None => {}
                Some(EXCLUSIVE_SLOT) => records.exclusive = Some(read_exclusive(&columns)?),
                Some(STATE_OWNED_SLOT) => {
                    records.state_owned = Some(StateOwnedRecord { opened_at: columns.moment("opened_at")? });
                }
                Some(_) => return Err(columns.corrupt("slot")),
            }
            Ok(())
        },
    )?;
    Ok(check_standing(standing).map(|standing| (standing, records)))
}

fn read_exclusive(columns: &Columns<'_>) -> Outcome<ExclusiveRecord> {
    let opened_at = columns.moment("opened_at")?;
    match columns.parsed("qualification", Qualification::parse)? {
        Qualification::Education => Ok(ExclusiveRecord::Education(EducationRecord {
            opened_at,
            segment: columns.optional_parsed("segment", EducationSegment::parse)?,
            website: columns.get("website")?,
            state: read_education_state(columns)?,
        })),
        Qualification::GovernmentCommunityCloud => {
            let code: Option<String> = columns.get("code")?;
            let code = code.as_deref().and_then(ValidationCodeId::from_input);
            let organization_name: Option<String> = columns.get("organization_name")?;
            let validation = GovernmentValidation {
                code: code.ok_or_else(|| columns.corrupt("code"))?,
                organization_name: organization_name.ok_or_else(|| columns.corrupt("organization_name"))?,
            };
            Ok(ExclusiveRecord::Government(GovernmentRecord { opened_at, validation }))
        }
        Qualification::Nonprofit => Ok(ExclusiveRecord::Nonprofit(NonprofitRecord { opened_at })),
        Qualification::None | Qualification::StateOwnedEntity => Err(columns.corrupt("qualification")),
    }
}

fn read_education_state(columns: &Columns<'_>) -> Outcome<EducationState> {
    match columns.parsed("status", VettingStatus::parse)? {
        VettingStatus::InReview => {
            Ok(EducationState::InReview { due_at: columns.optional_moment("due_at")? })
        }
        VettingStatus::Approved => Ok(EducationState::Approved),
        VettingStatus::Denied => {
            Ok(EducationState::Denied { reason: columns.parsed("reason", VettingReason::parse)? })
        }
    }
}

/// Writes a record into its place.
pub(super) fn save(session: &Session, key: CustomerKey, change: &Change, now: Timestamp) -> Outcome<()> {
    let row = match change {
        Change::Exclusive(record) => exclusive_row(record),
        Change::StateOwned(record) => RecordRow {
            slot: STATE_OWNED_SLOT,
            opened_at: record.opened_at,
            ..RecordRow::of(Qualification::StateOwnedEntity)
        },
    };
    session.execute_one(
        "INSERT INTO qualifications (partner_id, customer_id, slot, qualification, status, reason, segment, website,
             code, organization_name, opened_at, due_at, created_at, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0)
         ON CONFLICT (partner_id, customer_id, slot) DO UPDATE SET qualification = excluded.qualification,
             status = excluded.status, reason = excluded.reason, segment = excluded.segment,
             website = excluded.website, code = excluded.code, organization_name = excluded.organization_name,
             opened_at = excluded.opened_at, due_at = excluded.due_at, revision = revision + 1",
        params![
            key.partner.as_bytes(),
            key.customer.as_bytes(),
            row.slot,
            row.qualification.name(),
            row.status.map(VettingStatus::name),
            row.reason.map(VettingReason::text),
            row.segment.map(EducationSegment::name),
            row.website,
            row.code,
            row.organization_name,
            micros(row.opened_at),
            row.due_at.map(micros),
            micros(now)
        ],
    )
}

/// A record spread over the columns.
struct RecordRow<'record> {
    slot: u8,
    qualification: Qualification,
    status: Option<VettingStatus>,
    reason: Option<VettingReason>,
    segment: Option<EducationSegment>,
    website: Option<&'record str>,
    code: Option<&'record str>,
    organization_name: Option<&'record str>,
    opened_at: Timestamp,
    due_at: Option<Timestamp>,
}

impl RecordRow<'_> {
    const fn of(qualification: Qualification) -> Self {
        Self {
            slot: EXCLUSIVE_SLOT,
            qualification,
            status: None,
            reason: None,
            segment: None,
            website: None,
            code: None,
            organization_name: None,
            opened_at: Timestamp::UNIX_EPOCH,
            due_at: None,
        }
    }
}

fn exclusive_row(record: &ExclusiveRecord) -> RecordRow<'_> {
    let view = record.view();
    let base = RecordRow { status: view.status, reason: view.reason, ..RecordRow::of(view.qualification) };
    match record {
        ExclusiveRecord::Education(education) => {
            let due_at = match education.state {
                EducationState::InReview { due_at } => due_at,
                EducationState::Approved | EducationState::Denied { .. } => None,
            };
            let website = education.website.as_deref();
            RecordRow { segment: education.segment, website, due_at, opened_at: education.opened_at, ..base }
        }
        ExclusiveRecord::Government(government) => RecordRow {
            code: Some(government.validation.code.reveal()),
            organization_name: Some(&government.validation.organization_name),
            opened_at: government.opened_at,
            ..base
        },
        ExclusiveRecord::Nonprofit(nonprofit) => RecordRow { opened_at: nonprofit.opened_at, ..base },
    }
}
