//! Cases and the records that they are about: a request is a case before anybody looks at it, and a record that changes
//! takes its cases along.

use std::cmp::Reverse;

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, ReviewPlace, Slice, StoredReview};
use qualify_domain::qualification::{
    Change, EducationRecord, EducationState, ExclusiveRecord, QualificationSet,
};
use qualify_domain::review::{Ending, Review, ReviewKind, ReviewState, Subject};
use qualify_vocabulary::{PageSize, Qualification, ReasonCode, ReviewId, Timestamp};
use rusqlite::params;

use super::super::column::micros;
use super::super::session::Session;
use super::super::{decisions, qualifications};
use super::opening::{OpeningFacts, subject_of};
use super::{
    ROWS_MAX, SELECT, Which, documents, find_row, list_rows, read, save_closed, texts, with_documents,
};

/// One case: any for staff, one of the customer within the wall for its partner.
pub(in super::super) fn find(
    session: &Session,
    id: ReviewId,
    wall: Option<CustomerKey>,
) -> Outcome<Option<StoredReview>> {
    let stored = find_row(session, id)?;
    let Some(key) = wall else { return Ok(stored) };
    match stored {
        Some(stored) => {
            let subject = &stored.review.subject;
            Ok((subject.key == key && subject.kind.is_shown_to_partner()).then_some(stored))
        }
        None => Ok(case_of_record(session, key)?.filter(|stored| stored.review.subject.id == id)),
    }
}

/// The cases of a customer that its partner sees, the newest first, behind a place.
pub(in super::super) fn list_of_customer(
    session: &Session,
    key: CustomerKey,
    after: Option<ReviewPlace>,
    size: PageSize,
) -> Outcome<Slice<StoredReview>> {
    let wanted = usize::from(size.items());
    let mut shown = list_shown(session, key, after, u32::from(size.items()) + 1)?;
    // A record that has no row yet is a case too, at its place.
    if let Some(case) = case_of_record(session, key)?
        && after.is_none_or(|after| ReviewPlace::of(&case.review).is_behind(after))
        && !has_row(session, &case.review.subject)?
    {
        shown.push(case);
        shown.sort_by_key(|row| (Reverse(row.review.subject.created_at), row.review.subject.id));
    }
    let has_more = shown.len() > wanted;
    shown.truncate(wanted);
    let items = shown.into_iter().map(|row| with_documents(session, row)).collect::<Outcome<_>>()?;
    Ok(Slice { items, has_more })
}

fn list_shown(
    session: &Session,
    key: CustomerKey,
    after: Option<ReviewPlace>,
    rows_max: u32,
) -> Outcome<Vec<StoredReview>> {
    let kinds = ReviewKind::ALL.into_iter().filter(|kind| kind.is_shown_to_partner());
    let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name())).collect();
    let (created_at, id) =
        after.map_or((i64::MAX, [0; 16]), |after| (micros(after.created_at), *after.id.as_bytes()));
    session.list(
        &format!(
            "{SELECT} WHERE r.partner_id = ?1 AND r.customer_id = ?2 AND r.kind IN ({})
                 AND r.created_at <= ?3 AND (r.created_at < ?3 OR r.id > ?4)
             ORDER BY r.created_at DESC, r.id LIMIT ?5",
            kinds.join(", ")
        ),
        params![key.partner.as_bytes(), key.customer.as_bytes(), created_at, id, rows_max],
        read,
    )
}

