//! Our own endpoints, outside the wire: health, metrics, the API's description.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use qualify_contract::endpoints::ServiceRoute;
use qualify_domain::ports::Store as _;

use crate::api::answer;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;
use crate::openapi;
use crate::routes::{Served, undescribed};

/// The handler of a route.
pub(crate) fn serve(route: ServiceRoute) -> Served {
    match route {
        ServiceRoute::Health => undescribed(get(health)),
        ServiceRoute::Readiness => undescribed(get(readiness)),
        ServiceRoute::Metrics => undescribed(get(metrics)),
        ServiceRoute::Description => undescribed(get(document)),
    }
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

/// A service that is no sandbox says nothing of a sandbox's routes.
async fn document(State(app): State<Arc<App>>, _call: OpenCall) -> Response {
    let json = match app.sandbox {
        Some(_) => openapi::openapi_json(),
        None => openapi::production_openapi_json(),
    };
    answer::json_bytes(StatusCode::OK, json)
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
