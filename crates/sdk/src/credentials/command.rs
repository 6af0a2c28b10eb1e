//! A program that prints a token.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use qualify_vocabulary::counted;
use serde::Deserialize;

use super::grant::life_of;
use super::refusal::described;
use super::source::TokenSource;
use super::token::AccessToken;
use crate::clock;
use crate::cloud::Service;
use crate::error::{Error, Result};
use crate::reading::{object_of, text_of};

/// Longest that the program may take.
const TIMEOUT: Duration = Duration::from_mins(1);
/// A word of what it says that is longer may be a token, and is not shown.
const WORD_CHARACTERS_MAX: usize = 60;

pub(super) struct Command {
    program: PathBuf,
    arguments: Vec<OsString>,
}

/// What the command lines of clouds print.
#[derive(Deserialize)]
struct Printed {
    #[serde(alias = "accesstoken", alias = "access_token", alias = "token")]
    #[serde(rename = "accessToken")]
    access_token: String,
    #[serde(default, alias = "expiresOnTimestamp", rename = "expires_on")]
    expires_on: Option<u64>,
    #[serde(default, alias = "expiresIn", rename = "expires_in")]
    expires_in: Option<u64>,
}

impl Command {
    pub(super) fn new(program: &Path, arguments: impl IntoIterator<Item = String>) -> Self {
        Self { program: program.to_owned(), arguments: arguments.into_iter().map(OsString::from).collect() }
    }

    fn failed(&self, text: &str) -> Error {
        Error::SignIn {
            text: format!("the command {} for a token {text}", self.program.display()),
            code: None,
            is_retryable: false,
            source: None,
        }
    }

    async fn run(&self) -> Result<AccessToken> {
        let run = tokio::process::Command::new(&self.program)
            .args(&self.arguments)
            .stdin(std::process::Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(TIMEOUT, run)
            .await
            .map_err(|_| {
                self.failed(&format!("did not end within {}", counted(TIMEOUT.as_secs(), "second")))
            })?
            .map_err(|error| self.failed(&format!("cannot be run: {error}")))?;
        if !output.status.success() {
            let said = said(&text_of(&output.stderr));
            return Err(
                self.failed(&format!("failed ({}): {said}; run it by itself to see why", output.status))
            );
        }
        self.read(&output.stdout)
    }

    fn read(&self, output: &[u8]) -> Result<AccessToken> {
        let text = text_of(output);
        if !text.starts_with('{') {
            let is_token = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            return is_token.then(|| AccessToken::good_for(text.as_ref(), life_of(&text))).ok_or_else(|| {
                self.failed("printed no token; it prints the token alone, or JSON with accessToken")
            });
        }
        let printed: Printed = object_of(output).map_err(|error| {
            self.failed(&format!("printed JSON without a token: {error}; accessToken is expected"))
        })?;
        let until = printed.expires_on.map(|seconds| {
            (UNIX_EPOCH + Duration::from_secs(seconds)).duration_since(clock::now()).unwrap_or_default()
        });
        let life =
            until.or(printed.expires_in.map(Duration::from_secs)).or_else(|| life_of(&printed.access_token));
        Ok(AccessToken::good_for(printed.access_token, life))
    }
}

/// What the program said about its failure: its first line, without what may be a token.
fn said(text: &str) -> String {
    let line = described(text, &[]);
    let words = line
        .split_whitespace()
        .map(|word| if word.chars().count() > WORD_CHARACTERS_MAX { "***" } else { word });
    let words: Vec<&str> = words.collect();
    if words.is_empty() { "it said nothing".to_owned() } else { words.join(" ") }
}

impl TokenSource for Command {
    fn name(&self) -> &'static str {
        "a command that prints a token"
    }

    fn fetch<'a>(
        &'a self,
        _http: &'a reqwest::Client,
        _service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.run())
    }
}
