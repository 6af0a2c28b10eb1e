//! The page at `/`, and the forms that are filled at a click: without a script, and without anybody else's.

use qualify_testkit::seed::NORTHLIGHT_CUSTOMERS;
use qualify_testkit::{Response, TestIssuer, TestServer};
use serde_json::json;

use crate::issuer::pages::assert_page;
use crate::issuer::{ANA, PASSWORD, authorization, devices, open_page, read_page, sent_back, text};

fn home(server: &TestServer) -> Response {
    server.anonymous().get("/").send().expect(200)
}

/// What a page holds, as a browser reads it.
fn unescaped(html: &str) -> String {
    html.replace("&#38;", "&")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
}

/// Where the link with this text leads.
#[track_caller]
fn link(html: &str, text: &str) -> String {
    let before = html.split(&format!("\">{text}")).next().expect("a split has a first part");
    unescaped(before.rsplit("<a href=\"").next().expect("a split has a last part"))
}

#[test]
fn the_home_page_says_what_this_is_who_can_sign_in_and_what_to_do_next() {
    let server = TestServer::start();
    let answer = home(&server);
    assert_page(&answer);
    let html = unescaped(answer.text());
    assert!(
        html.contains("<title>Home - Qualify sandbox</title>") && html.contains("<h1>Qualify sandbox</h1>")
    );
    assert!(html.contains(&format!("data-copy=\"the URL\">{}</code>", server.url())), "{html}");
    let people = ["ana@northlight.example", "sam@northlight.example", "rob@northlight.example"];
    let others =
        ["sue@southgate.example", "olga@qualify.example", "rita@qualify.example", "lena@qualify.example"];
    for name in people.iter().chain(&others) {
        assert!(
            html.contains(&format!("<tr><td>{name}</td><td><code>{PASSWORD}</code></td>")),
            "{name}: {html}"
        );
    }
    for of in ["Northlight Cloud", "Southgate IT", "the operator's staff"] {
        assert!(html.contains(&format!("<td>{of}</td>")), "{of}: {html}");
    }
    assert_eq!(html.matches("<pre class=\"copied\" data-copy=\"command ").count(), 3, "{html}");
    assert!(html.contains("3. Education pricing for Lakeside School: "), "{html}");
    let token =
        html.split("data-copy=\"the token\" tabindex=\"0\">").nth(1).unwrap().split('<').next().unwrap();
    let customers = server.with_token(token).get("/v1/customers").send().expect(200).json();
    assert_eq!(customers["totalCount"], NORTHLIGHT_CUSTOMERS.len());
    for path in ["/device", "/openapi.json"] {
        assert!(html.contains(&format!("href=\"{path}\"")), "{path}: {html}");
        server.anonymous().get(path).send().expect(200);
    }
}

#[test]
fn the_home_page_is_shown_in_no_list_and_hit_by_no_fault() {
    let server = TestServer::start();
    let fault = json!([{ "match": "/", "status": 503, "times": 9 }]);
    server.anonymous().put("/sandbox/faults").json(&fault).send().expect(200);
    home(&server);
    server.anonymous().head("/").send().expect(200);
    let list = server.anonymous().get("/sandbox/requests").send().expect(200).json();
    assert_eq!(list["requests"], json!([]), "it holds a token");
    server.anonymous().get("/").host("evil.example").send().assert_error(403, 2032);
}

#[test]
fn where_a_foreign_name_can_lead_the_home_page_has_no_token() {
    let server = TestServer::start_with(|config| config.server.listen = ([0, 0, 0, 0], 0).into());
    for (host, has_token) in [("evil.example", false), ("localhost", true)] {
        let page = server.anonymous().get("/").host(host).send().expect(200);
        assert_eq!(page.text().contains("eyJ"), has_token, "{host}");
    }
}

#[test]
fn a_service_that_is_no_sandbox_leads_to_its_dashboard_and_has_no_documents() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| issuer.trust_in(config));
    let answer = server.anonymous().get("/").send().expect(303);
    assert_eq!(answer.header("location"), Some("/dashboard"));
    server.anonymous().get("/docs/OPERATIONS.md").send().assert_error(404, 1000);
}

#[test]
fn a_sign_in_begins_on_the_home_page_is_filled_at_a_click_and_ends_there() {
    let server = TestServer::start();
    let path = link(home(&server).text(), "Sign in");
    let page = open_page(&server, &path);
    assert!(page.html.contains("<p class=\"place\"><a href=\"/\">Qualify sandbox</a></p>"), "{}", page.html);
    assert!(!page.html.contains(&format!("value=\"{PASSWORD}\"")), "nobody was chosen yet: {}", page.html);
    let filled_path = link(&page.html, "sam@northlight.example");
    let answer = server.anonymous().get(&filled_path).send().expect(200);
    assert_page(&answer);
    let html = answer.text();
    assert!(
        html.contains("value=\"sam@northlight.example\"") && html.contains(&format!("value=\"{PASSWORD}\""))
    );
    assert!(html.contains("value=\"sign_in\" autofocus>"), "one key is enough: {html}");
    assert!(!html.contains("<script"), "{html}");
    // Another one is one click away, and the address grows by nothing.
    assert_eq!(link(html, "ana@northlight.example").len(), filled_path.len());
    let fields = [("username", "sam@northlight.example"), ("password", PASSWORD), ("decision", "sign_in")];
    let sent = read_page(&answer).submit(&server, &filled_path, &fields);
    let location = sent.header("Location").expect("it is sent back").to_owned();
    assert!(sent_back(&sent)["code"].is_string(), "{location}");
    let back = location.strip_prefix(server.url()).expect("to where it began");
    let home = server.anonymous().get(back).send().expect(200);
    assert!(home.text().contains("You are signed in"), "{}", home.text());
}

#[test]
fn nobody_is_filled_in_who_could_not_sign_in_there() {
    let server = TestServer::start();
    let query = authorization(&[("login_hint", ANA)]);
    for (tenant, chosen) in [("southgate.example", ANA), ("organizations", "nobody@x.example")] {
        let path = format!("/{tenant}/oauth2/v2.0/authorize?{query}&fill={chosen}");
        let page = open_page(&server, &path);
        assert!(page.html.contains(&format!("value=\"{ANA}\"")), "the hint stays: {}", page.html);
        assert!(!page.html.contains(&format!("value=\"{PASSWORD}\"")), "{}", page.html);
    }
}

#[test]
fn a_device_is_approved_by_a_form_that_was_filled_at_a_click() {
    let server = TestServer::start();
    let device = devices::start(&server);
    let user_code = text(&device, "user_code");
    let page = open_page(&server, &format!("/device?user_code={user_code}"));
    let path = link(&page.html, ANA);
    let answer = server.anonymous().get(&path).send().expect(200);
    assert_page(&answer);
    let html = answer.text();
    assert!(
        html.contains(&format!("value=\"{ANA}\"")) && html.contains(&format!("value=\"{PASSWORD}\"")),
        "{html}"
    );
    let fields =
        [("user_code", user_code), ("username", ANA), ("password", PASSWORD), ("decision", "approve")];
    let done = read_page(&answer).submit(&server, "/device", &fields).expect(200);
    assert!(done.text().contains("The device is signed in"), "{}", done.text());
    let shown = server.anonymous().get("/sandbox/requests").send().expect(200).text().to_owned();
    assert!(!shown.contains(&format!("value=\\\"{PASSWORD}")), "a filled password is masked: {shown}");
}
