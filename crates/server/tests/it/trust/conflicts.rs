//! Whoever belongs to a partner has no part in its affairs: no act, no look at its cases, nothing of it in lists.

use qualify_server::config::PartnerStaff;
use qualify_testkit::seed::{NOBODY, NORTHLIGHT, SOUTHGATE, SOUTHGATE_PRIMARY};
use qualify_testkit::{Caller, TestServer};
use qualify_vocabulary::VettingPolicy;
use qualify_wire::endpoints::{AuthMode, OPERATOR};
use serde_json::{Value, json};

const RITA: &str = "rita@qualify.example";
const EVERY_ROLE: [&str; 3] = ["Operator", "Reviewer", "Lead"];
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

/// A sandbox in which Rita belongs to Northlight.
fn server() -> TestServer {
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Manual;
        config.reviews.partner_staff = vec![PartnerStaff {
            partner: NORTHLIGHT.parse().expect("a GUID"),
            subject: None,
            name: Some("RITA@qualify.example.".to_owned()),
            domain: None,
        }];
    })
}

fn rita<'a>(server: &'a TestServer, roles: &[&str]) -> Caller<'a> {
    server.with_token_for(&json!({ "kind": "staff", "user": RITA, "roles": roles }))
}

/// What a path may name, by its place.
struct Named {
    customer: String,
    review: String,
    decision: String,
    document: String,
}

impl Named {
    /// A case of Northlight with a document, and a decision.
    fn in_server(server: &TestServer) -> Self {
        let decided = server.new_customer_in("E+");
        let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{decided}/decisions");
        let decisions = server.staff().get(path).send().expect(200).json();
        let customer = server.new_customer_in("E?");
        let queue = server.staff().get("/operator/v1/reviews").send().expect(200).json();
        let review = queue["items"][0]["id"].as_str().expect("a case").to_owned();
        let path = format!("/partner/v1/customers/{customer}/reviews/{review}/documents");
        let added = server.user().post(path).body(PDF).send().expect(201).json();
        Self {
            customer,
            review,
            decision: decisions["items"][0]["id"].as_str().expect("a decision").to_owned(),
            document: added["documents"][0]["id"].as_str().expect("a document").to_owned(),
        }
    }

    fn fill(&self, path: &str) -> String {
        path.replace("{partner_id}", NORTHLIGHT)
            .replace("{customer_id}", &self.customer)
            .replace("{review_id}", &self.review)
            .replace("{decision_id}", &self.decision)
            .replace("{document_id}", &self.document)
    }
}

fn names_a_partners_affair(path: &str) -> bool {
    ["{partner_id}", "{customer_id}", "{review_id}", "{decision_id}", "{document_id}"]
        .iter()
        .any(|place| path.contains(place))
}

#[test]
fn trust_02_every_route_that_names_a_partner_a_customer_or_a_case_is_refused() {
    let server = server();
    let named = Named::in_server(&server);
    let (rita, other) = (rita(&server, &EVERY_ROLE), server.staff());
    let rows = || OPERATOR.iter().filter(|row| names_a_partners_affair(row.path));
    assert!(rows().count() >= 20, "the table holds them");
    for row in rows() {
        assert_eq!(row.auth, AuthMode::Staff);
        let path = named.fill(row.path);
        // No body is looked at before: whatever is sent, the answer is the same.
        let refused = rita.request(row.method.name(), &path).body("{}").send();
        refused.assert_error(403, 1_900_022);
        let documented = row.all_errors().any(|kind| kind.row().code == 1_900_022);
        assert!(documented, "{} documents it", row.id());
        let of_other = other.request(row.method.name(), &path).body("{}").send();
        assert!(!of_other.text().contains("1900022"), "{} {path}: {}", row.id(), of_other.text());
    }
    let body = json!({ "reviews": [named.review], "decision": { "decision": "approve", "explanation": "x", "evidence": ["y"] } });
    rita.post("/operator/v1/reviews/decide").json(&body).send().assert_error(403, 1_900_022);
    for path in ["/operator/v1/reviews?partnerId=", "/operator/v1/audit?partner="] {
        rita.get(format!("{path}{NORTHLIGHT}")).send().assert_error(403, 1_900_022);
        rita.get(format!("{path}{SOUTHGATE}")).send().expect(200);
    }
    assert_eq!(
        server.state_of(&named.customer),
        "∅",
        "the other one has withdrawn it, nobody else did anything"
    );
}

