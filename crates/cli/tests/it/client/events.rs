//! `qualify events tail`: each event goes out as it comes, in every form.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{COUNTY, Room, SCHOOL};
use crate::program::kill;

/// Nothing that is waited for takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A tail whose output is read as it comes.
struct Tail {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Tail {
    fn start(room: &Room, form: &str) -> Self {
        let words = ["events", "tail", "--from-start", "--output", form];
        let mut command = room.desk.command(&words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            while stdout.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                if sender.send(std::mem::take(&mut line)).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// What has come up to a line with this in it, while the command goes on.
    fn until(&mut self, part: &str) -> String {
        let mut text = String::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {part}: {text}"));
            text.push_str(&line);
            if line.contains(part) {
                assert!(self.child.try_wait().expect("a child").is_none(), "it goes on: {text}");
                return text;
            }
        }
    }

    /// What comes after Ctrl-C.
    fn stop(mut self) -> String {
        kill("INT", &self.child.id().to_string());
        let text: String = self.lines.iter().collect();
        let mut said = String::new();
        self.child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("text");
        assert_eq!(self.child.wait().expect("a child").code(), Some(0), "{said}");
        text
    }
}

#[test]
fn each_event_goes_out_as_it_comes_with_the_titles_before_the_first() {
    let head = |text: &str, titles: &str| assert!(text.starts_with(titles), "{text}");
    for (form, titles) in
        [("csv", "at,type,customer,id\n"), ("jsonl", "{"), ("table", "AT  "), ("json", "[\n")]
    {
        let room = Room::new();
        room.good(&format!("qualification set {COUNTY} gcc --code 481516 --yes"));
        let mut tail = Tail::start(&room, form);
        let first = tail.until(COUNTY);
        head(&first, titles);
        room.good(&format!("qualifications create {SCHOOL} Education --segment K12 --yes"));
        let second = tail.until(SCHOOL);
        let all = first + &second + &tail.stop();
        assert_eq!(all.matches("qualification.approved").count(), 1, "{all}");
        if form == "json" {
            let whole: serde_json::Value = serde_json::from_str(&all).unwrap_or_else(|_| panic!("{all}"));
            assert!(whole.as_array().is_some_and(|events| events.len() >= 2), "{all}");
        }
    }
}

#[test]
fn a_tail_without_an_event_ends_in_its_form() {
    let room = Room::new();
    for (form, whole) in [("csv", "at,type,customer,id\n"), ("json", "[]\n"), ("jsonl", "")] {
        let child = room
            .desk
            .command(&["events", "tail", "--output", form])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.expect("it starts");
        // It says that it waits once signals are its own.
        let mut said = String::new();
        let mut stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        stderr.read_line(&mut said).expect("text");
        assert!(said.starts_with("waiting for events"), "{said}");
        kill("INT", &child.id().to_string());
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stdout).as_ref()), (Some(0), whole));
    }
}
