//! Writing a changed record, with everything that hangs on it: the claim of a domain, the decision, the audit record,
//! the event.

use std::borrow::Cow;

use qualify_domain::audit::{AuditFact, AuditOperation, AuditPosition, AuditStatus, AuditedCustomer};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::event::{Event, EventData, EventKind};
use qualify_domain::ports::Outcome;
use qualify_domain::qualification::{
    Change, EducationRecord, EducationState, ExclusiveRecord, QualificationSet, RecordView,
};
use qualify_domain::review::Ending;
use qualify_domain::vetting::{DecidedBy, DecisionDraft, DecisionSeed};
use qualify_vocabulary::{PartnerId, Qualification, Timestamp, VettingStatus};

use super::decisions::Case;
use super::qualifications::Beside;
use super::session::Session;
use super::{audit, claimed_domains, decisions, events, qualifications, reviews};

pub(super) type Details = Vec<(Cow<'static, str>, String)>;

/// The customer whose records change, as it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) key: CustomerKey,
    pub(super) company_name: &'a str,
    pub(super) records: &'a QualificationSet,
}

/// A decision about Education that was settled.
pub(super) struct Settled<'a> {
    pub(super) draft: DecisionDraft,
    /// The domain that it rests on.
    pub(super) claim: Option<String>,
    pub(super) seed: &'a DecisionSeed,
    /// Who decided.
    pub(super) decided_by: DecidedBy,
    pub(super) attempt: u32,
}

/// Writes the record that a request or an import makes.
pub(super) fn save_request(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    change: &Change,
    details: Details,
) -> Outcome<RecordView> {
    let is_attempt = matches!(change, Change::Exclusive(ExclusiveRecord::Education(_)));
    let beside = Beside { attempts: i32::from(is_attempt), claimable: None };
    replace(session, act, before, change)?;
    let view = save(session, act, before, change, &beside, details)?;
    reviews::follow(session, before.key, before.records, change, None, act.now)?;
    Ok(view)
}

/// Writes the record that a request makes and vetting has decided about at once, with the decision.
pub(super) fn save_decided_request(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    settled: Settled<'_>,
) -> Outcome<RecordView> {
    let change = Change::Exclusive(ExclusiveRecord::Education(record.clone()));
    replace(session, act, before, &change)?;
    decide(session, act, before, record, settled, 1)
}

/// Writes a decision about the record that is there.
pub(super) fn save_decision(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    settled: Settled<'_>,
) -> Outcome<RecordView> {
    // What was denied before has been counted, or not.
    let was_in_review = matches!(
        &before.records.exclusive,
        Some(ExclusiveRecord::Education(record)) if matches!(record.state, EducationState::InReview { .. })
    );
    let attempts = if was_in_review && !settled.draft.counts_as_attempt() { -1 } else { 0 };
    decide(session, act, before, record, settled, attempts)
}

fn decide(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    settled: Settled<'_>,
    attempts: i32,
) -> Outcome<RecordView> {
    let end = decisions::find_end(session, before.key.partner)?;
    let Settled { draft, claim, seed, decided_by, attempt } = settled;
    let is_approved = record.state == EducationState::Approved;
    let case =
        Case { key: before.key, asked_for: Qualification::Education, opened_at: record.opened_at, attempt };
    // Only a request that was there has cases that follow it.
    let ending = before.records.exclusive.is_some().then(|| Ending {
        reason_code: draft.reason_code,
        explanation: draft.body.explanation.clone(),
        at: act.now,
    });
    let change = Change::Exclusive(ExclusiveRecord::Education(record));
    let beside = Beside { attempts, claimable: claim.as_deref().filter(|_| !is_approved) };
    if is_education_approved(before.records) {
        claimed_domains::release(session, before.key)?;
    }
    let view = save(session, act, before, &change, &beside, details_of_decision(&draft, seed))?;
    if let Some(domain) = claim.filter(|_| is_approved) {
        claimed_domains::take(session, &domain, before.key, act.now)?;
    }
    decisions::append(session, &end, &case, draft, seed, (decided_by, act.now))?;
    reviews::follow(session, before.key, before.records, &change, ending.as_ref(), act.now)?;
    Ok(view)
}

/// Takes away the record that its request is withdrawn with.
pub(super) fn withdraw_record(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    qualification: Qualification,
) -> Outcome<()> {
    let Some(record) = before.records.exclusive.as_ref().filter(|it| it.qualification() == qualification)
    else {
        return Ok(());
    };
    let key = before.key;
    end_texts(session, key, qualification, act.now)?;
    qualifications::remove(session, key)?;
    let fact = AuditFact {
        old_value: Some(audit_value(Some(&record.view()))),
        new_value: Some(audit_value(None)),
        details: vec![
            ("Qualification".into(), qualification.name().to_owned()),
            ("Withdrawn".into(), "true".to_owned()),
        ],
        ..customer_fact(act, key, before.company_name, AuditOperation::UpdateCustomerQualification)
    };
    let position = audit::append(session, &fact)?;
    tell_of_withdrawal(session, act, key, qualification, position)
}

