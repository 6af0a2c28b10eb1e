//! The tests pass beside a sandbox that somebody runs: nothing here waits at a port that was chosen beforehand.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::root;

/// Where something may stand that looks like it.
const ALLOWED: [(&str, &str); 7] = [
    ("crates/cli/tests/it/config.rs", "a configuration that is shown, and not used"),
    ("crates/cli/tests/it/exec.rs", "a setting that exec does not take over"),
    ("crates/server/src/config/server.rs", "the default, which no test uses"),
    ("crates/server/src/config/address.rs", "texts that are read"),
    ("crates/cli/tests/it/wrong_settings.rs", "the start is refused before a port is bound"),
    ("crates/cli/tests/it/operators.rs", "a configuration that is shown, and not used"),
    ("crates/cli/tests/it/ports.rs", "this test"),
];

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let is_code =
            ["rs", "py", "mjs", "sh"].iter().any(|end| path.extension().is_some_and(|it| it == *end));
        if path.is_dir() && path.file_name().is_none_or(|name| name != "target" && name != "node_modules") {
            files_below(&path, found);
        } else if is_code {
            found.push(path);
        }
    }
}

/// A digit behind one of these is a port that is chosen beforehand; a 0 means any.
const BEFORE_PORTS: [&str; 9] = [
    "bind(\"127.0.0.1:",
    "bind(\"0.0.0.0:",
    "bind(\"localhost:",
    "bind((\"127.0.0.1\", ",
    "[127, 0, 0, 1], ",
    "Ipv4Addr::LOCALHOST, ",
    "listen\", \"127.0.0.1:",
    "listen\", \"0.0.0.0:",
    "listen = \\\"127.0.0.1:",
];

#[test]
fn no_test_no_demo_and_no_tool_waits_at_a_fixed_port() {
    let mut files = Vec::new();
    for folder in ["crates", "xtask", "fuzz", "bench"] {
        files_below(&root().join(folder), &mut files);
    }
    assert!(files.len() > 300, "{}", files.len());
    let mut strays = Vec::new();
    for file in files {
        let place = file.strip_prefix(root()).expect("it is below").display().to_string();
        if ALLOWED.iter().any(|(allowed, _)| *allowed == place) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("code is text");
        for (number, line) in text.lines().enumerate() {
            let is_fixed = BEFORE_PORTS.iter().any(|before| {
                let mut behind = line.split(before).skip(1);
                behind.any(|rest| rest.starts_with(|first: char| matches!(first, '1'..='9')))
            });
            if is_fixed {
                strays.push(format!("{place}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(strays.is_empty(), "port 0 picks a free one: {strays:#?}");
}

/// `serve` without `--listen` takes 7180; so whoever starts it in a test says another port.
#[test]
fn every_service_that_a_test_starts_is_told_to_pick_a_port() {
    let mut files = Vec::new();
    for folder in ["crates/cli/tests", "crates/testkit", "xtask"] {
        files_below(&root().join(folder), &mut files);
    }
    let mut seen = 0;
    for file in files
        .iter()
        .filter(|file| !["wrong_settings.rs", "ports.rs", "seeds.rs"].iter().any(|name| file.ends_with(name)))
    {
        let text = fs::read_to_string(file).expect("code is text");
        for (at, _) in text.match_indices("\"serve\", \"") {
            let end = text[at..].find(']').map_or(text.len(), |end| at + end);
            let call = &text[at..end];
            seen += 1;
            let is_told = call.contains("--listen") || call.contains("--help") || call.contains("listen");
            assert!(is_told, "{}: {call}", file.display());
        }
    }
    assert!(seen > 5, "the tests start services: {seen}");
}
