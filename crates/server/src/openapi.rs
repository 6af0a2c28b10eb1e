//! The API's description (OpenAPI 3.1), made from the handlers and from the contract's table of endpoints.
//!
//! `docs/openapi.json` is a copy that a test compares; `cargo xtask openapi` writes it anew.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::routing::get;
use qualify_contract::endpoints::{AuthMode, ENDPOINTS, Endpoint, OWN_ENDPOINTS};
use qualify_contract::errors::Envelope;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::v1::{
    addresses, audit, countries, customers, domains, exchange, partner_profiles, profiles, qualification,
    qualifications, validations, webhooks,
};
use crate::app::App;
use crate::webhooks::CERTIFICATE_PATH;

const BEARER: &str = "bearer";

/// The routes of the wire.
pub(crate) fn wire_router() -> Router<Arc<App>> {
    let (router, _) = core_routes().split_for_parts();
    // Contract 1.2: the same resource under another base path.
    router
        .route(CERTIFICATE_PATH, get(webhooks::get_certificate))
        .route("/auditactivity/v1/auditrecords", get(audit::list_audit_records))
        .route("/auditactivity/v1/auditrecords/{record_id}", get(audit::get_audit_record))
}

/// The routes of contract 5.5, which can be switched off.
pub(crate) fn exchange_router() -> Router<Arc<App>> {
    exchange_routes().split_for_parts().0
}

fn described_routes() -> OpenApiRouter<Arc<App>> {
    core_routes()
        .merge(exchange_routes())
        .merge(crate::partner::described_routes())
        .merge(crate::operator::described_routes())
}

fn exchange_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(exchange::exchange_token))
        .routes(routes!(exchange::exchange_token_v3))
}

fn core_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(qualification::get_qualification, qualification::set_qualification))
        .routes(routes!(qualifications::list_qualifications, qualifications::create_qualification))
        .routes(routes!(validations::list_validation_codes))
        .routes(routes!(validations::get_gcc_validation))
        .routes(routes!(validations::get_validation_status))
        .routes(routes!(customers::list::list_customers, customers::create_customer))
        .routes(routes!(customers::get_customer, customers::delete_customer))
        .routes(routes!(profiles::get_company_profile))
        .routes(routes!(profiles::get_billing_profile, profiles::update_billing_profile))
        .routes(routes!(addresses::validate_address))
        .routes(routes!(countries::get_country_rules))
        .routes(routes!(domains::find_domain))
        .routes(routes!(domains::check_domain_availability))
        .routes(routes!(audit::list_audit_records))
        .routes(routes!(audit::get_audit_record))
        .routes(routes!(partner_profiles::get_organization_profile))
        .routes(routes!(partner_profiles::get_legal_business_profile))
        .routes(routes!(
            webhooks::get_registration,
            webhooks::create_registration,
            webhooks::update_registration
        ))
        .routes(routes!(webhooks::list_events))
        .routes(routes!(webhooks::create_validation_event))
        .routes(routes!(webhooks::get_validation_event))
}

/// The description as JSON text, made once.
pub fn openapi_json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| {
        let mut json = description().to_pretty_json().expect("a description is made of texts");
        json.push('\n');
        json
    })
}

fn description() -> OpenApi {
    let (_, described) = described_routes().split_for_parts();
    let mut components = described.components.unwrap_or_else(Components::new);
    components.schemas.insert(Envelope::name().into_owned(), Envelope::schema());
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(scheme));
    let mut paths = described.paths;
    for endpoint in ENDPOINTS {
        describe(&mut paths, endpoint, "Contract");
    }
    for endpoint in OWN_ENDPOINTS {
        describe(&mut paths, endpoint, "Qualify's own,");
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

/// Adds what the contract's table knows about an endpoint: its name, who may call it, and its errors.
fn describe(paths: &mut utoipa::openapi::Paths, endpoint: &Endpoint, source: &str) {
    let Some(item) = paths.paths.get_mut(endpoint.path) else { return };
    let operation = match endpoint.method {
        "GET" => &mut item.get,
        "PUT" => &mut item.put,
        "POST" => &mut item.post,
        "DELETE" => &mut item.delete,
        "HEAD" => &mut item.head,
        _ => return,
    };
    let Some(operation) = operation else { return };
    let who = match endpoint.auth {
        AuthMode::Both => "App-only or App+User",
        AuthMode::User => "App+User only",
        AuthMode::Staff => "Staff only",
        AuthMode::None => "Nobody signs in",
    };
    let also = match endpoint.path.strip_prefix("/v1/auditrecords") {
        Some(rest) => format!(" Also at /auditactivity/v1/auditrecords{rest}."),
        None => String::new(),
    };
    operation.description = Some(format!("{source} {}. {who}.{also}", endpoint.id));
    operation.security =
        Some(vec![utoipa::openapi::security::SecurityRequirement::new(BEARER, std::iter::empty::<String>())]);
    let mut texts = std::collections::BTreeMap::<u16, Vec<String>>::new();
    for kind in endpoint.all_errors() {
        let row = kind.row();
        texts.entry(row.status).or_default().push(format!("{} {}", row.code, row.name));
    }
    for (status, codes) in texts {
        let mut response = ResponseBuilder::new().description(codes.join(", "));
        if endpoint.method != "HEAD" {
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

    #[test]
    fn the_committed_description_is_the_one_of_the_code() {
        let committed = include_str!("../../../docs/openapi.json");
        assert!(committed == openapi_json(), "docs/openapi.json is old; run cargo xtask openapi");
    }

    #[test]
    fn every_endpoint_is_described() {
        let document: serde_json::Value = serde_json::from_str(openapi_json()).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        for endpoint in ENDPOINTS.iter().chain(OWN_ENDPOINTS) {
            let operation = &document["paths"][endpoint.path][endpoint.method.to_lowercase()];
            assert!(operation["security"].is_array(), "{} {}", endpoint.method, endpoint.path);
            for kind in endpoint.all_errors() {
                assert!(operation["responses"][kind.row().status.to_string()].is_object(), "{}", endpoint.id);
            }
        }
    }
    #[test]
    fn every_body_is_described_as_json() {
        let document: serde_json::Value = serde_json::from_str(openapi_json()).unwrap();
        for endpoint in ENDPOINTS {
            let operation = &document["paths"][endpoint.path][endpoint.method.to_lowercase()];
            for (status, response) in operation["responses"].as_object().unwrap() {
                let types =
                    response["content"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
                let case = format!("{} {} {status}", endpoint.method, endpoint.path);
                assert!(types.into_iter().all(|name| name == "application/json"), "{case}");
            }
        }
    }
}
