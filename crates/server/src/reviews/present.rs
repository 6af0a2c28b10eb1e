//! How a case is shown: to staff with everything, to its partner with what concerns it and what to do next.

use qualify_contract::operator::{DecisionView, Verdict as VerdictBody};
use qualify_contract::reviews::{
    ApplicantView, DocumentView, EndingView, LookAlikeView, NoteView, PartnerReview, ProposalView,
    QuestionView, QueuedReviewView, ReviewQueue, ReviewView,
};
use qualify_contract::v1::time::wire_time_ticks;
use qualify_domain::customer::Customer;
use qualify_domain::ports::{
    AppealEnd, AppealStanding, Document, QueuedReview, RequestStanding, StoredReview,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{ExclusiveRecord, QualificationSet};
use qualify_domain::review::{
    Ending, Note, Notice, Proposal, Question, Review, ReviewKind, ReviewRules, ReviewState,
};
use qualify_vocabulary::{Person, PersonKey, ReasonCode, Timestamp, to_hexadecimal};

use crate::service::reviews::foresight::what_to_check;

/// A page of a queue.
pub(crate) fn queue_view(items: Vec<QueuedReview>, continuation_token: Option<String>) -> ReviewQueue {
    ReviewQueue { items: items.into_iter().map(queued_view).collect(), continuation_token }
}

/// A case in a queue.
fn queued_view(queued: QueuedReview) -> QueuedReviewView {
    QueuedReviewView {
        id: queued.position.id,
        partner_id: queued.key.partner,
        customer_id: queued.key.customer,
        company_name: queued.company_name,
        kind: queued.kind.name().to_owned(),
        qualification: queued.qualification,
        state: queued.state,
        priority: queued.priority.name().to_owned(),
        due_at: queued.sla_due_at.map(wire_time_ticks),
        country: queued.country,
        language: queued.language,
        domain: queued.domain,
        reason_code: queued.reason_code.name().to_owned(),
        holder_key: queued.holder.as_ref().map(|holder| holder.key.clone()),
        holder: queued.holder.map(|holder| holder.name),
        created_at: wire_time_ticks(queued.created_at),
    }
}

/// Who asks, as far as a reviewer needs it.
pub(crate) fn applicant_view(customer: &Customer, records: &QualificationSet) -> ApplicantView {
    let record = match &records.exclusive {
        Some(ExclusiveRecord::Education(record)) => Some(record),
        _ => None,
    };
    let address = &customer.billing.default_address;
    let town = [&address.postal_code, &address.city].map(|part| part.clone().unwrap_or_default()).join(" ");
    let lines = [
        address.address_line1.clone(),
        address.address_line2.clone(),
        Some(town.trim().to_owned()),
        address.state.clone().or_else(|| address.region.clone()),
        Some(address.country.clone()),
    ];
    ApplicantView {
        tenant_domain: customer.domain.to_string(),
        email_host: customer.billing.email.rsplit_once('@').map(|(_, host)| host.to_owned()),
        website: record.and_then(|record| record.website.clone()),
        segment: record.and_then(|record| record.segment).map(|segment| segment.name().to_owned()),
        registration_number: customer.registration_number.clone(),
        address: lines.into_iter().flatten().filter(|line| !line.is_empty()).collect(),
    }
}

/// What stands beside a case for staff.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    pub(crate) applicant: Option<ApplicantView>,
    pub(crate) decision: Option<DecisionView>,
    pub(crate) earlier_decisions: Vec<DecisionView>,
    pub(crate) look_alikes: Vec<LookAlikeView>,
}

/// A case as staff sees it.
pub(crate) fn staff_view(stored: StoredReview, rules: &ReviewRules, around: Surroundings) -> ReviewView {
    let checks = what_to_check(&stored);
    let StoredReview { review, revision, company_name, documents, appeal, request: _ } = stored;
    let held_until = match &review.state {
        ReviewState::Claimed { until, .. } => Some(wire_time_ticks(*until)),
        _ => None,
    };
    let preferred = match &review.state {
        ReviewState::Queued { preferred: Some((person, until)) } => Some((person, wire_time_ticks(*until))),
        _ => None,
    };
    let (preferred, preferred_until) = preferred.unzip();
    let (preferred_reviewer, preferred_reviewer_key) = name_and_key(preferred);
    let (first_reviewer, first_reviewer_key) = name_and_key(review.first_reviewer.as_ref());
    let (second_reviewer, second_reviewer_key) = name_and_key(review.second_reviewer.as_ref());
    let case = case_view(&review, company_name, rules);
    ReviewView {
        preferred_reviewer,
        preferred_reviewer_key,
        preferred_until,
        checks,
        applicant: around.applicant,
        revision,
        opened_at: wire_time_ticks(review.subject.opened_at),
        attempt: review.subject.attempt,
        held_until,
        linked_id: review.subject.linked,
        appeal_id: appeal.map(|appeal| appeal.id),
        appeal: review.subject.appeal.as_ref().map(note_view),
        notes: review.notes.iter().map(note_view).collect(),
        questions: review.questions.iter().map(|question| question_view(question, true)).collect(),
        documents: documents.iter().map(document_view).collect(),
        proposal: proposal_view(&review.state),
        first_reviewer,
        first_reviewer_key,
        second_reviewer,
        second_reviewer_key,
        ending: review.ending.as_ref().map(ending_view),
        decision: around.decision,
        earlier_decisions: around.earlier_decisions,
        look_alikes: around.look_alikes,
        case,
    }
}

