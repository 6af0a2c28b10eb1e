//! A case as its partner sees it: questions, appeals, documents.

use qualify_testkit::browser::attribute_behind;
use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Browser, Response, TestServer};
use qualify_vocabulary::VettingPolicy;
use serde_json::Value;

const ANA: &str = "ana@northlight.example";
const SAM: &str = "sam@northlight.example";
const RITA: &str = "rita@qualify.example";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";
const BOUNDARY: &str = "----WebKitFormBoundaryQ1";

fn manual() -> TestServer {
    TestServer::start_with(|config| config.vetting.policy = VettingPolicy::Manual)
}

/// The cases of a customer, the newest first, as the API shows them to the partner.
fn cases(server: &TestServer, customer: &str) -> Vec<Value> {
    let list =
        server.user().get(format!("/partner/v1/customers/{customer}/reviews")).send().expect(200).json();
    list.as_array().expect("a list").clone()
}

fn id_of(case: &Value) -> String {
    case["id"].as_str().expect("an id").to_owned()
}

fn path(customer: &str, review: &str, rest: &str) -> String {
    format!("/dashboard/customers/{customer}/reviews/{review}{rest}")
}

/// What a form carries of the case that a page was made of.
fn seen(shown: &Response) -> String {
    attribute_behind(shown.text(), "name=\"seen\" value=\"").expect("the page has a form")
}

