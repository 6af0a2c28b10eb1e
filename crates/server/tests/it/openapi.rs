//! The description of the API against the table of endpoints.

use std::collections::BTreeSet;

use qualify_wire::endpoints::{self, AuthMode, CERTIFICATE_PATH, Door, Endpoint, Method};

#[test]
fn the_committed_description_is_the_one_of_the_code() {
    let committed = include_str!("../../../../docs/openapi.json");
    assert!(
        committed == qualify_sandbox::openapi_json(),
        "docs/openapi.json is old; run cargo xtask openapi"
    );
}

fn document(json: &str) -> serde_json::Value {
    serde_json::from_str(json).expect("it is JSON")
}

/// Method and path of everything that a document describes.
fn operations(document: &serde_json::Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("it is there");
    let of_path = |(path, item): (&String, &serde_json::Value)| {
        let methods = item.as_object().expect("it is there").keys().map(|method| method.to_uppercase());
        methods.map(|method| (method, path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

fn rows(has: impl Fn(&Endpoint) -> bool) -> BTreeSet<(String, String)> {
    let rows = endpoints::of_api().filter(|row| has(row));
    rows.map(|row| (row.method.name().to_owned(), row.path.to_owned())).collect()
}

#[test]
fn trust_13_every_route_is_described_and_nothing_else() {
    assert_eq!(operations(&document(qualify_sandbox::openapi_json())), rows(|_| true));
}

#[test]
fn trust_13_production_describes_no_route_that_only_a_sandbox_has() {
    let document = document(qualify_server::openapi_json());
    assert_eq!(operations(&document), rows(|row| !row.is_of_sandbox_only()));
    assert!(!qualify_server::openapi_json().contains("sandbox\""), "not even as a tag");
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = document(qualify_sandbox::openapi_json());
    let mut names = BTreeSet::new();
    for row in endpoints::of_api() {
        let operation = &document["paths"][row.path][row.method.name().to_lowercase()];
        assert!(names.insert(operation["operationId"].to_string()), "{}", operation["operationId"]);
    }
}

#[test]
fn every_endpoint_is_described_with_its_errors_and_the_names_of_its_path() {
    let document = document(qualify_sandbox::openapi_json());
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for endpoint in endpoints::of_api() {
        let operation = &document["paths"][endpoint.path][endpoint.method.name().to_lowercase()];
        let case = format!("{} {}", endpoint.method.name(), endpoint.path);
        let schemes = operation["security"].as_array().map_or(0, Vec::len);
        assert_eq!(schemes, usize::from(endpoint.auth != AuthMode::None), "{case}");
        for kind in endpoint.all_errors() {
            assert!(operation["responses"][kind.row().status.to_string()].is_object(), "{case}");
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for name in endpoint.path_names() {
            let count = parameters.iter().filter(|it| it["name"] == name && it["in"] == "path").count();
            assert_eq!(count, 1, "{case}: {name}");
        }
    }
}

#[test]
fn edge_08_every_operation_says_what_too_many_calls_and_a_missing_factor_get() {
    let document = document(qualify_sandbox::openapi_json());
    for endpoint in endpoints::of_api() {
        let operation = &document["paths"][endpoint.path][endpoint.method.name().to_lowercase()];
        let case = format!("{} {}", endpoint.method.name(), endpoint.path);
        let (limited, unknown) = (&operation["responses"]["429"], &operation["responses"]["401"]);
        assert_eq!(limited.is_object(), !endpoints::always_answers(endpoint.path), "{case}");
        if limited.is_object() {
            assert!(limited["headers"]["Retry-After"].is_object(), "{case}");
            let is_token = endpoint.path.ends_with("token") && endpoint.door() == Door::Issuer
                || endpoint.path.ends_with("devicecode");
            let name = if is_token { "TokenRateLimitBody" } else { "RateLimitBody" };
            let schema = limited["content"]["application/json"]["schema"]["$ref"].as_str();
            let expected = format!("#/components/schemas/{name}");
            assert_eq!(schema, (endpoint.method != Method::Head).then_some(expected.as_str()), "{case}");
        }
        let says_empty = unknown["description"].as_str().is_some_and(|text| text.contains("an empty body"));
        let is_of_partners = matches!(endpoint.auth, AuthMode::Both | AuthMode::User);
        assert_eq!(says_empty, is_of_partners, "{case}");
    }
}

#[test]
fn every_body_of_the_wire_is_described_as_json() {
    let document = document(qualify_sandbox::openapi_json());
    for endpoint in endpoints::WIRE.iter().filter(|endpoint| endpoint.path != CERTIFICATE_PATH) {
        let operation = &document["paths"][endpoint.path][endpoint.method.name().to_lowercase()];
        for (status, response) in operation["responses"].as_object().unwrap() {
            let types = response["content"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
            let case = format!("{} {} {status}", endpoint.method.name(), endpoint.path);
            assert!(types.into_iter().all(|name| name == "application/json"), "{case}");
        }
    }
}
