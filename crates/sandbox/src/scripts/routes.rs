//! `/sandbox/customers/{customer_id}/script`: vetting is told what to say of a customer.

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{CustomerStore as _, OperatorStore as _, StoreError};
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::{OpenCall, path_parameter};
use qualify_server::api::failure::Failure;
use qualify_server::api::path::QueryValues;
use qualify_vocabulary::{CustomerId, PartnerId, SignedDuration, parse_duration};
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::Deserialize;

use super::{SCRIPTS_MAX, SLOW, Script};
use crate::scripted::Told;
use crate::state::{Handle, Sandbox};

const NO_GUID: &str =
    "The customer id in the path is not a GUID. Send one like 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420.";
const NO_PARTNER: &str = "partner must be the GUID of the partner whose customer it is, or be left out.";
const UNKNOWN: &str =
    "No partner of the sandbox has a customer of this id. Look at GET /v1/customers of its partner.";
const SEVERAL: &str =
    "Several partners have a customer of this id: add ?partner= with the GUID of the one that is meant.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetScript {
    outcome: String,
    #[serde(rename = "for")]
    length: Option<String>,
}

/// `{customer_id}`, whoever's it is.
pub(crate) struct CustomerPath(CustomerId);

impl<S: Send + Sync> FromRequestParts<S> for CustomerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "customer_id").await;
        let id = text.and_then(|text| CustomerId::parse(&text).ok());
        id.map(Self).ok_or_else(|| wrong(NO_GUID))
    }
}

/// Tells vetting what to say of a customer's Education from now on: `outcome` is `approve`, `review`, one of the denials such
/// as `deny-museum`, or `slow` with a length in `for`, such as `3d`, after which it approves. `?partner=` names the partner
/// where several have such a customer. Nothing of the customer changes.
#[utoipa::path(put, path = "/sandbox/customers/{customer_id}/script", tag = "sandbox", operation_id = "script_customer",
    responses((status = 200, description = "What vetting says of this customer")))]
pub(crate) async fn set(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    CustomerPath(customer): CustomerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let SetScript { outcome, length } = json::read_strict(&body?).map_err(ApiError::from)?;
    let told = told_by(&outcome, length.as_deref())?;
    let key = find(&sandbox, customer, partner_of(&request.query)?).await?;
    request.meter.measure(tell(&sandbox, key, told)).await?;
    Ok(answer::json(StatusCode::OK, &Script::of(key, told)))
}

/// Tells vetting what to say of a customer.
pub(crate) async fn tell(sandbox: &Sandbox, key: CustomerKey, told: Told) -> Result<(), Failure> {
    if !sandbox.scripts.has_room_for(key) {
        return Err(wrong(format!(
            "At most {SCRIPTS_MAX} customers can have a script. DELETE one first, or POST /sandbox/reset."
        )));
    }
    Ok(sandbox.scripts.tell(&sandbox.store, key, Some(told)).await?)
}

/// Lets vetting say of a customer what it finds, or what its e-mail host scripts.
#[utoipa::path(delete, path = "/sandbox/customers/{customer_id}/script", tag = "sandbox", operation_id = "clear_script",
    responses((status = 204, description = "Vetting says what it finds")))]
pub(crate) async fn clear(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    CustomerPath(customer): CustomerPath,
) -> Result<StatusCode, Failure> {
    let key = find(&sandbox, customer, partner_of(&request.query)?).await?;
    request.meter.measure(sandbox.scripts.tell(&sandbox.store, key, None)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a word, with a length beside it where it has one, tells vetting.
pub(crate) fn told_by(outcome: &str, length: Option<&str>) -> Result<Told, Failure> {
    match (outcome, length) {
        (SLOW, Some(length)) => match parse_duration(length) {
            // At least a second, so that a PUT, which is decided at the moment of its request, is never approved.
            Ok(length) => Ok(Told::After(length.max(SignedDuration::from_secs(1)))),
            Err(error) => Err(wrong(format!("for: {error}."))),
        },
        (SLOW, None) => Err(wrong("slow needs a length in for, such as 3d or PT90M.")),
        (_, Some(_)) => Err(wrong("for is the length of slow; leave it out beside another outcome.")),
        (word, None) => Told::parse(word).ok_or_else(|| {
            let words: Vec<&str> = Told::words().collect();
            wrong(format!("outcome must be {SLOW} with a length in for, or one of {}.", words.join(", ")))
        }),
    }
}

/// The partner that a query names.
fn partner_of(query: &str) -> Result<Option<PartnerId>, Failure> {
    let named = QueryValues::new(query).find("partner").map(|text| PartnerId::parse(text.trim()));
    named.transpose().map_err(|_| wrong(NO_PARTNER))
}

/// The customer of this id, of the partner that is named, or of the only one that has it.
pub(crate) async fn find(
    sandbox: &Sandbox,
    customer: CustomerId,
    partner: Option<PartnerId>,
) -> Result<CustomerKey, Failure> {
    let partners = match partner {
        Some(partner) => vec![partner],
        None => sandbox.store.list_partners().iter().map(|partner| partner.id).collect(),
    };
    let mut found = None;
    for partner in partners {
        let key = CustomerKey { partner, customer };
        match sandbox.store.check_customer(key).await {
            Ok(()) if found.is_some() => return Err(wrong(SEVERAL)),
            Ok(()) => found = Some(key),
            Err(StoreError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    found.ok_or_else(|| Failure::new(ErrorKind::NotFound, UNKNOWN))
}

fn wrong(text: impl Into<String>) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, text.into())
}
