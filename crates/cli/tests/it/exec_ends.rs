//! How `qualify exec` ends: by a signal, after its grace, and when one of its processes is killed.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use qualify_testkit::soak::http::Connection;
use qualify_testkit::wait_until;

use crate::exec::{desk, leftovers, shell};
use crate::program::{Desk, kill};

/// A command that ignores SIGTERM, and so does what it has started; it says who both are, and where the sandbox is.
const DEAF: &str = "trap '' TERM; sleep 600 & echo $$ $! $QUALIFY_URL; while :; do sleep 0.02; done";

/// What the deaf command has said.
fn said_by_the_deaf(line: &str) -> (Vec<String>, String) {
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let url = words.pop().expect("the URL comes last");
    (words, url)
}

/// Whether a process is there and has not ended.
fn is_alive(process: &str) -> bool {
    let stat = fs::read_to_string(Path::new("/proc").join(process).join("stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

#[track_caller]
fn nothing_is_left(desk: &Desk, (processes, url): &(Vec<String>, String)) {
    wait_until("the command and what it started are gone", || !processes.iter().any(|it| is_alive(it)));
    wait_until("the sandbox is gone", || Connection::open(url).is_err());
    wait_until("the folder is gone", || leftovers(desk) == 0);
}

#[test]
fn a_command_that_ignores_sigterm_is_killed_with_its_group_after_the_grace() {
    let desk = desk();
    let running = desk.start(&["exec", "--grace", "1", "--", "sh", "-c", DEAF]).unwrap();
    let there = said_by_the_deaf(&running.first_line);
    assert!(there.0.iter().all(|it| is_alive(it)));
    let told = Instant::now();
    running.signal("TERM");
    let ended = running.wait();
    assert_eq!(ended.code, Some(137), "{}", ended.stderr);
    assert!(told.elapsed() >= Duration::from_secs(1), "the grace was not waited: {:?}", told.elapsed());
    nothing_is_left(&desk, &there);
}

#[test]
fn what_a_command_leaves_behind_in_its_group_ends_with_it() {
    let desk = desk();
    let started = Instant::now();
    // It would keep stdout open for ten minutes.
    let ended = shell(&desk, &["--grace", "300"], "sleep 600 & echo $!; exit 3");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(3), ""));
    assert!(!is_alive(ended.stdout.trim()) && started.elapsed() < Duration::from_mins(2));
    let ended = shell(&desk, &["--grace", "0"], "trap '' TERM; sleep 600 & echo $!; exit 3");
    assert_eq!(ended.code, Some(3));
    wait_until("it is killed", || !is_alive(ended.stdout.trim()));
    assert_eq!(leftovers(&desk), 0);
}

#[test]
fn nothing_is_left_when_exec_is_killed() {
    let desk = desk();
    for flags in [&["exec", "--grace", "0"][..], &["exec", "--grace", "1", "--tls"]] {
        let running = desk.start(&[flags, &["--", "sh", "-c", DEAF]].concat()).unwrap();
        let there = said_by_the_deaf(&running.first_line);
        assert_eq!(leftovers(&desk), 1);
        running.signal("KILL");
        assert_eq!(running.wait().code, None);
        nothing_is_left(&desk, &there);
    }
}

#[test]
fn a_command_that_listens_to_sigterm_has_the_grace_when_exec_is_killed() {
    let desk = desk();
    let line = "trap 'curl -s -o /dev/null $QUALIFY_URL/healthz && echo cleaned up; exit' TERM; echo there; \
                while :; do sleep 0.02; done";
    let running = desk.start(&["exec", "--grace", "60", "--", "sh", "-c", line]).unwrap();
    running.signal("KILL");
    assert_eq!(running.wait().stdout, "cleaned up\n", "the sandbox was there until then");
    wait_until("the folder is gone", || leftovers(&desk) == 0);
}

#[test]
fn nothing_is_left_when_exec_is_killed_while_it_starts() {
    let desk = desk();
    let has = |file: &str| {
        let folders = fs::read_dir(desk.path("temporary")).expect("the folder is there");
        folders.flatten().any(|folder| folder.path().join(file).exists())
    };
    for moment in ["data", "data/qualify.db", "data/ready", "command"] {
        let mut command = desk.command(&["exec", "--grace", "0", "--", "sleep", "600"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_until(moment, || has(moment));
        let group = fs::read_dir(desk.path("temporary")).unwrap().flatten().find_map(|folder| {
            fs::read_to_string(folder.path().join("command"))
                .ok()?
                .split_whitespace()
                .nth(1)
                .map(str::to_owned)
        });
        child.kill().unwrap();
        child.wait().unwrap();
        wait_until("the folder is gone", || leftovers(&desk) == 0);
        wait_until("the command is gone", || !group.as_deref().is_some_and(is_alive));
    }
}

#[test]
fn nothing_is_left_when_the_process_of_the_sandbox_is_killed() {
    let desk = desk();
    let running = desk.start(&["exec", "--grace", "1", "--", "sh", "-c", DEAF]).unwrap();
    let there = said_by_the_deaf(&running.first_line);
    let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", running.id())).unwrap();
    let sandbox = children.trim().to_owned();
    kill("KILL", &sandbox);
    let ended = running.wait();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("the sandbox was ended by signal 9"), "{}", ended.stderr);
    nothing_is_left(&desk, &there);
}
