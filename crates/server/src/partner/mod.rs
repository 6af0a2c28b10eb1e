//! The partners' second door: `/partner/v1`, what we add to Partner Center's wire. App+User of that partner, and the
//! envelope of `/v1` (design 6).

mod events;
mod preview;
mod reviews;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of `/partner/v1`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/partner/v1/customers/{customer_id}/qualifications/preview",
            post(preview::preview_qualification),
        )
        .merge(described_routes().split_for_parts().0)
}

/// The routes that are part of the published description.
pub(crate) fn described_routes() -> OpenApiRouter<Arc<App>> {
    reviews::routes().merge(webhooks::routes()).merge(events::routes())
}
