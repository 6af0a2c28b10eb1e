//! A service beside the folder that is fetched into.

use std::fs;
use std::process::{Command, Stdio};

use qualify_testkit::wait_until;
use serde_json::json;

use super::{desk, fetched, samples};
use crate::program::{Desk, PROGRAM};

#[test]
fn a_running_service_takes_a_new_version_by_itself() {
    let mirror = samples::mirror();
    let desk = desk(&mirror);
    fetched(&desk, &mirror, &["--only", "ror"]);
    let desk = desk
        .with_variable("QUALIFY_VETTING__DATASETS_DIR", "lists")
        .with_variable("QUALIFY_VETTING__DATASETS_POLL_SECONDS", "1")
        .with_variable("QUALIFY_VETTING__POLICY", "rules");
    let service = desk.start_sandbox(&[]);
    let preview = json!({"legalName": "Akademia Leśna numer 41", "qualification": "Education", "email": "biuro@akademia-41.pl", "country": "PL"});
    let token = service.connect().send("POST", "/sandbox/token", &[], Some(&json!({"kind": "staff"})));
    let token = token.and_then(|answer| answer.expect(200)).expect("the sandbox gives tokens");
    let token = token["access_token"].as_str().expect("a token is text").to_owned();
    let code = || {
        let mut connection = service.connect().with_token(&token);
        let answer = connection.send("POST", "/operator/v1/vetting/preview", &[], Some(&preview));
        answer.map_or_else(
            |error| error.to_string(),
            |answer| String::from_utf8_lossy(&answer.body).into_owned(),
        )
    };
    assert!(code().contains("EDU_NO_EVIDENCE"), "{}", code());
    mirror.file("ror-data.zip", samples::organisations(44));
    fetched(&desk, &mirror, &["--only", "ror"]);
    wait_until("the service decides by the new version", || code().contains("EDU_DATASET"));
}

/// Runs the service until it is ready, its stderr on a terminal, and gives what stood there.
fn started_on_a_terminal(desk: &Desk, arguments: &str) -> String {
    let line = format!(
        "{PROGRAM} serve {arguments} --listen 127.0.0.1:0 & until [ -s qualify-data/ready ]; do sleep 0.05; done; \
         kill -TERM $!; wait $!"
    );
    let output = Command::new("timeout")
        .args(["60", "script", "-qec", &line, "typescript"])
        .current_dir(desk.path("."))
        .env_remove("QUALIFY_VETTING__DATASETS_DIR")
        .stdin(Stdio::null())
        .output()
        .expect("there is a terminal to be had");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{shown}{}", String::from_utf8_lossy(&output.stderr));
    shown
}

#[test]
fn a_service_without_lists_says_on_a_terminal_how_they_come() {
    const SAID: &str =
        "`qualify datasets fetch` brings 7 public lists (psl, swot, hipo, ror, cisa, free, disposable)";
    let issuer = "[[auth.issuers]]\nissuer = \"https://login.example\"\n";
    let desk = || Desk::new().with_file("qualify.toml", issuer);
    let shown = started_on_a_terminal(&desk(), "--config qualify.toml");
    assert_eq!(shown.matches(SAID).count(), 1, "{shown}");
    let with_lists =
        desk().with_file("qualify.toml", &format!("{issuer}[vetting]\ndatasets_dir = \"lists\"\n"));
    fs::create_dir(with_lists.path("lists")).unwrap();
    fs::write(with_lists.path("lists/manifest.json"), r#"{"format":1,"sources":[]}"#).unwrap();
    for (desk, arguments) in [(with_lists, "--config qualify.toml"), (desk(), "--sandbox")] {
        let shown = started_on_a_terminal(&desk, arguments);
        assert!(!shown.contains("datasets fetch"), "{shown}");
    }
    let elsewhere = desk();
    let service = elsewhere.start(&["serve", "--config", "qualify.toml", "--listen", "127.0.0.1:0"]);
    assert_eq!(service.expect("it listens").stop().stderr.matches("datasets fetch").count(), 0);
}
