//! What operators look after.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::{LAKESIDE, NORTHLIGHT, SOUTHGATE};
use qualify_testkit::{Browser, Response, TestServer};
use serde_json::{Value, json};

const OLGA: &str = "olga@qualify.example";
const RITA: &str = "rita@qualify.example";
const HOSTILE: &str = "\"><img src=x onerror=alert(1)> =1+1";

fn partner(id: &str) -> String {
    format!("/dashboard/partners/{id}")
}

fn known(server: &TestServer, id: &str) -> Value {
    server.staff().get(format!("/operator/v1/partners/{id}")).send().expect(200).json()
}

fn hidden(shown: &Response, name: &str) -> String {
    attribute_behind(shown.text(), &format!("name=\"{name}\" value=\"")).expect("the page has such a field")
}

fn save(browser: &Browser<'_>, seen: &str, fields: &[(&str, &str)]) -> Response {
    browser.post(&partner(NORTHLIGHT), &[&[("seen", seen)][..], fields].concat())
}

#[test]
fn dashboard_04_partners_are_found_created_once_and_hostile_names_are_text() {
    let server = TestServer::start();
    let olga = server.browser_of(OLGA);
    let shown = olga.visit("/dashboard/partners").expect(200);
    assert!(shown.text().contains("Northlight Cloud") && shown.text().contains("Southgate IT"));
    for (search, finds) in
        [("north", true), ("clo", true), ("outh", false), ("5f1c2a7e", true), ("%3Cb%3E", false)]
    {
        let shown = olga.get(&format!("/dashboard/partners?search={search}")).expect(200);
        assert_eq!(shown.text().contains("Northlight Cloud"), finds, "{search}: {}", shown.text());
    }
    let id = "0f3f2a1e-0000-4000-8000-00000000a001";
    let fields = [("id", id), ("name", HOSTILE)];
    for _ in 0..2 {
        let answer = olga.post("/dashboard/partners", &fields).expect(303);
        let shown = olga.follow(answer).expect(200);
        assert!(!shown.text().contains("<img") && shown.text().contains("&#62;"), "{}", shown.text());
    }
    assert_eq!(known(&server, id)["name"], HOSTILE);
    let list = olga.visit("/dashboard/partners").expect(200);
    assert!(!list.text().contains("<img"), "{}", list.text());
    for (fields, status, text) in [
        ([("id", "x"), ("name", "A")], 400, "a GUID"),
        ([("id", "00000000-0000-0000-0000-000000000000"), ("name", "A")], 400, "a GUID"),
        ([("id", NORTHLIGHT), ("name", "Another")], 409, "under another name"),
        ([("id", "0f3f2a1e-0000-4000-8000-00000000a002"), ("name", " ")], 400, "1 to 256 characters"),
    ] {
        let shown = olga.post("/dashboard/partners", &fields).expect(status);
        assert!(shown.text().contains(text), "{fields:?}: {}", shown.text());
    }
}

#[test]
fn dashboard_04_a_partner_is_suspended_and_a_form_that_was_overtaken_overwrites_nothing() {
    let server = TestServer::start();
    let (olga, rita) = (server.browser_of(OLGA), server.browser_of(RITA));
    let ana = server.browser_of("ana@northlight.example");
    let shown = olga.visit(&partner(NORTHLIGHT)).expect(200);
    let seen = hidden(&shown, "seen");
    let fields = [
        ("name", "Northlight Cloud"),
        ("status", "suspended"),
        ("may-create", "yes"),
        ("sandbox-account", "yes"),
    ];
    for _ in 0..2 {
        let answer = save(&olga, &seen, &fields).expect(303);
        assert!(olga.follow(answer).text().contains("It is saved."));
    }
    assert_eq!(known(&server, NORTHLIGHT)["status"], "suspended");
    assert_ne!(ana.get("/dashboard/customers").status, 200, "its session is over");
    let stale = save(&olga, &seen, &[("name", "Other"), ("status", "active")]).expect(409);
    assert!(!stale.text().contains("It is saved."), "{}", stale.text());
    let fresh = hidden(&olga.visit(&partner(NORTHLIGHT)), "seen");
    save(&olga, &fresh, &[("name", ""), ("status", "active")]).expect(400);
    let again = [
        ("name", "Northlight Cloud"),
        ("status", "active"),
        ("may-create", "yes"),
        ("sandbox-account", "yes"),
    ];
    save(&olga, &fresh, &again).expect(303);
    server.user().get("/v1/customers").send().expect(200);
    let read = rita.visit(&partner(NORTHLIGHT)).expect(200);
    assert!(!read.text().contains("name=\"seen\"") && !read.text().contains("481516"), "{}", read.text());
    assert!(read.text().contains("****16"), "those who issue none see the end of a code: {}", read.text());
    rita.get(&partner("00000000-0000-4000-8000-00000000ffff")).expect(404);
    rita.get(&partner("x")).expect(404);
}

