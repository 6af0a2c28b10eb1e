//! Where people sign in: the issuers that the configuration names, or in a sandbox its own.

use std::fmt;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use qualify_domain::browser_session::SignInDoor;
use qualify_server::auth::is_loopback;
use qualify_server::config::PageSignIn;
use qualify_server::{App, Config, StartError, UnusablePlace};
use reqwest::{Client, Url};
use serde::Deserialize;

use super::encoded_pairs;
use crate::origin::Origin;
use crate::{DASHBOARD_APPLICATION, SIGNED_IN_PATH};

/// The longest time for a question to an issuer.
const ISSUER_TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of its answer.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// What an issuer gives for a code.
#[derive(Deserialize)]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    #[serde(default)]
    pub(crate) id_token: Option<String>,
}

/// What ties a browser's way to the issuer and back together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) state: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) challenge: &'a str,
}

/// Why an issuer signs nobody in. For the log; what it says of that is not ours to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInFault {
    #[error("nobody can sign in by this door: dashboard.partners and dashboard.staff say where")]
    NoIssuer,
    #[error("the issuer cannot be asked")]
    Unreachable(#[source] reqwest::Error),
    #[error("the issuer answers {0}")]
    Status(reqwest::StatusCode),
    #[error("the issuer's answer is longer than 1 MiB, or not what it should be")]
    NotUnderstood,
    #[error("an address in the issuer's discovery document is neither https nor on this machine")]
    Address,
}

/// The doors, each with where one signs in for it.
pub(crate) struct Providers {
    partners: Option<Remote>,
    staff: Option<Remote>,
    has_own: bool,
}

struct Remote {
    settings: PageSignIn,
    secret: Option<String>,
    client: Client,
    /// Read when somebody signs in first.
    endpoints: OnceLock<Endpoints>,
}

/// The two addresses that are needed of a discovery document.
#[derive(Deserialize)]
struct Endpoints {
    authorization_endpoint: String,
    token_endpoint: String,
}

impl Providers {
    pub(crate) fn open(config: &Config) -> Result<Self, StartError> {
        let of = |settings: &Option<PageSignIn>| settings.as_ref().map(Remote::open).transpose();
        Ok(Self {
            partners: of(&config.dashboard.partners)?,
            staff: of(&config.dashboard.staff)?,
            has_own: config.sandbox.enabled,
        })
    }

    /// Whether partners and staff sign in by one and the same way: at a sandbox's own issuer, which knows who is who.
    pub(crate) fn is_one_for_all(&self) -> bool {
        self.has_own
    }

    /// Whether anybody can sign in by a door.
    pub(crate) fn has(&self, door: SignInDoor) -> bool {
        self.has_own || self.remote(door).is_some()
    }

    fn remote(&self, door: SignInDoor) -> Option<&Remote> {
        match door {
            SignInDoor::Partner => self.partners.as_ref(),
            SignInDoor::Staff => self.staff.as_ref(),
        }
    }

    /// The address to which a browser is sent.
    ///
    /// # Errors
    /// There is no issuer for this door, or it does not answer.
    pub(crate) async fn authorize(
        &self,
        door: SignInDoor,
        origin: &Origin,
        asked: Asked<'_>,
    ) -> Result<String, SignInFault> {
        let redirect_uri = format!("{}{SIGNED_IN_PATH}", origin.as_str());
        let own_id = DASHBOARD_APPLICATION.to_string();
        let remote = self.remote(door);
        let (client_id, scope) = match remote {
            Some(remote) => (remote.settings.client_id.as_str(), remote.settings.scope.as_str()),
            // Whom the token is for follows from who signs in.
            None => (own_id.as_str(), "openid profile"),
        };
        let query = encoded_pairs(&[
            ("client_id", client_id),
            ("response_type", "code"),
            ("response_mode", "query"),
            ("redirect_uri", &redirect_uri),
            ("scope", scope),
            ("state", asked.state),
            ("nonce", asked.nonce),
            ("code_challenge", asked.challenge),
            ("code_challenge_method", "S256"),
        ]);
        let endpoint = match remote {
            Some(remote) => remote.endpoints().await?.authorization_endpoint.clone(),
            None if self.has_own => "/organizations/oauth2/v2.0/authorize".to_owned(),
            None => return Err(SignInFault::NoIssuer),
        };
        let mark = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{mark}{query}"))
    }

