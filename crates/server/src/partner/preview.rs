//! What a request for a qualification would come to, before it is made.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::partner::QualificationPreview;
use qualify_contract::v1::qualifications::CreateQualificationRequest;
use qualify_domain::ports::Previewed;
use qualify_domain::vetting::DecisionDraft;
use qualify_texts::{Catalogue, Locale};
use qualify_vocabulary::{Decision, Qualification, VettingReason, VettingStatus};
use qualify_wire::qualifications::read_create_body;
use serde_json::{Value, json};

use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, UserCall};
use crate::api::failure::Failure;
use crate::api::v1::qualifications::request_of;
use crate::app::App;
use crate::service::{explained, previews};

/// Takes the body of C4 and makes its checks; stores nothing but that it was asked for, and uses no code.
#[utoipa::path(post, path = "/partner/v1/customers/{customer_id}/qualifications/preview", tag = "qualifications", operation_id = "preview_qualification", request_body = CreateQualificationRequest,
    responses((status = 200, description = "What it would come to", body = QualificationPreview)))]
pub(super) async fn preview_qualification(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let body = match body.and_then(|bytes| read_create_body(&bytes)) {
        Ok(body) => body,
        Err(error) => return Err(call.refuse_body(&app, customer, error).await),
    };
    let qualification = body.qualification;
    let request = request_of(body, call.query());
    let previewed = previews::of_request(&call.asker(&app), customer, request).await?;
    Ok(answer::json(StatusCode::OK, &view(qualification, previewed, call.locale())))
}

fn view(qualification: Qualification, previewed: Previewed, locale: Locale) -> QualificationPreview {
    let words = Catalogue::in_locale(locale);
    match previewed {
        Previewed::Decision(draft) => decided(qualification, *draft, locale),
        Previewed::NotBefore(until) => QualificationPreview {
            explanation: words.preview_not_before(until.to_string()),
            ..undecided(qualification)
        },
        Previewed::Unchanged => QualificationPreview {
            explanation: words.preview_unchanged().to_owned(),
            ..undecided(qualification)
        },
    }
}

fn undecided(qualification: Qualification) -> QualificationPreview {
    QualificationPreview {
        qualification: qualification.into(),
        vetting_status: status(qualification, VettingStatus::InReview).map(Into::into),
        vetting_reason: None,
        outcome: None,
        reason_code: None,
        rule: None,
        explanation: String::new(),
        evidence: json!([]),
    }
}

fn decided(qualification: Qualification, draft: DecisionDraft, locale: Locale) -> QualificationPreview {
    let (of_education, reason): (VettingStatus, Option<VettingReason>) = match draft.decision {
        Decision::Approve => (VettingStatus::Approved, None),
        Decision::Deny(reason) => (VettingStatus::Denied, Some(reason)),
        Decision::NeedsPerson => (VettingStatus::InReview, None),
    };
    let is_vetted = qualification == Qualification::Education;
    // An accepted code approves, whatever the rules say beside it (contract 2.8).
    let shown = if is_vetted { of_education } else { VettingStatus::Approved };
    // A reason that is kept from partners leaves no trace here either (contract 9.5).
    let is_told = !draft.is_kept_from_partner();
    let evidence = serde_json::from_str(&draft.body.evidence).unwrap_or(Value::Null);
    QualificationPreview {
        vetting_status: status(qualification, shown).map(Into::into),
        vetting_reason: reason.filter(|_| is_vetted).map(Into::into),
        outcome: Some(draft.outcome.name().to_owned()),
        reason_code: Some(draft.finding().reason_for_partner().to_owned()),
        rule: is_told.then_some(draft.rule),
        explanation: explained::of_body(&draft.body, &draft.ruleset, locale),
        evidence: if is_told { evidence } else { json!([]) },
        ..undecided(qualification)
    }
}

/// A declaration of state ownership has no status.
const fn status(qualification: Qualification, status: VettingStatus) -> Option<VettingStatus> {
    match qualification {
        Qualification::StateOwnedEntity => None,
        Qualification::None
        | Qualification::Education
        | Qualification::Nonprofit
        | Qualification::GovernmentCommunityCloud => Some(status),
    }
}
