//! `/dashboard`: leads to what whoever signed in works with.

use axum::response::Response;
use qualify_server::auth::Identity;

use crate::page::OwnPage;

/// Leads to the first part that is there for the visitor.
pub(crate) async fn show(page: OwnPage) -> Response {
    match page.identity() {
        Some(Identity::Partner(_)) => page.lead_to("/dashboard/customers"),
        Some(Identity::Staff(_)) | None => page.lead_to("/dashboard/reviews"),
    }
}
