//! The panel of a sandbox: its powers as pages, for whoever looks, and nowhere else than in a sandbox.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT};
use qualify_testkit::{Browser, Response, TestIssuer, TestServer};
use qualify_wire::endpoints::DASHBOARD;
use serde_json::{Value, json};

const PARTS: [&str; 7] = ["", "/partners", "/snapshots", "/outcomes", "/faults", "/requests", "/checkup"];

fn panel(rest: &str) -> String {
    format!("/dashboard/sandbox{rest}")
}

/// The number of the forms of a page.
fn once(shown: &Response) -> String {
    attribute_behind(shown.text(), "name=\"once\" value=\"").expect("the page has a form")
}

fn send(browser: &Browser<'_>, rest: &str, once: &str, fields: &[(&str, &str)]) -> Response {
    browser.post_alone(&panel(rest), &[&[("once", once)][..], fields].concat())
}

fn get(server: &TestServer, path: &str) -> Value {
    server.anonymous().get(path).send().expect(200).json()
}

#[test]
fn dashboard_06_every_part_is_shown_to_whoever_looks_and_says_where_one_is() {
    let server = TestServer::start();
    let somebody = server.browser();
    for part in PARTS {
        let shown = somebody.get(&panel(part)).expect(200);
        let link = format!("href=\"{}\" aria-current=\"page\"", panel(part));
        assert!(shown.text().contains(&link), "{part}: {}", shown.text());
    }
    let rita = server.browser_of("rita@qualify.example");
    assert!(rita.visit("/dashboard/reviews").text().contains("href=\"/dashboard/sandbox\""));
}

#[test]
fn trust_13_a_service_that_is_no_sandbox_has_no_panel() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| issuer.trust_in(config));
    let rows = DASHBOARD.iter().filter(|row| row.is_of_sandbox_only());
    let mut asked = 0;
    for row in rows {
        let path = row.path.replace("{partner}", NORTHLIGHT).replace("{exchange_id}", "1");
        let answer = server.anonymous().request(row.method.name(), &path).body("").send();
        assert_eq!(answer.status, 404, "{} {path}", row.method.name());
        asked += 1;
    }
    assert!(asked > 10, "{asked}");
}

#[test]
fn dashboard_06_the_clock_is_moved_once_by_a_form() {
    let server = TestServer::start();
    let browser = server.browser();
    let now = || get(&server, "/sandbox/clock")["now"].as_str().expect("a moment").to_owned();
    let shown = browser.get(&panel("")).expect(200);
    let number = once(&shown);
    let answer = send(&browser, "/clock", &number, &[("action", "stop")]).expect(303);
    assert!(browser.follow(answer).text().contains("It stands."));
    let before = now();
    let number = once(&browser.get(&panel("")));
    for _ in 0..2 {
        let answer = send(&browser, "/clock", &number, &[("by", "1d")]).expect(303);
        browser.follow(answer).expect(200);
    }
    let day = |text: &str| text[8..10].parse::<u8>().expect("a day");
    let (earlier, later) = (before.clone(), now());
    assert!(later > earlier && later[11..] == earlier[11..], "{earlier} {later}");
    assert!(day(&later) == day(&earlier) + 1 || day(&later) == 1, "one day alone: {earlier} {later}");
    let number = once(&browser.get(&panel("")));
    let wrong = send(&browser, "/clock", &number, &[("now", "2001-01-01T00:00:00Z")]).expect(400);
    assert!(wrong.text().contains("The clock was not set"), "{}", wrong.text());
    for text in ["", "soon", "<b>", "9999999d"] {
        let number = once(&browser.get(&panel("")));
        send(&browser, "/clock", &number, &[("by", text)]).expect(400);
    }
    assert_eq!(now(), later);
}

#[test]
fn dashboard_06_a_reset_is_meant_and_a_token_is_good() {
    let server = TestServer::start();
    let browser = server.browser();
    let customer = server.new_customer();
    let number = once(&browser.get(&panel("")));
    let asked = send(&browser, "/reset", &number, &[]).expect(400);
    assert!(asked.text().contains("Tick the box first."), "{}", asked.text());
    server.user().get(format!("/v1/customers/{customer}")).send().expect(200);
    let answer = send(&browser, "/reset", &once(&asked), &[("sure", "yes")]).expect(303);
    assert!(browser.follow(answer).text().contains("The sandbox is as it began."));
    server.user().get(format!("/v1/customers/{customer}")).send().expect(404);
    for (who, path) in [
        ("user:ana@northlight.example", "/v1/customers".to_owned()),
        ("staff:olga@qualify.example", "/operator/v1/partners".to_owned()),
        (format!("app:{NORTHLIGHT}").as_str(), "/v1/customers".to_owned()),
    ] {
        let made = send(&browser, "/token", "", &[("who", who), ("seconds", "600")]).expect(200);
        let token = attribute_behind(made.text(), "data-copy=\"").expect("a token");
        server.with_token(token).get(path).send().expect(200);
    }
    let wrong = send(&browser, "/token", "", &[("who", "user:<b>@nobody.example")]).expect(400);
    assert!(!wrong.text().contains("<b>"), "{}", wrong.text());
}

