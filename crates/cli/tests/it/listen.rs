//! `qualify listen` and `qualify webhooks`.

use qualify_contract::standard_webhooks::SigningSecret;
use qualify_testkit::{Receiver, wait_until};
use serde_json::Value;

use crate::program::{Desk, Ended, SCHOOL};
use crate::sandbox_powers::{apply, start};

#[track_caller]
fn done(ended: Ended) -> Ended {
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended
}

fn webhooks(desk: &Desk, words: &[&str]) -> String {
    done(desk.run(&[&["webhooks"], words].concat())).stdout
}

#[test]
fn events_are_printed_as_lines_of_json() {
    let (desk, service) = start();
    apply(&service);
    let ended = done(desk.run(&["listen", "--from-start", "--count", "1"]));
    let event: Value = serde_json::from_str(ended.stdout.trim()).unwrap();
    assert_eq!(event["type"], "qualification.requested");
    assert!(ended.stderr.contains("Ctrl-C"), "{}", ended.stderr);
}

#[test]
fn events_are_sent_on_signed_and_the_place_is_kept() {
    let (desk, service) = start();
    apply(&service);
    let receiver = Receiver::start();
    let secret = SigningSecret::new([7; 32]);
    let text = secret.to_text();
    let mut words =
        vec!["listen", "--forward-to", receiver.url(), "--secret", &text, "--cursor-file", "place"];
    words.extend(["--count", "1"]);
    let ended = done(desk.run(&words));
    assert!(
        ended.stdout.contains("qualification.requested") && ended.stdout.contains("204 in"),
        "{}",
        ended.stdout
    );
    let told = receiver.received().remove(0);
    let header = |name: &str| told.header(name).expect("it is signed").to_owned();
    let seconds = header("webhook-timestamp").parse().unwrap();
    assert_eq!(header("webhook-signature"), secret.sign(&header("webhook-id"), seconds, &told.body));
    let place = desk.read("place");
    let body = serde_json::json!({ "qualification": "StateOwnedEntity" });
    service.connect_as_user().send("POST", SCHOOL, &[], Some(&body)).unwrap().expect(201).unwrap();
    done(desk.run(&words));
    assert_eq!(
        receiver.members("type"),
        ["qualification.requested", "qualification.approved"],
        "and no other"
    );
    assert_ne!(desk.read("place"), place);
}

/// The secret that `listen` names at its start.
fn listened_with(desk: &Desk, receiver: &Receiver, more: &[&str]) -> (SigningSecret, String) {
    let words = ["listen", "--forward-to", receiver.url(), "--from-start", "--count", "1"];
    let said = done(desk.run(&[&words, more].concat())).stderr;
    let text = said.split_whitespace().find_map(|word| Some(&word[word.find("whsec_")?..]));
    let secret = text.and_then(|text| SigningSecret::from_text(text.trim_end_matches(';')));
    (secret.expect("the secret is named"), said)
}

#[test]
fn the_secret_is_the_same_at_every_start() {
    let (desk, service) = start();
    apply(&service);
    let receiver = Receiver::start();
    let (one, said) = listened_with(&desk, &receiver, &[]);
    assert!(
        said.contains("a new one each time") && said.contains("--secret-file"),
        "nobody is at home: {said}"
    );
    assert_ne!(one.to_text(), listened_with(&desk, &receiver, &[]).0.to_text());
    let home = desk.path("home").display().to_string();
    let desk = desk.with_variable("HOME", &home);
    let (first, said) = listened_with(&desk, &receiver, &[]);
    let file = "home/.local/state/qualify/listen-secret";
    assert!(said.contains(&format!("kept in {}", desk.path(file).display())), "{said}");
    assert_eq!((desk.read(file).trim(), desk.mode(file)), (&*first.to_text(), 0o600));
    assert_eq!(first.to_text(), listened_with(&desk, &receiver, &[]).0.to_text());
    let told = receiver.received().pop().unwrap();
    let header = |name: &str| told.header(name).expect("it is signed");
    let seconds = header("webhook-timestamp").parse().unwrap();
    assert_eq!(header("webhook-signature"), first.sign(header("webhook-id"), seconds, &told.body));
    let state = desk.path("state").display().to_string();
    let (other, _) = listened_with(&desk, &receiver, &["--secret-file", "own"]);
    assert_eq!(desk.read("own").trim(), other.to_text());
    let desk = desk.with_variable("XDG_STATE_HOME", &state);
    assert_ne!(first.to_text(), listened_with(&desk, &receiver, &[]).0.to_text());
    assert!(desk.path("state/qualify/listen-secret").exists());
}

