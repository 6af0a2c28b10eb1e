//! `qualify sandbox`.

use serde_json::Value;

use crate::program::{Desk, SCHOOL};

#[test]
fn a_token_stands_alone_on_stdout_and_opens_the_api() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    for arguments in [&[][..], &["--user", "sam@northlight.example"], &["--app-only"]] {
        let mut words = vec!["sandbox", "token"];
        words.extend(arguments);
        let ended = desk.run(&words);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        let token = ended.stdout.strip_suffix('\n').unwrap();
        assert_eq!(token.split('.').count(), 3, "{token}");
        assert_eq!(service.connect().with_token(token).get(SCHOOL).unwrap(), Value::Array(Vec::new()));
    }
}

#[test]
fn a_staff_token_opens_the_operators_door() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let token = desk.run(&["sandbox", "token", "--staff", "--user", "olga@qualify.example"]).stdout;
    let audit = service.connect().with_token(token.trim()).get("/operator/v1/audit").unwrap();
    assert!(audit["items"].is_array(), "{audit}");
}

#[test]
fn the_server_is_found_by_flag_then_by_variable_then_by_the_ready_file() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let nowhere = "http://127.0.0.1:1";
    let elsewhere = Desk::new().with_variable("QUALIFY_URL", service.url());
    assert_eq!(elsewhere.run(&["sandbox", "token"]).code, Some(0), "the variable");
    let with_slash = format!("{}/", service.url());
    let lost = Desk::new().with_variable("QUALIFY_URL", nowhere);
    assert_eq!(lost.run(&["sandbox", "token", "--url", &with_slash]).code, Some(0), "the flag");
    assert_eq!(lost.run(&["sandbox", "token"]).code, Some(3), "the variable's server is not there");
    assert_eq!(
        desk.with_variable("QUALIFY_URL", "").run(&["sandbox", "token"]).code,
        Some(0),
        "the ready file"
    );
}

#[test]
fn a_server_that_is_not_there_has_an_exit_code_of_its_own() {
    let nobody = Desk::new().run(&["sandbox", "token"]);
    let unreachable = Desk::new().run(&["sandbox", "token", "--url", "http://127.0.0.1:1"]);
    for (ended, part) in
        [(nobody, "./qualify-data/ready"), (unreachable, "http://127.0.0.1:1 did not answer")]
    {
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""));
        for part in [part, "qualify serve --sandbox", "--url"] {
            assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
        }
    }
}

#[test]
fn a_service_without_a_sandbox_gives_no_token() {
    let issuer = "[[auth.issuers]]\nissuer = \"https://login.example\"\n";
    let desk = Desk::new().with_file("qualify.toml", issuer);
    let service = desk.start(&["serve", "--config", "qualify.toml", "--listen", "127.0.0.1:0"]).unwrap();
    let ended = desk.run(&["sandbox", "token"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("is no sandbox"), "{}", ended.stderr);
    let ended = service.stop();
    assert!(!ended.stderr.contains("curl"), "a production service speaks of the sandbox: {}", ended.stderr);
}

#[test]
fn a_user_that_nobody_knows_is_refused_with_a_way_out() {
    let desk = Desk::new();
    let _service = desk.start_sandbox(&[]);
    let ended = desk.run(&["sandbox", "token", "--user", "olga@qualify.example"]);
    assert_eq!(ended.code, Some(1));
    for part in ["qualify sandbox seed --print", "--staff"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

#[test]
fn the_printed_seed_is_json_with_the_seeded_partners() {
    let ended = Desk::new().run(&["sandbox", "seed", "--print"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let seed: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(seed["partners"][0]["name"], "Northlight Cloud");
}
