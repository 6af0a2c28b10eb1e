//! Every sample runs, and comes to what it is there to show.

use std::fs;
use std::path::Path;

use qualify_testkit::TestServer;

use crate::program::{PROGRAM, command, run, sandbox};

const ALL: [&str; 12] = [
    "ran CustomerCreation: a customer with no qualification, Education asked for",
    "ran CreateCustomerQualification: Education, InReview",
    "ran CreateCustomerQualificationWithGCC: GovernmentCommunityCloud, Approved, by code ****16, 1 left",
    "ran GetCustomerQualifications: StateOwnedEntity",
    "ran CustomerQualificationOperations: None, then Education; GovernmentCommunityCloud with a code",
    "ran GetValidationCodes: 3 in all, 2 that can be used",
    "ran GetValidationStatus: Allowed",
    "ran WaitForVetting: Education is Approved",
    "ran DenialAndAppeal: denied (Not an Academic Domain), Approved after the appeal",
    "ran ThrottlingSurvived: 3 tries under one id, done once: StateOwnedEntity",
    "ran ExhaustedCode: refused with code 1900003, no qualification",
    "ran MissingMfa: a 401 that is known for what it is",
];

/// Partners that the samples made and left behind.
fn partners_left(server: &TestServer) -> usize {
    let partners = server.anonymous().get("/sandbox/partners").send().expect(200).json();
    partners["items"].as_array().expect("a list").len()
}

#[test]
fn all_samples_run_and_leave_nothing_behind() {
    let server = sandbox();
    let ended =
        command(PROGRAM, &["run", "--all"]).env("QUALIFY_URL", server.url()).output().expect("it starts");
    let ended = crate::program::Ended::from(ended);
    assert_eq!(ended.outcomes(), ALL, "{}\n{}", ended.stdout, ended.stderr);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.ends_with("\n12 ran, 0 left out, 0 failed.\n"), "{}", ended.stdout);
    for sample in ended.stdout.split("\n== ").skip(1) {
        for begin in ["\n-> ", "\n<- ", "\n   "] {
            assert!(sample.contains(begin), "request, answer and meaning: {sample}");
        }
    }
    assert!(!ended.stdout.contains("481516"), "a code shows");
    assert_eq!(partners_left(&server), 0);
}

#[test]
fn one_sample_runs_by_its_name_or_its_number() {
    let server = sandbox();
    let ended = run(&["run", "getvalidationcodes", "7", "--url", server.url()]);
    assert_eq!(ended.outcomes(), [ALL[5], ALL[6]], "{}\n{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, Some(0));
    assert_eq!(partners_left(&server), 0);
}

#[test]
fn what_was_named_and_cannot_be_shown_is_no_success() {
    // Without a second factor everybody comes in, as in a sandbox that was not told otherwise.
    let server = TestServer::start();
    let ended = run(&["run", "MissingMfa", "--url", server.url()]);
    let left_out = "left out MissingMfa: this sandbox lets everybody in; start it with --mfa enforce";
    assert_eq!(ended.outcomes(), [left_out], "{}\n{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, Some(1));
    assert_eq!(partners_left(&server), 0);
}

#[test]
fn a_sample_that_fails_is_named_and_cleans_up() {
    // The customer of the sample is somebody that the partner does not have.
    let server = sandbox();
    let nobody = qualify_testkit::seed::NOBODY;
    let names = ["CreateCustomerQualification", "GetValidationCodes"];
    let ended = run(&["run", names[0], names[1], "--customer", nobody, "--url", server.url()]);
    assert_eq!(ended.code, Some(1), "{}\n{}", ended.stdout, ended.stderr);
    let failed = format!("failed {}: ", names[0]);
    assert!(
        ended.outcomes()[0].starts_with(&failed) && ended.outcomes()[1].starts_with("ran "),
        "{}",
        ended.stdout
    );
    assert_eq!(ended.stderr, format!("qualify-samples: failed: {}\n", names[0]));
    assert_eq!(partners_left(&server), 0);
}

/// What a reader copies is a screen long, and needs nothing but the SDK.
#[test]
fn each_sample_is_a_screen_of_code_and_stands_in_the_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("../../docs/from-csharp.md")).expect("the page is there");
    let files = fs::read_dir(root.join("src/scenarios"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let files: Vec<_> = files.filter(|file| !file.ends_with("mod.rs")).collect();
    assert_eq!(files.len(), ALL.len());
    for file in files {
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a source is text");
        assert!(text.lines().count() <= 50, "{name}: {} lines", text.lines().count());
        for used in text.lines().filter_map(|line| line.strip_prefix("use ")) {
            let is_at_hand = ["anyhow::", "crate::sample::", "crate::say", "qualify_sdk::", "std::"];
            assert!(is_at_hand.iter().any(|begin| used.starts_with(begin)), "{name}: {used}");
        }
        assert!(
            page.contains(&format!("`crates/samples/src/scenarios/{name}`")),
            "{name} is not in the page"
        );
    }
}
