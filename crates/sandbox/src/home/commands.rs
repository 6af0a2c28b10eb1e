//! What to do next, as lines for a shell that work as they are pasted.

use std::path::Path;

use crate::state::Sandbox;

/// A line for a shell, and what it is for.
pub(super) struct Command {
    pub(super) what: String,
    pub(super) line: String,
}

/// The next three.
pub(super) fn next(sandbox: &Sandbox, origin: &str) -> Vec<Command> {
    let curl = curl(sandbox.trusted_file.as_deref());
    let with_token = format!(r#"{curl} -H "Authorization: Bearer $TOKEN""#);
    let mut commands = vec![
        Command {
            what: "A token for the lines below".to_owned(),
            line: format!(
                r#"TOKEN=$({curl} -X POST {origin}/sandbox/token | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"#
            ),
        },
        Command {
            what: "The customers of the first partner".to_owned(),
            line: format!("{with_token} {origin}/v1/customers"),
        },
    ];
    let customer = sandbox.seed.first_customer();
    commands.extend(customer.map(|(id, name)| Command {
        what: format!("Education pricing for {name}: the answer says how it is decided"),
        line: format!(
            "{with_token} -H 'Content-Type: application/json' -d \
             '{{\"qualification\":\"Education\",\"educationSegment\":\"K12\"}}' {origin}/v1/customers/{id}/qualifications"
        ),
    }));
    commands
}

/// How curl is called, with the CA that it has to trust.
pub(crate) fn curl(trusted_file: Option<&Path>) -> String {
    match trusted_file {
        None => "curl -s".to_owned(),
        Some(file) => {
            let file = file.display().to_string();
            let is_plain =
                |character: char| character.is_ascii_alphanumeric() || "/._-+:@%".contains(character);
            let is_word = file.chars().all(is_plain);
            let word = if is_word { file } else { format!("'{}'", file.replace('\'', r"'\''")) };
            format!("curl -s --cacert {word}")
        }
    }
}