/// What somebody is called, and who they are.
fn name_and_key(person: Option<&Person>) -> (Option<String>, Option<PersonKey>) {
    person.map(|person| (person.name.clone(), person.key.clone())).unzip()
}

fn case_view(review: &Review, company_name: Option<String>, rules: &ReviewRules) -> QueuedReviewView {
    let subject = &review.subject;
    let (holder, holder_key) = name_and_key(review.holder());
    QueuedReviewView {
        id: subject.id,
        partner_id: subject.key.partner,
        customer_id: subject.key.customer,
        company_name,
        kind: subject.kind.name().to_owned(),
        qualification: subject.qualification.name().to_owned(),
        state: review.state.name().to_owned(),
        priority: review.priority().name().to_owned(),
        due_at: review.sla_due_at(rules).map(wire_time_ticks),
        country: subject.country.clone(),
        language: subject.language.clone(),
        domain: subject.domain.clone(),
        reason_code: subject.reason_code.name().to_owned(),
        holder,
        holder_key,
        created_at: wire_time_ticks(subject.created_at),
    }
}

fn note_view(note: &Note) -> NoteView {
    NoteView { by: note.by.clone(), at: wire_time_ticks(note.at), text: note.text.clone() }
}

/// A question; who asked is for staff alone.
fn question_view(question: &Question, is_for_staff: bool) -> QuestionView {
    QuestionView {
        items: question.items.clone(),
        asked_at: wire_time_ticks(question.at),
        answer_until: wire_time_ticks(question.until),
        asked_by: is_for_staff.then(|| question.by.clone()),
        reply: question.reply.as_ref().map(note_view),
    }
}

fn document_view(document: &Document) -> DocumentView {
    DocumentView {
        id: document.id,
        media_type: document.media_type.clone(),
        bytes: document.bytes,
        sha256: to_hexadecimal(&document.hash),
        added_at: wire_time_ticks(document.added_at),
        deleted_at: document.deleted_at.map(wire_time_ticks),
    }
}

fn proposal_view(state: &ReviewState) -> Option<ProposalView> {
    let (by, proposal, notice) = match state {
        ReviewState::PendingSecond { first, proposal, notice } => (first, proposal, notice.as_ref()),
        ReviewState::Escalated { first: Some(first), proposal: Some(proposal), .. } => {
            (first, proposal, None)
        }
        _ => return None,
    };
    let Proposal { verdict, reason_code, explanation, evidence } = proposal;
    let (decision, reason) = match verdict {
        Verdict::Approve => (VerdictBody::Approve, None),
        Verdict::Deny(reason) => (VerdictBody::Deny, Some(*reason)),
    };
    Some(ProposalView {
        by: by.name.clone(),
        by_key: by.key.clone(),
        decision,
        reason,
        reason_code: reason_code.name().to_owned(),
        explanation: explanation.clone(),
        evidence: evidence.clone(),
        effective_at: notice.map(|notice| wire_time_ticks(notice.effective_at)),
    })
}

fn ending_view(ending: &Ending) -> EndingView {
    EndingView {
        reason_code: ending.reason_code.name().to_owned(),
        explanation: ending.explanation.clone(),
        at: wire_time_ticks(ending.at),
    }
}

/// A case as its partner sees it: what happened, why, and what to do next.
pub(crate) fn partner_view(
    stored: &StoredReview,
    finding: Option<String>,
    rules: &ReviewRules,
    now: Timestamp,
) -> PartnerReview {
    let review = &stored.review;
    let subject = &review.subject;
    let (state, explanation, next_step) = story(stored, finding, rules, now);
    let notice = notice_of(&review.state);
    PartnerReview {
        id: subject.id,
        kind: subject.kind.name().to_owned(),
        qualification: subject.qualification.name().to_owned(),
        state: state.to_owned(),
        opened_at: wire_time_ticks(subject.opened_at),
        explanation,
        next_step,
        questions: review.questions.iter().map(|question| question_view(question, false)).collect(),
        documents: stored.documents.iter().map(document_view).collect(),
        linked_id: subject.linked,
        appeal_id: stored.appeal.map(|appeal| appeal.id),
        appeal: subject.appeal.as_ref().map(note_view),
        reason_code: review.ending.as_ref().map(|ending| ending.reason_code.name_for_partners().to_owned()),
        decided_at: review.ending.as_ref().map(|ending| wire_time_ticks(ending.at)),
        appeal_until: appeal_until(stored, rules).map(wire_time_ticks),
        effective_at: notice.map(|notice| wire_time_ticks(notice.effective_at)),
    }
}

const fn notice_of(state: &ReviewState) -> Option<&Notice> {
    match state {
        ReviewState::PendingSecond { notice, .. } => notice.as_ref(),
        _ => None,
    }
}