/// Appends the event of a request that is no more.
pub(super) fn tell_of_withdrawal(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    qualification: Qualification,
    position: AuditPosition,
) -> Outcome<()> {
    let event = Event {
        kind: EventKind::QualificationWithdrawn,
        partner: key.partner,
        customer: Some(key.customer),
        data: EventData::of_qualification(qualification),
        audit: Some(position),
        correlation_id: act.correlation_id,
        at: act.now,
    };
    events::append(session, &event)
}

/// What was written about a request stays for a while after it.
pub(super) fn end_texts(
    session: &Session,
    key: CustomerKey,
    qualification: Qualification,
    now: Timestamp,
) -> Outcome<()> {
    decisions::end_texts(session, key, qualification, now)?;
    reviews::end_texts(session, key, qualification, now)
}

fn is_education_approved(records: &QualificationSet) -> bool {
    matches!(&records.exclusive, Some(ExclusiveRecord::Education(record)) if record.state == EducationState::Approved)
}

/// What was there makes place: its decisions are about a request of the past.
fn replace(session: &Session, act: &Act, before: Before<'_>, change: &Change) -> Outcome<()> {
    match (&before.records.exclusive, change) {
        (Some(record), Change::Exclusive(_)) => {
            end_texts(session, before.key, record.qualification(), act.now)
        }
        (None, Change::Exclusive(_)) | (_, Change::StateOwned(_)) => Ok(()),
    }
}

/// Writes a changed record with its audit record, and an event if anybody sees the change.
fn save(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    change: &Change,
    beside: &Beside<'_>,
    details: Details,
) -> Outcome<RecordView> {
    let key = before.key;
    qualifications::save(session, key, change, beside)?;
    let (old, new) = match change {
        Change::Exclusive(record) => {
            (before.records.exclusive.as_ref().map(ExclusiveRecord::view), record.view())
        }
        Change::StateOwned(_) => (None, RecordView::STATE_OWNED),
    };
    let fact = AuditFact {
        old_value: Some(audit_value(old.as_ref())),
        new_value: Some(audit_value(Some(&new))),
        details,
        ..customer_fact(act, key, before.company_name, AuditOperation::UpdateCustomerQualification)
    };
    let position = audit::append(session, &fact)?;
    // A record that was only passed on to a person is still in review.
    let is_passed_on = new.status == Some(VettingStatus::InReview) && old == Some(new);
    if !is_passed_on {
        let event = Event {
            kind: EventKind::of_change(old.as_ref(), &new),
            partner: key.partner,
            customer: Some(key.customer),
            data: EventData::of_record(&new),
            audit: Some(position),
            correlation_id: act.correlation_id,
            at: act.now,
        };
        events::append(session, &event)?;
    }
    Ok(new)
}

/// The pairs that tell of a decision, behind the qualification.
fn details_of_decision(draft: &DecisionDraft, seed: &DecisionSeed) -> Details {
    let mut details = vec![
        ("Qualification".into(), Qualification::Education.name().to_owned()),
        ("Decision".into(), seed.id.to_string()),
    ];
    details.extend(draft.finding().audit_details());
    details
}

/// A record as the audit trail prints it. Names and reasons are texts of ours that need no escaping.
pub(super) fn audit_value(view: Option<&RecordView>) -> String {
    let Some(view) = view else { return r#"{"Qualification":"None"}"#.to_owned() };
    let status = view.status.map(|status| format!(r#","VettingStatus":"{}""#, status.name()));
    let reason = view.reason.map(|reason| format!(r#","VettingReason":"{}""#, reason.text()));
    let name = view.qualification.name();
    format!(r#"{{"Qualification":"{name}"{}{}}}"#, status.unwrap_or_default(), reason.unwrap_or_default())
}

/// A fact about a customer that succeeded; the caller fills in what was there and what is there now.
pub(super) fn customer_fact(
    act: &Act,
    key: CustomerKey,
    company_name: &str,
    operation: AuditOperation,
) -> AuditFact {
    let customer = Some(AuditedCustomer { id: key.customer, name: company_name.to_owned() });
    AuditFact { customer, ..partner_fact(act, key.partner, operation) }
}

/// A fact about a partner that succeeded.
pub(super) fn partner_fact(act: &Act, partner: PartnerId, operation: AuditOperation) -> AuditFact {
    AuditFact {
        partner,
        customer: None,
        actor: act.actor.clone(),
        operation,
        status: AuditStatus::Succeeded,
        old_value: None,
        new_value: None,
        details: Vec::new(),
        correlation_id: act.correlation_id,
        at: act.now,
    }
}
