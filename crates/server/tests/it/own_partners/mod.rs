//! Partners of one's own, as `POST /sandbox/partners` makes them: each in a world of its own.

mod clock;
mod parallel;
mod sign_in;
mod snapshots;

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT, NORTHLIGHT_CUSTOMERS};
use qualify_testkit::{Caller, TestServer};
use serde_json::{Value, json};

use crate::paths::qualification_with_code;

/// A partner of one's own, as its maker was told of it.
pub(crate) struct Own<'a> {
    server: &'a TestServer,
    pub(crate) told: Value,
}

impl<'a> Own<'a> {
    #[track_caller]
    pub(crate) fn new(server: &'a TestServer) -> Self {
        Self { server, told: server.anonymous().post("/sandbox/partners").send().expect(201).json() }
    }

    #[track_caller]
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.told
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{pointer}: {}", self.told))
    }

    pub(crate) fn tenant(&self) -> &str {
        self.text("/tenant")
    }

    /// Its administrator.
    pub(crate) fn user(&self) -> Caller<'a> {
        self.server.with_token(self.text("/access_token"))
    }

    /// The id of a customer of this name.
    #[track_caller]
    pub(crate) fn customer(&self, name: &str) -> String {
        let customers = self.told["customers"].as_array().expect("a list");
        let found = customers.iter().find(|customer| customer["name"] == name);
        found.and_then(|it| it["id"].as_str()).unwrap_or_else(|| panic!("{name}: {}", self.told)).to_owned()
    }

    /// A path below its own powers.
    pub(crate) fn power(&self, rest: &str) -> String {
        format!("/sandbox/partners/{}{rest}", self.tenant())
    }

    fn is_listed(&self) -> bool {
        let list = self.server.anonymous().get("/sandbox/partners").send().expect(200).json();
        let items = list["items"].as_array().expect("a list");
        items.iter().any(|item| item["tenant"] == self.told["tenant"])
    }
}

