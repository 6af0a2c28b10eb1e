//! The sign-in in a browser: against the sandbox's own page, and against whatever else finds the port.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use qualify_sdk::{
    Application, BrowserPrompt, Client, Credentials, Error, ListQuery, MemorySecretStore, SecretStore as _,
};
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Request, Response, TestServer, encoded, wait_until};
use serde_json::json;

use super::script::{Reply, Script};
use super::{ANA, NATIVE, PASSWORD, all_of, application, assert_sign_in, client, run};

/// A client, where its page comes out, and what it keeps.
struct Desk {
    client: Client,
    pages: mpsc::Receiver<BrowserPrompt>,
    store: Arc<MemorySecretStore>,
}

impl Desk {
    fn open(url: &str, application: Application) -> Self {
        let (sender, pages) = mpsc::channel();
        let store = Arc::new(MemorySecretStore::default());
        let prompt = move |prompt: &BrowserPrompt| sender.send(prompt.clone()).expect("the test waits");
        let client = client(url, Credentials::browser(application, Arc::clone(&store), prompt));
        Self { client, pages, store }
    }

    fn native(url: &str) -> Self {
        Self::open(url, Application::public(NORTHLIGHT, NATIVE))
    }

    /// Begins to sign in, and gives the page once it is known.
    fn begin(&self) -> (std::thread::JoinHandle<qualify_sdk::Result<()>>, Page) {
        let client = self.client.clone();
        let signing_in = std::thread::spawn(move || run(client.sign_in()));
        let prompt = self.pages.recv_timeout(Duration::from_secs(20)).expect("a page comes");
        assert_eq!(prompt.good_for, Duration::from_mins(10));
        (signing_in, Page(prompt.url))
    }
}

/// The authority's page, as the browser is sent there.
struct Page(String);

impl Page {
    fn value(&self, name: &str) -> String {
        let url = reqwest::Url::parse(&self.0).expect("a URL");
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("{name} is missing")).1.into_owned()
    }

    /// The program's own address.
    fn back(&self) -> String {
        self.value("redirect_uri").replace("localhost", "127.0.0.1")
    }

    /// Goes back to the program as a browser does.
    fn go_back(&self, target: &str) -> Response {
        let back = self.back();
        let host = back.trim_start_matches("http://").replace("127.0.0.1", "localhost");
        Request::new(&back, "GET", target).host(host).send()
    }

    /// Fills the sandbox's form, and goes where it sends the browser.
    fn fill(&self, server: &TestServer, fields: &[(&str, &str)]) -> Response {
        let path = self.0.strip_prefix(server.url()).expect("the sandbox's own page");
        let page = server.anonymous().get(path).send().expect(200);
        let token = page.text().split_once("name=\"form_token\" value=\"").expect("a form").1;
        let token = token.split('"').next().expect("a value");
        let cookie =
            page.header("Set-Cookie").expect("a cookie").split(';').next().expect("a value").to_owned();
        let mut form = format!("form_token={}", encoded(token));
        for (name, value) in fields {
            form.extend(["&", name, "=", &encoded(value)]);
        }
        let sent = server.anonymous().post(path).header("Cookie", cookie).body(form).send().expect(302);
        let location = sent.header("Location").expect("a redirect has an address");
        let redirect_uri = self.value("redirect_uri");
        let target = location.strip_prefix(&redirect_uri).expect("back to the program");
        self.go_back(&if target.starts_with('/') { target.to_owned() } else { format!("/{target}") })
    }
}

const SIGN_IN: [(&str, &str); 3] = [("username", ANA), ("password", PASSWORD), ("decision", "sign_in")];

