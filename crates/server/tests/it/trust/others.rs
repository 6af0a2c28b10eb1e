//! What a partner learns of others: nothing (contract 9.5).

use std::fs;
use std::path::Path;

use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::state::{new_customer_body, operator_path};
use qualify_testkit::{Caller, Receiver, Response, TestServer, encoded, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

const NAME: &str = "Hillside School";

/// The hosts of schools that are listed alike, and why a person looks at a request from there.
const KEPT: [(&str, &str); 4] = [
    ("twin-school.org", "DUPLICATE_CLAIM"),
    ("stopped-school.org", "STOPLISTED"),
    ("abused-school.org", "ABUSED"),
    ("shared-school.org", "OVERBROAD_LISTING"),
];
/// A school like them that nothing is held against.
const OWN: &str = "own-school.org";

const MANIFEST: &str = r#"{"format":1,"sources":[
    {"id":"swot","kind":"swot-tree","path":"swot","asOf":"2026-11-01","licence":"MIT"},
    {"id":"free","kind":"domain-lines","path":"free.txt","proves":["public-mailbox"]}]}"#;

/// A service with lists in which all of these schools stand, one of them among the public mailboxes too.
fn service(folder: &Path) -> TestServer {
    let write = |path: &str, text: &str| {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("it is made");
        fs::write(file, text).expect("it is written");
    };
    write("manifest.json", MANIFEST);
    for host in KEPT.map(|(host, _)| host).into_iter().chain([OWN]) {
        let stem = host.strip_suffix(".org").expect("a name of .org");
        write(&format!("swot/org/{stem}.txt"), NAME);
    }
    write("swot/stoplist.txt", "stopped-school.org");
    write("swot/abused.txt", "abused-school.org");
    write("free.txt", "shared-school.org");
    TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Rules;
        config.vetting.datasets_dir = Some(folder.to_owned());
    })
}

/// A customer that writes from a host. Nothing but that tells it from the others.
fn customer_at(caller: &Caller<'_>, host: &str, tenant: &str) -> String {
    let mut body = new_customer_body(&format!("{tenant}.onmicrosoft.com"), NAME);
    body["billingProfile"]["email"] = json!(format!("it@{host}"));
    let customer = caller.post("/v1/customers").json(&body).send().expect(201).json();
    customer["id"].as_str().expect("an id").to_owned()
}

fn ask(caller: &Caller<'_>, customer: &str) {
    let path = format!("/v1/customers/{customer}/qualifications");
    caller.post(path).json(&json!({ "qualification": "Education" })).send().expect(201);
}

fn previewed(server: &TestServer, customer: &str) -> Response {
    let path = format!("/partner/v1/customers/{customer}/qualifications/preview");
    server.user().post(path).json(&json!({ "qualification": "Education" })).send()
}

fn preview(server: &TestServer, customer: &str) -> Value {
    previewed(server, customer).expect(200).json()
}

fn decisions(server: &TestServer, customer: &str) -> Vec<Value> {
    let page = server.staff().get(operator_path(customer, "decisions")).send().expect(200).json();
    page["items"].as_array().expect("a list").clone()
}

/// Another partner's customer is approved with the first host.
fn approve_elsewhere(server: &TestServer) {
    let southgate = server.southgate();
    let other = customer_at(&southgate, KEPT[0].0, "elsewhere");
    ask(&southgate, &other);
    wait_until("another partner's customer is approved", || {
        let records = southgate.get(format!("/v1/customers/{other}/qualifications")).send().expect(200);
        records.json()[0]["vettingStatus"] == "Approved"
    });
}

/// Everything that the partner reads of a customer whose request waits for a person.
fn everything_read(server: &TestServer, customer: &str) -> Vec<(&'static str, String)> {
    let read = |path: String| server.user().get(path).send().expect(200).json();
    let filter = format!(r#"{{"Field":"CustomerId","Value":"{customer}","Operator":"equals"}}"#);
    let trail = format!("/v1/auditrecords?filter={}", encoded(&filter));
    let reviews = read(format!("/partner/v1/customers/{customer}/reviews"));
    let review = reviews[0]["id"].as_str().expect("a review").to_owned();
    let feed = read("/partner/v1/events?limit=100".to_owned());
    let events = feed["items"].as_array().unwrap_or_else(|| panic!("{feed}"));
    let of_customer = events.iter().filter(|event| event.to_string().contains(customer));
    let events: Value = of_customer.cloned().collect();
    [
        ("records", read(format!("/v1/customers/{customer}/qualifications"))),
        ("trail", read(trail)),
        ("reviews", reviews),
        ("review", read(format!("/partner/v1/customers/{customer}/reviews/{review}"))),
        ("events", events),
        ("preview", previewed(server, customer).expect(409).json()),
    ]
    .map(|(what, value)| (what, without_ids(&value.to_string())))
    .to_vec()
}

/// A text without ids, times and positions: whatever holds many digits.
fn without_ids(text: &str) -> String {
    let is_of_word = |character: char| character.is_ascii_alphanumeric() || "-_.:+".contains(character);
    let mut shown = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\n']) {
        if is_of_word(character) {
            word.push(character);
            continue;
        }
        let is_id = word.chars().filter(char::is_ascii_digit).count() >= 6;
        shown.push_str(if is_id { "#" } else { &word });
        shown.push(character);
        word.clear();
    }
    shown
}

