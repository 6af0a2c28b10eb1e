//! Sign-ins that are kept in files: shared by processes, on full disks, and where others can read them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use qualify_sdk::{Client, Credentials, Error, FileSecretStore, SecretStore};
use qualify_server::config::RefreshTokens;
use qualify_testkit::{TestServer, wait_until};
use serde_json::json;

use super::script::{Reply, Script};
use super::{application, assert_sign_in, client, refresh_token, run};

/// A folder of its own with a file in it.
struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn with(secret: &str) -> Self {
        let this = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        this.write(secret);
        this
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("sign-in")
    }

    fn write(&self, secret: impl AsRef<[u8]>) {
        fs::write(self.file(), secret).expect("the folder can be written");
        self.set_mode(0o600);
    }

    fn set_mode(&self, mode: u32) {
        fs::set_permissions(self.file(), fs::Permissions::from_mode(mode)).expect("the file is ours");
    }

    fn store(&self) -> FileSecretStore {
        FileSecretStore::new(self.file())
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).expect("the file is there")
    }

    /// What stands beside the file.
    fn others(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder is there");
        let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
        let mut names: Vec<String> = names.filter(|name| name != "sign-in").collect();
        names.sort_unstable();
        names
    }
}

fn kept(url: &str, store: impl SecretStore + 'static) -> Client {
    client(url, Credentials::refresh_token(application(), store))
}

fn newer(refresh_token: &str) -> Reply {
    Reply::json(200, &json!({ "access_token": "a", "expires_in": 3600, "refresh_token": refresh_token }))
}

#[track_caller]
fn assert_local(error: &Error, said: &[&str]) {
    assert!(matches!(error, Error::Local { .. }), "{error:?}");
    for said in said {
        assert!(error.to_string().contains(said), "{said}: {error}");
    }
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
}

