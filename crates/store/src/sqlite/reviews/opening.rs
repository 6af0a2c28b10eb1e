//! How cases come to be: a request that no rule decides, an appeal, a look at an approval.

use qualify_domain::Refusal;
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{OpenReview, Opening, Outcome, StoredReview};
use qualify_domain::qualification::{EducationRecord, EducationState, ExclusiveRecord};
use qualify_domain::review::{Note, Review, ReviewKind, ReviewRefusal, ReviewRules, ReviewState, Subject};
use qualify_vocabulary::{DecisionId, Person, Qualification, ReasonCode, Timestamp};

use super::super::requests::granted;
use super::super::session::Session;
use super::super::writer::Decided;
use super::super::{claimed_domains, decisions, examine, qualifications};
use super::{Which, acts, begin, documents, find_row, insert, list_rows, records};

/// What led to a case.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct OpeningFacts<'a> {
    pub(in super::super) reason_code: ReasonCode,
    pub(in super::super) decision: Option<DecisionId>,
    /// The registrable domain that an approval would rest on.
    pub(in super::super) domain: Option<&'a str>,
}

/// Opens the case that a request is, unless it is open.
pub(in super::super) fn open_request(
    session: &Session,
    key: CustomerKey,
    record: &EducationRecord,
    facts: OpeningFacts<'_>,
    rules: &ReviewRules,
    now: Timestamp,
) -> Outcome<()> {
    let mut subject = subject_of(session, key, Qualification::Education, record.opened_at, facts, now)?;
    let open = |subject| Review::open(subject, now).for_a_lead_after(rules.attempts_max);
    while !insert(session, &open(subject.clone()), rules)? {
        let Some(stored) = find_row(session, subject.id)? else { break };
        if !stored.review.state.is_final() {
            // It is open already. Or its partner was there before anybody, and it begins only now.
            let has_begun = stored.review.sla.running_since.is_some();
            return match stored.review.state {
                ReviewState::Received | ReviewState::Queued { .. } if !has_begun => {
                    begin(session, &Review { notes: stored.review.notes, ..open(subject) }, rules, now)
                }
                _ => Ok(()),
            };
        }
        // Where the clock stands, a request that was withdrawn was made at the same moment.
        subject.id = Review::id_after(subject.id);
    }
    Ok(())
}

/// Opens the case in which somebody looks at what was granted without vetting.
pub(in super::super) fn open_audit(
    session: &Session,
    key: CustomerKey,
    qualification: Qualification,
    facts: OpeningFacts<'_>,
    rules: &ReviewRules,
    now: Timestamp,
) -> Outcome<()> {
    let subject = subject_of(session, key, qualification, now, facts, now)?;
    let subject = Subject { kind: ReviewKind::Audit, ..subject };
    insert(session, &Review::open(subject, now), rules).map(|_| ())
}

