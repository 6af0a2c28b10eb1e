//! Paths as clients write them, and parts of the API that Qualify does not serve (contract 9.2.1 to 9.2.4, 9.2.9).

use std::fmt::Write as _;

use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::soak::random::Random;
use qualify_testkit::{Response, TestServer};
use serde_json::{Value, json};

use crate::endpoints::SAMPLES;

/// One more spelling that RFC 3986 calls equal: unreserved characters encoded, digits of encodings in either case,
/// segments that dots take away.
fn spelled(path: &str, random: &mut Random) -> String {
    let mut spelled = String::new();
    for character in path.chars() {
        let code = u32::from(character);
        match (character, random.below(6)) {
            ('/', 0) => spelled.push_str("/./"),
            ('/', 1) => spelled.push_str("/%2E/"),
            ('/', 2) => spelled.push_str("/x/../"),
            ('/', 3) => spelled.push_str("/x%2f/%2e%2E/"),
            ('/', _) => spelled.push('/'),
            (_, 0) => write!(spelled, "%{code:02x}").expect("a text takes everything"),
            (_, 1) => write!(spelled, "%{code:02X}").expect("a text takes everything"),
            (other, _) => spelled.push(other),
        }
    }
    spelled
}

/// What two equal requests answer alike: everything but ids and moments.
fn alike(answer: &Response) -> (u16, String) {
    let hides = |text: &str| text.len() > 15 && text.bytes().filter(u8::is_ascii_digit).count() > 8;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    // Tokens and etags are made anew each time.
    (answer.status, text.split('"').filter(|part| !hides(part)).collect::<Vec<_>>().join("\""))
}

#[test]
fn edge_08_every_spelling_of_a_path_answers_alike() {
    let server = TestServer::start();
    let user = server.user();
    let mut random = Random::new(3986);
    for sample in SAMPLES.iter().filter(|sample| !sample.is_write() && !sample.id.starts_with("S18")) {
        let target = sample.target_for(LAKESIDE);
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let send = |path: &str| {
            let request = user.request(sample.endpoint().method.name(), format!("{path}?{query}"));
            sample.body.map_or_else(|| request.clone(), |body| request.clone().body(body)).send()
        };
        let plain = alike(&send(path));
        assert_eq!(plain.0, sample.status, "{}", sample.id);
        for _ in 0..12 {
            let spelling = spelled(path, &mut random);
            assert_eq!(alike(&send(&spelling)), plain, "{}: {spelling}", sample.id);
        }
    }
    // Whoever may not come in by one spelling may not by another.
    for path in ["/v1/customers", "/operator/v1/audit", "/webhooks/v1/registration", "/partner/v1/events"] {
        for _ in 0..20 {
            let spelling = spelled(path, &mut random);
            server.anonymous().get(&spelling).send().assert_error(401, 800_001);
        }
    }
}

#[test]
fn edge_08_encoded_letters_of_a_literal_segment_are_letters() {
    let server = TestServer::start();
    for path in [
        format!("/v1/customers/{LAKESIDE}/%71ualification"),
        format!("/%761/%63ustomers/{LAKESIDE}/QUALIFICATIO%6e"),
        "/v1/customers/%38d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/qualification".to_owned(),
        "/v1/customers/%61ll/%76alidations".to_owned(),
        "/v1/domains/%6cakeside%2Eonmicrosoft.com".to_owned(),
        "/v1/profiles/%6Frganization".to_owned(),
    ] {
        let method = if path.contains("domains") { "HEAD" } else { "GET" };
        server.user().request(method, &path).send().expect(200);
    }
    // A slash that is encoded is no slash, and what is encoded twice is decoded once.
    for path in ["/v1%2Fcustomers", "/v1/%2563ustomers"] {
        assert!(matches!(server.user().get(path).send().status, 404));
    }
}

#[test]
fn edge_08_v1_0_is_v1() {
    let server = TestServer::start();
    let read = |path: &str| server.user().get(path).send().expect(200).json();
    for (path, other) in [
        ("/v1.0/customers", "/v1/customers"),
        ("/V1%2E0//customers/all/validations/", "/v1/customers/all/validations"),
        ("/v1.0/profiles/organization", "/v1/profiles/organization"),
        ("/webhooks/v1.0/registration/events", "/webhooks/v1/registration/events"),
        ("/auditactivity/v1.0/auditrecords", "/v1/auditrecords"),
    ] {
        assert_eq!(read(path), read(other), "{path}");
    }
    let body = json!({ "qualification": "Education" });
    let id = "2b0f5c1e-6d1a-4f57-8f0e-93ad1c5b7e01";
    for (version, is_replay) in [("v1.0", false), ("v1", true)] {
        let post = server.user().post(format!("/{version}/customers/{LAKESIDE}/qualifications"));
        let answer = post.json(&body).header("MS-RequestId", id).send().expect(201);
        assert_eq!(answer.header("MS-Replayed").is_some(), is_replay, "{version}");
    }
    server.anonymous().get("/v1.0/customers").send().assert_error(401, 800_001);
    for path in ["/v1.1/customers", "/v10/customers", "/v2.0/customers", "/v1.0.0/customers"] {
        server.user().get(path).send().assert_error(404, 1000);
    }
}

