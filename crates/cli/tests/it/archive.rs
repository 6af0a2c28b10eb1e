//! `qualify backup` and `qualify restore`: what they refuse, what they say, and what they leave behind.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use qualify_testkit::seed::BIBLIOTEKA;
use qualify_testkit::soak::Random;
use qualify_testkit::soak::documents;
use qualify_testkit::wait_until;
use serde_json::json;

use crate::program::{Desk, Ended, Service};

const KEY: &str = "qualify-data/secret.key";
pub(crate) const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

/// A sandbox in which one document was handed in, and where that is.
pub(crate) fn with_document(desk: &Desk) -> (Service, PathBuf) {
    let service = desk.start_sandbox(&[]);
    let mut user = service.connect_as_user();
    let body = json!({ "qualification": "Education" });
    let path = format!("/v1/customers/{BIBLIOTEKA}/qualifications");
    let requested = user.send("POST", &path, &[], Some(&body));
    requested.and_then(|answer| answer.expect(201)).expect("the library asks for Education");
    let reviews = format!("/partner/v1/customers/{BIBLIOTEKA}/reviews");
    let cases = user.get(&reviews).expect("the cases of the library");
    let case = cases[0]["id"].as_str().expect("a case for a person");
    let path = format!("{reviews}/{case}/documents");
    let shown = user.send_bytes("POST", &path, &[], PDF);
    let shown = shown.and_then(|answer| answer.expect(201)).expect("the document is taken");
    let id = shown["documents"][0]["id"].as_str().expect("an id");
    let file = desk.path("qualify-data/documents").join(id);
    assert_eq!(fs::read(&file).expect("the file of the document"), PDF);
    (service, file)
}

