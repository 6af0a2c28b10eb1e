//! S10: whether a domain is taken (contract 1.18). Never a body, and never 404 for another reason than "free". S19: the
//! same question about a tenant's name.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::CustomerStore as _;
use qualify_vocabulary::DomainName;

use crate::api::answer;
use crate::api::extract::{PartnerCall, path_parameter};
use crate::api::failure::Failure;
use crate::app::App;

/// What stands behind the name of a tenant.
const TENANT_DOMAIN: &str = "onmicrosoft.com";

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
    let is_taken = call.store(app.store.is_domain_taken(call.partner(), domain)).await?;
    let status = if is_taken { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok(status.into_response())
}

/// `{prefix}`: one label of letters, digits and inner hyphens.
pub(crate) struct TenantPath(DomainName);

impl<S: Send + Sync> FromRequestParts<S> for TenantPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let prefix = path_parameter(parts, state, "prefix").await.unwrap_or_default();
        let is_label =
            !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = is_label.then(|| DomainName::parse(&format!("{prefix}.{TENANT_DOMAIN}")).ok()).flatten();
        name.map(Self).ok_or_else(|| {
            Failure::new(
                ErrorKind::InvalidProperty,
                "The path holds no name that could stand before .onmicrosoft.com. Send letters, digits and inner hyphens.",
            )
        })
    }
}

/// S19: `true` if the tenant's name is free.
#[utoipa::path(get, path = "/v1/validations/checkdomainavailability/{prefix}", tag = "customers",
    params(("prefix" = String, Path, description = "What stands before .onmicrosoft.com")),
    responses((status = 200, description = "Whether it is available", body = bool,
        content_type = "application/json")))]
pub(crate) async fn check_domain_availability(
    State(app): State<Arc<App>>,
    call: PartnerCall,
    TenantPath(domain): TenantPath,
) -> Result<Response, Failure> {
    let is_taken = call.store(app.store.is_domain_taken(call.partner(), domain)).await?;
    Ok(answer::json(StatusCode::OK, &!is_taken))
}
