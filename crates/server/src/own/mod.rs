//! Our own endpoints, outside the wire: health, metrics, the API's description.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use qualify_domain::ports::Store as _;

use crate::api::answer;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;

/// Health, on every listener.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(health)).route("/readyz", get(readiness))
}

/// The API's description, for everybody.
pub(crate) fn document_routes() -> Router<Arc<App>> {
    Router::new().route("/openapi.json", get(document))
}

/// Metrics, on the administrative listener where there is one.
pub(crate) fn metrics_routes() -> Router<Arc<App>> {
    Router::new().route("/metrics", get(metrics))
}

/// The process lives; no I/O.
async fn health(_call: OpenCall) -> Response {
    answer::json_static(StatusCode::OK, br#"{"status":"ok"}"#)
}

/// The store answers and has this program's schema.
async fn readiness(State(app): State<Arc<App>>, _call: OpenCall) -> Result<Response, Failure> {
    app.store.check_ready().await?;
    Ok(answer::json_static(StatusCode::OK, br#"{"status":"ready"}"#))
}

async fn document(_call: OpenCall) -> Response {
    answer::json_bytes(StatusCode::OK, crate::openapi::openapi_json())
}

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
