//! A user who once consented, by the refresh token of then.

use futures_util::future::BoxFuture;

use super::grant::{self, Granted, user_scope};
use super::{AccessToken, Application, Secret, SecretStore, TokenSource};
use crate::cloud::Service;
use crate::error::{Error, Result};

pub(super) struct RefreshToken {
    application: Application,
    store: Box<dyn SecretStore>,
}

impl RefreshToken {
    pub(super) fn new(application: Application, store: impl SecretStore + 'static) -> Self {
        Self { application, store: Box::new(store) }
    }

    /// A token by the refresh token that is kept; `None` if none is.
    ///
    /// Where the authority takes each refresh token once, another process may have used ours in the meantime: then the
    /// one that it has kept is tried.
    pub(super) async fn redeem(
        &self,
        http: &reqwest::Client,
        service: &Service,
    ) -> Result<Option<AccessToken>> {
        let mut tried: Option<Secret> = None;
        loop {
            let Some(secret) = self.store.load()? else {
                return Ok(None);
            };
            if tried.as_ref() == Some(&secret) {
                return Err(Error::SignIn {
                    text: format!(
                        "the kept sign-in ({}) is no longer good; sign in again",
                        self.store.describe()
                    ),
                    code: Some("invalid_grant".to_owned()),
                    is_retryable: false,
                    source: None,
                });
            }
            match self.grant(http, service, &secret).await {
                Ok(granted) => {
                    self.keep(Some(&secret), &granted)?;
                    return Ok(Some(granted.access()));
                }
                Err(Error::SignIn { code: Some(code), .. }) if code == "invalid_grant" => {
                    tried = Some(secret)
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Keeps the newer refresh token, if one came. One that somebody else kept meanwhile is as good.
    pub(super) fn keep(&self, before: Option<&Secret>, granted: &Granted) -> Result<()> {
        match granted.refresh_token.as_deref() {
            Some(newer) if before.is_none_or(|before| before.reveal() != newer) => {
                self.store.exchange(before, &newer.into()).map(|_| ())
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn kept(&self) -> Result<Option<Secret>> {
        self.store.load()
    }

    pub(super) fn application(&self) -> &Application {
        &self.application
    }

    async fn grant(&self, http: &reqwest::Client, service: &Service, secret: &Secret) -> Result<Granted> {
        let scope = user_scope(service);
        let form =
            [("grant_type", "refresh_token"), ("refresh_token", secret.reveal()), ("scope", scope.as_str())];
        grant::token(http, service, &self.application, &form).await
    }
}

impl TokenSource for RefreshToken {
    fn name(&self) -> &'static str {
        "a user's refresh token"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            self.redeem(http, service).await?.ok_or_else(|| Error::SignIn {
                text: format!("no sign-in is kept in {}; sign in first", self.store.describe()),
                code: None,
                is_retryable: false,
                source: None,
            })
        })
    }
}