/// A case in review, of which the reviewer has asked something.
fn asked() -> (TestServer, String, String) {
    let server = manual();
    let customer = server.new_customer_in("E?");
    let review = id_of(&cases(&server, &customer)[0]);
    let rita = server.browser_of(RITA);
    rita.visit(&format!("/dashboard/reviews/{review}")).expect(200);
    rita.post(&format!("/dashboard/reviews/{review}/claim"), &[]).expect(303);
    let shown = rita.visit(&format!("/dashboard/reviews/{review}")).expect(200);
    let fields = [("seen", seen(&shown)), ("ask-items", "a charter <b>\r\na list".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    rita.post(&format!("/dashboard/reviews/{review}/ask"), &fields).expect(303);
    (server, customer, review)
}

/// Sends a file as a browser does, with the token of the page that was shown last.
fn send_file(browser: &Browser<'_>, path: &str, file: &[u8]) -> Response {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"../<b>.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    );
    let body = [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
    let address = format!("{path}?form_token={}", browser.token());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    browser.send(browser.request("POST", &address).header("Content-Type", kind).body(body))
}

#[test]
fn a_question_is_shown_and_answered_once() {
    let (server, customer, review) = asked();
    let ana = server.browser_of(ANA);
    let list = ana.visit(&format!("/dashboard/customers/{customer}/qualifications")).expect(200);
    assert!(list.text().contains("Your answer is needed"), "{}", list.text());
    let shown = ana.visit(&path(&customer, &review, "")).expect(200);
    let text = shown.text();
    assert!(text.contains("a charter &#60;b&#62;") && text.contains("send an answer before"), "{text}");
    assert!(!text.contains(RITA), "who of the staff works on it is nobody's business here: {text}");
    let seen = seen(&shown);
    let empty = ana.post(&path(&customer, &review, "/reply"), &[("seen", seen.as_str())]).expect(400);
    assert!(empty.text().contains("Write 1 to 4000 characters."), "{}", empty.text());
    let fields = [("seen", seen.as_str()), ("reply-text", "Here <i>it</i> is.")];
    let sam = server.browser_of(SAM);
    sam.visit(&path(&customer, &review, "")).expect(200);
    for click in 0..2 {
        let answer = ana.post(&path(&customer, &review, "/reply"), &fields).expect(303);
        let expected = path(&customer, &review, "?done=replied");
        assert_eq!(answer.header("Location"), Some(expected.as_str()), "{click}");
    }
    let shown = ana.visit(&path(&customer, &review, "?done=replied")).expect(200);
    assert!(
        shown.text().contains("The answer is sent.") && shown.text().contains("&#60;i&#62;it"),
        "{}",
        shown.text()
    );
    // Somebody else's answer comes too late, and is not lost.
    let late = [("seen", seen.as_str()), ("reply-text", "Another answer.")];
    let shown = sam.post(&path(&customer, &review, "/reply"), &late).expect(409);
    assert!(shown.text().contains(&format!("{ANA} has done this meanwhile")), "{}", shown.text());
    assert!(shown.text().contains("Another answer."), "{}", shown.text());
    let case = &cases(&server, &customer)[0];
    assert_eq!(case["questions"].as_array().unwrap().len(), 1, "{case}");
    assert_eq!(case["questions"][0]["reply"]["text"], "Here <i>it</i> is.", "{case}");
}

#[test]
fn a_denial_is_appealed_once() {
    let server = manual();
    let customer = server.new_customer_in("E-");
    let review = id_of(&cases(&server, &customer)[0]);
    let (ana, sam) = (server.browser_of(ANA), server.browser_of(SAM));
    let list = ana.visit(&format!("/dashboard/customers/{customer}/qualifications")).expect(200);
    assert!(
        list.text().contains("Not an Academic Domain") && list.text().contains("Appeal before"),
        "{}",
        list.text()
    );
    let shown = ana.visit(&path(&customer, &review, "")).expect(200);
    sam.visit(&path(&customer, &review, "")).expect(200);
    let seen = seen(&shown);
    let fields = [("seen", seen.as_str()), ("appeal-text", "=HYPERLINK(1) <script>alert(1)</script>")];
    let first = ana.post(&path(&customer, &review, "/appeal"), &fields).expect(303);
    let second = ana.post(&path(&customer, &review, "/appeal"), &fields).expect(303);
    assert_eq!(first.header("Location"), second.header("Location"));
    let shown = ana.follow(first).expect(200);
    assert!(shown.text().contains("The appeal is made."), "{}", shown.text());
    assert!(!shown.text().contains("<script>alert"), "{}", shown.text());
    let late = [("seen", seen.as_str()), ("appeal-text", "My own words.")];
    let refused = sam.post(&path(&customer, &review, "/appeal"), &late).expect(409);
    assert!(refused.text().contains(&format!("{ANA} has done this meanwhile")), "{}", refused.text());
    assert!(refused.text().contains("My own words."), "{}", refused.text());
    assert_eq!(cases(&server, &customer).len(), 2);
}

#[test]
fn a_request_is_taken_back_once_and_a_form_from_before_does_nothing() {
    let server = manual();
    let customer = server.new_customer_in("E?");
    let review = id_of(&cases(&server, &customer)[0]);
    let ana = server.browser_of(ANA);
    let seen = seen(&ana.visit(&path(&customer, &review, "")).expect(200));
    let stale = ana.post(&path(&customer, &review, "/withdraw"), &[("seen", "denied 3")]).expect(409);
    assert!(stale.text().contains("the case has changed since you opened it"), "{}", stale.text());
    assert_eq!(server.state_of(&customer), "E?");
    for _ in 0..2 {
        ana.post(&path(&customer, &review, "/withdraw"), &[("seen", seen.as_str())]).expect(303);
    }
    assert_eq!(server.state_of(&customer), "∅");
}

#[test]
fn documents_are_handed_in_once_and_read_again_as_downloads() {
    let (server, customer, review) = asked();
    let ana = server.browser_of(ANA);
    let documents = path(&customer, &review, "/documents");
    let shown = ana.visit(&path(&customer, &review, "")).expect(200);
    assert!(shown.text().contains("of at most 10 MiB"), "{}", shown.text());
    for _ in 0..2 {
        send_file(&ana, &documents, PDF).expect(303);
    }
    let shown = ana.visit(&path(&customer, &review, "?done=handed-in")).expect(200);
    assert_eq!(shown.text().matches("download>").count(), 1, "{}", shown.text());
    for (file, status, expected) in [
        (b"".as_slice(), 400, "Choose a file."),
        (b"MZ\x90\0 a program".as_slice(), 400, "The file was not taken."),
        (b"%PDF-1.4 <script>".as_slice(), 400, "The file was not taken."),
    ] {
        let refused = send_file(&ana, &documents, file);
        assert_eq!(refused.status, status, "{}", refused.text());
        assert!(refused.text().contains(expected), "{}", refused.text());
    }
    let broken = ana.request("POST", &format!("{documents}?form_token={}", ana.token()));
    let broken = broken.header("Content-Type", "multipart/form-data; boundary=x").body("nothing of the kind");
    assert_eq!(ana.send(broken).status, 400);
    let foreign = server.browser_of("sue@southgate.example");
    foreign.visit("/dashboard/sessions").expect(200);
    send_file(&foreign, &documents, PDF).expect(404);
    let address = attribute_behind(shown.text(), "class=\"button second\" href=\"").expect("a document");
    let downloaded = ana.get(&address).expect(200);
    assert!(downloaded.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
    assert_eq!(downloaded.body, PDF);
    foreign.get(&address).expect(404);
    ana.get(&path(&customer, &review, "/documents/x")).expect(404);
    // A token of nobody's is none.
    let alone = ana.request("POST", &format!("{documents}?form_token=x"));
    let alone = alone.header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}")).body(PDF);
    assert_eq!(ana.send(alone).status, 403);
}

#[test]
fn a_case_of_another_customer_is_not_there_and_who_only_reads_is_offered_nothing() {
    let (server, customer, review) = asked();
    let ana = server.browser_of(ANA);
    ana.get(&path(LAKESIDE, &review, "")).expect(404);
    ana.get(&path(&customer, "x", "")).expect(404);
    ana.get(&path(&customer, "00000000-0000-4000-8000-000000000000", "")).expect(404);
    let rob = server.browser_of("rob@northlight.example");
    let shown = rob.visit(&path(&customer, &review, "")).expect(200);
    assert!(!shown.text().contains("/reply\"") && !shown.text().contains("/withdraw\""), "{}", shown.text());
    assert!(!shown.text().contains("type=\"file\""), "{}", shown.text());
}