/// A request's case as it is before anybody has looked at it.
pub(super) fn subject_of(
    session: &Session,
    key: CustomerKey,
    qualification: Qualification,
    opened_at: Timestamp,
    facts: OpeningFacts<'_>,
    now: Timestamp,
) -> Outcome<Subject> {
    let customer = examine::get_facts(session, key)?;
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
pub(in super::super) fn open(session: &Session, command: OpenReview) -> Decided<StoredReview> {
    let OpenReview { act, key, id, opening, rules } = command;
    let (standing, current) = granted!(qualifications::get(session, key)?);
    let Some(ExclusiveRecord::Education(record)) = &current.exclusive else {
        return Ok(Err(Refusal::NothingToDecide));
    };
    let review = match opening {
        Opening::Appeal { denied, text } => {
            granted!(text.check().map_err(Refusal::Review));
            let found = records::find(session, denied, Some(key))?;
            let is_of_record = found.is_some_and(|stored| {
                let subject = &stored.review.subject;
                subject.kind.can_be_appealed() && subject.opened_at == record.opened_at
            });
            if !is_of_record {
                return Ok(Err(not_possible("appealing", "overtaken by another request")));
            }
            let subject = granted!(appeal(session, &act, key, record, text, &rules)?);
            Review::open(Subject { id, linked: Some(denied), ..subject }, act.now)
        }
        Opening::Reverification { reason_code, text } => {
            granted!(text.check().map_err(Refusal::Review));
            let subject = granted!(reverification(session, &act, key, record, reason_code)?);
            let mut review = Review::open(Subject { id, ..subject }, act.now);
            review.notes.push(text);
            review
        }
    };
    insert(session, &review, &rules)?;
    if let Some(contested) = review.subject.contested() {
        documents::keep_on(session, contested)?;
    }
    acts::audit(session, &act, &review, &standing.company_name, review.subject.kind.name())?;
    Ok(find_row(session, id)?.ok_or(Refusal::ReviewNotFound))
}

/// A partner contests a denial: once, in time, and before other eyes.
fn appeal(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    record: &EducationRecord,
    text: Note,
    rules: &ReviewRules,
) -> Decided<Subject> {
    if !matches!(record.state, EducationState::Denied { .. }) {
        return Ok(Err(not_possible("appealing", record.state.status().name())));
    }
    let rows = list_rows(session, key, Which::All)?;
    let about_this = rows.iter().filter(|row| row.review.subject.opened_at == record.opened_at);
    // An appeal that was granted is used up by another denial only: a revocation can be contested again.
    let is_used_up =
        |review: &Review| review.subject.kind == ReviewKind::Appeal && review.state != ReviewState::Approved;
    if about_this.clone().any(|row| is_used_up(&row.review)) {
        return Ok(Err(Refusal::Review(ReviewRefusal::AppealedBefore)));
    }
    let last = decisions::find_last(session, key, Qualification::Education, record.opened_at)?;
    let Some(denial) = last
        .map(|decision| decision.sealed.record)
        .filter(|it| it.outcome == qualify_vocabulary::Outcome::Deny)
    else {
        return Ok(Err(not_possible("appealing", "denied without a decision")));
    };
    let until = denial.decided_at.checked_add(rules.appeal_window).unwrap_or(Timestamp::MAX);
    if act.now >= until {
        return Ok(Err(Refusal::Review(ReviewRefusal::AppealTooLate(until))));
    }
    let is_flagged = about_this.clone().any(|row| row.review.is_flagged());
    let mut barred: Vec<Person> = about_this
        .flat_map(|row| {
            let Review { reviewers, first_reviewer, second_reviewer, .. } = &row.review;
            reviewers.iter().chain(first_reviewer).chain(second_reviewer)
        })
        .cloned()
        .collect();
    barred.extend(denial.people());
    let facts = OpeningFacts { reason_code: denial.reason_code, decision: Some(denial.id), domain: None };
    let subject = subject_of(session, key, Qualification::Education, record.opened_at, facts, act.now)?;
    let (appeal, domain) = (Some(text), claimed_domains::find_of(session, key)?);
    Ok(Ok(Subject { kind: ReviewKind::Appeal, domain, is_flagged, barred, appeal, ..subject }))
}

fn reverification(
    session: &Session,
    act: &Act,
    key: CustomerKey,
    record: &EducationRecord,
    reason_code: ReasonCode,
) -> Decided<Subject> {
    if record.state != EducationState::Approved {
        return Ok(Err(not_possible("re-verifying", record.state.status().name())));
    }
    let open = list_rows(session, key, Which::Open)?;
    if open.iter().any(|row| row.review.subject.kind == ReviewKind::Reverification) {
        return Ok(Err(not_possible("re-verifying", "being re-verified")));
    }
    let facts = OpeningFacts { reason_code, decision: None, domain: None };
    let subject = subject_of(session, key, Qualification::Education, record.opened_at, facts, act.now)?;
    let (linked, domain) = (Some(subject.id), claimed_domains::find_of(session, key)?);
    Ok(Ok(Subject { kind: ReviewKind::Reverification, linked, domain, ..subject }))
}

fn not_possible(command: &'static str, state: &'static str) -> Refusal {
    Refusal::Review(ReviewRefusal::NotPossible { command, state })
}
