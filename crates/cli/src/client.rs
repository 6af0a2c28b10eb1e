//! HTTP towards a sandbox. It listens on this machine only, so no proxy is asked on the way.

use std::path::Path;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};

use crate::exit::Failure;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longer than the service itself lets a request take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(90);

/// A client that trusts this authority alone, if one is named, else the system's.
pub(crate) fn new(ca: Option<&Path>) -> Result<Client, Failure> {
    let mut builder = Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(ANSWER_TIMEOUT);
    if let Some(file) = ca {
        builder = builder.tls_certs_only(certificates(file)?);
    }
    builder
        .build()
        .map_err(|error| Failure::Failed(format!("the HTTP client cannot be set up: {}", causes(&error))))
}

pub(crate) fn certificates(file: &Path) -> Result<Vec<Certificate>, Failure> {
    let wrong = |problem: &dyn std::fmt::Display| {
        Failure::WrongSettings(format!(
            "--ca: {}: {problem}; name the file that the server printed at its start",
            file.display()
        ))
    };
    let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| wrong(&"it is no PEM file"))?;
    if certificates.is_empty() {
        return Err(wrong(&"it holds no certificate"));
    }
    Ok(certificates)
}

/// An error with everything that caused it, in one line.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// What stands behind an error that only says that a request was not answered.
pub(crate) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    deepest.to_string()
}

/// The command that shows the first partner's customers: a token is fetched, and used at once.
pub(crate) fn curl_line(url: &str, trusted_file: Option<&Path>) -> String {
    let curl = match trusted_file {
        None => "curl -s".to_owned(),
        Some(file) => format!("curl -s --cacert {}", quoted(&file.display().to_string())),
    };
    format!(
        r#"{curl} -H "Authorization: Bearer $({curl} -X POST "{url}/sandbox/token" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')" "{url}/v1/customers""#
    )
}

/// One word for a shell.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "/._-+:@%".contains(character);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_is_one_word_of_the_shell() {
        for (path, word) in [
            ("/tmp/qualify-data/ca.pem", "/tmp/qualify-data/ca.pem"),
            ("/tmp/my data/ca.pem", "'/tmp/my data/ca.pem'"),
            ("/tmp/$(x)'s", r"'/tmp/$(x)'\''s'"),
        ] {
            assert_eq!(quoted(path), word);
        }
    }
}
