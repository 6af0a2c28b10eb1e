//! Qualification records, in the row of their customer: the exclusive one and state ownership.

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

/// The columns of [`get`], in the order of its query.
const COLUMNS: [&str; 12] = [
    "company_name",
    "has_ended",
    "qualification",
    "status",
    "reason",
    "segment",
    "website",
    "code",
    "organization_name",
    "opened_at",
    "due_at",
    "state_owned_at",
];

/// The customer's standing and records, in one look; refused if there is no such customer, or none any more.
pub(super) fn get(
    session: &Session,
    key: CustomerKey,
) -> Outcome<Result<(Standing, QualificationSet), Refusal>> {
    let found = session.find(
        "SELECT company_name, has_ended, qualification, status, reason, segment, website, code, organization_name,
                opened_at, due_at, state_owned_at
         FROM customers WHERE partner_id = ?1 AND id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| {
            let columns = Columns::in_order("customers", row, &COLUMNS);
            let company_name = columns.get("company_name")?;
            let standing = Standing { company_name, relationship: relationship(&columns)? };
            let exclusive = columns
                .optional_parsed("qualification", Qualification::parse)?
                .map(|qualification| read_exclusive(&columns, qualification))
                .transpose()?;
            let state_owned = columns
                .optional_moment("state_owned_at")?
                .map(|opened_at| StateOwnedRecord { opened_at });
            Ok((standing, QualificationSet { exclusive, state_owned }))
        },
    )?;
    let (standing, records) = found.unzip();
    Ok(check_standing(standing).map(|standing| (standing, records.unwrap_or_default())))
}

fn read_exclusive(columns: &Columns<'_>, qualification: Qualification) -> Outcome<ExclusiveRecord> {
    let opened_at = columns.moment("opened_at")?;
    match qualification {
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

/// What is written beside an exclusive record.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// How many requests for Education there are more, or fewer.
    pub(super) attempts: i32,
    /// The domain on which an approval would rest.
    pub(super) claimable: Option<&'a str>,
}

/// Writes a record into its place. An exclusive one that changes is no longer claimed by a worker.
pub(super) fn save(session: &Session, key: CustomerKey, change: &Change, beside: &Beside<'_>) -> Outcome<()> {
    match change {
        Change::Exclusive(record) => save_exclusive(session, key, &exclusive_row(record), beside),
        Change::StateOwned(record) => session.execute_one(
            "UPDATE customers SET state_owned_at = ?3, revision = revision + 1 WHERE partner_id = ?1 AND id = ?2",
            params![key.partner.as_bytes(), key.customer.as_bytes(), micros(record.opened_at)],
        ),
    }
}

/// Takes the exclusive record away. The number of requests stays.
pub(super) fn remove(session: &Session, key: CustomerKey) -> Outcome<()> {
    session.execute_one(
        "UPDATE customers SET qualification = NULL, status = NULL, reason = NULL, segment = NULL, website = NULL,
             code = NULL, organization_name = NULL, opened_at = NULL, due_at = NULL, claimed_until = NULL, claim = NULL,
             claimable_domain = NULL, revision = revision + 1
         WHERE partner_id = ?1 AND id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
    )
}

fn save_exclusive(
    session: &Session,
    key: CustomerKey,
    row: &RecordRow<'_>,
    beside: &Beside<'_>,
) -> Outcome<()> {
    session.execute_one(
        "UPDATE customers SET qualification = ?3, status = ?4, reason = ?5, segment = ?6, website = ?7, code = ?8,
             organization_name = ?9, opened_at = ?10, due_at = ?11, claimed_until = NULL, claim = NULL,
             attempts = max(attempts + ?12, 0), claimable_domain = ?13, revision = revision + 1
         WHERE partner_id = ?1 AND id = ?2",
        params![
            key.partner.as_bytes(),
            key.customer.as_bytes(),
            row.qualification.name(),
            row.status.map(VettingStatus::name),
            row.reason.map(VettingReason::text),
            row.segment.map(EducationSegment::name),
            row.website,
            row.code,
            row.organization_name,
            micros(row.opened_at),
            row.due_at.map(micros),
            beside.attempts,
            beside.claimable
        ],
    )
}

/// The exclusive record spread over its columns.
struct RecordRow<'record> {
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

fn exclusive_row(record: &ExclusiveRecord) -> RecordRow<'_> {
    let view = record.view();
    let base = RecordRow {
        qualification: view.qualification,
        status: view.status,
        reason: view.reason,
        segment: None,
        website: None,
        code: None,
        organization_name: None,
        opened_at: Timestamp::UNIX_EPOCH,
        due_at: None,
    };
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
