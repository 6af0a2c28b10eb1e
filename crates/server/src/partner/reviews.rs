//! The partner's side of reviews: what stands, why, and what to do next; answers, documents, appeals (R16 to R22).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode};
use qualify_contract::reviews::{PartnerReview, TextBody};
use qualify_documents::DOCUMENT_BYTES_MAX;
use qualify_domain::ports::{ReviewPlace, StoredReview};
use qualify_vocabulary::{CustomerId, PageSize};
use qualify_wire::errors::ApiError;
use qualify_wire::headers::MS_CONTINUATION_TOKEN;
use qualify_wire::json;
use qualify_wire::query::read_size;

use crate::api::body::{LongBody, RawBody};
use crate::api::extract::{CustomerPath, PartnerCall, UserCall};
use crate::api::failure::Failure;
use crate::api::{answer, paging};
use crate::app::App;
use crate::reviews::{DocumentPath, ReviewPath, answer_document, partner_view, receive};
use crate::service::documents;
use crate::service::reviews::of_partner;

/// Cases on a page, unless the caller says otherwise.
const DEFAULT_PAGE_ITEMS: u64 = 100;

/// R16: the customer's cases, the newest first. The request of the current record is one of them. Where there are more,
/// the answer's header `MS-ContinuationToken` holds what the next page is asked for with.
#[utoipa::path(get, path = "/partner/v1/customers/{customer_id}/reviews", tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "A page of the cases", body = Vec<PartnerReview>,
        headers(("MS-ContinuationToken" = String, description = "For the next page, if there is one")))))]
pub(crate) async fn list_customer_reviews(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let query = call.query();
    let size = read_size(query.find("size").as_deref())?.or(PageSize::clamped(DEFAULT_PAGE_ITEMS));
    let list = format!("customer-reviews {customer}");
    let after = query.find("continuationToken").map(|token| paging::open(&app, &call, &list, &token));
    let after = after.transpose()?;
    let size = size.unwrap_or(PageSize::MAX);
    let page = of_partner::list(&call.asker(&app), customer, after, size).await?;
    let mut views: Vec<PartnerReview> = Vec::with_capacity(page.items.len());
    for stored in &page.items {
        views.push(view(&app, &call, stored).await?);
    }
    let mut response = answer::json(StatusCode::OK, &views);
    if let Some(last) = page.items.last().filter(|_| page.has_more) {
        let token = paging::seal(&app, &call, &list, &ReviewPlace::of(&last.review));
        let token = HeaderValue::from_str(&token).expect("a token is made of letters and digits");
        response.headers_mut().insert(MS_CONTINUATION_TOKEN, token);
    }
    Ok(response)
}

/// R17: one case, with the explanation and what to do next.
#[utoipa::path(get, path = "/partner/v1/customers/{customer_id}/reviews/{review_id}", tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = PartnerReview)))]
pub(crate) async fn get_customer_review(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    ReviewPath(id): ReviewPath,
) -> Result<Response, Failure> {
    let stored = of_partner::find(&call.asker(&app), customer, id).await?;
    shown(&app, &call, StatusCode::OK, &stored).await
}

/// R18: answers what was asked.
#[utoipa::path(post, path = "/partner/v1/customers/{customer_id}/reviews/{review_id}/reply", tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("review_id" = String, Path, description = "The review's GUID")),
    request_body = TextBody,
    responses((status = 200, description = "The case", body = PartnerReview)))]
pub(crate) async fn reply_to_review(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    ReviewPath(id): ReviewPath,
    body: RawBody,
) -> Result<Response, Failure> {
    let text = read_text(&app, &call, customer, body).await?;
    let stored = of_partner::reply(&call.asker(&app), customer, id, text).await?;
    shown(&app, &call, StatusCode::OK, &stored).await
}

