//! The API's description (OpenAPI 3.1), made from the handlers and from the table of endpoints.
//!
//! `docs/openapi.json` is a copy that a test compares; `cargo xtask openapi` writes it anew.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qualify_contract::endpoints::{self, AuthMode, Door, Endpoint, Method, Role};
use qualify_contract::errors::Envelope;
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::routes::serve;

const BEARER: &str = "bearer";

/// The description of every route, those that only a sandbox has included.
pub fn openapi_json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| json_of(|_| true))
}

/// The description of what a service has that is no sandbox.
pub(crate) fn production_openapi_json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| json_of(|door| !matches!(door, Door::Sandbox | Door::Issuer)))
}

/// The description of the routes of some doors, as JSON text.
fn json_of(has: impl Fn(Door) -> bool) -> String {
    let mut json = description(has).to_pretty_json().expect("a description is made of texts");
    json.push('\n');
    json
}

fn description(has: impl Fn(Door) -> bool) -> OpenApi {
    let mut components = Components::new();
    components.schemas.insert(Envelope::name().into_owned(), Envelope::schema());
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(scheme));
    let mut paths = Paths::new();
    for endpoint in endpoints::all().filter(|endpoint| has(endpoint.door())) {
        let (schemas, described, _) = serve(endpoint.route);
        components.schemas.extend(schemas);
        // A test asks for the description of every row.
        let Some(operation) = operation_of(endpoint, described) else { continue };
        paths.add_path_operation(endpoint.path, vec![http_method(endpoint.method)], operation);
    }
    let info = InfoBuilder::new()
        .title("Qualify")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The customer-qualification API of Partner Center, as Qualify serves it. Property names are read in any \
             casing; every answer carries MS-RequestId, MS-CorrelationId and MS-CV.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

const fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Head => HttpMethod::Head,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Delete => HttpMethod::Delete,
    }
}

/// What a handler says about itself, and what the table knows about the route: its name, who may call it, its errors.
fn operation_of(endpoint: &Endpoint, described: Paths) -> Option<Operation> {
    let (path, item) = described.paths.into_iter().next()?;
    let PathItem { get, head, post, put, delete, .. } = item;
    let mut operation = match endpoint.method {
        Method::Get => get,
        Method::Head => head,
        Method::Post => post,
        Method::Put => put,
        Method::Delete => delete,
    }?;
    if path != endpoint.path {
        // A handler that serves two paths describes itself with one of them; the names differ.
        operation.operation_id =
            operation.operation_id.map(|name| format!("{name}_{}", endpoint.id().to_lowercase()));
    }
    operation.description = Some(format!("{} {}. {}.", source(endpoint), endpoint.id(), who(endpoint)));
    if endpoint.auth != AuthMode::None {
        operation.security = Some(vec![SecurityRequirement::new(BEARER, std::iter::empty::<String>())]);
    }
    add_errors(&mut operation, endpoint);
    Some(operation)
}

fn source(endpoint: &Endpoint) -> &'static str {
    match endpoint.door() {
        Door::Wire => "Contract",
        Door::Partner | Door::Operator | Door::Service => "Qualify's own,",
        Door::Sandbox | Door::Issuer => "Of a sandbox only,",
    }
}

fn who(endpoint: &Endpoint) -> String {
    match (endpoint.auth, endpoint.role) {
        (AuthMode::Both, _) => "App-only or App+User".to_owned(),
        (AuthMode::User, _) => "App+User only".to_owned(),
        (AuthMode::Staff, Role::Staff(roles)) => {
            let names: Vec<_> = roles.iter().map(|role| role.name()).collect();
            format!("Staff only: {}", names.join(", "))
        }
        (AuthMode::Staff, Role::Any | Role::Writer) => "Staff only".to_owned(),
        (AuthMode::None, _) => "Nobody signs in".to_owned(),
    }
}

/// The errors of a route, by status.
fn add_errors(operation: &mut Operation, endpoint: &Endpoint) {
    let mut texts = BTreeMap::<u16, Vec<String>>::new();
    for kind in endpoint.all_errors() {
        let row = kind.row();
        texts.entry(row.status).or_default().push(format!("{} {}", row.code, row.name));
    }
    for (status, codes) in texts {
        let mut response = ResponseBuilder::new().description(codes.join(", "));
        if endpoint.method != Method::Head {
            let schema = RefOr::Ref(Ref::from_schema_name(Envelope::name()));
            response =
                response.content("application/json", ContentBuilder::new().schema(Some(schema)).build());
        }
        let entry = operation.responses.responses.entry(status.to_string());
        entry.or_insert_with(|| RefOr::T(response.build()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows that are described.
    fn described() -> impl Iterator<Item = &'static Endpoint> {
        endpoints::all().filter(|endpoint| !serve(endpoint.route).1.paths.is_empty())
    }

    #[test]
    fn the_committed_description_is_the_one_of_the_code() {
        let committed = include_str!("../../../docs/openapi.json");
        assert!(committed == openapi_json(), "docs/openapi.json is old; run cargo xtask openapi");
    }

    #[test]
    fn every_endpoint_is_described() {
        let document: serde_json::Value = serde_json::from_str(openapi_json()).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        for endpoint in described() {
            let operation = &document["paths"][endpoint.path][endpoint.method.name().to_lowercase()];
            assert!(operation["security"].is_array(), "{} {}", endpoint.method.name(), endpoint.path);
            for kind in endpoint.all_errors() {
                assert!(
                    operation["responses"][kind.row().status.to_string()].is_object(),
                    "{}",
                    endpoint.id()
                );
            }
        }
    }
    #[test]
    fn every_body_is_described_as_json() {
        let document: serde_json::Value = serde_json::from_str(openapi_json()).unwrap();
        for endpoint in described() {
            let operation = &document["paths"][endpoint.path][endpoint.method.name().to_lowercase()];
            for (status, response) in operation["responses"].as_object().unwrap() {
                let types =
                    response["content"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
                let case = format!("{} {} {status}", endpoint.method.name(), endpoint.path);
                assert!(types.into_iter().all(|name| name == "application/json"), "{case}");
            }
        }
    }
}
