//! S5: the company profile (contract 1.15). S6, S7: the billing profile and its etag (contract 1.16).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use qualify_contract::v1::profiles::{BillingProfile, BillingProfileUpdate, CompanyProfile};
use qualify_domain::customer::{BillingUpdate, Customer, EtagPrecondition};
use qualify_domain::ports::CustomerStore as _;
use qualify_wire::headers::{IfMatch, read_if_match};
use qualify_wire::json;

use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, PartnerCall, UserCall, mark_replayed};
use crate::api::failure::Failure;
use crate::api::{answer, present};
use crate::app::App;
use crate::service::customers;

/// S5: the company profile.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/profiles/company", tag = "profiles",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "The profile", body = CompanyProfile)))]
pub(crate) async fn get_company_profile(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let customer = call.store(app.store.get_customer(call.key(customer))).await?;
    Ok(answer::json(StatusCode::OK, &present::company_profile(&customer)))
}

/// S6: the billing profile.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/profiles/billing", tag = "profiles",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "The profile with its etag", body = BillingProfile)))]
pub(crate) async fn get_billing_profile(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let customer = call.store(app.store.get_customer(call.key(customer))).await?;
    Ok(profile_response(&customer))
}

/// S7: replace the billing profile.
#[utoipa::path(put, path = "/v1/customers/{customer_id}/profiles/billing", tag = "profiles",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("If-Match" = Option<String>, Header, description = "The etag; else attributes.etag of the body counts")),
    request_body = BillingProfileUpdate,
    responses((status = 200, description = "The profile with its new etag", body = BillingProfile)))]
pub(crate) async fn update_billing_profile(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let read = body.and_then(|bytes| Ok((json::read::<BillingProfileUpdate>(&bytes)?, bytes)));
    let (update, bytes) = match read {
        Ok(read) => read,
        Err(error) => return Err(call.refuse_body(&app, customer, error).await),
    };
    let update = BillingUpdate {
        precondition: precondition(&headers, &update),
        profile: present::billing_input(update),
    };
    let answered =
        customers::update_billing(&call.asker(&app), call.replay(&bytes), customer, update).await?;
    let mut response = profile_response(&answered.outcome);
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// The header counts first; no official SDK sends it, they send the etag back inside the body.
fn precondition(headers: &HeaderMap, update: &BillingProfileUpdate) -> EtagPrecondition {
    let in_header = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    match in_header.filter(|text| !text.trim().is_empty()).map(read_if_match) {
        Some(IfMatch::Any) => EtagPrecondition::Any,
        Some(IfMatch::Tag(tag)) => EtagPrecondition::Tag(tag),
        None => match update.etag() {
            Some(tag) => EtagPrecondition::Tag(tag.to_owned()),
            None => EtagPrecondition::Missing,
        },
    }
}

fn profile_response(customer: &Customer) -> Response {
    let mut response = answer::json(StatusCode::OK, &present::billing_profile(customer));
    let etag = format!("\"{}\"", customer.billing_etag());
    response.headers_mut().insert(header::ETAG, HeaderValue::try_from(etag).expect("digits in quotes"));
    response
}
