//! `qualify db backup`.

use serde_json::json;

use crate::program::{Desk, SCHOOL};

#[test]
fn a_backup_of_a_running_service_opens_and_holds_what_was_acknowledged() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let body = json!({ "qualification": "GovernmentCommunityCloud", "validationCode": "481516" });
    let mut connection = service.connect_as_user();
    let created = connection.send("POST", SCHOOL, &[], Some(&body)).unwrap().expect(201).unwrap();
    let ended = desk.run(&["db", "backup", "copy.db"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
    // What comes later is in the original only.
    let later = json!({ "qualification": "StateOwnedEntity" });
    connection.send("POST", SCHOOL, &[], Some(&later)).unwrap().expect(201).unwrap();

    // The secret key is no part of the copy, and without it the service would not start.
    std::fs::create_dir(desk.path("other")).unwrap();
    std::fs::copy(desk.path("qualify-data/secret.key"), desk.path("other/secret.key")).unwrap();
    let copy = desk.start_sandbox(&["--data-dir", "other", "--database", "sqlite:copy.db"]);
    assert_eq!(copy.connect_as_user().get(SCHOOL).unwrap(), json!([created]));
    assert_eq!(service.connect_as_user().get(SCHOOL).unwrap().as_array().unwrap().len(), 2);
}

#[test]
fn the_database_is_found_by_flag_variable_or_file() {
    let desk = Desk::new().with_file("qualify.toml", "[store]\ndata_dir = \"data\"\n");
    desk.start_sandbox(&["--data-dir", "data"]).stop();
    for arguments in [
        &["db", "backup", "a.db", "--data-dir", "data"][..],
        &["db", "backup", "b.db", "--database", "sqlite:data/qualify.db"],
        &["db", "backup", "c.db", "--config", "qualify.toml"],
    ] {
        let ended = desk.run(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.stderr);
    }
    let desk = desk.with_variable("QUALIFY_STORE__DATABASE", "sqlite:data/qualify.db");
    assert_eq!(desk.run(&["db", "backup", "d.db"]).code, Some(0));
    assert_eq!(desk.run(&["db", "backup", "e.db", "--data-dir", "nowhere"]).code, Some(1), "the flag wins");
    for copy in ["a.db", "b.db", "c.db", "d.db"] {
        assert!(desk.path(copy).exists(), "{copy}");
    }
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let desk = Desk::new().with_file("copy.db", "precious");
    desk.start_sandbox(&[]).stop();
    let ended = desk.run(&["db", "backup", "copy.db"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("choose another name"), "{}", ended.stderr);
    assert_eq!(desk.read("copy.db"), "precious");
}

#[test]
fn a_place_without_a_database_is_said() {
    let desk = Desk::new();
    let ended = desk.run(&["db", "backup", "copy.db"]);
    assert_eq!(ended.code, Some(1));
    for part in ["qualify-data/qualify.db", "there is no database", "--data-dir"] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
    assert!(!desk.path("copy.db").exists());
}