#[test]
fn dashboard_04_a_code_is_issued_once() {
    let server = TestServer::start();
    let olga = server.browser_of(OLGA);
    let codes = || {
        let all =
            server.staff().get(format!("/operator/v1/partners/{NORTHLIGHT}/codes")).send().expect(200).json();
        all.as_array().expect("a list").len()
    };
    let before = codes();
    let shown = olga.visit(&partner(NORTHLIGHT)).expect(200);
    let made_up = hidden(&shown, "made-up");
    let issue = format!("{}/codes", partner(NORTHLIGHT));
    let fields = [("made-up", made_up.as_str()), ("organization", HOSTILE), ("units", "7")];
    for _ in 0..2 {
        let answer = olga.post(&issue, &fields).expect(303);
        let place =
            answer.header("Location").expect("it leads on").split('#').next().unwrap_or_default().to_owned();
        let shown = olga.get(&place).expect(200);
        assert!(shown.text().contains(&made_up) && !shown.text().contains("<img"), "{}", shown.text());
    }
    assert_eq!(codes(), before + 1, "a second click issues none");
    for (fields, text) in [
        ([("organization", ""), ("units", "1"), ("code", "")], "1 to 256 characters"),
        ([("organization", "A"), ("units", "0"), ("code", "")], "a whole number"),
        ([("organization", "A"), ("units", "many"), ("code", "")], "a whole number"),
        ([("organization", "A"), ("units", ""), ("code", "481516")], "such a code already"),
        ([("organization", "A"), ("units", ""), ("code", "<b>")], "no text of a code"),
    ] {
        let fields = [&[("made-up", made_up.as_str())][..], &fields].concat();
        let shown = olga.post(&issue, &fields).expect(400);
        assert!(shown.text().contains(text) && !shown.text().contains("<b>"), "{fields:?}: {}", shown.text());
    }
    assert_eq!(codes(), before + 1);
}

#[test]
fn dashboard_04_decisions_are_listed_shown_replayed_and_their_chains_checked() {
    let server =
        TestServer::start_with(|config| config.vetting.policy = qualify_vocabulary::VettingPolicy::Rules);
    let rita = server.browser_of(RITA);
    let empty = rita.visit("/dashboard/decisions").expect(200);
    assert!(empty.text().contains("There is no decision like that."), "{}", empty.text());
    server
        .user()
        .post(format!("/v1/customers/{LAKESIDE}/qualifications"))
        .json(&json!({ "qualification": "Education", "educationSegment": "K12" }))
        .send()
        .expect(201);
    server.advance_clock(3600);
    let listed = || rita.visit("/dashboard/decisions").expect(200);
    qualify_testkit::wait_until("it is decided", || listed().text().contains("data-decision"));
    let address = attribute_behind(listed().text(), "data-decision href=\"").expect("a decision");
    let shown = rita.get(&address).expect(200);
    let text = shown.text();
    assert!(text.contains("Judged again, the rules come to the same.") && text.contains(LAKESIDE), "{text}");
    let id = address.rsplit('/').next().expect("an id");
    let led = rita.get(&format!("/dashboard/decisions?id={id}")).expect(303);
    assert_eq!(led.header("Location"), Some(address.as_str()));
    let of_customer = format!("/dashboard/decisions?partner={NORTHLIGHT}&customer={LAKESIDE}");
    assert!(rita.get(&of_customer).expect(200).text().contains("data-decision"));
    let of_other = format!("/dashboard/decisions?partner={SOUTHGATE}&customer={LAKESIDE}");
    assert!(!rita.get(&of_other).expect(200).text().contains("data-decision"));
    for query in ["by=people", "person=nobody", "outcome=deny&reason=LIBRARY"] {
        let shown = rita.get(&format!("/dashboard/decisions?{query}")).expect(200);
        assert!(!shown.text().contains("data-decision"), "{query}");
    }
    for query in ["", "by=rules", "days=x&until=y&partner=z&after=w", "id=%3Cb%3E", "customer=x"] {
        let shown = rita.get(&format!("/dashboard/decisions?{query}")).expect(200);
        assert!(shown.text().contains("data-decision") && !shown.text().contains("<b>"), "{query}");
    }
    let checked = rita.get("/dashboard/decisions/check").expect(200);
    assert!(checked.text().contains("Every decision is what was decided."), "{}", checked.text());
    rita.get("/dashboard/decisions/00000000-0000-4000-8000-000000000000").expect(404);
    rita.get("/dashboard/decisions/x").expect(404);
    let trail = server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    let looks =
        trail["items"].as_array().expect("a list").iter().filter(|item| item["actor"] == RITA).count();
    assert!(looks >= 1, "the look stands in the trail: {trail}");
}

