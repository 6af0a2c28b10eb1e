//! The commands that ask a service, against a sandbox in this process.

mod browser;
mod changes;
mod contexts;
mod doctor;
mod events;
mod exits;
mod forms;
mod nouns;
mod proxies;
mod reviews;
mod unreachable;

use qualify_testkit::TestServer;

use crate::program::{Desk, Ended};

const SCHOOL: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
const COUNTY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02";
const LIBRARY: &str = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
const NORTHLIGHT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";

/// A sandbox whose clock stands, and a desk from which it is asked.
struct Room {
    server: TestServer,
    desk: Desk,
}

impl Room {
    fn new() -> Self {
        Self::with(TestServer::start())
    }

    fn with(server: TestServer) -> Self {
        let desk = Desk::new().with_variable("QUALIFY_URL", server.url());
        Self { server, desk }
    }

    /// With a folder for contexts, and without the variable that names the sandbox.
    fn with_contexts() -> Self {
        let server = TestServer::start();
        let desk = Desk::new();
        let folder = desk.path("config").display().to_string();
        Self { server, desk: desk.with_variable("QUALIFY_CONFIG_HOME", &folder) }
    }

    fn run(&self, line: &str) -> Ended {
        self.desk.run(&words(line))
    }

    #[track_caller]
    fn good(&self, line: &str) -> String {
        let ended = self.run(line);
        assert_eq!(ended.code, Some(0), "{line}: {}{}", ended.stdout, ended.stderr);
        ended.stdout
    }

    #[track_caller]
    fn json(&self, line: &str) -> serde_json::Value {
        let shown = self.good(&format!("{line} --output json"));
        serde_json::from_str(&shown).unwrap_or_else(|error| panic!("{line}: {error}: {shown}"))
    }

    /// What a command says, on both ways out, for a snapshot.
    fn told(&self, line: &str) -> String {
        let ended = self.run(line);
        let mut told = format!("$ qualify {line}\n{}", ended.stdout);
        for said in ended.stderr.lines() {
            told.push_str("! ");
            told.push_str(said);
            told.push('\n');
        }
        if ended.code != Some(0) {
            told = format!("{told}= {}\n", ended.code.unwrap_or(-1));
        }
        told.push('\n');
        redacted(&told, self.server.url())
    }

    /// The same as a table and as JSON.
    fn both(&self, line: &str) -> String {
        self.told(line) + &self.told(&format!("{line} --output json"))
    }
}

/// The words of a line; 'one word' may have blanks.
fn words(line: &str) -> Vec<&str> {
    line.split('\'')
        .enumerate()
        .flat_map(
            |(index, part)| {
                if index % 2 == 1 { vec![part] } else { part.split_whitespace().collect::<Vec<_>>() }
            },
        )
        .collect()
}

/// What differs from run to run gives way to something as long, so that columns stay: the port, ids that are made, moments
/// of this machine's clock. A tag stands in no column, and its digits are more or fewer each time: it gives way to a word.
fn redacted(text: &str, url: &str) -> String {
    let port = url.rsplit(':').next().expect("a URL with a port");
    let text = text.replace(url, &url.replace(port, &"P".repeat(port.len())));
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(character) = rest.chars().next() {
        if let Some((beginning, length)) = tag(rest) {
            shown.extend([beginning, "[tag]"]);
            rest = &rest[length..];
            continue;
        }
        let length = guid(rest)
            .filter(|&length| !is_seeded(&rest[..length]))
            .or_else(|| moment_of_today(rest))
            .or_else(|| behind(rest, "evt_", |byte| byte.is_ascii_hexdigit()))
            .or_else(|| behind(rest, "datetime'", |byte| byte != b'\''));
        let Some(length) = length else {
            shown.push(character);
            rest = &rest[character.len_utf8()..];
            continue;
        };
        shown.extend(rest[..length].chars().map(|it| if it.is_ascii_alphanumeric() { 'x' } else { it }));
        rest = &rest[length..];
    }
    shown
}

/// A tag of digits: what stands before them, and how long it is with them.
fn tag(text: &str) -> Option<(&str, usize)> {
    ["\"etag\": \"", "\"etag\":\""].into_iter().find_map(|beginning| {
        let length = behind(text, beginning, |byte| byte.is_ascii_digit())?;
        (length > beginning.len()).then(|| (&text[..beginning.len()], length))
    })
}

/// How long this beginning is, with what follows it.
fn behind(text: &str, beginning: &str, is_part: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = text.strip_prefix(beginning)?;
    Some(beginning.len() + rest.bytes().take_while(|&byte| is_part(byte)).count())
}

fn is_seeded(guid: &str) -> bool {
    let prefixes =
        ["8d2b6c31-", "3c1d8f52-", "5f1c2a7e-", "b7e0d6a4-", "0d7e2f7a-", "1a2b3c4d-", "2f6d3b18-"];
    prefixes.iter().any(|prefix| guid.starts_with(prefix))
}

fn guid(text: &str) -> Option<usize> {
    let head = text.get(..36)?;
    let is_guid = head.bytes().enumerate().all(|(index, byte)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    is_guid.then_some(36)
}

/// The sandbox's clock stands in 2024; what is of another year is of today.
fn moment_of_today(text: &str) -> Option<usize> {
    let head = text.get(..11)?;
    let year: u32 = head.get(..4)?.parse().ok()?;
    let is_moment = year >= 2025 && head.as_bytes()[4] == b'-' && head.ends_with('T');
    is_moment.then(|| text.find('Z').map_or(text.len(), |end| end + 1))
}
