//! A form whose session ends before it is sent.

use qualify_testkit::seed::LAKESIDE;
use qualify_testkit::{Browser, TestServer};

const ANA: &str = "ana@northlight.example";

fn edit() -> String {
    format!("/dashboard/customers/{LAKESIDE}/billing")
}

/// Lets time end every session, a moment ago.
fn end_by_time(server: &TestServer) {
    let ended = "UPDATE browser_sessions SET ends_at = ends_at - 7200000000";
    assert!(server.beside().execute(ended) > 0);
    // Whoever reads sees it behind the next write of the service's own.
    server.new_customer();
}

/// Opens the form, and sends it when the session has ended.
fn send_too_late(server: &TestServer, browser: &Browser<'_>) -> qualify_testkit::Response {
    browser.visit(&edit()).expect(200);
    end_by_time(server);
    let fields = [
        ("companyName", "Lakeside <b>School</b>"),
        ("email", "it@lakeside.example"),
        ("culture", "en-US"),
        ("language", "en"),
        ("defaultAddress.country", "US"),
        ("seen", "1"),
    ];
    browser.post(&edit(), &fields)
}

#[test]
fn what_was_written_is_there_again_after_the_sign_in() {
    let server = TestServer::start_with(|config| config.dashboard.session_hours_max = 168);
    let ana = server.browser_of(ANA);
    let told = send_too_late(&server, &ana).expect(401);
    assert!(told.text().contains("What you wrote is kept"), "{}", told.text());
    let start = qualify_testkit::browser::attribute_behind(told.text(), "class=\"button\" href=\"").unwrap();
    let issuer = ana.visit(&start).expect(200);
    let again = ana.sign_in_on(&issuer, ANA).expect(200);
    let text = again.text();
    assert!(
        text.contains("Send what you wrote?") && text.contains(&format!("action=\"{}\"", edit())),
        "{text}"
    );
    assert!(
        text.contains("Lakeside &#60;b&#62;School&#60;/b&#62;") && !text.contains("kept_owner"),
        "{text}"
    );
    assert!(text.contains("<dt>Company name</dt>") && !text.contains("<dt>seen</dt>"), "{text}");
    // It goes on as if nothing had happened: what was seen is old, and the form says so.
    let fields = [
        ("companyName", "Lakeside School 2"),
        ("email", "it@lakeside.example"),
        ("culture", "en-US"),
        ("language", "en"),
        ("defaultAddress.country", "US"),
        ("seen", "1"),
    ];
    ana.post(&edit(), &fields).expect(409);
}

#[test]
fn nobody_else_sees_what_was_written() {
    let server = TestServer::start_with(|config| config.dashboard.session_hours_max = 168);
    let ana = server.browser_of(ANA);
    let told = send_too_late(&server, &ana).expect(401);
    let start = qualify_testkit::browser::attribute_behind(told.text(), "class=\"button\" href=\"").unwrap();
    let issuer = ana.visit(&start).expect(200);
    let other = ana.sign_in_on(&issuer, "sam@northlight.example").expect(200);
    assert!(!other.text().contains("Send what you wrote?"), "{}", other.text());
}

#[test]
fn a_form_of_no_session_is_not_kept() {
    let server = TestServer::start();
    let told = server.browser().post_alone(&edit(), &[("companyName", "x")]).expect(401);
    assert!(
        told.text().contains("open the page anew") && !told.text().contains("is kept"),
        "{}",
        told.text()
    );
}
