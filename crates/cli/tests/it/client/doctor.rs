//! `qualify doctor` says what is wrong, in the order in which things fail.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use super::{COUNTY, Room};

/// What each check found, by name.
#[track_caller]
fn outcomes(room: &Room, line: &str, code: i32) -> Vec<(String, String, String)> {
    let ended = room.run(&format!("{line} --output json"));
    assert_eq!(ended.code, Some(code), "{}{}", ended.stdout, ended.stderr);
    let checks: Value = serde_json::from_str(&ended.stdout).expect("it is JSON");
    let text = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
    let checks = checks.as_array().expect("a list").iter();
    checks
        .map(|check| {
            (text(check, "check"), text(check, "outcome"), text(check, "found") + " " + &text(check, "next"))
        })
        .collect()
}

fn faults(outcomes: &[(String, String, String)]) -> Vec<&str> {
    outcomes.iter().filter(|(_, outcome, _)| outcome == "fault").map(|(name, _, _)| name.as_str()).collect()
}

#[test]
fn nothing_is_wrong_with_a_sandbox() {
    let room = Room::new();
    let told = room.both(&format!("doctor --customer {COUNTY}"));
    insta::assert_snapshot!("doctor", told);
    let before = room.json("codes list");
    room.good(&format!("doctor --customer {COUNTY}"));
    assert_eq!(room.json("codes list"), before, "a look uses nothing");
}

#[test]
fn a_token_for_another_audience_is_told_from_a_bad_one() {
    let room = Room::new();
    let token = room.good("sandbox token --audience https://graph.microsoft.com");
    let found = outcomes(&room, &format!("doctor --token {}", token.trim()), 1);
    assert_eq!(faults(&found), ["audience", "read"], "{found:?}");
    let (_, _, said) = &found[4];
    assert!(said.contains("graph.microsoft.com") && said.contains(".default"), "{said}");
}

#[test]
fn a_missing_second_factor_is_found_whether_it_is_enforced_or_not() {
    for mode in [qualify_server::auth::MfaMode::Report, qualify_server::auth::MfaMode::Enforce] {
        let room = Room::with(qualify_testkit::TestServer::start_with(|config| config.auth.mfa = mode));
        let token = room.good("sandbox token --no-mfa");
        let found = outcomes(&room, &format!("doctor --token {}", token.trim()), 1);
        assert_eq!(faults(&found)[0], "second factor", "{found:?}");
    }
}

#[test]
fn a_reader_and_an_application_alone_are_told_what_they_may_not() {
    let room = Room::new();
    let found = outcomes(&room, "doctor --user rob@northlight.example", 1);
    assert_eq!(faults(&found), ["role"], "{found:?}");
    let token = room.good("sandbox token --app-only");
    let found = outcomes(&room, &format!("doctor --token {}", token.trim()), 1);
    assert!(faults(&found).contains(&"user"), "{found:?}");
}

#[test]
fn a_clock_that_differs_is_found() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("a connection");
            let _ = connection.read(&mut [0; 4096]);
            let _ = connection.write_all(
                b"HTTP/1.1 401 Unauthorized\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\nConnection: \
                  close\r\n\r\n",
            );
        }
    });
    let room = Room::new();
    let found = outcomes(&room, &format!("doctor --token t --no-retry --url {url}"), 1);
    assert_eq!(faults(&found)[0], "clock", "{found:?}");
    assert!(found[2].2.contains("ahead of"), "{found:?}");
}

#[test]
fn a_service_that_is_not_there_and_a_name_that_nobody_has_end_the_look() {
    let room = Room::new();
    let found = outcomes(&room, "doctor --token t --url http://127.0.0.1:1", 1);
    assert_eq!(faults(&found), ["tls"], "{found:?}");
    assert_eq!(found.len(), 10);
    let found = outcomes(&room, "doctor --token t --url https://nobody.invalid", 1);
    assert_eq!(faults(&found), ["name"], "{found:?}");
}

#[test]
fn a_certificate_of_an_unknown_ca_is_told_from_one_that_is_trusted() {
    let desk = crate::program::Desk::new();
    let service = desk.start_sandbox(&["--tls", "self-signed"]);
    let url = service.url().to_owned();
    let ended = desk.run(&["doctor", "--output", "json"]);
    assert_eq!(ended.code, Some(0), "the CA of this folder: {}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("it is from"), "{}", ended.stdout);
    let elsewhere = crate::program::Desk::new();
    let ended = elsewhere.run(&["doctor", "--url", &url, "--token", "t", "--output", "json"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stdout.contains("--ca"), "{}", ended.stdout);
}

#[test]
fn a_scheme_that_is_not_the_ports_is_told_from_nobody_there() {
    let room = Room::new();
    let encrypted = room.server.url().replace("http:", "https:");
    let desk = crate::program::Desk::new();
    let service = desk.start_sandbox(&["--tls", "self-signed"]);
    let plain = service.url().replace("https:", "http:");
    for (url, found, next) in
        [(encrypted, "speaks no TLS", "http:// in its URL"), (plain, "speaks no HTTP", "https:// in the URL")]
    {
        let checks = outcomes(&room, &format!("doctor --token t --url {url}"), 1);
        assert_eq!(faults(&checks), ["tls"], "{checks:?}");
        assert!(checks[1].2.contains(found) && checks[1].2.contains(&url), "{checks:?}");
        let ended = room.run(&format!("customers list --token t --no-retry --url {url}"));
        assert!(ended.code == Some(3) || ended.code == Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(found) && ended.stderr.contains(next), "{}", ended.stderr);
    }
}
