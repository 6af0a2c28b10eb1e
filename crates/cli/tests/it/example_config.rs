//! `config.example.toml` shows every key, with its default.

use std::fs;

use qualify_server::Config;

use crate::program::{Desk, root};

fn example() -> String {
    fs::read_to_string(root().join("config.example.toml")).expect("the example is there")
}

#[test]
fn the_example_holds_the_defaults() {
    assert_eq!(toml::from_str::<Config>(&example()).unwrap(), Config::default());
    let desk = Desk::new().with_file("example.toml", &example());
    let by_file = desk.run(&["check-config", "--sandbox", "--config", "example.toml"]);
    let by_default = desk.run(&["check-config", "--sandbox"]);
    assert_eq!((by_file.code, by_file.stdout), (Some(0), by_default.stdout));
}

/// Every line that is commented out, in force. Of keys that exclude each other, the second one stays out.
fn with_examples() -> String {
    let is_example =
        |line: &&str| line.starts_with("# [") || line.split_once(" = ").is_some_and(|(key, _)| is_key(key));
    let mut text = String::new();
    let mut has_discovery_url = false;
    // Files that are read have tests of their own: they are not on this machine.
    let files = [
        "tls_cert_file",
        "tls_key_file",
        "signing_key_file",
        "signing_certificate_file",
        "ca_file",
        "datasets_dir",
    ];
    let is_left_out = |line: &str| files.iter().any(|file| line.starts_with(file));
    for line in example().lines() {
        let line = if is_example(&line) { &line[2..] } else { line };
        has_discovery_url =
            (has_discovery_url || line.starts_with("discovery_url")) && !line.starts_with('[');
        // A self-signed certificate alone has names.
        let line = if line == "tls = \"off\"" { "tls = \"self-signed\"" } else { line };
        if !(is_left_out(line) || has_discovery_url && line.starts_with("jwks_url")) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn is_key(text: &str) -> bool {
    text.strip_prefix("# ").is_some_and(|key| key.starts_with('"') || !key.contains(' '))
}

#[test]
fn the_commented_examples_are_accepted() {
    let desk = Desk::new().with_file("example.toml", &with_examples());
    for mode in [&["--sandbox"][..], &[]] {
        let mut arguments = vec!["check-config", "--config", "example.toml"];
        arguments.extend(mode);
        let ended = desk.run(&arguments);
        // The sandbox's keys are for the sandbox.
        let is_sandbox = !mode.is_empty();
        assert_eq!(ended.code, Some(if is_sandbox { 0 } else { 2 }), "{}", ended.stderr);
        let unexpected = ended.stderr.lines().skip(1).find(|line| !line.starts_with("sandbox."));
        assert_eq!(unexpected, None, "{mode:?}");
    }
}

#[test]
fn no_key_is_missing_in_the_example() {
    for (section, keys_min) in [
        ("", 10),
        ("[server]", 13),
        ("[store]", 5),
        ("[sandbox]", 2),
        ("[api]", 6),
        ("[vetting]", 2),
        ("[reviews]", 13),
        ("[webhooks]", 6),
        ("[auth]", 5),
        ("[auth.roles]", 3),
        ("[[auth.issuers]]", 14),
        ("[operator]", 5),
        ("[[partner_profiles]]", 16),
        ("[log]", 2),
    ] {
        let keys = known_keys(section);
        assert!(keys.len() >= keys_min, "{section}: {keys:?}");
        for key in keys {
            assert!(shows(section, &key), "{section} {key} is not in config.example.toml");
        }
    }
}

/// The keys that a section knows, as the refusal of one that it does not know lists them.
fn known_keys(section: &str) -> Vec<String> {
    let refused =
        toml::from_str::<Config>(&format!("{section}\nno_such_key = 1\n")).expect_err("the key is unknown");
    let message = refused.message().to_owned();
    let (_, listed) = message.split_once("expected").expect("the message lists what is expected");
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether a key, or the section of its name, stands in its section: in force or commented out.
fn shows(section: &str, key: &str) -> bool {
    let parent = section.trim_matches(['[', ']']);
    let path = if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") };
    let mut current = String::new();
    for line in example().lines() {
        let line = line.strip_prefix("# ").unwrap_or(line);
        if line.starts_with('[') {
            line.trim_matches(['[', ']']).clone_into(&mut current);
            if current == path || current.starts_with(&format!("{path}.")) {
                return true;
            }
        } else if current == parent && line.starts_with(&format!("{key} = ")) {
            return true;
        }
    }
    false
}
