//! `qualify login --browser` with a stand-in for the browser: a script that `BROWSER` names.

use super::{NORTHLIGHT, Room};
use crate::program::Ended;

/// The application of the PowerShell module, which may come back to any port of this machine.
const NATIVE: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// Opens the page, fills the form in, and goes where it is sent: first by the issuer, then back to the program.
const STAND_IN: &str = r#"
set -eu
decision=$1 page=$2
curl -sSf -c cookies -o page.html "$page"
token=$(sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p' page.html | head -n 1)
curl -sSf -L -b cookies -o shown.html --data-urlencode "form_token=$token" --data-urlencode "decision=$decision" \
  --data-urlencode username=ana@northlight.example --data-urlencode password=sandbox "$page"
"#;

/// A room whose browser is this command.
fn room(browser: &str) -> Room {
    let Room { server, desk } = Room::with_contexts();
    Room { server, desk: desk.with_variable("BROWSER", browser).with_file("browser.sh", STAND_IN) }
}

fn login(room: &Room, more: &str) -> Ended {
    let url = room.server.url();
    room.run(&format!(
        "login --browser --context me --root {url} --tenant {NORTHLIGHT} --application {NATIVE} --audience \
         https://api.partnercenter.microsoft.com {more}"
    ))
}

#[test]
fn a_user_signs_in_in_the_browser_that_the_variable_names() {
    let room = room("nothing-of-that-name:sh browser.sh sign_in %s");
    let ended = login(&room, "--timeout 60s");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
    assert!(ended.stderr.contains("Sign in in the browser, within 60s"), "{}", ended.stderr);
    assert!(ended.stderr.contains("signed in: context me"), "{}", ended.stderr);
    let who = room.json("whoami");
    assert_eq!(who["user"], "ana@northlight.example", "{who}");
    assert_eq!(room.desk.mode("config/sign-in/me"), 0o600);
    let kept = room.desk.read("config/sign-in/me");
    assert!(!ended.stderr.contains(kept.trim()), "what is kept is shown nowhere");
    // The page is answered before the program goes on, and the stand-in may not have written it yet.
    qualify_testkit::wait_until("the last page is there", || {
        room.desk.path("shown.html").exists() && room.desk.read("shown.html").contains("Close this page")
    });
    // Another run of the program: nobody is asked.
    assert!(room.good("customers list --limit 1").contains("Biblioteka"));
}

#[test]
fn a_browser_that_says_no_or_never_comes_leaves_the_sign_in_of_before() {
    let room = room("sh browser.sh cancel");
    room.good(&format!("login --sandbox --context me --url {}", room.server.url()));
    let declined = login(&room, "--timeout 60s");
    assert_eq!((declined.code, declined.stdout.as_str()), (Some(4), ""), "{}", declined.stderr);
    for part in ["AADSTS65004", "declined", "sign in again"] {
        assert!(declined.stderr.contains(part), "{}", declined.stderr);
    }
    let Room { server, desk } = room;
    let room = Room { server, desk: desk.with_variable("BROWSER", "true") };
    let silent = login(&room, "--timeout 300ms");
    assert_eq!((silent.code, silent.stdout.as_str()), (Some(4), ""), "{}", silent.stderr);
    for part in ["nobody signed in within 300ms", "still is", "--timeout", "--device-code"] {
        assert!(silent.stderr.contains(part), "{}", silent.stderr);
    }
    assert_eq!(room.json("whoami")["user"], "ana@northlight.example", "the sandbox's sign-in is as it was");
    assert!(!room.desk.path("config/sign-in/me").exists());
}

#[test]
fn without_a_browser_the_page_is_said() {
    for browser in ["", "nothing-of-that-name"] {
        let room = room(browser);
        let ended = login(&room, "--timeout 100ms");
        assert_eq!(ended.code, Some(4), "{}", ended.stderr);
        assert!(ended.stderr.starts_with("Open this page in a browser of this machine"), "{}", ended.stderr);
        let page = format!("{}/{NORTHLIGHT}/oauth2/v2.0/authorize?", room.server.url());
        assert!(ended.stderr.contains(&page), "{}", ended.stderr);
    }
}
