//! Why the domain refuses a reviewer's act, in the visitor's language.

use http::StatusCode;
use qualify_domain::review::ReviewRefusal;
use qualify_texts::{Dashboard as Texts, Locale};

use super::form::{EVIDENCE, EXPLANATION, Problem, REASON_CODE};

/// What a refusal says, and with which status.
pub(super) fn told(texts: Texts, locale: Locale, refusal: &ReviewRefusal) -> (StatusCode, String) {
    let own = |status, text: &str| (status, text.to_owned());
    match refusal {
        ReviewRefusal::HeldBy { holder, is_namesake, until } => {
            let until = locale.moment(until);
            let text = if *is_namesake {
                texts.review_no_held_by_namesake(&holder.name, until)
            } else {
                texts.review_no_held_by(&holder.name, until)
            };
            (StatusCode::CONFLICT, text)
        }
        ReviewRefusal::NotHeld { .. } => own(StatusCode::CONFLICT, texts.review_no_not_held()),
        ReviewRefusal::NotPossible { .. } => own(StatusCode::CONFLICT, texts.review_no_not_possible()),
        ReviewRefusal::DecidedEarlier => own(StatusCode::FORBIDDEN, texts.review_no_decided_earlier()),
        ReviewRefusal::SamePerson => own(StatusCode::FORBIDDEN, texts.review_no_same_person()),
        ReviewRefusal::OfThePartner => own(StatusCode::FORBIDDEN, texts.review_no_of_the_partner()),
        ReviewRefusal::LeadNeeded => own(StatusCode::FORBIDDEN, texts.review_no_lead_needed()),
        ReviewRefusal::AppealTooLate(_) | ReviewRefusal::AppealedBefore => {
            own(StatusCode::CONFLICT, texts.review_no_too_late())
        }
        ReviewRefusal::Unusable { .. } => own(StatusCode::BAD_REQUEST, texts.form_wrong()),
        ReviewRefusal::Full => own(StatusCode::CONFLICT, texts.review_no_full()),
    }
}

/// Which field a refusal is about, if it is about one. `text_field` is the one of the form that was sent.
pub(super) fn problem(texts: Texts, text_field: &'static str, refusal: &ReviewRefusal) -> Option<Problem> {
    let ReviewRefusal::Unusable { member, .. } = refusal else { return None };
    let problem = match *member {
        "evidence" => Problem { field: EVIDENCE, text: texts.review_no_items() },
        "explanation" => Problem { field: EXPLANATION, text: texts.review_no_text() },
        "reasonCode" => Problem { field: REASON_CODE, text: texts.review_no_reason_code() },
        "items" => Problem { field: text_field, text: texts.review_no_items() },
        _ => Problem { field: text_field, text: texts.review_no_text() },
    };
    Some(problem)
}
