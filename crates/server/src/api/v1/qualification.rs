//! The synchronous family: `/v1/customers/{id}/qualification` (contract 1.5, 1.6).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::ports::QualificationStore as _;
use qualify_domain::qualification::CodeInput;
use qualify_domain::qualification::set::SetRequest;
use qualify_vocabulary::ValidationCodeId;
use qualify_wire::qualifications::read_set_body;

use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, PartnerCall, UserCall, mark_replayed};
use crate::api::failure::Failure;
use crate::api::path::QueryValues;
use crate::app::App;
use crate::service::qualifications;

/// C1: the customer's qualification as one JSON string.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/qualification", tag = "qualification",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "One of none, education, nonprofit and the caller's spelling of GCC",
        body = String, content_type = "application/json")))]
pub(crate) async fn get_qualification(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let records = call.store(app.store.get_qualifications(call.key(customer))).await?;
    let literal = call.dialect().qualification_literal_json(records.synchronous_view());
    Ok(answer::json_static(StatusCode::OK, literal))
}

/// C2: set Education or GovernmentCommunityCloud at once.
#[utoipa::path(put, path = "/v1/customers/{customer_id}/qualification", tag = "qualification",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("code" = Option<String>, Query, description = "The partner's validation code, for GCC")),
    request_body(content = serde_json::Value, description = "The qualification: its integer, or its name as a JSON string"),
    responses((status = 200, description = "The qualification that is set now", body = String,
        content_type = "application/json")))]
pub(crate) async fn set_qualification(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let read = body.and_then(|bytes| read_set_body(&bytes).map(|body| (bytes, body)));
    let (bytes, body) = match read {
        Ok(read) => read,
        Err(error) => return Err(call.refuse_body(&app, customer, error).await),
    };
    let request = SetRequest {
        qualification: body.qualification,
        code: gather_codes(body.validation_code, call.query()),
    };
    let answered = qualifications::set(&call.asker(&app), call.replay(&bytes), customer, request).await?;
    let dialect = call.dialect_for(answered.replayed.as_ref());
    let literal = dialect.qualification_literal_json(answered.outcome);
    let mut response = answer::json_static(StatusCode::OK, literal);
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// The places in which a validation code may stand (contract 2.4).
pub(super) fn gather_codes(in_body: Option<ValidationCodeId>, query: QueryValues<'_>) -> CodeInput {
    let in_query = |name| query.find(name).and_then(|text| ValidationCodeId::from_input(&text));
    CodeInput::gather([in_body, in_query("code"), in_query("validationCode")])
}
