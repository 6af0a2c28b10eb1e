//! The language of `message` and `description` (contract 3.1, `X-Locale`; Q25).

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Request, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::Value;

use crate::paths::qualification;

const EFFECTIVE: [(&str, &str); 12] = [
    ("en-US", "en-US"),
    ("en-GB", "en-US"),
    ("pl-PL", "pl-PL"),
    ("PL", "pl-PL"),
    ("hu_HU", "hu-HU"),
    ("cs-CZ", "cs-CZ"),
    ("nl-BE", "nl-NL"),
    ("pt-PT", "pt-PT"),
    ("pt-BR", "pt-PT"),
    ("xx, cs;q=0.2", "cs-CZ"),
    ("nonsense", "en-US"),
    ("qps-ploc", "en-US"),
];

/// One request of each way in which an error comes about.
fn refused(server: &TestServer) -> Vec<(&'static str, Request)> {
    let path = qualification(LAKESIDE);
    vec![
        ("no customer", server.user().get(qualification("0d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4421"))),
        ("no body", server.user().put(&path).body("")),
        ("no token", server.anonymous().get(&path)),
        ("no such token", server.with_token("garbage").get(&path)),
        ("no user", server.app().put(&path).body("1")),
        ("no route", server.user().get("/v1/nothing")),
        ("no method", server.user().delete(&path)),
        ("no staff", server.user().get("/operator/v1/audit")),
    ]
}

#[test]
fn the_locale_is_answered_in_its_effective_value() {
    let server = TestServer::start();
    for (wish, effective) in EFFECTIVE {
        let read = server.user().get(qualification(LAKESIDE)).header("X-Locale", wish).send();
        assert_eq!((read.status, read.header("X-Locale")), (200, Some(effective)), "{wish}");
        let refused = server.user().put(qualification(LAKESIDE)).header("X-Locale", wish).send();
        assert_eq!((refused.status, refused.header("X-Locale")), (400, Some(effective)), "{wish}");
    }
    assert_eq!(server.user().get(qualification(LAKESIDE)).send().header("X-Locale"), Some("en-US"));
}

/// What is said, and the rest of the envelope.
fn taken_apart(request: &Request) -> (String, Value) {
    let answer = request.send();
    let mut body: Value = serde_json::from_slice(&answer.body).expect("an envelope");
    let said = body["message"].as_str().expect("a message").to_owned();
    assert_eq!(body["description"].as_str(), Some(said.as_str()));
    body["message"] = Value::Null;
    body["description"] = Value::Null;
    (said, body)
}

#[test]
fn every_error_is_said_in_the_callers_language_and_nothing_else_is() {
    let server = TestServer::start();
    for (what, request) in refused(&server) {
        let (english, rest) = taken_apart(&request);
        for locale in ["pl-PL", "hu-HU", "cs-CZ", "nl-NL", "pt-PT"] {
            let (said, same) = taken_apart(&request.clone().header("X-Locale", locale));
            assert_ne!(said, english, "{what} in {locale}");
            assert_eq!(same, rest, "{what} in {locale}");
        }
        assert_eq!(taken_apart(&request.header("X-Locale", "sv-SE")).0, english, "{what}");
    }
}

#[test]
fn an_error_of_head_stays_without_a_body() {
    let server = TestServer::start();
    let answer = server.user().head("/v1/domains/free.example").header("X-Locale", "pl-PL").send();
    assert_eq!((answer.status, answer.body.len()), (404, 0));
}

#[test]
fn a_denial_keeps_its_first_words_its_code_and_its_reason_in_every_language() {
    let server = TestServer::start_with(|config| config.vetting.policy = VettingPolicy::DenyAll);
    for (wish, _) in EFFECTIVE {
        let denied = server.user().put(qualification(LAKESIDE)).body("1").header("X-Locale", wish).send();
        let envelope = denied.assert_error(400, 1_900_013);
        let text = envelope["message"].as_str().expect("a message");
        assert!(text.starts_with("Customer tagging denied. "), "{wish}: {text}");
        assert_eq!(envelope["parameters"]["vettingReason"], "Not an Education Customer", "{wish}");
    }
}

#[test]
fn an_old_client_still_gets_what_it_parses() {
    let server = TestServer::start();
    let body = r#"{"Country":"US","City":"Redmond","State":"WA","AddressLine1":"","PostalCode":"1"}"#;
    let say = |locale: &str| {
        let request = server.user().post("/v1/validations/address").body(body);
        let request = request.header("MS-PartnerCenter-Client", "Partner Center PowerShell");
        request.header("X-Locale", locale).send()
    };
    assert_eq!(say("pl-PL").body, say("en-US").body);
}
