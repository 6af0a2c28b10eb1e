//! What the documents say about files, settings and exit codes is so.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Desk, root};

fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    for folder in ["docs", "docs/adr"] {
        let entries = fs::read_dir(root().join(folder)).expect("the folder is there");
        found.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    assert!(found.len() > 5, "{found:?}");
    found
}

fn read(document: &Path) -> String {
    fs::read_to_string(document).expect("a document is text")
}

#[test]
fn every_path_in_a_document_leads_somewhere() {
    for document in documents() {
        let text = read(&document);
        let named = text.split('`').filter(|word| {
            let is_path =
                ["crates/", "docs/", "xtask/", "bench/limits"].iter().any(|start| word.starts_with(start));
            is_path && !word.contains(' ')
        });
        for path in named {
            assert!(root().join(path).exists(), "{}: {path}", document.display());
        }
        let folder = document.parent().expect("a file has a folder");
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            // Behind the `#` stands a place in the page.
            let page = link.split('#').next().unwrap_or(link);
            assert!(page.is_empty() || folder.join(page).exists(), "{}: {link}", document.display());
        }
    }
}

#[test]
fn the_configuration_of_the_operations_document_is_accepted() {
    let text = read(&root().join("docs/OPERATIONS.md"));
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let ended =
        Desk::new().with_file("qualify.toml", example).run(&["check-config", "--config", "qualify.toml"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_documented_exit_codes_are_those_of_the_help() {
    let text = read(&root().join("docs/cli.md"));
    let help = Desk::new().run(&["--help"]).stdout;
    let codes = help.lines().skip_while(|line| *line != "Exit codes:").skip(1);
    let rows: Vec<String> = codes
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(code, meaning)| format!("| {code} | {} |", meaning.trim()))
        .collect();
    assert_eq!(rows.len(), 11, "{help}");
    let documented =
        text.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    assert_eq!(documented.collect::<Vec<_>>(), rows, "docs/cli.md has the codes, and no other page");
}

#[test]
fn the_documented_log_line_is_the_one_that_is_written() {
    let text = read(&root().join("docs/OPERATIONS.md"));
    let documented = text.lines().find(|line| line.contains(" INFO request ")).unwrap();
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    service
        .connect_as_user()
        .get("/v1/customers/8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420/qualification")
        .unwrap();
    let stderr = service.stop().stderr;
    let route = "route=/v1/customers/{customer_id}/qualification ";
    let written = stderr.lines().find(|line| line.contains(route)).expect("a line for the request");
    assert_eq!(names(written), names(documented.trim()));
}

/// The words of a log line without what differs from request to request.
fn names(line: &str) -> Vec<&str> {
    line.split_whitespace().skip(1).map(|word| word.split('=').next().unwrap_or(word)).collect()
}

#[test]
fn the_documented_metrics_are_those_that_are_shown() {
    let text = read(&root().join("docs/OPERATIONS.md"));
    let desk = Desk::new();
    let service = desk.start_sandbox(&[]);
    let mut connection = service.connect_as_user();
    let shown = connection.send("GET", "/metrics", &[], None).unwrap();
    let shown = String::from_utf8(shown.body).unwrap();
    let names = shown.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let names: Vec<&str> = names.collect();
    let documented = text.lines().filter_map(|line| line.strip_prefix("| `qualify_")?.split('`').next());
    let documented: Vec<String> = documented.map(|name| format!("qualify_{name}")).collect();
    assert!(documented.len() >= 12, "{documented:?}");
    for name in &names {
        assert!(documented.iter().any(|known| known == name), "{name}");
        assert!(shown.lines().any(|line| line.starts_with(&format!("# HELP {name} "))), "{name} has no HELP");
    }
    // Nothing has happened yet that would be counted, and all of them are there.
    for name in &documented {
        assert!(
            names.contains(&name.as_str()),
            "{name} is documented, and not shown by a service that begins"
        );
    }
    let labelled = [
        ("qualify_webhook_attempts_total", vec!["taken", "refused", "unanswered"]),
        ("qualify_vetting_records_total", vec!["decided", "passed_on", "postponed", "lost"]),
    ];
    for (name, results) in labelled {
        for result in results {
            assert!(
                shown.contains(&format!("{name}{{result=\"{result}\"}} 0\n")),
                "{name} {result}: {shown}"
            );
        }
    }
}

/// What a cell of the table of clients may begin with: who tried it and when, or that nobody did, or why it cannot be.
const TRIED: [&str; 5] = ["in each run of CI", "by hand, ", "not tried", "cannot be: ", "in part: "];

#[test]
fn edge_10_of_every_client_it_is_said_who_tried_it_and_when() {
    let text = read(&root().join("docs/CLIENTS.md"));
    let table = text.lines().skip_while(|line| !line.starts_with("| client |")).skip(2);
    let rows: Vec<Vec<&str>> = table
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 10, "{rows:?}");
    for row in &rows {
        let [_, told, behind] = row[..] else { panic!("three cells: {row:?}") };
        for cell in [told, behind] {
            assert!(TRIED.iter().any(|begin| cell.starts_with(begin)), "{row:?}");
            // A date, at least by year and month.
            let when = cell.strip_prefix("by hand, ");
            assert!(when.is_none_or(|when| when.contains("202")), "{row:?}");
        }
    }
    let pinned =
        read(&root().join("xtask/e2e/requirements.txt")) + &read(&root().join("xtask/e2e/package.json"));
    for (package, pin) in [
        ("msal 1.39", "msal==1.39."),
        ("requests 2.34", "requests==2.34."),
        ("partnercenterservices 0.1.2", "partnercenterservices==0.1.2"),
        ("@azure/msal-node 7.2", "\"@azure/msal-node\": \"7.2."),
    ] {
        assert!(rows.iter().any(|row| row[0].contains(package)), "{package}");
        assert!(pinned.contains(pin), "CI tries another version than the document names: {pin}");
    }
}

#[test]
fn edge_10_the_script_behind_microsofts_names_says_how_it_is_used() {
    let script = root().join("scripts/behind-microsofts-names.sh");
    assert!(read(&root().join("docs/CLIENTS.md")).contains("scripts/behind-microsofts-names.sh "));
    let ended = std::process::Command::new(script).arg("--help").output().expect("it is executable");
    assert!(ended.status.success());
    let help = String::from_utf8_lossy(&ended.stdout);
    assert!(help.contains("behind-microsofts-names.sh COMMAND") && !help.contains("set -eu"), "{help}");
}
