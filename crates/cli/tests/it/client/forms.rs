//! How answers come out.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::Room;
use crate::program::Desk;

/// A service whose customer has a name that steers terminals and spreadsheets.
fn evil_service() -> String {
    let body = serde_json::json!({"totalCount": 1, "items": [{
        "id": "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
        "companyProfile": {
            "tenantId": "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
            "domain": "evil.example",
            "companyName": "=2+3\u{1b}[2J\u{9b}1m",
        },
        "relationshipToPartner": "reseller",
    }]})
    .to_string();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("a connection");
            let _ = connection.read(&mut [0; 8192]);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = connection.write_all((head + &body).as_bytes());
        }
    });
    url
}

#[test]
fn the_four_forms_say_the_same() {
    let room = Room::new();
    let mut told = room.told("customers list --limit 2");
    for form in ["json", "jsonl", "csv", "csv --for-spreadsheet", "text"] {
        told += &room.told(&format!("customers list --limit 2 --output {form}"));
    }
    told += &room.told("codes list --output csv");
    told += &room.told("customers list --name nobody");
    for form in ["json", "jsonl", "csv"] {
        told += &room.told(&format!("customers list --name nobody --output {form}"));
    }
    told += &room.told("customers list --output yaml");
    told += &room.told("customers list --for-spreadsheet");
    insta::assert_snapshot!("forms", told);
}

#[test]
fn flags_stand_before_or_after_the_verb() {
    let room = Room::new();
    let shown = room.good("customers --output jsonl list --limit 1");
    assert_eq!(shown, room.good("customers list --limit 1 --output jsonl"));
    assert_eq!(shown.lines().count(), 1);
}

#[test]
fn nothing_that_a_customer_is_called_steers_a_terminal_or_a_spreadsheet() {
    let desk = Desk::new();
    let url = evil_service();
    let list = |form: &str| {
        let line = format!("customers list --token t --url {url} --output {form}");
        let ended = desk.run(&super::words(&line));
        assert_eq!(ended.code, Some(0), "{form}: {}", ended.stderr);
        ended.stdout
    };
    assert!(list("table").contains("=2+3?[2J?1m"), "{:?}", list("table"));
    for form in ["table", "json", "jsonl"] {
        assert!(!list(form).contains('\u{1b}'), "{form}: {:?}", list(form));
    }
    assert!(list("csv").contains(",=2+3"), "a program gets what there is");
    assert!(!list("csv --for-spreadsheet").contains(",=2+3"));
}

#[test]
fn a_reader_who_has_seen_enough_is_a_success() {
    let room = Room::new();
    let program = crate::program::PROGRAM;
    let line = format!("set -o pipefail; {program} customers list --output jsonl | head -c 1");
    let ended = std::process::Command::new("bash")
        .args(["-c", &line])
        .env("QUALIFY_URL", room.server.url())
        .output()
        .expect("bash runs");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn the_version_is_there_before_anything_is_read() {
    let desk = Desk::new().with_variable("QUALIFY_CONFIG_HOME", "/proc/nothing");
    let ended = desk.run(&["--version"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}
