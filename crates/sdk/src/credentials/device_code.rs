//! A user who types a code into a page (RFC 8628).

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::grant::{self, Granted, user_scope};
use super::refresh_token::RefreshToken;
use super::{AccessToken, Application, SecretStore, TokenSource};
use crate::cloud::Service;
use crate::error::{Error, Result};

/// How long is waited between two looks, unless the authority says otherwise.
const INTERVAL: Duration = Duration::from_secs(5);

/// What the user is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct DevicePrompt {
    /// Where the code is typed.
    pub verification_uri: String,
    /// The code.
    pub user_code: String,
    /// A sentence with both, in the authority's words.
    pub message: String,
    /// How long the code is good.
    pub good_for: Duration,
}

impl fmt::Debug for DevicePrompt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DevicePrompt")
            .field("verification_uri", &self.verification_uri)
            .finish_non_exhaustive()
    }
}

pub(super) struct DeviceCode {
    kept: RefreshToken,
    prompt: Box<dyn Fn(&DevicePrompt) + Send + Sync>,
}

#[derive(Deserialize)]
struct Started {
    device_code: String,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    expires_in: u64,
    #[serde(default)]
    interval: Option<u64>,
    #[serde(default)]
    message: Option<String>,
}

impl DeviceCode {
    pub(super) fn new(
        application: Application,
        store: impl SecretStore + 'static,
        prompt: impl Fn(&DevicePrompt) + Send + Sync + 'static,
    ) -> Self {
        Self { kept: RefreshToken::new(application, store), prompt: Box::new(prompt) }
    }

    async fn ask(&self, http: &reqwest::Client, service: &Service) -> Result<AccessToken> {
        let application = self.kept.application();
        let before = self.kept.kept()?;
        let scope = user_scope(service);
        let form = [("client_id", application.id.as_str()), ("scope", scope.as_str())];
        let started: Started = grant::post(http, service, &application.tenant, "devicecode", &form).await?;
        let good_for = Duration::from_secs(started.expires_in);
        let message = started.message.unwrap_or_else(|| {
            format!("To sign in, open {} and enter the code {}.", started.verification_uri, started.user_code)
        });
        (self.prompt)(&DevicePrompt {
            verification_uri: started.verification_uri,
            user_code: started.user_code,
            message,
            good_for,
        });
        let interval = started.interval.map_or(INTERVAL, Duration::from_secs);
        let looked = self.look_until_answered(http, service, &started.device_code, interval);
        let granted = tokio::time::timeout(good_for, looked).await.map_err(|_| Error::SignIn {
            text: "the code was not entered in time; begin anew".to_owned(),
            code: Some("expired_token".to_owned()),
            is_retryable: true,
            source: None,
        })??;
        self.kept.keep(before.as_ref(), &granted)?;
        Ok(granted.access())
    }

    async fn look_until_answered(
        &self,
        http: &reqwest::Client,
        service: &Service,
        device_code: &str,
        mut interval: Duration,
    ) -> Result<Granted> {
        let form =
            [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", device_code)];
        loop {
            tokio::time::sleep(interval).await;
            match grant::token(http, service, self.kept.application(), &form).await {
                Ok(granted) => return Ok(granted),
                Err(Error::SignIn { code: Some(code), .. }) if code == "authorization_pending" => {}
                Err(Error::SignIn { code: Some(code), .. }) if code == "slow_down" => interval += INTERVAL,
                // A look that got no answer says nothing about the next one (RFC 8628 3.5).
                Err(Error::SignIn { is_retryable: true, .. }) => interval += INTERVAL,
                Err(error) => return Err(error),
            }
        }
    }
}

impl TokenSource for DeviceCode {
    fn name(&self) -> &'static str {
        "a user with a device code"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            match self.kept.redeem(http, service).await {
                Ok(Some(token)) => Ok(token),
                Ok(None) => self.ask(http, service).await,
                Err(Error::SignIn { code: Some(code), .. }) if code == "invalid_grant" => {
                    self.ask(http, service).await
                }
                Err(error) => Err(error),
            }
        })
    }
}
