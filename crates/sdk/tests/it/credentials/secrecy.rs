//! Nothing secret shows: neither in `Debug`, nor in errors, nor in what is traced, whatever an authority says back.

use std::io;
use std::sync::{Arc, Mutex};

use qualify_sandbox::ClientCertificatePair;
use qualify_sdk::{
    Application, BrowserPrompt, Client, ClientCertificate, Cloud, Credentials, DevicePrompt, FileSecretStore,
    MemorySecretStore, Reservation, Secret,
};
use serde_json::json;
use tracing_subscriber::fmt::writer::MakeWriter;

use super::script::{Asked, Reply, Script};
use super::{all_of, client};

/// What every secret holds.
const MARK: &str = "s3cret";

#[derive(Clone, Default)]
struct Traced(Arc<Mutex<Vec<u8>>>);

impl io::Write for Traced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics with the lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Traced {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Sends the browser back with a code, as soon as a page is known.
fn come_back(prompt: &BrowserPrompt) {
    let url = reqwest::Url::parse(&prompt.url).expect("a URL");
    let value =
        |name: &str| url.query_pairs().find(|(known, _)| known == name).expect("a value").1.into_owned();
    let (back, state) = (value("redirect_uri").replace("localhost", "127.0.0.1"), value("state"));
    std::thread::spawn(move || {
        qualify_testkit::Request::new(&back, "GET", format!("/?code={MARK}-code&state={state}"))
            .send()
            .expect(200)
    });
}

fn ways(pair: &ClientCertificatePair) -> Vec<Credentials> {
    let secret = |what: &str| Secret::from(format!("{MARK}-{what}"));
    let application = || Application::new("northlight.example", "the-application", secret("client"));
    let certificate = ClientCertificate::from_pem(pair.certificate_pem.as_bytes(), pair.key_pem.as_bytes());
    let certificate = certificate.expect("the pair is good");
    let certified = Application::with_certificate("northlight.example", "the-application", certificate);
    let kept = || MemorySecretStore::with(secret("refresh"));
    vec![
        Credentials::client_secret(application()),
        Credentials::client_certificate(certified.clone()),
        Credentials::refresh_token(application(), kept()),
        Credentials::refresh_token(certified, kept()),
        Credentials::device_code(application(), MemorySecretStore::default(), |_| {}),
        Credentials::browser(application(), MemorySecretStore::default(), come_back),
        Credentials::password(application(), "ana@northlight.example", secret("password")),
        Credentials::static_token(secret("static")),
        Credentials::command("sh", ["-c".to_owned(), format!("echo {MARK}-{} >&2; exit 1", "x".repeat(60))]),
    ]
}

/// An authority that says back what it was sent, in this way.
fn said_back(way: usize, asked: &Asked) -> Reply {
    if asked.target.ends_with("devicecode") {
        return Reply::json(
            200,
            &json!({ "device_code": format!("{MARK}-device"), "user_code": format!("{MARK}-user"), "interval": 1,
                "verification_uri": "https://login.example/device", "expires_in": 2 }),
        );
    }
    if !asked.is_for_token() {
        return Reply::text(401, "");
    }
    let fields = [
        "client_secret",
        "client_assertion",
        "refresh_token",
        "device_code",
        "code",
        "code_verifier",
        "password",
    ];
    let sent: Vec<String> = fields.iter().filter_map(|field| asked.field(field)).collect();
    let first = sent.first().cloned().unwrap_or_default();
    match way {
        0 => Reply::refused("invalid_grant", &format!("I was sent {}", sent.join(", "))),
        1 => Reply::refused(&first, ""),
        2 => Reply::refused("invalid_client", &asked.body),
        3 => Reply::text(500, &asked.body),
        4 => Reply::text(200, &asked.body),
        5 => Reply::json(200, &json!({ "access_token": [first], "expires_in": first })),
        6 => Reply::json(200, &json!({ "access_token": format!("{MARK}-access"), "expires_in": first })),
        7 => Reply::cut(),
        _ => Reply::token(&format!("{MARK}-access")),
    }
}

/// Signs in in every way at an authority that answers so, and gives all that shows.
fn shown_by(answer: usize, pair: &ClientCertificatePair) -> Vec<String> {
    let traced = Traced::default();
    let everything = tracing_subscriber::filter::LevelFilter::TRACE;
    let subscriber = tracing_subscriber::fmt().with_max_level(everything).with_writer(traced.clone());
    let _guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    // Everything runs on this thread, where the tracing is.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let script = Script::start(move |_, asked| said_back(answer, asked));
    let mut shown = Vec::new();
    for way in ways(pair) {
        let name = format!("{way:?}");
        let client = client(script.url(), way);
        let list = client.customers().list(qualify_sdk::ListQuery::all()).all();
        let error = runtime.block_on(list).expect_err("no answer is good");
        shown.push(format!("{name} {client:?} {answer}: {}", all_of(&error)));
    }
    for assertion in script.asked().iter().filter_map(|asked| asked.field("client_assertion")) {
        assert!(!shown.iter().any(|text| text.contains(&assertion)), "an assertion shows");
    }
    let traced =
        String::from_utf8(traced.0.lock().expect("nobody panics with the lock").clone()).expect("UTF-8");
    assert!(traced.contains("qualify_sdk"), "what is traced is looked at");
    shown.push(traced);
    shown
}

#[test]
fn nothing_secret_shows_in_any_way_of_signing_in() {
    let pair = ClientCertificatePair::make("A client", 30).expect("a pair is made");
    for text in qualify_testkit::in_parallel(9, |answer| shown_by(answer, &pair)).concat() {
        let at = text.find(MARK).map(|at| &text[at.saturating_sub(200)..(at + 40).min(text.len())]);
        assert_eq!(at, None, "a secret shows");
        assert!(!text.contains("Bearer ey") && !text.contains("PRIVATE KEY"), "a secret shows");
    }
}

#[test]
fn a_token_that_is_exchanged_does_not_show() {
    let script = Script::start(|_, asked| {
        if asked.is_for_token() {
            return Reply::token(&format!("{MARK}-access"));
        }
        assert_eq!((asked.target.as_str(), asked.body.as_str()), ("/generatetoken", "grant_type=jwt_token"));
        Reply::refused("invalid_token", &format!("not taken: {}", asked.authorization))
    });
    let credentials = Credentials::client_secret(Application::new("northlight.example", "id", "secret"));
    let settings =
        Client::builder(Cloud::sandbox(script.url()), credentials).exchange_tokens().without_proxy();
    let error = super::run(settings.build().expect("the settings are good").sign_in()).unwrap_err();
    let text = super::assert_sign_in(&error, Some("invalid_token"));
    assert!(text.contains("/generatetoken was refused with status 400: not taken: Bearer ***"), "{text}");
    assert!(!all_of(&error).contains(MARK), "{error:?}");
}

#[test]
fn debug_shows_neither_secrets_nor_codes() {
    let secret = Secret::from(format!("{MARK}-secret"));
    let store = MemorySecretStore::with(secret.clone());
    let file = FileSecretStore::new("/folder/sign-in");
    let application = Application::new("tenant", "id", secret.clone());
    let all = format!("{secret:?} {store:?} {file:?} {application:?} {:?}", Reservation::unguarded());
    assert!(!all.contains(MARK), "{all}");
    let _: fn(&DevicePrompt) -> String = |prompt| format!("{prompt:?}");
}