fn names_of_customers(caller: &Caller<'_>) -> Vec<String> {
    let list = caller.get("/v1/customers").send().expect(200).json();
    let items = list["items"].as_array().expect("a list").iter();
    let mut names: Vec<_> = items
        .map(|item| item["companyProfile"]["companyName"].as_str().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn own_partners_have_the_customers_codes_and_names_of_northlight_as_their_own() {
    let server = TestServer::start();
    let (one, other) = (Own::new(&server), Own::new(&server));
    for own in [&one, &other] {
        let mark = &own.tenant()[..6];
        let user = format!("ana@northlight-{mark}.example");
        assert_eq!((own.text("/users/0/name"), own.text("/users/0/role")), (user.as_str(), "AdminAgent"));
        assert_eq!(own.text("/users/0/password"), "sandbox");
        assert_eq!(own.text("/customers/0/domain"), format!("lakeside-{mark}.onmicrosoft.com"));
        assert_eq!(own.text("/customers/0/email"), "it@lakeside.k12.wa.us");
        assert_eq!(own.text("/token_type"), "Bearer");
        assert_eq!(
            own.told["codes"][0],
            json!({ "validationId": "481516", "organizationName": "Lakeside County IT", "maxCreates": 5, "remainingCreates": 2 })
        );
        assert_eq!(names_of_customers(&own.user()), NORTHLIGHT_CUSTOMERS);
    }
    for pointer in ["/tenant", "/name", "/application/id", "/customers/0/id", "/users/1/name"] {
        assert_ne!(one.text(pointer), other.text(pointer), "{pointer}");
    }
    assert_eq!(names_of_customers(&server.user()), NORTHLIGHT_CUSTOMERS, "Northlight has its own");
}

#[test]
fn own_partners_are_told_about_themselves_and_not_about_northlight() {
    let mut server = TestServer::start();
    let (told, other) = (Own::new(&server).told, Own::new(&server).told);
    for restarts in [false, true] {
        if restarts {
            server.restart();
        }
        for told in [&told, &other] {
            let own = Own { server: &server, told: told.clone() };
            let mark = &own.tenant()[..6];
            let shown = |path: &str| own.user().get(path).send().expect(200).json();
            let organization = shown("/v1/profiles/organization");
            assert_eq!(
                (&organization["id"], &organization["tenantId"], &organization["companyName"]),
                (&own.told["tenant"], &own.told["tenant"], &json!(format!("Northlight Cloud {mark}")))
            );
            assert_eq!(organization["domain"], format!("northlight-{mark}.onmicrosoft.com"));
            assert_eq!(organization["email"], format!("info@northlight-{mark}.example"));
            assert_eq!(organization["defaultAddress"]["city"], "Redmond");
            let legal = shown("/v1/profiles/legalbusiness");
            assert_eq!(legal["companyName"], organization["companyName"]);
            assert_eq!(legal["primaryContact"]["email"], organization["email"]);
            assert_eq!(legal["companyApproverEmail"], organization["email"]);
        }
    }
    let northlight = server.user().get("/v1/profiles/organization").send().expect(200).json();
    assert_eq!(northlight["email"], "info@northlight.example");
}

#[test]
fn own_partners_see_nothing_of_each_other_and_share_no_domain() {
    let server = TestServer::start();
    let (one, other) = (Own::new(&server), Own::new(&server));
    let school = one.customer("Lakeside School");
    for stranger in [other.user(), server.user()] {
        stranger.get(format!("/v1/customers/{school}")).send().assert_error(404, 60003);
    }
    one.user().get(format!("/v1/customers/{LAKESIDE}")).send().assert_error(404, 60003);
    // The same school is approved in each world, and the code has its units in each.
    for own in [&one, &other] {
        let path = format!("/v1/customers/{}/qualifications", own.customer("Lakeside School"));
        let wish = json!({ "qualification": "Education", "educationSegment": "K12" });
        own.user().post(path).json(&wish).send().expect(201);
        let county = own.customer("Lakeside County IT");
        own.user().put(qualification_with_code(&county, "481516")).body("3").send().expect(200);
        let codes = own.user().get("/v1/customers/all/validations").send().expect(200).json();
        let left: Vec<_> =
            codes.as_array().unwrap().iter().map(|it| it["remainingCreates"].clone()).collect();
        assert!(left.contains(&json!(1)) && !left.contains(&json!(2)), "{codes}");
    }
    assert_eq!(server.code_left("481516"), Some(2), "Northlight's units are its own");
}

#[test]
fn own_partners_without_a_seed_have_people_and_nothing_else() {
    let server = TestServer::start();
    let told = server
        .anonymous()
        .post("/sandbox/partners")
        .json(&json!({ "seed": false }))
        .send()
        .expect(201)
        .json();
    assert_eq!((&told["customers"], &told["codes"]), (&json!([]), &json!([])));
    let user = server.with_token(told["access_token"].as_str().unwrap());
    assert_eq!(names_of_customers(&user), [""; 0]);
    let unknown = server.anonymous().post("/sandbox/partners").json(&json!({ "sed": false })).send();
    assert_eq!(unknown.status, 400, "{}", unknown.text());
}

#[test]
fn own_partners_are_bounded_and_go_when_they_are_deleted() {
    let server = TestServer::start_with(|config| config.sandbox.partners_max = 2);
    let (one, other) = (Own::new(&server), Own::new(&server));
    let third = server.anonymous().post("/sandbox/partners").send();
    let error = third.assert_error(400, 3000);
    assert!(error["description"].as_str().unwrap().contains("partners_max"), "{error}");
    for _ in 0..2 {
        server.anonymous().delete(one.power("")).send().expect(204);
    }
    assert!(!one.is_listed() && other.is_listed());
    assert_eq!(one.user().get("/v1/customers").send().status, 403);
    assert_eq!(names_of_customers(&other.user()), NORTHLIGHT_CUSTOMERS);
    Own::new(&server);
    server.anonymous().delete(format!("/sandbox/partners/{NORTHLIGHT}")).send().assert_error(400, 3000);
    server.anonymous().delete("/sandbox/partners/x").send().assert_error(400, 3000);
    server.user().get("/v1/customers").send().expect(200);
}

#[test]
fn own_partners_outlive_a_restart_and_go_with_a_reset() {
    let mut server = TestServer::start();
    let (tenant, token) = {
        let own = Own::new(&server);
        (own.tenant().to_owned(), own.text("/access_token").to_owned())
    };
    server.restart();
    assert_eq!(names_of_customers(&server.with_token(&token)), NORTHLIGHT_CUSTOMERS);
    server.token_for(&json!({ "user": format!("sam@northlight-{}.example", &tenant[..6]) }));
    server.anonymous().post("/sandbox/snapshots/with").send().expect(201);
    server.anonymous().post("/sandbox/reset").send().expect(200);
    assert_eq!(server.with_token(&token).get("/v1/customers").send().status, 403);
    let list = server.anonymous().get("/sandbox/partners").send().expect(200).json();
    assert_eq!(list, json!({ "items": [] }));
    server.anonymous().post("/sandbox/snapshots/with/restore").send().expect(200);
    assert_eq!(names_of_customers(&server.with_token(&token)), NORTHLIGHT_CUSTOMERS);
}

#[test]
fn own_partners_faults_and_exchanges_are_their_own() {
    let server = TestServer::start();
    let (one, other) = (Own::new(&server), Own::new(&server));
    let fault = json!([{ "match": "/v1/customers", "status": 503, "times": 2 }]);
    let set = server.anonymous().put(one.power("/faults")).json(&fault).send().expect(200).json();
    assert_eq!(set[0]["partner"], one.tenant(), "{set}");
    for stranger in [other.user(), server.user()] {
        stranger.get("/v1/customers").send().expect(200);
    }
    one.user().get("/v1/customers").send().expect(503);
    let left = |own: &Own<'_>| server.anonymous().get(own.power("/faults")).send().expect(200).json();
    assert_eq!((&left(&one)[0]["times"], left(&other)), (&json!(1), json!([])));
    one.user().get("/v1/nothing").send().expect(404);
    let told = |own: &Own<'_>| {
        let list = server.anonymous().get(own.power("/requests")).send().expect(200).json();
        assert_eq!(list["complete"], true, "{list}");
        let of = |member: &str| list[member].as_array().expect("a list").len();
        (of("requests"), of("unserved"))
    };
    assert_eq!((told(&one), told(&other)), ((2, 1), (1, 0)));
    let all = server.anonymous().get("/sandbox/requests").send().expect(200).json();
    assert_eq!(all["requests"].as_array().unwrap().len(), 4, "everybody's are shown where they were");
    // What is wrong about a path or a body changes nothing.
    let foreign = json!([{ "match": "/v1", "status": 503, "partner": other.tenant() }]);
    server.anonymous().put(one.power("/faults")).json(&foreign).send().assert_error(400, 3000);
    server.anonymous().get(format!("/sandbox/partners/{NORTHLIGHT}/faults")).send().assert_error(404, 1000);
    assert_eq!(left(&one)[0]["times"], 1);
    server.anonymous().delete(one.power("")).send().expect(204);
    assert_eq!(server.anonymous().get("/sandbox/faults").send().expect(200).json(), json!([]));
    server.anonymous().get(one.power("/requests")).send().assert_error(404, 1000);
}

#[test]
fn own_partners_are_reset_alone() {
    let server = TestServer::start();
    let (one, other) = (Own::new(&server), Own::new(&server));
    for own in [&one, &other] {
        let county = own.customer("Lakeside County IT");
        own.user().put(qualification_with_code(&county, "481516")).body("3").send().expect(200);
        let moved =
            server.anonymous().post(own.power("/clock/advance")).json(&json!({ "seconds": 60 })).send();
        moved.expect(200);
        let fault = json!([{ "match": "/v1/nothing", "status": 503 }]);
        server.anonymous().put(own.power("/faults")).json(&fault).send().expect(200);
    }
    let state = |own: &Own<'_>| {
        let codes = own.user().get("/v1/customers/all/validations").send().expect(200).json();
        let trail = own.user().get("/v1/auditrecords").send().expect(200).json();
        let faults = server.anonymous().get(own.power("/faults")).send().expect(200).json();
        let clock = server.anonymous().get(own.power("/clock")).send().expect(200).json();
        (codes, trail["items"].as_array().map(Vec::len), faults, clock["now"].clone())
    };
    let before = state(&other);
    server.anonymous().post(one.power("/reset")).send().expect(200);
    let (codes, trail, faults, now) = state(&one);
    assert!(codes.to_string().contains(r#""remainingCreates":2"#), "{codes}");
    assert_eq!((trail, faults, now), (Some(0), json!([]), json!("2024-03-15T12:00:00Z")));
    assert_eq!(names_of_customers(&one.user()), NORTHLIGHT_CUSTOMERS);
    assert_eq!(state(&other), before, "nobody else is touched");
    server.anonymous().post(format!("/sandbox/partners/{NORTHLIGHT}/reset")).send().assert_error(404, 1000);
}
