//! Tokens that end, are refused, or cannot be got anew.

use futures_util::TryStreamExt as _;
use qualify_sdk::{Credentials, Error, ListQuery, MemorySecretStore};
use qualify_testkit::{TestServer, encoded};
use serde_json::{Value, json};

use super::script::{Asked, Reply, Script};
use super::{ANA, PASSWORD, application, assert_sign_in, client, refresh_token, run};

/// A page of customers, with another one behind it.
fn page(number: u32, is_last: bool) -> Value {
    let id = format!("00000000-0000-4000-8000-00000000000{number}");
    let customer =
        json!({ "id": id, "companyProfile": { "companyName": "A", "tenantId": id, "domain": "a.example" } });
    let mut page = json!({ "totalCount": 1, "items": [customer] });
    if !is_last {
        page["continuationToken"] = json!(format!("t{number}"));
    }
    page
}

fn bearer(asked: &Asked) -> &str {
    asked.authorization.trim_start_matches("Bearer ")
}

/// A service that takes only the token with this number, and an authority that counts its tokens from 1.
fn service(taken: &'static str) -> Script {
    let tokens = std::sync::atomic::AtomicUsize::new(0);
    Script::start(move |_, asked| {
        if asked.is_for_token() {
            let number = tokens.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            return Reply::token(&format!("token-{number}"));
        }
        if bearer(asked) == taken { Reply::json(200, &page(1, true)) } else { Reply::text(401, "") }
    })
}

fn token_requests(script: &Script) -> usize {
    script.asked().iter().filter(|asked| asked.is_for_token()).count()
}

#[test]
fn a_token_that_ends_in_mid_page_is_got_anew_and_the_pages_go_on() {
    let script = Script::start(|number, asked| match (number, bearer(asked)) {
        (0, _) => Reply::token("first"),
        (1, "first") => Reply::json(200, &page(1, false)),
        (2, "first") => Reply::text(401, ""),
        (3, _) => Reply::token("second"),
        (4, "second") => Reply::json(200, &page(2, false)),
        (5, "second") => Reply::json(200, &page(3, true)),
        _ => panic!("{number} {asked:?}"),
    });
    let client = client(script.url(), Credentials::client_secret(application()));
    let customers: Vec<_> =
        run(client.customers().list(ListQuery::all().page_size(1)).items().try_collect()).expect("the list");
    assert_eq!(customers.len(), 3);
    let asked = script.asked();
    assert_eq!(asked[2].target, asked[4].target, "the page that was refused is asked for again");
}

#[test]
fn a_refused_token_is_got_anew_once() {
    for (taken, tokens) in [("token-1", 1), ("token-2", 2)] {
        let script = service(taken);
        let client = client(script.url(), Credentials::client_secret(application()));
        run(client.customers().list(ListQuery::all()).all()).expect("the list");
        assert_eq!(token_requests(&script), tokens);
    }
    let script = service("token-3");
    let client = client(script.url(), Credentials::client_secret(application()));
    let error = run(client.customers().list(ListQuery::all()).all()).unwrap_err();
    assert_eq!(error.service().map(qualify_sdk::ServiceError::status), Some(401));
    assert_eq!(script.asked().len(), 4, "two tokens, each tried once");
}

#[test]
fn many_calls_whose_token_is_refused_get_one_new_one() {
    let script = service("token-2");
    let client = client(script.url(), Credentials::client_secret(application()));
    run(async {
        let calls = (0..20).map(|_| client.customers().list(ListQuery::all()).all());
        futures_util::future::try_join_all(calls).await.expect("the lists");
    });
    assert_eq!(token_requests(&script), 2);
}

#[test]
fn a_given_token_is_used_until_it_is_refused() {
    let script = service("another");
    let client = client(script.url(), Credentials::static_token("given"));
    let error = run(client.customers().list(ListQuery::all()).all()).unwrap_err();
    assert_eq!(error.service().map(qualify_sdk::ServiceError::status), Some(401));
    assert_eq!((script.asked().len(), bearer(&script.asked()[0])), (1, "given"));
}

#[test]
fn a_token_at_its_end_is_used_for_the_call_that_it_was_got_for() {
    let ended = json!({ "access_token": "short", "expires_in": "0" });
    let script = Script::start(move |_, asked| {
        if asked.is_for_token() { Reply::json(200, &ended) } else { Reply::json(200, &page(1, true)) }
    });
    let client = client(script.url(), Credentials::client_secret(application()));
    for _ in 0..2 {
        run(client.customers().list(ListQuery::all()).all()).expect("the list");
    }
    assert_eq!((token_requests(&script), script.asked().len()), (2, 4));
}