#[test]
fn trust_04_whatever_is_held_against_a_domain_reads_alike_to_partners_and_staff_sees_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    approve_elsewhere(&server);
    let receiver = Receiver::start();
    let body = json!({ "url": receiver.url() });
    server.user().post("/partner/v1/webhooks").json(&body).send().expect(201);
    let mut read: Vec<(&str, Vec<(&str, String)>)> = Vec::new();
    for (number, (host, code)) in KEPT.into_iter().enumerate() {
        let customer = customer_at(&server.user(), host, &format!("school{number}00000"));
        let put = server.user().put(format!("/v1/customers/{customer}/qualification")).body("1").send();
        let refused = put.assert_error(400, 1_900_009);
        ask(&server.user(), &customer);
        wait_until("it is passed on to a person", || !decisions(&server, &customer).is_empty());
        assert_eq!(decisions(&server, &customer)[0]["reasonCode"], code, "staff sees the truth");
        let told = || receiver.received().into_iter().filter(|it| it.json().to_string().contains(&customer));
        wait_until("the partner's receiver is told", || told().next().is_some());
        let mut all = everything_read(&server, &customer);
        all.push(("refusal", without_ids(&refused.to_string())));
        all.push(("webhook", told().map(|it| without_ids(&it.json().to_string())).collect()));
        read.push((code, all));
        let trail = server.staff().get(format!("/operator/v1/audit?partner={NORTHLIGHT}&size=50")).send();
        assert!(trail.expect(200).text().contains(code), "the operators' trail tells the truth");
    }
    let (_, first) = &read[0];
    for (code, all) in &read {
        for ((what, one), (_, other)) in first.iter().zip(all) {
            assert_eq!(one, other, "{what} tells {code} from {}", KEPT[0].1);
            for (host, hidden) in KEPT {
                assert!(!one.contains(hidden) && !one.contains(host), "{what}: {one}");
            }
        }
    }
    let text = format!("{first:?}");
    assert_eq!(text.matches("PERSON_LOOKS").count(), 3, "twice in the trail, once in the refusal: {text}");
}

#[test]
fn trust_04_a_preview_does_not_look_at_other_partners_approvals() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    let host = KEPT[0].0;
    let customer = customer_at(&server.user(), host, "ours");
    let before = preview(&server, &customer);
    assert_eq!(before["outcome"], "approve", "{before}");
    approve_elsewhere(&server);
    let after = preview(&server, &customer);
    for member in ["outcome", "reasonCode", "rule", "vettingStatus", "explanation"] {
        assert_eq!(after[member], before[member], "{member}, as if there were nobody else");
    }
    // What is held against a domain is not told by a preview either.
    for (number, (host, _)) in KEPT.into_iter().enumerate().skip(1) {
        let shown = preview(&server, &customer_at(&server.user(), host, &format!("school{number}00000")));
        assert_eq!(
            (&shown["reasonCode"], &shown["evidence"]),
            (&json!("PERSON_LOOKS"), &json!([])),
            "{host}"
        );
        assert!(shown.get("rule").is_none() && !shown.to_string().contains(host), "{shown}");
    }
}

#[test]
fn trust_04_a_partner_is_told_of_its_own_other_customer() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = service(folder.path());
    let first = customer_at(&server.user(), OWN, "first");
    ask(&server.user(), &first);
    wait_until("the first is approved", || server.state_of(&first) == "E+");
    let second = customer_at(&server.user(), OWN, "second");
    assert_eq!(preview(&server, &second)["reasonCode"], "DUPLICATE_CLAIM");
    ask(&server.user(), &second);
    wait_until("it is passed on to a person", || !decisions(&server, &second).is_empty());
    let trail = format!("{:?}", server.audit_of(&second));
    assert!(trail.contains("DUPLICATE_CLAIM") && trail.contains(&first), "{trail}");
    let path = format!("/partner/v1/customers/{second}/reviews");
    let reviews = server.user().get(path).send().expect(200).json();
    let told = reviews[0]["explanation"].as_str().expect("a text");
    assert!(told.contains("another of your customers") && told.contains(OWN), "{told}");
}
