//! The service, asked in a partner's name: `qualify webhooks` and `qualify listen`.

use serde_json::Value;

use super::sandbox::call::{self, Call};
use crate::args::{ClientArgs, PartnerArgs, ShownArgs, ShownForm};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::session::Session;

/// A service, and who asks it.
#[derive(Debug)]
pub(crate) struct Partner(Session);

impl Partner {
    /// The service that is meant, as whoever is meant. Each call is tried once: what goes on says so itself.
    pub(crate) fn at(args: &PartnerArgs) -> Result<Self, Failure> {
        let args = ClientArgs {
            context: None,
            url: args.server.url.clone(),
            ca: args.server.ca.clone(),
            token: args.token.clone(),
            user: None,
            no_retry: true,
            shown: ShownArgs { output: ShownForm::Table, for_spreadsheet: false },
        };
        Session::open(&args, Side::Partner).map(Self)
    }

    /// Sends a call. The answer to a success is its JSON, or null where there is none.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Value, Failure> {
        let answer = call.signed_in(&self.0.client)?.send().await;
        let answer = answer.map_err(|error| {
            let is_of_service = error.service().is_some();
            let failure = Failure::from(error);
            if is_of_service { call.refused(failure) } else { failure }
        })?;
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|_| {
            Failure::Failed(format!(
                "what answers at {} is no Qualify; name a service with --url or QUALIFY_URL",
                self.0.place.url
            ))
        })
    }
}

pub(crate) use call::{delete, get, post};
