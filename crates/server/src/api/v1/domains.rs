//! S10: whether a domain is taken (contract 1.18). Never a body, and never 404 for another reason than "free".

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::Store as _;
use qualify_vocabulary::DomainName;

use crate::api::extract::{PartnerCall, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;

/// `{domain}`.
pub(crate) struct DomainPath(DomainName);

impl<S: Send + Sync> FromRequestParts<S> for DomainPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "domain").await.unwrap_or_default();
        let name = DomainName::parse(&text);
        name.map(Self).map_err(|_| {
            Failure::new(ErrorKind::InvalidProperty, "The path holds no domain name such as school.example.")
        })
    }
}

/// S10: 200 if the domain is taken, 404 if it is free.
#[utoipa::path(head, path = "/v1/domains/{domain}", tag = "customers",
    params(("domain" = String, Path, description = "The domain")),
    responses((status = 200, description = "Taken"), (status = 404, description = "Free")))]
pub(crate) async fn find_domain(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    DomainPath(domain): DomainPath,
) -> Result<Response, Failure> {
    let is_taken = call.store(app.store.is_domain_taken(domain)).await?;
    let status = if is_taken { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok(status.into_response())
}
