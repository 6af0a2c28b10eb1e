//! A case on one screen: what is asked for, what is known, what people said, and what can be done with it.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::ports::StoredReview;
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{Proposal, Review, ReviewState};
use qualify_domain::vetting::StoredDecision;
use qualify_server::service::explained;
use qualify_server::service::reviews::foresight::{self, StaffAct};
use qualify_server::service::reviews::of_staff::{self, Surroundings};
use qualify_texts::Dashboard as Texts;

use super::case_in_path::CaseInPath;
use super::drafts::{self, Sent};
use super::evidence::{self, Evidence, NamesRow};
use super::facts::{self, Fact};
use super::form::{DecisionFields, EVIDENCE, EXPLANATION, Problem};
use super::talk::{self, Said};
use super::words::{due_badge, kind_name, outcome_name, priority_badge, state_badge};
use super::{REVIEWERS, names};
use crate::error::PageError;
use crate::form::SentForm;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;
use crate::words::Badge;

/// Something that one should read first.
#[derive(Debug)]
pub(super) struct Notice {
    kind: &'static str,
    text: String,
}

impl Notice {
    pub(super) const fn problem(text: String) -> Self {
        Self { kind: "problem", text }
    }
}

/// How a case is shown: after a form that was not carried out, with why.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) notice: Option<Notice>,
    pub(super) problem: Option<Problem>,
}

#[derive(Template)]
#[template(path = "reviews/case.html")]
struct CasePage<'a> {
    frame: Frame<'a>,
    id: String,
    seen: u64,
    name: Option<String>,
    notice: Option<Notice>,
    /// A decision about it that was sent.
    sent: Option<Sent>,
    badges: Vec<Badge>,
    /// Who has it, or to whom it is left first.
    holder: Option<String>,
    facts: Vec<Fact>,
    address: String,
    linked: Option<String>,
    checks: Vec<String>,
    evidence: Option<Evidence>,
    names: Vec<NamesRow>,
    look_alikes: Vec<LookAlikeRow>,
    earlier: Vec<EarlierRow>,
    talk: Vec<Said>,
    documents: Vec<DocumentRow>,
    proposal: Option<ProposalShown>,
    ending: Option<EndingShown>,
    acts: Vec<StaffAct>,
    decision: DecisionFields,
    typed: &'a SentForm,
    problem: Option<Problem>,
    /// What was typed into a form that is not offered any more.
    kept: Vec<&'a str>,
}

struct LookAlikeRow {
    domain: String,
    how: &'static str,
    institution: String,
}

struct EarlierRow {
    when: String,
    outcome: &'static str,
    reason_code: &'static str,
    by: String,
    explanation: String,
}

struct DocumentRow {
    id: String,
    kind: String,
    bytes: String,
    added: String,
    by: String,
    hash: String,
    deleted: Option<String>,
}

struct ProposalShown {
    by: String,
    verdict: String,
    reason_code: &'static str,
    explanation: String,
    evidence: Vec<String>,
    effective: Option<String>,
}

struct EndingShown {
    reason_code: &'static str,
    explanation: String,
    at: String,
    by: String,
}

impl CasePage<'_> {
    fn may(&self, act: StaffAct) -> bool {
        self.acts.contains(&act)
    }

    fn problem_of(&self, field: &str) -> Option<&'static str> {
        self.problem.filter(|problem| problem.field == field).map(|problem| problem.text)
    }

    fn is_without_acts(&self) -> bool {
        let waits = self.sent.as_ref().is_some_and(|sent| sent.look_after_seconds.is_some());
        !waits && self.acts.iter().all(|act| *act == StaffAct::Annotate)
    }
}

/// The case; the look is noted in the trail.
pub(crate) async fn show(page: StaffPage, CaseInPath(stored): CaseInPath) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let notice =
        done(page.texts(), query.text("done")).map(|text| Notice { kind: "good", text: text.to_owned() });
    let shown = Shown { status: StatusCode::OK, notice, problem: None };
    render(&page, &stored, &SentForm::default(), shown).await
}

fn done(texts: Texts, done: &str) -> Option<&'static str> {
    let text = match done {
        "claimed" => texts.review_done_claimed(),
        "renewed" => texts.review_done_renewed(),
        "released" => texts.review_done_released(),
        "asked" => texts.review_done_asked(),
        "decided" => texts.review_done_decided(),
        "proposed" => texts.review_done_proposed(),
        "confirmed" => texts.review_done_confirmed(),
        "disagreed" => texts.review_done_disagreed(),
        "escalated" => texts.review_done_escalated(),
        "noted" => texts.review_done_noted(),
        _ => return None,
    };
    Some(text)
}

/// The case with what was typed.
pub(super) async fn render(
    page: &StaffPage,
    stored: &StoredReview,
    typed: &SentForm,
    shown: Shown,
) -> Result<Response, PageError> {
    let (asker, texts) = (page.asker(), page.texts());
    of_staff::note_look(&asker, stored).await?;
    let around = of_staff::surroundings(&asker, stored).await?;
    let sent = drafts::of_case(page, stored).await?;
    let mut acts = if asker.holds(REVIEWERS) { foresight::possible_acts(&asker, stored) } else { Vec::new() };
    if sent.as_ref().is_some_and(|sent| sent.look_after_seconds.is_some()) {
        // What waits is carried out or taken back first.
        acts.retain(|act| *act == StaffAct::Annotate);
    }
    let review = &stored.review;
    let template = CasePage {
        frame: page.frame(Area::Reviews),
        id: review.subject.id.to_string(),
        seen: stored.revision,
        name: stored.company_name.clone(),
        notice: shown.notice,
        sent,
        badges: badges(page, review),
        holder: holder(page, review),
        kept: kept(typed, &acts),
        facts: facts::of(page, stored, &around),
        address: facts::address(&around),
        linked: review.subject.linked.map(|linked| linked.to_string()),
        checks: foresight::what_to_check(stored, page.locale()),
        evidence: around.decision.as_ref().map(|decision| Evidence::of(texts, decision)),
        names: evidence::names(stored.company_name.as_deref(), &around),
        look_alikes: look_alikes(texts, &around),
        earlier: around.earlier_decisions.iter().map(|decision| earlier(page, decision)).collect(),
        talk: talk::of(texts, page.locale(), review),
        documents: documents(page, stored),
        proposal: proposal(page, review),
        ending: ending(page, review),
        acts,
        decision: DecisionFields::of(typed),
        typed,
        problem: shown.problem,
    };
    page.show_as(shown.status, &template)
}

