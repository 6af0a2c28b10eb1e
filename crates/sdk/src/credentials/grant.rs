//! Grants of OAuth 2.0 at the authority, and what comes of them.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{AccessToken, Application, Secret, TokenSource};
use crate::call::escaped;
use crate::cloud::Service;
use crate::error::{Error, Result};
use crate::reading::{json_of, object_of, text_of};

/// The application as itself.
pub(super) struct ClientSecret(pub(super) Application);

impl TokenSource for ClientSecret {
    fn name(&self) -> &'static str {
        "an application with its secret"
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
    pub(super) password: Secret,
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
                ("password", self.password.reveal()),
                ("scope", scope.as_str()),
            ];
            Ok(token(http, service, &self.application, &form).await?.access())
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
        AccessToken::good_for(self.access_token.as_str(), self.expires_in.map(Duration::from_secs))
    }
}

/// Asks the token endpoint for a grant.
pub(super) async fn token(
    http: &reqwest::Client,
    service: &Service,
    application: &Application,
    form: &[(&str, &str)],
) -> Result<Granted> {
    let mut form = form.to_vec();
    form.push(("client_id", application.id.as_str()));
    if let Some(secret) = &application.secret {
        form.push(("client_secret", secret.reveal()));
    }
    post(http, service, &application.tenant, "token", &form).await
}

/// Sends a form to an endpoint of the authority.
pub(super) async fn post<T: DeserializeOwned>(
    http: &reqwest::Client,
    service: &Service,
    tenant: &str,
    endpoint: &str,
    form: &[(&str, &str)],
) -> Result<T> {
    let url = service
        .authority
        .at(&format!("/{}/oauth2/v2.0/{endpoint}", escaped(tenant)))
        .ok_or_else(|| Error::settings("the tenant has no usable name"))?;
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let sent = http
        .post(url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.join("&"))
        .send()
        .await;
    understood(sent, &format!("the sign-in at {}", service.authority)).await
}

/// An error of OAuth 2.0 (RFC 6749 5.2).
#[derive(Default, Deserialize)]
struct Refused {
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
}

/// What an authority answered, or a sentence about why not.
pub(super) async fn understood<T: DeserializeOwned>(
    sent: std::result::Result<Response, reqwest::Error>,
    what: &str,
) -> Result<T> {
    let unreachable = |error: reqwest::Error| Error::SignIn {
        text: format!("{what} was not answered; look at the network, the address and the proxy"),
        code: None,
        is_retryable: true,
        source: Some(Box::new(error.without_url())),
    };
    let response = sent.map_err(unreachable)?;
    let status = response.status();
    let body = response.bytes().await.map_err(unreachable)?;
    if status.is_success() {
        return object_of(&body).map_err(|error| Error::SignIn {
            text: format!("{what} answered something that is no token: {error}"),
            code: None,
            is_retryable: false,
            source: None,
        });
    }
    let refused: Refused = json_of(&body).and_then(crate::reading::read_value).unwrap_or_default();
    // The first line says it; what follows are trace ids.
    let said = refused.error_description.as_deref().unwrap_or_default().lines().next().unwrap_or_default();
    let said = match (said.is_empty(), refused.error.as_deref()) {
        (false, _) => said.to_owned(),
        (true, Some(code)) => code.to_owned(),
        (true, None) if text_of(&body).starts_with('<') => "a page for browsers came back".to_owned(),
        (true, None) => status.canonical_reason().unwrap_or("nothing").to_owned(),
    };
    Err(Error::SignIn {
        text: format!("{what} was refused with status {}: {said}", status.as_u16()),
        code: refused.error,
        is_retryable: status.as_u16() == 429 || status.is_server_error(),
        source: None,
    })
}
