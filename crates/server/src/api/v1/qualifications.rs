//! The asynchronous family: `/v1/customers/{id}/qualifications` (contract 1.7, 1.8).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::v1::qualifications::{CreateQualificationRequest, QualificationRecord};
use qualify_domain::ports::QualificationStore as _;
use qualify_domain::qualification::SegmentInput;
use qualify_domain::qualification::create::CreateRequest;
use qualify_wire::qualifications::{CreateQualificationBody, SegmentInput as SegmentBody, read_create_body};

use super::qualification::gather_codes;
use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, PartnerCall, UserCall, mark_replayed};
use crate::api::failure::Failure;
use crate::api::path::QueryValues;
use crate::api::{answer, present};
use crate::app::App;
use crate::service::qualifications;

/// C3: all records of the customer, the vetted one first.
#[utoipa::path(get, path = "/v1/customers/{customer_id}/qualifications", tag = "qualifications",
    params(("customer_id" = String, Path, description = "The customer's GUID")),
    responses((status = 200, description = "The records; none is an empty array", body = Vec<QualificationRecord>)))]
pub(crate) async fn list_qualifications(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let records = call.store(app.store.get_qualifications(call.key(customer))).await?;
    let views: Vec<QualificationRecord> = records.views().map(present::record).collect();
    Ok(answer::json(StatusCode::OK, &views))
}

/// C4: ask for a qualification; Education is vetted and answers InReview.
#[utoipa::path(post, path = "/v1/customers/{customer_id}/qualifications", tag = "qualifications",
    params(("customer_id" = String, Path, description = "The customer's GUID"),
        ("code" = Option<String>, Query, description = "The partner's validation code, for GCC")),
    request_body = CreateQualificationRequest,
    responses((status = 201, description = "The record that was opened", body = QualificationRecord)))]
pub(crate) async fn create_qualification(
    State(app): State<Arc<App>>,
    UserCall(call): UserCall,
    CustomerPath(customer): CustomerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let read = body.and_then(|bytes| read_create_body(&bytes).map(|body| (bytes, body)));
    let (bytes, body) = match read {
        Ok(read) => read,
        Err(error) => return Err(call.refuse_body(&app, customer, error).await),
    };
    let request = request_of(body, call.query());
    let answered = qualifications::create(&call.asker(&app), call.replay(&bytes), customer, request).await?;
    let mut response = answer::json(StatusCode::CREATED, &present::record(answered.outcome));
    mark_replayed(&answered, &mut response);
    Ok(response)
}

pub(crate) fn request_of(body: CreateQualificationBody, query: QueryValues<'_>) -> CreateRequest {
    CreateRequest {
        qualification: body.qualification,
        segment: match body.education_segment {
            SegmentBody::Absent => SegmentInput::Absent,
            SegmentBody::Known(segment) => SegmentInput::Known(segment),
            SegmentBody::Unknown(text) => SegmentInput::Unknown(text),
        },
        website: body.website,
        code: gather_codes(body.validation_code, query),
    }
}
