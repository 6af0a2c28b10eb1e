//! Decisions that were sent and have not taken effect yet: until when each can be taken back, and what has become of it.

use axum::response::Response;
use qualify_domain::ports::StoredReview;
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{DraftState, DraftedAct, ReviewDraft, ReviewRefusal};
use qualify_server::service::error::{ServiceError, ServiceRefusal};
use qualify_server::service::reviews::drafts;
use qualify_server::service::reviews::of_staff::{self, DECIDED_ALIKE_MAX};
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{DraftId, PageSize, SignedDuration, Timestamp};

use crate::error::PageError;
use crate::form::SentForm;
use crate::page::StaffPage;

/// The field with a draft, of which there may be several.
const DRAFT_FIELD: &str = "draft";

/// Drafts that are named in the queue; of the others it says how many wait.
const ROWS_MAX: usize = 10;

/// How long the queue says what has become of a draft.
const SHOWN_FOR: SignedDuration = SignedDuration::from_mins(15);

/// A draft as its owner reads of it, or whoever else looks at its case.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) review: String,
    /// The customer of the case, where a list says so.
    pub(super) name: Option<String>,
    /// Good, warning, problem or nothing, for its colour.
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) can_be_taken_back: bool,
    /// After how many seconds a script looks what has become of it; never again once it has ended.
    pub(super) look_after_seconds: Option<i64>,
}

/// What somebody has sent lately.
#[derive(Debug, Default)]
pub(super) struct SentLately {
    pub(super) rows: Vec<Sent>,
    /// All that can be taken back, those without a row included.
    pub(super) waiting: Vec<String>,
}

/// The page that says what has become of a draft.
pub(super) fn address(draft: &ReviewDraft) -> String {
    format!("/dashboard/reviews/{}?{DRAFT_FIELD}={}", draft.review, draft.id)
}

/// When a draft takes effect, by the clock on the wall.
pub(super) fn time_of(moment: Timestamp) -> String {
    moment.strftime("%H:%M:%S").to_string()
}

/// Whether a case is refused because its own reviewer has sent something about it.
pub(super) fn is_of_own_draft(page: &StaffPage, refusal: &ReviewRefusal) -> bool {
    matches!(refusal, ReviewRefusal::HeldBy { holder, .. } if *holder == page.principal().person)
}

/// What was sent about a case: what waits, whosever it is, or what the visitor has sent last and is asked about or did not
/// take effect.
pub(super) async fn of_case(page: &StaffPage, stored: &StoredReview) -> Result<Option<Sent>, PageError> {
    let asker = page.asker();
    if let Some(waiting) = drafts::find_waiting(&asker, stored).await? {
        return Ok(Some(shown(page, &waiting)));
    }
    let wished = SentForm::parse(&page.info.query).owned(DRAFT_FIELD);
    let own = drafts::list_own(&asker, all()).await?;
    let last = own.into_iter().find(|draft| draft.review == stored.review.subject.id);
    let last = last.filter(|draft| {
        let is_wished = wished.as_ref() == Some(&draft.id.to_string());
        is_wished
            || match draft.state {
                DraftState::Overtaken { .. } | DraftState::Refused { .. } => true,
                DraftState::Waiting | DraftState::TakenBack | DraftState::CarriedOut => false,
            }
    });
    Ok(last.map(|draft| shown(page, &draft)))
}

/// What the visitor has sent lately.
pub(super) async fn lately(page: &StaffPage) -> Result<SentLately, PageError> {
    let asker = page.asker();
    let now = asker.app.clock.real_now();
    let own = drafts::list_own(&asker, all()).await?;
    let waiting = own.iter().filter(|draft| draft.can_be_taken_back(now));
    let waiting = waiting.map(|draft| draft.id.to_string()).collect();
    let mut rows = Vec::new();
    let is_late = |draft: &&ReviewDraft| now.duration_since(draft.created_at) < SHOWN_FOR;
    for draft in own.iter().filter(is_late).take(ROWS_MAX) {
        // Who has come to belong to the partner since reads nothing more of it.
        let name = of_staff::find(&asker, draft.review).await.ok().and_then(|stored| stored.company_name);
        rows.push(Sent { name, ..shown(page, draft) });
    }
    Ok(SentLately { rows, waiting })
}

fn all() -> PageSize {
    PageSize::clamped(DECIDED_ALIKE_MAX as u64).unwrap_or(PageSize::MAX)
}

fn shown(page: &StaffPage, draft: &ReviewDraft) -> Sent {
    let (texts, now) = (page.texts(), page.asker().app.clock.real_now());
    let is_mine = draft.owner.person == page.principal().person;
    let time = time_of(draft.takes_effect_at);
    let can_be_taken_back = is_mine && draft.can_be_taken_back(now);
    let (kind, text) = match &draft.state {
        DraftState::Waiting if !is_mine => ("warning", texts.draft_waits_of(&draft.owner.person.name, time)),
        DraftState::Waiting if can_be_taken_back => {
            ("warning", texts.draft_waits(what(texts, &draft.act), time))
        }
        DraftState::Waiting => ("warning", texts.draft_too_late().to_owned()),
        DraftState::TakenBack => ("", texts.draft_taken_back().to_owned()),
        DraftState::CarriedOut => ("good", texts.draft_carried_out().to_owned()),
        DraftState::Overtaken { by: Some(name) } => ("problem", texts.draft_overtaken_by(name)),
        DraftState::Overtaken { by: None } => ("problem", texts.draft_overtaken().to_owned()),
        DraftState::Refused { why } => ("problem", texts.draft_refused(why)),
    };
    let left = draft.takes_effect_at.duration_since(now).as_secs().max(0);
    Sent {
        id: draft.id.to_string(),
        review: draft.review.to_string(),
        name: None,
        kind,
        text,
        can_be_taken_back,
        look_after_seconds: (draft.state == DraftState::Waiting).then_some(left + 1),
    }
}

/// What a draft does, in a word or two.
fn what(texts: Texts, act: &DraftedAct) -> String {
    match act.proposal().map(|proposal| &proposal.verdict) {
        Some(Verdict::Approve) => texts.review_proposal_approve().to_owned(),
        Some(Verdict::Deny(reason)) => texts.review_proposal_deny(reason.text()),
        None => texts.review_confirm().to_owned(),
    }
}

/// Takes back what was sent, as far as it is not too late, and leads to where it says what has become of it.
pub(crate) async fn take_back(page: StaffPage, form: SentForm) -> Result<Response, PageError> {
    let ids: Vec<DraftId> = form.all(DRAFT_FIELD).filter_map(|text| DraftId::parse(text).ok()).collect();
    let mut found = None;
    for id in ids.iter().take(DECIDED_ALIKE_MAX) {
        found = drafts::take_back(&page.asker(), *id).await?.or(found);
    }
    match found {
        Some(draft) if ids.len() == 1 => Ok(page.lead_to(&address(&draft))),
        None if !ids.is_empty() => Err(ServiceError::Refused(ServiceRefusal::ReviewNotFound).into()),
        Some(_) | None => Ok(page.lead_to("/dashboard/reviews")),
    }
}
