//! A user who signs in in a browser on this machine: an authorization code with PKCE (RFC 6749 4.1, RFC 7636, RFC 8252).

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use qualify_vocabulary::counted;
use reqwest::Url;

use super::application::Application;
use super::chance;
use super::grant::{self, user_scope};
use super::kept::KeptSignIn;
use super::loopback::{Answer, Loopback};
use super::refusal::{sign_in_error, wants_user, with_advice};
use super::secret_store::SecretStore;
use super::source::TokenSource;
use super::token::{AccessToken, Secret};
use crate::cloud::Service;
use crate::error::Result;

/// How long the user has.
const GOOD_FOR: Duration = Duration::from_mins(10);

/// Where the user signs in.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrowserPrompt {
    /// The page to open. It leads back to this program.
    pub url: String,
    /// How long the program waits for it.
    pub good_for: Duration,
}

impl fmt::Debug for BrowserPrompt {
    // The address holds what tells this sign-in from another one.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        formatter.debug_struct("BrowserPrompt").field("url", &url).finish_non_exhaustive()
    }
}

pub(super) struct Browser {
    kept: KeptSignIn,
    prompt: Box<dyn Fn(&BrowserPrompt) + Send + Sync>,
}

impl Browser {
    pub(super) fn new(
        application: Application,
        store: impl SecretStore + 'static,
        prompt: impl Fn(&BrowserPrompt) + Send + Sync + 'static,
    ) -> Self {
        Self { kept: KeptSignIn::new(application, store), prompt: Box::new(prompt) }
    }

    async fn ask_user(&self, http: &reqwest::Client, service: &Service) -> Result<AccessToken> {
        self.kept.check_room().await?;
        let (state, verifier) = (chance::secret_text()?, chance::secret_text()?);
        let loopback = Loopback::open().await?;
        let redirect_uri = loopback.redirect_uri();
        let url = self.page(service, &redirect_uri, &state, &verifier)?;
        (self.prompt)(&BrowserPrompt { url: url.into(), good_for: GOOD_FOR });
        let answer =
            tokio::time::timeout(GOOD_FOR, loopback.wait_for_answer(&state)).await.map_err(|_| {
                let minutes = counted(GOOD_FOR.as_secs() / 60, "minute");
                sign_in_error(
                    format!("nobody signed in in the browser within {minutes}; sign in again"),
                    None,
                )
            })?;
        // The port is of no use any more.
        drop(loopback);
        let code = match answer {
            Answer::Code(code) => code,
            Answer::Refused { code, words } => {
                let text = format!(
                    "the sign-in at {} ended without a code: {words}; sign in again",
                    service.authority
                );
                return Err(sign_in_error(text, code.as_deref()));
            }
        };
        let scope = user_scope(service);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.reveal()),
            ("redirect_uri", redirect_uri.as_str()),
            ("code_verifier", verifier.reveal()),
            ("scope", scope.as_str()),
        ];
        let granted = grant::token(http, service, self.kept.application(), &form).await;
        let granted = granted
            .map_err(|error| if wants_user(&error) { with_advice(error, "sign in again") } else { error })?;
        self.kept.keep_new(granted).await
    }

    /// The page of the authority.
    fn page(&self, service: &Service, redirect_uri: &str, state: &Secret, verifier: &Secret) -> Result<Url> {
        let application = self.kept.application();
        let mut url = grant::endpoint_url(service, &application.tenant, "authorize")?;
        url.query_pairs_mut()
            .append_pair("client_id", &application.id)
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &user_scope(service))
            .append_pair("state", state.reveal())
            .append_pair("code_challenge", &chance::challenge(verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }
}

impl TokenSource for Browser {
    fn name(&self) -> &'static str {
        "a user in a browser"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            match self.kept.redeem(http, service).await {
                Ok(Some(token)) => Ok(token),
                Ok(None) => self.ask_user(http, service).await,
                Err(error) if wants_user(&error) => self.ask_user(http, service).await,
                Err(error) => Err(error),
            }
        })
    }
}