/// R19: contests a denial: once, within the window, before another reviewer.
#[utoipa::path(post, path = "/partner/v1/customers/{customer_id}/reviews/{review_id}/appeal", tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("review_id" = String, Path, description = "The GUID of the denied review")),
    request_body = TextBody,
    responses((status = 201, description = "The appeal", body = PartnerReview)))]
pub(crate) async fn appeal_review(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    ReviewPath(id): ReviewPath,
    body: RawBody,
) -> Result<Response, Failure> {
    let text = read_text(&app, &call, customer, body).await?;
    let stored = of_partner::appeal(&call.asker(&app), customer, id, text).await?;
    shown(&app, &call, StatusCode::CREATED, &stored).await
}

/// R20: takes an open request or appeal back. The record of a request goes with it.
#[utoipa::path(post, path = "/partner/v1/customers/{customer_id}/reviews/{review_id}/withdraw", tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("review_id" = String, Path, description = "The review's GUID")),
    responses((status = 200, description = "The case", body = PartnerReview)))]
pub(crate) async fn withdraw_request(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    ReviewPath(id): ReviewPath,
) -> Result<Response, Failure> {
    let stored = of_partner::withdraw(&call.asker(&app), customer, id).await?;
    shown(&app, &call, StatusCode::OK, &stored).await
}

/// R21: hands in a document: the body is the file itself, a PDF, PNG or JPEG by its content, of at most 10 MiB; 5 a case.
#[utoipa::path(post, path = "/partner/v1/customers/{customer_id}/reviews/{review_id}/documents", tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("review_id" = String, Path, description = "The review's GUID")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "The case with the document", body = PartnerReview)))]
pub(crate) async fn add_document(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    ReviewPath(id): ReviewPath,
    request: Request,
) -> Result<Response, Failure> {
    let asker = call.asker(&app);
    documents::check_may_hand_in(&asker, customer, id).await?;
    let body = LongBody::begin(request, &app.bodies, DOCUMENT_BYTES_MAX)?;
    let incoming = receive(&app.documents, body).await?;
    let stored = documents::hand_in(&asker, customer, id, incoming).await?;
    shown(&app, &call, StatusCode::CREATED, &stored).await
}

/// R22: a document that was handed in, as a download.
#[utoipa::path(get, path = "/partner/v1/customers/{customer_id}/reviews/{review_id}/documents/{document_id}",
    tag = "reviews",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("review_id" = String, Path, description = "The review's GUID"),
        ("document_id" = String, Path, description = "The document's GUID")),
    responses((status = 200, description = "The document's bytes, with its own media type")))]
pub(crate) async fn get_document(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    ReviewPath(id): ReviewPath,
    DocumentPath(document): DocumentPath,
) -> Result<Response, Failure> {
    let stored = of_partner::find(&call.asker(&app), customer, id).await?;
    answer_document(&app.documents, &stored, document).await
}

/// Reads a text; what is wrong with the body is said after the checks that come before it.
async fn read_text(
    app: &App,
    call: &PartnerCall,
    customer: CustomerId,
    RawBody(body): RawBody,
) -> Result<String, Failure> {
    let read = body.and_then(|bytes| json::read_strict::<TextBody>(&bytes).map_err(ApiError::from));
    match read {
        Ok(body) => Ok(body.text),
        Err(error) => Err(call.refuse_body(app, customer, error).await),
    }
}

async fn shown(
    app: &App,
    call: &PartnerCall,
    status: StatusCode,
    stored: &StoredReview,
) -> Result<Response, Failure> {
    Ok(answer::json(status, &view(app, call, stored).await?))
}

/// A case as its partner sees it, with what the rules found while a person decides.
async fn view(app: &App, call: &PartnerCall, stored: &StoredReview) -> Result<PartnerReview, Failure> {
    let finding = of_partner::finding(&call.asker(app), stored, call.locale()).await?;
    Ok(partner_view(stored, finding, &app.review_rules, app.clock.now_of(call.partner())))
}
