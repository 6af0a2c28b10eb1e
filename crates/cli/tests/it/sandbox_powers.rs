//! `qualify sandbox`: each power from the command line.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::exec::claims_of;
use crate::program::{Desk, Ended, SCHOOL, Service};

pub(crate) fn sandbox(desk: &Desk, words: &[&str]) -> Ended {
    desk.run(&[&["sandbox"], words].concat())
}

/// What stands on stdout of a command that has to go well, and says nothing else.
#[track_caller]
pub(crate) fn shown(desk: &Desk, words: &[&str]) -> String {
    let ended = sandbox(desk, words);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{words:?}");
    ended.stdout
}

/// What a command that has to go well notes on stderr, with nothing on stdout.
#[track_caller]
pub(crate) fn noted(desk: &Desk, words: &[&str]) -> String {
    let ended = sandbox(desk, words);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{words:?}: {}", ended.stderr);
    ended.stderr
}

/// Refused by the sandbox, with these words.
#[track_caller]
pub(crate) fn refused(desk: &Desk, words: &[&str], said: &[&str]) {
    let ended = sandbox(desk, words);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{words:?}: {}", ended.stderr);
    for part in said {
        assert!(ended.stderr.contains(part), "{words:?}: {part} is not in {}", ended.stderr);
    }
}

pub(crate) fn start() -> (Desk, Service) {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    (desk, service)
}

pub(crate) fn apply(service: &Service) {
    let body = json!({ "qualification": "Education", "educationSegment": "K12" });
    let answer = service.connect_as_user().send("POST", SCHOOL, &[], Some(&body));
    answer.and_then(|answer| answer.expect(201)).expect("a request is taken");
}

pub(crate) fn records(service: &Service) -> usize {
    let records = service.connect_as_user().get(SCHOOL).expect("the records are shown");
    records.as_array().expect("records are a list").len()
}

#[test]
fn a_token_is_made_to_measure() {
    let (desk, _service) = start();
    let southgate = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";
    let words = [
        "token",
        "--partner",
        southgate,
        "--role",
        "Reader",
        "--role",
        "SalesAgent",
        "--audience",
        "api://another",
        "--expires-in",
        "-600",
        "--no-mfa",
    ];
    let given = sandbox(&desk, &words);
    assert_eq!(given.code, Some(0), "{}", given.stderr);
    let claims = claims_of(given.stdout.trim().split('.').nth(1).unwrap());
    assert_eq!(claims["tid"], southgate);
    assert_eq!(claims["aud"], "api://another");
    assert_eq!(claims["roles"], json!(["Reader", "SalesAgent"]));
    assert_eq!(claims["upn"], "sue@southgate.example");
    assert!(!claims["amr"].to_string().contains("mfa"), "{claims}");
    let ordinary = shown(&desk, &["token"]);
    let claims = claims_of(ordinary.trim().split('.').nth(1).unwrap());
    assert!(claims["amr"].to_string().contains("mfa"), "{claims}");
    refused(&desk, &["token", "--partner", "x"], &["no such token", "partner must be the GUID"]);
}

#[test]
fn a_token_that_may_surprise_is_given_with_a_warning_on_stderr() {
    let desk = Desk::new().with_file("roles.toml", "[auth.roles.claims]\nSellers = \"SalesAgent\"\n");
    let _service = desk.start_sandbox(&["--config", "roles.toml"]);
    let table: [(&[&str], &[&str]); 9] = [
        (&[], &[]),
        (&["--role", "Reader", "--role", "sellers"], &[]),
        (&["--staff", "--role", "Auditor"], &[]),
        (&["--app-only", "--no-mfa"], &[]),
        (
            &["--role", "Nonsense"],
            &["Nonsense is no role", "AdminAgent, SalesAgent, Reader", "read and not write"],
        ),
        (&["--role", "Reader", "--role", "Operator"], &["Operator is no role"]),
        (
            &["--staff", "--role", "Reader"],
            &["Reader is no role of staff", "Operator, Reviewer, Lead, Auditor"],
        ),
        (&["--no-mfa"], &["auth.mfa is report", "IsMfaCompliant: false", "--mfa enforce"]),
        (&["--staff", "--no-mfa"], &["operator.mfa is enforce", "401"]),
    ];
    for (flags, said) in table {
        let given = sandbox(&desk, &[&["token"], flags].concat());
        assert_eq!(
            (given.code, given.stdout.matches('.').count()),
            (Some(0), 2),
            "{flags:?}: {}",
            given.stderr
        );
        assert_eq!(
            given.stderr.lines().count(),
            usize::from(!said.is_empty()),
            "{flags:?}: {}",
            given.stderr
        );
        for part in said {
            assert!(given.stderr.contains(part), "{flags:?}: {part} is not in {}", given.stderr);
        }
    }
}