    /// What the issuer gives for a code.
    ///
    /// # Errors
    /// It does not answer, or gives nothing.
    pub(crate) async fn redeem(
        &self,
        app: &App,
        door: SignInDoor,
        origin: &Origin,
        (code, verifier): (&str, &str),
    ) -> Result<Tokens, SignInFault> {
        let redirect_uri = format!("{}{SIGNED_IN_PATH}", origin.as_str());
        let own_id = DASHBOARD_APPLICATION.to_string();
        let remote = self.remote(door);
        let client_id = remote.map_or(own_id.as_str(), |remote| remote.settings.client_id.as_str());
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect_uri),
            ("client_id", client_id),
            ("code_verifier", verifier),
        ];
        if let Some(secret) = remote.and_then(|remote| remote.secret.as_deref()) {
            fields.push(("client_secret", secret));
        }
        let form = encoded_pairs(&fields);
        let answer = match (remote, app.extension()) {
            (Some(remote), _) => remote.ask(form).await?,
            (None, Some(extension)) => {
                extension.redeem(origin.as_str(), form).await.ok_or(SignInFault::NotUnderstood)?
            }
            (None, None) => return Err(SignInFault::NoIssuer),
        };
        serde_json::from_slice(&answer).map_err(|_| SignInFault::NotUnderstood)
    }
}

impl Remote {
    fn open(settings: &PageSignIn) -> Result<Self, StartError> {
        let builder = Client::builder().timeout(ISSUER_TIMEOUT).redirect(reqwest::redirect::Policy::none());
        let is_here = Url::parse(&settings.discovery_url).is_ok_and(|url| is_loopback(&url));
        let builder = if is_here { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| StartError::Extension(Box::new(error)))?;
        let secret = settings.client_secret_file.as_deref().map(read_secret).transpose()?;
        Ok(Self { settings: settings.clone(), secret, client, endpoints: OnceLock::new() })
    }

    /// Where the issuer is asked for what.
    async fn endpoints(&self) -> Result<&Endpoints, SignInFault> {
        if let Some(known) = self.endpoints.get() {
            return Ok(known);
        }
        let asked = self.client.get(&self.settings.discovery_url);
        let document = read(asked.send().await.map_err(unreachable)?).await?;
        let endpoints: Endpoints =
            serde_json::from_slice(&document).map_err(|_| SignInFault::NotUnderstood)?;
        let is_safe =
            |url: &String| Url::parse(url).is_ok_and(|url| url.scheme() == "https" || is_loopback(&url));
        if ![&endpoints.authorization_endpoint, &endpoints.token_endpoint].into_iter().all(is_safe) {
            return Err(SignInFault::Address);
        }
        Ok(self.endpoints.get_or_init(|| endpoints))
    }

    async fn ask(&self, form: String) -> Result<Bytes, SignInFault> {
        let endpoint = self.endpoints().await?.token_endpoint.clone();
        let asked = self.client.post(endpoint).header("content-type", "application/x-www-form-urlencoded");
        read(asked.body(form).send().await.map_err(unreachable)?).await
    }
}

async fn read(mut answer: reqwest::Response) -> Result<Bytes, SignInFault> {
    if !answer.status().is_success() {
        return Err(SignInFault::Status(answer.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(SignInFault::NotUnderstood);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

fn unreachable(error: reqwest::Error) -> SignInFault {
    SignInFault::Unreachable(error.without_url())
}

fn read_secret(file: &Path) -> Result<String, UnusablePlace> {
    let text = std::fs::read_to_string(file).map_err(UnusablePlace::at(file))?;
    Ok(text.trim().to_owned())
}

impl fmt::Debug for Providers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Providers").field("has_own", &self.has_own).finish_non_exhaustive()
    }
}