#[test]
fn a_file_that_is_no_secret_of_ones_own_is_refused() {
    let (desk, _service) = start();
    let desk = desk
        .with_secret_file("text", "hello")
        .with_secret_file("open", &SigningSecret::new([7; 32]).to_text());
    desk.set_mode("open", 0o644);
    for (file, said) in
        [("text", "holds no secret"), ("open", "chmod 600"), ("text/x", "--secret-file: text/x")]
    {
        let ended = desk.run(&["listen", "--forward-to", "http://127.0.0.1:1", "--secret-file", file]);
        assert_eq!(ended.code, Some(2), "{file}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{file}: {}", ended.stderr);
    }
}

#[test]
fn an_event_that_is_not_taken_stays_in_front_of_the_kept_place() {
    let (desk, service) = start();
    apply(&service);
    let broken = Receiver::answering(|_| 500);
    let words = ["listen", "--forward-to", broken.url(), "--cursor-file", "place", "--count", "1"];
    let ended = desk.run(&words);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("did not take evt_") && ended.stderr.contains("500"), "{}", ended.stderr);
    assert_eq!(broken.count(), 5);
    assert!(!desk.path("place").exists());
}

#[test]
fn what_cannot_be_listened_with_is_said() {
    let (desk, _service) = start();
    for (words, said) in [
        (&["listen", "--forward-to", "ftp://x"][..], "--forward-to is no URL"),
        (&["listen", "--forward-to", "http://127.0.0.1:1", "--secret", "mine"], "--secret is none"),
        (&["listen", "--secret", "mine"], "--forward-to"),
    ] {
        let ended = desk.run(words);
        assert_eq!(ended.code, Some(2), "{words:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{words:?}: {}", ended.stderr);
    }
    let ended = desk.with_variable("QUALIFY_TOKEN", "garbage").run(&["listen", "--count", "1"]);
    assert_eq!(ended.code, Some(4));
    assert!(ended.stderr.contains("token"), "{}", ended.stderr);
}

#[test]
fn webhooks_are_registered_tested_replayed_and_removed() {
    let (desk, _service) = start();
    let receiver = Receiver::start();
    let added = webhooks(&desk, &["add", receiver.url(), "--event", "code.low", "--description", "CRM"]);
    let mut words = added.split_whitespace();
    let (id, secret) = (words.nth(1).unwrap().to_owned(), words.nth(1).unwrap().to_owned());
    assert!(SigningSecret::from_text(&secret).is_some(), "{added}");
    let listed = webhooks(&desk, &["list"]);
    assert!(
        listed.contains(&id) && listed.contains("code.low") && listed.contains(receiver.url()),
        "{listed}"
    );
    assert!(!listed.contains(&secret));
    let sentence = webhooks(&desk, &["test", &id]);
    assert!(sentence.starts_with("A test event is on its way to webhook "), "{sentence}");
    assert!(sentence.contains(&format!("`qualify webhooks deliveries {id}`")), "{sentence}");
    wait_until("the test arrives", || receiver.count() == 1);
    wait_until("it is noted", || webhooks(&desk, &["deliveries", &id]).contains("delivered"));
    let shown = webhooks(&desk, &["deliveries", &id, "--state", "delivered"]);
    let event = shown.split_whitespace().find(|word| word.starts_with("evt_")).unwrap().to_owned();
    assert_eq!(webhooks(&desk, &["replay", &id, "--event", &event]), "1 delivery begins anew\n");
    wait_until("it is told again", || receiver.count() == 2);
    let failed =
        webhooks(&desk, &["replay", &id, "--failed-since", "2020-01-01T00:00:00Z", "--output", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&failed).unwrap()["deliveries"], 0);
    assert_ne!(webhooks(&desk, &["rotate-secret", &id]), added);
    webhooks(&desk, &["remove", &id]);
    assert!(!webhooks(&desk, &["list"]).contains(&id));
    let unknown = desk.run(&["webhooks", "test", &id]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("no such webhook"), "{}", unknown.stderr);
}