/// Another process that runs a test of this program, told by its environment what to do.
fn process(prefix: &str, test: &str, url: &str, file: &Path) -> Child {
    let program = std::env::current_exe().expect("this program");
    Command::new("sh")
        .args(["-c", &format!("{prefix} exec \"$0\" \"$@\"")])
        .arg(program)
        .args(["--exact", test, "--nocapture"])
        .env("CREDENTIALS_URL", url)
        .env("CREDENTIALS_FILE", file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// What such a process is told; `None` where the test runs as one of all.
fn told() -> Option<(String, PathBuf)> {
    let url = std::env::var_os("CREDENTIALS_URL")?.into_string().expect("UTF-8");
    Some((url, std::env::var_os("CREDENTIALS_FILE")?.into()))
}

#[track_caller]
fn assert_success(output: &Output) {
    let text =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned()).join("\n");
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// So often each process redeems.
const REDEEMS: usize = 8;

#[test]
fn process_that_redeems() {
    let Some((url, file)) = told() else { return };
    for _ in 0..REDEEMS {
        run(kept(&url, FileSecretStore::new(&file)).sign_in()).expect("the sign-in");
    }
}

#[test]
fn processes_that_rotate_at_once_take_turns_and_lose_nothing() {
    // A refresh token that is used twice ends the sign-in.
    let server = TestServer::start_with(|config| config.sandbox.refresh_tokens = RefreshTokens::Rotate);
    let folder = Folder::with(&refresh_token(&server));
    let first = folder.text();
    let name = "credentials::files::process_that_redeems";
    let processes: Vec<Child> = (0..4).map(|_| process("", name, server.url(), &folder.file())).collect();
    for process in processes {
        assert_success(&process.wait_with_output().expect("the process ends"));
    }
    assert_ne!(folder.text(), first);
    assert_eq!(folder.others(), ["sign-in.lock"]);
    assert_eq!(fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
    run(kept(server.url(), folder.store()).sign_in()).expect("the sign-in lives");
}

#[test]
fn process_without_room() {
    let Some((url, file)) = told() else { return };
    let error = run(kept(&url, FileSecretStore::new(file)).sign_in()).unwrap_err();
    assert_local(
        &error,
        &["what was there before is still there", "there is no room on the disk; make some"],
    );
}

#[test]
fn on_a_full_disk_the_sign_in_is_not_used_up() {
    let script = Script::start(|_, _| panic!("nothing is asked"));
    let folder = Folder::with("s3cret");
    // The longest file is 512 bytes, and its signal is not heard.
    let name = "credentials::files::process_without_room";
    let process = process("trap '' XFSZ; ulimit -f 1;", name, script.url(), &folder.file());
    assert_success(&process.wait_with_output().expect("the process ends"));
    assert_eq!((folder.text().as_str(), folder.others()), ("s3cret", vec!["sign-in.lock".to_owned()]));
    assert!(script.asked().is_empty());
}

/// Redeems while the place of the kept sign-in is broken, and once more when it is whole again.
fn redeem_broken(
    break_it: impl Fn(&Path) + Send + 'static,
    repair_it: impl Fn(&Folder),
) -> (qualify_sdk::Result<()>, Folder) {
    let folder = Folder::with("s3cret-older");
    let path = folder.folder.path().to_owned();
    let script = Script::start(move |number, asked| {
        if number == 0 {
            break_it(&path);
            return newer("s3cret-newer");
        }
        assert_eq!(asked.field("refresh_token").as_deref(), Some("s3cret-newer"));
        Reply::token("a")
    });
    let client = kept(script.url(), folder.store());
    let first = run(client.sign_in());
    repair_it(&folder);
    if first.is_err() {
        run(client.sign_in()).expect("the sign-in");
        assert_eq!(folder.text(), "s3cret-newer");
    }
    (first, folder)
}

#[test]
fn what_could_not_be_kept_is_used_and_kept_the_next_time() {
    let in_the_way = |folder: &Path| folder.join("sign-in.new");
    let (first, folder) = redeem_broken(
        move |folder| {
            fs::remove_file(in_the_way(folder)).expect("the room is there");
            fs::create_dir(in_the_way(folder)).expect("the folder can be written");
        },
        move |folder| fs::remove_dir(in_the_way(folder.folder.path())).expect("it is there"),
    );
    assert_local(
        &first.unwrap_err(),
        &["could not be kept", "what was there before is still there", "a folder stands"],
    );
    assert_eq!(folder.others(), ["sign-in.lock"]);
    let (first, _) = redeem_broken(
        |folder| {
            fs::remove_dir_all(folder).expect("it is there");
            fs::write(folder, "").expect("it can be written");
        },
        |folder| {
            fs::remove_file(folder.folder.path()).expect("it is there");
            fs::create_dir(folder.folder.path()).expect("it can be made");
            folder.write("s3cret-older");
        },
    );
    assert_local(&first.unwrap_err(), &["could not be read", "is a file; name another folder"]);
}

#[test]
fn a_sign_in_that_is_gone_meanwhile_does_not_come_back_by_itself() {
    let (first, folder) =
        redeem_broken(|folder| fs::remove_file(folder.join("sign-in")).expect("it is there"), |_| {});
    first.expect("the token is good");
    assert!(!folder.file().exists());
    let store = folder.store();
    assert!(store.load().unwrap().is_none());
}

#[test]
fn what_somebody_else_kept_meanwhile_counts_more() {
    let folder = Folder::with("older");
    let file = folder.file();
    let script = Script::start(move |number, asked| {
        if number == 0 {
            // Somebody who takes no turn signs in anew.
            fs::write(&file, "of another").expect("the folder can be written");
            return Reply::refused("invalid_grant", "AADSTS70000: used up");
        }
        assert_eq!(asked.field("refresh_token").as_deref(), Some("of another"));
        newer("newer")
    });
    run(kept(script.url(), folder.store()).sign_in()).expect("the sign-in");
    assert_eq!(folder.text(), "newer");
}

#[test]
fn a_file_that_others_can_open_is_refused() {
    let script = Script::start(|_, _| Reply::token("a"));
    let folder = Folder::with("s3cret");
    for mode in [0o640, 0o604, 0o660, 0o601, 0o777] {
        folder.set_mode(mode);
        let error = run(kept(script.url(), folder.store()).sign_in()).unwrap_err();
        let shown = format!("(mode {mode:o})");
        assert_local(&error, &[&shown, &format!("chmod 600 {}", folder.file().display())]);
        assert_eq!(folder.text(), "s3cret");
    }
    assert!(script.asked().is_empty());
    for mode in [0o600, 0o400, 0o700] {
        folder.set_mode(mode);
        run(kept(script.url(), folder.store()).sign_in()).expect("the sign-in");
    }
}

#[test]
fn what_an_end_in_the_middle_left_is_cleared_away() {
    let script = Script::start(|_, _| newer("newer"));
    let folder = Folder::with("older");
    let left = folder.folder.path().join("sign-in.new");
    fs::write(&left, "new").expect("the folder can be written");
    fs::set_permissions(&left, fs::Permissions::from_mode(0o666)).expect("the file is ours");
    run(kept(script.url(), folder.store()).sign_in()).expect("the sign-in");
    assert_eq!((folder.text().as_str(), folder.others()), ("newer", vec!["sign-in.lock".to_owned()]));
    assert_eq!(fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_place_where_no_sign_in_can_be_is_a_sentence() {
    let script = Script::start(|_, _| panic!("nothing is asked"));
    let folder = Folder::with("s3cret");
    let below_a_file = FileSecretStore::new(folder.file().join("sign-in"));
    let a_folder = FileSecretStore::new(folder.folder.path());
    for (store, said) in [(below_a_file, "is a file; name another folder"), (a_folder, "")] {
        let error = run(kept(script.url(), store).sign_in()).unwrap_err();
        assert_local(&error, &[said]);
    }
    for odd in [&b"\xff\xfe"[..], &vec![b'x'; 70_000][..]] {
        folder.write(odd);
        let error = run(kept(script.url(), folder.store()).sign_in()).unwrap_err();
        assert_local(&error, &["no text of a sign-in; remove it"]);
    }
    for empty in ["", " \n"] {
        folder.write(empty);
        let error = run(kept(script.url(), folder.store()).sign_in()).unwrap_err();
        let text = assert_sign_in(&error, None);
        assert!(text.contains("no sign-in is kept in") && text.ends_with("sign in first"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_never_comes_is_a_sentence() {
    let folder = Folder::with("s3cret");
    let turn = folder.store().try_reserve().unwrap().expect("nobody else has it");
    assert!(folder.store().try_reserve().unwrap().is_none());
    let error = kept("http://127.0.0.1:9", folder.store()).sign_in().await.unwrap_err();
    assert!(error.is_retryable());
    let text = assert_sign_in(&error, None);
    assert!(
        text.contains("another process has held the kept sign-in") && text.contains("180 seconds"),
        "{text}"
    );
    drop(turn);
    assert!(folder.store().try_reserve().unwrap().is_some());
}

#[test]
fn a_caller_that_goes_away_takes_no_newer_sign_in_with_it() {
    let folder = Folder::with("older");
    let (arrived, has_arrived) = mpsc::channel();
    let (go, may_go) = mpsc::channel();
    let may_go = Mutex::new(may_go);
    let script = Script::start(move |_, _| {
        arrived.send(()).expect("the test waits");
        may_go.lock().unwrap().recv().expect("the test says when");
        newer("newer")
    });
    let client = Arc::new(kept(script.url(), folder.store()));
    run(async {
        let there = Arc::clone(&client);
        tokio::select! {
            result = there.sign_in() => panic!("no answer came yet: {result:?}"),
            arrived = tokio::task::spawn_blocking(move || has_arrived.recv()) => arrived.unwrap().unwrap(),
        }
        go.send(()).expect("the script waits");
        tokio::task::block_in_place(|| wait_until("the newer one is kept", || folder.text() == "newer"));
    });
}