#[test]
fn a_user_signs_in_in_a_browser_and_is_not_asked_twice() {
    let server = TestServer::start();
    for application in [Application::public(NORTHLIGHT, NATIVE), application()] {
        let desk = Desk::open(server.url(), application.clone());
        let (signing_in, page) = desk.begin();
        assert!(page.value("redirect_uri").starts_with("http://localhost:"));
        assert_eq!(
            (page.value("code_challenge_method"), page.value("code_challenge").len()),
            ("S256".to_owned(), 43)
        );
        let shown = page.fill(&server, &SIGN_IN).expect(200);
        assert!(shown.text().contains("Close this page"), "{}", shown.text());
        for (name, value) in [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")] {
            assert_eq!(shown.header(name), Some(value));
        }
        assert!(!shown.text().contains("code"), "{}", shown.text());
        signing_in.join().unwrap().expect("the sign-in");
        let customers = run(desk.client.customers().list(ListQuery::all()).all()).expect("the list");
        assert_eq!(customers.len(), 7);
        // Another run of the program.
        let kept = desk.store.load().unwrap().expect("a refresh token is kept");
        let again = Desk::open(server.url(), application);
        again.store.exchange(&qualify_sdk::Reservation::unguarded(), None, &kept).unwrap();
        run(again.client.sign_in()).expect("the kept sign-in");
        assert!(again.pages.try_recv().is_err(), "nobody is asked");
    }
}

#[test]
fn a_user_who_cancels_is_a_sentence() {
    let server = TestServer::start();
    let desk = Desk::native(server.url());
    let (signing_in, page) = desk.begin();
    let shown = page.fill(&server, &[("decision", "cancel")]).expect(200);
    assert!(shown.text().contains("go back to the program"), "{}", shown.text());
    let error = signing_in.join().unwrap().unwrap_err();
    let text = assert_sign_in(&error, Some("access_denied"));
    assert!(text.contains("AADSTS65004") && text.ends_with("sign in again"), "{text}");
}