/// The end of the window in which a denial can be appealed, as long as it stands and no appeal is used up: that of a
/// request, or of a re-verification.
fn appeal_until(stored: &StoredReview, rules: &ReviewRules) -> Option<Timestamp> {
    let review = &stored.review;
    let is_contestable = review.state == ReviewState::Denied && review.subject.kind.can_be_appealed();
    match stored.request.filter(|_| is_contestable)? {
        RequestStanding::Contestable { denied_at } => denied_at.checked_add(rules.appeal_window).ok(),
        RequestStanding::Denied
        | RequestStanding::InReview
        | RequestStanding::Approved
        | RequestStanding::Replaced => None,
    }
}

/// The state as the partner knows it, why it is so, and what to do. `finding`: what the rules found, if they looked.
fn story(
    stored: &StoredReview,
    finding: Option<String>,
    rules: &ReviewRules,
    now: Timestamp,
) -> (&'static str, String, String) {
    let review = &stored.review;
    let own = |state, explanation: &str, next: &str| (state, explanation.to_owned(), next.to_owned());
    let ending = || review.ending.as_ref().map(|ending| ending.explanation.clone()).unwrap_or_default();
    match &review.state {
        ReviewState::Received => own(
            "in-review",
            "The request waits for its examination.",
            "Nothing: it is decided by itself, or passed on to a person.",
        ),
        ReviewState::PendingSecond { notice: Some(notice), .. } => (
            "in-review",
            format!("The qualification was found not to hold any more, and ends at {}.", notice.effective_at),
            "If that is wrong, say why to the operator before then.".to_owned(),
        ),
        ReviewState::Queued { .. }
        | ReviewState::Claimed { .. }
        | ReviewState::PendingSecond { notice: None, .. }
        | ReviewState::Escalated { .. } => (
            "in-review",
            finding.unwrap_or_else(|| why_a_person(review)),
            "Wait, and answer if something is asked. A document that shows what the organisation is helps."
                .to_owned(),
        ),
        ReviewState::NeedsInfo { until, .. } => {
            let items = review.questions.last().map(|question| question.items.join("; ")).unwrap_or_default();
            (
                "needs-info",
                format!("The reviewer needs: {items}."),
                format!(
                    "Add the documents and send a reply before {until}; without one the request is denied."
                ),
            )
        }
        ReviewState::Approved => (
            "approved",
            ending(),
            "Nothing: the qualification holds, unless a later case says something else.".to_owned(),
        ),
        ReviewState::Denied => ("denied", ending(), after_denial(stored, rules, now)),
        ReviewState::Withdrawn => own(
            "withdrawn",
            "It was taken back, or another request took its place.",
            "Nothing. A new request can be made at any time.",
        ),
    }
}

/// Why a person decides, where nothing was found that could be said.
fn why_a_person(review: &Review) -> String {
    let code = review.subject.reason_code;
    match review.subject.kind {
        ReviewKind::Appeal => "Somebody who had no part in the denial looks at the appeal.".to_owned(),
        ReviewKind::Reverification => "A person looks at whether the approval still holds.".to_owned(),
        ReviewKind::Request | ReviewKind::Audit if code.is_of_a_rule() => {
            format!("A person looks at it, because the rules cannot tell ({}).", code.name_for_partners())
        }
        ReviewKind::Request | ReviewKind::Audit => "A person looks at it.".to_owned(),
    }
}

fn after_denial(stored: &StoredReview, rules: &ReviewRules, now: Timestamp) -> String {
    let ending = stored.review.ending.as_ref();
    let is_silence = ending.is_some_and(|it| it.reason_code == ReasonCode::InfoNotProvided);
    let until = appeal_until(stored, rules).filter(|until| now < *until);
    match (stored.request, stored.appeal) {
        (Some(RequestStanding::Replaced), _) => {
            "Nothing: another request has taken its place, or none is left. A new one can be made at any time."
                .to_owned()
        }
        (_, Some(AppealStanding { id, ended: None })) => format!("Wait: the appeal {id} is under way."),
        (Some(RequestStanding::InReview), _) => "Wait: the request is looked at again.".to_owned(),
        (Some(RequestStanding::Approved), Some(AppealStanding { id, ended: Some(AppealEnd::Granted) })) => {
            format!("Nothing: the appeal {id} was granted.")
        }
        (Some(RequestStanding::Approved), _) => "Nothing: the qualification was approved since.".to_owned(),
        (_, None) if is_silence => "Send the request again, with what was asked for.".to_owned(),
        (Some(RequestStanding::Contestable { .. } | RequestStanding::Denied) | None, appeal) => {
            match (until, appeal) {
                (Some(until), None) => {
                    format!("Appeal before {until} if this is wrong, or send a corrected request.")
                }
                (Some(until), Some(AppealStanding { id, .. })) => format!(
                    "The appeal {id} was granted, and it was denied again since. Appeal before {until} if that is wrong, or \
                     send a corrected request."
                ),
                (None, _) => "Send a corrected request if something has changed.".to_owned(),
            }
        }
    }
}