#[test]
fn trust_02_another_partners_affairs_are_open() {
    let server = server();
    let rita = rita(&server, &EVERY_ROLE);
    let customer = format!("/operator/v1/partners/{SOUTHGATE}/customers/{SOUTHGATE_PRIMARY}");
    rita.get(format!("{customer}/decisions")).send().expect(200);
    rita.put(format!("{customer}/account-status")).json(&json!({ "status": "Allowed" })).send().expect(200);
    rita.get(format!("/operator/v1/partners/{SOUTHGATE}/codes")).send().expect(200);
    rita.get(format!("/operator/v1/reviews/{NOBODY}")).send().assert_error(404, 1000);
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect()
}

#[test]
fn trust_02_queues_and_trails_leave_a_partners_affairs_out_and_the_audit_is_open_to_auditors() {
    let server = server();
    for _ in 0..4 {
        server.new_customer_in("E?");
    }
    server.southgate().get("/v1/customers").send().expect(200);
    let path = format!("/operator/v1/partners/{SOUTHGATE}/customers/{SOUTHGATE_PRIMARY}/account-status");
    server.staff().put(path).json(&json!({ "status": "Allowed" })).send().expect(200);
    server.issue_code("98765432", None);
    let reviewer = rita(&server, &["Reviewer"]);
    let all = server.staff().get("/operator/v1/reviews").send().expect(200).json();
    assert_eq!(ids(&all).len(), 4);
    assert!(ids(&reviewer.get("/operator/v1/reviews").send().expect(200).json()).is_empty());
    // Every page is read, and none holds a record of Northlight.
    let (mut uri, mut seen) = ("/operator/v1/audit?size=1".to_owned(), Vec::new());
    loop {
        let page = reviewer.get(&uri).send().expect(200).json();
        seen.extend(page["items"].as_array().into_iter().flatten().map(|it| it["partnerId"].clone()));
        let Some(next) = page["links"]["next"]["uri"].as_str() else { break };
        next.clone_into(&mut uri);
    }
    assert_eq!(seen, [json!(SOUTHGATE)]);
    let auditor = rita(&server, &["Auditor"]);
    let trail = auditor.get("/operator/v1/audit?size=500").send().expect(200).json();
    let of_northlight =
        trail["items"].as_array().into_iter().flatten().filter(|it| it["partnerId"] == NORTHLIGHT);
    assert!(of_northlight.count() > 4, "{trail}");
    auditor.get(format!("/operator/v1/audit?partner={NORTHLIGHT}")).send().expect(200);
    let review = ids(&all)[0];
    auditor.get(format!("/operator/v1/reviews/{review}")).send().assert_error(403, 1_900_022);
}

#[test]
fn trust_02_the_second_partner_turns_the_hosts_of_profiles_on() {
    let issuer = qualify_testkit::TestIssuer::start();
    let server = TestServer::start_production(|config| {
        issuer.trust_in(config);
        let profile = format!("partner = \"{NORTHLIGHT}\"\ndomain = \"partner.example\"");
        config.partner_profiles = vec![toml::from_str(&profile).expect("a profile")];
    });
    let member = |name: &str, subject: &str| {
        let claims = issuer.staff_claims_of(subject, &json!({ "upn": name }), &["Operator"]);
        server.with_token(issuer.sign(&claims))
    };
    let (kim, olga) = (member("kim@uk.Partner.example.", "kim"), member("olga@qualify.example", "olga"));
    let northlight = format!("/operator/v1/partners/{NORTHLIGHT}");
    let body = json!({ "name": "Northlight", "sandboxAccount": true });
    kim.put(&northlight).json(&body).send().expect(201);
    kim.get(&northlight).send().expect(200);
    olga.put(format!("/operator/v1/partners/{SOUTHGATE}")).json(&body).send().expect(201);
    kim.get(&northlight).send().assert_error(403, 1_900_022);
    kim.get(format!("/operator/v1/partners/{SOUTHGATE}")).send().expect(200);
    olga.get(&northlight).send().expect(200);
}

#[test]
fn trust_02_the_list_of_partners_leaves_out_the_one_that_staff_belongs_to() {
    let server = server();
    let partners = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().expect("a list");
        items.iter().map(|item| item["partnerId"].as_str().expect("an id").to_owned()).collect()
    };
    let all = server.staff().get("/operator/v1/partners").send().expect(200).json();
    assert_eq!(partners(&all).len(), 2);
    let rita = rita(&server, &EVERY_ROLE);
    let first = rita.get("/operator/v1/partners?size=1").send().expect(200).json();
    assert!(first["links"]["next"].is_object(), "what is left out does not end the list: {first}");
    let rest = rita.get("/operator/v1/partners").send().expect(200).json();
    assert_eq!(partners(&rest), [SOUTHGATE]);
}
