//! The reviewers' queue, a case, and cases that are decided alike.

mod acts;
mod alike;
mod drafts;

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Browser, Response, TestServer, wait_until};
use qualify_vocabulary::VettingPolicy;
use serde_json::{Value, json};

const RITA: &str = "rita@qualify.example";
const RAJ: &str = "raj@qualify.example";
const LENA: &str = "lena@qualify.example";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

fn manual() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual)
}

/// A server on which rules decide, as far as they can.
fn by_rules() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Rules)
}

/// Customers of one domain, about whom no rule decides; the cases in the order of the queue.
fn cases_of_one_domain(server: &TestServer, count: usize) -> Vec<String> {
    for number in 0..count {
        let body = json!({ "companyProfile": { "domain": format!("bostonlibrary{number}.onmicrosoft.com") },
            "billingProfile": { "companyName": format!("Boston Public Library {number}"), "email": "desk@bpl.org",
                "culture": "en-US", "language": "en", "defaultAddress": { "country": "US" } } });
        let created = server.user().post("/v1/customers").json(&body).send().expect(201).json();
        let request = format!("/v1/customers/{}/qualifications", created["id"].as_str().expect("an id"));
        server.user().post(request).json(&json!({ "qualification": "Education" })).send().expect(201);
    }
    wait_until("people are to look", || queue(server, "").len() == count);
    queue(server, "")
}

/// The ids of the queue, the most urgent first.
fn queue(server: &TestServer, query: &str) -> Vec<String> {
    let page = server.staff().get(format!("/operator/v1/reviews{query}")).send().expect(200).json();
    let items = page["items"].as_array().expect("a list").clone();
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// A server on which a person decides about everything, and a case there.
fn manual_with_case() -> (TestServer, String, String) {
    let server = manual();
    let customer = server.new_customer_in("E?");
    let review = queue(&server, "").remove(0);
    (server, customer, review)
}

fn case_of(server: &TestServer, review: &str) -> Value {
    server.staff().get(format!("/operator/v1/reviews/{review}")).send().expect(200).json()
}

/// Waits until what was sent has taken effect, ten seconds later.
fn wait_for_state(server: &TestServer, review: &str, state: &str) {
    wait_until("what was sent takes effect", || case_of(server, review)["state"] == state);
}

fn path(review: &str, rest: &str) -> String {
    format!("/dashboard/reviews/{review}{rest}")
}

/// The state of a case that a page was made of.
fn seen(shown: &Response) -> String {
    attribute_behind(shown.text(), "name=\"seen\" value=\"").expect("the page has a form")
}

fn claim(browser: &Browser<'_>, review: &str) -> Response {
    browser.visit(&path(review, "")).expect(200);
    let answer = browser.post(&path(review, "/claim"), &[]).expect(303);
    browser.follow(answer)
}

fn approval(seen: &str) -> Vec<(&str, &str)> {
    vec![
        ("seen", seen),
        ("verdict", "approve"),
        ("explanation", "The charter shows a school."),
        ("evidence", "charter\r\n\r\nits website"),
    ]
}

fn denial(seen: &str) -> Vec<(&str, &str)> {
    vec![
        ("seen", seen),
        ("verdict", "deny"),
        ("reason", "Not an eligible Library"),
        ("reason-code", "LIBRARY"),
        ("explanation", "A municipal library without a teaching mission."),
        ("evidence", "its statutes"),
    ]
}

#[test]
fn an_empty_queue_says_so_and_staff_is_led_to_it() {
    let server = TestServer::start();
    let rita = server.browser_of(RITA);
    let shown = rita.visit("/dashboard").expect(200);
    assert!(shown.text().contains("No case is like that."), "{}", shown.text());
    let answer = rita.post("/dashboard/reviews/claim-next", &[]).expect(303);
    assert!(rita.follow(answer).expect(200).text().contains("There is no case here that you can have."));
}

#[test]
fn the_queue_shows_age_what_is_due_and_who_has_a_case_and_filters_stand_in_the_address() {
    let server = manual();
    let customers = [server.new_customer_in("E?"), server.new_customer_in("E?")];
    server.advance_clock(50 * 3600);
    server.new_customer_in("E?");
    let (rita, cases) = (server.browser_of(RITA), queue(&server, ""));
    let rows = |address: &str| {
        let shown = rita.visit(address).expect(200);
        shown.text().matches("data-case").count()
    };
    let shown = rita.visit("/dashboard/reviews").expect(200);
    assert!(
        shown.text().contains("<td>2 days</td>") && shown.text().contains("<td>0 hours</td>"),
        "{}",
        shown.text()
    );
    assert!(
        shown.text().contains("badge good\">In ") || shown.text().contains("Soon: in "),
        "{}",
        shown.text()
    );
    for (address, expected) in [
        ("/dashboard/reviews", 3),
        ("/dashboard/reviews?state=escalated", 0),
        ("/dashboard/reviews?age=day", 1),
        ("/dashboard/reviews?age=three-days", 2),
        ("/dashboard/reviews?age=more", 0),
        ("/dashboard/reviews?reason=POLICY_FIXED", 3),
        ("/dashboard/reviews?reason=LIBRARY", 0),
        // What is no filter filters nothing.
        ("/dashboard/reviews?state=%3Cb%3E&reason=x&partner=y&age=z&after=w", 3),
    ] {
        assert_eq!(rows(address), expected, "{address}");
    }
    assert_eq!(rows(&format!("/dashboard/reviews?partner={NORTHLIGHT}")), 3);
    claim(&rita, &cases[0]);
    let raj = server.browser_of(RAJ);
    let of_rita = raj.visit("/dashboard/reviews?state=claimed").expect(200);
    assert!(of_rita.text().contains(&format!("<bdi>{RITA}</bdi>")), "{}", of_rita.text());
    assert!(
        !of_rita.text().contains("name=\"review\""),
        "nobody chooses what another has: {}",
        of_rita.text()
    );
    assert_eq!(rows("/dashboard/reviews?state=claimed&holder=me"), 1);
    assert_eq!(customers.len(), 2);
}

#[test]
fn a_long_queue_is_read_page_by_page() {
    let server = manual();
    for _ in 0..60 {
        server.new_customer_in("E?");
    }
    let rita = server.browser_of(RITA);
    let first = rita.visit("/dashboard/reviews").expect(200);
    let next = attribute_behind(first.text(), "rel=\"next\" href=\"").expect("there is more");
    let second = rita.get(&next).expect(200);
    let count = |shown: &Response| shown.text().matches("data-case").count();
    assert_eq!((count(&first), count(&second)), (50, 10));
    // A place of this list is none of another's.
    let other = rita.get(&next.replace("after=", "state=escalated&after=")).expect(200);
    assert_eq!(count(&other), 0);
}

/// A text up to the first character that a page might escape.
fn beginning(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == ' ').collect()
}

