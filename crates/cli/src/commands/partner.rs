//! The service, asked in a partner's name.

use serde_json::{Value, json};

use super::sandbox::call::{self, Call};
use super::sandbox::{self, Sandbox};
use crate::args::PartnerArgs;
use crate::config;
use crate::exit::Failure;

/// A service and the token with which it is asked.
#[derive(Debug)]
pub(crate) struct Partner {
    service: Sandbox,
    token: String,
    /// Whether another token can be had when this one has expired.
    is_from_sandbox: bool,
}

impl Partner {
    /// The service that is meant. Without a token, a sandbox is asked for its first partner's administrator.
    pub(crate) async fn at(args: &PartnerArgs) -> Result<Self, Failure> {
        let address = config::server_address(args.server.url.as_deref(), args.server.ca.as_deref())?;
        let service = Sandbox::at(&address.url, address.ca.as_deref())?;
        let (token, is_from_sandbox) = match &args.token {
            Some(token) => (token.trim().to_owned(), false),
            None => (fetch(&service).await?, true),
        };
        Ok(Self { service, token, is_from_sandbox })
    }

    /// Sends a call with the token.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Value, Failure> {
        self.service.send(call.with_token(&self.token)).await
    }

    /// Another token in the place of one that may have expired; `false` if there is none to be had.
    pub(crate) async fn renew(&mut self) -> Result<bool, Failure> {
        if self.is_from_sandbox {
            self.token = fetch(&self.service).await?;
        }
        Ok(self.is_from_sandbox)
    }
}

async fn fetch(service: &Sandbox) -> Result<String, Failure> {
    const HINT: &str = " Name a token with --token or QUALIFY_TOKEN.";
    sandbox::token(service, &json!({}), HINT).await
}

pub(crate) use call::{delete, get, post};
