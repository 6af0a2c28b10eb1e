//! Seeds of one's own: which one is in use, and what is wrong with one.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::program::Desk;

/// The built-in seed with another name for its school.
fn other_seed() -> Value {
    let mut seed: Value =
        serde_json::from_str(&qualify_sandbox::SandboxSeed::built_in().to_json()).expect("it is JSON");
    seed["customers"][0]["billingProfile"]["companyName"] = json!("Hill School");
    seed
}

#[test]
fn a_folder_that_was_begun_with_another_seed_says_so_and_a_reset_names_its_own() {
    let desk = Desk::new().with_file("other.json", &format!("\u{feff}{}", other_seed()));
    let first = desk.start_sandbox(&[]);
    assert!(!first.stop().stderr.contains("another seed"));
    let second = desk.start_sandbox(&["--seed", "other.json"]);
    let url = second.url().to_owned();
    let shown = desk.run(&["sandbox", "seed", "--print", "--url", &url]);
    let seed: Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!(seed["customers"][0]["billingProfile"]["companyName"], "Hill School", "{}", shown.stderr);
    let reset = desk.run(&["sandbox", "reset", "--url", &url]);
    assert_eq!((reset.code, reset.stderr.as_str()), (Some(0), "the sandbox is back at other.json\n"));
    let ended = second.stop();
    assert!(
        ended.stderr.contains("begun with another seed") && ended.stderr.contains("other.json"),
        "{}",
        ended.stderr
    );
    // From the reset on it is this folder's seed.
    let third = desk.start_sandbox(&["--seed", "other.json"]);
    assert!(!third.stop().stderr.contains("another seed"));
}

#[test]
fn the_faults_of_a_seed_end_the_start_before_a_port_is_bound() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut seed = other_seed();
    seed["users"][1]["partner"] = json!("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1ff");
    seed["customers"][1]["companyProfile"]["domian"] = json!("x");
    let desk = Desk::new().with_file("seed.json", &seed.to_string());
    let ended = desk.run(&["serve", "--sandbox", "--seed", "seed.json", "--listen", &address]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("customers[1].companyProfile.domian: there is no such member"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("cannot listen"), "{}", ended.stderr);
    assert!(!desk.path("qualify-data").exists(), "nothing was begun");
    seed["customers"][1]["companyProfile"].as_object_mut().unwrap().remove("domian");
    let desk = Desk::new().with_file("seed.json", &seed.to_string());
    let ended = desk.run(&["serve", "--sandbox", "--seed", "seed.json", "--listen", &address]);
    assert!(
        ended.code == Some(2) && ended.stderr.contains("users[1].partner: no partner"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_busy_admin_port_speaks_of_its_own_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let desk = Desk::new();
    for (flags, flag) in [
        (&["--listen", "127.0.0.1:0", "--admin-listen", &address][..], "another --admin-listen"),
        (&["--listen", &address], "another --listen"),
    ] {
        let ended = desk.run(&[&["serve", "--sandbox"][..], flags].concat());
        assert!(ended.code == Some(1) && ended.stderr.contains(flag), "{}", ended.stderr);
    }
}

#[test]
fn what_only_a_sandbox_has_is_shown_of_a_sandbox() {
    let desk = Desk::new();
    assert!(!desk.run(&["check-config"]).stdout.contains("[sandbox]"));
    assert!(desk.run(&["check-config", "--sandbox"]).stdout.contains("[sandbox]"));
}
