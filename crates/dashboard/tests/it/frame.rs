//! What stands around every page.

use qualify_testkit::seed::NOBODY;
use qualify_testkit::{TestIssuer, TestServer};

const ANA: &str = "ana@northlight.example";

#[test]
fn every_page_says_that_it_is_a_sandbox_and_what_its_clock_shows() {
    let server = TestServer::start();
    for page in ["/dashboard/sign-in", "/dashboard/nothing"] {
        let shown = server.browser().visit(page);
        assert!(
            shown.text().contains("SANDBOX") && shown.text().contains("Its clock stands at"),
            "{}",
            shown.text()
        );
    }
    let shown = server.browser_of(ANA).visit("/dashboard/customers").expect(200);
    assert!(shown.text().contains("SANDBOX"), "{}", shown.text());
}

#[test]
fn production_says_its_name_and_its_root_leads_to_the_dashboard() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| {
        issuer.trust_in(config);
        config.dashboard.environment_name = "Production of Contoso".to_owned();
    });
    let answer = server.anonymous().get("/").send().expect(303);
    assert_eq!(answer.header("Location"), Some("/dashboard"));
    let shown = server.browser().visit("/").expect(200);
    let text = shown.text();
    assert!(text.contains("Production of Contoso") && !text.contains("SANDBOX"), "{text}");
    assert!(text.contains("Nobody can sign in here yet"), "{text}");
}

#[test]
fn the_sandboxs_own_page_leads_to_the_dashboard() {
    let server = TestServer::start();
    assert!(server.anonymous().get("/").send().expect(200).text().contains("href=\"/dashboard\""));
}

#[test]
fn what_is_not_there_is_a_page_with_an_id_and_a_way_back() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    for path in [
        "/dashboard/nothing".to_owned(),
        "/dashboard/customers/x".to_owned(),
        format!("/dashboard/customers/{NOBODY}"),
        "/dashboard/static/x.css".to_owned(),
    ] {
        let shown = ana.get(&path).expect(404);
        let id = shown.header("MS-CorrelationId").unwrap().to_owned();
        assert!(
            shown.text().contains(&id) && shown.text().contains("href=\"/dashboard\""),
            "{}",
            shown.text()
        );
        assert!(shown.text().contains("This is not here"), "{}", shown.text());
    }
    let wrong = ana.send(ana.request("DELETE", "/dashboard/customers"));
    assert_eq!((wrong.status, wrong.text().contains("<!DOCTYPE html>")), (405, true));
}

#[test]
fn nothing_runs_on_a_page_but_its_own() {
    let server = TestServer::start();
    let ana = server.browser_of(ANA);
    let (first, second) = (ana.visit("/dashboard/customers"), ana.visit("/dashboard/customers"));
    for name in ["X-Frame-Options", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"] {
        assert!(first.header(name).is_some(), "{name}");
    }
    let policy = first.header("Content-Security-Policy").unwrap();
    assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_ne!(Some(policy), second.header("Content-Security-Policy"), "a nonce is good once");
    assert_eq!(first.header("Cache-Control"), Some("no-store"));
    let html = first.text();
    assert!(!html.contains("style=\"") && !html.contains("onclick") && !html.contains("<style"), "{html}");
    assert!(!html.contains("http://") && !html.contains("https://"), "nobody else is asked: {html}");
}

#[test]
fn files_are_kept_for_ever_and_come_compressed() {
    let server = TestServer::start();
    let list = server.browser_of("ana@northlight.example");
    // A page that loads no parts of itself does not load what loads them.
    for (shown, count) in
        [(server.browser().visit("/dashboard/sign-in"), 2), (list.visit("/dashboard/customers"), 3)]
    {
        first_visit(&server, shown.expect(200).text(), count);
    }
}

fn first_visit(server: &TestServer, html: &str, count: usize) {
    let mut bytes = html.len();
    let files: Vec<&str> = html.split('"').filter(|text| text.starts_with("/dashboard/static/")).collect();
    assert_eq!(files.len(), count, "{html}");
    for file in files {
        let plain = server.anonymous().get(file).send().expect(200);
        let packed = server.anonymous().get(file).header("Accept-Encoding", "gzip, br").send().expect(200);
        assert_eq!(plain.header("Cache-Control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(packed.header("Content-Encoding"), Some("gzip"));
        assert!(packed.body.len() < plain.body.len());
        bytes += packed.body.len();
    }
    assert!(bytes < 60 << 10, "a first visit costs {bytes} bytes");
}

#[test]
fn a_language_and_a_look_can_be_chosen_without_signing_in() {
    let server = TestServer::start();
    let browser = server.browser();
    let fields = [("language", "pl"), ("theme", "dark"), ("back", "/dashboard/sign-in")];
    let answer = browser.post_alone("/dashboard/choices", &fields).expect(303);
    assert_eq!(answer.header("Location"), Some("/dashboard/sign-in"));
    let shown = browser.visit("/dashboard/sign-in");
    assert!(shown.text().contains("<html lang=\"pl\" data-theme=\"dark\">"), "{}", shown.text());
    browser.post_alone("/dashboard/choices", &[("theme", "system"), ("back", "//evil.example")]).expect(303);
    let shown = browser.visit("/dashboard/sign-in");
    assert!(shown.text().contains("<html lang=\"pl\">"), "{}", shown.text());
}