#[test]
fn dashboard_04_datasets_show_what_is_used_held_back_and_why_and_a_version_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("it is made");
        std::fs::write(file, text).expect("it is written");
    };
    let mailboxes = |count: usize| {
        let lines: Vec<String> = (0..count).map(|number| format!("mail-{number}.net")).collect();
        write("free.txt", &lines.join("\n"));
    };
    let manifest = json!({ "format": 1, "sources": [
        { "id": "swot", "kind": "swot-tree", "path": "swot", "asOf": "2026-11-01", "licence": "MIT <i>" },
        { "id": "free", "kind": "domain-lines", "path": "free.txt", "proves": ["public-mailbox"] }] });
    write("manifest.json", &manifest.to_string());
    write("swot/org/old-school.txt", "Old School");
    write("swot/com/co.txt", "Nobody");
    mailboxes(20);
    let server = TestServer::start_with(|config| {
        config.vetting.policy = qualify_vocabulary::VettingPolicy::Rules;
        config.vetting.datasets_dir = Some(folder.path().to_owned());
        config.vetting.datasets_poll_seconds = 1;
    });
    let (rita, olga) = (server.browser_of(RITA), server.browser_of(OLGA));
    let shown = |browser: &Browser<'_>| browser.visit("/dashboard/datasets").expect(200).text().to_owned();
    let text = shown(&rita);
    for known in ["swot", "swot-tree", "MIT &#60;i&#62;", "In use"] {
        assert!(text.contains(known), "{known}: {text}");
    }
    mailboxes(21);
    qualify_testkit::wait_until("the list is read again", || shown(&rita).contains("<dd>21</dd>"));
    mailboxes(5);
    qualify_testkit::wait_until("it is held back", || shown(&rita).contains("from 21 to 5"));
    assert!(!shown(&rita).contains("/accept\""), "a reviewer takes none");
    assert!(shown(&olga).contains("/dashboard/datasets/free/accept"));
    olga.post("/dashboard/datasets/nothing/accept", &[]).expect(404);
    olga.visit("/dashboard/datasets").expect(200);
    for _ in 0..2 {
        let answer = olga.post("/dashboard/datasets/free/accept", &[]).expect(303);
        assert!(olga.follow(answer).text().contains("The version is taken."));
    }
    assert!(!shown(&olga).contains("from 21 to 5"));
    let trail = server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    let taken = trail["items"].as_array().expect("a list").iter();
    let taken =
        taken.filter(|item| item["details"]["Dataset"] == "free" || item["operation"] == "AcceptDataset");
    assert_eq!(taken.count(), 1, "a second click takes none: {trail}");
}

#[test]
fn dashboard_04_the_trail_is_read_page_by_page_and_of_one_partner() {
    let server = TestServer::start();
    for _ in 0..60 {
        server.new_customer_in("E?");
    }
    let rita = server.browser_of(RITA);
    let first = rita.visit("/dashboard/audit").expect(200);
    assert!(first.text().contains("Northlight Cloud"), "{}", first.text());
    let next = attribute_behind(first.text(), "rel=\"next\" href=\"").expect("there is more");
    let second = rita.get(&next).expect(200);
    assert_ne!(first.text(), second.text());
    let other = rita.get(&format!("/dashboard/audit?partner={SOUTHGATE}")).expect(200);
    assert!(!other.text().contains("Northlight Cloud"), "{}", other.text());
    let wrong = rita.get("/dashboard/audit?partner=%3Cb%3E&after=x").expect(200);
    assert!(wrong.text().contains("role=\"alert\"") && !wrong.text().contains("<b>"), "{}", wrong.text());
}

#[test]
fn dashboard_04_health_says_what_waits() {
    let server =
        TestServer::start_with(|config| config.vetting.policy = qualify_vocabulary::VettingPolicy::Manual);
    let rita = server.browser_of(RITA);
    let shown = rita.visit("/dashboard/health").expect(200);
    assert!(shown.text().contains("Open cases") && shown.text().contains("badge good"), "{}", shown.text());
    server.new_customer_in("E?");
    let shown = rita.get("/dashboard/health").expect(200);
    let row = shown.text().split("Open cases").nth(1).expect("the row");
    assert!(row.starts_with("</a></th><td class=\"number\">1</td>"), "{row}");
}
