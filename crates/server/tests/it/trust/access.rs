//! Every row of the table with every token that it does not take, and with every one that it takes. What is asserted
//! comes from the row alone; a new row is called without further ado, or does not compile for want of a body.

use qualify_testkit::seed::{LAKESIDE, NOBODY, NORTHLIGHT};
use qualify_testkit::{Receiver, Request, Response, TestServer};
use qualify_vocabulary::{StaffRole, VettingPolicy};
use qualify_wire::endpoints::{
    self, AuthMode, Door, Effect, Endpoint, Method, PartnerRoute, Role, Route, ServiceRoute, WireRoute,
};
use serde_json::{Value, json};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Nobody says who it is.
    Nobody,
    /// A text that is no token.
    Garbage,
    /// A user whose token is over.
    Expired,
    /// A user with a token for another service.
    OtherAudience,
    /// Staff with a token for another service.
    StaffOfOtherAudience,
    /// An application of a tenant that is no partner.
    UnknownTenant,
    /// Another partner's user.
    OtherPartner,
    /// The partner's application by itself.
    Application,
    /// The partner's user that may read.
    Reader,
    /// The partner's user that may write.
    Seller,
    /// The partner's user that may do everything.
    Administrator,
    /// Staff in one role.
    Staff(StaffRole),
    /// Staff without a role of ours.
    StaffWithoutRole,
}

const EVERYBODY: [Who; 16] = [
    Who::Nobody,
    Who::Garbage,
    Who::Expired,
    Who::OtherAudience,
    Who::StaffOfOtherAudience,
    Who::UnknownTenant,
    Who::OtherPartner,
    Who::Application,
    Who::Reader,
    Who::Seller,
    Who::Administrator,
    Who::Staff(StaffRole::Operator),
    Who::Staff(StaffRole::Reviewer),
    Who::Staff(StaffRole::Lead),
    Who::Staff(StaffRole::Auditor),
    Who::StaffWithoutRole,
];

impl Who {
    fn token(self, server: &TestServer) -> Option<String> {
        let graph = "https://graph.microsoft.com";
        let wish = match self {
            Self::Nobody => return None,
            Self::Garbage => return Some("garbage".to_owned()),
            Self::Expired => json!({ "expiresInSeconds": -3600 }),
            Self::OtherAudience => json!({ "audience": graph }),
            Self::StaffOfOtherAudience => json!({ "kind": "staff", "audience": graph }),
            Self::UnknownTenant => json!({ "kind": "app-only", "partner": NOBODY }),
            Self::OtherPartner => return Some(server.southgate_token()),
            Self::Application => json!({ "kind": "app-only" }),
            Self::Reader => json!({ "user": "rob@northlight.example" }),
            Self::Seller => json!({ "user": "sam@northlight.example" }),
            Self::Administrator => json!({}),
            Self::Staff(role) => json!({ "kind": "staff", "roles": [role.name()] }),
            Self::StaffWithoutRole => json!({ "kind": "staff", "roles": ["AdminAgent", "operator "] }),
        };
        Some(server.token_for(&wish))
    }
}

/// What a row says to a caller; nothing where it lets the caller through.
fn refusal(row: &Endpoint, who: Who) -> Option<(u16, u64)> {
    let is_of_partners = matches!(row.auth, AuthMode::Both | AuthMode::User);
    match who {
        _ if row.auth == AuthMode::None => None,
        Who::Nobody => Some((401, 800_001)),
        Who::Garbage | Who::Expired => Some((401, 400)),
        Who::OtherAudience | Who::StaffOfOtherAudience => Some((401, 900_420)),
        Who::Staff(_) | Who::StaffWithoutRole | Who::UnknownTenant if is_of_partners => Some((403, 2032)),
        Who::Staff(role) => match row.role {
            Role::Staff(roles) if roles.contains(&role) => None,
            Role::Staff(_) | Role::Any | Role::Writer => Some((403, 900_150)),
        },
        Who::StaffWithoutRole => Some((403, 900_150)),
        _ if !is_of_partners => Some((401, 900_420)),
        Who::Application if row.auth == AuthMode::User => Some((403, 900_329)),
        Who::OtherPartner => foreign(row),
        Who::Reader if row.role == Role::Writer => Some((403, 900_150)),
        Who::UnknownTenant | Who::Application | Who::Reader | Who::Seller | Who::Administrator => None,
    }
}

