//! What cannot be undone is said and asked for first; a dry run, a refusal, and nobody to ask change nothing.

use serde_json::Value;

use super::{COUNTY, LIBRARY, Room, SCHOOL};

/// Everything that a request could have changed.
fn state(room: &Room) -> (Value, Value, Value) {
    let of = |id: &str| room.json(&format!("qualifications list {id}"));
    (of(COUNTY), of(SCHOOL), room.json("codes list"))
}

#[test]
fn without_a_terminal_nobody_is_asked_and_nothing_is_done() {
    let room = Room::new();
    let before = state(&room);
    for line in [
        format!("qualification set {COUNTY} gcc --code 481516"),
        format!("qualification set {SCHOOL} Education --legacy"),
        format!("qualifications create {COUNTY} gcc --code 481516"),
        format!("qualifications create {SCHOOL} Education --segment K12"),
        format!("qualifications create {SCHOOL} soe"),
        format!("customers delete {LIBRARY}"),
    ] {
        let ended = room.run(&line);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line}: {}", ended.stderr);
        for part in ["cannot be undone", "nothing was done", "--yes", "--dry-run"] {
            assert!(ended.stderr.contains(part), "{line}: {}", ended.stderr);
        }
    }
    assert_eq!(state(&room), before);
}

#[test]
fn a_dry_run_says_what_would_be_used_and_changes_nothing() {
    let room = Room::new();
    let before = state(&room);
    let plan = room.json(&format!("qualification set {COUNTY} gcc --code 481516 --dry-run"));
    assert_eq!((&plan["unitsLeft"], &plan["code"]), (&Value::from(2), &Value::from("****16")), "{plan}");
    for line in [
        format!("qualifications create {COUNTY} gcc --code 481516 --dry-run --yes"),
        format!("qualifications create {SCHOOL} Education --segment K12 --dry-run"),
        format!("customers delete {LIBRARY} {SCHOOL} --dry-run"),
    ] {
        room.good(&line);
    }
    assert_eq!(state(&room), before);
    assert!(room.good("customers list").contains(LIBRARY));
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_asked() {
    let desk = crate::program::Desk::new().with_variable("QUALIFY_URL", "http://127.0.0.1:1");
    for (rest, part) in [
        ("None --yes", "cannot be asked for"),
        ("Nonprofit --yes", "cannot be asked for"),
        ("gcc --yes", "--code"),
        ("Education --yes", "--segment"),
        ("Education --segment K12 --code 1234 --yes", "--code is for"),
        ("soe --segment K12 --yes", "are for Education"),
        ("gcc --code '' --yes", "--code is empty"),
    ] {
        for verb in ["qualification set", "qualifications create"] {
            let line = format!("{verb} {COUNTY} {rest}");
            let ended = desk.run(&super::words(&line));
            assert_eq!(ended.code, Some(2), "{line}: {}", ended.stderr);
            assert!(ended.stderr.contains(part) || rest.starts_with("soe"), "{line}: {}", ended.stderr);
        }
    }
}

#[test]
fn a_code_that_is_used_up_or_unknown_is_refused_by_what_was_read() {
    let room = Room::new();
    let before = state(&room);
    for (code, part) in [("777000", "no unit left"), ("31415926", "not among")] {
        let ended = room.run(&format!("qualification set {COUNTY} gcc --code {code} --yes"));
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(part) && ended.stderr.contains("nothing was done"), "{}", ended.stderr);
        assert!(!ended.stderr.contains(code), "a code is a secret: {}", ended.stderr);
    }
    assert_eq!(state(&room), before);
}

#[test]
fn education_goes_by_either_form_and_a_segment_is_never_lost() {
    let room = Room::new();
    room.good(&format!("qualification set {SCHOOL} Education --segment K12 --yes"));
    let record = room.json(&format!("qualifications list {SCHOOL}"));
    assert_eq!(record[0]["vettingStatus"], "InReview", "{record}");
    let other = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c01";
    let room = Room::with(qualify_testkit::TestServer::start_with(|config| {
        config.vetting.policy = qualify_vocabulary::VettingPolicy::ApproveAll;
    }));
    room.good(&format!("qualification set {other} Education --legacy --yes"));
    let records = room.json(&format!("qualifications list {other}"));
    assert_eq!(records[0]["qualification"], "Education", "{records}");
}

#[test]
fn on_a_terminal_the_answer_decides() {
    let room = Room::new();
    let ask = |answer: &str| {
        let line = format!("{} qualification set {COUNTY} gcc --code 481516", crate::program::PROGRAM);
        let mut child = std::process::Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .env("QUALIFY_URL", room.server.url())
            .env_remove("QUALIFY_TOKEN")
            .env("HOME", room.desk.path("."))
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("a terminal");
        let mut stdin = child.stdin.take().expect("it is piped");
        std::io::Write::write_all(&mut stdin, answer.as_bytes()).expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = ask("n\n");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Do it? [y/N]") && said.contains("2 left, 1 afterwards"), "{said}");
    assert_eq!(room.json(&format!("qualifications list {COUNTY}")), Value::Array(Vec::new()));
    let (code, said) = ask("y\n");
    assert_eq!(code, Some(0), "{said}");
    assert!(!room.json(&format!("qualifications list {COUNTY}")).as_array().unwrap().is_empty());
}
