//! The handlers of `/v1`, by resource. Each is: who asks, parse, one store operation, DTO.
//!
//! To add an endpoint: its row in `qualify_contract::endpoints`, its handler with a `utoipa::path`, its line in
//! `openapi::wire_router`.

pub(crate) mod addresses;
pub(crate) mod audit;
pub(crate) mod countries;
pub(crate) mod customers;
pub(crate) mod domains;
pub(crate) mod exchange;
pub(crate) mod partner_profiles;
pub(crate) mod profiles;
pub(crate) mod qualification;
pub(crate) mod qualifications;
pub(crate) mod validations;
pub(crate) mod webhooks;

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, Method};
use qualify_contract::errors::ErrorKind;

use super::extract::OpenCall;
use super::failure::Failure;
use crate::app::App;

/// Contract 4.6: 404 with the envelope. A sandbox counts what its clients ask for in vain.
pub(crate) async fn unknown_route(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    call: OpenCall,
) -> Failure {
    let OpenCall(request) = call;
    if request.method == Method::HEAD && request.path.starts_with("/v1/domains") {
        // A 404 would say that the domain is free (contract 1.18 S10).
        return Failure::new(ErrorKind::InvalidProperty, "The path holds no domain name.");
    }
    if let Some(sandbox) = &app.sandbox {
        sandbox.count_unserved(&headers, &request.method, &request.path);
    }
    Failure::new(
        ErrorKind::NotFound,
        format!(
            "Qualify serves nothing at this path for {}. GET /openapi.json lists what it serves.",
            request.method
        ),
    )
}

/// Contract 4.6: 405, but 400 for a caller that repeats a 405 without end.
pub(crate) async fn wrong_method(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    method: Method,
    call: OpenCall,
) -> Failure {
    let OpenCall(request) = call;
    if let Some(sandbox) = &app.sandbox {
        sandbox.count_unserved(&headers, &method, &request.path);
    }
    let kind = if request.dialect.answers_wrong_method_as_bad_request() {
        ErrorKind::OperationNotSupported
    } else {
        ErrorKind::MethodNotAllowed
    };
    Failure::new(kind, format!("{method} is not possible here. The header Allow lists the methods that are."))
}