#[test]
fn edge_08_letters_where_a_customer_stands_are_a_route_that_is_not_served() {
    let server = TestServer::start();
    for (method, path) in [
        ("GET", "/v1/customers/relationshiprequests"),
        ("GET", "/v1/customers/RelationshipRequests/"),
        ("GET", "/v1/customers/usagerecords"),
        ("GET", "/v1/customers/usagerecords/qualification"),
        ("POST", "/v1/customers/relationshiprequests"),
        ("PATCH", "/v1/customers/usagerecords"),
        ("DELETE", "/v1/customers/usagerecords"),
        ("PUT", "/v1/customers/x/qualification"),
        ("GET", "/v1/customers/%61ll/profiles/billing"),
        ("GET", "/v1/customers/all"),
    ] {
        for caller in [server.user(), server.with_token_for(&json!({ "user": "rob@northlight.example" }))] {
            caller.request(method, path).body("{}").send().assert_error(404, 1000);
        }
    }
    let unserved = server.anonymous().get("/sandbox/requests").send().expect(200).json();
    assert!(unserved.to_string().contains("/v1/customers/relationshiprequests"), "{unserved}");
    // What is no word is an id that somebody mistyped.
    for id in ["relationship-requests", "8d2b6c31", "x1", "%7Bx%7D", "..%2Fx"] {
        server.user().get(format!("/v1/customers/{id}")).send().assert_error(400, 900_118);
    }
    let path = format!("/operator/v1/partners/{NORTHLIGHT}/customers/word/nonprofit");
    server.staff().post(path).send().assert_error(400, 900_118);
}

#[test]
fn edge_08_the_samples_of_the_feature_run_to_their_end_in_a_sandbox() {
    let server = TestServer::start();
    for name in ["offers", "offercategories", "OfferCategories"] {
        let path = format!("/v1/customers/{LAKESIDE}/{name}");
        for caller in [server.user(), server.app()] {
            let page = caller.get(format!("{path}?country=US&size=20")).send().expect(200).json();
            assert_eq!((&page["totalCount"], &page["items"]), (&json!(0), &json!([])), "{name}");
            assert_eq!(page["attributes"]["objectType"], "Collection");
            assert!(page["links"].get("next").is_none(), "{page}");
        }
        server.southgate().get(&path).send().assert_error(404, 60_003);
        server.anonymous().get(&path).send().assert_error(401, 800_001);
        server.user().post(&path).body("{}").send().assert_error(405, 900_141);
    }
    server.user().get("/v1/customers/x1/offers").send().assert_error(400, 900_118);
    let requests = server.anonymous().get("/sandbox/requests").send().expect(200).json();
    let is_counted = |name: &str| {
        let calls = requests["unserved"].as_array().expect("a list").iter();
        calls
            .filter(|call| call["path"] == format!("/v1/customers/{{id}}/{name}"))
            .any(|call| call["method"] == "GET")
    };
    assert!(is_counted("offers") && is_counted("offercategories"), "{}", requests["unserved"]);
}

#[test]
fn edge_08_the_partners_own_profiles_cannot_be_put_and_nobody_tries_four_times() {
    let server = TestServer::start();
    for path in ["/v1/profiles/organization", "/v1/profiles/legalbusiness", "/V1.0/Profiles/%6Frganization/"]
    {
        for client in ["Partner Center .NET SDK", "Partner Center Java SDK", "curl"] {
            let put = server.user().put(path).header("MS-PartnerCenter-Client", client);
            let answer = put.json(&Value::Null).send();
            answer.assert_error(400, 900_141);
            assert!(answer.header("Allow").is_some_and(|methods| methods.contains("GET")), "{path}");
        }
        server.user().delete(path).send().assert_error(405, 900_141);
    }
}

#[test]
fn edge_08_countries_without_rules_are_not_found() {
    let server = TestServer::start();
    for country in ["UK", "XK", "AN", "ZZ", "uk", "USA", "1"] {
        server.user().get(format!("/v1/countryvalidationrules/{country}")).send().assert_error(404, 1000);
    }
}
