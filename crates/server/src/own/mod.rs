//! Our own endpoints, outside the wire: health, metrics, the API's description.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use qualify_domain::ports::{InstallationStore as _, WorkStore as _};
use qualify_wire::endpoints::ServiceRoute;
use utoipa_axum::routes;

use crate::api::answer;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;
use crate::served::Served;

/// The handler of a route.
pub(crate) fn serve(route: ServiceRoute) -> Served {
    match route {
        ServiceRoute::Health => routes!(health),
        ServiceRoute::Readiness => routes!(readiness),
        ServiceRoute::Metrics => routes!(metrics),
        ServiceRoute::Description => routes!(document),
    }
}

/// The process lives; no I/O.
#[utoipa::path(get, path = "/healthz", tag = "service", operation_id = "get_health",
    responses((status = 200, description = "It lives")))]
async fn health(_call: OpenCall) -> Response {
    answer::json_static(StatusCode::OK, br#"{"status":"ok"}"#)
}

const STORE_NOT_READY: &str = "The service is not ready: the database does not answer, has another schema or another time, or \
     has no room for what is written. The log says which. Ask again.";

const NO_KEYS: &str = "The service is not ready: no key of an issuer was read since the start, so nobody can sign in with its \
     tokens. The log says which issuer, and why. Ask again.";

/// The store answers, has this program's schema and room for what is written, and keys of every issuer were read.
#[utoipa::path(get, path = "/readyz", tag = "service", operation_id = "get_readiness",
    responses((status = 200, description = "It can answer")))]
async fn readiness(State(app): State<Arc<App>>, _call: OpenCall) -> Result<Response, Failure> {
    if let Err(error) = app.store.check_ready().await {
        tracing::warn!(%error, "the store is not ready");
        return Err(Failure::busy(STORE_NOT_READY));
    }
    if !app.auth.has_keys(app.clock.real_now()).await {
        return Err(Failure::busy(NO_KEYS));
    }
    Ok(answer::json_static(StatusCode::OK, br#"{"status":"ready"}"#))
}

/// The root of a service that shows nothing of its own there.
pub(crate) async fn lead_to_dashboard(_call: OpenCall) -> Redirect {
    Redirect::to("/dashboard")
}

/// A service that is no sandbox says nothing of a sandbox's routes.
#[utoipa::path(get, path = "/openapi.json", tag = "service", operation_id = "get_description",
    responses((status = 200, description = "This document")))]
async fn document(State(app): State<Arc<App>>, _call: OpenCall) -> Response {
    answer::json_bytes(StatusCode::OK, (app.description)())
}

/// Counters and times, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "service", operation_id = "get_metrics",
    responses((status = 200, description = "Metrics in the text format of Prometheus", body = String, content_type = "text/plain")))]
async fn metrics(State(app): State<Arc<App>>, _call: OpenCall) -> Response {
    let content_type = (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    let now = app.clock.now();
    let backlog = match app.store.count_due(now).await {
        Ok(backlog) => Some(backlog),
        Err(error) => {
            tracing::warn!(%error, "the records that are due could not be counted");
            None
        }
    };
    ([content_type], app.metrics.render(&app.store, backlog, now)).into_response()
}
