//! The realm of a user: how somebody of this name signs in, which clients ask before a password grant (contract 9.4.1).

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use qualify_server::api::extract::OpenCall;
use serde_json::{Value, json};

use super::asked::AskedOrigin;
use super::desk::Desk;
use super::exchange::answer_document;
use super::password::find_person;
use super::refusal::Problem;
use super::tenant::{TenantName, UserName};
use crate::state::{Handle, Sandbox};

/// Says that a user's password is kept here, or that nobody is called so.
#[utoipa::path(get, path = "/{tenant}/userrealm/{upn}", tag = "issuer", operation_id = "get_user_realm",
    responses((status = 200, description = "How the user signs in"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn show(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    UserName(name): UserName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Response {
    answer_document(&sandbox, &call, &headers, realm(&sandbox, &asked, (&tenant, &name)))
}

/// The answer has one form, whichever version was asked for: no client asks for another.
fn realm(sandbox: &Sandbox, asked: &AskedOrigin, (tenant, name): (&str, &str)) -> Result<Value, Problem> {
    let directory = sandbox.directory();
    let desk = Desk::of(sandbox, &directory, asked);
    let tenant = desk.tenant(tenant)?;
    let mut realm = json!({
        "ver": "1.0",
        "account_type": "Unknown",
        "cloud_instance_name": "microsoftonline.com",
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    });
    if let Ok(person) = find_person(desk.directory, tenant, name) {
        realm["account_type"] = json!("Managed");
        realm["domain_name"] = json!(person.domain().map_or("", |(domain, _)| domain));
    }
    Ok(realm)
}
