//! One person is one, whatever their tokens call them, and two people of one name are two.

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Caller, Response, TestIssuer, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

const RITA: &str = "rita@qualify.example";

/// What tokens of one person may call her.
fn spellings() -> [Value; 6] {
    [
        json!({ "upn": RITA }),
        json!({ "upn": "Rita@Qualify.example" }),
        json!({}),
        json!({ "upn": "r.smith@qualify.example", "preferred_username": RITA }),
        json!({ "upn": "rita\u{200b}@qualify.example" }),
        json!({ "upn": "rita.jones@qualify.example", "name": "Rita Jones" }),
    ]
}

struct Office {
    server: TestServer,
    issuer: TestIssuer,
}

impl Office {
    fn open() -> Self {
        let issuer = TestIssuer::start();
        let server = TestServer::start_with(|config| {
            issuer.trust_in(config);
            config.vetting.policy = VettingPolicy::Manual;
        });
        Self { server, issuer }
    }

    /// Somebody by a subject, whom the token calls so.
    fn member(&self, subject: &str, names: &Value) -> Caller<'_> {
        let claims = self.issuer.staff_claims_of(subject, names, &["Reviewer"]);
        self.server.with_token(self.issuer.sign(&claims))
    }

    fn ritas(&self) -> Vec<Caller<'_>> {
        spellings().iter().map(|names| self.member("rita", names)).collect()
    }

    fn namesake(&self) -> Caller<'_> {
        self.member("another", &json!({ "upn": RITA }))
    }

    fn raj(&self) -> Caller<'_> {
        self.member("raj", &json!({ "upn": "raj@qualify.example" }))
    }

    /// A case of a request that waits.
    fn case(&self) -> (String, String) {
        let customer = self.server.new_customer_in("E?");
        let queue = self.server.staff().get("/operator/v1/reviews").send().expect(200).json();
        (customer, queue["items"][0]["id"].as_str().expect("a case").to_owned())
    }

    /// A revocation that Rita has proposed.
    fn proposed_revocation(&self) -> String {
        self.server.give(LAKESIDE, "E+");
        let rita = &self.ritas()[0];
        let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/{LAKESIDE}/reviews");
        let opened = rita.post(path).json(&json!({ "text": "Closed?" })).send().expect(201).json();
        let review = opened["id"].as_str().expect("a case").to_owned();
        act(rita, &review, "claim", &json!({})).expect(200);
        act(rita, &review, "decide", &denial()).expect(200);
        review
    }
}

fn act(caller: &Caller<'_>, review: &str, action: &str, body: &Value) -> Response {
    caller.post(format!("/operator/v1/reviews/{review}/{action}")).json(body).send()
}

fn denial() -> Value {
    json!({ "decision": "deny", "reason": "Not an eligible Library", "explanation": "A library.", "evidence": ["statutes"] })
}

#[test]
fn trust_01_nobody_confirms_what_they_proposed_under_another_name() {
    let office = Office::open();
    let review = office.proposed_revocation();
    for rita in office.ritas() {
        act(&rita, &review, "confirm", &json!({})).assert_error(403, 1_900_022);
        act(&rita, &review, "disagree", &json!({ "text": "no" })).assert_error(403, 1_900_022);
    }
    act(&office.raj(), &review, "confirm", &json!({})).expect(200);
}

#[test]
fn trust_01_somebody_of_the_same_name_may_confirm() {
    let office = Office::open();
    let review = office.proposed_revocation();
    let confirmed = act(&office.namesake(), &review, "confirm", &json!({})).expect(200).json();
    assert_eq!(confirmed["proposal"]["by"], RITA);
    assert!(confirmed["proposal"]["byKey"].as_str().is_some_and(|key| key.ends_with(" rita")), "{confirmed}");
}

#[test]
fn trust_01_nobody_gets_the_appeal_against_what_they_decided_under_another_name() {
    let office = Office::open();
    let (customer, review) = office.case();
    let rita = &office.ritas()[0];
    act(rita, &review, "claim", &json!({})).expect(200);
    act(rita, &review, "decide", &denial()).expect(200);
    let appeal = format!("/partner/v1/customers/{customer}/reviews/{review}/appeal");
    let text = json!({ "text": "It is a school." });
    let appeal = office.server.user().post(appeal).json(&text).send().expect(201).json();
    let appeal = appeal["id"].as_str().expect("an appeal");
    for rita in office.ritas() {
        act(&rita, appeal, "claim", &json!({})).assert_error(403, 1_900_022);
    }
    act(&office.namesake(), appeal, "claim", &json!({})).expect(200);
}

#[test]
fn trust_01_a_lease_is_a_persons_and_not_a_names() {
    let office = Office::open();
    let (_, review) = office.case();
    act(&office.ritas()[0], &review, "claim", &json!({})).expect(200);
    for rita in office.ritas() {
        act(&rita, &review, "renew", &json!({})).expect(200);
        let mine = rita.get("/operator/v1/reviews?state=claimed&holder=me").send().expect(200).json();
        assert_eq!(mine["items"][0]["id"], review.as_str());
    }
    // The name is that of the last act.
    act(&office.ritas()[0], &review, "renew", &json!({})).expect(200);
    let namesake = office.namesake();
    let refused = act(&namesake, &review, "claim", &json!({})).assert_error(409, 1_900_020);
    assert!(refused["description"].as_str().is_some_and(|it| it.contains("somebody else")), "{refused}");
    for action in ["renew", "release"] {
        act(&namesake, &review, action, &json!({})).assert_error(409, 1_900_020);
    }
    act(&namesake, &review, "decide", &denial()).assert_error(409, 1_900_020);
    let theirs = namesake.get("/operator/v1/reviews?state=claimed&holder=me").send().expect(200).json();
    assert_eq!(theirs["items"].as_array().map(Vec::len), Some(0));
    act(&office.ritas()[5], &review, "decide", &denial()).expect(200);
    let trail = office.server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    let decided =
        trail["items"].as_array().into_iter().flatten().find(|it| it["details"]["Action"] == "deciding");
    let key = decided.and_then(|it| it["actorKey"].as_str()).unwrap_or_default();
    assert!(key.ends_with(" rita"), "{trail}");
}

#[test]
fn trust_01_a_token_that_does_not_say_who_it_is_about_is_refused() {
    let office = Office::open();
    let mut claims = office.issuer.staff_claims_of("x", &json!({ "upn": RITA }), &["Operator"]);
    claims.as_object_mut().expect("claims").remove("oid");
    let caller = office.server.with_token(office.issuer.sign(&claims));
    caller.get("/operator/v1/reviews").send().assert_error(401, 400);
}

#[test]
fn trust_01_the_sandboxs_staff_is_told_apart_by_id() {
    let server = TestServer::start();
    let subject = |name: &str| {
        let token = server.token_for(&json!({ "kind": "staff", "user": name }));
        qualify_testkit::issuer::claims_of(&token)["oid"].as_str().expect("oid").to_owned()
    };
    assert_ne!(subject(RITA), subject("raj@qualify.example"));
    assert_eq!(
        subject(RITA),
        subject("Rita@Qualify.example"),
        "one who is asked for in another spelling is the same"
    );
}