/// What another partner is told of what is not its own.
fn foreign(row: &Endpoint) -> Option<(u16, u64)> {
    let named = |name: &str| row.path.contains(name);
    if named("{customer_id}") {
        return Some((404, 60_003));
    }
    (named("{record_id}") || named("{webhook_id}") || named("{correlation_id}")).then_some((404, 1000))
}

/// What the paths name, all of it Northlight's.
struct World {
    server: TestServer,
    _receiver: Receiver,
    customer: String,
    review: String,
    document: String,
    webhook: String,
    record: String,
    report: String,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl World {
    /// A partner with a customer that waits for a person, a document, receivers of both forms and a trail.
    fn new() -> Self {
        let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual);
        let receiver = Receiver::start();
        let customer = server.new_customer_in("E?");
        let user = server.user();
        let queue = server.staff().get("/operator/v1/reviews").send().expect(200).json();
        let review = text(&queue["items"][0]["id"]);
        let documents = format!("/partner/v1/customers/{customer}/reviews/{review}/documents");
        let case = user.post(documents).body(PDF).send().expect(201).json();
        let registration = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ["test-created"] });
        user.post("/webhooks/v1/registration").json(&registration).send().expect(200);
        let test = user.post("/webhooks/v1/registration/validationEvents").send().expect(200).json();
        let webhook = json!({ "url": receiver.url(), "events": ["test-created"] });
        let webhook = user.post("/partner/v1/webhooks").json(&webhook).send().expect(201).json();
        let trail = user.get("/v1/auditrecords").send().expect(200).json();
        Self {
            customer,
            document: text(&case["documents"][0]["id"]),
            webhook: text(&webhook["id"]),
            record: text(&trail["items"][0]["id"]),
            report: text(&test["correlationId"]),
            review,
            _receiver: receiver,
            server,
        }
    }

    fn path(&self, row: &Endpoint) -> String {
        let query = match row.route {
            Route::Wire(WireRoute::C2) => "?code=481516",
            Route::Wire(WireRoute::C7) => "?type=account",
            _ => "",
        };
        let path = row
            .path
            .replace("{customer_id}", &self.customer)
            .replace("{partner_id}", NORTHLIGHT)
            .replace("{partner}", NORTHLIGHT)
            .replace("{review_id}", &self.review)
            .replace("{document_id}", &self.document)
            .replace("{webhook_id}", &self.webhook)
            .replace("{record_id}", &self.record)
            .replace("{correlation_id}", &self.report)
            .replace("{decision_id}", LAKESIDE)
            .replace("{dataset_id}", "x")
            .replace("{country}", "US")
            .replace("{domain}", "lakeside.onmicrosoft.com")
            .replace("{prefix}", "lakeside")
            .replace("{name}", "x")
            .replace("{upn}", "ana@northlight.example")
            .replace("{tenant}", NORTHLIGHT);
        assert!(!path.contains('{'), "{path}: say what stands for the name");
        format!("{path}{query}")
    }

    /// A call that is in order but for who makes it.
    fn request(&self, row: &Endpoint, who: Who) -> Request {
        let request = Request::new(self.server.url(), row.method.name(), self.path(row));
        let request = match who.token(&self.server) {
            Some(token) => request.token(token),
            None => request,
        };
        match row.method {
            Method::Post | Method::Put | Method::Patch => request.body(body(row.route)),
            Method::Get | Method::Head | Method::Delete => request,
        }
    }

    /// What a refused call must leave as it is, seen by those who may see it.
    fn everything(&self) -> Value {
        let partner = |path: &str| self.server.user().get(path).send().expect(200).json();
        let staff = |path: &str| self.server.staff().get(path).send().expect(200).json();
        json!([
            partner("/v1/customers"),
            partner("/v1/customers/all/validations"),
            partner("/v1/auditrecords?size=500"),
            partner(&format!("/v1/customers/{}/qualifications", self.customer)),
            partner(&format!("/v1/customers/{}/profiles/billing", self.customer)),
            partner(&format!("/partner/v1/customers/{}/reviews", self.customer)),
            partner("/partner/v1/events"),
            partner("/webhooks/v1/registration"),
            // Deliveries go on meanwhile; they are counted there.
            ids(&partner("/partner/v1/webhooks")),
            staff(&format!("/operator/v1/partners/{NORTHLIGHT}")),
            staff(&format!("/operator/v1/partners/{NORTHLIGHT}/codes")),
            staff("/operator/v1/reviews"),
        ])
    }
}

