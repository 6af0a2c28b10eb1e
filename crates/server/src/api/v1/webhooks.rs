//! S14 to S17: the registration of a webhook in Microsoft's form, and its tests (contract 1.17).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::OtherMembers;
use qualify_contract::v1::webhooks::{
    REGISTRATION_EVENTS, ValidationEvent, ValidationReport, ValidationResult, WebhookRegistration,
    result_date, status_name,
};
use qualify_domain::ports::{Attempt, EndpointChoice, TestReport, WebhookStore as _};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState, Endpoint};
use qualify_vocabulary::{CorrelationId, PartnerId};
use qualify_wire::errors::ApiError;
use qualify_wire::json;

use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::{OpenCall, PartnerCall, mark_replayed, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;
use crate::service::webhooks::{self, RegistrationInput};

/// S14: the partner's registration.
#[utoipa::path(get, path = "/webhooks/v1/registration", tag = "webhooks",
    responses((status = 200, description = "The registration", body = WebhookRegistration)))]
pub(crate) async fn get_registration(
    State(app): State<Arc<App>>,
    call: PartnerCall,
) -> Result<Response, Failure> {
    let endpoint = webhooks::find(&call.asker(&app), EndpointChoice::Registration).await?;
    Ok(answer::json(StatusCode::OK, &view(endpoint)))
}

/// S14: registers a webhook; a partner has one.
#[utoipa::path(post, path = "/webhooks/v1/registration", tag = "webhooks", request_body = WebhookRegistration,
    responses((status = 200, description = "The registration", body = WebhookRegistration)))]
pub(crate) async fn create_registration(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let (body, input) = read(&call, body)?;
    let answered = webhooks::create_registration(&call.asker(&app), call.replay(&body), input).await?;
    let mut response = answer::json(StatusCode::OK, &view(answered.outcome.clone()));
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// S14: registers it anew, with everything. One that was disabled is told again.
#[utoipa::path(put, path = "/webhooks/v1/registration", tag = "webhooks", request_body = WebhookRegistration,
    responses((status = 200, description = "The registration", body = WebhookRegistration)))]
pub(crate) async fn update_registration(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let (body, input) = read(&call, body)?;
    let answered = webhooks::replace_registration(&call.asker(&app), call.replay(&body), input).await?;
    let mut response = answer::json(StatusCode::OK, &view(answered.outcome.clone()));
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// S15: the events that can be registered for.
#[utoipa::path(get, path = "/webhooks/v1/registration/events", tag = "webhooks",
    responses((status = 200, description = "Their names", body = Vec<String>)))]
pub(crate) async fn list_events(_call: PartnerCall) -> Response {
    answer::json(StatusCode::OK, REGISTRATION_EVENTS)
}

/// S16: sends a test event.
#[utoipa::path(post, path = "/webhooks/v1/registration/validationEvents", tag = "webhooks",
    responses((status = 200, description = "The id of its report", body = ValidationEvent)))]
pub(crate) async fn create_validation_event(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let asker = call.asker(&app);
    // Whatever the body says is not read.
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            webhooks::check_may_test(&asker, EndpointChoice::Registration).await?;
            return Err(error.into());
        }
    };
    let answered = webhooks::test(&asker, call.replay(&body), EndpointChoice::Registration).await?;
    let mut response = answer::json(StatusCode::OK, &ValidationEvent { correlation_id: answered.outcome });
    mark_replayed(&answered, &mut response);
    Ok(response)
}

/// S17: what became of a test.
#[utoipa::path(get, path = "/webhooks/v1/registration/validationEvents/{correlation_id}", tag = "webhooks",
    params(("correlation_id" = String, Path, description = "The report's id")),
    responses((status = 200, description = "The report", body = ValidationReport)))]
pub(crate) async fn get_validation_event(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    ReportPath(report): ReportPath,
) -> Result<Response, Failure> {
    let partner = call.partner();
    let found = call.store(app.store.find_test(partner, report, app.clock.now_of(partner))).await?;
    let found = found.ok_or_else(no_report)?;
    Ok(answer::json(StatusCode::OK, &report_view(partner, report, found)))
}

/// The certificate whose key signs, for everybody (Q24).
#[utoipa::path(get, path = "/webhooks/v1/certificate.cer", tag = "webhooks", operation_id = "get_certificate",
    responses((status = 200, description = "The certificate in DER", body = Vec<u8>, content_type = "application/pkix-cert")))]
pub(crate) async fn get_certificate(
    State(app): State<Arc<App>>,
    _call: OpenCall,
) -> Result<Response, Failure> {
    let signer = app.webhooks.signer(&app.store).await?;
    let mut response = Response::new(Body::from(signer.certificate().to_vec()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pkix-cert"));
    Ok(response)
}

/// Reads a registration: rights first, then the body.
fn read(
    call: &PartnerCall,
    body: Result<bytes::Bytes, ApiError>,
) -> Result<(bytes::Bytes, RegistrationInput), Failure> {
    call.caller().check_may_write()?;
    let bytes = body?;
    let registration: WebhookRegistration = json::read(&bytes).map_err(ApiError::from)?;
    let input = RegistrationInput {
        url: registration.webhook_url,
        event_names: registration.webhook_events,
        has_own_signature_header: registration.signature_token_to_ms_signature_header,
    };
    Ok((bytes, input))
}

fn view(endpoint: Endpoint) -> WebhookRegistration {
    WebhookRegistration {
        subscriber_id: Some(endpoint.partner),
        webhook_events: endpoint.settings.registered_names,
        webhook_url: endpoint.settings.url,
        signature_token_to_ms_signature_header: endpoint.settings.has_own_signature_header,
        other: OtherMembers::new(),
    }
}

fn report_view(partner: PartnerId, report: CorrelationId, found: TestReport) -> ValidationReport {
    let status = match found.state {
        DeliveryState::Pending => "pending",
        DeliveryState::Delivered => "completed",
        DeliveryState::Failed => "failed",
    };
    ValidationReport {
        correlation_id: report,
        partner_id: partner,
        status: status.into(),
        callback_url: found.url,
        results: found.attempts.into_iter().map(result_view).collect(),
    }
}

fn result_view(attempt: Attempt) -> ValidationResult {
    let (response_code, response_message, system_error) = match attempt.outcome {
        AttemptOutcome::Answered(status) => (status_name(status), attempt.detail.unwrap_or_default(), false),
        AttemptOutcome::Unanswered(why) => ("".into(), why.into_owned(), true),
    };
    ValidationResult { response_code, response_message, system_error, date_time_utc: result_date(attempt.at) }
}

/// `{correlation_id}` of a report.
pub(crate) struct ReportPath(CorrelationId);

impl<S: Send + Sync> FromRequestParts<S> for ReportPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "correlation_id").await;
        let report = text.and_then(|text| CorrelationId::parse(&text).ok());
        report.map(Self).ok_or_else(no_report)
    }
}

fn no_report() -> Failure {
    Failure::new(
        ErrorKind::NotFound,
        "There is no such report. Reports are kept for 7 days; POST /webhooks/v1/registration/validationEvents makes one.",
    )
}
