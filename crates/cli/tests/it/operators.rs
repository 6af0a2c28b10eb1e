//! `qualify partners` and `qualify codes`, and where the service is told to listen.

use serde_json::Value;

use crate::program::Desk;

const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const NEW: &str = "1a2b3c4d-0000-4000-8000-000000000001";

#[track_caller]
fn shown(desk: &Desk, words: &[&str]) -> String {
    let ended = desk.run(words);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{words:?}: {}", ended.stdout);
    ended.stdout
}

#[test]
fn an_operator_lists_and_creates_partners() {
    let desk = Desk::new();
    let _service = desk.start_sandbox(&[]);
    let list = shown(&desk, &["partners", "list"]);
    assert!(
        list.starts_with("PARTNER") && list.contains(NORTHLIGHT) && list.contains("Southgate IT"),
        "{list}"
    );
    let created = shown(&desk, &["partners", "create", NEW, "--name", "Riverside", "--sandbox-account"]);
    assert!(
        created.contains(NEW) && created.contains("sandbox") && created.contains("Riverside"),
        "{created}"
    );
    let all: Value = serde_json::from_str(&shown(&desk, &["partners", "list", "--output", "json"])).unwrap();
    assert_eq!(all.as_array().map(Vec::len), Some(3), "{all}");
    let again = desk.run(&["partners", "create", NEW, "--name", "Another"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(1), ""));
    assert!(again.stderr.contains("there already") && again.stderr.contains(NEW), "{}", again.stderr);
    assert!(shown(&desk, &["partners", "list"]).contains("Riverside"), "it stays as it is");
}

#[test]
fn an_operator_lists_and_issues_codes() {
    let desk = Desk::new();
    let _service = desk.start_sandbox(&[]);
    let words = ["codes", "create", NORTHLIGHT, "--organization", "Riverside County", "--max-creates", "3"];
    let issued = shown(&desk, &words);
    assert!(issued.starts_with("CODE") && issued.contains("Riverside County"), "{issued}");
    let words = ["codes", "create", NORTHLIGHT, "--organization", "Hill County", "--code", "20304050"];
    let named = shown(&desk, &words);
    assert!(named.contains("20304050") && named.contains("no limit"), "{named}");
    let list = shown(&desk, &["codes", "list", NORTHLIGHT]);
    assert!(list.contains("20304050") && list.contains("481516"), "{list}");
    let again = desk.run(&words);
    assert_eq!(again.code, Some(1), "{}", again.stdout);
    assert!(again.stderr.starts_with("error: no code was issued: "), "{}", again.stderr);
    let nobody = desk.run(&["codes", "list", NEW]);
    assert_eq!(nobody.code, Some(1), "{}", nobody.stdout);
}

#[test]
fn a_token_of_staff_is_wanted_and_named_where_it_comes_from() {
    let desk = Desk::new().with_variable("QUALIFY_STAFF_TOKEN", "garbage");
    let _service = desk.start_sandbox(&[]);
    let ended = desk.run(&["partners", "list"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""));
    assert!(ended.stderr.contains("the partners are not shown"), "{}", ended.stderr);
}

#[test]
fn a_port_alone_listens_on_this_machine_alone() {
    for listen in ["0", ":0", "localhost:0"] {
        let desk = Desk::new();
        let service = desk.start(&["serve", "--sandbox", "--listen", listen]).unwrap();
        assert!(service.url().starts_with("http://127.0.0.1:"), "{listen}: {}", service.url());
    }
    let desk = Desk::new().with_file("qualify.toml", "[server]\nlisten = \":7180\"\nadmin_listen = 7181\n");
    let ended = desk.run(&["check-config", "--sandbox", "--config", "qualify.toml"]);
    for line in ["listen = \"127.0.0.1:7180\"", "admin_listen = \"127.0.0.1:7181\""] {
        assert!(ended.stdout.contains(line), "{}{}", ended.stdout, ended.stderr);
    }
    let help = desk.run(&["serve", "--help"]).stdout;
    for part in ["localhost:7180", "this machine alone", "0.0.0.0:7180"] {
        assert!(help.contains(part), "{help}");
    }
}