fn ids(list: &Value) -> Value {
    list["items"].as_array().expect("a list").iter().map(|item| item["id"].clone()).collect()
}

/// The body of a call, as far as a right is looked at after it was read.
fn body(route: Route) -> &'static str {
    match route {
        Route::Wire(WireRoute::C2) => "3",
        Route::Wire(WireRoute::C4) | Route::Partner(PartnerRoute::P1) => {
            r#"{"qualification":"StateOwnedEntity"}"#
        }
        Route::Wire(WireRoute::Q35) => r#"{"relationshipToPartner":"none"}"#,
        Route::Wire(WireRoute::S7) => {
            r#"{"culture":"en-US","language":"en","email":"it@sample.example","companyName":"Sample",
                "defaultAddress":{"country":"US"},"attributes":{"etag":"x"}}"#
        }
        Route::Partner(PartnerRoute::W4) => r#"{"url":"https://hooks.partner.example/own"}"#,
        Route::Partner(PartnerRoute::W9) => r#"{"failedSince":"2024-03-01T00:00:00Z"}"#,
        Route::Partner(_)
        | Route::Wire(_)
        | Route::Operator(_)
        | Route::Sandbox(_)
        | Route::Issuer(_)
        | Route::Service(_)
        | Route::Dashboard(_) => "{}",
    }
}

/// HEAD answers carry the status only.
#[track_caller]
fn assert_refused(row: &Endpoint, who: Who, answer: &Response, (status, code): (u16, u64)) {
    let case =
        format!("{} {} by {who:?}: {}", row.method.name(), row.path, String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.status, status, "{case}");
    if row.method != Method::Head {
        assert_eq!(answer.json()["code"], code, "{case}");
        answer.assert_error(status, code);
    }
    let is_documented = |error: &qualify_contract::errors::ErrorKind| {
        (error.row().status, u64::from(error.row().code)) == (status, code)
    };
    assert!(row.all_errors().any(|error| is_documented(&error)), "the row names no such error: {case}");
}

#[test]
fn trust_13_every_route_refuses_every_token_that_it_does_not_take_and_changes_nothing() {
    let world = World::new();
    let before = world.everything();
    let mut calls = 0;
    for row in endpoints::of_api() {
        for who in EVERYBODY {
            let Some(error) = refusal(row, who) else { continue };
            assert_refused(row, who, &world.request(row, who).send(), error);
            calls += 1;
        }
    }
    assert!(calls > 700, "{calls}");
    assert_eq!(world.everything(), before);
}

