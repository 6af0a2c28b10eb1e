//! What pages say about a case to its partner: where it stands, why, and what to do next.

use qualify_domain::ports::StoredReview;
use qualify_server::service::reviews::of_partner;
use qualify_server::service::reviews::story::{self, NextStep, PartnerState, Story, Why};
use qualify_server::service::said::{Said, Saying};
use qualify_texts::Locale;
use qualify_vocabulary::{CustomerId, ReviewId};

use crate::error::PageError;
use crate::page::PartnerPage;
use crate::words::Badge;

/// A case as its page and the timeline tell of it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) state: Badge,
    pub(super) why: Saying,
    pub(super) next: String,
    /// The appeal that it speaks of.
    pub(super) appeal: Option<String>,
}

/// What a case says, in the visitor's language.
pub(super) async fn told(page: &PartnerPage, said: &Said, stored: &StoredReview) -> Result<Told, PageError> {
    let asker = page.asker();
    let Story { state, why, next } = story::of(stored, page.dashboard.review_rules(), asker.now());
    // Said in English, by which the decision is found that says it in the visitor's language.
    let finding =
        if why.is_looked_at() { of_partner::finding(&asker, stored, Locale::En).await? } else { None };
    let why = match finding {
        Some(finding) => said.saying(&finding),
        None => saying(page, said, why),
    };
    let (next, appeal) = next_step(page, next);
    Ok(Told { state: state_badge(page, state), why, next, appeal })
}

/// The address of a case.
pub(super) fn address(customer: CustomerId, review: ReviewId) -> String {
    format!("/dashboard/customers/{customer}/reviews/{review}")
}

fn state_badge(page: &PartnerPage, state: PartnerState) -> Badge {
    let texts = page.texts();
    let (kind, text) = match state {
        PartnerState::InReview => ("warning", texts.status_in_review()),
        PartnerState::NeedsInfo => ("problem", texts.case_needs_info()),
        PartnerState::Approved => ("good", texts.status_approved()),
        PartnerState::Denied => ("problem", texts.status_denied()),
        PartnerState::Withdrawn => ("", texts.review_state_withdrawn()),
    };
    Badge { kind, text: text.to_owned() }
}

fn saying(page: &PartnerPage, said: &Said, why: Why) -> Saying {
    let (texts, locale) = (page.texts(), page.locale());
    let text = match why {
        Why::NotExamined => texts.case_not_examined().to_owned(),
        Why::ApprovalEnds(at) => texts.case_approval_ends(locale.moment(at)),
        Why::AppealIsLookedAt => texts.case_appeal_looked_at().to_owned(),
        Why::ApprovalIsLookedAt => texts.case_approval_looked_at().to_owned(),
        Why::RulesCannotTell(code) => texts.case_rules_cannot_tell(code),
        Why::PersonLooks => texts.case_person_looks().to_owned(),
        Why::Asked(items) => texts.case_asked(items.join("; ")),
        Why::Decided(explanation) => return said.saying(&explanation),
        Why::TakenBack => texts.case_taken_back().to_owned(),
    };
    Saying { text, is_in_locale: true }
}

fn next_step(page: &PartnerPage, next: NextStep) -> (String, Option<String>) {
    let (texts, locale) = (page.texts(), page.locale());
    let own = |text: &str| text.to_owned();
    let text = match next {
        NextStep::DecidedByItself => own(texts.case_next_decided_by_itself()),
        NextStep::SayThatItIsWrong => own(texts.case_next_say_wrong()),
        NextStep::Wait => own(texts.case_next_wait()),
        NextStep::ReplyBefore(until) => texts.case_next_reply(locale.moment(until)),
        NextStep::Holds => own(texts.case_next_holds()),
        NextStep::AskAnew => own(texts.case_next_ask_anew()),
        NextStep::Replaced => own(texts.case_next_replaced()),
        NextStep::AppealUnderWay(_) => own(texts.case_next_appeal_under_way()),
        NextStep::LookedAtAgain => own(texts.case_next_looked_at_again()),
        NextStep::AppealGranted(_) => own(texts.case_next_appeal_granted()),
        NextStep::ApprovedSince => own(texts.case_next_approved_since()),
        NextStep::SendAgain => own(texts.case_next_send_again()),
        NextStep::AppealBefore(until) => texts.case_next_appeal(locale.moment(until)),
        NextStep::AppealAgainBefore(_, until) => texts.case_next_appeal_again(locale.moment(until)),
        NextStep::SendCorrected => own(texts.case_next_send_corrected()),
    };
    let appeal = match next {
        NextStep::AppealUnderWay(id) | NextStep::AppealGranted(id) | NextStep::AppealAgainBefore(id, _) => {
            Some(id.to_string())
        }
        _ => None,
    };
    (text, appeal)
}
