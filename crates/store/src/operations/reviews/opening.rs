//! How cases come to be: a request that no rule decides, an appeal, a look at an approval.

use qualify_domain::Refusal;
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{OpenReview, Opening, StoredReview};
use qualify_domain::qualification::EducationRecord;
use qualify_domain::review::{
    Note, Review, ReviewKind, ReviewRules, ReviewState, Subject, check_appeal, check_contested,
    check_is_approved, check_is_denied, check_reverification,
};
use qualify_vocabulary::{DecisionId, Qualification, ReasonCode, Timestamp};

use super::super::{Operation, load};
use super::saving::save;
use super::{acts, records};
use crate::rows::{ReviewTimes, Rows, Which};
use crate::undone::Done;

/// What led to a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpeningFacts<'a> {
    pub(crate) reason_code: ReasonCode,
    pub(crate) decision: Option<DecisionId>,
    /// The registrable domain that an approval would rest on.
    pub(crate) domain: Option<&'a str>,
}

/// Opens the case that a request is, unless it is open.
pub(crate) async fn open_request<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    record: &EducationRecord,
    facts: OpeningFacts<'_>,
    rules: &ReviewRules,
    now: Timestamp,
) -> Done<()> {
    let mut subject = subject_of(rows, key, Qualification::Education, record.opened_at, facts, now).await?;
    let open = |subject| Review::open(subject, now).for_a_lead_after(rules.attempts_max);
    while !insert(rows, &open(subject.clone()), rules).await? {
        let Some(stored) = rows.find_review(subject.id).await? else { break };
        if !stored.review.state.is_final() {
            // It is open already. Or its partner was there before anybody, and it begins only now.
            let has_begun = stored.review.sla.running_since.is_some();
            return match stored.review.state {
                ReviewState::Received | ReviewState::Queued { .. } if !has_begun => {
                    begin(rows, &Review { notes: stored.review.notes, ..open(subject) }, rules, now)
                }
                _ => Ok(()),
            };
        }
        // Where the clock stands, a request that was withdrawn was made at the same moment.
        subject.id = Review::id_after(subject.id);
    }
    Ok(())
}

/// Inserts a case unless it is there; answers whether it was not.
async fn insert<R: Rows>(rows: &mut R, review: &Review, rules: &ReviewRules) -> Done<bool> {
    Ok(rows.insert_review(review, ReviewTimes::of(review, rules)).await?)
}

/// Puts a case into the queue whose partner was there before anybody else.
fn begin(rows: &mut impl Rows, review: &Review, rules: &ReviewRules, now: Timestamp) -> Done<()> {
    save(rows, review, rules, now)?;
    rows.save_review_reason(&review.subject)
}

/// Opens the case in which somebody looks at what was granted without vetting.
pub(crate) async fn open_audit<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    qualification: Qualification,
    facts: OpeningFacts<'_>,
    rules: &ReviewRules,
    now: Timestamp,
) -> Done<()> {
    let subject = subject_of(rows, key, qualification, now, facts, now).await?;
    let subject = Subject { kind: ReviewKind::Audit, ..subject };
    insert(rows, &Review::open(subject, now), rules).await?;
    Ok(())
}

/// A request's case as it is before anybody has looked at it.
pub(super) async fn subject_of<R: Rows>(
    rows: &mut R,
    key: CustomerKey,
    qualification: Qualification,
    opened_at: Timestamp,
    facts: OpeningFacts<'_>,
    now: Timestamp,
) -> Done<Subject> {
    let customer = rows.load_applicant_facts(key).await?;
    Ok(Subject {
        id: Review::id_of_request(key, qualification, opened_at),
        key,
        kind: ReviewKind::Request,
        qualification,
        opened_at,
        created_at: now,
        attempt: customer.attempts.max(1),
        country: customer.country().to_owned(),
        language: customer.language().to_owned(),
        domain: facts.domain.map(str::to_owned),
        reason_code: facts.reason_code,
        is_flagged: false,
        decision: facts.decision,
        linked: None,
        barred: Vec::new(),
        appeal: None,
    })
}

/// Opens a case beside a record.
impl Operation for OpenReview {
    type Answer = StoredReview;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<StoredReview> {
        let Self { act, key, id, opening, rules } = self;
        let standing = load::standing(rows, key).await?;
        opening.text().check()?;
        let (_, current) = load::records(rows, key).await?;
        let record = current.education_record().ok_or(Refusal::NothingToDecide)?;
        let review = match opening {
            Opening::Appeal { denied, text } => {
                let contested = records::find(rows, denied, Some(key)).await?;
                check_contested(record, contested.as_ref().map(|stored| &stored.review))?;
                check_is_denied(record)?;
                let subject = appeal(rows, &act, key, record, text, &rules).await?;
                Review::open(Subject { id, linked: Some(denied), ..subject }, act.now)
            }
            Opening::Reverification { reason_code, text } => {
                check_is_approved(record)?;
                let subject = reverification(rows, &act, key, record, reason_code).await?;
                let mut review = Review::open(Subject { id, ..subject }, act.now);
                review.notes.push(text);
                review
            }
        };
        insert(rows, &review, &rules).await?;
        if let Some(contested) = review.subject.contested() {
            rows.keep_documents_on(contested)?;
        }
        let action = review.subject.kind.name();
        acts::record(rows, &act, &review, &standing.company_name, action).await?;
        Ok(rows.find_review(id).await?.ok_or(Refusal::ReviewNotFound)?)
    }
}

/// A partner contests a denial.
async fn appeal<R: Rows>(
    rows: &mut R,
    act: &Act,
    key: CustomerKey,
    record: &EducationRecord,
    text: Note,
    rules: &ReviewRules,
) -> Done<Subject> {
    let cases = list(rows, key, Which::All).await?;
    let last = rows.find_last_decision(key, Qualification::Education, record.opened_at).await?;
    let last = last.map(|decision| decision.sealed.record);
    let appealed = check_appeal(record, &cases, last.as_ref(), rules, act.now)?;
    let facts =
        OpeningFacts { reason_code: appealed.reason_code, decision: Some(appealed.decision), domain: None };
    let subject = subject_of(rows, key, Qualification::Education, record.opened_at, facts, act.now).await?;
    Ok(Subject {
        kind: ReviewKind::Appeal,
        domain: rows.find_approved_domain(key).await?,
        is_flagged: appealed.is_flagged,
        barred: appealed.barred,
        appeal: Some(text),
        ..subject
    })
}

async fn reverification<R: Rows>(
    rows: &mut R,
    act: &Act,
    key: CustomerKey,
    record: &EducationRecord,
    reason_code: ReasonCode,
) -> Done<Subject> {
    check_reverification(record, &list(rows, key, Which::Open).await?)?;
    let facts = OpeningFacts { reason_code, decision: None, domain: None };
    let subject = subject_of(rows, key, Qualification::Education, record.opened_at, facts, act.now).await?;
    let domain = rows.find_approved_domain(key).await?;
    Ok(Subject { kind: ReviewKind::Reverification, linked: Some(subject.id), domain, ..subject })
}

async fn list<R: Rows>(rows: &mut R, key: CustomerKey, which: Which) -> Done<Vec<Review>> {
    let stored = rows.list_reviews_of(key, which).await?;
    Ok(stored.into_iter().map(|stored| stored.review).collect())
}
