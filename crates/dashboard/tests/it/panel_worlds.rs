//! Snapshots in the panel of a sandbox, and the clocks of partners of one's own.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Browser, Response, TestServer};
use serde_json::{Value, json};

fn once(shown: &Response) -> String {
    attribute_behind(shown.text(), "name=\"once\" value=\"").expect("the page has a form")
}

/// Sends a form of the page at this place of the panel to one below it.
fn send(browser: &Browser<'_>, (place, part): (&str, &str), fields: &[(&str, &str)]) -> Response {
    let place = format!("/dashboard/sandbox{place}");
    let number = once(&browser.get(&place).expect(200));
    let fields = [&[("once", number.as_str())][..], fields].concat();
    let answer = browser.post_alone(&format!("{place}{part}"), &fields);
    if answer.status == 303 {
        // A second click does nothing.
        browser.post_alone(&format!("{place}{part}"), &fields).expect(303);
    }
    answer
}

fn get(server: &TestServer, path: &str) -> Value {
    server.anonymous().get(path).send().expect(200).json()
}

fn own_partner(server: &TestServer) -> (String, String) {
    let made = server.anonymous().post("/sandbox/partners").json(&json!({})).send().expect(201).json();
    let member = |name: &str| made[name].as_str().expect("a text").to_owned();
    (member("tenant"), member("access_token"))
}

#[test]
fn dashboard_06_a_snapshot_is_taken_brought_back_and_deleted() {
    let server = TestServer::start();
    let browser = server.browser();
    let snapshots = ("/snapshots", "");
    let shown = browser.get("/dashboard/sandbox/snapshots").expect(200);
    assert!(shown.text().contains("There is none yet."), "{}", shown.text());
    let taken = send(&browser, snapshots, &[("name", "before-it"), ("action", "take")]).expect(303);
    assert!(browser.follow(taken).text().contains("The snapshot is taken."));
    let customer = server.new_customer();
    let fields = [("name", "before-it"), ("action", "restore")];
    let asked = send(&browser, snapshots, &fields).expect(400);
    assert!(asked.text().contains("Tick the box first."), "{}", asked.text());
    server.user().get(format!("/v1/customers/{customer}")).send().expect(200);
    let back = send(&browser, snapshots, &[&fields[..], &[("sure", "yes")]].concat()).expect(303);
    assert!(browser.follow(back).text().contains("Everything is as it was"));
    server.user().get(format!("/v1/customers/{customer}")).send().expect(404);
    for (name, status) in [("<b>", 400), ("", 400), ("nothing-of-it", 404)] {
        let wrong = [("name", name), ("action", "restore"), ("sure", "yes")];
        let answer = send(&browser, snapshots, &wrong).expect(status);
        assert!(answer.text().contains("role=\"alert\"") && !answer.text().contains("<b>"), "{name}");
    }
    let gone = send(&browser, snapshots, &[("name", "before-it"), ("action", "delete"), ("sure", "yes")])
        .expect(303);
    assert!(browser.follow(gone).text().contains("The snapshot is deleted."));
    assert_eq!(get(&server, "/sandbox/snapshots")["items"], json!([]));
}

#[test]
fn dashboard_06_a_partner_of_ones_own_has_snapshots_of_its_own() {
    let server = TestServer::start();
    let browser = server.browser();
    let (tenant, token) = own_partner(&server);
    let place = format!("/partners/{tenant}");
    let snapshots = (place.as_str(), "/snapshots");
    send(&browser, snapshots, &[("name", "first"), ("action", "take")]).expect(303);
    assert_eq!(get(&server, &format!("/sandbox{place}/snapshots"))["items"][0]["name"], "first");
    assert_eq!(get(&server, "/sandbox/snapshots")["items"], json!([]), "it is the partner's alone");
    let own = || {
        let list = server.with_token(token.clone()).get("/v1/customers").send().expect(200).json();
        list["totalCount"].as_u64().expect("a number")
    };
    let before = own();
    let body = json!({ "companyProfile": { "domain": "ownschool.onmicrosoft.com" },
        "billingProfile": { "companyName": "Own School", "email": "a@b.example", "culture": "en-US",
            "language": "en", "defaultAddress": { "country": "US" } } });
    server.with_token(token.clone()).post("/v1/customers").json(&body).send().expect(201);
    let others = server.new_customer();
    assert_eq!(own(), before + 1);
    send(&browser, snapshots, &[("name", "first"), ("action", "restore")]).expect(400);
    send(&browser, snapshots, &[("name", "first"), ("action", "restore"), ("sure", "yes")]).expect(303);
    assert_eq!(own(), before);
    server.user().get(format!("/v1/customers/{others}")).send().expect(200);
}

#[test]
fn dashboard_06_a_partners_clock_goes_ahead_alone_and_never_back() {
    let server = TestServer::start();
    let browser = server.browser();
    let (tenant, _) = own_partner(&server);
    server.anonymous().put("/sandbox/clock").json(&json!({ "running": false })).send().expect(200);
    let place = format!("/partners/{tenant}");
    let now = |path: &str| get(&server, path)["now"].as_str().expect("a moment").to_owned();
    let (everybodys, own) = ("/sandbox/clock", format!("/sandbox{place}/clock"));
    let before = now(everybodys);
    let turned = send(&browser, (&place, "/clock"), &[("by", "30d")]).expect(303);
    assert!(browser.follow(turned).text().contains("The clock is moved"));
    let ahead = now(&own);
    assert!(ahead > before && now(everybodys) == before, "{before} {ahead}");
    send(&browser, (&place, "/clock"), &[("now", "2040-01-01T00:00:00Z")]).expect(303);
    assert!(now(&own).starts_with("2040-01-01"), "{}", now(&own));
    assert_eq!(now(everybodys), before, "everybody's stands");
    for wrong in [("by", "soon"), ("now", ""), ("now", "2001-01-01T00:00:00Z"), ("by", "<i>")] {
        let answer = send(&browser, (&place, "/clock"), &[wrong]).expect(400);
        assert!(answer.text().contains("role=\"alert\"") && !answer.text().contains("<i>"), "{wrong:?}");
    }
    assert!(now(&own).starts_with("2040-01-01"));
    let other = format!("/dashboard/sandbox/partners/{LAKESIDE}/clock");
    browser.post_alone(&other, &[("once", "x"), ("by", "1d")]).expect(404);
}
