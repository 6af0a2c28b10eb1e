//! What operators record about one customer.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{LAKESIDE, NOBODY, NORTHLIGHT, SOUTHGATE};
use qualify_testkit::{Browser, Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

const OLGA: &str = "olga@qualify.example";
const USER: &str = "0f3f2a1e-0000-4000-8000-00000000b001";
const HOSTILE: &str = "\"><img src=x onerror=alert(1)>";

fn place(customer: &str) -> String {
    format!("/dashboard/partners/{NORTHLIGHT}/customers/{customer}")
}

fn seen(shown: &Response) -> String {
    attribute_behind(shown.text(), "name=\"seen\" value=\"").expect("the page has a form")
}

fn send(browser: &Browser<'_>, customer: &str, part: &str, fields: &[(&str, &str)]) -> Response {
    browser.post(&format!("{}/{part}", place(customer)), fields)
}

/// Opens the page and sends one of its forms, meant, two times.
fn record(browser: &Browser<'_>, customer: &str, part: &str, fields: &[(&str, &str)]) -> Response {
    let seen = seen(&browser.visit(&place(customer)).expect(200));
    let fields = [&[("seen", seen.as_str()), ("sure", "yes")][..], fields].concat();
    let answer = send(browser, customer, part, &fields).expect(303);
    send(browser, customer, part, &fields).expect(303);
    browser.follow(answer).expect(200)
}

fn acts(server: &TestServer, operation: &str) -> Vec<Value> {
    let trail = server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    let items = trail["items"].as_array().expect("a list").clone();
    items.into_iter().filter(|item| item.to_string().contains(operation)).collect()
}

fn education(server: &TestServer, customer: &str) -> Value {
    let path = format!("/v1/customers/{customer}/qualifications");
    let records = server.user().get(path).send().expect(200).json();
    let items = records.as_array().or(records["items"].as_array()).expect("a list").clone();
    items.into_iter().find(|item| item["qualification"] == "Education").expect("an Education record")
}

fn manual() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual)
}

#[test]
fn dashboard_04_a_customer_is_found_by_its_id_and_foreign_ones_are_not_there() {
    let server = TestServer::start();
    let (olga, rita) = (server.browser_of(OLGA), server.browser_of("rita@qualify.example"));
    let list = |partner: &str, id: &str| format!("/dashboard/partners/{partner}/customers?customer={id}");
    let led = olga.get(&list(NORTHLIGHT, LAKESIDE)).expect(303);
    assert_eq!(led.header("Location"), Some(place(LAKESIDE).as_str()));
    let shown = olga.follow(led).expect(200);
    assert!(
        shown.text().contains("Lakeside School") && shown.text().contains("Not known"),
        "{}",
        shown.text()
    );
    for (partner, id) in
        [(SOUTHGATE, LAKESIDE), (NORTHLIGHT, NOBODY), (NORTHLIGHT, "%3Cb%3E"), (NORTHLIGHT, "")]
    {
        let told = olga.get(&list(partner, id)).expect(404);
        assert!(told.text().contains("no customer with this id") && !told.text().contains("<b>"), "{id}");
    }
    olga.get(&format!("/dashboard/partners/{SOUTHGATE}/customers/{LAKESIDE}")).expect(404);
    olga.get(&place("x")).expect(404);
    rita.get(&place(LAKESIDE)).expect(403);
    let found = rita.visit(&format!("/dashboard/partners/{NORTHLIGHT}")).expect(200);
    assert!(!found.text().contains("/customers\""), "whoever may not act is offered nothing");
    record(&olga, LAKESIDE, "account-status", &[("status", "Allowed")]);
    let link = format!("href=\"{}\"", place(LAKESIDE));
    assert!(olga.visit("/dashboard/audit").text().contains(&link), "the trail leads to the customer");
    assert!(!rita.visit("/dashboard/audit").text().contains(&link));
}

#[test]
fn dashboard_04_an_account_status_is_set_once_and_only_where_it_is_meant() {
    let server = TestServer::start();
    let olga = server.browser_of(OLGA);
    let state = seen(&olga.visit(&place(LAKESIDE)).expect(200));
    let unsure =
        send(&olga, LAKESIDE, "account-status", &[("seen", &state), ("status", "Allowed")]).expect(400);
    assert!(unsure.text().contains("Tick the box first."), "{}", unsure.text());
    assert_eq!(acts(&server, "set_account_status").len(), 0);
    let shown = record(&olga, LAKESIDE, "account-status", &[("status", "Not Ready")]);
    assert!(shown.text().contains("The account status is set."), "{}", shown.text());
    assert!(shown.text().contains("<dd>Not ready yet</dd>"), "{}", shown.text());
    assert_eq!(acts(&server, "set_account_status").len(), 1, "a second click sets nothing");
    let wrong = [("seen", state.as_str()), ("sure", "yes"), ("status", "<b>")];
    assert!(!send(&olga, LAKESIDE, "account-status", &wrong).expect(400).text().contains("<b>"));
    let overtaken = [("seen", state.as_str()), ("sure", "yes"), ("status", "Allowed")];
    let told = send(&olga, LAKESIDE, "account-status", &overtaken).expect(409);
    assert!(told.text().contains(&format!("{OLGA} changed the customer meanwhile")), "{}", told.text());
    assert!(told.text().contains("set_account_status"), "{}", told.text());
    assert_eq!(acts(&server, "set_account_status").len(), 1, "nothing is overwritten");
}