#[test]
fn the_mode_of_second_factors_is_a_flag_and_a_token_without_one_says_what_it_means() {
    for (mode, error, said, status) in [
        ("off", "empty", "auth.mfa is off", 200),
        ("report", "empty", "auth.mfa is report", 200),
        ("enforce", "empty", "401 and an empty body", 401),
        ("enforce", "900421", "401, code 900421", 401),
    ] {
        let desk = Desk::new().with_variable("QUALIFY_AUTH__MFA_ERROR", error);
        let service = desk.start_sandbox(&["--mfa", mode]);
        let given = sandbox(&desk, &["token", "--no-mfa"]);
        assert!(given.stderr.contains(said), "{mode}: {}", given.stderr);
        let mut connection = service.connect().with_token(given.stdout.trim());
        assert_eq!(connection.send("GET", SCHOOL, &[], None).unwrap().status, status, "{mode}");
        let table = shown(&desk, &["requests"]);
        assert_eq!(
            table.contains(" 900421 "),
            status == 401,
            "the list shows the code, whatever the body: {table}"
        );
    }
}

#[test]
fn an_expired_token_and_one_for_another_audience_are_refused_by_the_api() {
    let (desk, service) = start();
    for flag in [&["--expires-in", "-600"][..], &["--audience", "api://another"]] {
        let token = shown(&desk, &[&["token"], flag].concat());
        let mut connection = service.connect().with_token(token.trim());
        assert_eq!(connection.send("GET", SCHOOL, &[], None).unwrap().status, 401, "{flag:?}");
    }
}

#[test]
fn the_clock_is_shown_set_advanced_paused_and_resumed() {
    let (desk, _service) = start();
    assert!(shown(&desk, &["clock"]).ends_with("Z running\n"));
    assert!(shown(&desk, &["clock", "pause"]).ends_with("Z paused\n"));
    assert_eq!(shown(&desk, &["clock", "set", "2031-03-01T09:00:00Z"]), "2031-03-01T09:00:00Z paused\n");
    assert_eq!(shown(&desk, &["clock", "advance", "86400"]), "2031-03-02T09:00:00Z paused\n");
    assert_eq!(shown(&desk, &["clock", "show"]), "2031-03-02T09:00:00Z paused\n");
    assert_eq!(shown(&desk, &["clock", "advance", "1d"]), "2031-03-03T09:00:00Z paused\n");
    assert_eq!(shown(&desk, &["settle"]), "2031-03-03T09:00:00Z paused\n");
    let answer: Value = serde_json::from_str(&shown(&desk, &["clock", "--output", "json"])).unwrap();
    assert_eq!(answer, json!({ "now": "2031-03-03T09:00:00Z", "running": false }));
    assert!(shown(&desk, &["clock", "resume"]).ends_with("Z running\n"));
    refused(&desk, &["clock", "set", "2020-01-01T00:00:00Z"], &["the clock was not changed", "back"]);
    refused(&desk, &["clock", "set", "noon"], &["2026-03-01T09:00:00Z"]);
    assert_eq!(sandbox(&desk, &["clock", "advance", "-1"]).code, Some(2));
}

#[test]
fn the_sandbox_is_named_before_or_after_the_words_and_a_flag_goes_before_the_variable() {
    let (_desk, service) = start();
    let elsewhere = Desk::new().with_variable("QUALIFY_URL", "http://127.0.0.1:1");
    let url = service.url();
    for words in
        [["--url", url, "clock", "pause"], ["clock", "--url", url, "pause"], ["clock", "pause", "--url", url]]
    {
        assert!(shown(&elsewhere, &words).ends_with(" paused\n"), "{words:?}");
    }
    assert_eq!(sandbox(&elsewhere, &["clock", "pause"]).code, Some(3));
}

