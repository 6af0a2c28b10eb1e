//! HTTP towards a sandbox. It listens on this machine only, so no proxy is asked on the way.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use crate::exit::Failure;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longer than the service itself lets a request take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(90);

pub(crate) fn new() -> Result<Client, Failure> {
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(ANSWER_TIMEOUT)
        .build()
        .map_err(|error| Failure::Failed(format!("the HTTP client cannot be set up: {}", causes(&error))))
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
pub(crate) fn curl_line(url: &str) -> String {
    format!(
        r#"curl -s -H "Authorization: Bearer $(curl -s -X POST "{url}/sandbox/token" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')" "{url}/v1/customers""#
    )
}
