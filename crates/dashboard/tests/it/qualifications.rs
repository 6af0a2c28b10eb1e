//! What a customer qualifies for, and a request with what it would come to; the partner's codes.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{CODE, CODE_EXHAUSTED, CODE_OF_SOUTHGATE, CODE_UNLIMITED, LAKESIDE};
use qualify_testkit::{Browser, Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::json;

const ANA: &str = "ana@northlight.example";
const SAM: &str = "sam@northlight.example";

fn manual() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual)
}

/// A server on which rules decide, as far as they can.
fn by_rules() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules)
}

fn path(customer: &str, rest: &str) -> String {
    format!("/dashboard/customers/{customer}/qualifications{rest}")
}

fn preview(browser: &Browser<'_>, customer: &str, fields: &[(&str, &str)]) -> Response {
    browser.visit(&path(customer, "/new")).expect(200);
    browser.post(&path(customer, "/preview"), fields)
}

#[test]
fn what_a_request_would_come_to_is_shown_before_it_is_made_once() {
    let server = manual();
    let ana = server.browser_of(ANA);
    let shown = ana.visit(&path(LAKESIDE, "")).expect(200);
    assert!(shown.text().contains("The customer has no qualification."), "{}", shown.text());
    let fields =
        [("qualification", "Education"), ("segment", "K12"), ("website", "https://lakeside.example")];
    let shown = preview(&ana, LAKESIDE, &fields).expect(200);
    for text in
        ["Nothing is requested yet", "A person would look at it.", "https://lakeside.example", "School (K12)"]
    {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }
    assert_eq!(server.state_of(LAKESIDE), "∅");
    for click in 0..2 {
        let answer = ana.post(&path(LAKESIDE, ""), &fields).expect(303);
        assert_eq!(answer.header("Location"), Some(path(LAKESIDE, "?done=requested").as_str()), "{click}");
    }
    assert_eq!((server.state_of(LAKESIDE).as_str(), server.audit_count(LAKESIDE, "succeeded")), ("E?", 1));
    let shown = ana.visit(&path(LAKESIDE, "?done=requested")).expect(200);
    for text in
        ["The request is made.", "Education: In review", "What to do next:", "https://lakeside.example"]
    {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }
}

#[test]
fn the_rules_say_it_in_the_language_of_the_page() {
    let server = by_rules();
    let ana = server.browser_of(ANA);
    let english = preview(&ana, LAKESIDE, &[("qualification", "Education")]).expect(200);
    ana.set_cookie("qualify-language", "pl");
    let polish = preview(&ana, LAKESIDE, &[("qualification", "Education")]).expect(200);
    let said = |shown: &Response| {
        let text = shown.text();
        let place = text.find("<p class=\"typed\"").unwrap_or_else(|| panic!("{text}"));
        text[place..].split("</p>").next().unwrap().to_owned()
    };
    assert_ne!(said(&english), said(&polish));
    assert!(!said(&polish).contains("lang="), "it is Polish: {}", said(&polish));
    assert!(polish.text().contains("O nic jeszcze nie wnioskowano."), "{}", polish.text());
    assert_eq!(server.state_of(LAKESIDE), "∅");
}

#[test]
fn a_code_is_chosen_by_its_units_and_uses_one() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let form = ana.visit(&path(LAKESIDE, "/new")).expect(200);
    let text = form.text();
    assert!(text.contains(&format!("{CODE}: ")) && text.contains("2 units left"), "{text}");
    assert!(text.contains(&format!("value=\"{CODE_EXHAUSTED}\" disabled")), "{text}");
    assert!(!text.contains(CODE_OF_SOUTHGATE), "{text}");
    let with = |code| [("qualification", "GovernmentCommunityCloud"), ("code", code)];
    for (code, expected) in [
        ("", "Choose a validation code."),
        (CODE_EXHAUSTED, "has no unit left"),
        (CODE_OF_SOUTHGATE, "is not among yours"),
        ("<b>", "is not among yours"),
    ] {
        let shown = preview(&ana, LAKESIDE, &with(code)).expect(400);
        assert!(shown.text().contains(expected), "{code}: {}", shown.text());
    }
    let shown = preview(&ana, LAKESIDE, &with(CODE)).expect(200);
    assert!(shown.text().contains("approved at once, by the validation code"), "{}", shown.text());
    assert!(shown.text().contains("One unit of the validation code is used"), "{}", shown.text());
    assert_eq!(server.code_left(CODE), Some(2));
    for _ in 0..2 {
        ana.post(&path(LAKESIDE, ""), &with(CODE)).expect(303);
    }
    assert_eq!((server.state_of(LAKESIDE).as_str(), server.code_left(CODE)), ("G", Some(1)));
    assert!(ana.visit(&path(LAKESIDE, "")).expect(200).text().contains(CODE));
}

