//! Instance discovery: whether an authority is an issuer of this cloud, and by which name it is kept in mind (contract
//! 9.4.2). Clients ask Microsoft's hosts for it; where one of them is a name of ours, clients work without a change.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, Uri};
use qualify_server::api::extract::OpenCall;
use serde_json::{Value, json};

use super::asked::AskedOrigin;
use super::desk::Desk;
use super::exchange::answer_document;
use super::form::Form;
use super::refusal::{Problem, Reason, Refused};
use super::tenant::{TenantName, shown};
use crate::own_names::{Origin, host_of};
use crate::state::{Handle, Sandbox};

/// Says where the discovery document of an authority is, and what its host is called.
#[utoipa::path(get, path = "/{tenant}/discovery/instance", tag = "issuer", operation_id = "discover_instance",
    params(("authorization_endpoint" = String, Query, description = "The authority's authorization endpoint")),
    responses((status = 200, description = "The authority is one of this issuer's"),
        (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn show(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Response {
    answer_document(&sandbox, &call, &headers, instance(&sandbox, &asked, (&tenant, &call.0.query)))
}

/// The answer has the form of version 1.1, which holds all of version 1.0's.
fn instance(sandbox: &Sandbox, asked: &AskedOrigin, (tenant, query): (&str, &str)) -> Result<Value, Problem> {
    let directory = sandbox.directory();
    let desk = Desk::of(sandbox, &directory, asked);
    desk.tenant(tenant)?;
    let query = Form::parse(query)?;
    let endpoint = query.get("authorization_endpoint")?;
    let authority = Authority::read(endpoint).ok_or_else(|| unknown(endpoint))?;
    let own = sandbox.names.origin_of(&authority.host).ok_or_else(|| unknown(endpoint))?;
    let (name, port) = host_of(&authority.host).ok_or_else(|| unknown(endpoint))?;
    // MSAL for Python leaves the port of the authority out; where it asks there, the port is known all the same.
    let is_asked_here =
        || Origin::parse(desk.origin).is_some_and(|asked| asked.name.eq_ignore_ascii_case(name));
    let origin = if port.is_none() && is_asked_here() { desk.origin } else { own.as_ref() };
    // Without the port: with it MSAL for .NET throws.
    let name = name.to_ascii_lowercase();
    let document = format!("{}{}/.well-known/openid-configuration", authority.tenant, authority.version);
    Ok(json!({
        "tenant_discovery_endpoint": format!("{origin}/{document}"),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": name, "preferred_cache": name, "aliases": [name] }],
    }))
}

/// What an authorization endpoint says of its authority.
struct Authority {
    host: String,
    tenant: String,
    /// The part of the path that version 2.0 has more.
    version: &'static str,
}

impl Authority {
    fn read(endpoint: &str) -> Option<Self> {
        let endpoint: Uri = endpoint.trim().parse().ok()?;
        endpoint
            .scheme()
            .filter(|scheme| *scheme == &http::uri::Scheme::HTTPS || *scheme == &http::uri::Scheme::HTTP)?;
        let mut segments = endpoint.path().split('/').skip(1);
        let tenant = segments.next().filter(|tenant| !tenant.is_empty())?.to_owned();
        let version = if segments.any(|segment| segment.eq_ignore_ascii_case("v2.0")) { "/v2.0" } else { "" };
        Some(Self { host: endpoint.authority()?.as_str().to_owned(), tenant, version })
    }
}

fn unknown(endpoint: &str) -> Refused {
    Refused::new(
        Reason::InstanceUnknown,
        format!(
            "Unknown or invalid instance: '{}' is no authorization endpoint at a name of this sandbox. Its names are \
             localhost, its address, the host of public_url, and those of server.tls_names (--tls-name).",
            shown(endpoint)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_09_an_authority_is_read_from_its_authorization_endpoint() {
        for (endpoint, expected) in [
            ("https://h/common/oauth2/authorize", Some(("h", "common", ""))),
            ("https://h:7180/t.example/oauth2/v2.0/authorize", Some(("h:7180", "t.example", "/v2.0"))),
            ("HTTPS://h/common/OAuth2/V2.0/authorize", Some(("h", "common", "/v2.0"))),
            ("https://h/common", Some(("h", "common", ""))),
            ("https://h/", None),
            ("https://h", None),
            ("/common/oauth2/authorize", None),
            ("ftp://h/common/oauth2/authorize", None),
            ("h", None),
            ("", None),
        ] {
            let read = Authority::read(endpoint);
            let read = read.as_ref().map(|read| (read.host.as_str(), read.tenant.as_str(), read.version));
            assert_eq!(read, expected, "{endpoint}");
        }
    }
}
