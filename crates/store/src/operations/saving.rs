//! Writing a changed record, with everything that hangs on it: the domain that an approval rests on, the decision,
//! the audit record, the event.

use qualify_domain::audit::{AuditFact, Details, details_of_decision, details_of_withdrawal};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::event::Event;
use qualify_domain::qualification::{
    Change, EducationRecord, EducationState, ExclusiveRecord, QualificationSet, RecordView,
};
use qualify_domain::review::Ending;
use qualify_domain::vetting::{DecidedBy, DecisionDraft, DecisionSeed};
use qualify_vocabulary::{Qualification, Timestamp};

use super::decisions::{self, Case};
use super::reviews;
use crate::rows::{Beside, Rows};
use crate::undone::Done;

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
    pub(super) approved_domain: Option<String>,
    pub(super) seed: &'a DecisionSeed,
    /// Who decided.
    pub(super) decided_by: DecidedBy,
    pub(super) attempt: u32,
}

/// Writes the record that a request or an import makes.
pub(super) async fn save_request<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    change: &Change,
    details: Details,
) -> Done<RecordView> {
    let is_attempt = matches!(change, Change::Exclusive(ExclusiveRecord::Education(_)));
    let beside = Beside { attempts: i32::from(is_attempt), approvable_domain: None };
    make_place(rows, act, before, change)?;
    let view = save(rows, act, before, change, &beside, details).await?;
    reviews::follow(rows, before.key, before.records, change, None, act.now).await?;
    Ok(view)
}

/// Writes the record that a request makes and vetting has decided about at once, with the decision.
pub(super) async fn save_decided_request<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    settled: Settled<'_>,
) -> Done<RecordView> {
    let change = Change::Exclusive(ExclusiveRecord::Education(record.clone()));
    make_place(rows, act, before, &change)?;
    decide(rows, act, before, record, settled, 1).await
}

/// Writes a decision about the record that is there.
pub(super) async fn save_decision<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    settled: Settled<'_>,
) -> Done<RecordView> {
    // What was denied before has been counted, or not.
    let attempts = if before.records.is_in_review() && !settled.draft.counts_as_attempt() { -1 } else { 0 };
    decide(rows, act, before, record, settled, attempts).await
}

async fn decide<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    settled: Settled<'_>,
    attempts: i32,
) -> Done<RecordView> {
    let end = rows.find_chain_end(before.key.partner).await?;
    let Settled { draft, approved_domain, seed, decided_by, attempt } = settled;
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
    let beside = Beside { attempts, approvable_domain: approved_domain.as_deref().filter(|_| !is_approved) };
    if before.records.is_education_approved() {
        rows.release_approved_domain(before.key)?;
    }
    let view = save(rows, act, before, &change, &beside, details_of_decision(&draft, seed)).await?;
    if let Some(domain) = approved_domain.filter(|_| is_approved) {
        rows.hold_approved_domain(&domain, before.key, act.now)?;
    }
    decisions::append(rows, &end, &case, draft, seed, (decided_by, act.now))?;
    reviews::follow(rows, before.key, before.records, &change, ending.as_ref(), act.now).await?;
    Ok(view)
}

/// Takes away the record that its request is withdrawn with.
pub(super) async fn withdraw_record<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    qualification: Qualification,
) -> Done<()> {
    let Some(record) = before.records.exclusive.as_ref().filter(|it| it.qualification() == qualification)
    else {
        return Ok(());
    };
    let key = before.key;
    end_texts(rows, key, qualification, act.now)?;
    rows.remove_record(key)?;
    let details = details_of_withdrawal(qualification);
    let fact = AuditFact::of_change(act, (key, before.company_name), (Some(&record.view()), None), details);
    let position = rows.append_audit(&fact).await?;
    rows.append_event(&Event::of_withdrawal(act, key, qualification, position))?;
    Ok(())
}

/// What was written about a request stays for a while after it.
pub(super) fn end_texts(
    rows: &mut impl Rows,
    key: CustomerKey,
    qualification: Qualification,
    now: Timestamp,
) -> Done<()> {
    rows.end_decision_texts(key, qualification, now)?;
    rows.end_review_texts(key, qualification, now)
}

/// What was there makes place: its decisions are about a request of the past.
fn make_place(rows: &mut impl Rows, act: &Act, before: Before<'_>, change: &Change) -> Done<()> {
    match (&before.records.exclusive, change) {
        (Some(record), Change::Exclusive(_)) => end_texts(rows, before.key, record.qualification(), act.now),
        (None, Change::Exclusive(_)) | (_, Change::StateOwned(_)) => Ok(()),
    }
}

/// Writes a changed record with its audit record, and an event if anybody sees the change.
async fn save<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    change: &Change,
    beside: &Beside<'_>,
    details: Details,
) -> Done<RecordView> {
    let key = before.key;
    rows.save_record(key, change, beside)?;
    let (old, new) = match change {
        Change::Exclusive(record) => {
            (before.records.exclusive.as_ref().map(ExclusiveRecord::view), record.view())
        }
        Change::StateOwned(_) => (None, RecordView::STATE_OWNED),
    };
    let about = (key, before.company_name);
    let fact = AuditFact::of_change(act, about, (old.as_ref(), Some(&new)), details);
    let position = rows.append_audit(&fact).await?;
    if let Some(event) = Event::of_change(act, key, (old.as_ref(), &new), position) {
        rows.append_event(&event)?;
    }
    Ok(new)
}
