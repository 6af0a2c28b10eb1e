//! What reviewers do with cases: R3 to R13, and R15.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::reviews::{
    AskBody, DecideBody, DecideManyBody, DecidedReview, OpenReviewBody, ReviewView, TextBody,
};
use qualify_domain::ports::{StoreError, StoredReview};
use qualify_domain::review::{Command, Reviewer};
use qualify_vocabulary::ReasonCode;

use super::super::{CustomerOfPartner, read_body};
use super::{CaseAtHand, around_view};
use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::refusal::refusal_error;
use crate::app::App;
use crate::reviews::{Surroundings, proposal, reason_code, staff_view};
use crate::service::reviews::of_staff;

/// One act of a reviewer; answers the case as it is then.
async fn act(
    app: &App,
    call: &StaffCall,
    known: &StoredReview,
    command: impl FnOnce(Reviewer) -> Command,
) -> Result<Response, Failure> {
    let stored = of_staff::act(&call.asker(app), known, command).await?;
    Ok(shown(app, call, stored))
}

fn shown(app: &App, call: &StaffCall, stored: StoredReview) -> Response {
    let view = staff_view(stored, &app.review_rules, Surroundings::default(), call.locale());
    answer::json(StatusCode::OK, &view)
}

/// R3: takes a case; 409 names who has it. `GET` of the case shows what is known about it.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/claim", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case, now the caller's", body = ReviewView)))]
pub(crate) async fn claim_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
) -> Result<Response, Failure> {
    act(&app, &call, &known, Command::Claim).await
}

/// R4: holds a case longer.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/renew", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn renew_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
) -> Result<Response, Failure> {
    act(&app, &call, &known, Command::Renew).await
}

/// R5: gives a case back to the queue.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/release", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn release_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
) -> Result<Response, Failure> {
    act(&app, &call, &known, Command::Release).await
}

/// R6: asks the partner for what is missing.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/ask", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")), request_body = AskBody,
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn ask_partner(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
    body: RawBody,
) -> Result<Response, Failure> {
    let body: AskBody = read_body(body)?;
    act(&app, &call, &known, |reviewer| Command::Ask(reviewer, body.items)).await
}

/// R7: decides a case, or proposes what a second person confirms.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/decide", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")), request_body = DecideBody,
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn decide_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
    body: RawBody,
) -> Result<Response, Failure> {
    let proposal = proposal(read_body(body)?)?;
    act(&app, &call, &known, |reviewer| Command::Decide(reviewer, proposal)).await
}

/// R8: agrees with what another proposed.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/confirm", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn confirm_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
) -> Result<Response, Failure> {
    act(&app, &call, &known, Command::Confirm).await
}

/// R9: does not agree with what another proposed; a lead decides.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/disagree", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")), request_body = TextBody,
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn disagree_with_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
    body: RawBody,
) -> Result<Response, Failure> {
    let body: TextBody = read_body(body)?;
    act(&app, &call, &known, |reviewer| Command::Disagree(reviewer, body.text)).await
}

/// R10: leaves a case to a lead.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/escalate", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")), request_body = TextBody,
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn escalate_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
    body: RawBody,
) -> Result<Response, Failure> {
    let body: TextBody = read_body(body)?;
    act(&app, &call, &known, |reviewer| Command::Escalate(reviewer, body.text)).await
}

/// R11: writes something down for whoever looks at the case next. The partner does not see it.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/notes", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")), request_body = TextBody,
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn annotate_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
    body: RawBody,
) -> Result<Response, Failure> {
    let body: TextBody = read_body(body)?;
    let stored = of_staff::annotate(&call.asker(&app), &known, body.text).await?;
    Ok(shown(&app, &call, stored))
}

/// R12: takes a case back: a request with its record, everything else without a trace on the wire.
#[utoipa::path(post, path = "/operator/v1/reviews/{review_id}/withdraw", tag = "reviews",
    params(("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = ReviewView)))]
pub(crate) async fn withdraw_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CaseAtHand(known): CaseAtHand,
) -> Result<Response, Failure> {
    act(&app, &call, &known, |_| Command::WithdrawByOperator).await
}

/// R13: one decision about several cases, which must have the same reason and registrable domain.
#[utoipa::path(post, path = "/operator/v1/reviews/decide", tag = "reviews", request_body = DecideManyBody,
    responses((status = 200, description = "What became of each", body = Vec<DecidedReview>)))]
pub(crate) async fn decide_reviews(
    State(app): State<Arc<App>>,
    call: StaffCall,
    body: RawBody,
) -> Result<Response, Failure> {
    let body: DecideManyBody = read_body(body)?;
    let asker = call.asker(&app);
    let gathered = of_staff::gather(&asker, body.reviews).await?;
    let outcomes = of_staff::decide_alike(&asker, gathered, proposal(body.decision)?).await?;
    let view: Vec<DecidedReview> = outcomes
        .into_iter()
        .map(|(id, outcome)| DecidedReview { id, done: outcome.is_ok(), problem: outcome.err().map(problem) })
        .collect();
    Ok(answer::json(StatusCode::OK, &view))
}

/// Why one of several cases was not decided. What is amiss with the store is in the log.
fn problem(error: StoreError) -> String {
    match error {
        StoreError::Refused(refusal) => refusal_error(refusal).description().to_owned(),
        StoreError::Unavailable { .. } | StoreError::Corrupt { .. } | StoreError::Failed(_) => {
            "The review cannot be read or saved, and stays as it was. Ask the operator, whose log says why."
                .to_owned()
        }
    }
}

/// R15: asks whether an approval for Education still holds. The way to a revocation.
#[utoipa::path(post, path = "/operator/v1/partners/{partner_id}/customers/{customer_id}/reviews", tag = "reviews",
    params(("partner_id" = String, Path, description = "The partner's GUID"),
        ("customer_id" = String, Path, description = "The customer's GUID")),
    request_body = OpenReviewBody,
    responses((status = 201, description = "The case that was opened", body = ReviewView)))]
pub(crate) async fn open_review(
    State(app): State<Arc<App>>,
    call: StaffCall,
    CustomerOfPartner(customer): CustomerOfPartner,
    body: RawBody,
) -> Result<Response, Failure> {
    let body: OpenReviewBody = read_body(body)?;
    let reason_code = body.reason_code.as_deref().map_or(Ok(ReasonCode::ReverificationDue), reason_code)?;
    let asker = call.asker(&app);
    let stored = of_staff::question_approval(&asker, customer, reason_code, body.text).await?;
    let around = of_staff::surroundings(&asker, &stored).await?;
    let around = around_view(around);
    let view = staff_view(stored, &app.review_rules, around, call.locale());
    Ok(answer::json(StatusCode::CREATED, &view))
}
