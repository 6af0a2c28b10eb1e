//! Cases and the records that they are about: a request is a case before anybody looks at it, and a record that
//! changes takes its cases along.

use std::cmp::Reverse;

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{RequestStanding, ReviewPlace, Slice, StoredReview};
use qualify_domain::qualification::{Change, EducationRecord, QualificationSet};
use qualify_domain::review::{Ending, Review, ReviewKind, ReviewState, check_is_denied};
use qualify_vocabulary::{Outcome, PageSize, Qualification, ReasonCode, ReviewId, Timestamp};

use super::super::{Operation, load};
use super::opening::{OpeningFacts, subject_of};
use super::saving::save_closed;
use super::texts;
use crate::rows::{REVIEWS_MAX, Rows, Which};
use crate::undone::{Done, answered};

/// One case: any for staff, one of the customer within the wall for its partner.
#[derive(Clone)]
pub(crate) struct FindReview {
    pub(crate) review: ReviewId,
    pub(crate) wall: Option<CustomerKey>,
}

impl Operation for FindReview {
    type Answer = Option<StoredReview>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        find(rows, self.review, self.wall).await
    }
}

/// See [`FindReview`].
pub(super) async fn find<R: Rows>(
    rows: &mut R,
    id: ReviewId,
    wall: Option<CustomerKey>,
) -> Done<Option<StoredReview>> {
    let stored = rows.find_review(id).await?;
    let Some(key) = wall else { return Ok(stored) };
    let shown = match stored {
        Some(stored) => {
            let subject = &stored.review.subject;
            (subject.key == key && subject.kind.is_shown_to_partner()).then_some(stored)
        }
        None => case_of_record(rows, key).await?.filter(|stored| stored.review.subject.id == id),
    };
    let Some(mut shown) = shown else { return Ok(None) };
    say_what_became(rows, key, std::slice::from_mut(&mut shown)).await?;
    Ok(Some(shown))
}

/// Says of each case what has become of its request.
async fn say_what_became<R: Rows>(rows: &mut R, key: CustomerKey, cases: &mut [StoredReview]) -> Done<()> {
    let records = answered(load::records(rows, key).await)?.ok();
    let record = records.as_ref().and_then(|(_, current)| current.education_record());
    let contestable_since = match record {
        Some(record) => find_contestable_denial(rows, key, record).await?,
        None => None,
    };
    for case in cases {
        let opened_at = case.review.subject.opened_at;
        case.request = Some(RequestStanding::of(opened_at, record, contestable_since));
    }
    Ok(())
}

/// When a record was denied last, unless it is not, or its appeal is used up.
async fn find_contestable_denial<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    record: &EducationRecord,
) -> Done<Option<Timestamp>> {
    if check_is_denied(record).is_err() || rows.has_used_up_appeal(key, record.opened_at).await? {
        return Ok(None);
    }
    let last = rows.find_last_decision(key, Qualification::Education, record.opened_at).await?;
    let last = last.map(|decision| decision.sealed.record);
    Ok(last.filter(|last| last.outcome == Outcome::Deny).map(|last| last.decided_at))
}

/// The cases of a customer that its partner sees, the newest first, behind a place.
#[derive(Clone)]
pub(crate) struct ListCustomerReviews {
    pub(crate) key: CustomerKey,
    pub(crate) after: Option<ReviewPlace>,
    pub(crate) size: PageSize,
}

impl Operation for ListCustomerReviews {
    type Answer = Slice<StoredReview>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { key, after, size } = self;
        let wanted = usize::from(size.items());
        let mut shown = rows.list_shown_reviews(key, after, u32::from(size.items()) + 1).await?;
        // A record that has no row yet is a case too, at its place.
        if let Some(case) = case_of_record(rows, key).await?
            && after.is_none_or(|after| ReviewPlace::of(&case.review).is_behind(after))
            && !rows.has_review_of(&case.review.subject).await?
        {
            shown.push(case);
            shown.sort_by_key(|row| (Reverse(row.review.subject.created_at), row.review.subject.id));
        }
        let has_more = shown.len() > wanted;
        shown.truncate(wanted);
        for stored in &mut shown {
            stored.documents = rows.list_documents(stored.review.subject.id).await?;
        }
        say_what_became(rows, key, &mut shown).await?;
        Ok(Slice { items: shown, has_more })
    }
}

/// The customer's request for Education as a case, made of the record and its last decision.
async fn case_of_record<R: Rows>(rows: &mut R, key: CustomerKey) -> Done<Option<StoredReview>> {
    let Ok((standing, current)) = answered(load::records(rows, key).await)? else { return Ok(None) };
    let Some(record) = current.education_record() else { return Ok(None) };
    let decided = last_decision(rows, key, record.opened_at).await?;
    let reason_code = decided.as_ref().map_or(ReasonCode::PolicyFixed, |ending| ending.reason_code);
    let facts = OpeningFacts { reason_code, decision: None, domain: None };
    let opened_at = record.opened_at;
    let subject = subject_of(rows, key, Qualification::Education, opened_at, facts, opened_at).await?;
    let review = Review::open(subject, opened_at).overtaken(ReviewState::of_record(record), decided);
    Ok(Some(StoredReview {
        review,
        revision: 0,
        company_name: Some(standing.company_name),
        documents: Vec::new(),
        appeal: rows
            .find_appeal_against(key, Review::id_of_request(key, Qualification::Education, opened_at))
            .await?,
        request: None,
    }))
}

/// What was decided last about a request, with the explanation unless it was erased.
async fn last_decision<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    opened_at: Timestamp,
) -> Done<Option<Ending>> {
    let last = rows.find_last_decision(key, Qualification::Education, opened_at).await?;
    Ok(last.map(|decision| Ending {
        reason_code: decision.sealed.record.reason_code,
        explanation: decision.texts.map(|texts| texts.body.explanation).unwrap_or_default(),
        at: decision.sealed.record.decided_at,
    }))
}

/// Takes the open cases about a record along when the record changes.
pub(crate) async fn follow<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    before: &QualificationSet,
    change: &Change,
    ending: Option<&Ending>,
    now: Timestamp,
) -> Done<()> {
    let Some(state) = ReviewState::after(before, change) else { return Ok(()) };
    for stored in rows.list_reviews_of(key, Which::Open).await? {
        if stored.review.subject.kind != ReviewKind::Audit {
            let closed = stored.review.overtaken(state.clone(), ending.cloned());
            save_closed(rows, &closed, now)?;
        }
    }
    Ok(())
}

/// Closes the open cases of a customer that is no longer its partner's.
pub(crate) async fn withdraw_all<R: Rows>(rows: &mut R, key: CustomerKey, now: Timestamp) -> Done<()> {
    loop {
        let open = rows.list_reviews_of(key, Which::Open).await?;
        let is_last = open.len() < REVIEWS_MAX;
        for StoredReview { review, .. } in open {
            save_closed(rows, &review.overtaken(ReviewState::Withdrawn, None), now)?;
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Closes the cases of a customer that is deleted, takes everything out of them that somebody wrote, and gives up
/// their documents.
pub(crate) async fn erase_customer<R: Rows>(rows: &mut R, key: CustomerKey, now: Timestamp) -> Done<()> {
    loop {
        let written = rows.list_reviews_of(key, Which::Written).await?;
        let is_last = written.len() < REVIEWS_MAX;
        for StoredReview { review, .. } in written {
            let review =
                if review.state.is_final() { review } else { review.overtaken(ReviewState::Withdrawn, None) };
            rows.give_documents_up(review.subject.id)?;
            texts::erase(rows, review, now)?;
        }
        if is_last {
            return Ok(());
        }
    }
}
