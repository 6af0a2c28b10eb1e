//! How a case is shown: to staff with everything, to its partner with what concerns it and what to do next.

use qualify_contract::operator::{DecisionView, Verdict as VerdictBody};
use qualify_contract::reviews::{
    ApplicantView, DocumentView, EndingView, LookAlikeView, NoteView, PartnerReview, ProposalView,
    QuestionView, QueuedReviewView, ReviewQueue, ReviewView,
};
use qualify_contract::v1::time::wire_time_ticks;
use qualify_domain::customer::Customer;
use qualify_domain::ports::{Document, QueuedReview, StoredReview};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{ExclusiveRecord, QualificationSet};
use qualify_domain::review::{Ending, Note, Proposal, Question, Review, ReviewRules, ReviewState};
use qualify_texts::Locale;
use qualify_vocabulary::{Person, PersonKey, Timestamp, to_hexadecimal};

use crate::service::reviews::foresight::what_to_check;
use crate::service::reviews::story::{self, NextStep, Story, Why, appeal_until, notice_of};

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

/// A case as staff sees it, with what to look at in a language.
pub(crate) fn staff_view(
    stored: StoredReview,
    rules: &ReviewRules,
    around: Surroundings,
    locale: Locale,
) -> ReviewView {
    let checks = what_to_check(&stored, locale);
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
    let (state, explanation, next_step) = told(stored, finding, rules, now);
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

/// The state as the partner knows it, why it is so, and what to do. `finding`: what the rules found, if they looked.
fn told(
    stored: &StoredReview,
    finding: Option<String>,
    rules: &ReviewRules,
    now: Timestamp,
) -> (&'static str, String, String) {
    let Story { state, why, next } = story::of(stored, rules, now);
    let explanation = match finding.filter(|_| why.is_looked_at()) {
        Some(finding) => finding,
        None => explanation(why),
    };
    (state.name(), explanation, next_step(next))
}

fn explanation(why: Why) -> String {
    match why {
        Why::NotExamined => "The request waits for its examination.".to_owned(),
        Why::ApprovalEnds(at) => {
            format!("The qualification was found not to hold any more, and ends at {at}.")
        }
        Why::AppealIsLookedAt => "Somebody who had no part in the denial looks at the appeal.".to_owned(),
        Why::ApprovalIsLookedAt => "A person looks at whether the approval still holds.".to_owned(),
        Why::RulesCannotTell(code) => {
            format!("A person looks at it, because the rules cannot tell ({code}).")
        }
        Why::PersonLooks => "A person looks at it.".to_owned(),
        Why::Asked(items) => format!("The reviewer needs: {}.", items.join("; ")),
        Why::Decided(explanation) => explanation,
        Why::TakenBack => "It was taken back, or another request took its place.".to_owned(),
    }
}

fn next_step(next: NextStep) -> String {
    let own = |text: &str| text.to_owned();
    match next {
        NextStep::DecidedByItself => own("Nothing: it is decided by itself, or passed on to a person."),
        NextStep::SayThatItIsWrong => own("If that is wrong, say why to the operator before then."),
        NextStep::Wait => own(
            "Wait, and answer if something is asked. A document that shows what the organisation is helps.",
        ),
        NextStep::ReplyBefore(until) => {
            format!("Add the documents and send a reply before {until}; without one the request is denied.")
        }
        NextStep::Holds => own("Nothing: the qualification holds, unless a later case says something else."),
        NextStep::AskAnew => own("Nothing. A new request can be made at any time."),
        NextStep::Replaced => own(
            "Nothing: another request has taken its place, or none is left. A new one can be made at any time.",
        ),
        NextStep::AppealUnderWay(id) => format!("Wait: the appeal {id} is under way."),
        NextStep::LookedAtAgain => own("Wait: the request is looked at again."),
        NextStep::AppealGranted(id) => format!("Nothing: the appeal {id} was granted."),
        NextStep::ApprovedSince => own("Nothing: the qualification was approved since."),
        NextStep::SendAgain => own("Send the request again, with what was asked for."),
        NextStep::AppealBefore(until) => {
            format!("Appeal before {until} if this is wrong, or send a corrected request.")
        }
        NextStep::AppealAgainBefore(id, until) => format!(
            "The appeal {id} was granted, and it was denied again since. Appeal before {until} if that is wrong, or \
             send a corrected request."
        ),
        NextStep::SendCorrected => own("Send a corrected request if something has changed."),
    }
}
