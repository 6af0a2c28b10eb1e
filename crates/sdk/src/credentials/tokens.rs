//! The token in use: got once, shared by all calls, and got anew before its end or when it is refused.

use std::sync::{Arc, PoisonError, RwLock};

use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::Deserialize;

use super::token::AccessToken;
use super::{Credentials, grant};
use crate::cloud::Service;
use crate::error::{Error, Result};

pub(crate) struct Tokens {
    credentials: Credentials,
    /// Whether each token is exchanged at `/generatetoken`.
    is_exchanged: bool,
    current: RwLock<Option<Arc<AccessToken>>>,
    /// Whoever gets a token holds it, so that many calls at once get one.
    fetching: tokio::sync::Mutex<()>,
}

impl Tokens {
    pub(crate) fn new(credentials: Credentials, is_exchanged: bool) -> Self {
        Self {
            credentials,
            is_exchanged,
            current: RwLock::default(),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    /// The token in use, or a new one.
    pub(crate) async fn get(&self, http: &reqwest::Client, service: &Service) -> Result<Arc<AccessToken>> {
        if let Some(token) = self.good() {
            return Ok(token);
        }
        let _fetching = self.fetching.lock().await;
        if let Some(token) = self.good() {
            return Ok(token);
        }
        let mut token = self.credentials.0.fetch(http, service).await?;
        if self.is_exchanged {
            token = exchange(http, service, &token).await?;
        }
        let token = Arc::new(token);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&token));
        Ok(token)
    }

    /// Takes note that the service refused a token; whether another one can be got.
    pub(crate) fn refuse(&self, refused: &AccessToken) -> bool {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|token| token.is_same(refused)) {
            *current = None;
        }
        self.credentials.0.can_renew()
    }

    fn good(&self) -> Option<Arc<AccessToken>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone().filter(|token| token.is_good())
    }
}

#[derive(Deserialize)]
struct Exchanged {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

/// Exchanges a token for one of the API (contract 5.5).
async fn exchange(http: &reqwest::Client, service: &Service, token: &AccessToken) -> Result<AccessToken> {
    let url = service
        .root
        .at("/generatetoken")
        .ok_or_else(|| Error::settings("the root of the service has no host"))?;
    let sent = http
        .request(Method::POST, url)
        .header(AUTHORIZATION, format!("Bearer {}", token.reveal()))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("grant_type=jwt_token")
        .send()
        .await;
    // What was sent, for the case that it is said back.
    let form = [("assertion", token.reveal())];
    let exchanged: Exchanged = grant::understood(sent, "the exchange of the token at /generatetoken", &form)
        .await
        .map_err(Error::from)?;
    Ok(AccessToken::good_for(
        exchanged.access_token,
        exchanged.expires_in.map(std::time::Duration::from_secs),
    ))
}
