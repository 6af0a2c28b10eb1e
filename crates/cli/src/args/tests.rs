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
