//! The datasets in use, and the acceptance of a version that the guards hold back.

use std::sync::Arc;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::operator::{DatasetView, DatasetsView};

use crate::api::answer;
use crate::api::extract::{StaffCall, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;
use crate::datasets::SourceState;
use crate::service::datasets;

/// The sources of the directory, and the versions that decisions name.
#[utoipa::path(get, path = "/operator/v1/datasets", tag = "operators", operation_id = "list_datasets",
    responses((status = 200, description = "The sources and the versions in use", body = DatasetsView)))]
pub(super) async fn list(State(app): State<Arc<App>>, _call: StaffCall) -> Result<Response, Failure> {
    Ok(answer::json(StatusCode::OK, &view(&app)))
}

/// Takes a version although it does not look as the one before it would let expect.
#[utoipa::path(post, path = "/operator/v1/datasets/{dataset_id}/accept", tag = "operators", operation_id = "accept_dataset",
    responses((status = 200, description = "The sources and the versions in use", body = DatasetsView)))]
pub(super) async fn accept(
    State(app): State<Arc<App>>,
    call: StaffCall,
    DatasetPath(id): DatasetPath,
) -> Result<Response, Failure> {
    datasets::accept(&call.asker(&app), &id).await?;
    Ok(answer::json(StatusCode::OK, &view(&app)))
}

fn view(app: &App) -> DatasetsView {
    let snapshot = app.datasets.current();
    let sources = app.datasets.reports().into_iter().map(|(report, alarm)| DatasetView {
        id: report.source.id.clone(),
        kind: report.source.kind.name().to_owned(),
        version: snapshot
            .versions()
            .iter()
            .find(|version| version.id == report.source.id)
            .map(ToString::to_string),
        entries: match &report.state {
            SourceState::Used { entries, .. } => Some(*entries as u64),
            SourceState::Off | SourceState::Broken(_) => None,
        },
        licence: report.source.licence,
        alarm: alarm.map(|alarm| alarm.to_string()),
    });
    DatasetsView {
        versions: snapshot.versions().iter().map(ToString::to_string).collect(),
        sources: sources.collect(),
    }
}

/// `{dataset_id}`.
#[derive(Debug, Clone)]
pub(super) struct DatasetPath(String);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for DatasetPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        Ok(Self(path_parameter(parts, state, "dataset_id").await.unwrap_or_default()))
    }
}
