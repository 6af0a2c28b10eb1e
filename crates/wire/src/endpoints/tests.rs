use std::collections::BTreeSet;

use super::row::CUSTOMER;
use super::*;
use qualify_contract::errors::ErrorKind::{AppOnlyNotSupported, RoleNotSufficient};

fn find(id: &str) -> &'static Endpoint {
    all().find(|endpoint| endpoint.id() == id).unwrap()
}

#[test]
fn trust_13_every_route_and_every_name_stands_in_the_tables_once() {
    let routes: BTreeSet<_> = all().map(|endpoint| (endpoint.method, endpoint.path)).collect();
    assert_eq!(routes.len(), all().count());
    let names: BTreeSet<_> = all().map(Endpoint::id).collect();
    assert_eq!(names.len(), all().count());
}

#[test]
fn trust_13_a_row_says_the_same_of_a_role_in_all_its_columns() {
    for endpoint in all() {
        let id = endpoint.id();
        let names_role = endpoint.errors.contains(&RoleNotSufficient);
        match (endpoint.auth, endpoint.role) {
            (AuthMode::Staff, Role::Staff(roles)) => assert!(!roles.is_empty() && names_role, "{id}"),
            (AuthMode::Both | AuthMode::User, Role::Writer) => assert!(names_role, "{id}"),
            (AuthMode::PartnerPage, Role::Any | Role::Writer) | (AuthMode::Page, Role::Any) => {}
            (AuthMode::StaffPage, Role::Staff(roles)) => assert!(!roles.is_empty(), "{id}"),
            (AuthMode::Both | AuthMode::User | AuthMode::None, Role::Any) => assert!(!names_role, "{id}"),
            (auth, role) => panic!("{id}: {auth:?} with {role:?}"),
        }
        assert_eq!(endpoint.auth == AuthMode::Staff, endpoint.door() == Door::Operator, "{id}");
        assert!(!endpoint.is_of_a_session() || endpoint.door() == Door::Dashboard, "{id}");
    }
}

#[test]
fn trust_13_what_changes_something_is_no_read() {
    for endpoint in all().filter(|endpoint| endpoint.effect == Effect::Changes) {
        assert!(!matches!(endpoint.method, Method::Get | Method::Head), "{}", endpoint.id());
    }
}

#[test]
fn a_door_is_known_by_its_path() {
    for endpoint in all() {
        let first = endpoint.path[1..].split('/').next().unwrap();
        let expected: &[&str] = match endpoint.door() {
            Door::Wire => &["v1", "webhooks", "auditactivity", "generatetoken", "v3"],
            Door::Partner => &["partner"],
            Door::Operator => &["operator"],
            Door::Sandbox => &["sandbox", "docs", ""],
            Door::Issuer => &["{tenant}", "device"],
            Door::Service => &["healthz", "readyz", "metrics", "openapi.json"],
            Door::Dashboard => &["dashboard"],
        };
        assert!(expected.contains(&first), "{}", endpoint.path);
    }
}

#[test]
fn no_endpoint_names_an_error_twice() {
    for endpoint in all() {
        let kinds: BTreeSet<_> = endpoint.all_errors().collect();
        assert_eq!(kinds.len(), endpoint.all_errors().count(), "{}", endpoint.id());
    }
}

#[test]
fn a_customer_in_the_path_brings_its_three_errors() {
    // A power of the sandbox finds a customer whoever's it is, and the errors of a page are pages.
    let is_concerned = |endpoint: &&Endpoint| !matches!(endpoint.door(), Door::Sandbox | Door::Dashboard);
    for endpoint in all().filter(is_concerned) {
        let has_customer = endpoint.path.contains("{customer_id}");
        for kind in CUSTOMER {
            assert_eq!(endpoint.errors.contains(kind), has_customer, "{} {kind:?}", endpoint.id());
        }
    }
}

#[test]
fn an_endpoint_for_users_only_refuses_applications_alone() {
    for endpoint in all().filter(|endpoint| endpoint.auth == AuthMode::User) {
        assert!(endpoint.errors.contains(&AppOnlyNotSupported), "{}", endpoint.id());
    }
    let users: Vec<_> = WIRE.iter().filter(|row| row.auth == AuthMode::User).map(Endpoint::id).collect();
    assert_eq!(users, ["C2", "C4", "C7", "S5", "S12"]);
}

#[test]
fn the_two_writes_differ_in_what_vetting_can_answer() {
    let codes = |id: &str| find(id).errors.iter().map(|kind| kind.row().code).collect::<BTreeSet<_>>();
    let only = |one: &str, other: &str| codes(one).difference(&codes(other)).copied().collect::<Vec<_>>();
    assert_eq!(only("C2", "C4"), [1_900_009, 1_900_013]);
    assert_eq!(only("C4", "C2"), [3000, 1_900_008]);
}

#[test]
fn the_sandbox_and_health_are_left_alone() {
    for path in [
        "/",
        "/docs/x.md",
        "/sandbox",
        "/sandbox/faults",
        "/dashboard/customers",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        assert!(always_answers(path), "{path}");
    }
    for path in ["/v1", "/sandboxes", "/v1/sandbox"] {
        assert!(!always_answers(path), "{path}");
    }
}
