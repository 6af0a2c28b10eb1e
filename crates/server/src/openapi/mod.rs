//! The API's description (OpenAPI 3.1), made from the handlers and from the table of endpoints.
//!
//! `docs/openapi.json` is a copy that a test compares; `cargo xtask openapi` writes it anew.

mod examples;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use qualify_contract::errors::{Envelope, RateLimitBody, TokenRateLimitBody};
use qualify_wire::endpoints::{
    self, AuthMode, Door, Endpoint, IssuerRoute, Method, QueryForm, QueryParameter, Role, Route,
};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem, Paths};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContentBuilder, HeaderBuilder, HttpMethod, InfoBuilder, LicenseBuilder, Object,
    ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder, Schema, SchemaFormat,
    ServerBuilder, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::routes::serve;

const BEARER: &str = "bearer";

/// As SPDX names it.
const LICENCE: &str = "MIT OR Apache-2.0";

/// The groups of operations, in the order of a reader; those without an operation are left out.
const TAGS: [(&str, &str); 13] = [
    ("qualifications", "What a customer may buy as: several qualifications at a time, and previews"),
    ("qualification", "The same, one qualification at a time"),
    ("validations", "Validation codes, account status, addresses and countries"),
    ("customers", "A partner's customers"),
    ("profiles", "Profiles of customers and of the partner"),
    ("audit", "What happened to a partner's customers"),
    ("webhooks", "Receivers of events, and the feed"),
    ("reviews", "What people decide: the partner's side, and the queue of staff"),
    ("operators", "What staff does beside reviews"),
    ("sign-in", "The old exchange of tokens"),
    ("service", "What the service says about itself"),
    ("sandbox", "The powers that a sandbox alone has"),
    ("issuer", "The sandbox's issuer of tokens, on the paths of Entra ID"),
];

/// What a handler says about itself: the objects that it names, and its operation.
pub type Described = (Vec<(String, RefOr<Schema>)>, Paths);

/// The description of what a service has that nobody gave more.
pub fn openapi_json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| json_of(|row| own(row.route).filter(|_| !row.is_of_sandbox_only())))
}

/// The description of every route, as JSON text; `others` describes those that the service has no handler for.
pub fn describe(others: impl Fn(Route) -> Option<Described>) -> String {
    json_of(|row| own(row.route).or_else(|| others(row.route)))
}

fn own(route: Route) -> Option<Described> {
    serve(route).map(|(schemas, paths, _)| (schemas, paths))
}

fn json_of(describe: impl Fn(&Endpoint) -> Option<Described>) -> String {
    let mut json = description(describe).to_pretty_json().expect("a description is made of texts");
    json.push('\n');
    json
}

fn description(describe: impl Fn(&Endpoint) -> Option<Described>) -> OpenApi {
    let mut components = Components::new();
    components.schemas.insert(Envelope::name().into_owned(), Envelope::schema());
    components.schemas.insert(RateLimitBody::name().into_owned(), RateLimitBody::schema());
    components.schemas.insert(TokenRateLimitBody::name().into_owned(), TokenRateLimitBody::schema());
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(scheme));
    let mut paths = Paths::new();
    for endpoint in endpoints::of_api() {
        let Some((schemas, described)) = describe(endpoint) else { continue };
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
        .license(Some(LicenseBuilder::new().name(LICENCE).identifier(Some(LICENCE)).build()))
        .build();
    let used: BTreeSet<String> = paths.paths.values().flat_map(tags_of).collect();
    let tags = TAGS.iter().filter(|(name, _)| used.contains(*name));
    let tags = tags.map(|(name, says)| TagBuilder::new().name(*name).description(Some(*says)).build());
    let here =
        ServerBuilder::new().url("/").description(Some("The service that gives this description")).build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([here]))
        .tags(Some(tags))
        .paths(paths)
        .components(Some(components))
        .build()
}

/// The tags of all operations of a path.
fn tags_of(item: &PathItem) -> Vec<String> {
    let PathItem { get, head, post, put, patch, delete, .. } = item;
    let operations = [get, head, post, put, patch, delete].into_iter().flatten();
    operations.flat_map(|operation| operation.tags.clone().unwrap_or_default()).collect()
}

const fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Head => HttpMethod::Head,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Patch => HttpMethod::Patch,
        Method::Delete => HttpMethod::Delete,
    }
}

/// What a handler says about itself, and what the table knows about the route: its name, who may call it, its errors.
fn operation_of(endpoint: &Endpoint, described: Paths) -> Option<Operation> {
    let (path, item) = described.paths.into_iter().next()?;
    let PathItem { get, head, post, put, patch, delete, .. } = item;
    let mut operation = match endpoint.method {
        Method::Get => get,
        Method::Head => head,
        Method::Post => post,
        Method::Put => put,
        Method::Patch => patch,
        Method::Delete => delete,
    }?;
    if path != endpoint.path {
        // A handler that serves two paths describes itself with one of them; the names differ.
        operation.operation_id =
            operation.operation_id.map(|name| format!("{name}_{}", endpoint.id().to_lowercase()));
    }
    operation.description = Some(format!("{} {}. {}.", source(endpoint), endpoint.id(), who(endpoint)));
    operation.security = Some(match endpoint.auth {
        // Nothing is asked for, and the document says so.
        AuthMode::None | AuthMode::PartnerPage | AuthMode::StaffPage | AuthMode::Page => Vec::new(),
        AuthMode::Both | AuthMode::User | AuthMode::Staff => {
            vec![SecurityRequirement::new(BEARER, std::iter::empty::<String>())]
        }
    });
    add_parameters(&mut operation, endpoint);
    examples::add(&mut operation, endpoint);
    add_errors(&mut operation, endpoint);
    Some(operation)
}

