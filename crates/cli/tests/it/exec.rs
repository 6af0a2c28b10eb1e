//! `qualify exec`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use qualify_testkit::soak::http::Connection;
use qualify_testkit::wait_until;
use serde_json::Value;

use crate::program::{Desk, Ended};

/// A desk whose temporary folders are made in its own folder, where they can be counted.
pub(crate) fn desk() -> Desk {
    let desk = Desk::new();
    let folder = desk.path("temporary");
    fs::create_dir(&folder).expect("the folder can be written");
    let folder = folder.display().to_string();
    desk.with_variable("TMPDIR", &folder).with_variable("no_proxy", "*")
}

pub(crate) fn shell(desk: &Desk, flags: &[&str], line: &str) -> Ended {
    let mut arguments = vec!["exec"];
    arguments.extend(flags);
    arguments.extend(["--", "sh", "-c", line]);
    desk.run(&arguments)
}

pub(crate) fn leftovers(desk: &Desk) -> usize {
    fs::read_dir(desk.path("temporary")).expect("the folder is there").count()
}

#[test]
fn the_command_has_stdout_stderr_and_the_exit_code_to_itself() {
    let desk = desk();
    for (line, code, stdout, stderr) in [
        ("exit 0", 0, "", ""),
        ("echo out; echo err >&2; exit 7", 7, "out\n", "err\n"),
        ("kill -KILL $$", 137, "", ""),
        ("kill -TERM $$", 143, "", ""),
    ] {
        let ended = shell(&desk, &[], line);
        let seen = (ended.code, ended.stdout.as_str(), ended.stderr.as_str());
        assert_eq!(seen, (Some(code), stdout, stderr), "{line}");
        assert_eq!(leftovers(&desk), 0, "{line}");
    }
    assert!(!desk.path("qualify-data").exists(), "the sandbox used the folder of the command");
}

#[test]
fn a_command_that_cannot_be_run_has_the_codes_of_a_shell_and_a_way_out() {
    let desk = desk().with_file("script", "#!/bin/sh\n");
    fs::set_permissions(desk.path("script"), fs::Permissions::from_mode(0o644)).unwrap();
    for (command, code, said) in
        [("no-such-command", 127, ["no-such-command", "PATH"]), ("./script", 126, ["./script", "chmod +x"])]
    {
        let ended = desk.run(&["exec", "--", command]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{}", ended.stderr);
        for part in said {
            assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
        }
        assert_eq!(leftovers(&desk), 0);
    }
    assert_eq!(desk.run(&["exec"]).code, Some(2), "no command");
    assert_eq!(desk.run(&["exec", "true"]).code, Some(2), "no dashes");
}

#[test]
fn the_command_finds_the_sandbox_and_a_lasting_token_in_its_environment() {
    let desk =
        desk().with_variable("QUALIFY_URL", "http://127.0.0.1:1").with_variable("QUALIFY_CA", "nowhere.pem");
    let line = r#"curl -sf -H "Authorization: Bearer $QUALIFY_TOKEN" "$QUALIFY_URL/v1/customers"; echo " $QUALIFY_CA""#;
    let ended = shell(&desk, &[], line);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let customers = ended.stdout.strip_suffix(" \n").expect("without TLS there is no CA");
    let customers: Value = serde_json::from_str(customers).expect("nothing else is on stdout");
    assert_eq!(customers["totalCount"], 7);
    // The token may set something, which takes a user with a second factor.
    let school = "$QUALIFY_URL/v1/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/qualifications";
    let body = r#"{"qualification":"Education","educationSegment":"K12"}"#;
    let line = format!(
        r#"curl -s -o /dev/null -w '%{{http_code}} ' -H "Authorization: Bearer $QUALIFY_TOKEN" -H 'Content-Type: application/json' -d '{body}' "{school}"; echo "$QUALIFY_TOKEN" | cut -d. -f2"#
    );
    let ended = shell(&desk, &[], &line);
    let (status, claims) = ended.stdout.trim().split_once(' ').unwrap();
    assert_eq!(status, "201");
    let claims = claims_of(claims);
    let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(lifetime, 12 * 60 * 60);
}

/// The middle part of a token, which is base64 without padding.
pub(crate) fn claims_of(part: &str) -> Value {
    let digit = |character: u8| match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        other => panic!("{other} is no digit of base64"),
    };
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for character in part.bytes() {
        bits = (bits << 6 | u32::from(digit(character))) & 0xfff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).expect("it is masked"));
        }
    }
    serde_json::from_slice(&bytes).expect("claims are JSON")
}