#[test]
fn dashboard_06_a_partner_of_ones_own_is_made_once_shown_reset_and_taken_away() {
    let server = TestServer::start();
    let browser = server.browser();
    let list = || get(&server, "/sandbox/partners")["items"].as_array().expect("a list").clone();
    let shown = browser.get(&panel("/partners")).expect(200);
    assert!(shown.text().contains("There is none yet."), "{}", shown.text());
    let number = once(&shown);
    let answer = send(&browser, "/partners", &number, &[("seed", "yes")]).expect(303);
    send(&browser, "/partners", &number, &[("seed", "yes")]).expect(303);
    assert_eq!(list().len(), 1, "a second click makes none");
    let tenant = list()[0]["tenant"].as_str().expect("an id").to_owned();
    let shown = browser.follow(answer).expect(200);
    assert!(shown.text().contains(&tenant) && shown.text().contains("sandbox-secret"), "{}", shown.text());
    let user = list()[0]["user"].as_str().expect("a name").to_owned();
    assert!(shown.text().contains(&user), "{}", shown.text());
    let own = format!("/partners/{tenant}");
    let answer = send(&browser, &format!("{own}/reset"), &once(&shown), &[]).expect(303);
    assert!(browser.follow(answer).text().contains("The partner is as it began."));
    let number = once(&browser.get(&panel(&own)));
    send(&browser, &format!("{own}/delete"), &number, &[]).expect(400);
    let answer = send(&browser, &format!("{own}/delete"), &number, &[("sure", "yes")]).expect(303);
    assert!(browser.follow(answer).text().contains("The partner is gone"));
    assert!(list().is_empty());
    for id in [tenant.as_str(), NORTHLIGHT, "x"] {
        let answer = browser.get(&panel(&format!("/partners/{id}")));
        assert!(matches!(answer.status, 400 | 404), "{id}: {}", answer.status);
    }
}

#[test]
fn dashboard_06_an_outcome_is_scripted_and_taken_away() {
    let server = TestServer::start();
    let browser = server.browser();
    let customer = server.new_customer();
    let shown = browser.get(&panel("/outcomes")).expect(200);
    assert!(shown.text().contains("approve.example"), "{}", shown.text());
    let fields = [("customer", customer.as_str()), ("outcome", "deny-library")];
    let answer = send(&browser, "/outcomes", &once(&shown), &fields).expect(303);
    let shown = browser.follow(answer).expect(200);
    assert!(shown.text().contains(&customer) && shown.text().contains("deny-library"), "{}", shown.text());
    let slow = [("customer", LAKESIDE), ("outcome", "slow"), ("for", "3d")];
    send(&browser, "/outcomes", &once(&shown), &slow).expect(303);
    let shown = browser.get(&panel("/outcomes"));
    let clear = [("customer", customer.as_str()), ("partner", NORTHLIGHT), ("action", "clear")];
    let answer = send(&browser, "/outcomes", &once(&shown), &clear).expect(303);
    assert!(!browser.follow(answer).text().contains(&customer));
    for fields in [
        [("customer", "x"), ("outcome", "approve")],
        [("customer", LAKESIDE), ("outcome", "\"><script>")],
        [("customer", LAKESIDE), ("outcome", "slow")],
        [("customer", "00000000-0000-4000-8000-000000000000"), ("outcome", "approve")],
    ] {
        let number = once(&browser.get(&panel("/outcomes")));
        let wrong = send(&browser, "/outcomes", &number, &fields);
        assert!(matches!(wrong.status, 400 | 404), "{fields:?}: {}", wrong.status);
        assert!(
            wrong.text().contains("role=\"alert\"") && !wrong.text().contains("\"><script>"),
            "{fields:?}"
        );
    }
}