#[test]
fn nothing_but_the_answer_ends_the_wait() {
    let server = TestServer::start();
    let desk = Desk::native(server.url());
    let (signing_in, page) = desk.begin();
    let state = page.value("state");
    // A connection that says nothing, as browsers open some.
    let silent = TcpStream::connect(page.back().trim_start_matches("http://")).expect("the port is open");
    for (target, status) in [
        ("/favicon.ico", 404),
        ("/", 404),
        ("/other?code=c&state=s", 404),
        ("/?code=c", 400),
        ("/?code=c&state=another", 400),
        ("/?code=c&state=", 400),
        (&format!("/?code=c&state={state}&state=another"), 400),
        (&format!("/?state={state}"), 400),
        (&format!("/?code=c&error=e&state={state}"), 400),
        (&format!("/?code=c&code=d&state={state}"), 400),
        ("/?error=access_denied&error_description=forged", 400),
        ("/?error=access_denied&state=another", 400),
    ] {
        page.go_back(target).expect(status);
    }
    let good = format!("/?code=c&state={state}");
    // Another name that leads to this machine, and a form where an address is expected.
    Request::new(&page.back(), "GET", &good).host("rebound.example").send().expect(400);
    Request::new(&page.back(), "POST", &good).body("x=y").send().expect(400);
    for junk in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\r\n\r\n", b"GET", &vec![b'a'; 70_000][..]]
    {
        let mut stream =
            TcpStream::connect(page.back().trim_start_matches("http://")).expect("the port is open");
        let _ = stream.write_all(junk);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert!(!signing_in.is_finished());
    page.fill(&server, &SIGN_IN).expect(200);
    signing_in.join().unwrap().expect("the sign-in");
    drop(silent);
}

#[test]
fn what_the_authority_says_of_a_code_is_a_sentence_and_the_port_is_closed_by_then() {
    let script = Script::start(|_, _| {
        Reply::refused("invalid_grant", "AADSTS70008: The code has expired.\r\nTrace ID: 5")
    });
    let desk = Desk::native(script.url());
    let (signing_in, page) = desk.begin();
    page.go_back(&format!("/?code=the+c%2Fode&state={}", page.value("state"))).expect(200);
    let error = signing_in.join().unwrap().unwrap_err();
    let text = assert_sign_in(&error, Some("invalid_grant"));
    assert!(text.contains("The code has expired; sign in again"), "{text}");
    assert!(!all_of(&error).contains("c/ode"), "{error:?}");
    let asked = script.asked();
    assert_eq!(asked[0].field("code").as_deref(), Some("the c/ode"));
    assert_eq!(asked[0].field("redirect_uri"), Some(page.value("redirect_uri")));
    assert_eq!(asked[0].field("code_verifier").expect("a verifier").len(), 43);
    assert!(TcpStream::connect(page.back().trim_start_matches("http://")).is_err());
    assert!(desk.store.load().unwrap().is_none());
}

#[test]
fn an_error_without_words_is_named_and_one_with_hostile_words_is_harmless() {
    let script = Script::start(|_, _| Reply::token("never asked for"));
    for (query, code, said) in [
        ("error=server_error", Some("server_error"), "without a code: server_error; sign in again"),
        ("error=%3Cscript%3E", None, "no reason was given"),
        (
            "error=e&error_description=a%1B%5B31m%0D%0Ab%3Cscript%3E",
            Some("e"),
            "without a code: a[31m; sign in again",
        ),
    ] {
        let desk = Desk::native(script.url());
        let (signing_in, page) = desk.begin();
        let shown = page.go_back(&format!("/?{query}&state={}", page.value("state"))).expect(200);
        assert!(!shown.text().contains("script"), "{}", shown.text());
        let error = signing_in.join().unwrap().unwrap_err();
        let text = assert_sign_in(&error, code);
        assert!(text.contains(said), "{text}");
    }
    assert!(script.asked().is_empty());
}

#[test]
fn a_sign_in_that_is_given_up_closes_its_port() {
    let desk = Desk::native("http://127.0.0.1:9");
    let page = run(async {
        let client = desk.client.clone();
        tokio::select! {
            result = client.sign_in() => panic!("nobody has signed in: {result:?}"),
            page = tokio::task::spawn_blocking(move || desk.pages.recv()) => Page(page.unwrap().unwrap().url),
        }
    });
    wait_until("the port is closed", || {
        TcpStream::connect(page.back().trim_start_matches("http://")).is_err()
    });
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_longer_than_ten_minutes() {
    let desk = Desk::native("http://127.0.0.1:9");
    let begun = tokio::time::Instant::now();
    let error = desk.client.sign_in().await.unwrap_err();
    let text = assert_sign_in(&error, None);
    assert!(text.contains("within 10 minutes; sign in again"), "{text}");
    assert_eq!(begun.elapsed().as_secs(), 600);
}

#[test]
fn where_nothing_can_be_kept_nobody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = qualify_sdk::FileSecretStore::new(folder.path().join("absent").join("sign-in"));
    let credentials = Credentials::browser(application(), store, |_| panic!("nobody is asked"));
    let error = run(client("http://127.0.0.1:9", credentials).sign_in()).unwrap_err();
    assert!(matches!(error, Error::Local { .. }), "{error:?}");
    assert!(error.to_string().contains("its folder is not there"), "{error}");
}

#[test]
fn the_second_sign_in_takes_the_place_of_a_kept_one_that_is_over() {
    let script = Script::start(|_, asked| match asked.field("grant_type").as_deref() {
        Some("refresh_token") => Reply::refused("invalid_grant", "AADSTS50173: revoked"),
        _ => Reply::json(200, &json!({ "access_token": "a", "expires_in": 3600, "refresh_token": "newer" })),
    });
    let desk = Desk::native(script.url());
    desk.store.exchange(&qualify_sdk::Reservation::unguarded(), None, &"older".into()).unwrap();
    let (signing_in, page) = desk.begin();
    page.go_back(&format!("/?code=c&state={}", page.value("state"))).expect(200);
    signing_in.join().unwrap().expect("the sign-in");
    assert_eq!(desk.store.load().unwrap(), Some("newer".into()));
}
