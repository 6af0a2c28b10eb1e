//! One line a request, and its numbers for the metrics page.
//!
//! The line: request and correlation id, method, route template, status, duration, store calls and their time,
//! principal, error code. Never a query (it may hold a validation code), a body, a name or a token.

use axum::response::Response;

use super::call::RequestInfo;
use super::failure::{AnsweredCode, InternalCause};
use crate::auth::Identity;

pub(crate) fn record(info: &RequestInfo, response: &Response) {
    let elapsed = info.meter.started.elapsed();
    let status = response.status().as_u16();
    let code = response.extensions().get::<AnsweredCode>().map_or(0, |code| code.0);
    let request_id = info.ids.request_id.to_str().unwrap_or_default();
    if let Some(InternalCause(cause)) = response.extensions().get() {
        tracing::error!(request_id, correlation_id = %info.correlation_id, cause, "a request failed");
    }
    let (partner, application) = match info.identity.get().map(AsRef::as_ref) {
        Some(Identity::Partner(principal)) => {
            (Some(principal.caller.partner), Some(principal.caller.application))
        }
        Some(Identity::Staff(_)) | None => (None, None),
    };
    tracing::info!(
        request_id,
        correlation_id = %info.correlation_id,
        method = info.method.as_str(),
        route = info.meter.route(),
        status,
        code,
        duration_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
        store_calls = info.meter.store_calls(),
        store_us = info.meter.store_micros(),
        partner = partner.map(tracing::field::display),
        application = application.map(tracing::field::display),
        "request"
    );
    crate::metrics::record_request(info.meter.route(), &info.method, status, elapsed);
}