#[test]
fn trust_13_every_route_lets_everybody_through_whom_its_row_names() {
    let mut world = World::new();
    for row in endpoints::of_api().filter(|row| row.auth != AuthMode::None) {
        for who in EVERYBODY.into_iter().filter(|who| refusal(row, *who).is_none()) {
            let answer = world.request(row, who).send();
            let text = String::from_utf8_lossy(&answer.body);
            let case = format!("{} {} by {who:?}: {} {text}", row.method.name(), row.path, answer.status);
            assert!(!matches!(answer.status, 401 | 405 | 500), "{case}");
            assert!(answer.status != 403 || !LOCKED.contains(&answer.json()["code"].as_u64()), "{case}");
            if matches!(row.route, Route::Wire(WireRoute::S4 | WireRoute::Q35)) {
                // The customer is gone.
                world = World::new();
            }
        }
    }
}

/// The codes of a 403 that is about the caller, and not about what it asks for.
const LOCKED: [Option<u64>; 4] = [Some(2032), Some(900_149), Some(900_150), Some(900_329)];

#[test]
fn trust_13_a_suspended_partner_is_told_so_by_every_route_of_partners() {
    let world = World::new();
    let body = json!({ "name": "Northlight Cloud", "sandboxAccount": true, "status": "suspended" });
    world.server.staff().put(format!("/operator/v1/partners/{NORTHLIGHT}")).json(&body).send().expect(200);
    for row in endpoints::of_api().filter(|row| matches!(row.auth, AuthMode::Both | AuthMode::User)) {
        let answer = world.request(row, Who::Administrator).send();
        assert_refused(row, Who::Administrator, &answer, (403, 900_149));
    }
}

#[test]
fn trust_13_a_route_without_a_token_looks_at_none() {
    let world = World::new();
    for row in endpoints::of_api().filter(|row| row.auth == AuthMode::None) {
        let status = |who| world.request(row, who).send().status;
        let (anonymous, garbage) = (status(Who::Nobody), status(Who::Garbage));
        let case = format!("{} {}", row.method.name(), row.path);
        if row.effect == Effect::Reads {
            assert_eq!(garbage, anonymous, "{case}");
        } else if row.door() != Door::Issuer {
            assert!(garbage != 401 && anonymous != 401, "{case}: {anonymous}, {garbage}");
        }
    }
}

#[test]
fn trust_13_no_page_of_another_origin_uses_a_power_of_the_sandbox() {
    let world = World::new();
    for row in endpoints::of_api().filter(|row| row.door() == Door::Sandbox) {
        let answer = world.request(row, Who::Nobody).header("Origin", "http://evil.example").send();
        assert_refused(row, Who::Nobody, &answer, (403, 2032));
    }
}

#[test]
fn trust_13_each_listener_has_the_routes_of_its_doors_and_no_others() {
    let server =
        TestServer::start_with(|config| config.server.admin_listen = Some(([127, 0, 0, 1], 0).into()));
    let admin = server.admin_url().expect("there is a second listener").to_owned();
    // Whether a HEAD reached a handler is not seen in its answer.
    for row in endpoints::of_api().filter(|row| row.method != Method::Head) {
        let segments = row.path.split('/').map(|one| if one.starts_with('{') { LAKESIDE } else { one });
        let path = segments.collect::<Vec<_>>().join("/");
        let token = if row.auth == AuthMode::Staff { server.staff_token() } else { server.user_token() };
        for (url, is_admin) in [(server.url(), false), (admin.as_str(), true)] {
            let answer = Request::new(url, row.method.name(), &path).token(&token).send();
            let is_unknown = answer.status == 404 && answer.text().contains("serves nothing at this path");
            assert_eq!(!is_unknown, is_on(row.route, is_admin), "{} {path}, {is_admin}", row.method.name());
        }
    }
}

fn is_on(route: Route, is_admin: bool) -> bool {
    match route {
        Route::Operator(_) | Route::Service(ServiceRoute::Metrics) => is_admin,
        Route::Service(ServiceRoute::Health | ServiceRoute::Readiness | ServiceRoute::Description) => true,
        Route::Wire(_) | Route::Partner(_) | Route::Sandbox(_) | Route::Issuer(_) | Route::Dashboard(_) => {
            !is_admin
        }
    }
}