#[test]
fn an_authority_that_is_busy_is_asked_again_as_it_says() {
    for (status, wait, number_of_requests) in [(503, "0", 2), (429, "0", 2), (503, "600", 1), (500, "0", 1)] {
        let script = Script::start(move |number, _| match number {
            0 => Reply::text(status, "").header("Retry-After", wait),
            _ => Reply::token("a"),
        });
        let result = run(client(script.url(), Credentials::client_secret(application())).sign_in());
        assert_eq!((script.asked().len(), result.is_ok()), (number_of_requests, number_of_requests == 2));
        assert!(result.err().is_none_or(|error| error.is_retryable()), "{status} {wait}");
    }
}

#[test]
fn a_sign_in_that_was_ended_says_to_sign_in_again() {
    let server = TestServer::start();
    let store = MemorySecretStore::with(refresh_token(&server));
    let client = client(server.url(), Credentials::refresh_token(application(), store));
    run(client.sign_in()).expect("the sign-in");
    let revoke = server.anonymous().post(format!("/sandbox/users/{}/revoke", encoded(ANA))).send();
    assert!(matches!(revoke.status, 200 | 204), "{}", revoke.text());
    // The token in use is still good; a new process has none.
    let again = Credentials::refresh_token(application(), MemorySecretStore::with("never given out"));
    let error = run(super::client(server.url(), again).sign_in()).unwrap_err();
    let text = assert_sign_in(&error, Some("invalid_grant"));
    assert!(
        text.contains("AADSTS") && text.ends_with("the kept sign-in (memory) is over: sign in again"),
        "{text}"
    );
    assert!(!error.is_retryable());
}

#[test]
fn a_password_that_is_wrong_says_what_to_look_at() {
    let server = TestServer::start();
    let right = Credentials::password(application(), ANA, PASSWORD);
    run(client(server.url(), right).sign_in()).expect("the sign-in");
    let error =
        run(client(server.url(), Credentials::password(application(), ANA, "s3cret")).sign_in()).unwrap_err();
    let text = assert_sign_in(&error, Some("invalid_grant"));
    assert!(text.contains("look at the user's name and password"), "{text}");
    assert!(!super::all_of(&error).contains("s3cret"), "{error:?}");
}

#[test]
fn a_tenant_that_is_no_name_is_refused_before_anything_is_sent() {
    for tenant in ["", ".", ".."] {
        let application = qualify_sdk::Application::new(tenant, "id", "secret");
        let error =
            run(client("http://127.0.0.1:9", Credentials::client_secret(application)).sign_in()).unwrap_err();
        assert!(matches!(error, Error::Settings { .. }), "{tenant:?}: {error:?}");
    }
}

#[test]
fn a_command_gives_a_token_alone_or_in_json() {
    for printed in [
        "given",
        r#"{"accessToken":"given","expires_on":4102444800}"#,
        r#"{"access_token":"given","expires_in":"5"}"#,
    ] {
        let script = service("given");
        let client = client(script.url(), command(&format!("printf '%s\\n' '{printed}'")));
        run(client.customers().list(ListQuery::all()).all()).expect("the list");
    }
}

fn command(line: &str) -> Credentials {
    Credentials::command("sh", ["-c".to_owned(), line.to_owned()])
}

#[test]
fn a_command_that_gives_no_token_is_a_sentence() {
    let token = "e".repeat(61);
    for (line, said) in [
        ("echo 'Please run az login' >&2; exit 3", "Please run az login; run it by itself"),
        (&*format!("echo 'no use for {token}' >&2; exit 1"), "no use for ***"),
        ("exit 1", "it said nothing"),
        ("true", "printed no token"),
        ("echo two words", "printed no token"),
        ("echo '{\"a\":1}'", "printed JSON without a token"),
        ("kill -9 $$", "signal: 9"),
    ] {
        let error = run(client("http://127.0.0.1:9", command(line)).sign_in()).unwrap_err();
        let text = assert_sign_in(&error, None);
        assert!(text.contains(said) && !text.contains(&token), "{said}: {text}");
    }
    let absent = Credentials::command("/nowhere/program", []);
    let error = run(client("http://127.0.0.1:9", absent).sign_in()).unwrap_err();
    assert!(assert_sign_in(&error, None).contains("cannot be run"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_command_that_does_not_end_is_ended() {
    let error = client("http://127.0.0.1:9", command("exec sleep 1000")).sign_in().await.unwrap_err();
    assert!(assert_sign_in(&error, None).contains("did not end within 60 seconds"), "{error}");
}
