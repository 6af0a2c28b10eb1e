//! The operators' door: `/operator/v1` (design 7). Staff tokens only; every act leaves an audit record.

mod acts;
mod audit;
mod datasets;
mod decisions;
mod preview;
mod reviews;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::routing::{get, post, put};
use http::request::Parts;
use qualify_contract::errors::{ApiError, ErrorKind};
use qualify_contract::json;
use qualify_domain::customer::CustomerKey;
use qualify_vocabulary::{PartnerId, StaffRole};
use serde::de::DeserializeOwned;
use utoipa_axum::router::OpenApiRouter;

use crate::api::body::RawBody;
use crate::api::extract::{CustomerPath, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;

pub use decisions::decision_view;

/// Who may act for the operator.
const OPERATORS: [StaffRole; 1] = [StaffRole::Operator];

/// Who may read.
const READERS: [StaffRole; 4] = StaffRole::ALL;

/// The operators' routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    let customer = "/operator/v1/partners/{partner_id}/customers/{customer_id}";
    Router::new()
        .route("/operator/v1/partners/{partner_id}", put(acts::put_partner).get(acts::get_partner))
        .route("/operator/v1/partners/{partner_id}/codes", get(acts::list_codes).post(acts::issue_code))
        .route(&format!("{customer}/account-status"), put(acts::set_account_status))
        .route(&format!("{customer}/nonprofit"), post(acts::import_nonprofit))
        .route(&format!("{customer}/education/decision"), post(acts::decide_education))
        .route(&format!("{customer}/directory-roles"), put(acts::set_directory_roles))
        .route(&format!("{customer}/decisions"), get(decisions::list))
        .route("/operator/v1/decisions/{decision_id}", get(decisions::get))
        .route("/operator/v1/datasets", get(datasets::list))
        .route("/operator/v1/datasets/{dataset_id}/accept", post(datasets::accept))
        .route("/operator/v1/vetting/preview", post(preview::preview))
        .route("/operator/v1/audit", get(audit::list))
        .merge(described_routes().split_for_parts().0)
}

/// The routes that are part of the published description.
pub(crate) fn described_routes() -> OpenApiRouter<Arc<App>> {
    reviews::routes()
}

/// `{partner_id}` in any of its spellings.
#[derive(Debug, Clone, Copy)]
struct PartnerPath(PartnerId);

impl<S: Send + Sync> FromRequestParts<S> for PartnerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "partner_id").await.unwrap_or_default();
        PartnerId::parse(&text).map(Self).map_err(|_| {
            Failure::new(ErrorKind::InvalidProperty, "The partner id in the path is not a GUID.")
        })
    }
}

/// The customer that a path names.
#[derive(Debug, Clone, Copy)]
struct CustomerOfPartner(CustomerKey);

impl<S: Send + Sync> FromRequestParts<S> for CustomerOfPartner {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let PartnerPath(partner) = PartnerPath::from_request_parts(parts, state).await?;
        let CustomerPath(customer) = CustomerPath::from_request_parts(parts, state).await?;
        Ok(Self(CustomerKey { partner, customer }))
    }
}

/// Reads a body of our own API: unknown members are refused.
fn read_body<T: DeserializeOwned>(RawBody(body): RawBody) -> Result<T, Failure> {
    Ok(json::read_strict(&body?).map_err(ApiError::from)?)
}