#[test]
fn what_somebody_else_asked_for_meanwhile_says_who_and_is_not_overwritten() {
    let server = manual();
    let (ana, sam) = (server.browser_of(ANA), server.browser_of(SAM));
    let fields = [("qualification", "Education"), ("segment", "HigherEducation")];
    preview(&ana, LAKESIDE, &fields).expect(200);
    preview(&sam, LAKESIDE, &[("qualification", "Education")]).expect(200);
    sam.post(&path(LAKESIDE, ""), &[("qualification", "Education")]).expect(303);
    let shown = ana.post(&path(LAKESIDE, ""), &fields).expect(409);
    let text = shown.text();
    assert!(text.contains("the customer has this already (Education: In review)"), "{text}");
    assert!(text.contains(&format!("The last change was made by {SAM}")), "{text}");
    assert!(text.contains("value=\"HigherEducation\" selected"), "what was typed is kept: {text}");
    assert_eq!(server.audit_count(LAKESIDE, "succeeded"), 1);
    let government = [("qualification", "GovernmentCommunityCloud"), ("code", CODE)];
    let other = preview(&ana, LAKESIDE, &government).expect(409);
    assert!(other.text().contains("does not go together with"), "{}", other.text());
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let long = "x".repeat(2049);
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[], "Choose a qualification."),
        (&[("qualification", "Nonprofit")], "Choose a qualification."),
        (&[("qualification", "Education"), ("segment", "<i>Kept")], "Choose one of the kinds of school."),
        (&[("qualification", "Education"), ("website", &long)], "This cannot be used."),
    ];
    for (fields, expected) in cases {
        let shown = preview(&ana, LAKESIDE, fields).expect(400);
        assert!(shown.text().contains(expected), "{expected}: {}", shown.text());
        assert!(!shown.text().contains("<i>Kept"), "{}", shown.text());
        // Whoever chooses a language here comes to a page.
        let back = attribute_behind(shown.text(), "name=\"back\" value=\"").expect("the choice of language");
        let sent = ana.post(&path(LAKESIDE, ""), fields).expect(400);
        assert!(sent.text().contains(expected), "{expected}: {}", sent.text());
        ana.get(&back).expect(200);
    }
    let changed = [("action", "change"), ("qualification", "Education"), ("website", "\"><b>kept</b>")];
    let shown = preview(&ana, LAKESIDE, &changed).expect(200);
    assert!(shown.text().contains("&#60;b&#62;kept"), "{}", shown.text());
    assert_eq!(server.state_of(LAKESIDE), "∅");
}

#[test]
fn previews_of_a_page_count_as_those_of_the_api() {
    let server = TestServer::start_with(|config| config.api.rate_limits.previews_per_minute = Some(2));
    let ana = server.browser_of(ANA);
    for _ in 0..2 {
        preview(&ana, LAKESIDE, &[("qualification", "StateOwnedEntity")]).expect(200);
    }
    preview(&ana, LAKESIDE, &[("qualification", "StateOwnedEntity")]).expect(429);
}

#[test]
fn who_may_only_read_is_offered_no_request() {
    let server = TestServer::start();
    let rob = server.browser_of("rob@northlight.example");
    let shown = rob.visit(&path(LAKESIDE, "")).expect(200);
    assert!(!shown.text().contains("/qualifications/new"), "{}", shown.text());
}

#[test]
fn hostile_websites_and_names_are_text() {
    let server = manual();
    let body = json!({ "companyProfile": { "domain": "hostile.onmicrosoft.com" },
        "billingProfile": { "companyName": "\"><img src=x onerror=alert(1)>\u{202e}", "email": "a@b.example",
            "culture": "en-US", "language": "en", "defaultAddress": { "country": "US" } } });
    let created = server.user().post("/v1/customers").json(&body).send();
    let customer = match created.status {
        201 => created.json()["id"].as_str().unwrap().to_owned(),
        _ => LAKESIDE.to_owned(),
    };
    let ana = server.browser_of(ANA);
    let fields =
        [("qualification", "Education"), ("website", "javascript:alert(1)//<script>alert(2)</script>")];
    let shown = preview(&ana, &customer, &fields);
    let sent = ana.post(&path(&customer, ""), &fields);
    for shown in [shown, sent, ana.visit(&path(&customer, "")), ana.visit(&path(&customer, "/new"))] {
        let text = shown.text();
        assert!(!text.contains("<img") && !text.contains("<script>alert"), "{text}");
        assert!(!text.contains("href=\"javascript:"), "{text}");
    }
}

#[test]
fn codes_are_listed_with_the_units_that_are_left() {
    let server = TestServer::start();
    let shown = server.browser_of(ANA).visit("/dashboard/codes").expect(200);
    let text = shown.text();
    for known in [CODE, CODE_EXHAUSTED, CODE_UNLIMITED, "Used up", "Without limit", "Lakeside County IT"] {
        assert!(text.contains(known), "{known}: {text}");
    }
    assert!(!text.contains(CODE_OF_SOUTHGATE), "{text}");
    let other = server.browser_of("sue@southgate.example").visit("/dashboard/codes").expect(200);
    assert!(other.text().contains(CODE_OF_SOUTHGATE) && !other.text().contains(CODE), "{}", other.text());
}