#[track_caller]
fn assert_said(ended: &Ended, code: i32, parts: &[&str]) {
    assert_eq!(ended.code, Some(code), "{}", ended.stderr);
    for part in parts {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

/// What stands in a folder, by name.
fn names(desk: &Desk, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(desk.path(folder)).expect("a folder");
    let names =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn trust_10_what_a_backup_holds_is_said_and_nothing_else_is_left() {
    let desk = Desk::new();
    let (service, _) = with_document(&desk);
    fs::create_dir(desk.path("safe")).unwrap();
    let ended = desk.run(&["backup", "safe/first"]);
    assert_said(&ended, 0, &["safe/first", "read back", "Not in it", "certificates"]);
    for line in ["partners: 2\n", "documents: 1\n", "lost documents: 0\n", "secret key: yes\n"] {
        assert!(ended.stdout.contains(line), "{line} is not in {}", ended.stdout);
    }
    assert_eq!(names(&desk, "safe"), ["first"]);
    assert_said(&desk.run(&["backup", "safe/first"]), 1, &["exists already", "another name"]);
    assert_said(&desk.run(&["backup", "missing/first"]), 1, &["missing"]);
    let database = desk.run(&["db", "backup", "copy.db"]);
    assert_said(&database, 0, &["database alone", "documents", "secret key", "qualify backup"]);
    service.stop();
    // Also of a service that does not run; and every system can look into it.
    assert_eq!(desk.run(&["backup", "safe/second", "--data-dir", "qualify-data"]).code, Some(0));
    let nowhere = desk.run(&["backup", "nothing", "--data-dir", "nowhere"]);
    assert_said(&nowhere, 1, &["nowhere/qualify.db", "there is no database", "--data-dir"]);
    assert!(!desk.path("nothing").exists() && !desk.path("nowhere").exists());
    let looked = std::process::Command::new("sh")
        .args([
            "-c",
            "mkdir out && tar xf safe/second -C out && cd out && sha256sum --check --strict SHA256SUMS",
        ])
        .current_dir(desk.path("."))
        .output()
        .unwrap();
    assert!(looked.status.success(), "{looked:?}");
}

#[test]
fn trust_10_a_key_that_is_not_there_or_another_one_is_not_passed_over() {
    let desk = Desk::new();
    with_document(&desk).0.stop();
    let key = fs::read(desk.path(KEY)).unwrap();
    fs::write(desk.path(KEY), [7; 32]).unwrap();
    assert_said(&desk.run(&["backup", "a"]), 1, &[KEY, "another secret", "--without-key"]);
    fs::remove_file(desk.path(KEY)).unwrap();
    assert_said(&desk.run(&["backup", "a"]), 1, &[KEY, "--config", "--without-key"]);
    assert!(!desk.path("a").exists());
    let ended = desk.run(&["backup", "a", "--without-key"]);
    assert_said(&ended, 0, &["Keep", KEY]);
    assert!(ended.stdout.contains("secret key: no\n"), "{}", ended.stdout);
    assert!(!String::from_utf8_lossy(&fs::read(desk.path("a")).unwrap()).contains("secret.key"));

    assert_said(&desk.run(&["restore", "a", "--data-dir", "new"]), 0, &["new/secret.key"]);
    let start = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--data-dir", "new"];
    assert_said(&desk.start(&start).unwrap_err(), 1, &["new/secret.key", "is gone"]);
    fs::write(desk.path("new/secret.key"), key).unwrap();
    desk.set_mode("new/secret.key", 0o600);
    desk.start(&start).unwrap();
}

#[test]
fn trust_10_a_lost_or_damaged_document_is_named_and_left_out_only_when_told() {
    let damages: [fn(&PathBuf) -> std::io::Result<()>; 3] = [
        |file| fs::remove_file(file),
        |file| fs::write(file, b"%PDF-other"),
        |file| fs::write(file, [b'x'; PDF.len()]),
    ];
    for damage in damages {
        let desk = Desk::new();
        let (service, file) = with_document(&desk);
        damage(&file).unwrap();
        let id = file.file_name().unwrap().to_str().unwrap();
        assert_said(&desk.run(&["backup", "a"]), 1, &[id, "--skip-lost"]);
        assert!(!desk.path("a").exists());
        let ended = desk.run(&["backup", "a", "--skip-lost"]);
        assert_said(&ended, 0, &[id]);
        assert!(ended.stdout.contains("documents: 0\n") && ended.stdout.contains("lost documents: 1\n"));
        service.stop();
        assert_said(&desk.run(&["restore", "a", "--data-dir", "new"]), 0, &[id]);
        desk.start_sandbox(&["--data-dir", "new"]).stop();
    }
}

#[test]
fn trust_10_a_restore_replaces_nothing_and_a_damaged_archive_leaves_nothing() {
    let desk = Desk::new();
    let (service, _) = with_document(&desk);
    assert_eq!(desk.run(&["backup", "a"]).code, Some(0));
    service.stop();
    let into = |archive: &str, folder: &str| desk.run(&["restore", archive, "--data-dir", folder]);
    assert_said(&into("a", "qualify-data"), 1, &["qualify-data", "not empty"]);
    assert_said(&into("missing", "new"), 1, &["missing"]);
    let whole = fs::read(desk.path("a")).unwrap();
    let database = whole.windows(6).position(|bytes| bytes == b"SQLite").unwrap();
    let document = whole.windows(5).position(|bytes| bytes == b"%PDF-").unwrap();
    let changed = |place: usize| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    };
    let damaged = [
        Vec::new(),
        whole[..whole.len() / 2].to_vec(),
        changed(database + 5000),
        changed(document + 20),
        changed(whole.len() - 3000),
    ];
    for (number, bytes) in damaged.into_iter().enumerate() {
        fs::write(desk.path("b"), bytes).unwrap();
        assert_said(&into("b", "new"), 1, &["damaged", "Nothing was restored"]);
        assert!(!desk.path("new").exists(), "{number}");
    }
    // An empty folder, even one that is a file system of its own, is filled.
    fs::create_dir_all(desk.path("new/lost+found")).unwrap();
    assert_said(&into("a", "new"), 0, &["new holds what was acknowledged before"]);
    assert_eq!(names(&desk, "new"), ["documents", "lost+found", "qualify.db", "secret.key"]);
    desk.start_sandbox(&["--data-dir", "new"]).stop();
}

#[test]
fn trust_10_an_archive_of_a_newer_program_is_left_to_it() {
    let desk = Desk::new();
    with_document(&desk).0.stop();
    rusqlite::Connection::open(desk.path("qualify-data/qualify.db"))
        .unwrap()
        .pragma_update(None, "user_version", 4000)
        .unwrap();
    assert_said(&desk.run(&["backup", "a"]), 1, &["newer version"]);
    assert!(!desk.path("a").exists());
}

#[test]
fn trust_10_no_service_starts_on_a_restore_that_was_killed() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("qualify-data/.restoring")).unwrap();
    let ended = desk.start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]).unwrap_err();
    assert_said(&ended, 1, &["restore", "did not come to its end", "empty the folder"]);
    assert_eq!(names(&desk, "qualify-data"), [".restoring"]);
}

#[test]
fn trust_10_no_document_is_deleted_while_a_backup_is_taken() {
    let desk = Desk::new();
    let (service, file) = with_document(&desk);
    let backup = File::open(desk.path("qualify-data/documents.lock")).unwrap();
    backup.lock_shared().unwrap();
    let mut user = service.connect_as_user();
    let gone = user.send("DELETE", &format!("/v1/customers/{BIBLIOTEKA}"), &[], None).unwrap();
    assert_eq!(gone.status, 204);
    let noted = || service.stderr().matches("a backup is being taken").count();
    let before = noted();
    wait_until("the service looks for documents to delete", || noted() > before);
    assert!(file.exists(), "the copy of the database may name it");
    drop(backup);
    wait_until("the document goes", || !file.exists());
}

#[test]
fn trust_10_backups_one_after_the_other_while_documents_come_and_go() {
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let user = service.connect_as_user();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let load = scope.spawn(|| documents::hand_in_until(&user, Random::new(3), &is_over));
        for number in 0..4 {
            let (archive, folder) = (format!("a{number}"), format!("new{number}"));
            let taken = desk.run(&["backup", &archive]);
            assert_said(&taken, 0, &[]);
            let restored = desk.run(&["restore", &archive, "--data-dir", &folder]);
            assert_said(&restored, 0, &[]);
            assert_eq!(taken.stdout, restored.stdout);
        }
        is_over.store(true, std::sync::atomic::Ordering::SeqCst);
        load.join().unwrap().unwrap();
    });
}