#[test]
fn a_reset_brings_the_seed_back() {
    let (desk, service) = start();
    apply(&service);
    assert_eq!(records(&service), 1);
    assert_eq!(noted(&desk, &["reset"]), "the sandbox is back at the built-in seed\n");
    assert_eq!(records(&service), 0);
}

#[test]
fn a_device_is_approved_or_denied() {
    let (desk, service) = start();
    let ask = || {
        let form = "client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&scope=https://api.partnercenter.microsoft.com/user_impersonation";
        let url = format!("{}/organizations/oauth2/v2.0/devicecode", service.url());
        let output = std::process::Command::new("curl")
            .args(["-s", "--noproxy", "*", "-d", form, &url])
            .output()
            .unwrap();
        let device: Value = serde_json::from_slice(&output.stdout).unwrap();
        device["user_code"].as_str().unwrap_or_else(|| panic!("{device}")).to_owned()
    };
    let (approved, denied) = (ask(), ask());
    refused(&desk, &["device-approve", &approved], &["the device got no answer", "--user"]);
    let words = ["device-approve", &approved, "--user", "ana@northlight.example"];
    assert_eq!(noted(&desk, &words), "the device is approved\n");
    assert_eq!(noted(&desk, &["device-approve", &denied, "--deny"]), "the device is denied\n");
    refused(&desk, &["device-approve", "ABC", "--deny"], &["No device waits"]);
}

#[test]
fn edge_09_the_sign_ins_of_a_user_are_ended() {
    let (desk, service) = start();
    let answer = service.connect().send("POST", "/sandbox/token", &[], Some(&json!({ "refresh": true })));
    answer.and_then(|answer| answer.expect(200)).expect("a refresh token is made");
    assert_eq!(noted(&desk, &["revoke", "ana@northlight.example"]), "sign-ins ended: 1\n");
    assert_eq!(noted(&desk, &["revoke", "ANA@northlight.example"]), "sign-ins ended: 0\n");
    refused(&desk, &["revoke", "nobody/../x?#%"], &["no sign-in was ended", "qualify sandbox seed --print"]);
    assert_eq!(sandbox(&desk, &["revoke", ".."]).code, Some(2));
}

