//! Where the samples run, and what they say if that cannot be.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use qualify_testkit::{TestIssuer, TestServer};

use crate::program::{Ended, PROGRAM, command, run, sandbox};

/// Stands in for `qualify exec --mfa enforce -- COMMAND`: the command gets a sandbox that is there already.
const STAND_IN: &str = r#"#!/bin/sh
[ "$1 $2 $3 $4" = "exec --mfa enforce --" ] || { echo "called as: $*" >&2; exit 9; }
shift 4
QUALIFY_URL="$STAND_IN_URL" exec "$@"
"#;

#[test]
fn without_a_service_the_program_beside_starts_a_sandbox() {
    let server = sandbox();
    // Links of a file hold within one file system only.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let program = folder.path().join("qualify-samples");
    fs::hard_link(PROGRAM, &program).expect("a link");
    let program = program.to_str().expect("a name of letters");

    let mut alone = command(program, &["run", "GetValidationCodes"]);
    let alone = Ended::from(alone.env("PATH", folder.path().join("none")).output().expect("it starts"));
    assert_eq!(alone.code, Some(1));
    assert!(
        alone.stderr.contains("`cargo build -p qualify`") && alone.stderr.contains("--url"),
        "{}",
        alone.stderr
    );

    let stand_in = folder.path().join("qualify");
    fs::write(&stand_in, STAND_IN).expect("a file");
    fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let mut started = command(program, &["run", "GetValidationCodes"]);
    let started = Ended::from(started.env("STAND_IN_URL", server.url()).output().expect("it starts"));
    assert_eq!(started.outcomes().len(), 1, "{}\n{}", started.stdout, started.stderr);
    assert_eq!(started.code, Some(0));
}

#[test]
fn a_service_that_is_no_sandbox_wants_a_sign_in() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| issuer.trust_in(config));
    let ended = run(&["run", "--all", "--url", server.url()]);
    assert_eq!(ended.code, Some(1), "{}\n{}", ended.stdout, ended.stderr);
    for name in ["QUALIFY_TOKEN", "QUALIFY_TENANT", "QUALIFY_CLIENT_ID"] {
        assert!(ended.stderr.contains(name), "{}", ended.stderr);
    }
}

#[test]
fn outside_of_a_sandbox_nothing_is_changed_unasked() {
    let issuer = TestIssuer::start();
    let server = TestServer::start_production(|config| issuer.trust_in(config));
    let mut command = command(PROGRAM, &["run", "CustomerCreation", "ExhaustedCode", "--url", server.url()]);
    let ended = Ended::from(command.env("QUALIFY_TOKEN", "a-token").output().expect("it starts"));
    let [changing, powers] = ended.outcomes()[..] else { panic!("{}\n{}", ended.stdout, ended.stderr) };
    assert!(changing.starts_with("left out CustomerCreation: ") && changing.contains("--yes"), "{changing}");
    assert!(powers.starts_with("left out ExhaustedCode: ") && powers.contains("sandbox"), "{powers}");
    assert_eq!(ended.code, Some(1), "what was named did not run");
}

/// The cloud that somebody names comes before the service that the environment does, and nobody has to be signed in yet.
#[test]
fn a_cloud_is_no_sandbox_and_is_not_asked_whether_it_is_one() {
    let mut command = command(PROGRAM, &["run", "--all", "--cloud", "china"]);
    let ended = Ended::from(command.env("QUALIFY_URL", "http://127.0.0.1:9").output().expect("it starts"));
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("this service is no sandbox"), "{}", ended.stderr);
}

#[test]
fn a_service_that_is_not_there_is_named_with_what_to_do() {
    // A port that was free a moment ago.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
    let ended = run(&["run", "--all", "--url", &format!("http://127.0.0.1:{port}")]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("does not answer"), "{}", ended.stderr);
}

#[test]
fn the_command_line_says_what_there_is() {
    let listed = run(&["list"]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (Some(0), 12), "{}", listed.stderr);
    let without_a_terminal = run(&[]);
    assert_eq!(without_a_terminal.code, Some(2));
    assert!(without_a_terminal.stderr.contains("run --all"), "{}", without_a_terminal.stderr);
    for wrong in [&["run"][..], &["run", "--all", "GetValidationCodes"], &["run", "--all", "--cloud", "moon"]]
    {
        assert_eq!(run(wrong).code, Some(2), "{wrong:?}");
    }
    let unknown = run(&["run", "Nothing", "--url", "http://127.0.0.1:9"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("no sample Nothing"), "{}", unknown.stderr);
}
