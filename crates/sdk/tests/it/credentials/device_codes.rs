//! The sign-in by device code (RFC 8628): against the sandbox, and against an authority that says each of its words.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use qualify_sdk::{
    Application, Client, Credentials, DevicePrompt, ListQuery, MemorySecretStore, SecretStore as _,
};
use qualify_testkit::TestServer;
use qualify_testkit::seed::NORTHLIGHT;
use serde_json::{Value, json};

use super::script::{Reply, Script};
use super::{ANA, NATIVE, all_of, assert_sign_in, client, run};

fn desk(url: &str) -> (Client, mpsc::Receiver<DevicePrompt>, Arc<MemorySecretStore>) {
    let (sender, prompts) = mpsc::channel();
    let store = Arc::new(MemorySecretStore::default());
    let prompt = move |prompt: &DevicePrompt| sender.send(prompt.clone()).expect("the test waits");
    let application = Application::public(NORTHLIGHT, NATIVE);
    (client(url, Credentials::device_code(application, Arc::clone(&store), prompt)), prompts, store)
}

#[test]
fn a_user_signs_in_by_device_code_and_is_not_asked_twice() {
    let server = TestServer::start_with(|config| config.sandbox.device_poll_seconds = 1);
    let (client, prompts, store) = desk(server.url());
    let there = client.clone();
    let signing_in = std::thread::spawn(move || run(there.sign_in()));
    let prompt = prompts.recv_timeout(Duration::from_secs(20)).expect("a prompt comes");
    assert_eq!(prompt.verification_uri, format!("{}/device", server.url()));
    assert!(prompt.message.contains(&prompt.user_code));
    assert_eq!(prompt.good_for, Duration::from_mins(15));
    assert!(!format!("{prompt:?}").contains(&prompt.user_code));
    let approval = json!({ "user_code": prompt.user_code, "user": ANA });
    server.anonymous().post("/sandbox/device/approve").json(&approval).send().expect(200);
    signing_in.join().unwrap().expect("the sign-in");
    assert_eq!(run(client.customers().list(ListQuery::all()).all()).expect("the list").len(), 7);
    let kept = store.load().unwrap().expect("a refresh token is kept");
    let (again, prompts, store) = desk(server.url());
    store.exchange(&qualify_sdk::Reservation::unguarded(), None, &kept).unwrap();
    run(again.sign_in()).expect("the kept sign-in");
    assert!(prompts.try_recv().is_err(), "nobody is asked");
}

#[test]
fn a_user_who_declines_is_a_sentence() {
    let server = TestServer::start_with(|config| config.sandbox.device_poll_seconds = 1);
    let (client, prompts, _) = desk(server.url());
    let signing_in = std::thread::spawn(move || run(client.sign_in()));
    let prompt = prompts.recv_timeout(Duration::from_secs(20)).expect("a prompt comes");
    let verdict = json!({ "user_code": prompt.user_code, "user": ANA, "decision": "deny" });
    server.anonymous().post("/sandbox/device/approve").json(&verdict).send().expect(200);
    let error = signing_in.join().unwrap().unwrap_err();
    let text = assert_sign_in(&error, Some("authorization_declined"));
    assert!(text.ends_with("the sign-in was declined on the page; sign in again"), "{text}");
}

/// An authority that gives a code, which is looked for each second.
fn started() -> Value {
    json!({ "device_code": "the device code", "user_code": "BCDF", "verification_url": "https://login.example/device",
        "expires_in": "900", "interval": "1" })
}

#[test]
fn each_word_of_an_authority_ends_or_goes_on_as_the_standard_says() {
    let words = [
        ("access_denied", "declined on the page; sign in again"),
        ("authorization_declined", "declined on the page; sign in again"),
        ("expired_token", "the code is over; sign in again"),
        ("code_expired", "the code is over; sign in again"),
        ("bad_verification_code", "of no use any more; sign in again"),
        ("invalid_grant", "of no use any more; sign in again"),
        ("unauthorized_client", "look at the application's id"),
    ];
    qualify_testkit::in_parallel(words.len(), |number| {
        let (word, said) = words[number];
        let script = Script::start(move |number, _| match number {
            0 => Reply::json(200, &started()),
            1 => Reply::refused(word, "AADSTS1: for the device code.\r\nTrace ID: 5"),
            _ => panic!("nothing is asked after {word}"),
        });
        let (client, prompts, store) = desk(script.url());
        let error = run(client.sign_in()).unwrap_err();
        let text = assert_sign_in(&error, Some(word));
        assert!(text.contains(said) && text.contains("AADSTS1: for ***"), "{text}");
        assert!(!all_of(&error).contains("the device code"), "{error:?}");
        let prompt = prompts.try_recv().expect("a prompt came");
        assert_eq!(prompt.message, "To sign in, open https://login.example/device and enter the code BCDF.");
        assert!(store.load().unwrap().is_none());
    });
}

#[test]
fn a_look_that_is_not_answered_is_not_the_end() {
    let script = Script::start(|number, _| match number {
        0 => Reply::json(200, &started()),
        1 => Reply::cut(),
        _ => Reply::json(200, &json!({ "access_token": "a", "expires_in": "3600", "refresh_token": "r" })),
    });
    let (client, _prompts, store) = desk(script.url());
    run(client.sign_in()).expect("the sign-in");
    assert_eq!(script.asked().len(), 3);
    assert_eq!(store.load().unwrap(), Some("r".into()));
}

#[test]
fn an_authority_without_device_codes_is_a_sentence() {
    for (reply, said) in [
        (Reply::text(404, "<html>nothing</html>"), "status 404: a page for browsers came back"),
        (Reply::text(200, "<html>a page</html>"), "something that is no token"),
        (
            Reply::json(200, &json!({ "device_code": "d", "user_code": "u", "expires_in": 5 })),
            "named no page",
        ),
        (Reply::cut(), "look at the network"),
    ] {
        let reply = Mutex::new(reply);
        let script = Script::start(move |_, _| reply.lock().unwrap().clone());
        let (client, _prompts, _store) = desk(script.url());
        let error = run(client.sign_in()).unwrap_err();
        assert!(assert_sign_in(&error, None).contains(said), "{said}: {error}");
    }
}
