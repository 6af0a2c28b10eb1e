//! Faults of texts that people read, by kind.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::program::{Desk, root};

/// Nouns that texts count.
const COUNTED: [&str; 28] = [
    "seconds",
    "minutes",
    "hours",
    "days",
    "months",
    "years",
    "entries",
    "records",
    "rows",
    "lines",
    "files",
    "documents",
    "decisions",
    "customers",
    "partners",
    "names",
    "characters",
    "bytes",
    "units",
    "events",
    "webhooks",
    "deliveries",
    "attempts",
    "snapshots",
    "codes",
    "exchanges",
    "requests",
    "sign-ins",
];

/// The sources of what is shipped, without their tests.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "tests") {
                    walk(&path, found);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_stem().is_some_and(|stem| !stem.to_string_lossy().ends_with("tests"))
            {
                let text = fs::read_to_string(&path).expect("a source is text");
                let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.push((path, shipped));
            }
        }
    }
    let mut found = Vec::new();
    for crate_folder in fs::read_dir(root().join("crates")).expect("a folder") {
        let folder = crate_folder.expect("an entry").path();
        if !folder.ends_with("testkit") {
            walk(&folder.join("src"), &mut found);
        }
    }
    assert!(found.len() > 300, "{}", found.len());
    found
}

/// A text that goes on in the next line of its source has a blank before the `\` that says so, or a `\n`.
#[test]
fn no_text_is_joined_without_a_blank_where_its_source_goes_on() {
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let Some(before) = line.strip_suffix('\\') else { continue };
            let is_comment = line.trim_start().starts_with("//");
            let last = before.chars().next_back();
            assert!(
                is_comment
                    || before.ends_with("\\n")
                    || !last.is_some_and(|c| c.is_alphanumeric() || ".,;:".contains(c)),
                "{}:{}: the next line is joined to this one without a blank: {line}",
                path.display(),
                number + 1
            );
        }
    }
}

/// `1 seconds` is no English: a number that a text counts by is written by `counted`.
#[test]
fn what_is_counted_has_its_plural_from_one_place() {
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let trimmed = line.trim_start();
            if trimmed.starts_with("//") || trimmed.starts_with("#[doc") {
                continue;
            }
            for place in line.split('{').skip(1) {
                let Some((name, behind)) = place.split_once("} ") else { continue };
                // A constant or a bound is never one; what is no name is no place for a value.
                let is_variable = !name.ends_with("_max")
                    && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                let noun =
                    behind.split(|c: char| !(c.is_alphabetic() || c == '-')).next().unwrap_or_default();
                assert!(
                    !is_variable || !COUNTED.contains(&noun),
                    "{}:{}: write `counted({name}, ..)`: {line}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

/// Each line of a 401 says why, and nothing of the token.
#[test]
fn every_401_in_the_log_has_its_reason() {
    let desk = Desk::new().with_file("qualify.toml", "[auth]\nmfa = \"enforce\"\n");
    let service = desk.start_sandbox(&["--config", "qualify.toml"]);
    let token = |wish: serde_json::Value| -> String {
        let answer = service.connect().send("POST", "/sandbox/token", &[], Some(&wish)).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        body["access_token"].as_str().expect("a token").to_owned()
    };
    let (customers, reviews) = ("/v1/customers", "/operator/v1/reviews");
    let tokens = [
        (customers, None),
        (customers, Some(String::new())),
        (customers, Some("secret.secret.secret".to_owned())),
        (customers, Some(token(json!({ "expiresInSeconds": -600 })))),
        (customers, Some(token(json!({ "audience": "https://elsewhere.example" })))),
        (customers, Some(token(json!({ "mfa": false })))),
        (reviews, None),
        (reviews, Some(token(json!({})))),
        (reviews, Some(token(json!({ "kind": "staff", "mfa": false })))),
    ];
    for (path, token) in &tokens {
        let bearer = token.as_ref().map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> =
            bearer.iter().map(|bearer| ("Authorization", bearer.as_str())).collect();
        assert_eq!(
            service.connect().send("GET", path, &headers, None).unwrap().status,
            401,
            "{path} {token:?}"
        );
    }
    let wrong = "grant_type=client_credentials&client_id=0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50&client_secret=secret-of-mine\
                 &scope=https://api.partnercenter.microsoft.com/.default";
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let path = "/northlight.example/oauth2/v2.0/token";
    assert_eq!(service.connect().send_bytes("POST", path, &form, wrong.as_bytes()).unwrap().status, 401);
    let log = service.stop().stderr;
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(" status=401 ")).collect();
    assert_eq!(lines.len(), tokens.len() + 1, "{log}");
    for line in &lines {
        let reason = line.split(" reason=\"").nth(1).and_then(|rest| rest.strip_suffix('"'));
        assert!(reason.is_some_and(|reason| reason.len() > 5 && reason.len() < 120), "{line}");
    }
    for secret in ["secret.secret", "secret-of-mine", "elsewhere.example"] {
        assert!(!lines.iter().any(|line| line.contains(secret)), "{lines:?}");
    }
    assert!(!log.lines().any(|line| line.contains(" reason=\"")
        && !line.contains(" status=401 ")
        && line.contains(" INFO request ")));
}