#[test]
fn dashboard_04_education_is_decided_past_the_queue_once() {
    let server = manual();
    let olga = server.browser_of(OLGA);
    let customer = server.new_customer_in("E?");
    let shown = olga.visit(&place(&customer)).expect(200);
    let state = seen(&shown);
    for (fields, text) in [
        ([("verdict", ""), ("reason", "")], "Choose whether to approve or to deny."),
        ([("verdict", "deny"), ("reason", "")], "one of the documented reasons"),
        ([("verdict", "approve"), ("reason", "Not an eligible Library")], "An approval has no reason"),
    ] {
        let fields = [&[("seen", state.as_str()), ("sure", "yes")][..], &fields].concat();
        let told = send(&olga, &customer, "education", &fields).expect(400);
        assert!(told.text().contains(text), "{fields:?}: {}", told.text());
    }
    let deny = [("verdict", "deny"), ("reason", "Not an eligible Library")];
    let shown = record(&olga, &customer, "education", &deny);
    assert!(shown.text().contains("The decision is made."), "{}", shown.text());
    assert_eq!(education(&server, &customer)["vettingStatus"], "Denied");
    assert!(shown.text().contains("value=\"approve\"") && !shown.text().contains("value=\"deny\""));
    // Somebody who still has the page before it.
    let late = [("seen", state.as_str()), ("sure", "yes"), ("verdict", "approve")];
    let told = send(&olga, &customer, "education", &late).expect(409);
    assert!(
        told.text().contains(OLGA) && told.text().contains("update_customer_qualification"),
        "{}",
        told.text()
    );
    assert_eq!(education(&server, &customer)["vettingStatus"], "Denied", "nothing is overwritten");
    record(&olga, &customer, "education", &[("verdict", "approve")]);
    assert_eq!(education(&server, &customer)["vettingStatus"], "Approved");
    let none = olga.visit(&place(LAKESIDE)).expect(200);
    assert!(none.text().contains("There is nothing to decide"), "{}", none.text());
    let fields = [("seen", seen(&none)), ("sure", "yes".to_owned()), ("verdict", "approve".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert!(matches!(send(&olga, LAKESIDE, "education", &fields).status, 400 | 404 | 409));
}

#[test]
fn dashboard_04_nonprofit_is_recorded_once_where_it_goes_together() {
    let server = manual();
    let olga = server.browser_of(OLGA);
    let shown = record(&olga, LAKESIDE, "nonprofit", &[]);
    assert!(shown.text().contains("Nonprofit is recorded."), "{}", shown.text());
    assert!(!shown.text().contains("/nonprofit\""), "it is offered no more");
    let path = format!("/v1/customers/{LAKESIDE}/qualifications");
    assert!(server.user().get(path).send().expect(200).text().contains("Nonprofit"));
    let customer = server.new_customer_in("E?");
    let state = seen(&olga.visit(&place(&customer)).expect(200));
    let told = send(&olga, &customer, "nonprofit", &[("seen", state.as_str()), ("sure", "yes")]);
    assert!((400..500).contains(&told.status) && told.text().contains("role=\"alert\""), "{}", told.text());
}

#[test]
fn dashboard_04_directory_roles_are_recorded_once_and_hostile_ones_are_text() {
    let server = TestServer::start();
    let olga = server.browser_of(OLGA);
    let roles = [("user", USER), ("roles", "Reader\r\n Helpdesk \r\n\r\nReader")];
    let shown = record(&olga, LAKESIDE, "directory-roles", &roles);
    assert!(shown.text().contains("The directory roles are recorded."), "{}", shown.text());
    let recorded = acts(&server, "set_directory_roles");
    assert_eq!(recorded.len(), 1, "a second click records nothing: {recorded:?}");
    assert!(recorded[0].to_string().contains("Helpdesk, Reader"), "{recorded:?}");
    let many = "x\n".repeat(33);
    let state = seen(&olga.visit(&place(LAKESIDE)).expect(200));
    for (user, roles) in [(USER, many.as_str()), (USER, "a\u{202e}b"), (HOSTILE, "Reader")] {
        let fields = [("seen", state.as_str()), ("sure", "yes"), ("user", user), ("roles", roles)];
        let told = send(&olga, LAKESIDE, "directory-roles", &fields).expect(400);
        assert!(!told.text().contains("<img"), "{}", told.text());
    }
    let late = [("user", USER), ("roles", HOSTILE)];
    let shown = record(&olga, LAKESIDE, "directory-roles", &late);
    assert!(!shown.text().contains("<img"), "{}", shown.text());
    let overtaken = [("seen", state.as_str()), ("sure", "yes"), ("user", USER), ("roles", "")];
    send(&olga, LAKESIDE, "directory-roles", &overtaken).expect(409);
    let trail = olga.visit("/dashboard/audit").expect(200);
    assert!(!trail.text().contains("<img"), "{}", trail.text());
    assert_eq!(acts(&server, "set_directory_roles").len(), 2);
    assert_eq!(json!(recorded[0]["actor"]), json!(OLGA));
}