/// What somebody has written for an act that is not possible now, so that it is not lost.
fn kept<'form>(typed: &'form SentForm, acts: &[StaffAct]) -> Vec<&'form str> {
    let fields = [
        (StaffAct::Decide, EXPLANATION),
        (StaffAct::Decide, EVIDENCE),
        (StaffAct::Ask, "ask-items"),
        (StaffAct::Escalate, "escalate-text"),
        (StaffAct::Disagree, "disagree-text"),
        (StaffAct::Annotate, "note-text"),
    ];
    let gone = fields.into_iter().filter(|(act, _)| !acts.contains(act));
    gone.filter_map(|(_, field)| typed.find(field)).collect()
}

fn badges(page: &StaffPage, review: &Review) -> Vec<Badge> {
    let (texts, rules) = (page.texts(), page.dashboard.review_rules());
    let now = page.asker().app.clock.now_of(review.subject.key.partner);
    let kind = Badge { kind: "", text: kind_name(texts, review.subject.kind).to_owned() };
    let due = (!review.state.is_final()).then(|| due_badge(texts, review.sla_due_at(rules), now));
    let first = [state_badge(texts, review.state.name()), kind].into_iter();
    first.chain(priority_badge(texts, review.priority())).chain(due).collect()
}

fn holder(page: &StaffPage, review: &Review) -> Option<String> {
    let (texts, locale) = (page.texts(), page.locale());
    match &review.state {
        ReviewState::Claimed { reviewer, until } if *reviewer == page.principal().person => {
            Some(texts.review_held_by_you(locale.moment(until)))
        }
        ReviewState::Claimed { reviewer, until } => {
            Some(texts.review_held_by(&reviewer.name, locale.moment(until)))
        }
        ReviewState::Queued { preferred: Some((person, until)) } => {
            Some(texts.review_preferred(locale.moment(until), &person.name))
        }
        _ => None,
    }
}

fn look_alikes(texts: Texts, around: &Surroundings) -> Vec<LookAlikeRow> {
    let row = around.look_alikes.iter().map(|found| LookAlikeRow {
        domain: names::visible(&found.domain),
        how: match found.how.name() {
            "same-skeleton" => texts.review_look_alike_same_skeleton(),
            _ => texts.review_look_alike_one_edit(),
        },
        institution: found.institution.clone().unwrap_or_default(),
    });
    row.collect()
}

fn earlier(page: &StaffPage, decision: &StoredDecision) -> EarlierRow {
    let record = &decision.sealed.record;
    let explanation = explained::of_stored(decision, page.locale());
    EarlierRow {
        when: page.locale().moment(record.decided_at),
        outcome: outcome_name(page.texts(), record.outcome),
        reason_code: record.reason_code.name(),
        by: record.actor.clone(),
        explanation: explanation.unwrap_or_default(),
    }
}

fn documents(page: &StaffPage, stored: &StoredReview) -> Vec<DocumentRow> {
    let (texts, locale) = (page.texts(), page.locale());
    let row = |document: &qualify_domain::ports::Document| DocumentRow {
        id: document.id.to_string(),
        kind: document.media_type.clone(),
        bytes: locale.number(u64::from(document.bytes)),
        added: locale.moment(document.added_at),
        by: document.added_by.clone(),
        hash: qualify_vocabulary::to_hexadecimal(&document.hash),
        deleted: document.deleted_at.map(|at| texts.review_document_deleted(locale.moment(at))),
    };
    stored.documents.iter().map(row).collect()
}

fn proposal(page: &StaffPage, review: &Review) -> Option<ProposalShown> {
    let (by, proposal, notice) = match &review.state {
        ReviewState::PendingSecond { first, proposal, notice } => (first, proposal, notice.as_ref()),
        ReviewState::Escalated { first: Some(first), proposal: Some(proposal), .. } => {
            (first, proposal, None)
        }
        _ => return None,
    };
    let texts = page.texts();
    let Proposal { verdict, reason_code, explanation, evidence } = proposal;
    Some(ProposalShown {
        by: texts.review_proposal_by(&by.name),
        verdict: match verdict {
            Verdict::Approve => texts.review_proposal_approve().to_owned(),
            Verdict::Deny(reason) => texts.review_proposal_deny(reason.text()),
        },
        reason_code: reason_code.name(),
        explanation: explanation.clone(),
        evidence: evidence.clone(),
        effective: notice
            .map(|notice| texts.review_proposal_effective(page.locale().moment(notice.effective_at))),
    })
}

fn ending(page: &StaffPage, review: &Review) -> Option<EndingShown> {
    let ending = review.ending.as_ref()?;
    let people = [&review.first_reviewer, &review.second_reviewer].into_iter().flatten();
    Some(EndingShown {
        reason_code: ending.reason_code.name(),
        explanation: ending.explanation.clone(),
        at: page.locale().moment(ending.at),
        by: people.map(|person| person.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}