#[test]
fn dashboard_06_faults_wait_and_are_taken_away() {
    let server = TestServer::start();
    let browser = server.browser();
    let waiting = || get(&server, "/sandbox/faults").as_array().expect("a list").len();
    let shown = browser.get(&panel("/faults")).expect(200);
    assert!(shown.text().contains("No fault waits."), "{}", shown.text());
    let fields = [("match", "/v1/customers"), ("status", "503"), ("times", "2"), ("method", "GET")];
    let number = once(&shown);
    let answer = send(&browser, "/faults", &number, &fields).expect(303);
    send(&browser, "/faults", &number, &fields).expect(303);
    assert_eq!(waiting(), 1, "a second click adds none");
    assert!(browser.follow(answer).text().contains("The answer is 503"));
    server.user().get("/v1/customers").send().expect(503);
    for wrong in [
        [("match", "/sandbox"), ("status", "500")],
        [("match", "/v1"), ("status", "400")],
        [("match", "<i>"), ("times", "often")],
    ] {
        let number = once(&browser.get(&panel("/faults")));
        let answer = send(&browser, "/faults", &number, &wrong).expect(400);
        assert!(
            answer.text().contains("Nothing was changed.") && !answer.text().contains("<i>"),
            "{wrong:?}"
        );
    }
    let number = once(&browser.get(&panel("/faults")));
    send(&browser, "/faults", &number, &[("action", "clear")]).expect(303);
    assert_eq!(waiting(), 0);
}

#[test]
fn dashboard_06_an_exchange_is_shown_masked_and_as_curl_sends_it() {
    let server = TestServer::start();
    let browser = server.browser();
    let token = server.user_token();
    let body = json!({ "qualification": "Education", "note": "it's <b>" });
    let path = format!("/v1/customers/{LAKESIDE}/qualifications");
    server.user().post(&path).json(&body).send().expect(201);
    let shown = browser.get(&panel("/requests?path=/v1/customers")).expect(200);
    let address = attribute_behind(shown.text(), "<th scope=\"row\" class=\"target\"><a href=\"")
        .expect("the call is there");
    let whole = browser.get(&address).expect(200);
    let text = whole.text();
    let signature = token.rsplit('.').next().expect("a token has parts");
    assert!(!text.contains(signature), "a secret is shown: {text}");
    assert!(!text.contains("<b>"), "{text}");
    let line = attribute_behind(text, "data-copy=\"").expect("the line");
    let line = line.replace("&#60;", "<").replace("&lt;", "<").replace("&#62;", ">").replace("&gt;", ">");
    assert!(line.starts_with("curl -s") && line.contains("$TOKEN") && line.contains(&path), "{line}");
    assert!(line.contains(r"it'\''s"), "{line}");
    let none = browser.get(&panel("/requests?client=nobody-like-this")).expect(200);
    assert!(none.text().contains("No call is like that."), "{}", none.text());
    browser.get(&panel("/requests/999999")).expect(404);
    browser.get(&panel("/requests/x")).expect(404);
}

#[test]
fn dashboard_06_the_exchanges_are_paged_and_none_is_left_out_or_shown_twice() {
    let server = TestServer::start();
    let browser = server.browser();
    for number in 0..120 {
        server.user().get(format!("/v1/customers?size={}", number + 1)).send().expect(200);
    }
    let mut address = panel("/requests?path=/v1/customers");
    let mut seen = Vec::new();
    for rows in [50, 50, 20] {
        let shown = browser.get(&address).expect(200);
        let links = shown.text().split("<th scope=\"row\" class=\"target\"><a href=\"").skip(1);
        let links: Vec<String> = links.filter_map(|part| part.split('"').next()).map(str::to_owned).collect();
        assert_eq!(links.len(), rows, "{}", shown.text());
        seen.extend(links);
        address = attribute_behind(shown.text(), "rel=\"next\" href=\"").unwrap_or_default();
    }
    assert_eq!(address, "", "the list ends");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[test]
fn dashboard_06_a_checkup_names_what_it_found() {
    let server = TestServer::start();
    let browser = server.browser();
    let shown = browser.get(&panel("/checkup")).expect(200);
    assert!(shown.text().contains("Nothing of the kind was found."), "{}", shown.text());
    let path = format!("/v1/customers/{LAKESIDE}/qualifications");
    server.user().post(&path).json(&json!({ "qualification": "StateOwnedEntity" })).send().expect(201);
    let shown = browser.get(&panel("/checkup")).expect(200);
    let found = get(&server, "/sandbox/checkup");
    for finding in found["findings"].as_array().expect("a list") {
        assert!(shown.text().contains(finding["rule"].as_str().expect("a rule")), "{finding}");
    }
    assert_ne!(found["findings"], json!([]), "a write without an id is found: {found}");
}
