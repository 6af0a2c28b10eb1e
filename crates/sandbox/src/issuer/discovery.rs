//! The discovery documents and the keys.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use qualify_server::api::extract::OpenCall;
use serde_json::{Value, json};

use super::asked::AskedOrigin;
use super::assertion::ALGORITHMS;
use super::desk::Desk;
use super::exchange::answer_document;
use super::issued::Version;
use super::refusal::Problem;
use super::tenant::{Tenant, TenantName};
use crate::minting::issuer_at;
use crate::state::{Handle, Sandbox};

/// The discovery document of the first version.
#[utoipa::path(get, path = "/{tenant}/.well-known/openid-configuration", tag = "issuer", operation_id = "get_configuration_v1",
    responses((status = 200, description = "The discovery document"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn document_v1(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Response {
    let outcome = document(&sandbox, &asked, &tenant, Version::V1);
    answer_document(&sandbox, &call, &headers, outcome)
}

/// The discovery document of the second version.
#[utoipa::path(get, path = "/{tenant}/v2.0/.well-known/openid-configuration", tag = "issuer", operation_id = "get_configuration_v2",
    responses((status = 200, description = "The discovery document"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn document_v2(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Response {
    let outcome = document(&sandbox, &asked, &tenant, Version::V2);
    answer_document(&sandbox, &call, &headers, outcome)
}

/// The keys that tokens are signed with.
#[utoipa::path(get, path = "/{tenant}/discovery/v2.0/keys", tag = "issuer", operation_id = "get_keys",
    responses((status = 200, description = "The keys as a JWK set"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn keys(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Response {
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let outcome = desk.tenant(&tenant).map(|_| desk.issuer.jwks()).map_err(Problem::from);
    answer_document(&sandbox, &call, &headers, outcome)
}

/// The document of a tenant, or of all of them. The endpoints are where the document was asked for, and keep the name by
/// which the tenant was.
fn document(sandbox: &Sandbox, asked: &AskedOrigin, name: &str, version: Version) -> Result<Value, Problem> {
    let directory = sandbox.directory();
    let desk = Desk::of(sandbox, &directory, asked);
    let tenant = desk.tenant(name)?;
    let origin = desk.origin;
    let base = format!("{origin}/{}", name.to_ascii_lowercase());
    let issuer = match tenant {
        Tenant::One(id) => issuer_at(origin, id),
        Tenant::OfTheUser => issuer_at(origin, "{tenantid}"),
    };
    let (endpoint, keys) = match version {
        Version::V1 => (format!("{base}/oauth2"), format!("{base}/discovery/keys")),
        Version::V2 => (format!("{base}/oauth2/v2.0"), format!("{base}/discovery/v2.0/keys")),
    };
    Ok(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{endpoint}/authorize"),
        "token_endpoint": format!("{endpoint}/token"),
        "device_authorization_endpoint": format!("{endpoint}/devicecode"),
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "jwks_uri": keys,
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "client_secret_basic", "private_key_jwt", "none",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS.map(|(name, _)| name),
        "response_types_supported": ["code", "code id_token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": [
            "authorization_code",
            "client_credentials",
            "password",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "offline_access", "email"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [desk.issuer.algorithm()],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "c_hash", "name", "oid", "tid", "preferred_username", "upn",
            "ver",
        ],
        "request_uri_parameter_supported": false,
    }))
}