fn source(endpoint: &Endpoint) -> &'static str {
    match endpoint.door() {
        _ if endpoint.is_of_sandbox_only() => "Of a sandbox only,",
        Door::Wire => "Contract",
        Door::Partner | Door::Operator | Door::Service | Door::Sandbox | Door::Issuer | Door::Dashboard => {
            "Qualify's own,"
        }
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
        // Pages are for people, and not described here.
        (AuthMode::PartnerPage | AuthMode::StaffPage | AuthMode::Page, _) => "With a browser".to_owned(),
    }
}

/// A query parameter, as its row says it.
fn query_parameter(parameter: &QueryParameter) -> Parameter {
    let schema = match parameter.form {
        QueryForm::Text => ObjectBuilder::new().schema_type(Type::String),
        QueryForm::Guid => ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("uuid".to_owned()))),
        QueryForm::Whole { min, max } => {
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min)).maximum(Some(max))
        }
    };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(parameter.description))
        .schema(Some(schema.build()))
        .build()
}

/// The query parameters of the row, and the names in the path that the handler says nothing about.
fn add_parameters(operation: &mut Operation, endpoint: &Endpoint) {
    let parameters = operation.parameters.get_or_insert_default();
    for name in endpoint.path_names() {
        let is_it =
            |parameter: &Parameter| parameter.name == name && parameter.parameter_in == ParameterIn::Path;
        let is_known = |one: &RefOr<Parameter>| matches!(one, RefOr::T(parameter) if is_it(parameter));
        if parameters.iter().any(is_known) {
            continue;
        }
        let text = Object::with_type(Type::String);
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(description_of(name))
            .schema(Some(text))
            .build();
        parameters.push(RefOr::T(parameter));
    }
    parameters.extend(endpoint.query.iter().map(|parameter| RefOr::T(query_parameter(parameter))));
    if parameters.is_empty() {
        operation.parameters = None;
    }
}

fn description_of(name: &str) -> Option<&'static str> {
    match name {
        "partner_id" => Some("The partner's GUID"),
        "customer_id" => Some("The customer's GUID"),
        "decision_id" => Some("The decision's GUID"),
        "dataset_id" => Some("The dataset's id"),
        "name" => Some("1 to 64 lower-case letters, digits and hyphens"),
        "tenant" => Some("A partner's GUID, the domain of its users, common or organizations"),
        _ => None,
    }
}

/// The errors of a route, by status.
fn add_errors(operation: &mut Operation, endpoint: &Endpoint) {
    let mut texts = BTreeMap::<u16, Vec<String>>::new();
    for kind in endpoint.all_errors() {
        let row = kind.row();
        texts.entry(row.status).or_default().push(format!("{} {}", row.code, row.name));
    }
    if !endpoints::always_answers(endpoint.path) {
        let (name, limits) = too_many(endpoint);
        let retry_after = HeaderBuilder::new().description(Some("Seconds until the next call may succeed"));
        let response = ResponseBuilder::new().description(limits);
        let response = with_body(endpoint, response, &name).header("Retry-After", retry_after.build());
        let entry = operation.responses.responses.entry("429".to_owned());
        entry.or_insert_with(|| RefOr::T(response.build()));
    }
    for (status, mut codes) in texts {
        if status == 401 && matches!(endpoint.auth, AuthMode::Both | AuthMode::User) {
            codes.push("or an empty body: the user signed in without a second factor".to_owned());
        }
        let response = ResponseBuilder::new().description(codes.join(", "));
        let response = with_body(endpoint, response, &Envelope::name());
        let entry = operation.responses.responses.entry(status.to_string());
        entry.or_insert_with(|| RefOr::T(response.build()));
    }
}

/// The body of 429 by its name, and what it is about (contract 4.4, 9.2.11).
fn too_many(endpoint: &Endpoint) -> (Cow<'static, str>, &'static str) {
    match endpoint.route {
        Route::Issuer(
            IssuerRoute::TokenV1
            | IssuerRoute::TokenV2
            | IssuerRoute::DeviceCodeV1
            | IssuerRoute::DeviceCodeV2,
        ) => (TokenRateLimitBody::name(), "Too many calls, as an error of OAuth 2.0"),
        _ => (RateLimitBody::name(), "Too many calls; the gateway's own body"),
    }
}

/// A response with a body of this name, but to HEAD.
fn with_body(endpoint: &Endpoint, response: ResponseBuilder, name: &str) -> ResponseBuilder {
    if endpoint.method == Method::Head {
        return response;
    }
    let schema = RefOr::Ref(Ref::from_schema_name(name));
    response.content("application/json", ContentBuilder::new().schema(Some(schema)).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_13_a_handler_names_the_method_and_the_path_of_its_row() {
        for row in endpoints::all() {
            let Some((_, described)) = own(row.route) else { continue };
            let (path, _) = described.paths.into_iter().next().unwrap();
            let is_shared = endpoints::all().any(|other| {
                // The routes that share a handler are of one door, and differ in the path alone.
                other.path == path && other.method == row.method && other.door() == row.door()
            });
            assert!(is_shared, "{} is described as {path}", row.id());
            let has_handler_of_its_own = !SHARING.contains(&row.id());
            assert_eq!(path == row.path, has_handler_of_its_own, "{} is described as {path}", row.id());
        }
    }

    /// The routes whose handler describes itself by another path.
    const SHARING: [&str; 2] = ["S11Activity", "S11bActivity"];
}
