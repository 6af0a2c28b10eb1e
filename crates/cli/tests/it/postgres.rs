//! The program on a server: the demo, and what a start says of a server that cannot be used.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use qualify_throwaway::{Cluster, Database};

use crate::archive::{PDF, with_document};
use crate::db::add_customers;
use crate::program::Desk;

#[test]
fn the_demo_plays_on_an_empty_database_and_leaves_another_one_alone() {
    let (desk, database) = (Desk::new(), Database::fresh().unwrap());
    let arguments = ["demo", "--database", database.url()];
    let ended = desk.run(&arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    for part in ["answers were as expected", "what it wrote stays in the database"] {
        assert!(ended.stdout.contains(part), "{part}: {}", ended.stdout);
    }
    let again = desk.run(&arguments);
    assert!(again.code == Some(2) && again.stderr.contains("begins in an empty database"), "{again:?}");
    let file = desk.run(&["demo", "--database", "sqlite:demo.db"]);
    assert!(file.code == Some(2) && file.stderr.contains("name a server"), "{file:?}");
}

/// Enough for a move that takes longer than a kill.
const CUSTOMERS: u32 = 3000;

#[test]
fn rows_and_documents_arrive_on_a_server_although_the_move_is_killed_and_come_back() {
    let desk = Desk::new();
    let (service, document) = with_document(&desk);
    service.stop();
    add_customers(&desk, CUSTOMERS);
    let (straight, place, third) =
        (Database::fresh().unwrap(), Database::fresh().unwrap(), Database::fresh().unwrap());
    let from = ["db", "move", "--from", "sqlite:qualify-data/qualify.db", "--to"];
    let to = |place: &Database| [&from[..], &[place.url()]].concat().join(" ");
    let run = |command: &str| desk.run(&command.split(' ').collect::<Vec<_>>());
    let began = Instant::now();
    let whole = run(&to(&straight));
    assert!(whole.code == Some(0) && whole.stderr.contains("1 document of"), "{whole:?}");
    let took = began.elapsed();
    for tenths in [4, 7] {
        let command = to(&place);
        let mut child = desk
            .command(&command.split(' ').collect::<Vec<_>>())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        thread::sleep(took * tenths / 10);
        child.kill().expect("it is ours");
        child.wait().expect("a child can be waited for");
    }
    // The last kill may have come too late.
    let ended = run(&to(&place));
    let is_whole = ended.code == Some(0) && ended.stdout == whole.stdout;
    assert!(is_whole || ended.stderr.contains("holds rows already"), "{ended:?}");
    let back = run(&format!("db move --from {} --to sqlite:back/qualify.db", place.url()));
    assert_eq!((back.code, &back.stdout), (Some(0), &whole.stdout), "{}", back.stderr);
    let name = document.file_name().expect("a file has a name");
    assert_eq!(fs::read(desk.path("back/documents").join(name)).unwrap(), PDF);
    // What is lost is said, and left out where that is wished.
    fs::write(&document, b"%PDF-1.4 damaged").unwrap();
    let refused = run(&to(&third));
    assert!(refused.code == Some(1) && refused.stderr.contains("--skip-lost"), "{refused:?}");
    let without = run(&format!("{} --skip-lost", to(&third)));
    assert!(without.code == Some(0) && without.stderr.contains("was left out"), "{without:?}");
}

/// What a start on a server says, with the exit code: each time what to do.
#[test]
fn a_start_on_a_server_that_cannot_be_used_says_what_to_do() {
    let server = Cluster::start().unwrap();
    let execute = |sql: &str| server.execute("postgres", sql).unwrap();
    for name in ["newer", "filled", "early", "strange", "guarded", "hidden", "still"] {
        execute(&format!("CREATE DATABASE {name}"));
    }
    for (name, version) in [("newer", 99), ("filled", 1_000_012), ("early", 11)] {
        let schema = format!(
            "CREATE TABLE schema_version (version BIGINT); INSERT INTO schema_version VALUES ({version})"
        );
        server.execute(name, &schema).unwrap();
    }
    server.execute("strange", "CREATE TABLE customers (name TEXT)").unwrap();
    execute("CREATE ROLE poor LOGIN PASSWORD 'poor'");
    server.execute("guarded", "REVOKE CREATE ON SCHEMA public FROM PUBLIC").unwrap();
    server.execute("hidden", "REVOKE ALL ON SCHEMA public FROM PUBLIC").unwrap();
    execute("ALTER DATABASE still SET default_transaction_read_only = on");
    server.ask_for_passwords().unwrap_or_else(|_| panic!("{}", server.log().unwrap()));
    let at = |user: &str, rest: &str| format!("postgres://{user}@127.0.0.1:{}/{rest}", server.port());
    let desk = Desk::new();
    for (url, code, said) in [
        (
            "postgres://qualify@127.0.0.1:x/qualify".to_owned(),
            2,
            "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
        ),
        ("postgres://qualify@127.0.0.1:1/qualify".to_owned(), 1, "does not answer"),
        (at("poor", "newer"), 1, "asks for a password, and the database URL has none"),
        (at("poor:wrong", "newer"), 1, "check both in the database URL"),
        (at("poor:poor", "missing"), 1, "create it, or correct its name"),
        (at("poor:poor", "newer?sslmode=require"), 1, "take sslmode=require out"),
        (at("poor:poor", "guarded"), 1, "or grant it CREATE"),
        (at("poor:poor", "hidden"), 1, "sees no schema"),
    ] {
        says(&desk, &url, code, said);
    }
    // The others belong to somebody who may do everything.
    execute("ALTER ROLE poor SUPERUSER");
    for (database, said) in [
        ("newer", "start that version instead"),
        ("filled", "do the same `qualify db move`"),
        ("early", "not taken over"),
        ("strange", "name an empty one"),
        ("still", "takes no writes"),
    ] {
        says(&desk, &at("poor:poor", database), 1, said);
    }
    execute("ALTER DATABASE strange CONNECTION LIMIT 0");
    execute("ALTER ROLE poor NOSUPERUSER");
    says(&desk, &at("poor:poor", "strange"), 1, "raise max_connections");
}

/// A service is not started, and a command that looks at the database says the same; neither shows the password.
#[track_caller]
fn says(desk: &Desk, url: &str, code: i32, said: &str) {
    let serve = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--database", url];
    let ended = desk.start(&serve).expect_err(url);
    assert!(ended.code == Some(code) && ended.stderr.contains(said), "{url}: {said}: {ended:?}");
    assert!(!ended.stderr.contains("poor:poor"), "{ended:?}");
}
