//! Grants of OAuth 2.0 at the authority, and what comes of them.

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::BoxFuture;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::application::Application;
use super::refusal::{self, Refusal, passing_error, sign_in_error, with_advice};
use super::source::TokenSource;
use super::token::{AccessToken, Secret};
use crate::call::escaped;
use crate::clock;
use crate::cloud::Service;
use crate::error::{Error, Result};
use crate::reading::object_of;
use crate::retry::{self, RetryPolicy};

/// Longest answer of an authority that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// The application as itself.
pub(super) struct ApplicationAlone(pub(super) Application);

impl TokenSource for ApplicationAlone {
    fn name(&self) -> &'static str {
        "an application as itself"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let scope = application_scope(service);
            let form = [("grant_type", "client_credentials"), ("scope", scope.as_str())];
            Ok(token(http, service, &self.0, &form).await?.access())
        })
    }
}

/// A user by name and password.
pub(super) struct Password {
    pub(super) application: Application,
    pub(super) user: String,
    pub(super) secret: Secret,
}

impl TokenSource for Password {
    fn name(&self) -> &'static str {
        "a user with a password"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let scope = user_scope(service);
            let form = [
                ("grant_type", "password"),
                ("username", self.user.as_str()),
                ("password", self.secret.reveal()),
                ("scope", scope.as_str()),
            ];
            let granted = token(http, service, &self.application, &form).await;
            Ok(granted
                .map_err(|error| match refusal::code_of(&error) {
                    Some("invalid_grant") => with_advice(
                        error,
                        "look at the user's name and password; a user who needs a second factor signs in by device code or \
                         browser",
                    ),
                    _ => error,
                })?
                .access())
        })
    }
}

/// What an application asks for as itself.
pub(super) fn application_scope(service: &Service) -> String {
    format!("{}/.default", service.audience.trim_end_matches('/'))
}

/// What is asked for on behalf of a user: the service, and a refresh token.
pub(super) fn user_scope(service: &Service) -> String {
    format!("{}/user_impersonation offline_access", service.audience.trim_end_matches('/'))
}

/// What the token endpoint gives.
#[derive(Deserialize)]
pub(super) struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
    #[serde(default)]
    pub(super) refresh_token: Option<String>,
}

impl Granted {
    pub(super) fn access(&self) -> AccessToken {
        let life = self.expires_in.map(Duration::from_secs).or_else(|| life_of(&self.access_token));
        AccessToken::good_for(self.access_token.as_str(), life)
    }
}

/// How long a token says that it is still good: the one thing that is read in it, and only where the authority did not
/// say it (contract 5.2).
pub(super) fn life_of(token: &str) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Claims {
        exp: u64,
    }
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Claims = object_of(&claims).ok()?;
    let end = UNIX_EPOCH.checked_add(Duration::from_secs(claims.exp))?;
    Some(end.duration_since(clock::now()).unwrap_or_default())
}

/// Asks the token endpoint for a grant.
pub(super) async fn token(
    http: &reqwest::Client,
    service: &Service,
    application: &Application,
    form: &[(&str, &str)],
) -> Result<Granted> {
    ask(http, service, application, "token", form).await
}

/// Sends the application's form to an endpoint of the authority; again where the authority says that it is too busy.
pub(super) async fn ask<T: DeserializeOwned>(
    http: &reqwest::Client,
    service: &Service,
    application: &Application,
    endpoint: &str,
    form: &[(&str, &str)],
) -> Result<T> {
    let token_endpoint = endpoint_url(service, &application.tenant, "token")?;
    let url = endpoint_url(service, &application.tenant, endpoint)?;
    let what = format!("the sign-in at {}", service.authority);
    let waits = RetryPolicy::default();
    let mut number = 0;
    loop {
        number += 1;
        // An assertion is good for one request: each try has its own.
        let proof = application.proof_fields(token_endpoint.as_str())?;
        let mut all = form.to_vec();
        all.extend(proof.iter().map(|(name, value)| (*name, value.as_ref())));
        let refused = match understood(send(http, url.clone(), &all).await, &what, &all).await {
            Ok(answer) => return Ok(answer),
            Err(refused) => refused,
        };
        let wait = waits.wait(number, refused.retry_after, clock::chance()).filter(|_| refused.is_busy);
        let Some(wait) = wait else {
            return Err(match refusal::code_of(&refused.error) {
                Some("invalid_client") => with_advice(refused.error, application.proof_advice()),
                Some("unauthorized_client") => with_advice(
                    refused.error,
                    "look at the application's id, its tenant, and what it is registered for",
                ),
                _ => refused.error,
            });
        };
        tracing::debug!(endpoint, number, "the authority is busy");
        tokio::time::sleep(wait).await;
    }
}

/// The URL of an endpoint of version 2.0.
pub(super) fn endpoint_url(service: &Service, tenant: &str, endpoint: &str) -> Result<Url> {
    let is_name = !tenant.is_empty() && !tenant.bytes().all(|byte| byte == b'.');
    service
        .authority
        .at(&format!("/{}/oauth2/v2.0/{endpoint}", escaped(tenant)))
        .filter(|_| is_name)
        .ok_or_else(|| Error::settings("the tenant has no usable name; give its GUID or one of its domains"))
}

async fn send(
    http: &reqwest::Client,
    url: Url,
    form: &[(&str, &str)],
) -> std::result::Result<Response, reqwest::Error> {
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    http.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.join("&")).send().await
}

/// What an authority answered to a form, or a sentence about why not.
pub(super) async fn understood<T: DeserializeOwned>(
    sent: std::result::Result<Response, reqwest::Error>,
    what: &str,
    form: &[(&str, &str)],
) -> std::result::Result<T, Refusal> {
    let unreachable = |error: reqwest::Error| {
        passing_error(
            format!("{what} did not answer; look at the network, the address and the proxy"),
            None,
            Some(Box::new(error.without_url())),
        )
    };
    let mut response = sent.map_err(unreachable)?;
    let status = response.status();
    let retry_after = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| retry::retry_after(text, clock::now()));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(sign_in_error(format!("{what} answered more than any token is long"), None).into());
        }
        body.extend_from_slice(&chunk);
    }
    if status.is_success() {
        return object_of(&body).map_err(|error| {
            sign_in_error(format!("{what} answered something that is no token: {error}"), None).into()
        });
    }
    let error = refusal::refused(what, status, &body, form);
    // These two say that nothing was done, so that no grant was used up.
    let is_busy = matches!(status.as_u16(), 429 | 503);
    Err(Refusal { error, is_busy, retry_after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_its_end_where_the_authority_does_not() {
        let claims = |exp: u64| format!("h.{}.s", URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{exp}}}"#)));
        let now = clock::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let life = life_of(&claims(now + 100)).unwrap().as_secs();
        assert!((98..=100).contains(&life), "{life}");
        assert_eq!(life_of(&claims(now - 100)), Some(Duration::ZERO));
        for opaque in ["", "opaque", "a.b.c", "a.e30.c"] {
            assert_eq!(life_of(opaque), None, "{opaque}");
        }
        let near = Granted { access_token: claims(now), expires_in: None, refresh_token: None };
        assert!(!near.access().is_good());
        let said = Granted { expires_in: Some(3_600), ..near };
        assert!(said.access().is_good(), "what the authority says counts");
    }
}
