//! The command line is consistent, and its page says what it has.

use clap::{Command, CommandFactory as _};

use super::Cli;

const PAGE: &str = include_str!("../../../../docs/cli.md");

/// What other pages describe.
const ELSEWHERE: [&str; 16] = [
    "serve",
    "demo",
    "exec",
    "listen",
    "webhooks",
    "sandbox",
    "datasets",
    "vetting",
    "check-config",
    "backup",
    "restore",
    "db",
    "decisions",
    "completions",
    "man",
    "print",
];

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

/// The words of every command that does something.
fn leaves(command: &Command, words: &str, found: &mut Vec<String>) {
    if !command.has_subcommands() {
        found.push(words.to_owned());
    }
    for below in command.get_subcommands() {
        leaves(below, &format!("{words} {}", below.get_name()), found);
    }
}

#[test]
fn the_page_has_every_command_that_asks_the_api() {
    for command in Cli::command().get_subcommands() {
        if ELSEWHERE.contains(&command.get_name()) {
            continue;
        }
        let mut found = Vec::new();
        leaves(command, &format!("`qualify {}", command.get_name()), &mut found);
        for words in found {
            let stands = [format!("{words}`"), format!("{words} ")];
            assert!(stands.iter().any(|words| PAGE.contains(words)), "docs/cli.md lacks {words}`");
        }
    }
}

#[test]
fn every_command_of_the_page_is_there() {
    let cli = Cli::command();
    for span in PAGE.split('`').filter_map(|span| span.strip_prefix("qualify ")) {
        let mut command = &cli;
        for word in span.split_whitespace() {
            if !command.has_subcommands() || word.starts_with(['-', '[']) || word == "COMMAND" {
                break;
            }
            let below = command.get_subcommands().find(|below| below.get_name() == word);
            command = below.unwrap_or_else(|| panic!("docs/cli.md: there is no `qualify {span}`"));
        }
    }
}

/// What a flag of any command can be given by, instead of it.
fn variables(command: &Command, found: &mut std::collections::BTreeSet<String>) {
    let named = command.get_arguments().filter_map(|argument| argument.get_env());
    found.extend(named.map(|name| name.to_string_lossy().into_owned()));
    command.get_subcommands().for_each(|below| variables(below, found));
}

#[test]
fn the_page_names_every_variable_of_a_flag() {
    let mut found = std::collections::BTreeSet::new();
    variables(&Cli::command(), &mut found);
    assert!(found.len() > 3, "{found:?}");
    for name in found {
        assert!(PAGE.lines().any(|line| line.starts_with(&format!("| `{name}`"))), "{name}");
    }
}

/// What no snapshot of `tests/it/client` shows, by its first word, and why.
const NOT_IN_SNAPSHOTS: [(&str, &str); 16] = [
    ("serve", "it stays; tests/it/serve.rs and tests/it/tls.rs read what it says"),
    ("demo", "its story is a snapshot of its own, tests/it/demo.rs"),
    ("exec", "it shows what its command shows; tests/it/exec.rs"),
    ("listen", "it stays, and passes events on as they are; tests/it/listen.rs"),
    ("webhooks", "it asks no noun of the API; tests/it/listen.rs"),
    ("sandbox", "powers of the sandbox, each tried in tests/it/sandbox_powers.rs"),
    ("datasets", "it asks no service; tests/it/vetting.rs"),
    ("vetting", "it asks no service; tests/it/vetting.rs"),
    ("check-config", "it asks no service; tests/it/config.rs"),
    ("backup", "it asks no service; tests/it/backup.rs"),
    ("restore", "it asks no service; tests/it/backup.rs"),
    ("db", "it asks no service; tests/it/backup.rs and db.rs"),
    ("decisions", "it asks no service; tests/it/decisions.rs"),
    ("completions", "made by the library of the command line"),
    ("man", "made by the library of the command line"),
    ("print", "documents with tests of their own; tests/it/print.rs"),
];

/// A command line of the snapshots, and what came out on stdout.
fn snapshots() -> Vec<(String, bool)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/client/snapshots");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some(words) = line.strip_prefix("$ qualify ") else { continue };
            let next = lines.get(index + 1).copied().unwrap_or_default();
            let shows = !next.is_empty() && !next.starts_with("! ") && !next.starts_with("= ");
            found.push((words.to_owned(), shows));
        }
    }
    assert!(found.len() > 100, "{}", found.len());
    found
}

/// What shows nothing as a table (a note on stderr says what was done) has nothing to show as JSON either.
#[test]
fn every_command_that_asks_the_api_has_a_snapshot_as_a_table_and_as_json() {
    let told = snapshots();
    for command in Cli::command().get_subcommands() {
        if NOT_IN_SNAPSHOTS.iter().any(|(name, _)| *name == command.get_name()) {
            continue;
        }
        let mut found = Vec::new();
        leaves(command, command.get_name(), &mut found);
        for words in found {
            let of_it = |line: &str| line == words || line.starts_with(&format!("{words} "));
            let is_json = |line: &str| line.contains(" --output json") && !line.contains("jsonl");
            let table = told.iter().filter(|(line, _)| of_it(line) && !line.contains(" --output "));
            let mut table = table.peekable();
            assert!(table.peek().is_some(), "`qualify {words}` has no snapshot as a table");
            let has_json = told.iter().any(|(line, shows)| *shows && of_it(line) && is_json(line));
            assert!(has_json || !table.any(|(_, shows)| *shows), "`qualify {words}` has no snapshot as JSON");
        }
    }
    let cli = Cli::command();
    for (name, why) in NOT_IN_SNAPSHOTS {
        assert!(cli.find_subcommand(name).is_some() && why.len() > 15, "{name}: {why}");
    }
}

const UNREACHABLE: &str = include_str!("../../tests/it/client/unreachable.rs");

/// What asks no service, and what has tests of its own where none answers.
const ASKS_NOBODY: [&str; 16] = [
    "serve",
    "demo",
    "exec",
    "context",
    "logout",
    "sandbox",
    "datasets",
    "vetting",
    "check-config",
    "backup",
    "restore",
    "db",
    "decisions",
    "completions",
    "man",
    "print",
];

#[test]
fn every_command_that_asks_a_service_is_tried_where_none_answers() {
    for command in Cli::command().get_subcommands() {
        if ASKS_NOBODY.contains(&command.get_name()) {
            continue;
        }
        let mut found = Vec::new();
        leaves(command, command.get_name(), &mut found);
        for words in found {
            let stands = [format!("\"{words} "), format!("\"{words}\"")];
            assert!(stands.iter().any(|words| UNREACHABLE.contains(words)), "unreachable.rs lacks `{words}`");
        }
    }
}
