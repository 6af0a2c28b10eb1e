//! A service that does not answer ends every command that asks one with 3, and the sentence names its URL.

use crate::program::Desk;

const NOBODY: &str = "http://127.0.0.1:1";

/// A line for every command that asks a service; a unit test of the command line looks that none is missing.
const LINES: &[&str] = &[
    "login --sandbox --url http://127.0.0.1:1",
    "whoami",
    "customers list",
    "customers get 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "customers find lake",
    "customers create --input body.json",
    "customers delete 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --yes",
    "qualification get 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "qualification set 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 gcc --code 481516 --yes",
    "qualifications list 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "qualifications create 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 Education --segment K12 --yes",
    "qualifications wait 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --timeout 20s",
    "codes list",
    "codes issue 5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4 --organization X",
    "partners list",
    "partners create 5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4 --name X",
    "status get 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "audit list",
    "address validate --country US",
    "countries get PL",
    "domains check lakeside.onmicrosoft.com",
    "review list",
    "review show 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review claim 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review release 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review ask 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 letter",
    "review decide 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --approve --explanation x --evidence y",
    "review confirm 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review reply 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --text x --customer 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review appeal 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --text x --customer 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review withdraw 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review documents add 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 body.json --customer 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "review documents get 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --file new",
    "events tail",
    "api get /v1/customers",
    "api post /v1/customers --input body.json",
    "api put /v1/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/qualification --input body.json",
    "api patch /v1/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --input body.json",
    "api delete /v1/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "listen",
    "webhooks list",
    "webhooks add http://127.0.0.1:9/hook",
    "webhooks test 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "webhooks rotate-secret 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "webhooks deliveries 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
    "webhooks replay 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420 --event evt_1",
    "webhooks remove 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
];

#[test]
fn a_service_that_does_not_answer_is_3_with_its_url_and_what_to_do_for_every_command() {
    let desk = Desk::new().with_variable("QUALIFY_URL", NOBODY).with_file("body.json", "{}");
    let config = desk.path("config").display().to_string();
    let desk = desk.with_variable("QUALIFY_CONFIG_HOME", &config);
    for line in LINES {
        // Without a token the sandbox is asked for one first.
        for token in ["", " --token t"] {
            let takes_no_retry = !["listen", "webhooks"].iter().any(|word| line.starts_with(word));
            // With a token these two ask nobody.
            if ["login", "whoami"].iter().any(|word| line.starts_with(word)) && !token.is_empty() {
                continue;
            }
            let no_retry = if takes_no_retry { " --no-retry" } else { "" };
            let ended = desk.run(&super::words(&format!("{line}{token}{no_retry}")));
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""), "{line}{token}: {}", ended.stderr);
            let error = ended.stderr.lines().find(|said| said.starts_with("error: "));
            let error = error.unwrap_or_else(|| panic!("{line}: {}", ended.stderr));
            for part in [
                &format!("{NOBODY} did not answer"),
                "Connection refused",
                "qualify serve --sandbox",
                "--url",
            ] {
                assert!(error.contains(part), "{line}{token}: {part}: {error}");
            }
            assert!(!error.contains("signed in"), "{line}{token}: {error}");
        }
    }
    assert!(!desk.path("new").exists());
}

#[test]
fn the_doctor_says_it_as_a_fault() {
    let ended = Desk::new().run(&["doctor", "--url", NOBODY]);
    assert_eq!(ended.code, Some(1), "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("FAULT") && ended.stdout.contains(NOBODY), "{}", ended.stdout);
}

#[test]
fn whoever_signs_in_elsewhere_is_told_which_authority_did_not_answer() {
    let desk = Desk::new();
    let config = desk.path("config").display().to_string();
    let desk = desk.with_variable("QUALIFY_CONFIG_HOME", &config).with_file("secret", "s");
    let mut command = desk.command(&super::words(
        "login --context app --secret-stdin --root http://127.0.0.1:1 --authority http://127.0.0.1:2 --tenant contoso.example \
         --application 0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50",
    ));
    let ended = command.stdin(std::fs::File::open(desk.path("secret")).unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("the sign-in at http://127.0.0.1:2 did not answer"), "{said}");
}
