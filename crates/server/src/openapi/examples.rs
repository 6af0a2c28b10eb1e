//! Examples of bodies, for the description: `examples.json`, by the names of routes. A request's body that its handler does
//! not describe is described by its example alone; answers get theirs where the handler says what they are.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qualify_wire::endpoints::Endpoint;
use serde::Deserialize;
use serde_json::Value;
use utoipa::openapi::path::Operation;
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{Content, ContentBuilder, Object, RefOr, Required, Type};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The bodies of one route.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    request: Option<Value>,
    /// The same as a form.
    form: Option<Value>,
    /// Of success.
    answer: Option<Value>,
}

fn examples() -> &'static BTreeMap<String, Example> {
    static EXAMPLES: OnceLock<BTreeMap<String, Example>> = OnceLock::new();
    EXAMPLES.get_or_init(|| serde_json::from_str(include_str!("examples.json")).expect("a test reads it"))
}

/// Adds the examples of a route to its operation.
pub(super) fn add(operation: &mut Operation, endpoint: &Endpoint) {
    let Some(example) = examples().get(endpoint.id()) else { return };
    for (name, body) in [(JSON, &example.request), (FORM, &example.form)] {
        if let Some(body) = body {
            add_request(operation, name, body);
        }
    }
    let Some(answer) = &example.answer else { return };
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with('2') {
            let content = response.content.entry(JSON.to_owned()).or_insert_with(|| without_schema(answer));
            if let RefOr::T(content) = content {
                content.example = Some(answer.clone());
            }
        }
    }
}

fn add_request(operation: &mut Operation, name: &str, body: &Value) {
    let request = operation
        .request_body
        .get_or_insert_with(|| RefOr::T(RequestBodyBuilder::new().required(Some(Required::True)).build()));
    let RefOr::T(request) = request else { return };
    let content = request.content.entry(name.to_owned()).or_insert_with(|| without_schema(body));
    if name == FORM {
        // Its handler says no more than that it is a text.
        *content = without_schema(body);
    }
    if let RefOr::T(content) = content {
        content.example = Some(body.clone());
    }
}

/// What nobody described: a list or an object.
fn without_schema(body: &Value) -> RefOr<Content> {
    let kind = if body.is_array() { Type::Array } else { Type::Object };
    RefOr::T(ContentBuilder::new().schema(Some(Object::with_type(kind))).build())
}

#[cfg(test)]
mod tests {
    use qualify_wire::endpoints;

    use super::*;

    #[test]
    fn every_example_is_of_a_route() {
        for name in examples().keys() {
            assert!(endpoints::all().any(|row| row.id() == name), "{name}");
        }
    }
}