/// Whether a request has its row. Its id does not tell: those of cases that an earlier program opened had another form.
fn has_row(session: &Session, subject: &Subject) -> Outcome<bool> {
    let found = session.find(
        "SELECT 1 FROM reviews WHERE partner_id = ?1 AND customer_id = ?2 AND kind = ?3 AND qualification = ?4
             AND opened_at = ?5 LIMIT 1",
        params![
            subject.key.partner.as_bytes(),
            subject.key.customer.as_bytes(),
            subject.kind.name(),
            subject.qualification.name(),
            micros(subject.opened_at)
        ],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// The customer's request for Education as a case, made of the record and its last decision.
pub(super) fn case_of_record(session: &Session, key: CustomerKey) -> Outcome<Option<StoredReview>> {
    let Ok((standing, current)) = qualifications::get(session, key)? else { return Ok(None) };
    let Some(ExclusiveRecord::Education(record)) = &current.exclusive else { return Ok(None) };
    let decided = last_decision(session, key, record.opened_at)?;
    let reason_code = decided.as_ref().map_or(ReasonCode::PolicyFixed, |ending| ending.reason_code);
    let facts = OpeningFacts { reason_code, decision: None, domain: None };
    let subject =
        subject_of(session, key, Qualification::Education, record.opened_at, facts, record.opened_at)?;
    let review = Review::open(subject, record.opened_at).overtaken(state_of(record), decided);
    Ok(Some(StoredReview {
        review,
        revision: 0,
        company_name: Some(standing.company_name),
        documents: Vec::new(),
    }))
}

fn state_of(record: &EducationRecord) -> ReviewState {
    match record.state {
        EducationState::InReview { due_at: Some(_) } => ReviewState::Received,
        EducationState::InReview { due_at: None } => ReviewState::Queued { preferred: None },
        EducationState::Approved => ReviewState::Approved,
        EducationState::Denied { .. } => ReviewState::Denied,
    }
}

/// What was decided last about a request, with the explanation unless it was erased.
fn last_decision(session: &Session, key: CustomerKey, opened_at: Timestamp) -> Outcome<Option<Ending>> {
    let last = decisions::find_last(session, key, Qualification::Education, opened_at)?;
    Ok(last.map(|decision| Ending {
        reason_code: decision.sealed.record.reason_code,
        explanation: decision.texts.map(|texts| texts.body.explanation).unwrap_or_default(),
        at: decision.sealed.record.decided_at,
    }))
}

/// Takes the open cases about a record along when the record changes: what was decided elsewhere is decided, and what
/// another request takes the place of is no longer asked.
pub(in super::super) fn follow(
    session: &Session,
    key: CustomerKey,
    before: &QualificationSet,
    change: &Change,
    ending: Option<&Ending>,
    now: Timestamp,
) -> Outcome<()> {
    let (Some(ExclusiveRecord::Education(before)), Change::Exclusive(after)) = (&before.exclusive, change)
    else {
        return Ok(());
    };
    let state = match after {
        ExclusiveRecord::Education(after) if after.opened_at == before.opened_at => match after.state {
            EducationState::InReview { .. } => return Ok(()),
            EducationState::Approved => ReviewState::Approved,
            EducationState::Denied { .. } => ReviewState::Denied,
        },
        _ => ReviewState::Withdrawn,
    };
    for stored in list_rows(session, key, Which::Open)? {
        if stored.review.subject.kind != ReviewKind::Audit {
            let closed = stored.review.overtaken(state.clone(), ending.cloned());
            save_closed(session, &closed, now)?;
        }
    }
    Ok(())
}

/// Closes the open cases of a customer that is no longer its partner's.
pub(in super::super) fn withdraw_all(session: &Session, key: CustomerKey, now: Timestamp) -> Outcome<()> {
    loop {
        let rows = list_rows(session, key, Which::Open)?;
        let is_last = rows.len() < ROWS_MAX as usize;
        for StoredReview { review, .. } in rows {
            save_closed(session, &review.overtaken(ReviewState::Withdrawn, None), now)?;
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Closes the cases of a customer that is deleted, takes everything out of them that somebody wrote, and gives up
/// their documents.
pub(in super::super) fn erase_customer(session: &Session, key: CustomerKey, now: Timestamp) -> Outcome<()> {
    loop {
        let rows = list_rows(session, key, Which::Written)?;
        let is_last = rows.len() < ROWS_MAX as usize;
        for StoredReview { review, .. } in rows {
            let review =
                if review.state.is_final() { review } else { review.overtaken(ReviewState::Withdrawn, None) };
            documents::give_up(session, review.subject.id)?;
            texts::erase(session, review, now)?;
        }
        if is_last {
            return Ok(());
        }
    }
}