#[test]
fn a_case_of_the_rules_is_on_one_screen() {
    let server = by_rules();
    let review = cases_of_one_domain(&server, 1).remove(0);
    let customer = case_of(&server, &review)["customerId"].as_str().unwrap().to_owned();
    let partner = format!("/partner/v1/customers/{customer}/reviews/{review}/documents");
    server.user().post(&partner).body(PDF).send().expect(201);
    let rita = server.browser_of(RITA);
    let shown = rita.visit(&path(&review, "")).expect(200);
    let text = shown.text();
    let case = case_of(&server, &review);
    let known = [
        case["companyName"].as_str(),
        case["reasonCode"].as_str(),
        case["domain"].as_str(),
        case["applicant"]["tenantDomain"].as_str(),
        case["decision"]["rule"].as_str(),
        case["documents"][0]["sha256"].as_str(),
        Some(customer.as_str()),
        Some("Northlight Cloud"),
    ];
    for known in known {
        let known = known.unwrap_or_else(|| panic!("{case}"));
        assert!(text.contains(known), "{known}: {text}");
    }
    for check in case["checks"].as_array().unwrap() {
        let begin = beginning(check.as_str().unwrap());
        assert!(text.contains(&begin), "{check}: {text}");
    }
    let texts = &case["decision"]["texts"];
    for item in texts["evidence"].as_array().expect("a list") {
        // A source is called by its title, of which an apostrophe is escaped.
        let sources = texts["findings"]["sources"].as_array().expect("a list");
        let source = sources.iter().find(|source| source["id"] == item["source"]).expect("it was consulted");
        let title = source["title"].as_str().unwrap().rsplit('\'').next().unwrap();
        assert!(title.len() > 5 && text.contains(title), "{item}: {text}");
    }
    // What was found and what to look at are there in the reader's language.
    let polish =
        rita.send(rita.request("GET", &path(&review, "")).header("Accept-Language", "pl")).expect(200);
    let explanation = texts["explanation"].as_str().unwrap();
    for english in case["checks"].as_array().unwrap().iter().filter_map(Value::as_str).chain([explanation]) {
        let begin = beginning(english);
        assert!(begin.len() < 8 || !polish.text().contains(&begin), "{begin}: {}", polish.text());
    }
    let in_polish = server.staff().get(format!("/operator/v1/reviews/{review}")).header("X-Locale", "pl-PL");
    for check in in_polish.send().expect(200).json()["checks"].as_array().unwrap() {
        let begin = beginning(check.as_str().unwrap());
        assert!(polish.text().contains(&begin), "{check}: {}", polish.text());
    }
    for heading in [
        "Evidence",
        "Names side by side",
        "Names that look alike",
        "Earlier decisions",
        "Rules that were tried",
    ] {
        assert!(text.contains(heading), "{heading}: {text}");
    }
    // A document is downloaded and never shown.
    let document = attribute_behind(text, "class=\"button second\" href=\"").expect("a document");
    let downloaded = rita.get(&document).expect(200);
    assert!(downloaded.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
    assert_eq!(downloaded.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(downloaded.body, PDF);
    rita.get(&path(&review, "/documents/00000000-0000-4000-8000-000000000000")).expect(404);
    rita.get(&path(&review, "/documents/x")).expect(404);
    // Each look stands in the trail.
    let trail = server.staff().get("/operator/v1/audit?size=500").send().expect(200).json();
    let looks = trail["items"].as_array().unwrap().iter().filter(|item| item["actor"] == RITA).count();
    assert!(looks >= 2, "{trail}");
}

#[test]
fn hostile_names_and_websites_are_text() {
    let server = manual();
    let hostile = "\"><img src=x onerror=alert(1)>";
    let body = json!({ "companyProfile": { "domain": "hostile.onmicrosoft.com" },
        "billingProfile": { "companyName": hostile, "email": "a@b.example", "culture": "en-US", "language": "en",
            "defaultAddress": { "country": "US" } } });
    let created = server.user().post("/v1/customers").json(&body).send().expect(201).json();
    let customer = created["id"].as_str().unwrap().to_owned();
    let request = json!({ "qualification": "Education", "website": "javascript:alert(1)" });
    let request =
        server.user().post(format!("/v1/customers/{customer}/qualifications")).json(&request).send();
    if request.status != 201 {
        let request = json!({ "qualification": "Education" });
        server
            .user()
            .post(format!("/v1/customers/{customer}/qualifications"))
            .json(&request)
            .send()
            .expect(201);
    }
    wait_until("a person is to look", || !queue(&server, "").is_empty());
    let review = queue(&server, "").remove(0);
    let rita = server.browser_of(RITA);
    claim(&rita, &review);
    let shown = rita.visit(&path(&review, "")).expect(200);
    let note = "<script>alert(2)</script>\r\n=1+1";
    rita.post(&path(&review, "/notes"), &[("seen", seen(&shown).as_str()), ("note-text", note)]).expect(303);
    for address in [
        path(&review, ""),
        "/dashboard/reviews?state=claimed".to_owned(),
        format!("/dashboard/reviews/alike?review={review}"),
    ] {
        let text = rita.visit(&address).expect(200).text().to_owned();
        assert!(!text.contains("<img") && !text.contains("<script>alert"), "{text}");
        assert!(!text.contains("href=\"javascript:"), "{text}");
        assert!(text.contains("&#62;"), "the name is shown as it is: {text}");
    }
}

#[test]
fn what_is_not_there_is_not_there_and_who_only_reads_is_offered_nothing() {
    let (server, _, review) = manual_with_case();
    let rita = server.browser_of(RITA);
    for id in ["x", "00000000-0000-4000-8000-000000000000"] {
        rita.get(&path(id, "")).expect(404);
    }
    let ana = server.browser_of("ana@northlight.example");
    assert_eq!(ana.get(&path(&review, "")).status, 403);
    assert_eq!(server.browser().get(&path(&review, "")).status, 303);
}

#[test]
fn staff_of_a_partner_sees_none_of_its_cases() {
    let server = TestServer::start_with(|config| {
        config.vetting.policy = VettingPolicy::Manual;
        let partner = NORTHLIGHT.parse().expect("a GUID");
        let (subject, name, domain) = (None, Some(RITA.to_owned()), None);
        config.reviews.partner_staff =
            vec![qualify_server::config::PartnerStaff { partner, subject, name, domain }];
    });
    server.new_customer_in("E?");
    let review = queue(&server, "").remove(0);
    let rita = server.browser_of(RITA);
    assert_eq!(rita.visit("/dashboard/reviews").expect(200).text().matches("data-case").count(), 0);
    rita.get(&path(&review, "")).expect(403);
    rita.get(&format!("/dashboard/reviews?partner={NORTHLIGHT}")).expect(403);
    let alike = rita.get(&format!("/dashboard/reviews/alike?review={review}")).expect(400);
    assert!(alike.text().contains("not for you"), "{}", alike.text());
}
