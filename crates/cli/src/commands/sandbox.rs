//! `qualify sandbox`: what a sandbox hands out.

use qualify_server::SandboxSeed;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::args::TokenArgs;
use crate::exit::Failure;
use crate::{client, config, output, runtime};

/// Prints the built-in seed.
pub(crate) fn seed() -> Result<(), Failure> {
    Ok(output::data(&format!("{}\n", SandboxSeed::built_in().to_json()))?)
}

/// Prints a token and nothing else, so that `$(qualify sandbox token)` works.
pub(crate) fn token(args: &TokenArgs) -> Result<(), Failure> {
    let address = config::server_address(args.url.as_deref(), args.ca.as_deref())?;
    let client = client::new(address.ca.as_deref())?;
    let token = runtime::start_small()?.block_on(fetch_token(&client, &address.url, args))?;
    Ok(output::data(&format!("{token}\n"))?)
}

/// The body of `POST /sandbox/token`.
fn wish(args: &TokenArgs) -> Value {
    let kind = match (args.app_only, args.staff) {
        (true, _) => "app-only",
        (false, true) => "staff",
        (false, false) => "app+user",
    };
    match &args.user {
        Some(user) => json!({ "kind": kind, "user": user }),
        None => json!({ "kind": kind }),
    }
}

async fn fetch_token(client: &Client, url: &str, args: &TokenArgs) -> Result<String, Failure> {
    let answer = client.post(format!("{url}/sandbox/token")).json(&wish(args)).send().await;
    let answer = answer.map_err(|error| not_sent(url, &error))?;
    let status = answer.status();
    // What is no JSON is no answer of ours; the match below says so.
    let body: Value = answer.json().await.unwrap_or_default();
    match (status, body["access_token"].as_str(), body["description"].as_str()) {
        (StatusCode::OK, Some(token), _) => Ok(token.to_owned()),
        (StatusCode::NOT_FOUND, ..) => Err(Failure::Failed(format!(
            "{url} is no sandbox: only a service started with --sandbox gives tokens. Start `qualify serve --sandbox`, \
             or name a sandbox with --url or QUALIFY_URL"
        ))),
        (_, _, Some(description)) => {
            let hint =
                if args.user.is_some() && !args.staff { " A member of staff needs --staff." } else { "" };
            Err(Failure::Failed(format!("the sandbox gives no such token: {description}{hint}")))
        }
        (_, _, None) => Err(Failure::Failed(format!(
            "what answers at {url} is no Qualify (status {status}); name a sandbox with --url or QUALIFY_URL"
        ))),
    }
}

fn not_sent(url: &str, error: &reqwest::Error) -> Failure {
    if error.is_builder() {
        return Failure::WrongSettings(format!(
            "--url: {url} is no URL; write one like http://127.0.0.1:7180"
        ));
    }
    let cause = client::root_cause(error);
    if url.starts_with("https://") && cause.contains("certificate") {
        return Failure::Unreachable(format!(
            "{url} shows a certificate that is not trusted ({cause}). Name the CA that it is from with --ca or \
             QUALIFY_CA; a server prints the file at its start"
        ));
    }
    Failure::Unreachable(format!(
        "{url} cannot be reached ({cause}). Start `qualify serve --sandbox`, or name a running sandbox with --url or \
         QUALIFY_URL"
    ))
}
