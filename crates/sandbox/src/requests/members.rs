//! Members of bodies that no route knows: a misspelled one is ignored without a word.
//!
//! What is known is what the API's description says of a route's request and of its answer, for clients send back what
//! they have read.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qualify_server::openapi_json;
use qualify_wire::endpoints::{Endpoint, Route, WIRE, WireRoute};
use qualify_wire::json::{self, Node};
use serde_json::Value;

use super::kept::Kept;

/// Names that are told of one body.
const NAMES_MAX: usize = 8;

/// The longest name that is told, in characters.
const NAME_CHARS_MAX: usize = 60;

/// What an object may hold, by names in lower case.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Known {
    members: BTreeMap<String, Self>,
    /// Any member will do.
    is_open: bool,
}

impl Known {
    /// What the description says of one value; what it refers to stands below `schemas`.
    fn of(schema: &Value, schemas: &Value) -> Self {
        let mut known = Self::default();
        known.add(schema, schemas);
        known.is_open = known.members.is_empty();
        known
    }

    fn add(&mut self, schema: &Value, schemas: &Value) {
        if let Some(name) = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
            self.add(&schemas[name], schemas);
        }
        let several = ["oneOf", "anyOf", "allOf"].iter().filter_map(|name| schema[*name].as_array());
        several.flatten().for_each(|one| self.add(one, schemas));
        if schema["items"].is_object() {
            self.add(&schema["items"], schemas);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let known = self.members.entry(name.to_ascii_lowercase()).or_default();
            known.add(member, schemas);
            known.is_open = known.members.is_empty();
        }
    }

    /// The paths of members that are not known. A null says nothing, and links and attributes are of every resource.
    fn strangers(&self, node: &Node, path: &str, found: &mut Vec<String>) {
        match node {
            Node::List(items) => items.iter().for_each(|item| self.strangers(item, path, found)),
            Node::Object(members) if !self.is_open => {
                for (name, member) in members.iter().filter(|(_, member)| *member != Node::Null) {
                    let plain = name.to_ascii_lowercase();
                    let at = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match self.members.get(&plain) {
                        _ if matches!(&*plain, "links" | "attributes") => {}
                        Some(known) => known.strangers(member, &at, found),
                        None if found.len() < NAMES_MAX => {
                            found.push(at.chars().take(NAME_CHARS_MAX).collect());
                        }
                        None => {}
                    }
                }
            }
            Node::Object(_) | Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) => {}
        }
    }
}

/// What the bodies of each route may hold, by its name.
fn known_of(row: &Endpoint) -> Option<&'static Known> {
    static KNOWN: OnceLock<BTreeMap<&'static str, Known>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let description: Value = serde_json::from_str(openapi_json()).expect("the description is JSON");
        WIRE.iter().filter_map(|row| Some((row.id(), read(row, &description)?))).collect()
    });
    known.get(row.id())
}

fn read(row: &Endpoint, description: &Value) -> Option<Known> {
    let operation = &description["paths"][row.path][row.method.name().to_lowercase()];
    let schemas = &description["components"]["schemas"];
    let request = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut known = Known::of(request, schemas);
    if known.is_open {
        return None;
    }
    let answers = operation["responses"].as_object()?.iter().filter(|(status, _)| status.starts_with('2'));
    for (_, answer) in answers {
        known.add(&answer["content"]["application/json"]["schema"], schemas);
    }
    if row.route == Route::Wire(WireRoute::S8) {
        // SDKs send the whole address of a profile, with whose it is.
        known.add(&schemas["Address"], schemas);
    }
    Some(known)
}

/// The members of a body that its route does not know. A body that is cut or cannot be read tells nothing.
pub(super) fn unknown_in(row: &Endpoint, body: &Kept) -> Vec<String> {
    let mut found = Vec::new();
    if body.is_whole()
        && !body.beginning.is_empty()
        && let Some(known) = known_of(row)
        && let Ok(node) = json::read_node(&body.beginning)
    {
        known.strangers(&node, "", &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(id: &str, body: &str) -> Vec<String> {
        let row = WIRE.iter().find(|row| row.id() == id).unwrap();
        unknown_in(row, &Kept::new(body.as_bytes().to_vec(), body.len() as u64))
    }

    #[test]
    fn a_member_that_nobody_knows_is_told_by_its_path() {
        for (id, body, wanted) in [
            ("C4", r#"{"qualification":"Education","segment":"K12"}"#, &["segment"][..]),
            (
                "S1",
                r#"{"companyProfile":{"Domian":"x.example"},"tags":[]}"#,
                &["companyProfile.Domian", "tags"],
            ),
            ("S7", r#"{"defaultAddress":{"zip":"1"}}"#, &["defaultAddress.zip"]),
            ("S8", "\u{feff}{\"street\":\"x\", /* of old */ }", &["street"]),
        ] {
            assert_eq!(unknown(id, body), wanted, "{id}");
        }
        let many: Vec<String> = (0..50).map(|number| format!(r#""{}{number}":1"#, "x".repeat(200))).collect();
        let found = unknown("C4", &format!("{{{}}}", many.join(",")));
        assert_eq!((found.len(), found[0].len()), (NAMES_MAX, NAME_CHARS_MAX));
    }

    #[test]
    fn what_is_known_in_any_case_null_or_not_to_be_judged_is_not_told() {
        for (id, body) in [
            (
                "C4",
                r#"{"QUALIFICATION":"Education","educationsegment":"K12","validationCode":null,"x":null}"#,
            ),
            (
                "C4",
                r#"{"Qualification":"Education","VettingStatus":"InReview","Links":{"self":{"uri":"x"}}}"#,
            ),
            ("C2", r#"{"anything":1}"#),
            ("C2", "3"),
            ("S1", "{"),
            ("S1", ""),
            ("C1", r#"{"x":1}"#),
        ] {
            assert_eq!(unknown(id, body), [""; 0], "{id} {body}");
        }
        let row = WIRE.iter().find(|row| row.id() == "C4").unwrap();
        let cut = Kept::new(br#"{"x":1}"#.to_vec(), 5000);
        assert_eq!(unknown_in(row, &cut), [""; 0], "nobody knows what follows");
    }
}