#[test]
fn with_tls_the_command_is_told_the_ca_and_client_commands_use_it() {
    let desk = desk();
    let line = r#"curl -sf --cacert "$QUALIFY_CA" -H "Authorization: Bearer $QUALIFY_TOKEN" "$QUALIFY_URL/v1/customers""#;
    let ended =
        shell(&desk, &["--tls"], &format!("{line}; case $QUALIFY_URL in https://*) ;; *) exit 9;; esac"));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let customers: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(customers["totalCount"], 7);
    let ended = desk.run(&["exec", "--tls", "--", crate::program::PROGRAM, "sandbox", "token"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert_eq!(leftovers(&desk), 0);
}

#[test]
fn settings_seed_and_log_are_taken_but_address_and_folder_are_its_own() {
    let seed =
        Desk::new().run(&["sandbox", "seed", "--print"]).stdout.replace("Lakeside School", "Hill School");
    let settings = "[server]\nlisten = \"0.0.0.0:1\"\nadmin_listen = \"127.0.0.1:2\"\ntls = \"self-signed\"\n\
                    [store]\ndata_dir = \"elsewhere\"\n[vetting]\npolicy = \"deny_all\"\n";
    let desk = desk().with_file("seed.json", &seed).with_file("qualify.toml", settings);
    let line = r#"curl -sf -H "Authorization: Bearer $QUALIFY_TOKEN" "$QUALIFY_URL/v1/customers"; curl -sf -o metrics "$QUALIFY_URL/metrics""#;
    let flags = ["--config", "qualify.toml", "--seed", "seed.json", "--log", "sandbox.log"];
    let ended = shell(&desk, &flags, line);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains("Hill School"), "{}", ended.stdout);
    assert!(!desk.path("elsewhere").exists());
    let log = desk.read("sandbox.log");
    for part in [" INFO ready url=\"http://127.0.0.1:", "route=/v1/customers ", " INFO stopped"] {
        assert!(log.contains(part), "{part} is not in {log}");
    }
}

#[test]
fn what_the_sandbox_cannot_use_ends_exec_before_the_command_runs() {
    let desk = desk().with_file("qualify.toml", "[server]\nlisten_at = 1\n");
    for (flags, said) in [
        (["--config", "qualify.toml"], "listen_at"),
        (["--seed", "missing.json"], "--seed"),
        (["--log", "missing/log"], "--log: missing/log"),
    ] {
        let ended = shell(&desk, &flags, "echo it ran");
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{flags:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{flags:?}: {}", ended.stderr);
        assert_eq!(leftovers(&desk), 0);
    }
}

#[test]
fn a_signal_is_passed_on_and_the_sandbox_ends_after_the_command() {
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let desk = desk();
        let line = format!(
            "trap 'curl -s -o /dev/null $QUALIFY_URL/healthz && echo cleaned up; exit {code}' {name}; \
             echo $QUALIFY_URL; while :; do sleep 0.02; done"
        );
        let running = desk.start(&["exec", "--", "sh", "-c", &line]).unwrap();
        let url = running.first_line.trim().to_owned();
        running.signal(name);
        let ended = running.wait();
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), "cleaned up\n"), "{}", ended.stderr);
        assert!(Connection::open(&url).is_err(), "the sandbox still listens");
        assert_eq!(leftovers(&desk), 0);
    }
}

#[test]
fn the_mode_of_second_factors_is_a_flag_and_its_error_a_setting() {
    let settings = "[auth]\nmfa = \"off\"\nmfa_error = \"900421\"\n";
    let desk = desk().with_file("qualify.toml", settings);
    let line = format!(
        r#"token=$({} sandbox token --no-mfa); curl -s -H "Authorization: Bearer $token" "$QUALIFY_URL/v1/customers"; curl -sf -o /dev/null -H "Authorization: Bearer $QUALIFY_TOKEN" "$QUALIFY_URL/v1/customers""#,
        crate::program::PROGRAM
    );
    let ended = shell(&desk, &["--config", "qualify.toml", "--mfa", "enforce"], &line);
    assert_eq!(ended.code, Some(0), "with a second factor it goes on: {}", ended.stderr);
    assert_eq!(serde_json::from_str::<Value>(&ended.stdout).unwrap()["code"], 900_421);
    assert!(ended.stderr.contains("401, code 900421"), "{}", ended.stderr);
    assert_eq!(desk.run(&["exec", "--mfa", "on", "--", "true"]).code, Some(2));
}

#[test]
fn a_command_without_a_trap_dies_of_the_signal_and_exec_says_so() {
    let desk = desk();
    // The shell becomes the other program, so that no child of a shell is left behind.
    let running = desk.start(&["exec", "--", "sh", "-c", "echo $$; exec sleep 600"]).unwrap();
    let process = format!("/proc/{}", running.first_line.trim());
    running.signal("TERM");
    assert_eq!(running.wait().code, Some(143));
    wait_until("the command is gone", || !std::path::Path::new(&process).exists());
    assert_eq!(leftovers(&desk), 0);
}
