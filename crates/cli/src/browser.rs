//! A browser on this machine.

use std::io::IsTerminal as _;
use std::process::{Command, Stdio};

use crate::config;

/// Whether one was started with a page: one that `BROWSER` names, else the usual one where somebody sits in front of this
/// machine.
pub(crate) fn opened(url: &str) -> bool {
    if let Some(named) = config::variable("BROWSER") {
        return commands_of(&named, url).iter().any(|words| started(words));
    }
    let usual = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    std::io::stderr().is_terminal() && started(&[usual.to_owned(), url.to_owned()])
}

/// The commands of `BROWSER`, which colons separate: their words, with the page in the place of `%s`, or behind them.
fn commands_of(named: &str, url: &str) -> Vec<Vec<String>> {
    let words_of = |command: &str| {
        let mut words: Vec<String> = command.split_whitespace().map(|word| word.replace("%s", url)).collect();
        if !command.contains("%s") {
            words.push(url.to_owned());
        }
        words
    };
    named.split(':').filter(|command| !command.trim().is_empty()).map(words_of).collect()
}

fn started(words: &[String]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let silent = Stdio::null;
    Command::new(program).args(arguments).stdin(silent()).stdout(silent()).stderr(silent()).spawn().is_ok()
}

#[cfg(test)]
mod tests {
    use super::commands_of;

    #[test]
    fn the_variable_names_commands_and_where_the_page_stands() {
        let url = "http://localhost:1/?a=b%20c";
        for (named, commands) in [
            ("firefox", vec![vec!["firefox", url]]),
            ("firefox --new-tab %s:w3m", vec![vec!["firefox", "--new-tab", url], vec!["w3m", url]]),
            (": x:", vec![vec!["x", url]]),
            (":", vec![]),
        ] {
            assert_eq!(commands_of(named, url), commands, "{named}");
        }
    }
}
