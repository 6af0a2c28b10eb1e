//! Each end of a command that asks a service has its code.

use std::process::Stdio;

use super::{COUNTY, LIBRARY, NORTHLIGHT, Room, SCHOOL};
use crate::program::{Desk, kill};

fn fault(room: &Room, prefix: &str, status: u16, times: u32) {
    let faults = serde_json::json!([{"match": prefix, "status": status, "times": times}]);
    room.server.anonymous().put("/sandbox/faults").json(&faults).send().expect(200);
}

#[test]
fn done_failed_and_usage() {
    let room = Room::new();
    assert_eq!(room.run("customers list").code, Some(0));
    assert_eq!(room.run(&format!("customers get {NORTHLIGHT}")).code, Some(1));
    assert_eq!(room.run("customers get nonsense").code, Some(2));
    assert_eq!(room.run("customers list --url http://qualify.example").code, Some(2), "tokens go by https");
}

#[test]
fn nobody_there_is_3() {
    let desk = Desk::new();
    for line in [
        "customers list --url http://127.0.0.1:1",
        "customers list --url http://127.0.0.1:1 --token t --no-retry",
        "customers list",
    ] {
        let ended = desk.run(&super::words(line));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""), "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains("qualify serve --sandbox"), "{}", ended.stderr);
    }
}

#[test]
fn a_sign_in_that_is_missing_refused_or_lacks_a_second_factor_is_4() {
    let room = Room::new();
    let refused = room.run("customers list --token garbage");
    assert_eq!(refused.code, Some(4), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("qualify login") && !refused.stderr.contains("garbage"),
        "{}",
        refused.stderr
    );
    let unknown = room.run("customers list --user nobody@northlight.example");
    assert_eq!(unknown.code, Some(4), "{}", unknown.stderr);
    assert!(!unknown.stderr.contains(".."), "each sentence ends once: {}", unknown.stderr);
    let strict = Room::with(qualify_testkit::TestServer::start_with(|config| {
        config.auth.mfa = qualify_server::auth::MfaMode::Enforce;
    }));
    let token = strict.good("sandbox token --no-mfa");
    let ended = strict.run(&format!("customers list --token {}", token.trim()));
    assert_eq!(ended.code, Some(4), "{}", ended.stderr);
    assert!(ended.stderr.contains("second factor"), "{}", ended.stderr);
}

#[test]
fn a_service_that_is_busy_to_the_end_is_5_and_one_that_was_busy_once_is_waited_for() {
    let room = Room::new();
    fault(&room, "/v1/customers", 503, 1);
    assert_eq!(room.run("customers list").code, Some(0));
    fault(&room, "/v1/customers", 503, 1);
    assert_eq!(room.run("customers list --no-retry").code, Some(5));
    fault(&room, "/v1/customers", 429, 1);
    let ended = room.run("customers list --no-retry");
    assert_eq!(ended.code, Some(5), "{}", ended.stderr);
    assert!(ended.stderr.contains("ry again in"), "{}", ended.stderr);
}

#[test]
fn what_has_changed_since_it_was_read_is_6() {
    let room = Room::new();
    let path = format!("/v1/customers/{SCHOOL}/profiles/billing");
    let profile = room.good(&format!("api get {path}"));
    let desk = room.desk.with_file("profile.json", &profile);
    let room = Room { desk, ..room };
    let mut old: serde_json::Value = serde_json::from_str(&profile).unwrap();
    let etag = old["attributes"]["etag"].as_str().unwrap().to_owned();
    old["lastName"] = "Lakes".into();
    let put = format!("api put {path} --input profile.json --header 'If-Match: {etag}'");
    let desk = room.desk.with_file("profile.json", &old.to_string());
    let room = Room { desk, ..room };
    assert_eq!(room.run(&put).code, Some(0));
    let ended = room.run(&put);
    assert_eq!(ended.code, Some(6), "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn what_is_done_in_part_is_7() {
    let room = Room::new();
    // Both are read before anything is deleted; then the second one is refused.
    let faults = serde_json::json!([{"match": format!("/v1/customers/{LIBRARY}"), "method": "DELETE", "status": 500, "times": 9}]);
    room.server.anonymous().put("/sandbox/faults").json(&faults).send().expect(200);
    let ended = room.run(&format!("customers delete {COUNTY} {LIBRARY} --yes --no-retry"));
    assert_eq!(ended.code, Some(7), "{}", ended.stderr);
    assert!(ended.stdout.contains(COUNTY) && !ended.stdout.contains(LIBRARY), "{}", ended.stdout);
    assert!(ended.stderr.contains(LIBRARY), "{}", ended.stderr);
}

#[test]
fn an_interrupt_is_130_and_says_whether_something_was_under_way() {
    for (line, part) in
        [("customers list", "nothing was changed"), ("api post /v1/customers", "may have been carried out")]
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let desk = Desk::new();
        let words = [super::words(line), vec!["--token", "t", "--url", &url]].concat();
        let child = desk.command(&words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (_connection, _) = listener.accept().unwrap();
        kill("INT", &child.id().to_string());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(130), "{line}: {said}");
        assert!(said.contains(part), "{line}: {said}");
    }
}

#[test]
fn a_lost_answer_to_a_question_is_no_change_that_may_have_been_made() {
    for (line, asks, part) in [
        ("customers list", true, "Try again"),
        ("api get /v1/customers", true, "Try again"),
        ("api post /v1/customers", false, "it may have been carried out"),
    ] {
        for said in ["", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"items\":["] {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            std::thread::spawn(move || {
                let (mut connection, _) = listener.accept().unwrap();
                let _ = std::io::Read::read(&mut connection, &mut [0; 8192]);
                std::io::Write::write_all(&mut connection, said.as_bytes()).unwrap();
            });
            let words = [super::words(line), vec!["--token", "t", "--no-retry", "--url", &url]].concat();
            let ended = Desk::new().run(&words);
            assert_eq!(ended.code, Some(1), "{line}: {}", ended.stderr);
            assert!(ended.stderr.contains(part), "{line}: {}", ended.stderr);
            assert_eq!(ended.stderr.contains("carried out"), !asks, "{line}: {}", ended.stderr);
        }
    }
}