#[test]
fn edge_09_a_certificate_and_its_key_are_made_and_a_seed_takes_the_certificate() {
    let desk = Desk::new();
    let ended = sandbox(&desk, &["certificate"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let line = ended.stdout.lines().last().unwrap();
    let certificates: Value = serde_json::from_str(line.strip_prefix("\"certificates\": ").unwrap()).unwrap();
    let key = desk.path("client-key.pem");
    let certificate = std::fs::read_to_string(desk.path("client-certificate.pem")).unwrap();
    assert_eq!(certificates, json!([certificate]));
    assert!(std::fs::read_to_string(&key).unwrap().contains("PRIVATE KEY"));
    assert!(!ended.stdout.contains("PRIVATE KEY"), "{}", ended.stdout);
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    refused(&desk, &["certificate"], &["client-key.pem", "--out"]);
    refused(&desk, &["certificate", "--out", "nowhere"], &["nowhere", "--out"]);
    assert_eq!(sandbox(&desk, &["certificate", "--days", "0"]).code, Some(2));
    let printed = sandbox(&desk, &["seed", "--print"]);
    assert_eq!((printed.code, printed.stderr.contains("the built-in seed")), (Some(0), true));
    let mut seed: Value = serde_json::from_str(&printed.stdout).unwrap();
    seed["application"]["certificates"] = certificates;
    let desk = desk.with_file("seed.json", &seed.to_string());
    let _service = desk.start_sandbox(&["--seed", "seed.json"]);
    assert!(shown(&desk, &["clock"]).ends_with("running\n"));
}

#[test]
fn a_service_that_is_no_sandbox_is_named_as_such_by_every_command() {
    let issuer = "[[auth.issuers]]\nissuer = \"https://login.example\"\n";
    let desk = Desk::new().with_file("qualify.toml", issuer);
    let _service = desk.start(&["serve", "--config", "qualify.toml", "--listen", "127.0.0.1:0"]).unwrap();
    for words in EVERY {
        refused(&desk, words, &["is no sandbox", "qualify serve --sandbox", "--url"]);
    }
}

#[test]
fn a_sandbox_that_is_not_there_ends_every_command_with_its_code() {
    let desk = Desk::new();
    for words in EVERY {
        let ended = sandbox(&desk, &[words, &["--url", "http://127.0.0.1:1"][..]].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""), "{words:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("http://127.0.0.1:1 did not answer"), "{words:?}: {}", ended.stderr);
    }
    let ended = sandbox(&desk, &["clock", "--url", "nowhere"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("is no URL"), "{}", ended.stderr);
}

#[test]
fn a_partner_of_ones_own_is_made_listed_and_deleted() {
    let (desk, service) = start();
    let made: Value = serde_json::from_str(&shown(&desk, &["partner", "new", "--output", "json"])).unwrap();
    let (tenant, token) = (made["tenant"].as_str().unwrap(), made["access_token"].as_str().unwrap());
    assert_eq!(made["customers"].as_array().unwrap().len(), 7);
    service.connect().with_token(token).get("/v1/customers").expect("the token is good");
    let page = shown(&desk, &["partner", "new", "--seed", "--no-seed"]);
    assert!(!page.contains("customer ") && page.contains("ana@northlight-"), "{page}");
    assert!(
        page.trim().lines().next_back().unwrap().split('.').count() == 3,
        "the token is the last line: {page}"
    );
    assert!(shown(&desk, &["partner", "new"]).contains("Lakeside School, it@lakeside.k12.wa.us"));
    let list = shown(&desk, &["partner", "list"]);
    assert!(list.contains(tenant) && list.contains("nothing"), "{list}");
    assert!(noted(&desk, &["partner", "delete", tenant]).contains("there no more"));
    assert!(!shown(&desk, &["partner", "list"]).contains(tenant));
    refused(&desk, &["partner", "delete", "x"], &["no partner was taken away", "GUID", "partner list"]);
}

#[test]
fn powers_over_a_partner_of_ones_own_leave_everybody_else_alone() {
    let (desk, service) = start();
    shown(&desk, &["clock", "pause"]);
    shown(&desk, &["clock", "set", "2031-03-15T12:00:00Z"]);
    let made =
        || -> Value { serde_json::from_str(&shown(&desk, &["partner", "new", "--output", "json"])).unwrap() };
    let (one, other) = (made(), made());
    let tenant = one["tenant"].as_str().unwrap();
    let mine = |words: &[&'static str]| [words, &["--partner", tenant]].concat();
    let clock = |words: &[&str]| shown(&desk, &[&["clock"], words].concat());
    let everybody = clock(&[]);
    let taken = noted(&desk, &mine(&["snapshot", "take", "start"]));
    assert!(taken.contains("start is taken: 7 customers"), "{taken}");
    assert_eq!(shown(&desk, &mine(&["clock", "advance", "3d"])), "2031-03-18T12:00:00Z paused\n");
    assert_eq!(shown(&desk, &mine(&["clock"])), "2031-03-18T12:00:00Z paused\n");
    shown(&desk, &mine(&["clock", "set", "2031-03-19T12:00:00Z"]));
    assert_eq!(
        (clock(&[]), clock(&["--partner", other["tenant"].as_str().unwrap()])),
        (everybody.clone(), everybody.clone())
    );
    refused(&desk, &mine(&["clock", "resume"]), &["runs and stands with everybody's"]);
    shown(&desk, &mine(&["faults", "set", r#"[{"match":"/v1/x","status":503}]"#]));
    assert!(shown(&desk, &mine(&["faults"])).contains("/v1/x"));
    service.connect().with_token(one["access_token"].as_str().unwrap()).get("/v1/customers").unwrap();
    service.connect_as_user().get("/v1/auditrecords").expect("the trail is shown");
    let seen = shown(&desk, &mine(&["requests"]));
    assert!(seen.contains("/v1/customers") && !seen.contains("/v1/auditrecords"), "{seen}");
    assert!(noted(&desk, &mine(&["snapshot", "take", "later"])).contains("later is taken"));
    let restored = noted(&desk, &mine(&["snapshot", "restore", "start"]));
    assert!(
        restored.contains(tenant) && restored.contains("its clock is at 2031-03-15T12:00:00Z"),
        "{restored}"
    );
    assert_eq!(
        (shown(&desk, &mine(&["clock"])), shown(&desk, &mine(&["faults"]))),
        (everybody, "[]\n".to_owned())
    );
    noted(&desk, &mine(&["snapshot", "restore", "later"]));
    assert!(shown(&desk, &mine(&["faults"])).contains("/v1/x"), "its faults come back as well");
    shown(&desk, &mine(&["faults", "clear"]));
    assert!(noted(&desk, &mine(&["reset"])).contains("as it began"));
    assert_eq!(shown(&desk, &mine(&["clock"])), clock(&[]));
    assert!(noted(&desk, &mine(&["snapshot", "delete", "later"])).contains("later is deleted"));
    assert_eq!(shown(&desk, &mine(&["snapshot", "list"])).lines().count(), 2);
    assert_eq!(shown(&desk, &["snapshot", "list"]).lines().count(), 1, "everybody's are others");
    // A partner of the seed is everybody's, and what is no id is found out at once.
    let northlight = ["--partner", "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4"];
    for words in [&["clock"][..], &["reset"], &["requests"], &["snapshot", "take", "a"]] {
        refused(&desk, &[words, &northlight].concat(), &["made by POST /sandbox/partners"]);
        assert_eq!(sandbox(&desk, &[words, &["--partner", "x"]].concat()).code, Some(2), "{words:?}");
    }
}

#[test]
fn vetting_is_told_what_to_say_of_a_customer() {
    let desk = Desk::new().with_variable("QUALIFY_VETTING__POLICY", "rules");
    let service = desk.start_sandbox(&[]);
    let school = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
    assert!(noted(&desk, &["script", school, "slow", "3d"]).contains("slow for PT72H"));
    assert!(noted(&desk, &["script", school, "slow", "90"]).contains("slow for PT"));
    assert!(noted(&desk, &["script", school, "--clear"]).contains("what it finds"));
    assert!(noted(&desk, &["script", school, "deny-museum"]).contains("deny-museum"));
    apply(&service);
    shown(&desk, &["clock", "advance", "1h"]);
    let records = service.connect_as_user().get(SCHOOL).expect("the records are shown");
    assert_eq!(records[0]["vettingReason"], "Not an eligible Museum", "{records}");
    refused(&desk, &["script", school, "deny"], &["vetting was not told anything", "deny-museum", "slow"]);
    refused(&desk, &["script", school, "slow"], &["needs a length"]);
    for words in
        [&["script", school][..], &["script", school, "approve", "--clear"], &["script", "x", "approve"]]
    {
        assert_eq!(sandbox(&desk, words).code, Some(2), "{words:?}");
    }
}

/// A line for each command that speaks to a sandbox.
const EVERY: &[&[&str]] = &[
    &["token"],
    &["clock"],
    &["clock", "set", "2031-03-01T09:00:00Z"],
    &["clock", "advance", "1"],
    &["settle"],
    &["script", "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420", "review"],
    &["script", "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420", "--clear"],
    &["clock", "pause"],
    &["clock", "resume"],
    &["reset"],
    &["seed", "--print"],
    &["faults"],
    &["faults", "set", "[]"],
    &["faults", "add", "--match", "/v1", "--status", "503"],
    &["faults", "clear"],
    &["requests"],
    &["checkup"],
    &["snapshot", "take", "a"],
    &["snapshot", "restore", "a"],
    &["snapshot", "list"],
    &["snapshot", "delete", "a"],
    &["partner", "new"],
    &["partner", "list"],
    &["partner", "delete", "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4"],
    &["device-approve", "X", "--deny"],
    &["revoke", "ana@northlight.example"],
];
